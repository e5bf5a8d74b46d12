package casework

import (
	"bytes"
	"context"
	"fmt"
	"slices"
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
	categories, units, err := c.lessons(ctx, learnedMost, read)
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

// lessons reads the petitions with what was decided, the category in full and the responsible unit: from the
// latest back, until there are as many of each as are wanted. The earliest comes first in what it gives.
func (c *Casework) lessons(ctx context.Context, most int, read func(n int)) (categories, units []category.Example, err error) {
	book, err := c.db.Directory(ctx)
	if err != nil {
		return nil, nil, err
	}
	reader := c.db.Reader(org.Scope{County: c.db.County(), All: true})
	q, n := store.LessonQuery{Limit: min(most, learnedStep)}, 0
	for {
		q.Categories, q.Units = len(categories) < most, len(units) < most
		page, err := reader.Lessons(ctx, q)
		if err != nil {
			return nil, nil, fmt.Errorf("reading what was decided: %w", err)
		}
		for _, l := range page {
			if l.Walled {
				continue
			}
			e := category.Example{Title: l.Subject, Text: Text{Subject: l.Subject, Facts: l.Body}.whole()}
			if known, ok := book.Category(l.Category); ok && known.Level2 != "" && len(categories) < most {
				e.Label = l.Category
				categories = append(categories, e)
			}
			if l.Unit != "" && len(units) < most {
				e.Label = unitLabel(book, l.Unit, l.Place)
				units = append(units, e)
			}
		}
		if n += len(page); read != nil {
			read(n)
		}
		if len(page) < q.Limit {
			slices.Reverse(categories)
			slices.Reverse(units)
			return categories, units, nil
		}
		q.Before, q.Below = page[len(page)-1].Registered, page[len(page)-1].No
	}
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
