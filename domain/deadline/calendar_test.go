package deadline

import (
	"slices"
	"strings"
	"testing"
	"time"

	"bihuan/domain/fault"
)

func TestEmbedded(t *testing.T) {
	c := embedded(t)
	want := []int{2017, 2018, 2019, 2020, 2021, 2022, 2023, 2024, 2025, 2026}
	if !slices.Equal(c.Years(), want) {
		t.Fatalf("years %v", c.Years())
	}
	for _, x := range []struct {
		day    string
		open   bool
		kind   Kind
		name   string
		known  bool
		reason string
	}{
		{"2026-09-20", true, Makeup, "国庆节", true, "make-up Sunday"},
		{"2026-10-10", true, Makeup, "国庆节", true, "make-up Saturday"},
		{"2026-10-01", false, Holiday, "国庆节", true, ""},
		{"2026-10-03", false, Holiday, "国庆节", true, "a Saturday in the holiday is the holiday"},
		{"2026-10-08", true, Workday, "", true, ""},
		{"2026-09-26", false, Holiday, "中秋节", true, ""},
		{"2026-09-19", false, Weekend, "", true, "the Saturday before a worked Sunday"},
		{"2020-02-03", true, Workday, "春节", true, "named, but a Monday: the holiday of 2020 was moved"},
		{"2018-12-29", true, Makeup, "元旦", true, "moved by the notice of the next year"},
		{"2018-12-31", false, Holiday, "元旦", true, "moved by the notice of the next year"},
		{"2022-12-31", false, Holiday, "元旦", true, ""},
		{"2020-10-01", false, Holiday, "国庆节、中秋节", true, "two holidays in one"},
		{"2027-01-01", true, Workday, "", false, "no notice: weekdays only, and says so"},
		{"2027-01-02", false, Weekend, "", false, ""},
		{"2016-10-03", true, Workday, "", false, ""},
	} {
		d := day(t, x.day)
		why := c.Why(d)
		if c.Working(d) != x.open || why.Kind != x.kind || why.Known != x.known || x.kind != Workday && why.Name != x.name {
			t.Errorf("%s: working %v, %+v (%s)", x.day, c.Working(d), why, x.reason)
		}
	}
}

// The counting table against plain counting, and Why against Working, over all years and beyond.
func TestWorkingDaysBetween(t *testing.T) {
	c := embedded(t)
	for _, c := range []Calendar{c, {}} {
		from, n := NewDay(2015, 1, 1), 0
		for d := from; d < NewDay(2029, 1, 1); d++ {
			if d > from && c.Working(d) {
				n++
			}
			if got := c.WorkingDaysBetween(from, d); got != n {
				t.Fatalf("from %v to %v: %d, want %d", from, d, got, n)
			}
			if got := c.WorkingDaysBetween(d, from); got != -n {
				t.Fatalf("from %v back to %v: %d, want %d", d, from, got, -n)
			}
			why := c.Why(d)
			if open := why.Kind == Workday || why.Kind == Makeup; open != c.Working(d) {
				t.Fatalf("%v: %v, but working is %v", d, why.Kind, c.Working(d))
			}
			if next := c.NextWorking(d); next <= d || !c.Working(next) || c.WorkingDaysBetween(d, next) != 1 {
				t.Fatalf("next working day after %v: %v", d, next)
			}
			if prev := c.PrevWorking(d); prev >= d || !c.Working(prev) || c.WorkingDaysBetween(prev, d-1) != 0 {
				t.Fatalf("last working day before %v: %v", d, prev)
			}
		}
	}
}

