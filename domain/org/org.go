// Package org knows areas, units, the posts people hold in them from–until, and what a post may
// do: the Scope of what it reads and the policy table of what it writes. It has no clock and no store.
package org

import (
	"slices"
	"time"
)

// AreaCode is a division code of GB/T 2260 and its extension: 2 digits a province, 4 a city,
// 6 a county, 9 a township, 12 a village.
type AreaCode string

// Level is how high an area or an office stands.
type Level string

// Levels from the village up, as a petition is "first raised at" one of them.
const (
	Village  Level = "village"
	Township Level = "township"
	County   Level = "county"
	City     Level = "city"
	Province Level = "province"
	Nation   Level = "nation"
)

// Levels lists them from the lowest to the highest.
func Levels() []Level { return []Level{Village, Township, County, City, Province, Nation} }

// Above reports whether l is higher than m.
func (l Level) Above(m Level) bool {
	return slices.Index(Levels(), l) > slices.Index(Levels(), m)
}

// LevelOf is the level of an area code by its length; "" is the nation.
func LevelOf(code AreaCode) Level {
	switch {
	case len(code) > 9:
		return Village
	case len(code) > 6:
		return Township
	case len(code) > 4:
		return County
	case len(code) > 2:
		return City
	case len(code) > 0:
		return Province
	}
	return Nation
}

// Area is one division of the land.
type Area struct {
	Code   AreaCode `json:"code"`
	Name   string   `json:"name"`
	Level  Level    `json:"level"`
	Parent AreaCode `json:"parent,omitempty"`
}

// UnitID names a unit; it is given by the county and never reused.
type UnitID string

// UnitKind says what a unit is in the work of petitions.
type UnitKind string

// The kinds of units.
const (
	Bureau     UnitKind = "bureau"     // the county petition bureau
	Leadership UnitKind = "leadership" // Party committee and government: its leaders
	Town       UnitKind = "township"
	Department UnitKind = "department"
	VillageU   UnitKind = "village"    // village or community committee
	Discipline UnitKind = "discipline" // discipline inspection body
)

// UnitKinds lists them in the order in which an office names them.
func UnitKinds() []UnitKind {
	return []UnitKind{Leadership, Bureau, Discipline, Department, Town, VillageU}
}

// Unit is an office that answers for matters.
type Unit struct {
	ID      UnitID    `json:"id"`
	Name    string    `json:"name"`
	Short   string    `json:"short,omitempty"` // as lists write it
	Kind    UnitKind  `json:"kind"`
	Area    AreaCode  `json:"area"`
	Parent  UnitID    `json:"parent,omitempty"`
	Phone   string    `json:"phone,omitempty"` // the office's published number
	Liaison PersonID  `json:"liaison,omitempty"`
	Sign    string    `json:"sign,omitempty"`    // 机关代字, before the kind in a letter's number: 清信
	Address string    `json:"address,omitempty"` // as letters give it
	Closed  time.Time `json:"closed,omitzero"`
}

// PersonID names a person on the staff; never a petitioner.
type PersonID string

// Person is somebody on the staff.
type Person struct {
	ID    PersonID `json:"id"`
	Name  string   `json:"name"`
	Login string   `json:"login"`
	Phone string   `json:"phone,omitempty"` // duty phone, told to petitioners
	Email string   `json:"email,omitempty"`
}

// PostKind is what a post does; rights come from it.
type PostKind string

// The kinds of posts. Petitioner and Clock are no posts of the staff: they stand for
// the petitioner's own acts on the public site and for what the calendar does by itself.
const (
	Caseworker   PostKind = "caseworker"    // bureau
	SectionChief PostKind = "section_chief" // bureau
	Director     PostKind = "director"      // bureau
	Clerk        PostKind = "clerk"         // a unit's petition office
	Handler      PostKind = "handler"
	Deputy       PostKind = "deputy" // deputy in charge
	Head         PostKind = "head"
	Leader       PostKind = "leader" // county leader
	Cadre        PostKind = "cadre"  // village cadre
	Inspector    PostKind = "inspector"
	SystemAdmin  PostKind = "system_admin"
	SecAdmin     PostKind = "security_admin"
	AuditAdmin   PostKind = "audit_admin"
	Petitioner   PostKind = "petitioner"
	Clock        PostKind = "clock"
)

// PostKinds lists the posts of the staff.
func PostKinds() []PostKind {
	return []PostKind{Caseworker, SectionChief, Director, Clerk, Handler, Deputy, Head, Leader, Cadre, Inspector, SystemAdmin, SecAdmin, AuditAdmin}
}

// Post is a post in a unit, held by a person from–until. Until is the first moment at which it is
// no longer held: who leaves on a day holds the post to that day's end. Zero: still held.
type Post struct {
	ID     string    `json:"id"`
	Unit   UnitID    `json:"unit"`
	Kind   PostKind  `json:"kind"`
	Title  string    `json:"title"` // as it is printed: 副镇长
	Person PersonID  `json:"person"`
	From   time.Time `json:"from"`
	Until  time.Time `json:"until,omitzero"`
}

// Held reports whether the post is held at the moment.
func (p Post) Held(at time.Time) bool {
	return !at.Before(p.From) && (p.Until.IsZero() || at.Before(p.Until))
}

// Officer is a person at work in one post: who acts. Sign-in gives one; domain and casework take one.
type Officer struct {
	County   string
	Person   PersonID
	Name     string
	Post     PostKind
	PostID   string
	Title    string
	Unit     UnitID
	UnitName string
	UnitKind UnitKind
	Area     AreaCode
	Below    []UnitID // the units under Unit, not Unit itself
	Above    []UnitID // the units that Unit reports to, for the wall around an accusation
	Liaison  []UnitID // the units a county leader is tied to
}

// ThePetitioner is the actor for what a petitioner does on the public site.
func ThePetitioner(county string) Officer { return Officer{County: county, Post: Petitioner} }

// TheClock is the actor for what happens by itself when its day has come.
func TheClock(county string) Officer { return Officer{County: county, Post: Clock} }

// InBureau reports whether the officer works at the petition bureau.
func (o Officer) InBureau() bool { return o.UnitKind == Bureau }

// Units lists the officer's unit and those below it.
func (o Officer) Units() []UnitID {
	if o.Unit == "" {
		return nil
	}
	return append([]UnitID{o.Unit}, o.Below...)
}

// AtBureau reports whether the post is one of the petition bureau's.
func (k PostKind) AtBureau() bool { return k == Caseworker || k == SectionChief || k == Director }
