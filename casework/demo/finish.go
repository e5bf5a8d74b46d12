package demo

import (
	"slices"
	"time"

	"bihuan/domain/deadline"
	"bihuan/domain/org"
	"bihuan/domain/petition"
	"bihuan/domain/sample"
)

// finish is the way from the served reply to the closed and archived file, with what may come in
// between: a call-back that contradicts the reply, a review.
func (k *matter) finish() bool {
	d := k.d
	if !k.file() {
		return false
	}
	if !k.quick && d.percent(4) && k.p.Reopened == 0 && !k.p.Record.Anonymous {
		return k.call(false) && k.handle() && k.answer() && k.finish()
	}
	if !k.call(true) {
		return false
	}
	rated := d.percent(60)
	if rated && !k.later(hour, 4*days) {
		return false
	}
	if rated = rated && k.open("rating.window"); rated && !k.rate() {
		return false
	}
	disputed := k.halt == "review" || k.halt == "rereview" || !k.quick && d.percent(9)
	if k.path == petition.Ordinary && disputed && len(k.p.Reviews) == 0 {
		if goes, ok := k.review(); !goes {
			return ok
		}
	}
	return k.close(rated)
}

func (k *matter) file() bool {
	return k.on("file", 2*hour, 2*days) &&
		k.do(k.handler, &petition.Filed{Evidence: petition.AllEvidence(), Note: k.d.words.Filing})
}

// call is the bureau's call-back, at times after tries that reached nobody.
func (k *matter) call(well bool) bool {
	d := k.d
	if !k.on("call", 2*hour, 2*days) {
		return false
	}
	by := k.registrar
	if k.p.Record.Anonymous { // nobody can be called; three tries are on record
		for try := range petition.CallTries {
			if try > 0 && !k.on("", 24*hour, 30*hour) {
				return false
			}
			if !k.do(by, &petition.CalledBack{Words: k.say(sample.CallBackUnreached)}) {
				return false
			}
		}
		return true
	}
	if d.percent(15) && !k.quick {
		if !(k.do(by, &petition.CalledBack{Words: k.say(sample.CallBackUnreached)}) && k.on("call", 24*hour, 40*hour)) {
			return false
		}
	}
	switch dice := d.chance.IntN(100); {
	case !well:
		return k.do(by, &petition.CalledBack{Reached: true, Words: k.say(sample.CallBackBad)})
	case dice < 70:
		return k.do(by, &petition.CalledBack{Reached: true, True: true, Satisfied: true, Words: k.say(sample.CallBackGood)})
	}
	return k.do(by, &petition.CalledBack{Reached: true, True: true, Satisfied: d.percent(60), Words: k.say(sample.CallBackFair)})
}

// open reports whether a right still runs.
func (k *matter) open(rule string) bool {
	for _, c := range k.p.Clocks {
		if c.Rule == rule && c.Outcome == petition.Running {
			due, ok := k.d.cases.Rules().DueDay(c)
			return !ok || deadline.DayOf(k.at) <= due
		}
	}
	return false
}

func (k *matter) satisfied() bool {
	n := len(k.p.Calls)
	return n > 0 && k.p.Calls[n-1].Satisfied
}

func (k *matter) rate() bool {
	grade, topic := petition.Satisfied, sample.RatingGood
	switch dice := k.d.chance.IntN(100); {
	case !k.satisfied() && dice < 60:
		grade, topic = petition.Unsatisfied, sample.RatingBad
	case dice < 35:
		grade, topic = petition.Basically, sample.RatingFair
	}
	polite := petition.Satisfied
	if grade == petition.Unsatisfied {
		polite = petition.Basically
	}
	return k.do(k.petitioner(), &petition.Rated{
		Bureau: petition.Marking{Attitude: petition.Satisfied, Speed: polite, Result: polite},
		Unit:   petition.Marking{Attitude: polite, Speed: grade, Result: grade}, Words: k.say(topic),
	})
}

// close ends the procedure, when all duplicates have their answer too. goes on to the resolution
// and the archive.
func (k *matter) close(rated bool) bool {
	d := k.d
	if !k.on("close", 3*hour, 4*days) {
		return false
	}
	for !k.membersServed() {
		if !k.on("", 20*hour, 30*hour) {
			return false
		}
	}
	data := &petition.ClosedData{}
	if !rated {
		data.Why = d.words.CloseWhy
	}
	if !k.do(k.registrar, data) {
		return false
	}
	if !k.on("resolve", 2*hour, 5*days) {
		return false
	}
	if k.satisfied() {
		if !k.do(k.registrar, &petition.Resolved{OwnWord: true, Ground: d.words.Resolved}) {
			return false
		}
	} else if !k.do(k.registrar, &petition.Unresolved{Ground: d.words.Unresolved}) {
		return false
	}
	return k.on("archive", 32*days, 70*days) && !k.p.Discipline.Open() && k.do(k.registrar, &petition.Archived{Class: "y30"})
}

