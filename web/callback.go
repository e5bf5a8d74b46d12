package web

import (
	"slices"
	"time"

	"bihuan/domain/deadline"
	"bihuan/domain/petition"
	"bihuan/page"
	"bihuan/store"
	"bihuan/web/view/callback"
)

func (w *Web) callbackRoutes(add add) { add("GET /callbacks", w.callbacks, "called_back") }

// The lists of the page besides the whole one, as the address names them.
const (
	ownCalls      = "mine"
	contradicting = "contradictions"
)

// callbacks lists whom the bureau has yet to call back, or what contradicts a reply.
func (w *Web) callbacks(v *visit) error {
	which, here := v.Query("list"), v.To("/callbacks")
	reader, own := v.Reader(), store.CallQuery{Mine: v.Officer.Person}
	all, err := reader.CountCalls(v.Ctx(), store.CallQuery{}, store.MostCounted)
	if err != nil {
		return err
	}
	my, err := reader.CountCalls(v.Ctx(), own, store.MostCounted)
	if err != nil {
		return err
	}
	against, err := reader.CountContradictions(v.Ctx(), store.MostCounted)
	if err != nil {
		return err
	}
	s := callback.Calls{Title: v.L.T("callback.title"), Words: v.L.T("callback.words", "n", all, "tries", petition.CallTries),
		Tabs: []page.Tab{
			{Words: v.L.T("callback.all"), Href: here, Count: all, Current: which == ""},
			{Words: v.L.T("callback.mine"), Href: here + "?list=" + ownCalls, Count: my, Current: which == ownCalls},
			{Words: v.L.T("callback.contradictions"), Href: here + "?list=" + contradicting, Count: against, Current: which == contradicting},
		},
		Empty: page.EmptyView{Title: v.L.T("callback.none"), Words: v.L.T("callback.none.words")}}
	c := conditions{map[string][]string{}}
	if which != "" {
		c = c.with("list", which)
	}
	dir, err := w.DB.Directory(v.Ctx())
	if err != nil {
		return err
	}
	previous, next := "", ""
	switch which {
	case "":
		previous, next, err = v.listCalls(&s, dir, store.CallQuery{})
	case ownCalls:
		previous, next, err = v.listCalls(&s, dir, own)
	case contradicting:
		s.Empty = page.EmptyView{Title: v.L.T("callback.none.against"), Words: v.L.T("callback.none.against.words")}
		previous, next, err = v.listContradictions(&s, dir)
	default:
		return notFound()
	}
	if err != nil {
		return err
	}
	s.Pages.Note = v.L.T("page.pages.note", "n", len(s.Calls)+len(s.Contradictions))
	if previous != "" {
		s.Pages.Prev = c.with("cursor", previous).in(here)
	}
	if next != "" {
		s.Pages.Next = c.with("cursor", next).in(here)
	}
	v.Live = liveList
	return v.Show(callback.Page(v.View(s.Title, v.Crumb("page.nav.today", "/"), v.Crumb("callback.title", "")), s))
}

func (v *visit) listCalls(s *callback.Calls, dir *store.Directory, q store.CallQuery) (previous, next string, err error) {
	q.Limit, q.Cursor = overseen, v.Query("cursor")
	rows, err := v.Reader().Calls(v.Ctx(), q)
	if err != nil {
		return "", "", err
	}
	var numbers []string
	for i := range rows.Rows {
		numbers = append(numbers, rows.Rows[i].No)
	}
	matters, err := v.matters(numbers)
	if err != nil {
		return "", "", err
	}
	for i := range rows.Rows {
		if p := matters[rows.Rows[i].No]; p != nil {
			s.Calls = append(s.Calls, v.call(&rows.Rows[i], p, dir))
		}
	}
	return rows.Previous, rows.Next, nil
}

