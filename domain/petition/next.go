package petition

import (
	"slices"
	"time"

	"bihuan/domain/deadline"
	"bihuan/domain/org"
)

// Next lists the acts that bring the matter forward now, the most pressing first: what a page offers
// as the next act, and what the today page is made of. It does not look at who may do them.
func (r Rules) Next(p *Petition, now time.Time) []Kind {
	if p.Past != nil {
		return nil
	}
	if p.Withdrawing() && slices.Contains(states(KWithdrawn), p.State) {
		return []Kind{KWithdrawn}
	}
	switch p.State {
	case Registered:
		return []Kind{KAssigned, KForwarded, KDeclined, KLinked}
	case Assigned:
		if p.Objecting() {
			return []Kind{KObjectionUpheld, KObjectionOverruled}
		}
		return []Kind{KAccepted, KObjected, KRedirected}
	case Accepted:
		return r.withOrders(p, now, p.nextInHandling())
	case Replied:
		return r.withOrders(p, now, r.nextAfterReply(p, now))
	case Merged:
		if !p.IsServed(PaperReply) {
			return []Kind{KServed}
		}
	case Redirected:
		if len(p.Unanswered()) > 0 {
			return []Kind{KOrderAnswered}
		}
		return []Kind{KClosed}
	case InReview:
		return []Kind{KReviewDecided}
	case InRereview:
		return []Kind{KRereviewDecided}
	case Declined, Forwarded, FinallyDeclined:
		if !p.told(NoticeDecision) && p.Record.Known() && p.State != FinallyDeclined {
			return []Kind{KNotified}
		}
		if p.Archive == nil {
			return []Kind{KArchived}
		}
	case Closed:
		if p.Resolution == nil {
			return []Kind{KResolved, KUnresolved}
		}
		if p.Archive == nil {
			return []Kind{KArchived}
		}
	case Withdrawn:
		if p.Archive == nil {
			return []Kind{KArchived}
		}
	}
	return nil
}

// withOrders adds the answer to an order: first when its clock leads, last otherwise.
func (r Rules) withOrders(p *Petition, now time.Time, next []Kind) []Kind {
	if len(p.Unanswered()) == 0 {
		return next
	}
	if lead, ok := r.Lead(p, deadline.DayOf(now)); ok && lead.Rule.ID == feedback {
		return append([]Kind{KOrderAnswered}, next...)
	}
	return append(next, KOrderAnswered)
}

func (p *Petition) nextInHandling() []Kind {
	if len(p.MissingNotices()) > 0 {
		return []Kind{KNotified}
	}
	if p.Reply.Waiting() {
		if p.NextLevel() != "" {
			return []Kind{KReplyApproved, KReplySentBack}
		}
		return []Kind{KReplied}
	}
	since := p.Acceptance.At
	if !slices.ContainsFunc(p.Contacts, func(c Contact) bool { return !c.At.Before(since) }) {
		return []Kind{KContacted, KProgress, KReplySubmitted}
	}
	if !slices.ContainsFunc(p.Work, func(w Work) bool { return !w.At.Before(since) }) {
		return []Kind{KProgress, KReplySubmitted}
	}
	return []Kind{KReplySubmitted, KProgress}
}

func (r Rules) nextAfterReply(p *Petition, now time.Time) []Kind {
	var next []Kind
	for _, gap := range r.Gaps(p, now) {
		switch gap {
		case GapService:
			return []Kind{KServed}
		case GapEvidence:
			next = append(next, KFiled)
		case GapCallBack:
			next = append(next, KCalledBack)
		}
	}
	if papers := p.Serviceable(); len(papers) > 0 && !p.IsServed(papers[0]) {
		return []Kind{KServed}
	}
	if len(next) == 0 {
		return []Kind{KClosed}
	}
	return next
}

// NextFor is Next, narrowed to what the officer may do.
func (r Rules) NextFor(p *Petition, by org.Officer, now time.Time) []Kind {
	return slices.DeleteFunc(r.Next(p, now), func(k Kind) bool { return r.May(p, by, k) != nil })
}

