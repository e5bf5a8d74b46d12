package web

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"bihuan/domain/fault"
	"bihuan/domain/letter"
	"bihuan/page"
	"bihuan/store"
	view "bihuan/web/view/letter"
)

// Leaders sign several letters in one go after reading each (letters.md, "Life"). What was read is kept in
// the session, each letter with its version: one that was changed since has to be read again.

// mostSigned is how many letters wait on one page, and how many readings a session keeps.
const mostSigned = 200

// readKey is the session's value of what was read.
const readKey = "letters read"

// read lists what was read in this session, "id:version" each.
func (v *visit) read() []string {
	kept := v.web.Login.Pop(v.Ctx(), readKey)
	if kept != "" {
		v.web.Login.Put(v.Ctx(), readKey, kept)
	}
	return strings.Fields(kept)
}

func mark(l *store.Letter) string { return l.ID + ":" + strconv.Itoa(l.Version) }

// signable are the letters that the officer may sign now, the oldest first.
func (v *visit) signable(ctx context.Context) ([]*store.Letter, error) {
	q, ok := v.letterQuery(lettersSign)
	if !ok {
		return nil, nil
	}
	q.Limit = mostSigned
	rows, _, err := v.Reader().Letters(ctx, q)
	if err != nil {
		return nil, err
	}
	var all []*store.Letter
	for _, row := range slices.Backward(rows) {
		l, err := v.Reader().Letter(ctx, row.ID, v.Officer.Units())
		if err != nil {
			return nil, err
		}
		if form, ok := v.web.Casework.Forms().Form(l.Kind); ok && form.May(&l.Letter, v.Officer, letter.Signing) == nil {
			all = append(all, l)
		}
	}
	return all, nil
}

// toSign lists what waits for the officer's signature, or shows one of it to be read.
func (w *Web) toSign(v *visit) error {
	if !v.postIn(signers) {
		return fault.New(fault.Forbidden, "fault.web.post")
	}
	if id := v.Query("read"); id != "" {
		return v.readPage(id)
	}
	return v.signPage(http.StatusOK, page.NewForm(v.L, nil), nil)
}

func (v *visit) signPage(status int, f *page.Form, results []view.Result) error {
	letters, err := v.signable(v.Ctx())
	if err != nil {
		return err
	}
	dir, err := v.web.DB.Directory(v.Ctx())
	if err != nil {
		return err
	}
	s := view.ToSign{Title: v.L.T("letter.sign.title"), Lead: v.L.T("letter.sign.lead", "n", len(letters)), Action: v.To("/letters/sign"), Results: results, Form: f}
	seen := v.read()
	var numbers []string
	for _, l := range letters {
		numbers = append(numbers, l.Leads())
	}
	matters, err := v.matters(numbers)
	if err != nil {
		return err
	}
	for _, l := range letters {
		one := view.Signing{Title: v.letterKind(l.Kind), Href: v.readAt(l.ID), To: v.addresseeWords(dir, l.To), Author: l.Author.Name, Value: mark(l), Read: slices.Contains(seen, mark(l))}
		if p := matters[l.Leads()]; p != nil {
			one.Subject = p.Record.Subject
		}
		s.Letters = append(s.Letters, one)
		if !one.Read && s.Read == nil {
			s.Read = &page.Link{Words: v.L.T("letter.sign.read_next"), Href: one.Href}
		}
	}
	crumbs := []page.Crumb{v.Crumb("page.nav.today", "/"), v.Crumb("letter.list", "/letters"), {Words: s.Title}}
	return v.ShowAs(status, view.Sign(v.View(s.Title, crumbs...), s))
}

func (v *visit) readAt(id string) string { return v.To("/letters/sign") + "?read=" + id }

