package casework

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"bihuan/domain/org"
	"bihuan/domain/petition"
	"bihuan/find/category"
	"bihuan/store"
)

// The kinds of decision that are suggested.
const (
	OfCategory = "category"
	OfUnit     = "unit"
)

const (
	// ofPlace stands for the township of the matter's place, whichever that is: what was learned of one
	// township holds for all.
	ofPlace = "@place"
	// SuggestedMost is how many suggestions are shown and kept.
	SuggestedMost = 3
	// adviceAge is after how long it is asked whether another node has learned.
	adviceAge = time.Minute
)

// Suggestion is what a matter may be about, or whose it may be. It is never more than a suggestion: a
// person chooses.
type Suggestion struct {
	Label string   // a category's code, a unit's id
	Share float64  // how likely, 0 to 1
	Words []string // of the text, that led there
}

// advice is what suggestions are made by: what was learned, and the table's words while that is little.
type advice struct {
	mu       sync.Mutex
	asked    time.Time
	table    []store.Category // whose words the tables are
	versions map[string]int
	damaged  map[string]int // versions that could not be read: they are not tried again
	by       map[string]category.Adviser
}

func newAdvice() *advice {
	return &advice{versions: map[string]int{}, damaged: map[string]int{}, by: map[string]category.Adviser{}}
}

