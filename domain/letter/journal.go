package letter

import (
	"strconv"
	"strings"
	"time"

	"bihuan/domain/deadline"
	"bihuan/domain/org"
	"bihuan/domain/personal"
	"bihuan/domain/petition"
)

// Book is what the county's book of offices answers.
type Book interface {
	Unit(org.UnitID) (org.Unit, bool)
	Person(org.PersonID) (org.Person, bool)
	// Holder is who holds a post of a unit at a moment.
	Holder(unit org.UnitID, post org.PostKind, at time.Time) (org.Person, org.Post, bool)
}

// Facts are what a Matter is made from: the petition and its journal, the rules, and the county's book.
type Facts struct {
	Petition *petition.Petition
	Events   []petition.Event
	Rules    petition.Rules
	Book     Book
	Today    deadline.Day
	Open     bool              // names in full: of letters to the petitioner alone
	Hide     *strings.Replacer // what is personal in a text, in all others: petition.Record.Masks
	Place    string            // the name of the place that the matter is about
	Bureau   org.UnitID
	From     org.UnitID
	To       org.UnitID
	ToName   string // whom the letter goes to, if that is no office of the county
	Order    string // the order that the letter answers or is about
	Others   []Facts
	Site     string
	Code     string
}

// reader reads one petition into a Matter.
type reader struct {
	Facts
	forms Forms
	p     *petition.Petition
}

// Matter is the petition in the words of an office, as its journal has made it.
func (f Forms) Matter(x Facts) Matter {
	r := reader{Facts: x, forms: f, p: x.Petition}
	m := r.record()
	r.offices(&m)
	r.days(&m)
	r.orders(&m)
	r.steps(&m)
	m.Course, m.Holders = r.course(), r.holders()
	if r.walled() {
		m.wall(f.lists)
	}
	for _, other := range x.Others {
		other.Others, other.Open = nil, x.Open
		m.Others = append(m.Others, f.Matter(other))
	}
	return m
}

func (r *reader) word(group string, code string) string { return r.forms.words.In(group, code) }

// say is a text of the record, with what is personal in it hidden from all but the petitioner.
func (r *reader) say(text string) string {
	if r.Open {
		return clean(text)
	}
	if r.Hide != nil {
		text = r.Hide.Replace(text)
	}
	return clean(personal.Scrub(text))
}

func (r *reader) record() Matter {
	p, rec := r.p, &r.p.Record
	m := Matter{
		No: p.No, Subject: r.say(rec.Subject), Persons: rec.Persons, Received: dayOf(rec.ReceivedAt),
		Channel: r.word("channel", string(rec.Channel)), Purpose: r.word("purpose", string(rec.Purpose)),
		Place: r.Place, Facts: r.say(rec.Facts), Path: r.path(),
		Accusation: rec.Has(petition.Accusing) || len(rec.Accused.Units)+len(rec.Accused.People) > 0,
		Today:      r.Today, Site: r.Site,
	}
	m.Petitioner = r.petitioner()
	if r.Open {
		m.Code = r.Code
		var names []string
		for _, who := range rec.Petitioners {
			if name := clean(who.Name.Reveal()); name != "" {
				names = append(names, name)
			}
		}
		m.Name = strings.Join(names, r.forms.lists.Joined)
	}
	for i, d := range rec.Demands {
		m.Demands = append(m.Demands, r.demand(i, d))
	}
	return m
}

func (r *reader) path() petition.Path {
	switch {
	case r.p.Acceptance != nil:
		return r.p.Acceptance.Path
	case r.p.Assignment != nil:
		return r.p.Assignment.Path
	}
	return ""
}

// petitioner names who raised the matter.
func (r *reader) petitioner() string {
	rec, l := &r.p.Record, r.forms.lists
	name := rec.Contact().Name.Mask()
	if r.Open {
		name = clean(rec.Contact().Name.Reveal())
	}
	if name == "" {
		name = l.Anonymous
	}
	if rec.Persons < 2 {
		return name
	}
	return fill(l.Persons, map[string]string{"name": name, "n": strconv.Itoa(rec.Persons)})
}

