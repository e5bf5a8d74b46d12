package web

import (
	"strconv"
	"strings"

	"bihuan/domain/deadline"
	"bihuan/domain/org"
	"bihuan/domain/petition"
	"bihuan/locale"
	"bihuan/page"
	viewact "bihuan/web/view/act"
	view "bihuan/web/view/petition"
)

// What the page shows of the record itself.

// fact adds a fact that is there.
func fact(facts []page.Fact, term, text string) []page.Fact {
	if strings.TrimSpace(text) == "" {
		return facts
	}
	return append(facts, page.Fact{Term: term, Text: text})
}

// known is a part of the record, or that it is unknown.
func (m *matter) known(field petition.Field, text string) string {
	if m.p.Lacks(field) {
		return m.v.L.T("petition.unknown")
	}
	return text
}

func (m *matter) meta() []page.Fact {
	l, r := m.v.L, &m.p.Record
	who := petitionerWords(l, m.p)
	if r.Concerned > 0 {
		who = l.List([]string{who, l.T("petition.concerned", "n", r.Concerned)})
	}
	came := page.Fact{Term: channelWord(l, r.Channel), Text: l.Moment(r.ReceivedAt.In(locale.Zone()))}
	if m.p.Past != nil { // the earlier system told the day
		came.Text = l.Date(deadline.DayOf(r.ReceivedAt))
	}
	if r.Channel == "" {
		came.Term = l.T("petition.field.received_at")
	}
	facts := []page.Fact{came, {Term: l.T("petition.field.petitioners"), Text: who}}
	facts = fact(facts, l.T("petition.field.place"), m.known(petition.FPlace, m.dir.AreaName(r.Place)))
	facts = fact(facts, l.T("petition.field.category"), m.known(petition.FCategory, categoryName(l, m.dir, r.Category)))
	facts = fact(facts, l.T("petition.field.unit"), m.dir.UnitShort(m.p.Unit()))
	return fact(facts, l.T("petition.field.registered_by"), m.course.who(m.p.Registered))
}

func (m *matter) tags() []page.TagView {
	l, p := m.v.L, m.p
	var tags []page.TagView
	add := func(there bool, code, kind string) {
		if there {
			tags = append(tags, page.TagView{Words: l.T("petition.flag." + code), Kind: kind})
		}
	}
	for _, flag := range p.Record.Flags {
		kind := ""
		if flag == petition.Danger {
			kind = "soon"
		}
		add(true, string(flag), kind)
	}
	add(p.Collective(), "collective", "")
	add(p.Repeat(), "repeat", "")
	add(p.Record.Anonymous, "anonymous", "")
	add(p.Objecting(), "objected", "soon")
	add(p.Extension != nil, "extended", "")
	add(p.UnderSupervision(), "supervised", "")
	add(p.Resolution != nil && p.Resolution.Resolved, "resolved", "done")
	add(p.Past != nil, "past", "")
	return tags
}

// steps are where the matter is in the loop. What ended otherwise stands where it left it. Which steps it went
// through in an earlier system is not known.
func (m *matter) steps() []page.Step {
	if m.p.Past != nil {
		return nil
	}
	at, standing := m.p.At(), page.StepDone
	var steps []page.Step
	for _, step := range petition.Steps() {
		s := page.Step{Words: m.v.L.T("petition.step." + string(step)), Standing: standing}
		if step == at && m.p.State != petition.Closed {
			s.Standing, standing = page.StepNow, page.StepTodo
		}
		steps = append(steps, s)
	}
	return steps
}

// demands are shown one by one, with what was found, and the answer once there is one.
func (m *matter) demands() []page.DemandView {
	l := m.v.L
	var all []page.DemandView
	for i, demand := range m.p.Record.Demands {
		d := page.DemandView{Number: l.T("petition.demand.one", "n", l.Count(i+1)), Title: demand.Text}
		var last petition.Mark
		for _, w := range m.p.Work {
			if w.Demand != i+1 {
				continue
			}
			term := l.T("petition.event.progress")
			if w.Mark != "" {
				term, last = l.T("petition.mark."+string(w.Mark)), w.Mark
			}
			d.Facts = append(d.Facts, page.Fact{Term: term, Text: w.Text, Body: view.Aside(l.Date(w.At.In(locale.Zone())) + "　" + w.By.Name)})
		}
		reply := m.p.Reply
		switch {
		case reply != nil && !reply.Issued.IsZero() && i < len(reply.Answers):
			a := reply.Answers[i]
			d.Facts = append(d.Facts, page.Fact{Term: l.T("case.answer.opinion"), Text: a.Opinion})
			d.Tag = &page.TagView{Words: l.T("petition.outcome." + string(a.Result)), Kind: "done", Icon: "check"}
		case last != "":
			d.Tag = &page.TagView{Words: l.T("petition.mark." + string(last)), Kind: "act"}
			d.Note = l.T("case.demand.open")
		case m.p.State.Open():
			d.Note = l.T("case.demand.open")
		}
		all = append(all, d)
	}
	return all
}

