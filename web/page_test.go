package web_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"bihuan/locale"
)

// inline is what the content policy forbids.
var inline = regexp.MustCompile(`<script(?: [^>]*)?>[^<]|\sstyle="|\son[a-z]+="`)

func TestEveryPageInBothLanguages(t *testing.T) {
	h := newHouse(t)
	h.fill(40)
	for _, c := range []struct {
		login string
		paths []string
	}{
		{"", []string{"/sign-in"}},
		{"case1", []string{"/", "/petitions", "/petitions?state=all&n=20", "/petitions?due=late", "/petitions?q=nothing+is+called+this", "/petitions/views/new?due=week", "/units", "/units/baishui", "/holidays", "/holidays?year=2024", "/policy", "/account", "/account/password", "/inbox", "/inbox?all=1", "/bulletin"}},
		{"chief1", []string{"/", "/people", "/people?unit=baishui", "/people/new", "/people/p-case1", "/people/p-case1/edit", "/units/new", "/units/baishui/edit", "/units/baishui/posts", "/units/baishui/close", "/posts/post-case1/change", "/posts/post-case1/end", "/robots", "/robots/new", "/deliveries"}},
		{"director", []string{"/", "/petitions"}}, {"baishui.clerk", []string{"/", "/petitions", "/units"}},
		{"baishui.handler1", []string{"/", "/petitions"}}, {"baishui.deputy", []string{"/"}}, {"baishui.head", []string{"/"}},
		{"leader1", []string{"/", "/petitions"}}, {"inspector1", []string{"/"}}, {"baishui.shimen", []string{"/"}},
		{"sysadmin", []string{"/", "/inbox", "/robots", "/deliveries?state=sent", "/jobs", "/people", "/people/p-case1", "/units", "/holidays", "/bureau", "/account"}},
		{"secadmin", []string{"/", "/policy"}}, {"auditadmin", []string{"/", "/account"}},
	} {
		b := h.browser()
		if c.login != "" {
			b = h.signedIn(c.login)
		}
		for _, tag := range locale.Tags() {
			b.language = tag
			for _, path := range c.paths {
				a := b.get("/office" + path)
				name := tag + " " + c.login + " " + path
				if a.status != http.StatusOK {
					t.Errorf("%s: %d", name, a.status)
					continue
				}
				if i := strings.Index(a.body, "⟦"); i >= 0 {
					t.Errorf("%s: not worded: %s", name, a.body[i:min(i+60, len(a.body))])
				}
				if n := strings.Count(a.body, "<h1"); n != 1 {
					t.Errorf("%s: %d h1", name, n)
				}
				if found := inline.FindString(a.body); found != "" {
					t.Errorf("%s: inline %q", name, found)
				}
				if !strings.Contains(a.body, `<html lang="`+tag+`"`) {
					t.Errorf("%s: not in its language", name)
				}
				for _, href := range regexp.MustCompile(`(?:href|action)="([^"]*)"`).FindAllStringSubmatch(a.body, -1) {
					if to := href[1]; strings.HasPrefix(to, "/") && !strings.HasPrefix(to, "/office") && !strings.HasPrefix(to, "/static/") {
						t.Errorf("%s: leads out of the office: %s", name, to)
					}
				}
				if a.header.Get("Cache-Control") != "no-store" {
					t.Errorf("%s: may be kept by others", name)
				}
			}
		}
	}
	if h.log.Len() > 0 {
		t.Errorf("something was logged:\n%s", h.log.String())
	}
}

// TestNoPageLeadsNowhere follows every link of every page that three posts see from their first one on.
func TestNoPageLeadsNowhere(t *testing.T) {
	h := newHouse(t)
	h.fill(12)
	link := regexp.MustCompile(`<a [^>]*href="(/office[^"#]*)`)
	for _, login := range []string{"chief1", "baishui.clerk", "sysadmin"} {
		b := h.signedIn(login)
		seen, queue := map[string]bool{}, []string{"/office/"}
		for len(queue) > 0 && len(seen) < 250 {
			path := strings.ReplaceAll(queue[0], "&amp;", "&")
			queue = queue[1:]
			if seen[path] || strings.Contains(path, "/settings") {
				continue
			}
			seen[path] = true
			a := b.get(path)
			if a.status != http.StatusOK {
				t.Errorf("%s: %s leads to %d", login, path, a.status)
			}
			for _, found := range link.FindAllStringSubmatch(a.body, -1) {
				if strings.HasPrefix(found[1], "/office/people/") && len(seen) > 60 {
					continue // they are all alike
				}
				queue = append(queue, found[1])
			}
		}
	}
}
