package report

import (
	"testing"
	"time"

	"bihuan/domain/deadline"
	"bihuan/domain/org"
	"bihuan/domain/petition"
)

func day(t testing.TB, text string) deadline.Day {
	t.Helper()
	d, err := deadline.ParseDay(text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// TestChange has the check figures of reports.md, and both sides of a half.
func TestChange(t *testing.T) {
	for _, c := range []struct {
		this, last int
		want       string
	}{
		{1180, 1551, "−23.92"}, {1290, 1687, "−23.53"}, {839, 1087, "−22.82"}, {484, 569, "−14.94"}, {63, 110, "−42.73"}, {75, 150, "−50.00"},
		{100, 100, "0.00"}, {0, 7, "−100.00"}, {2, 1, "100.00"},
		{20_001, 20_000, "0.01"}, {19_999, 20_000, "−0.01"}, // half a hundredth, away from zero
		{20_000*3 + 1, 20_000 * 3, "0.00"},
	} {
		n, ok := Change(c.this, c.last)
		if got := Hundredths(n); !ok || got != c.want {
			t.Errorf("%d against %d: %s, want %s", c.this, c.last, got, c.want)
		}
	}
	if _, ok := Change(5, 0); ok {
		t.Error("there is a change against nothing")
	}
	if n, ok := PerMillion(75, 1_500_000); !ok || Hundredths(n) != "50.00" {
		t.Errorf("75 of 1.5 million are %s to a million", Hundredths(n))
	}
	if _, ok := PerMillion(75, 0); ok {
		t.Error("75 to a million of nobody")
	}
}

// TestPeriods: a half-year begins in January or July, a year in January; the year before ends on the same day.
func TestPeriods(t *testing.T) {
	for _, c := range []struct {
		kind                   Kind
		to, from, before, last string
	}{
		{HalfYear, "2023-06-27", "2023-01-01", "2022-01-01", "2022-06-27"},
		{HalfYear, "2023-06-30", "2023-01-01", "2022-01-01", "2022-06-30"},
		{HalfYear, "2023-07-01", "2023-07-01", "2022-07-01", "2022-07-01"},
		{HalfYear, "2024-02-29", "2024-01-01", "2023-01-01", "2023-02-28"},
		{Annual, "2023-07-01", "2023-01-01", "2022-01-01", "2022-07-01"},
		{Annual, "2023-12-31", "2023-01-01", "2022-01-01", "2022-12-31"},
	} {
		p := PeriodOf(c.kind, day(t, c.to))
		b := p.YearBefore()
		if p.From != day(t, c.from) || p.To != day(t, c.to) || b.From != day(t, c.before) || b.To != day(t, c.last) {
			t.Errorf("%s to %s: %v, before %v", c.kind, c.to, p, b)
		}
	}
}

// TestMonthsSince: a month has passed at the end of its last day.
func TestMonthsSince(t *testing.T) {
	for _, c := range []struct {
		since, today string
		want         int
	}{
		{"2022-07-18", "2023-06-27", 11}, {"2022-07-13", "2023-06-27", 11},
		{"2022-07-18", "2023-07-16", 11}, {"2022-07-18", "2023-07-17", 12}, {"2023-01-01", "2023-01-31", 1}, {"2023-01-01", "2023-01-30", 0},
		{"2023-06-28", "2023-06-27", 0},
	} {
		if got := MonthsSince(day(t, c.since), day(t, c.today)); got != c.want {
			t.Errorf("%s to %s: %d months, want %d", c.since, c.today, got, c.want)
		}
	}
}

// TestFold: what began at the province, what was raised there later, what is no visit, and what is another day's.
func TestFold(t *testing.T) {
	on := func(text string, level org.Level, channel petition.Channel, raised, collective bool, batches, persons int) Tally {
		return Tally{day(t, text), raised, level, channel, collective, batches, persons}
	}
	both := []Tally{
		on("2023-01-01", org.County, petition.Web, false, false, 10, 11),
		on("2023-06-27", org.Province, petition.Visit, false, true, 2, 12),
		on("2023-06-27", org.Nation, petition.Web, false, false, 3, 3),
		on("2023-03-01", org.Province, petition.Visit, true, false, 1, 2),
		on("2023-03-01", org.City, petition.Visit, true, true, 5, 50),
		on("2023-06-28", org.Province, petition.Visit, false, false, 100, 100),
		on("2022-06-27", org.Nation, petition.Visit, false, false, 4, 8),
		on("2022-06-28", org.Nation, petition.Visit, false, false, 100, 100),
	}
	lasts := []Tally{on("2023-06-27", org.Province, petition.Visit, false, true, 2, 12), on("2022-06-28", org.Nation, petition.Visit, false, false, 1, 1), on("2023-06-28", org.Nation, petition.Visit, false, false, 1, 1)}
	table := Fold(HalfYear, day(t, "2023-06-27"), both, lasts, day(t, "2020-01-01"))
	want := map[FigureID][2]int{
		TotalBatches: {15, 4}, TotalPersons: {26, 8}, RegisteredCollective: {2, 0}, RaisedItems: {6, 4}, RaisedPersons: {17, 8}, RaisedWeb: {3, 0},
		NationVisitBatches: {0, 4}, ProvinceVisitBatches: {3, 0}, ProvinceVisitPersons: {14, 0}, ProvinceCollective: {2, 0},
	}
	for _, c := range table.Counts {
		if got := [2]int{c.This, c.Last}; got != want[c.ID] {
			t.Errorf("%s: %v, want %v", c.ID, got, want[c.ID])
		}
	}
	if len(table.Counts) != len(want) {
		t.Errorf("%d figures", len(table.Counts))
	}
	if s := table.Since[0]; s.Last != day(t, "2022-06-28") || s.From != day(t, "2022-06-29") || s.Months != 11 {
		t.Errorf("the nation: %+v", s)
	}
	if s := table.Since[1]; s.Last != day(t, "2023-06-27") || s.Months != 0 {
		t.Errorf("the province: %+v", s)
	}
	never := Fold(HalfYear, day(t, "2023-06-27"), nil, nil, day(t, "2023-01-15"))
	if s := never.Since[0]; s.Last != 0 || s.From != day(t, "2023-01-15") || s.Months != 5 {
		t.Errorf("never: %+v", s)
	}
}

// TestArrivals: a registration is a batch, and each time that it was raised is another.
func TestArrivals(t *testing.T) {
	p := &petition.Petition{}
	if len(Arrivals(p)) != 0 {
		t.Error("nothing came in, and is counted")
	}
	p.Version = 2
	p.Record = petition.Record{Channel: petition.Web, FirstLevel: org.County, Persons: 2, Category: "0301", Place: "990121001",
		ReceivedAt: time.Date(2026, 9, 1, 16, 30, 0, 0, time.UTC)} // half past midnight in the county
	p.Raised = []petition.Escalation{{Level: org.Province, On: day(t, "2026-10-01"), Form: petition.Visit, Persons: 7}}
	all := Arrivals(p)
	if len(all) != 2 || all[0].Day != day(t, "2026-09-02") || all[0].Level != org.County || all[0].Persons != 2 || all[0].N != 0 {
		t.Fatalf("%+v", all)
	}
	want := Arrival{1, day(t, "2026-10-01"), org.Province, petition.Visit, 7, "0301", "990121001"}
	if all[1] != want {
		t.Errorf("%+v", all[1])
	}
}
