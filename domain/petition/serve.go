package petition

import (
	"slices"
	"strings"
	"time"

	"bihuan/domain/deadline"
	"bihuan/domain/fault"
)

// Paper is which document was served.
type Paper string

// The papers whose service starts a right.
const (
	PaperReply    Paper = "reply"
	PaperReview   Paper = "review"
	PaperRereview Paper = "rereview"
)

// Way is how a document was served.
type Way string

// The ways of service.
const (
	Direct     Way = "direct"
	Post       Way = "post"
	Left       Way = "left"
	Electronic Way = "electronic"
)

// Ways lists them in the order of the form.
func Ways() []Way { return []Way{Direct, Post, Left, Electronic} }

// Service is the proof that a document reached a petitioner 送达回证.
type Service struct {
	Paper   Paper        `json:"paper"`
	Way     Way          `json:"way"`
	To      int          `json:"to,omitempty"` // which petitioner, from 0
	Refused bool         `json:"refused,omitempty"`
	Witness string       `json:"witness,omitempty"`
	Receipt []Attachment `json:"receipt,omitempty"`
	At      time.Time    `json:"at"`
	By      By           `json:"by"`
}

// ServedData records the service of a reply or of a review opinion. A document left behind or
// refused needs a witness. The right to ask for review starts on that day.
type ServedData struct {
	Paper   Paper        `json:"paper"`
	Way     Way          `json:"way"`
	To      int          `json:"to,omitempty"`
	Refused bool         `json:"refused,omitempty"`
	Witness string       `json:"witness,omitempty"`
	Receipt []Attachment `json:"receipt,omitempty"`
	On      time.Time    `json:"on,omitzero"`
}

// Kind is served.
func (*ServedData) Kind() Kind { return KServed }

func (d *ServedData) when() time.Time { return d.On }

func (d *ServedData) check(p *Petition, a act) error {
	if !contains(p.Serviceable(), d.Paper) {
		return conflict("fault.petition.nothing_to_serve")
	}
	if p.State != Merged && p.Reply != nil && deadline.DayOf(a.at) < deadline.DayOf(p.Reply.Issued) {
		return fault.NewInvalid("on", "fault.petition.before_reply", "day", deadline.DayOf(p.Reply.Issued))
	}
	if !contains(Ways(), d.Way) {
		return fault.NewInvalid("way", "fault.petition.way")
	}
	if d.To < 0 || d.To >= max(1, len(p.Record.Petitioners)) {
		return fault.NewInvalid("to", "fault.petition.to")
	}
	if (d.Refused || d.Way == Left) && strings.TrimSpace(d.Witness) == "" {
		return fault.NewInvalid("witness", "fault.petition.witness")
	}
	return nil
}

func (d *ServedData) apply(p *Petition, e Event) {
	p.Served = append(p.Served, Service{Paper: d.Paper, Way: d.Way, To: d.To, Refused: d.Refused,
		Witness: d.Witness, Receipt: d.Receipt, At: e.At, By: e.By})
}

// triggers starts the clocks of a paper once, with its first service.
func (d *ServedData) triggers(p *Petition) []string {
	if p.IsServed(d.Paper) {
		return []string{"served"}
	}
	return []string{"served", "served:" + string(d.Paper)}
}

// Serviceable lists the papers that may be served now, the one that is owed first. A duplicate gets
// its master's reply; after a review it is the opinion that is served, until a reply is made again.
func (p *Petition) Serviceable() []Paper {
	last := p.lastReview()
	reviewed := last != nil && last.Decision != "" && last.Decision != Revoked && (p.Reply == nil || !p.Reply.Issued.After(last.Decided))
	switch {
	case p.State == Merged:
		return []Paper{PaperReply}
	case reviewed && (p.State == Replied || p.State == FinallyDeclined):
		return []Paper{last.paper(), PaperReply}
	case p.State == Replied:
		return []Paper{PaperReply}
	}
	return nil
}

// IsServed reports whether the paper was served on anybody since the last reply.
func (p *Petition) IsServed(paper Paper) bool {
	return slices.ContainsFunc(p.Served, func(s Service) bool { return s.Paper == paper })
}

// Evidence is a kind of paper that a complete file holds.
type Evidence string