// May reports whether the officer may do an act of this kind on the petition now, as far as that
// can be said without knowing what the act carries; the error says why not and who could.
func (r Rules) May(p *Petition, by org.Officer, kind Kind) error {
	if err := r.Allows(p, by, kind, false); err != nil {
		return err
	}
	switch kind {
	case KReplyApproved:
		if level := p.NextLevel(); level == "" {
			return conflict("fault.petition.no_reply")
		} else if !level.may(by.Post) {
			return forbidden(kind, level.posts())
		}
		return (&ReplyApproved{}).check(p, act{Rules: r, by: by})
	case KReplied:
		return (&RepliedData{}).check(p, act{Rules: r, by: by})
	case KReplySentBack:
		return (&ReplySentBack{Why: "-"}).check(p, act{Rules: r, by: by})
	case KAssigned:
		if p.Record.Has(Urgent) && by.Post == org.Caseworker {
			return forbidden(kind, []org.PostKind{org.SectionChief, org.Director})
		}
	case KObjectionUpheld, KObjectionOverruled:
		if !p.Objecting() {
			return conflict("fault.petition.not_objecting")
		}
	case KAccepted, KObjected, KRedirected:
		if p.Objecting() {
			return conflict("fault.petition.objecting")
		}
	case KProgress, KReplySubmitted:
		if missing := p.MissingNotices(); len(missing) > 0 {
			return conflict("fault.petition.notices_missing", "missing", missing)
		}
		if kind == KReplySubmitted && p.Reply.Waiting() {
			return conflict("fault.petition.reply_waiting")
		}
	case KServed:
		if len(p.Serviceable()) == 0 {
			return conflict("fault.petition.nothing_to_serve")
		}
	case KCalledBack:
		switch {
		case !p.IsServed(PaperReply):
			return conflict("fault.petition.unserved")
		case p.CalledBack():
			return conflict("fault.petition.called_already")
		case p.Handled(By{Person: by.Person}):
			return forbidden(kind, r.Policy.Posts(kind))
		}
	case KRated:
		switch {
		case !p.IsServed(PaperReply):
			return conflict("fault.petition.unserved")
		case p.Rated():
			return conflict("fault.petition.rated_already")
		}
	case KReviewRequested:
		if !p.IsServed(PaperReply) {
			return conflict("fault.petition.unserved")
		}
		if last := p.lastReview(); last != nil && last.Decision != Revoked {
			return conflict("fault.petition.reviewed_already")
		}
	case KRereviewRequested:
		if last := p.lastReview(); last == nil || last.Re || last.Decision == "" || last.Decision == Revoked {
			return conflict("fault.petition.not_reviewed")
		}
	case KExtended:
		switch {
		case p.running("law.handle", "") == nil:
			return conflict("fault.petition.not_extendable")
		case p.Extension != nil:
			return conflict("fault.petition.extended_already")
		}
	case KWithdrawn:
		if !p.Withdrawing() {
			return conflict("fault.petition.not_withdrawing")
		}
	case KWithdrawalRequested:
		if p.Withdrawing() {
			return conflict("fault.petition.withdrawing")
		}
	case KOrderAnswered:
		if len(p.Unanswered()) == 0 {
			return conflict("fault.petition.order")
		}
	case KOrderChecked:
		if len(p.Unchecked()) == 0 {
			return conflict("fault.petition.order_unanswered")
		}
	case KAssisted:
		if len(p.Assists(by)) == 0 {
			return conflict("fault.petition.not_assisting")
		}
	case KQualityAsked:
		if p.Quality.Waiting() {
			return conflict("fault.petition.quality_waiting")
		}
	case KQualityChecked:
		if !p.Quality.Waiting() {
			return conflict("fault.petition.quality_none")
		}
		if p.Handled(By{Person: by.Person}) {
			return forbidden(kind, r.Policy.Posts(kind))
		}
	case KReopened:
		if p.Acceptance == nil {
			return conflict("fault.petition.never_accepted")
		}
	case KUnlinked:
		if len(p.Links)+len(p.Duplicates)+len(p.Members) == 0 {
			return conflict("fault.petition.not_linked", "no", "")
		}
	case KPushed, KPushAnswered, KDisciplineClosed:
		return p.mayDiscipline(kind, by)
	case KArchived:
		if p.Discipline.Open() {
			return conflict("fault.petition.discipline_open")
		}
	case KFinallyDeclined:
		if (p.State == Replied || p.State == Closed) && !p.Rereviewed() {
			return conflict("fault.petition.not_rereviewed")
		}
	}
	return nil
}

// Offers lists all acts that the officer may do now, in the order of lifecycle.md. Acts of the
// clock and registration are not among them.
func (r Rules) Offers(p *Petition, by org.Officer) []Kind {
	var offers []Kind
	for _, kind := range Kinds() {
		if kind != KRegistered && kind != KLadderAdvanced && kind != KBulletinSet && r.May(p, by, kind) == nil {
			offers = append(offers, kind)
		}
	}
	return offers
}

// Step is one stage of the loop that a page draws.
type Step string

// Steps of the loop, in order.
func Steps() []Step {
	return []Step{"registered", "assigned", "accepted", "notified", "handled", "replied", "served", "called_back", "closed"}
}

// At is the step of the loop where the petition stands: the first that is not done.
func (p *Petition) At() Step {
	switch p.State {
	case Registered:
		return "assigned"
	case Assigned:
		return "accepted"
	case Accepted:
		switch {
		case len(p.MissingNotices()) > 0:
			return "notified"
		case p.Reply.Waiting():
			return "replied"
		}
		return "handled"
	case Replied:
		switch {
		case !p.IsServed(PaperReply):
			return "served"
		case !p.CalledBack():
			return "called_back"
		}
		return "closed"
	}
	return "closed"
}
