package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"bihuan/casework"
	"bihuan/domain/deadline"
	"bihuan/domain/document"
	"bihuan/domain/letter"
	"bihuan/domain/petition"
	"bihuan/domain/sample"
	"bihuan/paper/press"
)

// manyLetters are drafted, signed and printed.
const manyLetters = 400

// letters measures reminders about matters of the made county: drafting in one act, signing each in a
// transaction with its files made after, printing alone on all cores, and the preview beside a form.
func letters(ctx context.Context, o *options, r *report) error {
	g, err := newGround(o, r)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, g.close()) }()
	forms, err := letter.Shipped()
	if err != nil {
		return err
	}
	set, err := press.New("")
	if err != nil {
		return err
	}
	for _, engine := range g.engines {
		if err := g.letters(ctx, engine, casework.Stationery{Forms: forms, Press: set, Site: "https://xf.example.gov.cn"}, r); err != nil {
			return err
		}
	}
	return nil
}

func (g *ground) letters(ctx context.Context, engine string, s casework.Stationery, r *report) error {
	n := g.o.count(manyLetters)
	url, err := g.place(engine, "letters", true)
	if err != nil {
		return err
	}
	l, err := newLapse(ctx, g, url, deadline.NewDay(2026, time.September, 1).Start().Add(9*time.Hour))
	if err != nil {
		return err
	}
	defer func() { _ = l.db.Close() }()
	l.cases.Equip(s)
	nos, err := l.handled(n)
	if err != nil {
		return err
	}
	author, _ := g.county.Officer("case1")
	reviewer, _ := g.county.Officer("chief1")
	signer, _ := g.county.Officer("director")

	began := time.Now()
	ids, err := l.cases.Draft(ctx, author, casework.NewLetter{Kind: "reminder", Nos: nos})
	if err != nil {
		return err
	}
	r.add(engine, "drafted in one act", "letters/s", "rate", perSecond(n, began), "letters", float64(n))
	for _, id := range ids {
		if err := l.cases.ActLetter(ctx, author, id, 0, letter.Submitting, ""); err != nil {
			return err
		}
		if err := l.cases.ActLetter(ctx, reviewer, id, 0, letter.Reviewing, ""); err != nil {
			return err
		}
	}
	var signing times
	began = time.Now()
	for _, id := range ids {
		one := time.Now()
		if err := l.cases.SignLetter(ctx, signer, id, 0); err != nil {
			return err
		}
		signing = append(signing, time.Since(one))
	}
	r.add(engine, "signed one after the other, PDF and DOCX made and kept", "letters/s", "rate", perSecond(n, began))
	r.addTimes(engine, "signing one", signing)

	docs := make([]document.Document, n)
	for i, id := range ids {
		stored, err := l.db.StoredLetter(ctx, id)
		if err != nil {
			return err
		}
		if err := json.Unmarshal(stored.Frozen, &docs[i]); err != nil {
			return err
		}
	}
	for _, format := range []string{"PDF", "DOCX"} {
		rate, size, err := printAll(s.Press, docs, format)
		if err != nil {
			return err
		}
		r.add(engine, "printed to "+format+" on all cores", "letters/s", "rate", rate, "KB each", size)
	}
	var preview times
	for _, no := range nos {
		one := time.Now()
		d, _, err := l.cases.Preview(ctx, author, casework.NewLetter{Kind: "reminder", Nos: []string{no}})
		if err != nil {
			return err
		}
		if _, err := s.Press.Preview(d); err != nil {
			return err
		}
		preview = append(preview, time.Since(one))
	}
	r.addTimes(engine, "preview, from the record to the page", preview)
	return nil
}

// handled registers matters that are accepted and then raised at the city.
func (l *lapse) handled(n int) ([]string, error) {
	var nos []string
	for _, m := range sample.Matters(1, n) {
		record := recordOf(&m, l.now())
		record.Accused, record.Flags = petition.Accused{}, nil
		unit := &l.units[l.r.IntN(len(l.units))]
		receipt, err := l.cases.Register(l.ctx, unit.desk, record, "")
		if err != nil {
			return nil, err
		}
		life := &life{no: receipt.No, unit: unit, path: petition.Ordinary}
		for life.next = range 3 {
			by, data := l.deed(life)
			if _, err := l.cases.Act(l.ctx, by, life.no, 0, data); err != nil {
				return nil, err
			}
		}
		nos = append(nos, receipt.No)
	}
	return nos, nil
}

// printAll prints papers on all cores, and says how many a second and how large they are.
func printAll(p *press.Press, docs []document.Document, format string) (rate, size float64, err error) {
	var next, bytesOut atomic.Int64
	var failed atomic.Pointer[error]
	began := time.Now()
	var all sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		all.Go(func() {
			for i := int(next.Add(1)) - 1; i < len(docs); i = int(next.Add(1)) - 1 {
				n, err := printOne(p, docs[i], format)
				if err != nil {
					failed.Store(&err)
				}
				bytesOut.Add(int64(n))
			}
		})
	}
	all.Wait()
	if e := failed.Load(); e != nil {
		return 0, 0, *e
	}
	return perSecond(len(docs), began), float64(bytesOut.Load()) / float64(len(docs)) / 1024, nil
}

func printOne(p *press.Press, d document.Document, format string) (int, error) {
	var out bytes.Buffer
	var w io.Writer = &out
	if format == "PDF" {
		err := p.PDF(w, d)
		return out.Len(), err
	}
	err := p.DOCX(w, d)
	return out.Len(), err
}

func perSecond(n int, since time.Time) float64 { return float64(n) / time.Since(since).Seconds() }
