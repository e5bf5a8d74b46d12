package web

import (
	"net/http"
	"slices"
	"strings"

	"bihuan/domain/deadline"
	"bihuan/domain/fault"
	"bihuan/domain/org"
	"bihuan/domain/petition"
	"bihuan/page"
	"bihuan/store"
	viewcompare "bihuan/web/view/compare"
	view "bihuan/web/view/petition"
)

func (w *Web) petitionRoutes(add add) {
	add("GET /petitions/{no}", w.showPetition, org.ActRead)
	add("POST /petitions/{no}/reveal", w.reveal, org.ActReveal)
}

// matter is one petition with all that its page is made of.
type matter struct {
	v      *visit
	p      *petition.Petition
	events []petition.Event
	dir    *store.Directory
	course course
	rows   map[string]store.LetterRow // letters of the matter that the officer may open, by ID
	open   []petition.Petitioner      // shown in plain, this once
	form   *page.Form                 // of the reveal
}

// matter reads a petition in the officer's scope.
func (v *visit) matter() (*matter, error) {
	// A number typed by hand is forgiven its small letters.
	no := petition.TidyNumber(v.Path("no"), org.AreaCode(v.web.DB.County()))
	p, err := v.Reader().Petition(v.Ctx(), no)
	if err != nil {
		return nil, err
	}
	events, err := v.Reader().Events(v.Ctx(), p.No, 1)
	if err != nil {
		return nil, err
	}
	dir, err := v.web.DB.Directory(v.Ctx())
	if err != nil {
		return nil, err
	}
	return &matter{v: v, p: p, events: events, dir: dir, form: page.NewForm(v.L, nil),
		course: course{l: v.L, dir: dir, rules: v.Rules(), p: p, today: v.Today}}, nil
}

func (w *Web) showPetition(v *visit) error {
	m, err := v.matter()
	if err != nil {
		return err
	}
	v.readAbout(m.p.No)
	if words := w.Login.Pop(v.Ctx(), "link "+m.p.No); words != "" {
		v.Flash("soon", words) // it was to be linked when it was registered
	}
	return m.show(http.StatusOK)
}

// reveal shows personal data once, on the page that answers the form: no address ever leads to it.
func (w *Web) reveal(v *visit) error {
	f, err := v.Form()
	if err != nil {
		return err
	}
	m, err := v.matter()
	if err != nil {
		return err
	}
	m.form = f
	people, err := w.Casework.Reveal(v.Ctx(), v.Officer, m.p.No, f.Value("why"))
	if err != nil {
		if f.Refuse(err) {
			return m.show(http.StatusUnprocessableEntity)
		}
		return err
	}
	m.open = people
	return m.show(http.StatusOK)
}

func (m *matter) show(status int) error {
	c, err := m.view()
	if err != nil {
		return err
	}
	v := m.v
	v.Live = m.p.No
	shell := v.View(m.p.Record.Subject, v.Crumb("page.nav.all", "/petitions"), page.Crumb{Words: shortNumber(m.p.No)})
	return v.ShowAs(status, view.Page(shell, c))
}

// view words the petition.
func (m *matter) view() (view.Case, error) {
	l, p := m.v.L, m.p
	short := shortNumber(p.No)
	if err := m.hide(); err != nil {
		return view.Case{}, err
	}
	c := view.Case{
		Title: p.Record.Subject, Short: short, Area: strings.TrimSuffix(p.No, short), State: page.StateOf(l, string(p.State)),
		Meta: m.meta(), Tags: m.tags(), Steps: m.steps(), Demands: m.demands(), Record: m.record(), Track: m.course.track(),
		Finished: m.course.finished(), Orders: m.orders(), Notices: m.notices(), Files: m.files(), Rungs: m.course.rungs(),
		Four: m.fourNotices(), Speeds: m.course.paces(), Notes: m.notes(), Assisting: m.assisting(), People: m.people(), Persons: m.persons(), Events: len(m.events),
	}
	c.Bound = &page.Link{Words: l.T("casefile.link"), Href: m.v.To("/petitions", p.No, "casefile")}
	clocks := m.course.clocks()
	c.Clocks, c.Rest = clocks[:min(leading, len(clocks))], clocks[min(leading, len(clocks)):]
	m.offer(&c)
	today := ""
	if c.Next != nil {
		today = c.Next.Act
	}
	c.Course = m.course.moments(m.events, today)
	c.Reply, c.Former = m.replies()
	m.quality(&c)
	if p.Present() > 0 {
		c.Since = l.T("case.people.day", "n", m.v.Today.Sub(deadline.DayOf(p.Acceptance.At)))
	}
	var err error
	if err := m.letters(&c); err != nil {
		return c, err
	}
	if c.Back, err = m.discipline(); err != nil {
		return c, err
	}
	c.Register = m.register()
	if c.Links, err = m.links(); err != nil {
		return c, err
	}
	if c.Dups, err = m.dups(); err != nil {
		return c, err
	}
	c.Preparing = !m.v.web.Casework.Finder().Ready()
	if err := m.privacy(&c); err != nil {
		return c, err
	}
	c.Anchors = m.anchors(&c)
	return c, nil
}

