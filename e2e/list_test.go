package e2e

import (
	"net/url"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// TestList: the one search box finds by number, words, name and phone; names and phones never come
// into an address; conditions can be kept, and what is seen can be taken along.
func TestList(t *testing.T) {
	m := matter{who: other, subject: "沉香亭旁边的树要修剪", facts: "树枝压到电线。", demands: []string{"修剪树枝"}, place: "石门村", unit: "白水镇"}
	r := as(t, "case1")
	no, _ := r.register(m)
	search := func(text string) *reader {
		t.Helper()
		return r.visit("/office/petitions").into("web.list.words", text).click("web.list.find")
	}
	search(no).at("/office/petitions/" + no).sees(m.subject)
	search(strings.ToLower(strings.ReplaceAll(no, "-", ""))).at("/office/petitions/" + no)
	search("沉香亭").sees(m.subject).shot("staff-list-words")
	for _, secret := range []string{other.name, other.phone} {
		search(secret).sees(m.subject)
		if plain, _ := url.QueryUnescape(r.path()); strings.Contains(plain, secret) {
			t.Errorf("%s stands in the address %s", secret, r.path())
		}
	}
	r.shot("staff-list-found")

	r.visit("/office/petitions").shot("staff-list")
	r.pick("web.list.filter.state", "registered").click("web.list.filter").sees(m.subject, "petition.state.registered")
	r.shot("staff-list-filtered")
	r.click("web.list.save").shot("staff-view-new").into("web.view.name", "待交办的").click("=" + r.word("web.view.save")).sees("待交办的")
	r.visit("/office/petitions").click("待交办的").sees(m.subject)

	r.press("web.list.export")
	href, err := ask[string](r, `Array.from(document.querySelectorAll("a[href*='export']")).map(a => a.getAttribute("href")).find(h => h.includes("csv")) || ""`)
	if err != nil || href == "" {
		r.fail("no export is offered (%v)", err)
	}
	csv, err := ask[string](r, `fetch(`+"`"+href+"`"+`).then(r => { if (!r.ok || !/csv/.test(r.headers.get("Content-Type")) || !/attachment/.test(r.headers.get("Content-Disposition"))) throw new Error(r.status + " " + r.headers.get("Content-Type")); return r.text(); })`, chromedp.EvalAwaitPromise)
	if err != nil {
		r.fail("exporting: %v", err)
	}
	if !strings.Contains(csv, no) || !strings.Contains(csv, m.subject) {
		t.Errorf("the export does not hold %s:\n%s", no, clip(csv, 400))
	}
	for _, secret := range planted() {
		if strings.Contains(csv, secret) {
			t.Errorf("the export holds %s", secret)
		}
	}
}
