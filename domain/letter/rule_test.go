package letter

import (
	"strings"
	"testing"

	"bihuan/domain/fault"
	"bihuan/domain/org"
	"bihuan/domain/petition"
	"bihuan/domain/sample"
)

// referralForm is a letter to the police as a county might write one: the rules hold of it whatever its
// file says.
const referralForm = `kind: plain
name: 测试处置函
english: Trial referral
version: 1
format: letter
series: 处
from: bureau
to: police
draft: caseworker
sign: director
consent: section_chief director
---
fields:
acts | acts | required | 行为 | Acts
act | text | required | 经过 | What was done
time | line | required | 时间 | When
place | line | required | 地点 | Where
witnesses | text | required | 证人 | Who saw it
evidence | text | required | 证据 | What proves it
text:
{{range acts}}{{.}}{{end}}{{act}}
`

func TestGround(t *testing.T) {
	f, err := load(referralForm)
	if err != nil {
		t.Fatal(faultsOf(err))
	}
	for _, tt := range []struct {
		acts, act string
		key       string // of the refusal, or none
	}{
		{"violence", "在接访大厅殴打接访工作人员，致其面部受伤", ""},
		{"threat", "在接访大厅持刀威胁工作人员", ""},
		{"damage", "进京上访期间，打砸办公设备，造成两台电脑损坏", ""},
		{"damage", "进京上访期间打砸办公设备", ""},
		{"dangerous", "携带一桶汽油进入接访大厅", ""},
		{"storm", "聚集二十余人围堵县政府大门，车辆无法通行", ""},
		{"abandon", "将生活不能自理的老人弃留在接访大厅后离开", ""},
		{"coerce", "以不参加就停水相威胁，胁迫同村村民签字", ""},
		{"coerce", "胁迫他人一同上访", ""},
		{"threat", "多次上访未果后扬言要杀害工作人员", ""},
		{"threat violence", "持刀威胁工作人员，并将其推倒", ""},
		{"damage", "没有得到答复后砸毁服务窗口玻璃", ""},

		{"", "持刀威胁工作人员", "act"},
		{"petitioning", "多次上访", "act"},
		{"violence petitioning", "殴打工作人员，多次上访", "act"},
		{"storm", "多次进京上访", "act_petitioning"},
		{"storm", "越级上访，影响恶劣", "act_petitioning"},
		{"threat", "扬言要进京上访", "act_petitioning"},
		{"threat", "威胁要到省里反映问题", "act_petitioning"},
		{"coerce", "煽动、串联他人集体上访", "act_petitioning"},
		{"storm", "长期缠访闹访", "act_petitioning"},
		{"storm", "到国家信访局走访登记三次", "act_petitioning"},
		{"violence", "重复信访，没有殴打工作人员", "act_petitioning"},
		{"violence", "在县信访局接待大厅用手推打工作人员", ""},
		{"violence", "在县信访局接访大厅情绪激动", "act_vague"},
		{"violence", "情绪激动，影响办公秩序", "act_vague"},
		{"violence threat", "殴打工作人员", "act_vague"}, // one of two acts is not told
		{"damage", "态度恶劣", "act_vague"},
		{"violence", "", "act_field"},
	} {
		v := Values{"acts": tt.acts, "act": tt.act, "time": "2026年9月8日10时", "place": "县群众来访接待中心", "witnesses": "窗口值班人员两名", "evidence": "监控录像"}
		f := fault.As(fault.Join(f.ground(v)...))
		switch {
		case tt.key == "" && f != nil:
			t.Errorf("%s, %q: refused, %v", tt.acts, tt.act, f)
		case tt.key != "" && (f == nil || f.Kind != fault.Invalid || f.Key != "fault.letter."+tt.key):
			t.Errorf("%s, %q: %v, want %s", tt.acts, tt.act, f, tt.key)
		}
	}
	whole := Values{"acts": "violence", "act": "殴打工作人员", "time": "9月8日", "place": "大厅", "witnesses": "两名", "evidence": "录像"}
	if err := f.Check(whole, Matter{}); err != nil {
		t.Errorf("a whole referral is refused: %v", err)
	}
	for _, name := range actFields() {
		v := Values{}
		for key, value := range whole {
			v[key] = value
		}
		v[name] = " \u200b\n"
		if name != "act" {
			v[name] = " \n"
		}
		if fault.As(fault.Join(f.ground(v)...)) == nil {
			t.Errorf("a referral without %s is not refused", name)
		}
	}
	whole["act"] = "多次进京上访"
	if f := fault.As(f.Check(whole, Matter{})); f == nil || f.Key != "fault.letter.act_petitioning" {
		t.Errorf("checked: %v", f)
	}
}

