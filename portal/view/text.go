package view

import (
	"strings"

	"bihuan/casework"
	"bihuan/domain/petition"
	"bihuan/page"
)

// attachment shortens the name for the pages.
type attachment = petition.Attachment

// dial is a phone number as a phone dials it.
func dial(phone string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' || r == '+' {
			return r
		}
		return -1
	}, phone)
}

// lines parts a text into its paragraphs.
func lines(text string) []string {
	var all []string
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" {
			all = append(all, line)
		}
	}
	return all
}

// demand is what the answer of a place answers.
func demand(r *casework.Answered, i int) string {
	if i < len(r.Demands) {
		return r.Demands[i]
	}
	return ""
}

func ownFiles(list []petition.Attachment) []page.FileView {
	files := make([]page.FileView, len(list))
	for i, a := range list {
		files[i] = page.FileView{Name: a.Name, Href: "/follow/paper/" + a.Hash, Note: fileNote(a), Image: strings.HasPrefix(a.Type, "image/")}
	}
	return files
}

// Files are files with their addresses.
func Files(list []petition.Attachment) []page.FileView { return ownFiles(list) }
