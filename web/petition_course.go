package web

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"bihuan/domain/deadline"
	"bihuan/domain/org"
	"bihuan/domain/petition"
	"bihuan/locale"
	"bihuan/page"
	"bihuan/store"
)

// course words the history of one petition: what happened, what was missed, what is still owed.
type course struct {
	l     *locale.Locale
	dir   *store.Directory
	rules petition.Rules
	p     *petition.Petition
	today deadline.Day

	hidden map[string]bool // letters that the reader is not told of
}

// moments are the past, today's next act, and the dates to come, in the order of time.
func (c course) moments(events []petition.Event, next string) []page.Moment {
	type at struct {
		when time.Time
		page.Moment
	}
	var past []at
	for _, e := range events {
		if !c.hides(e.Data) {
			past = append(past, at{e.At, c.moment(e)})
		}
	}
	var todo []page.Moment
	for _, s := range c.standings() {
		name := s.Rule.Name.In(c.l.Tag())
		switch {
		case s.Due == 0:
		case s.Late():
			past = append(past, at{s.Due.End(), page.Moment{Kind: "late", Day: c.l.Date(s.Due), Time: "24:00", DateTime: s.Due.String(),
				Title: name, Words: c.l.T("case.course.missed")}})
		default:
			due := page.DueOf(c.l, s.Rule, s.Due, s.Standing)
			due.Date = ""
			todo = append(todo, page.Moment{Kind: "todo", Day: c.l.Date(s.Due), DateTime: s.Due.String(), Words: name, Due: &due})
		}
	}
	todo = append(todo, c.rungsToCome()...)
	slices.SortStableFunc(past, func(a, b at) int { return a.when.Compare(b.when) })
	slices.SortStableFunc(todo, func(a, b page.Moment) int { return strings.Compare(a.DateTime, b.DateTime) })
	var all []page.Moment
	for _, m := range past {
		all = append(all, m.Moment)
	}
	if next != "" {
		all = append(all, page.Moment{Kind: "now", Day: c.l.T("case.today"), Title: next})
	}
	return append(all, todo...)
}

// rungsToCome are the weeks of the ladder that are still ahead.
func (c course) rungsToCome() []page.Moment {
	week := c.p.Present()
	if week == 0 {
		return nil
	}
	var all []page.Moment
	for step := week + 1; step <= deadline.LadderLiaison; step++ {
		day := deadline.LadderDay(deadline.DayOf(c.p.Acceptance.At), step, c.p.Rests...)
		if day <= c.today {
			continue // it comes by itself, now
		}
		who, post := c.climber(step)
		all = append(all, page.Moment{Kind: "todo", Day: c.l.Date(day), DateTime: day.String(),
			Words: c.l.T("case.course.ladder", "week", step, "who", strings.TrimSpace(who+" "+post))})
	}
	return all
}

// moment is one event in plain words, with the duties that it met.
func (c course) moment(e petition.Event) page.Moment {
	words, note := c.essence(e.Data)
	m := page.Moment{
		Day: c.l.Date(e.At.In(locale.Zone())), Time: c.l.Time(e.At.In(locale.Zone())), DateTime: e.At.In(locale.Zone()).Format(time.RFC3339),
		Title: c.l.T("petition.event." + string(e.Kind)), Words: words, Note: note, Who: c.who(e.By),
	}
	if e.Recorded.Sub(e.At) > 24*time.Hour && e.Kind != petition.KLadderAdvanced {
		m.Who += c.l.T("case.course.recorded", "day", e.Recorded.In(locale.Zone()))
	}
	if c.p != nil {
		for _, f := range c.rules.MetBy(c.p, e) {
			if !f.Rule.Right {
				due := page.MetOf(c.l, f.Rule, f.Due, f.Clock.End)
				m.Due = &due
				break
			}
		}
	}
	return m
}

// who says who did it: a person with the post, the petitioner, or the calendar.
func (c course) who(by petition.By) string {
	switch by.Post {
	case org.Petitioner:
		return c.l.T("org.post.petitioner")
	case org.Clock:
		return c.l.T("case.course.clock")
	}
	where := by.Title
	if where == "" {
		where = by.UnitName
	} else if by.UnitName != "" && !strings.Contains(where, by.UnitName) {
		where = by.UnitName + " " + where
	}
	return strings.TrimSpace(by.Name + "　" + where)
}

// say words an event's essence by its own key.
func (c course) say(kind petition.Kind, args ...any) string {
	return c.l.T("case.event."+string(kind), args...)
}

