package store

import (
	"context"
	"strings"
	"time"

	"bihuan/domain/org"
	"bihuan/domain/petition"
)

// Worded is a petition's own words, folded, for who compares them with others'. Numbers of phones and
// identity cards are masked in them.
type Worded struct {
	No         string
	At         time.Time // when these words were last written
	Subject    string
	Body       string // demands and facts
	Category   string
	Place      org.AreaCode
	Unit       org.UnitID // the responsible one
	Channel    petition.Channel
	State      petition.State
	Registered time.Time
	Walled     bool // accuses somebody, or the petitioner wishes it to be confidential
	Past       bool // of an earlier system
}

// Worded lists petitions by when their own words were last written, whatever was said in letters, from an instant on, and of those of that
// instant those after a number. Those of an earlier system that did not say what they were about are left out:
// their words are the same for all. Writers on PostgreSQL may commit a little later than they wrote: who
// follows what is written looks again a few minutes back.
func (r *Reader) Worded(ctx context.Context, since time.Time, after string, limit int) ([]Worded, error) {
	b := newBuilder(r.db.county)
	from, beyond := b.arg(max(0, milli(since))), b.arg(after)
	where := r.scoped(b, "d")
	return all(ctx, r.q, scanWorded, `SELECT d.no, d.at, d.text, p.category, p.place, p.unit, p.channel, p.state, p.registered_at, p.purpose, p.flags,
			EXISTS (SELECT 1 FROM party a WHERE a.county = p.county AND a.no = p.no AND a.kind IN ('`+partyAccusedUnit+`', '`+partyAccusedPerson+`'))
		FROM worded d JOIN petition p ON p.county = d.county AND p.no = d.no
		WHERE d.county = $1 AND (d.at, d.no) > (`+from+`, `+beyond+`) AND `+told+` AND `+where+` ORDER BY d.at, d.no LIMIT `+b.arg(limit), b.args...)
}

// told is the condition that a petition's words are its own.
const told = `p.flags NOT LIKE '% ` + FlagUntold + ` %'`

func scanWorded(r rows) (w Worded, err error) {
	var at, registered int64
	var text, purpose, flags string
	err = r.Scan(&w.No, &at, &text, &w.Category, &w.Place, &w.Unit, &w.Channel, &w.State, &registered, &purpose, &flags, &w.Walled)
	parts := strings.SplitN(text, betweenParts, 4)
	if err != nil || len(parts) < 3 {
		return w, err
	}
	w.Subject, w.Body = parts[0], strings.TrimSpace(strings.ReplaceAll(parts[1], betweenEqual, "\n")+"\n"+parts[2])
	w.At, w.Registered = instant(at), instant(registered)
	w.Past = strings.Contains(flags, " "+FlagPast+" ")
	w.Walled = w.Walled || purpose == string(petition.Accusation) ||
		strings.Contains(flags, " "+string(petition.Accusing)+" ") || strings.Contains(flags, " "+string(petition.Confidential)+" ")
	return w, nil
}
