package deadline

import (
	"slices"
	"testing"
)

// The worked examples of the specification.
func TestWorkedExamples(t *testing.T) {
	c := embedded(t)
	for _, x := range []struct {
		start string
		span  int
		unit  Unit
		roll  bool
		due   string
	}{
		{"2026-09-18", 1, Workdays, true, "2026-09-20"},
		{"2026-09-30", 1, Workdays, true, "2026-10-08"},
		{"2026-09-30", 5, Workdays, true, "2026-10-13"},
		{"2026-02-13", 1, Workdays, true, "2026-02-14"},
		{"2026-02-03", 15, Days, true, "2026-02-24"},
		{"2026-01-31", 1, Months, false, "2026-02-28"},
		{"2026-07-30", 60, Days, true, "2026-09-28"},
		{"2026-08-03", 60, Days, true, "2026-10-08"},

		// The design's petition.
		{"2026-09-01", 1, Months, true, "2026-10-08"},
		{"2026-09-01", 60, Days, true, "2026-11-02"},
		{"2026-08-31", 1, Workdays, true, "2026-09-01"},
		{"2026-08-31", 15, Days, true, "2026-09-15"},

		// Ends on a make-up Sunday, which is worked, and on the Saturday before it, which is not.
		{"2026-09-13", 7, Days, true, "2026-09-20"},
		{"2026-09-12", 7, Days, true, "2026-09-20"},
		{"2026-09-12", 7, Days, false, "2026-09-19"},
		// Month ends and leap years.
		{"2027-12-31", 2, Months, false, "2028-02-29"},
		{"2028-01-31", 1, Months, false, "2028-02-29"},
		{"2028-02-29", 12, Months, false, "2029-02-28"},
		{"2026-08-31", 1, Months, true, "2026-09-30"},
		{"2024-02-29", 1, Months, true, "2024-03-29"},
		// The eight days of 2020, and the spring that was lengthened.
		{"2020-09-30", 1, Days, true, "2020-10-09"},
		{"2020-01-23", 1, Workdays, true, "2020-02-03"},
		// Over the turn of the year into a year without a notice.
		{"2026-12-31", 1, Workdays, true, "2027-01-01"},
	} {
		r := Rule{Span: x.span, Unit: x.unit, RollOver: x.roll}
		term := Term{Start: day(t, x.start)}
		got := c.Due(r, term)
		if got.Due.String() != x.due {
			t.Errorf("%s + %d %s (roll-over %v) = %s, want %s", x.start, x.span, x.unit, x.roll, got.Due, x.due)
		}
		if d := c.DueDay(&r, &term); d != got.Due {
			t.Errorf("%s: DueDay %v, Due %v", x.start, d, got.Due)
		}
	}
}

