package petition

import (
	"slices"
	"strings"

	"bihuan/domain/fault"
)

// LinkKind says how two matters belong together.
type LinkKind string

// The kinds of lifecycle.md. A duplicate is merged: it follows its master.
const (
	Duplicate    LinkKind = "duplicate"
	SameByOthers LinkKind = "same_by_others"
	Collection   LinkKind = "collective"
	Backflow     LinkKind = "backflow"
	Repeated     LinkKind = "repeat" // the same petitioner's same matter, raised again
	Related      LinkKind = "related"
)

// LinkKinds lists them in the order of the form.
func LinkKinds() []LinkKind {
	return []LinkKind{Duplicate, SameByOthers, Collection, Backflow, Repeated, Related}
}

// Link ties the petition to another one.
type Link struct {
	To   string   `json:"to"`
	Kind LinkKind `json:"kind"`
	Why  string   `json:"why,omitempty"`
	Past bool     `json:"past,omitempty"` // that one is of an earlier system; made by the rules
}

// Merger is what a duplicate remembers of itself, so that unlinking restores it exactly.
type Merger struct {
	Master string `json:"master"`
	From   State  `json:"from"`
}

// Linked ties two matters; nothing merges by itself. The master of a duplicate gets the event too,
// with Incoming set, so that both histories tell of it. The master of a collective matter gets one for
// all that are tied to it at once: To is the first of them, Also the others.
type Linked struct {
	Link
	Incoming bool     `json:"incoming,omitempty"`
	Also     []string `json:"also,omitempty"`

	// Score and Words are what spoke for it where it was suggested.
	Score float64  `json:"score,omitempty"`
	Words []string `json:"words,omitempty"`

	Return *Return   `json:"return,omitempty"` // the matter comes back by this link; made by the rules
	Other  *Petition `json:"-"`                // the matter that it leads to, filled by the caller
}

// Kind is linked.
func (*Linked) Kind() Kind { return KLinked }

func (d *Linked) incoming() bool { return d.Incoming }

func (d *Linked) check(p *Petition, _ act) error {
	switch {
	case !contains(LinkKinds(), d.Link.Kind):
		return fault.NewInvalid("kind", "fault.petition.link_kind")
	case !ValidNumber(d.To) || d.To == p.No:
		return fault.NewInvalid("to", "fault.petition.number")
	case p.tied(d.To):
		return conflict("fault.petition.linked_already", "no", d.To)
	case d.Link.Kind == Collection && d.Incoming:
		return p.MayLead()
	case d.Link.Kind == Collection:
		return p.MayJoin()
	}
	if d.Link.Kind != Duplicate || d.Incoming {
		if d.Link.Kind == Duplicate && !p.State.Open() {
			return conflict("fault.petition.master_closed", "no", p.No)
		}
		return nil
	}
	switch {
	case p.State != Registered && p.State != Assigned && p.State != Accepted:
		return fault.New(fault.Conflict, "fault.petition.state", "act", string(KLinked), "state", string(p.State))
	case len(p.Duplicates) > 0:
		return conflict("fault.petition.is_master", "n", len(p.Duplicates))
	}
	return nil
}

// complete finds whether the matter comes back by the link, which makes its entry in the register. An
// archived one makes none: nobody could be asked about it, and nobody could close it there. Nor does one of
// an earlier system, for which nobody owes anything.
func (d *Linked) complete(p *Petition, a act) {
	d.Return, d.Link.Past = nil, d.Other != nil && d.Other.Past != nil
	if d.Other == nil || p.Archive != nil || p.Past != nil || d.Link.Kind == Duplicate && d.Incoming {
		return
	}
	if all := a.Discipline(p, []Link{d.Link}, map[string]*Petition{d.To: d.Other}, a.now); len(all) > 0 {
		d.Return = &all[0]
	}
}

func (d *Linked) apply(p *Petition, e Event) {
	if d.Return != nil {
		p.comesBack(*d.Return, e)
	}
	p.together(append([]string{d.To}, d.Also...)...)
	if d.Link.Kind == Duplicate && d.Incoming {
		p.Duplicates = append(p.Duplicates, d.To)
		return
	}
	if d.Link.Kind == Collection && d.Incoming {
		p.Members = append(append(p.Members, d.To), d.Also...)
		return
	}
	p.Links = append(p.Links, d.Link)
	if d.Link.Kind == Duplicate {
		p.Merger = &Merger{Master: d.To, From: p.State}
		p.State = Merged
		p.rest(e)
	}
}

func (d *Linked) triggers(*Petition) []string {
	if d.Link.Kind == Duplicate && !d.Incoming {
		return []string{"linked", "merged"}
	}
	return []string{"linked"}
}

// Unlinked takes a link back; a duplicate is then what it was before. The master of a collective matter
// gets one event for all that leave it at once.
type Unlinked struct {
	To       string   `json:"to"`
	Also     []string `json:"also,omitempty"`
	Why      string   `json:"why"`
	Incoming bool     `json:"incoming,omitempty"` // decided on the other matter's page
}

// Kind is unlinked.
func (*Unlinked) Kind() Kind { return KUnlinked }

func (d *Unlinked) incoming() bool { return d.Incoming }

func (d *Unlinked) check(p *Petition, _ act) error {
	switch {
	case strings.TrimSpace(d.Why) == "":
		return fault.NewInvalid("why", "fault.petition.why")
	case !p.tied(d.To):
		return conflict("fault.petition.not_linked", "no", d.To)
	}
	return nil
}

func (d *Unlinked) apply(p *Petition, e Event) {
	p.cameNot(d.To, e)
	p.Links = slices.DeleteFunc(p.Links, func(l Link) bool { return l.To == d.To })
	p.Duplicates = slices.DeleteFunc(p.Duplicates, func(no string) bool { return no == d.To })
	p.Members = slices.DeleteFunc(p.Members, func(no string) bool { return no == d.To || slices.Contains(d.Also, no) })
	if p.Merger != nil && p.Merger.Master == d.To {
		p.State, p.Merger = p.Merger.From, nil
		p.wake(e)
	}
}

func (d *Unlinked) triggers(p *Petition) []string {
	if p.Merger != nil && p.Merger.Master == d.To {
		return []string{"unlinked", "unmerged", "unmerged:" + string(p.Merger.From)}
	}
	return []string{"unlinked"}
}

// tied reports whether the petition is linked with another one, either way.
func (p *Petition) tied(no string) bool {
	return slices.ContainsFunc(p.Links, func(l Link) bool { return l.To == no }) ||
		slices.Contains(p.Duplicates, no) || slices.Contains(p.Members, no)
}

// MayServeDuplicate refuses to serve on a duplicate what its master has not got: an issued reply.
func MayServeDuplicate(master *Petition) error {
	if master.Reply == nil || master.Reply.Issued.IsZero() {
		return conflict("fault.petition.nothing_to_serve")
	}
	return nil
}
