package web

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"bihuan/domain/deadline"
	"bihuan/domain/org"
	"bihuan/domain/oversight"
	"bihuan/domain/petition"
	"bihuan/page"
	"bihuan/store"
	"bihuan/web/view/patrol"
)

// Squares that show how much was seen, and characters of a note that a row repeats.
const (
	mostSquares = 20
	mostNote    = 40
)

// listed words one patrol.
type listed struct {
	v      *visit
	dir    *store.Directory
	patrol store.Patrol
	rows   []store.PatrolRow
	note   *page.Form // refused, to be shown again
	other  bool       // somebody else's
	last   bool       // no list has followed it
}

// open reports whether the reader works on the list.
func (l *listed) open() bool { return !l.other && l.last && l.patrol.Signed.IsZero() }

// fill makes the page of it.
func (l *listed) fill(s *patrol.Patrol) {
	v, p := l.v, l.patrol
	n, seen := len(l.rows), 0
	for i := range l.rows {
		if !l.rows[i].Seen.IsZero() {
			seen++
		}
	}
	s.Slot, s.Title = writeSlot(p.At), v.patrolName(p.At)
	if deadline.DayOf(p.At) != v.Today {
		s.Title = v.L.T("patrol.title.day", "day", deadline.DayOf(p.At), "patrol", s.Title)
	}
	s.Line = l.line(n, seen)
	if n > 0 {
		s.Squares, s.Progress = squares(n, seen), v.L.T("patrol.progress", "n", n, "seen", seen)
	}
	switch {
	case !p.Signed.IsZero():
		s.Standing = v.L.T("patrol.signed", "time", v.L.Moment(p.Signed))
	case n > 0 && !l.last:
		s.Standing = v.L.T("patrol.followed")
	case n > 0 && !l.other:
		s.See = v.To("/patrol/see")
		s.Sign = &patrol.Sign{Action: v.To("/patrol/sign"), Words: v.L.T("patrol.sign")}
		if seen < n {
			s.Sign.Why = v.L.T("patrol.sign.why", "n", n)
		}
	}
	s.Groups = l.groups()
	if n == 0 {
		s.Nothing = &page.EmptyView{Title: v.L.T("patrol.good"), Words: v.L.T("patrol.good.words", "moment", v.nextPatrol())}
	}
	if rest := p.Matters - p.Rows; rest > 0 && !l.other {
		s.Rest = v.L.T("patrol.rest", "n", rest)
	}
	s.All = page.Link{Words: v.L.T("patrol.all"), Href: v.To("/petitions")}
}

// patrolName is how a list is called by its time.
func (v *visit) patrolName(at time.Time) string {
	if oversight.InMorning(at) {
		return v.L.T("patrol.title.morning")
	}
	return v.L.T("patrol.title.afternoon")
}

// line says in one line how much there is.
func (l *listed) line(n, seen int) string {
	args := []any{"matters", l.patrol.Matters, "n", n, "seen", seen, "left", n - seen, "name", l.dir.PersonName(l.patrol.Person)}
	switch {
	case l.other:
		return l.v.L.T("patrol.line.other", args...)
	case n == 0:
		return l.v.L.T("patrol.line.none", args...)
	case seen == n:
		return l.v.L.T("patrol.line.all", args...)
	}
	return l.v.L.T("patrol.line", args...)
}

// squares show what was seen of how much; all of them are on only when all was.
func squares(n, seen int) []bool {
	list := make([]bool, min(n, mostSquares))
	for i := range seen * len(list) / n {
		list[i] = true
	}
	return list
}

// groups parts the rows by the headings of their first reasons. Rows stay in their order.
func (l *listed) groups() []patrol.Group {
	var groups []patrol.Group
	for _, group := range oversight.Groups() {
		g := patrol.Group{ID: "g-" + string(group), Title: l.v.L.T("patrol.group." + string(group))}
		if l.other && group == oversight.GroupDecide {
			g.Title = l.v.L.T("patrol.group.decide.other")
		}
		seen := 0
		for i := range l.rows {
			if r := &l.rows[i]; len(r.Reasons) > 0 && r.Reasons[0].Kind.Group() == group {
				g.Items = append(g.Items, l.item(r))
				if !r.Seen.IsZero() {
					seen++
				}
			}
		}
		if len(g.Items) > 0 {
			g.Note = l.v.L.T("patrol.group.note", "n", len(g.Items), "seen", seen)
			groups = append(groups, g)
		}
	}
	return groups
}

// item words a row.
func (l *listed) item(r *store.PatrolRow) patrol.Item {
	v := l.v
	area, short := splitNumber(r.No)
	item := patrol.Item{ID: rowID(r.No), No: r.No, Area: area, Short: short, Why: l.reason(r.Reasons[0]), Subject: r.Subject, Href: v.To("/petitions", r.No),
		Due: l.due(r.Reasons[0]), Seen: !r.Seen.IsZero()}
	if item.Seen {
		item.How, item.Due.Date = l.how(r), ""
		return item
	}
	var also []string
	for _, reason := range r.Reasons[1:] {
		also = append(also, l.reason(reason))
	}
	if len(also) > 0 {
		item.Also = v.L.T("patrol.also", "reasons", strings.Join(also, v.L.T("patrol.also.and")))
	}
	item.Facts = l.facts(r)
	if !l.open() {
		return item
	}
	for _, reason := range r.Reasons {
		switch help := l.help(reason, r.No); {
		case help == nil:
		case item.Act == nil:
			item.Act = help
		case reason.Kind == oversight.Gathering: // the page of the matter tells of it too, but far down
			item.Links = append(item.Links, *help)
		}
	}
	item.Links = append(item.Links, l.noteLink("note", r.No))
	if v.Officer.Post == org.Caseworker {
		item.Links = append(item.Links, l.noteLink("put", r.No))
	}
	item.Note = l.openNote(r)
	return item
}

