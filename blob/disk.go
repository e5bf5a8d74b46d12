// Package blob keeps attachments and frozen documents by the hash of their content.
//
// They are personal data: what reaches the disk is sealed, and nothing is ever there in the clear,
// not even for a moment. The package also tells what kind of file something is by its content, and
// takes out of photos where they were taken.
package blob

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"github.com/emmansun/gmsm/sm3"

	"bihuan/domain/fault"
)

// Sealer encrypts streams; the vault is one.
type Sealer interface {
	SealStream(w io.Writer) (io.WriteCloser, error)
	OpenStream(r io.Reader) (io.Reader, error)
	// RewrapStream copies a sealed stream under the newest key, or writes nothing if it is.
	RewrapStream(w io.Writer, r io.Reader) (changed bool, err error)
	// StreamSize is how many bytes a sealed stream of so many bytes holds.
	StreamSize(sealed int64) int64
}

// Ref names a stored blob: the SM3 of its plain content in hex, and its plain size.
type Ref struct {
	Hash string
	Size int64
}

// Disk keeps blobs in a directory, as ab/cd/abcd…
type Disk struct {
	dir  string
	seal Sealer
}

// OpenDisk opens the store in dir, making it if need be.
func OpenDisk(dir string, seal Sealer) (*Disk, error) {
	if seal == nil {
		return nil, errors.New("blob: a store needs a sealer")
	}
	d := &Disk{dir: dir, seal: seal}
	if err := os.MkdirAll(d.temp(), 0o700); err != nil {
		return nil, fmt.Errorf("blob: %w", err)
	}
	return d, nil
}

func (d *Disk) temp() string { return filepath.Join(d.dir, "tmp") }

// Put stores what r gives, at most limit bytes, and returns once it is safely on the disk. The same
// content stored twice is kept once; the second time mends a damaged first.
func (d *Disk) Put(ctx context.Context, r io.Reader, limit int64) (Ref, error) {
	hash := sm3.New()
	var size int64
	f, err := d.write(func(w io.Writer) error {
		sealed, err := d.seal.SealStream(w)
		if err != nil {
			return err
		}
		in := &io.LimitedReader{R: patient{ctx, r}, N: limit + 1}
		if size, err = io.Copy(io.MultiWriter(hash, sealed), in); err != nil {
			return err
		}
		if size > limit {
			return fault.NewInvalid("file", "fault.blob.large", "limit", sizeText(limit))
		}
		return sealed.Close()
	})
	if err != nil {
		return Ref{}, err
	}
	ref := Ref{Hash: hex.EncodeToString(hash.Sum(nil)), Size: size}
	if err := d.place(f, d.path(ref.Hash)); err != nil {
		return Ref{}, err
	}
	return ref, nil
}

// write fills a new temporary file and makes sure that it is on the disk. On an error none is left.
func (d *Disk) write(fill func(io.Writer) error) (name string, err error) {
	f, err := os.CreateTemp(d.temp(), "put-*")
	if err != nil {
		return "", fmt.Errorf("blob: %w", err)
	}
	if err = fill(f); err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		os.Remove(f.Name())
		return "", fmt.Errorf("blob: %w", err)
	}
	return f.Name(), nil
}

// place moves a temporary file to where it belongs and makes sure that the directories know.
func (d *Disk) place(temp, path string) error {
	shard := filepath.Dir(path)
	err := os.MkdirAll(shard, 0o700)
	if err == nil {
		err = os.Rename(temp, path)
	}
	if err != nil {
		os.Remove(temp)
		return fmt.Errorf("blob: %w", err)
	}
	for _, dir := range []string{shard, filepath.Dir(shard), d.dir} {
		if err := syncDir(dir); err != nil {
			return fmt.Errorf("blob: %w", err)
		}
	}
	return nil
}

func syncDir(name string) error {
	if runtime.GOOS == "windows" {
		return nil // has no such call; renames are journalled
	}
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// Open gives a blob's content and its size. Content that was altered on the disk ends in an error,
// never in wrong bytes.
func (d *Disk) Open(ctx context.Context, hash string) (io.ReadCloser, int64, error) {
	f, size, err := d.open(hash)
	if err != nil {
		return nil, 0, err
	}
	r, err := d.seal.OpenStream(f)
	if err != nil {
		f.Close()
		return nil, 0, damaged(hash, err)
	}
	return content{naming{hash, patient{ctx, r}}, f}, size, nil
}

func (d *Disk) open(hash string) (*os.File, int64, error) {
	if !valid(hash) {
		return nil, 0, missing()
	}
	f, err := os.Open(d.path(hash))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, 0, missing()
	}
	if err != nil {
		return nil, 0, fmt.Errorf("blob: %w", err)
	}
	info, err := f.Stat()
	if err != nil {
		f.Close()
		return nil, 0, fmt.Errorf("blob: %w", err)
	}
	return f, d.seal.StreamSize(info.Size()), nil
}

