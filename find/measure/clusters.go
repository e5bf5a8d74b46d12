package measure

import (
	"slices"
	"time"

	"bihuan/find/cluster"
)

// Clusters are the measures of putting texts with one cause together. A group counts as recovered when one
// cluster holds at least RecoverShare of it, and at least that share of the cluster is the group's.
type Clusters struct {
	Messages  int      `json:"messages"`
	Clusters  int      `json:"clusters"`
	Groups    int      `json:"groups_of_five"`
	Recovered int      `json:"recovered"`
	Share     float64  `json:"recovered_share"`
	Recall    float64  `json:"mean_recall"` // of the groups of five and more, in the cluster that holds most of each
	Purity    float64  `json:"mean_purity"`
	Added     float64  `json:"texts_per_second"`
	Lost      []string `json:"not_recovered,omitempty"`
}

// RecoverShare is the least recall and purity of a group that counts as recovered.
const RecoverShare = 0.8

// OfClusters puts all messages in, by time, and looks for the judged groups of five and more. The window is
// as wide as the messages.
func OfClusters(messages []Message, j Judged, now func() time.Time) Clusters {
	byTime := slices.Clone(messages)
	slices.SortStableFunc(byTime, func(a, b Message) int { return a.At.Compare(b.At) })
	c := cluster.New(100 * 365 * 24 * time.Hour)
	began := now()
	for _, m := range byTime {
		c.Put(cluster.Member{Text: m.Text, At: m.At.UnixMilli()})
	}
	m := Clusters{Messages: len(messages), Added: float64(len(messages)) / now().Sub(began).Seconds()}
	of := map[string]int{}
	for _, g := range c.Groups() {
		m.Clusters++
		for _, key := range g.Keys {
			of[key] = g.Number
		}
	}
	in := map[string]string{}
	for group, members := range j.Groups {
		for _, id := range members {
			in[id] = group
		}
	}
	unsure := j.unsure(in)
	for _, group := range sortedGroups(j) {
		members := j.Groups[group]
		if len(members) < 5 {
			continue
		}
		m.Groups++
		count := map[int]int{}
		best := 0
		for _, id := range members {
			if n := of[id]; n != 0 {
				if count[n]++; count[n] > count[best] {
					best = n
				}
			}
		}
		size := 0
		if g, ok := c.Group(best); ok {
			for _, key := range g.Keys {
				if in[key] == group || !unsure(members[0], key) {
					size++
				}
			}
		}
		recall, purity := float64(count[best])/float64(len(members)), float64(count[best])/float64(max(1, size))
		m.Recall += recall
		m.Purity += purity
		if recall >= RecoverShare && purity >= RecoverShare {
			m.Recovered++
		} else {
			m.Lost = append(m.Lost, group)
		}
	}
	if m.Groups > 0 {
		m.Share = float64(m.Recovered) / float64(m.Groups)
		m.Recall /= float64(m.Groups)
		m.Purity /= float64(m.Groups)
	}
	return m
}

func sortedGroups(j Judged) []string {
	var all []string
	for group := range j.Groups {
		all = append(all, group)
	}
	slices.Sort(all)
	return all
}
