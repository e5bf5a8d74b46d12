package casework

import (
	"time"

	"bihuan/domain/deadline"
	"bihuan/domain/petition"
)

// road is the way of the matter: the six steps of the loop, or the shorter way that it took.
func (s *sighting) road() []Stage {
	p := s.active()
	head := []Stage{{Step: "registered", At: s.own.p.RegisterAt}}
	if s.master != nil {
		head = append(head, Stage{Step: "merged", At: s.mergedAt()})
	}
	unit := s.book.UnitShort(p.Unit())
	if p.Assignment != nil {
		head = append(head, Stage{Step: "assigned", At: p.Assignment.At, Unit: unit})
	}
	switch p.State {
	case petition.Forwarded, petition.Declined, petition.Redirected, petition.FinallyDeclined:
		return append(head, Stage{Step: string(p.State), At: p.Ending.At, Now: true})
	case petition.Withdrawn:
		return append(head, Stage{Step: string(p.State), At: s.last(petition.KWithdrawn), Now: true})
	case petition.InReview, petition.InRereview:
		return append(s.answered(head, p), Stage{Step: string(p.State), At: p.Reviews[len(p.Reviews)-1].At, Now: true,
			By: s.due(p, map[bool]string{false: "law.review", true: "law.rereview"}[p.State == petition.InRereview])})
	}
	return s.loop(head, p, unit)
}

// answered are the steps of a matter whose reply is being looked at again.
func (s *sighting) answered(head []Stage, p *petition.Petition) []Stage {
	if p.Acceptance != nil {
		head = append(head, Stage{Step: "accepted", At: p.Acceptance.At})
	}
	if p.Reply != nil {
		head = append(head, Stage{Step: "replied", At: p.Reply.Issued})
	}
	return head
}

func (s *sighting) loop(head []Stage, p *petition.Petition, unit string) []Stage {
	road := head
	if p.Assignment == nil {
		road = append(road, Stage{Step: "assigned", By: s.due(p, "pledge.assign"), Now: true})
	}
	accepted := Stage{Step: "accepted", By: s.due(p, "pledge.accept"), Now: p.State == petition.Assigned}
	if p.Acceptance != nil {
		accepted.At = p.Acceptance.At
	}
	handling := Stage{Step: "handling", Unit: unit, Now: p.State == petition.Accepted}
	replied := Stage{Step: "replied", By: first(s.due(p, "pledge.simple"), s.due(p, "pledge.ordinary"), s.due(p, "law.handle"))}
	if p.Reply != nil && !p.Reply.Issued.IsZero() {
		handling.At, replied.At = p.Reply.Issued, p.Reply.Issued
	}
	called := Stage{Step: "called_back", By: s.due(s.own.p, "pledge.callback")}
	if s.own.p.CalledBack() {
		called.At = s.own.p.Calls[len(s.own.p.Calls)-1].At
	} else {
		called.Now = !replied.At.IsZero()
	}
	if p.State == petition.Closed {
		called.Now = false
	}
	return append(road, accepted, handling, replied, called)
}

func first(days ...deadline.Day) deadline.Day {
	for _, d := range days {
		if d != 0 {
			return d
		}
	}
	return 0
}

// due is the day of a running clock, or none.
func (s *sighting) due(p *petition.Petition, rule string) deadline.Day {
	clock := newest(p, rule)
	if clock == nil || clock.Outcome != petition.Running {
		return 0
	}
	due, _ := s.rules.DueDay(*clock)
	return due
}

// last is when an event of a kind last happened to the petitioner's own matter.
func (s *sighting) last(kind petition.Kind) time.Time {
	for i := len(s.own.events) - 1; i >= 0; i-- {
		if s.own.events[i].Kind == kind {
			return s.own.events[i].At
		}
	}
	return time.Time{}
}

func (s *sighting) mergedAt() time.Time {
	for i := len(s.own.events) - 1; i >= 0; i-- {
		if d, ok := s.own.events[i].Data.(*petition.Linked); ok && d.Link.Kind == petition.Duplicate && !d.Incoming {
			return s.own.events[i].At
		}
	}
	return time.Time{}
}
