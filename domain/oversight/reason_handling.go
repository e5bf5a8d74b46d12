package oversight

import (
	"bihuan/domain/deadline"
	"bihuan/domain/org"
	"bihuan/domain/petition"
)

// The reasons between assignment and the reply.

// orderRule is the clock of orders, by which an assisting unit's own date is told too.
const orderRule = "order.feedback"

// assistDays is after how many days without a word an assisting unit is named that was given no date:
// as the trigger of supervision has it.
const assistDays = 3

func (l *look) assisting() []Reason {
	p := l.p
	if p.Assignment == nil || p.State != petition.Assigned && p.State != petition.Accepted && p.State != petition.Replied {
		return nil
	}
	var all []Reason
	for _, a := range p.Assignment.Assisting {
		r := Reason{Kind: AssistSilent, Unit: a.Unit, Since: deadline.DayOf(p.Assignment.At), Acts: l.press()}
		switch {
		case !a.Said.IsZero():
			continue
		case a.Due != 0:
			if a.Due >= l.today {
				continue
			}
			r.Kind, r.Since = AssistLate, a.Due
			for _, rule := range l.Policies.In(l.today) {
				if rule.ID == orderRule {
					r.Rule, r.Ver, r.Due = rule.ID, rule.Version, a.Due
				}
			}
		case l.today.Sub(r.Since) < assistDays:
			continue
		}
		all = append(all, r)
	}
	return all
}

// objection: the clocks stand still until it is decided.
func (l *look) objection() []Reason {
	if !l.p.Objecting() {
		return nil
	}
	n := len(l.p.Objections)
	o := l.p.Objections[n-1]
	r := Reason{Kind: Objection, Unit: o.Suggests, N: n, Since: deadline.DayOf(o.At),
		Acts: []petition.Kind{petition.KObjectionUpheld, petition.KObjectionOverruled}}
	return []Reason{l.clocked(r, petition.KAccepted)}
}

// lacking: a demand was added after the reply was drafted, so that it leaves one unanswered.
func (l *look) lacking() []Reason {
	reply := l.p.Reply
	if reply == nil || reply.SentBack != "" || len(reply.Answers) == 0 {
		return nil
	}
	n := len(l.p.Record.Demands) - len(reply.Answers)
	if n <= 0 {
		return nil
	}
	acts := []petition.Kind{petition.KReplySentBack, petition.KReopened}
	return []Reason{{Kind: Lacking, N: n, Since: deadline.DayOf(reply.Submitted), Acts: append(acts, l.press()...)}}
}

// checks are answers to orders that wait for the bureau.
func (l *look) checks() []Reason {
	var all []Reason
	for _, o := range l.p.Unchecked() {
		all = append(all, Reason{Kind: Check, Words: []string{string(o.Kind)}, Since: deadline.DayOf(o.Answered), Acts: []petition.Kind{petition.KOrderChecked}})
	}
	return all
}

// answered: what a caseworker put up has been answered, and the caseworker has not written since.
func (l *look) answered() []Reason {
	asked := false
	var since deadline.Day
	for _, r := range l.p.Remarks {
		switch {
		case r.By.Post == org.Caseworker && r.PutUp:
			asked, since = true, 0
		case r.By.Post == org.Caseworker && since != 0:
			asked, since = false, 0
		case asked && (r.By.Post == org.SectionChief || r.By.Post == org.Director):
			since = deadline.DayOf(r.At)
		}
	}
	if since == 0 {
		return nil
	}
	return []Reason{{Kind: Answered, Since: since}}
}

// sentBack: the draft waits to be mended.
func (l *look) sentBack() []Reason {
	reply := l.p.Reply
	if l.p.State != petition.Accepted || reply == nil || reply.SentBack == "" {
		return nil
	}
	return []Reason{{Kind: SentBack, N: reply.Times, Since: deadline.DayOf(reply.Submitted), Acts: l.press()}}
}

// half: half the time for the reply is gone with nothing done. When the reply is overdue that goes
// without saying.
func (l *look) half() []Reason {
	if l.p.State != petition.Accepted || l.dueSoon(petition.KReplied, Late) {
		return nil
	}
	for _, m := range l.Moments(l.p) {
		if m.Alarm == petition.AlarmHalf && !m.At.After(l.at) && m.Rule.Stops("replied", "") && l.p.Rings(m) {
			return []Reason{{Kind: Half, Since: deadline.DayOf(m.At), Rule: m.Rule.ID, Ver: m.Rule.Version, Due: m.Due, Acts: l.press()}}
		}
	}
	return nil
}

// notices: which of the four were not served, from one working day after acceptance.
func (l *look) notices() []Reason {
	missing := l.p.MissingNotices()
	if l.p.State != petition.Accepted || len(missing) == 0 || l.dueSoon(petition.KNotified) {
		return nil
	}
	accepted := deadline.DayOf(l.p.Acceptance.At)
	if l.Calendar.WorkingDaysBetween(accepted, l.today) < 1 {
		return nil
	}
	r := Reason{Kind: Notice, Words: texts(missing), N: len(missing), Since: accepted, Acts: l.press()}
	return []Reason{l.clocked(r, petition.KNotified)}
}
