package e2e

import (
	"strings"
	"testing"
)

// matter is what is brought: the same for a visitor whose words are keyed and for whoever writes themselves.
type matter struct {
	who     person
	subject string
	facts   string
	demands []string
	place   string // village, as the list of places has it
	unit    string // who will answer
}

func (r *reader) open(no string) *reader {
	r.t.Helper()
	return r.visit("/office/petitions/" + no)
}

// begin opens the form of an act from the matter's page, as an officer does: by the next act that
// is offered, or from the menu of further acts.
func (r *reader) begin(no, kind string) *reader {
	r.t.Helper()
	r.open(no)
	act := r.word("petition.act." + kind)
	if s := r.look("press", "="+act); s.Why != "" {
		r.press("page.more")
	}
	return r.click("=" + act).at("/office/petitions/" + no + "/" + kind)
}

// finish sends the form of an act and comes back to the matter.
func (r *reader) finish(no, kind string) *reader {
	r.t.Helper()
	submit := "act." + kind + ".submit"
	if r.word(submit) == submit {
		submit = "petition.act." + kind
	}
	return r.click("=" + r.word(submit)).at("/office/petitions/" + no)
}

// register keys a visit, and gives the number and the query code of the receipt.
func (r *reader) register(m matter) (no, code string) {
	r.t.Helper()
	r.visit("/office/").click("page.nav.register")
	r.shot("staff-register")
	r.choose("register.channel", "petition.channel.visit")
	r.into("register.name", m.who.name).into("register.phone", m.who.phone).into("register.id", m.who.id).into("register.address", m.who.address)
	r.into("register.subject", m.subject).pick("register.place", m.place).pick("register.category", "010101").into("register.facts", m.facts)
	for i, demand := range m.demands {
		if i > 0 {
			r.click("register.demand.add")
		}
		r.into(r.demand(i+1), demand)
	}
	r.click("register.check")
	r.shot("staff-register-compared")
	r.click("register.submit").at("/office/petitions/9901")
	r.shot("staff-receipt")
	no = r.read(".receipt-keys dd:nth-of-type(1)")
	code = r.read(".receipt-keys dd:nth-of-type(2)")
	if no == "" || len(code) < 10 {
		r.fail("no number or no code on the receipt: %q %q", no, code)
	}
	return no, code
}

// demand is the name of the n-th demand.
func (r *reader) demand(n int) string {
	return r.word("petition.demand.one", "n", []string{"", "一", "二", "三", "四"}[n])
}

// assign gives the matter to its unit.
func (r *reader) assign(no string, m matter) *reader {
	r.t.Helper()
	r.begin(no, "assigned").shot("staff-act-assigned")
	r.pick("act.assigned.unit", m.unit)
	return r.finish(no, "assigned").sees("petition.state.assigned")
}

// accept takes it on, and tells the petitioner the four things.
func (r *reader) accept(no string) *reader {
	r.t.Helper()
	r.begin(no, "accepted").shot("staff-act-accepted").finish(no, "accepted").sees("petition.state.accepted")
	return r.begin(no, "notified").shot("staff-act-notified").finish(no, "notified")
}

// handle talks to the petitioner, looks into it and drafts the reply, demand by demand.
func (r *reader) handle(no string, m matter) *reader {
	r.t.Helper()
	r.begin(no, "contacted").shot("staff-act-contacted")
	r.choose("act.contacted.means", "petition.means.in_person").into("act.contacted.said", "到家里看过，对丈量面积有异议，约好一起复量。")
	r.finish(no, "contacted")
	r.begin(no, "progress").shot("staff-act-progress")
	r.choose("act.progress.mark", "petition.mark.verified").into("act.progress.text", "同村干部、施工单位一起复量，实占0.42亩，原登记0.35亩。")
	r.finish(no, "progress")
	r.begin(no, "reply_submitted").shot("staff-act-reply")
	for i := range m.demands {
		section := r.demand(i+1) + " > "
		r.into(section+"act.reply_submitted.facts", "复量为0.42亩，少登记0.07亩。")
		r.into(section+"act.reply_submitted.basis", "县征地补偿标准第三条。")
		r.into(section+"act.reply_submitted.opinion", "按0.42亩补发差额，十日内到账。")
		r.choose(section+"act.reply_submitted.result", "petition.outcome.supported")
	}
	return r.finish(no, "reply_submitted")
}

// reply has the draft approved by deputy and head, issued and served.
func reply(t *testing.T, no, unit string) {
	t.Helper()
	as(t, unit+".deputy").begin(no, "reply_approved").shot("staff-act-approved").finish(no, "reply_approved")
	as(t, unit+".head").begin(no, "reply_approved").finish(no, "reply_approved")
	clerk := as(t, unit+".clerk")
	clerk.begin(no, "replied").shot("staff-act-replied").into("act.replied.doc_no", "白信复〔2026〕17号").finish(no, "replied").sees("petition.state.replied")
	clerk.begin(no, "served").shot("staff-act-served")
	clerk.attach("act.served.attachments", "回证.pdf", aPDF("回证"))
	clerk.finish(no, "served")
}

// aPDF is the smallest file that is one; its words make it another than the others.
func aPDF(words string) []byte {
	return []byte("%PDF-1.4\n%" + words + "\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n")
}

// TestLoop takes one matter from registration to closing: four offices, six people, every form.
func TestLoop(t *testing.T) {
	m := matter{
		who: visitor, subject: "石门村修路占地补偿面积少算", facts: "去年十月修路占了我家的地，登记的面积比实际少。",
		demands: []string{"重新丈量被占的地", "补发少算的补偿款"}, place: "石门村", unit: "白水镇",
	}
	case1 := as(t, "case1")
	no, code := case1.register(m)
	case1.open(no).sees(m.subject, "petition.state.registered").misses(visitor.name, visitor.phone, visitor.id, visitor.address).shot("staff-petition-registered")
	case1.assign(no, m)

	clerk := as(t, "baishui.clerk")
	clerk.visit("/office/").sees(m.subject).shot("staff-today-clerk")
	clerk.accept(no)

	handler := as(t, "baishui.handler1")
	handler.visit("/office/").sees(m.subject).shot("staff-today-handler")
	handler.handle(no, m)
	reply(t, no, "baishui")

	handler.begin(no, "filed").shot("staff-act-filed")
	handler.attach("act.filed.attachments", "案卷.pdf", aPDF("案卷"))
	handler.finish(no, "filed")

	// The unit never calls back; the bureau does.
	case1.begin(no, "called_back").shot("staff-act-called")
	case1.choose("act.called_back.reached", "act.called_back.reached.yes").choose("act.called_back.true", "act.called_back.true.yes").choose("act.called_back.satisfied", "act.called_back.satisfied.yes")
	case1.into("act.called_back.words", "钱到账了，面积也改过来了。")
	case1.finish(no, "called_back")

	petitioner := meet(t, "visitor", "zh-CN", true)
	petitioner.follow(no, code)
	petitioner.rate()

	case1.begin(no, "closed").shot("staff-act-closed")
	case1.finish(no, "closed").sees("petition.state.closed")
	course := case1.read("#p-course")
	for _, kind := range []string{"registered", "assigned", "accepted", "contacted", "progress", "replied", "served", "filed", "called_back", "rated", "closed"} {
		if !strings.Contains(course, case1.word("petition.event."+kind)) {
			t.Errorf("the course does not tell of %s:\n%s", kind, course)
		}
	}
	case1.shot("staff-petition-closed")
}