// The evidence that a file needs before it can close.
const (
	EAcceptance    Evidence = "acceptance_notice"
	EInvestigation Evidence = "investigation"
	EReply         Evidence = "reply"
	EProof         Evidence = "proof_of_service"
)

// AllEvidence lists it in the order of the file.
func AllEvidence() []Evidence { return []Evidence{EAcceptance, EInvestigation, EReply, EProof} }

// Filing puts evidence on the record 上传.
type Filing struct {
	Evidence    []Evidence   `json:"evidence"`
	Attachments []Attachment `json:"attachments,omitempty"`
	Note        string       `json:"note,omitempty"`
	At          time.Time    `json:"at"`
	By          By           `json:"by"`
}

// Filed puts the evidence of steps on the record, as scans or, where the paper is kept elsewhere,
// by a note that says where.
type Filed struct {
	Evidence    []Evidence   `json:"evidence"`
	Attachments []Attachment `json:"attachments,omitempty"`
	Note        string       `json:"note,omitempty"`
}

// Kind is filed.
func (*Filed) Kind() Kind { return KFiled }

func (d *Filed) check(p *Petition, _ act) error {
	if len(d.Evidence) == 0 {
		return fault.NewInvalid("evidence", "fault.petition.evidence")
	}
	for _, e := range d.Evidence {
		if !contains(AllEvidence(), e) {
			return fault.NewInvalid("evidence", "fault.petition.evidence")
		}
		if e == EProof && !p.IsServed(PaperReply) {
			return conflict("fault.petition.unserved")
		}
	}
	if len(d.Attachments) == 0 && strings.TrimSpace(d.Note) == "" {
		return fault.NewInvalid("attachments", "fault.petition.filing")
	}
	return nil
}

func (d *Filed) apply(p *Petition, e Event) {
	p.Files = append(p.Files, Filing{Evidence: d.Evidence, Attachments: d.Attachments, Note: d.Note, At: e.At, By: e.By})
}

// triggers stops the filing clock with the last missing piece.
func (d *Filed) triggers(p *Petition) []string {
	for _, missing := range p.MissingEvidence() {
		if !contains(d.Evidence, missing) {
			return []string{"filed"}
		}
	}
	return []string{"filed", "filed:complete"}
}

// MissingEvidence lists what the file lacks. What was answered on the spot needs only the reply
// and the proof that it was given.
func (p *Petition) MissingEvidence() []Evidence {
	needed := AllEvidence()
	if p.Acceptance != nil && p.Acceptance.Path == OnTheSpot {
		needed = []Evidence{EReply, EProof}
	}
	return slices.DeleteFunc(needed, func(e Evidence) bool {
		return slices.ContainsFunc(p.Files, func(f Filing) bool { return contains(f.Evidence, e) })
	})
}

// Call is one try to ask the petitioner whether the reply was true and enough 回访.
type Call struct {
	Reached   bool      `json:"reached"`
	True      bool      `json:"true,omitempty"`
	Satisfied bool      `json:"satisfied,omitempty"`
	Words     string    `json:"words,omitempty"`
	At        time.Time `json:"at"`
	By        By        `json:"by"`
}

// CallTries is on how many different days a petitioner is tried before the call counts as made.
const CallTries = 3

// CalledBack is the bureau's call; never the unit's, never the handler's. When the petitioner says
// that what the reply claims is not so, the matter is taken up again, or a quality review is asked
// for: the call-back decides which.
type CalledBack struct {
	Reached   bool   `json:"reached"`
	True      bool   `json:"true,omitempty"`
	Satisfied bool   `json:"satisfied,omitempty"`
	Words     string `json:"words,omitempty"`
	Review    bool   `json:"review,omitempty"` // a contradiction is first looked into, not taken up at once
}

// Kind is called_back.
func (*CalledBack) Kind() Kind { return KCalledBack }

func (d *CalledBack) check(p *Petition, a act) error {
	switch {
	case !p.IsServed(PaperReply):
		return conflict("fault.petition.unserved")
	case p.Handled(By{Person: a.by.Person}):
		return fault.New(fault.Forbidden, "fault.petition.handled_yourself")
	case d.Reached && strings.TrimSpace(d.Words) == "":
		return fault.NewInvalid("words", "fault.petition.words")
	case p.CalledBack():
		return conflict("fault.petition.called_already")
	}
	if n := len(p.Calls); !d.Reached && n > 0 && deadline.DayOf(p.Calls[n-1].At) == a.today() {
		return conflict("fault.petition.tried_today")
	}
	return nil
}

