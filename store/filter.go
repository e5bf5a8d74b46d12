package store

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"strconv"
	"strings"

	"bihuan/domain/deadline"
	"bihuan/domain/fault"
	"bihuan/domain/org"
	"bihuan/domain/personal"
	"bihuan/domain/petition"
)

// source is where a list comes from: all petitions, or a small set that belongs together and is
// looked up one by one. What is right depends on how large the set is, which no planner knows
// before it has statistics; so it is counted.
type source struct {
	from       string
	conditions []string
	common     bool // words are looked for that many have, and no small set drives
}

func (s *source) add(condition string) { s.conditions = append(s.conditions, condition) }

func (s *source) where() string { return strings.Join(s.conditions, " AND ") }

// drive makes the list come from a set, a SELECT of distinct numbers. CROSS JOIN tells SQLite to
// begin there.
func (s *source) drive(set string) {
	s.from = "(" + set + ") AS q CROSS JOIN petition p"
	s.add("p.no = q.no")
}

// smallSet is how large a set is looked up one by one and sorted. Within a larger one, walking
// the order of the list soon fills a page.
const smallSet = 2000

// source says where a list comes from and by what conditions: the query's filters within the
// reader's scope.
func (r *Reader) source(ctx context.Context, b *builder, q ListQuery) (*source, error) {
	return r.sourceIn(ctx, b, q, nil)
}

// sourceIn is the source of those registered on some days, which is for words that many have.
func (r *Reader) sourceIn(ctx context.Context, b *builder, q ListQuery, days *span) (*source, error) {
	s := &source{from: "petition p"}
	s.add("p.county = $1")
	if err := r.sets(ctx, b, q, s, days); err != nil {
		return nil, err
	}
	add := s.add
	same := func(column, value string) {
		if value != "" {
			add(column + " = " + b.arg(value))
		}
	}
	if q.Number != "" {
		same("p.no", petition.TidyNumber(q.Number, org.AreaCode(r.db.county)))
	}
	if len(q.States) > 0 {
		add("p.state IN " + in(b, q.States))
	}
	if q.Open {
		add("p.open = 1 AND p.due_day < '" + noDayClosed + "'")
	}
	same("p.unit", string(q.Unit))
	same("p.handler", string(q.Handler))
	same("p.sponsor", string(q.Sponsor))
	same("p.registered_by", string(q.By))
	begins := func(column, prefix string) {
		if prefix != "" {
			add(column + " LIKE " + b.arg(escapeLike(prefix)+"%") + ` ESCAPE '\'`)
		}
	}
	begins("p.category", q.Category)
	begins("p.place", string(q.Place))
	same("p.channel", string(q.Channel))
	same("p.purpose", string(q.Purpose))
	for _, flag := range q.Flags {
		add("p.flags LIKE " + b.arg("% "+escapeLike(flag)+" %") + ` ESCAPE '\'`)
	}
	if q.Week > 0 {
		add("p.week >= " + b.arg(q.Week))
	}
	q.ladder(b, add)
	if letter := paceLetter(q.Paced); letter != "" {
		add("p.paces LIKE " + b.arg("% "+letter+"%"))
	}
	if q.Resolved != nil {
		add("p.resolved = " + b.arg(bit(*q.Resolved)))
	}
	ranges(b, q, add)
	return s, nil
}

// sets puts the scope, the own matters and what is looked up by a person into the source; the
// first small one drives it.
func (r *Reader) sets(ctx context.Context, b *builder, q ListQuery, s *source, days *span) error {
	driven := false
	either := func(set string) {
		if driven {
			s.add("p.no IN (" + set + ")")
			return
		}
		driven = true
		s.drive(set)
	}
	for field, value := range [fieldCount]string{personal.Name(q.Name).Normal(), personal.Phone(q.Phone).Normal(), personal.IDNumber(q.ID).Normal()} {
		if value != "" {
			either(r.petitionersBy(b, field, value))
		}
	}
	if q.Suspected {
		either(r.suspected(b))
	}
	var words []*wanted
	if q.Text != "" {
		set, condition, named := r.anywhere(b, q.Text)
		if set != "" {
			either(set)
		}
		if condition != "" {
			s.add(condition)
		}
		if named != nil {
			words = append(words, named)
		}
	}
	if strings.TrimSpace(q.Words) != "" {
		words = append(words, wantedOf(q.Words, ""))
	}
	for _, w := range words {
		few := days != nil
		if !few && !driven {
			var err error
			if few, err = r.few(ctx, w); err != nil {
				return err
			}
		}
		if few && !driven {
			either(r.wordedSet(b, w, days))
			continue
		}
		s.common = true
		s.add(r.wordedOne(b, w))
	}
	if days != nil {
		s.add("p.registered_at >= " + b.arg(int64(days.from)*dayMillis) + " AND p.registered_at < " + b.arg(int64(days.to+1)*dayMillis))
	}
	s.add(r.walled(b, "p"))
	if !r.scope.All || q.Mine != "" {
		for _, who := range r.belonging(q.Mine) {
			small := false
			if !driven {
				count := newBuilder(r.db.county)
				n := 0
				_, err := one(ctx, r.q, into(&n), `SELECT COUNT(*) FROM (SELECT 1 AS x FROM (`+who.set(count)+`) AS m LIMIT `+count.arg(smallSet+1)+`) AS n`, count.args...)
				if err != nil {
					return err
				}
				small = n <= smallSet
			}
			if small {
				driven = true
				s.drive(who.set(b))
				continue
			}
			s.add(who.exists(b, "p"))
		}
	}
	s.common = s.common && !driven
	return nil
}

