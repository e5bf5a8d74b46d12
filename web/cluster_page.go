package web

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"bihuan/casework"
	"bihuan/domain/deadline"
	"bihuan/domain/fault"
	"bihuan/domain/org"
	"bihuan/domain/petition"
	"bihuan/locale"
	"bihuan/page"
	"bihuan/store"
	"bihuan/web/view/cluster"
	view "bihuan/web/view/petition"
)

// memberRows is how many members a page shows.
const memberRows = 100

// group is one collective matter with all that its page is made of: as the officer's scope shows it.
type group struct {
	*visit
	store.Cluster

	dir     *store.Directory
	members []store.ClusterMember
	matters map[string]*petition.Petition
	out     []string
	asked   *asked // the act that is about to be done, if any
}

func (v *visit) group() (*group, error) {
	number, err := strconv.Atoi(v.Path("number"))
	if err != nil {
		return nil, notFound()
	}
	g := &group{visit: v}
	if g.Cluster, err = v.Reader().Cluster(v.Ctx(), number, v.Now); err != nil {
		return nil, err
	}
	if g.dir, err = v.web.DB.Directory(v.Ctx()); err != nil {
		return nil, err
	}
	if g.members, err = v.Reader().ClusterMembers(v.Ctx(), number); err != nil {
		return nil, err
	}
	if g.out, err = v.Reader().ClusterOut(v.Ctx(), number); err != nil {
		return nil, err
	}
	numbers := append([]string(nil), g.out...)
	for _, m := range g.members {
		numbers = append(numbers, m.No)
	}
	g.matters, err = v.matters(numbers)
	return g, err
}

// href is the page of the group.
func (g *group) href() string { return g.To("/clusters", strconv.Itoa(g.Number)) }

// decides reports whether the officer decides about groups.
func (g *group) decides() bool {
	return g.Rules().Policy.Reach(g.Officer.Post, org.ActLink) == org.InCounty
}

func (w *Web) showCluster(v *visit) error {
	g, err := v.group()
	if err != nil {
		return err
	}
	if act := v.Query("act"); act != "" {
		g.asked = &asked{act: act, form: page.NewForm(v.L, nil).Set("no", v.Query("no"))}
		if !g.offers(act) {
			return notFound()
		}
	}
	return g.show(http.StatusOK)
}

func (g *group) show(status int) error {
	c := cluster.Cluster{Title: g.clusterName(&g.Cluster), Words: g.L.T("cluster.lead.words", "size", g.clusterSize(&g.Cluster), "days", g.clusterDays(&g.Cluster)),
		Count: g.L.T("cluster.members.n", "n", g.N)}
	c.Tags = append(c.Tags, page.TagView{Words: g.L.T("cluster.number", "n", g.Number)})
	if g.Place != "" {
		c.Tags = append(c.Tags, page.TagView{Words: g.Place})
	}
	if g.Named {
		c.Tags = append(c.Tags, page.TagView{Words: g.L.T("cluster.named")})
	}
	if !g.Closed.IsZero() {
		c.Closed = g.L.T("cluster.closed.on", "day", deadline.DayOf(g.Closed))
	}
	c.Acts, c.Leaderless = g.buttons(), g.leaderless()
	g.led(&c)
	g.listMembers(&c)
	g.weeks(&c)
	for _, no := range g.out {
		if p := g.matters[no]; p != nil {
			o := cluster.Out{Title: p.Record.Subject, Href: g.To("/petitions", no), No: no}
			if g.decides() {
				o.Back = g.href() + "/" + store.ClusterBack
			}
			c.Out = append(c.Out, o)
		}
	}
	var err error
	if c.Steps, err = g.steps(); err != nil {
		return err
	}
	if g.asked != nil {
		form := g.form()
		c.Form = &form
	}
	crumbs := []page.Crumb{g.Crumb("page.nav.today", "/"), g.Crumb("cluster.title", "/clusters"), {Words: g.L.T("cluster.number", "n", g.Number)}}
	return g.ShowAs(status, cluster.Page(g.View(c.Title, crumbs...), c))
}

// led tells of the master, its one responsible unit, and who waits to be tied to it.
func (g *group) led(c *cluster.Cluster) {
	p := g.matters[g.Master]
	if p == nil {
		return
	}
	c.Master = &page.Link{Words: p.Record.Subject, Href: g.To("/petitions", p.No)}
	unit := g.dir.UnitShort(p.Unit())
	if p.Unit() == "" {
		unit = g.L.T("cluster.led.unassigned")
	}
	c.Led = []page.Fact{{Term: g.L.T("cluster.led.unit"), Text: unit}, {Term: g.L.T("cluster.led.members"), Text: g.L.T("cluster.matters", "n", g.Joined)}}
	if n := g.Waiting(); n > 0 {
		c.Suspected = g.L.T("cluster.suspected", "n", n)
		if g.offers("join") {
			c.Join = &page.Link{Words: g.L.T("cluster.act.join"), Href: g.asks("join")}
		}
	}
}

