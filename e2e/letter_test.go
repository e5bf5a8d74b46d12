package e2e

import (
	"context"
	"flag"
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"bihuan/app"
	"bihuan/domain/deadline"
	"bihuan/domain/org"
	"bihuan/domain/personal"
	"bihuan/domain/petition"
	"bihuan/domain/sample"
)

// remindable is how the subjects begin of matters that were raised at the city before the program starts,
// all of one township.
const remindable = "竹溪水渠清淤第"

// month is how many there are: 200 are a bureau's month, a dozen show the same in less time.
var month = flag.Int("letters", 12, "how many reminders the bureau writes in TestMonth")

// raise puts them there.
func raise(ctx context.Context, a *app.App, at time.Time) error {
	cast := sample.County()
	officer := func(login string) org.Officer { o, _ := cast.Officer(login); return o }
	duty := func(login string) petition.Duty {
		o := officer(login)
		return petition.Duty{Person: o.Person, Name: o.Name, Title: o.Title, Unit: o.Unit, Phone: "0000-6200134"}
	}
	for i := range *month {
		record := petition.Record{
			Channel: petition.Visit, ReceivedAt: at.Add(-time.Minute), FirstLevel: org.County, Persons: 1, Purpose: petition.Claim,
			Petitioners: []petition.Petitioner{{Name: personal.Name(other.name), Phone: personal.Phone(other.phone), Address: personal.Address(other.address)}},
			Category:    "010101", Place: "990121104", Subject: remindable + strconv.Itoa(i+1) + "段", Demands: []petition.Demand{{Text: "清淤"}},
		}
		receipt, err := a.Casework().Register(ctx, officer("case2"), record, "")
		if err != nil {
			return err
		}
		for _, act := range []struct {
			by   string
			data petition.Data
		}{
			{"case2", &petition.AssignedData{Unit: "zhuxi"}},
			{"zhuxi.clerk", &petition.AcceptedData{Path: petition.Ordinary, Sponsor: duty("zhuxi.head"), Handler: duty("zhuxi.handler1")}},
			{"zhuxi.clerk", &petition.Notified{Kinds: petition.FourNotices(), Means: petition.ByPhone}},
			{"case2", &petition.Escalated{Escalation: petition.Escalation{Level: org.City, On: deadline.DayOf(at), Form: petition.Visit, Persons: 1}}},
		} {
			if _, err := a.Casework().Act(ctx, officer(act.by), receipt.No, 0, act.data); err != nil {
				return fmt.Errorf("%s: %w", act.data.Kind(), err)
			}
		}
	}
	return nil
}

// TestMonth: reminders about all matters that were raised are drafted in one act, handed in, reviewed one
// by one, read and signed by the director, numbered without a gap; the unit acknowledges one and answers it.
func TestMonth(t *testing.T) {
	case2 := as(t, "case2")
	case2.visit("/office/petitions?q=" + strings.TrimSuffix(remindable, "第") + "&n=200").shot("staff-letter-tick")
	ticked, err := ask[int](case2, `(all => { all.forEach(e => { e.checked = true; }); return all.length; })([...document.querySelectorAll('input[form=bulk]')])`)
	if err != nil || ticked == 0 {
		case2.fail("nothing can be ticked: %v", err)
	}
	case2.draftAll().shot("staff-letter-batch")
	batch, drafts := case2.path(), case2.below("/office/letters/")
	if len(drafts) == 0 {
		case2.fail("no drafts")
	}
	case2.visit(drafts[0]).shot("staff-letter-draft")
	case2.visit(batch).send("form[action*='/batch/']")
	n := len(drafts)

	chief := as(t, "chief1")
	for _, href := range drafts {
		chief.visit(href).send("form[action$='/reviewed']")
	}
	t.Logf("%d reminders", n)
	director := as(t, "director")
	director.visit("/office/letters/sign").shot("staff-letter-sign")
	if disabled, err := ask[bool](director, `[...document.querySelectorAll('input[name=letter]')].some(e => !e.disabled)`); err != nil || disabled {
		director.fail("a letter that was not read can be ticked: %v", err)
	}
	director.click("letter.sign.read_next").shot("staff-letter-read")
	for range 400 {
		director.send("form[action$='/sign/read']")
		if strings.HasSuffix(director.path(), "/letters/sign") {
			break
		}
	}
	if _, err := ask[int](director, `(all => { all.forEach(e => { e.checked = true; }); return all.length; })([...document.querySelectorAll('input[name=letter]:not([disabled])')])`); err != nil {
		director.fail("ticking: %v", err)
	}
	director.click("letter.sign.press").shot("staff-letter-signed")
	var numbers []string
	for _, href := range drafts {
		director.visit(href)
		numbers = append(numbers, numberIn(director.text()))
	}
	seen := map[string]bool{}
	for _, number := range numbers {
		if number == "" || seen[number] {
			t.Errorf("the numbers are %v", numbers)
			break
		}
		seen[number] = true
	}
	gapless(t, numbers, n)

	clerk := as(t, "zhuxi.clerk")
	clerk.visit("/office/letters").shot("staff-letter-received")
	clerk.visit(drafts[0]).shot("staff-letter-in").send("form[action$='/acknowledged']")
	clerk.visit(drafts[0] + "/answer").shot("staff-letter-answer")
	for name, value := range map[string]string{"contacted_by": "分管副乡长", "contacted_on": deadline.DayOf(time.Now()).String(), "offered": "本周先清淤。", "next_step": "下周验收。", "next_on": deadline.DayOf(time.Now()).Add(7).String()} {
		if _, err := ask[bool](clerk, fmt.Sprintf(`(e => { e.value = %q; return true; })(document.querySelector('[name$=%q]'))`, value, name)); err != nil {
			clerk.fail("writing %s: %v", name, err)
		}
	}
	clerk.send("form[action$='/answer']")
	clerk.visit(drafts[0]).sees("letter.state.closed").shot("staff-letter-closed")
	case2.t = t
	case2.visit(drafts[0]).sees("本周先清淤")
}

