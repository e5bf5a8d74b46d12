package store

import (
	"slices"
	"time"

	"bihuan/domain/org"
)

// UnitName is the unit's full name, or the id of one that is not in the book.
func (d *Directory) UnitName(id org.UnitID) string {
	if u, ok := d.Unit(id); ok {
		return u.Name
	}
	return string(id)
}

// UnitShort is the unit's name as lists write it.
func (d *Directory) UnitShort(id org.UnitID) string {
	if u, ok := d.Unit(id); ok && u.Short != "" {
		return u.Short
	}
	return d.UnitName(id)
}

// PersonName is the name of somebody on the staff, or the id of one who is not in the book.
func (d *Directory) PersonName(id org.PersonID) string {
	if p, ok := d.Person(id); ok {
		return p.Name
	}
	return string(id)
}

// AreaName is an area's name from the township down: 白水镇石门村.
func (d *Directory) AreaName(code org.AreaCode) string {
	a, ok := d.Area(code)
	if !ok {
		return string(code)
	}
	name := a.Name
	for a.Level == org.Village {
		if a, ok = d.Area(a.Parent); !ok {
			break
		}
		name = a.Name + name
	}
	return name
}

// CategoryName is a category's name through all its levels.
func (d *Directory) CategoryName(code string) string {
	if c, ok := d.Category(code); ok {
		return c.Name()
	}
	return code
}

// Below lists all units under one, those of a unit before its neighbours.
func (d *Directory) Below(id org.UnitID) []org.UnitID {
	var all []org.UnitID
	for _, under := range d.under[id] {
		all = append(append(all, under), d.Below(under)...)
	}
	return all
}

// Above lists the units that one reports to, the nearest first.
func (d *Directory) Above(id org.UnitID) []org.UnitID {
	var all []org.UnitID
	for u, _ := d.Unit(id); u.Parent != "" && !slices.Contains(all, u.Parent); u, _ = d.Unit(u.Parent) {
		all = append(all, u.Parent)
	}
	return all
}

// Holders lists the posts of these kinds that are held in a unit; all kinds when none is named.
func (d *Directory) Holders(unit org.UnitID, at time.Time, kinds ...org.PostKind) []org.Post {
	var held []org.Post
	for _, i := range d.staff[unit] {
		if p := d.Posts[i]; p.Held(at) && (len(kinds) == 0 || slices.Contains(kinds, p.Kind)) {
			held = append(held, p)
		}
	}
	return held
}

// Liaison is the county leader tied to a unit, or to the nearest above it that has one.
func (d *Directory) Liaison(unit org.UnitID) (org.Person, bool) {
	for _, id := range append([]org.UnitID{unit}, d.Above(unit)...) {
		if u, ok := d.Unit(id); ok && u.Liaison != "" {
			return d.Person(u.Liaison)
		}
	}
	return org.Person{}, false
}

// Officer is the person at work in a post, with the units below and above and, for a county
// leader, the units that the leader is tied to.
func (d *Directory) Officer(post org.Post) org.Officer {
	unit, _ := d.Unit(post.Unit)
	person, _ := d.Person(post.Person)
	o := org.Officer{
		County: d.County, Person: person.ID, Name: person.Name,
		Post: post.Kind, PostID: post.ID, Title: post.Title,
		Unit: unit.ID, UnitName: unit.Name, UnitKind: unit.Kind, Area: unit.Area,
		Below: d.Below(unit.ID), Above: d.Above(unit.ID),
	}
	for _, u := range d.Units {
		if u.Liaison != "" && u.Liaison == person.ID {
			o.Liaison = append(o.Liaison, u.ID)
		}
	}
	return o
}

// Officers is a person in each of the posts that are held at the moment, in units that are open.
func (d *Directory) Officers(person org.PersonID, at time.Time) []org.Officer {
	var all []org.Officer
	for _, i := range d.held[person] {
		p := d.Posts[i]
		u, ok := d.Unit(p.Unit)
		if ok && p.Held(at) && (u.Closed.IsZero() || at.Before(u.Closed)) {
			all = append(all, d.Officer(p))
		}
	}
	return all
}
