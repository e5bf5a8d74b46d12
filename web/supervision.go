package web

import (
	"net/url"
	"slices"
	"strconv"

	"bihuan/domain/deadline"
	"bihuan/domain/letter"
	"bihuan/domain/org"
	"bihuan/domain/petition"
	"bihuan/locale"
	"bihuan/page"
	"bihuan/store"
	"bihuan/web/view/supervision"
)

func (w *Web) supervisionRoutes(add add) {
	add("GET /supervision", w.supervision, "urged", "supervised")
	add("GET /supervision/rules", w.supervisionRules, "urged", "supervised")
	add("POST /supervision/rules/{id}", w.switchTrigger, org.ActTriggers)
}

// overseen is how many rows a page of the overseers' lists has.
const overseen = 50

// supervised is the value of the address that asks for the orders under way, not for suggestions.
const supervised = "orders"

// overseer is the page of who oversees: the conditions that the address holds, and what is known.
type overseer struct {
	*visit
	conditions

	dir *store.Directory
	off []string // rules that are switched off
}

func (v *visit) overseer() (*overseer, error) {
	o := &overseer{visit: v, conditions: conditions{url.Values{}}}
	for _, name := range []string{"list", "unit", "step", "due"} {
		if value := v.Query(name); value != "" {
			o.Set(name, value)
		}
	}
	var err error
	if o.dir, err = v.web.DB.Directory(v.Ctx()); err != nil {
		return nil, err
	}
	o.off, err = v.web.DB.TriggersOff(v.Ctx())
	return o, err
}

func (o *overseer) orders() bool { return o.Get("list") == supervised }

// supervision shows what the rules suggest, or which orders are under way.
func (w *Web) supervision(v *visit) error {
	o, err := v.overseer()
	if err != nil {
		return err
	}
	n, err := v.Reader().CountSuggestions(v.Ctx(), store.SuggestionQuery{At: v.Now, Off: o.off}, store.MostCounted)
	if err != nil {
		return err
	}
	counts, err := v.Reader().CountOrders(v.Ctx(), "", v.Today)
	if err != nil {
		return err
	}
	s := supervision.Supervision{Title: v.L.T("supervision.title"), Action: v.To("/supervision"), Filter: page.NewForm(v.L, nil),
		Rules: page.Link{Words: v.L.T("supervision.rules"), Href: v.To("/supervision/rules")}}
	way, overdue := 0, 0
	for _, c := range counts {
		way, overdue = way+c.N, overdue+c.Late
	}
	s.Words = v.L.T("supervision.words", "n", n, "way", way)
	if overdue > 0 {
		s.Words = v.L.T("supervision.words.late", "n", n, "way", way, "late", overdue)
	}
	s.Tabs = []page.Tab{
		{Words: v.L.T("supervision.suggestions"), Href: v.To("/supervision"), Count: n, Current: !o.orders()},
		{Words: v.L.T("supervision.orders"), Href: v.To("/supervision") + "?list=" + supervised, Count: way, Current: o.orders()},
	}
	o.filter(&s, counts)
	list := o.listSuggestions
	if o.orders() {
		list = o.listOrders
	}
	if err := list(&s); err != nil {
		return err
	}
	v.Live = liveList
	return v.Show(supervision.Page(v.View(s.Title, v.Crumb("page.nav.today", "/"), v.Crumb("supervision.title", "")), s))
}

// filter offers the conditions, and those that were chosen to be taken away.
func (o *overseer) filter(s *supervision.Supervision, counts map[string]store.OrderCount) {
	every := page.Option{Words: o.L.T("web.list.every")}
	steps, words := suggestedSteps(), []page.Option{every}
	for _, step := range steps {
		words = append(words, page.Option{Value: string(step), Words: o.stepWords(string(step))})
	}
	if o.orders() {
		words = []page.Option{every}
		for _, step := range store.OrderSteps() {
			words = append(words, page.Option{Value: step, Words: o.L.T("supervision.step.count", "step", o.stepWords(step), "n", counts[step].N)})
		}
	}
	s.Fields = []page.Field{
		{Name: "unit", Label: o.L.T("web.list.filter.unit"), Options: []page.Option{every}, Groups: unitGroups(o.L, o.dir, o.Now)},
		{Name: "step", Label: o.L.T("supervision.filter.step"), Options: words},
	}
	if o.orders() {
		s.Fields = append(s.Fields, page.Field{Name: "due", Label: o.L.T("web.list.filter.due"), Options: []page.Option{every, {Value: late, Words: o.L.T("web.list.due.late")}}})
		s.Keep = []page.Keep{{Name: "list", Value: supervised}}
	}
	s.Clear = s.Action
	if o.orders() {
		s.Clear += "?list=" + supervised
	}
	for name, words := range map[string]func(string) string{
		"due":  func(string) string { return o.L.T("web.list.due.late") },
		"step": o.stepWords,
		"unit": func(unit string) string { return o.dir.UnitShort(org.UnitID(unit)) },
	} {
		value := o.Get(name)
		s.Filter.Set(name, value)
		if value != "" {
			s.Picks = append(s.Picks, page.Pick{Words: words(value), Href: o.with(name, "").in(s.Action)})
		}
	}
	slices.SortFunc(s.Picks, func(a, b page.Pick) int { return len(a.Href) - len(b.Href) })
}