// Every act of the closed list can be told, and no word for petitioning tells one.
func TestActsCanBeTold(t *testing.T) {
	l, words := forms(t).lists, forms(t).Words()
	for _, code := range l.Acts {
		if len(l.Concrete[code]) == 0 || words.In("act", code) == "" {
			t.Errorf("%s cannot be told, or has no word", code)
		}
		for _, word := range l.Petitioning {
			if l.tells(word, code) {
				t.Errorf("%s tells of %s", word, code)
			}
		}
	}
	for code := range l.Concrete {
		if !strings.Contains(" "+strings.Join(l.Acts, " ")+" ", " "+code+" ") {
			t.Errorf("%s is not on the closed list", code)
		}
	}
}

func TestCharacter(t *testing.T) {
	f, err := load(plain)
	if err != nil {
		t.Fatal(faultsOf(err))
	}
	for text, word := range map[string]string{
		"该人长期缠访": "缠访", "老上访户，无理取闹": "老上访", "刁 民": "刁民", "属于\n上访户": "上访户",
		"信访人第三次到市里反映": "", "请当面听取信访人意见": "", "信访人情绪激动": "",
	} {
		bad := fault.As(f.Check(Values{"ground": text}, Matter{}))
		switch {
		case word == "" && bad != nil:
			t.Errorf("%q: %v", text, bad)
		case word != "" && (bad == nil || bad.Key != "fault.letter.character" || bad.Field != "ground" || !strings.Contains(bad.Error(), "word="+word)):
			t.Errorf("%q: %v, want the word %s", text, bad, word)
		}
	}
	if bad := fault.As(f.CheckAnswer(Values{"who": "刁民"})); bad == nil || bad.Field != "who" {
		t.Errorf("in an answer: %v", bad)
	}
}

func TestCheck(t *testing.T) {
	f, err := load(plain)
	if err != nil {
		t.Fatal(faultsOf(err))
	}
	m := Matter{Demands: []Demand{{N: 1, Text: "甲"}, {N: 2, Text: "乙"}}}
	good := Values{"ground": "来由", "meets": "2026-09-20", "step": "amend", "asked": "1 2", "late": "yes"}
	if err := f.Check(good, m); err != nil {
		t.Errorf("good values: %v", err)
	}
	if err := f.Check(Values{"ground": "来由"}, Matter{}); err != nil {
		t.Errorf("a matter without demands has none to tick: %v", err)
	}
	bad := fault.As(f.Check(Values{"ground": " \n", "meets": "2026-02-30", "step": "both", "asked": "1 3", "late": "no"}, m))
	if bad == nil {
		t.Fatal("not refused")
	}
	var got []string
	for _, one := range bad.All() {
		got = append(got, one.Field+" "+strings.TrimPrefix(one.Key, "fault.letter."))
	}
	if want := "ground required, meets day, step choice, asked choice, late choice"; strings.Join(got, ", ") != want {
		t.Errorf("refused are %v, want %s", got, want)
	}
	for _, v := range []Values{{"ground": strings.Repeat("长", maxField+1)}, {"ground": "来由", "step": "amend improve"}, {"ground": "来由", "asked": "1 1 x"}} {
		if v["asked"] == "" {
			v["asked"] = "1"
		}
		if f.Check(v, m) == nil {
			t.Errorf("%.40v is not refused", v)
		}
	}
	if f := fault.As(f.CheckAnswer(Values{})); f == nil || f.Field != "who" {
		t.Errorf("an empty answer: %v", f)
	}
	if f := fault.As(f.CheckAnswer(Values{"who": strings.Repeat("长", maxLine+1)})); f == nil || f.Key != "fault.letter.long" {
		t.Errorf("a long answer: %v", f)
	}
	if got := f.AnswerText(Values{"who": "陈镇长"}); got != "谁见面：陈镇长" {
		t.Errorf("the answer reads %q", got)
	}
}

