package letter

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode"

	"bihuan/domain/deadline"
	"bihuan/domain/document"
)

// What a template prints of values stands between marks of the private use area, so that no value can
// ever be taken for markup: a line is read by what the form's own text says in it. Values cannot hold
// the marks themselves.
const (
	begins = '\ue000' // a value, then the field that it comes from
	holds  = '\ue003' // ends the field's name
	breaks = '\ue002' // a line of the value ends
	closes = '\ue001'
	marks  = "\ue000\ue001\ue002\ue003"
)

// yesValue is what a field that was ticked holds.
const yesValue = "yes"

// maxText is how much a form can make of a matter, in bytes: some hundred pages.
const maxText = 1 << 20

// clean makes a value plain text: no control characters, no marks, no blanks around lines.
func clean(value string) string {
	value = strings.Map(func(r rune) rune {
		switch {
		case r == '\n', r == '\u2028', r == '\u2029', r == '\v', r == '\f', r == '\u0085':
			return '\n'
		case r == '\t':
			return ' '
		case unicode.IsControl(r), unicode.Is(unicode.Co, r), r == '\ufeff', r == unicode.ReplacementChar, unicode.Is(unicode.Bidi_Control, r):
			return -1
		}
		return r
	}, strings.ReplaceAll(strings.ToValidUTF8(value, ""), "\r\n", "\n"))
	lines := strings.Split(strings.ReplaceAll(value, "\r", "\n"), "\n")
	kept := lines[:0]
	for _, line := range lines {
		if line = strings.TrimSpace(line); line != "" {
			kept = append(kept, line)
		}
	}
	return strings.Join(kept, "\n")
}

// oneLine is plain text on one line.
func oneLine(value string) string { return strings.ReplaceAll(clean(value), "\n", "") }

// data marks what a pipeline prints as data.
func (w *writer) data(field string, value any) (string, error) {
	text, err := w.text(value, w.form.lists.day)
	if err != nil {
		return "", err
	}
	text = strings.ReplaceAll(clean(text), "\n", string(breaks))
	return string(begins) + field + string(holds) + text + string(closes), nil
}

// plain is what a pipeline prints into a field's default: a day as a field holds it.
func (w *writer) plain(_ string, value any) (string, error) {
	return w.text(value, deadline.Day.String)
}

func (w *writer) text(value any, day func(deadline.Day) string) (string, error) {
	switch v := value.(type) {
	case nil:
		return "", nil
	case string:
		return v, nil
	case deadline.Day:
		return day(v), nil
	case bool:
		if v {
			return w.form.lists.Yes, nil
		}
		return w.form.lists.No, nil
	case []string:
		return strings.Join(v, w.form.lists.Joined), nil
	case []Demand:
		texts := make([]string, len(v))
		for i, d := range v {
			texts[i] = bare(d.Text)
		}
		return strings.Join(texts, "；"), nil
	case int:
		return strconv.Itoa(v), nil
	}
	if text := codeOf(value); text != "" {
		return text, nil
	}
	return "", fmt.Errorf("%T is nothing that a paper can say", value)
}

// limited stops a template that makes too much.
type limited struct {
	bytes.Buffer
}

var errTooMuch = errors.New("the form makes more text than a paper holds")

func (b *limited) Write(text []byte) (int, error) {
	if b.Len()+len(text) > maxText {
		return 0, errTooMuch
	}
	return b.Buffer.Write(text)
}

// Write makes the letter: the form's text with the values and the matter put in, and what the head says.
func (f *Form) Write(v Values, m Matter, h Head) (document.Document, error) {
	w := &writer{form: f, matter: m, values: v, head: h}
	t, err := f.text.Clone()
	if err != nil {
		return document.Document{}, fmt.Errorf("writing a letter %s: %w", f.Kind, err)
	}
	var out limited
	if err := t.Funcs(w.funcs(f.Fields)).Execute(&out, m); err != nil {
		return document.Document{}, fmt.Errorf("writing a letter %s: %w", f.Kind, err)
	}
	b := builder{lists: f.lists, doc: w.frame()}
	for line := range strings.Lines(out.String()) {
		b.line(strings.TrimSuffix(line, "\n"))
	}
	return b.done(w), nil
}

// frame is the paper without its text.
func (w *writer) frame() document.Document {
	d := document.Document{
		Format: w.form.Format, Number: w.head.Number, Check: w.head.Check, Draft: w.head.Draft, Void: w.head.Void,
		Meta: document.Meta{Author: oneLine(w.head.Author.Name), Language: "zh-CN", Made: w.head.Made},
	}
	if d.Number == "" {
		d.Pending = w.head.Pending
	}
	office := oneLine(w.matter.From.Name)
	switch d.Format {
	case document.Official, document.Upward:
		d.Mark = fill(w.form.lists.Official, map[string]string{"name": office})
		if w.head.Date != 0 {
			d.Printed = &document.Printed{By: office, On: fill(w.form.lists.Printed, map[string]string{"day": w.form.lists.day(w.head.Date)})}
		}
	case document.Letter:
		d.Mark = office
	}
	if d.Format == document.Upward {
		d.Signatory = oneLine(w.head.Signatory)
	}
	return d
}

// done puts the last parts on the paper.
func (b *builder) done(w *writer) document.Document {
	d := &b.doc
	if d.Title == "" {
		d.Title = w.form.Name
	}
	if d.Sign != nil {
		d.Sign.Seal, d.Sign.Date = true, w.form.lists.day(w.head.Date)
		if w.head.Date == 0 {
			d.Sign.Date, d.Sign.Hint = w.form.lists.Undated, w.form.lists.Seal
		}
	}
	for _, copied := range w.head.Copies {
		b.copied(oneLine(copied))
	}
	for _, block := range d.Blocks {
		if block.Kind == document.Rows {
			centred(block.Table)
		}
	}
	numberHeadings(d.Blocks, w.form.lists)
	return *d
}
