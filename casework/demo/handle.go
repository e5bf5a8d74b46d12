package demo

import (
	"iter"
	"time"

	"bihuan/domain/deadline"
	"bihuan/domain/org"
	"bihuan/domain/petition"
	"bihuan/domain/sample"
)

// assign hands the petition to its unit, which may say that it is not its own.
func (k *matter) assign() bool {
	d, by := k.d, k.registrar
	if k.p.Record.Has(petition.Urgent) {
		by = d.one("bureau", org.SectionChief)
	}
	data := &petition.AssignedData{Unit: k.unit, Path: k.path, Instruction: k.say(sample.Instruction), OrderNo: k.number(d.words.OrderNo)}
	if k.p.Record.Has(petition.Spans) {
		if town := d.townOf(k.m.Place); town != k.unit && !k.accusing() {
			data.Assisting = []petition.Assist{{Unit: town, Due: deadline.DayOf(k.at).Add(20)}}
		}
	}
	if !k.do(by, data) {
		return false
	}
	if k.accusing() && (k.quick || d.percent(60)) {
		inspector := d.staff["discipline"][org.Inspector][k.n%2]
		if !k.do(d.one("bureau", org.Director), &petition.TaskForceSet{Members: []petition.Duty{d.duty(inspector)}}) {
			return false
		}
	}
	if !k.accusing() && (d.percent(6) || k.halt == "objection") {
		if settled, ok := k.object(); !settled {
			return ok && k.assign()
		}
	}
	if k.fate == redirected {
		return k.redirect()
	}
	return k.accept()
}

// object is the unit's word that the matter is not its own. settled means that it stays where it is.
func (k *matter) object() (settled, ok bool) {
	d := k.d
	if !k.on("accept", 2*hour, 20*hour) {
		return false, false
	}
	if !k.open("law.objection") {
		return true, true // too late for it
	}
	if !k.do(k.clerk, &petition.Objected{Reasons: k.say(sample.Objection), Suggests: d.townOf(k.m.Place)}) {
		return false, false
	}
	if !k.on("objection", 3*hour, 3*days) {
		return false, false
	}
	chief, again := d.one("bureau", org.SectionChief), len(k.p.Objections) > 1
	if town := d.townOf(k.m.Place); town != k.unit && !again && d.percent(60) {
		if !k.do(chief, &petition.ObjectionUpheld{Grounds: k.say(sample.ObjectionUpheld)}) || !k.on("", hour, 6*hour) {
			return false, false
		}
		k.unit = town
		k.crew()
		return false, true
	}
	done := k.do(chief, &petition.ObjectionOverruled{Grounds: k.say(sample.ObjectionOverruled), Meeting: again})
	return done, done
}

// redirect leads the matter into another legal path, and watches it until that body answers.
func (k *matter) redirect() bool {
	reasons := k.say(sample.Redirect)
	to := k.sendTo(reasons)
	return k.on("accept", 2*hour, 10*hour) &&
		k.do(k.clerk, &petition.RedirectedData{Legal: max(1, to.Legal), Body: to.Body, Due: deadline.DayOf(k.at).Add(45), Reasons: reasons}) &&
		k.on("notify", hour, 2*days) &&
		k.do(k.clerk, &petition.Notified{Kinds: []petition.NoticeKind{petition.NoticeDecision}, Means: petition.InPerson, Note: k.d.words.Notice}) &&
		k.on("answer", 15*days, 50*days) &&
		k.do(k.clerk, &petition.OrderAnswered{Order: lastOrder(k.p), Answer: k.d.words.OrderAnswer}) &&
		k.on("close", 1*days, 6*days) && k.do(k.registrar, &petition.ClosedData{})
}

func lastOrder(p *petition.Petition) string {
	if n := len(p.Orders); n > 0 {
		return p.Orders[n-1].ID
	}
	return ""
}

