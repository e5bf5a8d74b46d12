package blob_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/iotest"
	"time"

	"github.com/emmansun/gmsm/sm3"

	"bihuan/blob"
	"bihuan/domain/fault"
)

// toy seals badly but visibly: a first byte that names the key, inverted bytes, a sum at the end.
// The real one is the vault's, tested there.
type toy struct{ key byte }

type toyWriter struct {
	w   io.Writer
	sum byte
}

func (t *toy) SealStream(w io.Writer) (io.WriteCloser, error) {
	_, err := w.Write([]byte{t.key})
	return &toyWriter{w: w}, err
}

func (t *toyWriter) Write(p []byte) (int, error) {
	q := make([]byte, len(p))
	for i, c := range p {
		q[i] = ^c
		t.sum += c
	}
	return t.w.Write(q)
}

func (t *toyWriter) Close() error {
	_, err := t.w.Write([]byte{t.sum})
	return err
}

func (t *toy) OpenStream(r io.Reader) (io.Reader, error) {
	b, err := io.ReadAll(r)
	if err != nil || len(b) < 2 {
		return nil, errors.New("toy: too short")
	}
	body, sum := b[1:len(b)-1], byte(0)
	for i := range body {
		body[i] = ^body[i]
		sum += body[i]
	}
	if sum != b[len(b)-1] {
		return io.MultiReader(bytes.NewReader(body[:len(body)/2]), iotest.ErrReader(errors.New("toy: damaged"))), nil
	}
	return bytes.NewReader(body), nil
}

func (t *toy) RewrapStream(w io.Writer, r io.Reader) (bool, error) {
	b, err := io.ReadAll(r)
	if err != nil || b[0] == t.key {
		return false, err
	}
	b[0] = t.key
	_, err = w.Write(b)
	return true, err
}

func (t *toy) StreamSize(sealed int64) int64 { return sealed - 2 }

const abcHash = "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0" // GB/T 32905

func newDisk(t *testing.T) (*blob.Disk, string, *toy) {
	t.Helper()
	dir, seal := filepath.Join(t.TempDir(), "blobs"), &toy{key: 1}
	d, err := blob.OpenDisk(dir, seal)
	if err != nil {
		t.Fatal(err)
	}
	return d, dir, seal
}

func filesIn(t *testing.T, dir string) (files []string) {
	t.Helper()
	filepath.WalkDir(dir, func(path string, e os.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			rel, _ := filepath.Rel(dir, path)
			files = append(files, rel)
		}
		return err
	})
	return files
}

func TestPutAndOpen(t *testing.T) {
	d, dir, _ := newDisk(t)
	ctx := t.Context()
	for range 2 { // the second is the same blob
		ref, err := d.Put(ctx, strings.NewReader("abc"), 3)
		if err != nil || ref != (blob.Ref{Hash: abcHash, Size: 3}) {
			t.Fatalf("put = %v, %v", ref, err)
		}
	}
	want := filepath.Join("66", "c7", abcHash)
	if files := filesIn(t, dir); len(files) != 1 || files[0] != want {
		t.Errorf("files = %v, want %s", files, want)
	}
	if b, _ := os.ReadFile(filepath.Join(dir, want)); bytes.Contains(b, []byte("abc")) {
		t.Error("the blob is on the disk in the clear")
	}
	r, size, err := d.Open(ctx, abcHash)
	if err != nil || size != 3 {
		t.Fatalf("size = %d, %v", size, err)
	}
	got, err := io.ReadAll(r)
	if err = errors.Join(err, r.Close()); err != nil || string(got) != "abc" {
		t.Errorf("read %q, %v", got, err)
	}
	if has, err := d.Has(ctx, abcHash); !has || err != nil {
		t.Errorf("has = %v, %v", has, err)
	}
	if err := d.Check(ctx, abcHash); err != nil {
		t.Error(err)
	}
}

func TestPutRefuses(t *testing.T) {
	d, dir, _ := newDisk(t)
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	broken := errors.New("connection lost")

	_, err := d.Put(t.Context(), strings.NewReader("abcd"), 3)
	if f := fault.As(err); f == nil || f.Kind != fault.Invalid || f.Key != "fault.blob.large" || f.Args[1] != "3 B" {
		t.Errorf("too large: %v", err)
	}
	if _, err := d.Put(cancelled, strings.NewReader("abc"), 3); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	if _, err := d.Put(t.Context(), io.MultiReader(strings.NewReader("a"), iotest.ErrReader(broken)), 3); !errors.Is(err, broken) {
		t.Errorf("broken: %v", err)
	}
	_, err = d.Put(t.Context(), blob.StripLocation(blob.JPEG, strings.NewReader("\xff\xd8\xff")), 1000)
	if f := fault.As(err); f == nil || f.Key != "fault.blob.photo" {
		t.Errorf("malformed photo: %v", err)
	}
	if files := filesIn(t, dir); len(files) != 0 {
		t.Errorf("left behind: %v", files)
	}
}

