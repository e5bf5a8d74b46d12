package web

import (
	"net/url"
	"slices"

	"bihuan/domain/letter"
	"bihuan/domain/org"
	"bihuan/page"
	"bihuan/store"
	view "bihuan/web/view/letter"
)

// letterRows is how many letters a page of the list has.
const letterRows = 50

// mostLetters is how far letters are counted.
const mostLetters = 1000

// The lists of letters, by the value of the address.
const (
	lettersMine     = "mine"     // my own, until they are issued
	lettersReview   = "review"   // that I may review or consent to
	lettersSign     = "sign"     // that I may sign
	lettersWaiting  = "waiting"  // whose answer my office waits for, or owes
	lettersAnswered = "answered" // whose answer my office is to look at
	lettersReceived = "received" // that were written to my office
	lettersEvery    = "all"
)

// letterViews lists them.
func letterViews() []string {
	return []string{lettersMine, lettersReview, lettersSign, lettersWaiting, lettersAnswered, lettersReceived, lettersEvery}
}

// unissued are the states of a letter within its own office.
func unissued() []letter.State { return []letter.State{letter.Draft, letter.InReview, letter.Reviewed} }

// sent are the states in which a letter waits for its answer.
func sent() []letter.State {
	return []letter.State{letter.Issued, letter.Delivered, letter.Acknowledged}
}

// letterQuery is what a list asks for; false for one that the reader's post has no use for.
func (v *visit) letterQuery(which string) (store.LetterQuery, bool) {
	by := v.Officer
	q := store.LetterQuery{Offices: by.Units()}
	switch which {
	case lettersMine:
		q.From, q.Author, q.States = by.Unit, by.Person, unissued()
		return q, by.Unit != "" && v.postIn(drafters)
	case lettersReview:
		q.From, q.But, q.States = by.Unit, by.Person, []letter.State{letter.InReview}
		q.Kinds = v.kindsFor(reviewers)
		return q, len(q.Kinds) > 0
	case lettersSign:
		q.From, q.But, q.States = by.Unit, by.Person, []letter.State{letter.Reviewed}
		q.Kinds = v.kindsFor(signers)
		return q, len(q.Kinds) > 0
	case lettersWaiting:
		q.Waits, q.States = true, sent()
		if by.InBureau() {
			q.From = by.Unit
		} else {
			q.To = by.Unit
		}
		return q, by.Unit != ""
	case lettersAnswered:
		q.From, q.States = by.Unit, []letter.State{letter.Answered}
		return q, by.Unit != "" && v.postIn(drafters)
	case lettersReceived:
		q.To = by.Unit
		return q, by.Unit != ""
	}
	return q, which == lettersEvery
}

func drafters(f *letter.Form) []org.PostKind  { return f.Draft }
func signers(f *letter.Form) []org.PostKind   { return f.Sign }
func reviewers(f *letter.Form) []org.PostKind { return slices.Concat(f.Review, f.Consent) }

// kindsFor are the kinds of letters to which the reader's post may do something; never nil.
func (v *visit) kindsFor(who func(*letter.Form) []org.PostKind) []letter.Kind {
	kinds := []letter.Kind{}
	for _, f := range v.web.Casework.Forms().All() {
		if slices.Contains(who(&f), v.Officer.Post) {
			kinds = append(kinds, f.Kind)
		}
	}
	return kinds
}

func (v *visit) postIn(who func(*letter.Form) []org.PostKind) bool { return len(v.kindsFor(who)) > 0 }

// letters lists letters: lists of work first, conditions second.
func (w *Web) letters(v *visit) error {
	dir, err := w.DB.Directory(v.Ctx())
	if err != nil {
		return err
	}
	if batch := v.Query("batch"); batch != "" {
		return v.showBatch(dir, batch, nil)
	}
	tabs, which, err := v.letterTabs()
	if err != nil {
		return err
	}
	q, ok := v.letterQuery(which)
	if !ok {
		return notFound()
	}
	if _, known := w.Casework.Forms().Form(letter.Kind(v.Query("kind"))); known {
		if kind := letter.Kind(v.Query("kind")); q.Kinds == nil || slices.Contains(q.Kinds, kind) {
			q.Kind = kind
		}
	}
	due := v.dueLetters(&q)
	s := view.List{Title: v.L.T("letter.list"), Words: v.L.T("letter.list." + which + ".words"), Tabs: tabs, Empty: page.EmptyView{Title: v.L.T("letter.none." + which)}}
	if which == lettersMine {
		s.Empty.Words = v.L.T("letter.none.words")
	}
	if which == lettersWaiting {
		s.Title = v.L.T("letter.list.waiting.title")
		if !v.Officer.InBureau() {
			s.Words, s.Empty.Title = v.L.T("letter.list.owed.words"), v.L.T("letter.none.owed")
		}
	}
	if which == lettersSign {
		s.Sign = &page.Link{Words: v.L.T("letter.sign.go"), Href: v.To("/letters/sign")}
	}
	v.letterFilter(&s, which, q, due)
	if err := v.listLetters(&s, q, which, due, dir); err != nil {
		return err
	}
	v.Live = liveList
	crumbs := []page.Crumb{v.Crumb("page.nav.today", "/"), v.Crumb("letter.list", "")}
	return v.Show(view.Page(v.View(s.Title, crumbs...), s))
}