func (d *CalledBack) apply(p *Petition, e Event) {
	call := Call{Reached: d.Reached, True: d.True, Satisfied: d.Satisfied, Words: d.Words, At: e.At, By: e.By}
	p.Calls = append(p.Calls, call)
	switch {
	case d.Reached && d.True:
		p.Contradicted = nil
	case d.Reached:
		p.Contradicted = &call
	}
}

func (d *CalledBack) triggers(p *Petition) []string {
	if d.Reached || len(p.Calls) >= CallTries-1 {
		return []string{"called_back", "called_back:done"}
	}
	return []string{"called_back"}
}

func (d *CalledBack) consequences(p *Petition, _ act) []Data {
	if d.Reached && !d.True && d.Review {
		if p.Quality.Waiting() {
			return nil
		}
		return []Data{&QualityAsked{Why: d.Words}}
	}
	if d.Reached && !d.True && p.State != Merged {
		return []Data{&ReopenedData{Reason: ReopenContradiction, Words: d.Words}}
	}
	return nil
}

// CalledBack reports whether the call-back is done: reached once, or tried on three days.
func (p *Petition) CalledBack() bool {
	return len(p.Calls) >= CallTries || slices.ContainsFunc(p.Calls, func(c Call) bool { return c.Reached })
}

// Handled reports whether a person had a part in handling the matter; such a person does not call
// back and does not decide a review.
func (p *Petition) Handled(by By) bool {
	if by.Person == "" {
		return false
	}
	if p.Acceptance != nil && (p.Acceptance.Handler.Person == by.Person || p.Acceptance.By.Person == by.Person) {
		return true
	}
	if p.Reply != nil && p.Reply.Author.Person == by.Person {
		return true
	}
	return slices.ContainsFunc(p.Work, func(w Work) bool { return w.By.Person == by.Person })
}

// Grade is a petitioner's judgement.
type Grade string

// The grades of the national rules.
const (
	Satisfied   Grade = "satisfied"
	Basically   Grade = "basically"
	Unsatisfied Grade = "unsatisfied"
)

// Grades lists them in the order of the form.
func Grades() []Grade { return []Grade{Satisfied, Basically, Unsatisfied} }

// Marking grades one body by attitude, speed and result.
type Marking struct {
	Attitude Grade `json:"attitude"`
	Speed    Grade `json:"speed"`
	Result   Grade `json:"result"`
}

func (m Marking) valid() bool {
	return contains(Grades(), m.Attitude) && contains(Grades(), m.Speed) && contains(Grades(), m.Result)
}

// Rating is the petitioner's rating of bureau and unit, apart.
type Rating struct {
	Bureau Marking   `json:"bureau"`
	Unit   Marking   `json:"unit"`
	Words  string    `json:"words,omitempty"`
	At     time.Time `json:"at"`
}

// Rated is the petitioner's rating, once, within its window.
type Rated struct {
	Bureau Marking `json:"bureau"`
	Unit   Marking `json:"unit"`
	Words  string  `json:"words,omitempty"`
}

// Kind is rated.
func (*Rated) Kind() Kind { return KRated }

func (d *Rated) check(p *Petition, a act) error {
	switch {
	case !p.IsServed(PaperReply):
		return conflict("fault.petition.unserved")
	case p.Rated():
		return conflict("fault.petition.rated_already")
	case !d.Bureau.valid():
		return fault.NewInvalid("bureau", "fault.petition.grade")
	case !d.Unit.valid():
		return fault.NewInvalid("unit", "fault.petition.grade")
	case len(d.Words) > maxText:
		return fault.NewInvalid("words", "fault.petition.long", "n", maxText)
	}
	return a.right(p, "rating.window")
}

func (d *Rated) apply(p *Petition, e Event) {
	p.Ratings = append(p.Ratings, Rating{Bureau: d.Bureau, Unit: d.Unit, Words: d.Words, At: e.At})
}

// Rated reports whether the present reply was rated.
func (p *Petition) Rated() bool {
	if len(p.Ratings) == 0 || len(p.Served) == 0 {
		return false
	}
	return !p.Ratings[len(p.Ratings)-1].At.Before(p.Served[0].At)
}