func TestPauses(t *testing.T) {
	c := embedded(t)
	// June 2026 has no special days before the 19th; the 1st is a Monday.
	for _, x := range []struct {
		name     string
		span     int
		unit     Unit
		pauses   []Pause
		extended int
		due      Day
		left     int
	}{
		{"one day", 10, Days, []Pause{{date(6, 3), date(6, 3)}}, 0, date(6, 12), 0},
		{"opened and closed the day after", 1, Workdays, []Pause{{date(6, 2), date(6, 3)}}, 0, date(6, 4), 0},
		{"on the starting day only", 10, Days, []Pause{{date(6, 1), date(6, 1)}}, 0, date(6, 11), 0},
		{"across the starting day", 10, Days, []Pause{{date(5, 20), date(6, 2)}}, 0, date(6, 12), 0},
		{"on the last day", 10, Days, []Pause{{date(6, 11), date(6, 14)}}, 0, date(6, 15), 0},
		{"after the last day", 10, Days, []Pause{{date(6, 12), date(6, 14)}}, 0, date(6, 11), 0},
		{"overlapping", 10, Days, []Pause{{date(6, 4), date(6, 6)}, {date(6, 3), date(6, 5)}}, 0, date(6, 15), 0},
		{"one within another", 10, Days, []Pause{{date(6, 2), date(6, 8)}, {date(6, 3), date(6, 5)}}, 0, date(6, 18), 0},
		{"adjacent", 10, Days, []Pause{{date(6, 5), date(6, 6)}, {date(6, 3), date(6, 4)}}, 0, date(6, 15), 0},
		{"a second one reached through the first", 10, Days, []Pause{{date(6, 10), date(6, 11)}, {date(6, 12), date(6, 13)}}, 0, date(6, 15), 0},
		{"over a weekend costs working days only", 5, Workdays, []Pause{{date(6, 5), date(6, 8)}}, 0, date(6, 10), 0},
		{"a month", 1, Months, []Pause{{date(6, 10), date(6, 14)}}, 0, date(7, 6), 0},
		{"a month, moved into another pause", 1, Months, []Pause{{date(6, 10), date(6, 14)}, {date(7, 3), date(7, 4)}}, 0, date(7, 8), 0},
		{"extended", 10, Days, nil, 4, date(6, 15), 0},
		{"extended working days by calendar days", 4, Workdays, nil, 1, date(6, 8), 0},
		{"extended across a pause", 10, Days, []Pause{{date(6, 12), date(6, 13)}}, 2, date(6, 15), 0},
		{"extended into a holiday", 10, Days, nil, 9, date(6, 22), 0},
		{"open", 10, Days, []Pause{{date(6, 4), 0}}, 0, 0, 8},
		{"open, with an extension to come", 10, Days, []Pause{{date(6, 4), 0}}, 4, 0, 12},
		{"open, working days", 5, Workdays, []Pause{{date(6, 4), 0}}, 0, 0, 3},
		{"open on the last day", 10, Days, []Pause{{date(6, 11), 0}}, 0, 0, 1},
		{"open after the last day", 10, Days, []Pause{{date(6, 12), 0}}, 0, date(6, 11), 0},
		{"open within the extension", 10, Days, []Pause{{date(6, 12), 0}}, 4, 0, 4},
		{"open before the start", 10, Days, []Pause{{date(5, 12), 0}}, 0, 0, 10},
		{"open while rolling over", 19, Days, []Pause{{date(6, 21), 0}}, 0, 0, 0},
		{"closed while rolling over", 19, Days, []Pause{{date(6, 21), date(6, 23)}}, 0, date(6, 24), 0},
		{"closed before it opened", 10, Days, []Pause{{date(6, 8), date(6, 4)}}, 0, date(6, 11), 0},
	} {
		t.Run(x.name, func(t *testing.T) {
			r := Rule{Span: x.span, Unit: x.unit, RollOver: true}
			term := Term{Start: date(6, 1), Pauses: x.pauses, Extended: x.extended}
			got := c.Due(r, term)
			if got.Due != x.due || got.Paused != (x.due == 0) || got.Left != x.left {
				t.Errorf("due %v, paused %v with %d left; want %v with %d", got.Due, got.Paused, got.Left, x.due, x.left)
			}
			if c.DueDay(&r, &term) != x.due {
				t.Errorf("DueDay %v", c.DueDay(&r, &term))
			}
		})
	}
}

func TestPausesAreLeftAlone(t *testing.T) {
	pauses := []Pause{{date(6, 8), date(6, 9)}, {date(6, 3), 0}}
	want := slices.Clone(pauses)
	r := Rule{Span: 10, Unit: Days}
	c := embedded(t)
	c.Due(r, Term{Start: date(6, 1), Pauses: pauses})
	if !slices.Equal(pauses, want) {
		t.Error("counting sorts its caller's pauses")
	}
}

func TestOrderDate(t *testing.T) {
	c, r := embedded(t), rule(t, "order.feedback")
	for _, x := range []struct {
		term Term
		due  Day
	}{
		{Term{Given: date(9, 11)}, date(9, 11)},
		{Term{Start: date(9, 1), Given: date(9, 11)}, date(9, 11)},
		{Term{Start: date(9, 1), Given: date(10, 2)}, date(10, 8)},
		{Term{Start: date(9, 1), Given: date(9, 11), Pauses: []Pause{{date(9, 3), date(9, 5)}}}, date(9, 14)},
		{Term{Start: date(9, 11), Given: date(9, 11)}, date(9, 11)},
		{Term{Start: date(9, 14), Given: date(9, 11)}, date(9, 11)},
		{Term{Start: date(9, 14)}, 0},
	} {
		if got := c.Due(r, x.term); got.Due != x.due || got.Paused {
			t.Errorf("%+v: %v, want %v", x.term, got.Due, x.due)
		}
	}
	unset := c.Due(r, Term{Start: date(9, 14)})
	if s := unset.Standing(&r, date(9, 20), c); s.Kind != Unset {
		t.Errorf("an order without a day stands as %v", s)
	}
}

