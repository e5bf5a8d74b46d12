package web

import (
	"net/http"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"bihuan/domain/org"
	"bihuan/domain/petition"
	"bihuan/page"
	view "bihuan/web/view/act"
)

// The register of two-way discipline: pushing a matter that came back, what was done about it, and the
// conclusion; and which kind of link fits two matters.

// pushDays is how many working days an answer may take, unless somebody says otherwise.
const pushDays = 5

// pushedFill takes what was left unsolved from the record, and leaves it to be put in better words.
func pushedFill(d *desk) {
	d.setDay("due", d.workdays(pushDays))
	left := d.p.Discipline.Left
	if left == "" {
		left = strings.Join(d.leftOf(), "\n")
	}
	d.Set("left", left)
	d.Set("text", d.L.T("act.pushed.ask", "subject", d.p.Record.Subject))
}

// leftOf is what the earlier matters left, of those that the officer may see.
func (d *desk) leftOf() []string {
	var lines []string
	for _, r := range d.p.Discipline.Standing() {
		if _, err := d.v.Reader().Petition(d.v.Ctx(), r.Of); err != nil || len(r.Left) == 0 {
			continue
		}
		lines = append(lines, d.L.T("act.pushed.of", "no", shortNumber(r.Of), "unit", d.dir.UnitName(r.Unit)))
		lines = append(lines, d.v.left(r.Left)...)
	}
	return lines
}

func pushedShow(d *desk) []templ.Component {
	if d.p.Discipline == nil {
		return nil // the link was taken back meanwhile
	}
	return []templ.Component{d.section("pushes", d.pushes()),
		d.section("what", d.note("left", 4), d.choice("to", []page.Option{{Words: d.L.T("act.choose")}}, d.pushable()...), d.area("text", 4), d.day("due"))}
}

// pushes are those that came before, and what was done.
func (d *desk) pushes() templ.Component {
	var steps []view.Step
	for _, one := range d.p.Discipline.Pushes {
		step := view.Step{Kind: pushedTo(d.L, one.Addressee), Issued: d.L.T("discipline.asked", "day", one.At, "name", one.By.Name, "due", one.Due)}
		switch {
		case !one.Waiting():
			step.State, step.Note = d.L.T("discipline.did", "day", one.Answered), one.Did
		case one.Due < d.v.Today:
			step.State, step.Late = d.L.T("act.before.late"), true
		default:
			step.State = d.L.T("act.before.waiting")
		}
		steps = append(steps, step)
	}
	return view.Steps(d.L.T("discipline.none_pushed"), steps)
}

// pushable are all to whom a matter can be pushed: its task force, the county's leaders, the units. Those
// who are accused are not among them.
func (d *desk) pushable() []page.OptionGroup {
	var force, leaders []page.Option
	if len(d.p.TaskForce) > 0 {
		force = append(force, page.Option{Value: string(petition.AimTaskForce), Words: d.L.T("discipline.aim.task_force")})
	}
	accused := d.p.Record.Accused
	for _, u := range d.dir.Open(d.v.Now) {
		if u.Kind != org.Leadership {
			continue
		}
		for _, one := range d.people(u.ID, org.Leader) {
			if !slices.Contains(accused.People, org.PersonID(one.Value)) {
				leaders = append(leaders, page.Option{Value: string(petition.AimLeader) + ":" + one.Value, Words: one.Words})
			}
		}
	}
	groups := []page.OptionGroup{{Words: d.L.T("discipline.aim.leader"), Options: leaders}}
	if len(force) > 0 {
		groups = append(groups, page.OptionGroup{Words: d.L.T("discipline.aim.task_force"), Options: force})
	}
	for _, g := range unitGroups(d.L, d.dir, d.v.Now) {
		var options []page.Option
		for _, o := range g.Options {
			if u, _ := d.dir.Unit(org.UnitID(o.Value)); u.Kind != org.Bureau && !slices.Contains(accused.Units, u.ID) {
				options = append(options, page.Option{Value: string(petition.AimUnit) + ":" + o.Value, Words: o.Words})
			}
		}
		groups = append(groups, page.OptionGroup{Words: g.Words, Options: options})
	}
	return groups
}

