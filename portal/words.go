package portal

import (
	"bihuan/casework"
	"bihuan/domain/deadline"
	"bihuan/domain/petition"
	"bihuan/locale"
	"bihuan/page"
	"bihuan/portal/view"
)

// matterView words a matter for its petitioner: no names of offices' own steps, no articles.
func matterView(v *visit, s *casework.Sight) view.MatterView {
	m := view.MatterView{
		S: s, Road: road(v.L, s), Says: says(v.L, s), Asks: asks(v.L, s), Doors: doors(v.L, s),
		Papers: papers(v.L, s), Letters: ownLetters(v.L, s.Letters), Own: view.Files(s.Own),
	}
	if !s.Updated.IsZero() {
		m.Updated = v.L.T("portal.follow.updated", "day", deadline.DayOf(s.Updated))
	}
	for _, o := range s.Owed {
		m.Owed = append(m.Owed, owed(v.L, o))
		if why, ok := whyOf(v.L, o); ok {
			m.Why = append(m.Why, why)
		}
	}
	for _, d := range s.Deeds {
		m.Deeds = append(m.Deeds, momentOf(v.L, d))
	}
	m.Week = week(v, s.Week)
	for _, look := range s.Looks {
		m.Looks = append(m.Looks, view.LookView{
			Who: v.L.T("portal.look.who", "day", deadline.DayOf(look.At), "name", look.Name, "unit", look.Unit), Why: look.Why,
		})
	}
	return m
}

func road(l *locale.Locale, s *casework.Sight) []page.Step {
	steps := make([]page.Step, len(s.Road))
	for i, stage := range s.Road {
		step := page.Step{Words: l.T("portal.road." + stage.Step), Standing: page.StepTodo}
		switch {
		case stage.Now:
			step.Standing = page.StepNow
			step.Words = l.T("portal.road." + stage.Step + ".now")
		case stage.Done():
			step.Standing = page.StepDone
			step.Words = l.T("portal.road." + stage.Step + ".done")
		}
		switch {
		case step.Standing == page.StepNow && stage.Unit != "":
			step.Note = stage.Unit
		case stage.By != 0 && step.Standing != page.StepDone:
			step.Note = l.T("portal.road.by", "day", stage.By)
		case !stage.At.IsZero():
			step.Note = l.Date(deadline.DayOf(stage.At))
		case stage.Step == "called_back":
			step.Note = l.T("portal.road.called_back.after")
		}
		steps[i] = step
	}
	return steps
}

// says is where the matter stands, in a sentence or two.
func says(l *locale.Locale, s *casework.Sight) []string {
	var all []string
	state := s.State
	if s.State == petition.Merged {
		all = append(all, l.T("portal.says.merged"))
		state = s.Follows
	}
	args := []any{"unit", s.Holders.Unit, "body", "", "due", deadline.Day(0)}
	if s.Ending != nil {
		args = []any{"unit", s.Holders.Unit, "body", s.Ending.Body, "due", s.Ending.Due}
	}
	if n := len(s.Reviews); n > 0 && (state == petition.InReview || state == petition.InRereview) {
		args = append([]any{"body", s.Reviews[n-1].Body}, args...)
	}
	key := "portal.says." + string(state)
	if state == petition.Replied && s.Reply == nil || state == petition.Replied && s.Reply.Served.IsZero() {
		key += ".unserved"
	}
	all = append(all, l.T(key, args...))
	if s.Ending != nil && s.Ending.Reasons != "" {
		all = append(all, s.Ending.Reasons)
	}
	if lead, ok := leading(s); ok {
		name := "portal.says.due"
		if lead.Standing.Kind == deadline.Late {
			name = "portal.says.late"
		}
		all = append(all, l.T(name, "what", l.T("portal.owed."+lead.Kind), "day", lead.Due))
	}
	if s.Wishes {
		all = append(all, l.T("portal.says.wishes"))
	}
	return all
}

// leading is the next thing that is owed with a day.
func leading(s *casework.Sight) (casework.Owing, bool) {
	for _, o := range s.Owed {
		if !o.Right && !o.After && o.Met == 0 && o.Due != 0 {
			return o, true
		}
	}
	return casework.Owing{}, false
}

