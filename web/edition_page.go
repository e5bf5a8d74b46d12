package web

import (
	"cmp"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"bihuan/casework"
	"bihuan/domain/edition"
	"bihuan/domain/fault"
	"bihuan/domain/org"
	"bihuan/domain/report"
	"bihuan/locale"
	"bihuan/page"
	"bihuan/store"
	view "bihuan/web/view/edition"
)

// issue is one edition with all that its page is made of.
type issue struct {
	*visit
	p     *casework.EditionPaper
	rules edition.Rules
	words report.Words
	dir   *store.Directory
	f     *page.Form // of an act that was refused
	tried edition.Act
}

// showEdition is the page of one edition.
func (w *Web) showEdition(v *visit) error {
	return v.showEdition(http.StatusOK, page.NewForm(v.L, nil), "")
}

// openIssue reads the edition that the address asks for. That somebody to whom it was sent opens it is noted;
// that this failed is no reason to keep it from them.
func (v *visit) openIssue() (*issue, error) {
	s := &issue{visit: v}
	version, err := strconv.Atoi(v.Query("version"))
	if v.Query("version") != "" && (err != nil || version < 1) {
		return nil, notFound()
	}
	if s.p, err = v.web.Casework.ReadEdition(v.Ctx(), v.Officer, v.Path("id"), version, org.UnitID(v.Query("unit"))); err != nil {
		return nil, err
	}
	if s.rules, err = v.web.Casework.EditionRules(); err != nil {
		return nil, err
	}
	if s.words, err = report.WordsIn(v.L.Tag()); err != nil {
		return nil, err
	}
	if s.p.Mine && s.p.Fresh {
		if err := v.web.Casework.OpenEdition(v.Ctx(), v.Officer, s.p.ID, s.p.Read); err != nil && v.Ctx().Err() == nil {
			v.web.Log.Warn("noting that an edition was opened", "err", err)
		}
	}
	s.dir, err = v.web.DB.Directory(v.Ctx())
	return s, err
}

// showEdition shows an edition; f is the form of an act that was refused, tried the act.
func (v *visit) showEdition(status int, f *page.Form, tried edition.Act) error {
	s, err := v.openIssue()
	if err != nil {
		return err
	}
	s.f, s.tried = f, tried
	c, err := s.view()
	if err != nil {
		return err
	}
	crumbs := []page.Crumb{v.Crumb("page.nav.today", "/"), v.Crumb("page.nav.editions", "/editions"), {Words: c.Title}}
	shell := v.View(c.Title, crumbs...)
	shell.Print = v.L.T("edition.print")
	return v.ShowAs(status, view.Page(shell, c))
}

// title is what the edition is called: 信访周报（2026年9月18日）, and its number.
func (s *issue) title() string {
	title := s.p.Body.Title(s.words)
	if s.p.Number > 0 {
		title += "\u3000" + s.issueWords(&s.p.Edition.Edition)
	}
	return title
}

// at is the address of the edition with a version and a part.
func (s *issue) at(version int, unit org.UnitID, more url.Values, path ...string) string {
	q := url.Values{}
	for name, values := range more {
		q[name] = values
	}
	if version != 0 {
		q.Set("version", strconv.Itoa(version))
	}
	if unit != "" {
		q.Set("unit", string(unit))
	}
	address := s.To("/editions", append([]string{s.p.ID}, path...)...)
	if len(q) == 0 {
		return address
	}
	return address + "?" + q.Encode()
}

func (s *issue) view() (view.Edition, error) {
	p := s.p
	c := view.Edition{Title: s.title(), Form: s.f, Name: casework.EditionName(s.dir, s.words, s.dir.County, p.Kind), Office: s.dir.Office.Name,
		Issue: s.issueWords(&p.Edition.Edition), Day: s.L.Long(p.Period.To), Span: p.Body.Span(s.words), Hash: p.Hash, All: s.editionsPath(url.Values{"kind": {string(p.Kind)}})}
	s.notice(&c)
	if p.Matter != "" {
		c.Matter = s.matterLink()
	}
	sections := map[string]bool{}
	for _, section := range p.Body.Sections {
		sections[section.ID] = true
	}
	written := s.written()
	for _, w := range written {
		if !sections[w.ID] {
			c.Words = append(c.Words, w)
		}
	}
	for i, section := range p.Body.Sections {
		c.Sections = append(c.Sections, s.section(i, section, written))
	}
	for _, format := range casework.ReportFormats() {
		c.Files = append(c.Files, page.Link{Words: s.L.T("edition.file." + string(format)), Href: s.at(p.Read, p.Unit, url.Values{"as": {string(format)}}, "export")})
	}
	s.follows(&c)
	s.offer(&c)
	if err := s.earlier(&c); err != nil {
		return c, err
	}
	if !p.Bureau {
		return c, nil
	}
	c.Steps = s.steps()
	s.sent(&c)
	s.choices(&c)
	checks, err := s.checks()
	c.Checks = checks
	return c, err
}

