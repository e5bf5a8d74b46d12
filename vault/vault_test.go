package vault_test

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"bihuan/vault"
)

func open(t testing.TB, path string, options ...vault.Option) *vault.Vault {
	t.Helper()
	v, _, err := vault.OpenOrCreate(path, options...)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func newVault(t testing.TB, options ...vault.Option) (*vault.Vault, string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "keys", "bihuan.key")
	return open(t, path, options...), path
}

func TestSealAndOpen(t *testing.T) {
	for _, c := range []vault.Cipher{vault.SM4, vault.AES} {
		t.Run(c.String(), func(t *testing.T) {
			v, path := newVault(t, vault.WithCipher(c))
			key, wrapped, err := v.NewRecordKey()
			if err != nil {
				t.Fatal(err)
			}
			for _, plain := range []string{"", "王小明", strings.Repeat("白水镇", 5000)} {
				sealed := key.Seal([]byte(plain), "P1/name")
				if len(plain) > 0 && bytes.Contains(sealed, []byte(plain)) {
					t.Fatal("the text is in the sealed value")
				}
				// A second process, with either setting, opens it.
				for _, other := range []vault.Cipher{vault.SM4, vault.AES} {
					k, err := open(t, path, vault.WithCipher(other)).OpenRecordKey(wrapped)
					if err != nil {
						t.Fatal(err)
					}
					got, err := k.Open(sealed, "P1/name")
					if err != nil || string(got) != plain {
						t.Fatalf("opened %d bytes, %v; want %d", len(got), err, len(plain))
					}
				}
			}
			if bytes.Equal(key.Seal([]byte("a"), "x"), key.Seal([]byte("a"), "x")) {
				t.Error("the same text was sealed to the same bytes")
			}
		})
	}
}

func TestTamper(t *testing.T) {
	for _, c := range []vault.Cipher{vault.SM4, vault.AES} {
		v, _ := newVault(t, vault.WithCipher(c))
		key, wrapped, _ := v.NewRecordKey()
		sealed := key.Seal([]byte("13812345678"), "P1/phone")

		for i := range sealed {
			for _, bit := range []byte{1, 0x80} {
				bad := bytes.Clone(sealed)
				bad[i] ^= bit
				if _, err := key.Open(bad, "P1/phone"); !errors.Is(err, vault.ErrSealed) {
					t.Errorf("%v: byte %d altered: err = %v", c, i, err)
				}
			}
		}
		for i := range sealed {
			if _, err := key.Open(sealed[:i], "P1/phone"); !errors.Is(err, vault.ErrSealed) {
				t.Errorf("%v: cut at %d: err = %v", c, i, err)
			}
		}
		for _, place := range []string{"P2/phone", "P1/name", "", "P1/phone "} {
			if _, err := key.Open(sealed, place); !errors.Is(err, vault.ErrSealed) {
				t.Errorf("%v: opened at %q: err = %v", c, place, err)
			}
		}
		other, _, _ := v.NewRecordKey()
		if _, err := other.Open(sealed, "P1/phone"); !errors.Is(err, vault.ErrSealed) {
			t.Errorf("%v: opened with another record's key: %v", c, err)
		}

		for i := range wrapped {
			bad := bytes.Clone(wrapped)
			bad[i] ^= 1
			if _, err := v.OpenRecordKey(bad); err == nil {
				t.Errorf("%v: wrapped key opened with byte %d altered", c, i)
			}
			if _, err := v.OpenRecordKey(wrapped[:i]); err == nil {
				t.Errorf("%v: wrapped key opened cut at %d", c, i)
			}
			if _, _, err := v.Rewrap(bad); err == nil {
				t.Errorf("%v: wrapped key rewrapped with byte %d altered", c, i)
			}
		}
	}
}

