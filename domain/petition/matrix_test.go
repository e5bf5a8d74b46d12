package petition

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"bihuan/domain/deadline"
	"bihuan/domain/fault"
	"bihuan/domain/org"
)

// whoDoes is an officer for each act, and sample is what the act carries: so chosen that the act
// succeeds where the state allows it and its own needs are met.
func whoDoes(p *Petition, kind Kind) org.Officer {
	if p.unitsOwn(kind) {
		return clerk
	}
	switch kind {
	case KObjected, KRedirected, KAccepted, KReplied, KHandlerSet, KContacted, KOrderAnswered:
		return clerk
	case KAssisted:
		return assistant
	case KProgress, KReplySubmitted, KFiled:
		return handler
	case KReplySentBack, KReplyApproved:
		return deputy
	case KExtended:
		return head
	case KLadderAdvanced:
		return clock
	case KRated, KWithdrawalRequested, KBulletinSet, KReviewRequested, KRereviewRequested:
		return petitioner
	case KObjectionUpheld, KObjectionOverruled, KDeclined, KFinallyDeclined, KReviewDecided, KRereviewDecided, KSponsorSet, KReopened, KSupervised, KListed, KSummoned, KRecommended, KQualityChecked, KLetterIssued, KLetterVoided:
		return chief
	case KTaskForceSet, KInstructed:
		return director
	}
	return caseworker
}