// notice says what a correction puts right, or that a newer version is out.
func (s *issue) notice(c *view.Edition) {
	p := s.p
	switch {
	case p.Hash != "" && p.Out > p.Read:
		c.Notice = s.L.T("edition.notice.old", "n", p.Read)
		c.Other = &page.Link{Words: s.L.T("edition.notice.new", "n", p.Out), Href: s.at(p.Out, p.Unit, nil)}
	case p.Reason != "":
		c.Notice = s.L.T("edition.notice.corrects", "n", p.Read, "reason", p.Reason)
	case p.Hash == "" && p.State == edition.Withdrawn:
		c.Notice = s.L.T("edition.notice.withdrawn", "why", p.Why)
	}
}

// matterLink leads to the matter that a special report is about, for who may open it.
func (s *issue) matterLink() *page.Link {
	m, err := s.Reader().Petition(s.Ctx(), s.p.Matter)
	if err != nil {
		return nil // the report says what its reader is to know
	}
	return &page.Link{Words: m.Record.Subject + "\u3000" + shortNumber(m.No), Href: s.To("/petitions", m.No)}
}

// steps are what was done, and what comes next.
func (s *issue) steps() []view.Step {
	var all []view.Step
	for _, one := range s.p.Steps {
		words := s.L.T("edition.step."+string(one.Act), "at", s.L.Moment(one.At), "who", cmp.Or(one.By.Name, one.By.UnitName))
		if one.By.Post == org.Clock {
			words = s.L.T("edition.step."+string(one.Act)+".clock", "at", s.L.Moment(one.At))
		}
		all = append(all, view.Step{Words: words, Note: one.Note, Standing: page.StepDone})
	}
	switch s.p.State {
	case edition.Drafted:
		all = append(all, view.Step{Words: s.L.T("edition.step.to_check"), Standing: page.StepNow}, view.Step{Words: s.L.T("edition.step.to_publish"), Standing: page.StepTodo})
	case edition.Checked:
		all = append(all, view.Step{Words: s.L.T("edition.step.to_sign"), Standing: page.StepNow}, view.Step{Words: s.L.T("edition.step.to_publish"), Standing: page.StepTodo})
	}
	return all
}

// checks are what is compared by itself: numbers that stand twice, and the record as of the same moment.
func (s *issue) checks() ([]view.Check, error) {
	if s.p.Form.Matter {
		return nil, nil // it has no figures
	}
	found, err := s.web.Casework.CheckFigures(s.Ctx(), s.p)
	if err != nil {
		return nil, err
	}
	var all []view.Check
	for _, sum := range found.Sums {
		key := "edition.check.sum"
		if sum.Said != sum.Total {
			key = "edition.check.sum.not"
		}
		all = append(all, view.Check{OK: sum.Said == sum.Total, Words: s.L.T(key, "column", s.words.T("column."+sum.Column), "said", sum.Said, "total", sum.Total)})
	}
	if len(found.Differs) == 0 {
		return append(all, view.Check{OK: true, Words: s.L.T("edition.check.same", "at", s.L.Moment(s.p.AsOf))}), nil
	}
	for _, d := range found.Differs {
		name := s.L.T("edition.check.whole")
		if d.Section != "" {
			name = s.words.T("section." + d.Section)
		}
		all = append(all, view.Check{Words: s.L.T("edition.check.differs", "section", name)})
	}
	return all, nil
}

