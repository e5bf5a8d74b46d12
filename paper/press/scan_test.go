package press

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"image"
	"image/png"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"bihuan/domain/document"
)

// printed is a PDF as a reader has it: read by poppler (poppler-utils), not by us.
type printed struct {
	t     *testing.T
	path  string
	words []found
}

// found is a stretch of text in a PDF, in millimetres, but its height in points.
type found struct {
	page           int
	x1, y1, x2, y2 float64
	height         float64
	text           string
}

const mm = 72 / 25.4

// printPaper prints papers and reads where their text stands.
func printPaper(t *testing.T, docs ...document.Document) *printed {
	t.Helper()
	var b bytes.Buffer
	if err := thePress(t).PDF(&b, docs...); err != nil {
		t.Fatal(err)
	}
	p := &printed{t: t, path: filepath.Join(t.TempDir(), "paper.pdf")}
	if err := os.WriteFile(p.path, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	var boxes struct {
		Pages []struct {
			Words []struct {
				XMin float64 `xml:"xMin,attr"`
				YMin float64 `xml:"yMin,attr"`
				XMax float64 `xml:"xMax,attr"`
				YMax float64 `xml:"yMax,attr"`
				Text string  `xml:",chardata"`
			} `xml:"word"`
		} `xml:"body>doc>page"`
	}
	if err := xml.Unmarshal(p.run("pdftotext", "-bbox", p.path, "-"), &boxes); err != nil {
		t.Fatal(err)
	}
	for i, page := range boxes.Pages {
		for _, w := range page.Words {
			p.words = append(p.words, found{page: i + 1, x1: w.XMin / mm, y1: w.YMin / mm, x2: w.XMax / mm, y2: w.YMax / mm, height: w.YMax - w.YMin, text: w.Text})
		}
	}
	return p
}

// run runs a program of poppler-utils, which tests cannot do without.
func (p *printed) run(name string, args ...string) []byte {
	p.t.Helper()
	out, err := exec.Command(name, args...).Output()
	if err != nil {
		p.t.Fatalf("%s (of poppler-utils): %v", name, err)
	}
	return out
}

// text is a PDF's text in its own order, without white.
func (p *printed) text() string {
	return strings.Join(strings.Fields(string(p.run("pdftotext", "-raw", p.path, "-"))), "")
}

// find is where a text stands on a page.
func (p *printed) find(page int, text string) found {
	p.t.Helper()
	for _, w := range p.words {
		if w.page == page && strings.Contains(w.text, text) {
			return w
		}
	}
	p.t.Fatalf("page %d has no %s", page, text)
	return found{}
}

// scanned is a page as it is printed, at 300 dots an inch.
type scanned struct{ image.Image }

const dots = 300 / 25.4 // a millimetre

func (p *printed) scan(page int) scanned {
	p.t.Helper()
	n := fmt.Sprint(page)
	img, err := png.Decode(bytes.NewReader(p.run("pdftoppm", "-r", "300", "-f", n, "-l", n, "-png", p.path)))
	if err != nil {
		p.t.Fatal(err)
	}
	return scanned{img}
}

// dark and red tell ink.
func dark(r, g, b uint32) bool { return r < 0x8000 && g < 0x8000 && b < 0x8000 }
func red(r, g, b uint32) bool  { return r > 0x9000 && g < 0x6000 && b < 0x6000 }

// ink is the box of the ink of a colour in a part of the page, in millimetres.
func (s scanned) ink(x1, y1, x2, y2 float64, is func(r, g, b uint32) bool) (box [4]float64, any bool) {
	box = [4]float64{math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)}
	for y := int(y1 * dots); y < int(y2*dots); y++ {
		for x := int(x1 * dots); x < int(x2*dots); x++ {
			r, g, b, _ := s.At(x, y).RGBA()
			if !is(r, g, b) {
				continue
			}
			any = true
			box[0], box[1] = min(box[0], float64(x)/dots), min(box[1], float64(y)/dots)
			box[2], box[3] = max(box[2], float64(x+1)/dots), max(box[3], float64(y+1)/dots)
		}
	}
	return box, any
}

// rules are the horizontal rules that cross the middle of the page: where each begins and ends below
// the page's top.
func (s scanned) rules(is func(r, g, b uint32) bool) [][2]float64 {
	var list [][2]float64
	within := false
	const from, to = 1063, 1417 // 90 mm and 120 mm
	for y := range s.Bounds().Dy() {
		n := 0
		for x := from; x < to; x++ {
			if r, g, b, _ := s.At(x, y).RGBA(); is(r, g, b) {
				n++
			}
		}
		full := n > to-from-10
		if full && !within {
			list = append(list, [2]float64{float64(y) / dots, 0})
		}
		if full {
			list[len(list)-1][1] = float64(y+1) / dots
		}
		within = full
	}
	return list
}

// near fails unless a measure is what the standard says, to half a millimetre or as said.
func near(t *testing.T, what string, got, want float64, within ...float64) {
	t.Helper()
	tolerance := 0.5
	if len(within) > 0 {
		tolerance = within[0]
	}
	if math.Abs(got-want) > tolerance {
		t.Errorf("%s: %.2f, and by the standard %.2f", what, got, want)
	}
}
