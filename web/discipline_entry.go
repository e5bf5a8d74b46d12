package web

import (
	"strconv"
	"strings"

	"bihuan/domain/petition"
	"bihuan/locale"
	"bihuan/page"
	"bihuan/store"
	"bihuan/web/view/discipline"
)

// registrar words the entries of the register of two-way discipline, for its page, the page of a matter
// and the export.
type registrar struct {
	*visit

	dir *store.Directory
	// earlier are the matters that came before, as far as the reader may see them; of the others nothing
	// is told.
	earlier map[string]*petition.Petition
}

// registrarOf reads what the entries of some matters lead back to.
func (v *visit) registrarOf(dir *store.Directory, list ...*petition.Petition) (*registrar, error) {
	var numbers []string
	for _, p := range list {
		for _, r := range p.Discipline.Returns {
			numbers = append(numbers, r.Of)
		}
	}
	earlier, err := v.matters(numbers)
	return &registrar{visit: v, dir: dir, earlier: earlier}, err
}

func (v *registrar) entry(p *petition.Petition) discipline.Entry {
	l, d := v.L, p.Discipline
	area, no := splitNumber(p.No)
	e := discipline.Entry{
		Kind: page.TagView{Words: l.T("discipline.kind." + string(d.Kind()))}, Stage: v.stage(d.Stage()),
		Subject: p.Record.Subject, Href: v.To("/petitions", p.No), Area: area, No: no, Came: v.came(p),
		Since: l.T("discipline.since", "day", d.Since()), Left: d.Left,
	}
	for _, r := range d.Returns {
		if one, ok := v.before(r); ok {
			e.Earlier = append(e.Earlier, one)
		}
	}
	for _, one := range d.Pushes {
		e.Pushes = append(e.Pushes, v.push(p, one))
	}
	if !d.Closed.IsZero() {
		e.Conclusion, e.Concluded = d.Conclusion, l.T("discipline.closed", "day", d.Closed, "name", d.By.Name)
	}
	for _, kind := range v.acts(d) {
		if v.Rules().May(p, v.Officer, kind) == nil {
			e.Acts = append(e.Acts, page.Link{Words: l.T("petition.act." + string(kind)), Href: v.To("/petitions", p.No, string(kind))})
		}
	}
	return e
}

// acts are what the entry waits for from the bureau, the most pressing first.
func (v *registrar) acts(d *petition.Entry) []petition.Kind {
	if d.Stage() == petition.StageAnswered {
		return []petition.Kind{petition.KDisciplineClosed, petition.KPushed}
	}
	return []petition.Kind{petition.KPushed, petition.KDisciplineClosed}
}

func (v *registrar) stage(s petition.Stage) page.TagView {
	tag := page.TagView{Words: v.L.T("discipline.stage." + string(s))}
	switch s {
	case petition.StageClosed:
		tag.Kind, tag.Icon = "done", "check"
	case petition.StageNew:
		tag.Kind = "soon"
	}
	return tag
}

// came is how the matter reached the office, and when.
func (v *registrar) came(p *petition.Petition) string {
	words := []string{channelWord(v.L, p.Record.Channel), v.L.ISO(p.Record.ReceivedAt.In(locale.Zone()))}
	if p.Outside() == "level" {
		words = append(words, v.L.T("petition.level."+string(p.Record.FirstLevel)))
	}
	return strings.Join(words, "　")
}

// before is an earlier matter and what it left; false where the reader may not see it.
func (v *registrar) before(r petition.Return) (discipline.Earlier, bool) {
	other := v.earlier[r.Of]
	if other == nil {
		return discipline.Earlier{}, false
	}
	one := discipline.Earlier{No: shortNumber(r.Of), Href: v.To("/petitions", r.Of), Unit: v.dir.UnitName(r.Unit),
		State: v.L.T("discipline.was", "state", string(r.State)), Left: v.left(r.Left)}
	if r.Unit == "" {
		one.Unit = v.L.T("discipline.nobody")
	}
	if !r.Undone.IsZero() {
		one.Undone = v.L.T("discipline.undone", "day", r.Undone)
	}
	return one, true
}

// left says line by line what was left unsolved.
func (v *visit) left(all []petition.Leftover) []string {
	if len(all) == 0 {
		return []string{v.L.T("discipline.left.none")}
	}
	var lines []string
	for _, one := range all {
		var demands []string
		for _, n := range one.Demands {
			demands = append(demands, strconv.Itoa(n))
		}
		lines = append(lines, v.L.T("discipline.left."+string(one.What), "demands", strings.Join(demands, v.L.T("discipline.left.join")), "n", one.Days))
	}
	return lines
}

func (v *registrar) push(p *petition.Petition, one petition.Push) discipline.Push {
	l := v.L
	push := discipline.Push{To: pushedTo(l, one.Addressee), Text: one.Text,
		Asked: l.T("discipline.asked", "day", one.At, "name", one.By.Name, "due", one.Due)}
	if !one.Waiting() {
		push.Did, push.Done = one.Did, l.T("discipline.did", "day", one.Answered)
		if one.Wrote.Post.AtBureau() {
			push.Done = l.T("discipline.did.noted", "day", one.Answered, "name", one.Wrote.Name)
		}
		return push
	}
	for _, s := range v.Rules().Standings(p, v.Today) {
		if s.Clock.Ref == one.ID && s.Rule.ID == petition.PushRule {
			due := page.DueOf(l, s.Rule, s.Due, s.Standing)
			push.Due = &due
		}
	}
	for _, mine := range p.PushesFor(v.Officer) {
		if mine.ID == one.ID && v.Rules().May(p, v.Officer, petition.KPushAnswered) == nil {
			push.Act = &page.Link{Words: l.T("petition.act." + string(petition.KPushAnswered)), Href: v.To("/petitions", p.No, string(petition.KPushAnswered)) + "?push=" + one.ID}
		}
	}
	return push
}

// pushedTo names who was asked.
func pushedTo(l *locale.Locale, a petition.Addressee) string {
	name := a.Name
	switch {
	case a.Aim == petition.AimTaskForce:
		return l.T("discipline.aim.task_force")
	case a.Title != "":
		name += l.T("discipline.titled", "title", a.Title)
	}
	return l.T("discipline.to", "aim", l.T("discipline.aim."+string(a.Aim)), "name", name)
}

// discipline is the matter's entry, for who may be told of it.
func (m *matter) discipline() (*discipline.Entry, error) {
	if m.p.Discipline == nil {
		return nil, nil
	}
	ok, err := m.v.Reader().InRegister(m.v.Ctx(), m.p.No)
	if err != nil || !ok {
		return nil, err
	}
	v, err := m.v.registrarOf(m.dir, m.p)
	if err != nil {
		return nil, err
	}
	e := v.entry(m.p)
	return &e, nil
}

// register leads to the register, for who may open it.
func (m *matter) register() page.Link {
	if !m.v.May("push_answered") {
		return page.Link{}
	}
	return page.Link{Words: m.v.L.T("discipline.register"), Href: m.v.To("/discipline") + "?stage=" + open}
}
