package web

import (
	"net/http"
	"slices"

	"bihuan/casework"
	"bihuan/domain/fault"
	"bihuan/domain/letter"
	"bihuan/page"
	"bihuan/store"
	view "bihuan/web/view/letter"
	"bihuan/web/view/list"
)

// mostBatch is how many letters are drafted in one act.
const mostBatch = 500

// batchKinds are the kinds of letters of which the officer may draft many at once: to units, about matters
// that were chosen from a list, with nothing that has to be typed for each.
func (v *visit) batchKinds() []page.Option {
	var options []page.Option
	if !v.Officer.InBureau() {
		return nil
	}
	for _, f := range v.web.Casework.Forms().All() {
		if slices.Contains(f.Draft, v.Officer.Post) && f.From == letter.ByOffice && (f.To == letter.ByUnit || f.To == letter.ToHead) {
			options = append(options, page.Option{Value: string(f.Kind), Words: f.Label().In(v.L.Tag())})
		}
	}
	return options
}

// bulk is the bar below a list from which letters are drafted about the matters that are ticked; nil for
// who may not.
func (v *visit) bulk(numbers []string) *list.Bulk {
	kinds := v.batchKinds()
	if len(kinds) == 0 {
		return nil
	}
	return &list.Bulk{Action: v.To("/letters/batch"), Page: numbers, Kinds: page.Field{Name: "kind", Label: v.L.T("letter.kind"), Options: kinds}}
}

// bulkOf is the bar below a page of the list.
func (v *visit) bulkOf(rows []list.Row) *list.Bulk {
	numbers := make([]string, len(rows))
	for i, r := range rows {
		numbers[i] = r.Full
	}
	return v.bulk(numbers)
}

// draftBatch drafts letters of one kind about all matters that were ticked, or all on the page.
func (w *Web) draftBatch(v *visit) error {
	f, err := v.Form()
	if err != nil {
		return err
	}
	numbers := f.Filled("no")
	if f.Value("all") != "" {
		numbers = f.Filled("page")
	}
	slices.Sort(numbers)
	numbers = slices.Compact(numbers)
	switch {
	case len(numbers) == 0:
		v.Flash("soon", v.L.T("letter.batch.nothing"))
		return v.goTo(v.from())
	case len(numbers) > mostBatch:
		v.Flash("soon", v.L.T("letter.batch.many", "n", mostBatch))
		return v.goTo(v.from())
	}
	kind := letter.Kind(f.Value("kind"))
	fit, unfit, err := v.fitting(kind, numbers)
	if err != nil {
		return err
	}
	if len(fit) == 0 {
		v.Flash("soon", v.L.T("letter.batch.unfit", "kind", v.letterKind(kind)))
		return v.goTo(v.from())
	}
	ids, err := w.Casework.Draft(v.Ctx(), v.Officer, casework.NewLetter{Kind: kind, Nos: fit})
	if err != nil {
		words, ok := v.why(err)
		if kind := fault.KindOf(err); !ok || kind != fault.Conflict && kind != fault.Invalid {
			return err
		}
		v.Flash("soon", words)
		return v.goTo(v.from())
	}
	if unfit > 0 {
		v.Flash("soon", v.L.T("letter.batch.some", "n", len(ids), "unfit", unfit))
	} else {
		v.Done("letter.batch.drafted", "n", len(ids))
	}
	first, err := v.Reader().Letter(v.Ctx(), ids[0], v.Officer.Units())
	if err != nil {
		return err
	}
	if first.Batch == "" {
		return v.Go("/letters", ids[0])
	}
	return v.goTo(v.batchAt(first.Batch))
}

func (v *visit) batchAt(batch string) string { return v.To("/letters") + "?batch=" + batch }

