package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"bihuan/domain/fault"
	"bihuan/domain/personal"
	"bihuan/domain/petition"
	"bihuan/domain/words"
)

// ByRelevance orders what was found by how much it is about the words: of a Search alone, and among the
// newest MostRanked.
const ByRelevance Sort = "relevance"

// MostRanked is how many petitions are compared by what they say of the words. It bounds what a search
// costs.
const MostRanked = 500

// Part is a part of a petition's words.
type Part string

// The parts in which something is found.
const (
	InSubject Part = "subject"
	InDemands Part = "demands"
	InFacts   Part = "facts"
	InLetters Part = "letters"
)

// Among so many that have the words those are looked for that are seen and meet the other conditions: of
// what all have and few may see, a search by relevance finds the newest of these.
const mostMet = 3000

// How much it says that a word is met in a part.
const (
	weighSubject = 8
	weighDemands = 4
	weighFacts   = 2
	weighLetters = 1
)

// Characters of an excerpt before and after what was found.
const around = 30

// FoundRow is a petition that was found, with where.
type FoundRow struct {
	ListRow
	Subject []words.Piece
	Part    Part          // that the excerpt is of; "" if nothing but the subject has the words
	Excerpt []words.Piece // numbers of phones and identity cards masked
}

// SearchPage is one page of what was found.
type SearchPage struct {
	Rows           []FoundRow
	Next, Previous string
	Ranked         int  // petitions compared, of a search by relevance
	Cut            bool // there may be earlier ones, which were not compared
}

// Search is a List with words, by relevance or in an order of lists, that shows what was found.
func (r *Reader) Search(ctx context.Context, q ListQuery) (SearchPage, error) {
	phrases := words.Query(clean(q.Words + " " + q.Text))
	if q.Sort == ByRelevance && len(phrases) > 0 {
		return r.ranked(ctx, q, phrases)
	}
	if q.Sort == ByRelevance {
		q.Sort, q.Descending = ByRegistered, true
	}
	page, err := r.List(ctx, q)
	if err != nil {
		return SearchPage{}, err
	}
	rows, err := r.excerpts(ctx, page.Rows, phrases)
	return SearchPage{Rows: rows, Next: page.Next, Previous: page.Previous}, err
}

// ranked reads the newest that have the words, and orders those.
func (r *Reader) ranked(ctx context.Context, q ListQuery, phrases []words.Phrase) (SearchPage, error) {
	if q.Limit <= 0 {
		q.Limit = usualLimit
	}
	size := min(q.Limit, mostLimit)
	from, err := readPlace(q.Cursor)
	if err != nil {
		return SearchPage{}, err
	}
	q.Cursor, q.Sort, q.Descending, q.Limit, q.effort = "", ByRegistered, true, MostRanked, &effort{most: mostMet}
	found, err := r.List(ctx, q)
	if err != nil {
		return SearchPage{}, err
	}
	scores, err := r.scores(ctx, found.Rows, phrases)
	if err != nil {
		return SearchPage{}, err
	}
	slices.SortStableFunc(found.Rows, func(a, b ListRow) int { return cmp.Compare(scores[b.No], scores[a.No]) })
	n := len(found.Rows)
	from = min(from, n)
	page := SearchPage{Ranked: n, Cut: found.Next != "" || q.effort.cut}
	if from > 0 {
		page.Previous = strconv.Itoa(max(0, from-size))
	}
	if from+size < n {
		page.Next = strconv.Itoa(from + size)
	}
	page.Rows, err = r.excerpts(ctx, found.Rows[from:min(from+size, n)], phrases)
	return page, err
}

