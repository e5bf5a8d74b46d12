package petition

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"bihuan/domain/deadline"
	"bihuan/domain/fault"
	"bihuan/domain/org"
)

// TestRefusals has a row for each reason to be refused; a reason without a row fails the test.
func TestRefusals(t *testing.T) {
	with := func(change func(r *Record)) *RegisteredData {
		r := record(at("2026-09-01 08:00"))
		change(&r)
		return &RegisteredData{Record: r}
	}
	today := deadline.NewDay(2026, 9, 1)
	later := today.Add(5)
	draft := func(w *workbench) {
		w.to(Accepted).do(handler, &ReplySubmitted{Answers: answers(w.p), ReviewBody: "县政府"})
	}
	object := func(w *workbench) { w.to(Assigned).do(clerk, &Objected{Reasons: "不在本镇"}) }
	supervise := func(w *workbench) { w.to(Accepted).do(chief, NewOrder(Supervision, "限期", later, "")) }
	is := func(s State) func(w *workbench) { return func(w *workbench) { w.to(s) } }
	answered := func(prep func(w *workbench)) func(w *workbench) {
		return func(w *workbench) { prep(w); w.answer() }
	}
	checked := func(w *workbench) {
		answered(supervise)(w)
		w.do(chief, &OrderChecked{Order: "o5", Good: true})
	}
	ask := func(s State) func(w *workbench) {
		return func(w *workbench) { w.to(s).do(caseworker, &QualityAsked{Why: "说没有收到"}) }
	}
	backAgain := func(w *workbench) {
		w.to(Registered).comesBack()
		w.p.Record.Accused = Accused{Units: []org.UnitID{"police"}, People: []org.PersonID{"zheng"}}
	}
	pushedToLeader := func(w *workbench) {
		w.to(Assigned).comesBack(Push{ID: "d9", Addressee: Addressee{Aim: AimLeader, Unit: "county", Person: "zhou"}, Text: "x", Due: later, At: w.now.Add(time.Hour)})
		w.now = w.now.Add(2 * time.Hour)
	}
	concluded := func(w *workbench) {
		w.to(Registered).comesBack()
		w.do(caseworker, &DisciplineClosed{Conclusion: "x"})
	}

	rows := []struct {
		key  string
		prep func(w *workbench)
		by   org.Officer
		data Data
	}{
		{"channel", is(None), caseworker, with(func(r *Record) { r.Channel = "pigeon" })},
		{"received", is(None), caseworker, with(func(r *Record) { r.ReceivedAt = time.Time{} })},
		{"received_future", is(None), caseworker, with(func(r *Record) { r.ReceivedAt = at("2026-09-01 09:01") })},
		{"level", is(None), caseworker, with(func(r *Record) { r.FirstLevel = "moon" })},
		{"superior", is(None), caseworker, with(func(r *Record) { r.Channel = Above })},
		{"name", is(None), caseworker, with(func(r *Record) { r.Petitioners = nil })},
		{"name", is(None), caseworker, with(func(r *Record) { r.Petitioners[0].Name = "" })},
		{"representatives", is(None), caseworker, with(func(r *Record) {
			for len(r.Petitioners) <= MaxRepresentatives {
				r.Petitioners = append(r.Petitioners, r.Petitioners[0])
			}
			r.Persons = 6
		})},
		{"persons", is(None), caseworker, with(func(r *Record) { r.Persons = 0 })},
		{"purpose", is(None), caseworker, with(func(r *Record) { r.Purpose = "revenge" })},
		{"place", is(None), caseworker, with(func(r *Record) { r.Place = "" })},
		{"category", is(None), caseworker, with(func(r *Record) { r.Category = "" })},
		{"subject", is(None), caseworker, with(func(r *Record) { r.Subject = " 　" })},
		{"long", is(None), caseworker, with(func(r *Record) { r.Subject = strings.Repeat("长", 201) })},
		{"demands", is(None), caseworker, with(func(r *Record) { r.Demands = nil })},
		{"demand_empty", is(None), caseworker, with(func(r *Record) { r.Demands[1].Text = " " })},
		{"flag", is(None), caseworker, with(func(r *Record) { r.Flags = []Flag{"dangerous_person"} })},
		{"forbidden", is(None), head, with(func(*Record) {})},
		{"letter", is(Accepted), chief, &LetterIssued{Letter: Sent{ID: "l1"}}},
		{"letter_issued", func(w *workbench) { w.to(Accepted).do(chief, lettered(0)) }, chief, lettered(0)},
		{"letter_accused", func(w *workbench) {
			w.to(Registered)
			w.p.Record.Accused.Units = []org.UnitID{"land"}
		}, chief, &LetterIssued{Letter: Sent{ID: "l1", Number: "1", To: "land"}}},
		{"due_past", is(Accepted), chief, lettered(today)},
		{"letter", is(Accepted), chief, &LetterVoided{Letter: "l9", Why: "写错"}},
		{"why", func(w *workbench) { w.to(Accepted).do(chief, lettered(0)) }, chief, &LetterVoided{Letter: "l1", Why: " "}},
		{"letter_voided", func(w *workbench) {
			w.to(Accepted).do(chief, lettered(0))
			w.do(chief, &LetterVoided{Letter: "l1", Why: "写错"})
		}, chief, &LetterVoided{Letter: "l1", Why: "写错"}},
		{"letter_answered", func(w *workbench) {
			w.to(Accepted).do(chief, lettered(later))
			w.do(inspector, &OrderAnswered{Order: lastOrder(w.p), Answer: "查清"})
		}, chief, &LetterVoided{Letter: "l1", Why: "写错"}},
		{"order_other", func(w *workbench) { w.to(Accepted).do(chief, lettered(later)) }, clerk, &OrderAnswered{Order: "o5", Answer: "代答"}},
		{"not_returned", is(Registered), caseworker, &Pushed{}},
		{"not_returned", is(Registered), caseworker, &DisciplineClosed{Conclusion: "x"}},
		{"push_to", backAgain, caseworker, &Pushed{Addressee: Addressee{Aim: "press"}, Text: "x", Due: later}},
		{"push_to", backAgain, caseworker, &Pushed{Addressee: Addressee{Aim: AimLeader}, Text: "x", Due: later}},
		{"push_to", backAgain, caseworker, &Pushed{Addressee: Addressee{Aim: AimUnit}, Text: "x", Due: later}},
		{"push_task_force", backAgain, caseworker, &Pushed{Addressee: Addressee{Aim: AimTaskForce}, Text: "x", Due: later}},
		{"push_accused", backAgain, caseworker, &Pushed{Addressee: Addressee{Aim: AimUnit, Unit: "police"}, Text: "x", Due: later}},
		{"push_accused", backAgain, caseworker, &Pushed{Addressee: Addressee{Aim: AimLeader, Unit: "county", Person: "zheng"}, Text: "x", Due: later}},
		{"text", backAgain, caseworker, &Pushed{Addressee: Addressee{Aim: AimUnit, Unit: "land"}, Text: " ", Due: later}},
		{"due_past", backAgain, caseworker, &Pushed{Addressee: Addressee{Aim: AimUnit, Unit: "land"}, Text: "x", Due: today}},
		{"forbidden", backAgain, clerk, &Pushed{Addressee: Addressee{Aim: AimUnit, Unit: "land"}, Text: "x", Due: later}},
		{"push", backAgain, caseworker, &PushAnswered{Push: "d1", Did: "x"}},
		{"push_other", pushedToLeader, clerk, &PushAnswered{Push: "d9", Did: "x"}},
		{"text", pushedToLeader, leader, &PushAnswered{Push: "d9", Did: " "}},
		{"before_push", pushedToLeader, caseworker, &PushAnswered{Push: "d9", Did: "x", On: at("2026-09-01 09:30")}},
		{"push_waiting", pushedToLeader, caseworker, &DisciplineClosed{Conclusion: "x"}},
		{"push_answered", func(w *workbench) {
			pushedToLeader(w)
			w.do(leader, &PushAnswered{Push: "d9", Did: "x"})
		}, leader, &PushAnswered{Push: "d9", Did: "又一次"}},
		{"push_answered", func(w *workbench) {
			pushedToLeader(w)
			w.do(leader, &PushAnswered{Push: "d9", Did: "x"})
		}, caseworker, &PushAnswered{Push: "d9", Did: "又一次"}},
		{"text", backAgain, caseworker, &DisciplineClosed{}},
		{"discipline_closed", concluded, caseworker, &DisciplineClosed{Conclusion: "x"}},
		{"discipline_closed", concluded, caseworker, &Pushed{Addressee: Addressee{Aim: AimUnit, Unit: "land"}, Text: "x", Due: later}},
		{"discipline_open", func(w *workbench) { w.to(Closed).comesBack() }, caseworker, &Archived{Class: "y30"}},
		{"archived", func(w *workbench) { w.to(Closed).do(caseworker, &Archived{Class: "y30"}) }, caseworker, &Resolved{Ground: "x"}},
		{"state", is(Closed), caseworker, &AssignedData{Unit: "baishui"}},
		{"not_found", func(w *workbench) {
			w.do(caseworker, with(func(r *Record) { r.Accused.Units = []org.UnitID{"baishui"} }))
			w.do(caseworker, &AssignedData{Unit: "liuhe"})
		}, clerk, accepted(Ordinary)},

		{"why", is(Registered), caseworker, &Corrected{Field: FSubject, New: "x"}},
		{"field", is(Registered), caseworker, &Corrected{Field: "number", New: "x", Why: "y"}},
		{"field", is(Registered), caseworker, &Corrected{Field: FDemand, Index: 9, New: "x", Why: "y"}},
		{"demand_empty", is(Registered), caseworker, &Corrected{Field: FDemand, Index: 0, Why: "y"}},
		{"persons", is(Registered), caseworker, &Corrected{Field: FPersons, New: "-3", Why: "y"}},
		{"material", is(Registered), petitioner, &MaterialAdded{}},
		{"level", is(Registered), caseworker, &Escalated{Escalation: Escalation{Level: org.Village, On: today, Form: Visit, Persons: 1}}},
		{"future", is(Registered), caseworker, &Escalated{Escalation: Escalation{Level: org.City, On: later, Form: Visit, Persons: 1}}},
		{"channel", is(Registered), caseworker, &Escalated{Escalation: Escalation{Level: org.City, On: today, Persons: 1}}},
		{"persons", is(Registered), caseworker, &Escalated{Escalation: Escalation{Level: org.City, On: today, Form: Visit}}},

		{"link_kind", is(Registered), caseworker, &Linked{Link: Link{To: other(), Kind: "rival"}}},
		{"number", is(Registered), caseworker, &Linked{Link: Link{To: "990121-260831-0009-B", Kind: Related}}},
		{"merged_into", is(Merged), caseworker, &Linked{Link: Link{To: Number("990121", 0, 79), Kind: Collection}}},
		{"ended", is(Closed), caseworker, &Linked{Link: Link{To: other(), Kind: Collection}}},
		{"collective_of", func(w *workbench) { part(w, false) }, caseworker, &Linked{Link: Link{To: other(), Kind: Collection}}},
		{"collective_of", func(w *workbench) { part(w, false) }, caseworker, &Linked{Link: Link{To: other(), Kind: Collection}, Incoming: true}},
		{"leads", func(w *workbench) { part(w, true) }, caseworker, &Linked{Link: Link{To: other(), Kind: Collection}}},
		{"apart_already", func(w *workbench) { w.to(Assigned).do(caseworker, &SetApart{To: other()}) }, caseworker, &SetApart{To: other()}},
		{"linked_already", func(w *workbench) { part(w, true) }, caseworker, &Linked{Link: Link{To: Number("990121", 0, 80), Kind: Related}}},
		{"linked_already", is(Merged), caseworker, &Linked{Link: Link{To: other(), Kind: Related}}},
		{"master_closed", is(Closed), caseworker, &Linked{Link: Link{To: other(), Kind: Duplicate}, Incoming: true}},
		{"state", is(Replied), caseworker, &Linked{Link: Link{To: other(), Kind: Duplicate}}},
		{"is_master", func(w *workbench) {
			w.to(Assigned).do(caseworker, &Linked{Link: Link{To: other(), Kind: Duplicate}, Incoming: true})
		}, caseworker, &Linked{Link: Link{To: Number("990121", 0, 5), Kind: Duplicate}}},
		{"not_linked", is(Registered), caseworker, &Unlinked{To: other(), Why: "x"}},
		{"why", is(Merged), caseworker, &Unlinked{To: other()}},

		{"unit", is(Registered), caseworker, &AssignedData{}},
		{"path", is(Registered), caseworker, &AssignedData{Unit: "baishui", Path: "scenic"}},
		{"assisting", is(Registered), caseworker, &AssignedData{Unit: "baishui", Assisting: []Assist{{Unit: "baishui"}}}},
		{"due_past", is(Registered), caseworker, &AssignedData{Unit: "baishui", Assisting: []Assist{{Unit: "land", Due: today.Add(-1)}}}},
		{"accused", func(w *workbench) {
			w.do(caseworker, with(func(r *Record) { r.Accused.Units = []org.UnitID{"baishui"} }))
		}, caseworker, &AssignedData{Unit: "land", Assisting: []Assist{{Unit: "baishui"}}}},
		{"accused", func(w *workbench) {
			w.do(caseworker, with(func(r *Record) { r.Accused.Units = []org.UnitID{"baishui"} }))
		}, caseworker, &AssignedData{Unit: "baishui"}},
		{"forbidden", func(w *workbench) {
			w.do(caseworker, with(func(r *Record) { r.Flags = []Flag{Urgent} }))
		}, caseworker, &AssignedData{Unit: "baishui"}},

		{"objecting", object, clerk, &Objected{Reasons: "又一次"}},
		{"objecting", object, clerk, accepted(Ordinary)},
		{"objecting", object, head, &DeclinedData{Ground: GroundOutside, Body: "法院", Reasons: "x"}},
		{"objecting", object, clerk, &RedirectedData{Legal: 1, Body: "法院", Due: later}},
		{"objecting", object, head, &FinallyDeclinedData{Reasons: "x", Earlier: other()}},
		{"reasons", is(Assigned), clerk, &Objected{}},
		{"lapsed", func(w *workbench) { w.to(Assigned).pass(9) }, clerk, &Objected{Reasons: "x"}},
		{"not_objecting", is(Assigned), chief, &ObjectionUpheld{Grounds: "x"}},
		{"reasons", object, chief, &ObjectionOverruled{}},
		{"joint_meeting", func(w *workbench) {
			object(w)
			w.do(chief, &ObjectionUpheld{Grounds: "x"})
			w.do(caseworker, &AssignedData{Unit: "baishui"})
			w.do(clerk, &Objected{Reasons: "x"})
		}, chief, &ObjectionOverruled{Grounds: "x"}},

		{"destination", is(Registered), caseworker, &ForwardedData{Body: " "}},
		{"ground", is(Registered), chief, &DeclinedData{Ground: GroundAfterRereview, Body: "x", Reasons: "x"}},
		{"destination", is(Registered), chief, &DeclinedData{Ground: GroundOutside, Reasons: "x"}},
		{"reasons", is(Registered), chief, &DeclinedData{Ground: GroundOutside, Body: "x"}},
		{"earlier", is(Registered), chief, &FinallyDeclinedData{Reasons: "x"}},
		{"reasons", is(Registered), chief, &FinallyDeclinedData{}},
		{"not_rereviewed", is(Replied), chief, &FinallyDeclinedData{Reasons: "x"}},
		{"legal", is(Assigned), clerk, &RedirectedData{Legal: 6, Body: "x", Due: later}},
		{"legal", is(Assigned), clerk, &RedirectedData{Legal: 0, Body: "x", Due: later}},
		{"destination", is(Assigned), clerk, &RedirectedData{Legal: 1, Due: later}},
		{"due_past", is(Assigned), clerk, &RedirectedData{Legal: 1, Body: "x", Due: today}},
		{"class", is(Closed), caseworker, &Archived{Class: "a while"}},

		{"path", is(Assigned), clerk, accepted("")},
		{"path_above", func(w *workbench) {
			w.do(caseworker, with(func(r *Record) { r.Channel = Above; r.Superior = &Superior{DocNo: "市信交1号"} }))
			w.do(caseworker, &AssignedData{Unit: "baishui"})
		}, clerk, accepted(Simple)},
		{"sponsor", is(Assigned), clerk, &AcceptedData{Path: Ordinary, Handler: Duty{Name: "孙", Phone: "1"}}},
		{"handler", is(Assigned), clerk, &AcceptedData{Path: Ordinary, Sponsor: Duty{Name: "何"}, Handler: Duty{Name: "孙"}}},
		{"notice_kind", is(Accepted), clerk, &Notified{Means: InPerson}},
		{"notice_kind", is(Declined), caseworker, &Notified{Kinds: FourNotices(), Means: InPerson}},
		{"means", is(Accepted), clerk, &Notified{Kinds: FourNotices(), Means: "drum"}},
		{"to", is(Accepted), clerk, &Notified{Kinds: FourNotices(), Means: ByPost, To: 3}},
		{"future", is(Accepted), clerk, &Notified{Kinds: FourNotices(), Means: ByPost, On: at("2026-09-02 09:00")}},
		{"before_received", is(Accepted), clerk, &Notified{Kinds: FourNotices(), Means: ByPost, On: at("2026-08-30 09:00")}},
		{"notices_missing", func(w *workbench) { w.to(Assigned).do(clerk, accepted(Ordinary)) }, handler, &Progress{Text: "x"}},
		{"notices_missing", func(w *workbench) { w.to(Assigned).do(clerk, accepted(Simple)) }, handler, &ReplySubmitted{}},
		{"not_extendable", func(w *workbench) { w.to(Assigned).do(clerk, accepted(Simple)) }, head, &Extended{Days: 5, Reason: "x"}},
		{"extended_already", func(w *workbench) { w.to(Accepted).do(head, &Extended{Days: 5, Reason: "x"}) }, head, &Extended{Days: 5, Reason: "x"}},
		{"extension_days", is(Accepted), head, &Extended{Days: 31, Reason: "x"}},
		{"extension_days", is(Accepted), head, &Extended{Days: 0, Reason: "x"}},
		{"reasons", is(Accepted), head, &Extended{Days: 5}},
		{"extend_late", func(w *workbench) { w.to(Accepted).pass(63) }, head, &Extended{Days: 5, Reason: "x"}},

		{"means", is(Accepted), handler, &Contacted{Said: "x"}},
		{"said", is(Accepted), handler, &Contacted{Means: ByPhone}},
		{"progress", is(Accepted), handler, &Progress{}},
		{"mark", is(Accepted), handler, &Progress{Text: "x", Mark: "pleased"}},
		{"demand", is(Accepted), handler, &Progress{Text: "x", Demand: 3}},
		{"ladder", is(Accepted), clock, &LadderAdvanced{Week: 3, Due: at("2026-09-01 09:00")}},
		{"ladder", is(Accepted), clock, &LadderAdvanced{Week: 2, Due: at("2026-09-01 08:59")}},
		{"person", is(Accepted), chief, &SponsorSet{}},
		{"members", is(Accepted), chief, &TaskForceSet{}},
		{"handler", is(Accepted), clerk, &HandlerSet{Handler: Duty{Name: "新"}, Why: "x"}},
		{"why", is(Accepted), clerk, &HandlerSet{Handler: Duty{Name: "新", Phone: "1"}}},
		{"text", is(Accepted), leader, &Instructed{}},
		{"text", is(Accepted), caseworker, &Consulted{}},
		{"text", is(Accepted), chief, NewOrder(Supervision, "", later, "")},
		{"due_past", is(Accepted), chief, NewOrder(Supervision, "x", today, "")},
		{"unassigned", func(w *workbench) { w.to(Registered).p.State = Assigned }, caseworker, NewOrder(Urging, "x", later, "")},
		{"order", supervise, handler, &OrderAnswered{Order: "o1", Answer: "x"}},
		{"text", supervise, handler, &OrderAnswered{Order: "o5", Answer: ""}},
		{"order_answered", func(w *workbench) {
			supervise(w)
			w.do(handler, &OrderAnswered{Order: lastOrder(w.p), Answer: "x"})
		}, handler, &OrderAnswered{Order: "o5", Answer: "x"}},

		{"due_past", is(Accepted), leader, &Instructed{Text: "请抓紧", Due: today}},
		{"unassigned", is(Registered), director, &Instructed{Text: "请抓紧", Due: later}},
		{"order", supervise, chief, &OrderChecked{Order: "o99", Good: true}},
		{"order_unanswered", supervise, chief, &OrderChecked{Order: "o5", Good: true}},
		{"order_unanswered", checked, chief, &OrderChecked{Order: "o5", Good: true}},
		{"order_unanswered", func(w *workbench) { // a reminder's answer is not checked
			w.to(Accepted).do(caseworker, NewOrder(Reminder, "请说明", later, ""))
			w.answer()
		}, caseworker, &OrderChecked{Order: "o5", Good: true}},
		{"why", answered(supervise), chief, &OrderChecked{Order: "o5", Due: later}},
		{"due_past", answered(supervise), chief, &OrderChecked{Order: "o5", Why: "没有附依据", Due: today}},
		{"due_past", answered(supervise), chief, &OrderChecked{Order: "o5", Why: "没有附依据"}},
		{"not_assisting", is(Accepted), clerk, &Assisted{Unit: "land", Text: "x"}},
		{"not_assisting", is(Accepted), assistant, &Assisted{Unit: "baishui", Text: "x"}},
		{"not_assisting", func(w *workbench) { w.to(Accepted).do(assistant, sample(w, KAssisted)) }, assistant, &Assisted{Unit: "land", Text: "x"}},
		{"text", is(Accepted), assistant, &Assisted{Unit: "land", Text: " "}},
		{"text", is(Accepted), caseworker, &Noted{}},

		{"reply_waiting", draft, handler, &ReplySubmitted{ReviewBody: "x"}},
		{"review_body", is(Accepted), handler, &ReplySubmitted{}},
		{"answers", is(Accepted), handler, &ReplySubmitted{ReviewBody: "x", Answers: []Answer{{}}}},
		{"answer", is(Accepted), handler, &ReplySubmitted{ReviewBody: "x", Answers: []Answer{{"f", "b", "o", Supported}, {"f", "", "o", Supported}}}},
		{"result", is(Accepted), handler, &ReplySubmitted{ReviewBody: "x", Answers: []Answer{{"f", "b", "o", Supported}, {"f", "b", "o", "maybe"}}}},
		{"no_reply", is(Accepted), deputy, &ReplyApproved{}},
		{"no_reply", is(Accepted), deputy, &ReplySentBack{Why: "x"}},
		{"no_reply", is(Accepted), clerk, &RepliedData{}},
		{"why", draft, deputy, &ReplySentBack{}},
		{"own_draft", func(w *workbench) { w.to(Accepted).do(deputy, &ReplySubmitted{Answers: answers(w.p), ReviewBody: "x"}) }, deputy, &ReplyApproved{}},
		{"own_draft", func(w *workbench) { w.to(Accepted).do(deputy, &ReplySubmitted{Answers: answers(w.p), ReviewBody: "x"}) }, deputy, &ReplySentBack{Why: "x"}},
		{"own_draft", func(w *workbench) {
			w.to(Accepted).do(clerk, &ReplySubmitted{Answers: answers(w.p), ReviewBody: "x"})
			w.do(deputy, &ReplyApproved{})
			w.do(head, &ReplyApproved{})
		}, clerk, &RepliedData{}},
		{"approved_before", func(w *workbench) { draft(w); w.do(head, &ReplyApproved{}) }, head, &ReplyApproved{}},
		{"forbidden", func(w *workbench) { draft(w); w.do(deputy, &ReplyApproved{}) }, officer("chen2", org.Deputy, "baishui", org.Town), &ReplyApproved{}},
		{"unapproved", draft, clerk, &RepliedData{}},

		{"nothing_to_serve", is(Replied), clerk, &ServedData{Paper: PaperReview, Way: Direct}},
		{"before_reply", func(w *workbench) { w.to(Replied).p.Reply.Issued = at("2026-09-03 09:00"); w.pass(3) }, clerk, &ServedData{Paper: PaperReply, Way: Direct, On: at("2026-09-02 09:00")}},
		{"way", is(Replied), clerk, &ServedData{Paper: PaperReply}},
		{"to", is(Replied), clerk, &ServedData{Paper: PaperReply, Way: Direct, To: 1}},
		{"witness", is(Replied), clerk, &ServedData{Paper: PaperReply, Way: Left}},
		{"witness", is(Replied), clerk, &ServedData{Paper: PaperReply, Way: Direct, Refused: true}},
		{"evidence", is(Replied), clerk, &Filed{Note: "x"}},
		{"evidence", is(Replied), clerk, &Filed{Note: "x", Evidence: []Evidence{"gossip"}}},
		{"filing", is(Replied), clerk, &Filed{Evidence: AllEvidence()}},
		{"unserved", func(w *workbench) { w.to(Accepted).reply() }, clerk, &Filed{Evidence: []Evidence{EProof}, Note: "x"}},
		{"unserved", func(w *workbench) { w.to(Accepted).reply() }, caseworker, &CalledBack{}},
		{"handled_yourself", func(w *workbench) { w.to(Replied).p.Acceptance.Handler.Person = "wu" }, caseworker, &CalledBack{Reached: true, Words: "x"}},
		{"words", is(Replied), caseworker, &CalledBack{Reached: true}},
		{"tried_today", func(w *workbench) { w.to(Replied).do(caseworker, &CalledBack{}) }, caseworker, &CalledBack{}},
		{"called_already", func(w *workbench) { w.to(Replied).do(caseworker, &CalledBack{Reached: true, True: true, Words: "x"}) }, caseworker, &CalledBack{}},
		{"quality_waiting", ask(Replied), caseworker, &QualityAsked{Why: "x"}},
		{"why", is(Replied), caseworker, &QualityAsked{}},
		{"quality_none", is(Replied), chief, &QualityChecked{Found: FoundGood, Words: "x"}},
		{"quality_none", func(w *workbench) {
			ask(Replied)(w)
			w.do(chief, sample(w, KQualityChecked))
		}, chief, &QualityChecked{Found: FoundGood, Words: "x"}},
		{"finding", ask(Replied), chief, &QualityChecked{Found: "so so", Words: "x"}},
		{"words", ask(Replied), chief, &QualityChecked{Found: FoundGood}},
		{"handled_yourself", func(w *workbench) { ask(Replied)(w); w.p.Reply.Author.Person = "qian" }, chief, &QualityChecked{Found: FoundGood, Words: "x"}},
		{"quality_merged", ask(Merged), chief, &QualityChecked{Found: FoundWrong, Words: "x"}},
		{"never_accepted", func(w *workbench) {
			w.to(Redirected).answer()
			w.do(caseworker, &ClosedData{})
			w.do(caseworker, sample(w, KQualityAsked))
		}, chief, &QualityChecked{Found: FoundWrong, Words: "x"}},
		{"unserved", func(w *workbench) { w.to(Accepted).reply() }, petitioner, &Rated{}},
		{"rated_already", is(Closed), petitioner, &Rated{}},
		{"grade", is(Replied), petitioner, &Rated{Bureau: Marking{Satisfied, Satisfied, Satisfied}}},
		{"lapsed", func(w *workbench) { w.to(Replied).pass(40) }, petitioner, sample(&workbench{p: &Petition{}}, KRated)},
		{"gaps", is(Replied), caseworker, &ClosedData{Why: "x"}},
		{"gaps", func(w *workbench) {
			w.to(Replied).do(handler, &Filed{Evidence: AllEvidence(), Note: "x"})
			w.do(caseworker, &CalledBack{Reached: true, True: true, Words: "x"})
		}, caseworker, &ClosedData{Why: "x", Unserved: []string{other()}}},
		{"reasons", is(Closed), caseworker, &Resolved{}},
		{"reasons", is(Closed), caseworker, &Unresolved{}},
		{"reopen", is(Closed), chief, &ReopenedData{Words: "x"}},
		{"words", is(Closed), chief, &ReopenedData{Reason: ReopenNotDone}},
		{"window_over", func(w *workbench) {
			w.to(Replied).do(handler, &Filed{Evidence: AllEvidence(), Note: "x"})
			w.do(caseworker, &CalledBack{Reached: true, True: true, Words: "x"})
			w.pass(40)
			w.do(caseworker, &ClosedData{})
		}, petitioner, &ReopenedData{Reason: ReopenNotDone, Words: "x"}},
		{"never_accepted", func(w *workbench) {
			w.to(Redirected).do(clerk, &OrderAnswered{Order: lastOrder(w.p), Answer: "x"})
			w.do(caseworker, &ClosedData{})
		}, chief, &ReopenedData{Reason: ReopenNotDone, Words: "x"}},

		{"unserved", func(w *workbench) { w.to(Accepted).reply() }, petitioner, &ReviewRequested{Body: "x", Reasons: "x"}},
		{"review_body", is(Replied), petitioner, &ReviewRequested{Reasons: "x"}},
		{"reasons", is(Replied), petitioner, &ReviewRequested{Body: "x"}},
		{"lapsed", func(w *workbench) { w.to(Replied).pass(40) }, petitioner, &ReviewRequested{Body: "x", Reasons: "x"}},
		{"reviewed_already", func(w *workbench) {
			w.to(InReview).do(chief, NewReviewDecision(false, Upheld, "x", nil))
		}, petitioner, &ReviewRequested{Body: "x", Reasons: "x"}},
		{"decision", is(InReview), chief, NewReviewDecision(false, "shelved", "x", nil)},
		{"text", is(InReview), chief, NewReviewDecision(false, Upheld, "", nil)},
		{"answers", is(InReview), chief, NewReviewDecision(false, Changed, "x", nil)},
		{"handled_yourself", func(w *workbench) { w.to(InReview).p.Reply.Author.Person = "qian" }, chief, NewReviewDecision(false, Upheld, "x", nil)},
		{"not_reviewed", is(Replied), petitioner, &RereviewRequested{Body: "x", Reasons: "x"}},
		{"unserved", func(w *workbench) {
			w.to(InReview).do(chief, NewReviewDecision(false, Upheld, "x", nil))
		}, petitioner, &RereviewRequested{Body: "x", Reasons: "x"}},
		{"withdrawing", func(w *workbench) { w.to(Assigned).do(petitioner, &WithdrawalRequested{Words: "x"}) }, petitioner, &WithdrawalRequested{Words: "x"}},
		{"words", is(Assigned), petitioner, &WithdrawalRequested{}},
		{"not_withdrawing", is(Assigned), caseworker, &WithdrawnData{Free: true, Call: "x"}},
		{"words", func(w *workbench) { w.to(Assigned).do(petitioner, &WithdrawalRequested{Words: "x"}) }, caseworker, &WithdrawnData{Free: true}},
		{"handled_yourself", func(w *workbench) {
			w.to(Accepted).do(petitioner, &WithdrawalRequested{Words: "x"})
			w.p.Acceptance.Handler.Person = "wu"
		}, caseworker, &WithdrawnData{Free: true, Call: "x"}},
		{"past", func(w *workbench) { w.do(caseworker, bare()) }, chief, &Resolved{Ground: "x"}},
		{"past", func(w *workbench) { w.do(caseworker, bare()) }, caseworker, &Noted{Text: "x", PutUp: true}},
	}
	tried := map[string]bool{"changed": true} // casework's own
	for i, row := range rows {
		tried[row.key] = true
		w := newBench(t, "2026-09-01 09:00")
		row.prep(w)
		err := w.try(row.by, row.data)
		f := fault.As(err)
		if f == nil {
			t.Errorf("row %d: %s was not refused with %s but: %v", i, row.data.Kind(), row.key, err)
			continue
		}
		found := false
		for _, one := range f.All() {
			found = found || one.Key == "fault.petition."+row.key
		}
		if !found {
			t.Errorf("row %d: %s was refused with %v, want %s", i, row.data.Kind(), err, row.key)
		}
	}
	for _, key := range keysInCode(t) {
		if !tried[key] {
			t.Errorf("no row is refused with %s", key)
		}
	}
}

func keysInCode(t *testing.T) []string {
	t.Helper()
	var keys []string
	files, _ := filepath.Glob("*.go")
	word := regexp.MustCompile(`"fault\.petition\.([a-z_]+)"`)
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range word.FindAllSubmatch(text, -1) {
			keys = append(keys, string(m[1]))
		}
	}
	return keys
}