func (v *visit) call(t *store.TaskRow, p *petition.Petition, dir *store.Directory) callback.Call {
	area, no := splitNumber(t.No)
	c := callback.Call{Tries: v.tries(p), Subject: t.Subject, Href: v.To("/petitions", t.No), Area: area, No: no,
		State: page.StateOf(v.L, string(t.State)), Due: page.DueView{Words: v.L.T("web.list.no_due")}}
	c.Facts = []string{petitionerWords(v.L, p), dir.UnitShort(t.Unit)}
	for _, served := range p.Served {
		if served.Paper == petition.PaperReply {
			c.Facts = append(c.Facts, v.L.T("callback.served", "day", served.At))
			break
		}
	}
	if rule, ok := v.Rules().Policies.Rule(t.Rule, t.Ver); ok && t.Due != 0 {
		c.Due = page.DueOf(v.L, rule, t.Due, v.Rules().Calendar.Standing(&rule, t.Due, v.Today))
	}
	switch {
	case p.Handled(petition.By{Person: v.Officer.Person}):
		c.Why = v.L.T("callback.handled")
	case t.From.After(v.Now):
		c.Why = v.L.T("callback.again", "day", deadline.DayOf(t.From))
	default:
		c.Act = &page.Link{Words: v.L.T("petition.act." + string(petition.KCalledBack)), Href: v.To("/petitions", t.No, string(petition.KCalledBack))}
	}
	return c
}

// tries says the how many-th call this is, and what came of the last.
func (v *visit) tries(p *petition.Petition) string {
	n := len(p.Calls)
	if n == 0 {
		return v.L.T("callback.first")
	}
	return v.L.T("callback.tries", "next", n+1, "day", p.Calls[n-1].At)
}

func (v *visit) listContradictions(s *callback.Calls, dir *store.Directory) (previous, next string, err error) {
	rows, err := v.Reader().Contradictions(v.Ctx(), overseen, v.Query("cursor"))
	if err != nil {
		return "", "", err
	}
	var numbers []string
	for _, row := range rows.Rows {
		numbers = append(numbers, row.No)
	}
	matters, err := v.matters(numbers)
	if err != nil {
		return "", "", err
	}
	for _, row := range rows.Rows {
		if p := matters[row.No]; p != nil && p.Contradicted != nil {
			s.Contradictions = append(s.Contradictions, v.contradiction(row, p, dir))
		}
	}
	return rows.Previous, rows.Next, nil
}

func (v *visit) contradiction(row store.Contradiction, p *petition.Petition, dir *store.Directory) callback.Contradiction {
	area, no := splitNumber(row.No)
	c := callback.Contradiction{Subject: row.Subject, Href: v.To("/petitions", row.No), Area: area, No: no, Unit: dir.UnitShort(row.Unit),
		Called: v.L.T("callback.said", "day", p.Contradicted.At, "name", p.Contradicted.By.Name), State: page.StateOf(v.L, string(row.State)), Became: v.became(p)}
	if p.Quality.Waiting() && v.Rules().May(p, v.Officer, petition.KQualityChecked) == nil {
		c.Act = &page.Link{Words: v.L.T("petition.act." + string(petition.KQualityChecked)), Href: v.To("/petitions", row.No, string(petition.KQualityChecked))}
	}
	return c
}

// became is what was done about a contradiction, in the order in which it was.
func (v *visit) became(p *petition.Petition) []string {
	type step struct {
		at    time.Time
		words string
	}
	var steps []step
	add := func(at time.Time, key string, args ...any) {
		if !at.Before(p.Contradicted.At) {
			steps = append(steps, step{at, v.L.T(key, append(args, "day", at)...)})
		}
	}
	switch q := p.Quality; {
	case q.Waiting():
		add(q.Asked, "callback.review")
	case q != nil:
		add(q.At, "callback.reviewed", "found", string(q.Found))
	}
	if a := p.Acceptance; a != nil && p.Reopened > 0 {
		add(a.At, "callback.reopened")
	}
	for _, o := range p.Orders {
		add(o.Issued, "callback.order", "kind", string(o.Kind))
	}
	if r := p.Reply; r != nil {
		add(r.Issued, "callback.answered")
	}
	slices.SortStableFunc(steps, func(a, b step) int { return a.at.Compare(b.at) })
	var lines []string
	for _, s := range steps {
		lines = append(lines, s.words)
	}
	if p.State == petition.Merged {
		lines = append(lines, v.L.T("callback.merged"))
	}
	if len(lines) == 0 {
		lines = append(lines, v.L.T("callback.nothing"))
	}
	return lines
}
