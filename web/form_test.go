package web_test

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// form is a form as a browser without scripts sees it: its fields with what stands in them.
type form struct {
	action string
	values url.Values
}

// formOf reads the form with files of a page; it fails when there is none.
func (a answer) formOf(t testing.TB) form {
	t.Helper()
	doc, err := html.Parse(strings.NewReader(a.body))
	if err != nil {
		t.Fatal(err)
	}
	f := form{values: url.Values{}}
	var found bool
	var walk func(n *html.Node, within bool)
	walk = func(n *html.Node, within bool) {
		if n.Type == html.ElementNode && n.Data == "form" && attr(n, "enctype") == "multipart/form-data" {
			f.action, within, found = attr(n, "action"), true, true
		}
		if within && n.Type == html.ElementNode {
			f.take(n)
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c, within)
		}
	}
	walk(doc, false)
	if !found {
		t.Fatalf("no form at %s (%d)", a.path, a.status)
	}
	return f
}

func (f *form) take(n *html.Node) {
	name := attr(n, "name")
	if name == "" {
		return
	}
	switch n.Data {
	case "input":
		switch attr(n, "type") {
		case "file", "submit":
		case "radio", "checkbox":
			if has(n, "checked") {
				f.values.Add(name, attr(n, "value"))
			}
		default:
			f.values.Add(name, attr(n, "value"))
		}
	case "textarea":
		text := ""
		if n.FirstChild != nil {
			text = n.FirstChild.Data
		}
		f.values.Add(name, text)
	case "select":
		chosen, first := "", true
		var options func(n *html.Node)
		options = func(n *html.Node) {
			if n.Data == "option" && (first || has(n, "selected")) {
				chosen, first = attr(n, "value"), false
			}
			for c := n.FirstChild; c != nil; c = c.NextSibling {
				options(c)
			}
		}
		options(n)
		f.values.Add(name, chosen)
	}
}

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func has(n *html.Node, name string) bool {
	for _, a := range n.Attr {
		if a.Key == name {
			return true
		}
	}
	return false
}

// with types into the form: name, value, name, value …; "" empties a field.
func (f form) with(pairs ...string) form {
	for i := 0; i+1 < len(pairs); i += 2 {
		f.values.Del(pairs[i])
		if pairs[i+1] != "" {
			f.values[pairs[i]] = strings.Split(pairs[i+1], "|")
		}
	}
	return f
}

// file is a file to send along.
type file struct{ name, content string }

// submit sends the form as a browser does, with files.
func (b *browser) submit(f form, files ...file) answer {
	b.h.t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for name, values := range f.values {
		for _, value := range values {
			b.h.must(w.WriteField(name, value))
		}
	}
	if len(files) == 0 {
		// What a browser sends for a file field in which nothing was chosen.
		_, err := w.CreateFormFile("attachments", "")
		b.h.must(err)
	}
	for _, file := range files {
		part, err := w.CreateFormFile("attachments", file.name)
		b.h.must(err)
		_, err = part.Write([]byte(file.content))
		b.h.must(err)
	}
	b.h.must(w.Close())
	r, err := http.NewRequest(http.MethodPost, b.h.server.URL+f.action, &body)
	b.h.must(err)
	r.Header.Set("Content-Type", w.FormDataContentType())
	return b.send(r)
}
