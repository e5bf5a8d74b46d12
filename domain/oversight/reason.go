package oversight

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"bihuan/domain/deadline"
	"bihuan/domain/org"
	"bihuan/domain/petition"
)

// ReasonKind says why a matter needs an eye on patrol. It speaks of the matter and of who owes
// something, never of the petitioner.
type ReasonKind string

// The reasons of oversight.md.
const (
	Late         ReasonKind = "late"          // a duty is overdue
	AssistLate   ReasonKind = "assist_late"   // an assisting unit is past its date
	Today        ReasonKind = "today"         // a duty ends today
	Objection    ReasonKind = "objection"     // the unit's objection waits
	Lacking      ReasonKind = "lacking"       // the reply lacks a demand
	Check        ReasonKind = "check"         // an answer to an order waits to be looked at
	Answered     ReasonKind = "answered"      // what was put up was answered
	Same         ReasonKind = "same"          // others by the same contact, not linked: duplicates?
	Likely       ReasonKind = "likely"        // others in like words, of which nobody has decided
	Soon         ReasonKind = "soon"          // a duty ends within one working day
	Contradicted ReasonKind = "contradicted"  // the call-back says otherwise than the reply
	SentBack     ReasonKind = "sent_back"     // the draft of the reply was, and has not come again
	Half         ReasonKind = "half"          // half the time is gone with nothing done
	Notice       ReasonKind = "notice"        // some of the four notices were not served
	CallBack     ReasonKind = "callback"      // served and not called back
	Evidence     ReasonKind = "evidence"      // served, and the file is incomplete
	AssistSilent ReasonKind = "assist_silent" // an assisting unit without a date says nothing
	Rating       ReasonKind = "rating"        // the rating is poor
	Unpushed     ReasonKind = "unpushed"      // it came back from above, and nobody was asked to act
	Backflow     ReasonKind = "backflow"
	Repeat       ReasonKind = "repeat" // others are merged into it
	Collective   ReasonKind = "collective"
	Gathering    ReasonKind = "gathering" // several people write of one thing, and nobody has decided
)

// ReasonKinds lists them as they are sorted: what needs an eye first.
func ReasonKinds() []ReasonKind {
	return []ReasonKind{Late, AssistLate, Today, Objection, Lacking, Check, Answered, Same, Likely, Soon, Contradicted, SentBack, Half,
		Notice, CallBack, Evidence, AssistSilent, Rating, Unpushed, Backflow, Repeat, Collective, Gathering}
}

// Group is under which heading of the list a reason stands.
type Group string

// The headings, in their order.
const (
	GroupLate   Group = "late"
	GroupToday  Group = "today"
	GroupDecide Group = "decide" // somebody waits for a decision
	GroupOther  Group = "other"
)

// Groups lists them.
func Groups() []Group { return []Group{GroupLate, GroupToday, GroupDecide, GroupOther} }

// Group is the kind's heading.
func (k ReasonKind) Group() Group {
	switch k {
	case Late, AssistLate:
		return GroupLate
	case Today:
		return GroupToday
	case Objection, Lacking, Check, Answered, Same, Likely:
		return GroupDecide
	}
	return GroupOther
}

// Rank is the kind's place among the reasons, from 0.
func (k ReasonKind) Rank() int { return slices.Index(ReasonKinds(), k) }

// Reason is why a matter needs an eye. It is kept with the list in which it stood, so it holds facts
// and code words; Key and Args word it.
type Reason struct {
	Kind    ReasonKind      `json:"kind"`
	What    petition.Kind   `json:"what,omitempty"`    // the act that is owed
	Words   []string        `json:"words,omitempty"`   // which notices, which evidence, which order, whose rating
	Unit    org.UnitID      `json:"unit,omitempty"`    // that is silent, or that the objection names
	Numbers []string        `json:"numbers,omitempty"` // other matters
	N       int             `json:"n,omitempty"`
	Cluster int             `json:"cluster,omitempty"` // the number of the group of matters with one cause
	Since   deadline.Day    `json:"since,omitzero"`    // from which day it holds
	Rule    string          `json:"rule,omitempty"`    // the clock beside it, or ""
	Ver     int             `json:"ver,omitempty"`
	Due     deadline.Day    `json:"due,omitzero"`   // 0 while the clock stands still
	Acts    []petition.Kind `json:"acts,omitempty"` // what helps, the first one first
}

