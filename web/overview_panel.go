package web

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"bihuan/domain/deadline"
	"bihuan/domain/org"
	"bihuan/domain/petition"
	"bihuan/domain/report"
	"bihuan/page"
	"bihuan/store"
	view "bihuan/web/view/overview"
)

// scale says of each bar how long it is, of the longest.
func scale(bars []view.Bar) []view.Bar {
	most := 1
	for _, b := range bars {
		most = max(most, b.N)
	}
	for i := range bars {
		if bars[i].N > 0 {
			bars[i].Share = max(bars[i].N*100/most, 1)
		}
	}
	return bars
}

func (o *overview) states() view.Bars {
	b := view.Bars{Title: o.L.T("overview.states", "n", o.counted.Open), Sub: o.L.T("overview.states.sub")}
	usual := []petition.State{petition.Registered, petition.Assigned, petition.Accepted, petition.Replied}
	for _, s := range petition.States() {
		if n := o.counted.States[s]; n > 0 || slices.Contains(usual, s) {
			b.Rows = append(b.Rows, view.Bar{Words: o.L.T("petition.state." + string(s)), Href: o.list("state", string(s)), N: n, Shade: "f1"})
		}
	}
	scale(b.Rows)
	return b
}

func (o *overview) ages() view.Bars {
	b := view.Bars{Title: o.L.T("overview.ages"), Sub: o.L.T("overview.ages.sub")}
	shades := []string{"f3", "f3", "f2", "f2", "f1", "f1"}
	for i, age := range report.Ages() {
		key := "overview.age"
		switch {
		case age.From == 0:
			key = "overview.age.first"
		case age.To == 0:
			key = "overview.age.last"
		}
		p := age.Received(o.Today)
		b.Rows = append(b.Rows, view.Bar{Words: o.L.T(key, "from", age.From, "to", age.To, "over", age.From-1), Href: o.list("received", writeSpan(p.From, p.To)), N: o.counted.Ages[i], Shade: shades[i]})
	}
	scale(b.Rows)
	return b
}

func (o *overview) ladder() view.Bars {
	b := view.Bars{Title: o.L.T("ladder.title"), Sub: o.L.T("overview.ladder.sub", "n", o.counted.Climbing())}
	shades := []string{"", "f3", "f3", "f2", "f1"}
	for week := deadline.LadderHandler; week <= deadline.LadderLiaison; week++ {
		turn := strconv.Itoa(week)
		one := view.Bar{Words: o.L.T("web.list.rung." + turn), Href: o.list("turn", turn), N: o.counted.Ladder[week], Shade: shades[week]}
		if n := o.counted.LadderLate[week]; n > 0 {
			one.Late, one.LateHref = o.L.T("ladder.late", "n", n), o.list("turn", turn, "due", late)
		}
		b.Rows = append(b.Rows, one)
	}
	scale(b.Rows)
	return b
}

// categories are what is open by what it is about, the most first: that says nothing of anybody.
func (o *overview) categories() view.Bars {
	b := view.Bars{Title: o.L.T("overview.categories"), Sub: o.L.T("overview.categories.sub")}
	for code, n := range o.counted.Categories {
		one := view.Bar{Words: o.firstLevel(code), Href: o.list("category", code), N: n, Shade: "f2"}
		if code == "" {
			one.Words, one.Href, one.Shade = o.L.T("petition.unknown"), "", "f5"
		}
		b.Rows = append(b.Rows, one)
	}
	slices.SortFunc(b.Rows, func(x, y view.Bar) int { return cmp.Or(y.N-x.N, strings.Compare(x.Href, y.Href)) })
	scale(b.Rows)
	return b
}

// firstLevel is the name of a category's first level.
func (o *overview) firstLevel(code string) string {
	for _, c := range o.dir.Categories {
		if strings.HasPrefix(c.Code, code) {
			if !o.L.Chinese() && c.English != "" {
				return c.English
			}
			return c.Level1
		}
	}
	return code
}

// places are the townships in the order of the county's book.
func (o *overview) places() *view.Places {
	p := &view.Places{Title: o.L.T("overview.places"), Sub: o.L.T("overview.places.sub"), Note: o.L.T("overview.places.note")}
	rest, most := o.counted.Open, 1
	for _, a := range o.dir.Towns() {
		most = max(most, o.counted.Places[a.Code])
	}
	for _, a := range o.dir.Towns() {
		n := o.counted.Places[a.Code]
		rest -= n
		if n == 0 && o.of != ofCounty {
			continue // the whole county is not theirs
		}
		p.Tiles = append(p.Tiles, view.Tile{Words: a.Name, Href: o.list("place", string(a.Code)), N: n, Shade: "q" + strconv.Itoa(min(1+n*4/(most+1), 4))})
	}
	if rest > 0 {
		p.Rest = o.L.T("overview.places.rest", "n", rest)
	}
	return p
}

// How many units, and how many matters, the page names of those that are overdue.
const (
	lateUnits   = 8
	lateMatters = 2
	drawnOne    = 10 // overdue matters are drawn one by one, as far as this
)