func TestUnknownYears(t *testing.T) {
	c := embedded(t)
	for _, x := range []struct {
		rule  Rule
		start Day
		want  []int
	}{
		{Rule{Span: 5, Unit: Workdays}, date(12, 24), nil},
		{Rule{Span: 5, Unit: Workdays}, date(12, 30), []int{2027}},
		{Rule{Span: 15, Unit: Days, RollOver: true}, date(12, 24), []int{2027}},
		{Rule{Span: 15, Unit: Days}, date(12, 24), nil},                         // no working day matters
		{Rule{Span: 15, Unit: Days, RollOver: true}, NewDay(2016, 12, 25), nil}, // the end is in a known year
		{Rule{Span: 300, Unit: Workdays}, date(12, 24), []int{2027, 2028}},
	} {
		got := c.Due(x.rule, Term{Start: x.start})
		if !slices.Equal(got.UnknownYears, x.want) {
			t.Errorf("%d %s from %v: unknown %v, want %v", x.rule.Span, x.rule.Unit, x.start, got.UnknownYears, x.want)
		}
		warned := slices.ContainsFunc(got.Steps, func(s Step) bool { return s.Key == "deadline.why.unknown" })
		if warned != (len(x.want) > 0) {
			t.Errorf("%d %s from %v: warned %v", x.rule.Span, x.rule.Unit, x.start, warned)
		}
	}
}

func TestExtension(t *testing.T) {
	c, r := embedded(t), rule(t, "law.handle")
	term := Term{Start: date(9, 1)} // day 60 is Sat 10-31, due Mon 11-02; day 90 is Mon 11-30
	for _, x := range []struct {
		to    Day
		times int
		want  int
		key   string
	}{
		{date(11, 30), 0, 30, ""},
		{date(11, 20), 0, 20, ""},
		{date(11, 3), 0, 3, ""},
		{date(11, 2), 0, 0, "fault.extension.early"},
		{date(12, 1), 0, 0, "fault.extension.long"},
		{date(11, 20), 1, 0, "fault.extension.used"},
	} {
		n, err := c.Extension(r, term, x.to, x.times)
		if key := keyOf(err); n != x.want || key != x.key {
			t.Errorf("to %v: %d, %s; want %d, %s", x.to, n, key, x.want, x.key)
		}
		if err != nil {
			continue
		}
		longer := term
		longer.Extended = n
		if due := c.DueDay(&r, &longer); due != x.to {
			t.Errorf("extended by %d days it ends on %v, not %v", n, due, x.to)
		}
	}
	if _, err := c.Extension(rule(t, "pledge.simple"), term, date(9, 20), 0); keyOf(err) != "fault.extension.none" {
		t.Errorf("%v", err)
	}
	paused := Term{Start: date(9, 1), Pauses: []Pause{{From: date(9, 8)}}}
	if _, err := c.Extension(r, paused, date(11, 20), 0); keyOf(err) != "fault.extension.paused" {
		t.Errorf("%v", err)
	}
}

func BenchmarkDueDay(b *testing.B) {
	c := embedded(b)
	for _, x := range []struct {
		name string
		id   string
		term Term
	}{
		{"workday", "pledge.assign", Term{Start: date(9, 30)}},
		{"workdays10", "law.simple.reply", Term{Start: date(9, 18)}},
		{"month", "pledge.ordinary", Term{Start: date(9, 1)}},
		{"days60", "law.handle", Term{Start: date(8, 3)}},
		{"pauses", "law.handle", Term{Start: date(6, 3), Extended: 30,
			Pauses: []Pause{{date(7, 1), date(7, 9)}, {date(6, 10), date(6, 12)}}}},
	} {
		r := rule(b, x.id)
		b.Run(x.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				c.DueDay(&r, &x.term)
			}
		})
	}
}

func BenchmarkDueWithSteps(b *testing.B) {
	c, r := embedded(b), rule(b, "pledge.ordinary")
	b.ReportAllocs()
	for b.Loop() {
		c.Due(r, Term{Start: date(9, 1)})
	}
}
