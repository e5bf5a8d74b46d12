// Package measure says how good the rooms of find are, on texts that people have read and judged. What
// is measured is what the product does: the same index, put the same questions.
package measure

import (
	"cmp"
	"math"
	"slices"
	"time"

	"bihuan/find/likeness"
)

// Message is one text of a collection that was judged.
type Message struct {
	ID     string
	Person string
	Text   likeness.Text
	At     time.Time
}

// Judged are the judgements of people: groups of the same matter; messages that look like a group's
// and are not; and what is left out, because it can be read either way.
type Judged struct {
	Groups    map[string][]string // group → messages
	Different [][2]string         // group, message
	Unsure    [][3]string         // group, other group or "", message or ""
}

// Duplicates are the measures of finding the same matter. A pair is one message of a group and any
// other message; a pair of two members of one group is a true one, any other is not.
type Duplicates struct {
	Messages        int     `json:"messages"`
	Questions       int     `json:"questions"`
	Pairs           int     `json:"true_pairs"`
	First           float64 `json:"first_hit"`         // share of questions whose best answer is a true one
	RecallTen       float64 `json:"recall_at_10"`      // share of the true ones, ten at most, among the first ten
	Average         float64 `json:"average_precision"` // over all pairs by score
	GroupAverage    float64 `json:"average_precision_by_group"`
	F1              float64 `json:"best_f1"` // of pairs, at the best score
	F1At            float64 `json:"best_f1_at"`
	LikelyPrecision float64 `json:"likely_precision"` // of pairs that the product shows as likely
	LikelyRecall    float64 `json:"likely_recall"`
	LookAlikes      int     `json:"look_alikes"`
	LookAbove       float64 `json:"look_alikes_above"`          // share that some question ranks above one of its true ones
	LookAboveByPair float64 `json:"look_alikes_above_by_query"` // the same by question and look-alike
	Added           float64 `json:"texts_added_per_second"`
	Asked           float64 `json:"questions_per_second"`
	AskedSlowest    float64 `json:"question_p99_ms"`
}

type judged struct {
	score    float64
	same     bool
	from, to string
}

// OfDuplicates asks for each judged message which others are like it.
func OfDuplicates(messages []Message, j Judged, now func() time.Time) Duplicates {
	m := Duplicates{Messages: len(messages)}
	x := likeness.New()
	began := now()
	for _, one := range messages {
		x.Put(one.Text)
	}
	m.Added = float64(len(messages)) / now().Sub(began).Seconds()

	of := map[string]string{}
	for group, members := range j.Groups {
		for _, id := range members {
			of[id] = group
		}
	}
	unsure := j.unsure(of)
	var pairs []judged
	ranks := map[string]map[string]float64{}
	met := map[[2]string]bool{}
	var took []time.Duration
	for _, one := range messages {
		group, ok := of[one.ID]
		if !ok {
			continue
		}
		began := now()
		x.Like(one.Text, 10) // as a page asks; to judge, all are wanted
		took = append(took, now().Sub(began))
		answers := x.Like(one.Text, len(messages))
		m.Questions++
		ranks[one.ID] = map[string]float64{}
		place, hits := 0, 0
		for _, a := range answers {
			ranks[one.ID][a.Key] = a.Score
			if unsure(one.ID, a.Key) {
				continue
			}
			same := of[a.Key] == group
			if place == 0 && same {
				m.First++
			}
			if place++; place <= 10 && same {
				hits++
			}
			// Two judged messages are one pair, whichever asks: the likeness is the same both ways.
			key := [2]string{min(a.Key, one.ID), max(a.Key, one.ID)}
			if !met[key] {
				met[key] = true
				pairs = append(pairs, judged{a.Score, same, group, of[a.Key]})
			}
		}
		m.RecallTen += float64(hits) / math.Min(10, float64(len(j.Groups[group])-1))
	}
	m.First /= float64(m.Questions)
	m.RecallTen /= float64(m.Questions)
	for _, members := range j.Groups {
		m.Pairs += len(members) * (len(members) - 1) / 2
	}
	m.curve(pairs, j.Groups)
	m.looks(j, ranks)
	slices.Sort(took)
	total := time.Duration(0)
	for _, t := range took {
		total += t
	}
	m.Asked = float64(len(took)) / total.Seconds()
	m.AskedSlowest = float64(took[len(took)*99/100].Microseconds()) / 1000
	return m
}

// unsure tells pairs that are left out.
func (j Judged) unsure(of map[string]string) func(a, b string) bool {
	out := map[[2]string]bool{}
	for _, u := range j.Unsure {
		if u[1] != "" {
			out[[2]string{u[0], u[1]}], out[[2]string{u[1], u[0]}] = true, true
		} else {
			out[[2]string{u[0], u[2]}] = true
		}
	}
	return func(a, b string) bool {
		return of[a] != "" && (out[[2]string{of[a], b}] || of[b] != "" && out[[2]string{of[a], of[b]}]) || of[b] != "" && out[[2]string{of[b], a}]
	}
}

// curve takes pairs by score: precision and recall as the score is lowered.
func (m *Duplicates) curve(pairs []judged, groups map[string][]string) {
	slices.SortStableFunc(pairs, func(a, b judged) int { return cmp.Compare(b.score, a.score) })
	right := 0
	for i, p := range pairs {
		if p.same {
			right++
			m.Average += float64(right) / float64(i+1)
		}
		precision, recall := float64(right)/float64(i+1), float64(right)/float64(m.Pairs)
		if f := 2 * precision * recall / (precision + recall); f > m.F1 {
			m.F1, m.F1At = f, p.score
		}
		if p.score >= likeness.Likely {
			m.LikelyPrecision, m.LikelyRecall = precision, recall
		}
	}
	m.Average /= float64(m.Pairs)
	for group, members := range groups {
		m.GroupAverage += averageOf(pairs, group, len(members)*(len(members)-1)/2) / float64(len(groups))
	}
}

// averageOf is the average precision among the pairs of one group.
func averageOf(pairs []judged, group string, all int) float64 {
	sum, right, place := 0.0, 0, 0
	for _, p := range pairs {
		if p.from != group && p.to != group {
			continue
		}
		if place++; p.same {
			right++
			sum += float64(right) / float64(place)
		}
	}
	return sum / float64(all)
}

// looks counts the look-alikes that stand above a true one.
func (m *Duplicates) looks(j Judged, ranks map[string]map[string]float64) {
	asked, above := 0, 0
	for _, d := range j.Different {
		any := false
		for _, question := range j.Groups[d[0]] {
			lowest := math.Inf(1)
			for _, other := range j.Groups[d[0]] {
				if other != question {
					lowest = math.Min(lowest, ranks[question][other])
				}
			}
			asked++
			if ranks[question][d[1]] > lowest {
				above++
				any = true
			}
		}
		m.LookAlikes++
		if any {
			m.LookAbove++
		}
	}
	if m.LookAlikes > 0 {
		m.LookAbove /= float64(m.LookAlikes)
		m.LookAboveByPair = float64(above) / float64(asked)
	}
}
