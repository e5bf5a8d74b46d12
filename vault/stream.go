package vault

import (
	"bufio"
	"crypto/cipher"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

// A sealed stream: four bytes that say what it is, the wrapped key made for it alone, then frames
// of 64 KiB, the last one shorter (STREAM construction of Hoang, Reyhanitabar, Rogaway, Vizár). A
// frame's nonce is its number and whether it is the last, so frames can be neither moved nor cut
// off. The four bytes are context of every frame; the wrapped key seals itself.
const (
	streamMagic = "BHS\x01"
	streamHead  = len(streamMagic) + wrapSize
	frameSize   = 64 << 10
)

// SealStream encrypts what is written to it on to w. Close writes the last frame and must succeed;
// it does not close w.
func (v *Vault) SealStream(w io.Writer) (io.WriteCloser, error) {
	key, wrapped, err := v.NewRecordKey()
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(append([]byte(streamMagic), wrapped...)); err != nil {
		return nil, err
	}
	return &sealer{w: w, frames: frames{aead: key.aead}, plain: make([]byte, 0, frameSize)}, nil
}

// OpenStream decrypts what SealStream wrote. Every byte it gives was checked; it ends with io.EOF
// only when nothing is missing.
func (v *Vault) OpenStream(r io.Reader) (io.Reader, error) {
	wrapped, err := readStreamHead(r)
	if err != nil {
		return nil, err
	}
	key, err := v.OpenRecordKey(wrapped)
	if err != nil {
		return nil, err
	}
	return &opener{r: bufio.NewReaderSize(r, frameSize+tagSize), frames: frames{aead: key.aead}, sealed: make([]byte, frameSize+tagSize)}, nil
}

// RewrapStream copies a sealed stream with its key wrapped anew, as Rewrap does for a record. When
// there is nothing to change it writes nothing.
func (v *Vault) RewrapStream(w io.Writer, r io.Reader) (changed bool, err error) {
	wrapped, err := readStreamHead(r)
	if err != nil {
		return false, err
	}
	renewed, changed, err := v.Rewrap(wrapped)
	if err != nil || !changed {
		return false, err
	}
	if _, err := w.Write(append([]byte(streamMagic), renewed...)); err != nil {
		return false, err
	}
	_, err = io.Copy(w, r)
	return err == nil, err
}

// StreamSize is how many bytes a sealed stream of so many bytes holds.
func (v *Vault) StreamSize(sealed int64) int64 {
	body := sealed - int64(streamHead)
	count := (body + frameSize + tagSize - 1) / (frameSize + tagSize)
	return max(0, body-count*tagSize)
}

func readStreamHead(r io.Reader) (wrapped []byte, err error) {
	head := make([]byte, streamHead)
	if _, err := io.ReadFull(r, head); err != nil {
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			return nil, ErrSealed
		}
		return nil, err
	}
	if string(head[:len(streamMagic)]) != streamMagic {
		return nil, ErrSealed
	}
	return head[len(streamMagic):], nil
}

// frames counts the frames of a stream.
type frames struct {
	aead cipher.AEAD
	next uint64
}

func (f *frames) nonce(last bool) []byte {
	var n [nonceSize]byte
	binary.BigEndian.PutUint64(n[3:], f.next)
	if last {
		n[11] = 1
	}
	f.next++
	return n[:]
}

type sealer struct {
	frames
	w     io.Writer
	plain []byte
	out   []byte
	err   error
}

var errClosed = errors.New("vault: write to a closed stream")

func (s *sealer) Write(p []byte) (n int, err error) {
	for len(p) > 0 && s.err == nil {
		// A full frame waits until more comes, for it may be the last.
		if len(s.plain) == frameSize {
			s.flush(false)
			continue
		}
		k := min(len(p), frameSize-len(s.plain))
		s.plain = append(s.plain, p[:k]...)
		p, n = p[k:], n+k
	}
	return n, s.err
}

func (s *sealer) Close() error {
	if s.err != nil {
		return s.err
	}
	s.flush(true)
	if s.err != nil {
		return s.err
	}
	s.err = errClosed
	return nil
}

func (s *sealer) flush(last bool) {
	s.out = s.aead.Seal(s.out[:0], s.nonce(last), s.plain, []byte(streamMagic))
	s.plain = s.plain[:0]
	if _, err := s.w.Write(s.out); err != nil {
		s.err = fmt.Errorf("vault: sealed stream: %w", err)
	}
}

type opener struct {
	frames
	r      *bufio.Reader
	sealed []byte
	plain  []byte // what is left of the frame opened last
	err    error
}

func (o *opener) Read(p []byte) (int, error) {
	for len(o.plain) == 0 {
		if o.err != nil {
			return 0, o.err
		}
		if len(p) == 0 {
			return 0, nil
		}
		o.open()
	}
	n := copy(p, o.plain)
	o.plain = o.plain[n:]
	return n, nil
}

// open reads the next frame; the frame that nothing follows must be the one sealed as the last.
func (o *opener) open() {
	n, err := io.ReadFull(o.r, o.sealed)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF) {
		o.err = fmt.Errorf("vault: sealed stream: %w", err)
		return
	}
	last := err != nil
	if !last {
		_, err := o.r.Peek(1)
		if err != nil && !errors.Is(err, io.EOF) {
			o.err = fmt.Errorf("vault: sealed stream: %w", err)
			return
		}
		last = err != nil
	}
	plain, err := o.aead.Open(o.sealed[:0], o.nonce(last), o.sealed[:n], []byte(streamMagic))
	if err != nil {
		o.err = ErrSealed
		return
	}
	o.plain = plain
	if last {
		o.err = io.EOF
	}
}