// Key is the reason's locale key.
func (r Reason) Key() string {
	key := "patrol.reason." + string(r.Kind)
	switch {
	case r.What != "":
		return "patrol.owed." + string(r.What) // what is not done; the clock beside it says how late
	case r.Kind == Objection && r.Unit != "":
		return key + ".names"
	case r.Kind == Objection && r.N > 1:
		return key + ".again"
	case r.Kind == Notice && r.N == len(petition.FourNotices()):
		return key + ".all"
	case r.Kind == CallBack && r.N > 0:
		return key + ".tried"
	}
	return key
}

// Args are its arguments. unit is the name of its unit, in the reader's words; numbers is how matters
// are called.
func (r Reason) Args(unit string, number func(string) string) []any {
	var numbers []string
	for _, no := range r.Numbers {
		numbers = append(numbers, number(no))
	}
	return []any{"words", r.Words, "unit", unit, "numbers", numbers, "n", r.N}
}

// mostNumbers is how many other matters a reason names.
const mostNumbers = 3

// Reasons lists why a matter needs an eye at a moment, what needs it first at the front; none for a
// matter that goes its way. others are matters that may be the same.
func Reasons(r petition.Rules, p *petition.Petition, at time.Time, others Others) []Reason {
	if !p.State.Open() {
		return nil
	}
	l := &look{Rules: r, p: p, at: at, today: deadline.DayOf(at)}
	l.standings = r.Standings(p, l.today)
	all := l.owed()
	for _, find := range []func() []Reason{l.assisting, l.objection, l.lacking, l.checks, l.answered, l.contradicted, l.sentBack,
		l.half, l.notices, l.callBack, l.evidence, l.rating, l.unpushed, l.linked} {
		all = append(all, find()...)
	}
	all = append(all, l.same(others.Contact)...)
	all = append(all, l.likely(others)...)
	all = append(all, l.gathering(others.Group)...)
	for i := range all {
		l.lead(&all[i])
	}
	slices.SortStableFunc(all, Compare)
	return all
}

// Compare orders reasons, and matters by their first reasons: by kind, then by what is due first.
func Compare(a, b Reason) int {
	return cmp.Or(cmp.Compare(a.Kind.Rank(), b.Kind.Rank()), cmp.Compare(lastIfNone(a.Due), lastIfNone(b.Due)))
}

func lastIfNone(d deadline.Day) deadline.Day {
	if d == 0 {
		return deadline.NewDay(9999, 12, 31)
	}
	return d
}

// look is one look at a matter.
type look struct {
	petition.Rules
	p         *petition.Petition
	at        time.Time
	today     deadline.Day
	standings []petition.Standing
}

// lead gives a reason without a clock of its own the one that leads the matter.
func (l *look) lead(r *Reason) {
	if r.Rule != "" {
		return
	}
	for _, s := range l.standings {
		if !s.Rule.Right && s.Rule.ID != petition.PushRule {
			r.Rule, r.Ver, r.Due = s.Rule.ID, s.Rule.Version, s.Due
			return
		}
	}
}

// clocked puts the clock beside a reason that waits for an act.
func (l *look) clocked(r Reason, what petition.Kind) Reason {
	for _, s := range l.standings {
		if Owed(&s.Rule) == what && !s.Rule.Right {
			r.Rule, r.Ver, r.Due = s.Rule.ID, s.Rule.Version, s.Due
			break
		}
	}
	return r
}

