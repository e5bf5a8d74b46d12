package web

import (
	"slices"
	"strings"
	"time"

	"bihuan/domain/deadline"
	"bihuan/domain/document"
	"bihuan/domain/letter"
	"bihuan/domain/org"
	"bihuan/domain/petition"
	"bihuan/locale"
	"bihuan/page"
	"bihuan/store"
	view "bihuan/web/view/letter"
)

// letterRoutes are the pages of letters. Who may not draft may still have been written to, so reading and
// answering stand open to all who read cases; which letters they see is the reader's to say.
func (w *Web) letterRoutes(add add) {
	reads := []org.Act{org.ActLetters, org.ActRead}
	add("GET /letters", w.letters, reads...)
	add("GET /letters/waiting", w.letters, reads...)
	add("GET /letters/sign", w.toSign, org.ActLetters)
	add("POST /letters/sign", w.signLetters, org.ActLetters)
	add("POST /letters/sign/read", w.readLetter, org.ActLetters)
	add("POST /letters/batch", w.draftBatch, org.ActLetters)
	add("POST /letters/batch/{batch}/submit", w.submitBatch, org.ActLetters)
	add("GET /letters/{id}", w.showLetter, reads...)
	add("GET /letters/{id}/file/{format}", w.letterFile, reads...)
	add("GET /letters/{id}/edit", w.editLetter, org.ActLetters)
	add("POST /letters/{id}/edit", w.saveLetter, org.ActLetters)
	add("GET /letters/{id}/answer", w.answerForm, reads...)
	add("POST /letters/{id}/answer", w.answerLetter, reads...)
	add("POST /letters/{id}/{act}", w.actOnLetter, reads...)
	add("GET /petitions/{no}/letters/new", w.chooseLetter, org.ActLetters)
	add("GET /petitions/{no}/letters/new/{kind}", w.composeLetter, org.ActLetters)
	add("POST /petitions/{no}/letters/new/{kind}", w.draftLetter, org.ActLetters)
}

// letterKind names a kind of letter in the reader's language. A form may have been taken out of the county's
// folder since a letter was drafted by it.
func (v *visit) letterKind(k letter.Kind) string {
	if form, ok := v.web.Casework.Forms().Form(k); ok {
		return form.Label().In(v.L.Tag())
	}
	return string(k)
}

// letterNumber is a letter's number, or that it has none yet.
func (v *visit) letterNumber(number string) string {
	if number == "" {
		return v.L.T("letter.unnumbered")
	}
	return number
}

// letterState is where a letter is in its life.
func (v *visit) letterState(s letter.State, last letter.Act) page.TagView {
	t := page.TagView{Words: v.L.T("letter.state." + string(s))}
	switch {
	case s == letter.Draft && last == letter.SendingBack:
		t.Words, t.Kind = v.L.T("letter.state.returned"), "soon"
	case s == letter.Acknowledged && last == letter.Returning:
		t.Words, t.Kind = v.L.T("letter.state.answer_returned"), "soon"
	case s == letter.Closed:
		t.Kind, t.Icon = "done", "check"
	}
	return t
}

// letterDue is how the answer that a letter asks for stands. Its term is the form's own, which counts as an
// order's.
func (v *visit) letterDue(due deadline.Day) *page.DueView {
	if due == 0 {
		return nil
	}
	rule := deadline.Rule{Basis: deadline.Order, Unit: deadline.Date}
	d := page.DueOf(v.L, rule, due, v.Rules().Calendar.Standing(&rule, due, v.Today))
	d.Title = v.L.T("letter.due")
	return &d
}

// addresseeWords says to whom a letter goes.
func (v *visit) addresseeWords(dir *store.Directory, to org.UnitID) string {
	if to == "" {
		return v.L.T("letter.to.petitioner")
	}
	return dir.UnitShort(to)
}

// letterLead says from whom and to whom a letter goes.
func (v *visit) letterLead(dir *store.Directory, l *store.Letter) string {
	if l.To == "" {
		return v.L.T("letter.lead.petitioner", "from", dir.UnitName(l.From))
	}
	return v.L.T("letter.lead", "from", dir.UnitName(l.From), "to", dir.UnitShort(l.To))
}

// letterRow is a letter in a list.
func (v *visit) letterRow(r *store.LetterRow, dir *store.Directory) view.Row {
	row := view.Row{Title: v.letterKind(r.Kind), Href: v.To("/letters", r.ID), Number: v.letterNumber(r.Number), Subject: r.Subject,
		From: v.L.T("letter.from", "unit", dir.UnitShort(r.From)), To: v.L.T("letter.party.petitioner"),
		State: v.letterState(r.State, r.Last), Due: v.letterDue(r.Due)}
	row.Area, row.No = splitNumber(r.No)
	if r.Matters > 1 {
		row.More = v.L.T("letter.more", "n", r.Matters)
	}
	if r.To != "" {
		row.To = v.L.T("letter.to", "unit", dir.UnitShort(r.To))
	}
	row.When = v.L.T("letter.on.issued", "day", v.L.ISO(r.Issued.In(locale.Zone())))
	if r.Issued.IsZero() {
		row.When = v.L.T("letter.on.drafted", "day", v.L.ISO(r.Drafted.In(locale.Zone())))
	}
	return row
}