// Has tells whether a blob is there.
func (d *Disk) Has(_ context.Context, hash string) (bool, error) {
	f, _, err := d.open(hash)
	if fault.KindOf(err) == fault.NotFound {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	return true, f.Close()
}

// Check reads a blob through and compares its hash.
func (d *Disk) Check(ctx context.Context, hash string) error {
	r, _, err := d.Open(ctx, hash)
	if err != nil {
		return err
	}
	defer r.Close()
	h := sm3.New()
	if _, err := io.Copy(h, r); err != nil {
		return err
	}
	if hex.EncodeToString(h.Sum(nil)) != hash {
		return damaged(hash, errors.New("the content has another hash"))
	}
	return nil
}

// All calls f with the hash of each blob until it returns an error.
func (d *Disk) All(ctx context.Context, f func(hash string) error) error {
	return filepath.WalkDir(d.dir, func(path string, e fs.DirEntry, err error) error {
		if err = errors.Join(err, ctx.Err()); err != nil {
			return err
		}
		if e.IsDir() || !valid(e.Name()) || d.path(e.Name()) != path {
			return nil
		}
		return f(e.Name())
	})
}

// Rewrap puts every blob under the newest key after a rotation, and counts those it changed. It can
// be interrupted and run again, and blobs can be read and written meanwhile.
func (d *Disk) Rewrap(ctx context.Context) (changed int, err error) {
	err = d.All(ctx, func(hash string) error {
		f, _, err := d.open(hash)
		if err != nil {
			return err
		}
		defer f.Close()
		renewed := false
		temp, err := d.write(func(w io.Writer) (err error) {
			renewed, err = d.seal.RewrapStream(w, patient{ctx, f})
			return err
		})
		if err != nil {
			return fmt.Errorf("%s: %w", hash, err)
		}
		if !renewed {
			return os.Remove(temp)
		}
		changed++
		return d.place(temp, d.path(hash))
	})
	return changed, err
}

// Sweep removes what interrupted writes left behind before an instant well in the past, such as a
// day ago, and counts it. Nothing of it was ever acknowledged.
func (d *Disk) Sweep(before time.Time) (removed int, err error) {
	list, err := os.ReadDir(d.temp())
	if err != nil {
		return 0, fmt.Errorf("blob: %w", err)
	}
	for _, e := range list {
		info, err := e.Info()
		if err != nil || !info.ModTime().Before(before) {
			continue // gone, or still being written
		}
		if err := os.Remove(filepath.Join(d.temp(), e.Name())); err != nil {
			return removed, fmt.Errorf("blob: %w", err)
		}
		removed++
	}
	return removed, nil
}

func (d *Disk) path(hash string) string {
	return filepath.Join(d.dir, hash[:2], hash[2:4], hash)
}

// valid keeps what is no hash, such as ../.., away from the file system.
func valid(hash string) bool {
	return len(hash) == 2*sm3.Size && strings.Trim(hash, "0123456789abcdef") == ""
}

func missing() error { return fault.New(fault.NotFound, "fault.blob.missing") }

func damaged(hash string, err error) error {
	return fault.New(fault.Internal, "fault.blob.damaged", "hash", hash).Because(err)
}

// sizeText is a limit as a person reads it, in either language.
func sizeText(n int64) string {
	switch {
	case n >= 1<<20:
		return fmt.Sprintf("%d MB", n>>20)
	case n >= 1<<10:
		return fmt.Sprintf("%d KB", n>>10)
	}
	return fmt.Sprintf("%d B", n)
}

// patient stops reading when nobody waits any more.
type patient struct {
	ctx context.Context
	r   io.Reader
}

func (p patient) Read(b []byte) (int, error) {
	if err := p.ctx.Err(); err != nil {
		return 0, err
	}
	return p.r.Read(b)
}

// naming says which blob an error is about.
type naming struct {
	hash string
	r    io.Reader
}

func (n naming) Read(b []byte) (int, error) {
	k, err := n.r.Read(b)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, context.Canceled) && !errors.Is(err, context.DeadlineExceeded) {
		err = damaged(n.hash, err)
	}
	return k, err
}

type content struct {
	io.Reader
	io.Closer
}
