package casework

import (
	"slices"
	"strings"
	"time"

	"bihuan/domain/deadline"
	"bihuan/domain/org"
	"bihuan/domain/petition"
	"bihuan/store"
)

// Sight is a matter as its petitioner sees it: where it stands, whose it is, what is owed and when,
// what was done. Instructions, approvals and letters between offices are no part of it; nor is
// anything of another petitioner whose matter this one was merged into.
type Sight struct {
	No      string
	Subject string
	State   petition.State // the matter's own; Merged when it follows another one
	Follows petition.State // the state of the matter that it was merged into, or ""
	Updated time.Time      // the last deed shown
	Weekly  bool           // somebody works on it

	Road    []Stage
	Holders Holders
	Owed    []Owing
	Asks    []Ask
	Deeds   []Deed // the newest first
	Week    Weekly // those of this week
	Papers  []Handed
	Letters []OwnLetter // that were written to the petitioner, to be opened
	Looks   []Look
	Own     []petition.Attachment // what the petitioner handed in
	Reply   *Answered
	Reviews []petition.Review
	Ending  *petition.Ending
	Wishes  bool // a withdrawal waits for the bureau's call

	May     []petition.Kind // what the petitioner can do now
	ByPhone bool            // review has to be asked for at the bureau: the matter follows another one
}

// Can reports whether the petitioner can do an act of this kind now.
func (s *Sight) Can(kind petition.Kind) bool { return slices.Contains(s.May, kind) }

// Stage is one step of the road.
type Stage struct {
	Step string // registered, assigned, accepted, handling, replied, called_back, or a state
	At   time.Time
	By   deadline.Day // owed by, when it has not come yet
	Now  bool
	Unit string
}

// Done reports whether the stage is behind the matter.
func (s Stage) Done() bool { return !s.At.IsZero() && !s.Now }

// Holders are who answers for the matter.
type Holders struct {
	Unit      string
	UnitPhone string
	Sponsor   petition.Duty
	Handler   petition.Duty
}

// Owing is one thing that is owed to the petitioner, or a right of theirs.
type Owing struct {
	Kind     string       // assign, accept, notice, reply, callback, review, rereview, rate, ask_review, ask_rereview
	Due      deadline.Day // by the county's pledge, or by law where nothing was pledged
	Law      deadline.Day // by law, when it is later than Due
	Met      deadline.Day
	InTime   bool
	Right    bool
	After    bool // follows upon something that has not come yet
	Standing deadline.Standing
	Why      []deadline.Step
}

// Ask is one demand with what has become of it.
type Ask struct {
	Text   string
	Answer *petition.Answer
	Work   *petition.Work // the newest that is about this demand
}

// Deed is something that was done, as the petitioner is told of it.
type Deed struct {
	Kind     petition.Kind
	At       time.Time
	Own      bool   // by the petitioner
	Unit     string // who did it, or to whom it went
	Name     string
	Title    string
	Words    string
	Body     string
	Notices  []petition.NoticeKind
	Means    petition.Means
	Way      petition.Way
	Paper    petition.Paper
	Field    petition.Field
	Days     int
	Yes      bool // reached, refused, free: by kind
	Decision petition.ReviewDecision
}

// Handed is a paper that the petitioner was given.
type Handed struct {
	Kind  string // acceptance, decision, extension, reply, review, rereview
	DocNo string
	At    time.Time
	Files []petition.Attachment
}

// Answered is the reply as it was issued.
type Answered struct {
	DocNo      string
	Unit       string
	Issued     time.Time
	Served     time.Time
	ReviewBody string
	Demands    []string
	Answers    []petition.Answer
	Document   []petition.Attachment
}

// Look is somebody who looked at the petitioner's personal data, and why.
type Look struct {
	At              time.Time
	Name, Unit, Why string
}

// matter is a petition with its journal.
type matter struct {
	p      *petition.Petition
	events []petition.Event
}

// sighting is what a Sight is made from.
type sighting struct {
	rules  petition.Rules
	book   *store.Directory
	today  deadline.Day
	own    matter
	master *matter // the matter that it was merged into
	hide   []string
}

// active is the matter that is being worked on: the master's, if there is one.
func (s *sighting) active() *petition.Petition {
	if s.master != nil {
		return s.master.p
	}
	return s.own.p
}

func (s *sighting) sight() *Sight {
	p, active := s.own.p, s.active()
	v := &Sight{No: p.No, Subject: p.Record.Subject, State: p.State, Ending: active.Ending, Wishes: p.Withdrawing()}
	if s.master != nil {
		v.Follows = active.State
		v.Ending = foreign(active.Ending)
		v.ByPhone = p.IsServed(petition.PaperReply)
	} else {
		v.Reviews = p.Reviews
	}
	v.Weekly = active.State == petition.Accepted
	v.Holders = s.holders(active)
	v.Road = s.road()
	v.Owed = s.owed()
	v.Reply = s.reply()
	v.Asks = s.asks(v.Reply)
	v.Deeds = s.deeds()
	if len(v.Deeds) > 0 {
		v.Updated = v.Deeds[0].At
	}
	v.Papers = s.papers(v.Reply)
	v.Own = slices.Clone(p.Record.Attachments)
	for _, m := range p.Materials {
		if m.By.Post == org.Petitioner {
			v.Own = append(v.Own, m.Attachments...)
		}
	}
	v.May = s.may()
	return v
}

