package petition

import (
	"strings"
	"time"

	"bihuan/domain/fault"
)

// Contact is a meeting or a call with the petitioner.
type Contact struct {
	Means Means     `json:"means"`
	Said  string    `json:"said"`
	At    time.Time `json:"at"`
	By    By        `json:"by"`
}

// Contacted records that the handler or the sponsor met or called the petitioner.
type Contacted struct {
	Means Means     `json:"means"`
	Said  string    `json:"said"`
	On    time.Time `json:"on,omitzero"`
}

// Kind is contacted.
func (*Contacted) Kind() Kind { return KContacted }

func (d *Contacted) when() time.Time { return d.On }

func (d *Contacted) check(*Petition, act) error {
	if !contains(AllMeans(), d.Means) {
		return fault.NewInvalid("means", "fault.petition.means")
	}
	if strings.TrimSpace(d.Said) == "" {
		return fault.NewInvalid("said", "fault.petition.said")
	}
	return nil
}

func (d *Contacted) apply(p *Petition, e Event) {
	p.Contacts = append(p.Contacts, Contact{Means: d.Means, Said: d.Said, At: e.At, By: e.By})
}

// Mark says what a piece of work achieved; the marks feed the six speeds.
type Mark string

// The marks.
const (
	Verified  Mark = "verified"  // 核查
	Acted     Mark = "acted"     // 处置
	Rectified Mark = "rectified" // 整改
)

// Marks lists them in the order of the form.
func Marks() []Mark { return []Mark{Verified, Acted, Rectified} }

// Work is one step of handling, with its evidence.
type Work struct {
	Text     string       `json:"text"`
	Mark     Mark         `json:"mark,omitempty"`
	Demand   int          `json:"demand,omitempty"` // which demand, from 1; 0 for all
	Evidence []Attachment `json:"evidence,omitempty"`
	At       time.Time    `json:"at"`
	By       By           `json:"by"`
}

// Progress records what was done. Handling has not started before the four notices are served.
type Progress struct {
	Text     string       `json:"text"`
	Mark     Mark         `json:"mark,omitempty"`
	Demand   int          `json:"demand,omitempty"`
	Evidence []Attachment `json:"evidence,omitempty"`
}

// Kind is progress.
func (*Progress) Kind() Kind { return KProgress }

func (d *Progress) check(p *Petition, _ act) error {
	if missing := p.MissingNotices(); len(missing) > 0 {
		return conflict("fault.petition.notices_missing", "missing", missing)
	}
	switch {
	case strings.TrimSpace(d.Text) == "":
		return fault.NewInvalid("text", "fault.petition.progress")
	case d.Mark != "" && !contains(Marks(), d.Mark):
		return fault.NewInvalid("mark", "fault.petition.mark")
	case d.Demand < 0 || d.Demand > len(p.Record.Demands):
		return fault.NewInvalid("demand", "fault.petition.demand")
	}
	return nil
}

func (d *Progress) apply(p *Petition, e Event) {
	p.Work = append(p.Work, Work{Text: d.Text, Mark: d.Mark, Demand: d.Demand, Evidence: d.Evidence, At: e.At, By: e.By})
}

// SponsorSet names the leader who answers for the matter.
type SponsorSet struct {
	Sponsor Duty `json:"sponsor"`
}

// Kind is sponsor_set.
func (*SponsorSet) Kind() Kind { return KSponsorSet }

func (d *SponsorSet) check(*Petition, act) error { return named("sponsor", d.Sponsor) }

func (d *SponsorSet) apply(p *Petition, _ Event) {
	sponsor := d.Sponsor
	p.Sponsor = &sponsor
}

// TaskForceSet names the members of the task force.
type TaskForceSet struct {
	Members []Duty `json:"members"`
}

// Kind is task_force_set.
func (*TaskForceSet) Kind() Kind { return KTaskForceSet }

func (d *TaskForceSet) check(*Petition, act) error {
	if len(d.Members) == 0 {
		return fault.NewInvalid("members", "fault.petition.members")
	}
	for _, m := range d.Members {
		if err := named("members", m); err != nil {
			return err
		}
	}
	return nil
}

func (d *TaskForceSet) apply(p *Petition, _ Event) { p.TaskForce = d.Members }

// HandlerSet gives the matter to another handler; a handler who declares recusal says so in Why
// (TL art. 28).
type HandlerSet struct {
	Handler Duty   `json:"handler"`
	Why     string `json:"why"`
	Recusal bool   `json:"recusal,omitempty"`
}

// Kind is handler_set.
func (*HandlerSet) Kind() Kind { return KHandlerSet }

func (d *HandlerSet) check(_ *Petition, _ act) error {
	if err := named("handler", d.Handler); err != nil {
		return err
	}
	if strings.TrimSpace(d.Handler.Phone) == "" {
		return fault.NewInvalid("handler", "fault.petition.handler")
	}
	if strings.TrimSpace(d.Why) == "" {
		return fault.NewInvalid("why", "fault.petition.why")
	}
	return nil
}

func (d *HandlerSet) apply(p *Petition, _ Event) { p.Acceptance.Handler = d.Handler }

func named(field string, d Duty) error {
	if strings.TrimSpace(d.Name) == "" {
		return fault.NewInvalid(field, "fault.petition.person")
	}
	return nil
}

// Remark is a consultation on the matter, a leader's instruction, or a note of the bureau.
type Remark struct {
	Kind    Kind      `json:"kind"`
	Text    string    `json:"text"`
	PutUp   bool      `json:"put_up,omitempty"`  // to the section chief
	Trigger string    `json:"trigger,omitempty"` // that was set aside
	At      time.Time `json:"at"`
	By      By        `json:"by"`
}

// Consulted records a consultation on the matter.
type Consulted struct {
	Text string `json:"text"`
}

// Kind is consulted.
func (*Consulted) Kind() Kind { return KConsulted }

func (d *Consulted) check(*Petition, act) error { return said(d.Text) }

func (d *Consulted) apply(p *Petition, e Event) {
	p.Remarks = append(p.Remarks, Remark{Kind: KConsulted, Text: d.Text, At: e.At, By: e.By})
}

func said(text string) error {
	if strings.TrimSpace(text) == "" {
		return fault.NewInvalid("text", "fault.petition.text")
	}
	return nil
}
