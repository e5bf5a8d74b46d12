package store

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"bihuan/domain/document"
	"bihuan/domain/personal"
	"bihuan/domain/petition"
	"bihuan/domain/words"
	"bihuan/vault"
)

// The signs between the parts of a petition's words. Folded text has neither, so that no phrase reaches
// from one part into another.
const (
	betweenParts = "\n" // subject, demands, facts, letters
	betweenEqual = "\t" // demands, letters, blocks of a letter
)

// wordedRow is what a petition is found by.
type wordedRow struct {
	text, bureau string
	day          int
	at           int64 // when its own words were written: who compares texts reads again what is later
}

// wordedOf folds the words of a petition. Numbers of phones and identity cards in the text are masked
// before: nobody is found by those but as a petitioner.
func wordedOf(p *petition.Petition, said letterTexts) wordedRow {
	w := wordedRow{day: int(milli(p.RegisterAt) / dayMillis), at: milli(p.RegisterAt)}
	w.text = strings.Join([]string{foldPart(p.Record.Subject), foldDemands(p.Record.Demands), foldPart(p.Record.Facts), said.all}, betweenParts)
	w.bureau = said.bureau
	return w
}

// own are the words of the record alone, without those of letters.
func (w wordedRow) own() []string {
	parts := strings.SplitN(w.text, betweenParts, 4)
	return parts[:min(len(parts), 3)]
}

func foldPart(text string) string { return words.Fold(personal.Scrub(clean(text))) }

func foldDemands(demands []petition.Demand) string {
	parts := make([]string, len(demands))
	for i, d := range demands {
		parts[i] = foldPart(d.Text)
	}
	return strings.Join(parts, betweenEqual)
}

// grams are those of all words, and when the petition was registered, parted by blanks.
func (w wordedRow) grams() string {
	list := append(words.Grams(w.text+betweenParts+w.bureau), dayGram(w.day), weekGram(w.day/daysOfWeek))
	return strings.Join(list, " ")
}

// The days on which petitions are registered, by which what many have is looked for, the newest first:
// days of universal time, and seven of them together.
const (
	dayMillis  = 24 * 60 * 60 * 1000
	daysOfWeek = 7
)

func dayGram(day int) string { return "@" + strconv.Itoa(day) }

func weekGram(week int) string { return "#" + strconv.Itoa(week) }

// letterTexts are what the issued letters of a petition say: those that all may read who may see it, and
// those that only the bureau reads, as Reader.Letter has it.
type letterTexts struct{ all, bureau string }

// sealedLetter is an issued letter as stored.
type sealedLetter struct {
	unit    string
	matters int
	frozen  []byte
	wrapped []byte
}

// frozenLetters reads the issued letters about a range of petitions.
func (db *DB) frozenLetters(ctx context.Context, q querier, from, to string, take func(no, id string, l sealedLetter)) error {
	return each(ctx, q, func(r rows) error {
		var no, id string
		var l sealedLetter
		err := r.Scan(&no, &id, &l.unit, &l.frozen, &l.wrapped, &l.matters)
		take(no, id, l)
		return err
	}, `SELECT m.no, m.id, l.unit, l.frozen, k.wrapped, (SELECT COUNT(*) FROM letter_matter o WHERE o.county = m.county AND o.id = m.id)
		FROM letter_matter m JOIN letter l ON l.county = m.county AND l.id = m.id
		JOIN record_key k ON k.county = m.county AND k.no = 'letter|' || m.id
		WHERE m.county = $1 AND m.no >= $2 AND m.no <= $3 AND l.frozen IS NOT NULL`, db.county, from, to)
}

// lettersSay gives what the letters of a petition say that stand, each with its name and number. A letter
// about several petitions is found by those alone: what it says of the others may not be for who sees
// this one; so is one that cannot be opened, of which the check of letters tells. hide masks the petitioners.
func (db *DB) lettersSay(p *petition.Petition, stored map[string]sealedLetter, hide *strings.Replacer) letterTexts {
	var all, bureau []string
	for i := range p.Letters {
		ref := &p.Letters[i]
		if !ref.Voided.IsZero() {
			continue
		}
		parts := []string{foldPart(ref.Name + " " + ref.Number)}
		l, there := stored[ref.ID]
		if there && l.matters == 1 {
			for _, text := range db.saidBy(ref.ID, l) {
				parts = append(parts, foldPart(hide.Replace(text)))
			}
		}
		text := strings.Join(parts, betweenEqual)
		if there && ref.To != "" && string(ref.To) != l.unit {
			bureau = append(bureau, text)
			continue
		}
		all = append(all, text)
	}
	return letterTexts{strings.Join(all, betweenEqual), strings.Join(bureau, betweenEqual)}
}

