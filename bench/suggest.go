package main

import (
	"bytes"
	"context"
	"runtime"
	"strings"
	"time"

	"bihuan/domain/sample"
	"bihuan/find/category"
)

// Of so many texts is learned; so many are suggested for, a second, at least; a table has so many lines.
const (
	manyLessons      = 40_000
	suggestQuestions = 2000
	suggestAllowed   = 500
	suggestLines     = 1000
)

// suggestions measures what suggests a category: learning from what was decided, keeping and taking up what
// was learned, one suggestion with its words, and reading the words of a table anew.
func suggestions(ctx context.Context, o *options, r *report) error {
	n := o.count(manyLessons)
	matters := sample.Matters(o.seed, n+suggestQuestions)
	if err := ctx.Err(); err != nil {
		return err
	}
	examples := make([]category.Example, n)
	for i := range examples {
		m := &matters[i]
		examples[i] = category.Example{Title: m.Subject, Text: toldOf(m), Label: m.Category}
	}
	began := time.Now()
	model := category.Train(examples, category.Options{})
	r.note("made matters of %d categories, which are easier to tell apart than real ones", len(model.Labels()))
	r.add("", "learned", "s", "time", time.Since(began).Seconds(), "texts", float64(n))

	var stored bytes.Buffer
	if err := model.Save(&stored); err != nil {
		return err
	}
	size := float64(stored.Len()) / 1e6
	began = time.Now()
	model, err := category.Load(&stored)
	if err != nil {
		return err
	}
	r.add("", "taken up", "s", "time", time.Since(began).Seconds(), "MB", size)

	var took times
	right, all := 0, time.Duration(0)
	for i := range suggestQuestions {
		m := &matters[n+i]
		text := toldOf(m)
		began := time.Now()
		list := model.Suggest(text, 3)
		took = append(took, time.Since(began))
		all += took[i]
		if len(list) > 0 && list[0].Label == m.Category {
			right++
		}
	}
	r.addTimes("", "one suggestion", took)
	r.add("", "suggestions", "a second", "mean", suggestQuestions/all.Seconds(), "allowed", float64(suggestAllowed))
	r.add("", "the first is right", "%", "share", 100*float64(right)/suggestQuestions)
	suggestTable(r)
	return nil
}

// suggestTable reads the words of a table that is longer than any county's.
func suggestTable(r *report) {
	have := sample.Categories()
	table := make([]category.Category, suggestLines)
	for i := range table {
		c, other := have[i%len(have)], have[i/len(have)]
		table[i] = category.Category{Code: c.Code + other.Code, Words: []string{c.Level1, c.Level2, c.Level3 + other.Level3}}
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	began := time.Now()
	category.FromWords(table)
	took := time.Since(began)
	runtime.ReadMemStats(&after)
	r.add("", "words of a table", "ms", "time", took.Seconds()*1000, "lines", float64(suggestLines), "MB", float64(after.TotalAlloc-before.TotalAlloc)/1e6)
}

// toldOf is what a made matter tells.
func toldOf(m *sample.Matter) string {
	return m.Subject + "\n" + strings.Join(m.Demands, "\n") + "\n" + m.Facts
}
