package casework

import (
	"context"
	"fmt"
	"slices"

	"bihuan/domain/fault"
	"bihuan/domain/letter"
	"bihuan/domain/org"
	"bihuan/domain/petition"
	"bihuan/store"
)

// LetterProblem is one thing about an issued letter that is not as it should be, by its key in the locale
// files. It carries no personal data.
type LetterProblem struct {
	ID     string
	Number string
	Key    string
	Args   []any
}

// The problems of letters.
const (
	LetterAltered    = "cli.letter.problem.altered"    // what was frozen is not what its hash says
	LetterUnreadable = "cli.letter.problem.unreadable" // it does not open
	LetterUntold     = "cli.letter.problem.untold"     // the journal of a matter does not know it
	LetterJournal    = "cli.letter.problem.journal"    // the journal has another hash
	LetterStanding   = "cli.letter.problem.standing"   // voided here and not there, or the other way round
	LetterRemade     = "cli.letter.problem.remade"     // made again, a file is another
	LetterFileGone   = "cli.letter.problem.file"       // a file that was kept is gone or damaged
	LetterPage       = "cli.letter.problem.page"       // the check page says something else of it
	LettersGone      = "cli.letter.problem.gone"       // numbers were given to letters that are not there
)

// LetterCheck is what a look at all issued letters found.
type LetterCheck struct{ Letters, Files, Unfiled, Problems int }

// letterStep is how many letters are named at a time.
const letterStep = 200

// CheckLetters looks at every letter that was issued: whether what was frozen is what its row and the
// journals of its matters say by their hashes, and what the check page says of it. With files, PDF and DOCX are made again and compared to the
// byte, and those that were kept are read to their end.
func (c *Casework) CheckLetters(ctx context.Context, files bool, report func(LetterProblem), progress func(done, total int)) (LetterCheck, error) {
	v := &letterCheck{c: c, files: files, report: report}
	total, numbers, err := c.db.LettersCounted(ctx)
	if err != nil {
		return v.found, err
	}
	for last := ""; ; {
		ids, err := c.db.LettersOut(ctx, last, letterStep)
		if err != nil {
			return v.found, err
		}
		if len(ids) == 0 {
			break
		}
		for _, id := range ids {
			if err := v.look(ctx, id); err != nil {
				return v.found, fmt.Errorf("looking at letter %s: %w", id, err)
			}
			v.found.Letters++
			if progress != nil {
				progress(v.found.Letters, max(total, v.found.Letters))
			}
		}
		last = ids[len(ids)-1]
	}
	if numbers > total {
		v.tell(nil, LettersGone, "n", numbers-total)
	}
	return v.found, nil
}

// letterCheck is a look at all letters.
type letterCheck struct {
	c      *Casework
	files  bool
	report func(LetterProblem)
	found  LetterCheck
}

func (v *letterCheck) tell(l *store.Letter, key string, args ...any) {
	v.found.Problems++
	p := LetterProblem{Key: key, Args: args}
	if l != nil {
		p.ID, p.Number = l.ID, l.Number
	}
	v.report(p)
}

func (v *letterCheck) look(ctx context.Context, id string) error {
	l, err := v.c.db.StoredLetter(ctx, id)
	if err != nil {
		if ctx.Err() != nil {
			return err
		}
		l = &store.Letter{}
		l.ID, l.Number = id, id
		v.tell(l, LetterUnreadable)
		return nil
	}
	if l.Frozen == nil || store.HashOf(l.Frozen) != l.Hash {
		v.tell(l, LetterAltered)
		return nil
	}
	if err := v.page(ctx, l); err != nil {
		return err
	}
	if err := v.journals(ctx, l); err != nil {
		return err
	}
	if v.files {
		return v.remake(ctx, l)
	}
	return nil
}

// page compares a letter with what its row, which is not sealed, has the check page say of it.
func (v *letterCheck) page(ctx context.Context, l *store.Letter) error {
	says, err := v.c.db.LetterByCode(ctx, l.Code)
	if err != nil && (fault.As(err) == nil || fault.KindOf(err) != fault.NotFound) {
		return err
	}
	if err != nil || says.ID != l.ID || says.Kind != l.Kind || says.Number != l.Number || says.From != l.From ||
		!says.Issued.Equal(l.Issued) || says.Voided != (l.State == letter.Voided) {
		v.tell(l, LetterPage)
	}
	return nil
}

// journals compares a letter with what the journals of its matters say of it.
func (v *letterCheck) journals(ctx context.Context, l *store.Letter) error {
	everywhere := v.c.db.Reader(org.Scope{County: v.c.db.County(), All: true})
	for _, no := range l.Nos {
		p, err := everywhere.Petition(ctx, no)
		if fault.As(err) != nil && fault.KindOf(err) == fault.NotFound {
			v.tell(l, LetterUntold, "no", no)
			continue
		}
		if err != nil {
			return err
		}
		i := slices.IndexFunc(p.Letters, func(r petition.LetterRef) bool { return r.ID == l.ID })
		switch {
		case i < 0:
			v.tell(l, LetterUntold, "no", no)
		case p.Letters[i].Hash != l.Hash || p.Letters[i].Number != l.Number:
			v.tell(l, LetterJournal, "no", no)
		case p.Letters[i].Voided.IsZero() == (l.State == letter.Voided):
			v.tell(l, LetterStanding, "no", no)
		}
	}
	return nil
}

// remake makes a letter's files again from what was frozen.
func (v *letterCheck) remake(ctx context.Context, l *store.Letter) error {
	if l.PDF == "" {
		v.found.Unfiled++
		return nil
	}
	for _, f := range []struct{ format, hash string }{{"pdf", l.PDF}, {"docx", l.DOCX}} {
		made, err := v.c.render(l.Frozen, f.format)
		if err != nil {
			return err
		}
		v.found.Files++
		if store.HashOf(made) != f.hash {
			v.tell(l, LetterRemade, "format", f.format)
		}
		if err := v.c.blobs.Check(ctx, f.hash); err != nil {
			if ctx.Err() != nil {
				return err
			}
			v.tell(l, LetterFileGone, "format", f.format)
		}
	}
	return nil
}
