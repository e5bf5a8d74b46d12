package deadline

import (
	"encoding/json"
	"testing"
	"time"
)

// Every day of four centuries and the edges, against the standard library.
func TestDayAgainstTime(t *testing.T) {
	check := func(at time.Time) {
		y, m, d := at.Date()
		got := NewDay(y, m, d)
		if gy, gm, gd := got.Date(); gy != y || gm != m || gd != d {
			t.Fatalf("NewDay(%v).Date() = %d-%d-%d", at, gy, gm, gd)
		}
		if got.Weekday() != at.Weekday() {
			t.Fatalf("%v is a %v, not a %v", got, at.Weekday(), got.Weekday())
		}
		if got.String() != at.Format(time.DateOnly) {
			t.Fatalf("String: %q, want %q", got, at.Format(time.DateOnly))
		}
		if back, err := ParseDay(got.String()); err != nil || back != got {
			t.Fatalf("ParseDay(%q) = %v, %v", got, back, err)
		}
		if isWeekday(got) != (at.Weekday() != time.Saturday && at.Weekday() != time.Sunday) {
			t.Fatalf("isWeekday(%v)", got)
		}
	}
	for at := time.Date(1840, 1, 1, 0, 0, 0, 0, time.UTC); at.Year() < 2242; at = at.AddDate(0, 0, 1) {
		check(at)
	}
	check(time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC))
	check(time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC))
	if NewDay(1, 1, 1) != 1 || NewDay(1970, 1, 1) != unixDay || NewDay(9999, 12, 31) != lastDay {
		t.Error("the anchors have moved")
	}
	if NewDay(2026, 13, 32) != NewDay(2027, 2, 1) || NewDay(2026, 0, 1) != NewDay(2025, 12, 1) {
		t.Error("NewDay does not carry as time.Date does")
	}
}

func TestAddMonths(t *testing.T) {
	for _, c := range []struct {
		from string
		n    int
		want string
	}{
		{"2026-01-31", 1, "2026-02-28"},
		{"2028-01-31", 1, "2028-02-29"},
		{"2028-01-30", 1, "2028-02-29"},
		{"2028-02-29", 12, "2029-02-28"},
		{"2026-03-31", 1, "2026-04-30"},
		{"2026-09-01", 1, "2026-10-01"},
		{"2026-12-31", 2, "2027-02-28"},
		{"2026-12-15", 1, "2027-01-15"},
		{"2026-11-30", 14, "2028-01-30"},
		{"2026-03-31", -1, "2026-02-28"},
		{"2026-01-15", -1, "2025-12-15"},
		{"2100-01-31", 1, "2100-02-28"},
		{"2000-01-31", 1, "2000-02-29"},
	} {
		if got := day(t, c.from).AddMonths(c.n); got.String() != c.want {
			t.Errorf("%s + %d months = %s, want %s", c.from, c.n, got, c.want)
		}
	}
}

func TestDayOf(t *testing.T) {
	for _, c := range []struct{ at, want string }{
		{"2026-09-30T15:59:59Z", "2026-09-30"},
		{"2026-09-30T16:00:00Z", "2026-10-01"},
		{"2026-10-01T00:00:00+08:00", "2026-10-01"},
		{"1969-12-31T15:59:59Z", "1969-12-31"},
		{"1969-12-31T16:00:00Z", "1970-01-01"},
		{"1900-01-01T00:00:00Z", "1900-01-01"},
	} {
		at, err := time.Parse(time.RFC3339, c.at)
		if err != nil {
			t.Fatal(err)
		}
		if got := DayOf(at); got.String() != c.want {
			t.Errorf("DayOf(%s) = %s, want %s", c.at, got, c.want)
		}
	}
	d := date(9, 30)
	if d.Start().Format(time.RFC3339) != "2026-09-30T00:00:00+08:00" || d.End().Format(time.RFC3339) != "2026-10-01T00:00:00+08:00" {
		t.Errorf("%v runs from %v to %v", d, d.Start(), d.End())
	}
	if DayOf(d.Start()) != d || DayOf(d.End().Add(-time.Nanosecond)) != d || DayOf(d.End()) != d+1 {
		t.Error("a day's instants are not its own")
	}
}

func TestParseDayRefuses(t *testing.T) {
	for _, s := range []string{
		"", "2026-9-30", "2026-02-29", "2026-13-01", "2026-00-10", "2026-01-00", "2026-04-31", "0000-01-01",
		"2026/09/30", "20260930", "+026-09-30", "2026-09-30 ", " 2026-09-30", "2026-09-3O", "２０２６-09-30", "2026-09-30T00:00:00Z",
	} {
		if d, err := ParseDay(s); err == nil {
			t.Errorf("ParseDay(%q) = %v", s, d)
		}
	}
}

func TestDayJSON(t *testing.T) {
	type page struct {
		Due  Day         `json:"due"`
		Late Day         `json:"late,omitzero"`
		By   map[Day]int `json:"by"`
	}
	in := page{Due: date(10, 8), By: map[Day]int{date(9, 30): 2}}
	raw, err := json.Marshal(in)
	if err != nil || string(raw) != `{"due":"2026-10-08","by":{"2026-09-30":2}}` {
		t.Fatalf("%s, %v", raw, err)
	}
	var out page
	if err := json.Unmarshal(raw, &out); err != nil || out.Due != in.Due || out.By[date(9, 30)] != 2 {
		t.Errorf("%+v, %v", out, err)
	}
	if raw, err = json.Marshal(page{}); err != nil || string(raw) != `{"due":"","by":null}` {
		t.Errorf("no day: %s, %v", raw, err)
	}
	if err := json.Unmarshal([]byte(`{"due":""}`), &out); err != nil || !out.Due.IsZero() {
		t.Errorf("no day: %v, %v", out.Due, err)
	}
	if err := json.Unmarshal([]byte(`{"due":"tomorrow"}`), &out); err == nil {
		t.Error("tomorrow is taken for a day")
	}
	if _, err := Day(-5).MarshalText(); err == nil {
		t.Error("a day before all days has a text")
	}
}

func FuzzParseDay(f *testing.F) {
	for _, s := range []string{"2026-09-30", "2028-02-29", "2100-02-29", "0001-01-01", "9999-12-31", "", "----------"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, err := ParseDay(s)
		at, terr := time.Parse(time.DateOnly, s)
		if at.Year() == 0 {
			return // time knows a year 0
		}
		if (err == nil) != (terr == nil) {
			t.Fatalf("%q: %v, but time says %v", s, err, terr)
		}
		if err == nil && d.String() != s {
			t.Fatalf("%q came back as %q", s, d)
		}
	})
}
