package petition

import (
	"slices"

	"bihuan/domain/fault"
)

// SetApart remembers that two matters look alike and are not the same: nobody is asked again. Both
// histories tell of it. To link them later is possible, and ends it.
type SetApart struct {
	To       string `json:"to"`
	Why      string `json:"why,omitempty"`
	Incoming bool   `json:"incoming,omitempty"` // decided on the other matter's page
}

// Kind is set_apart.
func (*SetApart) Kind() Kind { return KSetApart }

func (d *SetApart) incoming() bool { return d.Incoming }

func (d *SetApart) check(p *Petition, _ act) error {
	switch {
	case !ValidNumber(d.To) || d.To == p.No:
		return fault.NewInvalid("to", "fault.petition.number")
	case p.tied(d.To):
		return conflict("fault.petition.linked_already", "no", d.To)
	case slices.Contains(p.Apart, d.To):
		return conflict("fault.petition.apart_already", "no", d.To)
	}
	return nil
}

func (d *SetApart) apply(p *Petition, _ Event) { p.Apart = append(p.Apart, d.To) }

// together forgets that matters were set apart, because they were linked.
func (p *Petition) together(numbers ...string) {
	p.Apart = slices.DeleteFunc(p.Apart, func(no string) bool { return slices.Contains(numbers, no) })
}

// Decided reports whether somebody has said how another matter belongs to this one: it is linked, or
// it was said that it is not the same.
func (p *Petition) Decided(no string) bool { return p.tied(no) || slices.Contains(p.Apart, no) }
