package score

import (
	"encoding/json"
	"fmt"
	"math/big"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"bihuan/domain/deadline"
	"bihuan/domain/fault"
	"bihuan/domain/org"
	"bihuan/domain/report"
)

func shippedSheet(t *testing.T) Sheet {
	t.Helper()
	s, err := Shipped()
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// small is a sheet of three metrics.
func small() Sheet {
	return Sheet{Version: 1, Effective: deadline.NewDay(2026, time.January, 1),
		Metrics: []Weight{{report.Accepted, 5000}, {report.Replied, 3000}, {report.Filed, 2000}},
		Groups:  []Group{{ID: "towns", Kinds: []org.UnitKind{org.Town}}, {ID: "departments", Kinds: []org.UnitKind{org.Department}}}}
}

// unit is one with counts of the small sheet's metrics.
func unit(id string, kind org.UnitKind, counts ...int) Unit {
	u := Unit{ID: org.UnitID(id), Name: id, Kind: kind}
	for i, w := range small().Metrics {
		u.Counts = append(u.Counts, Count{w.Metric, counts[2*i], counts[2*i+1]})
	}
	return u
}

func said(r Result) string {
	var parts []string
	for _, l := range r.Lines {
		if !l.Counts() {
			parts = append(parts, "—")
			continue
		}
		parts = append(parts, fmt.Sprintf("%d/%d·%d=%d", l.Good, l.Of, l.Weight, l.Points))
	}
	return fmt.Sprintf("%s %s: %d", r.Unit, strings.Join(parts, " "), r.Points)
}

func TestArithmetic(t *testing.T) {
	for _, c := range []struct {
		name   string
		counts []int
		want   string
	}{
		{"all good", []int{7, 7, 3, 3, 1, 1}, "u 7/7·5000=5000 3/3·3000=3000 1/1·2000=2000: 10000"},
		{"none good", []int{0, 7, 0, 3, 0, 1}, "u 0/7·5000=0 0/3·3000=0 0/1·2000=0: 0"},
		{"thirds", []int{2, 3, 1, 3, 2, 3}, "u 2/3·5000=3333 1/3·3000=1000 2/3·2000=1333: 5666"},
		{"half a hundredth goes up", []int{1, 16, 0, 1, 0, 1}, "u 1/16·5000=313 0/1·3000=0 0/1·2000=0: 313"},
		{"one has nothing", []int{1, 1, 0, 0, 1, 1}, "u 1/1·7143=7143 — 1/1·2857=2857: 10000"},
		{"one counts alone", []int{0, 0, 0, 0, 3, 4}, "u — — 3/4·10000=7500: 7500"},
		{"nothing at all", []int{0, 0, 0, 0, 0, 0}, "u — — —: 0"},
		{"many", []int{1_599_999, 1_600_000, 1, 1, 1, 1}, "u 1599999/1600000·5000=5000 1/1·3000=3000 1/1·2000=2000: 10000"},
	} {
		got := Compute(small(), []Unit{unit("u", org.Town, c.counts...)}, nil)
		if is := said(got[0]); is != c.want || got[0].Scored != strings.Contains(c.want, "=") {
			t.Errorf("%s: %s, want %s", c.name, is, c.want)
		}
	}
}

// TestArithmeticAgrees: fractions without any rounding differ by less than half a hundredth a metric, plus what
// whole weights cost; what counts weighs the whole; and who did all has all.
func TestArithmeticAgrees(t *testing.T) {
	s := shippedSheet(t)
	r := rand.New(rand.NewPCG(1, 1))
	for range 2000 {
		u := Unit{ID: "u", Kind: org.Town}
		whole, exact := 0, new(big.Rat)
		for _, w := range s.Metrics {
			of := r.IntN(4) * r.IntN(50)
			u.Counts = append(u.Counts, Count{w.Metric, r.IntN(of + 1), of})
			if of > 0 {
				whole += w.Weight
			}
		}
		for i, w := range s.Metrics {
			if c := u.Counts[i]; c.Of > 0 {
				exact.Add(exact, new(big.Rat).Mul(big.NewRat(int64(Full*w.Weight), int64(whole)), big.NewRat(int64(c.Good), int64(c.Of))))
			}
		}
		got := Compute(s, []Unit{u}, nil)[0]
		weights := 0
		for _, l := range got.Lines {
			weights += l.Weight
		}
		if weights != Full && got.Scored {
			t.Fatalf("the weights of %s come to %d", said(got), weights)
		}
		off := new(big.Rat).Sub(exact, big.NewRat(int64(got.Points), 1))
		if off.Abs(off).Cmp(big.NewRat(int64(len(s.Metrics))*3, 2)) > 0 {
			t.Fatalf("%s, and without rounding %s", said(got), exact.FloatString(4))
		}
	}
}

func TestVolumeIsRefused(t *testing.T) {
	for _, f := range report.Headline() {
		s := small()
		s.Metrics[1].Metric = report.MetricID(f.ID)
		if got := fault.As(s.Check()); got == nil || got.Key != "fault.score.volume" {
			t.Errorf("%s: %v", f.ID, got)
		}
	}
	for _, id := range []string{"", "petitions", "total_batches", "open"} {
		raw := fmt.Sprintf(`{"version":2,"effective":"2026-11-01","metrics":[{"metric":%q,"weight":10000}],"groups":[{"id":"towns","kinds":["township"]}]}`, id)
		if _, err := ParseSheet([]byte(raw)); fault.As(err) == nil || fault.As(err).Key != "fault.score.volume" {
			t.Errorf("a file with %q: %v", id, err)
		}
	}
}

func TestSheetCheck(t *testing.T) {
	for _, c := range []struct {
		name string
		is   func(*Sheet)
		want string
	}{
		{"as it is", func(*Sheet) {}, ""},
		{"bands", func(s *Sheet) { s.Groups[0].Bands = []int{20, 100} }, ""},
		{"99 points", func(s *Sheet) { s.Metrics[0].Weight -= 100 }, " fault.score.sum"},
		{"nothing counts", func(s *Sheet) { s.Metrics[0].Weight, s.Metrics[1].Weight = 0, 8000 }, "weight.accepted_in_time fault.score.weight"},
		{"less than nothing", func(s *Sheet) { s.Metrics[0].Weight, s.Metrics[1].Weight = -1000, 9000 }, "weight.accepted_in_time fault.score.weight"},
		{"twice", func(s *Sheet) { s.Metrics[1].Metric = report.Accepted }, "weight.accepted_in_time fault.score.twice"},
		{"the bureau's", func(s *Sheet) { s.Metrics[1].Metric = report.CalledBack }, "weight.call_back_in_time fault.score.bureau"},
		{"no day", func(s *Sheet) { s.Effective = 0 }, "effective fault.score.effective"},
		{"no groups", func(s *Sheet) { s.Groups = nil }, " fault.score.groups"},
		{"a kind in two", func(s *Sheet) { s.Groups[1].Kinds = []org.UnitKind{org.Town} }, " fault.score.kind"},
		{"no such kind", func(s *Sheet) { s.Groups[1].Kinds = []org.UnitKind{"person"} }, " fault.score.kind"},
		{"bands that fall", func(s *Sheet) { s.Groups[0].Bands = []int{100, 20} }, "bands.towns fault.score.bands"},
	} {
		s := small()
		c.is(&s)
		got := ""
		if f := fault.As(s.Check()); f != nil {
			got = f.Field + " " + f.Key
		}
		if c.name == "the bureau's" {
			c.want = "weight." + string(report.CalledBack) + " fault.score.bureau"
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
	for _, raw := range []string{"", "[]", `{"version":1,"person":"x"}`} {
		if _, err := ParseSheet([]byte(raw)); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%q: %v", raw, err)
		}
	}
}

func TestSheetOfAMonth(t *testing.T) {
	a, b, c := small(), small(), small()
	b.Version, b.Effective = 2, deadline.NewDay(2026, time.October, 1)
	c.Version, c.Effective = 3, deadline.NewDay(2026, time.October, 2)
	for month, want := range map[Month]int{"2025-12": 0, "2026-01": 1, "2026-09": 1, "2026-10": 2, "2026-11": 3} {
		if s, ok := Of([]Sheet{a, b, c}, month); s.Version != want || ok != (want > 0) {
			t.Errorf("%s: version %d, want %d", month, s.Version, want)
		}
	}
}

// TestPlaces: equals share a place; nobody is compared beyond group and band; who owed nothing has no place.
func TestPlaces(t *testing.T) {
	s := small()
	s.Groups[0].Bands = []int{10}
	units := []Unit{
		unit("idle", org.Town, 0, 0, 0, 0, 0, 0),
		unit("a", org.Town, 1, 2, 0, 0, 0, 0), unit("b", org.Town, 2, 4, 0, 0, 0, 0), unit("c", org.Town, 1, 1, 0, 0, 0, 0), unit("d", org.Town, 0, 1, 0, 0, 0, 0),
		unit("busy", org.Town, 1, 11, 0, 0, 0, 0), unit("dept", org.Department, 1, 3, 0, 0, 0, 0), unit("village", org.VillageU, 1, 1, 1, 1, 1, 1),
	}
	got := ""
	for _, r := range Compute(s, units, nil) {
		got += fmt.Sprintf("%s %d %s %d;", r.Group, r.Band, r.Unit, r.Place)
	}
	if want := "towns 0 c 1;towns 0 a 2;towns 0 b 2;towns 0 d 4;towns 0 idle 0;towns 1 busy 1;departments 0 dept 1;"; got != want {
		t.Errorf("%s\nwant %s", got, want)
	}
}

func TestExcludedIsTakenOut(t *testing.T) {
	u := unit("u", org.Town, 3, 4, 1, 1, 0, 0)
	for _, c := range []struct {
		out  []Excluded
		want string
	}{
		{[]Excluded{{Unit: "u", Metric: report.Accepted}}, "u 3/3·6250=6250 1/1·3750=3750 —: 10000"},
		{[]Excluded{{Unit: "u", Metric: report.Accepted, Good: true}}, "u 2/3·6250=4167 1/1·3750=3750 —: 7917"},
		{[]Excluded{{Unit: "u", Metric: report.Replied, Good: true}}, "u 3/4·10000=7500 — —: 7500"},
		{[]Excluded{{Unit: "v", Metric: report.Accepted}, {Unit: "u", Metric: report.Filed}}, "u 3/4·6250=4688 1/1·3750=3750 —: 8438"},
	} {
		if got := said(Compute(small(), []Unit{u}, c.out)[0]); got != c.want {
			t.Errorf("%v: %s, want %s", c.out, got, c.want)
		}
	}
}

// TestSecondPerson: whoever asked does not decide.
func TestSecondPerson(t *testing.T) {
	at := time.Date(2026, 10, 5, 9, 0, 0, 0, time.UTC)
	asker, other := org.Officer{Person: "p-1", Name: "甲", Post: org.SectionChief}, org.Officer{Person: "p-2", Name: "乙", Post: org.SectionChief}
	e := Exclusion{Why: " 系统故障 "}
	if err := e.Ask(org.Officer{}, at); fault.KindOf(err) != fault.Forbidden {
		t.Errorf("nobody asks: %v", err)
	}
	if err := e.Ask(asker, at); err != nil || e.Why != "系统故障" || !e.Waits() {
		t.Fatalf("%+v, %v", e, err)
	}
	for _, by := range []org.Officer{asker, {Person: "p-1", Post: org.Director}, {}} {
		if err := e.Decide(by, at, true, ""); fault.KindOf(err) != fault.Forbidden || e.Allowed {
			t.Errorf("%s of %s decides: %v", by.Person, by.Post, err)
		}
	}
	if err := e.Decide(other, at, false, " "); fault.KindOf(err) != fault.Invalid {
		t.Errorf("refused without a reason: %v", err)
	}
	if err := e.Decide(other, at, true, ""); err != nil || !e.Allowed || e.Decider != "乙" {
		t.Errorf("%+v, %v", e, err)
	}
	if err := e.Decide(org.Officer{Person: "p-3"}, at, false, "不同意"); fault.KindOf(err) != fault.Conflict || !e.Allowed {
		t.Errorf("decided again: %v", err)
	}
	if err := (&Exclusion{Why: "  "}).Ask(asker, at); fault.KindOf(err) != fault.Invalid {
		t.Errorf("no reason: %v", err)
	}
}

// TestFrozen: what was frozen gives the same after a journey through JSON, and every number that is changed is
// found.
func TestFrozen(t *testing.T) {
	s := shippedSheet(t)
	r := rand.New(rand.NewPCG(2, 2))
	f := Frozen{Month: "2026-10", Version: 1, Moment: time.Date(2026, 11, 2, 1, 0, 0, 0, time.UTC), Sheet: s}
	for i := range 30 {
		u := Unit{ID: org.UnitID(fmt.Sprint("u", i)), Name: fmt.Sprint("单位", i), Kind: []org.UnitKind{org.Town, org.Department}[i%2]}
		for _, w := range s.Metrics {
			of := r.IntN(3) * r.IntN(9)
			u.Counts = append(u.Counts, Count{w.Metric, r.IntN(of + 1), of})
		}
		f.Units = append(f.Units, u)
	}
	f.Excluded = []Excluded{{No: "n", Unit: "u1", Metric: report.Accepted, Why: "x"}}
	f.Results = Compute(f.Sheet, f.Units, f.Excluded)
	raw, err := json.Marshal(f)
	if err != nil {
		t.Fatal(err)
	}
	var back Frozen
	if err := json.Unmarshal(raw, &back); err != nil {
		t.Fatal(err)
	}
	if again, err := json.Marshal(back); err != nil || string(again) != string(raw) {
		t.Fatalf("JSON does not come back the same: %v", err)
	}
	if d := back.Resum(); len(d) > 0 {
		t.Errorf("summed again: %v", d)
	}
	if d := back.Recount(f.Units, f.Excluded); len(d) > 0 {
		t.Errorf("counted again: %v", d)
	}
	back.Results[3].Lines[2].Points++
	if d := back.Resum(); !slices.Equal(d, []Difference{{back.Results[3].Unit, s.Metrics[2].Metric}}) {
		t.Errorf("a point more: %v", d)
	}
	back.Results[3].Lines[2].Points--
	back.Results[5].Place++
	if d := back.Resum(); !slices.Equal(d, []Difference{{back.Results[5].Unit, ""}}) {
		t.Errorf("a place lower: %v", d)
	}
	units := slices.Clone(f.Units)
	units[4].Counts = slices.Clone(units[4].Counts)
	units[4].Counts[0].Of++
	if d := f.Recount(units, f.Excluded); !slices.Equal(d, []Difference{{"u4", s.Metrics[0].Metric}}) {
		t.Errorf("one more: %v", d)
	}
	if d := f.Recount(f.Units, nil); !slices.Equal(d, []Difference{{"u1", report.Accepted}}) {
		t.Errorf("nothing left out: %v", d)
	}
}

func TestMonth(t *testing.T) {
	for text, want := range map[string]string{"2026-02": "2026-02-01 2026-02-28", "2024-02": "2024-02-01 2024-02-29", "2026-12": "2026-12-01 2026-12-31"} {
		m, err := ParseMonth(text)
		if p := m.Period(); err != nil || p.From.String()+" "+p.To.String() != want {
			t.Errorf("%s: %v, %v", text, p, err)
		}
	}
	for _, text := range []string{"", "2026", "2026-13", "2026-1-1", "二月"} {
		if m, err := ParseMonth(text); err == nil {
			t.Errorf("%q is %s", text, m)
		}
	}
	if m := Month("2026-01").Before(); m != "2025-12" {
		t.Errorf("before January: %s", m)
	}
}
