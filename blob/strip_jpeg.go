package blob

import (
	"bytes"
	"encoding/binary"
	"io"
)

// stripJPEG handles one segment, or one stretch of picture data. Of the application segments only
// those stay that a picture needs to look right; all that follows the end of the picture (further
// pictures, a film clip, each with its own Exif) is left out.
func stripJPEG(p *photo) error {
	switch p.place {
	case atStart:
		b, err := p.read(2)
		if err != nil {
			return err
		}
		if !bytes.Equal(b, []byte{0xff, 0xd8}) {
			return errMalformed
		}
		p.out.Write(b)
		p.place = atHead
		return nil
	case inPicture:
		return jpegPicture(p)
	}
	marker, err := jpegMarker(p.in)
	if err != nil {
		return err
	}
	return jpegSegment(p, marker)
}

// jpegMarker reads the next marker; any number of FF may stand before it.
func jpegMarker(in io.ByteReader) (marker byte, err error) {
	c, err := in.ReadByte()
	if err != nil {
		return 0, err
	}
	if c != 0xff {
		return 0, errMalformed
	}
	for c == 0xff {
		if c, err = in.ReadByte(); err != nil {
			return 0, err
		}
	}
	return c, nil
}

func jpegSegment(p *photo, marker byte) error {
	switch {
	case marker == 0xd9: // end of image
		p.out.Write([]byte{0xff, marker})
		p.place = atEnd
		return nil
	case marker == 0x01 || marker >= 0xd0 && marker <= 0xd7: // no length follows
		p.out.Write([]byte{0xff, marker})
		return nil
	case marker < 0xc0 || marker == 0xd8:
		return errMalformed
	}
	size, err := p.read(2)
	if err != nil {
		return err
	}
	n := int64(binary.BigEndian.Uint16(size))
	if n < 2 {
		return errMalformed
	}
	body, err := p.read(n - 2)
	if err != nil {
		return err
	}
	if marker == 0xe1 {
		p.writeOrientation(body)
		return nil
	}
	if jpegKeeps(marker, body) {
		p.out.Write([]byte{0xff, marker})
		p.out.Write(size)
		p.out.Write(body)
	}
	if marker == 0xda { // start of scan
		p.place = inPicture
	}
	return nil
}

// jpegKeeps tells what a picture needs: everything but comments and application segments, and of
// these the JFIF head (without its small copy of the picture), colours and Adobe's colour transform.
func jpegKeeps(marker byte, body []byte) bool {
	switch {
	case marker == 0xfe:
		return false
	case marker < 0xe0 || marker > 0xef:
		return true
	}
	return marker == 0xe0 && bytes.HasPrefix(body, []byte("JFIF\x00")) ||
		marker == 0xe2 && bytes.HasPrefix(body, []byte("ICC_PROFILE\x00")) ||
		marker == 0xee && bytes.HasPrefix(body, []byte("Adobe"))
}

// jpegPicture copies picture data up to the next marker that is not part of it.
func jpegPicture(p *photo) error {
	for p.out.Len() < 32<<10 {
		if _, err := p.in.Peek(1); err != nil {
			return err
		}
		b, _ := p.in.Peek(p.in.Buffered())
		i := bytes.IndexByte(b, 0xff)
		if i < 0 {
			i = len(b)
		}
		p.out.Write(b[:i])
		p.in.Discard(i)
		if i == len(b) {
			continue
		}
		marker, err := jpegMarker(p.in)
		if err != nil {
			return err
		}
		if marker == 0 || marker >= 0xd0 && marker <= 0xd7 { // an FF of the data, a restart
			p.out.Write([]byte{0xff, marker})
			continue
		}
		p.place = atHead
		return jpegSegment(p, marker)
	}
	return nil
}

// writeOrientation writes an Exif segment with nothing but which side is up, if that is said at all.
func (p *photo) writeOrientation(body []byte) {
	side := orientation(body)
	if p.sided || side < 2 || side > 8 { // 1 is upright
		return
	}
	p.sided = true
	p.out.WriteString("\xff\xe1\x00\x22Exif\x00\x00MM\x00*\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00")
	p.out.WriteByte(byte(side))
	p.out.WriteString("\x00\x00\x00\x00\x00\x00")
}

// orientation looks it up in the first directory of Exif data, 0 if it cannot.
func orientation(body []byte) int {
	tiff, ok := bytes.CutPrefix(body, []byte("Exif\x00\x00"))
	if !ok || len(tiff) < 8 {
		return 0
	}
	var order binary.ByteOrder = binary.BigEndian
	if tiff[0] == 'I' {
		order = binary.LittleEndian
	}
	at := int64(order.Uint32(tiff[4:]))
	if at+2 > int64(len(tiff)) {
		return 0
	}
	entries := tiff[at+2:]
	for range order.Uint16(tiff[at:]) {
		if len(entries) < 12 {
			return 0
		}
		if order.Uint16(entries) == 0x0112 && order.Uint16(entries[2:]) == 3 {
			return int(order.Uint16(entries[8:]))
		}
		entries = entries[12:]
	}
	return 0
}
