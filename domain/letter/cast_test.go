package letter

import (
	"sync"
	"testing"
	"time"

	"bihuan/domain/deadline"
	"bihuan/domain/org"
	"bihuan/domain/oversight"
	"bihuan/domain/petition"
	"bihuan/domain/sample"
)

// book is the made county's book of offices.
type book struct{ sample.Directory }

func (b book) Unit(id org.UnitID) (org.Unit, bool) {
	for _, u := range b.Units {
		if u.ID == id {
			return u, true
		}
	}
	return org.Unit{}, false
}

func (b book) Person(id org.PersonID) (org.Person, bool) {
	for _, p := range b.People {
		if p.ID == id {
			return p, true
		}
	}
	return org.Person{}, false
}

func (b book) Holder(unit org.UnitID, post org.PostKind, at time.Time) (org.Person, org.Post, bool) {
	for _, held := range b.Posts {
		if held.Unit == unit && held.Kind == post && held.Held(at) {
			who, ok := b.Person(held.Person)
			return who, held, ok
		}
	}
	return org.Person{}, org.Post{}, false
}

// county is the made county with the signs and addresses that numbers and letters need.
var county = sync.OnceValue(func() book {
	b := book{sample.County()}
	for i := range b.Units {
		u := &b.Units[i]
		u.Address = "清源县人民路1号"
		switch u.ID {
		case "bureau":
			u.Sign = "清信"
		case "baishui":
			u.Sign = "白政"
		}
	}
	return b
})

var theRules = sync.OnceValues(func() (petition.Rules, error) {
	policies, err := deadline.LoadPolicies()
	if err != nil {
		return petition.Rules{}, err
	}
	calendar, err := deadline.Embedded()
	if err != nil {
		return petition.Rules{}, err
	}
	triggers, err := oversight.Triggers()
	return petition.Rules{Policy: org.ThePolicy(), Policies: policies, Calendar: calendar, Triggers: triggers}, err
})

func rules(t testing.TB) petition.Rules {
	t.Helper()
	r, err := theRules()
	if err != nil {
		t.Fatal(err)
	}
	return r
}

var theForms = sync.OnceValues(Shipped)

func forms(t testing.TB) Forms {
	t.Helper()
	f, err := theForms()
	if err != nil {
		t.Fatal(faultsOf(err))
	}
	return f
}

// moment is one in the county.
func moment(text string) time.Time {
	when, err := time.ParseInLocation("2006-01-02 15:04", text, deadline.Zone())
	if err != nil {
		panic(err)
	}
	return when
}

func date(text string) deadline.Day {
	d, err := deadline.ParseDay(text)
	if err != nil {
		panic(err)
	}
	return d
}

// matterBench acts on one petition of the made county through its rules, and fails the test when an act
// is refused.
type matterBench struct {
	t      testing.TB
	p      *petition.Petition
	events []petition.Event
	now    time.Time
}

const number = "990121-260831-0009-R"

func newMatter(t testing.TB, now string) *matterBench {
	return &matterBench{t: t, p: &petition.Petition{No: number}, now: moment(now)}
}

func (w *matterBench) do(login string, d petition.Data) *matterBench {
	w.t.Helper()
	by, ok := sample.Officer(login)
	switch {
	case login == "petitioner":
		by = org.ThePetitioner(string(sample.Code))
	case login == "clock":
		by = org.TheClock(string(sample.Code))
	case !ok:
		w.t.Fatalf("there is no officer %s", login)
	}
	w.now = w.now.Add(time.Minute)
	events, err := rules(w.t).Decide(w.p, by, w.now, d)
	if err != nil {
		w.t.Fatalf("%s by %s: %v", d.Kind(), login, err)
	}
	for _, e := range events {
		w.p.Apply(e)
	}
	w.events = append(w.events, events...)
	return w
}

