package web

import (
	"strconv"

	"bihuan/domain/deadline"
	"bihuan/domain/fault"
	"bihuan/domain/org"
	"bihuan/domain/personal"
	"bihuan/domain/petition"
	"bihuan/page"
	"bihuan/store"
	view "bihuan/web/view/overview"
)

const (
	wallRows    = 12   // of matters
	wallRefresh = "60" // seconds
)

// wall is the screen of the duty room: matters and units, nobody's name. The browser loads it again every
// minute by itself; the script shows what changes within seconds.
func (w *Web) wall(v *visit) error {
	if !v.Scope().All {
		return fault.New(fault.Forbidden, "fault.web.post")
	}
	o := &overview{visit: v, of: ofCounty, reader: v.Reader(), opens: true}
	if err := o.count(); err != nil {
		return err
	}
	s := view.Wall{Title: v.L.T("overview.wall.title", "office", v.office()), Day: v.L.LongWeek(v.Now), Clock: v.L.Time(v.Now),
		Open: o.counted.Open, OpenWords: v.L.T("overview.wall.open.words", "late", o.counted.Late, "today", o.counted.DueToday),
		Due: v.L.T("overview.wall.list", "n", o.counted.Late+o.counted.DueToday), Good: v.L.T("overview.wall.good"),
		Foot: v.L.T("overview.wall.foot"), Refreshed: v.L.T("overview.wall.refreshed", "time", v.Now.Format("15:04:05")),
		Back: page.Link{Words: v.L.T("overview.title.county"), Href: v.To("/overview")}}
	for week := deadline.LadderHandler; week <= deadline.LadderLiaison; week++ {
		s.Ladder = append(s.Ladder, view.Count{Words: v.L.T("web.list.rung." + strconv.Itoa(week)), N: o.counted.Ladder[week]})
	}
	if err := o.wallCounts(&s); err != nil {
		return err
	}
	rows, err := o.reader.List(v.Ctx(), store.ListQuery{Open: true, DueFrom: 1, DueTo: v.Today, Limit: wallRows})
	if err != nil {
		return err
	}
	owes, err := o.reader.Owes(v.Ctx(), numbersOf(rows.Rows))
	if err != nil {
		return err
	}
	for i := range rows.Rows {
		s.Rows = append(s.Rows, o.wallRow(&rows.Rows[i], owes))
	}
	if rest := o.counted.Late + o.counted.DueToday - len(s.Rows); rest > 0 {
		s.More = v.L.T("overview.wall.more", "n", rest)
	}
	v.w.Header().Set("Refresh", wallRefresh)
	v.Live = liveList
	frame := v.View(s.Title)
	frame.Theme = "dark"
	return v.Show(view.WallPage(frame, s))
}

// wallCounts are what came in today, the letters that wait, and the rounds of the bureau.
func (o *overview) wallCounts(s *view.Wall) error {
	in, err := o.inflow()
	if err != nil {
		return err
	}
	today := flowDays - 1
	others := in.On(today)
	for _, c := range []petition.Channel{petition.Web, petition.Visit, petition.Letter, petition.Phone} {
		n := 0
		if days := in.Batches[c]; days != nil {
			n = days[today]
		}
		others -= n
		words := channelWord(o.L, c)
		if c == petition.Visit && n > 0 {
			words = o.L.T("overview.wall.visitors", "channel", words, "n", in.Persons[c][today])
		}
		s.Arrived = append(s.Arrived, view.Count{Words: words, N: n})
	}
	if others > 0 {
		s.Arrived = append(s.Arrived, view.Count{Words: o.L.T("overview.wall.others"), N: others})
	}
	if q, ok := o.letterQuery(lettersWaiting); ok {
		counts, err := o.reader.CountAnswers(o.Ctx(), q, o.Today)
		if err != nil {
			return err
		}
		n, overdue := 0, 0
		for _, c := range counts {
			n, overdue = n+c.N, overdue+c.Late
		}
		s.Letters = []view.Count{{Words: o.L.T("overview.letters.under_way"), N: n}, {Words: o.L.T("overview.wall.unanswered"), N: overdue}}
	}
	s.Rounds, err = o.dayRounds()
	return err
}

// wallRow is a matter for all to see. What somebody is accused of is not.
func (o *overview) wallRow(r *store.ListRow, owes map[string]org.UnitID) view.WallRow {
	row := view.WallRow{Subject: personal.Scrub(r.Subject), Who: o.owing(owes[r.No], o.dir), Due: o.due(r)}
	if r.Purpose == petition.Accusation {
		row.Subject = o.L.T("petition.purpose." + string(petition.Accusation))
	}
	if rule, ok := o.Rules().Policies.Rule(r.Lead.Rule, r.Lead.Version); ok {
		row.What = rule.Name.In(o.L.Tag())
	}
	row.Due.Date = ""
	return row
}
