// Package cluster puts texts with one cause together, as they come: a collective matter is several
// people who write of one thing within a window of time.
//
// A new text joins the group whose nearest members are like it; two that are like each other and
// belong to none make a new one; a text that belongs to two groups which are like each other makes
// them one, under the older number. Nothing else moves, so that a group is tomorrow what it was today: a
// member whose words are put right stays while it belongs, and what a person decided about is never
// dissolved.
package cluster

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"

	"bihuan/find/likeness"
)

// Member is a text in time.
type Member struct {
	likeness.Text
	At int64 // when it was registered, in milliseconds
}

// Group is texts with one cause, by time. Its number and its name stay.
type Group struct {
	Number int
	Name   string // what they have in common
	Place  string // the place or body that its first members name, or ""
	Keys   []string
	Fixed  bool // a person named, closed or led it: it is not dissolved, and no other such one joins it
}

// Clusters are the groups within a window of time. It is for one caller at a time.
type Clusters struct {
	window time.Duration
	index  *likeness.Index
	at     map[string]int64
	of     map[string]int // group by text
	groups map[int]*Group
	last   int   // number given last
	newest int64 // the newest text's time
	byTime []string
}

// What grouping was fitted to, on real messages; docs/finding.md says how.
const (
	near     = 3    // how many nearest members a text is held against
	joins    = 0.55 // the mean likeness with them from which it belongs
	looked   = 40   // likest texts that are looked at
	samples  = 5    // members of each of two groups that are held against each other
	together = 0.5  // the mean likeness from which two groups are one
)

// New makes clusters over a window.
func New(window time.Duration) *Clusters {
	return &Clusters{window: window, index: likeness.New(), at: map[string]int64{}, of: map[string]int{}, groups: map[int]*Group{}}
}

// Restore takes what was stored: groups as they were, all texts of the window, grouped or not, and the
// highest number that was ever given.
func (c *Clusters) Restore(groups []Group, members []Member, last int) {
	for _, m := range members {
		c.index.Put(m.Text)
		c.at[m.Key] = m.At
		c.newest = max(c.newest, m.At)
		c.byTime = append(c.byTime, m.Key)
	}
	slices.SortStableFunc(c.byTime, func(a, b string) int { return cmp.Compare(c.at[a], c.at[b]) })
	c.last = max(c.last, last)
	for _, g := range groups {
		own := g
		own.Keys = slices.DeleteFunc(slices.Clone(g.Keys), func(key string) bool { _, ok := c.at[key]; return !ok })
		c.groups[g.Number] = &own
		for _, key := range own.Keys {
			c.of[key] = g.Number
		}
		c.last = max(c.last, g.Number)
	}
}

// Fix says whether a person has decided about a group.
func (c *Clusters) Fix(number int, fixed bool) {
	if g, ok := c.groups[number]; ok {
		g.Fixed = fixed
	}
}

// Put adds a text and says which groups changed. A text whose words or time were put right stays in its
// group while it belongs there; one that is as it was changes nothing.
func (c *Clusters) Put(m Member) []int {
	was, there := c.at[m.Key]
	if same := !c.index.Put(m.Text); there && same && was == m.At {
		return nil
	}
	if there {
		c.untime(m.Key)
	}
	c.time(m.Key, m.At)
	own := c.of[m.Key]
	changed := c.expire()
	if m.At < c.limit() {
		return unique(changed)
	}
	likes := c.index.Like(m.Text, looked)
	means := c.means(likes, m.Key)
	if g := c.groups[own]; g != nil && (g.Fixed || means[own] >= joins) {
		c.order(g)
		return unique(append(append(changed, own), c.merge(own, m.Key, likes)...))
	}
	changed = append(changed, c.leave(m.Key)...)
	if best := nearest(means); c.groups[best] != nil && means[best] >= joins {
		c.join(best, m.Key)
		return unique(append(append(changed, best), c.merge(best, m.Key, likes)...))
	}
	for _, l := range likes {
		if l.Score < joins {
			break
		}
		if c.of[l.Key] == 0 {
			return unique(append(changed, c.found(m, l)))
		}
	}
	return unique(changed)
}