// past is which record of an earlier system the matter was, and what of it has no other place on the page.
func (m *matter) past() []page.Fact {
	if m.p.Past == nil {
		return nil
	}
	l, from := m.v.L, m.p.Record.Origin
	facts := []page.Fact{{Term: l.T("petition.field.origin"), Text: strings.TrimSpace(from.Source + "　" + from.Ref)}}
	for _, f := range []petition.Field{petition.FSubject, petition.FDemand, petition.FChannel, petition.FSuperior} {
		facts = fact(facts, l.T("petition.field."+string(f)), m.known(f, ""))
	}
	return facts
}

// record is what was told, as it was told.
func (m *matter) record() []page.Fact {
	l, r := m.v.L, &m.p.Record
	facts := m.past()
	facts = append(facts, page.Fact{Term: l.T("petition.field.purpose"), Text: m.known(petition.FPurpose, l.T("petition.purpose."+string(r.Purpose)))},
		page.Fact{Term: l.T("petition.field.first_level"), Text: m.known(petition.FLevel, l.T("petition.level."+string(r.FirstLevel)))})
	facts = fact(facts, l.T("petition.field.facts"), r.Facts)
	facts = fact(facts, l.T("petition.field.course"), r.Course)
	facts = fact(facts, l.T("petition.field.mandate"), r.Mandate)
	if s := r.Superior; s != nil {
		facts = fact(facts, l.T("petition.field.superior"), strings.TrimSpace(s.Body+"　"+s.DocNo))
		if s.Due != 0 {
			facts = fact(facts, l.T("case.superior.due"), l.Date(s.Due))
		}
	}
	for _, up := range m.p.Raised {
		facts = fact(facts, l.T("petition.event.escalated"), l.T("case.event.escalated", "day", up.On, "level", string(up.Level), "form", string(up.Form), "n", up.Persons))
	}
	if e := m.p.Ending; e != nil {
		facts = fact(facts, l.T("petition.state."+string(m.p.State)), strings.TrimSpace(e.Body+"　"+e.Reasons))
	}
	if res := m.p.Resolution; res != nil {
		facts = fact(facts, l.T("petition.event."+map[bool]string{true: "resolved", false: "unresolved"}[res.Resolved]), res.Ground)
	}
	return facts
}

// replies are the present reply and those before a reopening or a review.
func (m *matter) replies() (*view.Reply, []view.Reply) {
	var former []view.Reply
	for i := range m.p.Former {
		r := m.reply(&m.p.Former[i])
		r.Title = m.v.L.T("case.reply.former", "day", m.p.Former[i].Issued.In(locale.Zone()))
		former = append(former, r)
	}
	if m.p.Reply == nil {
		return nil, former
	}
	now := m.reply(m.p.Reply)
	return &now, former
}

func (m *matter) reply(r *petition.Reply) view.Reply {
	l := m.v.L
	one := view.Reply{Title: l.T("case.reply"), State: m.replyState(r)}
	d := desk{Form: m.form, v: m.v, p: m.p, dir: m.dir}
	one.Answers = []viewact.Answer(d.answerViews(r.Answers))
	one.Facts = fact(one.Facts, l.T("case.reply.author"), m.course.who(r.Author)+"　"+l.Date(r.Submitted.In(locale.Zone())))
	for _, a := range r.Approvals {
		one.Facts = fact(one.Facts, l.T("petition.approval."+string(a.Level)), strings.TrimSpace(m.course.who(a.By)+"　"+l.Date(a.At.In(locale.Zone()))+"　"+a.Note))
	}
	if r.SentBack != "" {
		one.Facts = fact(one.Facts, l.T("petition.event.reply_sent_back"), m.course.who(r.SentBackBy)+"　"+r.SentBack)
	}
	if !r.Issued.IsZero() {
		one.Facts = fact(one.Facts, l.T("petition.event.replied"), strings.TrimSpace(r.DocNo+"　"+m.course.who(r.IssuedBy)+"　"+l.Date(r.Issued.In(locale.Zone()))))
	}
	one.Facts = fact(one.Facts, l.T("case.reply.review_body"), r.ReviewBody)
	if r == m.p.Reply {
		for _, s := range m.p.Served {
			one.Facts = fact(one.Facts, l.T("petition.paper."+string(s.Paper)), l.T("case.served", "way", string(s.Way), "day", s.At.In(locale.Zone())))
		}
	}
	return one
}

func (m *matter) replyState(r *petition.Reply) string {
	l := m.v.L
	switch {
	case r.SentBack != "":
		return l.T("case.reply.back")
	case !r.Issued.IsZero():
		return ""
	case r == m.p.Reply && m.p.NextLevel() != "":
		return l.T("case.reply.waits", "level", string(m.p.NextLevel()))
	}
	return l.T("case.reply.approved")
}

