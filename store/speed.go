package store

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"bihuan/domain/deadline"
	"bihuan/domain/org"
	"bihuan/domain/petition"
)

// paceLetter is the letter before a speed in the column paces.
func paceLetter(s petition.Speed) string {
	switch s {
	case petition.SpeedAccept:
		return "a"
	case petition.SpeedVerify:
		return "v"
	case petition.SpeedAct:
		return "d"
	case petition.SpeedRectify:
		return "r"
	case petition.SpeedReport:
		return "w"
	case petition.SpeedCallBack:
		return "c"
	}
	return ""
}

// pacesOf are the speeds of a petition that have ended, in minutes: " a72 v1440". They are written
// down so that a year of them is read from an index, and so that the domain alone says what they are.
func pacesOf(p *petition.Petition) string {
	var b strings.Builder
	for _, pace := range p.Paces() {
		if pace.From.IsZero() || pace.To.IsZero() {
			continue
		}
		minutes := max(pace.To.Sub(pace.From), 0) / time.Minute
		b.WriteString(" " + paceLetter(pace.Speed) + strconv.Itoa(int(minutes)))
	}
	return b.String()
}

// readPaces adds the minutes of many petitions' paces to lists by letter.
func readPaces(text string, into map[byte][]int) error {
	for word := range strings.FieldsSeq(text) {
		minutes, err := strconv.Atoi(word[1:])
		if err != nil {
			return fmt.Errorf("reading a pace: %w", err)
		}
		into[word[0]] = append(into[word[0]], minutes)
	}
	return nil
}

// Pace is how long a step took, over some matters: the one in the middle, and all shared out.
type Pace struct {
	N            int // matters that stand behind it
	Median, Mean time.Duration
}

// Speeds are the six speeds of a unit, or of all units of a kind, over the matters assigned in a time.
type Speeds struct {
	Assigned int // matters assigned, whatever became of them
	Paces    map[petition.Speed]Pace

	minutes map[byte][]int
}

// SpeedTable is the six speeds by unit, and of all units of each kind together.
type SpeedTable struct {
	Units map[org.UnitID]*Speeds // of those in the reader's scope
	Kinds map[org.UnitKind]*Speeds
}

// Speeds measures the matters assigned from a day to another, both included, of some units. A unit
// out of the reader's scope is counted among its kind and not told of by itself; a matter behind a
// wall of the reader's is not counted at all.
func (r *Reader) Speeds(ctx context.Context, from, to deadline.Day, kinds map[org.UnitID]org.UnitKind) (SpeedTable, error) {
	table := SpeedTable{map[org.UnitID]*Speeds{}, map[org.UnitKind]*Speeds{}}
	if r.scope.County == "" || r.scope.County != r.db.county || len(kinds) == 0 {
		return table, nil
	}
	b := newBuilder(r.db.county)
	var units []org.UnitID
	for unit := range kinds {
		units = append(units, unit)
	}
	slices.Sort(units) // the same text each time is planned once
	where := `p.unit IN ` + in(b, units) + ` AND p.assigned_at >= ` + b.arg(milli(from.Start())) + ` AND p.assigned_at < ` + b.arg(milli(to.End()))
	if walls := (belonging{partyAccusedUnit, r.scope.Walls, partyAccusedPerson, r.scope.Self}); !walls.nobody() {
		// The few behind a wall are found once, not looked for behind each.
		where += ` AND p.no NOT IN (` + walls.set(b) + `)`
	}
	err := each(planAnew(ctx), r.q, func(rows rows) error {
		var unit org.UnitID
		var text string
		n := 0
		if err := rows.Scan(&unit, &n, &text); err != nil {
			return err
		}
		one := &Speeds{Assigned: n, minutes: map[byte][]int{}}
		if err := readPaces(text, one.minutes); err != nil {
			return err
		}
		table.add(unit, kinds[unit], one, r.scope.All || slices.Contains(r.scope.Units, unit))
		return nil
	}, `SELECT p.unit, COUNT(*), string_agg(p.paces, '') FROM petition p WHERE p.county = $1 AND p.assigned_at IS NOT NULL AND `+where+` GROUP BY p.unit`, b.args...)
	if err != nil {
		return table, fmt.Errorf("measuring speeds: %w", err)
	}
	for _, of := range table.Kinds {
		of.measure()
	}
	for _, of := range table.Units {
		of.measure()
	}
	return table, nil
}

func (t *SpeedTable) add(unit org.UnitID, kind org.UnitKind, one *Speeds, seen bool) {
	of := t.Kinds[kind]
	if of == nil {
		of = &Speeds{minutes: map[byte][]int{}}
		t.Kinds[kind] = of
	}
	of.Assigned += one.Assigned
	for letter, minutes := range one.minutes {
		of.minutes[letter] = append(of.minutes[letter], minutes...)
	}
	if seen {
		t.Units[unit] = one
	}
}

// measure finds the middle and the mean of each speed.
func (s *Speeds) measure() {
	s.Paces = map[petition.Speed]Pace{}
	for _, speed := range petition.Speeds() {
		minutes := s.minutes[paceLetter(speed)[0]]
		n := len(minutes)
		if n == 0 {
			continue
		}
		slices.Sort(minutes)
		sum := 0
		for _, m := range minutes {
			sum += m
		}
		s.Paces[speed] = Pace{N: n, Mean: time.Duration(sum/n) * time.Minute,
			Median: time.Duration((minutes[(n-1)/2]+minutes[n/2])/2) * time.Minute}
	}
	s.minutes = nil
}
