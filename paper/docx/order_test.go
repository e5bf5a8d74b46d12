package docx

import (
	"encoding/xml"
	"maps"
	"path"
	"slices"
	"strings"
	"testing"
)

// orders are the sequences of ECMA-376, Part 1 (wml.xsd, dml-wordprocessingDrawing.xsd, dml-picture.xsd) for the elements that the parts use: Word
// takes a file whose elements stand in another order for a broken one.
var orders = map[string]string{
	"pPr": "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs suppressAutoHyphens " +
		"kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd snapToGrid spacing ind contextualSpacing " +
		"mirrorIndents suppressOverlap jc textDirection textAlignment textboxTightWrap outlineLvl divId cnfStyle rPr sectPr pPrChange",
	"rPr": "rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint noProof snapToGrid vanish webHidden color " +
		"spacing w kern position sz szCs highlight u effect bdr shd fitText vertAlign rtl cs em lang eastAsianLayout specVanish oMath",
	"pBdr": "top left bottom right between bar",
	"tblPr": "tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW jc tblCellSpacing tblInd tblBorders shd " +
		"tblLayout tblCellMar tblLook tblCaption tblDescription",
	"tblBorders": "top left start bottom right end insideH insideV",
	"tblCellMar": "top left start bottom right end",
	"tcBorders":  "top left start bottom right end insideH insideV tl2br tr2bl",
	"tcPr":       "cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection tcFitText vAlign hideMark",
	"tbl":        "tblPr tblGrid tr",
	"tr":         "trPr tc",
	"tc":         "tcPr p",
	"p":          "pPr r",
	"sectPr": "headerReference footerReference footnotePr endnotePr type pgSz pgMar paperSrc pgBorders lnNumType pgNumType cols formProt " +
		"vAlign noEndnote titlePg textDirection bidi rtlGutter docGrid printerSettings",
	"style": "name aliases basedOn next link autoRedefine hidden uiPriority semiHidden unhideWhenUsed qFormat locked personal personalCompose " +
		"personalReply rsid pPr rPr tblPr trPr tcPr tblStylePr",
	"tblStylePr":  "pPr rPr tblPr trPr tcPr",
	"styles":      "docDefaults latentStyles style",
	"docDefaults": "rPrDefault pPrDefault",
	"font":        "altName panose1 charset family notTrueType pitch sig embedRegular embedBold embedItalic embedBoldItalic",
	"settings": "writeProtection view zoom mirrorMargins alignBordersAndEdges bordersDoNotSurroundHeader bordersDoNotSurroundFooter " +
		"defaultTabStop autoHyphenation evenAndOddHeaders drawingGridHorizontalSpacing drawingGridVerticalSpacing characterSpacingControl " +
		"footnotePr endnotePr compat docVars rsids mathPr themeFontLang clrSchemeMapping decimalSymbol listSeparator",
	"compat": "spaceForUL balanceSingleByteDoubleByteWidth noColumnBalance doNotLeaveBackslashAlone ulTrailSpace doNotExpandShiftReturn " +
		"adjustLineHeightInTable useFELayout compatSetting",
	"body":              "", // paragraphs and tables as they come, and at the end the section
	"inline":            "extent effectExtent docPr cNvGraphicFramePr graphic",
	"pic":               "nvPicPr blipFill spPr",
	"nvPicPr":           "cNvPr cNvPicPr",
	"blipFill":          "blip srcRect tile stretch",
	"spPr":              "xfrm custGeom prstGeom noFill solidFill ln",
	"xfrm":              "off ext",
	"hdr":               "p",
	"ftr":               "p",
	"document":          "background body",
	"rPrDefault":        "rPr",
	"tblGrid":           "gridCol",
	"trPr":              "cantSplit trHeight tblHeader",
	"tabs":              "tab",
	"drawing":           "inline",
	"fonts":             "font",
	"graphic":           "graphicData",
	"graphicData":       "pic",
	"stretch":           "fillRect",
	"prstGeom":          "avLst",
	"r":                 "", // properties first, then what they are of
	"cNvGraphicFramePr": "graphicFrameLocks",
}