// demand is one demand with what was answered. An answer counts once it is issued; the petitioner's own
// reply is written from it before.
func (r *reader) demand(i int, d petition.Demand) Demand {
	made := Demand{N: i + 1, Text: r.say(d.Text)}
	reply := r.p.Reply
	if reply == nil || i >= len(reply.Answers) || reply.Issued.IsZero() && !r.Open {
		return made
	}
	a := reply.Answers[i]
	made.Facts, made.Basis, made.Opinion = r.say(a.Facts), r.say(a.Basis), r.say(a.Opinion)
	made.Result, made.Done = r.word("result", string(a.Result)), !reply.Issued.IsZero()
	return made
}

// moment is an instant of the day on which the letter is written, to ask the book by.
func (r *reader) moment() time.Time { return r.Today.Start().Add(12 * time.Hour) }

func (r *reader) office(id org.UnitID) Office {
	u, ok := r.unit(id)
	if !ok {
		return Office{ID: id}
	}
	o := Office{ID: id, Name: u.Name, Short: u.Short, Sign: u.Sign, Phone: u.Phone, Address: u.Address}
	if o.Short == "" {
		o.Short = o.Name
	}
	return o
}

func (r *reader) unit(id org.UnitID) (org.Unit, bool) {
	if id == "" || r.Book == nil {
		return org.Unit{}, false
	}
	return r.Book.Unit(id)
}

func (r *reader) holder(unit org.UnitID, post org.PostKind) Person {
	if unit == "" || r.Book == nil {
		return Person{}
	}
	who, held, ok := r.Book.Holder(unit, post, r.moment())
	if !ok {
		return Person{}
	}
	return Person{Name: who.Name, Title: held.Title, Phone: who.Phone, Unit: r.office(unit).Name}
}

// duty is somebody who answers for something.
func (r *reader) duty(d petition.Duty) Person {
	p := Person{Name: d.Name, Title: d.Title, Phone: d.Phone, Unit: r.office(d.Unit).Name}
	if r.Book != nil && p.Phone == "" && d.Person != "" {
		if who, ok := r.Book.Person(d.Person); ok {
			p.Phone = who.Phone
		}
	}
	return p
}

func by(b petition.By) Person { return Person{Name: b.Name, Title: b.Title, Unit: b.UnitName} }

func (r *reader) offices(m *Matter) {
	p := r.p
	m.Bureau, m.From, m.To, m.Unit = r.office(r.Bureau), r.office(r.From), r.office(r.To), r.office(p.Unit())
	if m.To.Name == "" {
		m.To.Name, m.To.Short = r.ToName, r.ToName
	}
	if a := p.Assignment; a != nil {
		for _, x := range a.Assisting {
			m.Assisting = append(m.Assisting, r.office(x.Unit).Name)
		}
		m.Assignment = Assigned{On: dayOf(a.At), Note: r.say(a.Instruction), Path: r.word("path", string(a.Path))}
		if c := r.clock("pledge.accept"); c != nil {
			m.Assignment.Due, _ = r.Rules.DueDay(*c)
		}
	}
	if p.Acceptance != nil {
		m.Handler = r.duty(p.Acceptance.Handler)
	}
	if p.Sponsor != nil {
		m.Sponsor = r.duty(*p.Sponsor)
	}
	m.Head = r.holder(p.Unit(), org.Head)
	m.Liaison = r.liaison()
}

// liaison is the county leader tied to the responsible unit, with the title of the rung that came to
// them or of the post that they hold above it.
func (r *reader) liaison() Person {
	u, ok := r.unit(r.p.Unit())
	if !ok || u.Liaison == "" {
		return Person{}
	}
	who, _ := r.Book.Person(u.Liaison)
	made := Person{Name: who.Name, Phone: who.Phone}
	for _, rung := range r.p.Ladder {
		if rung.To.Person == u.Liaison {
			made.Title = rung.To.Title
		}
	}
	if lead, post, ok := r.Book.Holder(u.Parent, org.Leader, r.moment()); ok && lead.ID == u.Liaison && made.Title == "" {
		made.Title = post.Title
	}
	return made
}

