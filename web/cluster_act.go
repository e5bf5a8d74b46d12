package web

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"bihuan/casework"
	"bihuan/domain/petition"
	"bihuan/page"
	"bihuan/store"
	"bihuan/web/view/cluster"
)

// asked is an act on a group with its form.
type asked struct {
	act  string
	form *page.Form
	left []casework.Left // who cannot be tied to the master
}

// asks is the address of the form of an act.
func (g *group) asks(act string) string { return g.href() + "?act=" + act + "#act" }

// acts are what can be done with the group as it is, in the order of the buttons.
func (g *group) acts() []string {
	switch {
	case !g.decides():
		return nil
	case !g.Closed.IsZero():
		return []string{"open"}
	case g.Master != "" && g.leads(g.Master):
		return []string{"join", "undo", "name", "out"}
	case g.Master != "":
		return []string{"undo", "name", "out"}
	case g.leader():
		return []string{"lead", "name", "close", "out"}
	}
	return []string{"name", "close", "out"}
}

// leads reports whether a member may lead, and some other member may join it.
func (g *group) leads(no string) bool {
	p := g.matters[no]
	return p != nil && p.MayLead() == nil && slices.ContainsFunc(g.members, func(m store.ClusterMember) bool {
		other := g.matters[m.No]
		return other != nil && m.No != no && other.MayJoin() == nil
	})
}

// leader reports whether some member can be made the master.
func (g *group) leader() bool {
	return slices.ContainsFunc(g.members, func(m store.ClusterMember) bool { return g.leads(m.No) })
}

// leaderless says why no master can be chosen, where that would be the next thing to do.
func (g *group) leaderless() string {
	if !g.decides() || !g.Closed.IsZero() || g.Master != "" || g.leader() {
		return ""
	}
	n := 0
	for _, m := range g.members {
		if p := g.matters[m.No]; p != nil && p.MayJoin() == nil {
			n++
		}
	}
	return g.L.T("cluster.leaderless", "n", n)
}

// offers reports whether an act may be asked for.
func (g *group) offers(act string) bool { return slices.Contains(g.acts(), act) }

func (g *group) buttons() []page.Button {
	var all []page.Button
	for _, act := range g.acts() {
		if act == "out" {
			continue // it stands beside each member
		}
		b := page.Button{Words: g.L.T("cluster.act." + act), Href: g.asks(act), Kind: "q"}
		if act == "lead" || act == "join" {
			b.Kind = "1"
		}
		all = append(all, b)
	}
	return all
}

// form is the form of the act that was asked for.
func (g *group) form() cluster.Form {
	act := g.asked.act
	f := cluster.Form{Form: g.asked.form, Action: g.href() + "/" + act, Cancel: g.href(), Title: g.L.T("cluster.act." + act), Press: g.L.T("cluster.act." + act)}
	if key := "cluster.act." + act + ".words"; g.L.Has(key) {
		f.Words = g.L.T(key)
	}
	if g.Free > casework.MostTied && (act == "lead" || act == "join") {
		f.Words += g.L.T("cluster.act.most", "n", casework.MostTied)
	}
	reason := &page.Field{Name: "why", Label: g.L.T("cluster.field.reason"), Rows: 2, Max: 500}
	switch act {
	case "lead":
		f.Master = &page.Field{Name: "master", Label: g.L.T("cluster.field.master"), Options: g.options(func(p *petition.Petition) bool { return g.leads(p.No) })}
		f.Why = &page.Field{Name: "why", Label: g.L.T("cluster.field.why"), Rows: 2, Max: 500, Optional: true}
	case "join":
		f.Hidden = []page.Keep{{Name: "master", Value: g.Master}}
		f.Why = &page.Field{Name: "why", Label: g.L.T("cluster.field.why"), Rows: 2, Max: 500, Optional: true}
	case "name":
		f.Field = &page.Field{Name: "name", Label: g.L.T("cluster.field.name"), Hint: g.L.T("cluster.field.name.hint"), Max: 60}
		g.asked.form.Set("name", g.Name)
	case "out":
		f.Master = &page.Field{Name: "no", Label: g.L.T("cluster.field.no"), Options: g.options(func(p *petition.Petition) bool { return p.No != g.Master })}
		f.Why = reason
	case "undo", "close":
		f.Why = reason
	}
	for _, left := range g.asked.left {
		line := g.wordsOf(left.Err)
		if !strings.Contains(line, left.No) { // some refusals name it themselves
			line = shortNumber(left.No) + "　" + line
		}
		f.Left = append(f.Left, line)
	}
	if len(f.Left) > 0 {
		f.Leave = &page.Field{Name: "leave", Label: g.L.T("cluster.field.leave")}
	}
	return f
}

// options are the members to choose from.
func (g *group) options(fits func(*petition.Petition) bool) []page.Option {
	options := []page.Option{{Words: g.L.T("cluster.field.choose")}}
	for _, m := range g.members {
		if p := g.matters[m.No]; p != nil && fits(p) {
			unit := g.dir.UnitShort(p.Unit())
			if unit == "" {
				unit = g.L.T("cluster.led.unassigned")
			}
			options = append(options, page.Option{Value: p.No, Words: g.L.T("cluster.field.member", "subject", p.Record.Subject, "no", shortNumber(p.No), "unit", unit,
				"state", g.L.T("petition.state."+string(p.State)))})
		}
	}
	return options
}

// actCluster does an act on a group.
func (w *Web) actCluster(v *visit) error {
	f, err := v.Form()
	if err != nil {
		return err
	}
	g, err := v.group()
	if err != nil {
		return err
	}
	act := v.Path("act")
	g.asked = &asked{act: act, form: f}
	done, n := "", 0
	switch act {
	case "lead", "join":
		var led casework.Led
		led, err = w.Casework.LeadCluster(v.Ctx(), v.Officer, g.Number, f.Value("master"), f.Value("why"), f.On("leave"))
		g.asked.left, done, n = led.Left, store.ClusterJoined, len(led.Joined)
	case "undo":
		done, err = store.ClusterUndone, w.Casework.UnleadCluster(v.Ctx(), v.Officer, g.Number, f.Value("why"))
	case "name":
		done, err = store.ClusterNamed, w.Casework.NameCluster(v.Ctx(), v.Officer, g.Number, f.Value("name"))
	case "out":
		done, err = store.ClusterTaken, w.Casework.TakeOut(v.Ctx(), v.Officer, g.Number, f.Value("no"), f.Value("why"))
	case store.ClusterBack:
		done, err = store.ClusterBack, w.Casework.PutBack(v.Ctx(), v.Officer, g.Number, f.Value("no"))
	case "close":
		done, err = store.ClusterShut, w.Casework.CloseCluster(v.Ctx(), v.Officer, g.Number, f.Value("why"))
	case "open":
		done, err = store.ClusterOpened, w.Casework.OpenCluster(v.Ctx(), v.Officer, g.Number)
	default:
		return notFound()
	}
	if err != nil {
		if act != store.ClusterBack && f.Refuse(err) {
			return g.show(http.StatusUnprocessableEntity)
		}
		return err
	}
	v.Done("cluster.done."+done, "n", n)
	if act == "out" && g.N <= 2 {
		return v.Go("/clusters") // fewer than two are no group
	}
	return v.Go("/clusters", strconv.Itoa(g.Number))
}
