package web

import (
	"slices"

	"bihuan/domain/petition"
)

// lateness words what a rule of supervision found: which date, which order, which unit. It speaks
// of the matter, never of who petitions. What no longer holds is named by the rule alone.
func (d *desk) lateness(t petition.Trigger) string {
	var found []string
	for _, c := range t.When {
		if words := d.lack(c.Fact); words != "" {
			found = append(found, words)
		}
	}
	if len(found) == 0 {
		return t.Name.In(d.L.Tag())
	}
	return d.L.List(found)
}

func (d *desk) lack(f petition.Fact) string {
	say := func(args ...any) string { return d.L.T("act.order.lack."+string(f), args...) }
	switch f {
	case petition.FactAcceptLate, petition.FactNoticeLate, petition.FactReplyLate:
		if s, ok := d.owed(lateKind(f)); ok && s.Late() {
			return say("due", s.Due)
		}
	case petition.FactHalf:
		if s, ok := d.owed(petition.KReplied); ok {
			return say("due", s.Due)
		}
	case petition.FactObjections:
		return say("n", len(d.p.Objections))
	case petition.FactReturned:
		if o, ok := d.order(func(o petition.Order) bool { return !o.Returned.IsZero() }); ok {
			return say("kind", string(o.Kind), "day", o.Returned)
		}
	case petition.FactUnanswered:
		if o, ok := d.order(func(o petition.Order) bool {
			return d.lateOrder(o) && o.Kind != petition.Instruction && o.Kind != petition.Referral
		}); ok {
			return say("kind", string(o.Kind), "due", o.Due)
		}
	case petition.FactInstruction:
		if o, ok := d.order(func(o petition.Order) bool { return d.lateOrder(o) && o.Kind == petition.Instruction }); ok {
			return say("due", o.Due)
		}
	case petition.FactAssistSilent:
		if silent := d.silent(); len(silent) > 0 {
			return say("units", silent)
		}
	case petition.FactContradicted:
		if d.p.Contradicted != nil {
			return say("day", d.p.Contradicted.At)
		}
	case petition.FactReplySentBack:
		if d.p.Reply != nil {
			return say("n", d.p.Reply.Times)
		}
	}
	return ""
}

// lateKind is the act that a fact misses.
func lateKind(f petition.Fact) petition.Kind {
	switch f {
	case petition.FactAcceptLate:
		return petition.KAccepted
	case petition.FactNoticeLate:
		return petition.KNotified
	}
	return petition.KReplied
}

// owed is the strictest running duty that an act would end.
func (d *desk) owed(act petition.Kind) (petition.Standing, bool) {
	for _, s := range d.v.Rules().Standings(d.p, d.v.Today) {
		if s.Rule.Right || s.Due == 0 {
			continue
		}
		for _, on := range s.Rule.StopsOn {
			if petition.Kind(on.Kind()) == act {
				return s, true
			}
		}
	}
	return petition.Standing{}, false
}

// order is the first order of which something holds.
func (d *desk) order(holds func(petition.Order) bool) (petition.Order, bool) {
	i := slices.IndexFunc(d.p.Orders, holds)
	if i < 0 {
		return petition.Order{}, false
	}
	return d.p.Orders[i], true
}

func (d *desk) lateOrder(o petition.Order) bool {
	return o.Waiting() && o.Due != 0 && o.Due < d.v.Today
}

// silent are the assisting units that have said nothing.
func (d *desk) silent() []string {
	if d.p.Assignment == nil {
		return nil
	}
	var units []string
	for _, a := range d.p.Assignment.Assisting {
		if a.Said.IsZero() {
			units = append(units, d.dir.UnitShort(a.Unit))
		}
	}
	return units
}