// Owed is the act that a clock waits for.
func Owed(rule *deadline.Rule) petition.Kind {
	if len(rule.StopsOn) == 0 {
		return ""
	}
	return petition.Kind(rule.StopsOn[0].Kind())
}

// owed are the duties that are overdue or end within one working day, the strictest of those that
// wait for the same.
func (l *look) owed() []Reason {
	var all []Reason
	named := map[string]bool{}
	for _, s := range l.standings {
		kind, near := l.near(s)
		what := Owed(&s.Rule)
		if key := string(what) + s.Clock.Ref; near && !named[key] {
			named[key] = true
			r := Reason{Kind: kind, What: what, Since: s.Due, Rule: s.Rule.ID, Ver: s.Rule.Version, Due: s.Due, Acts: l.remedy(what)}
			r.Words = l.missing(what, s.Clock.Ref)
			all = append(all, r)
		}
	}
	return all
}

func (l *look) near(s petition.Standing) (ReasonKind, bool) {
	switch {
	case s.Rule.Right || s.Due == 0:
		return "", false
	case s.Late():
		return Late, true
	case s.Kind == deadline.Today:
		return Today, true
	}
	return Soon, l.Calendar.WorkingDaysBetween(l.today, s.Due) <= 1
}

// dueSoon reports whether an act that a clock waits for is among the duties that owed names.
func (l *look) dueSoon(what petition.Kind, kinds ...ReasonKind) bool {
	return slices.ContainsFunc(l.standings, func(s petition.Standing) bool {
		kind, near := l.near(s)
		return near && Owed(&s.Rule) == what && (len(kinds) == 0 || slices.Contains(kinds, kind))
	})
}

// missing says what exactly is not there, where the record knows.
func (l *look) missing(what petition.Kind, ref string) []string {
	switch what {
	case petition.KNotified:
		return texts(l.p.MissingNotices())
	case petition.KFiled:
		return texts(l.p.MissingEvidence())
	case petition.KOrderAnswered:
		for _, o := range l.p.Orders {
			if o.ID == ref {
				return []string{string(o.Kind)}
			}
		}
	}
	return nil
}

func texts[T ~string](list []T) []string {
	var words []string
	for _, w := range list {
		words = append(words, string(w))
	}
	return words
}

// remedy is what helps with an act that is owed: the bureau's own it does, another's it presses for.
func (l *look) remedy(what petition.Kind) []petition.Kind {
	switch what {
	case petition.KAssigned:
		return []petition.Kind{petition.KAssigned, petition.KForwarded}
	case petition.KCalledBack, petition.KReviewDecided, petition.KRereviewDecided:
		return []petition.Kind{what}
	case petition.KPushAnswered:
		return []petition.Kind{petition.KPushAnswered, petition.KPushed}
	case petition.KReplied:
		if l.p.NextLevel() == petition.ByBureau {
			return []petition.Kind{petition.KReplyApproved, petition.KReplySentBack}
		}
	}
	return l.press()
}

// press is what presses the unit, the mildest first, without what waits for its answer already.
func (l *look) press() []petition.Kind {
	var acts []petition.Kind
	for _, step := range []petition.OrderKind{petition.Urging, petition.Reminder, petition.Supervision, petition.Listing, petition.Summons} {
		waits := slices.ContainsFunc(l.p.Orders, func(o petition.Order) bool { return o.Kind == step && o.Waiting() })
		if !waits {
			acts = append(acts, step.Act())
		}
	}
	return acts
}

// dayOf is the day on which a matter was registered, from its number: 990121-260831-0009-R.
func dayOf(no string) deadline.Day {
	_, rest, _ := strings.Cut(no, "-")
	day, _, _ := strings.Cut(rest, "-")
	n, err := strconv.Atoi(day)
	if err != nil {
		return 0
	}
	return deadline.NewDay(2000+n/10000, time.Month(n/100%100), n%100)
}
