package casework

import (
	"context"
	"fmt"
	"slices"

	"bihuan/domain/deadline"
	"bihuan/domain/fault"
	"bihuan/domain/letter"
	"bihuan/domain/org"
	"bihuan/paper"
	"bihuan/store"
)

// ImportLetters takes in the letters that an earlier system issued, for reports to count: issued, letter,
// state. They have no number there that could be told apart, so of equal rows each is one letter, and the
// same file again is known. Letters that are not history are written here, and never imported.
func (c *Casework) ImportLetters(ctx context.Context, by org.Officer, table *paper.Table, o ImportOptions) (ImportReport, error) {
	report := ImportReport{}
	switch {
	case c.Rules().Policy.Reach(by.Post, org.ActImport) == org.None:
		return report, fault.New(fault.Forbidden, "fault.import.forbidden")
	case !o.History:
		return report, fault.New(fault.Invalid, "fault.import.letters")
	}
	o.settle()
	l := &list{report: &report, now: c.db.Now()}
	err := l.open(table, func(f officeColumns) map[string][]string { return f.Letters }, []string{"issued", "letter", "state"})
	if err != nil {
		return report, err
	}
	l.words["letter"] = formWords(c.Forms(), l.words["letter"])
	if o.Header != nil {
		o.Header(l.header)
	}
	letters, err := l.letters(o.Refuse)
	if err != nil {
		return report, err
	}
	// The rows that were refused are counted as read from the beginning.
	read := report.Refused
	for batch := range slices.Chunk(letters, o.Batch) {
		fresh := 0
		err := c.db.Do(ctx, "import letters", func(tx *store.Tx) (err error) {
			fresh, err = tx.PutPastLetters(ctx, o.Source, batch)
			return err
		})
		if err != nil {
			return report, err
		}
		report.Taken += fresh
		report.Known += len(batch) - fresh
		if read += len(batch); o.Progress != nil {
			o.Progress(read)
		}
	}
	return report, nil
}

// formWords are the names by which a list may call the kinds of letters that there are: the forms' own, and
// others that offices use.
func formWords(forms letter.Forms, others map[string]string) map[string]string {
	words := map[string]string{}
	for name, kind := range others {
		if _, ok := forms.Form(letter.Kind(kind)); ok {
			words[name] = kind
		}
	}
	for _, f := range forms.All() {
		for _, name := range []string{string(f.Kind), f.Name, f.English} {
			words[tidyHeader(name)] = string(f.Kind)
		}
	}
	return words
}

// letters reads the rows, and refuses those that cannot be read.
func (l *list) letters(refuse func(Refusal) error) ([]store.PastLetter, error) {
	var all []store.PastLetter
	equal := map[store.PastLetter]int{}
	for _, row := range l.rows {
		one, faults := l.letter(row)
		if len(faults) == 0 {
			equal[one]++
			one.N = equal[one]
			all = append(all, one)
			continue
		}
		refusal := Refusal{Line: row.Line, Cells: row.Row.Cells, Faults: faults}
		if l.report.Refused++; len(l.report.Refusals) < mostRefusals {
			l.report.Refusals = append(l.report.Refusals, refusal)
		}
		if refuse == nil {
			continue
		}
		if err := refuse(refusal); err != nil {
			return nil, fmt.Errorf("writing down what was refused: %w", err)
		}
	}
	return all, nil
}

func (l *list) letter(row listRow) (store.PastLetter, []*fault.Fault) {
	var faults []*fault.Fault
	word := func(field, kind string) string {
		code, ok := l.words[kind][tidyHeader(row.cells[field])]
		switch {
		case row.cells[field] == "":
			faults = append(faults, fault.NewInvalid(field, "fault.import.empty", "column", field))
		case !ok:
			faults = append(faults, bad(field, "fault.import.word", row.cells[field]))
		}
		return code
	}
	one := store.PastLetter{Kind: letter.Kind(word("letter", "letter")), State: letter.State(word("state", "letter_state"))}
	if row.cells["issued"] == "" {
		return one, append(faults, fault.NewInvalid("issued", "fault.import.empty", "column", "issued"))
	}
	at, wrong := l.dates.read("issued", row.cells["issued"])
	if wrong != nil {
		return one, append(faults, wrong)
	}
	if one.Issued = deadline.DayOf(at); one.Issued > deadline.DayOf(l.now) {
		faults = append(faults, bad("issued", "fault.import.future", row.cells["issued"]))
	}
	return one, faults
}
