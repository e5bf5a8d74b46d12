// Package view holds the pages of the public site: larger type, plain words, nothing that needs a
// script.
package view

import (
	"strconv"
	"time"

	"bihuan/casework"
	"bihuan/domain/deadline"
	"bihuan/domain/org"
	"bihuan/domain/petition"
	"bihuan/locale"
	"bihuan/page"
)

// Draft is a matter as it is being written, with the choices of its form; or as it is checked before
// it is sent.
type Draft struct {
	Form  *page.Form
	Once  string
	Files []petition.Attachment

	Towns, Villages []page.Option
	Categories      []page.Option
	Units           []page.OptionGroup
	Discipline      org.Unit

	Record          petition.Record
	Exists          bool   // the same person may have a matter under way
	Mine            string // the subject of the matter that the visitor has opened, if this tells of the same
	Category, Place string
	Accused         []string
	Sent            []page.Option // name in Words
}

// DraftFields are the fields of the form, in its order.
func DraftFields() []string {
	return []string{"subject", "category", "town", "village", "facts", "demands", "purpose", "accused", "course",
		"attachments", "name", "phone", "address", "id", "persons", "anonymous", "confidential"}
}

// accepts are the files that a phone offers to pick: photos first, which opens the camera.
const accepts = "image/*,.pdf,.doc,.docx,.xls,.xlsx,.ppt,.pptx,.txt,audio/*,video/*"

// Receipt is what a petitioner takes away. QR is a picture.
type Receipt struct {
	No, Code string
	Due      deadline.Day
	At       time.Time
	QR       string
}

// MatterView is the page of a matter, in words.
type MatterView struct {
	S       *casework.Sight
	Road    []page.Step
	Says    []string
	Updated string
	Owed    []OwedView
	Why     []WhyView
	Asks    []AskView
	Deeds   []page.Moment
	Week    *WeekView // nil when there is nothing to tell every week
	Doors   []page.Door
	Papers  []PaperView
	Letters []LetterView
	Own     []page.FileView
	Looks   []LookView
}

// WeekView is what is told every week. Line says how much there was, Told how it is told.
type WeekView struct {
	Line  string
	Deeds []page.Moment
	Told  string
	Press string // the words of the button, "" for none
	Want  bool   // what the button asks for
}

// OwedView is one line of what is owed.
type OwedView struct {
	Title, Words string
	Due          page.DueView
}

// WhyView is why a day is that day.
type WhyView struct {
	Title string
	Lines []page.WhyLine
}

// AskView is one demand and what has become of it.
type AskView struct{ Text, Words string }

// PaperView is a paper given to the petitioner; Href may be "".
type PaperView struct{ Title, Note, Href string }

// LookView is somebody who looked.
type LookView struct{ Who, Why string }

// ActView is one of the petitioner's acts.
type ActView struct {
	Kind  petition.Kind
	Path  string
	Form  *page.Form
	Sight *casework.Sight
}

func (a ActView) words(l *locale.Locale, name string, args ...any) string {
	return l.T("portal."+name+"."+string(a.Kind), args...)
}

// grades are the three marks of a rating.
func grades(l *locale.Locale) []page.Option {
	options := make([]page.Option, 0, 3)
	for _, g := range petition.Grades() {
		options = append(options, page.Option{Value: string(g), Words: l.T("petition.grade." + string(g))})
	}
	return options
}

func marks() []string { return []string{"attitude", "speed", "result"} }

// reasons are those for which a petitioner has a matter taken up again.
func reasons(l *locale.Locale) []page.Option {
	options := []page.Option{}
	for _, r := range petition.ReopenReasons() {
		options = append(options, page.Option{Value: string(r), Words: l.T("portal.reopen." + string(r))})
	}
	return options
}

// purposes are explained, for a choice here leads the matter one way or another.
func purposes(l *locale.Locale) []page.Option {
	options := []page.Option{}
	for _, p := range []petition.Purpose{petition.Claim, petition.Appeal, petition.Suggestion, petition.Accusation, petition.Other} {
		options = append(options, page.Option{
			Value: string(p), Words: l.T("portal.purpose." + string(p)), Note: l.T("portal.purpose." + string(p) + ".note"),
		})
	}
	return options
}

// chosen puts an empty choice before the others.
func chosen(words string, options []page.Option) []page.Option {
	return append([]page.Option{{Words: words}}, options...)
}

// facts are what is read over before the matter is sent.
func (d Draft) facts(l *locale.Locale) []page.Fact {
	r, who := d.Record, d.Record.Contact()
	name := who.Name.Reveal()
	if r.Anonymous {
		name = l.T("portal.check.anonymous")
	}
	var all []page.Fact
	add := func(key, text string) {
		if text != "" {
			all = append(all, page.Fact{Term: l.T("portal.file." + key), Text: text})
		}
	}
	add("name", name)
	add("phone", who.Phone.Reveal())
	add("id", who.ID.Reveal())
	add("address", who.Address.Reveal())
	if r.Persons > 1 {
		add("persons", strconv.Itoa(r.Persons))
	}
	add("place", d.Place)
	add("category", d.Category)
	add("purpose", l.T("portal.purpose."+string(r.Purpose)))
	add("accused", l.List(d.Accused))
	add("course", r.Course)
	if r.Has(petition.Confidential) {
		add("confidential.short", l.T("portal.check.confidential"))
	}
	return all
}

func fileNote(a petition.Attachment) string {
	if a.Size < 1<<20 {
		return strconv.FormatInt(max(1, a.Size>>10), 10) + " KB"
	}
	return strconv.FormatFloat(float64(a.Size)/(1<<20), 'f', 1, 64) + " MB"
}
