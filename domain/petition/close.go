package petition

import (
	"slices"
	"strings"
	"time"

	"bihuan/domain/fault"
	"bihuan/domain/org"
)

// Gap is something that a matter lacks before it can close.
type Gap string

// The gaps. A rating that has neither come nor lapsed may be explained; the others must be filled:
// nothing closes without an answer and a call-back.
const (
	GapService    Gap = "service"
	GapEvidence   Gap = "evidence"
	GapCallBack   Gap = "callback"
	GapRating     Gap = "rating"
	GapOrders     Gap = "orders"
	GapDuplicates Gap = "duplicates"
)

// Gaps lists what is missing before closing, as of a day.
func (r Rules) Gaps(p *Petition, now time.Time) []Gap {
	if p.State == Redirected {
		if len(p.Unanswered()) > 0 {
			return []Gap{GapOrders}
		}
		return nil
	}
	var gaps []Gap
	if !p.IsServed(PaperReply) {
		gaps = append(gaps, GapService)
	}
	if len(p.MissingEvidence()) > 0 {
		gaps = append(gaps, GapEvidence)
	}
	if !p.CalledBack() {
		gaps = append(gaps, GapCallBack)
	}
	if !p.Rated() && !r.lapsed(p, "rating.window", now) {
		gaps = append(gaps, GapRating)
	}
	return gaps
}

// Closing is the end of the procedure; whether the grievance is gone is another fact.
type Closing struct {
	Why string    `json:"why,omitempty"`
	At  time.Time `json:"at"`
	By  By        `json:"by"`
}

// ClosedData ends the procedure. Why explains an open rating window. Unserved is filled by the
// caller: the numbers of duplicates on which the answer has not been served.
type ClosedData struct {
	Why      string   `json:"why,omitempty"`
	Unserved []string `json:"-"`
}

// Kind is closed.
func (*ClosedData) Kind() Kind { return KClosed }

func (d *ClosedData) check(p *Petition, a act) error {
	gaps := a.Gaps(p, a.now)
	if len(d.Unserved) > 0 {
		gaps = append(gaps, GapDuplicates)
	}
	if strings.TrimSpace(d.Why) != "" {
		gaps = slices.DeleteFunc(gaps, func(g Gap) bool { return g == GapRating })
	}
	if len(gaps) > 0 {
		return conflict("fault.petition.gaps", "missing", gaps)
	}
	return nil
}

func (d *ClosedData) apply(p *Petition, e Event) {
	p.State = Closed
	p.Closing = &Closing{Why: d.Why, At: e.At, By: e.By}
}

// Resolution says whether the grievance is gone 化解, by the petitioner's own word or on a ground.
type Resolution struct {
	Resolved bool      `json:"resolved"`
	OwnWord  bool      `json:"own_word,omitempty"`
	Ground   string    `json:"ground"`
	At       time.Time `json:"at"`
	By       By        `json:"by"`
}

// Resolved says that the grievance is gone.
type Resolved struct {
	OwnWord bool   `json:"own_word,omitempty"`
	Ground  string `json:"ground"`
}

// Kind is resolved.
func (*Resolved) Kind() Kind { return KResolved }

func (d *Resolved) check(*Petition, act) error { return ground(d.Ground) }

func (d *Resolved) apply(p *Petition, e Event) {
	p.Resolution = &Resolution{Resolved: true, OwnWord: d.OwnWord, Ground: d.Ground, At: e.At, By: e.By}
}

// Unresolved says that the grievance is not gone, though the procedure may have ended.
type Unresolved struct {
	Ground string `json:"ground"`
}

// Kind is unresolved.
func (*Unresolved) Kind() Kind { return KUnresolved }

func (d *Unresolved) check(*Petition, act) error { return ground(d.Ground) }

func (d *Unresolved) apply(p *Petition, e Event) {
	p.Resolution = &Resolution{Ground: d.Ground, At: e.At, By: e.By}
}

func ground(text string) error {
	if strings.TrimSpace(text) == "" {
		return fault.NewInvalid("ground", "fault.petition.reasons")
	}
	return nil
}

// ReopenReason is why a matter is taken up again.
type ReopenReason string

// The reasons.
const (
	ReopenContradiction ReopenReason = "contradiction" // the call-back contradicts the reply
	ReopenNotDone       ReopenReason = "not_done"      // what was promised was not carried out
	ReopenNewFacts      ReopenReason = "new_facts"
)

// ReopenReasons lists those that a person may give.
func ReopenReasons() []ReopenReason {
	return []ReopenReason{ReopenNotDone, ReopenNewFacts, ReopenContradiction}
}

// ReopenedData takes a matter up again, with fresh clocks. A petitioner may do so within the window
// in which they may rate.
type ReopenedData struct {
	Reason ReopenReason `json:"reason"`
	Words  string       `json:"words"`
}

// Kind is reopened.
func (*ReopenedData) Kind() Kind { return KReopened }

func (d *ReopenedData) check(p *Petition, a act) error {
	switch {
	case p.Acceptance == nil:
		return conflict("fault.petition.never_accepted")
	case !contains(ReopenReasons(), d.Reason):
		return fault.NewInvalid("reason", "fault.petition.reopen")
	case strings.TrimSpace(d.Words) == "":
		return fault.NewInvalid("words", "fault.petition.words")
	}
	if a.by.Post == org.Petitioner && a.lapsed(p, "rating.window", a.now) {
		return conflict("fault.petition.window_over")
	}
	return nil
}

func (d *ReopenedData) apply(p *Petition, e Event) {
	p.retire()
	p.Reopened++
	p.Acceptance.At = e.At
}

func (d *ReopenedData) triggers(*Petition) []string { return []string{"reopened", "restarted"} }
