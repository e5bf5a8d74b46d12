package web

import (
	"cmp"
	"slices"
	"time"

	"bihuan/domain/deadline"
	"bihuan/domain/org"
	"bihuan/domain/reception"
	"bihuan/domain/report"
	"bihuan/locale"
	"bihuan/page"
	"bihuan/store"
	"bihuan/web/view/keyed"
)

// keyedMonth is the month that the address asks for, this one unless it is said.
func (v *visit) keyedMonth() (report.Period, string) {
	at, err := time.ParseInLocation(monthForm, v.Query("month"), locale.Zone())
	if err != nil {
		at = v.Now.In(locale.Zone())
	}
	first := deadline.NewDay(at.Year(), at.Month(), 1)
	return report.Period{From: first, To: first.AddMonths(1) - 1}, at.Format(monthForm)
}

// keyedMonths are those that a list offers, this one first.
func (v *visit) keyedMonths() []page.Option {
	var months []page.Option
	year, month, _ := v.Today.Date()
	for i := range monthsOffered {
		name := time.Date(year, month, 1, 0, 0, 0, 0, locale.Zone()).AddDate(0, -i, 0).Format(monthForm)
		months = append(months, page.Option{Value: name, Words: name})
	}
	return months
}

// keyedList is the frame of a list of what was keyed in a month.
func (v *visit) keyedList(noun, month string) keyed.List {
	return keyed.List{
		Title: v.L.T("keyed." + noun + ".title"), Action: v.To("/" + noun + "s"),
		Filter: page.NewForm(v.L, nil).Set("month", month),
		Fields: []page.Field{{Name: "month", Label: v.L.T("keyed.month"), Options: v.keyedMonths()}},
		Empty:  page.EmptyView{Title: v.L.T("keyed." + noun + ".none"), Words: v.L.T("keyed." + noun + ".none.words")},
	}
}

func (v *visit) keyedCrumbs(noun string, more ...page.Crumb) []page.Crumb {
	crumbs := []page.Crumb{v.Crumb("page.nav.today", "/"), v.Crumb("keyed."+noun+".title", "")}
	if len(more) > 0 {
		crumbs[1] = v.Crumb("keyed."+noun+".title", "/"+noun+"s")
	}
	return append(crumbs, more...)
}

// typedDay reads an optional day of a form.
func typedDay(f *page.Form, name string) deadline.Day {
	if f.Value(name) == "" {
		return 0
	}
	day, ok := f.Day(name)
	if !ok {
		f.Wrong(name, "keyed.wrong.day")
		return 0
	}
	return deadline.DayOf(day)
}

// typedCount reads a number of a form.
func typedCount(f *page.Form, name string) int {
	n, ok := f.Int(name)
	if !ok {
		f.Wrong(name, "keyed.wrong.count")
	}
	return n
}

// dayWords is a day in a form's field.
func (v *visit) dayWords(d deadline.Day) string {
	if d == 0 {
		return ""
	}
	return v.L.ISO(d)
}

// known are the petitions that the reader sees, of those that an entry names, and how many more there are.
func (v *visit) known(numbers []string) (links []page.Link, hidden int, err error) {
	found, err := v.matters(numbers)
	if err != nil {
		return nil, 0, err
	}
	for _, no := range numbers {
		if p := found[no]; p != nil {
			links = append(links, page.Link{Words: v.L.T("keyed.matter", "no", no, "subject", p.Record.Subject), Href: v.To("/petitions", no)})
		} else {
			hidden++
		}
	}
	return links, hidden, nil
}

// saying is what one entry says: who keyed it, and each fact.
type saying struct {
	reception.Entry
	facts []page.Fact
}

// history tells of every entry what it changed, the latest first.
func (v *visit) history(all []saying) []page.Moment {
	var moments []page.Moment
	for i, s := range all {
		at := s.Known.In(v.Now.Location())
		m := page.Moment{Day: v.L.Date(at), Time: v.L.Time(at), DateTime: at.Format(time.RFC3339), Title: v.L.T("keyed.entered"), Who: s.Name}
		switch {
		case s.Removed:
			m.Title, m.Note = v.L.T("keyed.removed"), s.Why
		case i > 0:
			m.Title = v.L.T("keyed.changed")
			for k, fact := range s.facts {
				if was := all[i-1].facts[k]; was.Text != fact.Text {
					none := v.L.T("web.none")
					m.More = append(m.More, v.L.T("keyed.change", "fact", fact.Term, "was", cmp.Or(was.Text, none), "is", cmp.Or(fact.Text, none)))
				}
			}
			m.MoreHead = v.L.T("keyed.changes", "n", len(m.More))
		}
		moments = append(moments, m)
	}
	slices.Reverse(moments)
	return moments
}

// said are the facts of which something is said.
func said(facts []page.Fact) []page.Fact {
	return slices.DeleteFunc(slices.Clone(facts), func(f page.Fact) bool { return f.Text == "" })
}

// leaders are the people of the county's book who receive people: county leaders, and heads of units.
func (v *visit) leaders(dir *store.Directory) []page.OptionGroup {
	var groups []page.OptionGroup
	for _, kind := range []org.PostKind{org.Leader, org.Director, org.Head, org.Deputy} {
		g := page.OptionGroup{Words: v.L.T("org.post." + string(kind))}
		for _, post := range dir.Posts {
			if post.Kind == kind && post.Held(v.Now) {
				g.Options = append(g.Options, page.Option{Value: string(post.Person), Words: v.L.T("keyed.leader.option", "name", dir.PersonName(post.Person), "title", post.Title, "unit", dir.UnitShort(post.Unit))})
			}
		}
		if len(g.Options) > 0 {
			groups = append(groups, g)
		}
	}
	return groups
}

// entrySeen is the entry over which a form was filled in.
func entrySeen(f *page.Form) int {
	n, _ := f.Int("seq") // one that is none is no entry, and refused as such
	return n
}