// stepWords names a step: an order, or an answer that is to be looked at.
func (o *overseer) stepWords(step string) string {
	if step == store.StepCheck {
		return o.L.T("supervision.step.check")
	}
	return o.word("petition.order.", step)
}

// turn leads to the pages around.
func (o *overseer) turn(s *supervision.Supervision, rows int, previous, next string) {
	s.Pages.Note = o.L.T("page.pages.note", "n", rows)
	if previous != "" {
		s.Pages.Prev = o.with("cursor", previous).in(s.Action)
	}
	if next != "" {
		s.Pages.Next = o.with("cursor", next).in(s.Action)
	}
	s.Empty = page.EmptyView{Title: o.L.T("supervision.none." + o.kind()), Words: o.L.T("supervision.none." + o.kind() + ".words")}
	if len(s.Picks) > 0 {
		s.Empty = page.EmptyView{Title: o.L.T("supervision.none.picked"), Words: o.L.T("supervision.none.picked.words"), Link: &page.Link{Words: o.L.T("page.picked.clear"), Href: s.Clear}}
	}
}

func (o *overseer) kind() string {
	if o.orders() {
		return supervised
	}
	return "suggestions"
}

func (o *overseer) listSuggestions(s *supervision.Supervision) error {
	q := store.SuggestionQuery{At: o.Now, Off: o.off, Unit: org.UnitID(o.Get("unit")), Limit: overseen, Cursor: o.Query("cursor")}
	if step := o.Get("step"); step != "" {
		q.Step = petition.OrderKind(step).Act()
		if q.Step == "" {
			return notFound()
		}
	}
	rows, err := o.Reader().Suggestions(o.Ctx(), q)
	if err != nil {
		return err
	}
	numbers := make([]string, len(rows.Rows))
	for i := range rows.Rows {
		s.Suggestions = append(s.Suggestions, o.suggestion(&rows.Rows[i]))
		numbers[i] = rows.Rows[i].No
	}
	if len(rows.Rows) > 0 {
		s.Bulk = o.bulk(numbers)
	}
	o.turn(s, len(rows.Rows), rows.Previous, rows.Next)
	return nil
}

func (o *overseer) suggestion(t *store.TaskRow) supervision.Suggestion {
	area, no := splitNumber(t.No)
	step, answer := petition.OrderKind(""), 0
	one := supervision.Suggestion{Rule: t.Ref, Subject: t.Subject, Full: t.No, Href: o.To("/petitions", t.No), Area: area, No: no,
		State: page.StateOf(o.L, string(t.State)), Since: o.since(t)}
	if trigger, ok := triggerOf(o.Rules(), t.Ref); ok {
		one.Rule, answer = trigger.Name.In(o.L.Tag()), trigger.Answer
	}
	act := t.Acts[0]
	for _, kind := range suggestedSteps() {
		if kind.Act() == act {
			step = kind
		}
	}
	one.Step = o.L.T("supervision.suggests", "step", o.stepWords(string(step)), "n", answer)
	one.Facts = []string{o.dir.UnitShort(t.Unit)}
	if t.State == petition.Accepted && t.Week > 0 {
		one.Facts = append(one.Facts, o.L.T("web.list.rung."+strconv.Itoa(min(t.Week, deadline.LadderLiaison))))
	}
	query := "?trigger=" + url.QueryEscape(t.Ref)
	if form, ok := o.letterFor(act); ok {
		one.Issue = &page.Link{Words: o.L.T("letter.write", "kind", form.Label().In(o.L.Tag())), Href: o.To("/petitions", t.No, "letters", "new", string(form.Kind))}
	} else if o.May(org.Act(act)) {
		one.Issue = &page.Link{Words: o.L.T("petition.act." + string(act)), Href: o.To("/petitions", t.No, string(act)) + query}
	} else {
		one.Who = o.L.T("supervision.who", "posts", o.Rules().Policy.Posts(org.Act(act)))
	}
	if o.May("noted") {
		one.Aside = &page.Link{Words: o.L.T("supervision.aside"), Href: o.To("/petitions", t.No, string(petition.KNoted)) + query}
	}
	return one
}

