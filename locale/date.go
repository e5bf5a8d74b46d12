package locale

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Dated is anything that knows its civil date: deadline.Day, time.Time.
type Dated interface {
	Date() (int, time.Month, int)
}

// zone is the one time zone of the work. China has kept UTC+8 without summer time since 1991.
var zone = time.FixedZone("Asia/Shanghai", 8*60*60)

// Zone is the time zone in which moments are written.
func Zone() *time.Location { return zone }

// civil is the date of d; a moment's date is the one in the zone of the work.
func civil(d Dated) (int, time.Month, int, time.Weekday) {
	if t, ok := d.(time.Time); ok {
		d = t.In(zone)
	}
	year, month, day := d.Date()
	return year, month, day, time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Weekday()
}

// Date is how a sentence names a day: 9月20日, 20 September; with its year when the locale
// knows the reader's year and it is another one.
func (l *Locale) Date(d Dated) string { return l.DateIn(d, l.year) }

// DateIn is Date for a reader in the given year; 0 leaves the year out.
func (l *Locale) DateIn(d Dated, nowYear int) string {
	year, month, day, _ := civil(d)
	if nowYear != 0 && year != nowYear {
		return l.Long(d)
	}
	if l.Chinese() {
		return fmt.Sprintf("%d月%d日", month, day)
	}
	return fmt.Sprintf("%d %s", day, month)
}

// DateWeek is Date with the day of the week: 9月20日　周日, 20 September, Sunday.
func (l *Locale) DateWeek(d Dated) string {
	_, _, _, week := civil(d)
	if l.Chinese() {
		return l.Date(d) + "　" + chineseWeek(week)
	}
	return l.Date(d) + ", " + week.String()
}

// ISO is the date of tables and forms: 2026-09-20.
func (l *Locale) ISO(d Dated) string {
	year, month, day, _ := civil(d)
	return fmt.Sprintf("%04d-%02d-%02d", year, month, day)
}

// ISOWeek is ISO with the day of the week: 2026-09-20　周日, 2026-09-20 Sun.
func (l *Locale) ISOWeek(d Dated) string {
	if l.Chinese() {
		return l.ISO(d) + "　" + l.Week(d)
	}
	return l.ISO(d) + " " + l.Week(d)
}

// Week is the day of the week alone: 周日, Sun.
func (l *Locale) Week(d Dated) string {
	_, _, _, week := civil(d)
	if l.Chinese() {
		return chineseWeek(week)
	}
	return week.String()[:3]
}

// Long is the date of documents: 2026年9月20日, 20 September 2026.
func (l *Locale) Long(d Dated) string {
	year, month, day, _ := civil(d)
	if l.Chinese() {
		return fmt.Sprintf("%d年%d月%d日", year, month, day)
	}
	return fmt.Sprintf("%d %s %d", day, month, year)
}

// LongWeek is Long with the day of the week, as on top of a page.
func (l *Locale) LongWeek(d Dated) string {
	_, _, _, week := civil(d)
	if l.Chinese() {
		return l.Long(d) + "　" + chineseWeek(week)
	}
	return week.String() + ", " + l.Long(d)
}

// Moment is a day and its time: 9月18日 14:42, 18 September 14:42.
func (l *Locale) Moment(t time.Time) string { return l.Date(t) + " " + l.Time(t) }

// ISOMoment is a moment in a table: 2026-09-18 14:42.
func (l *Locale) ISOMoment(t time.Time) string { return l.ISO(t) + " " + l.Time(t) }

// Time is the time of day alone: 14:42.
func (l *Locale) Time(t time.Time) string { return t.In(zone).Format("15:04") }

// Day is the day of the month alone: 16日, 16.
func (l *Locale) Day(d Dated) string {
	_, _, day, _ := civil(d)
	if l.Chinese() {
		return strconv.Itoa(day) + "日"
	}
	return strconv.Itoa(day)
}

func (l *Locale) dateForm(form string, d Dated) string {
	switch form {
	case "week":
		return l.DateWeek(d)
	case "iso":
		return l.ISO(d)
	case "long":
		return l.Long(d)
	}
	return l.Date(d)
}

func chineseWeek(w time.Weekday) string {
	return [...]string{"周日", "周一", "周二", "周三", "周四", "周五", "周六"}[w]
}

// ReadDay reads a day as people write it, at midnight in the zone of the work: 2026-09-18,
// 2026-9-18, 2026/9/18, 2026.9.18, 20260918, 2026年9月18日.
func ReadDay(s string) (day time.Time, ok bool) {
	s = strings.NewReplacer("/", "-", ".", "-", "年", "-", "月", "-", "日", "").Replace(strings.TrimSpace(s))
	for _, layout := range []string{"2006-1-2", "20060102"} {
		if day, err := time.ParseInLocation(layout, s, zone); err == nil {
			return day, true
		}
	}
	return time.Time{}, false
}