// ranges are the conditions on days.
func ranges(b *builder, q ListQuery, add func(string)) {
	if !q.DueFrom.IsZero() {
		add("p.due_day >= " + b.arg(q.DueFrom.String()))
	}
	if !q.DueTo.IsZero() {
		add("p.due_day <= " + b.arg(q.DueTo.String()))
	} else if !q.DueFrom.IsZero() {
		add("p.due_day < '" + noDayOpen + "'")
	}
	span := func(column string, from, to deadline.Day) {
		if !from.IsZero() {
			add(column + " >= " + b.arg(milli(from.Start())))
		}
		if !to.IsZero() {
			add(column + " < " + b.arg(milli(to.End())))
		}
	}
	span("p.received_at", q.ReceivedFrom, q.ReceivedTo)
	span("p.registered_at", q.RegisteredFrom, q.RegisteredTo)
	span("p.assigned_at", q.AssignedFrom, q.AssignedTo)
}

// ladder are the conditions on the weekly ladder, on which only what is being handled stands; and on who is
// to act.
func (q ListQuery) ladder(b *builder, add func(string)) {
	if q.Climbing || q.Turn > 0 || q.Idle || !q.Moved.IsZero() {
		add("p.state = '" + string(petition.Accepted) + "'")
	}
	switch {
	case q.Turn == deadline.LadderHandler:
		add("p.week <= " + b.arg(q.Turn))
	case q.Turn > 0:
		add("p.week = " + b.arg(q.Turn))
	}
	if q.Idle {
		add("p.idle <> ''")
	}
	if !q.Moved.IsZero() {
		at := b.arg(milli(q.Moved.Start()))
		add(`p.no IN (SELECT s.no FROM stage s WHERE s.county = $1 AND s.until = ` + b.arg(int64(standing)) + ` AND s.known >= ` + at + `
			AND NOT EXISTS (SELECT 1 FROM stage e WHERE e.county = $1 AND e.no = s.no AND e.week = s.week AND e.known < ` + at + ` AND e.until >= ` + at + `))`)
	}
	if q.Owes != nil {
		add(`p.no IN (SELECT s.no FROM stage s WHERE s.county = $1 AND s.until = ` + b.arg(int64(standing)) + ` AND s.owes = ` + b.arg(string(*q.Owes)) + `)`)
	}
}

// petitionersBy is the set of those found by blind index.
func (r *Reader) petitionersBy(b *builder, field int, normal string) string {
	name := fieldNames()[field]
	return `SELECT DISTINCT b.no FROM petitioner b WHERE b.county = $1 AND b.` + name + `_ix = ` + b.arg(r.db.vault.Blind(name, normal))
}

// anywhere is the one search box. What is a whole number of some kind is looked up as that, in a
// set; else words are looked for, and the whole as a name.
func (r *Reader) anywhere(b *builder, text string) (set, condition string, words *wanted) {
	text = strings.TrimSpace(text)
	if no := petition.TidyNumber(text, org.AreaCode(r.db.county)); petition.ValidNumber(no) {
		return "", "p.no = " + b.arg(no), nil
	}
	if id, err := personal.ParseIDNumber(text); err == nil {
		return r.petitionersBy(b, fieldID, id.Normal()), "", nil
	}
	if phone, err := personal.ParsePhone(text); err == nil {
		return r.petitionersBy(b, fieldPhone, phone.Normal()), "", nil
	}
	if text == "" {
		return "", "", nil
	}
	return "", "", wantedOf(text, text)
}

func escapeLike(text string) string {
	return strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(text)
}

// cursor is where a page begins: beyond a row, forwards or backwards.
type cursor struct {
	sort Sort
	desc bool
	back bool
	key  any
	no   string
}

type cursorText struct {
	Sort Sort   `json:"s"`
	Desc bool   `json:"d,omitempty"`
	Back bool   `json:"b,omitempty"`
	Key  string `json:"k"`
	No   string `json:"n"`
}

func (q ListQuery) cursor(row *listed, back bool) string {
	c := cursorText{Sort: q.Sort, Desc: q.Descending, Back: back, No: row.No}
	switch q.Sort {
	case ByRegistered:
		c.Key = strconv.FormatInt(milli(row.Registered), 10)
	case ByReceived:
		c.Key = strconv.FormatInt(milli(row.Received), 10)
	default:
		c.Key = row.due
	}
	text, err := json.Marshal(c)
	if err != nil {
		return ""
	}
	return base64.RawURLEncoding.EncodeToString(text)
}

// readCursor refuses a cursor that is damaged or of another order.
func readCursor(q ListQuery) (cursor, error) {
	if q.Cursor == "" {
		return cursor{}, nil
	}
	bad := fault.NewInvalid("cursor", "fault.store.cursor")
	text, err := base64.RawURLEncoding.DecodeString(q.Cursor)
	if err != nil {
		return cursor{}, bad
	}
	var c cursorText
	if json.Unmarshal(text, &c) != nil || c.No == "" || c.Sort != q.Sort || c.Desc != q.Descending || clean(c.Key+c.No) != c.Key+c.No {
		return cursor{}, bad
	}
	at := cursor{sort: c.Sort, desc: c.Desc, back: c.Back, key: c.Key, no: c.No}
	if c.Sort != ByDue {
		if at.key, err = strconv.ParseInt(c.Key, 10, 64); err != nil {
			return cursor{}, bad
		}
	}
	return at, nil
}
