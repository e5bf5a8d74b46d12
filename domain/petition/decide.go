package petition

import (
	"slices"
	"time"

	"bihuan/domain/deadline"
	"bihuan/domain/fault"
	"bihuan/domain/org"
)

// Rules is what an act is decided by, besides the petition itself.
type Rules struct {
	Policy   org.Policy
	Policies deadline.Policies
	Calendar deadline.Calendar
	Triggers []Trigger // of supervision
}

// states is the table of lifecycle.md: in which states a kind may happen. What is not in it
// is refused; what is in it may still be refused by the step's own check.
func states(kind Kind) []State {
	switch kind {
	case KRegistered:
		return []State{None}
	case KCorrected, KEscalated:
		return States()[1:]
	case KMaterialAdded:
		return []State{Registered, Assigned, Accepted, Replied, Redirected, Merged, InReview, InRereview}
	case KLinked:
		return States()[1:]
	case KUnlinked, KSetApart:
		return States()[1:]
	case KAssigned, KForwarded:
		return []State{Registered}
	case KObjected, KObjectionUpheld, KObjectionOverruled, KRedirected, KAccepted:
		return []State{Assigned}
	case KDeclined:
		return []State{Registered, Assigned}
	case KFinallyDeclined:
		return []State{Registered, Assigned, Replied, Closed}
	case KNotified:
		return []State{Accepted, Declined, FinallyDeclined, Forwarded, Redirected}
	case KContacted:
		return []State{Assigned, Accepted, Replied, InReview, InRereview}
	case KProgress:
		return []State{Accepted, Replied}
	case KLadderAdvanced, KExtended, KReplySubmitted, KReplySentBack, KReplyApproved, KReplied:
		return []State{Accepted}
	case KUrged, KReminded, KSupervised, KListed, KSummoned:
		return []State{Assigned, Accepted, Replied, Redirected, InReview, InRereview}
	case KRecommended:
		return []State{Assigned, Accepted, Replied, Closed, Redirected, InReview, InRereview}
	case KOrderAnswered, KOrderChecked, KNoted:
		return States()[1:]
	case KAssisted:
		return []State{Assigned, Accepted, Replied}
	case KQualityAsked:
		return []State{Replied, Merged, Closed}
	case KQualityChecked:
		return []State{Replied, Merged, Closed}
	case KBulletinSet, KLetterIssued, KLetterVoided, KPushed, KPushAnswered, KDisciplineClosed:
		return States()[1:]
	case KServed:
		return []State{Replied, Merged, FinallyDeclined}
	case KFiled:
		return []State{Replied}
	case KCalledBack:
		return []State{Replied, Merged}
	case KRated:
		return []State{Replied, Merged, Closed}
	case KClosed:
		return []State{Replied, Redirected}
	case KResolved, KUnresolved:
		return []State{Replied, Closed}
	case KReopened:
		return []State{Closed, Replied}
	case KReviewRequested, KRereviewRequested:
		return []State{Replied, Closed}
	case KReviewDecided:
		return []State{InReview}
	case KRereviewDecided:
		return []State{InRereview}
	case KWithdrawalRequested, KWithdrawn:
		return []State{Registered, Assigned, Accepted, Replied, InReview, InRereview}
	case KSponsorSet, KTaskForceSet:
		return []State{Assigned, Accepted, Replied, InReview, InRereview}
	case KHandlerSet:
		return []State{Accepted, Replied}
	case KConsulted, KInstructed:
		return []State{Registered, Assigned, Accepted, Replied, Redirected, InReview, InRereview}
	case KArchived:
		return []State{Closed, Forwarded, Declined, FinallyDeclined, Withdrawn}
	}
	return nil
}

// Decide says which events an act makes, or refuses it: first for what state the petition is in,
// then for who asks, then for what is missing. It changes nothing. Events come ready to Apply.
//
// A refusal for the state is a Conflict which tells the state; one for the person is Forbidden and
// tells which posts could; one for the input is Invalid and names the fields.
func (r Rules) Decide(p *Petition, by org.Officer, now time.Time, d Data) ([]Event, error) {
	var events []Event
	after := p.clone()
	for queue := []Data{d}; len(queue) > 0; queue = queue[1:] {
		made, err := r.decide(after, by, now, queue[0], len(events) > 0)
		if err != nil {
			return nil, err
		}
		if c, ok := queue[0].(consequent); ok {
			queue = append(queue, c.consequences(after, act{Rules: r, by: by, at: made.At, now: now})...)
		}
		after.Apply(made)
		events = append(events, made)
	}
	return events, nil
}

