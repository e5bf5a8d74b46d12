package edition

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"bihuan/domain/fault"
	"bihuan/domain/org"
	"bihuan/domain/petition"
	"bihuan/domain/report"
)

// Field is where people write in a report. What it is called is a word of the report: field.<ID>.
type Field struct {
	ID       string `json:"id"`
	Required bool   `json:"required,omitempty"` // it may not be empty when it is checked
	Signer   bool   `json:"signer,omitempty"`   // those write in it who may sign, until they do
	ByUnit   bool   `json:"by_unit,omitempty"`  // a text for each unit
}

// Recipients are those who get a report, by their post.
type Recipients struct {
	Post   org.PostKind   `json:"post"`
	At     []org.UnitKind `json:"at,omitempty"`     // in units of these kinds; none: of all
	Titles []string       `json:"titles,omitempty"` // one of which is their title or a part of it
	Part   bool           `json:"part,omitempty"`   // they get their own unit's part, if there is one
}

// Form is what is peculiar to the editions of one kind.
type Form struct {
	Kind   report.Kind  `json:"kind"`
	Matter bool         `json:"matter,omitempty"` // it is about one matter, and its readers may instruct
	Robots bool         `json:"robots,omitempty"` // the groups of the units that get it are told
	Fields []Field      `json:"fields,omitempty"`
	To     []Recipients `json:"to"`
}

// Forms are the forms by kind.
type Forms map[report.Kind]Form

//go:embed forms.json
var formsFile []byte

// TheForms are those that come with the program.
func TheForms() (Forms, error) { return readForms(formsFile) }

func readForms(raw []byte) (Forms, error) {
	in := json.NewDecoder(bytes.NewReader(raw))
	in.DisallowUnknownFields()
	var list []Form
	if err := in.Decode(&list); err != nil {
		return nil, fmt.Errorf("reading the forms of editions: %w", err)
	}
	forms := Forms{}
	for _, f := range list {
		if _, twice := forms[f.Kind]; twice || !slices.Contains(report.Kinds(), f.Kind) {
			return nil, fmt.Errorf("reading the forms of editions: %q is no report, or there twice", f.Kind)
		}
		for _, to := range f.To {
			if !slices.Contains(org.PostKinds(), to.Post) {
				return nil, fmt.Errorf("reading the forms of editions: %s: %q is no post", f.Kind, to.Post)
			}
		}
		forms[f.Kind] = f
	}
	return forms, nil
}

// Form is that of a kind; a kind that has none is not found.
func (f Forms) Form(kind report.Kind) (Form, error) {
	form, ok := f[kind]
	if !ok {
		return Form{}, fault.New(fault.NotFound, "fault.edition.kind")
	}
	return form, nil
}

// Parted reports whether units get parts of their own.
func (f Form) Parted() bool {
	return slices.ContainsFunc(f.To, func(r Recipients) bool { return r.Part })
}

// Field is a field of the form.
func (f Form) Field(id string) (Field, bool) {
	i := slices.IndexFunc(f.Fields, func(one Field) bool { return one.ID == id })
	if i < 0 {
		return Field{}, false
	}
	return f.Fields[i], true
}

// Complete refuses words that lack what the form asks for before somebody may say that they have read it.
func (f Form) Complete(c Content) error {
	var wrong []*fault.Fault
	for _, field := range f.Fields {
		if field.Required && c.Word(field.ID, "").Text == "" {
			wrong = append(wrong, fault.NewInvalid(field.ID, "fault.edition.required"))
		}
	}
	return fault.Join(wrong...)
}

// Held is a post with its unit, of those that are held.
type Held struct {
	Post org.Post
	Unit org.Unit
}

// Addressee is who gets an edition: the whole of it, or the part of a unit.
type Addressee struct {
	Person org.PersonID
	Unit   org.UnitID // of the part
}

// Addressees are those to whom an edition goes, each once, in the order of the form; who gets the whole gets
// no part. units are those that have a part.
func (f Form) Addressees(posts []Held, units []org.UnitID) []Addressee {
	var all []Addressee
	has := func(person org.PersonID, unit org.UnitID) bool {
		return slices.ContainsFunc(all, func(a Addressee) bool { return a.Person == person && (a.Unit == "" || a.Unit == unit) })
	}
	// Those who get the whole first, so that nobody gets a part besides.
	for _, part := range []bool{false, true} {
		for _, r := range f.To {
			for _, h := range posts {
				if r.Part != part || !r.are(h) || part && !slices.Contains(units, h.Unit.ID) {
					continue
				}
				a := Addressee{Person: h.Post.Person}
				if part {
					a.Unit = h.Unit.ID
				}
				if !has(a.Person, a.Unit) {
					all = append(all, a)
				}
			}
		}
	}
	return all
}

func (r Recipients) are(h Held) bool {
	if h.Post.Kind != r.Post || h.Post.Person == "" || len(r.At) > 0 && !slices.Contains(r.At, h.Unit.Kind) {
		return false
	}
	// A title may be of two posts at once: 县委副书记、县长.
	return len(r.Titles) == 0 || slices.ContainsFunc(strings.FieldsFunc(h.Post.Title, func(c rune) bool { return c == '\u3001' }), func(title string) bool {
		return slices.Contains(r.Titles, title)
	})
}

// Remarks are the words as a document takes them: of a field by unit, one remark with a line for each unit.
func (f Form) Remarks(c Content, unitName func(org.UnitID) string) []report.Remark {
	var all []report.Remark
	for _, field := range f.Fields {
		r := report.Remark{Field: field.ID}
		var lines []string
		for _, w := range c.Words {
			if w.Field != field.ID {
				continue
			}
			if line := w.Text; field.ByUnit {
				lines = append(lines, unitName(w.Unit)+"\uff1a"+line)
			} else {
				lines = append(lines, line)
			}
			if field.Signer {
				r.By = signature(w.By)
			}
		}
		if r.Text = strings.Join(lines, "\n"); r.Text != "" {
			all = append(all, r)
		}
	}
	return all
}

func signature(by petition.By) string { return strings.TrimSpace(by.Title + "\u3000" + by.Name) }
