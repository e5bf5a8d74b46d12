package web_test

import (
	"encoding/csv"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"bihuan/domain/petition"
	"bihuan/domain/sample"
)

var (
	rowLink  = regexp.MustCompile(`<a class="t-a" href="/office/petitions/([^"]+)"`)
	nextLink = regexp.MustCompile(`<a href="([^"]+)" rel="next"`)
	prevLink = regexp.MustCompile(`<a href="([^"]+)" rel="prev"`)
)

func rows(a answer) []string {
	var numbers []string
	for _, found := range rowLink.FindAllStringSubmatch(a.body, -1) {
		numbers = append(numbers, found[1])
	}
	return numbers
}

func TestPaging(t *testing.T) {
	h := newHouse(t)
	all := h.fill(47)
	b := h.signedIn("case1")
	for _, order := range []string{"", "&sort=registered", "&sort=registered&dir=down", "&sort=due&dir=down"} {
		path, seen, pages := "/office/petitions?state=all&n=20"+order, map[string]bool{}, 0
		first := rows(b.get(path))
		var last answer
		for path != "" {
			last = b.get(path)
			for _, no := range rows(last) {
				if seen[no] {
					t.Errorf("%s: %s stands on two pages", order, no)
				}
				seen[no] = true
			}
			pages++
			path = ""
			if next := nextLink.FindStringSubmatch(last.body); next != nil {
				path = html.UnescapeString(next[1])
			}
		}
		if len(seen) != len(all) || pages != 3 {
			t.Errorf("%s: %d petitions on %d pages, want %d on 3", order, len(seen), pages, len(all))
		}
		for range 2 {
			prev := prevLink.FindStringSubmatch(last.body)
			if prev == nil {
				t.Fatalf("%s: no way back", order)
			}
			last = b.get(html.UnescapeString(prev[1]))
		}
		if got := rows(last); strings.Join(got, " ") != strings.Join(first, " ") {
			t.Errorf("%s: back on the first page are %v, want %v", order, got, first)
		}
	}
	if a := b.get("/office/petitions?cursor=broken"); a.status != http.StatusUnprocessableEntity {
		t.Errorf("a broken cursor: %d", a.status)
	}
}

func TestFilters(t *testing.T) {
	h := newHouse(t)
	m := sample.Matters(3, 4)
	var numbers []string
	for _, one := range m {
		numbers = append(numbers, h.register(one))
	}
	h.act("chief1", numbers[0], &petition.AssignedData{Unit: "baishui", Path: petition.Ordinary})
	b := h.signedIn("case1")
	for query, want := range map[string][]string{
		"unit=baishui":                   numbers[:1],
		"state=assigned":                 numbers[:1],
		"state=closed":                   nil,
		"unit=baishui&state=registered":  nil,
		"place=" + string(m[1].Place):    nil, // checked below: at least the one
		"due=late":                       nil,
		"nonsense=1&unit=baishui&state=": numbers[:1],
	} {
		got := rows(b.get("/office/petitions?" + query))
		if strings.HasPrefix(query, "place=") {
			if !strings.Contains(strings.Join(got, " "), numbers[1]) {
				t.Errorf("%s: %v", query, got)
			}
			continue
		}
		if strings.Join(got, " ") != strings.Join(want, " ") {
			t.Errorf("%s: %v, want %v", query, got, want)
		}
	}
	a := b.get("/office/petitions?unit=baishui&due=week")
	if !strings.Contains(a.body, `class="pick" href="/office/petitions?due=week"`) {
		t.Error("a condition cannot be taken away")
	}
}

