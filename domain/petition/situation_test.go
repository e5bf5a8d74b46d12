package petition

import (
	"testing"

	"bihuan/domain/deadline"
)

// situation is a way to a matter that stands in some particular way, beyond its state.
type situation struct {
	name string
	prep func(w *workbench)
}

// situations are those in which somebody owes something else than in the plain state.
func situations() []situation {
	is := func(s State) func(w *workbench) { return func(w *workbench) { w.to(s) } }
	after := func(s State, more func(w *workbench)) func(w *workbench) {
		return func(w *workbench) { more(w.to(s)) }
	}
	register := func(change func(r *Record)) func(w *workbench) {
		return func(w *workbench) {
			r := record(w.now)
			change(&r)
			w.do(caseworker, &RegisteredData{Record: r})
		}
	}
	var all []situation
	for _, s := range States()[1:] {
		all = append(all, situation{string(s), is(s)})
	}
	return append(all, []situation{
		{"urgent", register(func(r *Record) { r.Flags = []Flag{Urgent} })},
		{"anonymous", register(func(r *Record) { r.Petitioners, r.Anonymous = nil, true })},
		{"registered on the web", func(w *workbench) { w.do(petitioner, &RegisteredData{Record: record(w.now)}) }},
		{"objecting", after(Assigned, func(w *workbench) { w.do(clerk, &Objected{Reasons: "不在本镇"}) })},
		{"objection upheld", after(Assigned, func(w *workbench) {
			w.do(chief, w.order(Supervision, 5))
			w.do(clerk, &Objected{Reasons: "不在本镇"})
			w.do(chief, &ObjectionUpheld{Grounds: "确实不在"})
		})},
		{"notices missing", after(Assigned, func(w *workbench) { w.do(clerk, accepted(Ordinary)) })},
		{"no person handles", after(Assigned, func(w *workbench) {
			d := accepted(Ordinary)
			d.Handler.Person = ""
			w.do(clerk, d)
			w.do(clerk, notices())
		})},
		{"contacted", after(Accepted, func(w *workbench) { w.do(handler, sample(w, KContacted)) })},
		{"worked on", after(Accepted, func(w *workbench) {
			w.do(handler, sample(w, KContacted))
			w.do(handler, sample(w, KProgress))
		})},
		{"draft", after(Accepted, func(w *workbench) { w.draft() })},
		{"draft at the head", after(Accepted, func(w *workbench) { w.draft(); w.do(deputy, &ReplyApproved{}) })},
		{"draft at the bureau", after(Accepted, func(w *workbench) {
			w.do(chief, w.order(Supervision, 5))
			w.draft()
			w.do(deputy, &ReplyApproved{})
			w.do(head, &ReplyApproved{})
		})},
		{"draft approved", after(Accepted, func(w *workbench) {
			w.draft()
			w.do(deputy, &ReplyApproved{})
			w.do(head, &ReplyApproved{})
		})},
		{"clerk's draft approved", after(Accepted, func(w *workbench) {
			w.do(clerk, sample(w, KReplySubmitted))
			w.do(deputy, &ReplyApproved{})
			w.do(head, &ReplyApproved{})
		})},
		{"sent back", after(Accepted, func(w *workbench) { w.draft(); w.do(deputy, &ReplySentBack{Why: "没有依据"}) })},
		{"urged", after(Accepted, func(w *workbench) { w.do(caseworker, w.order(Urging, 2)) })},
		{"reminded", after(Accepted, func(w *workbench) { w.do(caseworker, w.order(Reminder, 2)) })},
		{"supervised", after(Accepted, func(w *workbench) { w.do(chief, w.order(Supervision, 5)) })},
		{"listed", after(Accepted, func(w *workbench) { w.do(leader, w.order(Listing, 5)) })},
		{"summoned", after(Accepted, func(w *workbench) { w.do(chief, w.order(Summons, 5)) })},
		{"recommended", after(Closed, func(w *workbench) { w.do(chief, w.order(Recommendation, 30)) })},
		{"instructed", after(Accepted, func(w *workbench) { w.do(leader, w.order(Instruction, 5)) })},
		{"supervision answered", after(Accepted, func(w *workbench) { w.do(chief, w.order(Supervision, 5)); w.answer() })},
		{"instruction answered", after(Accepted, func(w *workbench) { w.do(leader, w.order(Instruction, 5)); w.answer() })},
		{"answer returned", after(Accepted, func(w *workbench) {
			w.do(chief, w.order(Supervision, 5))
			w.answer()
			w.do(chief, &OrderChecked{Order: lastOrder(w.p), Why: "没有附依据", Due: deadline.DayOf(w.now).Add(9)})
		})},
		{"answer good", after(Accepted, func(w *workbench) {
			w.do(chief, w.order(Supervision, 5))
			w.answer()
			w.do(chief, &OrderChecked{Order: lastOrder(w.p), Good: true})
		})},
		{"closed with an order", after(Replied, func(w *workbench) {
			w.do(caseworker, w.order(Reminder, 5))
			w.finish()
		})},
		{"reopened with an order", after(Replied, func(w *workbench) {
			w.do(chief, w.order(Supervision, 5))
			w.do(chief, sample(w, KReopened))
		})},
		{"merged with an order", after(Accepted, func(w *workbench) {
			w.do(chief, w.order(Supervision, 5))
			w.merge()
		})},
		{"came back", after(Accepted, func(w *workbench) { w.again() })},
		{"pushed", after(Accepted, func(w *workbench) {
			w.again()
			w.do(caseworker, &Pushed{Addressee: Addressee{Aim: AimTownship, Unit: "liuhe"}, Text: "请研究", Due: w.day(5)})
		})},
		{"all pushed have answered", after(Closed, func(w *workbench) {
			w.again()
			w.do(caseworker, &Pushed{Addressee: Addressee{Aim: AimLeader, Unit: "county", Person: "zhou"}, Text: "请研究", Due: w.day(5)})
			w.do(leader, &PushAnswered{Push: w.p.Discipline.Pushes[0].ID, Did: "到村里开会"})
		})},
		{"pushed and unlinked", after(Accepted, func(w *workbench) {
			w.again()
			w.do(caseworker, &Pushed{Addressee: Addressee{Aim: AimTownship, Unit: "liuhe"}, Text: "请研究", Due: w.day(5)})
			w.do(caseworker, &Unlinked{To: w.p.Links[0].To, Why: "不是同一件事"})
		})},
		{"assisting unit spoke", after(Accepted, func(w *workbench) { w.do(assistant, sample(w, KAssisted)) })},
		{"one of two assisting units spoke", func(w *workbench) {
			w.to(Registered).do(caseworker, &AssignedData{Unit: "baishui", Assisting: []Assist{{Unit: "water", Due: w.day(3)}, {Unit: "land"}}})
			w.do(assistant, sample(w, KAssisted))
		}},
		{"put up", after(Accepted, func(w *workbench) { w.do(caseworker, &Noted{Text: "请科长定", PutUp: true}) })},
		{"week 2", after(Accepted, func(w *workbench) { w.climb(2) })},
		{"week 3", after(Accepted, func(w *workbench) { w.climb(3) })},
		{"week 4", after(Accepted, func(w *workbench) { w.climb(4) })},
		{"week 4 without a leader", after(Accepted, func(w *workbench) { w.climb(3); w.rung(4, Duty{}) })},
		{"not served", after(Accepted, func(w *workbench) { w.reply() })},
		{"called in vain", after(Replied, func(w *workbench) { w.do(caseworker, &CalledBack{}) })},
		{"called back", after(Replied, func(w *workbench) { w.do(caseworker, sample(w, KCalledBack)) })},
		{"filed", after(Replied, func(w *workbench) { w.do(handler, &Filed{Evidence: AllEvidence(), Note: "x"}) })},
		{"may be rated", after(Replied, func(w *workbench) {
			w.do(handler, &Filed{Evidence: AllEvidence(), Note: "x"})
			w.do(caseworker, sample(w, KCalledBack))
		})},
		{"rated", after(Replied, func(w *workbench) {
			w.do(handler, &Filed{Evidence: AllEvidence(), Note: "x"})
			w.do(caseworker, sample(w, KCalledBack))
			w.do(petitioner, sample(w, KRated))
		})},
		{"contradicted", after(Replied, func(w *workbench) {
			w.do(caseworker, &CalledBack{Reached: true, Words: "没有收到补贴"})
		})},
		{"quality asked", after(Replied, func(w *workbench) {
			w.do(caseworker, &CalledBack{Reached: true, Words: "没有收到补贴", Review: true})
		})},
		{"quality asked after closing", after(Closed, func(w *workbench) { w.do(caseworker, sample(w, KQualityAsked)) })},
		{"quality asked, then in review", after(Replied, func(w *workbench) {
			w.do(caseworker, sample(w, KQualityAsked))
			w.do(petitioner, sample(w, KReviewRequested))
		})},
		{"a letter waits", after(Accepted, func(w *workbench) {
			w.do(chief, lettered(deadline.DayOf(w.now).Add(30)))
		})},
		{"a report is owed", after(Accepted, func(w *workbench) { w.do(caseworker, sample(w, KEscalated)) })},
		{"resolved", after(Closed, func(w *workbench) { w.do(caseworker, sample(w, KResolved)) })},
		{"archived", after(Closed, func(w *workbench) {
			w.do(chief, w.order(Recommendation, 30))
			w.do(caseworker, sample(w, KQualityAsked))
			w.do(caseworker, &Noted{Text: "请科长定", PutUp: true})
			w.do(caseworker, sample(w, KArchived))
		})},
		{"reopened", after(Closed, func(w *workbench) { w.do(chief, sample(w, KReopened)) })},
		{"opinion not served", after(InReview, func(w *workbench) {
			w.do(chief, NewReviewDecision(false, Upheld, "维持", nil))
		})},
		{"opinion served", after(InReview, func(w *workbench) {
			w.do(chief, NewReviewDecision(false, Upheld, "维持", nil))
			w.do(caseworker, &ServedData{Paper: PaperReview, Way: Direct})
		})},
		{"revoked", after(InReview, func(w *workbench) {
			w.do(chief, NewReviewDecision(false, Revoked, "撤销", nil))
		})},
		{"replied anew", after(InReview, func(w *workbench) {
			w.do(chief, NewReviewDecision(false, Revoked, "撤销", nil))
			w.reply()
		})},
		{"re-review served", after(FinallyDeclined, func(w *workbench) {
			w.do(caseworker, &ServedData{Paper: PaperRereview, Way: Direct})
		})},
		{"finally declined by the unit", after(Assigned, func(w *workbench) { w.do(head, sample(w, KFinallyDeclined)) })},
		{"declined by the unit", after(Assigned, func(w *workbench) { w.do(head, sample(w, KDeclined)) })},
		{"declined and told", after(Declined, func(w *workbench) { w.do(caseworker, sample(w, KNotified)) })},
		{"redirected and told", after(Redirected, func(w *workbench) { w.do(clerk, sample(w, KNotified)) })},
		{"redirected and answered", after(Redirected, func(w *workbench) {
			w.do(clerk, sample(w, KNotified))
			w.answer()
		})},
		{"redirected, not told, closed", after(Redirected, func(w *workbench) {
			w.answer()
			w.do(caseworker, &ClosedData{})
		})},
		{"redirected and urged", after(Redirected, func(w *workbench) {
			w.do(clerk, sample(w, KNotified))
			w.answer()
			w.do(caseworker, w.order(Urging, 2))
		})},
		{"merged before assignment", after(Registered, func(w *workbench) { w.merge() })},
		{"merged and served", after(Merged, func(w *workbench) { w.do(caseworker, sample(w, KServed)) })},
		{"unmerged", after(Merged, func(w *workbench) { w.do(caseworker, sample(w, KUnlinked)) })},
		{"withdrawing", after(Accepted, func(w *workbench) { w.do(petitioner, sample(w, KWithdrawalRequested)) })},
		{"pressed to withdraw", after(Accepted, func(w *workbench) {
			w.do(petitioner, sample(w, KWithdrawalRequested))
			w.do(caseworker, &WithdrawnData{Call: "有人劝他撤回"})
		})},
		{"withdrawing, then merged", after(Accepted, func(w *workbench) {
			w.do(petitioner, sample(w, KWithdrawalRequested))
			w.merge()
		})},
		{"withdrawing, then closed", after(Replied, func(w *workbench) {
			w.do(petitioner, sample(w, KWithdrawalRequested))
			w.finish()
		})},
		{"withdrawing, then declined", after(Registered, func(w *workbench) {
			w.do(petitioner, sample(w, KWithdrawalRequested))
			w.do(chief, sample(w, KDeclined))
		})},
	}...)
}

