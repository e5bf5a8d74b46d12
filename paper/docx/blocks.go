package docx

import (
	"fmt"

	"bihuan/domain/document"
)

// styled is the style of the paragraphs of a kind of block, and for a heading that of its characters.
func styled(kind document.Kind) (paragraph, heading string) {
	switch kind {
	case document.Heading1:
		return "Heading1", "FaceHei"
	case document.Heading2:
		return "Heading2", "FaceKai"
	case document.Heading3:
		return "Heading3", "FaceBold"
	case document.Line, document.Space:
		return "Flush", ""
	case document.Right:
		return "AtRight", ""
	case document.Quotation:
		return "Quotation", ""
	}
	return "Body", ""
}

// faced is the style of a run in a face; none is the paragraph's own.
func faced(face document.Face) string {
	switch face {
	case document.Fang:
		return "FaceFang"
	case document.Hei:
		return "FaceHei"
	case document.Kai:
		return "FaceKai"
	case document.Song:
		return "FaceSong"
	case document.Bold:
		return "FaceBold"
	}
	return ""
}

func (m *maker) blocks() error {
	kept := m.kept()
	for i, block := range m.doc.Blocks {
		if err := m.block(block, i >= kept); err != nil {
			return fmt.Errorf("block %d: %w", i+1, err)
		}
	}
	return nil
}

// kept is from which block on all stay with what follows the body, so that no page has a signature or a
// foot and nothing of the text: 7.3.5.4. It is the last that is no white.
func (m *maker) kept() int {
	attachments := len(m.doc.Attachments)
	if attachments > longTail || attachments == 0 && !m.tailed() {
		return len(m.doc.Blocks)
	}
	for i := len(m.doc.Blocks) - 1; i >= 0; i-- {
		if kind := m.doc.Blocks[i].Kind; kind != document.Space && kind != document.Break {
			return i
		}
	}
	return 0
}

// longTail is how many attachments at most stay together with the end of the text.
const longTail = 6

// tailed reports whether anything follows the attachments.
func (m *maker) tailed() bool { return m.doc.Sign != nil || m.doc.Note != "" || m.footed() }

func (m *maker) block(block document.Block, keep bool) error {
	switch block.Kind {
	case document.Break:
		m.page = true
		return nil
	case document.Rows, document.Facts:
		m.tabled(block, keep)
		return nil
	case document.Picture:
		return m.picture(block.Image, keep)
	}
	style, heading := styled(block.Kind)
	if heading != "" && len(block.Runs) > 1 {
		style = "Body" // text that is run in is no heading: only its beginning looks like one
	} else {
		heading = ""
	}
	m.add(para{style: style, keep: keep, breaks: m.turn()}, runs(block.Runs, heading)...)
	return nil
}

// runs are a block's runs, the first in a face.
func runs(list []document.Run, first string) []run {
	var all []run
	for i, r := range list {
		face := faced(r.Face)
		if i == 0 && face == "" {
			face = first
		}
		all = append(all, run{text: r.Text, style: face})
	}
	return all
}

// turn reports whether what follows begins a page, once.
func (m *maker) turn() bool {
	page := m.page
	m.page = false
	return page
}

// apart puts a little white before a table. Of two tables with nothing between a program would make one,
// and only a paragraph can begin a page.
func (m *maker) apart() {
	p := para{style: "Hairline", keep: true, breaks: m.turn(), line: 60}
	if m.table {
		p.line = pitch / 2
	}
	m.add(p)
}