func owed(l *locale.Locale, o casework.Owing) view.OwedView {
	w := view.OwedView{Title: l.T("portal.owed." + o.Kind)}
	switch {
	case o.After:
		w.Words = l.T("portal.owed." + o.Kind + ".after")
		w.Due = page.DueView{Standing: page.OK, Words: l.T("portal.owed.after")}
	case o.Met != 0:
		w.Words = l.T("portal.owed.met", "day", o.Met)
		if !o.InTime {
			w.Words = l.T("portal.owed.met.late", "day", o.Met, "due", o.Due)
		}
		w.Due = page.DueView{Standing: page.Done, Words: l.T("portal.owed.done")}
	default:
		w.Words = l.T("portal.owed.by", "day", o.Due)
		if o.Law > o.Due {
			w.Words = l.T("portal.owed.by.law", "day", o.Due, "law", o.Law)
		}
		w.Due = page.DueView{Standing: standing(o.Standing), Words: standingWords(l, o.Standing)}
		if o.Due == 0 {
			w.Words = l.T("portal.owed.paused")
		}
	}
	if o.Right {
		w.Due = page.DueView{Standing: page.Lapses, Words: l.T("portal.owed.right")}
		if !o.After {
			w.Words = l.T("portal.owed.until", "day", o.Due)
		}
	}
	return w
}

func standing(s deadline.Standing) string {
	switch {
	case s.Kind == deadline.Late:
		return page.Late
	case s.Kind == deadline.Today:
		return page.DueToday
	case s.Kind == deadline.Paused:
		return page.Hold
	case s.Soon:
		return page.Soon
	}
	return page.OK
}

func standingWords(l *locale.Locale, s deadline.Standing) string {
	if s.Kind == deadline.Late {
		return l.T("portal.late."+string(s.Unit), s.Args()...)
	}
	return l.T(s.Key(), s.Args()...)
}

// whyOf is why a running day is that day.
func whyOf(l *locale.Locale, o casework.Owing) (view.WhyView, bool) {
	if o.After || o.Met != 0 || len(o.Why) == 0 || o.Due == 0 {
		return view.WhyView{}, false
	}
	w := view.WhyView{Title: l.T("portal.why", "what", l.T("portal.owed."+o.Kind), "day", o.Due)}
	for _, step := range o.Why {
		args := step.In(l.Tag())
		w.Lines = append(w.Lines, page.WhyLine{Label: l.T(step.Label(), args...), Text: l.T(step.Key, args...)})
	}
	return w, true
}

func asks(l *locale.Locale, s *casework.Sight) []view.AskView {
	list := make([]view.AskView, len(s.Asks))
	for i, ask := range s.Asks {
		list[i].Text = ask.Text
		switch {
		case ask.Answer != nil:
			list[i].Words = l.T("portal.ask.answered", "result", l.T("portal.result."+string(ask.Answer.Result)), "opinion", ask.Answer.Opinion)
		case ask.Work != nil:
			list[i].Words = l.T("portal.ask.work", "day", deadline.DayOf(ask.Work.At), "text", ask.Work.Text)
		case s.State == petition.Accepted:
			list[i].Words = l.T("portal.ask.waiting")
		}
	}
	return list
}

func doors(l *locale.Locale, s *casework.Sight) []page.Door {
	var list []page.Door
	icons := map[petition.Kind]string{petition.KMaterialAdded: "clip", petition.KRated: "star", petition.KWithdrawalRequested: "x"}
	for _, a := range acts() {
		if !s.Can(a.kind) {
			continue
		}
		icon := icons[a.kind]
		if icon == "" {
			icon = "edit"
		}
		list = append(list, page.Door{Words: l.T("portal.act." + string(a.kind)), Href: "/follow/" + a.path, Icon: icon})
	}
	return list
}

func papers(l *locale.Locale, s *casework.Sight) []view.PaperView {
	var list []view.PaperView
	for _, p := range s.Papers {
		w := view.PaperView{Title: l.T("portal.paper." + p.Kind), Note: l.Date(deadline.DayOf(p.At))}
		if p.DocNo != "" {
			w.Note = p.DocNo + "　" + w.Note
		}
		if p.Kind == "reply" {
			w.Href = "/follow/reply"
		}
		list = append(list, w)
	}
	return list
}

// momentOf words one deed.
func momentOf(l *locale.Locale, d casework.Deed) page.Moment {
	m := page.Moment{Day: l.Date(deadline.DayOf(d.At)), DateTime: deadline.DayOf(d.At).String(), Note: d.Words}
	key := "portal.deed." + string(d.Kind)
	args := []any{"unit", d.Unit, "name", d.Name, "title", d.Title, "body", d.Body, "days", d.Days,
		"notices", d.Notices, "means", string(d.Means), "way", string(d.Way), "paper", string(d.Paper),
		"field", string(d.Field), "decision", string(d.Decision)}
	switch {
	case d.Own && l.Has(key+".own"):
		key += ".own"
	case d.Yes && l.Has(key+".yes"):
		key += ".yes"
	case d.Name == "" && l.Has(key+".plain"):
		key += ".plain"
	}
	m.Words = l.T(key, args...)
	return m
}