// accept is the unit's acceptance, and the four notices.
func (k *matter) accept() bool {
	d := k.d
	if !k.on("accept", 2*hour, 9*hour) {
		return false
	}
	data := &petition.AcceptedData{Path: k.path, Sponsor: d.duty(k.head), Handler: d.duty(k.handler)}
	if k.path != petition.Ordinary {
		data.Sponsor = d.duty(k.deputy)
	}
	if !k.do(k.clerk, data) {
		return false
	}
	d.agenda.add(rung(k.p.Acceptance.At, 2), k.ladder(k.p.Acceptance.At))
	means, soon, late := petition.InPerson, 30*time.Minute, 8*hour
	switch {
	case k.path == petition.OnTheSpot:
		soon, late = time.Minute, 5*time.Minute
	case d.percent(60):
		means = petition.BySMS
	}
	if !(k.on("notify", soon, late) && k.do(k.clerk, &petition.Notified{Kinds: petition.FourNotices(), Means: means, Note: d.words.Notice})) {
		return false
	}
	if k.fate == withdrawn {
		return k.on("withdrawal", 2*days, 9*days) && k.withdraw()
	}
	return k.handle() && k.answer() && k.finish()
}

// rung is the first moment of a week of the ladder.
func rung(accepted time.Time, week int) time.Time {
	return deadline.LadderDay(deadline.DayOf(accepted), week).Start()
}

// ladder is what those do whose week it becomes, beside the matter's own way: most of them call, the
// county leader writes an instruction now and then.
func (k *matter) ladder(accepted time.Time) func(time.Time) iter.Seq[time.Time] {
	climbing := func(week int) bool {
		p := k.p
		return p.State == petition.Accepted && p.Acceptance.At.Equal(accepted) && !k.accusing() && rung(accepted, week).Before(k.d.line.Now())
	}
	return func(time.Time) iter.Seq[time.Time] {
		return func(yield func(time.Time) bool) {
			for week := 2; week <= 4; week++ {
				who := []org.Officer{k.deputy, k.head, k.d.liaison(k.unit)}[week-2]
				if !yield(k.d.working(rung(accepted, week).Add(k.d.between(9*hour, 4*days)))) || !climbing(week) {
					return
				}
				switch {
				case who.Person == "" || !k.d.percent(65):
				case week == 4:
					k.do(who, &petition.Instructed{Text: k.say(sample.LeaderWords)})
				default:
					k.do(who, &petition.Contacted{Means: petition.ByPhone, Said: k.say(sample.Contact)})
				}
			}
		}
	}
}

// liaison is the county leader tied to a unit.
func (d *county) liaison(unit org.UnitID) org.Officer {
	for _, o := range d.staff["county"][org.Leader] {
		if o.Person == d.units[unit].Liaison {
			return o
		}
	}
	return org.Officer{}
}

// handle is the work between the notices and the reply: how long it takes depends on the path.
func (k *matter) handle() bool {
	d := k.d
	if k.path == petition.OnTheSpot {
		return k.on("contact", 10*time.Minute, 2*hour) && k.do(k.handler, &petition.Contacted{Means: petition.InPerson, Said: k.say(sample.Contact)})
	}
	if !(k.on("contact", hour, 2*days) && k.do(k.handler, &petition.Contacted{Means: petition.ByPhone, Said: k.say(sample.Contact)})) {
		return false
	}
	if !(k.on("progress", 3*hour, 3*days) && k.do(k.handler, &petition.Progress{Text: k.say(sample.Verified), Mark: petition.Verified})) {
		return false
	}
	if k.path == petition.Simple {
		return k.on("reply", hour, 2*days)
	}
	long := d.percent(8) && !k.quick // what needs an extension
	if !(k.on("", 2*days, 8*days) && k.do(k.handler, &petition.Progress{Text: k.say(sample.Acted), Mark: petition.Acted})) {
		return false
	}
	if d.percent(10) && !k.hurry() {
		return false
	}
	if long && !(k.on("", 25*days, 32*days) && k.extend()) {
		return false
	}
	if d.percent(60) && !(k.on("", 1*days, 5*days) && k.do(k.handler, &petition.Progress{Text: k.say(sample.Rectified), Mark: petition.Rectified})) {
		return false
	}
	return k.on("reply", 4*hour, 7*days)
}

