package casework

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"time"

	"bihuan/domain/deadline"
	"bihuan/domain/fault"
	"bihuan/domain/letter"
	"bihuan/domain/org"
	"bihuan/domain/report"
	"bihuan/store"
)

// Report is a report as it is read, in a language.
type Report struct {
	report.Table
	Words       report.Words
	County      string
	Office      string // who makes it
	Inhabitants int
	names       report.Names
}

// Report makes the headline table of a half-year or a year that ends with a day, as the record stood at the
// end of that day; while it lasts, as it stands now. tag is the language, zh-CN or en.
func (c *Casework) Report(ctx context.Context, by org.Officer, kind report.Kind, to deadline.Day, tag string) (*Report, error) {
	if err := c.may(by, org.ActReports); err != nil {
		return nil, err
	}
	moment, err := c.asOf(to)
	if err != nil {
		return nil, err
	}
	book, err := c.db.Directory(ctx)
	if err != nil {
		return nil, err
	}
	desk, err := c.desk()
	if err != nil {
		return nil, err
	}
	made := &Report{County: c.db.County(), Inhabitants: desk.Inhabitants}
	if bureau, ok := book.Bureau(); ok {
		made.Office = bureau.Name
	}
	if made.Words, err = report.WordsIn(tag); err != nil {
		return nil, err
	}
	made.names = report.Names{
		Letter: func(kind string) string { return letterName(desk.Forms, kind, tag) },
		Part:   func(by report.Dimension, code string) string { return PartName(book, made.Words, by, code, tag) },
	}
	made.Table, err = c.headline(ctx, kind, to, moment)
	return made, err
}

// asOf is the moment before which a report that ends with a day counts what was known.
func (c *Casework) asOf(to deadline.Day) (time.Time, error) {
	now := c.db.Now()
	switch today := deadline.DayOf(now); {
	case to > today:
		return time.Time{}, fault.NewInvalid("as_of", "fault.report.future", "today", today)
	case to == today:
		return now.Add(time.Millisecond), nil // what happens in this one is counted
	}
	return to.End(), nil
}

// Behind says behind which figure to look.
type Behind struct {
	Kind   report.Kind
	To     deadline.Day
	Figure report.FigureID
	Last   bool             // in the period of the year before
	By     report.Dimension // of one part of the breakdown; "" for all
	Code   string
	After  string // a cursor that a page before ended with
	Limit  int
}

// Batches lists the matters behind a figure of a report, of those that the officer sees, and the cursor of the
// page that follows.
func (c *Casework) Batches(ctx context.Context, by org.Officer, b Behind) ([]store.Batch, string, error) {
	if err := c.may(by, org.ActReports); err != nil {
		return nil, "", err
	}
	moment, err := c.asOf(b.To)
	if err != nil {
		return nil, "", err
	}
	figure, ok := report.FigureOf(b.Figure)
	if !ok {
		return nil, "", fault.New(fault.NotFound, "fault.report.figure")
	}
	q := store.BatchQuery{Period: report.PeriodOf(b.Kind, b.To), Moment: moment, By: b.By, Code: b.Code, Levels: figure.Levels, Counts: figure.Counts, After: b.After, Limit: b.Limit}
	if b.Last {
		q.Period = q.Period.YearBefore()
	}
	return c.db.Reader(c.Scope(by)).Batches(ctx, q)
}

func (c *Casework) headline(ctx context.Context, kind report.Kind, to deadline.Day, moment time.Time) (report.Table, error) {
	r := c.db.Reader(org.Scope{County: c.db.County(), All: true})
	this := report.PeriodOf(kind, to)
	both, err := r.Tallies(ctx, moment, this, this.YearBefore())
	if err != nil {
		return report.Table{}, err
	}
	lasts, first, err := r.LastTallies(ctx, moment, to, report.Upward())
	if err != nil {
		return report.Table{}, err
	}
	t := report.Fold(kind, to, both, lasts, first)
	during, err := r.Slices(ctx, moment, t.This)
	if err != nil {
		return t, err
	}
	before, err := r.Slices(ctx, moment, t.Last)
	if err != nil {
		return t, err
	}
	t.By = report.BreakDown(during, before)
	return t, c.sent(ctx, r, moment, &t)
}

// sent counts letters by kind in the order of the forms; those of an earlier system with them.
func (c *Casework) sent(ctx context.Context, r *store.Reader, moment time.Time, t *report.Table) error {
	var counts [2]map[string]int
	for i, p := range []report.Period{t.This, t.Last} {
		sent, err := r.SentLetters(ctx, moment, p)
		if err != nil {
			return err
		}
		past, err := r.PastLetters(ctx, p.From, p.To)
		if err != nil {
			return err
		}
		for kind, n := range past {
			sent[string(kind)] += n
		}
		counts[i] = sent
	}
	add := func(kind string) {
		if counts[0][kind]+counts[1][kind] > 0 {
			t.Letters = append(t.Letters, report.Sent{Kind: kind, This: counts[0][kind], Last: counts[1][kind]})
		}
		delete(counts[0], kind)
		delete(counts[1], kind)
	}
	for _, form := range c.Forms().All() {
		add(string(form.Kind))
	}
	// Kinds that the county has given up stand last.
	for _, kind := range slices.Sorted(maps.Keys(counts[0])) {
		add(kind)
	}
	for _, kind := range slices.Sorted(maps.Keys(counts[1])) {
		add(kind)
	}
	return nil
}

// PartName is what a part of a breakdown is called in a language.
func PartName(book *store.Directory, words report.Words, by report.Dimension, code, tag string) string {
	switch by {
	case report.ByChannel:
		if code != "" {
			return words.T("channel." + code)
		}
	case report.ByCategory:
		if c, ok := book.Category(code); ok && tag == "en" && c.English != "" {
			return c.English
		} else if ok {
			return c.Level1
		}
	case report.ByPlace:
		if area, ok := book.Area(org.AreaCode(code)); ok {
			return area.Name
		}
	}
	return cmp.Or(code, words.T("unknown"))
}

// letterName is what a kind of letter is called in a language.
func letterName(forms letter.Forms, kind, tag string) string {
	form, ok := forms.Form(letter.Kind(kind))
	if !ok {
		return kind
	}
	return form.Label().In(tag)
}