// suggestedSteps are what rules suggest: a reminder, which is none of the steps, and the steps.
func suggestedSteps() []petition.OrderKind {
	return append([]petition.OrderKind{petition.Reminder}, petition.OrderSteps()...)
}

// letterFor is the form of the letter by which a suggested step is taken: that of a reminder answers its
// rule by itself. The other steps say which rule they answer, on the form of their act.
func (v *visit) letterFor(act petition.Kind) (letter.Form, bool) {
	if act != petition.KReminded || !v.May(org.ActLetters) {
		return letter.Form{}, false
	}
	for _, form := range v.web.Casework.Forms().All() {
		if form.Makes == act && slices.Contains(form.Draft, v.Officer.Post) {
			return form, true
		}
	}
	return letter.Form{}, false
}

// since says from which day on the facts hold.
func (o *overseer) since(t *store.TaskRow) string {
	day := deadline.DayOf(t.From)
	if n := o.Today.Sub(day); n > 0 {
		return o.L.T("supervision.since", "day", day, "n", n)
	}
	return o.L.T("supervision.since.today", "day", day)
}

func (o *overseer) listOrders(s *supervision.Supervision) error {
	q := store.OrderQuery{Step: o.Get("step"), Unit: org.UnitID(o.Get("unit")), Limit: overseen, Cursor: o.Query("cursor")}
	if o.Get("due") == late {
		q.Before = o.Today
	}
	rows, err := o.Reader().Orders(o.Ctx(), q)
	if err != nil {
		return err
	}
	var numbers []string
	for _, row := range rows.Rows {
		if !slices.Contains(numbers, row.No) {
			numbers = append(numbers, row.No)
		}
	}
	matters, err := o.matters(numbers)
	if err != nil {
		return err
	}
	for _, row := range rows.Rows {
		if p := matters[row.No]; p != nil {
			s.Orders = append(s.Orders, o.order(row, p))
		}
	}
	o.turn(s, len(s.Orders), rows.Previous, rows.Next)
	return nil
}

// matters reads some petitions at once. One that has left the scope meanwhile is not among them.
func (v *visit) matters(numbers []string) (map[string]*petition.Petition, error) {
	all := map[string]*petition.Petition{}
	err := v.Reader().Petitions(v.Ctx(), numbers, func(list []*petition.Petition) error {
		for _, p := range list {
			all[p.No] = p
		}
		return nil
	})
	return all, err
}

func (o *overseer) order(row store.OrderRow, p *petition.Petition) supervision.Order {
	area, no := splitNumber(row.No)
	one := supervision.Order{Kind: o.stepWords(row.Step), Subject: row.Subject, Href: o.To("/petitions", row.No), Area: area, No: no, Unit: o.dir.UnitShort(row.Unit)}
	i := slices.IndexFunc(p.Orders, func(have petition.Order) bool { return have.ID == row.Ref })
	if i < 0 {
		return one
	}
	order := p.Orders[i]
	one.Kind = o.stepWords(string(order.Kind))
	one.Issued = o.L.T("supervision.issued", "day", order.Issued, "name", order.By.Name)
	one.Due = o.orderDue(row, order)
	if !order.Returned.IsZero() {
		one.Tag = &page.TagView{Words: o.L.T("supervision.returned", "day", order.Returned)}
	}
	for _, before := range p.Orders[:i] {
		if slices.Contains(petition.OrderSteps(), before.Kind) {
			one.Before = append(one.Before, o.L.T("supervision.before", "day", before.Issued, "kind", string(before.Kind)))
		}
	}
	if order.Unchecked() && o.Rules().May(p, o.Officer, petition.KOrderChecked) == nil {
		one.Act = &page.Link{Words: o.L.T("petition.act." + string(petition.KOrderChecked)), Href: o.To("/petitions", p.No, string(petition.KOrderChecked)) + "?order=" + url.QueryEscape(order.ID)}
	}
	return one
}

// orderDue is by when the unit is to answer, or since when its answer waits.
func (o *overseer) orderDue(row store.OrderRow, order petition.Order) page.DueView {
	rule, ok := o.Rules().Policies.Rule(row.Rule, row.Version)
	switch {
	case row.Step == store.StepCheck:
		return page.DueView{Words: o.L.T("supervision.answered"), Date: o.L.ISOWeek(order.Answered.In(locale.Zone()))}
	case !ok || row.Due == 0:
		return page.DueView{Words: o.L.T("web.list.no_due")}
	}
	return page.DueOf(o.L, rule, row.Due, o.Rules().Calendar.Standing(&rule, row.Due, o.Today))
}