// extend asks for more time, while there is some.
func (k *matter) extend() bool {
	if k.p.Record.Purpose == petition.Suggestion || k.p.Record.Purpose == petition.Accusation {
		return true // no statutory term to extend
	}
	if due, ok := k.statutory(); !ok || deadline.DayOf(k.at) > due {
		return true
	}
	return k.do(k.head, &petition.Extended{Days: 15 + k.d.chance.IntN(16), Reason: k.say(sample.Extension)}) &&
		k.on("", hour, 1*days) &&
		k.do(k.clerk, &petition.Notified{Kinds: []petition.NoticeKind{petition.NoticeExtension}, Means: petition.ByPhone, Note: k.d.words.Notice})
}

func (k *matter) statutory() (deadline.Day, bool) {
	for _, c := range k.p.Clocks {
		if c.Rule == "law.handle" && c.Outcome == petition.Running {
			return k.d.cases.Rules().DueDay(c)
		}
	}
	return 0, false
}

// hurry is what the bureau sends when a date is near: an urging slip, or a supervision order, which
// the unit answers.
func (k *matter) hurry() bool {
	d := k.d
	kind, by := petition.Urging, k.registrar
	if d.percent(35) {
		kind, by = petition.Supervision, d.one("bureau", org.Director)
	}
	return k.on("", hour, 1*days) &&
		k.do(by, petition.NewOrder(kind, k.say(sample.Urge), deadline.DayOf(k.at).Add(4+d.chance.IntN(4)), "")) &&
		k.on("answer", 1*days, 6*days) && k.answered() && k.checked(kind, by)
}

// answered answers the order that waits, unless an act has answered it.
func (k *matter) answered() bool {
	if len(k.p.Unanswered()) == 0 {
		return true
	}
	return k.do(k.clerk, &petition.OrderAnswered{Order: lastOrder(k.p), Answer: k.d.words.OrderAnswer})
}

// checked finds the answer to a supervision order good; now and then nobody has looked yet.
func (k *matter) checked(kind petition.OrderKind, by org.Officer) bool {
	if !kind.Checked() || len(k.p.Unchecked()) == 0 || k.d.percent(15) {
		return true
	}
	order := k.p.Unchecked()[0].ID // the bureau may have reminded the unit since
	return k.on("", hour, 1*days) && k.do(by, &petition.OrderChecked{Order: order, Good: true})
}

// answer is the reply: drafted, reviewed, at times sent back, issued and served.
func (k *matter) answer() bool {
	if !k.draft() {
		return false
	}
	if k.d.percent(10) && !k.quick {
		if !(k.on("approve", 2*hour, 2*days) && k.do(k.deputy, &petition.ReplySentBack{Why: k.say(sample.SentBack)}) &&
			k.on("reply", 3*hour, 3*days) && k.draft()) {
			return false
		}
	}
	for {
		var by org.Officer
		stage := "approve"
		switch k.p.NextLevel() {
		case petition.ByDeputy:
			by = k.deputy
		case petition.ByHead:
			by, stage = k.head, "sign"
		case petition.ByBureau:
			by, stage = k.d.one("bureau", org.SectionChief), "bureau"
		}
		if by.Person == "" {
			break
		}
		if !(k.on(stage, 2*hour, 20*hour) && k.do(by, &petition.ReplyApproved{Note: k.say(sample.Approve)})) {
			return false
		}
	}
	return k.on("issue", hour, 8*hour) && k.do(k.clerk, &petition.RepliedData{DocNo: k.number(k.d.words.ReplyNo)}) && k.serve(petition.PaperReply)
}

func (k *matter) draft() bool {
	data := &petition.ReplySubmitted{ReviewBody: k.d.words.ReviewBody}
	for range k.p.Record.Demands {
		result := petition.Supported
		switch dice := k.d.chance.IntN(100); {
		case dice < 12:
			result = petition.NotSupported
		case dice < 30:
			result = petition.Explained
		}
		a := k.d.texts.Answer(k.m, string(result))
		data.Answers = append(data.Answers, petition.Answer{Facts: a.Facts, Basis: a.Basis, Opinion: a.Opinion, Result: result})
	}
	return k.do(k.handler, data)
}

func (k *matter) serve(paper petition.Paper) bool {
	way := petition.Direct
	if k.d.percent(25) {
		way = petition.Post
	}
	return k.on("serve", 2*hour, 3*days) && k.do(k.clerk, &petition.ServedData{Paper: paper, Way: way})
}
