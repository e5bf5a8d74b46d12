package casework

import (
	"slices"
	"time"

	"bihuan/domain/notify"
	"bihuan/domain/org"
	"bihuan/domain/personal"
	"bihuan/domain/petition"
	"bihuan/store"
)

// audience finds in the county's book who is to be told of something.
type audience struct {
	book *store.Directory
	news
	now time.Time
}

// people are all whom the audiences name, each once.
func (a audience) people(to []notify.Audience) []org.PersonID {
	var all []org.PersonID
	for _, who := range to {
		for _, person := range a.of(who) {
			if person != "" && !slices.Contains(all, person) {
				all = append(all, person)
			}
		}
	}
	return all
}

func (a audience) of(who notify.Audience) []org.PersonID {
	switch who {
	case notify.Named:
		return a.named
	case notify.Director:
		return a.bureau(org.Director)
	case notify.Chiefs:
		return a.bureau(org.SectionChief, org.Director)
	case notify.System:
		return a.anywhere(org.SystemAdmin)
	}
	if a.p == nil {
		return nil
	}
	switch who {
	case notify.Assigners:
		if a.p.Minder == "" {
			return a.bureau(org.Caseworker, org.SectionChief, org.Director)
		}
	case notify.Minder:
		return a.minder()
	case notify.Office:
		return a.office(a.p.Unit())
	case notify.Handler:
		return a.handler()
	case notify.Deputy:
		return a.holders(a.p.Unit(), org.Deputy)
	case notify.Head:
		return a.holders(a.p.Unit(), org.Head)
	case notify.Liaison:
		unit, _ := a.book.Unit(a.p.Unit())
		return []org.PersonID{liaisonDuty(a.book, unit, a.now).Person}
	case notify.Sponsor:
		if a.p.Sponsor != nil {
			return []org.PersonID{a.p.Sponsor.Person}
		}
	case notify.TaskForce:
		return duties(a.p.TaskForce)
	case notify.Assisting:
		return a.assisting()
	case notify.Objector:
		if n := len(a.p.Objections); n > 0 {
			return a.office(a.p.Objections[n-1].Unit)
		}
	case notify.Author:
		if a.p.Reply != nil {
			return []org.PersonID{a.p.Reply.Author.Person}
		}
	case notify.Approvers:
		return a.approvers()
	case notify.Issuer:
		return a.issuer()
	case notify.Rung:
		return a.rung()
	case notify.Pushed:
		return a.pushed(false)
	case notify.Owner:
		return a.owners()
	}
	return nil
}

// bureau are the holders of the first of some posts at the bureau that anybody holds.
func (a audience) bureau(posts ...org.PostKind) []org.PersonID {
	for _, u := range a.book.Units {
		if u.Kind != org.Bureau {
			continue
		}
		if people := a.first(u.ID, posts...); len(people) > 0 {
			return people
		}
	}
	return nil
}

// first are the holders of the first of some posts in a unit that anybody holds.
func (a audience) first(unit org.UnitID, posts ...org.PostKind) []org.PersonID {
	for _, post := range posts {
		if people := a.holders(unit, post); len(people) > 0 {
			return people
		}
	}
	return nil
}

func (a audience) holders(unit org.UnitID, post org.PostKind) []org.PersonID {
	if unit == "" {
		return nil
	}
	var people []org.PersonID
	for _, h := range a.book.Holders(unit, a.now, post) {
		people = append(people, h.Person)
	}
	return people
}

func (a audience) anywhere(post org.PostKind) []org.PersonID {
	var people []org.PersonID
	for _, p := range a.book.Posts {
		if p.Kind == post && p.Held(a.now) {
			people = append(people, p.Person)
		}
	}
	return people
}

// office is a unit's petition office, or who stands in for it.
func (a audience) office(unit org.UnitID) []org.PersonID {
	return a.first(unit, org.Clerk, org.Deputy, org.Head)
}

// working reports whether a person still holds a post.
func (a audience) working(person org.PersonID) bool {
	return person != "" && len(a.book.Officers(person, a.now)) > 0
}

