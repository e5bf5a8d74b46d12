package letter

import (
	"slices"
	"strings"
	"time"

	"bihuan/domain/deadline"
	"bihuan/domain/petition"
)

// happened is an event, as far as a suggestion asks: its kind, its details, and when it happened.
type happened struct {
	kind    petition.Kind
	details []string
	at      time.Time // when it was written down, or only the day's start
	seq     int       // 0 where only the petition is known
}

// Suggested lists the letters that something asks for which happened, while none was written since. With
// the journal it is exact; from the petition alone, what happened and was written on one day counts as
// written.
func (f Forms) Suggested(p *petition.Petition, events ...petition.Event) []Kind {
	all := fromEvents(events)
	if len(events) == 0 {
		all = fromPetition(p)
	}
	var kinds []Kind
	for i := range f.all {
		form := &f.all[i]
		if !form.Issuable(p) || (form.To == ByUnit || form.To == ToHead) && p.Unit() == "" {
			continue
		}
		if slices.ContainsFunc(all, func(h happened) bool { return form.asks(h) && !written(p, form.Kind, h) }) {
			kinds = append(kinds, form.Kind)
		}
	}
	return kinds
}

// Nearing lists the letters that are suggested when a duty's last day is near or over, by the next
// working day, while none was written since its clock began.
func (f Forms) Nearing(p *petition.Petition, rules petition.Rules, today deadline.Day) []Kind {
	lead, ok := rules.Lead(p, today)
	if !ok || lead.Due == 0 || lead.Due > rules.Calendar.NextWorking(today) {
		return nil
	}
	var kinds []Kind
	for i := range f.all {
		form := &f.all[i]
		began := happened{at: lead.Clock.Start.Start()}
		if slices.Contains(form.Suggested, nearlyDue) && form.Issuable(p) && p.Unit() != "" && !written(p, form.Kind, began) {
			kinds = append(kinds, form.Kind)
		}
	}
	return kinds
}

// asks reports whether an event is one after which the form is suggested.
func (f *Form) asks(h happened) bool {
	return slices.ContainsFunc(f.Suggested, func(on string) bool {
		kind, detail, detailed := strings.Cut(on, ":")
		return kind == string(h.kind) && (!detailed || slices.Contains(h.details, detail))
	})
}

// written reports whether a letter of a kind that stands was written since.
func written(p *petition.Petition, kind Kind, since happened) bool {
	return slices.ContainsFunc(p.Letters, func(l petition.LetterRef) bool {
		if Kind(l.Kind) != kind || !l.Voided.IsZero() {
			return false
		}
		if since.seq != 0 {
			return l.Event > since.seq
		}
		return !l.At.Before(since.at)
	})
}

func fromEvents(events []petition.Event) []happened {
	var all []happened
	for _, e := range events {
		all = append(all, happened{kind: e.Kind, details: details(e.Data), at: e.Recorded, seq: e.Seq})
	}
	// What happened on acceptance hangs on its path: an answer on the spot asks for another letter.
	path := ""
	for i, e := range events {
		switch d := e.Data.(type) {
		case *petition.AcceptedData:
			path = string(d.Path)
		case *petition.RepliedData:
			all[i].details = append(all[i].details, path)
		}
	}
	return all
}

// details are the words by which a form may tell events of one kind apart.
func details(d petition.Data) []string {
	switch d := d.(type) {
	case *petition.AcceptedData:
		return []string{string(d.Path)}
	case *petition.Linked:
		return []string{string(d.Link.Kind)}
	case *petition.Notified:
		return texts(d.Kinds)
	case *petition.ServedData:
		return []string{string(d.Paper)}
	case *petition.DeclinedData:
		return []string{string(d.Ground)}
	case *petition.Escalated:
		if d.Report != 0 {
			return []string{string(d.Level), "report"}
		}
		return []string{string(d.Level)}
	case *petition.CalledBack:
		if !d.Reached {
			return []string{"unreached"}
		}
	}
	return nil
}

// fromPetition tells what happened from what the petition remembers.
func fromPetition(p *petition.Petition) []happened {
	var all []happened
	add := func(kind petition.Kind, at time.Time, details ...string) {
		if !at.IsZero() {
			all = append(all, happened{kind: kind, at: at, details: details})
		}
	}
	add(petition.KRegistered, p.RegisterAt)
	if a := p.Assignment; a != nil {
		add(petition.KAssigned, a.At)
	}
	if a := p.Acceptance; a != nil {
		add(petition.KAccepted, a.At, string(a.Path))
	}
	if e := p.Ending; e != nil {
		add(e.Kind, e.At, string(e.Ground))
	}
	if x := p.Extension; x != nil {
		add(petition.KExtended, x.At)
	}
	if r := p.Reply; r != nil && p.Acceptance != nil {
		add(petition.KReplied, r.Issued, string(p.Acceptance.Path))
	}
	for _, s := range p.Served {
		add(petition.KServed, s.At, string(s.Paper))
	}
	for _, r := range p.Reviews {
		asked, decided := petition.KReviewRequested, petition.KReviewDecided
		if r.Re {
			asked, decided = petition.KRereviewRequested, petition.KRereviewDecided
		}
		add(asked, r.At)
		add(decided, r.Decided)
	}
	for _, c := range p.Calls {
		if c.Reached {
			add(petition.KCalledBack, c.At)
		} else {
			add(petition.KCalledBack, c.At, "unreached")
		}
	}
	for _, o := range p.Orders {
		add(o.Kind.Act(), o.Issued)
	}
	for _, l := range p.Links {
		add(petition.KLinked, p.RegisterAt, string(l.Kind))
	}
	for _, r := range p.Raised {
		add(petition.KEscalated, r.On.Start(), string(r.Level))
	}
	for _, o := range p.Orders {
		if o.Kind == petition.Report {
			add(petition.KEscalated, o.Issued, "report")
		}
	}
	if c := p.Closing; c != nil {
		add(petition.KClosed, c.At)
	}
	return all
}
