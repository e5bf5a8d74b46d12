package pdf

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
)

// Markers of a JPEG file.
const (
	jpegStart   = 0xd8
	jpegEnd     = 0xd9
	jpegScan    = 0xda
	jpegExif    = 0xe1 // APP1
	jpegAdobe   = 0xee // APP14: says how its colours are stored
	jpegComment = 0xfe
)

// quality is that of a JPEG that has to be packed again.
const quality = 92

// readJPEG takes a JPEG as it is. The four colours of a press are turned into three: the file promises
// sRGB (ISO 19005-2, 6.2.4.3).
func readJPEG(data []byte, config image.Config) (*picture, error) {
	img := &picture{width: config.Width, height: config.Height, packed: true, space: "DeviceRGB"}
	var err error
	if img.data, img.turn, err = strip(data); err != nil {
		return nil, err
	}
	switch config.ColorModel {
	case color.GrayModel:
		img.space = "DeviceGray"
	case color.CMYKModel:
		from, err := jpeg.Decode(bytes.NewReader(data))
		if err != nil {
			return nil, fmt.Errorf("%w: %w", errBroken, err)
		}
		var out bytes.Buffer
		if err := jpeg.Encode(&out, from, &jpeg.Options{Quality: quality}); err != nil {
			return nil, fmt.Errorf("pdf: pack a picture: %w", err)
		}
		img.data = out.Bytes()
	}
	return img, nil
}

// strip is the JPEG without what its camera and its editors wrote beside the picture, and how the camera
// was held.
func strip(data []byte) ([]byte, int, error) {
	if len(data) < 4 || data[0] != 0xff || data[1] != jpegStart {
		return nil, 0, errBroken
	}
	end := bytes.LastIndex(data, []byte{0xff, jpegEnd})
	if end < 0 {
		return nil, 0, errBroken
	}
	out, turn := append(make([]byte, 0, len(data)), data[:2]...), 1
	for at := 2; ; {
		if at+4 > end {
			return nil, 0, errBroken
		}
		if data[at] != 0xff {
			return nil, 0, errBroken
		}
		marker := data[at+1]
		if marker == 0xff { // filling
			at++
			continue
		}
		if marker == jpegScan {
			return append(out, data[at:end+2]...), turn, nil
		}
		size := int(binary.BigEndian.Uint16(data[at+2:]))
		if size < 2 || at+2+size > end {
			return nil, 0, errBroken
		}
		switch {
		case marker == jpegExif:
			turn = orientation(data[at+4:at+2+size], turn)
		case marker != jpegAdobe && marker >= 0xe0 && marker <= 0xef, marker == jpegComment:
		default:
			out = append(out, data[at:at+2+size]...)
		}
		at += 2 + size
	}
}

// orientation reads how the camera was held from EXIF, 1 to 8; what cannot be read is as before.
func orientation(exif []byte, before int) int {
	tiff, ok := bytes.CutPrefix(exif, []byte("Exif\x00\x00"))
	if !ok || len(tiff) < 8 {
		return before
	}
	var order binary.ByteOrder = binary.BigEndian
	if tiff[0] == 'I' {
		order = binary.LittleEndian
	}
	at := uint64(order.Uint32(tiff[4:]))
	if at+2 > uint64(len(tiff)) {
		return before
	}
	for i := range uint64(order.Uint16(tiff[at:])) {
		entry := at + 2 + 12*i
		if entry+12 > uint64(len(tiff)) {
			return before
		}
		if order.Uint16(tiff[entry:]) == 0x112 {
			if turn := int(order.Uint16(tiff[entry+8:])); turn >= 1 && turn <= 8 {
				return turn
			}
			return before
		}
	}
	return before
}