func pushedRead(d *desk) petition.Data {
	aim, who, _ := strings.Cut(d.Value("to"), ":")
	p := &petition.Pushed{Addressee: petition.Addressee{Aim: petition.Aim(aim)}, Left: d.Value("left"), Text: d.Value("text"), Due: d.due("due")}
	switch p.Aim {
	case petition.AimLeader:
		p.Person = org.PersonID(who)
	case petition.AimUnit:
		p.Unit = org.UnitID(who)
	}
	return p
}

func pushAnsweredFill(d *desk) {
	if open := d.p.PushesFor(d.v.Officer); len(open) > 0 && d.Value("push") == "" {
		d.Set("push", open[0].ID)
	}
}

func pushAnsweredShow(d *desk) []templ.Component {
	if d.p.Discipline == nil {
		return nil
	}
	var options []page.Option
	for _, one := range d.p.PushesFor(d.v.Officer) {
		options = append(options, page.Option{Value: one.ID, Words: pushedTo(d.L, one.Addressee), Note: one.Text})
	}
	fields := []templ.Component{}
	if left := d.p.Discipline.Left; left != "" {
		fields = append(fields, view.Quote(d.L.T("discipline.column.left"), left))
	}
	return []templ.Component{d.section("what", append(fields, d.radios("push", options), d.area("did", 5), d.moment("on"))...)}
}

func pushAnsweredRead(d *desk) petition.Data {
	d.answered("push")
	return &petition.PushAnswered{Push: d.Value("push"), Did: d.Value("did"), On: d.when("on")}
}

func disciplineClosedShow(d *desk) []templ.Component {
	if d.p.Discipline == nil {
		return nil
	}
	var left templ.Component = templ.NopComponent
	if words := d.p.Discipline.Left; words != "" {
		left = view.Quote(d.L.T("discipline.column.left"), words)
	}
	return []templ.Component{d.section("pushes", left, d.pushes()), d.section("what", d.area("conclusion", 4))}
}

func disciplineClosedRead(d *desk) petition.Data {
	return &petition.DisciplineClosed{Conclusion: d.Value("conclusion")}
}

// proposal is the kind of link that fits the two matters, once it is said which the other one is.
func (d *desk) proposal() (petition.Proposal, bool) {
	no := petition.TidyNumber(d.Value("to"), d.v.Officer.Area)
	other, err := d.v.Reader().Petition(d.v.Ctx(), no)
	if err != nil || no == d.p.No {
		return petition.Proposal{}, false
	}
	open, err := d.v.Reader().PetitionOpen(d.v.Ctx(), d.p.No)
	if err != nil {
		return petition.Proposal{}, false
	}
	rows, err := d.v.samePeople(open.Record.Petitioners, d.p.No)
	if err != nil {
		return petition.Proposal{}, false
	}
	same := false
	for _, row := range rows {
		same = same || row.No == no
	}
	return petition.Propose(d.p, other, same), true
}

// proposed says which kind fits and why, and takes it where none was chosen: a person decides.
func (d *desk) proposed() templ.Component {
	fits, ok := d.proposal()
	if !ok {
		if d.v.r.Method == http.MethodPost && d.Err("to") == "" {
			d.Wrong("to", "fault.petition.number")
		}
		return view.Note(d.L.T("act.linked.propose"))
	}
	if d.Value("kind") == "" {
		d.Set("kind", string(fits.Kind))
	}
	if d.Err("kind") != "" {
		d.Right("kind")
		if d.OK() {
			d.Wrong("", "act.linked.filled", "kind", string(fits.Kind))
		}
	}
	return view.Note(d.L.T("act.linked.fits", "kind", string(fits.Kind), "why", d.L.T("act.linked.fits."+fits.Why)))
}
