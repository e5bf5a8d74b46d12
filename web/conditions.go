package web

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"bihuan/domain/deadline"
	"bihuan/domain/org"
	"bihuan/domain/petition"
	"bihuan/page"
	"bihuan/store"
)

// conditions are the filters of a list as they stand in its address. Whoever is looked for by name,
// phone or ID number never stands there; see search.go.
type conditions struct{ url.Values }

// The values of the filters of the list which are no codes of the record.
const (
	open    = "open"
	closed  = "closed"
	all     = "all"
	late    = "late"
	dueNow  = "today"
	dueWeek = "week"

	theBureau = "-" // owes it; it has no unit in the record

	suspected = "suspected" // a flag that no record bears: it may be the same as another
)

// filters are the conditions that an address may hold, in the order of the page. Anything else in
// an address is left out of the links that the page makes.
func filters() []string {
	return []string{"q", "found", "unit", "state", "due", "category", "place", "channel", "purpose", "flag", "week", "turn", "moved", "idle", "owes", "received", "assigned", "pace", "mine"}
}

// order is what else belongs to a list without narrowing it.
func order() []string { return []string{"sort", "dir", "n"} }

func readConditions(q url.Values) conditions {
	c := conditions{url.Values{}}
	for _, name := range append(filters(), order()...) {
		if value := q.Get(name); value != "" {
			c.Set(name, value)
		}
	}
	return c
}

// with is the same list with one condition changed, or dropped with "", from its first page on.
func (c conditions) with(name, value string) conditions {
	next := conditions{url.Values{}}
	for key, values := range c.Values {
		next.Values[key] = values
	}
	if value == "" {
		next.Del(name)
	} else {
		next.Set(name, value)
	}
	return next
}

// narrowed are the conditions without the order of the list.
func (c conditions) narrowed() conditions {
	for _, name := range order() {
		c = c.with(name, "")
	}
	return c
}

// in is the address of the list under a path.
func (c conditions) in(path string) string {
	if len(c.Values) == 0 {
		return path
	}
	return path + "?" + c.Encode()
}

// state is which states are asked for: what is open, unless a word is looked for or it says otherwise.
func (c conditions) state() string {
	switch state := c.Get("state"); {
	case state != "":
		return state
	case c.searching():
		return all
	}
	return open
}

// searching reports whether words or a person are looked for: in the address, or by what the session keeps.
func (c conditions) searching() bool { return c.Get("q") != "" || c.Get("found") != "" }

// sort is the order asked for; what is looked for comes by relevance, anything else by its due day.
func (c conditions) sort() (by store.Sort, down bool) {
	switch by := store.Sort(c.Get("sort")); {
	case by != "" && (by != store.ByRelevance || c.searching()):
		return by, c.Get("dir") == "down"
	case c.searching():
		return store.ByRelevance, false
	}
	return store.ByDue, false
}

// query puts the conditions into words of the store.
func (c conditions) query(me org.Officer, today deadline.Day) store.ListQuery {
	q := store.ListQuery{
		Words: c.Get("q"), Unit: org.UnitID(c.Get("unit")), Category: c.Get("category"),
		Place: org.AreaCode(c.Get("place")), Channel: petition.Channel(c.Get("channel")), Purpose: petition.Purpose(c.Get("purpose")),
		Limit: c.rows(),
	}
	q.Sort, q.Descending = c.sort()
	if flag := c.Get("flag"); flag != "" {
		q.Flags = []string{flag}
		if flag == suspected {
			q.Flags, q.Suspected = nil, true
		}
	}
	if c.Get("mine") != "" {
		q.Mine = me.Person
	}
	q.Week, _ = strconv.Atoi(c.Get("week"))
	q.Turn, _ = strconv.Atoi(c.Get("turn"))
	q.Idle = c.Get("idle") != ""
	q.Paced = petition.Speed(c.Get("pace"))
	q.AssignedFrom, q.AssignedTo, _ = readSpan(c.Get("assigned"))
	q.ReceivedFrom, q.ReceivedTo, _ = readSpan(c.Get("received"))
	if c.Get("moved") != "" {
		q.Moved = today
	}
	if owes := org.UnitID(c.Get("owes")); owes != "" {
		if owes == theBureau {
			owes = ""
		}
		q.Owes = &owes
	}
	switch state := c.state(); state {
	case open:
		q.Open = true
	case closed:
		q.States = []petition.State{petition.Closed, petition.Forwarded, petition.Declined, petition.FinallyDeclined, petition.Merged, petition.Withdrawn}
	case all:
	default:
		q.States = []petition.State{petition.State(state)}
	}
	switch c.Get("due") {
	case late:
		q = q.Late(today)
	case dueNow:
		q.DueFrom, q.DueTo = today, today
	case dueWeek:
		q.DueFrom, q.DueTo = today, endOfWeek(today)
	}
	return q
}

