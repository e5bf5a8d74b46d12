package edition

import (
	"slices"
	"strings"
	"time"

	"bihuan/domain/fault"
	"bihuan/domain/org"
	"bihuan/domain/petition"
)

// MostWords is how long a text may be, in characters.
const MostWords = 8000

// Rules are what acts on editions are decided by.
type Rules struct {
	Policy org.Policy
	Forms  Forms
}

// Keeps reports whether an officer drafts and reads editions for the bureau.
func (r Rules) Keeps(by org.Officer) bool {
	return by.InBureau() && r.Policy.Reach(by.Post, org.ActEditionCheck) != org.None
}

// Signs reports whether an officer may publish: the director of the bureau or a deputy.
func (r Rules) Signs(by org.Officer) bool {
	return by.InBureau() && r.Policy.Reach(by.Post, org.ActEditionPublish) != org.None
}

// Reads reports whether an officer reads all editions, drafts too. Others read what was sent to them.
func (r Rules) Reads(by org.Officer) bool { return r.Keeps(by) || r.Signs(by) }

// May refuses an act on an edition: for its state first, then for who asks. What the act carries is looked at
// by who makes it; of an instruction, whether the officer was sent the edition. A nil error offers the act.
func (r Rules) May(e *Edition, by org.Officer, act Act) error {
	if !r.fits(e, by, act) {
		return fault.New(fault.Conflict, "fault.edition.state", "act", string(act), "state", string(e.State))
	}
	switch act {
	case Drafting:
		if by.Post != org.Clock && !r.Keeps(by) {
			return r.kept()
		}
	case Publishing:
		if !r.Signs(by) {
			return fault.New(fault.Forbidden, "fault.edition.sign", "posts", r.Policy.Posts(org.ActEditionPublish))
		}
		if by.Person == "" || by.Person == e.Checker.Person {
			return fault.New(fault.Forbidden, "fault.edition.own")
		}
	case Returning:
		if !r.Signs(by) {
			return fault.New(fault.Forbidden, "fault.edition.sign", "posts", r.Policy.Posts(org.ActEditionPublish))
		}
	case Instructing:
		form, err := r.Forms.Form(e.Kind)
		if err != nil || !form.Matter || by.Person == "" {
			return fault.New(fault.Forbidden, "fault.edition.instruct")
		}
	default:
		if !r.Keeps(by) && (act != Completing || !r.Signs(by)) {
			return r.kept()
		}
	}
	return nil
}

func (r Rules) kept() error {
	return fault.New(fault.Forbidden, "fault.edition.keep", "posts", r.Policy.Posts(org.ActEditionCheck))
}

// fits reports whether the edition is in a state for the act.
func (r Rules) fits(e *Edition, by org.Officer, act Act) bool {
	switch act {
	case Drafting: // once withdrawn before it was ever out
		return e.State == "" || e.State == Withdrawn && e.Out == 0
	case Completing: // who signs may still write the own words
		return e.State == Drafted || e.State == Checked && r.Signs(by)
	case Checking:
		return e.State == Drafted
	case Returning, Publishing:
		return e.State == Checked
	case Correcting:
		return e.Out > 0 && !e.State.Open()
	case Withdrawing:
		return e.State.Open()
	case Instructing:
		return e.Out > 0
	}
	return false
}

// Why refuses an act that has to say why and does not.
func (a Act) Why(note string) error {
	switch a {
	case Returning, Correcting, Withdrawing:
		if strings.TrimSpace(note) == "" {
			return fault.NewInvalid("why", "fault.edition.why")
		}
	}
	if len([]rune(note)) > MostWords {
		return fault.NewInvalid("why", "fault.office.long", "max", MostWords)
	}
	return nil
}

// Write puts people's words into an edition's content and says whether it changed anything. A text keeps who
// wrote it until somebody writes another; an empty one takes it out. Figures are nobody's to write.
func (r Rules) Write(e *Edition, c *Content, by org.Officer, at time.Time, texts []Word) (bool, error) {
	form, err := r.Forms.Form(e.Kind)
	if err != nil {
		return false, err
	}
	changed, words := false, slices.Clone(c.Words)
	var wrong []*fault.Fault
	for _, t := range texts {
		t.Text = strings.TrimSpace(strings.ReplaceAll(t.Text, "\r\n", "\n"))
		was := c.Word(t.Field, t.Unit)
		if was.Text == t.Text {
			continue
		}
		if f := r.writable(form, e, by, t); f != nil {
			wrong = append(wrong, f)
			continue
		}
		changed = true
		words = slices.DeleteFunc(words, func(w Word) bool { return w.Field == t.Field && w.Unit == t.Unit })
		if t.Text != "" {
			words = append(words, Word{Field: t.Field, Unit: t.Unit, Text: t.Text, By: petition.ByOf(by), At: at})
		}
	}
	if err := fault.Join(wrong...); err != nil {
		return false, err
	}
	place := func(w Word) int {
		return slices.IndexFunc(form.Fields, func(f Field) bool { return f.ID == w.Field })
	}
	slices.SortStableFunc(words, func(a, b Word) int { return place(a) - place(b) })
	c.Words = words
	return changed, nil
}

func (r Rules) writable(form Form, e *Edition, by org.Officer, t Word) *fault.Fault {
	field, ok := form.Field(t.Field)
	switch {
	case !ok || field.ByUnit != (t.Unit != ""):
		return fault.NewInvalid(t.Field, "fault.edition.field")
	case len([]rune(t.Text)) > MostWords:
		return fault.NewInvalid(t.Field, "fault.office.long", "max", MostWords)
	case field.Signer && !r.Signs(by):
		return fault.NewInvalid(t.Field, "fault.edition.signer_field")
	case !field.Signer && e.State == Checked: // what somebody answers for is not changed behind their back
		return fault.NewInvalid(t.Field, "fault.edition.checked_field")
	}
	return nil
}
