package deadline

import (
	"time"

	"bihuan/domain/fault"
)

// Day is a civil date, counted from 1 = 0001-01-01. The zero value is no day. Days compare and
// subtract as the integers they are.
type Day int32

// unixDay is the Day of 1970-01-01.
const unixDay Day = 719163

// lastDay is 9999-12-31, the last day with an ISO name of four-digit year.
const lastDay Day = 3652059

// zone is fixed: China has had no summer time since 1991, and a fixed zone needs no zone files.
var zone = time.FixedZone("Asia/Shanghai", 8*60*60)

// Zone is Asia/Shanghai, in which all days begin and end.
func Zone() *time.Location { return zone }

// NewDay is the day of a date; like time.Date it carries an excess over (31 April is 1 May).
func NewDay(year int, month time.Month, date int) Day {
	m := int(month) - 1
	year += floorDiv(m, 12)
	m -= floorDiv(m, 12) * 12
	// Years counted from March have the leap day at their end.
	if m < 2 {
		year--
		m += 12
	}
	m -= 2
	era := floorDiv(year, 400)
	inEra := year - era*400
	n := era*146097 + inEra*365 + inEra/4 - inEra/100 + (153*m+2)/5 + date
	return Day(n - 306)
}

// ParseDay reads an ISO date such as 2026-09-30.
func ParseDay(s string) (Day, error) {
	if d, ok := parseISO(s); ok {
		return d, nil
	}
	return 0, fault.New(fault.Invalid, "fault.day", "value", excerpt(s))
}

func parseISO(s string) (Day, bool) {
	if len(s) != 10 || s[4] != '-' || s[7] != '-' {
		return 0, false
	}
	var n [3]int
	for i, part := range [3]string{s[:4], s[5:7], s[8:]} {
		for _, r := range []byte(part) {
			if r < '0' || r > '9' {
				return 0, false
			}
			n[i] = n[i]*10 + int(r-'0')
		}
	}
	if n[0] < 1 || n[1] < 1 || n[1] > 12 || n[2] < 1 || n[2] > monthLength(n[0], time.Month(n[1])) {
		return 0, false
	}
	return NewDay(n[0], time.Month(n[1]), n[2]), true
}

// DayOf is the day of an instant in Asia/Shanghai.
func DayOf(t time.Time) Day {
	return unixDay + Day(floorDiv(int(t.Unix())+8*60*60, 24*60*60))
}

// IsZero reports whether there is no day.
func (d Day) IsZero() bool { return d == 0 }

// Date is the day's year, month and date.
func (d Day) Date() (int, time.Month, int) {
	z := int(d) + 305
	era := floorDiv(z, 146097)
	inEra := z - era*146097
	year := (inEra - inEra/1460 + inEra/36524 - inEra/146096) / 365
	inYear := inEra - (365*year + year/4 - year/100)
	m := (5*inYear + 2) / 153
	date := inYear - (153*m+2)/5 + 1
	year += era * 400
	if m += 3; m > 12 {
		m -= 12
		year++
	}
	return year, time.Month(m), date
}

// Year is the day's year.
func (d Day) Year() int {
	year, _, _ := d.Date()
	return year
}

// Weekday is the day of the week.
func (d Day) Weekday() time.Weekday {
	return time.Weekday(int(d) - floorDiv(int(d), 7)*7)
}

// Add is the day n days later.
func (d Day) Add(n int) Day { return d + Day(n) }

// Sub is the number of days from e to d.
func (d Day) Sub(e Day) int { return int(d) - int(e) }

// AddMonths is the same date n months later, or the last day of that month if it has no such date.
func (d Day) AddMonths(n int) Day {
	year, month, date := d.Date()
	m := int(month) - 1 + n
	year += floorDiv(m, 12)
	month = time.Month(m-floorDiv(m, 12)*12) + 1
	return NewDay(year, month, min(date, monthLength(year, month)))
}

// Start is the instant at which the day begins.
func (d Day) Start() time.Time {
	return time.Unix(int64(d-unixDay)*24*60*60-8*60*60, 0).In(zone)
}

// End is the instant at which the day ends: its 24:00, which is the next day's 00:00.
func (d Day) End() time.Time { return d.Add(1).Start() }

// String is the ISO date, or nothing for no day.
func (d Day) String() string {
	if d == 0 {
		return ""
	}
	return string(d.append(make([]byte, 0, 10)))
}

func (d Day) append(b []byte) []byte {
	year, month, date := d.Date()
	return append(b,
		byte('0'+year/1000%10), byte('0'+year/100%10), byte('0'+year/10%10), byte('0'+year%10), '-',
		byte('0'+month/10), byte('0'+month%10), '-',
		byte('0'+date/10), byte('0'+date%10))
}

// AppendText writes the ISO date; no day is no text.
func (d Day) AppendText(b []byte) ([]byte, error) {
	if d == 0 {
		return b, nil
	}
	if d < 1 || d > lastDay {
		return b, fault.New(fault.Internal, "fault.day.range", "value", int(d))
	}
	return d.append(b), nil
}

// MarshalText writes the ISO date; no day is no text.
func (d Day) MarshalText() ([]byte, error) { return d.AppendText(nil) }

// UnmarshalText reads an ISO date; no text is no day.
func (d *Day) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*d = 0
		return nil
	}
	parsed, err := ParseDay(string(text))
	if err != nil {
		return err
	}
	*d = parsed
	return nil
}

func monthLength(year int, month time.Month) int {
	switch month {
	case time.April, time.June, time.September, time.November:
		return 30
	case time.February:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	}
	return 31
}

func floorDiv(a, b int) int {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}
