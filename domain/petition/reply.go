package petition

import (
	"slices"
	"strings"
	"time"

	"bihuan/domain/fault"
	"bihuan/domain/org"
)

// Result is what became of one demand (TL art. 32).
type Result string

// The results: supported and carried out; reasonable without legal basis, so explained; not supported.
const (
	Supported    Result = "supported"
	Explained    Result = "explained"
	NotSupported Result = "not_supported"
)

// Results lists them in the order of the form.
func Results() []Result { return []Result{Supported, Explained, NotSupported} }

// Answer is the reply to one demand: the four elements of TL art. 32 are the demand itself, the
// facts, the legal basis and the opinion.
type Answer struct {
	Facts   string `json:"facts"`
	Basis   string `json:"basis"`
	Opinion string `json:"opinion"`
	Result  Result `json:"result"`
}

// Approval is one level of review.
type Approval struct {
	Level ApprovalLevel `json:"level"`
	By    By            `json:"by"`
	At    time.Time     `json:"at"`
	Note  string        `json:"note,omitempty"`
}

// ApprovalLevel is who must approve a reply before it is issued.
type ApprovalLevel string

// The levels: two for an ordinary matter, the deputy alone otherwise, the bureau besides for a
// matter under supervision.
const (
	ByDeputy ApprovalLevel = "deputy"
	ByHead   ApprovalLevel = "head"
	ByBureau ApprovalLevel = "bureau"
)

// Reply is the written opinion, from its draft to its issue.
type Reply struct {
	Answers    []Answer     `json:"answers"`
	ReviewBody string       `json:"review_body"` // where to ask for review
	Author     By           `json:"author"`
	Submitted  time.Time    `json:"submitted"`
	Approvals  []Approval   `json:"approvals,omitempty"`
	SentBack   string       `json:"sent_back,omitempty"` // why, while it waits to be redone
	SentBackBy By           `json:"sent_back_by,omitzero"`
	SentBackAt time.Time    `json:"sent_back_at,omitzero"`
	Times      int          `json:"times,omitempty"` // how often it was sent back
	DocNo      string       `json:"doc_no,omitempty"`
	Issued     time.Time    `json:"issued,omitzero"`
	IssuedBy   By           `json:"issued_by,omitzero"`
	Document   []Attachment `json:"document,omitempty"` // the signed document
}

// Waiting reports whether the reply waits for approval or issue.
func (r *Reply) Waiting() bool { return r != nil && r.SentBack == "" && r.Issued.IsZero() }

// Levels lists the approvals that the reply to this petition needs, in order.
func (p *Petition) Levels() []ApprovalLevel {
	levels := []ApprovalLevel{ByDeputy}
	if p.Acceptance != nil && p.Acceptance.Path == Ordinary {
		levels = append(levels, ByHead)
	}
	if p.UnderSupervision() {
		levels = append(levels, ByBureau)
	}
	return levels
}

// NextLevel is the approval that the reply waits for, or "" if it has all.
func (p *Petition) NextLevel() ApprovalLevel {
	if !p.Reply.Waiting() {
		return ""
	}
	for _, level := range p.Levels() {
		if !slices.ContainsFunc(p.Reply.Approvals, func(a Approval) bool { return a.Level == level }) {
			return level
		}
	}
	return ""
}

// may reports whether a post may give an approval of this level.
func (l ApprovalLevel) may(post org.PostKind) bool {
	switch l {
	case ByDeputy:
		return post == org.Deputy || post == org.Head
	case ByHead:
		return post == org.Head
	case ByBureau:
		return post == org.SectionChief || post == org.Director
	}
	return false
}

func (l ApprovalLevel) posts() []org.PostKind {
	var posts []org.PostKind
	for _, post := range org.PostKinds() {
		if l.may(post) {
			posts = append(posts, post)
		}
	}
	return posts
}

// ReplySubmitted hands in the draft for review. Every demand is answered by itself, each with facts,
// basis and opinion.
type ReplySubmitted struct {
	Answers    []Answer `json:"answers"`
	ReviewBody string   `json:"review_body"`
}

// Kind is reply_submitted.
func (*ReplySubmitted) Kind() Kind { return KReplySubmitted }

func (d *ReplySubmitted) check(p *Petition, _ act) error {
	if missing := p.MissingNotices(); len(missing) > 0 {
		return conflict("fault.petition.notices_missing", "missing", missing)
	}
	if p.Reply.Waiting() {
		return conflict("fault.petition.reply_waiting")
	}
	if strings.TrimSpace(d.ReviewBody) == "" {
		return fault.NewInvalid("review_body", "fault.petition.review_body")
	}
	return checkAnswers(p, d.Answers)
}

