package oversight

import (
	"slices"
	"time"

	"bihuan/domain/deadline"
	"bihuan/domain/petition"
)

// The reasons after the reply, and those of matters that belong together.

// served is the day on which the reply reached the petitioner; false while it has not, or the matter
// is past that.
func (l *look) served() (deadline.Day, bool) {
	if l.p.State != petition.Replied {
		return 0, false
	}
	for _, s := range l.p.Served {
		if s.Paper == petition.PaperReply {
			return deadline.DayOf(s.At), true
		}
	}
	return 0, false
}

// callBack is missing from the day after service on; on the day of a try that reached nobody it was
// done for the day.
func (l *look) callBack() []Reason {
	since, ok := l.served()
	if !ok || since >= l.today || l.p.CalledBack() || l.dueSoon(petition.KCalledBack) {
		return nil
	}
	n := len(l.p.Calls)
	if n > 0 && deadline.DayOf(l.p.Calls[n-1].At) == l.today {
		return nil
	}
	return []Reason{l.clocked(Reason{Kind: CallBack, N: n, Since: since, Acts: []petition.Kind{petition.KCalledBack}}, petition.KCalledBack)}
}

// evidence: what the file lacks, from the day after service on.
func (l *look) evidence() []Reason {
	since, ok := l.served()
	missing := l.p.MissingEvidence()
	if !ok || since >= l.today || len(missing) == 0 || l.dueSoon(petition.KFiled) {
		return nil
	}
	return []Reason{l.clocked(Reason{Kind: Evidence, Words: texts(missing), Since: since, Acts: l.press()}, petition.KFiled)}
}

// contradicted: the petitioner says that the reply is not true, and the bureau has done nothing about
// it yet.
func (l *look) contradicted() []Reason {
	call := l.p.Contradicted
	if call == nil || l.dealtWith(call.At) {
		return nil
	}
	acts := []petition.Kind{petition.KReopened, petition.KQualityAsked}
	return []Reason{{Kind: Contradicted, Since: deadline.DayOf(call.At), Acts: append(acts, l.press()...)}}
}

// rating is poor when any mark of the bureau or the unit is the lowest.
func (l *look) rating() []Reason {
	n := len(l.p.Ratings)
	if l.p.State != petition.Replied || n == 0 || !l.p.Rated() || l.dealtWith(l.p.Ratings[n-1].At) {
		return nil
	}
	last := l.p.Ratings[n-1]
	var whose []string
	if poor(last.Bureau) {
		whose = append(whose, "bureau")
	}
	if poor(last.Unit) {
		whose = append(whose, "unit")
	}
	if len(whose) == 0 {
		return nil
	}
	return []Reason{{Kind: Rating, Words: whose, Since: deadline.DayOf(last.At), Acts: []petition.Kind{petition.KQualityAsked, petition.KReopened}}}
}

func poor(m petition.Marking) bool {
	return slices.Contains([]petition.Grade{m.Attitude, m.Speed, m.Result}, petition.Unsatisfied)
}

// dealtWith reports whether the bureau wrote a note, sent an order or asked for a review of quality
// since a moment: then it has been seen, and is not told twice a day until the end.
func (l *look) dealtWith(since time.Time) bool {
	return l.noted(since) || l.p.Quality != nil && !l.p.Quality.Asked.Before(since) ||
		slices.ContainsFunc(l.p.Orders, func(o petition.Order) bool { return o.By.Post.AtBureau() && !o.Issued.Before(since) })
}

// noted reports whether the bureau wrote a note since a moment.
func (l *look) noted(since time.Time) bool {
	return slices.ContainsFunc(l.p.Remarks, func(r petition.Remark) bool {
		return r.Kind == petition.KNoted && r.By.Post.AtBureau() && !r.At.Before(since)
	})
}

// pushDays is after how many days a backflow is named that nobody was asked to act on.
const pushDays = 3

// unpushed: the matter came back from above, and stands in the register with nobody asked.
func (l *look) unpushed() []Reason {
	d := l.p.Discipline
	if !d.Open() || d.Stage() != petition.StageNew || d.Kind() != petition.ReturnBackflow {
		return nil
	}
	since := deadline.DayOf(d.Unasked())
	if l.today.Sub(since) < pushDays {
		return nil
	}
	return []Reason{{Kind: Unpushed, Numbers: []string{d.Latest().Of}, N: 1, Since: since, Acts: []petition.Kind{petition.KPushed, petition.KDisciplineClosed}}}
}

