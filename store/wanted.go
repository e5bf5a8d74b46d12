package store

import (
	"context"
	"fmt"
	"slices"

	"bihuan/domain/personal"
	"bihuan/domain/words"
)

// wanted are words that a list is asked for.
type wanted struct {
	phrases []words.Phrase
	grams   []string
	name    string // of a petitioner, who is found as well; "" where none is looked for
}

// wantedOf takes apart what was typed. What has neither letter nor figure finds nothing.
func wantedOf(text, name string) *wanted {
	w := &wanted{phrases: words.Query(clean(text))}
	for _, p := range w.phrases {
		w.grams = append(w.grams, p.Grams()...)
	}
	slices.Sort(w.grams)
	w.grams = slices.Compact(w.grams)
	if n := len([]rune(personal.Name(name).Normal())); n >= 2 && n <= 30 {
		w.name = personal.Name(name).Normal()
	}
	return w
}

// few reports whether so few petitions have the words that they are looked up one by one.
func (r *Reader) few(ctx context.Context, w *wanted) (bool, error) {
	if len(w.grams) == 0 {
		return true, nil
	}
	few, err := r.db.engine.few(ctx, r.q, r.db.engine.gramQuery(nil, w.grams), smallSet)
	if err != nil {
		return false, fmt.Errorf("counting words: %w", err)
	}
	return few, nil
}

// wordedSet selects the numbers of those that have the words, or the name; registered on some days, if
// any are given.
func (r *Reader) wordedSet(b *builder, w *wanted, days *span) string {
	set := `SELECT d.no FROM worded d WHERE d.county = $1 AND 1 = 0`
	if len(w.grams) > 0 {
		from, where := r.db.engine.matching(b.arg(r.db.engine.gramQuery(days.grams(), w.grams)))
		set = `SELECT d.no FROM ` + from + ` WHERE d.county = $1 AND ` + where + r.says(b, w.phrases, true)
	}
	if w.name != "" {
		set += ` UNION ` + r.petitionersBy(b, fieldName, w.name)
	}
	return set
}

// wordedOne is the condition that petition p has the words, or the name.
func (r *Reader) wordedOne(b *builder, w *wanted) string {
	condition := `1 = 0`
	if len(w.grams) > 0 {
		// Not EXISTS, which PostgreSQL would take as leave to read all texts first.
		condition = `(SELECT CASE WHEN 1 = 1` + r.says(b, w.phrases, false) + ` THEN 1 ELSE 0 END FROM worded d WHERE d.county = p.county AND d.no = p.no) = 1`
	}
	if w.name != "" {
		condition = `(` + condition + ` OR p.no IN (` + r.petitionersBy(b, fieldName, w.name) + `))`
	}
	return condition
}

// says are the conditions that row d of worded has all phrases, in what the reader may read. Of what was
// met by its grams, a phrase that is a gram itself is known to be there.
func (r *Reader) says(b *builder, phrases []words.Phrase, met bool) string {
	conditions := ""
	for _, p := range phrases {
		known := met && slices.Equal(p.Grams(), []string{string(p)})
		if known && r.scope.All {
			continue
		}
		text := b.arg(string(p))
		condition := r.db.engine.within("d.text", text)
		switch {
		case r.scope.All:
			condition = "(" + condition + " OR " + r.db.engine.within("d.bureau", text) + ")"
		case known:
			condition = "(d.bureau = '' OR " + condition + ")"
		}
		conditions += " AND " + condition
	}
	return conditions
}

// span are some days, both included.
type span struct{ from, to int }

// grams are those of its days, and of seven together where it has them all.
func (s *span) grams() []string {
	if s == nil {
		return nil
	}
	var list []string
	for day := s.from; day <= s.to; day++ {
		if day%daysOfWeek == 0 && day+daysOfWeek-1 <= s.to {
			list = append(list, weekGram(day/daysOfWeek))
			day += daysOfWeek - 1
			continue
		}
		list = append(list, dayGram(day))
	}
	return list
}

// Days looked through at a time, at most.
const mostDays = 256

// byDays reads the page of a list by registration of which many have the words: some days, then twice as
// many, so that it costs as much as the page has rows, and not as many as have the words.
func (r *Reader) byDays(ctx context.Context, q ListQuery, at cursor, descending bool) ([]listed, error) {
	bounds, err := r.bounds(ctx, q, at, descending)
	if err != nil {
		return nil, err
	}
	var list []listed
	for n := 1; bounds.from <= bounds.to && len(list) <= q.Limit; n = min(2*n, mostDays) {
		days := span{bounds.from, min(bounds.from+n-1, bounds.to)}
		if descending {
			days = span{max(bounds.to-n+1, bounds.from), bounds.to}
			bounds.to = days.from - 1
		} else {
			bounds.from = days.to + 1
		}
		more, err := r.listed(ctx, q, at, descending, q.Limit+1-len(list), &days)
		if err != nil {
			return nil, err
		}
		list = append(list, more...)
		if q.effort == nil || len(list) > q.Limit {
			continue
		}
		met, err := r.met(ctx, q, days)
		if q.effort.met += met; err != nil || q.effort.met >= q.effort.most {
			q.effort.cut = bounds.from <= bounds.to
			return list, err
		}
	}
	return list, nil
}

// effort is how many with the words are looked at, about, until enough of them are seen and meet the other
// conditions; cut: there are earlier ones that were not looked at.
type effort struct {
	most, met int
	cut       bool
}

// met counts those that have the words, whoever may see them, registered on some days.
func (r *Reader) met(ctx context.Context, q ListQuery, days span) (n int, err error) {
	b := newBuilder(r.db.county)
	from, where := r.db.engine.matching(b.arg(r.db.engine.gramQuery(days.grams(), wantedOf(q.Words+" "+q.Text, "").grams)))
	_, err = one(planAnew(ctx), r.q, into(&n), `SELECT COUNT(*) FROM (SELECT 1 FROM `+from+` WHERE d.county = $1 AND `+where+` LIMIT `+b.arg(q.effort.most)+`) AS n`, b.args...)
	return n, err
}

// bounds are the days on which there can be anything of the list.
func (r *Reader) bounds(ctx context.Context, q ListQuery, at cursor, descending bool) (span, error) {
	var first, last *int64
	_, err := one(ctx, r.q, into(&first, &last), `SELECT (SELECT MIN(registered_at) FROM petition WHERE county = $1), (SELECT MAX(registered_at) FROM petition WHERE county = $1)`, r.db.county)
	if err != nil || first == nil || last == nil {
		return span{1, 0}, err
	}
	from, to := *first, *last
	if !q.RegisteredFrom.IsZero() {
		from = max(from, milli(q.RegisteredFrom.Start()))
	}
	if !q.RegisteredTo.IsZero() {
		to = min(to, milli(q.RegisteredTo.End())-1)
	}
	if key, ok := at.key.(int64); ok && at.no != "" {
		if descending {
			to = min(to, key)
		} else {
			from = max(from, key)
		}
	}
	return span{int(from / dayMillis), int(to / dayMillis)}, nil
}