// saidBy are the texts of a frozen letter, from its title to its last block.
func (db *DB) saidBy(id string, l sealedLetter) []string {
	key, err := db.vault.OpenRecordKey(l.wrapped)
	if err != nil {
		return nil
	}
	frozen, err := key.Open(l.frozen, frozenPlace(id))
	if err != nil {
		return nil
	}
	var d document.Document
	if json.Unmarshal(frozen, &d) != nil {
		return nil
	}
	texts := append([]string{d.Title}, d.To...)
	for _, b := range d.Blocks {
		texts = append(texts, b.String())
		if b.Table == nil {
			continue
		}
		texts = append(texts, b.Table.Head...)
		for _, row := range b.Table.Rows {
			texts = append(texts, row...)
		}
	}
	return slices.DeleteFunc(texts, func(text string) bool { return strings.TrimSpace(text) == "" })
}

// hideSecrets masks all that was ever said of the petitioners of a history, which is open: a letter that
// was issued before a name was put right has it as it was.
func hideSecrets(events []petition.Event) *strings.Replacer {
	secrets := map[string]bool{}
	for _, e := range events {
		for _, s := range petition.Secrets(e.Data) {
			if text := strings.TrimSpace(clean(*s)); len([]rune(text)) > 1 && text != string(personal.Unclear) && !strings.Contains(text, "*") {
				secrets[text] = true
			}
		}
	}
	var pairs []string
	for _, text := range slices.SortedFunc(maps.Keys(secrets), func(a, b string) int { return len(b) - len(a) + strings.Compare(a, b)*bit(len(a) == len(b)) }) {
		pairs = append(pairs, text, "**")
	}
	return strings.NewReplacer(pairs...)
}

// spoken is what of a petition its words are made of, to see whether they changed.
type spoken struct {
	subject, facts string
	demands        []petition.Demand
	letters        string // those that stand
}

func spokenOf(p *petition.Petition) spoken {
	s := spoken{subject: p.Record.Subject, facts: p.Record.Facts, demands: slices.Clone(p.Record.Demands)}
	for _, l := range p.Letters {
		if l.Voided.IsZero() {
			s.letters += " " + l.ID
		}
	}
	return s
}

// sameRecord reports whether the record says the same, whatever the letters do.
func (s spoken) sameRecord(other spoken) bool {
	return s.subject == other.subject && s.facts == other.facts && slices.Equal(s.demands, other.demands)
}

// writeWords writes what a petition is found by, where that changed.
func (tx *Tx) writeWords(ctx context.Context, p *petition.Petition, before shape, key func() (vault.RecordKey, error)) error {
	now := spokenOf(p)
	fresh := before.version == 0
	// Whoever is known by another name is masked by that as well.
	known := now.letters != "" && !slices.Equal(before.petitioners, p.Record.Petitioners)
	same := !fresh && now.sameRecord(before.spoken)
	if same && !known && now.letters == before.spoken.letters {
		return nil
	}
	var said letterTexts
	if now.letters != "" {
		var err error
		if said, err = tx.lettersSaid(ctx, p, key); err != nil {
			return err
		}
	}
	w := wordedOf(p, said)
	switch {
	case same, before.again && before.words == nil: // written with the petition, or at the later moment that is kept
	case before.again && slices.Equal(before.words.own(), w.own()):
		w.at = before.words.at
	default:
		w.at = milli(tx.Now)
	}
	return tx.db.engine.putWords(ctx, tx, p.No, w, fresh)
}

// lettersSaid reads the letters of a petition, and of its history what is to be masked in them.
func (tx *Tx) lettersSaid(ctx context.Context, p *petition.Petition, key func() (vault.RecordKey, error)) (letterTexts, error) {
	k, err := key()
	switch {
	case keyLost(err): // Verify tells
		return tx.db.lettersSay(p, nil, nil), nil
	case err != nil:
		return letterTexts{}, err
	}
	var events []petition.Event
	var broken error
	err = tx.db.entries(ctx, tx, p.No, p.No, func(no string, e *entry) {
		if e.sealed == nil || broken != nil {
			return
		}
		var v petition.Event
		if v, broken = e.event(no, &k); broken == nil {
			events = append(events, v)
		}
	})
	switch {
	case err != nil:
		return letterTexts{}, fmt.Errorf("reading what a letter must not be found by: %w", err)
	case broken != nil: // Verify tells
		return tx.db.lettersSay(p, nil, nil), nil
	}
	stored := map[string]sealedLetter{}
	err = tx.db.frozenLetters(ctx, tx, p.No, p.No, func(_, id string, l sealedLetter) { stored[id] = l })
	if err != nil {
		return letterTexts{}, fmt.Errorf("reading the letters of %s: %w", p.No, err)
	}
	return tx.db.lettersSay(p, stored, hideSecrets(events)), nil
}