// dueLetters narrows a list to the letters whose answer is owed today, or overdue, if the address asks for it.
func (v *visit) dueLetters(q *store.LetterQuery) string {
	due := v.Query("due")
	switch due {
	case dueNow:
		q.DueFrom, q.DueBy = v.Today, v.Today
	case late:
		q.DueBy = v.Today - 1
	default:
		return ""
	}
	return due
}

// lettersAt is the address of a list.
func (v *visit) lettersAt(which string, q url.Values) string {
	if which == lettersWaiting {
		return with(v.To("/letters/waiting"), q)
	}
	if q == nil {
		q = url.Values{}
	}
	q.Set("view", which)
	return with(v.To("/letters"), q)
}

func with(path string, q url.Values) string {
	if len(q) == 0 {
		return path
	}
	return path + "?" + q.Encode()
}

// letterTabs are the lists with how much is in each; the one that is open is the one that was asked for,
// or the first in which there is something to do.
func (v *visit) letterTabs() ([]page.Tab, string, error) {
	which := v.Query("view")
	if v.r.URL.Path == v.To("/letters/waiting") {
		which = lettersWaiting
	}
	var tabs []page.Tab
	var names []string
	first := ""
	for _, name := range letterViews() {
		q, ok := v.letterQuery(name)
		if !ok {
			continue
		}
		n := -1
		if name != lettersEvery && name != lettersReceived {
			var err error
			if n, err = v.Reader().CountLetters(v.Ctx(), q, mostLetters); err != nil {
				return nil, "", err
			}
			if n > 0 && first == "" {
				first = name
			}
		}
		key := "letter.view." + name
		if name == lettersWaiting && !v.Officer.InBureau() {
			key = "letter.view.owed"
		}
		names = append(names, name)
		tabs = append(tabs, page.Tab{Words: v.L.T(key), Href: v.lettersAt(name, nil), Count: n})
	}
	if which == "" {
		if which = first; which == "" {
			which = lettersEvery
		}
	}
	for i := range tabs {
		tabs[i].Current = names[i] == which
	}
	return tabs, which, nil
}

// letterFilter offers the kinds.
func (v *visit) letterFilter(s *view.List, which string, q store.LetterQuery, due string) {
	s.Filter, s.Action = page.NewForm(v.L, nil), v.To("/letters")
	options := []page.Option{{Words: v.L.T("web.list.every")}}
	for _, f := range v.web.Casework.Forms().All() {
		if q.Kinds == nil || slices.Contains(q.Kinds, f.Kind) {
			options = append(options, page.Option{Value: string(f.Kind), Words: f.Label().In(v.L.Tag())})
		}
	}
	s.Fields = []page.Field{{Name: "kind", Label: v.L.T("letter.kind"), Options: options}}
	s.Keep = []page.Keep{{Name: "view", Value: which}}
	s.Clear = v.lettersAt(which, nil)
	s.Filter.Set("kind", string(q.Kind))
	if q.Kind != "" {
		s.Picks = append(s.Picks, page.Pick{Words: v.letterKind(q.Kind), Href: v.lettersAt(which, narrowing("", due))})
	}
	if due != "" {
		s.Keep = append(s.Keep, page.Keep{Name: "due", Value: due})
		s.Picks = append(s.Picks, page.Pick{Words: v.L.T("web.list.due." + due), Href: v.lettersAt(which, narrowing(q.Kind, ""))})
	}
}

// narrowing is what narrows a list of letters, as an address has it.
func narrowing(kind letter.Kind, due string) url.Values {
	q := url.Values{}
	if kind != "" {
		q.Set("kind", string(kind))
	}
	if due != "" {
		q.Set("due", due)
	}
	return q
}

// listLetters puts a page of letters into the list.
func (v *visit) listLetters(s *view.List, q store.LetterQuery, which, due string, dir *store.Directory) error {
	q.After, q.Limit = v.Query("after"), letterRows
	rows, next, err := v.Reader().Letters(v.Ctx(), q)
	if err != nil {
		return err
	}
	for i := range rows {
		s.Rows = append(s.Rows, v.letterRow(&rows[i], dir))
	}
	here := narrowing(q.Kind, due)
	s.Pages.Note = v.L.T("letter.count", "n", len(rows))
	if q.After != "" {
		s.Pages.Newest = v.lettersAt(which, narrowing(q.Kind, due))
	}
	if next != "" {
		here.Set("after", next)
		s.Pages.More = v.lettersAt(which, here)
	}
	return nil
}

// letterCounts are the counts beside the navigation: what the reader has to do with letters of the own
// office, and what it waits for or owes. A page is not refused because they could not be counted.
func (v *visit) letterCounts() map[string]int {
	counts := map[string]int{}
	if !v.May(org.ActLetters) && !v.May(org.ActRead) {
		return counts
	}
	for name, href := range map[string]string{lettersMine: "/letters", lettersReview: "/letters", lettersSign: "/letters", lettersWaiting: "/letters/waiting"} {
		q, ok := v.letterQuery(name)
		if !ok {
			continue
		}
		if n, err := v.Reader().CountLetters(v.Ctx(), q, mostLetters); err == nil {
			counts[href] += n
		}
	}
	return counts
}
