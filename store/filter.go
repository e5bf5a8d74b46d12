package store

import (
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

// where is the condition of a list: the query's filters within the reader's scope.
func (r *Reader) where(b *builder, q ListQuery) string {
	conditions := []string{"p.county = $1", r.scopedSet(b, "p")}
	add := func(condition string) { conditions = append(conditions, condition) }
	same := func(column, value string) {
		if value != "" {
			add(column + " = " + b.arg(value))
		}
	}
	if q.Text != "" {
		add(r.anywhere(b, q.Text))
	}
	if q.Number != "" {
		same("p.no", petition.TidyNumber(q.Number, org.AreaCode(r.db.county)))
	}
	for word := range strings.FieldsSeq(q.Words) {
		add(contains(b, word))
	}
	for field, value := range [fieldCount]string{personal.Name(q.Name).Normal(), personal.Phone(q.Phone).Normal(), personal.IDNumber(q.ID).Normal()} {
		if value != "" {
			add(r.petitionerIs(b, field, value))
		}
	}
	if len(q.States) > 0 {
		add("p.state IN " + in(b, q.States))
	}
	if q.Open {
		add("p.open = 1 AND p.due_day < '" + noDayClosed + "'")
	}
	same("p.unit", string(q.Unit))
	if q.Mine != "" {
		add(`p.no IN (SELECT m.no FROM party m WHERE m.county = $1 AND m.kind = '` + partyPerson + `' AND m.id = ` + b.arg(string(q.Mine)) + `)`)
	}
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
	if q.Resolved != nil {
		add("p.resolved = " + b.arg(bit(*q.Resolved)))
	}
	r.ranges(b, q, add)
	return strings.Join(conditions, " AND ")
}

// ranges are the conditions on days.
func (r *Reader) ranges(b *builder, q ListQuery, add func(string)) {
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
}

// petitionerIs finds by blind index.
func (r *Reader) petitionerIs(b *builder, field int, normal string) string {
	name := fieldNames()[field]
	return `p.no IN (SELECT b.no FROM petitioner b WHERE b.county = $1 AND b.` + name + `_ix = ` + b.arg(r.db.vault.Blind(name, normal)) + `)`
}

// anywhere is the condition of the one search box. What is a whole number of some kind is looked
// up as that; else words are looked for in the subject, and the whole as a name.
func (r *Reader) anywhere(b *builder, text string) string {
	text = strings.TrimSpace(text)
	if no := petition.TidyNumber(text, org.AreaCode(r.db.county)); petition.ValidNumber(no) {
		return "p.no = " + b.arg(no)
	}
	if id, err := personal.ParseIDNumber(text); err == nil {
		return r.petitionerIs(b, fieldID, id.Normal())
	}
	if phone, err := personal.ParsePhone(text); err == nil {
		return r.petitionerIs(b, fieldPhone, phone.Normal())
	}
	var words []string
	for word := range strings.FieldsSeq(text) {
		words = append(words, contains(b, word))
	}
	if len(words) == 0 {
		return "1 = 1"
	}
	subject := strings.Join(words, " AND ")
	name := personal.Name(text).Normal()
	if len([]rune(name)) < 2 || len([]rune(name)) > 30 {
		return subject
	}
	return "((" + subject + ") OR " + r.petitionerIs(b, fieldName, name) + ")"
}

// contains looks for a word in the subject, capital or small.
func contains(b *builder, word string) string {
	return "lower(p.subject) LIKE lower(" + b.arg("%"+escapeLike(clean(word))+"%") + `) ESCAPE '\'`
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
