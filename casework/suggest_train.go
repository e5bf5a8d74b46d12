package casework

import (
	"bytes"
	"context"
	"fmt"
	"time"

	"bihuan/domain/org"
	"bihuan/find/category"
	"bihuan/store"
)

const (
	learnedMost  = 40_000 // of so many petitions is learned, the latest: older ones had other words and other units
	learnedLeast = 3      // a category or unit is learned that was decided so often
	learnedStep  = 1000   // petitions read at a time
)

// Trained is what was learned of one kind of decision.
type Trained struct {
	Kind    string `json:"kind"`
	Version int    `json:"version"` // 0: there was nothing to learn from, what was learned before stays
	Texts   int    `json:"texts"`
	Labels  int    `json:"labels"`
	Bytes   int    `json:"bytes"` // of the model as it is stored
}

// Train learns, from what the bureau decided, what matters are about and whose they are. What is behind a
// wall teaches nothing. All nodes suggest by it within a minute. read hears how many petitions have been
// read.
func (c *Casework) Train(ctx context.Context, by org.Officer, read func(n int)) ([]Trained, error) {
	if err := c.may(by, org.ActJobs); err != nil {
		return nil, err
	}
	categories, units, err := c.lessons(ctx, read)
	if err != nil {
		return nil, err
	}
	var all []Trained
	for _, kind := range []struct {
		name     string
		examples []category.Example
	}{{OfCategory, categories}, {OfUnit, units}} {
		t, err := c.train(ctx, kind.name, kind.examples)
		if err != nil {
			return nil, fmt.Errorf("learning the %s: %w", kind.name, err)
		}
		all = append(all, t)
	}
	c.advice.forget()
	return all, nil
}

// lessons reads the petitions with what was decided: the category in full, and the responsible unit.
func (c *Casework) lessons(ctx context.Context, read func(n int)) (categories, units []category.Example, err error) {
	book, err := c.db.Directory(ctx)
	if err != nil {
		return nil, nil, err
	}
	reader := c.db.Reader(org.Scope{County: c.db.County(), All: true})
	since, after, n := time.Time{}, "", 0
	for {
		page, err := reader.Worded(ctx, since, after, learnedStep)
		if err != nil {
			return nil, nil, fmt.Errorf("reading texts: %w", err)
		}
		for _, w := range page {
			if w.Walled {
				continue
			}
			e := category.Example{Title: w.Subject, Text: Text{Subject: w.Subject, Facts: w.Body}.whole()}
			if known, ok := book.Category(w.Category); ok && known.Level2 != "" {
				e.Label = w.Category
				categories = append(categories, e)
			}
			if w.Unit != "" {
				e.Label = unitLabel(book, w.Unit, w.Place)
				units = append(units, e)
			}
		}
		categories, units = latest(categories), latest(units)
		if n += len(page); read != nil {
			read(n)
		}
		if len(page) < learnedStep {
			return last(categories), last(units), nil
		}
		since, after = page[len(page)-1].At, page[len(page)-1].No
	}
}

// latest lets go of old examples when there are twice as many as are wanted.
func latest(list []category.Example) []category.Example {
	if len(list) < 2*learnedMost {
		return list
	}
	return append([]category.Example(nil), last(list)...)
}

func last(list []category.Example) []category.Example {
	return list[max(0, len(list)-learnedMost):]
}

func (c *Casework) train(ctx context.Context, kind string, examples []category.Example) (Trained, error) {
	m := category.Train(examples, category.Options{Least: learnedLeast})
	t := Trained{Kind: kind, Texts: m.Texts(), Labels: len(m.Labels())}
	if t.Labels < 2 {
		return t, nil
	}
	var body bytes.Buffer
	if err := m.Save(&body); err != nil {
		return t, err
	}
	t.Bytes = body.Len()
	err := c.db.Do(ctx, "keep what was learned", func(tx *store.Tx) (err error) {
		t.Version, err = tx.PutModel(ctx, store.Learned{Kind: kind, Texts: t.Texts, Labels: t.Labels, Body: body.Bytes()})
		return err
	})
	return t, err
}

// forget has the next question see what was learned.
func (a *advice) forget() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.asked = time.Time{}
}
