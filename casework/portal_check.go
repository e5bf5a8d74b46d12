package casework

import (
	"context"
	"io"
	"time"

	"bihuan/domain/deadline"
	"bihuan/domain/fault"
	"bihuan/store"
)

// Genuine is what anybody who holds a letter in hand is told of it: what was issued, by whom and when,
// and whether it still stands. What it says, whom it is about and why it was voided are no part of it.
type Genuine struct {
	ID     string
	Name   deadline.Text // of its form; none when the county has that form no more
	Number string
	Office string
	Issued time.Time
	Voided time.Time // zero while it stands
}

// CheckLetter tells what a check code is of. Wrong codes are counted by where they come from, and after
// too many none is looked at for a while, right or wrong.
//
// Faults: NotFound for a code of no letter, Busy with the moment from which codes are taken again.
func (p *Portal) CheckLetter(ctx context.Context, code, from string) (Genuine, error) {
	var found store.Checked
	var refused error
	err := p.c.db.Do(ctx, "trying a check code", func(tx *store.Tx) error {
		found, refused = store.Checked{}, nil
		g := guard{checkTries, p.c.key(checkTries, from)}
		until, err := g.full(ctx, tx)
		if err != nil {
			return err
		}
		if !until.IsZero() {
			refused = fault.New(fault.Busy, "check.tries", "until", until)
			return nil
		}
		found, err = tx.LetterByCode(ctx, TidyCheckCode(code))
		if err == nil || fault.KindOf(err) != fault.NotFound {
			return err
		}
		refused = err
		_, err = tx.Attempt(ctx, g.key, g.window)
		return err
	})
	if err == nil {
		err = refused
	}
	if err != nil {
		return Genuine{}, err
	}
	return p.c.genuine(ctx, found)
}

// CheckFile finds the letter that a file is, to the byte: PDF or DOCX as they were made at issue. A file
// with one byte changed is NotFound. Too many files from one address are put off before they are read.
func (p *Portal) CheckFile(ctx context.Context, content io.Reader, from string) (Genuine, error) {
	if err := p.c.throttle(ctx, checkFiles, from); err != nil {
		return Genuine{}, err
	}
	return p.c.GenuineFile(ctx, content)
}

// GenuineFile is CheckFile in words for whoever sits at the house's own console.
func (c *Casework) GenuineFile(ctx context.Context, content io.Reader) (Genuine, error) {
	found, err := c.CheckFile(ctx, content)
	if err != nil {
		return Genuine{}, err
	}
	return c.genuine(ctx, found)
}

func (c *Casework) genuine(ctx context.Context, found store.Checked) (Genuine, error) {
	book, err := c.db.Directory(ctx)
	if err != nil {
		return Genuine{}, err
	}
	g := Genuine{ID: found.ID, Number: found.Number, Office: book.UnitName(found.From), Issued: found.Issued}
	if form, ok := c.Forms().Form(found.Kind); ok {
		g.Name = form.Label()
	}
	if found.Voided {
		g.Voided = found.Void
	}
	return g, nil
}