// The wall around an accusation: TL art. 30(3).
func TestAddressable(t *testing.T) {
	village, ok := sample.Officer("baishui.shimen")
	if !ok {
		t.Fatal("no village cadre")
	}
	head, _ := sample.Officer("land.head")
	inspector, _ := sample.Officer("discipline.head")
	when := moment("2026-09-18 10:00")
	for _, tt := range []struct {
		what    string
		accused petition.Accused
		to      org.UnitID
		refused bool
	}{
		{"no accusation", petition.Accused{}, "baishui", false},
		{"the accused unit", petition.Accused{Units: []org.UnitID{"baishui"}}, "baishui", true},
		{"a unit below it", petition.Accused{Units: []org.UnitID{"baishui"}}, village.Unit, true},
		{"a unit above it", petition.Accused{Units: []org.UnitID{village.Unit}}, "baishui", true},
		{"another unit", petition.Accused{Units: []org.UnitID{"baishui"}}, "land", false},
		{"the discipline body", petition.Accused{Units: []org.UnitID{"baishui"}}, "discipline", false},
		{"the bureau", petition.Accused{Units: []org.UnitID{"baishui"}}, "bureau", false},
		{"the leadership, of a unit below", petition.Accused{Units: []org.UnitID{"baishui"}}, "county", false},
		{"the leadership itself", petition.Accused{Units: []org.UnitID{"county"}}, "county", true},
		{"a department under it", petition.Accused{Units: []org.UnitID{"county"}}, "land", true},
		{"the discipline body, of the leadership", petition.Accused{Units: []org.UnitID{"county"}}, "discipline", false},
		{"the discipline body itself", petition.Accused{Units: []org.UnitID{"discipline"}}, "discipline", true},
		{"a head who is accused", petition.Accused{People: []org.PersonID{head.Person}}, "land", true},
		{"another unit's head", petition.Accused{People: []org.PersonID{head.Person}}, "baishui", false},
		{"the head of discipline", petition.Accused{People: []org.PersonID{inspector.Person}}, "discipline", true},
		{"nobody's office", petition.Accused{Units: []org.UnitID{"baishui"}}, "", false},
	} {
		x := Facts{Petition: &petition.Petition{Record: petition.Record{Accused: tt.accused}}, Book: county()}
		f := fault.As((&Form{To: ToChosen}).Address(&x, tt.to, when))
		if (f != nil) != tt.refused || f != nil && (f.Kind != fault.Invalid || f.Key != "fault.letter.accused") {
			t.Errorf("%s: %v", tt.what, f)
		}
	}
}

// One letter about several matters may be written to an office only if each of them may, and to the
// responsible unit only if it is that of each.
func TestAddressOfSeveral(t *testing.T) {
	when := moment("2026-09-18 10:00")
	at := func(unit org.UnitID, accused ...org.UnitID) Facts {
		return Facts{Petition: &petition.Petition{Record: petition.Record{Accused: petition.Accused{Units: accused}}, Assignment: &petition.Assignment{Unit: unit}}, Book: county()}
	}
	for _, tt := range []struct {
		what   string
		form   Party
		first  Facts
		others []Facts
		key    string
	}{
		{"all its own", ByUnit, at("baishui"), []Facts{at("baishui"), at("baishui")}, ""},
		{"one is another's", ByUnit, at("baishui"), []Facts{at("baishui"), at("liuhe")}, "fault.letter.units"},
		{"one is another's, to the head", ToHead, at("baishui"), []Facts{at("liuhe")}, "fault.letter.units"},
		{"the only one is another's by now", ByUnit, at("liuhe"), nil, "fault.letter.units"},
		{"another's, to an office that was chosen", ToChosen, at("liuhe"), []Facts{at("land")}, ""},
		{"the second accuses it", ToChosen, at("liuhe"), []Facts{at("liuhe", "baishui")}, "fault.letter.accused"},
		{"its own accuses it", ByUnit, at("baishui", "baishui"), nil, "fault.letter.accused"},
	} {
		tt.first.Others = tt.others
		key := ""
		if f := fault.As((&Form{To: tt.form}).Address(&tt.first, "baishui", when)); f != nil {
			key = f.Key
		}
		if key != tt.key {
			t.Errorf("%s: %q", tt.what, key)
		}
		for _, x := range append([]Facts{tt.first}, tt.first.Others...) {
			if x.To != "baishui" {
				t.Errorf("%s: a matter is written about to %q", tt.what, x.To)
			}
		}
	}
}
