package web

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"bihuan/domain/deadline"
	"bihuan/domain/org"
	"bihuan/page"
	"bihuan/store"
	"bihuan/web/view/cluster"
)

func (w *Web) clusterRoutes(add add) {
	add("GET /clusters", w.clusters, org.ActRead)
	add("GET /clusters/{number}", w.showCluster, org.ActRead)
	add("POST /clusters/{number}/{act}", w.actCluster, org.ActLink)
}

// gathered is the page of collective matters: the conditions that the address holds, and what is known.
type gathered struct {
	*visit
	conditions

	dir *store.Directory
}

// Rows of the list, and weeks of its pictures.
const (
	clusterRows  = 50
	sparkWeeks   = 8
	clusterWeeks = 26
)

func clusterStates() []string {
	return []string{store.ClusterOpen, store.ClusterLed, store.ClusterClosed, all}
}

func (v *visit) gathered() (*gathered, error) {
	g := &gathered{visit: v, conditions: conditions{url.Values{}}}
	for _, name := range []string{"state", "place", "category", "least", "since"} {
		if value := v.Query(name); value != "" {
			g.Set(name, value)
		}
	}
	if !slices.Contains(clusterStates(), g.Get("state")) {
		g.Del("state")
	}
	var err error
	g.dir, err = v.web.DB.Directory(v.Ctx())
	return g, err
}

// is is the state that is asked for: what nobody has decided about, unless the address says otherwise.
func (g *gathered) is() string {
	if state := g.Get("state"); state != "" {
		return state
	}
	return store.ClusterOpen
}

func (g *gathered) asks(state string) store.ClusterQuery {
	if state == all {
		state = ""
	}
	return store.ClusterQuery{At: g.Now, Since: g.since(), State: state, Least: g.least(), Place: org.AreaCode(g.Get("place")), Category: g.Get("category"), Limit: clusterRows + 1}
}

// least is how many members a group is shown with: three unless the address says otherwise. Two of a kind
// are many, and are shown as likely duplicates beside each other.
func (g *gathered) least() int {
	if n, err := strconv.Atoi(g.Get("least")); err == nil && slices.Contains(leasts(), n) {
		return n
	}
	return usualLeast
}

const usualLeast = 3

func leasts() []int { return []int{2, usualLeast, 5, 10, 20} }

// days is within how many days the newest member of a group came, 0 for any time. Unless the address says
// otherwise, groups are shown to which others may still come.
func (g *gathered) days() int {
	value := g.Get("since")
	if n, err := strconv.Atoi(value); err == nil && slices.Contains(g.sinces(), n) {
		return n
	}
	if value == all {
		return 0
	}
	return g.web.Casework.GroupDays()
}

func (g *gathered) sinces() []int {
	return slices.Compact(slices.Sorted(slices.Values([]int{g.web.Casework.GroupDays(), yearDays})))
}

const yearDays = 365

func (g *gathered) since() time.Time {
	days := g.days()
	if days == 0 {
		return time.Time{}
	}
	return g.Now.AddDate(0, 0, -days)
}

// clusters lists the groups, those that grow most first.
func (w *Web) clusters(v *visit) error {
	g, err := v.gathered()
	if err != nil {
		return err
	}
	c := cluster.Clusters{Title: v.L.T("cluster.title"), Words: v.L.T("cluster.words"), Action: v.To("/clusters"), Filter: page.NewForm(v.L, nil)}
	counts, err := v.Reader().CountClusters(v.Ctx(), g.asks(all))
	if err != nil {
		return err
	}
	for _, state := range clusterStates() {
		n := counts[state]
		if state == all {
			n = counts[""]
		}
		c.Tabs = append(c.Tabs, page.Tab{Words: v.L.T("cluster.state." + state), Href: g.with("state", state).in(c.Action), Count: n, Current: state == g.is()})
	}
	g.narrow(&c)
	skip, _ := strconv.Atoi(v.Query("skip"))
	skip = max(0, skip)
	q := g.asks(g.is())
	q.Skip = skip
	list, err := v.Reader().Clusters(v.Ctx(), q)
	if err != nil {
		return err
	}
	turn(&c.Pages, g.conditions, c.Action, skip, clusterRows, len(list) > clusterRows)
	list = list[:min(len(list), clusterRows)]
	if c.Rows, err = g.rows(list); err != nil {
		return err
	}
	c.Pages.Note = v.L.T("cluster.pages.note", "n", len(list))
	c.Empty = g.none(&c)
	v.Live = liveList
	return v.Show(cluster.List(v.View(c.Title, v.Crumb("page.nav.today", "/"), v.Crumb("cluster.title", "")), c))
}

