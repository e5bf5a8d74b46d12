// Package demo fills an empty database with a made county at work, so that every page has something
// to show. It lives through half a year on a clock of its own and does everything through casework.
package demo

import (
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"iter"
	"math/rand/v2"
	"slices"
	"sync/atomic"
	"time"

	"bihuan/casework"
	"bihuan/domain/deadline"
	"bihuan/domain/fault"
	"bihuan/domain/org"
	"bihuan/domain/oversight"
	"bihuan/domain/petition"
	"bihuan/domain/sample"
	"bihuan/store"
)

//go:embed words.json
var wordsFile []byte

// words is what the made county's offices write besides the texts of the sample.
type words struct {
	Office       store.Office `json:"office"`
	ReviewBody   string       `json:"review_body"`
	RereviewBody string       `json:"rereview_body"`
	ReviewUnit   string       `json:"review_unit"`
	ReplyNo      string       `json:"reply_no"`
	OrderNo      string       `json:"order_no"`
	Mandate      string       `json:"mandate"`
	Filing       string       `json:"filing"`
	Notice       string       `json:"notice"`
	Withdrawn    string       `json:"withdrawn"`
	CloseWhy     string       `json:"close_why"`
	OrderAnswer  string       `json:"order_answer"`
	Duplicate    string       `json:"duplicate"`
	Same         string       `json:"same"`
	Again        string       `json:"again"`
	Resolved     string       `json:"resolved"`
	Unresolved   string       `json:"unresolved"`
	HandlerSet   string       `json:"handler_set"`
	TaskForce    string       `json:"task_force"`
	Material     string       `json:"material"`
	Discipline   struct {
		Left       string `json:"left"`
		Ask        string `json:"ask"`
		Did        string `json:"did"`
		Conclusion string `json:"conclusion"`
	} `json:"discipline"`
	Causes []cause `json:"causes"`
	Told   told    `json:"told"`
	Letter struct {
		By      string `json:"by"`
		Offered string `json:"offered"`
		Next    string `json:"next"`
	} `json:"letter"`
	Superior struct {
		Body string `json:"body"`
		No   string `json:"no"`
	} `json:"superior"`
	Destinations []destination `json:"destinations"`
}

// destination is a body that a matter is sent to, known by a word of the reasons.
type destination struct {
	Says  string `json:"says"`
	Body  string `json:"body"`
	Legal int    `json:"legal"`
}

// Timeline is a clock that a demo moves through the past; left alone it shows the real time. The
// database is opened with its Now.
type Timeline struct {
	real func() time.Time
	at   atomic.Int64 // milliseconds; 0 is the real time
}

// NewTimeline makes a clock that shows the real time.
func NewTimeline(real func() time.Time) *Timeline { return &Timeline{real: real} }

// Now is the time that the clock shows.
func (t *Timeline) Now() time.Time {
	if at := t.at.Load(); at != 0 {
		return time.UnixMilli(at)
	}
	return t.real()
}

func (t *Timeline) set(at time.Time) { t.at.Store(at.UnixMilli()) }

func (t *Timeline) release() { t.at.Store(0) }

// Options say how a demo is filled.
type Options struct {
	Petitions int             // 1,200 if it is not said
	Messages  []casework.Text // real messages, whose texts replace the made ones
	Progress  func(done, total int)
}

// Report says what was done.
type Report struct {
	Petitions int
	Acts      int
	Shown     []Shown // petitions that a visitor can follow on the public site
	Refused   []error // acts that were refused, of which there should be none
}

const (
	usualPetitions = 1200
	span           = 182 * 24 * time.Hour
	seed           = 0x62696875616e
)

// Shown is a petition with the query code that its petitioner was given.
type Shown struct {
	Stage string `json:"stage"` // what is owed next
	No    string `json:"no"`
	Code  string `json:"code"`
}

// Fill fills an empty database with a made county, and with petitions of the last six months at
// every stage. All of them went the real way: each act is a verb of casework, done by the
// person whose act it is, at its own time on the timeline; so journals, clocks and dates are as they
// would be.
func Fill(ctx context.Context, cases *casework.Casework, db *store.DB, line *Timeline, o Options) (Report, error) {
	if o.Petitions < 1 {
		o.Petitions = usualPetitions
	}
	scope := org.Scope{County: db.County(), All: true}
	switch n, err := db.Reader(scope).Count(ctx, store.ListQuery{}, 1); {
	case err != nil:
		return Report{}, err
	case n > 0:
		return Report{}, fault.New(fault.Conflict, "fault.demo.not_empty")
	case db.County() != string(sample.Code):
		return Report{}, fault.New(fault.Conflict, "fault.demo.county", "county", string(sample.Code))
	}
	book := sample.County()
	var said words
	if err := json.Unmarshal(wordsFile, &said); err != nil {
		return Report{}, fmt.Errorf("reading the words of the demo: %w", err)
	}
	if err := settle(ctx, db, book, said.Office); err != nil {
		return Report{}, err
	}
	end := line.Now()
	d := &county{
		cases: cases, db: db, ctx: ctx, line: line, begin: end.Add(-span), end: end, o: o, book: book,
		chance: rand.New(rand.NewPCG(seed, 1)), texts: sample.NewTexts(seed), serial: map[string]int{},
		calendar: cases.Rules().Calendar, words: said,
	}
	d.hire()
	defer line.release()
	err := d.run()
	return d.report, err
}

// county is the made county at work.
type county struct {
	cases      *casework.Casework
	db         *store.DB
	ctx        context.Context
	line       *Timeline
	begin, end time.Time
	o          Options
	book       sample.Directory
	calendar   deadline.Calendar
	chance     *rand.Rand
	texts      *sample.Texts
	words      words
	serial     map[string]int
	staff      map[org.UnitID]map[org.PostKind][]org.Officer
	phones     map[org.PersonID]string
	units      map[org.UnitID]org.Unit
	agenda     agenda
	all        []*matter
	report     Report
}

