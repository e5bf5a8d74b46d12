package web_test

import (
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"bihuan/casework"
	"bihuan/domain/letter"
	"bihuan/domain/petition"
	"bihuan/domain/sample"
	"bihuan/paper/press"
)

// printed is what stands in a PDF.
func printed(t *testing.T, content string) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "file.pdf")
	if err := os.WriteFile(name, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("pdftotext", name, "-").Output()
	if err != nil {
		t.Fatalf("pdftotext: %v", err)
	}
	return strings.Join(strings.Fields(string(out)), "")
}

// The papers of a matter come as one PDF: masked for whoever reads the matter, in full for a reason, which is
// journalled, and for who may see it.
func TestCasefile(t *testing.T) {
	h := newHouse(t)
	forms, err := letter.Shipped()
	h.must(err)
	paper, err := press.New("")
	h.must(err)
	h.cases.Equip(casework.Stationery{Forms: forms, Press: paper})
	named := slices.IndexFunc(sample.Matters(5, 50), func(m sample.Matter) bool { return len([]rune(m.Name)) > 2 })
	m := sample.Matters(5, 50)[named]
	m.Subject = "石门村路灯不亮"
	no := h.register(m)
	h.act("chief1", no, &petition.AssignedData{Unit: "baishui", Path: petition.Ordinary})
	path := "/petitions/" + no + "/casefile"
	p, err := h.db.Reader(h.cases.Scope(h.officer("case1"))).PetitionOpen(t.Context(), no)
	h.must(err)
	name := p.Record.Contact().Name.Reveal()

	says(t, "the matter's page", h.opens("case1", "/petitions/"+no)["/petitions/"+no], `href="/office`+path+`"`)
	says(t, "the form", h.opens("case1", path)[path], `name="why"`, `value="plain"`, "!"+name)
	b := h.signedIn("case1")
	masked := b.post("/office"+path, url.Values{"data": {"masked"}, "why": {"不用的事由"}})
	if masked.status != http.StatusOK || masked.header.Get("Content-Type") != "application/pdf" || masked.header.Get("Cache-Control") != "no-store" {
		t.Fatalf("%d %v", masked.status, masked.header)
	}
	if text := printed(t, masked.body); strings.Contains(text, name) || !strings.Contains(text, "石门村路灯不亮") || !strings.Contains(text, p.Record.Contact().Name.Mask()) {
		t.Errorf("masked: %s", text)
	}
	says(t, "no reason", b.post("/office"+path, url.Values{"data": {"plain"}}), "f-why-e")
	if a := b.post("/office"+path, url.Values{"data": {"plain"}, "why": {"看"}}); a.status != http.StatusUnprocessableEntity {
		t.Errorf("a reason of one character: %d", a.status)
	}
	reveals, err := h.db.Reader(h.cases.Scope(h.officer("case1"))).Reveals(t.Context(), no)
	if h.must(err); len(reveals) != 0 {
		t.Errorf("%d views are journalled", len(reveals))
	}
	plain := b.post("/office"+path, url.Values{"data": {"plain"}, "why": {"整理归档"}})
	if text := printed(t, plain.body); plain.status != http.StatusOK || !strings.Contains(text, name) || !strings.Contains(text, "整理归档") {
		t.Errorf("plain: %d %s", plain.status, text)
	}
	reveals, err = h.db.Reader(h.cases.Scope(h.officer("case1"))).Reveals(t.Context(), no)
	if h.must(err); len(reveals) != 1 || reveals[0].Why != "整理归档" || reveals[0].Person != h.officer("case1").Person {
		t.Errorf("the view is journalled as %+v", reveals)
	}

	// Who reads the matter and may not see personal data is offered none, and gets none.
	says(t, "a county leader", h.opens("leader3", path)[path], "!"+`value="plain"`)
	l := h.signedIn("leader3")
	if a := l.post("/office"+path, url.Values{"data": {"plain"}, "why": {"想看看"}}); a.status != http.StatusForbidden || strings.Contains(a.body, "%PDF") {
		t.Errorf("a leader: %d", a.status)
	}
	for _, login := range []string{"liuhe.clerk"} {
		other := h.signedIn(login)
		if a := other.get("/office" + path); a.status != http.StatusNotFound {
			t.Errorf("%s opens it: %d", login, a.status)
		}
		if a := other.post("/office"+path, url.Values{"data": {"masked"}}); a.status != http.StatusNotFound {
			t.Errorf("%s makes it: %d", login, a.status)
		}
	}
	for _, v := range b.visited {
		if strings.Contains(v, url.QueryEscape("整理归档")) || strings.Contains(v, name) {
			t.Errorf("the address %s tells", v)
		}
	}
}
