// Package notify says what is told to whom: which event goes to which audience, and whether it waits
// for the day's digest. Who an audience is, the casework finds in the county's book; how a message
// gets there is the courier's. The table is data, so that a county can be read its own.
package notify

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"bihuan/domain/deadline"
	"bihuan/domain/petition"
)

// Audience is who is told, by their part in a matter.
type Audience string

// The audiences. Owner is whoever has to do what a clock waits for; named are people whom the
// caller names; a robot speaks to the group of the responsible unit.
const (
	Assigners Audience = "assigners" // the bureau's caseworkers, while nobody minds the matter
	Chiefs    Audience = "chiefs"
	Director  Audience = "director"
	Minder    Audience = "minder"
	Office    Audience = "office" // the unit's petition office
	Handler   Audience = "handler"
	Deputy    Audience = "deputy"
	Head      Audience = "head"
	Liaison   Audience = "liaison"
	Sponsor   Audience = "sponsor"
	TaskForce Audience = "task_force"
	Assisting Audience = "assisting"
	Objector  Audience = "objector" // the unit whose objection was decided
	Author    Audience = "author"   // of the reply
	Approvers Audience = "approvers"
	Issuer    Audience = "issuer" // of the order that was answered
	Rung      Audience = "rung"   // whose week of the ladder it is
	Pushed    Audience = "pushed" // to whom a matter that came back was pushed last
	Owner     Audience = "owner"
	System    Audience = "system" // the system administrators
	Named     Audience = "named"
	Robot     Audience = "robot"
)

// Audiences lists them.
func Audiences() []Audience {
	return []Audience{Assigners, Chiefs, Director, Minder, Office, Handler, Deputy, Head, Liaison, Sponsor, TaskForce, Assisting,
		Objector, Author, Approvers, Issuer, Rung, Pushed, Owner, System, Named, Robot}
}

// Topic is what is told: a kind of event or what the clock did, with one detail after a colon.
type Topic string

// Route sends a topic to its audiences. What is not urgent stays in the inbox, and goes out with the
// day's digest if it was not read by then.
type Route struct {
	On     Topic      `json:"on"`
	To     []Audience `json:"to"`
	Urgent bool       `json:"urgent"`
}

// Routes is the table, looked up by topic.
type Routes map[Topic]Route

//go:embed routes.json
var routes []byte

// TheRoutes is the table that comes with the program.
func TheRoutes() (Routes, error) { return ReadRoutes(routes) }

// ReadRoutes reads a table and refuses audiences that there are not and topics that nothing gives.
func ReadRoutes(raw []byte) (Routes, error) {
	in := json.NewDecoder(bytes.NewReader(raw))
	in.DisallowUnknownFields()
	var list []Route
	if err := in.Decode(&list); err != nil {
		return nil, fmt.Errorf("reading the routes of messages: %w", err)
	}
	all := Routes{}
	for _, r := range list {
		if _, twice := all[r.On]; twice || !r.On.known() {
			return nil, fmt.Errorf("reading the routes of messages: %q is no topic, or there twice", r.On)
		}
		for _, a := range r.To {
			if !slices.Contains(Audiences(), a) {
				return nil, fmt.Errorf("reading the routes of messages: %s: %q is no audience", r.On, a)
			}
		}
		all[r.On] = r
	}
	return all, nil
}

// Topics that no kind of event gives.
func ownTopics() []Topic {
	return []Topic{"ladder:2", "ladder:3", "ladder:4", "ladder:behind", "alarm:half", "alarm:before", "alarm:late",
		"patrol:ready", "patrol:unsigned", "bulletin:unit", "job:dead", "letter:in",
		"edition:drafted", "edition:checked", "edition:returned", "edition:published"}
}

// details are the topics with a detail that an event gives.
func details() []Topic {
	return []Topic{"registered:urgent", "material_added:petitioner", "assigned:assisting", "order_checked:returned",
		"noted:put_up", "called_back:contradicts", "rated:unsatisfied"}
}

func (t Topic) known() bool {
	kind, _, qualified := strings.Cut(string(t), ":")
	if !qualified {
		return slices.Contains(petition.Kinds(), petition.Kind(kind))
	}
	return slices.Contains(ownTopics(), t) || slices.Contains(details(), t)
}

// Topics lists what an event tells, by the petition after it: its kind, and a detail that some want
// to hear of alone. The steps of the ladder are topics of their own. Of what is past nobody is told.
func Topics(p *petition.Petition, e petition.Event) []Topic {
	if p.Past != nil {
		return nil
	}
	topics := []Topic{Topic(e.Kind)}
	add := func(detail string, holds bool) {
		if holds {
			topics = append(topics, Topic(string(e.Kind)+":"+detail))
		}
	}
	switch d := e.Data.(type) {
	case *petition.RegisteredData:
		add("urgent", p.Record.Has(petition.Urgent))
	case *petition.MaterialAdded:
		add("petitioner", e.By.Person == "")
	case *petition.AssignedData:
		add("assisting", len(d.Assisting) > 0)
	case *petition.OrderChecked:
		add("returned", !d.Good)
	case *petition.Noted:
		add("put_up", d.PutUp)
	case *petition.CalledBack:
		add("contradicts", d.Reached && !d.True)
	case *petition.Rated:
		add("unsatisfied", d.Bureau.Result == petition.Unsatisfied || d.Unit.Result == petition.Unsatisfied)
	case *petition.LadderAdvanced:
		return []Topic{Topic("ladder:" + strconv.Itoa(d.Week))}
	}
	return topics
}

// OfAlarm is the topic of what a clock did.
func OfAlarm(a petition.Alarm) Topic {
	if strings.HasPrefix(string(a), "before") {
		return "alarm:before"
	}
	return Topic("alarm:" + string(a))
}

// Quiet are the hours in which nothing leaves the house, as hours and minutes of the day: from the
// evening to the morning. The zero Quiet is none.
type Quiet struct{ From, To time.Duration }

// After is the first moment at or after an instant that is not quiet.
func (q Quiet) After(at time.Time) time.Time {
	if q.From == q.To {
		return at
	}
	day := deadline.DayOf(at).Start()
	clock := at.Sub(day)
	switch {
	case q.From < q.To && clock >= q.From && clock < q.To, q.From > q.To && clock < q.To:
		return day.Add(q.To)
	case q.From > q.To && clock >= q.From:
		return day.Add(24*time.Hour + q.To)
	}
	return at
}

// ParseQuiet reads hours such as 21:00-07:30; "" is none.
func ParseQuiet(text string) (Quiet, bool) {
	if text == "" {
		return Quiet{}, true
	}
	from, to, ok := strings.Cut(text, "-")
	if !ok {
		return Quiet{}, false
	}
	var q Quiet
	for _, part := range []struct {
		text string
		into *time.Duration
	}{{from, &q.From}, {to, &q.To}} {
		at, err := time.Parse("15:04", strings.TrimSpace(part.text))
		if err != nil {
			return Quiet{}, false
		}
		*part.into = time.Duration(at.Hour())*time.Hour + time.Duration(at.Minute())*time.Minute
	}
	return q, true
}