func TestMissing(t *testing.T) {
	d, dir, _ := newDisk(t)
	secret := filepath.Join(dir, "..", "secret")
	os.WriteFile(secret, []byte("key"), 0o600)
	for _, hash := range []string{abcHash, "", "../../secret", "..", strings.ToUpper(abcHash), abcHash[:63] + "/", strings.Repeat("../", 21) + "x"} {
		_, _, err := d.Open(t.Context(), hash)
		if fault.KindOf(err) != fault.NotFound {
			t.Errorf("open %q: %v", hash, err)
		}
		if has, err := d.Has(t.Context(), hash); has || err != nil {
			t.Errorf("has %q = %v, %v", hash, has, err)
		}
	}
}

func TestDamaged(t *testing.T) {
	d, dir, _ := newDisk(t)
	ref, err := d.Put(t.Context(), strings.NewReader("abc"), 3)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "66", "c7", abcHash)
	good, _ := os.ReadFile(path)
	other := &bytes.Buffer{}
	w, _ := (&toy{1}).SealStream(other)
	w.Write([]byte("xyz"))
	w.Close()
	for what, bad := range map[string][]byte{
		"altered":         {good[0], good[1] ^ 1, good[2], good[3], good[4]},
		"empty":           {},
		"another content": other.Bytes(),
	} {
		os.WriteFile(path, bad, 0o600)
		err := d.Check(t.Context(), ref.Hash)
		if f := fault.As(err); f == nil || f.Key != "fault.blob.damaged" || !strings.Contains(err.Error(), ref.Hash) {
			t.Errorf("%s: %v", what, err)
		}
	}
	if _, err := d.Put(t.Context(), strings.NewReader("abc"), 3); err != nil {
		t.Fatal(err)
	}
	if err := d.Check(t.Context(), ref.Hash); err != nil {
		t.Errorf("not mended: %v", err)
	}
}

func TestRewrapAndAll(t *testing.T) {
	d, dir, seal := newDisk(t)
	for _, s := range []string{"abc", "def", ""} {
		if _, err := d.Put(t.Context(), strings.NewReader(s), 3); err != nil {
			t.Fatal(err)
		}
	}
	os.WriteFile(filepath.Join(dir, "README"), []byte("not a blob"), 0o600)
	for _, want := range []int{0, 3, 0} {
		if n, err := d.Rewrap(t.Context()); n != want || err != nil {
			t.Errorf("rewrapped %d, %v; want %d", n, err, want)
		}
		seal.key = 2
	}
	count := 0
	err := d.All(t.Context(), func(hash string) error {
		count++
		return d.Check(t.Context(), hash)
	})
	if count != 3 || err != nil {
		t.Errorf("checked %d, %v", count, err)
	}
	if files := filesIn(t, dir); len(files) != 4 {
		t.Errorf("files = %v", files)
	}
}

func TestSweep(t *testing.T) {
	d, dir, _ := newDisk(t)
	old, fresh := filepath.Join(dir, "tmp", "put-1"), filepath.Join(dir, "tmp", "put-2")
	day := time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)
	for path, at := range map[string]time.Time{old: day.Add(-time.Hour), fresh: day.Add(time.Hour)} {
		os.WriteFile(path, nil, 0o600)
		os.Chtimes(path, at, at)
	}
	if n, err := d.Sweep(day); n != 1 || err != nil {
		t.Errorf("swept %d, %v", n, err)
	}
	if _, err := os.Stat(fresh); err != nil {
		t.Error("a file being written was swept away")
	}
}

func TestPutAtOnce(t *testing.T) {
	d, dir, _ := newDisk(t)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			if ref, err := d.Put(t.Context(), strings.NewReader("abc"), 3); err != nil || ref.Hash != abcHash {
				t.Error(ref, err)
			}
		})
	}
	wg.Wait()
	if files := filesIn(t, dir); len(files) != 1 || sm3.Size*2 != len(filepath.Base(files[0])) {
		t.Errorf("files = %v", files)
	}
}
