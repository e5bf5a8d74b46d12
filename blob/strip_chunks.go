package blob

import (
	"encoding/binary"
	"hash/crc32"
	"strings"
)

const pngMagic = "\x89PNG\r\n\x1a\n"

// Chunks of a PNG that say how it looks (and, for an animation, moves). All others go: eXIf, the
// texts, the time, and whatever a program put there for itself.
const pngKept = " IHDR PLTE IDAT IEND tRNS gAMA cHRM sRGB iCCP sBIT cICP mDCV cLLI pHYs bKGD hIST sPLT acTL fcTL fdAT "

// Longest small chunk. Only picture data is longer, and is passed on as it comes.
const smallChunk = 4 << 20

// stripPNG handles one chunk.
func stripPNG(p *photo) error {
	if p.place == atStart {
		b, err := p.read(int64(len(pngMagic)))
		if err != nil {
			return err
		}
		if string(b) != pngMagic {
			return errMalformed
		}
		p.out.Write(b)
		p.place = atHead
		return nil
	}
	head, err := p.read(8)
	if err != nil {
		return err
	}
	size, kind := int64(binary.BigEndian.Uint32(head)), string(head[4:])
	switch {
	case size > 1<<31-1, strings.ContainsAny(kind, " \x00"), p.place == atHead && kind != "IHDR":
		return errMalformed
	case !strings.Contains(pngKept, " "+kind+" "):
		if kind[0] >= 'A' && kind[0] <= 'Z' {
			return errMalformed // a chunk no decoder may do without, and none knows
		}
		return p.skip(size + 4)
	}
	p.place = inPicture
	p.out.Write(head)
	if size > smallChunk {
		p.left = size + 4
		return nil
	}
	body, err := p.read(size + 4)
	if err != nil {
		return err
	}
	sum := crc32.Update(crc32.ChecksumIEEE(head[4:]), crc32.IEEETable, body[:size])
	if sum != binary.BigEndian.Uint32(body[size:]) {
		return errMalformed
	}
	p.out.Write(body)
	if kind == "IEND" {
		p.place = atEnd
	}
	return nil
}

// stripWebP handles one chunk. The file says its length at its beginning, so Exif and XMP are not
// taken out but made unreadable: their names and content become blanks, their flags are cleared.
func stripWebP(p *photo) error {
	if p.place == atStart {
		b, err := p.read(12)
		if err != nil {
			return err
		}
		size := int64(binary.LittleEndian.Uint32(b[4:])) - 4
		if string(b[:4]) != "RIFF" || string(b[8:]) != "WEBP" || size < 8 || size%2 != 0 {
			return errMalformed
		}
		p.out.Write(b)
		p.place, p.rest = atHead, size
		return nil
	}
	if p.rest == 0 {
		p.place = atEnd
		return nil
	}
	head, err := p.read(8)
	if err != nil {
		return err
	}
	kind, size := string(head[:4]), int64(binary.LittleEndian.Uint32(head[4:]))
	size += size % 2
	if p.rest -= 8 + size; p.rest < 0 {
		return errMalformed
	}
	switch kind {
	case "VP8 ", "VP8L", "ALPH", "ANIM", "ANMF", "ICCP":
		p.out.Write(head)
		p.left = size
	case "VP8X":
		if size > smallChunk {
			return errMalformed
		}
		body, err := p.read(size)
		if err != nil {
			return err
		}
		if len(body) < 10 {
			return errMalformed
		}
		body[0] &^= 0x08 | 0x04
		p.out.Write(head)
		p.out.Write(body)
	default:
		if size > smallChunk {
			return errMalformed
		}
		if err := p.skip(size); err != nil {
			return err
		}
		p.out.WriteString("JUNK")
		p.out.Write(head[4:])
		p.out.Write(make([]byte, size))
	}
	return nil
}
