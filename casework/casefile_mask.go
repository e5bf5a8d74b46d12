package casework

import (
	"slices"
	"strings"

	"bihuan/domain/document"
	"bihuan/domain/personal"
)

// hidden is a text in which what is personal is masked.
func hidden(text string, hide *strings.Replacer) string { return personal.Scrub(hide.Replace(text)) }

// masked is a paper in which what is personal of the petitioners is masked. Numbers of offices stay as they
// are: they are there to be called.
func masked(d document.Document, hide *strings.Replacer) document.Document {
	list := func(texts []string) []string {
		all := slices.Clone(texts)
		for i := range all {
			all[i] = hide.Replace(all[i])
		}
		return all
	}
	d.Title, d.Note = hide.Replace(d.Title), hide.Replace(d.Note)
	d.To, d.Attachments, d.Copies = list(d.To), list(d.Attachments), list(d.Copies)
	d.Blocks = slices.Clone(d.Blocks)
	for i := range d.Blocks {
		b := &d.Blocks[i]
		b.Runs = slices.Clone(b.Runs)
		for j := range b.Runs {
			b.Runs[j].Text = hide.Replace(b.Runs[j].Text)
		}
		if b.Table != nil {
			t := *b.Table
			t.Head, t.Rows = list(t.Head), slices.Clone(t.Rows)
			for j := range t.Rows {
				t.Rows[j] = list(t.Rows[j])
			}
			b.Table = &t
		}
		if b.Image != nil {
			picture := *b.Image
			picture.Caption = hide.Replace(picture.Caption)
			b.Image = &picture
		}
	}
	return d
}
