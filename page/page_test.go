package page

import (
	"errors"
	"flag"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"

	"bihuan/domain/fault"
	"bihuan/domain/org"
	"bihuan/locale"
)

var (
	update = flag.Bool("update", false, "write the golden files")
	out    = flag.String("gallery", "", "write the gallery as HTML files into this folder, to be looked at")
)

func TestEveryComponentInBothLanguages(t *testing.T) {
	for _, tag := range locale.Tags() {
		l := speak(t, tag)
		for _, p := range gallery(t, l) {
			t.Run(tag+"/"+p.name, func(t *testing.T) { check(t, render(t, p.c)) })
		}
		for name, c := range pages(t, l) {
			t.Run(tag+"/"+name, func(t *testing.T) {
				body := render(t, c)
				check(t, body)
				if n := strings.Count(body, "<h1"); name != "public" && name != "gate" && n != 1 {
					t.Errorf("%d headings of the first order", n)
				}
			})
		}
	}
}

// check looks for what no page may have: a missing word, tags that do not close, doubled ids,
// labels without a field, inline script or style.
func check(t *testing.T, body string) {
	t.Helper()
	if i := strings.Index(body, "⟦"); i >= 0 {
		t.Errorf("a word is missing: %.60s", body[i:])
	}
	void := []string{"meta", "link", "input", "br", "hr", "img"}
	var open, ids, wanted []string
	for z := html.NewTokenizer(strings.NewReader(body)); z.Next() != html.ErrorToken; {
		token := z.Token()
		switch token.Type {
		case html.StartTagToken, html.SelfClosingTagToken:
			if token.Type == html.StartTagToken && !slices.Contains(void, token.Data) {
				open = append(open, token.Data)
			}
			if token.Data == "style" {
				t.Error("a style element")
			}
			seen := map[string]bool{}
			for _, a := range token.Attr {
				if seen[a.Key] {
					t.Errorf("<%s> has %s twice", token.Data, a.Key)
				}
				seen[a.Key] = true
				switch {
				case a.Key == "style" || strings.HasPrefix(a.Key, "on"):
					t.Errorf("<%s %s>: inline", token.Data, a.Key)
				case a.Key == "id":
					if slices.Contains(ids, a.Val) {
						t.Errorf("id %s twice", a.Val)
					}
					ids = append(ids, a.Val)
				case a.Key == "for", a.Key == "aria-describedby", a.Key == "aria-labelledby":
					wanted = append(wanted, strings.Fields(a.Val)...)
				case a.Key == "href" && strings.HasPrefix(a.Val, "about:"):
					t.Errorf("<%s href>: taken out as unsafe", token.Data)
				}
			}
		case html.EndTagToken:
			if len(open) == 0 || open[len(open)-1] != token.Data {
				t.Fatalf("</%s> closes %v", token.Data, open)
			}
			open = open[:len(open)-1]
		}
	}
	if len(open) > 0 {
		t.Errorf("not closed: %v", open)
	}
	for _, id := range wanted {
		if !slices.Contains(ids, id) {
			t.Errorf("nothing has the id %s", id)
		}
	}
}

// Every class that a component writes is in the style sheets.
func TestClassesExist(t *testing.T) {
	var sheets strings.Builder
	for _, name := range []string{"components.css", "app.css"} {
		raw, err := os.ReadFile("../web/static/" + name)
		if err != nil {
			t.Fatal(err)
		}
		sheets.Write(raw)
	}
	known := map[string]bool{"road-6": true}
	for _, m := range regexp.MustCompile(`\.([a-zA-Z][\w-]*)`).FindAllStringSubmatch(sheets.String(), -1) {
		known[m[1]] = true
	}
	// Names that only mark, and have no style of their own.
	for _, name := range []string{"due-ok", "is-past", "drop-words", "tk-step"} {
		known[name] = true
	}
	for name, c := range pages(t, speak(t, locale.Chinese)) {
		for _, m := range regexp.MustCompile(`class="([^"]*)"`).FindAllStringSubmatch(render(t, c), -1) {
			for _, class := range strings.Fields(m[1]) {
				if !known[class] {
					t.Errorf("%s: no style for class %s", name, class)
				}
			}
		}
	}
}

// Every symbol that is used is in the sprite.
func TestSymbolsExist(t *testing.T) {
	body := render(t, pages(t, speak(t, locale.Chinese))["staff"])
	for _, m := range regexp.MustCompile(`<use href="#([^"]*)"`).FindAllStringSubmatch(body, -1) {
		if !strings.Contains(body, `<symbol id="`+m[1]+`"`) {
			t.Errorf("no symbol %s", m[1])
		}
	}
}