func sample(w *workbench, kind Kind) Data {
	p, due := w.p, deadline.DayOf(w.now).Add(5)
	switch kind {
	case KRegistered:
		return &RegisteredData{Record: record(w.now)}
	case KCorrected:
		return &Corrected{Field: FSubject, New: "改正的事由", Why: "笔误"}
	case KMaterialAdded:
		return &MaterialAdded{Text: "补充照片"}
	case KLinked:
		return &Linked{Link: Link{To: Number("990121", 0, 77), Kind: Related}}
	case KUnlinked:
		to := other()
		if len(p.Links) > 0 {
			to = p.Links[0].To
		}
		return &Unlinked{To: to, Why: "不是同一件事"}
	case KSetApart:
		return &SetApart{To: Number("990121", 0, 78)}
	case KAssigned:
		return &AssignedData{Unit: "liuhe"}
	case KForwarded:
		return &ForwardedData{Body: "邻县信访局"}
	case KObjected:
		return &Objected{Reasons: "不在本镇"}
	case KObjectionUpheld:
		return &ObjectionUpheld{Grounds: "确实不在"}
	case KObjectionOverruled:
		return &ObjectionOverruled{Grounds: "就在本镇"}
	case KDeclined:
		return &DeclinedData{Ground: GroundOutside, Body: "县人民法院", Reasons: "已经起诉"}
	case KFinallyDeclined:
		return &FinallyDeclinedData{Earlier: other(), Reasons: "已经复核"}
	case KRedirected:
		return &RedirectedData{Legal: 1, Body: "县人民法院", Due: due}
	case KAccepted:
		return accepted(Simple)
	case KNotified:
		if p.State == Accepted {
			return notices()
		}
		return &Notified{Kinds: []NoticeKind{NoticeDecision}, Means: ByPost}
	case KContacted:
		return &Contacted{Means: ByPhone, Said: "说明进展"}
	case KProgress:
		return &Progress{Text: "测量面积", Mark: Acted}
	case KLadderAdvanced:
		return &LadderAdvanced{Week: p.Week + 1, To: Duty{Name: "陈"}, Due: w.now}
	case KUrged:
		return NewOrder(Urging, "请尽快", due, "")
	case KReminded:
		return NewOrder(Reminder, "请说明", due, "")
	case KSupervised:
		return NewOrder(Supervision, "限期", due, "")
	case KListed:
		return NewOrder(Listing, "挂牌", due, "")
	case KSummoned:
		return NewOrder(Summons, "约谈", due, "")
	case KRecommended:
		return NewOrder(Recommendation, "改进工作", due, "")
	case KOrderChecked:
		return &OrderChecked{Order: lastOrder(p), Good: true}
	case KAssisted:
		return &Assisted{Unit: "land", Text: "已经核实地籍"}
	case KNoted:
		return &Noted{Text: "下周一现场核查"}
	case KQualityAsked:
		return &QualityAsked{Why: "信访人说没有收到补贴"}
	case KQualityChecked:
		return &QualityChecked{Found: FoundGood, Words: "答复属实"}
	case KBulletinSet:
		return &BulletinSet{Wanted: true}
	case KOrderAnswered:
		return &OrderAnswered{Order: lastOrder(p), Answer: "已办"}
	case KExtended:
		return &Extended{Days: 30, Reason: "需要鉴定"}
	case KReplySubmitted:
		return &ReplySubmitted{Answers: answers(p), ReviewBody: "县政府"}
	case KReplySentBack:
		return &ReplySentBack{Why: "没有依据"}
	case KReplyApproved:
		return &ReplyApproved{}
	case KReplied:
		return &RepliedData{}
	case KServed:
		paper := PaperReply
		if s := p.Serviceable(); len(s) > 0 {
			paper = s[0]
		}
		return &ServedData{Paper: paper, Way: Direct}
	case KFiled:
		return &Filed{Evidence: []Evidence{EReply}, Note: "卷宗"}
	case KCalledBack:
		return &CalledBack{Reached: true, True: true, Words: "属实"}
	case KRated:
		m := Marking{Satisfied, Satisfied, Satisfied}
		return &Rated{Bureau: m, Unit: m}
	case KClosed:
		return &ClosedData{Why: "信访人表示不评价"}
	case KResolved:
		return &Resolved{OwnWord: true, Ground: "信访人说解决了"}
	case KUnresolved:
		return &Unresolved{Ground: "款项未到"}
	case KReopened:
		return &ReopenedData{Reason: ReopenNotDone, Words: "没有发钱"}
	case KReviewRequested:
		return &ReviewRequested{Body: "县政府", Reasons: "不服"}
	case KReviewDecided:
		return NewReviewDecision(false, Upheld, "维持", nil)
	case KRereviewRequested:
		return &RereviewRequested{Body: "市政府", Reasons: "不服"}
	case KRereviewDecided:
		return NewReviewDecision(true, Upheld, "维持", nil)
	case KWithdrawalRequested:
		return &WithdrawalRequested{Words: "不告了"}
	case KWithdrawn:
		return &WithdrawnData{Free: true, Call: "自愿"}
	case KEscalated:
		return &Escalated{Escalation: Escalation{Level: org.Province, On: deadline.DayOf(w.now), Form: Visit, Persons: 1}}
	case KSponsorSet:
		return &SponsorSet{Sponsor: Duty{Person: "he", Name: "何"}}
	case KTaskForceSet:
		return &TaskForceSet{Members: []Duty{{Person: "he", Name: "何"}}}
	case KHandlerSet:
		return &HandlerSet{Handler: Duty{Person: "x", Name: "新", Phone: "1"}, Why: "回避", Recusal: true}
	case KConsulted:
		return &Consulted{Text: "会商"}
	case KInstructed:
		return &Instructed{Text: "请抓紧"}
	case KLetterIssued:
		d := lettered(0)
		d.Letter.ID = fmt.Sprint("l", p.Version)
		return d
	case KLetterVoided:
		id := "l0"
		if n := len(p.Letters); n > 0 {
			id = p.Letters[n-1].ID
		}
		return &LetterVoided{Letter: id, Why: "写错"}
	case KPushed:
		return &Pushed{Addressee: Addressee{Aim: AimTownship, Unit: "liuhe"}, Text: "请补发差额", Due: due}
	case KPushAnswered:
		id := "d9"
		if open := p.PushesFor(caseworker); len(open) > 0 {
			id = open[0].ID
		}
		return &PushAnswered{Push: id, Did: "已经补发"}
	case KDisciplineClosed:
		return &DisciplineClosed{Conclusion: "差额补发到位"}
	case KArchived:
		return &Archived{Class: "y30"}
	}
	return nil
}

// comesBack puts the matter into the register, once it is one.
func (w *workbench) comesBack(pushes ...Push) *workbench {
	if w.p.State != None {
		w.p.Discipline = &Entry{Returns: []Return{{Kind: ReturnBackflow, Of: other(), Unit: "baishui", At: w.now}}, Pushes: pushes}
	}
	return w
}

