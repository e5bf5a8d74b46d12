package web

import (
	"bihuan/casework"
	"bihuan/domain/report"
	"bihuan/page"
	view "bihuan/web/view/report"
)

// reportBehind lists the matters behind a number in a report. What is asked for stands in the address, as the
// report wrote it down; everybody sees those of the matters that they may read.
func (w *Web) reportBehind(v *visit) error {
	facts, err := casework.ReadFacts(v.r.URL.Query())
	if err != nil {
		return err
	}
	facts.Limit = batchRows
	list, next, err := w.Casework.MattersBehind(v.Ctx(), v.Officer, facts)
	if err != nil {
		return err
	}
	book, err := w.DB.Directory(v.Ctx())
	if err != nil {
		return err
	}
	bureau, _ := book.Bureau()
	L := v.L
	p := view.Matters{
		Title: L.T("report.behind." + string(facts.Kind)), Words: L.T("report.behind.words", "at", facts.Moment),
		Columns: []string{L.T("report.column.matter"), L.T("report.column.unit"), L.T("report.column.day." + string(facts.Kind)), L.T("report.column.fact." + string(facts.Kind)), L.T("report.column.state")},
		Empty:   page.EmptyView{Title: L.T("report.figure.none"), Words: L.T("report.figure.none.words")},
	}
	if facts.Kind == casework.FactMark {
		words, err := report.WordsIn(L.Tag())
		if err != nil {
			return err
		}
		p.Title = words.T("metric." + string(facts.Metric))
	}
	for _, m := range list {
		row := view.Matter{Subject: m.Subject, No: shortNumber(m.No), Href: v.To("/petitions", m.No), Day: L.Date(m.Day), State: page.StateOf(L, string(m.State))}
		switch {
		case m.Unit != "":
			row.Unit = book.UnitName(m.Unit)
		case facts.Kind != casework.FactArrival:
			row.Unit = bureau.Name
		}
		switch facts.Kind {
		case casework.FactArrival:
			row.Fact = L.T("report.behind.came", "level", v.levelWord(m.Level), "channel", channelWord(L, m.Channel), "n", m.Persons)
		case casework.FactMark:
			row.Fact = markWords(v, m)
		case casework.FactStage:
			row.Fact = L.T("report.behind.nothing")
			if m.Due != 0 {
				row.Fact = L.T("report.behind.due", "day", m.Due)
			}
		}
		p.Rows = append(p.Rows, row)
	}
	p.Pages.Note = L.T("page.pages.note", "n", len(list))
	if next != "" {
		q := v.r.URL.Query()
		q.Set("after", next)
		p.Pages.Next = v.To("/reports", "behind") + "?" + q.Encode()
	}
	return v.Show(view.MatterList(v.View(p.Title, v.Crumb("page.nav.today", "/"), page.Crumb{Words: p.Title}), p))
}

// markWords say whether what is counted was good.
func markWords(v *visit, m casework.Matter) string {
	switch {
	case m.Done == 0:
		return v.L.T("report.behind.undone")
	case m.Good:
		return v.L.T("report.behind.good", "day", m.Done)
	}
	return v.L.T("report.behind.bad", "day", m.Done)
}
