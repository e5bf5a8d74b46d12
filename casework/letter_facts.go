package casework

import (
	"context"
	"time"

	"bihuan/domain/deadline"
	"bihuan/domain/document"
	"bihuan/domain/letter"
	"bihuan/domain/org"
	"bihuan/store"
)

// book answers a form's questions from the county's book.
type book struct{ *store.Directory }

// Holder is who holds a post of a unit at a moment.
func (b book) Holder(unit org.UnitID, post org.PostKind, at time.Time) (org.Person, org.Post, bool) {
	for _, h := range b.Holders(unit, at, post) {
		if who, ok := b.Person(h.Person); ok {
			return who, h, true
		}
	}
	return org.Person{}, org.Post{}, false
}

// facts read the matters that a letter is about, as far as the reader may see. Names are opened for a
// letter to the petitioner alone.
func (c *Casework) facts(ctx context.Context, r *store.Reader, now time.Time, form *letter.Form, l *letter.Letter) (letter.Facts, error) {
	desk, err := c.desk()
	if err != nil {
		return letter.Facts{}, err
	}
	dir, err := c.db.Directory(ctx)
	if err != nil {
		return letter.Facts{}, err
	}
	bureau, _ := dir.Bureau()
	all := make([]letter.Facts, 0, len(l.Nos))
	for _, no := range l.Nos {
		x := letter.Facts{Rules: c.Rules(), Book: book{dir}, Today: deadline.DayOf(now), Open: form.To == letter.ToPetitioner,
			Bureau: bureau.ID, From: l.From, To: l.To, Order: l.Order, Site: desk.Site}
		read := r.Petition
		if x.Open {
			read = r.PetitionOpen
		}
		if x.Petition, err = read(ctx, no); err != nil {
			return x, err
		}
		if !x.Open { // what is hidden is known from the opened record alone
			open, err := r.PetitionOpen(ctx, no)
			if err != nil {
				return x, err
			}
			x.Hide = open.Record.Masks()
		}
		if x.Events, err = r.Events(ctx, no, 0); err != nil {
			return x, err
		}
		x.Place = dir.AreaName(x.Petition.Record.Place)
		all = append(all, x)
	}
	first := all[0]
	first.Others = all[1:]
	return first, nil
}

// write sets a letter as a document: a draft, or with number, date and code what is issued.
func (c *Casework) write(desk Stationery, form *letter.Form, l *letter.Letter, facts letter.Facts) (document.Document, error) {
	h := letter.Head{Due: l.Due, Author: l.Author.By, Pending: desk.Forms.Words().In("stamp", "pending"), Draft: desk.Forms.Words().In("stamp", "draft")}
	if l.Number != "" {
		h = letter.Head{Number: l.Number, Date: deadline.DayOf(l.Issued), Due: l.Due, Author: l.Author.By, Signatory: l.Signer.Name, Made: l.Issued, Check: c.checkMark(desk, l.Code)}
	}
	return form.Write(l.Values, desk.Forms.Matter(facts), h)
}

// checkMark is how a reader of the paper finds out whether it is real.
func (c *Casework) checkMark(desk Stationery, code string) *document.Check {
	words := desk.Forms.Words()
	if desk.Site == "" { // nothing to scan
		return &document.Check{Code: code, Text: words.In("stamp", "code")}
	}
	return &document.Check{Code: code, Text: words.In("stamp", "check"), URL: desk.Site + "/check/" + code}
}
