package docx

import (
	"archive/zip"
	"fmt"
	"io"
	"strings"
	"time"

	"bihuan/domain/document"
)

// The names of OOXML.
const (
	declared  = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	office    = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	packaged  = "http://schemas.openxmlformats.org/package/2006"
	wordTypes = "application/vnd.openxmlformats-officedocument.wordprocessingml."
	spaces    = `xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="` + office + `"` +
		` xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"` +
		` xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"`
)

// part is a file within the file, and how the document calls it.
type part struct {
	name    string // within the archive
	content string
	kind    string // of its content; none if its extension says it
	id      string // of the document's relationship to it
	as      string // the relationship's type, the last word
}

// pack writes the parts as an archive whose every byte follows from the paper.
func (m *maker) pack(w io.Writer) error {
	linked, section, err := m.linked()
	if err != nil {
		return err
	}
	body := declared + "<w:document " + spaces + "><w:body>" + m.body.String() + section + "</w:body></w:document>"
	all := []part{
		{name: "[Content_Types].xml", content: contentTypes(linked)},
		{name: "_rels/.rels", content: relations([]part{
			{name: "word/document.xml", id: "rId1", as: office + "/officeDocument"},
			{name: "docProps/core.xml", id: "rId2", as: packaged + "/relationships/metadata/core-properties"},
			{name: "docProps/app.xml", id: "rId3", as: office + "/extended-properties"},
		}, "")},
		{name: "word/document.xml", content: body},
		{name: "word/_rels/document.xml.rels", content: relations(linked, "word/")},
	}
	all = append(all, linked...)
	all = append(all, part{name: "docProps/core.xml", content: m.core()}, part{name: "docProps/app.xml", content: m.app()})

	made := m.doc.Meta.Made.UTC()
	if made.Year() < 1980 {
		made = time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC) // an archive knows no earlier day
	}
	out := zip.NewWriter(w)
	for _, p := range all {
		to, err := out.CreateHeader(&zip.FileHeader{Name: p.name, Method: zip.Deflate, Modified: made})
		if err != nil {
			return fmt.Errorf("packing %s: %w", p.name, err)
		}
		if _, err := io.WriteString(to, p.content); err != nil {
			return fmt.Errorf("packing %s: %w", p.name, err)
		}
	}
	return out.Close()
}

// linked are the parts that the document names, and the properties of its one section.
func (m *maker) linked() ([]part, string, error) {
	var all []part
	for _, name := range []string{"styles", "settings", "fontTable"} {
		content, err := parts.ReadFile("parts/" + name + ".xml")
		if err != nil {
			return nil, "", err
		}
		all = append(all, part{"word/" + name + ".xml", string(content), wordTypes + name + "+xml", "rId" + name, office + "/" + name})
	}
	var section strings.Builder
	section.WriteString("<w:sectPr>")
	for _, kind := range []struct {
		name, root string
		of         map[string]string
	}{{"header", "hdr", m.headers()}, {"footer", "ftr", m.footers()}} {
		for _, side := range []string{"default", "even", "first"} {
			content, ok := kind.of[side]
			if !ok {
				continue
			}
			name := kind.name + "-" + side
			all = append(all, part{
				"word/" + name + ".xml", declared + "<w:" + kind.root + " " + spaces + ">" + content + "</w:" + kind.root + ">",
				wordTypes + kind.name + "+xml", "rId" + name, office + "/" + kind.name,
			})
			section.WriteString(`<w:` + kind.name + `Reference w:type="` + side + `" r:id="rId` + name + `"/>`)
		}
	}
	for i, picture := range m.media {
		all = append(all, part{
			name: "word/media/" + picture.name, content: string(picture.data), id: "rIdImage" + itoa(i+1), as: office + "/image",
		})
	}
	section.WriteString(m.section())
	section.WriteString("</w:sectPr>")
	return all, section.String(), nil
}

// section is the page: its size, its margins, a first page of its own in a letter, and the grid of lines.
func (m *maker) section() string {
	page := `<w:pgSz w:w="` + itoa(pageWidth) + `" w:h="` + itoa(pageHeight) + `"/>` +
		`<w:pgMar w:top="` + itoa(top) + `" w:right="` + itoa(right) + `" w:bottom="` + itoa(bottom) + `" w:left="` + itoa(left) +
		`" w:header="` + itoa(twips(header)) + `" w:footer="` + itoa(twips(footer)) + `" w:gutter="0"/>` +
		`<w:pgNumType w:start="1"/><w:cols w:space="425"/>`
	// LibreOffice puts a body that holds no whole number of the grid's lines lower, and the head of a
	// letter's first page leaves such a one. Lines are of exact height with and without a grid.
	grid := `w:type="lines" `
	if m.doc.Format == document.Letter {
		page += "<w:titlePg/>"
		grid = ""
	}
	return page + `<w:docGrid ` + grid + `w:linePitch="` + itoa(pitch) + `"/>`
}

func contentTypes(linked []part) string {
	var b strings.Builder
	b.WriteString(declared + `<Types xmlns="` + packaged + `/content-types">` +
		`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
		`<Default Extension="xml" ContentType="application/xml"/>` +
		`<Default Extension="png" ContentType="image/png"/><Default Extension="jpeg" ContentType="image/jpeg"/>`)
	override := func(name, kind string) {
		b.WriteString(`<Override PartName="/` + name + `" ContentType="` + kind + `"/>`)
	}
	override("word/document.xml", wordTypes+"document.main+xml")
	for _, p := range linked {
		if p.kind != "" {
			override(p.name, p.kind)
		}
	}
	override("docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml")
	override("docProps/app.xml", "application/vnd.openxmlformats-officedocument.extended-properties+xml")
	b.WriteString("</Types>")
	return b.String()
}

// relations are the relationships of the part in the folder to others.
func relations(to []part, folder string) string {
	var b strings.Builder
	b.WriteString(declared + `<Relationships xmlns="` + packaged + `/relationships">`)
	for _, p := range to {
		b.WriteString(`<Relationship Id="` + p.id + `" Type="` + p.as + `" Target="` + strings.TrimPrefix(p.name, folder) + `"/>`)
	}
	b.WriteString("</Relationships>")
	return b.String()
}