func TestRotation(t *testing.T) {
	v, path := newVault(t)
	server := open(t, path) // another process, running all the while
	old := v.Keys()[0]
	key, wrapped, _ := v.NewRecordKey()
	sealed := key.Seal([]byte("王小明"), "P1/name")
	blind, code, index := v.Blind("name", "王小明"), v.HashCode("ABCD"), v.IndexID()

	id, err := v.Rotate()
	if err != nil {
		t.Fatal(err)
	}
	if got := v.Keys(); len(got) != 2 || got[0] != id || got[1] != old {
		t.Fatalf("keys = %v, want %s and %s", got, id, old)
	}
	check := func(v *vault.Vault, wrapped []byte) {
		t.Helper()
		k, err := v.OpenRecordKey(wrapped)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := k.Open(sealed, "P1/name"); err != nil || string(got) != "王小明" {
			t.Fatalf("opened %q, %v", got, err)
		}
		if !bytes.Equal(v.Blind("name", "王小明"), blind) || !v.SameCode("ABCD", code) || v.IndexID() != index {
			t.Fatal("the index changed with the master key")
		}
	}
	check(v, wrapped)
	check(open(t, path), wrapped)

	renewed, changed, err := v.Rewrap(wrapped)
	if err != nil || !changed || bytes.Equal(renewed, wrapped) {
		t.Fatalf("rewrap: changed = %v, %v", changed, err)
	}
	if _, again, err := v.Rewrap(renewed); again || err != nil {
		t.Fatalf("second rewrap: changed = %v, %v", again, err)
	}
	check(v, renewed)
	check(server, renewed) // it has to notice the new key by itself
	if got := server.Keys()[0]; got != id {
		t.Errorf("the running process still wraps with %s", got)
	}

	// A changed cipher setting is a reason to rewrap; the sealed field does not mind.
	aes := open(t, path, vault.WithCipher(vault.AES))
	renewed, changed, err = aes.Rewrap(renewed)
	if err != nil || !changed {
		t.Fatalf("rewrap for AES: changed = %v, %v", changed, err)
	}
	check(v, renewed)

	if err := v.Retire(id); err == nil {
		t.Error("the newest key could be retired")
	}
	if err := v.Retire("00000000"); err == nil {
		t.Error("an unknown key could be retired")
	}
	if err := v.Retire(old); err != nil {
		t.Fatal(err)
	}
	check(v, renewed)
	for _, v := range []*vault.Vault{v, open(t, path)} {
		_, err = v.OpenRecordKey(wrapped)
		var missing *vault.MissingKeyError
		if !errors.As(err, &missing) || missing.ID != old || !strings.Contains(err.Error(), old) {
			t.Errorf("retired key: err = %v, want one naming %s", err, old)
		}
	}
}

func TestKeyFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "new", "bihuan.key")
	v, created, err := vault.OpenOrCreate(path)
	if err != nil || !created {
		t.Fatalf("created = %v, %v", created, err)
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Fatalf("mode = %v, %v; want 0600", info.Mode(), err)
	}
	if list, _ := os.ReadDir(filepath.Dir(path)); len(list) != 1 {
		t.Errorf("left behind: %v", list)
	}
	again, created, err := vault.OpenOrCreate(path)
	if err != nil || created || again.Keys()[0] != v.Keys()[0] || again.IndexID() != v.IndexID() {
		t.Fatalf("opened again: created = %v, %v", created, err)
	}
	if _, err := v.Rotate(); err != nil {
		t.Fatal(err)
	}
	if info, _ := os.Stat(path); info.Mode().Perm() != 0o600 {
		t.Errorf("mode after rotation = %v", info.Mode())
	}

	good, _ := os.ReadFile(path)
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%x"} {
		key, _, _ := v.NewRecordKey()
		out := fmt.Sprintf(verb+verb, v, key)
		for _, line := range strings.Fields(string(good)) {
			if len(line) == 64 && strings.Contains(out, line[:16]) {
				t.Errorf("%s prints a key", verb)
			}
		}
	}

	for _, mode := range []os.FileMode{0o640, 0o604, 0o620, 0o660, 0o644} {
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
		if _, _, err := vault.OpenOrCreate(path); err == nil || !strings.Contains(err.Error(), "chmod 600") {
			t.Errorf("mode %v: err = %v", mode, err)
		}
	}
	for name, text := range map[string]string{
		"empty":       "",
		"cut":         string(good[:len(good)-10]),
		"no index":    strings.Replace(string(good), "index", "#index", 1),
		"two indexes": string(good) + "index " + strings.Repeat("ab", 32) + "\n",
		"zero key":    string(good) + "master " + strings.Repeat("00", 32) + "\n",
		"twice":       string(good) + string(good[bytes.LastIndex(good, []byte("master")):]),
		"other":       string(good) + "what\n",
	} {
		bad := filepath.Join(t.TempDir(), "bad.key")
		os.WriteFile(bad, []byte(text), 0o600)
		_, created, err := vault.OpenOrCreate(bad)
		if err == nil || created {
			t.Errorf("%s: created = %v, err = %v", name, created, err)
		}
		if after, _ := os.ReadFile(bad); string(after) != text {
			t.Errorf("%s: the file was overwritten", name)
		}
	}
}