// adviser is who suggests a kind of decision. Once a minute it is seen whether something was learned
// since, here or on another node. What cannot be read is logged: it suggests on by what it knows.
func (c *Casework) adviser(ctx context.Context, kind string, now time.Time) (category.Adviser, *store.Directory, int, error) {
	a := c.advice
	book, err := c.db.Directory(ctx)
	if err != nil {
		return category.Adviser{}, nil, 0, err
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if age := now.Sub(a.asked); age < 0 || age >= adviceAge {
		a.asked = now
		// All suggest by what is read: it goes on though the one who asks has gone.
		if err := a.learn(context.WithoutCancel(ctx), c.db); err != nil {
			c.finder.log.Error("reading what was learned", "err", err)
		}
	}
	if !slices.Equal(a.table, book.Categories) {
		a.table = book.Categories
		a.read(OfCategory, categoryWords(book))
		a.read(OfUnit, unitWords(book))
	}
	return a.by[kind], book, a.versions[kind], nil
}

// learn reads the models that are newer than those at hand.
func (a *advice) learn(ctx context.Context, db *store.DB) error {
	models, err := db.Models(ctx)
	if err != nil {
		return err
	}
	var all error
	for _, m := range models {
		if m.Version == a.versions[m.Kind] || m.Version == a.damaged[m.Kind] {
			continue
		}
		stored, err := db.Model(ctx, m.Kind)
		if err != nil {
			all = errors.Join(all, err)
			continue
		}
		decided, err := category.Load(bytes.NewReader(stored.Body))
		if err != nil {
			a.damaged[m.Kind] = stored.Version
			all = errors.Join(all, fmt.Errorf("reading the model of %s: %w", m.Kind, err))
			continue
		}
		one := a.by[m.Kind]
		one.Decided = decided
		a.by[m.Kind], a.versions[m.Kind] = one, stored.Version
	}
	return all
}

// read takes over a table's words.
func (a *advice) read(kind string, table []category.Category) {
	one := a.by[kind]
	one.Table = category.FromWords(table)
	a.by[kind] = one
}

// categoryWords are the county's categories in the words of their levels.
func categoryWords(book *store.Directory) []category.Category {
	table := make([]category.Category, 0, len(book.Categories))
	for _, c := range book.Categories {
		table = append(table, category.Category{Code: c.Code, Words: []string{c.Level1, c.Level2, c.Level3}})
	}
	return table
}

// unitWords are the units in the words of the categories that are usually theirs.
func unitWords(book *store.Directory) []category.Category {
	var table []category.Category
	for _, c := range book.Categories {
		table = append(table, category.Category{Code: unitLabel(book, c.Unit, ""), Words: []string{c.Level1, c.Level2, c.Level3}})
	}
	return table
}

// unitLabel is a unit as it is learned: the township of the place is one and the same everywhere.
func unitLabel(book *store.Directory, unit org.UnitID, place org.AreaCode) string {
	if unit == "" || place != "" && unit == TownOf(book, place) {
		return ofPlace
	}
	return string(unit)
}

// TownOf is the township's office of a place; "" if there is none.
func TownOf(book *store.Directory, place org.AreaCode) org.UnitID {
	for _, unit := range book.Units {
		if unit.Kind == org.Town && unit.Area != "" && strings.HasPrefix(string(place), string(unit.Area)) {
			return unit.ID
		}
	}
	return ""
}

// whole is a text as it is learned from and suggested for.
func (t Text) whole() string { return t.Subject + "\n" + t.Facts }

// SuggestCategories suggests what a text is about, the likeliest first.
func (c *Casework) SuggestCategories(ctx context.Context, t Text, now time.Time) ([]Suggestion, error) {
	list, _, err := c.suggestCategories(ctx, t, now)
	return list, err
}

func (c *Casework) suggestCategories(ctx context.Context, t Text, now time.Time) ([]Suggestion, int, error) {
	adviser, book, version, err := c.adviser(ctx, OfCategory, now)
	if err != nil {
		return nil, 0, err
	}
	var list []Suggestion
	// A code may have gone from the table since: some more are asked for.
	for _, s := range adviser.Suggest(t.whole(), 3*SuggestedMost) {
		if _, ok := book.Category(s.Label); ok && len(list) < SuggestedMost {
			list = append(list, Suggestion(s))
		}
	}
	return list, version, nil
}

// SuggestUnits suggests who may be responsible for what a matter tells of its place, the likeliest first.
// Of an accusation nobody is suggested: who handles it follows from whom it accuses.
func (c *Casework) SuggestUnits(ctx context.Context, r *petition.Record, now time.Time) ([]Suggestion, error) {
	list, _, err := c.suggestUnits(ctx, r, now)
	return list, err
}

func (c *Casework) suggestUnits(ctx context.Context, r *petition.Record, now time.Time) ([]Suggestion, int, error) {
	if accuses(r) {
		return nil, 0, nil
	}
	adviser, book, version, err := c.adviser(ctx, OfUnit, now)
	if err != nil {
		return nil, 0, err
	}
	var list []Suggestion
	for _, s := range adviser.Suggest(Said(r).whole(), 3*SuggestedMost) {
		if s.Label == ofPlace {
			s.Label = string(TownOf(book, r.Place))
		}
		unit, ok := book.Unit(org.UnitID(s.Label))
		if !ok || !unit.Closed.IsZero() && !unit.Closed.After(now) {
			continue
		}
		if at := slices.IndexFunc(list, func(o Suggestion) bool { return o.Label == s.Label }); at >= 0 {
			list[at].Share += s.Share
			continue
		}
		list = append(list, Suggestion(s))
	}
	slices.SortStableFunc(list, func(a, b Suggestion) int { return cmp.Compare(b.Share, a.Share) })
	return list[:min(len(list), SuggestedMost)], version, nil
}

// accuses reports whether a record accuses somebody: by its purpose, its flag, or by naming whom.
func accuses(r *petition.Record) bool {
	return r.Purpose == petition.Accusation || r.Has(petition.Accusing) || len(r.Accused.Units)+len(r.Accused.People) > 0
}

// suggested is what is suggested for a matter that is about to be registered, by the kinds, to be held against
// what is decided; nothing of what is behind a wall. It is worked out before the transaction, in which nobody
// else could write; what goes wrong is logged and costs no registration.
func (c *Casework) suggested(ctx context.Context, r *petition.Record) []store.Suggested {
	if accuses(r) || r.Has(petition.Confidential) {
		return nil
	}
	now := c.db.Now()
	categories, learned, err := c.suggestCategories(ctx, Said(r), now)
	if err != nil {
		c.finder.log.Error("suggesting categories", "err", err)
	}
	units, learnedUnits, err := c.suggestUnits(ctx, r, now)
	if err != nil {
		c.finder.log.Error("suggesting units", "err", err)
	}
	return []store.Suggested{
		{Kind: OfCategory, Version: learned, Labels: labels(categories)},
		{Kind: OfUnit, Version: learnedUnits, Labels: labels(units)},
	}
}

func labels(list []Suggestion) []string {
	var all []string
	for _, s := range list {
		all = append(all, s.Label)
	}
	return all
}

// keepSuggested keeps what was suggested for a matter that has been registered.
func keepSuggested(ctx context.Context, tx *store.Tx, p *petition.Petition, all []store.Suggested) error {
	for _, s := range all {
		if len(s.Labels) == 0 {
			continue
		}
		s.No, s.At = p.No, p.RegisterAt
		if err := tx.PutSuggested(ctx, s); err != nil {
			return err
		}
	}
	return nil
}
