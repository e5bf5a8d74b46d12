package pdf

import (
	"math"
	"strconv"
)

// Rule draws a straight line.
func (p *Page) Rule(x1, y1, x2, y2, width float64, c Color) {
	p.stroke(c, width)
	p.op("m", x1, p.height-y1)
	p.op("l", x2, p.height-y2)
	p.op("S")
}

// Fill draws a rectangle from its top left corner.
func (p *Page) Fill(x, y, w, h float64, c Color) {
	p.fill(c)
	p.op("re", x, p.height-y-h, w, h)
	p.op("f")
}

// Modules draws the black ones of n × n modules of a QR code as a square of the given size. They are
// one path, so that no viewer shows seams between them.
func (p *Page) Modules(x, y, size float64, n int, black func(x, y int) bool) {
	if n <= 0 {
		return
	}
	p.fill(Color{})
	module, drawn := size/float64(n), false
	for row := range n {
		for col := 0; col < n; col++ {
			run := 0
			for col+run < n && black(col+run, row) {
				run++
			}
			if run > 0 {
				p.op("re", x+float64(col)*module, p.height-y-float64(row+1)*module, float64(run)*module, module)
				col, drawn = col+run, true
			}
		}
	}
	if drawn {
		p.op("f")
	}
}

func (p *Page) fill(c Color) {
	if p.state.fill != c {
		p.color(c, "g", "rg")
		p.state.fill = c
	}
}

func (p *Page) stroke(c Color, width float64) {
	if p.state.line != c {
		p.color(c, "G", "RG")
		p.state.line = c
	}
	if p.state.width != width {
		p.op("w", width)
		p.state.width = width
	}
}

// color says a colour: greys in one number.
func (p *Page) color(c Color, grey, rgb string) {
	if c.R == c.G && c.G == c.B {
		p.op(grey, float64(c.R)/255)
		return
	}
	p.op(rgb, float64(c.R)/255, float64(c.G)/255, float64(c.B)/255)
}

// op writes an operator after its numbers.
func (p *Page) op(name string, numbers ...float64) {
	for _, n := range numbers {
		p.number(n)
		p.out = append(p.out, ' ')
	}
	p.out = append(p.out, name...)
	p.out = append(p.out, '\n')
}

// number writes a number to a thousandth: of a point, that is far finer than any press.
func (p *Page) number(n float64) {
	if math.IsNaN(n) || math.IsInf(n, 0) || math.Abs(n) > 1e6 {
		p.file.fail(errNumber)
		n = 0
	}
	p.out = decimal(p.out, n)
}

// decimal appends a number with as many of three decimals as it needs.
func decimal(out []byte, n float64) []byte {
	whole := int64(math.Round(n * 1000))
	if whole < 0 {
		out, whole = append(out, '-'), -whole
	}
	out = strconv.AppendInt(out, whole/1000, 10)
	rest := whole % 1000
	if rest == 0 {
		return out
	}
	out = append(out, '.', byte('0'+rest/100))
	if rest %= 100; rest == 0 {
		return out
	}
	out = append(out, byte('0'+rest/10))
	if rest %= 10; rest == 0 {
		return out
	}
	return append(out, byte('0'+rest))
}
