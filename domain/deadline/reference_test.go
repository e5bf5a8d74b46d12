package deadline

import (
	"encoding/json"
	"flag"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

var cases = flag.Int("deadline.cases", 20_000, "random cases to compare with the day-by-day reference")

// naive is the reference: it walks day by day, and shares nothing with the engine but Day.
type naive struct{ off, on map[Day]bool }

func readNaive(t testing.TB) naive {
	t.Helper()
	n := naive{map[Day]bool{}, map[Day]bool{}}
	files, err := filepath.Glob("holiday/20*.json")
	if err != nil || len(files) == 0 {
		t.Fatalf("no holidays: %v", err)
	}
	for _, name := range files { // in order of years
		raw, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		var file struct {
			Days []struct {
				Date     string
				IsOffDay bool
			}
		}
		if err := json.Unmarshal(raw, &file); err != nil {
			t.Fatal(err)
		}
		for _, d := range file.Days {
			at, err := time.Parse(time.DateOnly, d.Date)
			if err != nil {
				t.Fatal(err)
			}
			day := NewDay(at.Date())
			n.off[day], n.on[day] = d.IsOffDay, !d.IsOffDay
		}
	}
	return n
}

func (n naive) works(d Day) bool {
	if n.off[d] {
		return false
	}
	if n.on[d] {
		return true
	}
	return d.Weekday() != time.Saturday && d.Weekday() != time.Sunday
}

// due is the last day, or none while an open pause holds the clock.
func (n naive) due(r Rule, term Term) Day {
	halted := func(d Day) (paused, open bool) {
		for _, p := range term.Pauses {
			switch {
			case p.To == 0 && p.From <= d:
				return true, true
			case p.From <= d && d <= p.To:
				paused = true
			}
		}
		return paused, false
	}
	span := r.Span
	start := term.Start
	switch r.Unit {
	case Months:
		// Walk to the month, then to the date or the month's end.
		y, m, date := start.Date()
		for range r.Span {
			if m++; m > 12 {
				y, m = y+1, 1
			}
		}
		for d := start.Add(1); ; d = d.Add(1) {
			dy, dm, dd := d.Date()
			_, next, _ := d.Add(1).Date()
			if dy == y && dm == m && (dd == date || next != dm) {
				span = d.Sub(start)
				break
			}
		}
	case Date:
		if span = term.Given.Sub(start); span < 0 {
			start, span = term.Given, 0
		}
	}
	d := start
	step := func(left int, counts func(Day) bool) bool {
		for left > 0 {
			d = d.Add(1)
			paused, open := halted(d)
			if open {
				return false
			}
			if !paused && counts(d) {
				left--
			}
		}
		return true
	}
	every := func(Day) bool { return true }
	counts := every
	if r.Unit == Workdays {
		counts = n.works
	}
	if !step(span, counts) || !step(term.Extended, every) {
		return 0
	}
	if r.RollOver && !n.works(d) && !step(1, n.works) {
		return 0
	}
	return d
}

func TestAgainstReference(t *testing.T) {
	c, n := embedded(t), readNaive(t)
	rng := rand.New(rand.NewPCG(2026, 9))
	began := time.Now()
	first, last := NewDay(2016, 6, 1), NewDay(2027, 12, 31)
	for i := range *cases {
		start := first.Add(rng.IntN(last.Sub(first)))
		r := Rule{Unit: []Unit{Workdays, Days, Months, Date}[rng.IntN(4)], RollOver: rng.IntN(3) > 0}
		term := Term{Start: start}
		switch r.Unit {
		case Workdays:
			r.Span = 1 + rng.IntN(40)
		case Days:
			r.Span = 1 + rng.IntN(100)
		case Months:
			r.Span = 1 + rng.IntN(14)
		case Date:
			term.Given = start.Add(rng.IntN(80) - 5)
		}
		if rng.IntN(3) == 0 {
			term.Extended = 1 + rng.IntN(40)
		}
		for range max(0, rng.IntN(8)-3) {
			from := start.Add(rng.IntN(120) - 20)
			p := Pause{From: from, To: from.Add(rng.IntN(25) - 1)}
			if rng.IntN(12) == 0 {
				p.To = 0
			}
			term.Pauses = append(term.Pauses, p)
		}
		want := n.due(r, term)
		if got := c.DueDay(&r, &term); got != want {
			t.Fatalf("case %d: %+v %+v: %v, the reference says %v", i, r, term, got, want)
		}
		if i%16 == 0 {
			checkSteps(t, r, term, c.Due(r, term), want)
		}
	}
	t.Logf("%d cases in %v", *cases, time.Since(began).Round(time.Millisecond))
}

// checkSteps: the days that the derivation leaves out and the days that count make up the term.
func checkSteps(t *testing.T, r Rule, term Term, got Result, want Day) {
	t.Helper()
	if got.Due != want {
		t.Fatalf("%+v %+v: Due %v, DueDay %v", r, term, got.Due, want)
	}
	if got.Steps[len(got.Steps)-1].Key == "deadline.why.due" != (want != 0) {
		t.Fatalf("%+v %+v: the last step is %v", r, term, got.Steps[len(got.Steps)-1])
	}
	if want == 0 || r.Unit == Months || r.Unit == Date {
		return
	}
	left, end := 0, Day(0)
	for _, s := range got.Steps {
		if strings.HasPrefix(s.Key, "deadline.why.skip") || strings.HasPrefix(s.Key, "deadline.why.pause") {
			left += arg(s, "n").(int)
		}
		if s.Key == "deadline.why."+string(r.Unit) {
			end = arg(s, "end").(Day)
			break
		}
	}
	if end.Sub(term.Start) != r.Span+left {
		t.Fatalf("%+v %+v: %d days counted and %d left out do not reach from %v to %v: %v",
			r, term, r.Span, left, term.Start, end, got.Steps)
	}
}

func arg(s Step, name string) any {
	for i := 0; i+1 < len(s.Args); i += 2 {
		if s.Args[i] == name {
			return s.Args[i+1]
		}
	}
	return nil
}
