package reception

import (
	"slices"
	"strings"
	"testing"
	"time"

	"bihuan/domain/deadline"
	"bihuan/domain/fault"
)

var today = deadline.NewDay(2026, time.September, 18)

func received() Reception {
	return Reception{Day: today.Add(-1), Half: Morning, Kind: AtDesk, LeaderName: "魏长青", LeaderTitle: "县委书记", Batches: 2, Persons: 7,
		Instruction: "请白水镇一周内把补偿款算清。", Unit: "baishui", Due: today.Add(6)}
}

// keys are the faults of a check, each as field key.
func keys(err error) []string {
	var all []string
	if f := fault.As(err); f != nil {
		for _, one := range f.All() {
			all = append(all, one.Field+" "+strings.TrimPrefix(one.Key, "fault.reception."))
		}
	}
	return all
}

func TestCheckReception(t *testing.T) {
	for _, c := range []struct {
		name string
		is   func(*Reception)
		want string // "": nothing is wrong
	}{
		{"as it is", func(*Reception) {}, ""},
		{"nobody came", func(r *Reception) { r.Batches, r.Persons = 0, 0 }, ""},
		{"today", func(r *Reception) { r.Day = today }, ""},
		{"done", func(r *Reception) { r.Result, r.Done = "已算清。", today }, ""},
		{"nothing asked", func(r *Reception) { r.Instruction, r.Unit, r.Due = "", "", 0 }, ""},
		{"no day", func(r *Reception) { r.Day = 0 }, "day day"},
		{"to come", func(r *Reception) { r.Day = today.Add(1) }, "day future"},
		{"no half", func(r *Reception) { r.Half = "" }, "half half"},
		{"no such time", func(r *Reception) { r.At = "25:10" }, "at at"},
		{"no kind", func(r *Reception) { r.Kind = "phone" }, "kind kind"},
		{"nobody", func(r *Reception) { r.LeaderName = "" }, "leader leader"},
		{"no title", func(r *Reception) { r.LeaderTitle = "" }, "leader_title leader_title"},
		{"fewer than batches", func(r *Reception) { r.Persons = 1 }, "persons persons"},
		{"persons of no batch", func(r *Reception) { r.Batches = 0 }, "persons persons"},
		{"less than none", func(r *Reception) { r.Batches, r.Persons = -1, 0 }, "batches count"},
		{"owed by nobody", func(r *Reception) { r.Unit = "" }, "unit unit"},
		{"owed nothing", func(r *Reception) { r.Instruction = "" }, "instruction instruction"},
		{"due before", func(r *Reception) { r.Due = r.Day.Add(-1) }, "due due"},
		{"result without day", func(r *Reception) { r.Result = "已算清。" }, "done done"},
		{"day without result", func(r *Reception) { r.Done = today }, "result result"},
		{"done tomorrow", func(r *Reception) { r.Result, r.Done = "已算清。", today.Add(1) }, "done done_day"},
		{"a phone number", func(r *Reception) { r.Instruction = "请回电13800000001。" }, "instruction personal"},
		{"long", func(r *Reception) { r.Instruction = strings.Repeat("字", mostText+1) }, "instruction long"},
	} {
		r := received()
		c.is(&r)
		var want []string
		if c.want != "" {
			want = []string{c.want}
		}
		if got := keys(r.Check(today)); !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", c.name, got, want)
		}
	}
}

func TestTimeSaysTheHalf(t *testing.T) {
	for typed, want := range map[string][2]string{"8:30": {"08:30", "morning"}, "11:59": {"11:59", "morning"}, "12:00": {"12:00", "afternoon"}, " 15：05 ": {"15:05", "afternoon"}, "": {"", "morning"}} {
		r := received()
		r.At = typed
		r.Tidy()
		if r.At != want[0] || string(r.Half) != want[1] {
			t.Errorf("%q: %s, %s", typed, r.At, r.Half)
		}
	}
}

func TestOverdue(t *testing.T) {
	r := received()
	for day, want := range map[deadline.Day]bool{r.Due: false, r.Due + 1: true} {
		if r.Overdue(day) != want {
			t.Errorf("on %s: %v", day, !want)
		}
	}
	if r.Result, r.Done = "已算清。", today; r.Overdue(r.Due + 9) {
		t.Error("what is done is overdue")
	}
}

func TestCheckConsultation(t *testing.T) {
	for _, c := range []struct {
		name string
		is   func(*Consultation)
		want string
	}{
		{"as it is", func(*Consultation) {}, ""},
		{"no day", func(c *Consultation) { c.Day = 0 }, "day day"},
		{"to come", func(c *Consultation) { c.Day = today + 1 }, "day future"},
		{"nobody's", func(c *Consultation) { c.Unit = "" }, "unit whose"},
		{"nobody met", func(c *Consultation) { c.Body = "" }, "body body"},
		{"nothing looked at", func(c *Consultation) { c.Matters, c.Nos = 0, nil }, "matters matters"},
		{"more done than set", func(c *Consultation) { c.Done = 4 }, "done tasks_done"},
		{"more named than looked at", func(c *Consultation) { c.Matters = 1 }, "nos nos"},
		{"an identity number", func(c *Consultation) { c.Decided = "给330105198001011234办低保" }, "decided personal"},
	} {
		m := Consultation{Day: today, Unit: "bureau", Body: "信联会议", Matters: 5, Tasks: 3, Done: 1, Decided: "分别落实。", Nos: []string{"a", "b"}}
		c.is(&m)
		var want []string
		if c.want != "" {
			want = []string{c.want}
		}
		if got := keys(m.Check(today)); !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", c.name, got, want)
		}
	}
	m := Consultation{Nos: []string{" a ", "", "b", "a"}}
	if m.Tidy(); !slices.Equal(m.Nos, []string{"a", "b"}) {
		t.Errorf("tidied: %q", m.Nos)
	}
}
