package casework

import (
	"strings"

	"bihuan/domain/deadline"
	"bihuan/domain/org"
	"bihuan/domain/personal"
	"bihuan/domain/petition"
)

// data makes what an act of a story carries; what a line does not say is filled in.
func (s *story) data(verb string, p *petition.Petition, with args) petition.Data {
	today := deadline.DayOf(s.time())
	defer with.allUsed()
	switch petition.Kind(verb) {
	case petition.KCorrected:
		d := &petition.Corrected{Field: petition.Field(with.get("field", "subject")), Index: with.int("index", 0), Why: with.get("why", "笔误")}
		if d.Field.Personal() {
			d.Now = personal.Private(with.get("new", ""))
		} else {
			d.New = with.get("new", "改正后的事由")
		}
		return d
	case petition.KMaterialAdded:
		return &petition.MaterialAdded{Text: with.get("text", "补充一份收条")}
	case petition.KLinked:
		return &petition.Linked{Link: petition.Link{To: s.other(with.get("to", "")), Kind: petition.LinkKind(with.get("kind", "duplicate")), Why: "同一电话"}}
	case petition.KUnlinked:
		return &petition.Unlinked{To: s.other(with.get("to", "")), Why: "不是同一件事"}
	case petition.KSetApart:
		return &petition.SetApart{To: s.other(with.get("to", ""))}
	case petition.KAssigned:
		d := &petition.AssignedData{Unit: org.UnitID(with.get("unit", "baishui")), Path: petition.Path(with.get("path", ""))}
		for _, unit := range with.list("assisting") {
			d.Assisting = append(d.Assisting, petition.Assist{Unit: org.UnitID(unit), Due: today.Add(7)})
		}
		return d
	case petition.KForwarded:
		return &petition.ForwardedData{Body: with.get("body", "邻县信访局")}
	case petition.KObjected:
		return &petition.Objected{Reasons: "地块不在本镇", Suggests: org.UnitID(with.get("suggests", ""))}
	case petition.KObjectionUpheld:
		return &petition.ObjectionUpheld{Grounds: "地块确在邻镇", Meeting: with.bool("meeting", false)}
	case petition.KObjectionOverruled:
		return &petition.ObjectionOverruled{Grounds: "地块在本镇", Meeting: with.bool("meeting", false)}
	case petition.KDeclined:
		return &petition.DeclinedData{Ground: petition.Ground(with.get("ground", "outside")), Body: with.get("body", "县人民法院"), Reasons: "已经起诉"}
	case petition.KFinallyDeclined:
		return &petition.FinallyDeclinedData{Earlier: s.other(with.get("earlier", "")), Reasons: "同一事实和理由已经复核"}
	case petition.KRedirected:
		return &petition.RedirectedData{Legal: with.int("legal", 2), Body: "劳动人事争议仲裁委员会", Due: with.day("due", today.Add(45))}
	case petition.KAccepted:
		return &petition.AcceptedData{
			Path:    petition.Path(with.get("path", "ordinary")),
			Sponsor: s.duty(with.get("sponsor", "baishui.head")),
			Handler: s.duty(with.get("handler", "baishui.handler1")),
		}
	case petition.KNotified:
		d := &petition.Notified{Means: petition.Means(with.get("means", "in_person"))}
		for _, kind := range with.list("kinds") {
			d.Kinds = append(d.Kinds, petition.NoticeKind(kind))
		}
		if d.Kinds == nil {
			d.Kinds = petition.FourNotices()
		}
		return d
	case petition.KContacted:
		return &petition.Contacted{Means: petition.ByPhone, Said: "说明了进展"}
	case petition.KProgress:
		return &petition.Progress{Text: "核对发放表，差额属实", Mark: petition.Mark(with.get("mark", "verified"))}
	case petition.KLadderAdvanced:
		return &petition.LadderAdvanced{Week: with.int("week", 2), To: s.duty(with.get("to", "baishui.deputy")), Due: with.day("due", today).Start()}
	case petition.KUrged:
		return petition.NewOrder(petition.Urging, "请按期答复", with.day("due", today.Add(3)), with.get("trigger", ""))
	case petition.KReminded:
		return petition.NewOrder(petition.Reminder, "请说明情况", with.day("due", today.Add(2)), "")
	case petition.KSupervised:
		return petition.NewOrder(petition.Supervision, "限期反馈", with.day("due", today.Add(5)), with.get("trigger", ""))
	case petition.KListed:
		return petition.NewOrder(petition.Listing, "挂牌督办", with.day("due", today.Add(5)), with.get("trigger", ""))
	case petition.KSummoned:
		return petition.NewOrder(petition.Summons, "约谈主要领导", with.day("due", today.Add(5)), with.get("trigger", ""))
	case petition.KRecommended:
		return petition.NewOrder(petition.Recommendation, "建议改进工作", with.day("due", today.Add(15)), with.get("trigger", ""))
	case petition.KOrderChecked:
		good := with.bool("good", true)
		d := &petition.OrderChecked{Order: with.get("order", lastOrder(p)), Good: good}
		if !good {
			d.Why, d.Due = "没有写清楚金额", with.day("due", today.Add(5))
		}
		return d
	case petition.KAssisted:
		return &petition.Assisted{Unit: org.UnitID(with.get("unit", "land")), Text: "地籍已经核实"}
	case petition.KNoted:
		return &petition.Noted{Text: "下周一现场核查", PutUp: with.bool("put_up", false), Trigger: with.get("trigger", "")}
	case petition.KQualityAsked:
		return &petition.QualityAsked{Why: "信访人说没有收到"}
	case petition.KQualityChecked:
		return &petition.QualityChecked{Found: petition.Finding(with.get("found", "good")), Words: "核对了发放表"}
	case petition.KBulletinSet:
		return &petition.BulletinSet{Wanted: with.bool("wanted", true)}
	case petition.KOrderAnswered:
		return &petition.OrderAnswered{Order: with.get("order", lastOrder(p)), Answer: "已经办理"}
	case petition.KExtended:
		return &petition.Extended{Days: with.int("days", 30), Reason: "需要委托鉴定"}
	case petition.KReplySubmitted:
		return &petition.ReplySubmitted{Answers: answers(with.int("answers", len(p.Record.Demands))), ReviewBody: "清源县人民政府"}
	case petition.KReplySentBack:
		return &petition.ReplySentBack{Why: "诉求二没有写依据"}
	case petition.KReplyApproved:
		return &petition.ReplyApproved{}
	case petition.KReplied:
		return &petition.RepliedData{}
	case petition.KServed:
		return &petition.ServedData{Paper: petition.Paper(with.get("paper", "reply")), Way: petition.Way(with.get("way", "direct")), Witness: with.get("witness", "")}
	case petition.KFiled:
		return &petition.Filed{Evidence: petition.AllEvidence(), Note: "卷宗在白水镇信访办3号柜"}
	case petition.KCalledBack:
		reached := with.bool("reached", true)
		return &petition.CalledBack{Reached: reached, True: reached && with.bool("true", true), Satisfied: with.bool("satisfied", true), Words: "收到了，属实", Review: with.bool("review", false)}
	case petition.KRated:
		grade := petition.Grade(with.get("grade", "satisfied"))
		m := petition.Marking{Attitude: grade, Speed: grade, Result: grade}
		return &petition.Rated{Bureau: m, Unit: m}
	case petition.KClosed:
		return &petition.ClosedData{Why: with.get("why", "")}
	case petition.KResolved:
		return &petition.Resolved{OwnWord: true, Ground: "信访人说问题解决了"}
	case petition.KUnresolved:
		return &petition.Unresolved{Ground: "款项还没有到位"}
	case petition.KReopened:
		return &petition.ReopenedData{Reason: petition.ReopenReason(with.get("reason", "not_done")), Words: "答应的没有做"}
	case petition.KReviewRequested:
		return &petition.ReviewRequested{Body: "清源县人民政府", Reasons: "面积不对"}
	case petition.KReviewDecided, petition.KRereviewDecided:
		decision := petition.ReviewDecision(with.get("decision", "upheld"))
		var changed []petition.Answer
		if decision == petition.Changed {
			changed = answers(len(p.Record.Demands))
		}
		return petition.NewReviewDecision(petition.Kind(verb) == petition.KRereviewDecided, decision, "经审查，意见如下", changed)
	case petition.KRereviewRequested:
		return &petition.RereviewRequested{Body: "市人民政府", Reasons: "面积还是不对"}
	case petition.KWithdrawalRequested:
		return &petition.WithdrawalRequested{Words: "问题解决了，不用再办"}
	case petition.KWithdrawn:
		return &petition.WithdrawnData{Free: with.bool("free", true), Call: "电话核实，本人自愿"}
	case petition.KEscalated:
		return &petition.Escalated{Escalation: petition.Escalation{Level: org.Level(with.get("level", "province")), On: today, Form: petition.Visit, Persons: 1}}
	case petition.KSponsorSet:
		return &petition.SponsorSet{Sponsor: s.duty(with.get("sponsor", "baishui.head"))}
	case petition.KTaskForceSet:
		return &petition.TaskForceSet{Members: []petition.Duty{s.duty("baishui.deputy"), s.duty("land.deputy")}}
	case petition.KHandlerSet:
		return &petition.HandlerSet{Handler: s.duty(with.get("handler", "baishui.clerk")), Why: "与信访人是亲属", Recusal: true}
	case petition.KConsulted:
		return &petition.Consulted{Text: "会商意见：先公示"}
	case petition.KInstructed:
		return &petition.Instructed{Text: "请白水镇本月办结", Due: with.day("due", 0)}
	case petition.KPushed:
		return s.pushed(with, today)
	case petition.KPushAnswered:
		return &petition.PushAnswered{Push: with.get("push", s.asked(p, with.get("for", ""))), Did: with.get("did", "到现场看过，月底前补发")}
	case petition.KDisciplineClosed:
		return &petition.DisciplineClosed{Conclusion: with.get("conclusion", "差额已经补发到户")}
	case petition.KArchived:
		return &petition.Archived{Class: "y30"}
	}
	s.fail("no such act: %s", verb)
	return nil
}