// help leads to what helps with a reason: to the group of matters with one cause, to what may be the same, or to
// the form of an act; nil where nothing does.
func (l *listed) help(r oversight.Reason, no string) *page.Link {
	v := l.v
	switch {
	case r.Kind == oversight.Gathering && r.Cluster > 0: // lists made before the number was kept have none
		return &page.Link{Words: v.L.T("patrol.help.gathering"), Href: v.To("/clusters", strconv.Itoa(r.Cluster))}
	case len(r.Acts) == 0:
		return nil
	case r.Kind == oversight.Likely, r.Kind == oversight.Same:
		return &page.Link{Words: v.L.T("patrol.help.likely"), Href: v.To("/petitions", no) + "#dups"}
	}
	act := string(r.Acts[0])
	return &page.Link{Words: v.L.T("petition.act." + act), Href: v.To("/petitions", no, act)}
}

// noteLink opens the form of a note in its row.
func (l *listed) noteLink(kind, no string) page.Link {
	return page.Link{Words: l.v.L.T("patrol." + kind), Href: l.v.To("/patrol") + "?" + url.Values{kind: {no}}.Encode() + "#" + rowID(no)}
}

// openNote is the form of a note, if it was asked for in this row or came back.
func (l *listed) openNote(r *store.PatrolRow) *patrol.Note {
	v, form, put := l.v, l.note, l.v.Query("put") == r.No
	switch {
	case form != nil && form.Value("no") == r.No:
		put = form.On("put")
	case form == nil && (put || v.Query("note") == r.No):
		form = page.NewForm(v.L, nil)
	default:
		return nil
	}
	kind := "note"
	if put {
		kind = "put"
	}
	field := page.Field{Name: "text", Label: v.L.T("patrol." + kind), Hint: v.L.T("patrol." + kind + ".hint"), Rows: 3}
	return &patrol.Note{Form: form, Field: field, Action: v.To("/patrol/note"), Version: strconv.Itoa(r.Now), PutUp: put,
		Submit: v.L.T("patrol." + kind + ".submit"), Back: v.To("/patrol") + "#" + rowID(r.No)}
}

// reason words why a matter needs an eye. A county's own clock has no words but its name.
func (l *listed) reason(r oversight.Reason) string {
	v := l.v
	if key := r.Key(); v.L.Has(key) {
		return v.L.T(key, r.Args(l.unit(r.Unit), shortNumber)...)
	}
	rule, _ := v.Rules().Policies.Rule(r.Rule, r.Ver)
	return v.L.T("patrol.owed", "rule", rule.Name.In(v.L.Tag()))
}

func (l *listed) unit(id org.UnitID) string {
	if id == "" {
		return ""
	}
	return l.dir.UnitShort(id)
}

// due is how the clock beside a reason stands today.
func (l *listed) due(r oversight.Reason) page.DueView {
	v := l.v
	rule, ok := v.Rules().Policies.Rule(r.Rule, r.Ver)
	switch {
	case !ok:
		d := page.DueView{Words: v.L.T("patrol.no_due")}
		if r.Since != 0 {
			d.Date = v.L.T("patrol.since", "day", r.Since)
		}
		return d
	case r.Due == 0:
		d := page.DueOf(v.L, rule, 0, deadline.Standing{Kind: deadline.Paused})
		d.Date = v.L.T("patrol.since", "day", r.Since)
		return d
	}
	return page.DueOf(v.L, rule, r.Due, v.Rules().Calendar.Standing(&rule, r.Due, v.Today))
}

// facts are what else a row says of its matter.
func (l *listed) facts(r *store.PatrolRow) []string {
	v := l.v
	var facts []string
	if r.Unit != "" {
		facts = append(facts, l.dir.UnitShort(r.Unit))
	} else {
		place := r.Place
		if len(place) > 9 {
			place = place[:9]
		}
		facts = append(facts, v.word("petition.channel.", string(r.Channel)), l.dir.AreaName(place))
	}
	if r.State == petition.Accepted && r.Week > 0 {
		facts = append(facts, v.L.T("web.list.rung."+strconv.Itoa(min(r.Week, deadline.LadderLiaison))))
	}
	if r.Has(store.FlagCollective) && !slices.ContainsFunc(r.Reasons, func(o oversight.Reason) bool { return o.Kind == oversight.Collective }) {
		facts = append(facts, v.L.T("web.tag."+store.FlagCollective))
	}
	switch {
	case r.Minder == "":
		facts = append(facts, v.L.T("patrol.minder.none"))
	case r.Minder != l.patrol.Person:
		facts = append(facts, v.L.T("patrol.minder", "name", l.dir.PersonName(r.Minder)))
	}
	if r.Now > r.Version {
		facts = append(facts, v.L.T("patrol.changed"))
	}
	return facts
}

// how says what was done about a row, and when.
func (l *listed) how(r *store.PatrolRow) string {
	words := r.Words
	if runes := []rune(words); len(runes) > mostNote {
		words = string(runes[:mostNote]) + "…"
	}
	act := ""
	if r.Act != "" {
		act = l.v.L.T("petition.act." + string(r.Act))
	}
	return l.v.L.T("patrol.how."+string(r.How), "time", l.v.L.Time(r.Seen), "words", words, "act", act)
}