func TestSearchKeepsPersonalDataOutOfAddresses(t *testing.T) {
	h := newHouse(t)
	h.fill(10)
	m := sample.Matters(99, 1)[0]
	m.Name, m.Phone, m.ID = "司马青禾", "15400008888", "11010519491231002X"
	m.Subject = "Streetlights in Xinhua Road are dark"
	no := h.register(m)
	b := h.signedIn("case1")
	for _, text := range []string{m.Name, m.Phone, "154 0000 8888", m.ID} {
		a := b.post("/office/petitions/search", url.Values{"q": {text}})
		if got := rows(a); a.status != http.StatusOK || len(got) != 1 || got[0] != no {
			t.Errorf("searching %q: %d %v", text, a.status, got)
		}
		if a = b.get(a.uri); len(rows(a)) != 1 {
			t.Errorf("the result of %q cannot be loaded again", text)
		}
	}
	if a := b.get("/office/petitions?found=elsewhere"); a.path != "/office/petitions" || !strings.Contains(a.body, "flash-soon") {
		t.Errorf("an old result: %d at %s", a.status, a.uri)
	}
	// A name of which nothing is on record leads to no address either: it is still a name.
	if a := b.post("/office/petitions/search", url.Values{"q": {"诸葛无名"}}); a.status != http.StatusOK || len(rows(a)) != 0 {
		t.Errorf("an unknown name: %d %v", a.status, rows(a))
	}
	for _, address := range b.visited {
		plain, _ := url.QueryUnescape(address)
		for _, secret := range []string{"司马", "诸葛", "15400008888", "154 0000 8888", "11010519491231002X"} {
			if strings.Contains(plain, secret) {
				t.Errorf("an address tells %q: %s", secret, address)
			}
		}
	}
	a := b.post("/office/petitions/search", url.Values{"q": {"streetlights dark"}})
	if !strings.Contains(a.uri, "q=streetlights") || len(rows(a)) != 1 {
		t.Errorf("words: %s %v", a.uri, rows(a))
	}
	if a = b.post("/office/petitions/search", url.Values{"q": {"streetlights dark"}, "unit": {"baishui"}}); !strings.Contains(a.uri, "unit=baishui") || len(rows(a)) != 0 {
		t.Errorf("words within a unit: %s %v", a.uri, rows(a))
	}
	client := b.client.CheckRedirect
	b.client.CheckRedirect = func(r *http.Request, via []*http.Request) error {
		_ = client(r, via)
		return http.ErrUseLastResponse
	}
	if a = b.post("/office/petitions/search", url.Values{"q": {no[7:]}}); a.status != http.StatusSeeOther || a.header.Get("Location") != "/office/petitions/"+no {
		t.Errorf("a number: %d to %s", a.status, a.header.Get("Location"))
	}
	for _, secret := range []string{"司马", "15400008888", "11010519491231002X"} {
		if strings.Contains(h.log.String(), secret) {
			t.Errorf("the log tells %q", secret)
		}
	}
}

func TestSavedViews(t *testing.T) {
	h := newHouse(t)
	b := h.signedIn("case1")
	a := b.post("/office/petitions/views", url.Values{"name": {""}, "query": {"unit=baishui"}})
	if a.status != http.StatusUnprocessableEntity {
		t.Errorf("a view without a name: %d", a.status)
	}
	a = b.post("/office/petitions/views", url.Values{"name": {"White Water"}, "query": {"unit=baishui&cursor=x&evil=1"}})
	if a.uri != "/office/petitions?unit=baishui" || !strings.Contains(a.body, "White Water") {
		t.Fatalf("saving a view: %d at %s", a.status, a.uri)
	}
	if a = h.signedIn("case2").get("/office/petitions"); strings.Contains(a.body, "White Water") {
		t.Error("somebody else sees a view of one's own")
	}
	chief := h.signedIn("chief1")
	chief.post("/office/petitions/views", url.Values{"name": {"All of us"}, "query": {"due=late&week=2"}, "shared": {"on"}})
	if a = b.get("/office/petitions"); !strings.Contains(a.body, "All of us") {
		t.Error("a shared view is not seen")
	}
	if a = b.post("/office/petitions/views", url.Values{"name": {"Mine for all"}, "query": {"due=late"}, "shared": {"on"}}); a.status == http.StatusOK {
		t.Errorf("a caseworker shares a view: %d", a.status)
	}
	a = b.get("/office/petitions?unit=baishui")
	drop := regexp.MustCompile(`action="(/office/petitions/views/[^"]+/drop)"`).FindStringSubmatch(a.body)
	if drop == nil {
		t.Fatal("the own view cannot be deleted")
	}
	if a = b.post(drop[1], nil); strings.Contains(a.body, ">White Water") {
		t.Error("the view is still there")
	}
}