func situated(t *testing.T, name string) *workbench {
	t.Helper()
	for _, s := range situations() {
		if s.name == name {
			w := newBench(t, "2026-09-01 09:00")
			s.prep(w)
			return w
		}
	}
	t.Fatalf("there is no situation %q", name)
	return nil
}

func (w *workbench) order(kind OrderKind, days int) Data {
	return NewOrder(kind, "请办理", deadline.DayOf(w.now).Add(days), "")
}

// answer gives the unit's answer to the last order.
func (w *workbench) answer() {
	w.t.Helper()
	w.do(clerk, &OrderAnswered{Order: lastOrder(w.p), Answer: "已办"})
}

func (w *workbench) draft() {
	w.t.Helper()
	w.do(handler, &ReplySubmitted{Answers: answers(w.p), ReviewBody: "清源县人民政府"})
}

func (w *workbench) merge() {
	w.t.Helper()
	w.do(caseworker, &Linked{Link: Link{To: other(), Kind: Duplicate}})
}

// finish takes a reply that was served to the end.
func (w *workbench) finish() {
	w.t.Helper()
	w.do(handler, &Filed{Evidence: AllEvidence(), Note: "卷宗3号柜"})
	w.do(caseworker, sample(w, KCalledBack))
	w.do(caseworker, &ClosedData{Why: "信访人表示不评价"})
}

// rung makes one step of the ladder at the moment at which it is due, and the time to be then.
func (w *workbench) rung(week int, to Duty) {
	w.t.Helper()
	_, due, ok := w.p.NextRung()
	if !ok {
		w.t.Fatalf("there is no next rung, wanted week %d", week)
	}
	if w.now.Before(due) {
		w.now = due
	}
	w.do(clock, &LadderAdvanced{Week: week, To: to, Due: due})
}

// climb makes the steps of the ladder up to a week, each for who holds the post.
func (w *workbench) climb(week int) {
	w.t.Helper()
	for n := w.p.Present() + 1; n <= week; n++ {
		w.rung(n, rungDuty(n))
	}
}

func rungDuty(week int) Duty {
	o := deputy
	switch week {
	case deadline.LadderHead:
		o = head
	case deadline.LadderLiaison:
		o = leader
	}
	return Duty{Person: o.Person, Name: o.Name, Unit: o.Unit}
}
