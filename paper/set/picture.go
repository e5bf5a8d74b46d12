package set

import (
	"bytes"
	"fmt"
	"image"
	_ "image/jpeg" // read for their size alone
	_ "image/png"
	"math"

	"bihuan/domain/document"
	"bihuan/paper/font"
)

// picture adds a picture in the middle, no wider than the type area, with its caption below.
func (s *setter) picture(p document.Image) error {
	known, _, err := image.DecodeConfig(bytes.NewReader(p.Data))
	if err != nil {
		return fmt.Errorf("reading the size of a picture: %w", err)
	}
	w, h := float64(known.Width)*pixel, float64(known.Height)*pixel
	if w <= 0 || h <= 0 {
		return fmt.Errorf("a picture of %d × %d", known.Width, known.Height)
	}
	scale := min(1, Width/w, pictureMost/h)
	w, h = w*scale, h*scale
	tall := math.Ceil((h+2*tableAbove)/Pitch) * Pitch
	r := row{height: tall, keep: p.Caption != "", snap: true}
	r.images = []Image{{X: Left + (Width-w)/2, Y: (tall - h) / 2, W: w, H: h, Type: p.Type, Data: p.Data}}
	s.rows = append(s.rows, r)
	s.text(s.chars(p.Caption, style{role: font.Fang, size: factSize}), measure{x: Left, width: Width, align: center, pitch: Pitch})
	return nil
}
