package notify_test

import (
	"strings"
	"testing"
	"time"

	"bihuan/domain/deadline"
	"bihuan/domain/notify"
	"bihuan/domain/petition"
	"bihuan/locale"
)

func TestTheRoutes(t *testing.T) {
	routes, err := notify.TheRoutes()
	if err != nil {
		t.Fatal(err)
	}
	words, err := locale.Open()
	if err != nil {
		t.Fatal(err)
	}
	for topic := range routes {
		for _, tag := range locale.Tags() {
			if key := "notify." + strings.ReplaceAll(string(topic), ":", "."); !words.For(tag).Has(key) {
				t.Errorf("%s has no words in %s", topic, tag)
			}
		}
	}
	for _, needed := range []notify.Topic{"ladder:2", "ladder:3", "ladder:4", "alarm:half", "alarm:before", "alarm:late", "assigned", "patrol:unsigned", "job:dead"} {
		if len(routes[needed].To) == 0 {
			t.Errorf("nobody is told of %s", needed)
		}
	}
}

func TestReadRoutesRefuses(t *testing.T) {
	for name, raw := range map[string]string{
		"no list":             `{}`,
		"an unknown topic":    `[{"on": "married", "to": ["chiefs"]}]`,
		"an unknown detail":   `[{"on": "assigned:twice", "to": ["chiefs"]}]`,
		"an unknown audience": `[{"on": "assigned", "to": ["neighbours"]}]`,
		"a topic twice":       `[{"on": "assigned", "to": ["chiefs"]}, {"on": "assigned", "to": ["office"]}]`,
		"an unknown field":    `[{"on": "assigned", "to": ["chiefs"], "colour": "red"}]`,
	} {
		if _, err := notify.ReadRoutes([]byte(raw)); err == nil {
			t.Errorf("%s was taken", name)
		}
	}
	if r, err := notify.ReadRoutes([]byte(`[{"on": "alarm:late", "to": ["owner"], "urgent": true}]`)); err != nil || !r["alarm:late"].Urgent {
		t.Errorf("a good table gave %v, %v", r, err)
	}
}

func TestTopics(t *testing.T) {
	urgent := &petition.Petition{Record: petition.Record{Flags: []petition.Flag{petition.Urgent}}}
	plain := &petition.Petition{}
	for _, c := range []struct {
		p    *petition.Petition
		data petition.Data
		by   petition.By
		want string
	}{
		{plain, &petition.RegisteredData{}, petition.By{}, "registered"},
		{urgent, &petition.RegisteredData{}, petition.By{}, "registered registered:urgent"},
		{plain, &petition.MaterialAdded{}, petition.By{Person: "wu"}, "material_added"},
		{plain, &petition.MaterialAdded{}, petition.By{}, "material_added material_added:petitioner"},
		{plain, &petition.AssignedData{Assisting: []petition.Assist{{Unit: "land"}}}, petition.By{}, "assigned assigned:assisting"},
		{plain, &petition.OrderChecked{Good: true}, petition.By{}, "order_checked"},
		{plain, &petition.OrderChecked{}, petition.By{}, "order_checked order_checked:returned"},
		{plain, &petition.Noted{PutUp: true}, petition.By{}, "noted noted:put_up"},
		{plain, &petition.CalledBack{Reached: true, True: true}, petition.By{}, "called_back"},
		{plain, &petition.CalledBack{}, petition.By{}, "called_back"},
		{plain, &petition.CalledBack{Reached: true}, petition.By{}, "called_back called_back:contradicts"},
		{plain, &petition.Rated{Unit: petition.Marking{Result: petition.Unsatisfied}}, petition.By{}, "rated rated:unsatisfied"},
		{plain, &petition.LadderAdvanced{Week: 3}, petition.By{}, "ladder:3"},
	} {
		var got []string
		for _, topic := range notify.Topics(c.p, petition.Event{Kind: c.data.Kind(), By: c.by, Data: c.data}) {
			got = append(got, string(topic))
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%T tells %v, want %s", c.data, got, c.want)
		}
	}
	for alarm, want := range map[petition.Alarm]notify.Topic{
		petition.AlarmHalf: "alarm:half", petition.AlarmLate: "alarm:late", petition.AlarmBefore(5): "alarm:before", petition.AlarmBefore(1): "alarm:before",
	} {
		if got := notify.OfAlarm(alarm); got != want {
			t.Errorf("%s tells %s, want %s", alarm, got, want)
		}
	}
}

// The hours from the evening to the morning, their first and last minute, over the new year too.
func TestQuiet(t *testing.T) {
	at := func(text string) time.Time {
		when, err := time.ParseInLocation("2006-01-02 15:04", text, deadline.Zone())
		if err != nil {
			t.Fatal(err)
		}
		return when
	}
	for _, c := range []struct{ hours, at, want string }{
		{"21:00-07:30", "2026-09-18 20:59", "2026-09-18 20:59"},
		{"21:00-07:30", "2026-09-18 21:00", "2026-09-19 07:30"},
		{"21:00-07:30", "2026-09-19 00:00", "2026-09-19 07:30"},
		{"21:00-07:30", "2026-09-19 07:29", "2026-09-19 07:30"},
		{"21:00-07:30", "2026-09-19 07:30", "2026-09-19 07:30"},
		{"21:00-07:30", "2026-12-31 23:59", "2027-01-01 07:30"},
		{"12:00-14:00", "2026-09-18 11:59", "2026-09-18 11:59"},
		{"12:00-14:00", "2026-09-18 12:00", "2026-09-18 14:00"},
		{"12:00-14:00", "2026-09-18 14:00", "2026-09-18 14:00"},
		{"", "2026-09-18 23:00", "2026-09-18 23:00"},
	} {
		q, ok := notify.ParseQuiet(c.hours)
		if !ok {
			t.Fatalf("%s was refused", c.hours)
		}
		if got := q.After(at(c.at)); !got.Equal(at(c.want)) {
			t.Errorf("%s within %s goes out at %s, want %s", c.at, c.hours, got.In(deadline.Zone()).Format("2006-01-02 15:04"), c.want)
		}
	}
	for _, bad := range []string{"21-7", "21:00", "25:00-07:00", "a-b", "21:00-"} {
		if _, ok := notify.ParseQuiet(bad); ok {
			t.Errorf("%q was taken for hours", bad)
		}
	}
}

// TestPastTellsNobody: of a matter of an earlier system nobody is told, whatever is done to its record.
func TestPastTellsNobody(t *testing.T) {
	e := petition.Event{Kind: petition.KMaterialAdded, Data: &petition.MaterialAdded{Text: "x"}}
	p := &petition.Petition{State: petition.Closed}
	if len(notify.Topics(p, e)) == 0 {
		t.Error("of no other matter either")
	}
	p.Past = &petition.Past{}
	if got := notify.Topics(p, e); len(got) != 0 {
		t.Errorf("told: %v", got)
	}
}