// essence is what happened, and what a person wrote about it.
func (c course) essence(d petition.Data) (words, note string) {
	switch d := d.(type) {
	case *petition.RegisteredData:
		if d.Past != nil {
			return c.l.T("case.event.registered.past"), ""
		}
		return c.say(d.Kind(), "channel", string(d.Record.Channel), "n", d.Record.Persons), ""
	case *petition.Corrected:
		if d.Field.Personal() {
			return c.l.T("case.event.corrected.personal", "field", string(d.Field)), d.Why
		}
		return c.say(d.Kind(), "field", string(d.Field), "old", c.value(d.Field, d.Old), "new", c.value(d.Field, d.New)), d.Why
	case *petition.MaterialAdded:
		return c.say(d.Kind(), "n", len(d.Attachments)), d.Text
	case *petition.Linked:
		if d.Incoming {
			return c.l.T("case.event.linked.incoming", "kind", string(d.Link.Kind), "no", c.numbers(d.To, d.Also)), c.spoke(d)
		}
		return c.say(d.Kind(), "kind", string(d.Link.Kind), "no", shortNumber(d.To)), c.spoke(d)
	case *petition.SetApart:
		return c.say(d.Kind(), "no", shortNumber(d.To)), d.Why
	case *petition.Unlinked:
		return c.say(d.Kind(), "no", c.numbers(d.To, d.Also)), d.Why
	case *petition.Escalated:
		return c.say(d.Kind(), "day", d.On, "level", string(d.Level), "form", string(d.Form), "n", d.Persons), d.Body
	case *petition.AssignedData:
		return c.assigned(d), d.Instruction
	case *petition.ForwardedData:
		return c.say(d.Kind(), "body", d.Body), d.Reasons
	case *petition.Objected:
		if d.Suggests != "" {
			return c.say(d.Kind(), "unit", c.dir.UnitName(d.Suggests)), d.Reasons
		}
		return "", d.Reasons
	case *petition.ObjectionUpheld:
		return c.meeting(d.Meeting), d.Grounds
	case *petition.ObjectionOverruled:
		return c.meeting(d.Meeting), d.Grounds
	case *petition.DeclinedData:
		return c.say(d.Kind(), "ground", string(d.Ground), "body", d.Body), d.Reasons
	case *petition.FinallyDeclinedData:
		return "", d.Reasons
	case *petition.RedirectedData:
		return c.say(d.Kind(), "legal", d.Legal, "body", d.Body, "due", d.Due), d.Reasons
	}
	return c.essenceOfHandling(d)
}

func (c course) essenceOfHandling(d petition.Data) (words, note string) {
	switch d := d.(type) {
	case *petition.AcceptedData:
		return c.say(d.Kind(), "path", string(d.Path), "sponsor", d.Sponsor.Name, "handler", d.Handler.Name, "phone", d.Handler.Phone), ""
	case *petition.Notified:
		return c.told(d.Means, d.Kinds), d.Note
	case *petition.Contacted:
		return c.l.T("petition.means." + string(d.Means)), d.Said
	case *petition.Progress:
		return c.progress(d), d.Text
	case *petition.LadderAdvanced:
		return c.say(d.Kind(), "week", d.Week, "name", d.To.Name, "title", d.To.Title), ""
	case *petition.Extended:
		return c.say(d.Kind(), "n", d.Days), d.Reason
	case *petition.SponsorSet:
		return strings.TrimSpace(d.Sponsor.Name + " " + d.Sponsor.Title), ""
	case *petition.TaskForceSet:
		var names []string
		for _, m := range d.Members {
			names = append(names, m.Name)
		}
		return c.l.List(names), ""
	case *petition.HandlerSet:
		if d.Recusal {
			return c.l.T("case.event.handler_set.recusal", "name", d.Handler.Name), d.Why
		}
		return strings.TrimSpace(d.Handler.Name + " " + d.Handler.Phone), d.Why
	case *petition.Consulted:
		return "", d.Text
	case *petition.Assisted:
		return c.dir.UnitName(d.Unit), d.Text
	}
	return c.essenceOfOversight(d)
}

