package pdf

import (
	"math"
	"strconv"
)

// Text draws glyphs on the baseline y, each at its own place.
func (p *Page) Text(x, y, size float64, c Color, glyphs []Placed) {
	if size <= 0 || math.IsNaN(size) {
		p.file.fail(errNumber)
		return
	}
	begun := false
	for len(glyphs) > 0 {
		run := same(glyphs)
		if glyphs[0].Face != nil {
			if !begun {
				p.op("BT")
				begun = true
			}
			p.run(x, y, size, c, glyphs[:run])
		}
		glyphs = glyphs[run:]
	}
	if begun {
		p.op("ET")
	}
}

// same is how many glyphs from the first on have its face and width.
func same(glyphs []Placed) int {
	for i := range glyphs {
		if glyphs[i].Face != glyphs[0].Face || glyphs[i].Scale != glyphs[0].Scale {
			return i
		}
	}
	return len(glyphs)
}

// run draws glyphs of one face. Where a glyph does not stand where the one before it ends, the distance
// is said in thousandths of the size; what rounding leaves is carried on and does not add up.
func (p *Page) run(x, y, size float64, c Color, glyphs []Placed) {
	face := glyphs[0].Face
	font := p.file.embed(face.Base())
	scale := glyphs[0].Scale
	if scale == 0 {
		scale = 1
	}
	p.style(font.number, size, scale, c, face.Stroke())
	p.op("Tm", 1, 0, 0, 1, x+glyphs[0].X, p.height-y)
	unit := size * scale / 1000
	if unit <= 0 || math.IsNaN(unit) {
		p.file.fail(errNumber)
		return
	}
	p.out = append(p.out, "[<"...)
	pen := glyphs[0].X
	for _, g := range glyphs {
		if gap := math.Round((g.X - pen) / unit); gap != 0 {
			if math.IsNaN(gap) || math.Abs(gap) > 1e9 {
				p.file.fail(errNumber)
				return
			}
			p.out = append(p.out, '>')
			p.out = strconv.AppendInt(p.out, -int64(gap), 10)
			p.out = append(p.out, '<')
			pen += gap * unit
		}
		cid, width := font.use(g.Glyph)
		p.out = append(p.out, hex[cid>>12], hex[cid>>8&15], hex[cid>>4&15], hex[cid&15])
		pen += float64(width) * unit
	}
	p.out = append(p.out, ">]TJ\n"...)
}

const hex = "0123456789ABCDEF"

// style says of the font, the colour and the weight what the last text did not.
func (p *Page) style(number int, size, scale float64, c Color, stroke float64) {
	if p.state.font != number || p.state.size != size {
		p.out = append(p.out, "/F"...)
		p.out = strconv.AppendInt(p.out, int64(number+1), 10)
		p.out = append(p.out, ' ')
		p.op("Tf", size)
		p.state.font, p.state.size = number, size
	}
	if p.state.scale != scale {
		p.op("Tz", scale*100)
		p.state.scale = scale
	}
	p.fill(c)
	if stroke > 0 {
		p.stroke(c, stroke*size)
	}
	if bold := stroke > 0; p.state.bold != bold {
		mode := 0.0
		if bold {
			mode = 2 // fill, then stroke
		}
		p.op("Tr", mode)
		p.state.bold = bold
	}
}
