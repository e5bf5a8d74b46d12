package score

import (
	"fmt"
	"time"

	"bihuan/domain/deadline"
	"bihuan/domain/fault"
	"bihuan/domain/report"
)

// Month is a month, as 2026-10.
type Month string

// ParseMonth reads one.
func ParseMonth(text string) (Month, error) {
	at, err := time.Parse("2006-01", text)
	if err != nil || at.Year() < 1 {
		return "", fault.NewInvalid("month", "fault.score.month")
	}
	return MonthOf(deadline.NewDay(at.Year(), at.Month(), 1)), nil
}

// MonthOf is the month of a day.
func MonthOf(d deadline.Day) Month {
	year, month, _ := d.Date()
	return Month(fmt.Sprintf("%04d-%02d", year, month))
}

// Period is its days. What is no month has none.
func (m Month) Period() report.Period {
	first, err := deadline.ParseDay(string(m) + "-01")
	if err != nil {
		return report.Period{}
	}
	return report.Period{From: first, To: first.AddMonths(1) - 1}
}

// Before is the month before.
func (m Month) Before() Month { return MonthOf(m.Period().From - 1) }