func (c course) essenceOfEnd(d petition.Data) (words, note string) {
	switch d := d.(type) {
	case *petition.ReplySubmitted:
		return c.say(d.Kind(), "n", len(d.Answers)), ""
	case *petition.ReplySentBack:
		return "", d.Why
	case *petition.ReplyApproved:
		return "", d.Note
	case *petition.RepliedData:
		return d.DocNo, ""
	case *petition.ServedData:
		words := c.say(d.Kind(), "paper", string(d.Paper), "way", string(d.Way))
		if d.Refused {
			words += c.l.T("case.event.served.refused", "witness", d.Witness)
		}
		return words, ""
	case *petition.Filed:
		return c.say(d.Kind(), "evidence", d.Evidence), d.Note
	case *petition.CalledBack:
		if !d.Reached {
			return c.l.T("case.event.called_back.unreached"), d.Words
		}
		return c.l.T("case.event.called_back.true."+strconv.FormatBool(d.True)) + c.l.T("case.event.called_back.satisfied."+strconv.FormatBool(d.Satisfied)), d.Words
	case *petition.Rated:
		return c.say(d.Kind(), "bureau", c.marking(d.Bureau), "unit", c.marking(d.Unit)), d.Words
	case *petition.ClosedData:
		return "", d.Why
	case *petition.Resolved:
		if d.OwnWord {
			return c.say(d.Kind()), d.Ground
		}
		return "", d.Ground
	case *petition.Unresolved:
		return "", d.Ground
	case *petition.ReopenedData:
		return c.l.T("petition.reopen." + string(d.Reason)), d.Words
	case *petition.ReviewRequested:
		return c.l.T("case.event.review", "body", d.Body), d.Reasons
	case *petition.RereviewRequested:
		return c.l.T("case.event.review", "body", d.Body), d.Reasons
	case *petition.ReviewDecided:
		return c.l.T("petition.decision." + string(d.Decision)), d.Opinion
	case *petition.RereviewDecided:
		return c.l.T("petition.decision." + string(d.Decision)), d.Opinion
	case *petition.WithdrawalRequested:
		return "", d.Words
	case *petition.WithdrawnData:
		return c.l.T("case.event.withdrawn." + strconv.FormatBool(d.Free)), d.Call
	case *petition.Archived:
		return c.say(d.Kind(), "class", d.Class), ""
	}
	return "", ""
}

func (c course) assigned(d *petition.AssignedData) string {
	words := c.say(d.Kind(), "unit", c.dir.UnitName(d.Unit))
	var assisting []string
	for _, a := range d.Assisting {
		name := c.dir.UnitName(a.Unit)
		if a.Due != 0 {
			name = c.l.T("case.event.assigned.due", "unit", name, "due", a.Due)
		}
		assisting = append(assisting, name)
	}
	if len(assisting) > 0 {
		words += c.l.T("case.event.assigned.assisting", "units", assisting)
	}
	if d.OrderNo != "" {
		words += "　" + d.OrderNo
	}
	return words
}

// told says how, and what; of the four notices together it says that they are complete.
func (c course) told(means petition.Means, kinds []petition.NoticeKind) string {
	for _, kind := range petition.FourNotices() {
		if !slices.Contains(kinds, kind) {
			return c.say(petition.KNotified, "means", string(means), "kinds", kinds)
		}
	}
	return c.l.T("case.event.notified.four", "means", string(means))
}

func (c course) progress(d *petition.Progress) string {
	var words []string
	if d.Mark != "" {
		words = append(words, c.l.T("petition.mark."+string(d.Mark)))
	}
	if d.Demand > 0 {
		words = append(words, c.l.T("petition.demand.one", "n", c.l.Count(d.Demand)))
	}
	return strings.Join(words, "　")
}

func (c course) meeting(decided bool) string {
	if decided {
		return c.l.T("case.event.meeting")
	}
	return ""
}

// marking is a rating of one body: attitude, speed, result.
func (c course) marking(m petition.Marking) string {
	return c.l.T("case.marking", "attitude", string(m.Attitude), "speed", string(m.Speed), "result", string(m.Result))
}

// mostValue is how much of a long text a correction shows.
const mostValue = 80

// value words what a field of the record holds.
func (c course) value(field petition.Field, value string) string {
	switch field {
	case petition.FCategory:
		return categoryName(c.l, c.dir, value)
	case petition.FPlace:
		return c.dir.AreaName(org.AreaCode(value))
	case petition.FPurpose, petition.FChannel:
		if value == "" {
			return ""
		}
		return c.l.T("petition." + string(field) + "." + value)
	case petition.FFlags:
		var words []string
		for _, flag := range strings.Fields(value) {
			words = append(words, c.l.T("petition.flag."+flag))
		}
		if len(words) == 0 {
			return c.l.T("case.none")
		}
		return c.l.List(words)
	}
	if letters := []rune(value); len(letters) > mostValue {
		return string(letters[:mostValue]) + "……"
	}
	return value
}

// numbers are those that one event is about, in short.
func (c course) numbers(first string, also []string) string {
	all := []string{shortNumber(first)}
	for _, no := range also {
		all = append(all, shortNumber(no))
	}
	return c.l.List(all)
}
