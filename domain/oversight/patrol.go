package oversight

import (
	"time"

	"bihuan/domain/deadline"
	"bihuan/domain/org"
)

// The times of day at which the bureau's rounds begin 日两巡查.
const (
	morning   = 8*time.Hour + 30*time.Minute
	afternoon = 14*time.Hour + 30*time.Minute
)

// PatrolTimes are the moments of a day at which patrol lists are made; none on a day without work. A
// make-up Saturday or Sunday is a working day.
func PatrolTimes(c deadline.Calendar, day deadline.Day) []time.Time {
	if !c.Working(day) {
		return nil
	}
	return []time.Time{day.Start().Add(morning), day.Start().Add(afternoon)}
}

// IsPatrol reports whether a moment is one of them.
func IsPatrol(c deadline.Calendar, at time.Time) bool {
	for _, slot := range PatrolTimes(c, deadline.DayOf(at)) {
		if slot.Equal(at) {
			return true
		}
	}
	return false
}

// NextPatrol is the first of them after a moment.
func NextPatrol(c deadline.Calendar, after time.Time) time.Time {
	day := deadline.DayOf(after)
	for _, slot := range PatrolTimes(c, day) {
		if slot.After(after) {
			return slot
		}
	}
	return c.NextWorking(day).Start().Add(morning)
}

// InMorning reports whether a list is the first of its day.
func InMorning(slot time.Time) bool { return slot.Sub(deadline.DayOf(slot).Start()) < 12*time.Hour }

// MayRead reports whether an officer may read somebody's patrol: the own one, and, to look after the
// bureau's rounds, the section chief and the director all.
func MayRead(by org.Officer, of org.PersonID) bool {
	return by.Person == of || MayReadAll(by)
}

// MayReadAll reports whether an officer reads the patrols of the whole bureau. Nobody signs for another.
func MayReadAll(by org.Officer) bool {
	return by.InBureau() && (by.Post == org.SectionChief || by.Post == org.Director)
}
