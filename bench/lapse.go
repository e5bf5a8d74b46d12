package main

import (
	"container/heap"
	"context"
	"fmt"
	"math/rand/v2"
	"sync/atomic"
	"time"

	"bihuan/domain/deadline"
	"bihuan/domain/org"
	"bihuan/domain/petition"
	"bihuan/domain/sample"
)

// lapse is a county at work on a clock that the measurement moves: petitions come, people act on them
// or do not, and the clockwork does what is due.
type lapse struct {
	*house
	ctx      context.Context
	at       atomic.Int64 // the moment, in milliseconds
	r        *rand.Rand
	calendar deadline.Calendar
	cast     map[string]org.Officer
	units    []unitCast
	agenda   agenda
	acts     int
	refused  int
}

// unitCast are the people of one unit that acts need.
type unitCast struct {
	id                                 org.UnitID
	clerk, handler, deputy, head, desk org.Officer // desk: the bureau's caseworker for the unit
}

// life is how one petition is to go: the acts that are still to come, each with its delay.
type life struct {
	no   string
	unit *unitCast
	path petition.Path
	at   time.Time
	next int
	stop int // how many acts there will be: fewer for those that are left lying
	pace float64
}

// agenda is the lives in the order of their next acts.
type agenda []*life

func (a agenda) Len() int           { return len(a) }
func (a agenda) Less(i, j int) bool { return a[i].at.Before(a[j].at) }
func (a agenda) Swap(i, j int)      { a[i], a[j] = a[j], a[i] }
func (a *agenda) Push(x any)        { *a = append(*a, x.(*life)) }
func (a *agenda) Pop() any {
	n := len(*a) - 1
	last := (*a)[n]
	*a = (*a)[:n]
	return last
}

// steps of a life, with the usual delay before each in days.
var steps = []struct {
	name  string
	delay float64
}{
	{"assign", 0.6}, {"accept", 0.7}, {"notify", 0.3}, {"progress", 3}, {"submit", 6}, {"deputy", 0.8}, {"head", 0.8}, {"issue", 0.3},
	{"serve", 1.2}, {"file", 1.5}, {"call", 1.5},
}

// replied is how many steps a matter has taken that was answered and no more.
const replied = 8

func newLapse(ctx context.Context, g *ground, url string, start time.Time) (*lapse, error) {
	l := &lapse{ctx: ctx, r: rand.New(rand.NewPCG(g.o.seed, 3)), calendar: g.rules.Calendar, cast: map[string]org.Officer{}}
	l.at.Store(start.UnixMilli())
	var err error
	if l.house, err = g.openAt(ctx, url, true, func() time.Time { return time.UnixMilli(l.at.Load()) }); err != nil {
		return nil, err
	}
	desks := []string{"case1", "case2", "case3"}
	for i, u := range g.county.Units {
		if u.Kind != org.Town && u.Kind != org.Department {
			continue
		}
		cast := unitCast{id: u.ID}
		for login, into := range map[string]*org.Officer{"clerk": &cast.clerk, "handler1": &cast.handler, "deputy": &cast.deputy, "head": &cast.head} {
			*into, _ = g.county.Officer(string(u.ID) + "." + login)
		}
		cast.desk, _ = g.county.Officer(desks[i%len(desks)])
		if cast.desk.Person == "" {
			cast.desk, _ = g.county.Officer("case1")
		}
		if cast.clerk.Person == "" || cast.handler.Person == "" || cast.deputy.Person == "" || cast.head.Person == "" {
			continue
		}
		l.units = append(l.units, cast)
	}
	if len(l.units) == 0 {
		return nil, fmt.Errorf("no unit has a full cast")
	}
	return l, nil
}

// now is the moment by the measurement's clock.
func (l *lapse) now() time.Time { return time.UnixMilli(l.at.Load()) }

// working moves a moment into office hours of a working day.
func (l *lapse) working(at time.Time) time.Time {
	day := deadline.DayOf(at)
	if !l.calendar.Working(day) {
		day = l.calendar.NextWorking(day)
		at = day.Start()
	}
	if clock := at.Sub(day.Start()); clock < 8*time.Hour+30*time.Minute || clock > 17*time.Hour+30*time.Minute {
		at = day.Start().Add(8*time.Hour + 30*time.Minute + time.Duration(l.r.Int64N(int64(9*time.Hour))))
	}
	return at
}

