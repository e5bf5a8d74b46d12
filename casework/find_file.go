package casework

import (
	"bufio"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"bihuan/find/likeness"
)

// The index in its file: a line that says what it is, the index, and a check sum of both. It holds nothing
// that the database does not hold; what is damaged or of another kind is thrown away and made anew.

// findingFormat changes when the line does. The index knows its own version.
const findingFormat = 1

// findingHead is the first line of the file.
type findingHead struct {
	Format int    `json:"finding"`
	County string `json:"county"`
	Mark   int64  `json:"mark"` // the watermark, in milliseconds
	Texts  int    `json:"texts"`
}

const (
	sumSize  = 4
	mostHead = 1 << 10
)

// KeptIndex says what a file of the index holds, without reading it whole.
func KeptIndex(file string) (texts int, at time.Time, err error) {
	f, err := os.Open(file)
	if err != nil {
		return 0, time.Time{}, err
	}
	defer func() { _ = f.Close() }()
	h, _, err := readHead(bufio.NewReader(io.LimitReader(f, mostHead)))
	return h.Texts, time.UnixMilli(h.Mark), err
}

func readHead(r *bufio.Reader) (findingHead, int, error) {
	var h findingHead
	line, err := r.ReadBytes('\n')
	if err != nil {
		return h, 0, fmt.Errorf("its first line: %w", err)
	}
	if err := json.Unmarshal(line, &h); err != nil || h.Format != findingFormat {
		return h, 0, errors.New("it is of another kind")
	}
	return h, len(line), nil
}

// load takes the index from its file, if it is whole and the county's own, and clears up what a crash left.
func (f *Finder) load() {
	if f.file == "" {
		return
	}
	if err := sweepIndex(f.file); err != nil {
		f.log.Warn("clearing up beside the kept index", "file", f.file, "err", err)
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	switch err := f.begin(f.file); {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		f.log.Warn("the kept index cannot be used and is made anew", "file", f.file, "err", err)
		_ = os.Remove(f.file)
	default:
		f.log.Info("the kept index was read", "texts", f.Texts())
	}
}

// begin goes on from the index in a file. The lock is held.
func (f *Finder) begin(file string) error {
	index, head, err := readIndex(file, f.db.County())
	if err != nil {
		return err
	}
	f.index.Store(index)
	f.mark = time.UnixMilli(head.Mark).UTC().Add(-findingOverlap)
	return nil
}

// sweepIndex removes what was being written when a process was killed: as large as the index, each time.
func sweepIndex(path string) error {
	dir, base := filepath.Split(path)
	left, err := os.ReadDir(filepath.Clean(dir))
	if err != nil {
		return err
	}
	for _, file := range left {
		if n, ok := strings.CutPrefix(file.Name(), base+"."); ok && strings.Trim(n, "0123456789") == "" {
			err = errors.Join(err, os.Remove(filepath.Join(dir, file.Name())))
		}
	}
	return err
}

func readIndex(path, county string) (*likeness.Index, findingHead, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, findingHead{}, err
	}
	defer func() { _ = file.Close() }()
	info, err := file.Stat()
	if err != nil {
		return nil, findingHead{}, err
	}
	size := info.Size() - sumSize
	if err := checkSum(file, size); err != nil {
		return nil, findingHead{}, err
	}
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return nil, findingHead{}, err
	}
	r := bufio.NewReaderSize(io.LimitReader(file, size), 1<<20)
	head, _, err := readHead(r)
	if err != nil {
		return nil, head, err
	}
	if head.County != county {
		return nil, head, errors.New("it is another county's")
	}
	index, err := likeness.Load(r)
	return index, head, err
}

// checkSum reads the file through before anything in it is believed.
func checkSum(file io.Reader, size int64) error {
	if size <= 0 {
		return errors.New("it is too short")
	}
	sum := crc32.New(crc32.MakeTable(crc32.Castagnoli))
	if _, err := io.CopyN(sum, file, size); err != nil {
		return err
	}
	var want [sumSize]byte
	if _, err := io.ReadFull(file, want[:]); err != nil {
		return err
	}
	if binary.BigEndian.Uint32(want[:]) != sum.Sum32() {
		return errors.New("it is damaged")
	}
	return nil
}

// save puts the index into its file: a file beside it first, so that a power cut leaves the old one.
func (f *Finder) save() {
	if f.file == "" {
		return
	}
	f.mu.Lock()
	mark := f.mark // what is put meanwhile is read again after the next start
	f.mu.Unlock()
	if err := writeIndex(f.file, f.db.County(), mark, f.index.Load()); err != nil {
		f.log.Error("keeping the index", "file", f.file, "err", err)
	}
}

func writeIndex(path, county string, mark time.Time, index *likeness.Index) (err error) {
	file, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*") // readable for nobody else
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = file.Close()
			_ = os.Remove(file.Name())
		}
	}()
	sum := crc32.New(crc32.MakeTable(crc32.Castagnoli))
	out := bufio.NewWriterSize(file, 1<<20)
	both := io.MultiWriter(out, sum)
	head, err := json.Marshal(findingHead{Format: findingFormat, County: county, Mark: mark.UnixMilli(), Texts: index.Len()})
	if err != nil {
		return err
	}
	if _, err := both.Write(append(head, '\n')); err != nil {
		return err
	}
	if err := index.Save(both); err != nil {
		return err
	}
	if err := binary.Write(out, binary.BigEndian, sum.Sum32()); err != nil {
		return err
	}
	if err := out.Flush(); err != nil {
		return err
	}
	if err := file.Sync(); err != nil {
		return err
	}
	if err := file.Close(); err != nil {
		return err
	}
	return os.Rename(file.Name(), path)
}
