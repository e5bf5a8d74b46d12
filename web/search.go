package web

import (
	"crypto/rand"
	"net/url"
	"strings"
	"unicode"

	"bihuan/domain/org"
	"bihuan/domain/personal"
	"bihuan/domain/petition"
	"bihuan/page"
	"bihuan/store"
	"bihuan/web/view/list"
)

// search takes what was typed into the one search box. It comes as a form, for it may be a name, a
// phone or an ID number, and those never stand in an address or a log.
func (w *Web) search(v *visit) error {
	f, err := v.Form()
	if err != nil {
		return err
	}
	return w.find(v, f.Value("q"), readConditions(v.r.PostForm).with("found", ""))
}

// find leads to what is looked for: a number to its petition, words to the list, and what may be
// somebody's name, phone or ID number to a result that the address does not tell. Words are looked
// for within the other conditions of the list.
func (w *Web) find(v *visit, text string, within conditions) error {
	if no := petition.TidyNumber(text, org.AreaCode(w.DB.County())); petition.ValidNumber(no) {
		return v.Go("/petitions", no)
	}
	if text == "" {
		return v.goTo(within.with("q", "").in(v.To("/petitions")))
	}
	named, err := v.Reader().Count(v.Ctx(), store.ListQuery{Name: text}, 1)
	if err != nil {
		return err
	}
	if named == 0 && !v.personal(text) {
		return v.goTo(within.with("q", text).in(v.To("/petitions")))
	}
	sealed, err := w.DB.SealText(text)
	if err != nil {
		return err
	}
	key := rand.Text()
	w.Login.Put(v.Ctx(), "found", key+" "+sealed)
	return v.goTo(within.with("q", "").with("found", key).in(v.To("/petitions")))
}

// personal reports whether a text is, or may be, somebody's data: what holds a phone or ID number,
// and what is as short as a name. It does not ask who is on record, so that the answer tells nothing.
func (v *visit) personal(text string) bool {
	if text == "" {
		return false
	}
	if personal.Scrub(text) != text {
		return true
	}
	if _, err := personal.ParsePhone(text); err == nil {
		return true
	}
	if _, err := personal.ParseIDNumber(text); err == nil {
		return true
	}
	han := 0
	for _, r := range strings.ReplaceAll(text, " ", "") {
		if !unicode.Is(unicode.Han, r) {
			return false
		}
		han++
	}
	return han <= 4
}

// sought is what the session keeps of the last search, if the address asks for that: a person's data, or
// what may be. It is kept sealed. False: it is gone.
func (v *visit) sought(c conditions) (text string, ok bool) {
	want := c.Get("found")
	if want == "" {
		return "", true
	}
	kept := v.web.Login.Pop(v.Ctx(), "found")
	key, sealed, _ := strings.Cut(kept, " ")
	if key != want {
		return "", false
	}
	v.web.Login.Put(v.Ctx(), "found", kept)
	return v.web.DB.OpenText(sealed)
}

// foundRow is a row with what was looked for marked in it.
func (v *visit) foundRow(r *store.FoundRow, dir *store.Directory) list.Row {
	row := v.row(&r.ListRow, dir)
	if row.Marked = r.Subject; len(r.Excerpt) > 0 {
		row.Part, row.Excerpt = v.L.T("search.part."+string(r.Part)), r.Excerpt
	}
	return row
}

// searched makes the list the result of a search: what it was ordered by, and how to order it otherwise.
func (v *visit) searched(s *list.List, c conditions, sought string, found *store.SearchPage) {
	here := v.To("/petitions")
	by, down := c.sort()
	newest := by == store.ByRegistered && down
	s.Orders = []page.Tab{
		{Words: v.L.T("search.order.relevance"), Href: c.with("sort", "").with("dir", "").in(here), Count: -1, Current: by == store.ByRelevance},
		{Words: v.L.T("search.order.newest"), Href: c.with("sort", string(store.ByRegistered)).with("dir", "down").in(here), Count: -1, Current: newest},
	}
	if found.Cut {
		s.Order = v.L.T("search.ranked", "n", found.Ranked)
	}
	s.Empty = page.EmptyView{Title: v.L.T("search.none"), Words: v.L.T("search.none.words")}
	if len(c.narrowed().with("q", "").with("found", "").Values) > 0 {
		only := conditions{url.Values{}}.with("q", c.Get("q")).with("found", c.Get("found"))
		s.Empty.Link = &page.Link{Words: v.L.T("search.none.link"), Href: only.in(here)}
	}
	if sought == "" {
		return
	}
	s.Words = v.L.T("search.kept")
	s.Filter.Set("q", sought)
	s.Save, s.Own, s.Export = "", nil, nil
}