func checkAnswers(p *Petition, answers []Answer) error {
	if len(answers) != len(p.Record.Demands) {
		return fault.NewInvalid("answers", "fault.petition.answers", "n", len(p.Record.Demands))
	}
	var faults []*fault.Fault
	for i, a := range answers {
		switch {
		case strings.TrimSpace(a.Facts) == "" || strings.TrimSpace(a.Basis) == "" || strings.TrimSpace(a.Opinion) == "":
			faults = append(faults, fault.NewInvalid("answers", "fault.petition.answer", "n", i+1))
		case !contains(Results(), a.Result):
			faults = append(faults, fault.NewInvalid("answers", "fault.petition.result", "n", i+1))
		}
	}
	return fault.Join(faults...)
}

func (d *ReplySubmitted) apply(p *Petition, e Event) {
	times := 0
	if p.Reply != nil {
		times = p.Reply.Times
	}
	p.Reply = &Reply{Answers: d.Answers, ReviewBody: d.ReviewBody, Author: e.By, Submitted: e.At, Times: times}
}

// ReplySentBack gives the draft back to its author, with what is to be mended.
type ReplySentBack struct {
	Why string `json:"why"`
}

// Kind is reply_sent_back.
func (*ReplySentBack) Kind() Kind { return KReplySentBack }

func (d *ReplySentBack) check(p *Petition, a act) error {
	if !p.Reply.Waiting() {
		return conflict("fault.petition.no_reply")
	}
	if a.by.Person == p.Reply.Author.Person {
		return fault.New(fault.Forbidden, "fault.petition.own_draft")
	}
	if strings.TrimSpace(d.Why) == "" {
		return fault.NewInvalid("why", "fault.petition.why")
	}
	return nil
}

func (d *ReplySentBack) apply(p *Petition, e Event) {
	p.Reply.SentBack, p.Reply.SentBackBy, p.Reply.SentBackAt = d.Why, e.By, e.At
	p.Reply.Approvals = nil
	p.Reply.Times++
}

// ReplyApproved is one level's approval. The reviewer may not be the author, and one person does
// not give two levels.
type ReplyApproved struct {
	Note string `json:"note,omitempty"`
}

// Kind is reply_approved.
func (*ReplyApproved) Kind() Kind { return KReplyApproved }

func (d *ReplyApproved) check(p *Petition, a act) error {
	level := p.NextLevel()
	if level == "" {
		return conflict("fault.petition.no_reply")
	}
	if a.by.Person == p.Reply.Author.Person {
		return fault.New(fault.Forbidden, "fault.petition.own_draft")
	}
	if slices.ContainsFunc(p.Reply.Approvals, func(have Approval) bool { return have.By.Person == a.by.Person }) {
		return fault.New(fault.Forbidden, "fault.petition.approved_before")
	}
	if !level.may(a.by.Post) {
		return forbidden(KReplyApproved, level.posts())
	}
	return nil
}

func (d *ReplyApproved) apply(p *Petition, e Event) {
	p.Reply.Approvals = append(p.Reply.Approvals, Approval{Level: p.NextLevel(), By: e.By, At: e.At, Note: d.Note})
}

// RepliedData issues the approved reply. Who drafted it does not sign it.
type RepliedData struct {
	DocNo    string       `json:"doc_no,omitempty"`
	Document []Attachment `json:"document,omitempty"`
}

// Kind is replied.
func (*RepliedData) Kind() Kind { return KReplied }

func (d *RepliedData) check(p *Petition, a act) error {
	if !p.Reply.Waiting() {
		return conflict("fault.petition.no_reply")
	}
	if level := p.NextLevel(); level != "" {
		return conflict("fault.petition.unapproved", "posts", level.posts())
	}
	if a.by.Person == p.Reply.Author.Person {
		return fault.New(fault.Forbidden, "fault.petition.own_draft")
	}
	return nil
}

func (d *RepliedData) apply(p *Petition, e Event) {
	p.State = Replied
	p.Reply.DocNo, p.Reply.Document, p.Reply.Issued, p.Reply.IssuedBy = d.DocNo, d.Document, e.At, e.By
}

// retire puts the reply aside when the matter is taken up again, with what hung on it.
func (p *Petition) retire() {
	if p.Reply != nil {
		p.Former = append(p.Former, *p.Reply)
	}
	p.Reply, p.Closing, p.Resolution, p.Extension = nil, nil, nil, nil
	p.Served, p.Files, p.Calls = nil, nil, nil
	p.State, p.Week = Accepted, 1
	p.Ladder, p.Rests, p.Quality = nil, nil, nil
}