// pushed is to=leader:login, to=unit:id or to=task_force.
func (s *story) pushed(with args, today deadline.Day) *petition.Pushed {
	aim, who, _ := strings.Cut(with.get("to", "unit:liuhe"), ":")
	d := &petition.Pushed{Addressee: petition.Addressee{Aim: petition.Aim(aim)}, Left: "诉求2没有答复", Text: "请研究解决", Due: with.day("due", today.Add(5))}
	switch d.Aim {
	case petition.AimLeader:
		d.Person = s.officer(who).Person
	case petition.AimUnit:
		d.Unit = org.UnitID(who)
	}
	return d
}

// asked is the first push that waits, or the first to a unit or a person.
func (s *story) asked(p *petition.Petition, whom string) string {
	if p.Discipline == nil {
		return ""
	}
	for _, one := range p.Discipline.Pushes {
		if one.Waiting() && (whom == "" || whom == string(one.Unit) || whom == string(one.Aim)) {
			return one.ID
		}
	}
	return ""
}

func (s *story) other(name string) string {
	if name == "" {
		return ""
	}
	return s.number(name)
}

func (s *story) duty(login string) petition.Duty {
	who := s.officer(login)
	return petition.Duty{Person: who.Person, Name: who.Name, Title: who.Title, Unit: who.Unit, Phone: "0000-620 0133"}
}

func answers(n int) []petition.Answer {
	all := make([]petition.Answer, n)
	for i := range all {
		all[i] = petition.Answer{Facts: "差额属实", Basis: "土地管理法", Opinion: "补发差额", Result: petition.Supported}
	}
	return all
}

func lastOrder(p *petition.Petition) string {
	if n := len(p.Orders); n > 0 {
		return p.Orders[n-1].ID
	}
	return ""
}