// offer is what the officer may do: the most pressing act first, and what is others' to do.
func (m *matter) offer(c *view.Case) {
	l, rules, by := m.v.L, m.v.Rules(), m.v.Officer
	next := rules.NextFor(m.p, by, m.v.Now)
	for _, kind := range rules.Offers(m.p, by) {
		if slices.Contains(next, kind) {
			continue
		}
		switch kind {
		case petition.KSetApart:
			continue // decided where the other one stands
		case petition.KMaterialAdded:
			c.AddFile = &page.Link{Words: l.T("petition.act." + string(kind)), Href: m.to(kind)}
		case petition.KLinked:
			c.Link = &page.Link{Words: l.T("petition.act." + string(kind)), Href: m.to(kind)}
		}
		c.More = append(c.More, page.Link{Words: l.T("petition.act." + string(kind)), Href: m.to(kind)})
	}
	for _, refusal := range rules.Refused(m.p, by, m.v.Now) {
		c.Refused = append(c.Refused, page.Fact{Term: l.T("petition.act." + string(refusal.Kind)), Text: m.whose(refusal.Err)})
	}
	if len(next) == 0 {
		return
	}
	n := page.NextView{Act: m.nextWords(next[0]), Reason: m.nextReason(next[0])}
	if lead, ok := rules.DueFor(m.p, next[0], m.v.Today); ok {
		due := page.DueOf(l, lead.Rule, lead.Due, lead.Standing)
		due.Date = ""
		n.Due = &due
	}
	for i, kind := range next {
		b := page.Button{Words: l.T("petition.act." + string(kind)), Href: m.to(kind)}
		if i == 0 {
			b.Kind, b.Icon = "1", "edit"
		}
		n.Buttons = append(n.Buttons, b)
	}
	c.Next = &n
	c.Refused = nil // there is enough to do; what others do is in the ladder
}

// whose says who could do what the officer may not, or what must happen first.
func (m *matter) whose(err error) string {
	f := fault.As(err)
	if f == nil || f.Key != "fault.petition.forbidden" {
		return page.ErrorOf(m.v.L, err).Words
	}
	return m.v.L.T("case.refused.posts", f.Args...)
}

func (m *matter) to(kind petition.Kind) string { return m.v.To("/petitions", m.p.No, string(kind)) }

// nextWords says what to do, and on whom.
func (m *matter) nextWords(kind petition.Kind) string {
	if key := "case.next." + string(kind); m.v.L.Has(key) {
		return m.v.L.T(key, "unit", m.dir.UnitShort(m.p.Unit()))
	}
	return m.v.L.T("petition.act." + string(kind))
}

// nextReason says why that is next.
func (m *matter) nextReason(kind petition.Kind) string {
	l, p := m.v.L, m.p
	switch kind {
	case petition.KNotified:
		if missing := p.MissingNotices(); len(missing) > 0 {
			return l.T("case.next.notified.why", "missing", missing)
		}
	case petition.KReplySubmitted:
		if p.Reply != nil && p.Reply.SentBack != "" {
			return l.T("case.next.sent_back.why", "name", p.Reply.SentBackBy.Name)
		}
	case petition.KReplyApproved:
		return l.T("case.next.reply_approved.why", "name", p.Reply.Author.Name)
	case petition.KFiled:
		return l.T("case.next.filed.why", "missing", p.MissingEvidence())
	case petition.KClosed:
		if gaps := m.v.Rules().Gaps(p, m.v.Now); len(gaps) > 0 {
			return l.T("case.next.closed.why", "missing", gaps)
		}
	case petition.KAssigned:
		if unit := suggestUnit(m.dir, p.Record.Category, p.Record.Place); unit != "" {
			return l.T("case.next.assigned.why", "unit", m.dir.UnitShort(unit))
		}
	}
	return ""
}

// linked is how many matters this one is tied to; -1 where there is only the group that it belongs to.
func linked(links []view.Link) int {
	n := 0
	for _, link := range links {
		if link.No != "" {
			n++
		}
	}
	if n == 0 {
		return -1
	}
	return n
}

// anchors lead to the parts of the page that are there.
func (m *matter) anchors(c *view.Case) []page.Tab {
	l := m.v.L
	tabs := []page.Tab{
		{Words: l.T("case.demands"), Href: "#demands", Count: len(c.Demands), Current: true},
		{Words: l.T("case.course"), Href: "#course", Count: len(m.events)},
	}
	if len(c.Demands) == 0 { // an earlier system did not say them
		tabs[0] = page.Tab{Words: l.T("case.record"), Href: "#record", Count: -1, Current: true}
	}
	add := func(there bool, key, href string, n int) {
		if there {
			tabs = append(tabs, page.Tab{Words: l.T(key), Href: href, Count: n})
		}
	}
	add(c.Reply != nil, "case.reply", "#reply", -1)
	add(len(c.Quality) > 0, "case.quality", "#quality", -1)
	add(len(c.Orders) > 0, "case.orders", "#orders", len(c.Orders))
	add(len(c.Letters)+len(c.Suggested) > 0, "case.letters", "#letters", len(c.Letters))
	add(len(c.Four)+len(c.Notices) > 0, "case.notices", "#notices", -1)
	add(len(c.Notes) > 0, "case.notes", "#notes", len(c.Notes))
	add(true, "case.files", "#files", len(c.Files))
	add(len(c.Rungs) > 0, "case.people", "#people", -1)
	add(c.Back != nil, "discipline.title", "#discipline", -1)
	add(len(c.Links) > 0, "case.links", "#links", linked(c.Links))
	if n := viewcompare.Likely(c.Dups); n > 0 {
		add(true, "compare.dups", "#dups", n)
	}
	add(true, "case.petitioners", "#petitioners", -1)
	return tabs
}
