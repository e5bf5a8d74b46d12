package petition

import (
	"encoding/json"
	"os"
	"sync"
	"testing"
	"time"

	"bihuan/domain/deadline"
	"bihuan/domain/org"
)

// The cast of this package's tests: a bureau, one unit that answers, one that assists.
var (
	caseworker = officer("wu", org.Caseworker, "bureau", org.Bureau)
	chief      = officer("qian", org.SectionChief, "bureau", org.Bureau)
	director   = officer("zhao", org.Director, "bureau", org.Bureau)
	clerk      = officer("liu", org.Clerk, "baishui", org.Town)
	handler    = officer("sun", org.Handler, "baishui", org.Town)
	deputy     = officer("chen", org.Deputy, "baishui", org.Town)
	head       = officer("he", org.Head, "baishui", org.Town)
	assistant  = officer("tian", org.Clerk, "land", org.Department)
	inspector  = officer("shen", org.Inspector, "discipline", org.Discipline)
	leader     = officer("zhou", org.Leader, "county", org.Leadership)
	petitioner = org.ThePetitioner("990121")
	clock      = org.TheClock("990121")
)

func officer(id string, post org.PostKind, unit org.UnitID, kind org.UnitKind) org.Officer {
	o := org.Officer{County: "990121", Person: org.PersonID(id), Name: id, Post: post, Unit: unit, UnitKind: kind}
	if post == org.Leader {
		o.Liaison = []org.UnitID{"baishui"}
	}
	return o
}

var loaded = sync.OnceValues(func() (Rules, error) {
	policies, err := deadline.LoadPolicies()
	if err != nil {
		return Rules{}, err
	}
	calendar, err := deadline.Embedded()
	if err != nil {
		return Rules{}, err
	}
	// Package oversight, which reads and checks them, imports this one.
	raw, err := os.ReadFile("../oversight/triggers.json")
	if err != nil {
		return Rules{}, err
	}
	var triggers []Trigger
	err = json.Unmarshal(raw, &triggers)
	return Rules{Policy: org.ThePolicy(), Policies: policies, Calendar: calendar, Triggers: triggers}, err
})