func (k *matter) membersServed() bool {
	for _, m := range k.members {
		if !m.p.IsServed(petition.PaperReply) {
			return false
		}
	}
	return true
}

// review is what a petitioner may ask of the next higher body. goes means that the matter goes on
// to its closing.
func (k *matter) review() (goes, ok bool) {
	d := k.d
	director := d.one("bureau", org.Director)
	if !k.later(2*days, 15*days) {
		return false, false
	}
	if !k.open("law.review.ask") {
		return true, true
	}
	if !k.do(k.petitioner(), &petition.ReviewRequested{Body: d.words.ReviewBody, Reasons: k.say(sample.Review)}) {
		return false, false
	}
	if !k.on("review", 8*days, 26*days) {
		return false, false
	}
	if d.percent(35) && !k.quick {
		return false, k.do(director, petition.NewReviewDecision(false, petition.Revoked, k.say(sample.ReviewRevoked), nil)) &&
			k.handle() && k.answer() && k.finish()
	}
	if !k.do(director, petition.NewReviewDecision(false, petition.Upheld, k.say(sample.ReviewUpheld), nil)) || !k.serve(petition.PaperReview) {
		return false, false
	}
	if !d.percent(60) && !k.quick {
		return true, true
	}
	if !k.later(2*days, 12*days) || !k.do(k.petitioner(), &petition.RereviewRequested{Body: d.words.RereviewBody, Reasons: k.say(sample.Review)}) {
		return false, false
	}
	return false, k.on("rereview", 10*days, 27*days) &&
		k.do(director, petition.NewReviewDecision(true, petition.Upheld, k.say(sample.ReviewUpheld), nil)) && k.serve(petition.PaperRereview)
}

// stages are where a featured petition may stay, with how many working days before the last one it
// came: so many that what is owed next began on the last, and is due today where a day is given for it.
func stages() []struct {
	name string
	back int
} {
	return []struct {
		name string
		back int
	}{
		{"assign", 0}, {"accept", 0}, {"objection", 0}, {"notify", 0}, {"contact", 0}, {"progress", 1}, {"reply", 1}, {"approve", 1},
		{"sign", 1}, {"issue", 2}, {"serve", 2}, {"file", 2}, {"call", 2}, {"close", 3}, {"review", 3}, {"rereview", 4},
	}
}

// featured are the offices whose people the demo introduces: they find something at every stage, on
// whatever day it is shown.
func featured() []org.UnitID { return []org.UnitID{"baishui", "land"} }

// feature adds petitions that went straight on to each stage and stay there; some accusations too, for
// those who inspect.
func (d *county) feature() {
	pool := sample.Matters(seed+1, 2000)
	take := func(fits func(sample.Matter) bool) (sample.Matter, bool) {
		for i, m := range pool {
			if m.Again == 0 && m.Same == 0 && m.Name != "" && fits(m) {
				pool = pool[i+1:]
				return m, true
			}
		}
		return sample.Matter{}, false
	}
	for _, unit := range featured() {
		pool = sample.Matters(seed+1, 2000)
		for i, stage := range stages() {
			m, ok := take(func(m sample.Matter) bool {
				town := d.units[unit].Kind == org.Town && d.townOf(m.Place) == unit
				return m.Purpose != string(petition.Accusation) && (m.Unit == unit || town)
			})
			if !ok {
				break
			}
			k := d.stay(m, unit, stage.name, stage.back, i)
			if stage.name == "assign" || stage.name == "progress" || stage.name == "serve" {
				k.filer = d.one(d.villageOf(unit), org.Cadre)
			}
			if stage.name == "contact" {
				k.m.Flags = append(slices.Clone(m.Flags), string(petition.Danger))
			}
		}
	}
	for i, stage := range []string{"accept", "contact", "reply", "approve"} {
		if m, ok := take(func(m sample.Matter) bool { return m.Purpose == string(petition.Accusation) }); ok {
			d.stay(m, "discipline", stage, 1, i)
		}
	}
	d.gather()
}

// stay makes a petition that goes straight on to a stage, for which its way takes so many working days.
func (d *county) stay(m sample.Matter, unit org.UnitID, stage string, back, n int) *matter {
	day := d.calendar.PrevWorking(d.today())
	for range back {
		day = d.calendar.PrevWorking(day)
	}
	k := &matter{d: d, m: m, halt: stage, quick: true}
	d.expect(k, day.Start().Add(time.Duration(opens+10*n)*time.Minute))
	k.unit, k.fate, k.slow, k.path, k.filer = unit, handled, "", petition.Ordinary, org.Officer{}
	k.registrar = d.staff["bureau"][org.Caseworker][n%2]
	k.crew()
	k.handler = d.staff[unit][org.Handler][0]
	return k
}

// villageOf is the first village below a township that has a cadre.
func (d *county) villageOf(unit org.UnitID) org.UnitID {
	for _, u := range d.book.Units {
		if u.Kind == org.VillageU && u.Parent == unit {
			return u.ID
		}
	}
	return ""
}
