package petition

import (
	"time"

	"bihuan/domain/deadline"
	"bihuan/domain/fault"
	"bihuan/domain/org"
)

// Rung is one step of the weekly ladder 三周工作法 that was reached: whose turn it became, when, and
// whether they did something. What was not done stays visible when the next one's turn comes.
type Rung struct {
	Week int          `json:"week"`
	Post org.PostKind `json:"post"`
	To   Duty         `json:"to"`
	Due  time.Time    `json:"due"` // the moment at which it was due, whenever it was written down
	Done time.Time    `json:"done,omitzero"`
	By   By           `json:"by,omitzero"` // who did something first
}

// RungPost is the post whose turn a week of the ladder is.
func RungPost(week int) org.PostKind {
	switch week {
	case deadline.LadderDeputy:
		return org.Deputy
	case deadline.LadderHead:
		return org.Head
	case deadline.LadderLiaison:
		return org.Leader
	}
	return org.Handler
}

// LadderAdvanced hands the matter to the next post of the weekly ladder: week 2 the deputy, 3 the
// head, 4 the liaison leader. The clock makes it, at the moment at which it was due.
type LadderAdvanced struct {
	Week int       `json:"week"`
	To   Duty      `json:"to"`
	Due  time.Time `json:"due"`
}

// Kind is ladder_advanced.
func (*LadderAdvanced) Kind() Kind { return KLadderAdvanced }

func (d *LadderAdvanced) when() time.Time { return d.Due }

func (d *LadderAdvanced) check(p *Petition, a act) error {
	if d.Week != p.Week+1 || d.Week > deadline.LadderLiaison {
		return conflict("fault.petition.ladder", "week", p.Week)
	}
	if p.Acceptance == nil || d.Due.Before(p.Acceptance.At) || d.Due.After(a.now) {
		return fault.NewInvalid("due", "fault.petition.ladder", "week", p.Week)
	}
	return nil
}

func (d *LadderAdvanced) apply(p *Petition, _ Event) {
	p.Week = d.Week
	p.Ladder = append(p.Ladder, Rung{Week: d.Week, Post: RungPost(d.Week), To: d.To, Due: d.Due})
	if d.To.Person != "" {
		p.TaskForce = appendDuty(p.TaskForce, d.To)
	}
}

func appendDuty(list []Duty, d Duty) []Duty {
	for _, have := range list {
		if have.Person == d.Person && have.Name == d.Name {
			return list
		}
	}
	return append(list[:len(list):len(list)], d)
}

// NextRung is the next week of the ladder and the moment at which it begins, 0:00 of its first day;
// none when nobody climbs it any more: before acceptance, after the reply, merged, on the last rung.
func (p *Petition) NextRung() (week int, at time.Time, ok bool) {
	present := p.Present()
	if present == 0 || present >= deadline.LadderLiaison {
		return 0, time.Time{}, false
	}
	day := deadline.LadderDay(deadline.DayOf(p.Acceptance.At), present+1, p.Rests...)
	return present + 1, day.Start(), day != 0
}

// Behind reports whether the matter stands on a lower step than its age asks on a day. The nightly
// check proves that none does (clocks.md).
func (p *Petition) Behind(today deadline.Day) bool {
	present := p.Present()
	return present > 0 && present < deadline.LadderStep(deadline.DayOf(p.Acceptance.At), today, p.Rests...)
}

// Rung is the rung that waits for somebody: the last one, while nothing was done on it.
func (p *Petition) Rung() (Rung, bool) {
	n := len(p.Ladder)
	if p.State != Accepted || n == 0 || !p.Ladder[n-1].Done.IsZero() {
		return Rung{}, false
	}
	return p.Ladder[n-1], true
}

// climb marks a rung done by the first act of whoever's turn it is, or of who holds the same post
// in the same unit; of the director where the unit has no liaison leader.
func (p *Petition) climb(e Event) {
	n := len(p.Ladder)
	if n == 0 || e.Kind == KLadderAdvanced {
		return
	}
	r := &p.Ladder[n-1]
	same := e.By.Person != "" && e.By.Person == r.To.Person
	stands := e.By.Post == r.Post && (r.To.Unit == "" || e.By.Unit == r.To.Unit) ||
		e.By.Post == org.Director && r.Post == org.Leader && r.To.Person == ""
	if r.Done.IsZero() && (same || stands) && !e.Recorded.Before(r.Due) {
		r.Done, r.By = e.Recorded, e.By
	}
}

// rest and wake open and close the days that do not age a matter on the ladder.
func (p *Petition) rest(e Event) {
	p.Rests = append(p.Rests, deadline.Pause{From: deadline.DayOf(e.At)})
}

func (p *Petition) wake(e Event) {
	if n := len(p.Rests); n > 0 && p.Rests[n-1].To == 0 {
		p.Rests[n-1].To = deadline.DayOf(e.At)
	}
}

// mind keeps who of the bureau follows the matter: who took it in or handed it over, the caseworker
// who assigned it last above all. A chief who assigns what is urgent does not take it from its caseworker.
// Nobody follows what is past.
func (p *Petition) mind(e Event) {
	if p.Past == nil && e.By.Post.AtBureau() && e.By.Person != "" && (p.Minder == "" || e.Kind == KAssigned && e.By.Post == org.Caseworker) {
		p.Minder = e.By.Person
	}
}
