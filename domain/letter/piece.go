package letter

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// piece is a stretch of a line: the form's own words, or a value.
type piece struct {
	text  string
	value bool
	field string
}

// pieces parts a line at its marks, and tidies what is between them.
func pieces(line string) []piece {
	var all []piece
	for line != "" {
		own, rest, marked := strings.Cut(line, string(begins))
		if own != "" {
			all = append(all, piece{text: own})
		}
		if !marked {
			break
		}
		field, rest, _ := strings.Cut(rest, string(holds))
		value, rest, _ := strings.Cut(rest, string(closes))
		all = append(all, piece{text: strings.ReplaceAll(value, string(breaks), "\n"), value: true, field: field})
		line = rest
	}
	return all
}

// flat is the text of pieces on one line, tidied where a value meets the form's words.
func flat(all []piece) string { return strings.ReplaceAll(join(all), "\n", "") }

// cell is the text of a table's cell, which may have lines.
func cell(all []piece) string { return strings.TrimSpace(join(all)) }

// join puts pieces together. A value that was empty takes the brackets around it along, and the mark
// that parted it from what comes; one that ends a sentence needs no mark after it.
func join(all []piece) string {
	text, gone := "", false
	for _, p := range all {
		if p.value && p.text == "" {
			gone = true
			continue
		}
		next := p.text
		if !p.value && text != "" || gone && !p.value {
			text, next = meet(text, next, gone)
		}
		text, gone = text+next, false
	}
	if gone {
		text = strings.TrimRight(text, "，、：")
	}
	return strings.TrimSpace(text)
}

// brackets and what closes them: those that hold nothing are left out.
var brackets = map[rune]rune{'（': '）', '(': ')', '《': '》', '“': '”', '〔': '〕', '【': '】'}

func closing(r rune) bool {
	for _, c := range brackets {
		if c == r {
			return true
		}
	}
	return false
}

// meet joins what was written with the form's words that come after a value.
func meet(text, next string, gone bool) (string, string) {
	last, n := utf8.DecodeLastRuneInString(text)
	first, m := utf8.DecodeRuneInString(next)
	switch {
	case gone && text != "" && brackets[last] == first && first != utf8.RuneError:
		return meet(text[:len(text)-n], next[m:], gone)
	case gone && strings.ContainsRune(parted, last) && closing(first):
		return text[:len(text)-n], next
	case gone && text == "" && strings.ContainsRune(parted+"。", first):
		return text, next[m:]
	case !strings.ContainsRune(ended+parted, first) || first == utf8.RuneError:
		return text, next
	case strings.ContainsRune(parted, last) && strings.ContainsRune(ended+parted, first):
		return text[:len(text)-n], next
	case strings.ContainsRune(ended, last) && strings.ContainsRune(parted+"。；", first):
		return text, next[m:]
	case gone && brackets[last] != 0:
		return text, next[m:]
	}
	return text, next
}

// fieldOf is the first field of the form that pieces come from.
func fieldOf(all []piece) string {
	for _, p := range all {
		if p.field != "" {
			return p.field
		}
	}
	return ""
}

// cut parts pieces at the bars of the form's own words.
func cut(all []piece) [][]piece {
	cells := [][]piece{nil}
	for _, p := range all {
		parts := []string{p.text}
		if !p.value {
			parts = strings.Split(p.text, "|")
		}
		for i, part := range parts {
			if i > 0 {
				cells = append(cells, nil)
			}
			if part = strings.Trim(part, " "); part != "" || p.value {
				last := len(cells) - 1
				cells[last] = append(cells[last], piece{part, p.value, p.field})
			}
		}
	}
	return cells
}

// runIn parts a heading from the text that goes on after it, at a full stop and a blank.
func runIn(all []piece) (head, then []piece) {
	for i, p := range all {
		if before, after, ok := strings.Cut(p.text, "。 "); ok && !p.value {
			head = append(slices.Clone(all[:i]), piece{text: before + "。"})
			return head, append([]piece{{text: after}}, all[i+1:]...)
		}
	}
	return all, nil
}

// cutLine parts pieces at the first end of a line within a value.
func cutLine(all []piece) (first, rest []piece, more bool) {
	for i, p := range all {
		if before, after, ok := strings.Cut(p.text, "\n"); ok {
			first = append(slices.Clone(all[:i]), piece{before, p.value, p.field})
			return first, append([]piece{{after, p.value, p.field}}, all[i+1:]...), true
		}
	}
	return all, nil, false
}
