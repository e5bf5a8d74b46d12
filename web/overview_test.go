package web_test

import (
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"bihuan/domain/org"
	"bihuan/domain/petition"
	"bihuan/domain/sample"
)

// A number that is a link: in a bar, a tile, a table, among what is to be done.
var numberLinks = []*regexp.Regexp{
	regexp.MustCompile(`<td class="num">\s*<a (?:class="[^"]*" )?href="(/office/[^"]+)">(\d+)</a>`),
	regexp.MustCompile(`<a class="tile [^"]*" href="(/office/[^"]+)">[^<]*<b>(\d+)</b>`),
	regexp.MustCompile(`(?s)<a href="(/office/[^"]+)">\s*<span>[^<]*</span>\s*<b[^>]*>(\d+)<small>`),
	regexp.MustCompile(`(?s)<li>\s*<svg[^>]*><rect[^>]*></rect></svg>\s*<a href="(/office/[^"]+)">[^<]*</a>\s*(\d+)`),
	regexp.MustCompile(`<a class="is-late" href="(/office/[^"]+)">其中超期(\d+)件</a>`),
}

// numbers are the numbers of a page that lead to a list of matters, by its address.
func linkedNumbers(t *testing.T, a answer) map[string]int {
	t.Helper()
	all := map[string]int{}
	for _, re := range numberLinks {
		for _, m := range re.FindAllStringSubmatch(a.body, -1) {
			address := html.UnescapeString(m[1])
			n, _ := strconv.Atoi(m[2])
			if strings.HasPrefix(address, "/office/petitions?") {
				if had, twice := all[address]; twice && had != n {
					t.Errorf("%s is said to be %d and %d", address, had, n)
				}
				all[address] = n
			}
		}
	}
	return all
}

// stood is a house in which matters have come, waited, moved up the ladder and become overdue.
func stood(t *testing.T) *house {
	h := newHouse(t)
	h.at("2026-09-18 00:05")
	h.fill(60)
	h.at("2026-08-27 09:00")
	for i := range 3 {
		h.accepted("河道清淤没有完工，" + strconv.Itoa(i))
	}
	h.at("2026-09-17 09:00")
	h.sweep()
	h.at("2026-09-18 00:30")
	h.sweep()
	h.at("2026-09-18 14:42")
	return h
}

// Every number leads to a list that shows just so many matters, in the county, a unit, and what is one's own.
func TestOverview(t *testing.T) {
	h := stood(t)
	open := map[string]int{}
	for _, c := range []struct{ login, of string }{
		{"director", "county"}, {"case1", "own"}, {"baishui.clerk", "unit"}, {"baishui.handler1", "own"}, {"liuhe.head", "unit"}, {"leader1", "own"},
	} {
		b := h.signedIn(c.login)
		a := b.get("/office/overview?of=" + c.of)
		if a.status != http.StatusOK {
			t.Fatalf("%s: %d", c.login, a.status)
		}
		numbers := linkedNumbers(t, a)
		kinds := map[string]bool{}
		for address, n := range numbers {
			q, err := url.Parse(address)
			h.must(err)
			for name := range q.Query() {
				kinds[name] = true
			}
			if got := len(rows(b.get(address + "&n=200"))); got != n {
				t.Errorf("%s: %s says %d, and lists %d", c.login, address, n, got)
			}
			if q.Query().Get("state") != "" && len(q.Query()) == 1 {
				open[c.login] += n
			}
		}
		want := []string{"state", "received", "turn", "moved", "due", "category", "place"}
		if c.of == "county" {
			want = append(want, "owes", "channel")
		}
		for _, name := range want {
			if !kinds[name] && (c.login == "director" || c.login == "baishui.clerk") {
				t.Errorf("%s: no number by %s", c.login, name)
			}
		}
		if c.login == "director" && numbers["/office/petitions?moved=1&turn=4"] < 3 {
			t.Errorf("moved to week 4 today: %d", numbers["/office/petitions?moved=1&turn=4"])
		}
	}
	if open["director"] <= open["baishui.clerk"] || open["baishui.clerk"] == 0 {
		t.Errorf("open: %v", open)
	}
}

