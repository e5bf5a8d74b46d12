package letter

import (
	"slices"
	"strings"

	"bihuan/domain/fault"
	"bihuan/domain/org"
)

// May refuses an act on a letter: for its state first, then for who asks. What the act carries is looked
// at by who makes it. A nil error offers the act on a page.
//
// Who drafted, or has changed a draft since, may neither review, nor consent, nor sign (letters.md, "Life"),
// whatever post they act in now; who consented may not sign either: a referral takes three.
func (f *Form) May(l *Letter, by org.Officer, act Act) error {
	if !slices.Contains(states(act), l.State) && !(act == Signing && f.ByAct && l.State == Draft) {
		return fault.New(fault.Conflict, "fault.letter.state", "act", string(act), "state", string(l.State))
	}
	switch act {
	case Acknowledging:
		return who(by.Unit != "" && by.Unit == l.To, "fault.letter.addressee")
	case Answering:
		return who(f.answerable(l) && f.answers(l, by), "fault.letter.answerer")
	}
	if by.Unit != l.From {
		return fault.New(fault.Forbidden, "fault.letter.office")
	}
	own := l.Drafted(by.Person)
	switch act {
	case Delivering:
		if f.To != ToPetitioner {
			return fault.New(fault.Conflict, "fault.letter.office_gets")
		}
		return who(slices.Contains(f.Draft, by.Post), "fault.letter.draft", "posts", f.Draft)
	case Submitting:
		if f.ByAct { // whoever drafts it issues it
			return fault.New(fault.Conflict, "fault.letter.state", "act", string(act), "state", string(l.State))
		}
		return who(slices.Contains(f.Draft, by.Post), "fault.letter.draft", "posts", f.Draft)
	case Editing:
		return who(slices.Contains(f.Draft, by.Post), "fault.letter.draft", "posts", f.Draft)
	case Reviewing:
		if !l.Reviewer.At(f.Review) {
			return who(slices.Contains(f.Review, by.Post) && !own, "fault.letter.review", "posts", f.Review)
		}
	case Consenting:
		if len(f.Consent) > 0 && l.Consent.Person == "" {
			return who(slices.Contains(f.Consent, by.Post) && !own, "fault.letter.consent", "posts", f.Consent)
		}
	case SendingBack:
		could := slices.Concat(f.Review, f.Consent, f.Sign)
		return who(slices.Contains(could, by.Post) && !own, "fault.letter.review", "posts", could)
	case Signing:
		if f.ByAct {
			return who(slices.Contains(f.Draft, by.Post), "fault.letter.draft", "posts", f.Draft)
		}
		if own || l.Consent.Person == by.Person {
			return fault.New(fault.Forbidden, "fault.letter.own")
		}
		return who(slices.Contains(f.Sign, by.Post), "fault.letter.sign", "posts", f.Sign)
	case Accepting, Returning:
		return who(slices.Contains(f.Draft, by.Post) || slices.Contains(f.Sign, by.Post), "fault.letter.draft", "posts", f.Draft)
	case Voiding:
		if !l.State.Out() {
			return who(own || slices.Contains(f.Sign, by.Post), "fault.letter.draft", "posts", f.Draft)
		}
		could := f.Sign
		if f.ByAct {
			could = f.Draft
		}
		return who(slices.Contains(could, by.Post), "fault.letter.sign", "posts", could)
	}
	return fault.New(fault.Conflict, "fault.letter.state", "act", string(act), "state", string(l.State))
}

func who(may bool, key string, args ...any) error {
	if may {
		return nil
	}
	return fault.New(fault.Forbidden, key, args...)
}

// answerable reports whether the letter takes an answer: one that is owed by a day, or one that its form
// asks for without a term, as the result of a referral.
func (f *Form) answerable(l *Letter) bool {
	return l.Due != 0 || f.Answer.N == 0 && len(f.Answers) > 0
}

// answers reports whether an officer answers for the office that was written to.
func (f *Form) answers(l *Letter, by org.Officer) bool {
	if by.Unit == "" || by.Unit != l.To {
		return false
	}
	switch by.Post {
	case org.Head:
		return true
	case org.Clerk, org.Handler, org.Deputy, org.Inspector:
		return f.AnswerFrom != ToHead
	}
	return false
}

// states are those in which an act may be done.
func states(act Act) []State {
	switch act {
	case Editing, Submitting:
		return []State{Draft}
	case Reviewing, Consenting:
		return []State{InReview}
	case SendingBack:
		return []State{InReview, Reviewed}
	case Signing:
		return []State{Reviewed}
	case Delivering, Acknowledging:
		return []State{Issued}
	case Answering:
		return []State{Issued, Acknowledged}
	case Accepting, Returning:
		return []State{Answered}
	case Voiding:
		return []State{Draft, InReview, Reviewed, Issued, Delivered, Acknowledged}
	}
	return nil
}

// CanDraft refuses to draft a letter of the form for a post at an office.
func (f *Form) CanDraft(by org.Officer, responsible org.UnitID) error {
	if !slices.Contains(f.Draft, by.Post) {
		return fault.New(fault.Forbidden, "fault.letter.draft", "posts", f.Draft)
	}
	mine := by.Unit != "" && by.Unit == responsible
	switch f.From {
	case ByOffice:
		return who(by.InBureau(), "fault.letter.office")
	case ByUnit:
		return who(mine, "fault.letter.office")
	}
	return who(by.InBureau() || mine, "fault.letter.office")
}

// Apply is the only way in which a letter changes, after its act was found lawful.
func (f *Form) Apply(l *Letter, s Step) {
	l.Version = s.Seq
	switch s.Act {
	case Drafting:
		l.State, l.Author, l.Begun = Draft, s.By, s.At
		l.takes(s.By.Person)
	case Editing:
		l.Why = ""
		l.takes(s.By.Person)
	case Submitting:
		l.Why = ""
		l.State = InReview
		f.ready(l)
	case Reviewing:
		l.Reviewer = s.By
		f.ready(l)
	case Consenting:
		l.Consent = s.By
		f.ready(l)
	case SendingBack:
		l.State, l.Why = Draft, s.Note
		l.Reviewer, l.Consent = By{}, By{}
	case Signing:
		l.State, l.Signer, l.Issued = Issued, s.By, s.At
	case Delivering:
		l.State = Delivered
		if l.Due == 0 {
			l.State = Closed
		}
	case Acknowledging:
		l.State = Acknowledged
		if !f.answerable(l) {
			l.State = Closed // nothing more is asked
		}
	case Answering:
		l.State = Answered
		if !f.Checked {
			l.State = Closed
		}
	case Accepting, Closing:
		l.State = Closed
	case Returning:
		l.State, l.Why = Acknowledged, s.Note
	case Voiding:
		l.State, l.Why = Voided, s.Note
	}
}

// ready lets a letter on to be signed when all that comes before was done.
func (f *Form) ready(l *Letter) {
	if (len(f.Review) == 0 || l.Reviewer.At(f.Review)) && (len(f.Consent) == 0 || l.Consent.Person != "") {
		l.State = Reviewed
	}
}

// NeedsWhy reports whether an act has to say why.
func (a Act) NeedsWhy() bool { return a == SendingBack || a == Voiding || a == Returning }

// CheckWhy refuses an act that does not say why.
func (a Act) CheckWhy(note string) error {
	if a.NeedsWhy() && strings.TrimSpace(note) == "" {
		return fault.NewInvalid("why", "fault.letter.why")
	}
	return nil
}
