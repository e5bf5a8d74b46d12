package vault_test

import (
	"bytes"
	"errors"
	"io"
	"math/rand/v2"
	"testing"
	"testing/iotest"

	"bihuan/vault"
)

func sealAll(t testing.TB, v *vault.Vault, plain []byte) []byte {
	t.Helper()
	var out bytes.Buffer
	w, err := v.SealStream(&out)
	if err != nil {
		t.Fatal(err)
	}
	for rest := plain; len(rest) > 0; {
		n := min(len(rest), 1+rand.IntN(100_000))
		if k, err := w.Write(rest[:n]); k != n || err != nil {
			t.Fatalf("wrote %d of %d: %v", k, n, err)
		}
		rest = rest[n:]
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write([]byte("x")); err == nil {
		t.Error("a closed stream can be written to")
	}
	return out.Bytes()
}

func openAll(v *vault.Vault, r io.Reader) ([]byte, error) {
	opened, err := v.OpenStream(r)
	if err != nil {
		return nil, err
	}
	return io.ReadAll(opened)
}

func TestStream(t *testing.T) {
	for _, c := range []vault.Cipher{vault.SM4, vault.AES} {
		v, _ := newVault(t, vault.WithCipher(c))
		for _, size := range []int{0, 1, 65535, 65536, 65537, 131072, 300_000} {
			plain := make([]byte, size)
			for i := range plain {
				plain[i] = byte(rand.IntN(256))
			}
			sealed := sealAll(t, v, plain)
			if got := v.StreamSize(int64(len(sealed))); got != int64(size) {
				t.Errorf("size = %d, want %d", got, size)
			}
			for name, r := range map[string]io.Reader{
				"whole":  bytes.NewReader(sealed),
				"halves": iotest.HalfReader(bytes.NewReader(sealed)),
				"early":  iotest.DataErrReader(bytes.NewReader(sealed)),
			} {
				got, err := openAll(v, r)
				if err != nil || !bytes.Equal(got, plain) {
					t.Errorf("%v, %d bytes, %s: %v", c, size, name, err)
				}
			}
		}
	}
}

func TestStreamTamper(t *testing.T) {
	v, _ := newVault(t)
	const frame = 65536 + 16
	plain := bytes.Repeat([]byte("0123456789abcdef"), 3*4096) // three full frames
	sealed := sealAll(t, v, plain)
	head := len(sealed) - 3*frame
	for i := 0; i < len(sealed); i += 1 + i/head*997 { // every byte of the head, some of the frames
		bad := bytes.Clone(sealed)
		bad[i] ^= 4
		if got, err := openAll(v, bytes.NewReader(bad)); err == nil || !bytes.HasPrefix(plain, got) {
			t.Errorf("byte %d altered: read %d bytes, %v", i, len(got), err)
		}
	}
	part := func(n int) []byte { return sealed[head+n*frame : head+(n+1)*frame] }
	join := func(frames ...[]byte) []byte {
		return append(bytes.Clone(sealed[:head]), bytes.Join(frames, nil)...)
	}
	other := sealAll(t, v, plain)
	for what, bad := range map[string][]byte{
		"cut within":       sealed[:len(sealed)-1],
		"last frame lost":  join(part(0), part(1)),
		"only the head":    sealed[:head],
		"head cut":         sealed[:head-1],
		"nothing":          nil,
		"frames swapped":   join(part(1), part(0), part(2)),
		"frame twice":      join(part(0), part(0), part(1), part(2)),
		"more after it":    append(bytes.Clone(sealed), 0),
		"last frame twice": join(part(0), part(1), part(2), part(2)),
		"another's frame":  join(part(0), part(1), other[len(other)-frame:]),
	} {
		if got, err := openAll(v, bytes.NewReader(bad)); !errors.Is(err, vault.ErrSealed) || !bytes.HasPrefix(plain, got) {
			t.Errorf("%s: read %d bytes, %v", what, len(got), err)
		}
	}
	broken := io.MultiReader(bytes.NewReader(sealed[:head+100]), iotest.ErrReader(errors.New("disk")))
	if _, err := openAll(v, broken); err == nil || errors.Is(err, vault.ErrSealed) {
		t.Errorf("a failing disk reads as %v", err)
	}
}

func TestRewrapStream(t *testing.T) {
	v, _ := newVault(t)
	sealed := sealAll(t, v, []byte("attachment"))
	var out bytes.Buffer
	if changed, err := v.RewrapStream(&out, bytes.NewReader(sealed)); changed || err != nil || out.Len() != 0 {
		t.Fatalf("changed = %v, %v, wrote %d", changed, err, out.Len())
	}
	old := v.Keys()[0]
	if _, err := v.Rotate(); err != nil {
		t.Fatal(err)
	}
	if changed, err := v.RewrapStream(&out, bytes.NewReader(sealed)); !changed || err != nil {
		t.Fatalf("changed = %v, %v", changed, err)
	}
	if err := v.Retire(old); err != nil {
		t.Fatal(err)
	}
	if got, err := openAll(v, &out); err != nil || string(got) != "attachment" {
		t.Errorf("opened %q, %v", got, err)
	}
	var missing *vault.MissingKeyError
	if _, err := openAll(v, bytes.NewReader(sealed)); !errors.As(err, &missing) {
		t.Errorf("retired key: %v", err)
	}
}

type fullDisk struct{ left int }

func (d *fullDisk) Write(p []byte) (int, error) {
	if d.left -= len(p); d.left < 0 {
		return 0, errors.New("disk full")
	}
	return len(p), nil
}

func TestStreamFullDisk(t *testing.T) {
	v, _ := newVault(t)
	for _, left := range []int{0, 100, 70_000} {
		w, err := v.SealStream(&fullDisk{left})
		if err == nil {
			_, err = w.Write(make([]byte, 200_000))
			if closeErr := w.Close(); closeErr == nil {
				t.Errorf("%d bytes left: closed as if all were well", left)
			}
		}
		if err == nil {
			t.Errorf("%d bytes left: no error", left)
		}
	}
}

func BenchmarkStream(b *testing.B) {
	for _, c := range []vault.Cipher{vault.SM4, vault.AES} {
		b.Run(c.String(), func(b *testing.B) {
			v, _ := newVault(b, vault.WithCipher(c))
			plain := make([]byte, 8<<20)
			b.SetBytes(int64(len(plain)))
			for b.Loop() {
				w, _ := v.SealStream(io.Discard)
				w.Write(plain)
				w.Close()
			}
		})
	}
}
