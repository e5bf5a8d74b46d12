package petition

import (
	"strings"
	"time"

	"bihuan/domain/fault"
)

// ReviewDecision is what the next higher body decided.
type ReviewDecision string

// The decisions: upheld; revoked, to be done again; changed by the reviewing body itself.
const (
	Upheld  ReviewDecision = "upheld"
	Revoked ReviewDecision = "revoked"
	Changed ReviewDecision = "changed"
)

// ReviewDecisions lists them in the order of the form.
func ReviewDecisions() []ReviewDecision { return []ReviewDecision{Upheld, Revoked, Changed} }

// Review is a review or re-review by the next higher body, twice at most (TL arts 35, 36).
type Review struct {
	Re       bool           `json:"re,omitempty"` // the re-review
	Body     string         `json:"body"`
	Reasons  string         `json:"reasons"`
	From     State          `json:"from"` // state before it was asked for
	At       time.Time      `json:"at"`
	Decision ReviewDecision `json:"decision,omitempty"`
	Opinion  string         `json:"opinion,omitempty"`
	Decided  time.Time      `json:"decided,omitzero"`
	By       By             `json:"by,omitzero"`
}

func (r Review) paper() Paper {
	if r.Re {
		return PaperRereview
	}
	return PaperReview
}

// reviews counts decided or pending reviews since the last reply.
func (p *Petition) lastReview() *Review {
	if n := len(p.Reviews); n > 0 {
		return &p.Reviews[n-1]
	}
	return nil
}

// Rereviewed reports whether the matter has had its re-review, after which nobody takes it again.
func (p *Petition) Rereviewed() bool {
	last := p.lastReview()
	return last != nil && last.Re && last.Decision != "" && last.Decision != Revoked
}

// Remade reports whether the reply has to be made again after a review revoked it.
func (p *Petition) Remade() bool {
	last := p.lastReview()
	return last != nil && last.Decision == Revoked
}

// ReviewRequested is the petitioner's request for review, within 30 days of service.
type ReviewRequested struct {
	Body    string    `json:"body"`
	Reasons string    `json:"reasons"`
	On      time.Time `json:"on,omitzero"`
}

// Kind is review_requested.
func (*ReviewRequested) Kind() Kind { return KReviewRequested }

func (d *ReviewRequested) when() time.Time { return d.On }

func (d *ReviewRequested) check(p *Petition, a act) error {
	last := p.lastReview()
	switch {
	case !p.IsServed(PaperReply):
		return conflict("fault.petition.unserved")
	case last != nil && last.Decision != Revoked:
		return conflict("fault.petition.reviewed_already")
	}
	if err := request(d.Body, d.Reasons); err != nil {
		return err
	}
	return a.right(p, "law.review.ask")
}

func request(body, reasons string) error {
	if strings.TrimSpace(body) == "" {
		return fault.NewInvalid("body", "fault.petition.review_body")
	}
	if strings.TrimSpace(reasons) == "" {
		return fault.NewInvalid("reasons", "fault.petition.reasons")
	}
	return nil
}

func (d *ReviewRequested) apply(p *Petition, e Event) {
	p.Reviews = append(p.Reviews, Review{Body: d.Body, Reasons: d.Reasons, From: p.State, At: e.At})
	p.State = InReview
}

// RereviewRequested is the petitioner's request for re-review of a review opinion.
type RereviewRequested struct {
	Body    string    `json:"body"`
	Reasons string    `json:"reasons"`
	On      time.Time `json:"on,omitzero"`
}

// Kind is rereview_requested.
func (*RereviewRequested) Kind() Kind { return KRereviewRequested }

func (d *RereviewRequested) when() time.Time { return d.On }

func (d *RereviewRequested) check(p *Petition, a act) error {
	last := p.lastReview()
	switch {
	case last == nil || last.Re || last.Decision == "" || last.Decision == Revoked:
		return conflict("fault.petition.not_reviewed")
	case !p.IsServed(PaperReview):
		return conflict("fault.petition.unserved")
	}
	if err := request(d.Body, d.Reasons); err != nil {
		return err
	}
	return a.right(p, "law.rereview.ask")
}

func (d *RereviewRequested) apply(p *Petition, e Event) {
	p.Reviews = append(p.Reviews, Review{Re: true, Body: d.Body, Reasons: d.Reasons, From: p.State, At: e.At})
	p.State = InRereview
}

// opinion is common to both decisions.
type opinion struct {
	Decision ReviewDecision `json:"decision"`
	Opinion  string         `json:"opinion"`
	Answers  []Answer       `json:"answers,omitempty"` // changed: the new answers, demand by demand
}

func (d opinion) checkOpinion(p *Petition, a act) error {
	switch {
	case !contains(ReviewDecisions(), d.Decision):
		return fault.NewInvalid("decision", "fault.petition.decision")
	case strings.TrimSpace(d.Opinion) == "":
		return fault.NewInvalid("opinion", "fault.petition.text")
	case p.Handled(By{Person: a.by.Person}):
		return fault.New(fault.Forbidden, "fault.petition.handled_yourself")
	case d.Decision == Changed:
		return checkAnswers(p, d.Answers)
	}
	return nil
}

