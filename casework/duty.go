package casework

import (
	"slices"
	"time"

	"bihuan/domain/org"
	"bihuan/domain/petition"
	"bihuan/store"
)

// stands lists, for a post, whose tasks fall to it while nobody holds theirs, in the same unit: a
// unit without a clerk has its deputy accept, and a bureau without a section chief its director decide.
func stands(post org.PostKind) []org.PostKind {
	switch post {
	case org.Clerk:
		return []org.PostKind{org.Handler}
	case org.Deputy:
		return []org.PostKind{org.Clerk, org.Handler, org.Head}
	case org.Head:
		return []org.PostKind{org.Deputy, org.Clerk, org.Handler}
	case org.SectionChief:
		return []org.PostKind{org.Caseworker, org.Director}
	case org.Director:
		return []org.PostKind{org.SectionChief, org.Caseworker}
	}
	return nil
}

// before lists who would stand in for a post before another one does.
func before(post, other org.PostKind) []org.PostKind {
	order := map[org.PostKind][]org.PostKind{
		org.Handler:      {org.Clerk, org.Deputy, org.Head},
		org.Clerk:        {org.Deputy, org.Head},
		org.Deputy:       {org.Head},
		org.Head:         {org.Deputy},
		org.Caseworker:   {org.SectionChief, org.Director},
		org.SectionChief: {org.Director},
		org.Director:     {org.SectionChief},
	}[other]
	return order[:max(slices.Index(order, post), 0)]
}

// Owners are all whose tasks are an officer's at a moment: the person, the post in the unit, posts
// that nobody holds and that fall to it, and people who have left, whose tasks fall to the office.
func Owners(book *store.Directory, by org.Officer, now time.Time) []petition.Owner {
	if by.Unit == "" {
		return nil
	}
	unit := by.Unit
	if by.Post.AtBureau() {
		unit = "" // there is one bureau, and its tasks name no unit
	}
	owners := []petition.Owner{{Person: by.Person}, {Unit: unit, Post: by.Post}}
	vacant := func(post org.PostKind) bool { return len(book.Holders(by.Unit, now, post)) == 0 }
	office := by.Post == org.Clerk || by.Post == org.Caseworker
	for _, post := range stands(by.Post) {
		if !vacant(post) || slices.ContainsFunc(before(by.Post, post), func(p org.PostKind) bool { return !vacant(p) }) {
			continue
		}
		owners = append(owners, petition.Owner{Unit: unit, Post: post})
		office = office || post == org.Clerk || post == org.Caseworker
	}
	if !office {
		return owners
	}
	for _, person := range book.Formerly(by.Unit, now) {
		owners = append(owners, petition.Owner{Person: person})
	}
	return owners
}
