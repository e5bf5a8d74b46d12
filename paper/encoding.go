package paper

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"unicode/utf8"

	"bihuan/domain/fault"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// window is how much text the encoding is guessed from, counted from its first character that is
// not ASCII.
const window = 64 << 10

// decode gives the text of a file in UTF-8. A byte order mark settles the encoding; without one,
// what reads as UTF-8 is UTF-8, since other texts hardly ever do, and what reads as GB18030 is that.
// Decoding is strict: a byte that does not belong ends it with a fault that names the line.
func decode(in *bufio.Reader) io.Reader {
	mark, _ := in.Peek(3)
	switch {
	case bytes.HasPrefix(mark, []byte("\xef\xbb\xbf")):
		_, _ = in.Discard(3)
		return &strict{in: transform.NewReader(in, encoding.UTF8Validator)}
	case bytes.HasPrefix(mark, []byte("\xff\xfe")):
		return &strict{in: transform.NewReader(in, unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM).NewDecoder()), lossy: true}
	case bytes.HasPrefix(mark, []byte("\xfe\xff")):
		return &strict{in: transform.NewReader(in, unicode.UTF16(unicode.BigEndian, unicode.ExpectBOM).NewDecoder()), lossy: true}
	}
	return &strict{in: &guess{in: in}}
}

// guess passes ASCII on and decides with the first other character.
type guess struct {
	in      *bufio.Reader
	decided io.Reader
}

func (g *guess) Read(p []byte) (int, error) {
	if g.decided != nil {
		return g.decided.Read(p)
	}
	if _, err := g.in.Peek(1); err != nil {
		return 0, err
	}
	ahead, _ := g.in.Peek(g.in.Buffered())
	n := 0
	for n < len(ahead) && ahead[n] < utf8.RuneSelf {
		n++
	}
	if n > 0 {
		n = copy(p, ahead[:n])
		_, _ = g.in.Discard(n)
		return n, nil
	}
	ahead, err := g.in.Peek(window)
	whole := err == io.EOF
	switch {
	case plausible(ahead, whole, encoding.UTF8Validator):
		g.decided = transform.NewReader(g.in, encoding.UTF8Validator)
	case chinese(ahead):
		g.decided = &strict{in: transform.NewReader(g.in, simplifiedchinese.GB18030.NewDecoder()), lossy: true}
	default:
		return 0, fault.NewInvalid("file", "fault.paper.encoding")
	}
	return g.decided.Read(p)
}

// plausible reports whether a beginning of a text could be in an encoding; the last character may
// be cut off.
func plausible(ahead []byte, whole bool, valid transform.Transformer) bool {
	out := make([]byte, len(ahead))
	_, n, err := valid.Transform(out, ahead, whole)
	return err == nil || errors.Is(err, transform.ErrShortSrc) && len(ahead)-n < utf8.UTFMax && !whole
}

// chinese reports whether a beginning reads as GB18030: nearly all of it, since a single broken
// byte further on is a mistake to be named with its line, not another encoding.
func chinese(ahead []byte) bool {
	out, err := simplifiedchinese.GB18030.NewDecoder().Bytes(ahead)
	if err != nil {
		return false
	}
	return bytes.Count(out, []byte("\ufffd")) <= 1+utf8.RuneCount(out)/50
}

// strict passes text on, counts its lines, and ends at what could not be decoded. It has to be
// told whether its decoder writes U+FFFD for that.
type strict struct {
	in    io.Reader
	lossy bool
	line  int
	tail  []byte // the last two bytes passed on
	err   error  // stays: a buffered reader that was refused once asks again
}

func (s *strict) Read(p []byte) (int, error) {
	if s.err != nil {
		return 0, s.err
	}
	n, err := s.read(p)
	s.err = err
	return n, err
}

func (s *strict) read(p []byte) (int, error) {
	n, err := s.in.Read(p)
	got := p[:n]
	if i := bytes.IndexByte(got, 0); i >= 0 {
		return i, fault.NewInvalid("file", "fault.paper.binary", "line", s.line+1+bytes.Count(got[:i], []byte("\n")))
	}
	if s.lossy {
		seam := append(s.tail, got...)
		if i := bytes.Index(seam, []byte("\ufffd")); i >= 0 {
			good := max(0, i-len(s.tail))
			return good, badByte(s.line + bytes.Count(got[:good], []byte("\n")))
		}
		s.tail = append([]byte{}, seam[max(0, len(seam)-2):]...)
	}
	s.line += bytes.Count(got, []byte("\n"))
	if errors.Is(err, encoding.ErrInvalidUTF8) {
		return n, badByte(s.line)
	}
	return n, err
}

// badByte names the line after so many line ends.
func badByte(ends int) error {
	return fault.NewInvalid("file", "fault.paper.byte", "line", ends+1)
}