// none says what it means that no group is shown.
func (g *gathered) none(c *cluster.Clusters) page.EmptyView {
	switch state := g.is(); {
	case len(c.Picks) > 0:
		return page.EmptyView{Title: g.L.T("cluster.none.picked"), Words: g.L.T("cluster.none.picked.words"), Link: &page.Link{Words: g.L.T("page.picked.clear"), Href: c.Clear}}
	case state == store.ClusterLed || state == store.ClusterClosed:
		return page.EmptyView{Title: g.L.T("cluster.none." + state), Words: g.L.T("cluster.none." + state + ".words")}
	}
	return page.EmptyView{Title: g.L.T("cluster.none"), Words: g.L.T("cluster.none.words", "n", g.web.Casework.GroupDays())}
}

// turn leads to the pages around, by how many rows are skipped.
func turn(p *page.PagesView, c conditions, path string, skip, rows int, more bool) {
	if skip > 0 {
		before := ""
		if skip > rows {
			before = strconv.Itoa(skip - rows)
		}
		p.Prev = c.with("skip", before).in(path)
	}
	if more {
		p.Next = c.with("skip", strconv.Itoa(skip+rows)).in(path)
	}
}

// narrow offers the conditions, and those that were chosen to be taken away.
func (g *gathered) narrow(c *cluster.Clusters) {
	every := page.Option{Words: g.L.T("web.list.every")}
	c.Fields = []page.Field{
		{Name: "place", Label: g.L.T("petition.field.place"), Options: []page.Option{every}, Groups: placeGroups(g.dir)},
		{Name: "category", Label: g.L.T("petition.field.category"), Options: []page.Option{every}, Groups: categoryGroups(g.L, g.dir)},
		{Name: "least", Label: g.L.T("cluster.least")},
		{Name: "since", Label: g.L.T("cluster.since")},
	}
	for _, n := range leasts() {
		c.Fields[2].Options = append(c.Fields[2].Options, page.Option{Value: strconv.Itoa(n), Words: g.L.T("cluster.least.n", "n", n)})
	}
	for _, n := range g.sinces() {
		c.Fields[3].Options = append(c.Fields[3].Options, page.Option{Value: strconv.Itoa(n), Words: g.L.T("cluster.since.n", "n", n)})
	}
	c.Fields[3].Options = append(c.Fields[3].Options, page.Option{Value: all, Words: g.L.T("cluster.since.any")})
	since := all
	if days := g.days(); days > 0 {
		since = strconv.Itoa(days)
	}
	c.Filter.Set("least", strconv.Itoa(g.least())).Set("since", since)
	c.Clear = c.Action
	if state := g.Get("state"); state != "" {
		c.Keep = []page.Keep{{Name: "state", Value: state}}
		c.Clear += "?state=" + url.QueryEscape(state)
	}
	for _, pick := range []struct{ name, words string }{
		{"place", g.dir.AreaName(org.AreaCode(g.Get("place")))}, {"category", categoryName(g.L, g.dir, g.Get("category"))},
	} {
		value := g.Get(pick.name)
		c.Filter.Set(pick.name, value)
		if value != "" {
			c.Picks = append(c.Picks, page.Pick{Words: pick.words, Href: g.with(pick.name, "").in(c.Action)})
		}
	}
	if n := g.least(); n != usualLeast {
		c.Picks = append(c.Picks, page.Pick{Words: g.L.T("cluster.least.n", "n", n), Href: g.with("least", "").in(c.Action)})
	}
	if words := g.L.T("cluster.since.any"); g.days() != g.web.Casework.GroupDays() {
		if n := g.days(); n > 0 {
			words = g.L.T("cluster.since.n", "n", n)
		}
		c.Picks = append(c.Picks, page.Pick{Words: g.L.T("cluster.since.pick", "words", words), Href: g.with("since", "").in(c.Action)})
	}
}

