package web_test

import (
	"fmt"
	"html"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"bihuan/locale"
	"bihuan/paper"
)

var (
	figureLink = regexp.MustCompile(`<a href="(/office/reports/half-year/figures/([a-z_]+)[^"]*)">(\d+)</a>`)
	batchLine  = regexp.MustCompile(`(?s)<td class="wide"><a class="t-a".*?</tr>`)
	batchCount = regexp.MustCompile(`<td class="num"[^>]*>(\d+)</td>`)
	nextPage   = regexp.MustCompile(`<a href="([^"]+)" rel="next">`)
)

// TestReport: each number of the table that is a link leads to as many batches, or persons, in both periods;
// the files hold the same; a unit does not see the county's.
func TestReport(t *testing.T) {
	h := newHouse(t)
	h.at("2026-09-20 14:42")
	h.fill(130)
	b := h.signedIn("case1")
	for _, tag := range locale.Tags() {
		b.language = tag
		for _, kind := range []string{"half-year", "annual"} {
			if a := b.get("/office/reports/" + kind); a.status != http.StatusOK || strings.Contains(a.body, "⟦") {
				t.Errorf("%s in %s: %d, or not worded", kind, tag, a.status)
			}
		}
	}
	b.language = locale.Chinese
	a := b.get("/office/reports/half-year?as_of=2026-09-20")
	links := figureLink.FindAllStringSubmatch(a.body, -1)
	if len(links) < 2 {
		t.Fatalf("%d numbers are links:\n%s", len(links), a.body)
	}
	for _, link := range links {
		want, _ := strconv.Atoi(link[3])
		batches, persons := 0, 0
		for address := html.UnescapeString(link[1]); address != ""; {
			list := b.get(address)
			if list.status != http.StatusOK {
				t.Fatalf("%s: %d", address, list.status)
			}
			for _, row := range batchLine.FindAllString(list.body, -1) {
				n, _ := strconv.Atoi(batchCount.FindStringSubmatch(row)[1])
				batches, persons = batches+1, persons+n
			}
			address = ""
			if next := nextPage.FindStringSubmatch(list.body); next != nil {
				address = html.UnescapeString(next[1])
			}
		}
		got := batches
		if strings.HasSuffix(link[2], "_persons") {
			got = persons
		}
		if got != want || want == 0 {
			t.Errorf("%s: %d, and the list has %d batches of %d persons", link[2], want, batches, persons)
		}
	}
	for format, start := range map[string]string{"pdf": "%PDF-", "docx": "PK", "xlsx": "PK", "json": "{"} {
		a := b.get("/office/reports/half-year/export?as_of=2026-09-20&as=" + format)
		if a.status != http.StatusOK || !strings.HasPrefix(a.body, start) || a.header.Get("Content-Disposition") != fmt.Sprintf(`attachment; filename="half-year-2026-09-20.%s"`, format) {
			t.Errorf("%s: %d %s", format, a.status, a.header.Get("Content-Disposition"))
		}
		if format != "xlsx" {
			continue
		}
		table, err := paper.OpenTable(strings.NewReader(a.body), "half.xlsx", paper.Limits{})
		h.must(err)
		defer func() { _ = table.Close() }()
		_, err = table.Next()
		h.must(err)
		row, err := table.Next()
		h.must(err)
		if row.Cells[1] != links[0][3] {
			t.Errorf("the sheet has %v, the page %s", row.Cells, links[0][3])
		}
	}
	if a := b.get("/office/reports/half-year?as_of=2026-09-21"); a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, "还没有到") {
		t.Errorf("a day to come: %d", a.status)
	}
	for _, bad := range []string{"/office/reports/weekly2", "/office/reports/half-year/figures/nothing"} {
		if a := b.get(bad); a.status != http.StatusNotFound {
			t.Errorf("%s: %d", bad, a.status)
		}
	}
	for _, bad := range []string{"/office/reports/half-year?as_of=yesterday", "/office/reports/half-year/export?as=exe"} {
		if a := b.get(bad); a.status != http.StatusUnprocessableEntity && a.status != http.StatusBadRequest {
			t.Errorf("%s: %d", bad, a.status)
		}
	}
	if a := h.signedIn("leader1").get("/office/reports/half-year"); a.status != http.StatusOK {
		t.Errorf("a county leader: %d", a.status)
	}
	if a := h.signedIn("baishui.head").get("/office/reports/half-year"); a.status == http.StatusOK {
		t.Error("a unit sees the county's report")
	}
}
