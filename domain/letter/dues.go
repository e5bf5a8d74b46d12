package letter

import (
	"slices"
	"time"

	"bihuan/domain/deadline"
	"bihuan/domain/petition"
)

// clock is the newest clock of a rule, or nil.
func (r *reader) clock(rules ...string) *petition.Clock {
	for i := len(r.p.Clocks) - 1; i >= 0; i-- {
		if slices.Contains(rules, r.p.Clocks[i].Rule) {
			return &r.p.Clocks[i]
		}
	}
	return nil
}

func dayOf(at time.Time) deadline.Day {
	if at.IsZero() {
		return 0
	}
	return deadline.DayOf(at)
}

func (r *reader) days(m *Matter) {
	p := r.p
	m.Registered, m.Week = dayOf(p.RegisterAt), p.Present()
	if p.Assignment != nil {
		m.Assigned = dayOf(p.Assignment.At)
	}
	if p.Acceptance != nil {
		m.Accepted = dayOf(p.Acceptance.At)
	}
	m.Notified = r.notified()
	if p.Reply != nil {
		m.Replied = dayOf(p.Reply.Issued)
	}
	for _, s := range slices.Backward(p.Served) {
		if s.Paper == petition.PaperReply {
			m.Served = dayOf(s.At) // the first: the others are further petitioners
		}
	}
	if p.Closing != nil {
		m.Closed = dayOf(p.Closing.At)
	}
	if c := r.clock("pledge.simple", "pledge.ordinary"); c != nil {
		m.DueReply, _ = r.Rules.DueDay(*c)
	}
	if c := r.clock("law.handle", "law.simple.reply"); c != nil {
		m.DueLegal, _ = r.Rules.DueDay(*c)
		if rule, ok := r.Rules.Rule(*c); ok {
			m.LegalDays = rule.Span
		}
	}
	for _, c := range p.Clocks {
		if due, ok := r.due(c); ok {
			m.Dues = append(m.Dues, due)
		}
	}
}

// notified is the day on which the last of the four notices was given, or none.
func (r *reader) notified() deadline.Day {
	if r.p.Acceptance == nil {
		return 0
	}
	var last deadline.Day
	for _, kind := range petition.FourNotices() {
		i := slices.IndexFunc(r.p.Notices, func(n petition.Notice) bool { return slices.Contains(n.Kinds, kind) })
		if i < 0 {
			return 0
		}
		last = max(last, dayOf(r.p.Notices[i].At))
	}
	return last
}

func (r *reader) due(c petition.Clock) (Due, bool) {
	rule, ok := r.Rules.Rule(c)
	if !ok || c.Outcome == petition.Void || c.Rule == petition.PushRule {
		return Due{}, false
	}
	d := Due{Rule: rule.ID, Name: rule.Name.ZH, Article: rule.Article.ZH, Basis: r.word("basis", string(rule.Basis)),
		Running: c.Outcome == petition.Running, Ref: c.Ref}
	if d.Day, ok = r.Rules.DueDay(c); ok && !rule.Right {
		until := r.Today
		if !d.Running {
			until = c.End
		}
		d.Late = max(0, until.Sub(d.Day))
	}
	return d, true
}