// linked are the marks of a matter that comes again or with many: they are told until the bureau has
// written what it means to do about it.
func (l *look) linked() []Reason {
	if l.noted(l.p.RegisterAt) {
		return nil
	}
	since := deadline.DayOf(l.p.RegisterAt)
	var all []Reason
	if numbers := l.numbers(petition.Backflow); len(numbers) > 0 {
		all = append(all, Reason{Kind: Backflow, Numbers: numbers, N: len(numbers), Since: since})
	}
	if n := len(l.p.Duplicates); n > 0 {
		all = append(all, Reason{Kind: Repeat, N: n, Since: since})
	}
	if l.p.Collective() || len(l.numbers(petition.Collection))+len(l.p.Members) > 0 {
		all = append(all, Reason{Kind: Collective, N: l.p.Record.Persons, Since: since})
	}
	return all
}

// numbers are the matters to which this one is tied in a way.
func (l *look) numbers(kind petition.LinkKind) []string {
	var numbers []string
	for _, link := range l.p.Links {
		if link.Kind == kind {
			numbers = append(numbers, link.To)
		}
	}
	return numbers[:min(len(numbers), mostNumbers)]
}

// same are suspected duplicates: earlier matters by the same contact that nobody has tied to this one.
// A note of the bureau answers those that were there when it was written.
func (l *look) same(numbers []string) []Reason {
	noted := l.notedOn()
	numbers = slices.DeleteFunc(slices.Clone(numbers), func(no string) bool { return no == l.p.No || noted != 0 && dayOf(no) <= noted || l.p.Decided(no) })
	if len(numbers) == 0 {
		return nil
	}
	slices.Sort(numbers)
	slices.Reverse(numbers) // the newest first
	return []Reason{{Kind: Same, N: len(numbers), Numbers: numbers[:min(len(numbers), mostNumbers)], Since: deadline.DayOf(l.p.RegisterAt), Acts: []petition.Kind{petition.KLinked}}}
}

// notedOn is the day on which the bureau last wrote something down: it answers what was asked before.
func (l *look) notedOn() deadline.Day {
	var noted deadline.Day
	for _, r := range l.p.Remarks {
		if r.Kind == petition.KNoted && r.By.Post.AtBureau() {
			noted = max(noted, deadline.DayOf(r.At))
		}
	}
	return noted
}

// Others are matters that may be the same as one: earlier ones by the same contact that are not linked to
// it, and those in like words.
type Others struct {
	Contact []string
	Text    []Alike
	Group   Gathered
}

// Gathered is the group of matters with one cause that a matter belongs to, while nobody has decided: its
// number, and how many it has.
type Gathered struct{ Cluster, N int }

// gathering: several people write of one thing. It is told until the bureau has written what it means to do.
func (l *look) gathering(group Gathered) []Reason {
	if group.N == 0 || l.noted(l.p.RegisterAt) || len(l.numbers(petition.Collection))+len(l.p.Members) > 0 {
		return nil
	}
	return []Reason{{Kind: Gathering, N: group.N, Cluster: group.Cluster, Since: deadline.DayOf(l.p.RegisterAt)}}
}

// Alike is a matter in like words, and the words in common.
type Alike struct {
	No    string
	Words []string
}

// likely: in like words, and nobody has said how they belong together. One by the same contact is named
// as such.
func (l *look) likely(others Others) []Reason {
	noted := l.notedOn()
	var numbers, words []string
	for _, one := range others.Text {
		if one.No == l.p.No || noted != 0 && dayOf(one.No) <= noted || slices.Contains(others.Contact, one.No) || l.p.Decided(one.No) {
			continue
		}
		if words == nil {
			words = one.Words[:min(len(one.Words), mostNumbers)]
		}
		numbers = append(numbers, one.No)
	}
	if len(numbers) == 0 {
		return nil
	}
	return []Reason{{Kind: Likely, N: len(numbers), Words: words, Numbers: numbers[:min(len(numbers), mostNumbers)],
		Since: deadline.DayOf(l.p.RegisterAt), Acts: []petition.Kind{petition.KLinked}}}
}