// TestOverdueReminder: a reminder that the made county's units have not answered in time stands on the
// patrol of whoever follows the matter.
func TestOverdueReminder(t *testing.T) {
	var seen []string
	for _, login := range []string{"case1", "case2", "case3", "case4", "case5", "case6", "case7"} {
		r := as(t, login)
		want := r.word("patrol.owed.order_answered", "words", "reminder")
		if strings.Contains(r.visit("/office/patrol").text(), want) {
			r.shot("staff-patrol-reminder")
			return
		}
		seen = append(seen, clip(r.text(), 600))
	}
	t.Errorf("no reminder is on any patrol:\n%s", strings.Join(seen, "\n"))
}

// draftAll presses the bar's button for reminders.
func (r *reader) draftAll() *reader {
	r.t.Helper()
	if _, err := ask[bool](r, `(e => { e.value = 'reminder'; return e.value === 'reminder'; })(document.querySelector('#bulk-kind'))`); err != nil {
		r.fail("choosing the kind: %v", err)
	}
	return r.send("#bulk")
}

// send submits a form of the page.
func (r *reader) send(form string) *reader {
	r.t.Helper()
	r.land("sending "+form, func() error {
		_, err := ask[bool](r, fmt.Sprintf(`(f => { const b = f.querySelector('button:not([type=button])'); b ? b.click() : f.submit(); return true; })(document.querySelector(%q))`, form))
		return err
	})
	return r
}

// below are the addresses on the page, each once, that lead to one thing below a path.
func (r *reader) below(path string) []string {
	r.t.Helper()
	all, err := ask[[]string](r, fmt.Sprintf(`[...new Set([...document.querySelectorAll('main table a')].map(e => e.pathname).filter(p => p.startsWith(%q)))]`, path))
	if err != nil {
		r.fail("reading the links: %v", err)
	}
	return all
}

// numberIn is the number of a reminder on a page.
func numberIn(text string) string {
	_, rest, ok := strings.Cut(text, "清信提函〔")
	if !ok {
		return ""
	}
	number, _, _ := strings.Cut(rest, "号")
	return number
}

// gapless expects numbers that follow each other.
func gapless(t *testing.T, numbers []string, n int) {
	t.Helper()
	least, most := 1<<30, 0
	for _, number := range numbers {
		_, digits, _ := strings.Cut(number, "〕")
		k, err := strconv.Atoi(digits)
		if err != nil {
			t.Fatalf("%q is no number", number)
		}
		least, most = min(least, k), max(most, k)
	}
	if most-least+1 != n {
		t.Errorf("%d letters bear the numbers from %d to %d", n, least, most)
	}
}