// time notes when a text was registered; the texts are kept in that order.
func (c *Clusters) time(key string, at int64) {
	i, _ := slices.BinarySearchFunc(c.byTime, at+1, func(k string, at int64) int { return cmp.Compare(c.at[k], at) })
	c.byTime = slices.Insert(c.byTime, i, key)
	c.at[key] = at
	c.newest = max(c.newest, at)
}

// untime takes a text out of that order.
func (c *Clusters) untime(key string) {
	i, _ := slices.BinarySearchFunc(c.byTime, c.at[key], func(k string, at int64) int { return cmp.Compare(c.at[k], at) })
	for ; i < len(c.byTime) && c.at[c.byTime[i]] == c.at[key]; i++ {
		if c.byTime[i] == key {
			c.byTime = slices.Delete(c.byTime, i, i+1)
			break
		}
	}
	delete(c.at, key)
}

// nearest is the group with the highest mean, the older of two; 0 for none.
func nearest(means map[int]float64) (best int) {
	for _, number := range slices.Sorted(maps.Keys(means)) {
		if best == 0 || means[number] > means[best] {
			best = number
		}
	}
	return best
}

// means is the mean likeness of a text with its nearest members of each group that is met.
func (c *Clusters) means(likes []likeness.Match, key string) map[int]float64 {
	sum, n := map[int]float64{}, map[int]int{}
	for _, l := range likes { // likest first
		if g := c.of[l.Key]; g != 0 && n[g] < near {
			sum[g] += l.Score
			n[g]++
		}
	}
	for g := range sum {
		sum[g] /= float64(min(near, c.within(g, key)))
	}
	return sum
}

// within is how many members of a group can still be found, but for one.
func (c *Clusters) within(number int, but string) int {
	n := 0
	for _, key := range c.groups[number].Keys {
		if key != but && c.at[key] >= c.limit() {
			n++
		}
	}
	return n
}

// limit is where the window begins.
func (c *Clusters) limit() int64 { return c.newest - c.window.Milliseconds() }

// found makes a group of two.
func (c *Clusters) found(m Member, l likeness.Match) int {
	c.last++
	g := &Group{Number: c.last, Name: title(m.Subject, l), Place: l.Where}
	c.groups[g.Number] = g
	c.join(g.Number, l.Key)
	c.join(g.Number, m.Key)
	return g.Number
}

// What a name is made of: so many words beside the place, and so many characters at least; else a subject
// says it better.
const (
	titleWords = 2
	leastTitle = 6
	mostTitle  = 24
)

// title names a group by the place that both subjects name and the words that its first two have in common,
// or by a subject.
func title(subject string, l likeness.Match) string {
	var parts []string
	if l.Where != "" {
		parts = append(parts, l.Where)
	}
	n := 0
	for _, word := range l.Words {
		if n == titleWords {
			break
		}
		if !slices.ContainsFunc(parts, func(have string) bool { return strings.Contains(have, word) || strings.Contains(word, have) }) {
			parts = append(parts, word)
			n++
		}
	}
	name := strings.Join(parts, " ")
	if whole := []rune(strings.TrimSpace(subject)); l.Where == "" || n == 0 || len([]rune(name)) < leastTitle {
		if len(whole) > mostTitle {
			return string(whole[:mostTitle-1]) + "…"
		}
		return string(whole)
	}
	return name
}

func (c *Clusters) join(number int, key string) {
	g := c.groups[number]
	g.Keys = append(g.Keys, key)
	c.order(g)
	c.of[key] = number
}

func (c *Clusters) order(g *Group) {
	slices.SortStableFunc(g.Keys, func(a, b string) int { return cmp.Compare(c.at[a], c.at[b]) })
}