func TestAnotherUnitSeesNothing(t *testing.T) {
	h := newHouse(t)
	no := h.register(sample.Matters(5, 1)[0])
	h.act("chief1", no, &petition.AssignedData{Unit: "baishui", Path: petition.Ordinary})
	for login, want := range map[string]int{"baishui.clerk": 1, "liuhe.clerk": 0, "liuhe.handler1": 0, "case1": 1} {
		b := h.signedIn(login)
		if got := rows(b.get("/office/petitions?state=all")); len(got) != want {
			t.Errorf("%s sees %v", login, got)
		}
		if want == 1 {
			continue
		}
		if a := b.get("/office/petitions/" + no); a.status != http.StatusNotFound {
			t.Errorf("%s opens it: %d", login, a.status)
		}
		if a := b.get("/office/petitions/export?state=all&as=csv"); strings.Contains(a.body, no) {
			t.Errorf("%s takes it away", login)
		}
	}
}

func TestExport(t *testing.T) {
	h := newHouse(t)
	numbers := h.fill(9)
	b := h.signedIn("case1")
	a := b.get("/office/petitions/export?state=all&as=csv")
	if a.status != http.StatusOK || !strings.Contains(a.header.Get("Content-Disposition"), "petitions-2026-09-18.csv") {
		t.Fatalf("%d %v", a.status, a.header)
	}
	lines, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(a.body, "\ufeff"))).ReadAll()
	if err != nil || len(lines) != len(numbers)+1 {
		t.Errorf("%d lines: %v", len(lines), err)
	}
	if a = b.get("/office/petitions/export?state=all&as=xlsx"); a.status != http.StatusOK || !strings.HasPrefix(a.body, "PK") {
		t.Errorf("a sheet: %d", a.status)
	}
	if a = b.get("/office/petitions/export?as=exe"); a.status != http.StatusUnprocessableEntity {
		t.Errorf("a kind that is none: %d", a.status)
	}
	if a = h.signedIn("baishui.handler1").get("/office/petitions/export?as=csv"); a.status != http.StatusForbidden {
		t.Errorf("a handler exports: %d", a.status)
	}
}

func TestTodayShowsWhatIsMine(t *testing.T) {
	h := newHouse(t)
	m := sample.Matters(11, 2)
	first, second := h.register(m[0]), h.register(m[1])
	h.act("chief1", first, &petition.AssignedData{Unit: "baishui", Path: petition.Ordinary})
	shows := func(login, path string) bool {
		return strings.Contains(h.signedIn(login).get("/office/").body, `href="/office/petitions/`+path+`"`)
	}
	for _, c := range []struct {
		login, path string
		want        bool
	}{
		{"case1", second + "/assigned", true}, {"case1", first + "/urged", false},
		{"baishui.clerk", first + "/accepted", true}, {"baishui.clerk", second, false}, {"liuhe.clerk", first, false},
	} {
		if got := shows(c.login, c.path); got != c.want {
			t.Errorf("%s is shown %s: %v, want %v", c.login, c.path, got, c.want)
		}
	}
	h.at("2026-09-25 10:00") // the unit's day to accept is over
	if !shows("case1", first+"/urged?trigger=accept") {
		t.Error("an unaccepted matter is not to be urged")
	}
	body := h.signedIn("case1").get("/office/").body
	if late := strings.Index(body, `id="g-late"`); late < 0 || late > strings.Index(body, first) {
		t.Error("what is late does not stand under its heading")
	}
}
