package web

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"bihuan/casework"
	"bihuan/domain/org"
	"bihuan/domain/petition"
	"bihuan/page"
	"bihuan/store"
	view "bihuan/web/view/suggest"
)

const (
	// accuracyMonths is how far back the page looks, with the month that runs.
	accuracyMonths = 12
	// faint is the share below which a suggestion is not worth its line, unless it is the first.
	faint = 0.05
)

func (w *Web) suggestRoutes(add add) {
	add("GET /suggestions", w.suggestions, petition.KAssigned)
}

// suggested is what the typed text may be about and whose it may be, for the rail beside the form. Nothing
// is chosen beforehand.
func (r *registration) suggested() ([]templ.Component, error) {
	record := petition.Record{Subject: r.Value("subject"), Facts: r.Value("facts"), Place: org.AreaCode(r.Value("place")), Purpose: petition.Purpose(r.Value("purpose"))}
	for _, flag := range r.Filled("flags") {
		record.Flags = append(record.Flags, petition.Flag(flag))
	}
	for _, unit := range r.Filled("accused_unit") {
		record.Accused.Units = append(record.Accused.Units, org.UnitID(unit))
	}
	for _, person := range r.Filled("accused_person") {
		record.Accused.People = append(record.Accused.People, org.PersonID(person))
	}
	for _, demand := range r.Filled("demands") {
		record.Demands = append(record.Demands, petition.Demand{Text: demand})
	}
	text := casework.Said(&record)
	if strings.TrimSpace(text.Subject+text.Facts) == "" {
		return nil, nil
	}
	v := r.v
	categories, err := v.web.Casework.SuggestCategories(v.Ctx(), text, v.Now)
	if err != nil {
		return nil, err
	}
	units, err := v.web.Casework.SuggestUnits(v.Ctx(), &record, v.Now)
	if err != nil {
		return nil, err
	}
	list := view.List{ID: "suggested-category", Title: v.L.T("suggest.category"), Form: "register"}
	for _, s := range worth(categories) {
		line := v.suggestion(s, categoryName(v.L, r.dir, s.Label))
		line.Pick, line.Picked = "category="+s.Label, r.Value("category") == s.Label
		list.Lines = append(list.Lines, line)
	}
	whose := view.List{ID: "suggested-unit", Title: v.L.T("suggest.unit"), Note: v.L.T("suggest.unit.later")}
	for _, s := range worth(units) {
		whose.Lines = append(whose.Lines, v.suggestion(s, r.dir.UnitShort(org.UnitID(s.Label))))
	}
	shell := page.View{L: v.L, Base: v.web.Base, Static: v.web.Static}
	var all []templ.Component
	for _, one := range []view.List{list, whose} {
		if len(one.Lines) > 0 {
			all = append(all, view.Rail(shell, one))
		}
	}
	return all, nil
}

// worth leaves out what is hardly suggested.
func worth(list []casework.Suggestion) []casework.Suggestion {
	var all []casework.Suggestion
	for i, s := range list {
		if i == 0 || s.Share >= faint {
			all = append(all, s)
		}
	}
	return all
}

// suggestion words one suggestion.
func (v *visit) suggestion(s casework.Suggestion, words string) view.Line {
	line := view.Line{Words: words, Share: fmt.Sprintf("%.2f", s.Share)}
	if len(s.Words) > 0 {
		line.Because = v.L.T("suggest.because", "words", v.L.List(s.Words))
	}
	return line
}

// suggestedUnits is whose the matter may be, on the form that hands it on.
func (d *desk) suggestedUnits() templ.Component {
	v := d.v
	units, err := v.web.Casework.SuggestUnits(v.Ctx(), &d.p.Record, v.Now)
	if err != nil {
		v.web.Log.Error("suggesting units", "err", err)
		return templ.NopComponent
	}
	list := view.List{ID: "suggested-unit", Title: v.L.T("suggest.unit")}
	for _, s := range worth(units) {
		line := v.suggestion(s, d.dir.UnitShort(org.UnitID(s.Label)))
		line.Pick, line.Picked = "unit="+s.Label, d.Value("unit") == s.Label
		list.Lines = append(list.Lines, line)
	}
	if len(list.Lines) == 0 {
		return templ.NopComponent
	}
	return view.Within(page.View{L: v.L, Base: v.web.Base, Static: v.web.Static}, list)
}

// suggestions shows how often what was suggested at registration is what stands decided now.
func (w *Web) suggestions(v *visit) error {
	from := v.Now.AddDate(0, 1-accuracyMonths, 0)
	hits, err := w.DB.Accuracy(v.Ctx(), from)
	if err != nil {
		return err
	}
	models, err := w.DB.Models(v.Ctx())
	if err != nil {
		return err
	}
	dir, err := w.DB.Directory(v.Ctx())
	if err != nil {
		return err
	}
	a := view.Accuracy{Empty: page.EmptyView{Title: v.L.T("suggest.none"), Words: v.L.T("suggest.none.words")}}
	for _, kind := range []string{casework.OfCategory, casework.OfUnit} {
		a.Learned = append(a.Learned, v.learned(kind, models))
		if k := v.accuracy(kind, hits, dir); len(k.Months) > 0 {
			a.Kinds = append(a.Kinds, k)
		}
	}
	return v.Show(view.AccuracyPage(v.View(v.L.T("suggest.title"), v.Crumb("page.nav.today", "/"), v.Crumb("suggest.title", "")), a))
}

// learned says when a kind was learned last, and from how much.
func (v *visit) learned(kind string, models []store.Learned) string {
	for _, m := range models {
		if m.Kind == kind {
			return v.L.T("suggest.learned."+kind, "day", m.Trained, "n", m.Texts, "labels", m.Labels, "version", m.Version)
		}
	}
	return v.L.T("suggest.unlearned." + kind)
}

// accuracy adds a kind's hits up, by month and by first level.
func (v *visit) accuracy(kind string, hits []store.Hits, dir *store.Directory) view.Kind {
	k := view.Kind{ID: kind, Title: v.L.T("suggest." + kind)}
	months, firsts := map[string]store.Hits{}, map[string]store.Hits{}
	sum := func(to map[string]store.Hits, key string, h store.Hits) {
		one := to[key]
		one.Asked, one.First, one.Three = one.Asked+h.Asked, one.First+h.First, one.Three+h.Three
		to[key] = one
	}
	for _, h := range hits {
		if h.Kind == kind {
			sum(months, h.Month, h)
			sum(firsts, h.Level1, h)
		}
	}
	k.Months = v.hits(months, func(a, b string) int { return cmp.Compare(b, a) }, func(month string) string { return month })
	k.Firsts = v.hits(firsts, cmp.Compare[string], func(code string) string {
		if code == "" {
			return v.L.T("suggest.no_category")
		}
		return categoryName(v.L, dir, code)
	})
	return k
}

func (v *visit) hits(sums map[string]store.Hits, order func(a, b string) int, words func(string) string) []view.Row {
	var rows []view.Row
	keys := make([]string, 0, len(sums))
	for key := range sums {
		keys = append(keys, key)
	}
	slices.SortFunc(keys, order)
	for _, key := range keys {
		h := sums[key]
		rows = append(rows, view.Row{Words: words(key), Asked: v.L.Number(h.Asked), First: percent(h.First, h.Asked), Three: percent(h.Three, h.Asked)})
	}
	return rows
}

// percent is a part of a whole that is not nothing.
func percent(part, whole int) string { return fmt.Sprintf("%.0f%%", 100*float64(part)/float64(whole)) }