func (a audience) minder() []org.PersonID {
	if a.working(a.p.Minder) {
		return []org.PersonID{a.p.Minder}
	}
	return a.bureau(org.Caseworker, org.SectionChief, org.Director)
}

func (a audience) handler() []org.PersonID {
	if h := a.p.Acceptance; h != nil && a.working(h.Handler.Person) {
		return []org.PersonID{h.Handler.Person}
	}
	return a.office(a.p.Unit())
}

func (a audience) assisting() []org.PersonID {
	if a.p.Assignment == nil {
		return nil
	}
	var people []org.PersonID
	for _, x := range a.p.Assignment.Assisting {
		people = append(people, a.office(x.Unit)...)
	}
	return people
}

func (a audience) approvers() []org.PersonID {
	if !a.p.Reply.Waiting() {
		return nil
	}
	switch a.p.NextLevel() {
	case petition.ByDeputy:
		return a.first(a.p.Unit(), org.Deputy, org.Head)
	case petition.ByHead:
		return a.holders(a.p.Unit(), org.Head)
	case petition.ByBureau:
		return a.bureau(org.SectionChief, org.Director)
	}
	return a.office(a.p.Unit()) // approved by all: it waits to be issued
}

// issuer is who issued the order that was answered last.
func (a audience) issuer() []org.PersonID {
	var last petition.Order
	for _, o := range a.p.Orders {
		if o.Answered.After(last.Answered) {
			last = o
		}
	}
	if a.working(last.By.Person) {
		return []org.PersonID{last.By.Person}
	}
	return a.minder()
}

func (a audience) rung() []org.PersonID {
	n := len(a.p.Ladder)
	if n == 0 {
		return nil
	}
	r := a.p.Ladder[n-1]
	switch {
	case a.working(r.To.Person):
		return []org.PersonID{r.To.Person}
	case r.Post == org.Leader:
		return a.bureau(org.Director)
	}
	return a.first(a.p.Unit(), r.Post, org.Head, org.Deputy, org.Clerk)
}

// owners are who has to do what a clock waits for: the bureau while the matter is not passed on, is
// to be called back or decided, else the handler or the office of the unit.
func (a audience) owners() []org.PersonID {
	waitsFor := func(kind petition.Kind) bool {
		for _, t := range a.stops {
			if petition.Kind(t.Kind()) == kind {
				return true
			}
		}
		return false
	}
	switch {
	case waitsFor(petition.KPushAnswered):
		return a.pushed(true)
	case waitsFor(petition.KAssigned), waitsFor(petition.KCalledBack):
		return a.minder()
	case waitsFor(petition.KReviewDecided), waitsFor(petition.KRereviewDecided):
		return a.bureau(org.SectionChief, org.Director)
	case waitsFor(petition.KAccepted), waitsFor(petition.KOrderAnswered):
		return a.office(a.p.Unit())
	}
	return a.handler()
}

// pushed is to whom the matter was pushed: the last push, or all that wait for an answer.
func (a audience) pushed(waiting bool) []org.PersonID {
	if a.p.Discipline == nil {
		return nil
	}
	pushes := a.p.Discipline.Pushes
	if !waiting {
		pushes = pushes[max(0, len(pushes)-1):]
	}
	var people []org.PersonID
	for _, one := range pushes {
		switch {
		case waiting && !one.Waiting():
		case one.Aim == petition.AimLeader:
			people = append(people, one.Person)
		case one.Aim == petition.AimTaskForce:
			people = append(people, duties(a.p.TaskForce)...)
		default:
			people = append(people, a.office(one.Unit)...)
		}
	}
	return people
}

func duties(list []petition.Duty) []org.PersonID {
	var people []org.PersonID
	for _, d := range list {
		people = append(people, d.Person)
	}
	return people
}

// walled reports whether a person may not know of the matter, in whichever post.
func (a audience) walled(person org.PersonID) bool {
	tie := a.p.Tie()
	return slices.ContainsFunc(a.book.Officers(person, a.now), func(o org.Officer) bool { return o.Walled(tie) })
}

// mobile reports whether a number can get a short message.
func mobile(phone string) bool {
	digits := personal.Phone(phone).Normal()
	return len(digits) == 11 && digits[0] == '1' && digits[1] >= '3'
}