// lateUnits are the units by what is overdue of what they are to do: the most first, never by how much they have.
func (o *overview) lateUnits() (*view.Late, error) {
	l := &view.Late{Title: o.L.T("overview.late"), Sub: o.L.T("overview.late.sub", "n", o.counted.Late),
		None: page.EmptyView{Title: o.L.T("overview.late.none"), Words: o.L.T("overview.late.none.words")}}
	l.Bars.Title = l.Title
	owing := o.owed
	for _, u := range owing[:min(len(owing), lateUnits)] {
		one := view.Bar{Words: o.owing(u.Unit, o.dir), Href: o.list("owes", cmp.Or(string(u.Unit), theBureau), "due", late), N: u.N, Shade: "fl"}
		for i := 0; i < u.N && owing[0].N <= drawnOne; i++ {
			one.Squares = append(one.Squares, i*15)
		}
		l.Bars.Rows = append(l.Bars.Rows, one)
	}
	scale(l.Bars.Rows)
	if !o.opens || o.counted.Late == 0 {
		return l, nil
	}
	rows, err := o.reader.List(o.Ctx(), store.ListQuery{Open: true, Limit: lateMatters}.Late(o.Today))
	if err != nil {
		return nil, err
	}
	owes, err := o.reader.Owes(o.Ctx(), numbersOf(rows.Rows))
	if err != nil {
		return nil, err
	}
	for i := range rows.Rows {
		r := &rows.Rows[i]
		l.Matters = append(l.Matters, view.Matter{Subject: r.Subject, Href: o.To("/petitions", r.No), Unit: o.owing(owes[r.No], o.dir), Due: o.due(r)})
	}
	if rest := o.counted.Late - len(l.Matters); rest > 0 {
		l.Rest = &page.Link{Words: o.L.T("overview.late.rest", "n", rest), Href: o.list("due", late)}
	}
	return l, nil
}

// shownClusters is how many collective matters the page shows.
const shownClusters = 4

// clusters are the collective matters that grow most and that nobody has closed.
func (o *overview) clusters() (*view.Clusters, error) {
	c := &view.Clusters{Title: o.L.T("overview.clusters"), Sub: o.L.T("overview.clusters.sub"),
		None: page.EmptyView{Title: o.L.T("overview.clusters.none"), Words: o.L.T("overview.clusters.none.words")}}
	if page.Opens(o.Officer, "/clusters") {
		c.All = &page.Link{Words: o.L.T("overview.clusters.all"), Href: o.To("/clusters")}
	}
	found, err := o.reader.Clusters(o.Ctx(), store.ClusterQuery{At: o.Now, Since: o.Now.AddDate(0, 0, -7*sparkWeeks), Least: 3, Limit: 3 * shownClusters})
	if err != nil {
		return nil, err
	}
	found = slices.DeleteFunc(found, func(c store.Cluster) bool { return !c.Closed.IsZero() })
	found = found[:min(len(found), shownClusters)]
	var numbers []int
	for i := range found {
		numbers = append(numbers, found[i].Number)
	}
	members, err := o.reader.ClusterMembers(o.Ctx(), numbers...)
	if err != nil {
		return nil, err
	}
	for i := range found {
		c.Rows = append(c.Rows, o.cluster(&found[i], members))
	}
	return c, nil
}

func (o *overview) cluster(c *store.Cluster, members []store.ClusterMember) view.Cluster {
	row := view.Cluster{Name: o.clusterName(c), Size: o.clusterSize(c), Place: c.Place}
	if o.opens {
		row.Href = o.To("/clusters", strconv.Itoa(c.Number))
	}
	var days []time.Time
	for _, m := range members {
		if m.Number == c.Number {
			days = append(days, m.At)
		}
	}
	g := o.growth(c, days)
	row.Growth, row.Weeks, row.Counts = g.Words, g.Weeks, g.Counts
	most := max(1, slices.Max(g.Counts))
	for _, n := range g.Counts {
		row.Tops = append(row.Tops, max(1, n*18/most))
	}
	return row
}

// letters are those that wait for their answer: that others owe the bureau, or the unit owes.
func (o *overview) letters() (*view.Letters, error) {
	q, ok := o.letterQuery(lettersWaiting)
	if !ok || o.Officer.Post == org.Leader {
		return nil, nil
	}
	counts, err := o.Reader().CountAnswers(o.Ctx(), q, o.Today)
	if err != nil {
		return nil, err
	}
	n, overdue := 0, 0
	l := &view.Letters{Title: o.L.T("overview.letters"), None: page.EmptyView{Title: o.L.T("letter.none." + lettersWaiting)}}
	if o.of == ofUnit {
		l.Title, l.None.Title = o.L.T("overview.letters.owed"), o.L.T("letter.none.owed")
	}
	for _, c := range counts {
		n, overdue = n+c.N, overdue+c.Late
		at := func(due string) string { return o.lettersAt(lettersWaiting, narrowing(c.Kind, due)) }
		l.Rows = append(l.Rows, view.Letter{Words: o.letterKind(c.Kind), N: c.N, Today: c.Today, Late: c.Late, Href: at(""), TodayHref: at(dueNow), LateHref: at(late)})
	}
	l.Sub = o.L.T("overview.letters.sub", "n", n, "late", overdue)
	return l, nil
}