// writeSpan writes some days as an address does, readSpan reads them: 2026-08-01..2026-08-31, or
// ..2026-08-31 for all up to a day.
func writeSpan(from, to deadline.Day) string {
	if from.IsZero() {
		return ".." + to.String()
	}
	return from.String() + ".." + to.String()
}

func readSpan(text string) (from, to deadline.Day, ok bool) {
	first, last, _ := strings.Cut(text, "..")
	var err error
	if first != "" {
		if from, err = deadline.ParseDay(first); err != nil {
			return 0, 0, false
		}
	}
	if to, err = deadline.ParseDay(last); err != nil {
		return 0, 0, false
	}
	return from, to, true
}

// owing names who is to act: a unit, or the bureau.
func (v *visit) owing(unit org.UnitID, dir *store.Directory) string {
	if unit != "" && unit != theBureau {
		return dir.UnitShort(unit)
	}
	bureau, _ := dir.Bureau()
	return dir.UnitShort(bureau.ID)
}

// receivedWords says on which days it was received.
func (v *visit) receivedWords(from, to deadline.Day) string {
	switch {
	case from.IsZero():
		return v.L.T("overview.pick.received.until", "to", to)
	case from == to:
		return v.L.T("overview.pick.received.on", "day", to)
	}
	return v.L.T("overview.pick.received", "from", from, "to", to)
}

// endOfWeek is the Sunday of a day's week.
func endOfWeek(day deadline.Day) deadline.Day { return day.Add((7 - int(day.Weekday())) % 7) }

// sizes are how many rows a page may have.
func sizes() []int { return []int{20, 50, 100, 200} }

func (c conditions) rows() int {
	if n, err := strconv.Atoi(c.Get("n")); err == nil && slices.Contains(sizes(), n) {
		return n
	}
	return 50
}

// picks are the chosen conditions in words, each to be taken away.
func (v *visit) picks(c conditions, dir *store.Directory) []page.Pick {
	var picks []page.Pick
	add := func(name, words string) {
		next := c.with(name, "")
		if name == "state" {
			next = c.with(name, all)
		}
		picks = append(picks, page.Pick{Words: words, Href: next.in(v.To("/petitions"))})
	}
	for _, name := range filters() {
		value := c.Get(name)
		if name == "state" && c.state() != all {
			add(name, v.stateWords(c.state()))
			continue
		}
		if value == "" {
			continue
		}
		switch name {
		case "q":
			add(name, v.L.T("web.list.pick.words", "words", value))
		case "found":
			add(name, v.L.T("web.found.pick"))
		case "unit":
			add(name, dir.UnitShort(org.UnitID(value)))
		case "category":
			add(name, dir.CategoryName(value))
		case "place":
			add(name, dir.AreaName(org.AreaCode(value)))
		case "due":
			add(name, v.word("web.list.due.", value))
		case "channel":
			add(name, v.word("petition.channel.", value))
		case "purpose":
			add(name, v.word("petition.purpose.", value))
		case "flag":
			add(name, v.word("web.tag.", value))
		case "week":
			add(name, v.L.T("web.list.week", "week", value))
		case "turn":
			add(name, v.L.T("ladder.pick.turn", "week", v.word("deadline.ladder.", value)))
		case "owes":
			add(name, v.L.T("overview.pick.owes", "unit", v.owing(org.UnitID(value), dir)))
		case "moved":
			add(name, v.L.T("overview.pick.moved"))
		case "idle":
			add(name, v.L.T("ladder.pick.idle"))
		case "pace":
			add(name, v.L.T("speed.pick.pace", "speed", v.word("petition.speed.", value)))
		case "received":
			if from, to, ok := readSpan(value); ok {
				add(name, v.receivedWords(from, to))
			}
		case "assigned":
			if from, to, ok := readSpan(value); ok {
				add(name, v.L.T("speed.pick.assigned", "from", from, "to", to))
			}
		case "mine":
			add(name, v.L.T("web.list.mine"))
		}
	}
	return picks
}

// word words a code that came from an address: one that is not in the catalogue stays as it is.
func (v *visit) word(prefix, code string) string {
	if v.L.Has(prefix + code) {
		return v.L.T(prefix + code)
	}
	return code
}

func (v *visit) stateWords(state string) string {
	if v.L.Has("web.list.state." + state) {
		return v.L.T("web.list.state." + state)
	}
	return v.word("petition.state.", state)
}
