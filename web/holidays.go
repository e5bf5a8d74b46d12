package web

import (
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/a-h/templ"

	"bihuan/domain/deadline"
	"bihuan/domain/fault"
	"bihuan/domain/org"
	"bihuan/page"
	"bihuan/web/view/holiday"
)

func (w *Web) holidayRoutes(add add) {
	add("GET /holidays", w.holidays, org.ActHolidays, org.ActRead)
	add("POST /holidays", w.importHolidays, org.ActHolidays)
}

// holidays shows the notice of a year: this one unless another is asked for.
func (w *Web) holidays(v *visit) error {
	number, err := strconv.Atoi(v.Query("year"))
	if err != nil {
		number = v.Now.Year()
	}
	c, err := v.holidayPage(number, page.NewForm(v.L, nil))
	if err != nil {
		return err
	}
	return v.Show(c)
}

func (v *visit) holidayPage(number int, f *page.Form) (templ.Component, error) {
	calendar := v.Rules().Calendar
	year, known := calendar.Year(number)
	if !known {
		return nil, notFound()
	}
	y := holiday.Year{Title: v.L.T("web.holidays.year", "year", strconv.Itoa(number)), Papers: webAddresses(year.Papers), Form: f}
	years := calendar.Years()
	for _, n := range slices.Backward(years) {
		y.Tabs = append(y.Tabs, page.Tab{Words: strconv.Itoa(n), Href: v.To("/holidays") + "?year=" + strconv.Itoa(n), Count: -1, Current: n == number})
	}
	if next := v.Now.Year() + 1; !calendar.Known(next) {
		y.Warning = v.L.T("web.holidays.missing", "year", strconv.Itoa(next))
	}
	if v.May(org.ActHolidays) {
		y.Import = v.To("/holidays")
	}
	y.Lines = v.holidayLines(year)
	for month := time.January; month <= time.December; month++ {
		y.Months = append(y.Months, v.month(calendar, number, month))
	}
	var week []string
	monday := deadline.NewDay(2026, time.January, 5)
	for i := range 7 {
		week = append(week, v.L.T("web.holidays.weekday."+strconv.Itoa(int(monday.Add(i).Weekday()))))
	}
	view := v.View(v.L.T("web.holidays.title"), v.Crumb("page.nav.today", "/"), v.Crumb("web.holidays.title", ""))
	return holiday.Page(view, y, week), nil
}

// webAddresses are those papers that can be opened.
func webAddresses(papers []string) []string {
	return slices.DeleteFunc(slices.Clone(papers), func(paper string) bool {
		u, err := url.Parse(paper)
		return err != nil || u.Scheme != "http" && u.Scheme != "https"
	})
}

// holidayLines gathers the days by holiday, in the order of the year.
func (v *visit) holidayLines(year deadline.Year) []holiday.Line {
	type gathered struct{ off, worked []deadline.Day }
	var names []string
	by := map[string]*gathered{}
	for _, s := range year.Days {
		g, ok := by[s.Name]
		if !ok {
			g = &gathered{}
			by[s.Name] = g
			names = append(names, s.Name)
		}
		if s.Off {
			g.off = append(g.off, s.Date)
		} else {
			g.worked = append(g.worked, s.Date)
		}
	}
	var lines []holiday.Line
	for _, name := range names {
		g := by[name]
		lines = append(lines, holiday.Line{Name: v.word("web.holidays.named.", name), Off: v.span(g.off), Worked: v.span(g.worked), Days: v.L.T("web.holidays.n", "n", len(g.off))})
	}
	return lines
}

// span words days: from the first to the last if there is none between that is missing.
func (v *visit) span(days []deadline.Day) string {
	if len(days) == 0 {
		return v.L.T("web.none")
	}
	slices.Sort(days)
	var words []string
	for from := 0; from < len(days); {
		to := from
		for to+1 < len(days) && days[to+1] == days[to]+1 {
			to++
		}
		if to > from {
			words = append(words, v.L.T("web.holidays.span", "from", days[from], "to", days[to]))
		} else {
			words = append(words, v.L.DateWeek(days[from]))
		}
		from = to + 1
	}
	return v.L.List(words)
}

// month lays out a month in weeks from Monday on.
func (v *visit) month(calendar deadline.Calendar, year int, month time.Month) holiday.Month {
	first := deadline.NewDay(year, month, 1)
	m := holiday.Month{Name: v.L.T("web.holidays.month." + strconv.Itoa(int(month)))}
	week := make([]holiday.Day, 7)
	place := (int(first.Weekday()) + 6) % 7
	for d := first; ; d++ {
		if _, in, _ := d.Date(); in != month {
			break
		}
		week[place] = v.day(calendar, d)
		if place++; place == 7 {
			m.Weeks = append(m.Weeks, week)
			week, place = make([]holiday.Day, 7), 0
		}
	}
	if place > 0 {
		m.Weeks = append(m.Weeks, week)
	}
	return m
}

func (v *visit) day(calendar deadline.Calendar, d deadline.Day) holiday.Day {
	_, _, n := d.Date()
	day := holiday.Day{N: n, Today: d == v.Today}
	switch why := calendar.Why(d); why.Kind {
	case deadline.Holiday:
		day.Kind, day.Words = "off", v.word("web.holidays.named.", why.Name)
	case deadline.Makeup:
		day.Kind, day.Words = "worked", v.L.T("web.holidays.worked")
	case deadline.Weekend:
		day.Kind = "weekend"
	}
	return day
}

// maxNotice is more than any real notice holds.
const maxNotice = 1 << 20

// importHolidays takes the file of a year in; the due dates of what runs follow from it anew.
func (w *Web) importHolidays(v *visit) error {
	v.r.Body = http.MaxBytesReader(v.w, v.r.Body, maxNotice)
	raw, err := upload(v.r, "file")
	f := page.NewForm(v.L, nil)
	var year deadline.Year
	if err == nil {
		year, err = w.Casework.ImportYear(v.Ctx(), v.Officer, raw)
	}
	if err != nil {
		refusal := fault.As(err)
		if refusal == nil || refusal.Kind != fault.Invalid {
			return err
		}
		for _, one := range refusal.All() {
			f.Wrong("file", one.Key, one.Args...)
		}
		c, err := v.holidayPage(v.Now.Year(), f)
		if err != nil {
			return err
		}
		return v.Again(c)
	}
	v.Done("web.holidays.done", "year", strconv.Itoa(year.Number), "n", len(year.Days))
	return v.goTo(v.To("/holidays") + "?year=" + strconv.Itoa(year.Number))
}

// upload reads one small file of a form.
func upload(r *http.Request, name string) ([]byte, error) {
	file, _, err := r.FormFile(name)
	if err == http.ErrMissingFile {
		return nil, fault.NewInvalid(name, "fault.web.file")
	}
	if err != nil {
		return nil, unreadable(err)
	}
	defer file.Close()
	return io.ReadAll(file)
}
