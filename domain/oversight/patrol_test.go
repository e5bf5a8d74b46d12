package oversight

import (
	"testing"
	"time"

	"bihuan/domain/deadline"
	"bihuan/domain/org"
	"bihuan/domain/sample"
)

func TestPatrolTimes(t *testing.T) {
	c, err := deadline.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	for day, works := range map[string]bool{
		"2026-09-18": true, "2026-09-19": false, "2026-09-20": true, // a make-up Sunday
		"2026-10-01": false, "2026-10-07": false, "2026-10-08": true, "2026-10-10": true, // a make-up Saturday
	} {
		d, err := deadline.ParseDay(day)
		if err != nil {
			t.Fatal(err)
		}
		slots := PatrolTimes(c, d)
		if works != (len(slots) == 2) {
			t.Errorf("%s: %v", day, slots)
		}
		for _, at := range slots {
			if !IsPatrol(c, at) || IsPatrol(c, at.Add(time.Minute)) || deadline.DayOf(at) != d {
				t.Errorf("%s is no slot of its day", at)
			}
		}
		if works && (slots[0].Format("15:04") != "08:30" || slots[1].Format("15:04") != "14:30" || !InMorning(slots[0]) || InMorning(slots[1])) {
			t.Errorf("%s: %v", day, slots)
		}
	}
	for from, want := range map[string]string{
		"2026-09-18 08:29": "2026-09-18 08:30", "2026-09-18 08:30": "2026-09-18 14:30", "2026-09-18 14:30": "2026-09-20 08:30",
		"2026-09-30 20:00": "2026-10-08 08:30", "2026-10-03 09:00": "2026-10-08 08:30",
	} {
		if got := NextPatrol(c, moment(t, from)); !got.Equal(moment(t, want)) {
			t.Errorf("after %s comes %s, want %s", from, got, want)
		}
	}
	// The same moment told in another zone.
	if at := moment(t, "2026-09-18 08:30").UTC(); !IsPatrol(c, at) || !InMorning(at) {
		t.Error("a slot is none in UTC")
	}
}

func TestWhoReadsPatrols(t *testing.T) {
	mine := org.PersonID("p-case1")
	for login, want := range map[string]bool{"case1": true, "case2": false, "chief1": true, "director": true, "leader1": false, "baishui.head": false} {
		o, ok := sample.Officer(login)
		if !ok {
			t.Fatal(login)
		}
		if got := MayRead(o, mine); got != want {
			t.Errorf("%s reads it: %v", login, got)
		}
	}
}