// Two processes that start at once end up with the same keys.
func TestKeyFileMadeOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "bihuan.key")
	var wg sync.WaitGroup
	ids, made := make([]string, 16), make([]bool, 16)
	for i := range ids {
		wg.Go(func() {
			v, created, err := vault.OpenOrCreate(path)
			if err != nil {
				t.Error(err)
				return
			}
			ids[i], made[i] = v.Keys()[0]+v.IndexID(), created
		})
	}
	wg.Wait()
	count := 0
	for i := range ids {
		if ids[i] != ids[0] {
			t.Errorf("process %d has keys %s, the first %s", i, ids[i], ids[0])
		}
		if made[i] {
			count++
		}
	}
	if count != 1 {
		t.Errorf("%d processes made the file", count)
	}
}

func TestVariable(t *testing.T) {
	a, b := bytes.Repeat([]byte{0xa7}, 32), bytes.Repeat([]byte{0xfb}, 32)
	hexA, b64B := hex.EncodeToString(a), base64.StdEncoding.EncodeToString(b)
	path := filepath.Join(t.TempDir(), "unused.key")

	t.Setenv(vault.Variable, hexA)
	first := open(t, path)
	if _, err := os.Stat(path); err == nil {
		t.Error("a key file was made although the keys come from the environment")
	}
	_, wrapped, _ := first.NewRecordKey()
	if _, err := first.Rotate(); err == nil {
		t.Error("keys from the environment could be rotated")
	}

	t.Setenv(vault.Variable, base64.RawURLEncoding.EncodeToString(a))
	if v := open(t, path); v.IndexID() != first.IndexID() || v.Keys()[0] != first.Keys()[0] {
		t.Error("hex and base64 of the same key differ")
	}

	// Rotation by the operator: the new key first, the index as it was.
	t.Setenv(vault.Variable, b64B+", "+hexA+" index:"+hexA)
	second := open(t, path)
	if second.IndexID() != first.IndexID() || !bytes.Equal(second.Blind("name", "x"), first.Blind("name", "x")) {
		t.Error("the index changed")
	}
	renewed, changed, err := second.Rewrap(wrapped)
	if err != nil || !changed {
		t.Fatalf("changed = %v, %v", changed, err)
	}
	t.Setenv(vault.Variable, b64B+",index:"+hexA)
	third := open(t, path)
	if _, err := third.OpenRecordKey(renewed); err != nil {
		t.Error(err)
	}
	if _, err := third.OpenRecordKey(wrapped); err == nil || !strings.Contains(err.Error(), first.Keys()[0]) {
		t.Errorf("retired key: err = %v", err)
	}

	for _, bad := range []string{hexA + "," + b64B, "abc", hexA[:62], "index:" + hexA, hexA + ",index:" + hexA + ",index:" + hexA, strings.Repeat("00", 32), hexA + "," + hexA + ",index:" + hexA} {
		t.Setenv(vault.Variable, bad)
		_, _, err := vault.OpenOrCreate(path)
		if err == nil {
			t.Errorf("%s was accepted", bad)
		} else if strings.Contains(err.Error(), hexA[:16]) {
			t.Errorf("the error shows a key: %v", err)
		}
	}

	os.WriteFile(path, []byte("x"), 0o600)
	t.Setenv(vault.Variable, hexA)
	if _, _, err := vault.OpenOrCreate(path); err == nil || !strings.Contains(err.Error(), path) {
		t.Errorf("environment and file at once: err = %v", err)
	}
}