func rules(t testing.TB) Rules {
	t.Helper()
	r, err := loaded()
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// at is a moment in the county.
func at(text string) time.Time {
	when, err := time.ParseInLocation("2006-01-02 15:04", text, deadline.Zone())
	if err != nil {
		panic(err)
	}
	return when
}

func record(when time.Time) Record {
	return Record{
		Channel: Visit, ReceivedAt: when, FirstLevel: org.County, Persons: 3, Purpose: Claim,
		Petitioners: []Petitioner{{Name: "王小明", Phone: "19900001234", Address: "白水镇石门村3组"}},
		Category:    "0101", Place: "990121101201", Subject: "石门村青苗补偿款少发",
		Demands: []Demand{{"补发差额"}, {"公布标准"}},
	}
}

// bench acts on one petition and fails the test when an act is refused.
type workbench struct {
	t      testing.TB
	rules  Rules
	p      *Petition
	events []Event
	now    time.Time
}

func newBench(t testing.TB, now string) *workbench {
	return &workbench{t: t, rules: rules(t), p: &Petition{No: Number("990121", 0, 1)}, now: at(now)}
}

func (w *workbench) try(by org.Officer, d Data) error {
	events, err := w.rules.Decide(w.p, by, w.now, d)
	for _, e := range events {
		w.p.Apply(e)
		w.events = append(w.events, e)
	}
	return err
}

func (w *workbench) do(by org.Officer, d Data) {
	w.t.Helper()
	if err := w.try(by, d); err != nil {
		w.t.Fatalf("%s in state %q: %v", d.Kind(), w.p.State, err)
	}
}

func (w *workbench) pass(days int) { w.now = w.now.AddDate(0, 0, days) }

func other() string { return Number("990121", deadline.NewDay(2026, 8, 31), 9) }

func accepted(path Path) *AcceptedData {
	return &AcceptedData{Path: path, Sponsor: Duty{Person: "he", Name: "何"}, Handler: Duty{Person: "sun", Name: "孙", Phone: "0000-6200133"}}
}

func notices() *Notified { return &Notified{Kinds: FourNotices(), Means: InPerson} }

func answers(p *Petition) []Answer {
	all := make([]Answer, len(p.Record.Demands))
	for i := range all {
		all[i] = Answer{Facts: "属实", Basis: "土地管理法", Opinion: "补发", Result: Supported}
	}
	return all
}

// The way to each state, shortest first.
func (w *workbench) to(s State) *workbench {
	w.t.Helper()
	switch s {
	case None:
	case Registered:
		w.do(caseworker, &RegisteredData{Record: record(w.now)})
	case Assigned:
		w.to(Registered).do(caseworker, &AssignedData{Unit: "baishui", Assisting: []Assist{{Unit: "land"}}})
	case Accepted:
		w.to(Assigned).do(clerk, accepted(Ordinary))
		w.do(clerk, notices())
	case Replied:
		w.to(Accepted)
		w.do(handler, &Progress{Text: "核对名单", Mark: Verified})
		w.reply()
		w.do(clerk, &ServedData{Paper: PaperReply, Way: Direct})
	case Closed:
		w.to(Replied)
		w.do(handler, &Filed{Evidence: AllEvidence(), Note: "卷宗3号柜"})
		w.do(caseworker, &CalledBack{Reached: true, True: true, Satisfied: true, Words: "属实，满意"})
		w.do(petitioner, &Rated{Bureau: Marking{Satisfied, Satisfied, Basically}, Unit: Marking{Satisfied, Basically, Satisfied}})
		w.do(caseworker, &ClosedData{})
	case Forwarded:
		w.to(Registered).do(caseworker, &ForwardedData{Body: "邻县信访局"})
	case Redirected:
		w.to(Assigned).do(clerk, &RedirectedData{Legal: 2, Body: "劳动人事争议仲裁委员会", Due: deadline.DayOf(w.now).Add(45)})
	case Declined:
		w.to(Registered).do(chief, &DeclinedData{Ground: GroundOutside, Body: "县人民法院", Reasons: "已经起诉"})
	case FinallyDeclined:
		w.to(InRereview).do(director, NewReviewDecision(true, Upheld, "维持", nil))
	case Merged:
		w.to(Assigned).do(caseworker, &Linked{Link: Link{To: other(), Kind: Duplicate, Why: "同一电话"}})
	case Withdrawn:
		w.to(Registered).do(petitioner, &WithdrawalRequested{Words: "已经解决了"})
		w.do(caseworker, &WithdrawnData{Free: true, Call: "电话核实，本人自愿"})
	case InReview:
		w.to(Replied).do(petitioner, &ReviewRequested{Body: "清源县人民政府", Reasons: "面积不对"})
	case InRereview:
		w.to(InReview).do(director, NewReviewDecision(false, Upheld, "维持", nil))
		w.do(clerk, &ServedData{Paper: PaperReview, Way: Direct})
		w.do(petitioner, &RereviewRequested{Body: "市人民政府", Reasons: "面积还是不对"})
	}
	if w.p.State != s {
		w.t.Fatalf("on the way to %q arrived at %q", s, w.p.State)
	}
	return w
}

func (w *workbench) reply() {
	w.t.Helper()
	w.do(handler, &ReplySubmitted{Answers: answers(w.p), ReviewBody: "清源县人民政府"})
	w.do(deputy, &ReplyApproved{})
	w.do(head, &ReplyApproved{})
	if w.p.UnderSupervision() {
		w.do(chief, &ReplyApproved{})
	}
	w.do(clerk, &RepliedData{DocNo: "白信复〔2026〕1号"})
}

// day is the day so many days from now.
func (w *workbench) day(n int) deadline.Day { return deadline.DayOf(w.now).Add(n) }
