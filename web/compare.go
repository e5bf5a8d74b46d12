package web

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"bihuan/casework"
	"bihuan/domain/deadline"
	"bihuan/domain/fault"
	"bihuan/domain/petition"
	"bihuan/locale"
	"bihuan/page"
	"bihuan/store"
	view "bihuan/web/view/compare"
	"bihuan/web/view/list"
)

// How many candidates are shown.
const (
	besideForm = 5
	onMatter   = 6
)

func (w *Web) compareRoutes(add add) {
	add("POST /petitions/new/compare", w.compareTyped, petition.KRegistered)
	add("POST /petitions/{no}/compared", w.compared, petition.KLinked)
}

// compareTyped compares what has been typed so far: a part of the page, for the script that fetches it.
// What was typed comes as a form, for it holds personal data.
func (w *Web) compareTyped(v *visit) error {
	form, err := v.Form()
	if err != nil {
		return err
	}
	r, err := v.registration(form, nil)
	if err != nil {
		return err
	}
	if err := r.compare(r.record()); err != nil {
		return err
	}
	beside, err := r.beside()
	if err != nil {
		return err
	}
	shell := page.View{L: v.L, Base: w.Base, Static: w.Static}
	return v.ShowAs(http.StatusOK, view.Beside(shell, beside))
}

// compare looks for matters that may be the same, by what was typed.
func (r *registration) compare(record petition.Record) (err error) {
	told := casework.Told(&record)
	if told.Empty() && len(record.Petitioners) == 0 {
		return nil
	}
	r.asked = true
	r.found, err = r.v.web.Casework.Candidates(r.v.Ctx(), r.v.Officer, told, record.Petitioners, "", besideForm)
	return err
}

// beside is the rail: what may be the same, and what is to be done with it.
func (r *registration) beside() (view.Rail, error) {
	v := r.v
	more, err := r.suggested()
	if err != nil {
		return view.Rail{}, err
	}
	rail := view.Rail{Asked: r.asked, Preparing: !v.web.Casework.Finder().Ready(), More: more}
	if r.asked {
		rail.Said = v.L.T("compare.said", "n", len(r.found))
	}
	chosen := r.Value("link")
	links := v.May(petition.KLinked)
	add := func(c *casework.Candidate) error {
		f := v.found(c)
		if links {
			takes, err := v.takes(c)
			if err != nil {
				return err
			}
			if takes {
				f.Choice = &view.Choice{ID: "link-" + c.No, Value: c.No, Words: v.L.T("compare.choice"), Title: c.Subject, Checked: chosen == c.No}
			} else {
				f.Ended = v.L.T("compare.choice.ended")
			}
		}
		rail.Found = append(rail.Found, f)
		return nil
	}
	for i := range r.found {
		if err := add(&r.found[i]); err != nil {
			return rail, err
		}
	}
	if chosen != "" && links && !slices.ContainsFunc(r.found, func(c casework.Candidate) bool { return c.No == chosen }) {
		// What was chosen stays chosen, though other words have been typed since.
		rows, err := v.Reader().Rows(v.Ctx(), []string{chosen})
		if err != nil {
			return rail, err
		}
		for i := range rows {
			if err := add(&casework.Candidate{ListRow: rows[i]}); err != nil {
				return rail, err
			}
		}
	}
	if slices.ContainsFunc(rail.Found, func(f view.Found) bool { return f.Choice != nil }) {
		none := !slices.ContainsFunc(rail.Found, func(f view.Found) bool { return f.Choice != nil && f.Choice.Checked })
		rail.Separate = &view.Choice{ID: "link-none", Words: v.L.T("compare.separate"), Checked: none}
	}
	return rail, nil
}

// takes reports whether another matter can be merged into a candidate: it is open, or it was merged into one
// that is.
func (v *visit) takes(c *casework.Candidate) (bool, error) {
	if c.State != petition.Merged {
		return c.State.Open(), nil
	}
	merged, err := v.Reader().Petition(v.Ctx(), c.No)
	if err != nil {
		return false, err
	}
	master, err := v.Reader().Petition(v.Ctx(), merged.Merger.Master)
	if err != nil && fault.KindOf(err) == fault.NotFound {
		return false, nil
	}
	return err == nil && master.State.Open(), err
}

// found words a candidate.
func (v *visit) found(c *casework.Candidate) view.Found {
	l := v.L
	f := view.Found{
		Title: c.Subject, Href: v.To("/petitions", c.No), State: page.StateOf(l, string(c.State)), Words: c.Words,
		Note: strings.Join([]string{shortNumber(c.No), channelWord(l, c.Channel), l.Date(c.Received.In(locale.Zone())), v.raisedBy(c)}, "　"),
	}
	if c.Score > 0 {
		f.Score, f.Width = fmt.Sprintf("%.2f", c.Score), strconv.Itoa(int(c.Score*100))+"%"
	}
	if c.State == petition.Accepted && c.Week > 0 {
		week := strconv.Itoa(min(c.Week, deadline.LadderLiaison))
		f.Week = l.T("deadline.ladder."+week) + "　" + l.T("deadline.ladder.post."+week)
	}
	tag := func(holds bool, key, kind string) {
		if holds {
			f.Tags = append(f.Tags, page.TagView{Words: l.T(key), Kind: kind})
		}
	}
	tag(c.By.Phone, "compare.same.phone", "soon")
	tag(c.By.ID, "compare.same.id", "soon")
	tag(c.By.Name && !c.By.Phone && !c.By.ID, "compare.same.name", "soon")
	tag(!c.SamePerson(), "compare.others", "")
	tag(c.Apart, "compare.apart", "plain")
	return f
}

// raisedBy is who raised a candidate, masked.
func (v *visit) raisedBy(c *casework.Candidate) string {
	return whoWords(v.L, c.Contact, c.Persons, c.Has(store.FlagPast))
}

// linkRegistered links a matter that was just registered, as was chosen beside its form. That it could
// not be is said on the receipt and once more on the matter's page: the registration stands.
func (v *visit) linkRegistered(no, to string) error {
	_, err := v.web.Casework.LinkFound(v.Ctx(), v.Officer, no, 0, petition.Link{To: to, Kind: petition.Duplicate})
	if err == nil {
		v.Done("compare.linked", "no", shortNumber(to))
		return nil
	}
	f := fault.As(err)
	if f == nil || f.Kind == fault.Internal {
		return err
	}
	key := "compare.unlinked"
	if f.Key == "fault.petition.master_closed" {
		key += ".ended"
	}
	words := v.L.T(key, "no", shortNumber(to), "why", page.ErrorOf(v.L, err).Words)
	v.Flash("soon", words)
	v.web.Login.Put(v.Ctx(), "link "+no, words)
	return nil
}

// markSuspected marks the rows of a list that may be the same as another matter, for whoever decides. Of one
// that has ended nobody is asked.
func (v *visit) markSuspected(rows []list.Row) error {
	if !v.May(petition.KLinked) {
		return nil
	}
	var numbers []string
	for _, row := range rows {
		if petition.State(row.State.Kind).Open() {
			numbers = append(numbers, row.Full)
		}
	}
	found, err := v.Reader().Suspicions(v.Ctx(), numbers)
	if err != nil {
		return err
	}
	for i := range rows {
		if len(found[rows[i].Full]) > 0 {
			rows[i].Tags = append(rows[i].Tags, page.TagView{Kind: "soon", Words: v.L.T("web.tag." + suspected)})
		}
	}
	return nil
}
