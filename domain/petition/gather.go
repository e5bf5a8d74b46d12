package petition

import "slices"

// Collective matters. One of several matters with one cause is made their master: each of the others is
// tied to it, and keeps its own unit, clocks and reply.

// Master is the number of the matter that leads the collective matter of which this one is a part, or "".
func (p *Petition) Master() string {
	i := slices.IndexFunc(p.Links, func(l Link) bool { return l.Kind == Collection })
	if i < 0 {
		return ""
	}
	return p.Links[i].To
}

// MayLead refuses to make a matter the master of a collective one: one that has ended, or that follows
// another matter itself.
func (p *Petition) MayLead() error {
	switch {
	case p.Merger != nil:
		return conflict("fault.petition.merged_into", "no", p.Merger.Master)
	case !p.State.Open():
		return conflict("fault.petition.ended", "no", p.No, "state", string(p.State))
	case p.Master() != "":
		return conflict("fault.petition.collective_of", "no", p.Master())
	}
	return nil
}

// MayJoin refuses to make a matter a part of a collective one: one that may not lead may not join
// either, nor may one that leads others.
func (p *Petition) MayJoin() error {
	if len(p.Members) > 0 {
		return conflict("fault.petition.leads", "no", p.No, "n", len(p.Members))
	}
	return p.MayLead()
}

// Joining are the events by which matters join a master, first that of each of them, then the master's.
func Joining(master string, members []string, why string) (each, all *Linked) {
	each = &Linked{Link: Link{To: master, Kind: Collection, Why: why}}
	all = &Linked{Link: Link{To: members[0], Kind: Collection, Why: why}, Incoming: true, Also: members[1:]}
	return each, all
}

// Leaving are the events by which they leave it again.
func Leaving(master string, members []string, why string) (each, all *Unlinked) {
	return &Unlinked{To: master, Why: why}, &Unlinked{To: members[0], Also: members[1:], Why: why, Incoming: true}
}
