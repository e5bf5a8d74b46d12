package store

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"bihuan/domain/deadline"
	"bihuan/domain/org"
	"bihuan/domain/petition"
)

// ListQuery says which petitions to list, in what order, and which page of them. Empty fields ask
// for nothing.
type ListQuery struct {
	// Text is what was typed into the one search box: a number, a whole phone or ID number, a
	// petitioner's whole name, or words as in Words.
	Text string

	Number   string
	Words    string // each in the subject, the demands, the facts or a letter; see words.Query
	Name     string // of a petitioner, exactly
	Phone    string
	ID       string
	States   []petition.State
	Open     bool
	Unit     org.UnitID // the responsible one
	Mine     org.PersonID
	Handler  org.PersonID
	Sponsor  org.PersonID
	By       org.PersonID // who registered it
	Category string       // a code, with all below it
	Place    org.AreaCode // an area, with all within it
	Channel  petition.Channel
	Purpose  petition.Purpose
	Flags    []string // each, of a petition's flags and the Flag words here
	Week     int      // on this week of the ladder, or a later one
	Resolved *bool

	Suspected bool // looks like another matter in scope, and nobody has decided

	Climbing bool           // on the ladder: being handled
	Turn     int            // and on this week of it, no other
	Idle     bool           // and in a week that was reached, nothing was done
	Moved    deadline.Day   // has come to its week of the ladder since the beginning of that day
	Owes     *org.UnitID    // open, and this unit is to do what is owed next; "" is the bureau
	Paced    petition.Speed // this speed has ended

	DueFrom, DueTo               deadline.Day // last day of the leading duty, both included
	ReceivedFrom, ReceivedTo     deadline.Day
	RegisteredFrom, RegisteredTo deadline.Day
	AssignedFrom, AssignedTo     deadline.Day
	Sort                         Sort
	Descending                   bool
	Limit                        int    // of rows on a page; 50 if 0, 500 at most
	Cursor                       string // of another page: ListPage.Next or Previous

	effort *effort // bounds it, where many have the words
}

// Sort is by what a list is ordered.
type Sort string

// The orders. By due day, what has none comes last.
const (
	ByDue        Sort = "due"
	ByRegistered Sort = "registered"
	ByReceived   Sort = "received"
)

// Late asks for what is overdue on a day.
func (q ListQuery) Late(today deadline.Day) ListQuery {
	q.DueFrom, q.DueTo = 1, today-1
	return q
}

// ListRow is a petition as lists show it. Nobody's name is in it but in its mask.
type ListRow struct {
	No           string
	Version      int
	State        petition.State
	Subject      string
	Channel      petition.Channel
	Purpose      petition.Purpose
	Category     string
	Place        org.AreaCode
	Unit         org.UnitID
	Handler      org.PersonID
	HandlerName  string
	Sponsor      org.PersonID
	SponsorName  string
	RegisteredBy org.PersonID
	Received     time.Time
	Registered   time.Time
	Persons      int
	Contact      string // masked
	Flags        []string
	Week         int
	Lead         Lead
	Resolved     *bool
	Assigned     time.Time
	Accepted     time.Time
	Notified     time.Time
	Replied      time.Time
	Served       time.Time
	Filed        time.Time
	Called       time.Time
	Rated        time.Time
	Closed       time.Time
}

// Has reports whether the row bears a flag.
func (r *ListRow) Has(flag string) bool { return slices.Contains(r.Flags, flag) }

// Lead is the duty that leads the display, if there is one: due on a day, or standing still since one.
type Lead struct {
	Rule    string
	Version int
	Basis   deadline.Basis
	Due     deadline.Day
	Paused  deadline.Day
}

// ListPage is one page. Next and Previous are cursors, empty where there is nothing more.
type ListPage struct {
	Rows           []ListRow
	Next, Previous string
}

// Rows of a page.
const (
	usualLimit = 50
	mostLimit  = 500
)

// List reads one page of a list. Its cost follows from the page, not from how much there is.
func (r *Reader) List(ctx context.Context, q ListQuery) (ListPage, error) {
	if q.Limit <= 0 {
		q.Limit = usualLimit
	}
	q.Limit = min(q.Limit, mostLimit)
	q.Sort, q.Descending = q.order()
	at, err := readCursor(q)
	if err != nil {
		return ListPage{}, err
	}
	descending := q.Descending != at.back
	list, err := r.listed(ctx, q, at, descending, q.Limit+1, nil)
	if err != nil {
		return ListPage{}, fmt.Errorf("listing petitions: %w", err)
	}
	more := len(list) > q.Limit
	list = list[:min(len(list), q.Limit)]
	if at.back {
		slices.Reverse(list)
	}
	page := ListPage{}
	for i := range list {
		page.Rows = append(page.Rows, list[i].ListRow)
	}
	if n := len(list); n > 0 {
		if more && !at.back || at.back {
			page.Next = q.cursor(&list[n-1], false)
		}
		if more && at.back || !at.back && at.no != "" {
			page.Previous = q.cursor(&list[0], true)
		}
	}
	return page, nil
}