// fitting parts the matters of which such a letter may be written now from the others.
func (v *visit) fitting(kind letter.Kind, numbers []string) (fit []string, unfit int, err error) {
	if _, known := v.web.Casework.Forms().Form(kind); !known {
		return nil, 0, fault.New(fault.NotFound, "fault.letter.kind", "kind", string(kind))
	}
	matters, err := v.matters(numbers)
	if err != nil {
		return nil, 0, err
	}
	for _, no := range numbers {
		p := matters[no]
		if p == nil {
			return nil, 0, fault.New(fault.NotFound, "fault.petition.not_found")
		}
		events, err := v.Reader().Events(v.Ctx(), no, 1)
		if err != nil {
			return nil, 0, err
		}
		if slices.ContainsFunc(v.web.Casework.Draftable(v.Officer, p, events), func(f letter.Form) bool { return f.Kind == kind }) {
			fit = append(fit, no)
		} else {
			unfit++
		}
	}
	return fit, unfit, nil
}

// batchOf reads the letters of a batch that the officer may see.
func (v *visit) batchOf(batch string) ([]store.LetterRow, error) {
	rows, _, err := v.Reader().Letters(v.Ctx(), store.LetterQuery{Offices: v.Officer.Units(), Batch: batch, Limit: mostBatch})
	if err == nil && len(rows) == 0 {
		err = fault.New(fault.NotFound, "fault.letter.not_found")
	}
	return rows, err
}

// showBatch lists the letters of one act; lacks are those that could not be handed in just now.
func (v *visit) showBatch(dir *store.Directory, batch string, lacks []view.Lack) error {
	rows, err := v.batchOf(batch)
	if err != nil {
		return err
	}
	drafts := 0
	s := view.List{Title: v.L.T("letter.batch"), Words: v.L.T("letter.batch.words"), Filter: page.NewForm(v.L, nil), Action: v.To("/letters")}
	for i := range rows {
		s.Rows = append(s.Rows, v.letterRow(&rows[i], dir))
		if rows[i].State == letter.Draft && rows[i].Author == v.Officer.Person {
			drafts++
		}
	}
	s.Batch = &view.Batch{Words: v.L.T("letter.batch.n", "n", len(rows), "drafts", drafts), Lacks: lacks}
	if drafts > 0 {
		s.Batch.Submit, s.Batch.Press = v.To("/letters/batch", batch, "submit"), v.L.T("letter.batch.submit", "n", drafts)
	}
	s.Pages.Note = v.L.T("letter.count", "n", len(rows))
	status := http.StatusOK
	if len(lacks) > 0 {
		status = http.StatusUnprocessableEntity
	}
	crumbs := []page.Crumb{v.Crumb("page.nav.today", "/"), v.Crumb("letter.list", "/letters"), {Words: s.Title}}
	return v.ShowAs(status, view.Page(v.View(s.Title, crumbs...), s))
}

// submitBatch hands in all drafts of a batch that lack nothing, and names the others.
func (w *Web) submitBatch(v *visit) error {
	if _, err := v.Form(); err != nil {
		return err
	}
	batch := v.Path("batch")
	rows, err := v.batchOf(batch)
	if err != nil {
		return err
	}
	var lacks []view.Lack
	handed := 0
	for _, row := range rows {
		if row.State != letter.Draft || row.Author != v.Officer.Person {
			continue
		}
		err := w.Casework.ActLetter(v.Ctx(), v.Officer, row.ID, row.Version, letter.Submitting, "")
		if err == nil {
			handed++
			continue
		}
		words, ok := v.why(err)
		if !ok {
			return err
		}
		lacks = append(lacks, view.Lack{Title: v.letterKind(row.Kind) + "　" + row.Subject, Href: v.To("/letters", row.ID, "edit"), Why: words})
	}
	if len(lacks) == 0 {
		v.Done("letter.batch.handed", "n", handed)
		return v.goTo(v.batchAt(batch))
	}
	if handed > 0 {
		v.Done("letter.batch.handed", "n", handed)
	}
	dir, err := w.DB.Directory(v.Ctx())
	if err != nil {
		return err
	}
	return v.showBatch(dir, batch, lacks)
}
