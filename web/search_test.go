package web_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"bihuan/domain/sample"
)

// excerpt is what a row shows of where the words were met.
var excerpt = regexp.MustCompile(`<span class="t-hit">.*?<span class="quiet">([^<]*)</span>\s*(.*?)</span>`)

// TestSearchShowsWhatItFound: words of a few characters, which may be a name, come by a key in the address;
// they are marked where they stand, ordered by relevance or date, and narrowed like any list.
func TestSearchShowsWhatItFound(t *testing.T) {
	h := newHouse(t)
	h.fill(6)
	put := func(subject, facts string) string {
		m := sample.Matters(99, 1)[0]
		m.Subject, m.Facts, m.Unit, m.Demands = subject, facts, "baishui", []string{"修好"}
		return h.register(m)
	}
	first := put("沉香亭路灯不亮", "沉香亭一带的路灯不亮，沉香亭的住户出行不便，请打１５４０００００００３")
	second := put("路灯不亮", "去年起路灯不亮，在沉香亭以东")
	b := h.signedIn("case1")
	a := b.post("/office/petitions/search", url.Values{"q": {"沉香亭"}})
	if got := rows(a); a.status != http.StatusOK || len(got) != 2 || got[0] != first || got[1] != second {
		t.Fatalf("by relevance: %d %v", a.status, got)
	}
	if !strings.Contains(a.uri, "found=") || !strings.Contains(a.body, "<mark>沉香亭</mark>路灯不亮</a>") {
		t.Errorf("at %s, the subject is not marked", a.uri)
	}
	shown := excerpt.FindAllStringSubmatch(a.body, -1)
	if len(shown) != 2 || shown[1][1] != "情况" || !strings.Contains(shown[1][2], "在<mark>沉香亭</mark>以东") {
		t.Errorf("excerpts %q", shown)
	}
	if strings.Contains(a.body, "１５４０００００００３") || !strings.Contains(a.body, "154****0003") {
		t.Error("a telephone number in running text is shown")
	}
	if strings.Contains(a.body, "/petitions/export?") || strings.Contains(a.body, "/petitions/views/new?") {
		t.Error("what is not kept in the address can be kept as a view or exported")
	}
	if got := rows(b.get(a.uri + "&sort=registered&dir=down")); len(got) != 2 || got[0] != second {
		t.Errorf("newest first: %v", got)
	}
	if got := rows(b.get(a.uri + "&state=closed")); len(got) != 0 {
		t.Errorf("closed: %v", got)
	}
	if none := b.get(a.uri + "&state=closed"); !strings.Contains(none.body, "不限其他条件再找") {
		t.Error("no way to search without the other conditions")
	}
	// Words that are nobody's name stand in the address, with quotation marks as they were typed.
	a = b.post("/office/petitions/search", url.Values{"q": {"“沉香亭以东” 去年起路灯"}})
	if got := rows(a); !strings.Contains(a.uri, "q=") || len(got) != 1 || got[0] != second {
		t.Errorf("a phrase: %s %v", a.uri, got)
	}
	if a = b.post("/office/petitions/search", url.Values{"q": {"亭"}}); len(rows(a)) != 2 {
		t.Errorf("one character: %v", rows(a))
	}
	if a = b.post("/office/petitions/search", url.Values{"q": {"<i>没有这样的事</i>"}}); len(rows(a)) != 0 || !strings.Contains(a.body, "没有找到") || strings.Contains(a.body, "<i>没有") {
		t.Error("nothing found is not said, or not safely")
	}
	if other := h.signedIn("liuhe.clerk").post("/office/petitions/search", url.Values{"q": {"沉香亭"}}); len(rows(other)) != 0 || strings.Contains(other.body, "<mark>") {
		t.Error("a unit finds another's matter")
	}
	for _, address := range b.visited {
		if plain, _ := url.QueryUnescape(address); strings.Contains(plain, "沉香亭") && !strings.Contains(plain, "以东") {
			t.Errorf("an address tells what may be a name: %s", address)
		}
	}
}
