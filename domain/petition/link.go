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
	Related      LinkKind = "related"
)

// LinkKinds lists them in the order of the form.
func LinkKinds() []LinkKind {
	return []LinkKind{Duplicate, SameByOthers, Collection, Backflow, Related}
}

// Link ties the petition to another one.
type Link struct {
	To   string   `json:"to"`
	Kind LinkKind `json:"kind"`
	Why  string   `json:"why,omitempty"`
}

// Merger is what a duplicate remembers of itself, so that unlinking restores it exactly.
type Merger struct {
	Master string `json:"master"`
	From   State  `json:"from"`
}

// Linked ties two matters; nothing merges by itself. The master of a duplicate gets the event too,
// with Incoming set, so that both histories tell of it.
type Linked struct {
	Link
	Incoming bool `json:"incoming,omitempty"`
}

// Kind is linked.
func (*Linked) Kind() Kind { return KLinked }

func (d *Linked) check(p *Petition, _ act) error {
	switch {
	case !contains(LinkKinds(), d.Link.Kind):
		return fault.NewInvalid("kind", "fault.petition.link_kind")
	case !ValidNumber(d.To) || d.To == p.No:
		return fault.NewInvalid("to", "fault.petition.number")
	case p.linked(d.To) != nil:
		return conflict("fault.petition.linked_already", "no", d.To)
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

func (d *Linked) apply(p *Petition, e Event) {
	if d.Link.Kind == Duplicate && d.Incoming {
		p.Duplicates = append(p.Duplicates, d.To)
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

// Unlinked takes a link back; a duplicate is then what it was before.
type Unlinked struct {
	To  string `json:"to"`
	Why string `json:"why"`
}

// Kind is unlinked.
func (*Unlinked) Kind() Kind { return KUnlinked }

func (d *Unlinked) check(p *Petition, _ act) error {
	switch {
	case strings.TrimSpace(d.Why) == "":
		return fault.NewInvalid("why", "fault.petition.why")
	case p.linked(d.To) == nil && !slices.Contains(p.Duplicates, d.To):
		return conflict("fault.petition.not_linked", "no", d.To)
	}
	return nil
}

func (d *Unlinked) apply(p *Petition, e Event) {
	p.Links = slices.DeleteFunc(p.Links, func(l Link) bool { return l.To == d.To })
	p.Duplicates = slices.DeleteFunc(p.Duplicates, func(no string) bool { return no == d.To })
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

func (p *Petition) linked(no string) *Link {
	for i := range p.Links {
		if p.Links[i].To == no {
			return &p.Links[i]
		}
	}
	return nil
}

// MayServeDuplicate refuses to serve on a duplicate what its master has not got: an issued reply.
func MayServeDuplicate(master *Petition) error {
	if master.Reply == nil || master.Reply.Issued.IsZero() {
		return conflict("fault.petition.nothing_to_serve")
	}
	return nil
}