// hire finds who holds which post.
func (d *county) hire() {
	d.staff, d.phones, d.units = map[org.UnitID]map[org.PostKind][]org.Officer{}, map[org.PersonID]string{}, map[org.UnitID]org.Unit{}
	for _, u := range d.book.Units {
		d.units[u.ID], d.staff[u.ID] = u, map[org.PostKind][]org.Officer{}
	}
	for _, p := range d.book.People {
		d.phones[p.ID] = p.Phone
	}
	for _, p := range d.book.Posts {
		d.staff[p.Unit][p.Kind] = append(d.staff[p.Unit][p.Kind], sample.OfficerOf(d.book, p))
	}
}

// one picks a holder of a post in a unit.
func (d *county) one(unit org.UnitID, kind org.PostKind) org.Officer {
	list := d.staff[unit][kind]
	if len(list) == 0 {
		return org.Officer{}
	}
	return list[d.chance.IntN(len(list))]
}

func (d *county) duty(o org.Officer) petition.Duty {
	return petition.Duty{Person: o.Person, Name: o.Name, Title: o.Title, Unit: o.Unit, Phone: d.phones[o.Person]}
}

// percent is a throw of dice.
func (d *county) percent(n int) bool { return d.chance.IntN(100) < n }

// run lets all petitions live, each at its own times, until now.
func (d *county) run() error {
	matters := sample.Matters(seed, d.o.Petitions)
	births := make([]time.Time, len(matters))
	for i := range births {
		births[i] = d.begin.Add(time.Duration(d.chance.Int64N(int64(span - 2*time.Hour))))
	}
	slices.SortFunc(births, time.Time.Compare)
	for i, m := range matters {
		d.expect(&matter{d: d, m: m}, births[i])
	}
	d.feature()
	d.agenda.add(d.begin, d.clockwork)
	d.agenda.add(d.lettersAt(), d.letters)
	d.agenda.add(d.disciplineAt(), d.discipline)
	defer d.agenda.stop()
	for {
		e, ok := d.agenda.next()
		if !ok || e.at.After(d.end) {
			d.line.release()
			return d.group()
		}
		if err := d.ctx.Err(); err != nil {
			return err
		}
		d.line.set(e.at)
		e.resume(&d.agenda)
	}
}

// routineDays is for how long before its end the demo's bureau makes its rounds: what nobody signed
// half a year ago is of no interest.
const routineDays = 10

// clockwork does what is due: warnings and the ladder all the time, the rounds of the last days too.
func (d *county) clockwork(time.Time) iter.Seq[time.Time] {
	return func(yield func(time.Time) bool) {
		for at := deadline.DayOf(d.begin).Start(); ; at = at.Add(time.Hour) {
			rounds := d.end.Sub(at) < routineDays*24*time.Hour
			if hour := at.In(deadline.Zone()).Hour(); !rounds && hour != 0 && hour != 8 {
				continue
			}
			if !yield(at) {
				return
			}
			do := d.cases.Sweep
			if rounds {
				do = d.cases.Tick
			}
			if _, err := do(d.ctx); err != nil {
				d.report.Refused = append(d.report.Refused, err)
				return
			}
			if err := d.rounds(at, rounds); err != nil {
				d.report.Refused = append(d.report.Refused, err)
			}
		}
	}
}

// rounds is what the staff does about lists and messages: the bureau's caseworkers sign most of their
// patrols, and everybody has read what is older than two days.
func (d *county) rounds(at time.Time, lists bool) error {
	hour, left := at.In(deadline.Zone()).Hour(), d.end.Sub(at)
	if hour == 8 && (left > 48*time.Hour && left < 72*time.Hour || at.Weekday() == time.Monday && left > 48*time.Hour) {
		for _, p := range d.book.People {
			err := d.db.Do(d.ctx, "read", func(tx *store.Tx) error { return tx.ReadMessages(d.ctx, p.ID, "", "") })
			if err != nil {
				return err
			}
		}
	}
	if lists && hour == 10 {
		return d.received(at)
	}
	if lists && hour == 18 {
		return d.issued(at)
	}
	if !lists || hour != 11 && hour != 16 {
		return nil
	}
	for _, post := range []org.PostKind{org.Caseworker, org.SectionChief} {
		for _, o := range d.staff["bureau"][post] {
			if d.percent(85) {
				if err := d.signed(o, at); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// signed has an officer see every row of the latest patrol and sign it.
func (d *county) signed(o org.Officer, at time.Time) error {
	reader := d.db.Reader(d.cases.Scope(o))
	p, there, err := reader.LatestPatrol(d.ctx, o.Person, at)
	if err != nil || !there || !p.Signed.IsZero() {
		return err
	}
	if oversight.NextPatrol(d.calendar, p.At).After(d.end) {
		return nil // the last one is the visitor's
	}
	rows, err := reader.PatrolRows(d.ctx, o.Person, p.At)
	if err != nil {
		return err
	}
	for _, row := range rows {
		if row.Seen.IsZero() {
			if err := d.cases.SeePatrol(d.ctx, o, row.No, p.At); err != nil {
				return err
			}
		}
	}
	return d.cases.SignPatrol(d.ctx, o, p.At)
}

// expect lets a petition come at a time.
func (d *county) expect(k *matter, at time.Time) {
	k.n = len(d.all)
	d.all = append(d.all, k)
	k.plan()
	if k.filer.Person != "" || k.m.Channel != string(petition.Web) {
		at = d.working(at)
	}
	d.agenda.add(at, k.live)
}
