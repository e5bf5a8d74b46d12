package docx

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"io"
	"path"
	"slices"
	"strings"
	"testing"
	"time"

	"bihuan/domain/document"
)

// archive is the parts of a file by their names.
func archive(t *testing.T, file []byte) map[string]string {
	t.Helper()
	in, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	parts := map[string]string{}
	for _, f := range in.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		if _, twice := parts[f.Name]; twice {
			t.Errorf("%s is there twice", f.Name)
		}
		parts[f.Name] = string(content)
	}
	return parts
}

// elements visits the elements of a part with their attributes and those around them.
func elements(t *testing.T, name, content string, visit func(e xml.StartElement, above []string)) {
	t.Helper()
	dec := xml.NewDecoder(strings.NewReader(content))
	var above []string
	for {
		token, err := dec.Token()
		if err == io.EOF {
			return
		}
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		switch e := token.(type) {
		case xml.StartElement:
			visit(e, above)
			above = append(above, e.Name.Local)
		case xml.EndElement:
			above = above[:len(above)-1]
		}
	}
}

func attr(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// TestParts: every part has a type and somebody who names it, and whatever is named is there.
func TestParts(t *testing.T) {
	for format, d := range samples(t) {
		parts := archive(t, written(t, d))
		types, defaults := map[string]string{}, map[string]string{}
		elements(t, "types", parts["[Content_Types].xml"], func(e xml.StartElement, _ []string) {
			switch e.Name.Local {
			case "Override":
				types[strings.TrimPrefix(attr(e, "PartName"), "/")] = attr(e, "ContentType")
			case "Default":
				defaults[attr(e, "Extension")] = attr(e, "ContentType")
			}
		})
		named := map[string]bool{"[Content_Types].xml": true, "_rels/.rels": true, "word/_rels/document.xml.rels": true}
		ids := map[string]bool{}
		for rels, folder := range map[string]string{"_rels/.rels": "", "word/_rels/document.xml.rels": "word"} {
			elements(t, rels, parts[rels], func(e xml.StartElement, _ []string) {
				if e.Name.Local != "Relationship" {
					return
				}
				target := path.Join(folder, attr(e, "Target"))
				named[target] = true
				if _, ok := parts[target]; !ok {
					t.Errorf("%s: %s names %s, which is not there", format, rels, target)
				}
				if id := attr(e, "Id"); folder != "" {
					if ids[id] {
						t.Errorf("%s: relationship %s twice", format, id)
					}
					ids[id] = true
				}
			})
		}
		for name := range parts {
			if !named[name] {
				t.Errorf("%s: nobody names %s", format, name)
			}
			ext := strings.TrimPrefix(path.Ext(name), ".")
			if types[name] == "" && (defaults[ext] == "" || strings.HasPrefix(name, "word/") && defaults[ext] == "application/xml") && name != "[Content_Types].xml" {
				t.Errorf("%s: %s has no content type", format, name)
			}
		}
		for name := range types {
			if _, ok := parts[name]; !ok {
				t.Errorf("%s: a type for %s, which is not there", format, name)
			}
		}
		used := 0
		elements(t, "document", parts["word/document.xml"], func(e xml.StartElement, _ []string) {
			for _, a := range e.Attr {
				if a.Name.Space == office {
					used++
					if !ids[a.Value] {
						t.Errorf("%s: %s asks for relationship %q", format, e.Name.Local, a.Value)
					}
				}
			}
		})
		if used == 0 {
			t.Errorf("%s: no relationship is used", format)
		}
	}
}

// TestStyles: every style that is used is there, with a name in Chinese or one that Word, WPS and
// LibreOffice themselves say in Chinese.
func TestStyles(t *testing.T) {
	builtIn := []string{"Normal", "Default Paragraph Font", "Title", "heading 1", "heading 2", "heading 3", "caption", "Normal Table"}
	for format, d := range samples(t) {
		parts := archive(t, written(t, d))
		known, names := map[string]bool{}, map[string]bool{}
		elements(t, "styles", parts["word/styles.xml"], func(e xml.StartElement, above []string) {
			switch e.Name.Local {
			case "style":
				known[attr(e, "styleId")] = true
			case "name", "aliases":
				name := attr(e, "val")
				names[name] = true
				if !strings.ContainsFunc(name, func(r rune) bool { return r > 0x2e80 }) && !slices.Contains(builtIn, name) {
					t.Errorf("a style is called %s", name)
				}
			}
		})
		for _, want := range []string{"公文正文", "公文标题", "主送机关", "一级标题", "二级标题", "三级标题", "附件说明", "署名", "成文日期", "附注", "版记", "发文机关标志", "发文字号"} {
			if !names[want] {
				t.Errorf("no style is called %s", want)
			}
		}
		for name, content := range parts {
			if path.Ext(name) != ".xml" {
				continue
			}
			elements(t, name, content, func(e xml.StartElement, _ []string) {
				switch e.Name.Local {
				case "pStyle", "rStyle", "tblStyle", "basedOn", "next":
					if !known[attr(e, "val")] {
						t.Errorf("%s: %s: there is no style %q", format, name, attr(e, "val"))
					}
				}
			})
		}
	}
}

// TestFonts: every font that a style asks for says what stands for it where it is missing.
func TestFonts(t *testing.T) {
	parts := archive(t, written(t, samples(t)[document.Letter]))
	others := map[string]string{}
	font := ""
	elements(t, "fontTable", parts["word/fontTable.xml"], func(e xml.StartElement, _ []string) {
		switch e.Name.Local {
		case "font":
			font = attr(e, "name")
		case "altName":
			others[font] = attr(e, "val")
		}
	})
	asked := map[string]bool{}
	elements(t, "styles", parts["word/styles.xml"], func(e xml.StartElement, _ []string) {
		if e.Name.Local == "rFonts" {
			asked[attr(e, "eastAsia")] = true
		}
	})
	for _, name := range []string{"仿宋_GB2312", "方正小标宋简体", "黑体", "楷体_GB2312", "宋体"} {
		if !asked[name] {
			t.Errorf("nothing stands in %s", name)
		}
	}
	for name := range asked {
		if others[name] == "" {
			t.Errorf("%s: nothing stands for it", name)
		}
	}
}

// TestSameBytes: the same paper makes the same bytes, wherever its instant was read.
func TestSameBytes(t *testing.T) {
	for format, d := range samples(t) {
		first := written(t, d)
		for range 5 {
			if !bytes.Equal(first, written(t, d)) {
				t.Fatalf("%s: not the same bytes", format)
			}
		}
		d.Meta.Made = d.Meta.Made.In(time.FixedZone("", -5*3600))
		if !bytes.Equal(first, written(t, d)) {
			t.Errorf("%s: another zone, other bytes", format)
		}
		d.Meta.Made = time.Time{}
		if none := written(t, d); !bytes.Equal(none, written(t, d)) {
			t.Errorf("%s: with no instant, not the same bytes", format)
		}
	}
}

func TestProperties(t *testing.T) {
	d := samples(t)[document.Letter]
	parts := archive(t, written(t, d))
	for _, want := range []string{
		"<dc:title>" + d.Title + "</dc:title>", "<dc:creator>清源县信访局</dc:creator>", "<dc:language>zh-CN</dc:language>",
		`<dcterms:created xsi:type="dcterms:W3CDTF">2026-09-18T06:46:12Z</dcterms:created>`,
	} {
		if !strings.Contains(parts["docProps/core.xml"], want) {
			t.Errorf("core.xml has no %s", want)
		}
	}
	d.Meta = document.Meta{}
	if core := archive(t, written(t, d))["docProps/core.xml"]; strings.Contains(core, "dcterms:created") || !strings.Contains(core, "zh-CN") {
		t.Errorf("with no instant: %s", core)
	}
}

func TestRefuses(t *testing.T) {
	for name, d := range map[string]document.Document{
		"format":  {Format: "poster"},
		"picture": {Format: document.Notice, Blocks: []document.Block{{Kind: document.Picture, Image: &document.Image{Type: "image/png", Data: []byte("GIF89a")}}}},
	} {
		if err := Write(io.Discard, d); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

// TestBare: a paper of which nothing is said is still a file.
func TestBare(t *testing.T) {
	for _, format := range document.Formats() {
		d := document.Document{Format: format, Sign: &document.Sign{}, Check: &document.Check{}, Printed: &document.Printed{}}
		for _, kind := range []document.Kind{document.Rows, document.Facts, document.Picture, document.Heading1, document.Paragraph, "new"} {
			d.Blocks = append(d.Blocks, document.Block{Kind: kind})
		}
		for name, content := range archive(t, written(t, d)) {
			if path.Ext(name) == ".xml" {
				elements(t, name, content, func(xml.StartElement, []string) {})
			}
		}
	}
}
