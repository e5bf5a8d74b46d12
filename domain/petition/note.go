package petition

import (
	"slices"
	"strings"
	"time"

	"bihuan/domain/fault"
	"bihuan/domain/org"
)

// Noted is what the bureau writes down about a matter on patrol. PutUp asks the section chief to
// decide. With a trigger it says why what that rule suggests is not needed now.
type Noted struct {
	Text    string `json:"text"`
	PutUp   bool   `json:"put_up,omitempty"`
	Trigger string `json:"trigger,omitempty"`
}

// Kind is noted.
func (*Noted) Kind() Kind { return KNoted }

func (d *Noted) check(p *Petition, _ act) error {
	if d.PutUp && p.Past != nil {
		return conflict("fault.petition.past") // a chief would owe the answer
	}
	return said(d.Text)
}

func (d *Noted) apply(p *Petition, e Event) {
	p.Remarks = append(p.Remarks, Remark{Kind: KNoted, Text: d.Text, PutUp: d.PutUp, Trigger: d.Trigger, At: e.At, By: e.By})
}

// PutUp is the note that waits for the section chief: the last one put up, while no chief has
// written or done anything since.
func (p *Petition) PutUp() (Remark, bool) {
	if p.Asking == nil {
		return Remark{}, false
	}
	return *p.Asking, true
}

// heed keeps the note that was put up last, until a chief acts on the matter.
func (p *Petition) heed(e Event) {
	if e.By.Post == org.SectionChief || e.By.Post == org.Director {
		p.Asking = nil
		return
	}
	if d, ok := e.Data.(*Noted); ok && d.PutUp {
		note := p.Remarks[len(p.Remarks)-1]
		p.Asking = &note
	}
}

// SetAside is when a trigger was last set aside, or zero.
func (p *Petition) SetAside(trigger string) time.Time {
	for _, r := range slices.Backward(p.Remarks) {
		if r.Trigger == trigger && trigger != "" {
			return r.At
		}
	}
	return time.Time{}
}

// Assisted is an assisting unit's feedback to the responsible unit.
type Assisted struct {
	Unit org.UnitID `json:"unit"`
	Text string     `json:"text"`
}

// Kind is assisted.
func (*Assisted) Kind() Kind { return KAssisted }

func (d *Assisted) check(p *Petition, a act) error {
	if strings.TrimSpace(d.Text) == "" {
		return fault.NewInvalid("text", "fault.petition.text")
	}
	if !slices.Contains(p.Assists(a.by), d.Unit) {
		return conflict("fault.petition.not_assisting")
	}
	return nil
}

func (d *Assisted) apply(p *Petition, e Event) {
	for i := range p.Assignment.Assisting {
		if x := &p.Assignment.Assisting[i]; x.Unit == d.Unit && x.Said.IsZero() {
			x.Said = e.At
		}
	}
}

// Quality is a quality review that was asked for, because the call-back contradicts the reply.
type Quality struct {
	Why   string    `json:"why"`
	Asked time.Time `json:"asked"`
	By    By        `json:"by"`
	Found Finding   `json:"found,omitempty"`
	Words string    `json:"words,omitempty"`
	At    time.Time `json:"at,omitzero"`
}

// Waiting reports whether a review was asked for and has found nothing yet.
func (q *Quality) Waiting() bool { return q != nil && q.Found == "" }

// Finding is what a quality review found.
type Finding string

// The findings: the reply holds; it has faults that are put right without a new reply; it does not
// hold, and the matter is taken up again.
const (
	FoundGood   Finding = "good"
	FoundFaulty Finding = "faulty"
	FoundWrong  Finding = "wrong"
)

// Findings lists them in the order of the form.
func Findings() []Finding { return []Finding{FoundGood, FoundFaulty, FoundWrong} }

// QualityAsked asks the section chief for a quality review.
type QualityAsked struct {
	Why string `json:"why"`
}

// Kind is quality_asked.
func (*QualityAsked) Kind() Kind { return KQualityAsked }

func (d *QualityAsked) check(p *Petition, _ act) error {
	if p.Quality.Waiting() {
		return conflict("fault.petition.quality_waiting")
	}
	if strings.TrimSpace(d.Why) == "" {
		return fault.NewInvalid("why", "fault.petition.why")
	}
	return nil
}

func (d *QualityAsked) apply(p *Petition, e Event) {
	p.Quality = &Quality{Why: d.Why, Asked: e.At, By: e.By}
}

// QualityChecked is its result. A reply that does not hold takes the matter up again, in the same act.
type QualityChecked struct {
	Found Finding `json:"found"`
	Words string  `json:"words"`
}

// Kind is quality_checked.
func (*QualityChecked) Kind() Kind { return KQualityChecked }

func (d *QualityChecked) check(p *Petition, a act) error {
	switch {
	case !p.Quality.Waiting():
		return conflict("fault.petition.quality_none")
	case p.Handled(By{Person: a.by.Person}):
		return fault.New(fault.Forbidden, "fault.petition.handled_yourself")
	case !contains(Findings(), d.Found):
		return fault.NewInvalid("found", "fault.petition.finding")
	case strings.TrimSpace(d.Words) == "":
		return fault.NewInvalid("words", "fault.petition.words")
	case d.Found == FoundWrong && p.State == Merged:
		return conflict("fault.petition.quality_merged")
	}
	return nil
}

func (d *QualityChecked) apply(p *Petition, e Event) {
	p.Quality.Found, p.Quality.Words, p.Quality.At = d.Found, d.Words, e.At
	if d.Found == FoundGood {
		p.Contradicted = nil // the reply holds after all
	}
}

func (d *QualityChecked) consequences(*Petition, act) []Data {
	if d.Found == FoundWrong {
		return []Data{&ReopenedData{Reason: ReopenContradiction, Words: d.Words}}
	}
	return nil
}

// BulletinSet says whether the petitioner wants the weekly bulletin on the own matter.
type BulletinSet struct {
	Wanted bool `json:"wanted"`
}

// Kind is bulletin_set.
func (*BulletinSet) Kind() Kind { return KBulletinSet }

func (d *BulletinSet) check(*Petition, act) error { return nil }

func (d *BulletinSet) apply(p *Petition, _ Event) { p.Bulletin = d.Wanted }

// Assists lists the units of the officer whose feedback, as assisting ones, is still owed.
func (p *Petition) Assists(by org.Officer) []org.UnitID {
	var units []org.UnitID
	if p.Assignment == nil {
		return nil
	}
	for _, x := range p.Assignment.Assisting {
		if x.Said.IsZero() && slices.Contains(by.Units(), x.Unit) {
			units = append(units, x.Unit)
		}
	}
	return units
}
