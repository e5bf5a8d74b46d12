package demo

import (
	"iter"
	"time"

	"bihuan/domain/deadline"
	"bihuan/domain/org"
	"bihuan/domain/petition"
)

// disciplineAt is a morning three working weeks before the end, so that who was asked and said nothing
// has been late for some days. No dice are thrown for the register, so that what else happens stays as it was.
func (d *county) disciplineAt() time.Time {
	day := deadline.DayOf(d.end)
	for range 15 {
		day = d.calendar.PrevWorking(day)
	}
	return day.Start().Add(9 * hour)
}

// discipline is the bureau's work on the register: of six matters that came back one is left as it is, one
// waits for a county leader, two have answers, one of those with its conclusion, one was asked today and
// one was asked of two.
func (d *county) discipline(time.Time) iter.Seq[time.Time] {
	return func(yield func(time.Time) bool) {
		asked := d.returned()
		for i, k := range asked {
			switch i % 6 {
			case 1:
				d.pushTo(k, petition.AimLeader)
			case 2, 3:
				d.pushTo(k, petition.AimTownship)
			case 5:
				d.pushTo(k, petition.AimLeader)
				d.pushTo(k, petition.AimTownship)
			}
		}
		if !yield(d.morning(d.line.Now().Add(4 * days))) {
			return
		}
		for i, k := range asked {
			if i%6 == 2 || i%6 == 3 || i%6 == 5 {
				d.sayDone(k)
			}
		}
		if !yield(d.morning(d.line.Now().Add(3 * days))) {
			return
		}
		for i, k := range asked {
			if i%6 == 3 && k.p.Discipline.Stage() == petition.StageAnswered {
				k.do(k.registrar, &petition.DisciplineClosed{Conclusion: d.words.Discipline.Conclusion})
			}
		}
		if !yield(d.morning(d.end.Add(-4 * days))) {
			return
		}
		for i, k := range asked {
			if i%6 == 4 && k.p.Archive == nil {
				d.pushTo(k, petition.AimTownship)
			}
		}
	}
}

// morning is at ten on the working day after a moment.
func (d *county) morning(at time.Time) time.Time {
	return d.calendar.NextWorking(deadline.DayOf(at)).Start().Add(10 * hour)
}

// returned are the matters that stand in the register, but for those behind a wall.
func (d *county) returned() []*matter {
	var list []*matter
	for _, k := range d.all {
		if k.p != nil && k.p.Discipline.Open() && k.p.Archive == nil && !k.accusing() {
			list = append(list, k)
		}
	}
	return list
}

// pushTo asks the leader who is tied to the place, or its township.
func (d *county) pushTo(k *matter, aim petition.Aim) {
	day := deadline.DayOf(d.line.Now())
	for range 5 {
		day = d.calendar.NextWorking(day)
	}
	town := d.townOf(k.m.Place)
	p := &petition.Pushed{Addressee: petition.Addressee{Aim: aim, Unit: town}, Left: d.words.Discipline.Left, Text: d.words.Discipline.Ask, Due: day}
	if aim == petition.AimLeader {
		p.Unit, p.Person = "", d.units[town].Liaison
	}
	k.do(k.registrar, p)
}

// sayDone has the offices that were asked say what they did.
func (d *county) sayDone(k *matter) {
	for _, one := range k.p.Discipline.Pushes {
		if clerks := d.staff[one.Unit][org.Clerk]; one.Waiting() && one.Aim != petition.AimLeader && len(clerks) > 0 {
			k.do(clerks[0], &petition.PushAnswered{Push: one.ID, Did: d.words.Discipline.Did})
		}
	}
}