func TestBlind(t *testing.T) {
	v, _ := newVault(t)
	other, _ := newVault(t)
	x := v.Blind("name", "王小明")
	if len(x) != 16 || !bytes.Equal(x, v.Blind("name", "王小明")) {
		t.Errorf("blind = %x", x)
	}
	for what, y := range map[string][]byte{
		"another value": v.Blind("name", "王小"),
		"another kind":  v.Blind("phone", "王小明"),
		"shifted":       v.Blind("name王", "小明"),
		"another vault": other.Blind("name", "王小明"),
		"a query code":  v.HashCode("王小明")[:16],
	} {
		if bytes.Equal(x, y) {
			t.Errorf("%s has the same blind value", what)
		}
	}
	if v.Blind("name", "") != nil {
		t.Error("an empty value has a blind value")
	}
	if !v.SameCode("K7Q2", v.HashCode("K7Q2")) || v.SameCode("K7Q3", v.HashCode("K7Q2")) || v.SameCode("", nil) || other.SameCode("K7Q2", v.HashCode("K7Q2")) {
		t.Error("query codes are not told apart")
	}
}

// The examples of GB/T 32905-2016, appendix A.
func TestSM3(t *testing.T) {
	for in, want := range map[string]string{
		"abc":                      "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0",
		strings.Repeat("abcd", 16): "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732",
	} {
		if got := hex.EncodeToString(vault.SM3([]byte(in))); got != want {
			t.Errorf("SM3(%q) = %s, want %s", in, got, want)
		}
		h := vault.NewSM3()
		h.Write([]byte(in[:1]))
		h.Write([]byte(in[1:]))
		if got := hex.EncodeToString(h.Sum(nil)); got != want {
			t.Errorf("streamed SM3(%q) = %s, want %s", in, got, want)
		}
	}
}

func TestChain(t *testing.T) {
	b := func(s string) []byte { return []byte(s) }
	x := vault.Chain(b("p"), b("ab"), b("c"))
	for what, y := range map[string][]byte{
		"parts shifted": vault.Chain(b("p"), b("a"), b("bc")),
		"parts joined":  vault.Chain(b("p"), b("abc")),
		"parts swapped": vault.Chain(b("p"), b("c"), b("ab")),
		"part added":    vault.Chain(b("p"), b("ab"), b("c"), nil),
		"other before":  vault.Chain(b("q"), b("ab"), b("c")),
		"none before":   vault.Chain(nil, b("p"), b("ab"), b("c"), nil),
	} {
		if bytes.Equal(x, y) {
			t.Errorf("%s: the same hash", what)
		}
	}
	want := vault.SM3([]byte("\x00\x00\x00\x00\x00\x00\x00\x01p\x00\x00\x00\x00\x00\x00\x00\x02ab\x00\x00\x00\x00\x00\x00\x00\x01c"))
	if !bytes.Equal(x, want) {
		t.Errorf("chain = %x, want %x: stored journals would no longer verify", x, want)
	}
}

func TestConcurrent(t *testing.T) {
	v, _ := newVault(t)
	key, wrapped, _ := v.NewRecordKey()
	want := v.Blind("name", "王小明")
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for i := range 50 {
				place := fmt.Sprint("P", i)
				own, w, err := v.NewRecordKey()
				if err != nil {
					t.Error(err)
					return
				}
				for _, k := range []vault.RecordKey{key, own} {
					if got, err := k.Open(k.Seal([]byte("text"), place), place); err != nil || string(got) != "text" {
						t.Error(err)
					}
				}
				for _, w := range [][]byte{w, wrapped} {
					if _, _, err := v.Rewrap(w); err != nil {
						t.Error(err)
					}
				}
				if !bytes.Equal(v.Blind("name", "王小明"), want) {
					t.Error("blind value differs")
				}
			}
		})
	}
	for range 3 {
		if _, err := v.Rotate(); err != nil {
			t.Error(err)
		}
	}
	wg.Wait()
}

// One petition's registration: its data key, five sealed fields, four blind values.
func BenchmarkPetition(b *testing.B) {
	for _, c := range []vault.Cipher{vault.SM4, vault.AES} {
		b.Run(c.String(), func(b *testing.B) {
			v, _ := newVault(b, vault.WithCipher(c))
			fields := []string{"王小明", "13812345678", "11010519491231002X", "白水镇石门村3组12号", strings.Repeat("反映的问题", 40)}
			b.ReportAllocs()
			for b.Loop() {
				key, _, err := v.NewRecordKey()
				if err != nil {
					b.Fatal(err)
				}
				for _, f := range fields {
					key.Seal([]byte(f), "P2026-000001/field")
				}
				for _, f := range fields[:4] {
					v.Blind("name", f)
				}
			}
		})
	}
}
