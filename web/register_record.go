package web

import (
	"strconv"
	"strings"

	"bihuan/domain/deadline"
	"bihuan/domain/org"
	"bihuan/domain/personal"
	"bihuan/domain/petition"
)

// nth is the name of a field of the n-th petitioner: the first has the plain one.
func nth(name string, n int) string {
	if n == 0 {
		return name
	}
	return name + "." + strconv.Itoa(n+1)
}

// people is how many petitioners the form has room for.
func (r *registration) people() int {
	return min(max(1, len(r.All("person"))), petition.MaxRepresentatives)
}

// record reads the form. What is left open is left to the domain to ask for.
func (r *registration) record() petition.Record {
	record := petition.Record{
		Channel: petition.Channel(r.Value("channel")), FirstLevel: org.Level(r.Value("first_level")),
		Petitioners: r.petitioners(), Anonymous: r.On("anonymous"), Purpose: petition.Purpose(r.Value("purpose")),
		Category: r.Value("category"), Place: org.AreaCode(r.Value("place")), Subject: r.Value("subject"),
		Facts: r.Value("facts"), Course: r.Value("course"), Mandate: r.Value("mandate"), Attachments: r.files,
		Persons: r.count("persons"), Concerned: r.count("concerned"), Superior: r.superior(),
	}
	if at, ok := r.Moment("received_at"); ok {
		record.ReceivedAt = at
	}
	for _, demand := range r.Filled("demands") {
		record.Demands = append(record.Demands, petition.Demand{Text: demand})
	}
	for _, flag := range r.Filled("flags") {
		record.Flags = append(record.Flags, petition.Flag(flag))
	}
	for _, unit := range r.Filled("accused_unit") {
		record.Accused.Units = append(record.Accused.Units, org.UnitID(unit))
	}
	for _, person := range r.Filled("accused_person") {
		record.Accused.People = append(record.Accused.People, org.PersonID(person))
	}
	record.MarkAccusation()
	return record
}

// count reads a number; what is none is told at its field.
func (r *registration) count(name string) int {
	if r.Value(name) == "" {
		return 0
	}
	n, ok := r.Int(name)
	if !ok || n < 0 {
		r.Wrong(name, "register.fault.number")
	}
	return n
}

// petitioners are the people typed; a block that was left empty is none.
func (r *registration) petitioners() []petition.Petitioner {
	var all []petition.Petitioner
	for n := range r.people() {
		who := petition.Petitioner{
			Name: personal.Name(r.Value(nth("name", n))), Phone: personal.Phone(r.Value(nth("phone", n))),
			ID: personal.IDNumber(r.Value(nth("id", n))), Address: personal.Address(r.Value(nth("address", n))),
			Occupation: r.Value(nth("occupation", n)), SMS: r.On(nth("sms", n)),
		}
		if who == (petition.Petitioner{SMS: who.SMS}) {
			continue
		}
		for _, name := range []string{"name", "phone", "id", "address"} {
			if err := personal.CheckTyped(nth(name, n), r.Value(nth(name, n))); err != nil {
				r.Refuse(err)
			}
		}
		all = append(all, who)
	}
	return all
}

// superior is the order from above, if anything of it was typed.
func (r *registration) superior() *petition.Superior {
	s := petition.Superior{Body: r.Value("superior_body"), DocNo: r.Value("superior")}
	if day, ok := r.Day("superior_due"); ok {
		s.Due = deadline.DayOf(day)
	} else if strings.TrimSpace(r.Value("superior_due")) != "" {
		r.Wrong("superior_due", "act.fault.day")
	}
	if day, ok := r.Day("superior_on"); ok {
		s.On = deadline.DayOf(day)
	} else if r.Value("superior_on") != "" {
		r.Wrong("superior_on", "act.fault.day")
	}
	if s == (petition.Superior{}) {
		return nil
	}
	return &s
}
