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

// mostFound is how many matters a search by a person's data shows.
const mostFound = 200

// search takes what was typed into the one search box. It comes as a form, for it may be a name, a
// phone or an ID number, and those never stand in an address or a log.
func (w *Web) search(v *visit) error {
	f, err := v.Form()
	if err != nil {
		return err
	}
	return w.find(v, f.Value("q"), readConditions(v.r.PostForm))
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
	rows, err := v.Reader().List(v.Ctx(), store.ListQuery{Text: text, Limit: mostFound})
	if err != nil {
		return err
	}
	result := []string{rand.Text()}
	for _, r := range rows.Rows {
		result = append(result, r.No)
	}
	w.Login.Put(v.Ctx(), "found", strings.Join(result, " "))
	return v.goTo(v.To("/petitions") + "?found=" + result[0])
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

// found shows the result of the last search by a person's data: only the numbers were kept.
func (w *Web) found(v *visit, key string) error {
	kept := w.Login.Pop(v.Ctx(), "found")
	numbers := strings.Fields(kept)
	if len(numbers) == 0 || numbers[0] != key {
		v.Flash("soon", v.L.T("web.found.gone"))
		return v.Go("/petitions")
	}
	w.Login.Put(v.Ctx(), "found", kept)
	dir, err := w.DB.Directory(v.Ctx())
	if err != nil {
		return err
	}
	here := v.To("/petitions")
	s, err := v.listView(conditions{url.Values{"state": {all}}}, dir)
	if err != nil {
		return err
	}
	for i := range s.Tabs {
		s.Tabs[i].Current = false
	}
	for _, no := range numbers[1:] {
		rows, err := v.Reader().List(v.Ctx(), store.ListQuery{Number: no})
		if err != nil {
			return err
		}
		for i := range rows.Rows {
			s.Rows = append(s.Rows, v.row(&rows.Rows[i], dir))
		}
	}
	s.Save, s.Own, s.Export, s.Keep = "", nil, nil, nil
	s.Bulk = v.bulkOf(s.Rows)
	s.Columns = v.plain(s.Columns)
	s.Words = v.L.T("web.found.words", "n", len(s.Rows))
	if len(numbers) > mostFound {
		s.Words = v.L.T("web.found.many", "n", mostFound)
	}
	s.Picks, s.Clear = []page.Pick{{Words: v.L.T("web.found.pick"), Href: here}}, here
	s.Pages.Note = v.L.T("page.pages.note", "n", len(s.Rows))
	s.Empty = page.EmptyView{Title: v.L.T("web.found.none"), Words: v.L.T("web.found.none.words")}
	return v.Show(list.Page(v.View(v.L.T("web.found.title"), v.Crumb("page.nav.today", "/"), v.Crumb("web.list.title", "/petitions"), v.Crumb("web.found.title", "")), s))
}

// plain takes the sorting off the heads.
func (v *visit) plain(columns []page.Column) []page.Column {
	for i := range columns {
		columns[i].Href, columns[i].Sort = "", ""
	}
	return columns
}
