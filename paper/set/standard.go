package set

// mm is a millimetre in points.
const mm = 72 / 25.4

// The page and its type area 版心. GB/T 9704-2012, 5.1 and 5.2.1: A4, head margin 37 mm, inner margin
// 28 mm, type area 156 mm × 225 mm.
const (
	PageWidth  = 210 * mm
	PageHeight = 297 * mm
	Left       = 28 * mm
	Top        = 37 * mm
	Width      = 156 * mm
	Height     = 225 * mm
	right      = Left + Width
	bottom     = Top + Height
)

// The grid of the body. 5.2.2 and 5.2.3: 16 pt (3号) FangSong, 22 lines a page of 28 characters a line.
const (
	BodySize  = 16.0
	LineCount = 22
	CharCount = 28
	Pitch     = 28.95             // of lines: 22 of them fill 225 mm
	CharPitch = Width / CharCount // of characters, 15.79 pt: 16 pt tightened a little
)

// Sizes and distances of the parts that are no body.
const (
	TitleSize  = 22.0      // 7.3.1: 2号 XiaoBiaoSong
	titlePitch = 12.2 * mm // of the title's lines
	titleWidth = 20        // characters of a title's line at most, for its shape needs white beside it
	titleBlank = 2 * Pitch // 7.3.1: two blank lines below the rule; 10.1: two below the number
	markSize   = 42.0      // 7.2.4: as large as is fine and grave: 初号
	markGap    = 0.2       // between its characters, in em
	markWidth  = 150 * mm  // no wider than the type area 156 mm, with white at both sides
	markTop    = 35 * mm   // 7.2.4: from the type area's top to the mark's top
	markBlank  = 2 * Pitch // 7.2.5: the number stands two blank lines below the mark
	ruleBelow  = 4 * mm    // 7.2.7: from the number to the red rule, which is as wide as the type area
	ruleWidth  = 0.7 * mm  // its weight, which the standard leaves open
	smallSize  = 14.0      // 7.4.2, 7.4.3, 7.5: 4号, of the foot and the page number
	numberDown = 7 * mm    // 7.5: from the type area's bottom to the top of the dashes
	footOuter  = 0.35 * mm // 7.4.1: the foot's first and last rule
	footInner  = 0.25 * mm // and those between
	dateRight  = 4         // 7.3.5.1: characters at the right of the date, with a seal
	unitRight  = 2         // 7.3.5.2: characters at the right of the unit, without one
	sealSize   = 42 * mm   // a county office's seal (State Council, 国发〔1999〕25号)
	sealAbove  = 2         // 7.3.5.1: the seal's top is within a line of the text; the unit then is below its centre
	noteIndent = 2         // 7.3.6, 7.3.3, 7.3.4: characters before a note, a paragraph, the attachments
)

// The letter format. 10.1.
const (
	letterTop   = 30 * mm            // from the page's top to the mark's top
	letterRule  = 4 * mm             // from the mark to the first double rule, thick over thin
	letterFoot  = 20 * mm            // from the page's bottom to the second, thin over thick
	letterWidth = 170 * mm           // of both
	letterNear  = BodySize * 7.0 / 8 // from a double rule to the line of text beside it
	letterThick = 1 * mm             // their weights and the white between, which the standard leaves open
	letterThin  = 0.35 * mm
	letterWhite = 0.55 * mm
)

// How a character stands in its square: what is measured from or to a character is measured at its ink.
const (
	ascent   = 0.88 // of the square above the baseline
	descent  = 0.12
	inkTop   = 0.83 // of a head line's ink above the baseline
	inkLow   = 0.075
	fangTop  = 0.8  // of the body's ink above the baseline
	dashRise = 0.36 // the top of a dash of the page number above the baseline
)

// What the standard leaves to the office.
const (
	tableSize   = 12.0 // 小四
	factSize    = 14.0
	tablePad    = 1.4 * mm
	tableAbove  = 5.0 // the least white above and below a table
	hairline    = 0.1 * mm
	legendSize  = 10.0
	legendTop   = 14 * mm
	checkSize   = 16 * mm
	checkText   = 9.0
	pictureMost = 15 * Pitch // the most height of a picture
	pixel       = 0.48       // points of a picture's pixel: 150 a inch
	hintSize    = 10.0
)

// baseline is where text of a size stands in a line of a pitch, from the line's top.
func baseline(pitch, size float64) float64 { return (pitch-size)/2 + ascent*size }
