package casework

import (
	"context"
	"fmt"
	"io"
	"time"

	"bihuan/domain/deadline"
	"bihuan/domain/document"
	"bihuan/domain/fault"
	"bihuan/domain/letter"
	"bihuan/domain/petition"
)

// OwnLetter is a letter that was written to the petitioner: a notice, the reply, an opinion.
type OwnLetter struct {
	ID     string
	Name   deadline.Text
	Number string
	Issued time.Time
	Voided time.Time // zero while it stands; a voided one is named and not shown
}

// Letters lists what was issued to the petitioner of this matter, the newest first. What is between
// offices is not among it, nor what was written about the matter that this one was merged into.
func (p *Portal) Letters(ctx context.Context, no string) ([]OwnLetter, error) {
	pet, err := p.c.db.Reader(p.everything()).Petition(ctx, no)
	if err != nil {
		return nil, err
	}
	var own []OwnLetter
	for i := len(pet.Letters) - 1; i >= 0; i-- {
		one, ok, err := p.ownLetter(ctx, no, pet.Letters[i])
		if err != nil {
			return nil, err
		}
		if ok {
			own = append(own, one)
		}
	}
	return own, nil
}

// ownLetter is a letter of the matter's journal, if it is one to its petitioner and has gone out. One
// letter about several matters is that of the first.
func (p *Portal) ownLetter(ctx context.Context, no string, ref petition.LetterRef) (OwnLetter, bool, error) {
	form, ok := p.c.Forms().Form(letter.Kind(ref.Kind))
	if !ok || form.To != letter.ToPetitioner || ref.To != "" {
		return OwnLetter{}, false, nil
	}
	l, err := p.c.db.StoredLetter(ctx, ref.ID)
	if err != nil {
		return OwnLetter{}, false, fmt.Errorf("reading letter %s: %w", ref.ID, err)
	}
	if l.Leads() != no || l.Frozen == nil || !l.State.Out() && l.State != letter.Voided {
		return OwnLetter{}, false, nil
	}
	one := OwnLetter{ID: l.ID, Name: deadline.Text{ZH: ref.Name, EN: form.English}, Number: l.Number, Issued: l.Issued}
	if l.State == letter.Voided {
		one.Voided = ref.Voided
	}
	return one, true, nil
}

// letter finds one letter to the petitioner. Another's is not there; a voided one is a Conflict, so that
// nobody goes by it.
func (p *Portal) letter(ctx context.Context, no, id string) (OwnLetter, error) {
	pet, err := p.c.db.Reader(p.everything()).Petition(ctx, no)
	if err != nil {
		return OwnLetter{}, err
	}
	for _, ref := range pet.Letters {
		if ref.ID != id {
			continue
		}
		one, ok, err := p.ownLetter(ctx, no, ref)
		switch {
		case err != nil:
			return one, err
		case ok && !one.Voided.IsZero():
			return one, fault.New(fault.Conflict, "fault.portal.letter_voided", "day", deadline.DayOf(one.Voided))
		case ok:
			return one, nil
		}
	}
	return OwnLetter{}, fault.New(fault.NotFound, "fault.portal.letter")
}

// LetterPages is a letter to the petitioner: what it says, and its pages to be read on a screen.
func (p *Portal) LetterPages(ctx context.Context, no, id string) (OwnLetter, document.Document, string, error) {
	var d document.Document
	one, err := p.letter(ctx, no, id)
	if err != nil {
		return one, d, "", err
	}
	l, err := p.c.db.StoredLetter(ctx, id)
	if err != nil {
		return one, d, "", err
	}
	desk, err := p.c.desk()
	if err != nil {
		return one, d, "", err
	}
	if d, err = p.c.thaw(l); err != nil {
		return one, d, "", err
	}
	pages, err := desk.Press.Preview(d)
	return one, d, pages, err
}

// LetterPDF is the PDF of a letter to the petitioner, the one that was kept at its issue.
func (p *Portal) LetterPDF(ctx context.Context, no, id string) (OwnLetter, io.ReadCloser, int64, error) {
	one, err := p.letter(ctx, no, id)
	if err != nil {
		return one, nil, 0, err
	}
	files, err := p.c.FileLetter(ctx, id)
	if err != nil {
		return one, nil, 0, err
	}
	content, size, err := p.c.blobs.Open(ctx, files.PDF)
	return one, content, size, err
}
