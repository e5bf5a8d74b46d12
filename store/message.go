package store

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"bihuan/domain/fault"
	"bihuan/domain/notify"
	"bihuan/domain/org"
	"bihuan/domain/petition"
)

// Message is one thing that somebody of the staff is told. It is worded when it is read, from its
// topic and a few plain facts, none of them personal data.
type Message struct {
	ID     string
	Person org.PersonID
	At     time.Time
	Topic  notify.Topic
	No     string // the petition, or ""
	Args   Facts
	Urgent bool
	Origin string // what it came from: nobody is told twice of one
	Read   time.Time

	Subject string         // the petition's, for a list
	State   petition.State // the petition's, for a list
}

// Facts are what a message's words are filled in with: names of officials and units, days, counts.
type Facts map[string]string

// The digest states of a message.
const (
	digestNone  = ""      // went out by itself, or there is no way out
	digestWaits = "waits" // for the day's digest
)

// messageID is made of the moment and a counter of this process, so that messages sort by it, and of
// a few letters of the process's own, so that two nodes never give the same.
func (tx *Tx) messageID() string {
	return fmt.Sprintf("%013d-%06d-%s", milli(tx.Now), tx.db.told.Add(1)%1_000_000, tx.db.hub.node[:6])
}

// Tell puts a message into an inbox. It reports false for one that the person has got already.
func (tx *Tx) Tell(ctx context.Context, m *Message, waits bool) (bool, error) {
	m.ID, m.At = tx.messageID(), tx.Now
	args, err := json.Marshal(m.Args)
	if err != nil {
		return false, err
	}
	digest := digestNone
	if waits {
		digest = digestWaits
	}
	n, err := tx.execNow(ctx, `INSERT INTO message (county, id, person, at, topic, no, args, urgent, origin, digest)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (county, person, origin) DO NOTHING`,
		tx.db.county, m.ID, string(m.Person), milli(m.At), string(m.Topic), m.No, string(args), bit(m.Urgent), m.Origin, digest)
	if err != nil || n == 0 {
		return false, err
	}
	tx.changes = append(tx.changes, Change{County: tx.db.county, Person: m.Person, At: tx.Now})
	return true, nil
}

// InboxQuery asks for a page of somebody's messages.
type InboxQuery struct {
	Person org.PersonID
	Unread bool
	Before string // the last id of the page before
	Limit  int
}

// Inbox lists somebody's messages, the newest first. What is about a matter that is out of the
// reader's scope by now is left out.
func (r *Reader) Inbox(ctx context.Context, q InboxQuery) ([]Message, error) {
	b := newBuilder(r.db.county)
	where := ` AND (m.no = '' OR ` + r.scoped(b, "m") + `)`
	if q.Unread {
		where += ` AND m.read_at IS NULL`
	}
	if q.Before != "" {
		where += ` AND m.id < ` + b.arg(q.Before)
	}
	return all(ctx, r.q, scanMessage, `SELECT m.id, m.person, m.at, m.topic, m.no, m.args, m.urgent, m.origin, m.read_at, COALESCE(p.subject, ''), COALESCE(p.state, '')
		FROM message m LEFT JOIN petition p ON p.county = m.county AND p.no = m.no
		WHERE m.county = $1 AND m.person = `+b.arg(string(q.Person))+where+` ORDER BY m.id DESC LIMIT `+b.arg(q.Limit), b.args...)
}

func scanMessage(r rows) (Message, error) {
	var m Message
	var person, topic, args, state string
	var at int64
	var urgent int
	var read *int64
	if err := r.Scan(&m.ID, &person, &at, &topic, &m.No, &args, &urgent, &m.Origin, &read, &m.Subject, &state); err != nil {
		return m, err
	}
	m.Person, m.At, m.Topic, m.Urgent, m.Read, m.State = org.PersonID(person), instant(at), notify.Topic(topic), urgent == 1, instantOrZero(read), petition.State(state)
	return m, json.Unmarshal([]byte(args), &m.Args)
}