// A county leader reads the county's figures, and opens none of the matters of others by them; a unit asks for
// the county and gets its own; who reads no cases reads no figures of them.
func TestOverviewsOfOthers(t *testing.T) {
	h := stood(t)
	leader := h.signedIn("leader1").get("/office/overview")
	county := h.signedIn("director").get("/office/overview")
	says(t, "a leader", leader, "县级总览", "我包案、联系的", "!值班大屏")
	if links := linkedNumbers(t, leader); len(links) != 0 {
		t.Errorf("a leader is led to %v", links)
	}
	heading := regexp.MustCompile(`在办\d+件，走到哪一步`)
	if got, want := heading.FindString(leader.body), heading.FindString(county.body); got != want || got == "" {
		t.Errorf("a leader reads %q, the bureau %q", got, want)
	}
	for _, no := range rows(leader) {
		t.Errorf("a leader's figures name %s", no)
	}
	clerk := h.signedIn("baishui.clerk")
	if asked, own := clerk.get("/office/overview?of=county"), clerk.get("/office/overview?of=unit"); heading.FindString(asked.body) != heading.FindString(own.body) || heading.FindString(own.body) == heading.FindString(county.body) {
		t.Errorf("a unit reads %q", heading.FindString(asked.body))
	}
	if a := h.signedIn("sysadmin").get("/office/overview"); a.status != http.StatusForbidden {
		t.Errorf("who reads no cases: %d", a.status)
	}
}

// The wall shows matters and units, nobody's name, and not what somebody is accused of.
func TestWall(t *testing.T) {
	h := stood(t)
	h.at("2026-08-20 09:00")
	h.accusing(petition.Accused{Units: []org.UnitID{"land"}}, "白水镇某某收受好处")
	m := sample.Matters(3, 1)[0]
	m.Name, m.Subject = "欧阳清溪", "来电13800138000反映路灯不亮"
	h.register(m)
	h.at("2026-09-18 14:42")
	h.sweep()
	b := h.signedIn("case1")
	a := b.get("/office/wall")
	says(t, "the wall", a, "值班", "路灯不亮", "信访局", "揭发控告", "!收受好处", "!欧阳", "!13800138000", "第4周　联系点县领导", `data-theme="dark"`)
	if a.header.Get("Refresh") != "60" {
		t.Errorf("refreshed after %q", a.header.Get("Refresh"))
	}
	for _, login := range []string{"leader1", "baishui.clerk", "sysadmin"} {
		if a := h.signedIn(login).get("/office/wall"); a.status != http.StatusForbidden {
			t.Errorf("%s: %d", login, a.status)
		}
	}
}

// The letters of the page, by kind and by when they are due, are those of the list.
func TestLettersOfOverview(t *testing.T) {
	s := newStage(t)
	s.later("2026-09-21 09:00")
	first := s.handedIn("reminder", s.accepted()) // to be answered in two working days
	s.signed("director", first)
	s.later("2026-09-22 09:00")
	for range 2 {
		s.signed("director", s.handedIn("reminder", s.accepted()))
	}
	s.later("2026-09-24 09:00") // the first is late, the others are due today
	letterLine := regexp.MustCompile(`(?s)<th scope="row"><a href="(/office/letters/waiting[^"]*)">预警提醒函</a></th>(.*?)</tr>`)
	letterLink := regexp.MustCompile(`href="/office/letters/(L?[0-9a-zA-Z-]+)"`)
	for _, login := range []string{"director", "baishui.clerk"} {
		b := s.signedIn(login)
		a := b.get("/office/overview")
		line := letterLine.FindStringSubmatch(a.body)
		if line == nil {
			t.Fatalf("%s: no letters wait:\n%s", login, a.body)
		}
		numbers := map[string]string{}
		for _, m := range numberLinks[0].FindAllStringSubmatch(line[2], -1) {
			numbers[html.UnescapeString(m[1])] = m[2]
		}
		if len(numbers) != 3 {
			t.Errorf("%s: %v", login, numbers)
		}
		for address, n := range numbers {
			seen := map[string]bool{}
			list := b.get(address)
			_, body, _ := strings.Cut(list.body, "<tbody>")
			for _, m := range letterLink.FindAllStringSubmatch(body, -1) {
				seen[m[1]] = true
			}
			if strconv.Itoa(len(seen)) != n {
				t.Errorf("%s: %s says %s, and lists %v", login, address, n, seen)
			}
			if strings.Contains(address, "due=late") && (n != "1" || !seen[first]) {
				t.Errorf("%s: late are %v", login, seen)
			}
		}
	}
}
