package web

import (
	"strconv"

	"github.com/a-h/templ"

	"bihuan/domain/org"
	"bihuan/domain/petition"
	"bihuan/page"
	view "bihuan/web/view/act"
)

// Handling: acceptance, notices, contact, progress, extension, and who answers.

// acceptedFill offers the head as sponsor and the first handler, and the path the bureau suggested.
func acceptedFill(d *desk) {
	path := petition.Ordinary
	if d.p.Assignment != nil && d.p.Assignment.Path != "" {
		path = d.p.Assignment.Path
	}
	d.Set("path", string(path))
	if sponsors := d.people(d.p.Unit(), org.Head, org.Deputy); len(sponsors) > 0 {
		d.Set("sponsor", sponsors[0].Value)
	}
	if handlers := d.people(d.p.Unit(), org.Handler, org.Clerk); len(handlers) > 0 {
		d.Set("handler", handlers[0].Value)
	}
}

func acceptedShow(d *desk) []templ.Component {
	var paths []page.Option
	for _, path := range petition.Paths() {
		paths = append(paths, page.Option{Value: string(path), Words: d.L.T("petition.path." + string(path)), Note: d.L.T("act.accepted.path." + string(path))})
	}
	return []templ.Component{
		d.section("path", d.radios("path", paths)),
		d.section("who", d.handlers(), d.phone("handler_phone"), d.sponsors()),
	}
}

func (d *desk) handlers() templ.Component {
	return d.choice("handler", d.people(d.p.Unit(), org.Handler, org.Clerk, org.Deputy, org.Head))
}

func (d *desk) sponsors() templ.Component {
	leaders := d.people(d.p.Unit(), org.Head, org.Deputy)
	if person, ok := d.dir.Liaison(d.p.Unit()); ok {
		leaders = append(leaders, page.Option{Value: string(person.ID), Words: d.L.T("act.staff", "name", person.Name, "post", d.L.T("deadline.ladder.post.4"))})
	}
	return d.choice("sponsor", leaders)
}

func (d *desk) phone(name string) templ.Component {
	f := d.optional(name)
	f.Type, f.InputMode, f.Span = "tel", "tel", "c4"
	return page.Input(d.Form, f)
}

func acceptedRead(d *desk) petition.Data {
	return &petition.AcceptedData{Path: petition.Path(d.Value("path")), Sponsor: d.duty("sponsor"), Handler: d.duty("handler")}
}

// notifiedFill ticks what is still owed.
func notifiedFill(d *desk) {
	var owed []string
	for _, kind := range d.owedNotices() {
		owed = append(owed, string(kind))
	}
	d.Set("kinds", owed...)
	d.Set("means", string(petition.InPerson))
}

// owedNotices are those that may be recorded now and have not been, or all when none is missing.
func (d *desk) owedNotices() []petition.NoticeKind {
	if d.p.State != petition.Accepted {
		return []petition.NoticeKind{petition.NoticeDecision}
	}
	return d.p.MissingNotices()
}

func notifiedShow(d *desk) []templ.Component {
	kinds := append(petition.FourNotices(), petition.NoticeExtension)
	if d.p.State != petition.Accepted {
		kinds = []petition.NoticeKind{petition.NoticeDecision}
	}
	return []templ.Component{
		d.section("notice", d.checks("kinds", codes(d, "petition.notice", kinds)), view.Say(d.tell())),
		d.section("how", d.petitioners("to"), d.radios("means", codes(d, "petition.means", petition.AllMeans())), d.moment("on")),
		d.section("proof", d.upload(), d.note("note", 2)),
	}
}

// tell is what the four notices say, from the record: to be read out, or copied.
func (d *desk) tell() (string, []string) {
	if d.p.Acceptance == nil {
		return "", nil
	}
	a := d.p.Acceptance
	lines := []string{d.L.T("act.notified.say.acceptance", "day", a.At)}
	if lead, ok := d.v.Rules().Lead(d.p, d.v.Today); ok {
		for _, s := range d.v.Rules().Standings(d.p, d.v.Today) {
			if s.Rule.Stops("replied", "") && s.Due != 0 {
				lead = s
				break
			}
		}
		lines = append(lines, d.L.T("act.notified.say.due", "day", lead.Due))
	}
	return d.L.T("act.notified.say"), append(lines,
		d.L.T("act.notified.say.responsible", "unit", d.dir.UnitName(d.p.Unit()), "name", a.Handler.Name, "phone", a.Handler.Phone),
		d.L.T("act.notified.say.repeat"))
}

func notifiedRead(d *desk) petition.Data {
	n := &petition.Notified{Means: petition.Means(d.Value("means")), To: d.to("to"), Proof: d.files, Note: d.Value("note"), On: d.when("on")}
	for _, kind := range d.Filled("kinds") {
		n.Kinds = append(n.Kinds, petition.NoticeKind(kind))
	}
	return n
}

func contactedShow(d *desk) []templ.Component {
	return []templ.Component{d.section("what", d.radios("means", codes(d, "petition.means", []petition.Means{
		petition.InPerson, petition.ByPhone, petition.BySMS, petition.Online, petition.ByPost})), d.area("said", 4), d.moment("on"))}
}

