package e2e

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/network"
)

// looked is which kinds of pages were looked at, by language.
var looked = struct {
	sync.Mutex
	at map[string]bool
}{at: map[string]bool{}}

// once reports whether a page of this kind has not been looked at in this language yet.
func once(lang, pattern string) bool {
	looked.Lock()
	defer looked.Unlock()
	key := lang + " " + pattern
	if looked.at[key] {
		return false
	}
	looked.at[key] = true
	return true
}

// shot inspects the page that the reader is at, and keeps its picture under a name when pictures are wanted.
func (r *reader) shot(name string) *reader {
	r.t.Helper()
	once(r.lang, pattern(r.path()))
	for _, wrong := range r.inspect() {
		r.t.Errorf("%s: %s (%s): %s", name, r.path(), r.lang, wrong)
	}
	r.pictures(name)
	return r
}

// Parts of addresses that are not the same from one matter, unit or person to the next.
var (
	numbers = regexp.MustCompile(`/990121-\d{6}-\d{4,}-[A-Z]`)
	records = regexp.MustCompile(`^/office/(units|people|posts)/[^/]+`)
)

// pattern is the kind of page that an address leads to.
func pattern(address string) string {
	path, _, _ := strings.Cut(address, "?")
	path, _, _ = strings.Cut(path, "#")
	path = numbers.ReplaceAllString(path, "/{no}")
	if m := records.FindStringSubmatch(path); m != nil && !strings.HasSuffix(path, "/new") {
		path = records.ReplaceAllString(path, "/office/"+m[1]+"/{id}")
	}
	return path
}

// speak changes the language of what the reader reads.
func (r *reader) speak(lang string) {
	r.t.Helper()
	r.lang = lang
	if err := r.run(command(network.SetCookie, network.SetCookieParams{Name: "lang", Value: lang, URL: theHouse.base + "/"})); err != nil {
		r.fail("changing the language: %v", err)
	}
}

// unwanted are addresses that are no pages.
var unwanted = regexp.MustCompile(`/(settings|live|export|sign-out|files)(/|\?|$)|/follow/paper/|/letters/[^/]+/file/|/follow/letters?/[^/]+/(pdf|file)`)

// links are the addresses of this site to which the page leads.
func (r *reader) links() []string {
	r.t.Helper()
	all, err := ask[[]string](r, `Array.from(new Set(Array.from(document.querySelectorAll("a[href]")).filter(a => a.origin === location.origin).map(a => a.pathname + a.search)))`)
	if err != nil {
		r.fail("reading the links: %v", err)
	}
	return slices.DeleteFunc(all, unwanted.MatchString)
}

// found is a page of a kind that no other has been found of.
type found struct{ kind, address string }

// walk follows every link from some pages to each kind of page once. The kinds that were found are
// shared with those who walk at the same time.
func (r *reader) walk(kinds *sync.Map, from ...string) (all []found) {
	r.t.Helper()
	queue, queued := slices.Clone(from), map[string]bool{}
	for _, address := range from {
		queued[address] = true
	}
	for i := 0; i < len(queue); i++ {
		address, kind := queue[i], pattern(queue[i])
		_, known := kinds.LoadOrStore(kind, true)
		if known && i >= len(from) && kind != matterPage {
			continue
		}
		r.visit(address)
		if !known {
			all = append(all, found{kind, address})
		}
		matters := 0
		for _, next := range r.links() {
			// The acts that a matter leads to follow from its state; lists by state show enough of them.
			if pattern(next) == matterPage {
				if matters++; matters > 2 || i >= len(from) {
					continue
				}
			}
			if !queued[next] && strings.HasPrefix(next, "/office/") == strings.HasPrefix(address, "/office/") {
				queued[next] = true
				queue = append(queue, next)
			}
		}
	}
	return all
}

// matterPage is the kind of page of which more than one is opened.
const matterPage = "/office/petitions/{no}"

// see looks at pages that were found; those of the first language may have been looked at by a journey.
func (r *reader) see(all []found) {
	r.t.Helper()
	for _, f := range all {
		if !once(r.lang, f.kind) {
			continue
		}
		r.visit(f.address)
		for _, wrong := range r.inspect() {
			r.t.Errorf("%s: %s (%s): %s", r.name, f.address, r.lang, wrong)
		}
		r.pictures("walk-" + r.lang + strings.NewReplacer("/", "-", "{", "", "}", "").Replace(f.kind))
	}
}

// states are those by which the list can be narrowed.
var states = []string{"registered", "assigned", "accepted", "replied", "closed", "forwarded", "redirected", "declined", "merged", "withdrawn", "in_review"}

// TestPages looks at every page that there is, in both languages: axe finds nothing serious, there
// is one heading of the first order, nothing is cut off on a phone, no text is missing.
func TestPages(t *testing.T) {
	from := []string{"/office/", "/office/petitions", "/office/account", "/office/overview"}
	for _, state := range states {
		from = append(from, "/office/petitions?state="+state)
	}
	roles := map[string][]string{
		"case1": from, "chief1": from, "baishui.clerk": from, "baishui.handler1": from, "baishui.head": from,
		"leader1": {"/office/", "/office/overview"}, "inspector1": {"/office/"}, "baishui.shimen": {"/office/"},
		"sysadmin": {"/office/", "/office/people"}, "secadmin": {"/office/"}, "auditadmin": {"/office/"},
	}
	for login := range roles {
		as(t, login)
	}
	var kinds sync.Map
	t.Run("all", func(t *testing.T) {
		for login, from := range roles {
			t.Run(login, func(t *testing.T) {
				t.Parallel()
				r := staff[login]
				r.t = t
				all := r.walk(&kinds, from...)
				r.see(all)
				r.speak("en")
				r.see(all)
				r.speak("zh-CN")
			})
		}
		t.Run("public", func(t *testing.T) {
			t.Parallel()
			r := meet(t, "public", "zh-CN", true)
			all := r.walk(&kinds, "/", "/file", "/follow", "/file/receipt")
			for _, lang := range []string{"zh-CN", "en"} {
				r.speak(lang)
				r.see(all)
				r.wants(404).visit("/no-such-page").shot("portal-error-" + lang)
			}
		})
	})
	for _, r := range staff {
		r.t = t
	}
	t.Logf("%d kinds of pages were looked at", len(looked.at))
	var missed []string
	for _, act := range []string{"assigned", "accepted", "notified", "contacted", "progress", "reply_submitted", "reply_approved", "reply_sent_back", "replied", "served", "filed", "called_back", "closed"} {
		for _, lang := range []string{"zh-CN", "en"} {
			if !looked.at[lang+" /office/petitions/{no}/"+act] {
				missed = append(missed, fmt.Sprintf("%s (%s)", act, lang))
			}
		}
	}
	if len(missed) > 0 {
		t.Errorf("no matter of the county led to the forms of %s", strings.Join(missed, ", "))
	}
}
