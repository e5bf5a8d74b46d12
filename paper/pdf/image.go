package pdf

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
)

// picture is an image as the file has it.
type picture struct {
	width, height int
	space         string // of colours
	packed        bool   // data is a JPEG
	data          []byte
	alpha         []byte // how much of it is seen, a byte for each point; nil is all
	turn          int    // how a camera held it (EXIF), 1 is upright
}

// Limits of a picture in points: of a photograph that stays packed, which is above what phones take, and
// of one that is unpacked, at eight bytes a point.
const (
	maxPixels   = 128 << 20
	maxUnpacked = 16 << 20
)

// Reasons for which a picture is refused.
var (
	errKind   = errors.New("pdf: a picture is image/jpeg or image/png")
	errBroken = errors.New("pdf: the picture is damaged")
	errLarge  = errors.New("pdf: the picture has too many points")
)

// Image draws a picture, image/jpeg or image/png, from its top left corner. A picture that is drawn
// twice is in the file once. A photograph is drawn upright; what its camera wrote beside it, such as the
// place, does not come along.
func (p *Page) Image(x, y, w, h float64, kind string, data []byte) error {
	number, err := p.file.image(kind, data)
	if err != nil {
		return err
	}
	img := p.file.images[number]
	p.sees = p.sees || img.alpha != nil
	m := turned(img.turn)
	p.op("q")
	p.op("cm", w*m[0], h*m[1], w*m[2], h*m[3], x+w*m[4], p.height-y-h+h*m[5])
	p.op(fmt.Sprintf("/I%d Do", number+1))
	p.op("Q")
	return nil
}

// Size is how wide and high a picture is in points of its own, as it is drawn.
func Size(kind string, data []byte) (width, height int, err error) {
	config, err := measure(kind, data)
	if err != nil {
		return 0, 0, err
	}
	if kind == "image/jpeg" {
		_, turn, err := strip(data)
		if err != nil {
			return 0, 0, err
		}
		if turn >= 5 {
			return config.Height, config.Width, nil
		}
	}
	return config.Width, config.Height, nil
}

func measure(kind string, data []byte) (image.Config, error) {
	decode := png.DecodeConfig
	switch kind {
	case "image/jpeg":
		decode = jpeg.DecodeConfig
	case "image/png":
	default:
		return image.Config{}, errKind
	}
	config, err := decode(bytes.NewReader(data))
	if err != nil {
		return image.Config{}, fmt.Errorf("%w: %w", errBroken, err)
	}
	if config.Width <= 0 || config.Height <= 0 {
		return image.Config{}, errBroken
	}
	limit := int64(maxUnpacked)
	if kind == "image/jpeg" && config.ColorModel != color.CMYKModel {
		limit = maxPixels
	}
	if int64(config.Width)*int64(config.Height) > limit {
		return image.Config{}, errLarge
	}
	return config, nil
}

// turned is the matrix that draws the unit square as EXIF's orientation wants it.
func turned(turn int) [6]float64 {
	switch turn {
	case 2:
		return [6]float64{-1, 0, 0, 1, 1, 0}
	case 3:
		return [6]float64{-1, 0, 0, -1, 1, 1}
	case 4:
		return [6]float64{1, 0, 0, -1, 0, 1}
	case 5:
		return [6]float64{0, -1, -1, 0, 1, 1}
	case 6:
		return [6]float64{0, -1, 1, 0, 0, 1}
	case 7:
		return [6]float64{0, 1, 1, 0, 0, 0}
	case 8:
		return [6]float64{0, 1, -1, 0, 1, 0}
	}
	return [6]float64{1, 0, 0, 1, 0, 0}
}

// image reads a picture, or finds it among those that the file has.
func (f *File) image(kind string, data []byte) (int, error) {
	sum := sha256.Sum256(data)
	if number, ok := f.imgOf[sum]; ok {
		return number, nil
	}
	config, err := measure(kind, data)
	if err != nil {
		return 0, err
	}
	var img *picture
	if kind == "image/jpeg" {
		img, err = readJPEG(data, config)
	} else {
		img, err = readPNG(data)
	}
	if err != nil {
		return 0, err
	}
	f.images = append(f.images, img)
	f.imgOf[sum] = len(f.images) - 1
	return len(f.images) - 1, nil
}

// readPNG unpacks a PNG to grey or colours of eight bits, and its transparency apart.
func readPNG(data []byte) (*picture, error) {
	from, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errBroken, err)
	}
	size := from.Bounds()
	img := &picture{width: size.Dx(), height: size.Dy(), space: "DeviceRGB"}
	grey, clear := true, false
	colors := make([]byte, 0, 3*img.width*img.height)
	alpha := make([]byte, 0, img.width*img.height)
	for y := size.Min.Y; y < size.Max.Y; y++ {
		for x := size.Min.X; x < size.Max.X; x++ {
			r, g, b, a := from.At(x, y).RGBA()
			if a > 0 && a < 0xffff { // back from what transparency took
				r, g, b = min(r*0xffff/a, 0xffff), min(g*0xffff/a, 0xffff), min(b*0xffff/a, 0xffff)
			}
			grey = grey && r>>8 == g>>8 && g>>8 == b>>8
			clear = clear || a>>8 != 0xff
			colors = append(colors, byte(r>>8), byte(g>>8), byte(b>>8))
			alpha = append(alpha, byte(a>>8))
		}
	}
	if clear {
		img.alpha = alpha
	}
	if grey {
		for i := range alpha {
			colors[i] = colors[3*i]
		}
		colors, img.space = colors[:len(alpha)], "DeviceGray"
	}
	img.data = colors
	return img, nil
}

// write writes the picture's objects and gives the number of the first.
func (i *picture) write(w *writer) int {
	number := w.reserve(1)
	entries := func(space string) string {
		return fmt.Sprintf("/Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /%s /BitsPerComponent 8 ", i.width, i.height, space)
	}
	if i.packed {
		w.raw(number, entries(i.space)+"/Filter /DCTDecode ", i.data)
		return number
	}
	if i.alpha == nil {
		w.stream(number, entries(i.space), i.data)
		return number
	}
	mask := w.reserve(1)
	w.stream(number, entries(i.space)+fmt.Sprintf("/SMask %d 0 R ", mask), i.data)
	w.stream(mask, entries("DeviceGray"), i.alpha)
	return number
}