// sent is to whom it goes or went, and who has opened it.
func (s *issue) sent(c *view.Edition) {
	if len(s.p.Copies) == 0 {
		c.Sent = s.L.T("edition.to." + string(s.p.Kind))
		return
	}
	opened := 0
	for _, one := range s.p.Copies {
		who, _ := s.dir.Person(one.Person)
		line := view.Copy{Name: who.Name, Post: s.postOf(one.Person), Opened: s.L.T("edition.copy.unopened")}
		if one.Unit != "" {
			line.Post = s.dir.UnitName(one.Unit)
		}
		if !one.Opened.IsZero() {
			opened++
			line.Opened = s.L.T("edition.copy.opened", "at", s.L.Moment(one.Opened))
		}
		c.Copies = append(c.Copies, line)
	}
	c.Sent = s.L.T("edition.sent", "n", len(s.p.Copies), "opened", opened)
}

func (s *issue) postOf(person org.PersonID) string {
	for _, p := range s.dir.Posts {
		if p.Person == person && p.Held(s.Now) {
			return p.Title
		}
	}
	return ""
}

// choices are the parts and the versions that there are.
func (s *issue) choices(c *view.Edition) {
	p := s.p
	if len(p.Parts) > 0 {
		c.Parts = append(c.Parts, page.Tab{Words: s.L.T("edition.part.whole"), Href: s.at(p.Read, "", nil), Current: p.Unit == ""})
		for _, unit := range p.Parts {
			c.Parts = append(c.Parts, page.Tab{Words: s.dir.UnitName(unit), Href: s.at(p.Read, unit, nil), Current: p.Unit == unit})
		}
	}
	for n := p.Edition.Version; n >= 1; n-- {
		c.Versions = append(c.Versions, page.Tab{Words: s.L.T("edition.version", "n", n), Href: s.at(n, p.Unit, nil), Current: n == p.Read})
	}
}

// mostEarlier is how many earlier editions the page lists.
const mostEarlier = 5

// earlier lists editions of the kind before this one.
func (s *issue) earlier(c *view.Edition) error {
	q := store.EditionQuery{All: s.p.Bureau, Person: s.Officer.Person, Kind: s.p.Kind, States: []edition.State{edition.Published}, Limit: mostEarlier,
		Before: fmt.Sprintf("%d %s", s.p.AsOf.UnixMilli(), s.p.ID)}
	list, _, err := s.Reader().Editions(s.Ctx(), q)
	for _, one := range list {
		c.Earlier = append(c.Earlier, page.Link{Words: s.issueWords(&one.Edition) + "\u3000" + s.L.Date(one.Period.To), Href: s.To("/editions", one.ID)})
	}
	return err
}

// editionFile gives an edition as a file.
func (w *Web) editionFile(v *visit) error {
	s, err := v.openIssue()
	if err != nil {
		return err
	}
	format := casework.ReportFormat(v.Query("as"))
	if !format.Known() {
		return fault.NewInvalid("as", "fault.report.format", "formats", casework.ReportFormats())
	}
	var made strings.Builder
	if err := w.Casework.WriteEdition(v.Ctx(), &made, s.p, format, v.L.Tag()); err != nil {
		return err
	}
	h := v.w.Header()
	h.Set("Content-Type", format.MIME())
	h.Set("Content-Disposition", fmt.Sprintf(`attachment; filename="%s"`, s.p.FileName(format)))
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Length", strconv.Itoa(made.Len()))
	_, _ = v.w.Write([]byte(made.String()))
	return nil
}

// follows are the instructions and what became of them.
func (s *issue) follows(c *view.Edition) {
	for _, one := range s.p.Follows {
		f := view.Follow{Who: s.L.T("edition.follow.who", "who", one.By.Name, "title", one.By.Title, "at", s.L.Date(one.At.In(locale.Zone()))), Text: one.Note}
		switch o := one.Order; {
		case o == nil:
			f.State = s.L.T("edition.follow.state", "state", string(one.State))
		case o.Waiting():
			f.State, f.Due = s.L.T("edition.follow.waits"), s.letterDue(o.Due)
		default:
			f.State, f.Answer = s.L.T("edition.follow.answered", "at", s.L.Date(o.Answered)), o.Answer
		}
		c.Follows = append(c.Follows, f)
	}
	slices.Reverse(c.Follows)
}