// listed reads so many rows of a list from a cursor on; registered on some days, if they are given.
func (r *Reader) listed(ctx context.Context, q ListQuery, at cursor, descending bool, limit int, days *span) ([]listed, error) {
	b := newBuilder(r.db.county)
	from, err := r.sourceIn(ctx, b, q, days)
	if err != nil {
		return nil, err
	}
	if from.common && q.Sort == ByRegistered {
		return r.byDays(ctx, q, at, descending)
	}
	key := q.Sort.column()
	direction, beyond := "ASC", ">"
	if descending {
		direction, beyond = "DESC", "<"
	}
	if at.no != "" {
		from.add(`(` + key + `, p.no) ` + beyond + ` (` + b.arg(at.key) + `, ` + b.arg(at.no) + `)`)
	}
	return all(planAnew(ctx), r.q, scanListRow, `SELECT p.no, p.version, p.state, p.subject, p.channel, p.purpose, p.category, p.place, p.unit,
		p.handler, p.handler_name, p.sponsor, p.sponsor_name, p.registered_by, p.received_at, p.registered_at, p.persons, p.contact_mask, p.flags, p.week,
		p.due_day, p.due_rule, p.due_version, p.due_basis, p.paused_day, p.resolved,
		p.assigned_at, p.accepted_at, p.notified_at, p.replied_at, p.served_at, p.filed_at, p.called_at, p.rated_at, p.closed_at
		FROM `+from.from+` WHERE `+from.where()+` ORDER BY `+key+` `+direction+`, p.no `+direction+` LIMIT `+b.arg(limit), b.args...)
}

// order is the query's order, by due day if it says none.
func (q ListQuery) order() (Sort, bool) {
	switch q.Sort {
	case ByRegistered, ByReceived:
		return q.Sort, q.Descending
	}
	return ByDue, q.Descending
}

func (s Sort) column() string {
	switch s {
	case ByRegistered:
		return "p.registered_at"
	case ByReceived:
		return "p.received_at"
	}
	return "p.due_day"
}

// listed is a row with the column that a cursor needs.
type listed struct {
	ListRow
	due string
}

func scanListRow(r rows) (listed, error) {
	var l listed
	var received, registered int64
	var flags, basis, paused string
	var resolved *int
	var assigned, accepted, notified, replied, served, filed, called, rated, closed *int64
	err := r.Scan(&l.No, &l.Version, &l.State, &l.Subject, &l.Channel, &l.Purpose, &l.Category, &l.Place, &l.Unit,
		&l.Handler, &l.HandlerName, &l.Sponsor, &l.SponsorName, &l.RegisteredBy, &received, &registered, &l.Persons, &l.Contact, &flags, &l.Week,
		&l.due, &l.Lead.Rule, &l.Lead.Version, &basis, &paused, &resolved,
		&assigned, &accepted, &notified, &replied, &served, &filed, &called, &rated, &closed)
	if err != nil {
		return l, err
	}
	l.Received, l.Registered = instant(received), instant(registered)
	l.Flags = strings.Fields(flags)
	l.Lead.Basis = deadline.Basis(basis)
	l.Lead.Due, _ = dueDay(l.due)
	l.Lead.Paused, _ = dueDay(paused)
	if resolved != nil {
		is := *resolved == 1
		l.Resolved = &is
	}
	for _, m := range []struct {
		into *time.Time
		ms   *int64
	}{{&l.Assigned, assigned}, {&l.Accepted, accepted}, {&l.Notified, notified}, {&l.Replied, replied}, {&l.Served, served},
		{&l.Filed, filed}, {&l.Called, called}, {&l.Rated, rated}, {&l.Closed, closed}} {
		*m.into = instantOrZero(m.ms)
	}
	return l, nil
}

// Export calls take with every petition of a list, however long, without holding up anybody.
func (r *Reader) Export(ctx context.Context, q ListQuery, take func(ListRow) error) error {
	q.Cursor, q.Limit = "", mostLimit
	for {
		page, err := r.List(ctx, q)
		if err != nil {
			return err
		}
		for _, row := range page.Rows {
			if err := take(row); err != nil {
				return err
			}
		}
		if page.Next == "" {
			return nil
		}
		q.Cursor = page.Next
	}
}

// Count counts a list as far as most: beyond that, nobody needs to know.
func (r *Reader) Count(ctx context.Context, q ListQuery, most int) (int, error) {
	n := 0
	b := newBuilder(r.db.county)
	from, err := r.source(ctx, b, q)
	if err != nil {
		return 0, fmt.Errorf("counting petitions: %w", err)
	}
	_, err = one(ctx, r.q, into(&n), `SELECT COUNT(*) FROM (SELECT 1 AS x FROM `+from.from+` WHERE `+from.where()+` LIMIT `+b.arg(most)+`) AS found`, b.args...)
	if err != nil {
		return 0, fmt.Errorf("counting petitions: %w", err)
	}
	return n, nil
}

// Counts are the numbers beside the navigation, each 1000 at most.
type Counts struct {
	Open       int // in scope
	Unassigned int
	Late       int
	Today      int
	Mine       int // open, and the person's own
	MineLate   int
}

// MostCounted is where Counts stop counting.
const MostCounted = 1000

// Counts counts what a person looks for first.
func (r *Reader) Counts(ctx context.Context, me org.PersonID, today deadline.Day) (Counts, error) {
	counts := Counts{}
	type counted struct {
		into *int
		q    ListQuery
	}
	wanted := []counted{
		{&counts.Open, ListQuery{Open: true}},
		{&counts.Unassigned, ListQuery{Open: true, States: []petition.State{petition.Registered}}},
		{&counts.Late, ListQuery{}.Late(today)},
		{&counts.Today, ListQuery{DueFrom: today, DueTo: today}},
	}
	if me != "" {
		mine := ListQuery{Open: true, Mine: me}
		wanted = append(wanted, counted{&counts.Mine, mine}, counted{&counts.MineLate, mine.Late(today)})
	}
	for _, w := range wanted {
		n, err := r.Count(ctx, w.q, MostCounted)
		if err != nil {
			return counts, err
		}
		*w.into = n
	}
	return counts, nil
}