func contactedRead(d *desk) petition.Data {
	return &petition.Contacted{Means: petition.Means(d.Value("means")), Said: d.Value("said"), On: d.when("on")}
}

func progressFill(d *desk) { d.Set("mark", "") }

func progressShow(d *desk) []templ.Component {
	marks := append([]page.Option{{Words: d.L.T("act.progress.mark.none")}}, codes(d, "petition.mark", petition.Marks())...)
	return []templ.Component{
		d.section("what", d.demands("demand"), d.radios("mark", marks), d.area("text", 5)),
		d.section("proof", d.upload()),
	}
}

func progressRead(d *desk) petition.Data {
	return &petition.Progress{Text: d.Value("text"), Mark: petition.Mark(d.Value("mark")), Demand: d.to("demand"), Evidence: d.files}
}

func extendedFill(d *desk) { d.Set("days", strconv.Itoa(petition.MaxExtension)) }

func extendedShow(d *desk) []templ.Component {
	n := d.field("days")
	n.InputMode, n.Span = "numeric", "c4"
	for _, s := range d.v.Rules().Standings(d.p, d.v.Today) {
		if s.Rule.ID == "law.handle" && s.Due != 0 {
			n.Hint = d.L.T("act.extended.days.now", "day", s.Due, "n", petition.MaxExtension)
		}
	}
	return []templ.Component{d.section("what", page.Input(d.Form, n), d.area("reason", 4))}
}

func extendedRead(d *desk) petition.Data {
	days, _ := d.Int("days")
	return &petition.Extended{Days: days, Reason: d.Value("reason")}
}

func sponsorFill(d *desk) {
	if d.p.Sponsor != nil {
		d.Set("sponsor", string(d.p.Sponsor.Person))
	}
}

func sponsorShow(d *desk) []templ.Component {
	leaders := page.OptionGroup{Words: d.L.T("act.sponsor.leaders"), Options: d.leaders()}
	unit := page.OptionGroup{Words: d.dir.UnitShort(d.p.Unit()), Options: d.people(d.p.Unit(), org.Head, org.Deputy)}
	return []templ.Component{d.section("who", d.choice("sponsor", nil, unit, leaders))}
}

// leaders are the county leaders.
func (d *desk) leaders() []page.Option {
	var all []page.Option
	for _, unit := range d.dir.Units {
		if unit.Kind == org.Leadership {
			all = append(all, d.people(unit.ID, org.Leader)...)
		}
	}
	return all
}

func sponsorRead(d *desk) petition.Data { return &petition.SponsorSet{Sponsor: d.duty("sponsor")} }

// taskForceFill offers the sponsor, the handler, and whom the ladder has brought in.
func taskForceFill(d *desk) {
	var members []string
	add := func(duty petition.Duty) {
		if duty.Person != "" {
			members = append(members, string(duty.Person))
		}
	}
	if len(d.p.TaskForce) > 0 {
		for _, duty := range d.p.TaskForce {
			add(duty)
		}
	} else if d.p.Sponsor != nil {
		add(*d.p.Sponsor)
		if d.p.Acceptance != nil {
			add(d.p.Acceptance.Handler)
		}
	}
	d.Set("members", members...)
}

func taskForceShow(d *desk) []templ.Component {
	var options []page.Option
	options = append(options, d.people(d.p.Unit(), org.Head, org.Deputy, org.Clerk, org.Handler)...)
	if d.p.Assignment != nil {
		for _, assist := range d.p.Assignment.Assisting {
			for _, o := range d.people(assist.Unit, org.Head, org.Deputy, org.Handler) {
				o.Words += " · " + d.dir.UnitShort(assist.Unit)
				options = append(options, o)
			}
		}
	}
	options = append(options, d.leaders()...)
	if bureau, ok := d.dir.Bureau(); ok {
		options = append(options, d.people(bureau.ID, org.Director, org.SectionChief, org.Caseworker)...)
	}
	return []templ.Component{d.section("who", d.checks("members", options))}
}

func taskForceRead(d *desk) petition.Data {
	t := &petition.TaskForceSet{}
	for _, id := range d.Filled("members") {
		d.Form.Set("member."+id, id)
		t.Members = append(t.Members, d.duty("member."+id))
	}
	return t
}

func handlerFill(d *desk) {
	if d.p.Acceptance != nil {
		for _, option := range d.people(d.p.Unit(), org.Handler, org.Clerk) {
			if option.Value != string(d.p.Acceptance.Handler.Person) {
				d.Set("handler", option.Value)
			}
		}
	}
}

func handlerShow(d *desk) []templ.Component {
	var now templ.Component = templ.NopComponent
	if d.p.Acceptance != nil {
		now = view.Fact(d.L.T("act.handler_set.now"), d.p.Acceptance.Handler.Name)
	}
	return []templ.Component{d.section("who", now, d.handlers(), d.phone("handler_phone"), d.area("why", 2), d.check("recusal"))}
}

func handlerRead(d *desk) petition.Data {
	return &petition.HandlerSet{Handler: d.duty("handler"), Why: d.Value("why"), Recusal: d.On("recusal")}
}

func remarkShow(d *desk) []templ.Component {
	return []templ.Component{d.section("what", d.area("text", 5))}
}

func consultedRead(d *desk) petition.Data { return &petition.Consulted{Text: d.Value("text")} }