// foreign is how another matter ended, without the words written to its petitioner.
func foreign(e *petition.Ending) *petition.Ending {
	if e == nil {
		return nil
	}
	bare := *e
	bare.Reasons = ""
	return &bare
}

func (s *sighting) holders(p *petition.Petition) Holders {
	if p.Assignment == nil {
		return Holders{}
	}
	unit, _ := s.book.Unit(p.Assignment.Unit)
	h := Holders{Unit: s.book.UnitName(p.Assignment.Unit), UnitPhone: unit.Phone}
	if p.Acceptance != nil {
		h.Handler = p.Acceptance.Handler
	}
	if p.Sponsor != nil {
		h.Sponsor = *p.Sponsor
	}
	return h
}

// reply is the reply that the petitioner was answered by: once it was issued, or for a duplicate
// once it was served here. A master's texts lose its petitioners' names, phones and addresses.
func (s *sighting) reply() *Answered {
	p := s.active()
	if p.Reply == nil || p.Reply.Issued.IsZero() || s.master != nil && !s.own.p.IsServed(petition.PaperReply) {
		return nil
	}
	a := &Answered{DocNo: p.Reply.DocNo, Unit: s.book.UnitName(p.Unit()), Issued: p.Reply.Issued, ReviewBody: p.Reply.ReviewBody}
	for _, one := range s.own.p.Served {
		if one.Paper == petition.PaperReply {
			a.Served = one.At
			break
		}
	}
	for _, d := range p.Record.Demands {
		a.Demands = append(a.Demands, s.scrub(d.Text))
	}
	for _, one := range p.Reply.Answers {
		a.Answers = append(a.Answers, petition.Answer{
			Facts: s.scrub(one.Facts), Basis: one.Basis, Opinion: s.scrub(one.Opinion), Result: one.Result,
		})
	}
	if s.master == nil {
		a.Document = p.Reply.Document // the signed paper is addressed to somebody
	}
	return a
}

// scrub takes what is another petitioner's own out of a text.
func (s *sighting) scrub(text string) string {
	if s.master == nil {
		return text
	}
	return scrubbed(text, s.hide)
}

func (s *sighting) asks(reply *Answered) []Ask {
	p := s.own.p
	asks := make([]Ask, len(p.Record.Demands))
	for i, d := range p.Record.Demands {
		asks[i].Text = d.Text
		if s.master != nil {
			continue // the other matter's demands are in its reply
		}
		if reply != nil && i < len(reply.Answers) {
			asks[i].Answer = &reply.Answers[i]
		}
		for _, w := range p.Work {
			if w.Demand == i+1 {
				asks[i].Work = &w
			}
		}
	}
	return asks
}

// papers lists what was handed to the petitioner, in order of time.
func (s *sighting) papers(reply *Answered) []Handed {
	p := s.own.p
	var all []Handed
	for _, n := range p.Notices {
		kind := "acceptance"
		switch {
		case slices.Contains(n.Kinds, petition.NoticeDecision):
			kind = "decision"
		case slices.Contains(n.Kinds, petition.NoticeExtension):
			kind = "extension"
		}
		all = append(all, Handed{Kind: kind, At: n.At})
	}
	if reply != nil {
		all = append(all, Handed{Kind: "reply", DocNo: reply.DocNo, At: reply.Issued, Files: reply.Document})
	}
	for _, one := range p.Served {
		if one.Paper != petition.PaperReply {
			all = append(all, Handed{Kind: string(one.Paper), At: one.At})
		}
	}
	slices.SortStableFunc(all, func(a, b Handed) int { return a.At.Compare(b.At) })
	return all
}

// may lists what the petitioner can do now, in the order of the page.
func (s *sighting) may() []petition.Kind {
	var kinds []petition.Kind
	by := org.ThePetitioner("")
	for _, kind := range []petition.Kind{petition.KMaterialAdded, petition.KRated, petition.KReviewRequested,
		petition.KRereviewRequested, petition.KReopened, petition.KWithdrawalRequested} {
		if s.rules.May(s.own.p, by, kind) == nil && !s.over(kind) {
			kinds = append(kinds, kind)
		}
	}
	return kinds
}

// over reports whether the window for an act has closed, or has not opened.
func (s *sighting) over(kind petition.Kind) bool {
	rule := map[petition.Kind]string{
		petition.KRated: "rating.window", petition.KReopened: "rating.window",
		petition.KReviewRequested: "law.review.ask", petition.KRereviewRequested: "law.rereview.ask",
	}[kind]
	if rule == "" {
		return false
	}
	clock := newest(s.own.p, rule)
	switch {
	case clock == nil:
		return kind == petition.KReopened || kind == petition.KRated
	case clock.Outcome == petition.Void:
		return true
	case kind == petition.KRereviewRequested && !s.own.p.IsServed(petition.PaperReview):
		return true
	}
	due, ok := s.rules.DueDay(*clock)
	return ok && s.today > due
}

// newest finds the last clock of a rule, running or not.
func newest(p *petition.Petition, rule string) *petition.Clock {
	for i := len(p.Clocks) - 1; i >= 0; i-- {
		if p.Clocks[i].Rule == rule {
			return &p.Clocks[i]
		}
	}
	return nil
}

// scrubbed takes names, phones and addresses out of a text that another person is shown.
func scrubbed(text string, hide []string) string {
	for _, secret := range hide {
		text = strings.ReplaceAll(text, secret, "**")
	}
	return text
}