func (g *gathered) rows(list []store.Cluster) ([]cluster.Row, error) {
	numbers := make([]int, len(list))
	for i := range list {
		numbers[i] = list[i].Number
	}
	members, err := g.Reader().ClusterMembers(g.Ctx(), numbers...)
	if err != nil {
		return nil, err
	}
	days := map[int][]time.Time{}
	for _, m := range members {
		days[m.Number] = append(days[m.Number], m.At)
	}
	rows := make([]cluster.Row, len(list))
	for i := range list {
		c := &list[i]
		r := cluster.Row{Name: g.clusterName(c), Href: g.To("/clusters", strconv.Itoa(c.Number)), Size: g.clusterSize(c),
			Note: strings.TrimSpace(g.L.T("cluster.number", "n", c.Number) + "　" + c.Place), Growth: g.growth(c, days[c.Number]), Days: g.clusterDays(c)}
		if c.Master != "" {
			r.Master = &page.Link{Words: shortNumber(c.Master), Href: g.To("/petitions", c.Master)}
		}
		if n := c.Waiting(); n > 0 {
			r.Tags = append(r.Tags, page.TagView{Words: g.L.T("cluster.waiting", "n", n), Kind: "soon"})
		}
		if !c.Closed.IsZero() {
			r.Tags = append(r.Tags, page.TagView{Words: g.L.T("cluster.state.closed")})
		}
		rows[i] = r
	}
	return rows, nil
}

// growth are the matters of the last weeks, the present one last.
func (v *visit) growth(c *store.Cluster, days []time.Time) cluster.Growth {
	g := cluster.Growth{Words: v.L.T("cluster.growth", "week", c.Week, "month", c.Month), Counts: weekly(days, v.Today, sparkWeeks)}
	counts := make([]string, len(g.Counts))
	for i, n := range g.Counts {
		counts[i] = strconv.Itoa(n)
	}
	g.Weeks = v.L.T("cluster.growth.weeks", "n", len(counts), "counts", v.L.List(counts))
	return g
}

// weekly counts moments by the weeks, of seven days each, that end today.
func weekly(days []time.Time, today deadline.Day, weeks int) []int {
	counts := make([]int, weeks)
	for _, at := range days {
		if ago := today.Sub(deadline.DayOf(at)) / 7; ago >= 0 && ago < weeks {
			counts[weeks-1-ago]++
		}
	}
	return counts
}

// clusterName is a group's name; one whose words have nothing in common goes by its number.
func (v *visit) clusterName(c *store.Cluster) string {
	if c.Name == "" {
		return v.L.T("cluster.number", "n", c.Number)
	}
	return c.Name
}

func (v *visit) clusterSize(c *store.Cluster) string {
	args := []any{"matters", v.L.T("cluster.matters", "n", c.N), "people", v.L.T("cluster.people", "n", c.People)}
	if c.Unnamed == 0 {
		return v.L.T("cluster.size", args...)
	}
	return v.L.T("cluster.size.unnamed", append(args, "unnamed", v.L.T("cluster.unnamed", "n", c.Unnamed))...)
}

func (v *visit) clusterDays(c *store.Cluster) string {
	first, last := deadline.DayOf(c.First), deadline.DayOf(c.Last)
	if first == last {
		return v.L.T("cluster.day", "day", first)
	}
	return v.L.T("cluster.days", "first", first, "last", last)
}
