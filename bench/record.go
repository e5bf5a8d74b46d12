package main

import (
	"time"

	"bihuan/domain/org"
	"bihuan/domain/personal"
	"bihuan/domain/petition"
	"bihuan/domain/sample"
)

// recordOf is a made matter as it is registered.
func recordOf(m *sample.Matter, received time.Time) petition.Record {
	r := petition.Record{
		Channel: petition.Channel(m.Channel), ReceivedAt: received, FirstLevel: org.County,
		Persons: m.Persons, Concerned: m.Concerned, Purpose: petition.Purpose(m.Purpose), Category: m.Category, Place: m.Place,
		Subject: m.Subject, Facts: m.Facts, Accused: petition.Accused{Units: m.Accused},
	}
	if m.Name == "" {
		r.Anonymous = true
	} else {
		r.Petitioners = []petition.Petitioner{{Name: personal.Name(m.Name), Phone: personal.Phone(m.Phone),
			ID: personal.IDNumber(m.ID), Address: personal.Address(m.Address), Occupation: m.Occupation}}
	}
	for _, d := range m.Demands {
		r.Demands = append(r.Demands, petition.Demand{Text: d})
	}
	for _, f := range m.Flags {
		r.Flags = append(r.Flags, petition.Flag(f))
	}
	return r
}
