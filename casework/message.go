package casework

import (
	"context"
	"fmt"
	"slices"

	"bihuan/domain/deadline"
	"bihuan/domain/notify"
	"bihuan/domain/org"
	"bihuan/domain/petition"
	"bihuan/store"
)

// Outside is what leads out of the house: which channels there are, and when they keep quiet.
type Outside struct {
	Routes notify.Routes
	Mail   bool
	SMS    bool
	Quiet  notify.Quiet
}

// Channels that reach one person. Robots have their kind as name.
const (
	ChannelMail = "mail"
	ChannelSMS  = "sms"
)

// Connect opens the ways out. Without it messages stay in the inbox.
func (c *Casework) Connect(o Outside) { c.outside.Store(&o) }

func (c *Casework) ways() Outside {
	if o := c.outside.Load(); o != nil {
		return *o
	}
	return Outside{}
}

// news is one thing to be told about a petition, or, without one, to people who are named.
type news struct {
	topic  notify.Topic
	p      *petition.Petition
	by     org.PersonID // who did it, and need not be told
	origin string
	facts  store.Facts
	stops  []deadline.Trigger // what the clock waits for
	named  []org.PersonID
}

// tellEvents tells of what happened, by the table of routes. The petition is as it is after all of it.
func (c *Casework) tellEvents(ctx context.Context, tx *store.Tx, p *petition.Petition, events []petition.Event) error {
	for _, e := range events {
		for _, topic := range notify.Topics(p, e) {
			n := news{topic: topic, p: p, by: e.By.Person, origin: fmt.Sprintf("%s#%d%s", p.No, e.Seq, topic), facts: factsOf(p, e)}
			if err := c.tell(ctx, tx, n); err != nil {
				return err
			}
		}
	}
	return nil
}

// factsOf are what the words of a message are filled in with: the officer who acted and their unit,
// the week, the day. Nothing of the petitioner's.
func factsOf(p *petition.Petition, e petition.Event) store.Facts {
	facts := store.Facts{}
	if e.By.Name != "" {
		facts["by"] = e.By.Name
	}
	if e.By.UnitName != "" {
		facts["of"] = e.By.UnitName
	}
	if unit := p.Unit(); unit != "" {
		facts["unit"] = string(unit)
	}
	switch d := e.Data.(type) {
	case *petition.LadderAdvanced:
		facts["week"] = fmt.Sprint(d.Week)
		if d.To.Name != "" {
			facts["to"] = d.To.Name
		}
	case *petition.Escalated:
		facts["level"] = string(d.Level)
	}
	if d, ok := e.Data.(*petition.Pushed); ok {
		facts["due"] = d.Due.String()
	}
	if o := orderOf(p, e); o != nil && o.Due != 0 {
		facts["due"] = o.Due.String()
	}
	return facts
}

// orderOf is the order that an event issued or sent back.
func orderOf(p *petition.Petition, e petition.Event) *petition.Order {
	id := fmt.Sprintf("o%d", e.Seq)
	if d, ok := e.Data.(*petition.OrderChecked); ok {
		id = d.Order
	}
	if i := slices.IndexFunc(p.Orders, func(o petition.Order) bool { return o.ID == id }); i >= 0 {
		return &p.Orders[i]
	}
	return nil
}

// tell puts a message into the inbox of everybody who is to be told, once each, and, where it is
// urgent and there is a way, sends it out. Who stands behind the wall of an accusation is not told.
func (c *Casework) tell(ctx context.Context, tx *store.Tx, n news) error {
	ways := c.ways()
	route, ok := ways.Routes[n.topic]
	if !ok {
		return nil
	}
	book, err := tx.Book(ctx)
	if err != nil {
		return err
	}
	a := audience{book: book, news: n, now: tx.Now}
	for _, person := range a.people(route.To) {
		if person == n.by || n.p != nil && a.walled(person) {
			continue
		}
		if err := c.tellOne(ctx, tx, ways, book, route, n, person); err != nil {
			return err
		}
	}
	if slices.Contains(route.To, notify.Robot) && n.p != nil {
		return c.tellRobots(ctx, tx, ways, book, n)
	}
	return nil
}

func (c *Casework) tellOne(ctx context.Context, tx *store.Tx, ways Outside, book *store.Directory, route notify.Route, n news, person org.PersonID) error {
	m := store.Message{Person: person, Topic: n.topic, No: n.no(), Args: n.facts, Urgent: route.Urgent, Origin: n.origin}
	channels := c.channelsTo(ways, book, person)
	fresh, err := tx.Tell(ctx, &m, !route.Urgent && len(channels) > 0)
	if err != nil || !fresh || !route.Urgent {
		return err
	}
	for _, channel := range channels {
		d := store.Delivery{Channel: channel, Person: person, No: n.no(), Topic: n.topic, Args: n.facts, Origin: channel + ":" + m.ID}
		if err := c.post(ctx, tx, ways, &d); err != nil {
			return err
		}
	}
	return nil
}

func (n news) no() string {
	if n.p == nil {
		return ""
	}
	return n.p.No
}

// channelsTo are the ways to somebody of the staff: those that are open, and have an address in the book.
func (c *Casework) channelsTo(ways Outside, book *store.Directory, person org.PersonID) []string {
	who, ok := book.Person(person)
	if !ok {
		return nil
	}
	var channels []string
	if ways.Mail && who.Email != "" {
		channels = append(channels, ChannelMail)
	}
	if ways.SMS && mobile(who.Phone) {
		channels = append(channels, ChannelSMS)
	}
	return channels
}

// post puts a delivery and its job into the queue, for after the quiet hours.
func (c *Casework) post(ctx context.Context, tx *store.Tx, ways Outside, d *store.Delivery) error {
	d.After = ways.Quiet.After(tx.Now)
	fresh, err := tx.Post(ctx, d)
	if err != nil || !fresh {
		return err
	}
	o := store.JobOptions{Tries: deliveryTries}
	if d.After.After(tx.Now) {
		o.At = d.After
	}
	return tx.Enqueue(ctx, DeliverJob{ID: d.ID}, o)
}

// deliveryTries is how often a message is tried: with River's back-off, for about a day.
const deliveryTries = 16

// DeliverJob carries one message out of the house.
type DeliverJob struct {
	ID string `json:"id"`
}

// Kind is deliver.
func (DeliverJob) Kind() string { return "deliver" }

// tellRobots speaks to the groups of the responsible unit. A group may have people in it who stand
// behind the wall: of an accusation nothing is said there.
func (c *Casework) tellRobots(ctx context.Context, tx *store.Tx, ways Outside, book *store.Directory, n news) error {
	if n.p.Record.Has(petition.Accusing) || n.p.Unit() == "" {
		return nil
	}
	robots, err := c.db.Robots(ctx, n.p.Unit())
	if err != nil {
		return err
	}
	for _, r := range robots {
		d := store.Delivery{Channel: r.Kind, Robot: r.ID, No: n.p.No, Topic: n.topic, Args: n.facts, Origin: r.ID + ":" + n.origin}
		if err := c.post(ctx, tx, ways, &d); err != nil {
			return err
		}
	}
	return nil
}