func (d opinion) decide(p *Petition, e Event) {
	r := p.lastReview()
	r.Decision, r.Opinion, r.Decided, r.By = d.Decision, d.Opinion, e.At, e.By
	switch {
	case d.Decision == Revoked:
		p.retire()
		p.Acceptance.At = e.At
		return
	case d.Decision == Changed && p.Reply != nil:
		p.Former = append(p.Former, *p.Reply)
		p.Reply.Answers = d.Answers
	}
	p.State = r.From
	if r.From == Closed {
		p.State = Replied // the opinion is yet to be served
	}
	if r.Re {
		p.State = FinallyDeclined // TL art. 36(3)
		p.Ending = &Ending{Kind: KFinallyDeclined, Ground: GroundAfterRereview, Reasons: d.Opinion, At: e.At, By: e.By}
	}
}

func (d opinion) names(kind Kind) []string {
	if d.Decision == Revoked {
		return []string{string(kind), "restarted"}
	}
	return []string{string(kind)}
}

// ReviewDecided is the review opinion.
type ReviewDecided struct{ opinion }

// Kind is review_decided.
func (*ReviewDecided) Kind() Kind { return KReviewDecided }

func (d *ReviewDecided) check(p *Petition, a act) error { return d.checkOpinion(p, a) }

func (d *ReviewDecided) apply(p *Petition, e Event) { d.decide(p, e) }

func (d *ReviewDecided) triggers(*Petition) []string { return d.names(KReviewDecided) }

// RereviewDecided is the re-review opinion; it ends the matter.
type RereviewDecided struct{ opinion }

// Kind is rereview_decided.
func (*RereviewDecided) Kind() Kind { return KRereviewDecided }

func (d *RereviewDecided) check(p *Petition, a act) error { return d.checkOpinion(p, a) }

func (d *RereviewDecided) apply(p *Petition, e Event) { d.decide(p, e) }

func (d *RereviewDecided) triggers(*Petition) []string { return d.names(KRereviewDecided) }

// NewReviewDecision makes the data of a review's (or re-review's) decision.
func NewReviewDecision(re bool, decision ReviewDecision, text string, answers []Answer) Data {
	o := opinion{Decision: decision, Opinion: text, Answers: answers}
	if re {
		return &RereviewDecided{o}
	}
	return &ReviewDecided{o}
}

// Withdrawal is the petitioner's written wish to withdraw; the bureau calls to make sure that it
// is free of pressure.
type Withdrawal struct {
	Words     string       `json:"words"`
	Paper     []Attachment `json:"paper,omitempty"`
	At        time.Time    `json:"at"`
	Confirmed bool         `json:"confirmed,omitempty"`
	Call      string       `json:"call,omitempty"`
}

// WithdrawalRequested records the wish, in the petitioner's own words.
type WithdrawalRequested struct {
	Words string       `json:"words"`
	Paper []Attachment `json:"paper,omitempty"`
}

// Kind is withdrawal_requested.
func (*WithdrawalRequested) Kind() Kind { return KWithdrawalRequested }

func (d *WithdrawalRequested) check(p *Petition, _ act) error {
	if p.Withdrawing() {
		return conflict("fault.petition.withdrawing")
	}
	if strings.TrimSpace(d.Words) == "" {
		return fault.NewInvalid("words", "fault.petition.words")
	}
	return nil
}

func (d *WithdrawalRequested) apply(p *Petition, e Event) {
	p.Withdrawal = &Withdrawal{Words: d.Words, Paper: d.Paper, At: e.At}
}

// Withdrawing reports whether a withdrawal waits for the bureau's call.
func (p *Petition) Withdrawing() bool { return p.Withdrawal != nil && p.Withdrawal.Call == "" }

// WithdrawnData is the bureau's call to confirm. Free says that the petitioner confirmed it and was
// not pressed; if not, the matter goes on as it was.
type WithdrawnData struct {
	Free bool   `json:"free"`
	Call string `json:"call"`
}

// Kind is withdrawn.
func (*WithdrawnData) Kind() Kind { return KWithdrawn }

func (d *WithdrawnData) check(p *Petition, a act) error {
	switch {
	case !p.Withdrawing():
		return conflict("fault.petition.not_withdrawing")
	case strings.TrimSpace(d.Call) == "":
		return fault.NewInvalid("call", "fault.petition.words")
	case p.Handled(By{Person: a.by.Person}):
		return fault.New(fault.Forbidden, "fault.petition.handled_yourself")
	}
	return nil
}

func (d *WithdrawnData) apply(p *Petition, _ Event) {
	w := *p.Withdrawal
	w.Call, w.Confirmed = d.Call, d.Free
	p.Withdrawal = &w
	if d.Free {
		p.State = Withdrawn
	}
}

// triggers ends the clocks only if the petitioner meant it.
func (d *WithdrawnData) triggers(*Petition) []string {
	if d.Free {
		return []string{"withdrawn"}
	}
	return nil
}