func (g *group) listMembers(c *cluster.Cluster) {
	texts := make([]string, len(g.members))
	for i, m := range g.members {
		if p := g.matters[m.No]; p != nil {
			texts[i] = p.Record.Subject + "\n" + p.Record.Facts
		}
	}
	shared := casework.SharedWords(texts)
	skip, _ := strconv.Atoi(g.Query("skip"))
	skip = min(max(0, skip), len(g.members))
	to := min(skip+memberRows, len(g.members))
	turn(&c.Pages, conditions{url.Values{}}, g.href(), skip, memberRows, to < len(g.members))
	c.Pages.Note = g.L.T("page.pages.note", "n", to-skip)
	for i := skip; i < to; i++ {
		if p := g.matters[g.members[i].No]; p != nil {
			c.Members = append(c.Members, g.member(p, shared[i]))
		}
	}
}

func (g *group) member(p *petition.Petition, shared []string) cluster.Member {
	area, no := splitNumber(p.No)
	m := cluster.Member{Subject: p.Record.Subject, Href: g.To("/petitions", p.No), Area: area, No: no, State: page.StateOf(g.L, string(p.State)),
		Unit: g.dir.UnitShort(p.Unit()), Channel: channelWord(g.L, p.Record.Channel), Day: g.L.Date(p.RegisterAt.In(locale.Zone())), Shared: shared}
	switch {
	case g.Master == "":
	case p.No == g.Master:
		m.Tag = page.TagView{Words: g.L.T("cluster.member.master"), Kind: "act"}
	case p.Master() == g.Master:
		m.Tag = page.TagView{Words: g.L.T("cluster.member.joined"), Kind: "done", Icon: "check"}
	case !p.State.Open():
		m.Tag = page.TagView{Words: g.L.T("cluster.member.ended", "state", string(p.State))}
	default:
		m.Tag = page.TagView{Words: g.L.T("cluster.member.waits"), Kind: "soon"}
	}
	if g.decides() && p.No != g.Master {
		m.Out = g.href() + "?act=out&no=" + url.QueryEscape(p.No) + "#act"
	}
	return m
}

// weeks are the weeks from the first member on, the latest first.
func (g *group) weeks(c *cluster.Cluster) {
	days := make([]time.Time, len(g.members))
	for i, m := range g.members {
		days[i] = m.At
	}
	n := min(g.Today.Sub(deadline.DayOf(g.First))/7+1, clusterWeeks)
	counts, most := weekly(days, g.Today, n), 1
	for _, count := range counts {
		most = max(most, count)
	}
	for i := n - 1; i >= 0; i-- {
		end := g.Today.Add(-7 * (n - 1 - i))
		c.Weeks = append(c.Weeks, cluster.Week{Words: g.L.T("cluster.weeks.from", "from", end.Add(-6), "to", end), N: counts[i], Share: 100 * counts[i] / most})
	}
	c.WeeksNote = g.L.T("cluster.weeks.note", "n", n)
}

// steps are what people did with the group.
func (g *group) steps() ([]string, error) {
	list, err := g.Reader().ClusterSteps(g.Ctx(), g.Number)
	if err != nil {
		return nil, err
	}
	var lines []string
	for _, s := range list {
		what := g.L.T("cluster.step."+s.Act, "words", s.Words, "no", shortNumber(s.No), "n", s.N)
		who := s.Name
		if s.Person == "" {
			who = g.L.T("cluster.step.itself")
		}
		lines = append(lines, strings.Join([]string{g.L.Moment(s.At.In(locale.Zone())), who, what}, "　"))
	}
	return lines, nil
}

// clusterLink tells on the page of a matter to which group it belongs.
func (m *matter) clusterLink() (*view.Link, error) {
	c, found, err := m.v.Reader().ClusterOf(m.v.Ctx(), m.p.No, m.v.Now)
	if err != nil || !found {
		return nil, err
	}
	return &view.Link{Title: m.v.L.T("cluster.of", "number", c.Number, "name", m.v.clusterName(&c)), Href: m.v.To("/clusters", strconv.Itoa(c.Number)),
		Note: m.v.L.T("cluster.of.n", "n", c.N)}, nil
}

// wordsOf is a refusal in words.
func (v *visit) wordsOf(err error) string {
	if f := fault.As(err); f != nil && v.L.Has(f.Key) {
		return v.L.T(f.Key, f.Args...)
	}
	return page.ErrorOf(v.L, err).Words
}
