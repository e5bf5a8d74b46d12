package blob

import (
	"bufio"
	"bytes"
	"errors"
	"io"

	"bihuan/domain/fault"
)

// StripLocation passes a photo on without what says where, when and with what it was taken:
// JPEG, PNG, WebP and HEIC lose Exif, XMP and comments, a JPEG keeps which side is up. Pixels are
// not decoded. Other types pass as they are. A malformed photo ends in a fault while it is read.
func StripLocation(mime string, r io.Reader) io.Reader {
	var strip func(*photo) error
	switch mime {
	case JPEG:
		strip = stripJPEG
	case PNG:
		strip = stripPNG
	case WebP:
		strip = stripWebP
	case HEIC:
		strip = stripHEIC
	default:
		return r
	}
	return &stripped{photo: photo{in: bufio.NewReaderSize(r, 32<<10)}, strip: strip}
}

// photo is what a stripper works on: what comes in, and what it lets out. A stripper is called
// again and again and does one piece at a time, until it is atEnd.
type photo struct {
	in    *bufio.Reader
	out   bytes.Buffer
	place place  // where in the file the stripper is
	left  int64  // bytes to copy before anything else
	sided bool   // the orientation of a JPEG is written
	rest  int64  // bytes that a WebP says are still to come
	pos   int64  // bytes read of a HEIC
	blank []span // bytes of a HEIC that are to be blanked
}

type place uint8

const (
	atStart place = iota
	atHead
	inPicture
	atEnd
)

type stripped struct {
	photo
	strip func(*photo) error
	err   error
}

func (s *stripped) Read(p []byte) (int, error) {
	for s.out.Len() == 0 {
		if s.err != nil {
			return 0, s.err
		}
		if len(p) == 0 {
			return 0, nil
		}
		s.out.Reset()
		s.err = s.step()
	}
	return s.out.Read(p)
}

func (s *stripped) step() error {
	var err error
	switch {
	case s.left > 0:
		err = s.pass()
	case s.place == atEnd:
		return io.EOF
	default:
		err = s.strip(&s.photo)
	}
	// A file that ends before its time is malformed as well.
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, errMalformed) {
		return fault.NewInvalid("file", "fault.blob.photo")
	}
	return err
}

// errMalformed is for files that are not what they begin like.
var errMalformed = errors.New("blob: malformed photo")

// pass copies the next piece of what is left to copy.
func (p *photo) pass() error {
	n, err := io.CopyN(&p.out, p.in, min(p.left, 32<<10))
	p.left -= n
	return err
}

// read takes n bytes in. The buffer grows with what is really there, not with what a header claims.
func (p *photo) read(n int64) ([]byte, error) {
	var b bytes.Buffer
	k, err := io.CopyN(&b, p.in, n)
	p.pos += k
	return b.Bytes(), err
}

// skip reads past n bytes.
func (p *photo) skip(n int64) error {
	_, err := io.CopyN(io.Discard, p.in, n)
	return err
}
