package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"bihuan/casework"
	"bihuan/domain/deadline"
	"bihuan/domain/petition"
	"bihuan/domain/sample"
)

// What a county's year brings in.
const yearOfPetitions = 160_000

// year lets a county live through 2025, a year with all its holidays and make-up days: petitions come
// on every day, people act on them sooner or later or not at all, and the sweep runs every hour.
// Then it is checked, by other means than the clockwork's, that no matter stands below its step of
// the ladder, that every alarm was told, and that nobody was told anything twice.
func year(ctx context.Context, o *options, r *report) error {
	g, err := newGround(o, r)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, g.close()) }()
	for _, engine := range g.engines {
		if err := g.year(ctx, engine, o.count(yearOfPetitions), r); err != nil {
			return err
		}
	}
	return nil
}

func (g *ground) year(ctx context.Context, engine string, n int, r *report) error {
	url, err := g.place(engine, "year", true)
	if err != nil {
		return err
	}
	start := deadline.NewDay(2025, time.January, 1).Start()
	l, err := newLapse(ctx, g, url, start)
	if err != nil {
		return err
	}
	defer func() { _ = l.db.Close() }()
	began := time.Now()
	var took times
	var total casework.Swept
	worst, night := 0, &nights{}
	matters := sample.Matters(g.o.seed, n)
	hours := 365 * 24
	for hour := range hours {
		at := start.Add(time.Duration(hour) * time.Hour)
		l.until(at)
		sweep := time.Now()
		did, err := l.cases.Sweep(ctx)
		if err != nil {
			return err
		}
		took = append(took, time.Since(sweep))
		if hour%24 == 2 {
			if err := night.check(ctx, l.cases); err != nil {
				return err
			}
		}
		total.Alarms, total.Steps, total.Failed = total.Alarms+did.Alarms, total.Steps+did.Steps, total.Failed+did.Failed
		worst = max(worst, did.Petitions)
		for i := n * hour / hours; i < n*(hour+1)/hours; i++ {
			stop := len(steps)
			switch dice := l.r.IntN(100); { // some are left lying at each stage, most after the reply
			case dice == 0:
				stop = 0
			case dice == 1:
				stop = 1
			case dice < 5:
				stop = 3 + l.r.IntN(3)
			case dice < 65:
				stop = replied
			}
			if err := l.born(&matters[i], stop); err != nil {
				return err
			}
		}
		if hour%(24*30) == 0 {
			r.say("%s: %s, %d registered, %d acts, %d alarms, %d steps", engine, deadline.DayOf(at), n*hour/hours, l.acts, total.Alarms, total.Steps)
		}
	}
	if _, err := l.cases.Sweep(ctx); err != nil {
		return err
	}
	r.add(engine, "petitions, acts, refused acts", "", "petitions", float64(n), "acts", float64(l.acts), "refused", float64(l.refused))
	r.add(engine, "clockwork", "", "alarms", float64(total.Alarms), "ladder steps", float64(total.Steps), "petitions put off", float64(total.Failed))
	r.addTimes(engine, "the sweep of an hour", took)
	r.add(engine, "the longest sweep", "ms", "ms", took.at(1), "petitions looked at", float64(worst))
	r.add(engine, "the whole year", "s", "s", time.Since(began).Seconds())
	return l.proof(engine, night, r)
}

// nights are the nightly checks of the ladder.
type nights struct{ n, checked, behind int }

func (n *nights) check(ctx context.Context, cases *casework.Casework) error {
	found, err := cases.CheckLadder(ctx)
	n.n, n.checked, n.behind = n.n+1, n.checked+found.Checked, n.behind+len(found.Behind)
	return err
}

