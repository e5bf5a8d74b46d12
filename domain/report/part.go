package report

import (
	"cmp"
	"maps"
	"slices"

	"bihuan/domain/petition"
)

// Dimension is what the batches that were registered are told apart by.
type Dimension string

// The dimensions.
const (
	ByChannel  Dimension = "channel"
	ByCategory Dimension = "category" // the first level of the category table
	ByPlace    Dimension = "place"    // the township, or what lies in none
)

// Dimensions lists them in the report's order.
func Dimensions() []Dimension { return []Dimension{ByChannel, ByCategory, ByPlace} }

// How long the codes are that a breakdown goes down to.
const (
	CategoryDigits = 2
	PlaceDigits    = 9
)

// Slice is how many registrations are alike in all dimensions; an empty code is unknown.
type Slice struct {
	Channel, Category, Place string
	Batches                  int
}

func (s Slice) code(d Dimension) string {
	switch d {
	case ByChannel:
		return s.Channel
	case ByCategory:
		return s.Category
	}
	return s.Place
}

// Part is how many were registered of one code.
type Part struct {
	Code       string
	This, Last int
}

// Breakdown is the registrations of a table by one dimension, in the order of the codes: nobody is ranked by
// how much they get. What is unknown stands last.
type Breakdown struct {
	By    Dimension
	Parts []Part
}

// BreakDown folds the registrations of both periods.
func BreakDown(this, last []Slice) []Breakdown {
	var all []Breakdown
	for _, by := range Dimensions() {
		parts := map[string]Part{}
		for _, s := range this {
			p := parts[s.code(by)]
			p.This += s.Batches
			parts[s.code(by)] = p
		}
		for _, s := range last {
			p := parts[s.code(by)]
			p.Last += s.Batches
			parts[s.code(by)] = p
		}
		b := Breakdown{By: by}
		for _, code := range slices.SortedFunc(maps.Keys(parts), before(by)) {
			p := parts[code]
			p.Code = code
			b.Parts = append(b.Parts, p)
		}
		all = append(all, b)
	}
	return all
}

func before(by Dimension) func(a, b string) int {
	return func(a, b string) int {
		if a == "" || b == "" {
			return cmp.Compare(b, a)
		}
		if by == ByChannel {
			return cmp.Compare(slices.Index(petition.Channels(), petition.Channel(a)), slices.Index(petition.Channels(), petition.Channel(b)))
		}
		return cmp.Compare(a, b)
	}
}
