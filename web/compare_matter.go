package web

import (
	"fmt"
	"strconv"
	"strings"

	"bihuan/casework"
	"bihuan/domain/fault"
	"bihuan/domain/petition"
	"bihuan/page"
	"bihuan/store"
	view "bihuan/web/view/compare"
)

// What may be the same as a matter, on its own page: whoever decides is asked once.

// compared takes the decision on one candidate of a matter.
func (w *Web) compared(v *visit) error {
	form, err := v.Form()
	if err != nil {
		return err
	}
	no, to, do := v.Path("no"), form.Value("to"), form.Value("do")
	version, _ := form.Int("version")
	switch kind := petition.LinkKind(do); {
	case do == string(petition.KSetApart):
		_, err = w.Casework.Act(v.Ctx(), v.Officer, no, version, &petition.SetApart{To: to})
	case kind == petition.Duplicate && form.On("theirs"):
		theirs, _ := form.Int("theirs")
		_, err = w.Casework.LinkFound(v.Ctx(), v.Officer, to, theirs, petition.Link{To: no, Kind: kind})
	default:
		_, err = w.Casework.LinkFound(v.Ctx(), v.Officer, no, version, petition.Link{To: to, Kind: kind})
	}
	f := fault.As(err)
	switch {
	case err == nil:
		v.Done("compare.done."+do, "no", shortNumber(to))
	case f != nil && f.Key == "fault.petition.changed":
		v.Flash("late", v.L.T("compare.changed", f.Args...)) // nothing was typed that could be kept
	case f != nil && (f.Kind == fault.Conflict || f.Kind == fault.Invalid || f.Kind == fault.Forbidden):
		v.Flash("late", page.ErrorOf(v.L, err).Words)
	default:
		return err
	}
	return v.Go("/petitions", no)
}

// dups are the matters that may be the same as this one, for whoever decides. One that was merged follows
// its master, of which it is asked there.
func (m *matter) dups() ([]view.Found, error) {
	v := m.v
	if m.p.Merger != nil || !v.Officer.InBureau() || v.Rules().May(m.p, v.Officer, petition.KLinked) != nil {
		return nil, nil
	}
	found, err := v.web.Casework.CandidatesOf(v.Ctx(), v.Officer, m.p.No, onMatter)
	if err != nil {
		return nil, err
	}
	var all []view.Found
	for i := range found {
		f := v.found(&found[i])
		if f.Act, err = m.decide(&found[i]); err != nil {
			return nil, err
		}
		if f.Aside = aside(&found[i]); f.Aside != "" {
			f.Act.Fits, f.Act.Hint = "", ""
		}
		all = append(all, f)
	}
	return all, nil
}

// aside says why a candidate is not counted among those that may be the same.
func aside(c *casework.Candidate) string {
	switch {
	case c.Likely():
		return ""
	case c.SamePerson():
		return view.AsidePerson
	}
	return view.AsideLess
}

// decide is the form for one candidate. The later of two merges into the earlier one; where it may not, that
// is not offered.
func (m *matter) decide(c *casework.Candidate) (*view.Act, error) {
	l, p := m.v.L, m.p
	other, err := m.v.Reader().Petition(m.v.Ctx(), c.No)
	if err != nil {
		return nil, err
	}
	act := &view.Act{Action: m.v.To("/petitions", p.No, "compared"), Other: c.No, Version: strconv.Itoa(p.Version)}
	press := func(do, key string) {
		act.Buttons = append(act.Buttons, page.Button{Words: l.T(key), Name: "do", Value: do, Small: true})
	}
	master, copied, hint := other, p, "compare.merge.this"
	if petition.Before(p.No, c.No) {
		master, copied, hint, act.Theirs = p, other, "compare.merge.other", strconv.Itoa(c.Version)
	}
	if m.merges(copied, master) {
		press(string(petition.Duplicate), "compare.do.duplicate")
		act.Hint = l.T(hint)
	}
	press(string(petition.SameByOthers), "compare.do.same_by_others")
	fits := petition.Propose(p, other, c.SamePerson())
	if c.SamePerson() {
		act.Fits = l.T("act.linked.fits", "kind", string(fits.Kind), "why", l.T("act.linked.fits."+fits.Why))
	}
	if fits.Kind == petition.Backflow || fits.Kind == petition.Repeated {
		press(string(fits.Kind), "compare.do."+string(fits.Kind))
	}
	press(string(petition.Related), "compare.do.related")
	press(string(petition.KSetApart), "compare.do.set_apart")
	return act, nil
}

// merges reports whether one may be merged into the other: the domain says.
func (m *matter) merges(copied, master *petition.Petition) bool {
	rules, by, now := m.v.Rules(), m.v.Officer, m.v.Now
	_, refused := rules.Decide(copied, by, now, &petition.Linked{Link: petition.Link{To: master.No, Kind: petition.Duplicate}, Other: master})
	if refused != nil || master.State == petition.Merged {
		return refused == nil // it goes to the head of the chain
	}
	_, refused = rules.Decide(master, by, now, &petition.Linked{Link: petition.Link{To: copied.No, Kind: petition.Duplicate}, Incoming: true, Other: copied})
	return refused == nil
}

// samePeople are other matters of any of these people, each once.
func (v *visit) samePeople(people []petition.Petitioner, except string) ([]store.ListRow, error) {
	dir, err := v.web.DB.Directory(v.Ctx())
	if err != nil {
		return nil, err
	}
	rows, err := v.Reader().SamePeople(v.Ctx(), people, dir.AreaCode(), except)
	if err != nil {
		return nil, err
	}
	all := make([]store.ListRow, len(rows))
	for i := range rows {
		all[i] = rows[i].ListRow
	}
	return all, nil
}

// spoke is what somebody wrote of a link, and what spoke for it where it was suggested.
func (c course) spoke(d *petition.Linked) string {
	if d.Score == 0 {
		return d.Why
	}
	return strings.TrimSpace(d.Why + "\n" + c.l.T("compare.suggested", "score", fmt.Sprintf("%.2f", d.Score), "words", d.Words))
}
