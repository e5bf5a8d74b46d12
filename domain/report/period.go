package report

import (
	"time"

	"bihuan/domain/deadline"
)

// Kind names a report.
type Kind string

// The reports 四报, those of art. 41, and the bulletin 通报 of handling by unit.
const (
	Daily    Kind = "daily"
	Weekly   Kind = "weekly"
	Monthly  Kind = "monthly"
	Special  Kind = "special"
	HalfYear Kind = "half-year"
	Annual   Kind = "annual"
	Bulletin Kind = "bulletin"
)

// Kinds lists all reports.
func Kinds() []Kind { return []Kind{Daily, Weekly, Monthly, Special, HalfYear, Annual, Bulletin} }

// Headlines lists those that are the headline table of a period.
func Headlines() []Kind { return []Kind{HalfYear, Annual} }

// Period is the days that a report counts, both included.
type Period struct {
	From deadline.Day `json:"from"`
	To   deadline.Day `json:"to"`
}

// PeriodOf is the period of a report that ends on a day: from the first day of its half-year or year on.
func PeriodOf(kind Kind, to deadline.Day) Period {
	year, month, _ := to.Date()
	first := time.January
	if kind == HalfYear && month > time.June {
		first = time.July
	}
	return Period{deadline.NewDay(year, first, 1), to}
}

// YearBefore is the same period a year before. It ends on the same day; on 28 February for the 29th.
func (p Period) YearBefore() Period { return Period{p.From.AddMonths(-12), p.To.AddMonths(-12)} }

// Holds reports whether a day is within.
func (p Period) Holds(d deadline.Day) bool { return d >= p.From && d <= p.To }

// MonthsSince is how many whole months have passed at the end of a day since the beginning of another.
func MonthsSince(since, today deadline.Day) int {
	n := 0
	for since.AddMonths(n+1) <= today.Add(1) {
		n++
	}
	return n
}