// decide makes one event. What follows from an act needs no right of its own.
func (r Rules) decide(p *Petition, by org.Officer, now time.Time, d Data, follows bool) (Event, error) {
	theirs, ok := d.(mirrored)
	if err := r.allows(p, by, d.Kind(), follows, ok && theirs.incoming()); err != nil {
		return Event{}, err
	}
	a := act{Rules: r, by: by, at: now, now: now}
	if t, ok := d.(dated); ok && !t.when().IsZero() {
		a.at = t.when()
		if err := p.checkWhen(a); err != nil {
			return Event{}, err
		}
	}
	if err := d.check(p, a); err != nil {
		return Event{}, err
	}
	if c, ok := d.(completed); ok {
		c.complete(p, a)
	}
	e := Event{Seq: p.Version + 1, Kind: d.Kind(), At: a.at, Recorded: now, By: ByOf(by), Data: d}
	if c, ok := d.(correcting); ok {
		e.Corrects = c.corrects()
	}
	after := p.clone()
	after.Apply(e)
	e.Clocks = r.clockChanges(p, after, e)
	return e, nil
}

// checkWhen refuses an act dated in the future or before the matter was received.
func (p *Petition) checkWhen(a act) error {
	switch {
	case a.at.After(a.now):
		return fault.NewInvalid("on", "fault.petition.future")
	case p.Version > 0 && deadline.DayOf(a.at) < deadline.DayOf(p.Record.ReceivedAt):
		return fault.NewInvalid("on", "fault.petition.before_received", "day", deadline.DayOf(p.Record.ReceivedAt))
	}
	return nil
}

// Allows reports whether the state and the post allow an act of this kind at all; what the act
// itself carries is not looked at. A nil error offers the act on a page.
func (r Rules) Allows(p *Petition, by org.Officer, kind Kind, follows bool) error {
	return r.allows(p, by, kind, follows, false)
}

// allows is Allows for an event that may be the other side's: an archived file takes no other.
func (r Rules) allows(p *Petition, by org.Officer, kind Kind, follows, incoming bool) error {
	if p.Past != nil && !slices.Contains(pastActs(), kind) {
		return conflict("fault.petition.past")
	}
	if p.Past == nil && !slices.Contains(states(kind), p.State) {
		return fault.New(fault.Conflict, "fault.petition.state", "act", string(kind), "state", string(p.State))
	}
	if p.Archive != nil && !incoming {
		return fault.New(fault.Conflict, "fault.petition.archived")
	}
	if follows {
		return nil
	}
	if by.Walled(p.Tie()) {
		return fault.New(fault.NotFound, "fault.petition.not_found")
	}
	if kind == KRegistered {
		if r.Policy.Reach(by.Post, kind) == org.None {
			return forbidden(kind, r.Policy.Posts(kind))
		}
		return nil
	}
	if kind == KOrderAnswered && p.Asked(by.Unit) {
		return nil // its own answer to a letter, whoever's the matter is
	}
	if kind == KPushAnswered && len(p.PushesFor(by)) > 0 {
		return nil // what was asked of oneself, whoever's the matter is
	}
	if !r.Policy.May(by, kind, p.Tie()) || by.Post.AtBureau() && p.unitsOwn(kind) {
		return forbidden(kind, slices.DeleteFunc(r.Policy.Posts(kind), func(post org.PostKind) bool {
			return post.AtBureau() && p.unitsOwn(kind)
		}))
	}
	return nil
}

// unitsOwn reports whether an act that the bureau may do elsewhere is here the unit's own: to tell
// the petitioner that it has accepted, and to serve its reply. The bureau tells of its own decisions
// and serves on duplicates, which may have no unit, and what a review decided.
func (p *Petition) unitsOwn(kind Kind) bool {
	switch kind {
	case KNotified:
		return p.State == Accepted || p.State == Redirected
	case KServed:
		return p.State == Replied && p.lastReview() == nil
	}
	return false
}

func forbidden(kind Kind, could []org.PostKind) error {
	return fault.New(fault.Forbidden, "fault.petition.forbidden", "act", string(kind), "posts", could)
}

// conflict is a refusal because something must happen first.
func conflict(key string, args ...any) error { return fault.New(fault.Conflict, key, args...) }