// Unread counts somebody's unread messages, up to a limit.
func (r *Reader) Unread(ctx context.Context, person org.PersonID, limit int) (int, error) {
	b, n := newBuilder(r.db.county), 0
	where := r.scoped(b, "m")
	_, err := one(ctx, r.q, into(&n), `SELECT COUNT(*) FROM (SELECT 1 FROM message m WHERE m.county = $1 AND m.person = `+b.arg(string(person))+`
		AND m.read_at IS NULL AND (m.no = '' OR `+where+`) LIMIT `+b.arg(limit)+`) AS n`, b.args...)
	return n, err
}

// Message finds one of somebody's messages.
func (r *Reader) Message(ctx context.Context, person org.PersonID, id string) (Message, error) {
	var m Message
	found, err := one(ctx, r.q, func(r rows) (err error) { m, err = scanMessage(r); return err },
		`SELECT m.id, m.person, m.at, m.topic, m.no, m.args, m.urgent, m.origin, m.read_at, '', '' FROM message m WHERE m.county = $1 AND m.person = $2 AND m.id = $3`,
		r.db.county, string(person), id)
	if err == nil && !found {
		return m, fault.New(fault.NotFound, "fault.message.not_found")
	}
	return m, err
}

// ReadMessages marks somebody's messages as read: one, those about a petition, or all.
func (tx *Tx) ReadMessages(ctx context.Context, person org.PersonID, id, no string) error {
	b := newBuilder(tx.db.county)
	where := ` AND person = ` + b.arg(string(person))
	if id != "" {
		where += ` AND id = ` + b.arg(id)
	}
	if no != "" {
		where += ` AND no = ` + b.arg(no)
	}
	n, err := tx.execNow(ctx, `UPDATE message SET read_at = `+b.arg(milli(tx.Now))+` WHERE county = $1 AND read_at IS NULL`+where, b.args...)
	if err == nil && n > 0 {
		tx.changes = append(tx.changes, Change{County: tx.db.county, Person: person, At: tx.Now})
	}
	return err
}

// Delivery is one message on its way out of the house. Its address is found when it is sent, so that
// none stands in a queue or a log.
type Delivery struct {
	ID      string
	Channel string
	Person  org.PersonID // of the staff, or
	Robot   string       // a group's robot, or
	No      string       // a petition's petitioner
	N       int          // which petitioner
	Topic   notify.Topic
	Args    Facts
	Origin  string
	Created time.Time
	After   time.Time // not before, for quiet hours
	State   DeliveryState
	Tries   int
	Why     string // the last failure
	Done    time.Time
}

// DeliveryState is where a delivery is.
type DeliveryState string

// The states. What was refused or given up stays, with its reason.
const (
	DeliveryWaits   DeliveryState = "waits"
	DeliverySent    DeliveryState = "sent"
	DeliveryRefused DeliveryState = "refused" // another try could not mend it
	DeliveryDropped DeliveryState = "dropped" // nothing to say any more, or no address
)

// Post puts a delivery into the queue. It reports false for one that is there already.
func (tx *Tx) Post(ctx context.Context, d *Delivery) (bool, error) {
	d.ID, d.Created, d.State = tx.messageID(), tx.Now, DeliveryWaits
	args, err := json.Marshal(d.Args)
	if err != nil {
		return false, err
	}
	n, err := tx.execNow(ctx, `INSERT INTO delivery (county, id, channel, person, robot, no, n, topic, args, origin, created, after, state, tries, why)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 0, '') ON CONFLICT (county, origin) DO NOTHING`,
		tx.db.county, d.ID, d.Channel, string(d.Person), d.Robot, d.No, d.N, string(d.Topic), string(args), d.Origin, milli(d.Created), milli(d.After), string(d.State))
	return n == 1, err
}

const selectDelivery = `SELECT id, channel, person, robot, no, n, topic, args, origin, created, after, state, tries, why, done FROM delivery`

func scanDelivery(r rows) (Delivery, error) {
	var d Delivery
	var person, topic, args, state string
	var created, after int64
	var done *int64
	if err := r.Scan(&d.ID, &d.Channel, &person, &d.Robot, &d.No, &d.N, &topic, &args, &d.Origin, &created, &after, &state, &d.Tries, &d.Why, &done); err != nil {
		return d, err
	}
	d.Person, d.Topic, d.State = org.PersonID(person), notify.Topic(topic), DeliveryState(state)
	d.Created, d.After, d.Done = instant(created), instant(after), instantOrZero(done)
	return d, json.Unmarshal([]byte(args), &d.Args)
}

