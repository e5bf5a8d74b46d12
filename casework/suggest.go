package casework

import (
	"bytes"
	"cmp"
	"context"
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
	book     *store.Directory // whose words the tables are
	versions map[string]int
	by       map[string]category.Adviser
}

func newAdvice() *advice {
	return &advice{versions: map[string]int{}, by: map[string]category.Adviser{}}
}

// adviser is who suggests a kind of decision. Once a minute it is seen whether something was learned
// since, here or on another node.
func (c *Casework) adviser(ctx context.Context, kind string, now time.Time) (category.Adviser, *store.Directory, int, error) {
	a := c.advice
	book, err := c.db.Directory(ctx)
	if err != nil {
		return category.Adviser{}, nil, 0, err
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if age := now.Sub(a.asked); age < 0 || age >= adviceAge {
		if err := a.learn(ctx, c.db); err != nil {
			return category.Adviser{}, nil, 0, err
		}
		a.asked = now
	}
	if a.book != book {
		a.book = book
		a.table(OfCategory, categoryWords(book))
		a.table(OfUnit, unitWords(book))
	}
	return a.by[kind], book, a.versions[kind], nil
}

// learn reads the models that are newer than those at hand.
func (a *advice) learn(ctx context.Context, db *store.DB) error {
	models, err := db.Models(ctx)
	if err != nil {
		return err
	}
	for _, m := range models {
		if m.Version == a.versions[m.Kind] {
			continue
		}
		stored, err := db.Model(ctx, m.Kind)
		if err != nil {
			return err
		}
		decided, err := category.Load(bytes.NewReader(stored.Body))
		if err != nil {
			return fmt.Errorf("reading the model of %s: %w", m.Kind, err)
		}
		one := a.by[m.Kind]
		one.Decided = decided
		a.by[m.Kind], a.versions[m.Kind] = one, stored.Version
	}
	return nil
}

func (a *advice) table(kind string, table []category.Category) {
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

// SuggestUnits suggests who may be responsible for what a text tells of a place, the likeliest first.
func (c *Casework) SuggestUnits(ctx context.Context, t Text, place org.AreaCode, now time.Time) ([]Suggestion, error) {
	list, _, err := c.suggestUnits(ctx, t, place, now)
	return list, err
}

func (c *Casework) suggestUnits(ctx context.Context, t Text, place org.AreaCode, now time.Time) ([]Suggestion, int, error) {
	adviser, book, version, err := c.adviser(ctx, OfUnit, now)
	if err != nil {
		return nil, 0, err
	}
	var list []Suggestion
	for _, s := range adviser.Suggest(t.whole(), 3*SuggestedMost) {
		if s.Label == ofPlace {
			s.Label = string(TownOf(book, place))
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

// keepSuggested keeps what was suggested for a matter that is registered, to be held against what is
// decided. Of what is behind a wall nothing is kept.
func (c *Casework) keepSuggested(ctx context.Context, tx *store.Tx, p *petition.Petition) error {
	if r := &p.Record; r.Has(petition.Accusing) || r.Has(petition.Confidential) || r.Purpose == petition.Accusation {
		return nil
	}
	text := Said(&p.Record)
	categories, version, err := c.suggestCategories(ctx, text, tx.Now)
	if err != nil {
		return err
	}
	if err := keepLabels(ctx, tx, p, OfCategory, version, categories); err != nil {
		return err
	}
	units, version, err := c.suggestUnits(ctx, text, p.Record.Place, tx.Now)
	if err != nil {
		return err
	}
	return keepLabels(ctx, tx, p, OfUnit, version, units)
}

func keepLabels(ctx context.Context, tx *store.Tx, p *petition.Petition, kind string, version int, list []Suggestion) error {
	if len(list) == 0 {
		return nil
	}
	s := store.Suggested{No: p.No, Kind: kind, At: p.RegisterAt, Version: version}
	for _, one := range list {
		s.Labels = append(s.Labels, one.Label)
	}
	return tx.PutSuggested(ctx, s)
}
