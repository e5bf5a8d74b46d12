package demo

import (
	"container/heap"
	"iter"
	"time"

	"bihuan/domain/deadline"
)

// agenda holds what is to happen next, over all petitions of a demo. What lives is a sequence of
// the times at which it wants to go on.
type agenda struct {
	list entries
	born int
}

type entry struct {
	at   time.Time
	born int // so that two at the same time keep their order
	next func() (time.Time, bool)
	stop func()
}

// add lets something begin at a time. live is called with that time; each time that it yields is
// when it goes on.
func (a *agenda) add(at time.Time, live func(start time.Time) iter.Seq[time.Time]) {
	next, stop := iter.Pull(live(at))
	a.born++
	heap.Push(&a.list, &entry{at: at, born: a.born, next: next, stop: stop})
}

// next takes the earliest entry out.
func (a *agenda) next() (*entry, bool) {
	if len(a.list) == 0 {
		return nil, false
	}
	e := heap.Pop(&a.list).(*entry)
	return e, true
}

// resume lets an entry go on, and puts it back for the time at which it wants to be next.
func (e *entry) resume(a *agenda) {
	at, more := e.next()
	if !more {
		return
	}
	e.at = at
	heap.Push(&a.list, e)
}

// stop ends all that would still live.
func (a *agenda) stop() {
	for _, e := range a.list {
		e.stop()
	}
	a.list = nil
}

// entries is a heap by time.
type entries []*entry

func (e entries) Len() int      { return len(e) }
func (e entries) Swap(i, j int) { e[i], e[j] = e[j], e[i] }
func (e entries) Less(i, j int) bool {
	if e[i].at.Equal(e[j].at) {
		return e[i].born < e[j].born
	}
	return e[i].at.Before(e[j].at)
}
func (e *entries) Push(x any) { *e = append(*e, x.(*entry)) }
func (e *entries) Pop() any {
	last := (*e)[len(*e)-1]
	*e = (*e)[:len(*e)-1]
	return last
}

// Office hours, in minutes of the day: in the morning and in the afternoon.
const (
	opens     = 8*60 + 30
	noon      = 11*60 + 55
	afternoon = 14*60 + 30
	closes    = 17*60 + 50
)

// working is the first moment in office hours from a time on, some minutes after the doors open.
func (d *county) working(at time.Time) time.Time {
	at = at.In(deadline.Zone())
	day := deadline.DayOf(at)
	minute := int(at.Sub(day.Start()).Minutes())
	if !d.calendar.Working(day) || minute >= closes {
		day, minute = d.calendar.NextWorking(day), 0
		at = day.Start()
	}
	switch {
	case minute < opens:
		return day.Start().Add(time.Duration(opens+d.chance.IntN(90))*time.Minute + d.seconds())
	case minute >= noon && minute < afternoon:
		return day.Start().Add(time.Duration(afternoon+d.chance.IntN(60))*time.Minute + d.seconds())
	}
	return at
}

// today is the day on which the demo ends.
func (d *county) today() deadline.Day { return deadline.DayOf(d.end) }

func (d *county) seconds() time.Duration {
	return time.Duration(d.chance.IntN(60_000)) * time.Millisecond
}

// between draws a time span.
func (d *county) between(least, most time.Duration) time.Duration {
	return least + time.Duration(d.chance.Int64N(int64(most-least)+1))
}