// proof looks at what came of the year.
func (l *lapse) proof(engine string, night *nights, r *report) error {
	ladder, err := l.cases.CheckLadder(l.ctx)
	if err != nil {
		return err
	}
	r.add(engine, "accepted, unanswered matters at the end", "", "checked", float64(ladder.Checked), "below their step", float64(len(ladder.Behind)))
	r.add(engine, "nightly checks of the ladder", "", "nights", float64(night.n), "matters checked", float64(night.checked), "below their step", float64(night.behind))
	db, err := raw(engine, l.url)
	if err != nil {
		return err
	}
	defer db.Close()
	matters, wrong, err := l.weeks(db)
	if err != nil {
		return err
	}
	r.add(engine, "matters ever accepted", "", "matters", float64(matters), "answered on another week than their age asks", float64(wrong))
	told, twice, untold, err := l.told(db)
	if err != nil {
		return err
	}
	r.add(engine, "messages", "", "told", float64(told), "told twice", float64(twice), "alarms and steps told to nobody", float64(untold))
	if len(ladder.Behind) > 0 || night.behind > 0 || wrong > 0 || twice > 0 || untold > 0 {
		return fmt.Errorf("the year is not as it should be")
	}
	return nil
}

// weeks compares the week on which each matter stood when it was answered, or stands, with its age.
func (l *lapse) weeks(db *sql.DB) (matters, wrong int, err error) {
	found, err := db.QueryContext(l.ctx, "SELECT body FROM snapshot")
	if err != nil {
		return 0, 0, err
	}
	defer found.Close()
	for found.Next() {
		var body string
		if err := found.Scan(&body); err != nil {
			return 0, 0, err
		}
		p, err := petition.FromSnapshot([]byte(body))
		if err != nil {
			return 0, 0, err
		}
		if p.Acceptance == nil {
			continue
		}
		matters++
		until := deadline.DayOf(l.now())
		if p.Reply != nil && !p.Reply.Issued.IsZero() {
			until = deadline.DayOf(p.Reply.Issued)
		}
		if p.Week != deadline.LadderStep(deadline.DayOf(p.Acceptance.At), until, p.Rests...) {
			wrong++
		}
	}
	return matters, wrong, found.Err()
}

// told counts messages past the store: all; those that say to one person the same of the same thing
// once more; and duties' alarms and steps of the ladder that no message tells of.
func (l *lapse) told(db *sql.DB) (all, twice, untold int, err error) {
	people, err := db.QueryContext(l.ctx, `SELECT DISTINCT person FROM message`)
	if err != nil {
		return 0, 0, 0, err
	}
	var names []string
	for people.Next() {
		var name string
		if err := people.Scan(&name); err != nil {
			return 0, 0, 0, err
		}
		names = append(names, name)
	}
	if err := errors.Join(people.Err(), people.Close()); err != nil {
		return 0, 0, 0, err
	}
	for _, name := range names { // one by one: SQLite's memory is bounded
		n, again, err := l.toldTo(db, name)
		if err != nil {
			return 0, 0, 0, err
		}
		all, twice = all+n, twice+again
	}
	for _, text := range []string{
		`SELECT COUNT(*) FROM alarm a WHERE a.silent = 0 AND a.rule NOT IN ('law.objection', 'law.review.ask', 'law.rereview.ask', 'rating.window')
			AND NOT EXISTS (SELECT 1 FROM message m WHERE m.county = a.county AND m.no = a.no AND m.origin LIKE a.no || '!' || a.clock || a.what || '%')`,
		`SELECT COUNT(*) FROM event e WHERE e.kind = 'ladder_advanced'
			AND NOT EXISTS (SELECT 1 FROM message m WHERE m.county = e.county AND m.no = e.no AND m.topic LIKE 'ladder:%' AND m.origin LIKE e.no || '#' || e.seq || 'ladder:%')`,
	} {
		var n int
		if err := db.QueryRowContext(l.ctx, text).Scan(&n); err != nil {
			return 0, 0, 0, err
		}
		untold += n
	}
	return all, twice, untold, nil
}

// toldTo counts one person's messages, and those that say the same once more.
func (l *lapse) toldTo(db *sql.DB, person string) (n, again int, err error) {
	found, err := db.QueryContext(l.ctx, `SELECT topic, no, args FROM message WHERE person = $1`, person)
	if err != nil {
		return 0, 0, err
	}
	defer found.Close()
	said := map[string]bool{}
	for found.Next() {
		var topic, no, args string
		if err := found.Scan(&topic, &no, &args); err != nil {
			return 0, 0, err
		}
		n++
		line := topic + "|" + no + "|" + args
		if no != "" && said[line] {
			again++
		}
		said[line] = true
	}
	return n, again, found.Err()
}
