package casework

import (
	"context"
	"net/url"
	"strconv"
	"time"

	"bihuan/domain/deadline"
	"bihuan/domain/fault"
	"bihuan/domain/org"
	"bihuan/domain/petition"
	"bihuan/domain/report"
	"bihuan/store"
)

// FactKind is what a number in a report counts.
type FactKind string

// What numbers count: batches that came in, where open matters stood, what metrics count.
const (
	FactArrival FactKind = "arrival"
	FactStage   FactKind = "stage"
	FactMark    FactKind = "mark"
)

// Facts say which matters are behind a number in a report, as the record knew them just before a moment.
type Facts struct {
	Kind   FactKind
	Moment time.Time
	Unit   *org.UnitID   // that handles the matter, or that a metric speaks of
	Owes   *org.UnitID   // that is to do what is owed next
	Period report.Period // arrivals, marks: the days
	After  string        // a cursor that a page before ended with
	Limit  int

	Figure  report.FigureID  // arrivals of a figure,
	Channel petition.Channel // or of a channel
	Level   org.Level        // or a level,
	Raised  *bool            // raised later, or registered

	Metric report.MetricID // marks
	Good   bool            // only what was good

	State    petition.State // stages
	Week     int
	Due      report.Period
	Received report.Period
	Category string
	Place    string
	Leading  bool
}

// Matter is one matter behind a number: what it is called, and what is counted about it.
type Matter struct {
	No, Subject string
	Unit        org.UnitID
	State       petition.State
	Week        int
	Day         deadline.Day // on which it counts, or came in
	Due         deadline.Day // of what is owed next
	Rule        string
	Done        deadline.Day // of a mark
	Good        bool
	Level       org.Level
	Channel     petition.Channel
	Persons     int
}

// MattersBehind lists the matters behind a number, of those that the officer sees, and the cursor of the page that
// follows.
func (c *Casework) MattersBehind(ctx context.Context, by org.Officer, f Facts) ([]Matter, string, error) {
	r := c.db.Reader(c.Scope(by))
	switch f.Kind {
	case FactArrival:
		return arrivalsBehind(ctx, r, f)
	case FactMark:
		return marksBehind(ctx, r, f)
	case FactStage:
		return stagesBehind(ctx, r, f)
	}
	return nil, "", fault.New(fault.NotFound, "fault.report.figure")
}

func arrivalsBehind(ctx context.Context, r *store.Reader, f Facts) ([]Matter, string, error) {
	q := store.BatchQuery{Period: f.Period, Moment: f.Moment, After: f.After, Limit: f.Limit}
	q.Counts = func(t *report.Tally) bool {
		return (f.Channel == "" || t.Channel == f.Channel) && (f.Level == "" || t.Level == f.Level) && (f.Raised == nil || t.Raised == *f.Raised)
	}
	if f.Figure != "" {
		figure, ok := report.FigureOf(f.Figure)
		if !ok {
			return nil, "", fault.New(fault.NotFound, "fault.report.figure")
		}
		q.Levels, q.Counts = figure.Levels, figure.Counts
	}
	list, next, err := r.Batches(ctx, q)
	var all []Matter
	for _, b := range list {
		all = append(all, Matter{No: b.No, Subject: b.Subject, State: b.State, Day: b.Day, Level: b.Level, Channel: b.Channel, Persons: b.Persons})
	}
	return all, next, err
}

func marksBehind(ctx context.Context, r *store.Reader, f Facts) ([]Matter, string, error) {
	if _, ok := report.MetricOf(f.Metric); !ok {
		return nil, "", fault.New(fault.NotFound, "fault.report.figure")
	}
	q := store.MarkQuery{Period: f.Period, Moment: f.Moment, Metric: f.Metric, Unit: f.Unit, After: f.After, Limit: f.Limit}
	if f.Good {
		q.Good = &f.Good
	}
	list, next, err := r.Marks(ctx, q)
	var all []Matter
	for _, m := range list {
		all = append(all, Matter{No: m.No, Subject: m.Subject, State: m.State, Unit: m.Unit, Day: m.Day, Done: m.Done, Good: m.Good})
	}
	return all, next, err
}

func stagesBehind(ctx context.Context, r *store.Reader, f Facts) ([]Matter, string, error) {
	q := store.StageQuery{Moment: f.Moment, Unit: f.Unit, Owes: f.Owes, Week: f.Week, Due: f.Due, Received: f.Received, Category: f.Category, Place: f.Place, Leading: f.Leading, After: f.After, Limit: f.Limit}
	if f.State != "" {
		q.States = []petition.State{f.State}
	}
	list, next, err := r.Standings(ctx, q)
	var all []Matter
	for _, s := range list {
		all = append(all, Matter{No: s.No, Subject: s.Subject, Unit: s.Unit, State: s.State, Week: s.Week, Day: s.Received, Due: s.Due, Rule: s.Rule, Persons: s.Persons})
	}
	return all, next, err
}

// ReadFacts reads them from an address, as reports write them down.
func ReadFacts(q url.Values) (Facts, error) {
	f := Facts{
		Kind: FactKind(q.Get("fact")), After: q.Get("after"), Figure: report.FigureID(q.Get("figure")),
		Channel: petition.Channel(q.Get("channel")), Level: org.Level(q.Get("level")), Metric: report.MetricID(q.Get("metric")), Good: q.Get("good") == "1",
		State: petition.State(q.Get("state")), Category: q.Get("category"), Place: q.Get("place"), Leading: q.Get("leading") == "1",
	}
	moment, err := time.Parse(time.RFC3339Nano, q.Get("as_of"))
	if err != nil {
		return f, fault.NewInvalid("as_of", "fault.report.moment")
	}
	f.Moment = moment
	if q.Has("raised") {
		raised := q.Get("raised") == "1"
		f.Raised = &raised
	}
	f.Unit, f.Owes = readUnit(q.Get("unit")), readUnit(q.Get("owes"))
	if week := q.Get("week"); week != "" {
		if f.Week, err = strconv.Atoi(week); err != nil {
			return f, fault.New(fault.NotFound, "fault.report.figure")
		}
	}
	for name, p := range map[string]*report.Period{"": &f.Period, "due_": &f.Due, "received_": &f.Received} {
		if err := readPeriod(q.Get(name+"from"), q.Get(name+"to"), p); err != nil {
			return f, err
		}
	}
	return f, nil
}

// readUnit reads a unit of an address: none is any, "-" the bureau.
func readUnit(text string) *org.UnitID {
	id := org.UnitID(text)
	switch text {
	case "":
		return nil
	case "-":
		id = ""
	}
	return &id
}

// readPeriod reads two days; without the first it goes back to the beginning.
func readPeriod(from, to string, p *report.Period) error {
	if to == "" {
		return nil
	}
	last, err := deadline.ParseDay(to)
	if err != nil {
		return fault.NewInvalid("to", "fault.report.day")
	}
	*p = report.Period{From: 1, To: last}
	if from == "" {
		return nil
	}
	if p.From, err = deadline.ParseDay(from); err != nil {
		return fault.NewInvalid("from", "fault.report.day")
	}
	return nil
}
