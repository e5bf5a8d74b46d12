package casework

import (
	"slices"
	"strings"

	"bihuan/domain/deadline"
	"bihuan/domain/petition"
)

// owed lists what the petitioner is owed and may do, with the days, in the order in which it comes.
// The pledge stands first; the law's later day is told beside it.
func (s *sighting) owed() []Owing {
	p, own := s.active(), s.own.p
	var all []Owing
	add := func(o Owing, ok bool) {
		if ok {
			all = append(all, o)
		}
	}
	switch p.State {
	case petition.Registered:
		add(s.owing(p, "assign", "pledge.assign", "law.sort"))
	case petition.Assigned:
		add(s.owing(p, "accept", "pledge.accept"))
	}
	if s.master == nil {
		add(s.owing(p, "notice", "law.notice"))
	}
	reply, ok := s.owing(p, "reply", "pledge.simple", "pledge.ordinary", "law.handle")
	add(reply, ok)
	coming := p.State == petition.Registered || p.State == petition.Assigned || p.State == petition.Accepted
	if !ok && coming {
		all = append(all, Owing{Kind: "reply", After: true})
	}
	callback, ok := s.owing(own, "callback", "pledge.callback")
	add(callback, ok)
	if !ok && (coming || p.State == petition.Replied) {
		all = append(all, Owing{Kind: "callback", After: true})
	}
	switch p.State {
	case petition.InReview:
		add(s.owing(p, "review", "law.review"))
	case petition.InRereview:
		add(s.owing(p, "rereview", "law.rereview"))
	}
	return append(all, s.rights(coming)...)
}

// rights are what the petitioner may do, while it may still be done; before the answer they are
// told as what will be.
func (s *sighting) rights(coming bool) []Owing {
	var all []Owing
	for _, r := range []struct{ kind, rule string }{
		{"rate", "rating.window"}, {"ask_review", "law.review.ask"}, {"ask_rereview", "law.rereview.ask"},
	} {
		if o, ok := s.owing(s.own.p, r.kind, r.rule); ok && o.Met == 0 && o.Standing.Kind != deadline.Lapsed {
			o.Right = true
			all = append(all, o)
		}
	}
	if coming {
		all = append(all, Owing{Kind: "ask_review", Right: true, After: true})
	}
	return all
}

// owing is one line made from the newest clocks of some rules: the first due leads.
func (s *sighting) owing(p *petition.Petition, kind string, rules ...string) (Owing, bool) {
	o := Owing{Kind: kind}
	found := false
	for _, id := range rules {
		clock := newest(p, id)
		if clock == nil || clock.Outcome == petition.Void {
			continue
		}
		rule, ok := s.rules.Rule(*clock)
		if !ok {
			continue
		}
		result := s.rules.Calendar.Due(rule, clock.Term())
		switch {
		case !found || result.Due != 0 && result.Due < o.Due:
			if found && o.Due > result.Due {
				o.Law = o.Due
			}
			o.Due, o.Why = result.Due, plain(result.Steps)
			o.Standing = result.Standing(&rule, s.today, s.rules.Calendar)
			o.Met, o.InTime = 0, false
			if clock.Outcome == petition.Met {
				o.Met, o.InTime = clock.End, clock.End <= result.Due || result.Due == 0
			}
		case result.Due > o.Due && rule.Basis == deadline.Law:
			o.Law = max(o.Law, result.Due)
		}
		found = true
	}
	return o, found
}

// plain leaves the articles out: on the public site a date says how it was counted, and the page of
// rules says what it stands on.
func plain(steps []deadline.Step) []deadline.Step {
	return slices.DeleteFunc(slices.Clone(steps), func(step deadline.Step) bool {
		return strings.HasPrefix(step.Key, "deadline.why.rule") || step.Key == "deadline.why.verify" || step.Key == "deadline.why.none"
	})
}
