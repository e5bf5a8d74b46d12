package deadline

import (
	"testing"
)

func TestStanding(t *testing.T) {
	c := embedded(t)
	days, work := rule(t, "law.handle"), rule(t, "law.simple.reply")
	right, order := rule(t, "law.review.ask"), rule(t, "order.feedback")
	zh := texts(t, "zh-CN")
	today := date(9, 18) // a Friday; the Sunday after is worked
	for _, x := range []struct {
		name string
		rule Rule
		due  Day
		at   Day
		want string
		soon bool
	}{
		{"the design's pledge", days, date(10, 8), today, "还有20天", false},
		{"the design's limit", days, date(11, 2), today, "还有45天", false},
		{"the design's order", order, date(9, 11), today, "超期5个工作日", false},
		{"six working days late, told in days", order, date(9, 10), today, "超期8天", false},
		{"the design's task", order, date(9, 22), today, "还有3个工作日", true},
		{"the other task", order, date(9, 21), today, "还有2个工作日", true},
		{"calendar days, five working days", days, date(9, 24), today, "还有5个工作日", true},
		{"calendar days, six working days", days, date(9, 28), today, "还有10天", false},
		{"working days, far", work, date(9, 30), today, "还有8个工作日", false},
		{"today", days, today, today, "今天到期", true},
		{"tomorrow is a Saturday", days, date(9, 19), today, "还有1天", true},
		{"late since Friday, on Saturday", days, date(9, 11), date(9, 12), "超期1天", false},
		{"working days, long late", work, date(8, 31), today, "超期14个工作日", false},
		{"a right that runs", right, date(10, 15), today, "还有27天", false},
		{"a right that lapsed", right, date(9, 15), today, "期限已过", false},
		{"paused", days, 0, today, "已暂停", false},
	} {
		s := c.Standing(&x.rule, x.due, x.at)
		if got := say(t, zh, "zh-CN", s.Key(), s.Args()); got != x.want || s.Soon != x.soon {
			t.Errorf("%s: %s (soon %v), want %s", x.name, got, s.Soon, x.want)
		}
	}
	paused := c.Due(days, Term{Start: today, Pauses: []Pause{{From: today}}})
	if s := paused.Standing(&days, today, c); s.Kind != Paused {
		t.Errorf("%+v", s)
	}
}

func TestWarnings(t *testing.T) {
	c := embedded(t)
	for _, x := range []struct {
		id         string
		start, end Day
		want       []Warning
	}{
		{"pledge.assign", date(9, 16), date(9, 17), nil}, // a day's pledge is over before it can warn
		{"pledge.callback", date(9, 14), date(9, 17), []Warning{{Day: date(9, 16), Before: 1}}},
		{"pledge.simple", date(9, 1), date(9, 8), []Warning{{Day: date(9, 5), Half: true}, {Day: date(9, 7), Before: 1}}},
		// Nominal end 10-01: the warning does not wait for the roll-over to 10-08.
		{"pledge.ordinary", date(9, 1), date(10, 1), []Warning{{Day: date(9, 16), Half: true}, {Day: date(9, 30), Before: 1}}},
		{"law.handle", date(9, 1), date(10, 31), []Warning{
			{Day: date(10, 1), Half: true}, {Day: date(10, 26), Before: 5}, {Day: date(10, 30), Before: 1}}},
		{"law.simple.reply", date(9, 18), date(10, 9), []Warning{
			{Day: date(9, 24), Before: 5}, {Day: date(10, 8), Before: 1}}}, // half is on the 24th too
	} {
		r := rule(t, x.id)
		got := r.Warnings(x.start, x.end, c)
		if len(got) != len(x.want) {
			t.Errorf("%s: %v, want %v", x.id, got, x.want)
			continue
		}
		for i := range got {
			if got[i] != x.want[i] {
				t.Errorf("%s: %v, want %v", x.id, got, x.want)
			}
		}
	}
}

func TestHalf(t *testing.T) {
	c := embedded(t)
	for _, x := range []struct {
		unit       Unit
		start, end Day
		want       Day
	}{
		{Days, date(9, 1), date(9, 2), 0}, // that is the last day itself
		{Days, date(9, 1), date(9, 3), date(9, 2)},
		{Days, date(9, 1), date(9, 4), date(9, 3)},
		{Workdays, date(9, 30), date(10, 8), 0},
		{Workdays, date(9, 30), date(10, 10), date(10, 9)}, // the second of three
		{Workdays, date(9, 30), date(10, 12), date(10, 9)}, // the second of four
	} {
		r := Rule{Unit: x.unit, Warn: Warn{Half: true}}
		got := r.Warnings(x.start, x.end, c)
		if x.want == 0 && len(got) == 0 || len(got) == 1 && got[0] == (Warning{Day: x.want, Half: true}) {
			continue
		}
		t.Errorf("%s from %v to %v: %v, want %v", x.unit, x.start, x.end, got, x.want)
	}
}

func TestLadder(t *testing.T) {
	accepted := date(9, 1)
	// The design: week 1 is 2–8 September, 2 is 9–15, 3 is 16–22, 4 from the 23rd.
	for step, first := range map[int]Day{1: date(9, 2), 2: date(9, 9), 3: date(9, 16), 4: date(9, 23)} {
		if got := LadderDay(accepted, step); got != first {
			t.Errorf("step %d begins on %v, want %v", step, got, first)
		}
		if got := LadderStep(accepted, first); got != step {
			t.Errorf("on %v step %d, want %d", first, got, step)
		}
		if got := LadderStep(accepted, first-1); got != max(step-1, 1) {
			t.Errorf("on %v step %d", first-1, got)
		}
	}
	for d, want := range map[Day]int{date(8, 31): 0, accepted: 1, NewDay(2030, 1, 1): 4} {
		if got := LadderStep(accepted, d); got != want {
			t.Errorf("on %v step %d, want %d", d, got, want)
		}
	}
	if LadderDay(accepted, 0) != 0 || LadderDay(accepted, 5) != 0 || LadderDay(0, 1) != 0 || LadderStep(0, accepted) != 0 {
		t.Error("a ladder without a step")
	}
	// With pauses, both say the same on every day.
	pauses := []Pause{{date(9, 5), date(9, 7)}, {date(9, 6), date(9, 10)}, {date(10, 1), 0}}
	for d := accepted; d < accepted+60; d++ {
		want := 1
		for step := 2; step <= 4; step++ {
			if first := LadderDay(accepted, step, pauses...); first != 0 && first <= d {
				want = step
			}
		}
		if got := LadderStep(accepted, d, pauses...); got != want {
			t.Errorf("on %v step %d, want %d", d, got, want)
		}
	}
	if got := LadderDay(accepted, 2, pauses...); got != date(9, 15) {
		t.Errorf("six paused days move week 2 to %v", got)
	}
	if got := LadderDay(accepted, 4, pauses...); got != date(9, 29) {
		t.Errorf("week 4 begins on %v", got)
	}
	if got := LadderDay(accepted, 4, Pause{From: date(9, 20)}); got != 0 {
		t.Errorf("the ladder climbs on through an open pause, to %v", got)
	}
}

func BenchmarkStanding(b *testing.B) {
	c, r := embedded(b), rule(b, "law.handle")
	for b.Loop() {
		c.Standing(&r, date(11, 2), date(9, 18))
	}
}