func (r *reader) orders(m *Matter) {
	p := r.p
	for _, x := range p.Raised {
		m.Raised = append(m.Raised, Raised{Level: x.Level, Name: r.word("level", string(x.Level)), On: x.On,
			Form: r.word("channel", string(x.Form)), Persons: x.Persons, Body: x.Body})
	}
	if n := len(m.Raised); n > 0 {
		m.Last = m.Raised[n-1]
	}
	for _, o := range p.Orders {
		made := Order{ID: o.ID, Kind: o.Kind, Name: r.word("order", string(o.Kind)), Text: r.say(o.Text), Issued: dayOf(o.Issued),
			Due: o.Due, Answer: r.say(o.Answer), Answered: dayOf(o.Answered)}
		for _, l := range p.Letters {
			if l.ID == o.Letter && l.ID != "" {
				made.Number = l.Number
			}
		}
		m.Orders = append(m.Orders, made)
		if o.ID == r.Order && o.ID != "" {
			m.Order = made
		}
	}
}

func (r *reader) steps(m *Matter) {
	p := r.p
	if e := p.Ending; e != nil {
		m.Ending = Ending{Kind: e.Kind, On: dayOf(e.At), Body: e.Body, Ground: r.word("ground", string(e.Ground)), Legal: e.Legal,
			Article: r.word("article", string(e.Ground)), Reasons: r.say(e.Reasons), By: by(e.By)}
		if e.Legal > 0 {
			m.Ending.Article = r.word("article", "legal"+strconv.Itoa(e.Legal))
		}
	}
	r.extension(m)
	if y := p.Reply; y != nil && (r.Open || !y.Issued.IsZero()) {
		m.Reply = Reply{Number: y.DocNo, ReviewBody: y.ReviewBody, ReviewDue: r.reviewDue(), Issued: dayOf(y.Issued), Author: by(y.Author), By: by(y.IssuedBy)}
	}
	if n := len(p.Reviews); n > 0 {
		v := p.Reviews[n-1]
		m.Review = Review{Body: v.Body, Reasons: r.say(v.Reasons), Asked: dayOf(v.At), Decision: r.word("decision", string(v.Decision)),
			Opinion: r.say(v.Opinion), Decided: dayOf(v.Decided), Again: v.Re}
	}
	if n := len(p.Calls); n > 0 {
		c := p.Calls[n-1]
		m.Call = Call{On: dayOf(c.At), Reached: c.Reached, True: c.True, Satisfied: c.Satisfied, Tries: n}
	}
	for _, n := range p.Notices {
		var kinds []string
		for _, kind := range n.Kinds {
			kinds = append(kinds, r.word("notice", string(kind)))
		}
		m.Notices = append(m.Notices, Notice{Kinds: strings.Join(kinds, r.forms.lists.Joined), Means: r.word("means", string(n.Means)), On: dayOf(n.At), By: by(n.By)})
	}
	for _, s := range p.Served {
		m.Services = append(m.Services, Service{Paper: r.word("paper", string(s.Paper)), Way: r.word("way", string(s.Way)), On: dayOf(s.At),
			By: by(s.By), Witness: s.Witness, Refused: s.Refused})
	}
}

// extension tells the old day and the new: the clock counted without it, and with it.
func (r *reader) extension(m *Matter) {
	x := r.p.Extension
	if x == nil {
		return
	}
	m.Extension = Extension{Days: x.Days, Reason: r.say(x.Reason), On: dayOf(x.At), By: by(x.By)}
	if c := r.clock("law.handle"); c != nil {
		m.Extension.New, _ = r.Rules.DueDay(*c)
		before := *c
		before.Extra = max(0, c.Extra-x.Days)
		m.Extension.Old, _ = r.Rules.DueDay(before)
	}
}

// reviewDue says by when a review may be asked for, in the words of a reply.
func (r *reader) reviewDue() string {
	rule, ok := r.Rules.Policies.RuleIn("law.review.ask", r.Today)
	if !ok {
		return ""
	}
	return fill(r.forms.lists.ReviewDue, map[string]string{"n": strconv.Itoa(rule.Span)})
}
