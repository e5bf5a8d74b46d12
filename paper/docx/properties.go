package docx

import (
	"strings"
	"time"
)

// language is what a paper is in that does not say it.
const language = "zh-CN"

// core are the file's properties that archives and searches read.
func (m *maker) core() string {
	meta := m.doc.Meta
	lang := meta.Language
	if lang == "" {
		lang = language
	}
	title := plain(m.doc.Title)
	text := declared + `<cp:coreProperties xmlns:cp="` + packaged + `/metadata/core-properties"` +
		` xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">` +
		"<dc:title>" + title + "</dc:title>" +
		"<dc:subject>" + plain(m.doc.Number) + "</dc:subject>" +
		"<dc:creator>" + plain(meta.Author) + "</dc:creator>" +
		"<cp:lastModifiedBy>" + plain(meta.Author) + "</cp:lastModifiedBy>"
	if !meta.Made.IsZero() {
		made := meta.Made.UTC().Format(time.RFC3339)
		text += `<dcterms:created xsi:type="dcterms:W3CDTF">` + made + `</dcterms:created>` +
			`<dcterms:modified xsi:type="dcterms:W3CDTF">` + made + `</dcterms:modified>`
	}
	return text + "<dc:language>" + plain(lang) + "</dc:language></cp:coreProperties>"
}

func (m *maker) app() string {
	return declared + `<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">` +
		"<Application>Bihuan</Application><Company>" + plain(m.doc.Meta.Author) + "</Company></Properties>"
}

// plain is a text as one line of XML.
func plain(text string) string { return escape(strings.Join(strings.Split(text, "\n"), "")) }