func TestWith(t *testing.T) {
	old := embedded(t)
	year, err := ParseYear([]byte(`{"year":2027,"papers":["x"],"days":[
		{"name":"元旦","date":"2027-01-01","isOffDay":true},
		{"name":"元旦","date":"2026-12-31","isOffDay":true},
		{"name":"元旦","date":"2027-01-02","isOffDay":false}]}`))
	if err != nil {
		t.Fatal(err)
	}
	c := old.With(year)
	if !c.Known(2027) || old.Known(2027) {
		t.Error("With changed the old calendar, or not the new")
	}
	for d, open := range map[Day]bool{NewDay(2027, 1, 1): false, NewDay(2027, 1, 2): true, NewDay(2026, 12, 31): false} {
		if c.Working(d) != open || old.Working(d) == open {
			t.Errorf("%v: new %v, old %v", d, c.Working(d), old.Working(d))
		}
	}
	year.Days[0].Off = false
	if c.Working(NewDay(2027, 1, 1)) {
		t.Error("the calendar shares its days with its maker")
	}
	year.Days = year.Days[2:]
	if again := c.With(year); again.Working(date(12, 31)) != true || len(again.Years()) != 11 {
		t.Error("a second notice for a year does not replace the first")
	}
	if y, ok := c.Year(2027); !ok || len(y.Days) != 3 {
		t.Error("the year is not given back")
	}
	var empty Calendar
	if !empty.Working(date(10, 1)) || empty.Working(date(9, 20)) || empty.With(year).Working(NewDay(2027, 1, 2)) != true {
		t.Error("the zero calendar knows more than weekdays")
	}
}

func TestParseYearRefuses(t *testing.T) {
	one := func(day string) string { return "{\"year\": 2027,\n\"days\": [\n" + day + "\n]}" }
	for _, x := range []struct{ file, key, in string }{
		{"", "fault.file.json", ""},
		{"{\"year\": 2027,\n\"days\": [\n}", "fault.file.json", "line=3"},
		{"{\"year\":\n\"2027\"}", "fault.file.type", "line=2"},
		{"\xff\xfe", "fault.file.encoding", ""},
		{"[]", "fault.file.type", ""},
		{`{"year": 2027, "days": []}`, "fault.holiday.empty", "2027"},
		{`{"days": [{}]}`, "fault.holiday.year", ""},
		{`{"year": 27, "days": [{}]}`, "fault.holiday.year", ""},
		{one(`{"name":"x","date":"2027-02-30","isOffDay":true}`), "fault.holiday.date", "line=3"},
		{one(`{"name":"x","date":"2027-02-03"}`), "fault.holiday.day", "line=3"},
		{one(`{"name":" ","date":"2027-02-03","isOffDay":true}`), "fault.holiday.day", "line=3"},
		{one(`{"name":"x","date":"2027-02-03","isOffDay":"yes"}`), "fault.holiday.day", "line=3"},
		{one(`{"name":"x","date":"2026-11-30","isOffDay":true}`), "fault.holiday.other_year", "line=3"},
		{one(`{"name":"x","date":"2028-01-01","isOffDay":true}`), "fault.holiday.other_year", "line=3"},
		{one("{\"name\":\"x\",\"date\":\"2027-01-01\",\"isOffDay\":true},\n{\"name\":\"x\",\"date\":\"2027-01-01\",\"isOffDay\":true}"), "fault.holiday.twice", "line=4"},
		{strings.Repeat(" ", maxYearFile+1), "fault.file.large", ""},
	} {
		_, err := ParseYear([]byte(x.file))
		f := fault.As(err)
		if f == nil || f.Kind != fault.Invalid || f.Key != x.key || !strings.Contains(f.Error(), x.in) {
			t.Errorf("%.60q: %v, want %s %s", x.file, err, x.key, x.in)
		}
	}
	if _, err := ParseYear([]byte("\ufeff" + one(`{"name":"x","date":"2027-01-01","isOffDay":true}`))); err != nil {
		t.Errorf("with a byte-order mark: %v", err)
	}
}

func FuzzParseYear(f *testing.F) {
	raw, err := holidayFiles.ReadFile("holiday/2026.json")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(raw)
	f.Add([]byte(`{"year":2027,"days":[{"name":"x","date":"2027-01-01","isOffDay":true}]}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		year, err := ParseYear(raw)
		if err != nil {
			if fault.KindOf(err) != fault.Invalid {
				t.Fatalf("%v is our mistake", err)
			}
			return
		}
		c := Calendar{}.With(year)
		for _, s := range year.Days {
			if c.Working(s.Date) == s.Off {
				t.Fatalf("%v is not what the file says", s)
			}
		}
	})
}

func BenchmarkWorkingDaysBetween(b *testing.B) {
	c := embedded(b)
	from := NewDay(2019, time.March, 1)
	for i := 0; b.Loop(); i++ {
		c.WorkingDaysBetween(from, from.Add(i%2000))
	}
}