// readPlace reads the cursor of a search by relevance: how many come before.
func readPlace(text string) (int, error) {
	if text == "" {
		return 0, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 || n > MostRanked {
		return 0, fault.NewInvalid("cursor", "fault.store.cursor")
	}
	return n, nil
}

// scores says how much each row is about the phrases.
func (r *Reader) scores(ctx context.Context, list []ListRow, phrases []words.Phrase) (map[string]int, error) {
	scores := make(map[string]int, len(list))
	err := r.wordsOf(ctx, list, func(no string, parts []string) {
		scores[no] = words.Score([]words.Weighed{{Text: parts[0], Weight: weighSubject}, {Text: parts[1], Weight: weighDemands},
			{Text: parts[2], Weight: weighFacts}, {Text: parts[3], Weight: weighLetters}}, phrases)
	})
	if err != nil {
		return nil, fmt.Errorf("comparing what was found: %w", err)
	}
	return scores, nil
}

// wordsOf reads the words of rows that the reader may see, in their four parts, folded.
func (r *Reader) wordsOf(ctx context.Context, list []ListRow, take func(no string, parts []string)) error {
	numbers := make([]string, len(list))
	for i := range list {
		numbers[i] = list[i].No
	}
	if len(numbers) == 0 {
		return nil
	}
	b := newBuilder(r.db.county)
	return each(ctx, r.q, func(found rows) error {
		var no, text, bureau string
		if err := found.Scan(&no, &text, &bureau); err != nil {
			return err
		}
		parts := append(strings.SplitN(text, betweenParts, 4), "", "", "", "")[:4]
		if r.scope.All && bureau != "" {
			parts[3] += betweenEqual + bureau
		}
		take(no, parts)
		return nil
	}, `SELECT d.no, d.text, d.bureau FROM worded d WHERE d.county = $1 AND d.no IN `+in(b, numbers), b.args...)
}

// excerpts shows where rows have the phrases. What the record says is shown as it was written, what a
// letter says as it is found: its petitioners masked.
func (r *Reader) excerpts(ctx context.Context, list []ListRow, phrases []words.Phrase) ([]FoundRow, error) {
	out := make([]FoundRow, len(list))
	byNo := make(map[string]*FoundRow, len(list))
	for i, row := range list {
		out[i] = FoundRow{ListRow: row, Subject: words.Mark(row.Subject, phrases)}
		byNo[row.No] = &out[i]
	}
	if len(list) == 0 || len(phrases) == 0 {
		return out, nil
	}
	letters := map[string]string{}
	if err := r.wordsOf(ctx, list, func(no string, parts []string) { letters[no] = parts[3] }); err != nil {
		return nil, fmt.Errorf("reading what was found: %w", err)
	}
	b := newBuilder(r.db.county)
	numbers := make([]string, len(list))
	for i := range list {
		numbers[i] = list[i].No
	}
	err := each(ctx, r.q, func(found rows) error {
		var no, body string
		if err := found.Scan(&no, &body); err != nil {
			return err
		}
		p, err := petition.FromSnapshot([]byte(body))
		if err != nil {
			return fault.New(fault.Internal, "fault.store.damaged", "no", no).Because(err)
		}
		byNo[no].Part, byNo[no].Excerpt = excerptOf(p, letters[no], phrases)
		return nil
	}, `SELECT s.no, s.body FROM snapshot s WHERE s.county = $1 AND s.no IN `+in(b, numbers), b.args...)
	if err != nil {
		return nil, fmt.Errorf("reading what was found: %w", err)
	}
	return out, nil
}

// excerptOf is the window with the most of the phrases, of the first part that has it.
func excerptOf(p *petition.Petition, letters string, phrases []words.Phrase) (part Part, excerpt []words.Piece) {
	most := 0
	look := func(in Part, text string) {
		if list, met := words.Excerpt(text, phrases, around); met > most {
			part, excerpt, most = in, list, met
		}
	}
	for _, d := range p.Record.Demands {
		look(InDemands, personal.Scrub(clean(d.Text)))
	}
	look(InFacts, personal.Scrub(clean(p.Record.Facts)))
	for letter := range strings.SplitSeq(letters, betweenEqual) {
		look(InLetters, letter)
	}
	return part, excerpt
}
