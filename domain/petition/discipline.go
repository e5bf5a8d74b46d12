package petition

import (
	"slices"
	"strings"
	"time"

	"bihuan/domain/deadline"
	"bihuan/domain/org"
)

// Two-way discipline 双向规范: a matter that comes back stands in a register, with what was left
// unsolved the first time, until that was pushed to those who must act and the bureau concludes. Where
// a petitioner goes is nobody's business here: a matter that came back is a fact about the matter.

// ReturnKind is how a matter came back.
type ReturnKind string

// The kinds, the gravest first.
const (
	ReturnBackflow  ReturnKind = "backflow"  // from above or online, of a matter that is handled or was
	ReturnRepeat    ReturnKind = "repeat"    // again after it had ended
	ReturnDuplicate ReturnKind = "duplicate" // registered again while it was being handled
)

// ReturnKinds lists them.
func ReturnKinds() []ReturnKind { return []ReturnKind{ReturnBackflow, ReturnRepeat, ReturnDuplicate} }

// Lack is something that the earlier matter left unsolved.
type Lack string

// What can have been left, in the order in which it is told.
const (
	LackAnswer       Lack = "unanswered"   // demands without an answer
	LackSupport      Lack = "unsupported"  // demands whose answer did not support them
	LackTime         Lack = "late"         // the reply was late, or is
	LackService      Lack = "unserved"     // the reply was not served
	LackTruth        Lack = "contradicted" // the call-back says that it is not true
	LackSatisfaction Lack = "rated"        // the rating was poor
	LackResolution   Lack = "unresolved"   // ended, and the grievance is not gone
)

// Leftover is one thing that was left: which demands, counted from 1, or by how many days.
type Leftover struct {
	What    Lack  `json:"what"`
	Demands []int `json:"demands,omitempty"`
	Days    int   `json:"days,omitempty"`
}

// Return says that a matter continues an earlier one: how, and what that had left, as it was when the
// two were linked. The event of the link carries it, so that a later rule changes no entry.
type Return struct {
	Kind   ReturnKind `json:"kind"`
	Of     string     `json:"of"`
	Unit   org.UnitID `json:"unit,omitempty"` // that answered for the earlier one
	State  State      `json:"state"`          // the earlier one's
	Left   []Leftover `json:"left,omitempty"`
	At     time.Time  `json:"at,omitzero"`
	Undone time.Time  `json:"undone,omitzero"` // the link was taken back
}

// returnRule is one line of the table: which link, between matters that are so, makes which return.
type returnRule struct {
	kind    ReturnKind
	links   []LinkKind
	outside []bool // whether the later one came from above or online: any of these
	ended   []bool // whether the earlier one had ended: any of these
}

// returnRules is the table; the first that holds counts.
func returnRules() []returnRule {
	either, yes, no := []bool{true, false}, []bool{true}, []bool{false}
	return []returnRule{
		{ReturnBackflow, []LinkKind{Backflow}, either, either},
		{ReturnBackflow, []LinkKind{Duplicate, Repeated}, yes, either},
		{ReturnRepeat, []LinkKind{Duplicate, Repeated}, no, yes},
		{ReturnDuplicate, []LinkKind{Duplicate, Repeated}, no, no},
	}
}

// Discipline says for what returns a matter stands in the register, given its links and the earlier
// matters that they lead to. It looks at the matter alone: who raised it and where is no ground.
func (r Rules) Discipline(p *Petition, links []Link, earlier map[string]*Petition, at time.Time) []Return {
	var all []Return
	for _, l := range links {
		other := earlier[l.To]
		if other == nil || l.Kind != Duplicate && !other.precedes(p) {
			continue // a duplicate follows its master whichever came first
		}
		for _, rule := range returnRules() {
			if !contains(rule.links, l.Kind) || !contains(rule.outside, p.Outside() != "") || !contains(rule.ended, other.ended()) {
				continue
			}
			all = append(all, Return{Kind: rule.kind, Of: other.No, Unit: other.Unit(), State: other.State, Left: r.left(other, at)})
			break
		}
	}
	return all
}

// ended reports whether nobody handles the matter any more. A merged one is handled with its master.
func (p *Petition) ended() bool { return !p.State.Open() && p.State != Merged }

