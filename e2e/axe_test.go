package e2e

import (
	_ "embed"
	"fmt"
	"strings"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

//go:embed axe/axe.min.js
var axeJS string

// axeRun looks for what people with disabilities would stumble over (WCAG 2.2 A and AA).
const axeRun = `axe.run(document, {runOnly: {type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}, resultTypes: ["violations"]})
  .then(r => r.violations.filter(v => v.impact === "serious" || v.impact === "critical")
  .map(v => v.id + " (" + v.impact + "): " + v.help + ": " + v.nodes.slice(0, 4).map(n => n.target.join(" ") + (n.any[0] ? " [" + n.any[0].message + "]" : "")).join("; ")))`

// axe gives the serious faults of the page. The script is handed in by the browser's own door, which
// the page's content policy does not bind.
func (r *reader) axe() ([]string, error) {
	if !r.scripts {
		// The reader's browser runs no scripts; axe is one.
		for _, off := range []bool{false, true} {
			set := command(emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: off})
			if off {
				defer func() { _ = r.run(set) }()
			} else if err := r.run(set); err != nil {
				return nil, err
			}
		}
	}
	if _, err := ask[bool](r, axeJS+"\n;true"); err != nil {
		return nil, err
	}
	return ask[[]string](r, axeRun, chromedp.EvalAwaitPromise)
}

// shape is what every page has to be: one heading of the first order, the language of its reader,
// nothing that must be scrolled sideways on a phone.
type shape struct {
	H1    int    `json:"h1"`
	Lang  string `json:"lang"`
	Title string `json:"title"`
}

const shapeJS = `({h1: document.querySelectorAll("h1").length, lang: document.documentElement.lang, title: document.title})`

// widerJS names the elements that make the page wider than the window; what scrolls by itself may be wide.
const widerJS = `(() => {
  const w = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= w) return [];
  const scrolls = el => { for (let p = el.parentElement; p && p !== document.documentElement; p = p.parentElement) if (/auto|scroll|hidden|clip/.test(getComputedStyle(p).overflowX)) return true; return false; };
  const all = Array.from(document.body.querySelectorAll("*")).filter(e => e.getBoundingClientRect().right > w + 1 && !scrolls(e));
  return ["page is " + document.documentElement.scrollWidth + " wide"].concat(all.slice(0, 5).map(e => e.tagName.toLowerCase() + "." + e.className + " " + Math.round(e.getBoundingClientRect().right) + ": " + (e.innerText || "").slice(0, 30)));
})()`

// inspect looks at the page as a whole and reports what is wrong with it.
func (r *reader) inspect() []string {
	var wrong []string
	s, err := ask[shape](r, shapeJS)
	if err != nil {
		return []string{err.Error()}
	}
	if s.H1 != 1 {
		wrong = append(wrong, fmt.Sprintf("%d h1", s.H1))
	}
	if s.Lang != r.lang {
		wrong = append(wrong, fmt.Sprintf("lang %q, want %q", s.Lang, r.lang))
	}
	if s.Title == "" {
		wrong = append(wrong, "no title")
	}
	faults, err := r.axe()
	if err != nil {
		wrong = append(wrong, "axe: "+err.Error())
	}
	for _, fault := range faults {
		wrong = append(wrong, "axe: "+fault)
	}
	_ = r.run(chromedp.EmulateViewport(narrow, 844, chromedp.EmulateMobile))
	wider, err := ask[[]string](r, widerJS)
	if err != nil {
		wrong = append(wrong, err.Error())
	}
	_ = r.run(chromedp.EmulateViewport(wide, 900))
	if len(wider) > 0 {
		wrong = append(wrong, "scrolls sideways on a phone: "+strings.Join(wider, " | "))
	}
	if text := r.text(); strings.ContainsAny(text, "⟦⟧") {
		wrong = append(wrong, "a text is missing: "+around(text, "⟦"))
	}
	return wrong
}