func TestGolden(t *testing.T) {
	for _, tag := range locale.Tags() {
		l := speak(t, tag)
		for _, p := range gallery(t, l) {
			if !slices.Contains([]string{"Due", "Clock", "FormSection", "Timeline"}, p.name) {
				continue
			}
			name := filepath.Join("testdata", strings.ToLower(p.name)+"."+tag+".html")
			// A line a tag, so that a difference can be read.
			got := strings.ReplaceAll(render(t, p.c), "><", ">\n<") + "\n"
			if *update {
				if err := os.WriteFile(name, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
				continue
			}
			want, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), got); diff != "" {
				t.Errorf("%s (-update writes it anew):\n%s", name, diff)
			}
		}
	}
}

// TestGallery writes the pages with their styles, to be looked at in a browser.
func TestGallery(t *testing.T) {
	dir := *out
	if dir == "" {
		dir = t.TempDir()
	}
	names, err := filepath.Glob("../web/static/*.[cjs]*")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		raw, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, filepath.Base(name)), raw, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for _, tag := range locale.Tags() {
		for name, c := range pages(t, speak(t, tag)) {
			body := strings.ReplaceAll(render(t, c), `"/static/v/`, `"`)
			// The script would scroll to the list of errors.
			body = strings.Replace(body, `<script src="app.js" defer></script>`, "", 1)
			file := fmt.Sprintf("%s.%s.html", strings.ReplaceAll(name, " ", "-"), tag)
			if err := os.WriteFile(filepath.Join(dir, file), []byte(body), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func TestNavShowsWhatThePostMayOpen(t *testing.T) {
	l := speak(t, locale.Chinese)
	for post, want := range map[org.PostKind]string{
		org.Caseworker:  "/ /patrol /inbox /petitions/new /petitions /letters /letters/waiting /supervision /discipline /clusters /callbacks /ladder /speeds /scores /overview /editions /reports/half-year /receptions /consultations /bulletin /suggestions /units /holidays /policy /account",
		org.Director:    "/ /patrol /inbox /petitions/new /petitions /letters /letters/waiting /supervision /discipline /clusters /callbacks /ladder /speeds /scores /overview /editions /reports/half-year /receptions /consultations /bulletin /suggestions /units /people /robots /deliveries /holidays /bureau /policy /account",
		org.Handler:     "/ /inbox /petitions /letters /letters/waiting /discipline /ladder /overview /bulletin /units /holidays /policy /account",
		org.SystemAdmin: "/ /inbox /units /people /robots /deliveries /jobs /holidays /bureau /policy /account",
		org.AuditAdmin:  "/ /inbox /policy /account",
	} {
		v := View{L: l, Officer: org.Officer{Person: "p", Post: post}, Path: "/petitions/990121-260831-0009-R"}
		var got, current []string
		for _, group := range StaffNav(v, nil) {
			if len(group.Items) == 0 {
				t.Errorf("%s: an empty group", post)
			}
			for _, item := range group.Items {
				got = append(got, item.Href)
				if item.Current {
					current = append(current, item.Href)
				}
				if !Opens(v.Officer, item.Href) {
					t.Errorf("%s: %s is shown but does not open", post, item.Href)
				}
			}
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: %v, want %s", post, got, want)
		}
		if len(current) > 1 || len(current) == 1 && current[0] != "/petitions" {
			t.Errorf("%s: current %v", post, current)
		}
	}
	if Opens(clerk(), "/trail") {
		t.Error("a page that does not exist opens")
	}
}

func TestErrorOfTellsNoCause(t *testing.T) {
	l := speak(t, locale.English)
	for _, err := range []error{errors.New("王小明 13800000000"), fault.New(fault.Internal, "page.error.busy.words").Because(errors.New("disk"))} {
		e := ErrorOf(l, err)
		if e.Status != http.StatusInternalServerError || e.Words != l.T("page.error.internal.words") {
			t.Errorf("%+v", e)
		}
	}
	if e := ErrorOf(l, fault.New(fault.NotFound, "page.error.busy.words")); e.Status != 404 || e.Words != l.T("page.error.busy.words") {
		t.Errorf("%+v", e)
	}
}

func TestSettingsComeBack(t *testing.T) {
	v := view(speak(t, locale.Chinese))
	address, err := url.Parse(string(v.settings("lang", "en")))
	if err != nil {
		t.Fatal(err)
	}
	if q := address.Query(); address.Path != "/settings" || q.Get("lang") != "en" || q.Get("back") != v.URL {
		t.Errorf("%s", address)
	}
}

func TestTrackStaysInside(t *testing.T) {
	tr := TrackView{Days: 60}
	for day, want := range map[int]string{-5: "0.00%", 0: "0.00%", 30: "50.00%", 60: "100.00%", 99: "100.00%"} {
		if got := tr.x(day); got != want {
			t.Errorf("x(%d) = %s, want %s", day, got, want)
		}
	}
	if got := (TrackView{}).x(3); got != "0%" {
		t.Errorf("without days: %s", got)
	}
}
