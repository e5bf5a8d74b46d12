package letter

import (
	"slices"
	"strings"
	"unicode"

	"bihuan/domain/document"
)

// builder reads a form's text, with values put in, line by line: each line that is not empty is a block,
// or a part of the paper.
type builder struct {
	lists *lists
	doc   document.Document
}

// line reads one line. Only what the form itself says at its beginning is markup.
func (b *builder) line(line string) {
	line = strings.TrimSpace(line)
	switch {
	case line == "":
	case line == "~":
		b.doc.Blocks = append(b.doc.Blocks, document.Block{Kind: document.Space})
	case strings.Trim(line, "=") == "" && len(line) >= 3:
		b.doc.Blocks = append(b.doc.Blocks, document.Block{Kind: document.Break})
	case strings.HasPrefix(line, "|"):
		b.row(line)
	case strings.HasPrefix(line, ": "):
		b.fact(line[2:])
	case b.part(line):
	default:
		b.block(line)
	}
}

// part reads a line that is no block of the body: title, addressee, signature, attachments, copies, note.
func (b *builder) part(line string) bool {
	mark, rest, _ := strings.Cut(line, " ")
	switch mark {
	case "=":
		b.doc.Title += flat(pieces(rest))
		return true
	case "@":
		if to := strings.TrimRight(flat(pieces(rest)), "：: "); to != "" {
			b.doc.To = append(b.doc.To, to)
		}
		return true
	case "!":
		if unit := flat(pieces(rest)); unit != "" {
			b.doc.Sign = &document.Sign{Unit: unit}
		}
		return true
	}
	if rest, ok := named(line, b.lists.Attached); ok {
		for name := range strings.SplitSeq(flat(pieces(rest)), "；") {
			if name = strings.TrimRight(strings.TrimSpace(name), "。"); name != "" {
				b.doc.Attachments = append(b.doc.Attachments, name)
			}
		}
		return true
	}
	if rest, ok := named(line, b.lists.Copies); ok {
		b.copied(flat(pieces(rest)))
		return true
	}
	if note, ok := bracketed(line); ok && b.doc.Sign != nil {
		b.doc.Note = flat(pieces(note))
		return true
	}
	return false
}

// copied adds offices that get a copy, each once.
func (b *builder) copied(list string) {
	for name := range strings.SplitSeq(list, "；") {
		name = strings.TrimRight(strings.TrimSpace(name), "。")
		if name != "" && !slices.Contains(b.doc.Copies, name) {
			b.doc.Copies = append(b.doc.Copies, name)
		}
	}
}

// named cuts a name and its colon from a line.
func named(line, name string) (string, bool) {
	rest, ok := strings.CutPrefix(line, name)
	if !ok {
		return "", false
	}
	for _, colon := range []string{":", "："} {
		if rest, ok := strings.CutPrefix(rest, colon); ok {
			return rest, true
		}
	}
	return "", false
}

// bracketed takes the brackets from a line that stands within them.
func bracketed(line string) (string, bool) {
	for _, pair := range [][2]string{{"(", ")"}, {"（", "）"}} {
		if rest, ok := strings.CutPrefix(line, pair[0]); ok {
			return strings.CutSuffix(rest, pair[1])
		}
	}
	return "", false
}

// block reads a line of the body: a heading, a quotation, a line at the left or the right, a paragraph.
func (b *builder) block(line string) {
	kind := document.Paragraph
	for _, m := range []struct {
		mark string
		kind document.Kind
	}{
		{"### ", document.Heading3}, {"## ", document.Heading2}, {"# ", document.Heading1}, {"> ", document.Quotation},
		{"«right:»", document.Right}, {"«left:»", document.Line},
	} {
		if rest, ok := strings.CutPrefix(line, m.mark); ok {
			kind, line = m.kind, rest
			break
		}
	}
	all := pieces(line)
	if kind != document.Heading1 && kind != document.Heading2 && kind != document.Heading3 {
		b.paragraphs(kind, all)
		return
	}
	head, then := runIn(all)
	title := strings.ReplaceAll(flat(head), "\n", "")
	if strings.Trim(title, "。 ") == "" {
		b.paragraphs(document.Paragraph, then)
		return
	}
	block := document.Text(kind, title)
	block.Field = fieldOf(all)
	first, rest, more := cutLine(then)
	if text := flat(first); text != "" {
		block.Runs = append(block.Runs, document.Run{Text: text, Face: document.Fang})
	}
	b.doc.Blocks = append(b.doc.Blocks, block)
	if more {
		b.paragraphs(document.Paragraph, rest)
	}
}

// paragraphs makes a block of each line of what a value holds.
func (b *builder) paragraphs(kind document.Kind, all []piece) {
	for more := true; more; {
		var first []piece
		first, all, more = cutLine(all)
		text := flat(first)
		if strings.TrimFunc(text, func(r rune) bool { return unicode.IsPunct(r) || unicode.IsSpace(r) }) == "" {
			continue // nothing of it is left but marks
		}
		block := document.Text(kind, text)
		block.Field = fieldOf(first)
		b.doc.Blocks = append(b.doc.Blocks, block)
	}
}
