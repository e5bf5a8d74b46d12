package e2e

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"bihuan/app"
	"bihuan/config"
	"bihuan/domain/deadline"
	"bihuan/domain/org"
	"bihuan/domain/personal"
	"bihuan/domain/petition"
	"bihuan/domain/sample"
)

// climbing is the subject of a matter that was accepted before the program starts: so long ago that the
// program finds its second week begun, and has to bring in the deputy by itself.
const climbing = "龙泉村灌溉渠漏水多年没有修"

// before puts it there, by the hands of those whose acts they are, on a clock of nine days ago.
func before(data string) (err error) {
	loaded, err := config.Load(config.Sources{Flags: map[string]string{"data": data, "county": string(sample.Code)}, Env: func(string) (string, bool) { return "", false }})
	if err != nil {
		return err
	}
	ago := time.Now().AddDate(0, 0, -9)
	ctx := context.Background()
	a, err := app.Open(ctx, loaded.Config, app.WithNow(func() time.Time { return ago }))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	record := petition.Record{
		Channel: petition.Visit, ReceivedAt: ago.Add(-time.Minute), FirstLevel: org.County, Persons: 1, Purpose: petition.Claim,
		Petitioners: []petition.Petitioner{{Name: personal.Name(other.name), Phone: personal.Phone(other.phone), Address: personal.Address(other.address)}},
		Category:    "010101", Place: "990121101203", Subject: climbing, Demands: []petition.Demand{{Text: "修好灌溉渠"}},
	}
	cast := sample.Cast()
	receipt, err := a.Casework().Register(ctx, cast["case1"], record, "")
	if err != nil {
		return err
	}
	duty := func(login string) petition.Duty {
		o := cast[login]
		return petition.Duty{Person: o.Person, Name: o.Name, Title: o.Title, Unit: o.Unit, Phone: "0000-6200133"}
	}
	for _, act := range []struct {
		by   string
		data petition.Data
	}{
		{"case1", &petition.AssignedData{Unit: "baishui"}},
		{"baishui.clerk", &petition.AcceptedData{Path: petition.Ordinary, Sponsor: duty("baishui.head"), Handler: duty("baishui.handler1")}},
		{"baishui.handler1", &petition.Notified{Kinds: petition.FourNotices(), Means: petition.ByPhone}},
	} {
		if _, err := a.Casework().Act(ctx, cast[act.by], receipt.No, 0, act.data); err != nil {
			return fmt.Errorf("%s: %w", act.data.Kind(), err)
		}
	}
	return raise(ctx, a, ago)
}

// TestLadder: the deputy finds the matter of the second week on the own page, brought there by the
// clock alone, acts, and it leaves the page. The petition tells when the step was due.
func TestLadder(t *testing.T) {
	deputy := as(t, "baishui.deputy")
	item := ""
	// The program may have started this second: a node first becomes the one that ticks.
	for end := time.Now().Add(patience); item == "" && time.Now().Before(end); time.Sleep(500 * time.Millisecond) {
		item = deputy.visit("/office/").item(climbing)
	}
	if want := deputy.word("petition.task.ladder.2"); !strings.Contains(item, want) {
		deputy.fail("the matter is there, but not for the ladder: %s", item)
	}
	deputy.shot("staff-today-deputy")
	no := deputy.numberOf(climbing)
	deputy.open(no).shot("staff-petition-ladder")
	due := deadline.LadderDay(deadline.DayOf(time.Now().AddDate(0, 0, -9)), deadline.LadderDeputy)
	deputy.sees(deputy.word("petition.event.ladder_advanced"))
	if ladder := deputy.read(".ladder"); !strings.Contains(ladder, deputy.day(due)) {
		t.Errorf("the ladder does not tell that the step was due on %s:\n%s", due, ladder)
	}
	deputy.begin(no, "contacted").choose("act.contacted.means", "petition.means.phone").into("act.contacted.said", "已和信访人通话，下周一到现场。").finish(no, "contacted")
	deputy.visit("/office/")
	if text := deputy.item(climbing); text != "" {
		deputy.fail("the deputy has acted, and the matter is still there: %s", text)
	}
}

// TestPatrol: a caseworker looks at each row of the round, deals with one in place, and signs; before
// the last row is seen there is no signing.
func TestPatrol(t *testing.T) {
	case1 := as(t, "case1")
	case1.visit("/office/patrol").shot("staff-patrol")
	case1.sees("patrol.sign")
	if disabled, err := ask[bool](case1, `!!document.querySelector('.btn[aria-disabled=true]')`); err != nil || !disabled {
		case1.fail("it can be signed before anything was seen: %v", err)
	}
	for range 200 {
		if unseen, err := ask[int](case1, `document.querySelectorAll('button[form=see]').length`); err != nil || unseen == 0 {
			break
		}
		case1.land("seeing a row", func() error {
			_, err := ask[bool](case1, `(e => { e.click(); return true; })(document.querySelector('button[form=see]'))`)
			return err
		})
	}
	case1.shot("staff-patrol-seen")
	case1.click("=" + case1.word("patrol.sign")).shot("staff-patrol-signed")
	if still, err := ask[bool](case1, `[...document.querySelectorAll('button')].some(b => b.innerText === `+fmt.Sprintf("%q", case1.word("patrol.sign"))+`)`); err != nil || still {
		case1.fail("it was signed and can be signed again: %v", err)
	}
}

// TestInboxComesAlone: a message arrives in the count above the page, and in the open inbox, while its
// reader does nothing.
func TestInboxComesAlone(t *testing.T) {
	case1 := as(t, "case1")
	m := matter{who: visitor, subject: "石门村路灯坏了半年没人修", facts: "晚上出门看不见路。", demands: []string{"修好路灯"}, place: "石门村", unit: "白水镇"}
	no, _ := case1.register(m)
	case1.open(no).assign(no, m)
	case1.visit("/office/inbox").shot("staff-inbox")
	if strings.Contains(case1.text(), m.subject) {
		case1.fail("the message is there before anything happened")
	}
	as(t, "baishui.clerk").accept(no)
	case1.t = t
	case1.comes(m.subject)
	case1.shot("staff-inbox-live")
	if count := case1.read(".inbox-n"); count == "" || count == "0" {
		t.Errorf("the count above the page stays at %q", count)
	}
}

// item is the text of the task on the page "today" that is about a matter; "" when there is none.
func (r *reader) item(subject string) string {
	r.t.Helper()
	text, err := ask[string](r, fmt.Sprintf(`([...document.querySelectorAll('article.pat')].find(e => e.innerText.includes(%q)) || {innerText: ''}).innerText`, subject))
	if err != nil {
		r.fail("looking for %s: %v", subject, err)
	}
	return text
}

// numberOf is the number of a matter on the page, from the link that bears its subject.
func (r *reader) numberOf(subject string) string {
	r.t.Helper()
	href, err := ask[string](r, fmt.Sprintf(`([...document.querySelectorAll('a')].find(e => e.innerText.trim() === %q) || {pathname: ''}).pathname`, subject))
	if err != nil || href == "" {
		r.fail("no link to %s: %v", subject, err)
	}
	return href[strings.LastIndexByte(href, '/')+1:]
}

// day is a date as the office's pages write it.
func (r *reader) day(d deadline.Day) string {
	_, month, date := d.Date()
	return fmt.Sprintf("%d月%d日", month, date)
}