// TestOrder holds every part against the schema's order.
func TestOrder(t *testing.T) {
	seen := map[string]bool{}
	for format, d := range samples(t) {
		for name, content := range archive(t, written(t, d)) {
			if strings.HasPrefix(name, "word/") && path.Ext(name) == ".xml" {
				for _, fault := range misplaced(t, name, content, seen) {
					t.Errorf("%s: %s: %s", format, name, fault)
				}
			}
		}
	}
	for _, parent := range []string{"pPr", "rPr", "tblPr", "tcPr", "sectPr", "style", "settings", "inline"} {
		if !seen[parent] {
			t.Errorf("no part has a %s: the samples show too little", parent)
		}
	}
}

// TestOrderFinds shows that the test above can fail.
func TestOrderFinds(t *testing.T) {
	for _, wrong := range []string{
		`<w:p xmlns:w="w"><w:pPr><w:jc/><w:ind/></w:pPr></w:p>`,
		`<w:p xmlns:w="w"><w:r/><w:pPr/></w:p>`,
		`<w:rPr xmlns:w="w"><w:sz/><w:color/></w:rPr>`,
		`<w:r xmlns:w="w"><w:t/><w:rPr/></w:r>`,
		`<w:tbl xmlns:w="w"><w:tblPr><w:tblLayout/><w:tblW/></w:tblPr></w:tbl>`,
		`<w:tc xmlns:w="w"><w:tcPr/></w:tc>`,
		`<w:body xmlns:w="w"><w:tbl/><w:sectPr/></w:body>`,
		`<w:body xmlns:w="w"><w:sectPr/><w:p/></w:body>`,
		`<w:pPr xmlns:w="w"><w:keepNext/><w:keepNext/></w:pPr>`,
		`<w:pPr xmlns:w="w"><w:colour/></w:pPr>`,
	} {
		if faults := misplaced(t, "", wrong, map[string]bool{}); len(faults) == 0 {
			t.Errorf("nothing is found wrong in %s", wrong)
		}
	}
}

// many times may a child stand in these.
var repeated = []string{"tr", "tc", "p", "r", "style", "font", "headerReference", "footerReference", "gridCol", "tab", "compatSetting", "tblStylePr"}

func misplaced(t *testing.T, name, content string, seen map[string]bool) []string {
	var faults []string
	children := []([]string){nil}
	check := func(parent string, list []string) {
		seen[parent] = true
		order, known := orders[parent]
		switch {
		case !known && len(list) > 0:
			faults = append(faults, parent+" is not in the table")
		case parent == "r":
			if i := slices.Index(list, "rPr"); i > 0 {
				faults = append(faults, "rPr is not the first of r")
			}
		case parent == "body":
			if n := len(list); n < 2 || list[n-1] != "sectPr" || list[n-2] != "p" || slices.Contains(list[:n-1], "sectPr") {
				faults = append(faults, "a body ends with "+strings.Join(list[max(0, len(list)-2):], " "))
			}
		case parent == "tc" && (len(list) == 0 || list[len(list)-1] != "p"):
			faults = append(faults, "a cell does not end with a paragraph")
		default:
			faults = append(faults, unordered(parent, strings.Fields(order), list)...)
		}
	}
	var stack []string
	dec := xml.NewDecoder(strings.NewReader(content))
	for {
		token, err := dec.Token()
		if err != nil {
			if len(stack) > 0 {
				t.Fatalf("%s: %v", name, err)
			}
			return faults
		}
		switch e := token.(type) {
		case xml.StartElement:
			children[len(children)-1] = append(children[len(children)-1], e.Name.Local)
			stack, children = append(stack, e.Name.Local), append(children, nil)
		case xml.EndElement:
			check(e.Name.Local, children[len(children)-1])
			stack, children = stack[:len(stack)-1], children[:len(children)-1]
		}
	}
}

func unordered(parent string, order, list []string) []string {
	var faults []string
	last, before := -1, ""
	count := map[string]int{}
	for _, child := range list {
		at := slices.Index(order, child)
		count[child]++
		switch {
		case at < 0:
			faults = append(faults, parent+" has no child "+child)
		case at < last:
			faults = append(faults, child+" stands after "+before+" in "+parent)
		}
		last, before = at, child
	}
	for _, child := range slices.Sorted(maps.Keys(count)) {
		if count[child] > 1 && !slices.Contains(repeated, child) {
			faults = append(faults, child+" stands more than once in "+parent)
		}
	}
	return faults
}
