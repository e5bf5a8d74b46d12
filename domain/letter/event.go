package letter

import (
	"strings"
	"time"

	"bihuan/domain/org"
	"bihuan/domain/petition"
)

// Event is what issuing a letter does on one of its matters: the answer to the order that it replies to, the
// order that its form makes, or that it was sent and nothing else. hash is that of what was frozen.
func (f *Form) Event(l *Letter, hash string, p *petition.Petition, rules petition.Rules, at time.Time) petition.Data {
	sent := petition.Sent{ID: l.ID, Kind: string(l.Kind), Name: f.Name, Number: l.Number, To: l.To, ToName: l.ToName, Hash: hash}
	text := f.Name + " " + l.Number
	if f.Replies != "" {
		return &petition.OrderAnswered{Order: l.Order, Answer: text, Letter: &sent}
	}
	if kind := petition.OrderOf(f.Makes); kind != "" {
		return petition.OrderByLetter(kind, text, l.Due, rules.Asking(p, kind, at), sent)
	}
	return &petition.LetterIssued{Letter: sent, Due: l.Due, Post: f.answerer(), Checked: f.Checked}
}

// answerer is the post that answers at an office which is not the responsible unit; "" for its clerk.
func (f *Form) answerer() org.PostKind {
	if f.To == ToDiscipline {
		return org.Inspector
	}
	return ""
}

// makers are the kinds of events that a form may make: those that issue an order.
func makers() []petition.Kind {
	all := []petition.Kind{petition.KReminded}
	for _, step := range petition.OrderSteps() {
		all = append(all, step.Act())
	}
	return all
}

// Notices are what its delivery tells the petitioner of, as the form's file says it.
func (f *Form) Notices() []petition.NoticeKind {
	var all []petition.NoticeKind
	for kind := range strings.FieldsSeq(f.delivers(petition.KNotified)) {
		all = append(all, petition.NoticeKind(kind))
	}
	return all
}

// Serves is the paper that its delivery serves, or "".
func (f *Form) Serves() petition.Paper { return petition.Paper(f.delivers(petition.KServed)) }

// delivers is what stands after an event that delivery makes, if it makes that one.
func (f *Form) delivers(event petition.Kind) string {
	act, what, _ := strings.Cut(f.Delivers, ":")
	if petition.Kind(act) != event {
		return ""
	}
	return what
}
