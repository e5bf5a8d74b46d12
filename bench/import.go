package main

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"bihuan/casework"
	"bihuan/domain/deadline"
	"bihuan/domain/sample"
	"bihuan/paper"
)

// imports measures `bihuan import petitions` without its start: each turn into a fresh database.
func imports(ctx context.Context, o *options, r *report) (err error) {
	g, err := newGround(o, r)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, g.close()) }()
	content, name := []byte(nil), "made.csv"
	if o.file != "" {
		if content, err = os.ReadFile(o.file); err != nil {
			return err
		}
		name = filepath.Base(o.file)
	} else if content, err = spreadsheet(sample.Matters(o.seed, o.count(20000))); err != nil {
		return err
	}
	turns := o.turns(3)
	r.note("%s, %.1f MB; median of %d imports, each into a fresh database", name, float64(len(content))/(1<<20), turns)
	for _, engine := range g.engines {
		if err := g.importTurns(ctx, engine, name, content, turns, r); err != nil {
			return fmt.Errorf("%s: %w", engine, err)
		}
	}
	return nil
}

func (g *ground) importTurns(ctx context.Context, engine, name string, content []byte, turns int, r *report) error {
	var speeds []float64
	var told casework.ImportReport
	for range turns {
		url, err := g.place(engine, "imported", true)
		if err != nil {
			return err
		}
		began := time.Now()
		if told, err = g.importOnce(ctx, url, name, content, &began); err != nil {
			return err
		}
		rows := told.Taken + told.Known + told.Refused
		speeds = append(speeds, float64(rows)/time.Since(began).Seconds())
	}
	r.add(engine, "import", "rows per second", "median", median(speeds), "slowest", slices.Min(speeds),
		"taken", float64(told.Taken), "refused", float64(told.Refused))
	return nil
}

// importOnce sets the clock when all is ready.
func (g *ground) importOnce(ctx context.Context, url, name string, content []byte, began *time.Time) (told casework.ImportReport, err error) {
	h, err := g.open(ctx, url, false)
	if err != nil {
		return told, err
	}
	defer func() { err = errors.Join(err, h.db.Close()) }()
	by, err := h.cases.Console(ctx)
	if err != nil {
		return told, err
	}
	*began = time.Now()
	table, err := paper.OpenTable(bytes.NewReader(content), name, paper.Limits{})
	if err != nil {
		return told, err
	}
	defer table.Close()
	return h.cases.Import(ctx, by, table, casework.ImportOptions{})
}

// spreadsheet writes made matters as another system would hand them over.
func spreadsheet(matters []sample.Matter) ([]byte, error) {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	lines := [][]string{{"ref", "received", "channel", "persons", "name", "phone", "id_number", "address", "subject", "facts",
		"demands", "category", "purpose", "place", "anonymous"}}
	start := time.Now().AddDate(-1, 0, 0).In(deadline.Zone())
	for i, m := range matters {
		anonymous := ""
		if m.Name == "" {
			anonymous = "yes"
		}
		lines = append(lines, []string{strconv.Itoa(100000 + i), start.Add(time.Duration(i) * time.Minute).Format(time.DateTime), m.Channel,
			strconv.Itoa(m.Persons), m.Name, m.Phone, m.ID, m.Address, m.Subject, m.Facts, strings.Join(m.Demands, "\n"),
			m.Category, m.Purpose, string(m.Place), anonymous})
	}
	if err := w.WriteAll(lines); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}