// Delivery takes one from the queue into the transaction; it is locked until then.
func (tx *Tx) Delivery(ctx context.Context, id string) (Delivery, error) {
	var d Delivery
	found, err := one(ctx, tx, func(r rows) (err error) { d, err = scanDelivery(r); return err },
		selectDelivery+` WHERE county = $1 AND id = $2`+tx.db.engine.forUpdate(), tx.db.county, id)
	if err == nil && !found {
		return d, fault.New(fault.NotFound, "fault.message.not_found")
	}
	return d, err
}

// Delivered writes down how a try went.
func (tx *Tx) Delivered(ctx context.Context, id string, state DeliveryState, why string) error {
	var done any
	if state != DeliveryWaits {
		done = milli(tx.Now)
	}
	return tx.exec(ctx, `UPDATE delivery SET state = $3, tries = tries + 1, why = $4, done = $5 WHERE county = $1 AND id = $2`,
		tx.db.county, id, string(state), why, done)
}

// Deliveries lists the log, the newest first; state "" is all.
func (r *Reader) Deliveries(ctx context.Context, state DeliveryState, before string, limit int) ([]Delivery, error) {
	b := newBuilder(r.db.county)
	where := ""
	if state != "" {
		where += ` AND state = ` + b.arg(string(state))
	}
	if before != "" {
		where += ` AND id < ` + b.arg(before)
	}
	return all(ctx, r.q, scanDelivery, selectDelivery+` WHERE county = $1`+where+` ORDER BY id DESC LIMIT `+b.arg(limit), b.args...)
}

// DeliveryCounts counts the log by channel and state since a moment.
func (db *DB) DeliveryCounts(ctx context.Context, since time.Time) (map[string]map[DeliveryState]int, error) {
	counts := map[string]map[DeliveryState]int{}
	err := each(ctx, db.engine, func(r rows) error {
		var channel, state string
		var n int
		if err := r.Scan(&channel, &state, &n); err != nil {
			return err
		}
		if counts[channel] == nil {
			counts[channel] = map[DeliveryState]int{}
		}
		counts[channel][DeliveryState(state)] = n
		return nil
	}, `SELECT channel, state, COUNT(*) FROM delivery WHERE county = $1 AND id >= $2 GROUP BY channel, state`, db.county, fmt.Sprintf("%013d", milli(since)))
	return counts, err
}

// Digests are the people for whom messages wait that they have not read, with how many.
func (tx *Tx) Digests(ctx context.Context) (map[org.PersonID]int, error) {
	waiting := map[org.PersonID]int{}
	err := each(ctx, tx, func(r rows) error {
		var person string
		var n int
		err := r.Scan(&person, &n)
		waiting[org.PersonID(person)] = n
		return err
	}, `SELECT person, COUNT(*) FROM message WHERE county = $1 AND digest = 'waits' AND read_at IS NULL GROUP BY person`, tx.db.county)
	return waiting, err
}

// Digested ties the messages that wait for a person's digest to it.
func (tx *Tx) Digested(ctx context.Context, person org.PersonID, digest string) error {
	return tx.exec(ctx, `UPDATE message SET digest = $3 WHERE county = $1 AND person = $2 AND digest = 'waits'`, tx.db.county, string(person), digest)
}

// Digest lists the messages of a person's digest that are still unread, the oldest first.
func (tx *Tx) Digest(ctx context.Context, person org.PersonID, digest string, limit int) ([]Message, error) {
	return all(ctx, tx, scanMessage, `SELECT m.id, m.person, m.at, m.topic, m.no, m.args, m.urgent, m.origin, m.read_at, '', '' FROM message m
		WHERE m.county = $1 AND m.person = $2 AND m.digest = $3 AND m.read_at IS NULL ORDER BY m.id LIMIT $4`, tx.db.county, string(person), digest, limit)
}