func (m *matter) files() []page.FileView {
	l := m.v.L
	var all []page.FileView
	for _, e := range petition.Enclosures(m.events) {
		all = append(all, page.FileView{Name: e.Name, Href: m.v.To("/files", m.p.No, e.Hash), Image: strings.HasPrefix(e.Type, "image/"),
			Note: strings.Join([]string{l.T("petition.event." + string(e.Step)), l.Date(e.At.In(locale.Zone())), sizeWords(e.Size)}, "　")})
	}
	return all
}

func (m *matter) assisting() []string {
	if m.p.Assignment == nil {
		return nil
	}
	l := m.v.L
	var lines []string
	for _, a := range m.p.Assignment.Assisting {
		unit, _ := m.dir.Unit(a.Unit)
		line := l.T("case.assisting", "unit", unit.Name)
		if unit.Phone != "" {
			line += "　" + unit.Phone
		}
		switch {
		case !a.Said.IsZero():
			line += "　" + l.T("case.assisting.said", "day", a.Said)
		case a.Due != deadline.Day(0):
			line += "　" + l.T("case.assisting.due", "day", a.Due)
		}
		lines = append(lines, line)
	}
	return lines
}

// links are the matters that this one is tied to, both ways. One out of scope is named by its
// number alone.
func (m *matter) links() ([]view.Link, error) {
	l := m.v.L
	var all []view.Link
	for _, link := range m.p.Links {
		all = append(all, m.link(link.To, l.T("petition.link."+string(link.Kind))))
	}
	for _, no := range m.p.Duplicates {
		all = append(all, m.link(no, l.T("case.links.merged")))
	}
	for _, no := range m.p.Members {
		if one := m.link(no, l.T("cluster.of.led")); one.Href != "" {
			all = append(all, one)
		}
	}
	if m.v.Rules().May(m.p, m.v.Officer, petition.KUnlinked) == nil {
		for i := range all {
			all[i].Undo = m.to(petition.KUnlinked) + "?to=" + all[i].No
		}
	}
	group, err := m.clusterLink()
	if group != nil {
		all = append(all, *group)
	}
	return all, err
}

func (m *matter) link(no, how string) view.Link {
	other, err := m.v.Reader().Petition(m.v.Ctx(), no)
	if err != nil {
		return view.Link{No: no, Title: shortNumber(no), Note: how}
	}
	return view.Link{No: no, Title: other.Record.Subject, Href: m.v.To("/petitions", no),
		Note: strings.Join([]string{shortNumber(no), how, m.v.L.T("petition.state." + string(other.State))}, "　")}
}

func (m *matter) persons() string {
	return m.known(petition.FPersons, m.v.L.T("case.petitioners.n", "n", m.p.Record.Persons))
}

// people are the petitioners: masked, or in plain where a reason was given.
func (m *matter) people() []view.Person {
	l := m.v.L
	var all []view.Person
	list, plain := m.p.Record.Petitioners, m.open != nil
	if plain {
		list = m.open
	}
	for i, who := range list {
		name, phone, id, address := who.Name.Mask(), who.Phone.Mask(), who.ID.Mask(), who.Address.Mask()
		if plain {
			name, phone, id, address = who.Name.Reveal(), who.Phone.Reveal(), who.ID.Reveal(), who.Address.Reveal()
		}
		head := l.T("case.petitioners.other", "n", strconv.Itoa(i+1))
		if i == 0 {
			head = l.T("case.petitioners.contact")
		}
		if name == "" {
			name = m.known(petition.FName, "")
		}
		one := view.Person{Head: head}
		one.Facts = fact(one.Facts, l.T("petition.field.name"), name)
		one.Facts = fact(one.Facts, l.T("petition.field.phone"), phone)
		one.Facts = fact(one.Facts, l.T("petition.field.id"), id)
		one.Facts = fact(one.Facts, l.T("petition.field.address"), address)
		one.Facts = fact(one.Facts, l.T("petition.field.occupation"), who.Occupation)
		all = append(all, one)
	}
	if len(all) == 0 {
		all = append(all, view.Person{Facts: []page.Fact{{Term: l.T("petition.field.name"), Text: m.known(petition.FName, l.T("petition.anonymous"))}}})
	}
	return all
}

// privacy is the form that asks why, and who has looked.
func (m *matter) privacy(c *view.Case) error {
	v := m.v
	if len(m.p.Record.Petitioners) > 0 && v.Rules().Policy.May(v.Officer, org.ActReveal, m.p.Tie()) {
		c.Reveal = &view.Reveal{Form: m.form, Action: v.To("/petitions", m.p.No, "reveal"), Shown: m.open != nil}
	}
	looks, err := v.Reader().Reveals(v.Ctx(), m.p.No)
	if err != nil {
		return err
	}
	for _, look := range looks {
		c.Looked = append(c.Looked, view.Look{Who: strings.TrimSpace(look.Name + "　" + look.Unit), On: v.L.Moment(look.At.In(locale.Zone())), Why: look.Why})
	}
	return nil
}