// merge makes other groups that a text belongs to as well one with its own, when their members are like
// each other. The older number stays, or the one that a person decided about; two such stay two.
func (c *Clusters) merge(own int, key string, likes []likeness.Match) (changed []int) {
	means := c.means(likes, key)
	for _, other := range slices.Sorted(maps.Keys(means)) {
		if other == own || c.groups[other] == nil || means[other] < joins {
			continue
		}
		into, from := min(own, other), max(own, other)
		if c.groups[from].Fixed {
			into, from = from, into
		}
		if c.groups[from].Fixed || c.between(own, other, key) < together {
			continue
		}
		for _, k := range c.groups[from].Keys {
			c.join(into, k)
		}
		delete(c.groups, from)
		changed = append(changed, into, from)
		own = into
	}
	return changed
}

// between is the mean likeness of the newest members of two groups, but for the text that joined.
func (c *Clusters) between(a, b int, but string) float64 {
	sum, n := 0.0, 0
	for _, x := range newest(c.groups[a].Keys, but) {
		for _, y := range newest(c.groups[b].Keys, but) {
			sum += c.index.Between(x, y)
			n++
		}
	}
	return sum / float64(max(1, n))
}

func newest(keys []string, but string) []string {
	keys = slices.DeleteFunc(slices.Clone(keys), func(k string) bool { return k == but })
	return keys[max(0, len(keys)-samples):]
}

// Drop takes a text out and says which group changed. A group that is left with one text is none, unless
// a person decided about it.
func (c *Clusters) Drop(key string) []int {
	if _, ok := c.at[key]; !ok {
		return nil
	}
	c.index.Drop(key)
	c.untime(key)
	return c.leave(key)
}

func (c *Clusters) leave(key string) []int {
	number := c.of[key]
	if number == 0 {
		return nil
	}
	delete(c.of, key)
	g := c.groups[number]
	g.Keys = slices.DeleteFunc(g.Keys, func(k string) bool { return k == key })
	if len(g.Keys) < 2 && !g.Fixed {
		for _, k := range g.Keys {
			delete(c.of, k)
		}
		delete(c.groups, number)
	}
	return []int{number}
}

// expire forgets what is older than the window: it is found no more, but a group keeps it as long as
// the group lives, which is as long as one of its texts is within the window.
func (c *Clusters) expire() (changed []int) {
	limit := c.limit()
	n := 0
	for n < len(c.byTime) && c.at[c.byTime[n]] < limit {
		n++
	}
	for _, key := range c.byTime[:n] {
		c.index.Drop(key)
		if number := c.of[key]; number != 0 {
			if g := c.groups[number]; c.at[g.Keys[len(g.Keys)-1]] >= limit {
				continue // stays a member
			}
			for _, k := range c.groups[number].Keys {
				delete(c.of, k)
				delete(c.at, k)
			}
			delete(c.groups, number)
			changed = append(changed, number)
		}
		delete(c.at, key)
	}
	c.byTime = slices.Delete(c.byTime, 0, n)
	return changed
}

// Groups are all groups, by number.
func (c *Clusters) Groups() []Group {
	all := make([]Group, 0, len(c.groups))
	for _, g := range c.groups {
		own := *g
		own.Keys = slices.Clone(g.Keys)
		all = append(all, own)
	}
	slices.SortFunc(all, func(a, b Group) int { return cmp.Compare(a.Number, b.Number) })
	return all
}

// Group is one group; false when there is none of the number (any more).
func (c *Clusters) Group(number int) (Group, bool) {
	g, ok := c.groups[number]
	if !ok {
		return Group{}, false
	}
	own := *g
	own.Keys = slices.Clone(g.Keys)
	return own, true
}

func unique(numbers []int) []int {
	slices.Sort(numbers)
	return slices.Compact(numbers)
}
