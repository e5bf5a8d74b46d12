package docx

import (
	"encoding/xml"
	"testing"

	"bihuan/domain/document"
)

// TestMeasures holds the styles to the figures that the code and the standard have, and the page too.
func TestMeasures(t *testing.T) {
	type place struct{ style, within, element, attr string }
	have := map[place]string{}
	style := ""
	collect := func(e xml.StartElement, above []string) {
		if e.Name.Local == "style" {
			style = attr(e, "styleId")
		}
		if len(above) == 0 {
			return
		}
		for _, a := range e.Attr {
			have[place{style, above[len(above)-1], e.Name.Local, a.Name.Local}] = a.Value
		}
	}
	parts := archive(t, written(t, samples(t)[document.Official]))
	elements(t, "styles", parts["word/styles.xml"], collect)
	style = "page"
	elements(t, "document", parts["word/document.xml"], func(e xml.StartElement, above []string) {
		if len(above) > 0 && above[len(above)-1] == "sectPr" {
			collect(e, above)
		}
	})
	for what, want := range map[place]string{
		{"", "rPr", "sz", "val"}:                    "32", // 16 pt
		{"Normal", "pPr", "spacing", "line"}:        itoa(pitch),
		{"Normal", "pPr", "spacing", "lineRule"}:    "exact",
		{"Normal", "pPr", "widowControl", "val"}:    "0", // 22 lines a page, always
		{"Body", "pPr", "ind", "firstLineChars"}:    "200",
		{"Body", "pPr", "ind", "firstLine"}:         itoa(2 * char),
		{"Title", "rPr", "sz", "val"}:               "44", // 22 pt
		{"Title", "pPr", "jc", "val"}:               "center",
		{"Addressee", "pPr", "spacing", "before"}:   itoa(pitch),
		{"Attachments", "pPr", "spacing", "before"}: itoa(pitch),
		{"Heading1", "rPr", "rFonts", "eastAsia"}:   "黑体",
		{"Heading2", "rPr", "rFonts", "eastAsia"}:   "楷体_GB2312",
		{"PageOdd", "rPr", "sz", "val"}:             "28", // 14 pt
		{"PageOdd", "pPr", "ind", "right"}:          itoa(small),
		{"PageEven", "pPr", "ind", "left"}:          itoa(small),
		{"PageEven", "rPr", "rFonts", "eastAsia"}:   "宋体",
		{"PageOdd", "pPr", "spacing", "line"}:       itoa(numberLine),
		{"PageOdd", "pPr", "spacing", "after"}:      itoa(numberAfter),
		{"Legend", "pPr", "spacing", "line"}:        itoa(legendLine),
		{"Foot", "rPr", "sz", "val"}:                "28",
		{"Mark", "rPr", "color", "val"}:             red,
		{"page", "sectPr", "pgSz", "w"}:             "11906",
		{"page", "sectPr", "pgSz", "h"}:             "16838",
		{"page", "sectPr", "pgMar", "top"}:          itoa(twips(37)),
		{"page", "sectPr", "pgMar", "left"}:         itoa(twips(28)),
		{"page", "sectPr", "pgMar", "bottom"}:       itoa(twips(35)),
		{"page", "sectPr", "docGrid", "linePitch"}:  itoa(pitch),
		{"page", "sectPr", "docGrid", "type"}:       "lines",
	} {
		if have[what] != want {
			t.Errorf("%v is %q, not %q", what, have[what], want)
		}
	}
	if 22*pitch > pageHeight-top-bottom || 23*pitch <= pageHeight-top-bottom {
		t.Error("a page does not have 22 lines")
	}
	if wide := twips(156); width < wide-6 || width > wide+6 {
		t.Errorf("the type area is %d wide, not %d", width, wide)
	}
	// LibreOffice reads this element the wrong way round, and what it asks for is so without it.
	for at := range have {
		if at.element == "overflowPunct" {
			t.Error("overflowPunct is said")
		}
	}
}

// TestNumberAtTheFoot: the page number's dashes are 7 mm below the type area. 7.5.
func TestNumberAtTheFoot(t *testing.T) {
	foot := pageHeight - twips(footer) - numberAfter - numberLine*2/10 // its baseline
	dash := foot - small*36/100
	if want := pageHeight - twips(35) + twips(7); dash < want-20 || dash > want+20 {
		t.Errorf("the dashes are at %d, not at %d", dash, want)
	}
}

// TestMark: it fits within the type area, whatever its length.
func TestMark(t *testing.T) {
	for n := 1; n < 40; n++ {
		text := ""
		for range n {
			text += "县"
		}
		m := newMark(text)
		if wide := float64(n)*m.size + float64(n-1)*m.gap; wide > markWidth+0.1 || m.size > markSize || m.gap < 0 {
			t.Errorf("%d characters: %.1f pt of %.1f, gap %.1f", n, wide, m.size, m.gap)
		}
	}
	if m := newMark("县局"); m.size != markSize || m.gap == 0 {
		t.Errorf("a short mark: %v", m)
	}
}

// TestSign are the figures of 7.3.5, in characters from the right.
func TestSign(t *testing.T) {
	for _, row := range []struct {
		sign               document.Sign
		fromUnit, fromDate float64
	}{
		{document.Sign{Unit: "清源县信访局", Date: "2026年9月18日", Seal: true}, 4.25, 4},
		{document.Sign{Unit: "清源县信访工作联席会议办公室", Date: "2026年9月18日", Seal: true}, 0.25, 4},
		{document.Sign{Unit: "清源县信访工作联席会议领导小组办公室", Date: "2026年9月8日", Seal: true}, 0, 4},
		{document.Sign{Unit: "清源县信访局", Date: "2026年9月8日"}, 2, 0},
		{document.Sign{Unit: "清源县自然资源局", Date: "2026年9月18日"}, 2, 1.5},
		{document.Sign{Unit: "县信访局", Date: "2026年12月18日"}, 7, 2},
	} {
		unit, date := row.sign.Unit, row.sign.Date
		fromUnit, fromDate := placed(ems(unit), ems(date), row.sign.Seal)
		if fromUnit != row.fromUnit || fromDate != row.fromDate {
			t.Errorf("%s, %s: %v and %v, not %v and %v", unit, date, fromUnit, fromDate, row.fromUnit, row.fromDate)
		}
	}
}
