package casework

import (
	"strings"

	"bihuan/domain/deadline"
	"bihuan/domain/fault"
	"bihuan/domain/org"
)

func (l *list) people() {
	units := map[string]org.UnitID{}
	for _, u := range l.d.Units {
		units[string(u.ID)], units[u.Name] = u.ID, u.ID
		if _, ok := units[u.Short]; !ok {
			units[u.Short] = u.ID
		}
	}
	names := map[string]string{} // by login, within the file
	for _, row := range l.rows {
		var faults []*fault.Fault
		login := strings.ToLower(row.cells["login"])
		for _, field := range []string{"name", "login"} {
			if row.cells[field] == "" {
				faults = append(faults, fault.NewInvalid(field, "fault.import.empty", "column", field))
			}
		}
		who := org.Person{ID: org.PersonID("p-" + login), Name: row.cells["name"], Login: login, Phone: row.cells["phone"], Email: row.cells["email"]}
		have, known := l.d.Login(login)
		if known {
			who.ID = have.ID
		}
		if name, ok := names[login]; ok && name != who.Name {
			faults = append(faults, bad("login", "fault.import.login", login))
		}
		names[login] = who.Name
		post, wrong := l.post(row, who.ID, units)
		faults = append(faults, wrong...)
		held, holds := l.d.Post(post.ID)
		same := known && have == who && (post.ID == "" || holds && held.Title == post.Title && held.Until.Equal(post.Until))
		if !l.settle(row, same, faults) {
			continue
		}
		l.newPeople = append(l.newPeople, who)
		if post.ID != "" {
			if holds && row.cells["from"] == "" {
				post.From = held.From
			}
			l.newPosts = append(l.newPosts, post)
		}
	}
}

// post is the post that a row gives to a person; none where the row names no unit.
func (l *list) post(row listRow, who org.PersonID, units map[string]org.UnitID) (org.Post, []*fault.Fault) {
	if row.cells["unit"] == "" && row.cells["post"] == "" {
		return org.Post{}, nil
	}
	var faults []*fault.Fault
	unit, ok := units[row.cells["unit"]]
	if !ok || row.cells["unit"] == "" {
		faults = append(faults, bad("unit", "fault.import.unit", row.cells["unit"]))
	}
	kind := org.PostKind(l.words["post"][tidyHeader(row.cells["post"])])
	switch {
	case kind == "":
		faults = append(faults, bad("post", "fault.import.word", row.cells["post"]))
	case administrator(kind): // they are kept apart from each other and all others, which is looked at one by one
		faults = append(faults, fault.NewInvalid("post", "fault.import.administrator"))
	case ok:
		if u, _ := l.d.Unit(unit); !fits(kind, u.Kind) {
			faults = append(faults, bad("post", "fault.import.fits", row.cells["post"]))
		}
	}
	p := org.Post{
		ID: "post-" + strings.TrimPrefix(string(who), "p-") + "-" + string(unit) + "-" + string(kind), Unit: unit, Kind: kind, Title: row.cells["title"],
		Person: who, From: deadline.DayOf(l.now).Start(),
	}
	if text := row.cells["from"]; text != "" {
		from, wrong := l.dates.read("from", text)
		if wrong != nil {
			faults = append(faults, wrong)
		}
		p.From = from
	}
	if text := row.cells["until"]; text != "" {
		until, wrong := l.dates.read("until", text)
		if wrong != nil {
			faults = append(faults, wrong)
		} else {
			p.Until = deadline.DayOf(until).End() // held to the end of its last day
		}
	}
	return p, faults
}
