package petition

import (
	"slices"
	"time"
)

// Speed is one of the six speeds 六快, each a measured time.
type Speed string

// The six: accept, verify, act, rectify, report, call back.
const (
	SpeedAccept   Speed = "accept"    // assigned → accepted
	SpeedVerify   Speed = "verify"    // accepted → first work marked as verified 核查
	SpeedAct      Speed = "act"       // accepted → first work marked as acted 处置
	SpeedRectify  Speed = "rectify"   // accepted → first work marked as rectified 整改
	SpeedReport   Speed = "report"    // accepted → the reply issued: the result reported
	SpeedCallBack Speed = "call_back" // served → called back
)

// Speeds lists the six in the order of the work.
func Speeds() []Speed {
	return []Speed{SpeedAccept, SpeedVerify, SpeedAct, SpeedRectify, SpeedReport, SpeedCallBack}
}

// Pace is one speed of a matter: from when to when. No To: still under way. No From: not begun.
type Pace struct {
	Speed    Speed
	From, To time.Time
}

// Paces are the six speeds of the matter since it was last taken up.
func (p *Petition) Paces() []Pace {
	at := map[Speed]Pace{}
	set := func(s Speed, from, to time.Time) { at[s] = Pace{s, from, to} }
	var assigned, accepted, replied, served, called time.Time
	if p.Assignment != nil {
		assigned = p.Assignment.At
	}
	if p.Acceptance != nil {
		accepted = p.Acceptance.At
	}
	if p.Reply != nil {
		replied = p.Reply.Issued
	}
	for _, s := range p.Served {
		if s.Paper == PaperReply {
			served = s.At
			break
		}
	}
	if n := len(p.Calls); n > 0 && p.CalledBack() {
		called = p.Calls[n-1].At
	}
	set(SpeedAccept, assigned, accepted)
	for mark, speed := range map[Mark]Speed{Verified: SpeedVerify, Acted: SpeedAct, Rectified: SpeedRectify} {
		set(speed, accepted, p.Marked(mark))
	}
	set(SpeedReport, accepted, replied)
	set(SpeedCallBack, served, called)
	list := make([]Pace, 0, len(at))
	for _, s := range Speeds() {
		if s == SpeedAccept && p.again() {
			continue // accepted once; what counts now is the time since it was taken up again
		}
		list = append(list, at[s])
	}
	return list
}

// again reports whether the matter was taken up anew, reopened or sent back by a review.
func (p *Petition) again() bool {
	return p.Reopened > 0 || slices.ContainsFunc(p.Reviews, func(r Review) bool { return r.Decision == Revoked })
}

// Marked is when work of a mark was first done since the matter was last taken up, or zero.
func (p *Petition) Marked(mark Mark) time.Time {
	for _, w := range p.Work {
		if w.Mark == mark && p.Acceptance != nil && !w.At.Before(p.Acceptance.At) {
			return w.At
		}
	}
	return time.Time{}
}
