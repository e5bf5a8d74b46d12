package page

import (
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"bihuan/locale"
)

// Bases of a clock: the one-character seal before a due date. The public site uses none.
const (
	Pledge = "pledge" // 诺
	Law    = "law"    // 法
	Order  = "order"  // 令
	Right  = "right"  // 权
)

// Standings of a due date.
const (
	Late     = "late"
	DueToday = "today"
	Soon     = "soon"
	OK       = "ok"
	Done     = "done"
	Hold     = "hold"  // paused
	Lapses   = "right" // a right of somebody, never late
	NoDate   = ""      // words alone: no date is owed
)

// DueView is a date that is owed. Words say it first, Date stands below or beside.
type DueView struct {
	Basis    string
	Standing string
	Words    string // 还有2个工作日
	Date     string // 2026-09-21　周一; "" for none
	Title    string // shown when the pointer rests on it; never the only place of a fact
}

func (d DueView) icon() string {
	return map[string]string{Late: "late", DueToday: "today", Done: "done", Hold: "pause", Lapses: "flag"}[d.Standing]
}

// StateView is the state of a matter: Kind is the last part of a petition.state key.
type StateView struct{ Kind, Words string }

// StateOf words a state.
func StateOf(l *locale.Locale, kind string) StateView {
	return StateView{Kind: kind, Words: l.T("petition.state." + kind)}
}

// ring is the symbol of the state: the ring closes as the matter does, odd endings carry a sign.
func (s StateView) ring() string {
	switch s.Kind {
	case "registered", "draft":
		return "s-0"
	case "assigned":
		return "s-1"
	case "accepted":
		return "s-2"
	case "replied":
		return "s-3"
	case "closed":
		return "s-4"
	case "forwarded", "redirected":
		return "s-f"
	case "merged":
		return "s-m"
	case "in_review", "in_rereview":
		return "s-r"
	}
	return "s-x"
}

func (s StateView) class() string {
	switch ring := s.ring(); {
	case ring == "s-4":
		return "st st-end"
	case strings.HasPrefix(ring, "s-") && ring > "s-9":
		return "st st-out"
	}
	return "st"
}

// TagView is a short noun beside a state. Kind is "", act, late, soon or done.
type TagView struct{ Kind, Words, Icon string }

// Steps of the loop and the road.
const (
	StepDone = "done"
	StepNow  = "now"
	StepTodo = "todo"
)

// Step is one step of the loop. Note stands below it on the public road.
type Step struct{ Words, Note, Standing string }

// ClockView is one clock with its figures and why they are so.
type ClockView struct {
	Basis    string
	Name     string // 一般事项，一个月内答复
	Words    string // 还有20天
	Date     string // 10月8日　周四 24:00
	Standing string // as of DueView; late and today are written in their colour
	WhyTitle string // 为什么是10月8日
	Why      []WhyLine
	Open     bool
}

// WhyLine is one line of a derivation.
type WhyLine struct{ Label, Text string }

// Fact is a term and what is said of it. Body, if given, stands after Text.
type Fact struct {
	Term, Text string
	Body       templ.Component
}

// Button is an act that is offered: a link, or with Name a submit button. Kind is "1" (the one
// primary button of a page), "" or "q" (as a link). With Why it cannot be pressed and says why not.
type Button struct {
	Words, Href, Icon, Kind string
	Name, Value             string
	Small                   bool
	Why                     string
}

func (b Button) class() string {
	class := "btn"
	if b.Small {
		class += " btn-s"
	}
	switch b.Kind {
	case "1":
		class += " btn-1"
	case "q":
		class += " btn-q"
	case "b":
		class += " btn-b"
	}
	return class
}

func (b Button) whyID() string {
	return "why-" + b.Name + strings.Trim(strings.ReplaceAll(b.Href, "/", "-"), "-")
}

// NextView is what to do now; at most one on a page.
type NextView struct {
	Act     string
	Reason  string
	Due     *DueView
	Buttons []Button
}

// Moment is one item of a timeline. Kind is "", late (a missed date), now or todo.
type Moment struct {
	Kind     string
	Day      string // 9月1日
	Time     string // 10:05
	DateTime string // machine-readable
	Title    string // 受理
	Words    string
	Due      *DueView
	Note     string   // what a person wrote
	More     []string // lines folded away
	MoreHead string
	Who      string
	Body     templ.Component
}

// Rung is one week of the ladder. Standing is past, now or next.
type Rung struct{ Week, Name, Post, Note, Phone, Standing string }

// DemandView is one demand, asked and answered.
type DemandView struct {
	Number string // 诉求一
	Title  string
	Facts  []Fact
	Tag    *TagView
	Due    *DueView
	Note   string
}

// EmptyView says that nothing is there, and that it is good or what to do.
type EmptyView struct {
	Title, Words string
	Link         *Link
}

// PagesView turns pages by key: empty when there is none.
type PagesView struct {
	Note       string // 这一页50件
	Prev, Next string
}

// Tab is a saved view above a list; Count below 0 is not shown.
type Tab struct {
	Words, Href string
	Count       int
	Current     bool
}

// Pick is one chosen condition; Href is the list without it.
type Pick struct{ Words, Href string }

// Column heads a column of a table. Sort is "", ascending or descending; Href sorts by it.
type Column struct {
	Words, Href, Sort string
	Num, Hidden       bool // figures stand right; a hidden head is read out only
	Class             string
}

// FileView is a file on the record.
type FileView struct {
	Name, Href, Note string
	Image            bool
}

// Suggestion is what the system holds likely; a person decides. Score is 0 to 100.
type Suggestion struct {
	Score  int
	Why    string
	Title  string
	Href   string
	Note   string
	Shared []string // words that both have
}

func (s Suggestion) score() string {
	return strconv.FormatFloat(float64(s.Score)/100, 'f', 2, 64)
}

// bare is a phone number without what is not dialled.
func bare(phone string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' || r == '+' {
			return r
		}
		return -1
	}, phone)
}

func tel(phone string) templ.SafeURL { return templ.SafeURL("tel:" + bare(phone)) }

func tagClass(t TagView) string {
	if t.Kind == "" {
		return "tag"
	}
	return "tag tag-" + t.Kind
}

func clockClass(standing string) string {
	if standing == Late || standing == DueToday || standing == Hold {
		return "clock-" + standing
	}
	return ""
}

func clocksClass(track *TrackView) string {
	if track == nil {
		return "clocks clocks-1"
	}
	return "clocks"
}

func (c Column) class() string {
	if c.Num {
		return strings.TrimSpace("num " + c.Class)
	}
	return c.Class
}

func (f Flash) role() string {
	if f.Kind == "late" {
		return "alert"
	}
	return "status"
}

func (f Flash) icon() string {
	switch f.Kind {
	case "done":
		return "check"
	case "late":
		return "late"
	}
	return "info"
}

// gap sets words apart from what stands before them on the line, by a full-width space.
func gap(words string) string {
	if words == "" {
		return ""
	}
	return "　" + words
}