// letterSteps is where a letter is in its loop: the steps that its form has.
func (v *visit) letterSteps(form *letter.Form, l *letter.Letter) []page.Step {
	type step struct {
		key  string
		done bool
	}
	out := l.State.Out()
	reviewed := out || l.State == letter.Reviewed
	acknowledged := slices.Contains([]letter.State{letter.Acknowledged, letter.Answered, letter.Closed}, l.State)
	steps := []step{{"draft", reviewed || l.State == letter.InReview}}
	if len(form.Review)+len(form.Consent) > 0 {
		steps = append(steps, step{"review", reviewed})
	}
	steps = append(steps, step{"issue", out})
	if form.To == letter.ToPetitioner {
		steps = append(steps, step{"deliver", l.State == letter.Delivered || l.State == letter.Closed})
	} else {
		steps = append(steps, step{"deliver", out}, step{"acknowledge", acknowledged})
		if form.Answer.N > 0 {
			steps = append(steps, step{"answer", l.State == letter.Answered || l.State == letter.Closed})
		}
	}
	steps = append(steps, step{"close", l.State == letter.Closed})
	var all []page.Step
	at := false
	for _, s := range steps {
		one := page.Step{Words: v.L.T("letter.step." + s.key), Standing: page.StepTodo}
		switch {
		case s.done:
			one.Standing = page.StepDone
		case !at && l.State != letter.Voided:
			one.Standing, at = page.StepNow, true
		}
		all = append(all, one)
	}
	return all
}

// letterCourse is what was done to a letter, by whom, and what was said with it.
func (v *visit) letterCourse(steps []letter.Step) []page.Moment {
	var all []page.Moment
	c := course{l: v.L}
	for _, s := range steps {
		at := s.At.In(locale.Zone())
		all = append(all, page.Moment{Day: v.L.Date(at), Time: v.L.Time(at), DateTime: at.Format(time.RFC3339),
			Title: v.L.T("letter.act." + string(s.Act) + ".done"), Note: s.Note, Who: c.who(s.By.By)})
	}
	return all
}

// posts names the posts that may do something.
func (v *visit) posts(kinds []org.PostKind) string { return v.L.T("letter.posts", "posts", kinds) }

// letterMatters are the petitions of a letter that the reader may see.
func (v *visit) letterMatters(numbers []string) ([]view.Matter, error) {
	seen, err := v.matters(numbers)
	if err != nil {
		return nil, err
	}
	var all []view.Matter
	for _, no := range numbers {
		if p := seen[no]; p != nil {
			m := view.Matter{Title: p.Record.Subject, Href: v.To("/petitions", no)}
			m.Area, m.No = splitNumber(no)
			all = append(all, m)
		}
	}
	return all, nil
}

// termWords is how long an answer may take.
func (v *visit) termWords(t letter.Term) string {
	switch {
	case t.N == 0:
		return v.L.T("letter.term.none")
	case t.Workdays:
		return v.L.T("letter.term.workdays", "n", t.N)
	}
	return v.L.T("letter.term.days", "n", t.N)
}

// suggestedLetters are the kinds of letters that something asks for, with what asks.
func (v *visit) suggestedLetters(p *petition.Petition, events []petition.Event) map[letter.Kind]string {
	forms := v.web.Casework.Forms()
	why := map[letter.Kind]string{}
	for _, k := range forms.Nearing(p, v.Rules(), v.Today) {
		why[k] = v.L.T("letter.why.due")
	}
	for _, k := range forms.Suggested(p, events...) {
		if form, ok := forms.Form(k); ok {
			why[k] = v.suggestedBy(&form, events)
		}
	}
	return why
}

// suggestedBy is the last event that asks for a letter of a form.
func (v *visit) suggestedBy(form *letter.Form, events []petition.Event) string {
	for _, e := range slices.Backward(events) {
		if slices.ContainsFunc(form.Suggested, func(on string) bool {
			kind, _, _ := strings.Cut(on, ":")
			return kind == string(e.Kind)
		}) {
			return v.L.T("letter.why.event", "day", e.At.In(locale.Zone()), "event", string(e.Kind))
		}
	}
	return ""
}

// deskOf shows a paper; text is the paper where it is read, nil where it is written.
func (v *visit) deskOf(html string, text *document.Document) view.Desk {
	n := strings.Count(html, "<article ")
	return view.Desk{HTML: html, Text: text, Label: v.L.T("letter.desk", "n", n), Said: v.L.T("letter.desk.said", "n", n)}
}