// born registers a petition now, with the life that it will have.
func (l *lapse) born(m *sample.Matter, stop int) error {
	unit := &l.units[l.r.IntN(len(l.units))]
	record := recordOf(m, l.now())
	record.Accused = petition.Accused{}
	receipt, err := l.cases.Register(l.ctx, unit.desk, record, "")
	if err != nil {
		return err
	}
	life := &life{no: receipt.No, unit: unit, path: petition.Ordinary, stop: stop, pace: 0.3 + l.r.ExpFloat64()}
	if record.Channel != petition.Above && l.r.IntN(100) < 35 {
		life.path = petition.Simple
	}
	l.plan(life)
	return nil
}

// plan puts a life's next act on the agenda, at its pace.
func (l *lapse) plan(life *life) {
	if life.next >= life.stop {
		return
	}
	delay := steps[life.next].delay * life.pace * (0.4 + 1.2*l.r.Float64())
	life.at = l.working(l.now().Add(time.Duration(delay * 24 * float64(time.Hour))))
	heap.Push(&l.agenda, life)
}

// act does the next act of a life.
func (l *lapse) act(life *life) {
	by, data := l.deed(life)
	life.next++
	if data != nil {
		l.acts++
		if _, err := l.cases.Act(l.ctx, by, life.no, 0, data); err != nil {
			l.refused++
			return // what was refused stays where it is
		}
	}
	l.plan(life)
}

func (l *lapse) deed(life *life) (org.Officer, petition.Data) {
	u := life.unit
	duty := func(o org.Officer) petition.Duty {
		return petition.Duty{Person: o.Person, Name: o.Name, Title: o.Title, Unit: o.Unit, Phone: "0000-6200133"}
	}
	switch steps[life.next].name {
	case "assign":
		by := u.desk
		if l.urgent(life.no) {
			by, _ = sample.Officer("chief1")
		}
		return by, &petition.AssignedData{Unit: u.id}
	case "accept":
		return u.clerk, &petition.AcceptedData{Path: life.path, Sponsor: duty(u.head), Handler: duty(u.handler)}
	case "notify":
		return u.handler, &petition.Notified{Kinds: petition.FourNotices(), Means: petition.ByPhone}
	case "progress":
		if l.r.IntN(100) < 40 {
			return u.handler, nil
		}
		return u.handler, &petition.Progress{Text: "checked", Mark: petition.Verified}
	case "submit":
		p, err := l.db.Reader(org.Scope{County: l.db.County(), All: true}).Petition(l.ctx, life.no)
		if err != nil {
			return u.handler, nil
		}
		answers := make([]petition.Answer, len(p.Record.Demands))
		for i := range answers {
			answers[i] = petition.Answer{Facts: "checked", Basis: "the law", Opinion: "paid", Result: petition.Supported}
		}
		return u.handler, &petition.ReplySubmitted{Answers: answers, ReviewBody: "the county"}
	case "deputy":
		return u.deputy, &petition.ReplyApproved{}
	case "head":
		if life.path != petition.Ordinary {
			return u.head, nil
		}
		return u.head, &petition.ReplyApproved{}
	case "issue":
		return u.clerk, &petition.RepliedData{}
	case "serve":
		return u.clerk, &petition.ServedData{Paper: petition.PaperReply, Way: petition.Direct}
	case "file":
		return u.handler, &petition.Filed{Evidence: petition.AllEvidence(), Note: "in the office"}
	}
	return u.desk, &petition.CalledBack{Reached: true, True: true, Satisfied: true, Words: "true"}
}

func (l *lapse) urgent(no string) bool {
	p, err := l.db.Reader(org.Scope{County: l.db.County(), All: true}).Petition(l.ctx, no)
	return err == nil && p.Record.Has(petition.Urgent)
}

// until lets all acts happen that are planned until a moment.
func (l *lapse) until(to time.Time) {
	for len(l.agenda) > 0 && !l.agenda[0].at.After(to) && l.ctx.Err() == nil {
		next := heap.Pop(&l.agenda).(*life)
		if next.at.After(l.now()) {
			l.at.Store(next.at.UnixMilli())
		}
		l.act(next)
	}
	l.at.Store(to.UnixMilli())
}