// readPage shows one letter to be read.
func (v *visit) readPage(id string) error {
	paper, l, err := v.web.Casework.Paper(v.Ctx(), v.Officer, id)
	if err != nil {
		return err
	}
	if l.State != letter.Reviewed {
		return v.Go("/letters", id)
	}
	html, err := v.web.Casework.PreviewHTML(paper)
	if err != nil {
		return err
	}
	s := folio{visit: v, l: l}
	if s.form, s.known = v.web.Casework.Forms().Form(l.Kind); !s.known {
		return v.Go("/letters", id)
	}
	if s.dir, err = v.web.DB.Directory(v.Ctx()); err != nil {
		return err
	}
	title := v.letterKind(l.Kind)
	r := view.Reading{Title: title, Lead: v.letterLead(s.dir, l), Action: v.To("/letters/sign/read"), Value: mark(l), Back: v.To("/letters/sign"),
		Open: &page.Link{Words: v.L.T("letter.sign.open"), Href: v.To("/letters", id)}, Desk: v.deskOf(html, &paper), Facts: s.facts()}
	if r.Matters, err = v.letterMatters(l.Nos); err != nil {
		return err
	}
	crumbs := []page.Crumb{v.Crumb("letter.list", "/letters"), {Words: v.L.T("letter.sign.title"), Href: r.Back}, {Words: title}}
	return v.Show(view.Read(v.View(title, crumbs...), r))
}

// readLetter keeps that a letter was read, and goes on to the next one that was not.
func (w *Web) readLetter(v *visit) error {
	f, err := v.Form()
	if err != nil {
		return err
	}
	letters, err := v.signable(v.Ctx())
	if err != nil {
		return err
	}
	seen, next := v.read(), ""
	for _, l := range letters {
		if mark(l) == f.Value("letter") && !slices.Contains(seen, mark(l)) {
			seen = append(seen, mark(l))
		}
	}
	w.Login.Put(v.Ctx(), readKey, strings.Join(seen[max(0, len(seen)-mostSigned):], " "))
	for _, l := range letters {
		if next == "" && !slices.Contains(seen, mark(l)) {
			next = l.ID
		}
	}
	if next == "" {
		return v.Go("/letters/sign")
	}
	return v.goTo(v.readAt(next))
}

// signLetters signs all that were ticked, one by one, and reports of each what happened. One that was not
// read as it is now is refused.
func (w *Web) signLetters(v *visit) error {
	f, err := v.Form()
	if err != nil {
		return err
	}
	ticked := f.Filled("letter")
	if len(ticked) == 0 {
		f.Wrong("", "letter.sign.nothing")
		return v.signPage(http.StatusUnprocessableEntity, f, nil)
	}
	seen := v.read()
	var results []view.Result
	for _, one := range ticked[:min(len(ticked), mostSigned)] {
		result, err := v.signOne(one, slices.Contains(seen, one))
		if err != nil {
			return err
		}
		results = append(results, result)
	}
	return v.signPage(http.StatusOK, page.NewForm(v.L, nil), results)
}

// signOne signs one letter of several, and says what happened.
func (v *visit) signOne(ticked string, read bool) (view.Result, error) {
	id, version, _ := strings.Cut(ticked, ":")
	l, err := v.Reader().Letter(v.Ctx(), id, v.Officer.Units())
	if err != nil {
		return view.Result{}, err
	}
	r := view.Result{Title: v.letterKind(l.Kind), Href: v.To("/letters", id), Words: v.L.T("letter.sign.not_read")}
	n, _ := strconv.Atoi(version)
	if !read || n == 0 {
		return r, nil
	}
	if err := v.web.Casework.SignLetter(v.Ctx(), v.Officer, id, n); err != nil {
		words, ok := v.why(err)
		if !ok {
			return r, err
		}
		r.Words = words
		return r, nil
	}
	r.Done, r.Words = true, ""
	if l, err = v.Reader().Letter(v.Ctx(), id, v.Officer.Units()); err != nil {
		return r, err
	}
	r.Title += "　" + l.Number
	return r, nil
}

// why words all that a refusal names; false for a mistake of ours.
func (v *visit) why(err error) (string, bool) {
	f := fault.As(err)
	if f == nil || f.Kind == fault.Internal {
		return "", false
	}
	var words []string
	for _, one := range f.All() {
		words = append(words, v.L.T(one.Key, one.Args...))
	}
	return v.L.List(words), true
}
