package demo

import (
	"cmp"
	"slices"
	"time"

	"bihuan/domain/deadline"
	"bihuan/domain/edition"
	"bihuan/domain/org"
	"bihuan/domain/reception"
	"bihuan/domain/report"
	"bihuan/store"
)

// told are the words of what leaders asked for when they received people, of what a meeting decided, and of the
// director's note in a weekly report.
type told struct {
	Receptions []struct {
		Ask    string     `json:"ask"`
		Unit   org.UnitID `json:"unit"`
		Result string     `json:"result"`
	} `json:"receptions"`
	Meeting string `json:"meeting"`
	Decided string `json:"decided"`
	Note    string `json:"note"`
}

// received has a leader receive people on a working day, and a meeting study matters on a Monday.
func (d *county) received(at time.Time) error {
	day := deadline.DayOf(at)
	asked := d.words.Told.Receptions
	var leaders []org.Officer
	for _, posts := range d.staff {
		leaders = append(leaders, posts[org.Leader]...)
	}
	slices.SortFunc(leaders, func(a, b org.Officer) int { return cmp.Compare(a.Person, b.Person) })
	if !d.calendar.Working(day) || len(leaders) == 0 || len(asked) == 0 {
		return nil
	}
	by, n := d.one("bureau", org.Caseworker), int(day)
	ask := asked[n%len(asked)]
	r := reception.Reception{
		Day: day, At: "09:00", Kind: reception.AtDesk, Leader: leaders[n%len(leaders)].Person, Batches: 1 + n%3, Persons: 1 + n%3 + n%5,
		Instruction: ask.Ask, Unit: ask.Unit, Due: d.calendar.NextWorking(day.Add(6)),
	}
	if n%2 == 0 { // what can be done at once
		r.Result, r.Done = ask.Result, day
	}
	if _, err := d.cases.KeyReception(d.ctx, by, r); err != nil {
		return err
	}
	if day.Weekday() != time.Monday {
		return nil
	}
	_, err := d.cases.KeyConsultation(d.ctx, by, reception.Consultation{Day: day, Unit: "bureau", Body: d.words.Told.Meeting, Matters: 3, Tasks: 7, Done: 2, Decided: d.words.Told.Decided})
	return err
}

// issued has the section chief check what was drafted and the director sign it; what was drafted last waits for
// the visitor.
func (d *county) issued(at time.Time) error {
	if d.end.Sub(at) < 20*time.Hour {
		return nil
	}
	chief, director := d.one("bureau", org.SectionChief), d.one("bureau", org.Director)
	list, _, err := d.db.Reader(d.cases.Scope(director)).Editions(d.ctx, store.EditionQuery{All: true, States: []edition.State{edition.Drafted}, Limit: 20})
	if err != nil {
		return err
	}
	for _, e := range list {
		if err := d.cases.CheckEdition(d.ctx, chief, e.ID, 0); err != nil {
			return err
		}
		if e.Kind == report.Weekly {
			words := []edition.Word{{Field: "director_note", Text: d.words.Told.Note}}
			if err := d.cases.CompleteEdition(d.ctx, director, e.ID, 0, words); err != nil {
				return err
			}
		}
		if err := d.cases.PublishEdition(d.ctx, director, e.ID, 0); err != nil {
			return err
		}
	}
	return nil
}
