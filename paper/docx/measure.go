package docx

import (
	"math"
	"strconv"
)

// The measures of GB/T 9704-2012, in twips (twentieths of a point) unless they say otherwise. Those
// that belong to a style stand in parts/styles.xml; a test holds the two together.
const (
	pageWidth  = 11906 // 5.1: A4
	pageHeight = 16838
	top        = 2098 // 5.2.1: 37 mm
	left       = 1587 // 5.2.1: 28 mm
	bottom     = 1984 // 35 mm
	right      = pageWidth - left - width

	char  = 316       // 5.2.3: 28 characters a line; 16 pt tightened by 0.2 pt
	width = 28 * char // 156 mm
	pitch = 579       // 5.2.3: 22 lines a page, each of 28.95 pt
	small = 280       // 14 pt, of the foot 7.4 and of page numbers 7.5

	header = 14 // mm from the page's top to the head lines, of which the standard knows nothing
	footer = 20 // mm from the page's bottom to the foot lines; 10.1: to a letter's second double rule
)

// Colours.
const (
	red  = "C3161C" // 5.2.4: whatever is red is of one red
	grey = "6A727B"
)

// Where a Chinese character's square of one em is, above and below its baseline; where the ink of the
// mark is, to which its distances are measured; and where a program puts the baseline in a line of exact
// height.
const (
	ascent   = 0.88
	descent  = 0.12
	inkAbove = 0.83
	inkBelow = 0.075
	baseline = 0.8
)

// twips are millimetres as twips.
func twips(mm float64) int { return int(math.Round(mm * 1440 / 25.4)) }

// emu are millimetres in the unit of pictures.
func emu(mm float64) int { return int(math.Round(mm * 36000)) }

// chars are so many characters of the body as twips.
func chars(n float64) int { return int(math.Round(n * char)) }

// ems is how wide a text is in characters: what is neither Chinese nor full-width is taken for half
// a character wide, as figures are in the types that offices have.
func ems(text string) float64 {
	n := 0.0
	for _, r := range text {
		switch {
		case r < ' ':
		case r < 0x2000:
			n += 0.5
		default:
			n++
		}
	}
	return n
}

func itoa(n int) string { return strconv.Itoa(n) }
