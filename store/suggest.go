package store

import (
	"context"
	"fmt"
	"strings"
	"time"

	"bihuan/domain/deadline"
	"bihuan/domain/org"
)

// Learned is what was learned of one kind of decision.
type Learned struct {
	Kind    string
	Version int // 0: nothing yet
	Trained time.Time
	Texts   int    // petitions it was learned from
	Labels  int    // answers it knows
	Body    []byte // as it was stored; nil of all but the latest
}

// PutModel keeps what was learned as the latest of its kind, and gives its version.
func (tx *Tx) PutModel(ctx context.Context, m Learned) (int, error) {
	version := 0
	if _, err := one(ctx, tx, into(&version), `SELECT COALESCE(MAX(version), 0) FROM model WHERE county = $1 AND kind = $2`, tx.db.county, m.Kind); err != nil {
		return 0, err
	}
	if err := tx.exec(ctx, `UPDATE model SET body = NULL WHERE county = $1 AND kind = $2 AND body IS NOT NULL`, tx.db.county, m.Kind); err != nil {
		return 0, err
	}
	version++
	err := tx.exec(ctx, `INSERT INTO model (county, kind, version, trained, texts, labels, body) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		tx.db.county, m.Kind, version, milli(tx.Now), m.Texts, m.Labels, m.Body)
	return version, err
}

// Model reads what was learned last of a kind. Version 0: nothing.
func (db *DB) Model(ctx context.Context, kind string) (Learned, error) {
	m := Learned{Kind: kind}
	var trained int64
	found, err := one(ctx, db.engine, into(&m.Version, &trained, &m.Texts, &m.Labels, &m.Body), `SELECT version, trained, texts, labels, body
		FROM model WHERE county = $1 AND kind = $2 ORDER BY version DESC LIMIT 1`, db.county, kind)
	if err != nil {
		return m, fmt.Errorf("reading the model of %s: %w", kind, err)
	}
	if found {
		m.Trained = instant(trained)
	}
	return m, nil
}

// Models lists what was learned last of each kind, without the bodies.
func (db *DB) Models(ctx context.Context) ([]Learned, error) {
	return all(ctx, db.engine, func(r rows) (Learned, error) {
		var m Learned
		var trained int64
		err := r.Scan(&m.Kind, &m.Version, &trained, &m.Texts, &m.Labels)
		m.Trained = instant(trained)
		return m, err
	}, `SELECT m.kind, m.version, m.trained, m.texts, m.labels FROM model m WHERE m.county = $1
		AND m.version = (SELECT MAX(n.version) FROM model n WHERE n.county = m.county AND n.kind = m.kind) ORDER BY m.kind`, db.county)
}

// Lesson is a petition's own words, folded, with what stands decided of it.
type Lesson struct {
	No         string
	Registered time.Time
	Subject    string
	Body       string // demands and facts
	Category   string
	Place      org.AreaCode
	Unit       org.UnitID // the responsible one; "" while none is
	Walled     bool       // accuses somebody, or the petitioner wishes it to be confidential
}

// LessonQuery says which lessons to list.
type LessonQuery struct {
	Categories bool      // those with a category below the first level,
	Units      bool      // and those with a responsible unit
	Before     time.Time // registered before an instant, and of that instant those below a number; zero for all
	Below      string
	Limit      int
}

// Lessons lists what stands decided, what was registered last first: who learns wants the latest. A petition
// whose words are not its own teaches nothing.
func (r *Reader) Lessons(ctx context.Context, q LessonQuery) ([]Lesson, error) {
	b := newBuilder(r.db.county)
	var wanted []string
	if q.Categories {
		wanted = append(wanted, "LENGTH(p.category) > 2")
	}
	if q.Units {
		wanted = append(wanted, "p.unit <> ''")
	}
	if len(wanted) == 0 {
		return nil, nil
	}
	where := "(" + strings.Join(wanted, " OR ") + ") AND " + told + " AND " + r.scoped(b, "p")
	if !q.Before.IsZero() {
		where += " AND (p.registered_at, p.no) < (" + b.arg(milli(q.Before)) + ", " + b.arg(q.Below) + ")"
	}
	return all(ctx, r.q, scanLesson, `SELECT p.no, p.registered_at, d.text, p.category, p.place, p.unit,
			p.purpose = 'accusation' OR p.flags LIKE '% accusation %' OR p.flags LIKE '% confidential %'
			OR EXISTS (SELECT 1 FROM party a WHERE a.county = p.county AND a.no = p.no AND a.kind IN ('`+partyAccusedUnit+`', '`+partyAccusedPerson+`'))
		FROM petition p CROSS JOIN worded d WHERE p.county = $1 AND d.county = p.county AND d.no = p.no AND `+where+`
		ORDER BY p.registered_at DESC, p.no DESC LIMIT `+b.arg(q.Limit), b.args...)
}

func scanLesson(r rows) (l Lesson, err error) {
	var registered int64
	var text string
	err = r.Scan(&l.No, &registered, &text, &l.Category, &l.Place, &l.Unit, &l.Walled)
	l.Registered = instant(registered)
	if parts := strings.SplitN(text, betweenParts, 4); len(parts) >= 3 {
		l.Subject, l.Body = parts[0], strings.TrimSpace(strings.ReplaceAll(parts[1], betweenEqual, "\n")+"\n"+parts[2])
	}
	return l, err
}

// Suggested is what was suggested for a petition when it was registered.
type Suggested struct {
	No, Kind string
	At       time.Time // of the registration
	Version  int       // of the model; 0: by the table's words
	Labels   []string  // the likeliest first; three are kept
}

// PutSuggested keeps what was suggested. What is kept already stays.
func (tx *Tx) PutSuggested(ctx context.Context, s Suggested) error {
	var three [3]string
	copy(three[:], s.Labels)
	return tx.exec(ctx, `INSERT INTO suggestion (county, no, kind, month, version, label1, label2, label3) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
		ON CONFLICT (county, no, kind) DO NOTHING`, tx.db.county, s.No, s.Kind, monthOf(s.At), s.Version, three[0], three[1], three[2])
}

func monthOf(at time.Time) string { return deadline.DayOf(at).String()[:len("2006-01")] }

// Hits is how often suggestions were what was decided.
type Hits struct {
	Month  string // YYYY-MM
	Kind   string
	Level1 string // the first two digits of the category
	Asked  int    // suggested for, and decided since
	First  int    // the first suggestion was decided
	Three  int    // one of the three was
}

// Accuracy tells by month, kind and first level of the category how often suggestions were what stands
// decided now, from a month on. Matters behind a wall are left out.
func (db *DB) Accuracy(ctx context.Context, from time.Time) ([]Hits, error) {
	return all(ctx, db.engine, func(r rows) (Hits, error) {
		var h Hits
		err := r.Scan(&h.Month, &h.Kind, &h.Level1, &h.Asked, &h.First, &h.Three)
		return h, err
	}, `WITH decided AS (
			SELECT s.month, s.kind, SUBSTR(p.category, 1, 2) AS level1, s.label1, s.label2, s.label3,
				CASE WHEN s.kind = 'unit' THEN p.unit ELSE p.category END AS label
			FROM suggestion s JOIN petition p ON p.county = s.county AND p.no = s.no
			WHERE s.county = $1 AND s.month >= $2 AND s.label1 <> '' AND p.purpose <> 'accusation'
				AND p.flags NOT LIKE '% accusation %' AND p.flags NOT LIKE '% confidential %')
		SELECT month, kind, level1, COUNT(*), SUM(CASE WHEN label = label1 THEN 1 ELSE 0 END),
			SUM(CASE WHEN label IN (label1, label2, label3) THEN 1 ELSE 0 END)
		FROM decided WHERE label <> '' AND (kind = 'unit' OR LENGTH(label) > 2)
		GROUP BY month, kind, level1 ORDER BY month DESC, kind, level1`, db.county, monthOf(from))
}
