package static

import (
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
)

func get(t *testing.T, s *Files, method, path, encoding string) *http.Response {
	t.Helper()
	r := httptest.NewRequest(method, path, nil)
	r.Header.Set("Accept-Encoding", encoding)
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w.Result()
}

func TestServe(t *testing.T) {
	s, err := Open()
	if err != nil {
		t.Fatal(err)
	}
	for name, mime := range map[string]string{
		"tokens.css": "text/css; charset=utf-8", "components.css": "text/css; charset=utf-8", "app.css": "text/css; charset=utf-8",
		"app.js": "text/javascript; charset=utf-8", "echarts.js": "text/javascript; charset=utf-8", "echarts-LICENSE.txt": "text/plain; charset=utf-8", "favicon.svg": "image/svg+xml",
	} {
		plain := get(t, s, "GET", s.Prefix()+"/"+name, "")
		if plain.StatusCode != 200 || plain.Header.Get("Content-Type") != mime {
			t.Errorf("%s: %d %s", name, plain.StatusCode, plain.Header.Get("Content-Type"))
		}
		if got := plain.Header.Get("Cache-Control"); !strings.Contains(got, "immutable") {
			t.Errorf("%s: Cache-Control %q", name, got)
		}
		packed := get(t, s, "GET", s.Prefix()+"/"+name, "gzip")
		unpack, err := gzip.NewReader(packed.Body)
		if err != nil {
			t.Fatal(err)
		}
		a, _ := io.ReadAll(plain.Body)
		b, err := io.ReadAll(unpack)
		if err != nil || string(a) != string(b) || len(a) == 0 {
			t.Errorf("%s: plain and packed differ: %v", name, err)
		}
	}
	if got := get(t, s, "GET", "/static/older/app.js", ""); got.StatusCode != 200 || got.Header.Get("Cache-Control") != "no-cache" {
		t.Errorf("another version: %d %s", got.StatusCode, got.Header.Get("Cache-Control"))
	}
	for path, status := range map[string]int{"/static.go": 404, "/": 404, "": 404, "/../static.go": 404} {
		if got := get(t, s, "GET", s.Prefix()+path, ""); got.StatusCode != status {
			t.Errorf("%s: %d, want %d", path, got.StatusCode, status)
		}
	}
	if got := get(t, s, "POST", s.Prefix()+"/app.js", ""); got.StatusCode != 405 {
		t.Errorf("POST: %d", got.StatusCode)
	}
}

// Government desktops lag behind: nothing that Chromium 86 does not know may be needed.
func TestStylesAreOldEnough(t *testing.T) {
	tooNew := regexp.MustCompile(`:has\(|@container|@layer|color-mix\(|oklch\(|:is\(|:where\([^)]*&|@property|accent-color:\s*auto`)
	nested := regexp.MustCompile(`\{[^{}]*&[^{}]*\{`)
	for _, name := range []string{"tokens.css", "components.css", "app.css"} {
		raw, err := FS.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if found := tooNew.Find(raw); found != nil {
			t.Errorf("%s: %s", name, found)
		}
		if nested.Match(raw) {
			t.Errorf("%s: nesting", name)
		}
		if open, shut := strings.Count(string(raw), "{"), strings.Count(string(raw), "}"); open != shut {
			t.Errorf("%s: %d braces open, %d close", name, open, shut)
		}
	}
	for _, name := range []string{"app.js", "overview.js"} {
		script, err := FS.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if found := regexp.MustCompile(`\?\?=|\|\|=|&&=|\.at\(|\.replaceAll\(|structuredClone|innerText\s*=`).Find(script); found != nil {
			t.Errorf("%s: %s", name, found)
		}
	}
}