// until goes on to a moment; steps of the ladder are made as they come.
func (w *matterBench) until(text string) *matterBench {
	w.t.Helper()
	for to := moment(text); ; {
		week, due, ok := w.p.NextRung()
		if !ok || due.After(to) {
			w.now = to
			return w
		}
		w.now = due
		post := petition.RungPost(week)
		who, held, found := county().Holder("baishui", post, due)
		if !found {
			u, _ := county().Unit("baishui")
			who, _ = county().Person(u.Liaison)
			held.Unit = "county"
		}
		w.do("clock", &petition.LadderAdvanced{Week: week, Due: due, To: petition.Duty{Person: who.ID, Name: who.Name, Title: held.Title, Unit: held.Unit, Phone: who.Phone}})
	}
}

func record(received time.Time) petition.Record {
	return petition.Record{
		Channel: petition.Visit, ReceivedAt: received, FirstLevel: org.County, Persons: 3, Purpose: petition.Claim,
		Petitioners: []petition.Petitioner{{Name: "王小明", Phone: "15400001234", Address: "白水镇石门村3组12号"}},
		Category:    "0101", Place: "990121101201", Subject: "反映石门村灌溉渠损毁的问题",
		Facts: "王小明反映：石门村灌溉渠损毁约400米，电话15400001234。",
		Demands: []petition.Demand{
			{Text: "损毁的渠段约400米，何时修复"}, {Text: "今年晚稻用水如何临时保障"}, {Text: "公布渠道日常管护的责任人"},
		},
	}
}

func (w *matterBench) registered() *matterBench {
	w.t.Helper()
	return w.do("case1", &petition.RegisteredData{Record: record(w.now)})
}

func (w *matterBench) assigned() *matterBench {
	w.t.Helper()
	return w.registered().do("case1", &petition.AssignedData{Unit: "baishui", Assisting: []petition.Assist{{Unit: "land"}}, Path: petition.Ordinary,
		Instruction: "请当面听取信访人意见"})
}

func duty(login, title string) petition.Duty {
	o, _ := sample.Officer(login)
	who, _ := county().Person(o.Person)
	return petition.Duty{Person: o.Person, Name: o.Name, Title: title, Unit: o.Unit, Phone: who.Phone}
}

func (w *matterBench) accepted() *matterBench {
	w.t.Helper()
	w.assigned().do("baishui.clerk", &petition.AcceptedData{Path: petition.Ordinary, Sponsor: duty("baishui.deputy", "副镇长"), Handler: duty("baishui.handler1", "水利站站长")})
	return w.do("baishui.clerk", &petition.Notified{Kinds: petition.FourNotices(), Means: petition.InPerson})
}

func (w *matterBench) replied() *matterBench {
	w.t.Helper()
	answers := make([]petition.Answer, len(w.p.Record.Demands))
	for i := range answers {
		answers[i] = petition.Answer{Facts: "经现场核实，情况属实。", Basis: "《中华人民共和国水法》第三十七条", Opinion: "11月30日前修复", Result: petition.Supported}
	}
	w.do("baishui.handler1", &petition.Progress{Text: "现场核实", Mark: petition.Verified})
	w.do("baishui.handler1", &petition.ReplySubmitted{Answers: answers, ReviewBody: "清源县人民政府"})
	w.do("baishui.deputy", &petition.ReplyApproved{}).do("baishui.head", &petition.ReplyApproved{})
	if w.p.UnderSupervision() {
		w.do("chief1", &petition.ReplyApproved{})
	}
	return w.do("baishui.clerk", &petition.RepliedData{DocNo: "白信复〔2026〕1号"})
}

// facts are what a letter from the bureau to an office is made from.
func (w *matterBench) facts(to org.UnitID) Facts {
	return Facts{
		Petition: w.p, Events: w.events, Hide: w.p.Record.Masks(), Rules: rules(w.t), Book: county(), Today: deadline.DayOf(w.now), Place: "白水镇石门村",
		Bureau: "bureau", From: "bureau", To: to, Site: "https://xf.example/",
	}
}