// lettered is a letter to the discipline body, with a date for its answer or without.
func lettered(due deadline.Day) *LetterIssued {
	return &LetterIssued{Letter: Sent{ID: "l1", Kind: "lookback", Name: "复盘倒查函", Number: "清信查函〔2026〕1号", To: "discipline", Hash: "00"}, Due: due, Post: org.Inspector}
}

func lastOrder(p *Petition) string {
	if n := len(p.Orders); n > 0 {
		return p.Orders[n-1].ID
	}
	return "o0"
}

// TestEveryPair tries every kind in every state with good input, and compares what came of it with
// testdata/matrix.txt: the state after it, or the reason why it was refused. UPDATE=1 writes the file.
func TestEveryPair(t *testing.T) {
	var b strings.Builder
	pairs := 0
	for _, state := range States() {
		name := string(state)
		if state == None {
			name = "none"
		}
		fmt.Fprintf(&b, "\n%s\n", name)
		for _, kind := range Kinds() {
			w := newBench(t, "2026-09-01 09:00").to(state)
			switch kind {
			case KPushAnswered:
				w.comesBack(Push{ID: "d9", Addressee: Addressee{Aim: AimTownship, Unit: "liuhe"}, Text: "请补发差额", At: w.now})
			case KPushed, KDisciplineClosed:
				w.comesBack()
			}
			before, err := w.p.Snapshot()
			if err != nil {
				t.Fatal(err)
			}
			refused := w.try(whoDoes(w.p, kind), sample(w, kind))
			pairs++
			if refused == nil {
				if w.p.Version != len(w.events) || !slices.Contains(states(kind), state) {
					t.Errorf("%s in %s: version %d after %d events", kind, name, w.p.Version, len(w.events))
				}
				fmt.Fprintf(&b, "  %-22s -> %s\n", kind, w.p.State)
				continue
			}
			after, _ := w.p.Snapshot()
			if string(before) != string(after) {
				t.Errorf("%s in %s was refused and yet left something behind", kind, name)
			}
			f := fault.As(refused)
			if f == nil || f.Key == "" || f.Kind == fault.Internal {
				t.Fatalf("%s in %s: refused without a reason: %v", kind, name, refused)
			}
			if f.Key == "fault.petition.state" && slices.Contains(states(kind), state) && kind != KLinked {
				t.Errorf("%s in %s: refused for the state, though the table allows it", kind, name)
			}
			fmt.Fprintf(&b, "  %-22s !  %s %s\n", kind, f.Kind, f.Key)
		}
	}
	t.Logf("%d pairs", pairs)
	if want := len(States()) * len(Kinds()); pairs != want {
		t.Fatalf("%d pairs, want %d", pairs, want)
	}
	compare(t, "testdata/matrix.txt", b.String())
}

func compare(t *testing.T, file, got string) {
	t.Helper()
	if os.Getenv("UPDATE") != "" {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if string(want) == got {
		return
	}
	wants, gots := strings.Split(string(want), "\n"), strings.Split(got, "\n")
	for i := range max(len(wants), len(gots)) {
		if i >= len(wants) || i >= len(gots) || wants[i] != gots[i] {
			t.Fatalf("%s differs at line %d; run with UPDATE=1 and read the difference\n got %q", file, i+1, slices.Concat(gots, []string{""})[min(i, len(gots))])
		}
	}
}

// TestKindsAreKnown: every kind is in the policy table, or nobody may do it, and among the words that a
// county's clocks may name.
func TestKindsAreKnown(t *testing.T) {
	for _, kind := range Kinds() {
		if len(rules(t).Policy.Posts(kind)) == 0 {
			t.Errorf("%s is not in the policy table", kind)
		}
		_, err := deadline.ParsePolicy(fmt.Appendf(nil, `{"policy": "own", "version": 1, "effective": "2026-01-01", "title": {"zh": "本县", "en": "Own"},
			"clocks": [{"id": "own.clock", "name": {"zh": "本县", "en": "Own"}, "starts_on": [%q], "stops_on": ["closed"], "voided_on": ["withdrawn"],
			"span": 1, "unit": "days", "basis": "pledge", "article": {"zh": "本县", "en": "Own"}}]}`, kind))
		if err != nil {
			t.Errorf("%s: %v", kind, err)
		}
	}
}