// Outside is by which way the matter came that makes it a backflow: from a superior, from a level above
// the county, by the doors that are open to everybody everywhere; "" if by none.
func (p *Petition) Outside() string {
	switch {
	case p.Record.Channel == Above:
		return "above"
	case p.Record.FirstLevel.Above(org.County):
		return "level"
	case p.Record.Channel == Web, p.Record.Channel == Mailbox, p.Record.Channel == Hotline:
		return "online"
	}
	return ""
}

// left lists what a matter left unsolved, as of a moment. How an earlier system answered is not known.
func (r Rules) left(p *Petition, at time.Time) []Leftover {
	if p.Past != nil {
		return nil
	}
	var all []Leftover
	add := func(l Leftover, holds bool) {
		if holds {
			all = append(all, l)
		}
	}
	blank, refused := p.open()
	add(Leftover{What: LackAnswer, Demands: blank}, len(blank) > 0 && p.State != Withdrawn)
	add(Leftover{What: LackSupport, Demands: refused}, len(refused) > 0)
	days := r.replyLate(p, at)
	add(Leftover{What: LackTime, Days: days}, days > 0)
	add(Leftover{What: LackService}, p.Reply != nil && !p.Reply.Issued.IsZero() && !p.IsServed(PaperReply))
	add(Leftover{What: LackTruth}, p.Contradicted != nil)
	add(Leftover{What: LackSatisfaction}, p.poorly())
	add(Leftover{What: LackResolution}, p.Resolution != nil && !p.Resolution.Resolved)
	return all
}

// open lists the demands that the issued reply does not answer, and those that it does not support.
func (p *Petition) open() (blank, refused []int) {
	for i := range p.Record.Demands {
		switch {
		case p.Reply == nil || p.Reply.Issued.IsZero() || i >= len(p.Reply.Answers):
			blank = append(blank, i+1)
		case p.Reply.Answers[i].Result != Supported:
			refused = append(refused, i+1)
		}
	}
	return blank, refused
}

// replyLate is by how many days the reply was late, or is by now.
func (r Rules) replyLate(p *Petition, at time.Time) int {
	most := 0
	for _, c := range p.Clocks {
		rule, ok := r.Rule(c)
		if !ok || rule.Right || !rule.Stops(string(KReplied), "") {
			continue
		}
		due, ok := r.DueDay(c)
		switch {
		case !ok || c.Outcome == Void:
		case c.Outcome == Met:
			most = max(most, c.End.Sub(due))
		default:
			most = max(most, deadline.DayOf(at).Sub(due))
		}
	}
	return most
}

// poorly reports whether the last rating has any mark that is the lowest.
func (p *Petition) poorly() bool {
	n := len(p.Ratings)
	if n == 0 {
		return false
	}
	last := p.Ratings[n-1]
	return slices.ContainsFunc([]Grade{last.Bureau.Attitude, last.Bureau.Speed, last.Bureau.Result, last.Unit.Attitude, last.Unit.Speed, last.Unit.Result},
		func(g Grade) bool { return g == Unsatisfied })
}

// Proposal is the kind of link that fits two matters, and by which of a few reasons.
type Proposal struct {
	Kind LinkKind
	Why  string // above, level, online, open, ended, others
}

// Propose finds it for a matter that somebody is about to link to another; same says whether they are by
// the same person. A person decides.
func Propose(p, other *Petition, same bool) Proposal {
	if !same {
		return Proposal{SameByOthers, "others"}
	}
	later, earlier := p, other
	if p.precedes(other) {
		later, earlier = other, p
	}
	mergeable := later == p && (p.State == Registered || p.State == Assigned || p.State == Accepted) && len(p.Duplicates) == 0
	switch outside := later.Outside(); {
	case outside != "":
		return Proposal{Backflow, outside}
	case earlier.ended():
		return Proposal{Repeated, "ended"}
	case mergeable:
		return Proposal{Duplicate, "open"}
	}
	return Proposal{Repeated, "open"}
}

// Before reports whether a matter was registered before another, by their numbers.
func Before(a, b string) bool {
	dayA, seqA := ordinal(a)
	dayB, seqB := ordinal(b)
	if dayA != dayB {
		return dayA < dayB
	}
	if len(seqA) != len(seqB) {
		return len(seqA) < len(seqB) // more than 9,999 on one day
	}
	return seqA < seqB
}

func ordinal(no string) (day, seq string) {
	parts := strings.Split(no, "-")
	if len(parts) < 3 {
		return "", no
	}
	return parts[1], parts[2]
}
