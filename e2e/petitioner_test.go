package e2e

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"regexp"
	"testing"
)

// follow opens a matter on the public site with its number and query code.
func (r *reader) follow(no, code string) *reader {
	r.t.Helper()
	r.visit("/follow")
	r.into("petition.number", no).into("petition.code", code)
	return r.click("portal.look.go").at("/follow/matter")
}

// rate judges bureau and unit apart.
func (r *reader) rate() *reader {
	r.t.Helper()
	r.click("portal.act.rated").shot("portal-rating")
	for _, who := range []string{"portal.rate.bureau", "portal.rate.unit"} {
		for _, what := range []string{"portal.rate.attitude", "portal.rate.speed", "portal.rate.result"} {
			r.choose(who+" > "+what, "petition.grade.satisfied")
		}
	}
	r.into("portal.rate.words.label", "说到做到。")
	return r.click("portal.do.rated").sees("portal.done.rated")
}

// photo is a small picture.
func photo() []byte {
	m := image.NewRGBA(image.Rect(0, 0, 40, 30))
	for x := range 40 {
		m.Set(x, x%30, color.RGBA{200, 30, 30, 255})
	}
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// files writes a matter down on the public site, looks at it once more, and sends it.
func (r *reader) files(m matter, shots bool) (no, code string) {
	r.t.Helper()
	r.visit("/").click("portal.home.door.file")
	r.into("portal.file.subject", m.subject).pick("portal.file.category", "01").pick("portal.file.town", m.unit)
	r.click("portal.file.village.list").pick("portal.file.village", m.place)
	r.into("portal.file.facts", m.facts)
	for i, demand := range m.demands {
		if i > 0 {
			r.click("portal.file.demands.add")
		}
		r.into(r.demand(i+1), demand)
	}
	r.into("portal.file.name", m.who.name).into("portal.file.phone", m.who.phone).into("portal.file.address", m.who.address)
	if m.who.id != "" {
		r.into("portal.file.id", m.who.id)
	}
	r.attach("portal.file.attach", "现场.png", photo())
	if shots {
		r.shot("portal-file")
	}
	r.click("="+r.word("portal.file.check")).sees("portal.check.title", m.subject, "现场.png")
	if shots {
		r.shot("portal-check")
	}
	r.click("portal.check.send").at("/file/receipt").sees("portal.receipt.title")
	if shots {
		r.shot("portal-receipt")
	}
	no, code = r.read(".pub-box p:nth-of-type(1) b"), r.read(".pub-box p:nth-of-type(2) b")
	if !regexp.MustCompile(`^990121-\d{6}-\d{4}-.$`).MatchString(no) || len(code) < 10 {
		r.fail("no number or no code on the receipt: %q %q", no, code)
	}
	return no, code
}

// TestPetitioner walks the petitioner's way from filing to asking for review without a script.
func TestPetitioner(t *testing.T) {
	m := matter{
		who: citizen, subject: "龙泉村水渠塌方三个月没人修", facts: "八月大雨冲垮水渠，浇不上地，找过村里两次。",
		demands: []string{"把水渠修好", "赔偿秋菜的损失"}, place: "龙泉村", unit: "白水镇",
	}
	p := meet(t, "citizen", "zh-CN", false)
	p.visit("/").shot("portal-home")
	no, code := p.files(m, true)
	p.click("portal.receipt.follow").at("/follow/matter").sees(m.subject, "portal.follow.who").shot("portal-matter-registered")
	p.click("portal.act.material_added").into("portal.material.text", "补一张今天拍的照片。").attach("portal.file.attach", "今天.png", photo())
	p.click("="+p.word("portal.do.material_added")).sees("portal.done.material_added", "今天.png")

	as(t, "case1").assign(no, m)
	as(t, "baishui.clerk").accept(no)
	p.visit("/follow/matter").sees("portal.road.handling.now").shot("portal-matter-accepted")
	as(t, "baishui.handler1").handle(no, m)
	reply(t, no, "baishui")

	p.visit("/follow/matter").click("portal.follow.read").at("/follow/reply").sees("portal.result.supported", "白信复〔2026〕17号").shot("portal-reply")
	p.click("portal.back").rate().shot("portal-matter-replied")
	p.click("portal.act.review_requested").shot("portal-review")
	p.into("portal.review.reasons", "秋菜的损失没有算。").click("="+p.word("portal.do.review_requested")).sees("portal.done.review_requested", "portal.road.in_review.now")
	p.click("portal.follow.leave").at("/")
	p.wants(401).visit("/follow/matter")
	p.follow(no, code).sees(m.subject)
	as(t, "chief1").open(no).sees("petition.state.in_review")
}

// TestWithdrawal: whoever has changed their mind says so, and the bureau calls to be sure.
func TestWithdrawal(t *testing.T) {
	m := matter{
		who: leaving, subject: "村口路灯不亮", facts: "村口三盏路灯坏了一个月。",
		demands: []string{"把路灯修好"}, place: "梨树村", unit: "白水镇",
	}
	p := meet(t, "leaving", "zh-CN", false)
	no, _ := p.files(m, false)
	p.click("portal.receipt.follow").click("portal.act.withdrawal_requested").shot("portal-withdraw")
	p.into("portal.withdraw.words", "路灯昨天已经修好了。").click("portal.do.withdrawal_requested").sees("portal.done.withdrawal_requested")
	case1 := as(t, "case1")
	case1.begin(no, "withdrawn").shot("staff-act-withdrawn")
	case1.choose("act.withdrawn.free", "act.withdrawn.free.yes").into("act.withdrawn.call", "本人接的电话，确认是自己的意思。")
	case1.finish(no, "withdrawn").sees("petition.state.withdrawn")
	p.visit("/follow/matter").sees("portal.road.withdrawn.now")
}
