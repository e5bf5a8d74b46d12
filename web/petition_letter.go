package web

import (
	"slices"
	"strings"

	"bihuan/domain/letter"
	"bihuan/domain/org"
	"bihuan/domain/petition"
	"bihuan/locale"
	"bihuan/page"
	"bihuan/store"
	view "bihuan/web/view/petition"
)

// The letters of a matter, on its page and in its history.

// letters are those that were issued about the matter, and those that something asks for.
func (m *matter) letters(c *view.Case) error {
	v := m.v
	for _, ref := range m.p.Letters {
		row, ok := m.rows[ref.ID]
		if !ok {
			continue // what is written to others about the matter is not for the unit that handles it
		}
		one := view.Letter{Name: v.letterKind(letter.Kind(ref.Kind)), Number: ref.Number, On: v.L.ISO(ref.At.In(locale.Zone())), By: ref.By.Name,
			To: v.L.T("letter.to.petitioner"), Href: v.To("/letters", ref.ID), State: v.letterState(row.State, row.Last), Due: v.letterDue(row.Due)}
		if ref.To != "" {
			one.To = m.dir.UnitShort(ref.To)
		}
		if !ref.Voided.IsZero() {
			one.Voided = v.L.T("case.letters.voided", "day", ref.Voided.In(locale.Zone()), "why", ref.Why)
		}
		c.Letters = append(c.Letters, one)
	}
	if !v.May(org.ActLetters) {
		return nil
	}
	forms := v.web.Casework.Draftable(v.Officer, m.p, m.events)
	if len(forms) > 0 {
		c.Write = &page.Link{Words: v.L.T("letter.new"), Href: v.To("/petitions", m.p.No, "letters", "new")}
	}
	why := v.suggestedLetters(m.p, m.events)
	for _, f := range forms {
		if reason, is := why[f.Kind]; is {
			c.Suggested = append(c.Suggested, view.Suggestion{Name: v.L.T("letter.write", "kind", f.Label().In(v.L.Tag())), Why: reason, Href: v.To("/petitions", m.p.No, "letters", "new", string(f.Kind))})
		}
	}
	return nil
}

// mostOfMatter is how many letters one matter is expected to have.
const mostOfMatter = 200

// hide reads which letters of the matter the officer may open: the others, and what was ordered by them,
// are not told on the page.
func (m *matter) hide() error {
	if len(m.p.Letters) == 0 {
		return nil
	}
	rows, _, err := m.v.Reader().Letters(m.v.Ctx(), store.LetterQuery{Offices: m.v.Officer.Units(), No: m.p.No, Limit: mostOfMatter})
	if err != nil {
		return err
	}
	m.rows, m.course.hidden = map[string]store.LetterRow{}, map[string]bool{}
	for _, row := range rows {
		m.rows[row.ID] = row
	}
	for _, ref := range m.p.Letters {
		if _, ok := m.rows[ref.ID]; !ok {
			m.course.hidden[ref.ID] = true
		}
	}
	return nil
}

// hides reports whether an event is of a letter that is not told, or of the order that it made.
func (c course) hides(d petition.Data) bool {
	if len(c.hidden) == 0 {
		return false
	}
	switch d := d.(type) {
	case *petition.LetterIssued:
		return c.hidden[d.Letter.ID]
	case *petition.LetterVoided:
		return c.hidden[d.Letter]
	case *petition.OrderAnswered:
		return c.hidden[c.letterBehind(d.Order)]
	case *petition.OrderChecked:
		return c.hidden[c.letterBehind(d.Order)]
	}
	return false
}

// standings are the running clocks that the reader is told of.
func (c course) standings() []petition.Standing {
	return slices.DeleteFunc(c.rules.Standings(c.p, c.today), func(s petition.Standing) bool { return c.hidden[c.letterBehind(s.Clock.Ref)] })
}

// letterBehind is the letter that an order was issued by, or "".
func (c course) letterBehind(order string) string {
	i := slices.IndexFunc(c.p.Orders, func(o petition.Order) bool { return o.ID == order })
	if i < 0 {
		return ""
	}
	return c.p.Orders[i].Letter
}

// letterWords name a letter by what it is, its number, and to whom it went.
func (c course) letterWords(s *petition.Sent) string {
	words := s.Name + " " + s.Number
	if s.To == "" {
		return words
	}
	return c.l.T("case.event.letter_issued", "letter", words, "to", c.dir.UnitShort(s.To))
}

// letterOf names a letter of the matter by its ID; nothing for one that is not known.
func (c course) letterOf(id string) string {
	if c.p == nil {
		return ""
	}
	i := slices.IndexFunc(c.p.Letters, func(l petition.LetterRef) bool { return l.ID == id })
	if i < 0 {
		return ""
	}
	return strings.TrimSpace(c.p.Letters[i].Name + " " + c.p.Letters[i].Number)
}

// replyTo is the form of the letter by which an order is answered: a report is.
func (v *visit) replyTo(o petition.Order) (letter.Form, bool) {
	for _, f := range v.web.Casework.Forms().All() {
		if f.Replies == o.Kind && f.Replies != "" {
			return f, slices.Contains(f.Draft, v.Officer.Post)
		}
	}
	return letter.Form{}, false
}

// answersBy reports whether an order is answered on the page of its letter, which asks for more than a text.
func (v *visit) answersBy(o petition.Order) bool {
	if o.Letter == "" {
		return false
	}
	l, err := v.Reader().Letter(v.Ctx(), o.Letter, v.Officer.Units())
	if err != nil {
		return false // another office's: it is answered on the matter, if at all
	}
	form, ok := v.web.Casework.Forms().Form(l.Kind)
	return ok && len(form.Answers) > 0 && form.May(&l.Letter, v.Officer, letter.Answering) == nil
}

// byLetter is where an act is done that is done by a letter; "" for all others. Letters are issued from
// their own pages, an order that came with a letter is answered there, and a report is a letter itself.
func (v *visit) byLetter() (string, error) {
	kind := petition.Kind(v.Path("act"))
	if kind != petition.KLetterIssued && kind != petition.KLetterVoided && kind != petition.KOrderAnswered {
		return "", nil
	}
	p, err := v.Reader().Petition(v.Ctx(), v.Path("no"))
	if err != nil {
		return "", err
	}
	switch kind {
	case petition.KLetterIssued:
		return v.To("/petitions", p.No, "letters", "new"), nil
	case petition.KLetterVoided:
		return v.To("/petitions", p.No) + "#letters", nil
	}
	open := p.Unanswered()
	i := slices.IndexFunc(open, func(o petition.Order) bool { return o.ID == v.Query("order") })
	if i < 0 && (v.Query("order") != "" || len(open) != 1) {
		return "", nil
	}
	o := open[max(i, 0)]
	if form, ok := v.replyTo(o); ok {
		return v.To("/petitions", p.No, "letters", "new", string(form.Kind)), nil
	}
	if v.answersBy(o) {
		return v.To("/letters", o.Letter, "answer"), nil
	}
	return "", nil
}
