package casework

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"bihuan/domain/deadline"
	"bihuan/store/storetest"
)

// TestDowntime tells one story twice over forty days with the October holidays in them: once with
// the clockwork running all the time, once with the house closed in the middle. The same happens, with
// the same moments, and everybody is told the same things once; on both engines alike.
func TestDowntime(t *testing.T) {
	accounts := map[string]string{}
	for _, engine := range storetest.Engines() {
		for _, closed := range []bool{false, true} {
			name := fmt.Sprintf("%s closed=%v", engine, closed)
			t.Run(name, func(t *testing.T) { accounts[name] = fortyDays(t, engine, closed) })
		}
	}
	var first string
	for name, account := range accounts {
		if first == "" {
			first = name
			continue
		}
		if account != accounts[first] {
			t.Errorf("%s differs from %s:\n%s", name, first, difference(accounts[first], account))
		}
	}
	for _, want := range []string{"ladder_advanced", "late", "half", "before1", "before5", "ladder:4", "alarm:late"} {
		if !strings.Contains(accounts[first], want) {
			t.Errorf("nothing of %q happened in forty days: the test says nothing", want)
		}
	}
}

func fortyDays(t *testing.T, engine storetest.Engine, closed bool) string {
	s := newStory(t, engine)
	say := func(lines ...string) {
		for _, line := range lines {
			s.at = line
			s.say(line)
		}
	}
	say("at 2026-09-15 08:00", "clock on",
		"case1: register X1", "case1: register X2", "case1: register X3", "case1: register X4", "case1: register X5", "case2: register X6",
		"case1: assigned X2", "case1: assigned X3 assisting=land", "case1: assigned X4", "case1: assigned X5",
		"baishui.clerk: accepted X3", "baishui.clerk: accepted X4 path=simple", "baishui.clerk: accepted X5",
		"at 2026-09-18 10:00", "baishui.handler1: notified X3", "baishui.handler1: notified X4", "baishui.handler1: notified X5",
		"baishui.handler1: progress X5", "chief1: supervised X3 due=2026-09-30",
		"at 2026-09-24 09:00", "case1: linked X6 to=X5", "case1: assigned X1",
		"at 2026-09-29 17:00")
	if closed {
		say("clock off")
	}
	say("at 2026-10-16 08:00", "clock on",
		"baishui.deputy: contacted X5", "case1: unlinked X6 to=X5", "baishui.head: extended X3 days=10",
		"at 2026-10-25 08:00", "verify")
	return s.account()
}

// account is all that happened and all that was told, but for when it was written down.
func (s *story) account() string {
	var b strings.Builder
	var names []string
	for name := range s.names {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		events, err := s.everything().Events(s.ctx, s.number(name), 1)
		if err != nil {
			s.fail("%v", err)
		}
		for _, e := range events {
			data, _ := json.Marshal(e.Data)
			clocks, _ := json.Marshal(e.Clocks)
			fmt.Fprintf(&b, "%s %d %s %s %s %s\n", name, e.Seq, e.Kind, e.At.In(deadline.Zone()).Format("01-02 15:04"), data, clocks)
		}
	}
	alarms, err := s.everything().Alarms(s.ctx, s.moment("2020-01-01 00:00"), s.time().AddDate(9, 0, 0), 10000)
	if err != nil {
		s.fail("%v", err)
	}
	var lines []string
	for _, a := range alarms {
		lines = append(lines, fmt.Sprintf("%s %s %s %s at %s", s.name(a.No), a.Rule, a.What, a.Due, a.At.In(deadline.Zone()).Format("01-02 15:04")))
	}
	for _, person := range s.county.People {
		list, err := s.everything().Inbox(s.ctx, inboxOf(person.ID))
		if err != nil {
			s.fail("%v", err)
		}
		for _, m := range list {
			// The rounds of days on which the house was closed are not made up for; what is owed is.
			if topic := string(m.Topic); !strings.HasPrefix(topic, "bulletin:") && !strings.HasPrefix(topic, "patrol:") && !strings.HasPrefix(topic, "edition:") {
				lines = append(lines, fmt.Sprintf("%s is told %s of %s by %s", person.Login, m.Topic, s.name(m.No), strings.Replace(m.Origin, m.No, s.name(m.No), 1)))
			}
		}
	}
	slices.Sort(lines)
	b.WriteString(strings.Join(lines, "\n"))
	account := b.String()
	for name, no := range s.names {
		account = strings.ReplaceAll(account, no, name)
	}
	return account
}

func difference(a, b string) string {
	left, right := strings.Split(a, "\n"), strings.Split(b, "\n")
	var only []string
	for _, line := range left {
		if !slices.Contains(right, line) {
			only = append(only, "- "+line)
		}
	}
	for _, line := range right {
		if !slices.Contains(left, line) {
			only = append(only, "+ "+line)
		}
	}
	return strings.Join(only, "\n")
}
