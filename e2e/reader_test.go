package e2e

import (
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/chromedp/cdproto/input"
	cdppage "github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

//go:embed find.js
var findJS string

// spot is an element of the page and where a mouse meets it.
type spot struct {
	Selector string
	X, Y     float64
	Why      string // why it cannot be met
}

// find looks for the element that the reader would take for what is meant.
func (r *reader) find(what string, args ...string) spot {
	r.t.Helper()
	args = r.words(args)
	s := r.look(what, args...)
	if s.Why != "" {
		r.fail("%s%q: %s", what, args, s.Why)
	}
	return s
}

func (r *reader) look(what string, args ...string) spot {
	list, _ := json.Marshal(args)
	s, err := ask[spot](r, fmt.Sprintf("(%s)(%q, %s)", strings.TrimSpace(findJS), what, list))
	if err != nil {
		s.Why = err.Error()
	}
	return s
}

// hit presses the mouse on an element.
func (r *reader) hit(what string, args ...string) {
	r.t.Helper()
	s := r.find(what, args...)
	if err := r.run(chromedp.MouseClickXY(s.X, s.Y)); err != nil {
		r.fail("%s%q: %v", what, args, err)
	}
}

// fail ends the journey with what is on the screen.
func (r *reader) fail(format string, args ...any) {
	r.t.Helper()
	picture := r.picture("fail-" + strings.ReplaceAll(r.t.Name(), "/", "-") + "-" + r.name)
	r.t.Fatalf("%s at %s (%d): %s\nfaults: %v\npicture: %s\n%s", r.name, r.path(), r.status, fmt.Sprintf(format, args...), r.complaints(), picture, clip(r.text(), 1500))
}

func clip(s string, n int) string {
	if runes := []rune(s); len(runes) > n {
		return string(runes[:n]) + "…"
	}
	return s
}

// visit opens an address by hand.
func (r *reader) visit(path string) *reader {
	r.t.Helper()
	r.land("going to "+path, func() error {
		return r.run(command(cdppage.Navigate, cdppage.NavigateParams{URL: theHouse.base + path}))
	})
	return r
}

// wants says that the next page has another status than 200.
func (r *reader) wants(status int) *reader {
	r.want = status
	return r
}

// again is after how long without any answer somebody presses a second time.
const again = 4 * time.Second

// land does what leads to another page, and waits until it is there.
func (r *reader) land(what string, do func() error) {
	r.t.Helper()
	r.mu.Lock()
	before, left := r.landed, r.left
	r.mu.Unlock()
	_, _ = ask[bool](r, "window.e2eLeft = true")
	if err := do(); err != nil {
		r.fail("%s: %v", what, err)
	}
	begun := time.Now()
	for end := begun.Add(patience); ; time.Sleep(15 * time.Millisecond) {
		there, err := ask[bool](r, "!window.e2eLeft && document.readyState === 'complete' && location.href !== 'about:blank'")
		r.mu.Lock()
		landed, unmoved := r.landed > before, r.left == left
		r.mu.Unlock()
		if unmoved && time.Since(begun) > again {
			// A live part was exchanged under the mouse: whoever sees nothing happen presses again.
			begun = end // once
			if err := do(); err != nil {
				r.fail("%s again: %v", what, err)
			}
		}
		if err == nil && there && landed {
			break
		}
		if time.Now().After(end) {
			r.fail("%s: no page came (%v)", what, err)
		}
	}
	r.check(what)
}

// check refuses a page of another status, one with a missing text, and one the browser complains about.
func (r *reader) check(what string) {
	r.t.Helper()
	want := r.want
	r.want = 0
	if want == 0 {
		want = 200
	}
	r.mu.Lock()
	status := r.status
	r.mu.Unlock()
	if status != want {
		r.fail("%s: status %d, want %d", what, status, want)
	}
	text := r.text()
	if strings.ContainsAny(text, "⟦⟧") {
		r.t.Errorf("%s: %s: a text is missing: %s", r.name, r.path(), around(text, "⟦"))
	}
	if status >= 400 && status != 422 {
		theHouse.saw(r.path(), text)
	}
	for _, fault := range r.complaints() {
		r.t.Errorf("%s: %s: %s: %s", r.name, what, r.path(), fault)
	}
}

func around(text, what string) string {
	i := strings.Index(text, what)
	if i < 0 {
		return ""
	}
	return clip(text[i:], 60)
}

// click presses what leads to another page: a link or a button by its words.
func (r *reader) click(words string) *reader {
	r.t.Helper()
	r.land("clicking "+words, func() error {
		r.hit("press", words)
		return nil
	})
	return r
}

// press presses something that stays on the page.
func (r *reader) press(words string) *reader {
	r.t.Helper()
	r.hit("press", words)
	return r
}

// into writes into the field of a label; "section > label" where a label stands more than once.
func (r *reader) into(label, text string) *reader {
	r.t.Helper()
	focus := fmt.Sprintf("(e => { e.focus(); if (e.select) e.select(); return true; })(document.querySelector(%q))", r.find("field", label).Selector)
	_, err := ask[bool](r, focus)
	if err == nil && text == "" {
		err = r.run(chromedp.KeyEvent("\b"))
	} else if err == nil {
		err = r.run(command(input.InsertText, input.InsertTextParams{Text: text}))
	}
	if err != nil {
		r.fail("writing into %s: %v", label, err)
	}
	return r
}

// value is what stands in the field of a label.
func (r *reader) value(label string) string {
	r.t.Helper()
	value, err := ask[string](r, fmt.Sprintf("document.querySelector(%q).value", r.find("field", label).Selector))
	if err != nil {
		r.fail("reading %s: %v", label, err)
	}
	return value
}

// pick takes an option of a list.
func (r *reader) pick(label, option string) *reader {
	r.t.Helper()
	r.find("option", label, option)
	return r
}

// choose takes one of the boxes below a legend.
func (r *reader) choose(legend, option string) *reader {
	r.t.Helper()
	r.hit("choice", legend, option)
	return r
}

// attach puts a file into the field of a label.
func (r *reader) attach(label, name string, content []byte) *reader {
	r.t.Helper()
	path := filepath.Join(r.t.TempDir(), name)
	if err := os.WriteFile(path, content, 0o600); err != nil {
		r.t.Fatal(err)
	}
	if err := r.run(chromedp.SetUploadFiles(chromedp.CSS(r.find("field", label).Selector), []string{path}, chromedp.NodeReady)); err != nil {
		r.fail("attaching to %s: %v", label, err)
	}
	return r
}

// text is what stands on the page.
func (r *reader) text() string {
	text, _ := ask[string](r, "document.body ? document.body.innerText : ''")
	return text
}

// read is the text of the first element of a selector.
func (r *reader) read(selector string) string {
	r.t.Helper()
	text, err := ask[string](r, fmt.Sprintf("(e => e ? e.innerText.trim() : '')(document.querySelector(%q))", selector))
	if err != nil {
		r.fail("reading %s: %v", selector, err)
	}
	return text
}

// path is the page's address below the site's.
func (r *reader) path() string {
	path, _ := ask[string](r, "location.pathname + location.search")
	return path
}

// sees expects words on the page.
func (r *reader) sees(words ...string) *reader {
	r.t.Helper()
	text := r.text()
	for _, w := range r.words(words) {
		if !strings.Contains(text, w) {
			r.fail("%q is not on the page", w)
		}
	}
	return r
}

// misses expects words not to be on the page.
func (r *reader) misses(words ...string) *reader {
	r.t.Helper()
	text := r.text()
	for _, w := range r.words(words) {
		if strings.Contains(text, w) {
			r.fail("%q is on the page", w)
		}
	}
	return r
}

// comes waits until words stand on the page without any step of the reader.
func (r *reader) comes(words string) *reader {
	r.t.Helper()
	words = r.word(words)
	for end := time.Now().Add(patience); !strings.Contains(r.text(), words); time.Sleep(50 * time.Millisecond) {
		if time.Now().After(end) {
			r.fail("%q did not come", words)
		}
	}
	return r
}

// at expects the page's address to begin so.
func (r *reader) at(path string) *reader {
	r.t.Helper()
	if !strings.HasPrefix(r.path(), path) {
		r.fail("not at %s", path)
	}
	return r
}

// pictures keeps the page at both widths, when pictures are wanted.
func (r *reader) pictures(name string) {
	if os.Getenv("E2E_SHOTS") == "" {
		return
	}
	r.picture(name + "-1440")
	_ = r.run(chromedp.EmulateViewport(narrow, 844, chromedp.EmulateMobile))
	r.picture(name + "-390")
	_ = r.run(chromedp.EmulateViewport(wide, 900))
}

func (r *reader) picture(name string) string {
	ctx, cancel := context.WithTimeout(r.ctx, patience)
	defer cancel()
	picture, err := chromedp.Run(ctx, chromedp.FullScreenshot(100))
	if err != nil {
		return err.Error()
	}
	_ = os.MkdirAll("shots", 0o755)
	path := filepath.Join("shots", name+".png")
	if err := os.WriteFile(path, picture, 0o644); err != nil {
		return err.Error()
	}
	return path
}
