package portal

import (
	"context"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"bihuan/domain/deadline"
	"bihuan/domain/org"
	"bihuan/domain/petition"
	"bihuan/locale"
)

// office are those who handle a matter in a test.
type office struct {
	unit                                            org.UnitID
	caseworker, chief, clerk, handler, deputy, head org.Officer
}

func (h *house) office() office {
	bureau, town := h.unit(org.Bureau), h.unit(org.Town)
	return office{unit: town,
		caseworker: h.officer(bureau, org.Caseworker), chief: h.officer(bureau, org.SectionChief),
		clerk: h.officer(town, org.Clerk), handler: h.officer(town, org.Handler),
		deputy: h.officer(town, org.Deputy), head: h.officer(town, org.Head),
	}
}

func duty(o org.Officer) petition.Duty {
	return petition.Duty{Person: o.Person, Name: o.Name, Title: o.Title, Unit: o.Unit, Phone: "0000-6200133"}
}

func (h *house) accept(o office, no string) {
	h.act(o.caseworker, no, &petition.AssignedData{Unit: o.unit, Instruction: "内部指示不给信访人看"})
	h.act(o.clerk, no, &petition.AcceptedData{Path: petition.Ordinary, Sponsor: duty(o.head), Handler: duty(o.handler)})
	h.act(o.clerk, no, &petition.Notified{Kinds: petition.FourNotices(), Means: petition.InPerson})
	h.act(o.handler, no, &petition.Contacted{Means: petition.InPerson, Said: "谈话记录不给别人看"})
}

// dump writes a page for the eye when DUMP names a folder.
func (v *visitor) dump(name string) {
	dir := os.Getenv("DUMP")
	if dir == "" {
		return
	}
	if v.lang == locale.English {
		name += "-en"
	}
	if err := os.WriteFile(filepath.Join(dir, name+".html"), []byte(v.body), 0o600); err != nil {
		v.t.Fatal(err)
	}
}

// TestTheWholeLoop walks a petitioner's way in both languages, without a script: filing, following,
// adding, reading, rating, review, re-review.
func TestTheWholeLoop(t *testing.T) {
	for _, lang := range locale.Tags() {
		t.Run(lang, func(t *testing.T) { wholeLoop(t, lang) })
	}
}

func wholeLoop(t *testing.T, lang string) {
	h := newHouse(t)
	o := h.office()
	v := h.visitor()
	v.lang = lang
	for _, path := range []string{"/", "/rules", "/privacy", "/follow"} {
		v.get(path).status(200)
		v.dump("page" + strings.ReplaceAll(path, "/", "-"))
	}

	form := story()
	form.Set("once", v.get("/file").status(200).hidden().Get("once"))
	v.dump("file")
	// A wrong form comes back filled in, with the errors on top.
	bad := url.Values{"once": form["once"], "act": {"check"}, "subject": {"石门村青苗补偿款少发"}, "phone": {"123"}, "purpose": {"claim"}, "persons": {"1"}}
	v.send("/file", bad, nil).status(422).sees("石门村青苗补偿款少发", "f-phone-e", "f-demands", "f-town-e", "f-name-e", "f-category-e")
	v.dump("file-errors")
	// The villages of a township, and one more row, are asked for without a script.
	form.Set("act", "villages")
	v.send("/file", form, nil).status(200).sees(`name="village"`)
	rows := strings.Count(v.body, `name="demands"`)
	form.Set("act", "")
	form.Set("add", "demands")
	v.send("/file", form, nil).status(200)
	if got := strings.Count(v.body, `name="demands"`); got != rows+1 {
		t.Errorf("%d rows of demands, want %d", got, rows+1)
	}
	form.Del("add")
	form.Set("act", "check")
	v.send("/file", form, map[string][]byte{"麦地.txt": []byte("照片说明")}).status(200).
		sees("王小明", "15400001234", "补发青苗补偿款差额", "麦地.txt", "每亩少发了1200元")
	v.dump("check")
	next := v.hidden()
	next.Set("act", "send")
	v.post("/file", next).status(200).sees("<svg")
	no, code := v.receipt()
	v.dump("receipt")
	v.get("/file/receipt").status(200).sees(no, code) // again, after a reload
	h.pass(31 * time.Minute)
	v.get("/file/receipt").status(200).seesNot(no, code)
	v.dump("receipt-gone")

	v.get("/follow/matter").status(401)
	v.dump("closed")
	v.open(no, strings.ToLower(strings.ReplaceAll(code, "-", " "))).status(200)
	if v.at != "/follow/matter" {
		t.Fatalf("opened to %s", v.at)
	}
	v.sees(no, "石门村3组修路占地", "补发青苗补偿款差额", "麦地.txt", "0000-6200101")
	v.dump("matter-registered")

	v.send("/follow/material", url.Values{"text": {""}}, nil).status(422)
	v.dump("act-material")
	v.send("/follow/material", url.Values{"text": {"又找到一张收据"}}, map[string][]byte{"收据.txt": []byte("收据")}).status(200).sees("收据.txt")

	h.accept(o, no)
	h.pass(72 * time.Hour)
	h.act(o.handler, no, &petition.Progress{Text: "核对41户，查实每亩少发1200元", Mark: petition.Verified, Demand: 1})
	if _, err := h.cases.Reveal(context.Background(), o.clerk, no, "为了到村里和您见面"); err != nil {
		t.Fatal(err)
	}
	v.open(no, code).status(200).sees(o.head.Name, "0000-6200133", "核对41户，查实每亩少发1200元").
		seesNot("内部指示不给信访人看", "谈话记录不给别人看", "条例")
	v.dump("matter-accepted")
	h.now = h.now.Add(40 * 24 * time.Hour)
	v.open(no, code).status(200).sees("due-late")
	v.dump("matter-late")

	h.reply(o, no)
	v.get("/follow/rating").status(409) // not served yet
	h.act(o.clerk, no, &petition.ServedData{Paper: petition.PaperReply, Way: petition.Direct})
	v.get("/follow/matter").status(200).sees("/follow/reply", "/follow/rating", "/follow/review")
	v.dump("matter-replied")
	v.get("/follow/reply").status(200).sees("查明每亩少发1200元", "土地管理法", "十日内补发", "清源县人民政府")
	v.dump("reply")
	v.get("/settings?size=large&back=/follow/matter").status(200)
	v.dump("matter-large")
	v.get("/settings?size=&back=/follow/matter").status(200)

	v.get("/follow/rating").status(200)
	v.dump("act-rating")
	v.post("/follow/rating", url.Values{"bureau_attitude": {"satisfied"}}).status(422).sees("f-unit_result-e")
	marks := url.Values{"words": {"希望快一点"}}
	for _, who := range []string{"bureau", "unit"} {
		for _, mark := range []string{"attitude", "speed", "result"} {
			marks.Set(who+"_"+mark, "basically")
		}
	}
	v.post("/follow/rating", marks).status(200).seesNot("/follow/rating")
	v.post("/follow/rating", marks).status(409)
	v.dump("not-now")

	v.get("/follow/withdraw").status(200)
	v.dump("act-withdraw")
	v.get("/follow/reopen").status(200)
	v.dump("act-reopen")
	v.get("/follow/review").status(200).sees(`value="清源县人民政府"`)
	v.dump("act-review")
	v.post("/follow/review", url.Values{"body": {"清源县人民政府"}, "reasons": {""}}).status(422)
	v.post("/follow/review", url.Values{"body": {"清源县人民政府"}, "reasons": {"标准没有公布"}}).status(200)
	v.dump("matter-review")
	h.pass(24 * time.Hour)
	h.act(o.chief, no, petition.NewReviewDecision(false, petition.Upheld, "维持", nil))
	h.act(o.caseworker, no, &petition.ServedData{Paper: petition.PaperReview, Way: petition.Direct})
	v.open(no, code).status(200).sees("/follow/rereview")
	v.post("/follow/rereview", url.Values{"body": {"市人民政府"}, "reasons": {"还是没有公布"}}).status(200)
	v.dump("matter-rereview")

	v.post("/follow/leave", nil).status(200)
	v.get("/follow/matter").status(401)
	v.get("/nowhere").status(404)
	v.dump("not-found")

	for _, asked := range v.asked {
		for _, planted := range []string{code, "王小明", "15400001234"} {
			if plain, _ := url.QueryUnescape(asked); strings.Contains(plain, planted) {
				t.Errorf("an address holds %q: %s", planted, plain)
			}
		}
	}
	if h.log.Len() > 0 {
		t.Errorf("the log is not empty: %s", h.log)
	}
}

func (h *house) reply(o office, no string) {
	h.t.Helper()
	ctx := context.Background()
	p, err := h.db.Reader(org.Scope{County: h.db.County(), All: true}).Petition(ctx, no)
	if err != nil {
		h.t.Fatal(err)
	}
	answers := make([]petition.Answer, len(p.Record.Demands))
	for i := range answers {
		answers[i] = petition.Answer{Facts: "查明每亩少发1200元，涉及王小明等41户，电话15400001234", Basis: "土地管理法第四十八条", Opinion: "十日内补发", Result: petition.Supported}
	}
	h.act(o.handler, no, &petition.ReplySubmitted{Answers: answers, ReviewBody: "清源县人民政府"})
	h.act(o.deputy, no, &petition.ReplyApproved{Note: "审核意见不给信访人看"})
	h.act(o.head, no, &petition.ReplyApproved{})
	h.act(o.clerk, no, &petition.RepliedData{DocNo: "白信访〔2026〕37号"})
}

func TestReopenAndWithdraw(t *testing.T) {
	h := newHouse(t)
	o, v := h.office(), h.visitor()
	no, code := v.filed(story())
	v.open(no, code).status(200)
	v.post("/follow/withdraw", url.Values{"words": {"已经解决了"}}).status(200).sees("打给您核实")
	v.get("/follow/withdraw").status(409)
	h.act(o.caseworker, no, &petition.WithdrawnData{Free: false, Call: "本人说有人劝他撤回"})
	v.get("/follow/matter").status(200).sees("您不撤回，继续办理").seesNot("本人说有人劝他撤回")

	h.accept(o, no)
	h.reply(o, no)
	h.act(o.clerk, no, &petition.ServedData{Paper: petition.PaperReply, Way: petition.Direct})
	v.open(no, code).status(200)
	v.post("/follow/reopen", url.Values{"reason": {"not_done"}, "words": {"钱没有发"}}).status(200).sees("重新办理")
	if s, err := h.cases.Portal().View(context.Background(), no, h.now); err != nil || s.State != petition.Accepted {
		t.Errorf("after reopening: %v %v", s, err)
	}
}

// TestAnEndingSaysWhereToGo shows the states in which a matter ends without an answer here.
func TestAnEndingSaysWhereToGo(t *testing.T) {
	for name, act := range map[string]func(h *house, o office, no string){
		"declined": func(h *house, o office, no string) {
			h.act(o.chief, no, &petition.DeclinedData{Ground: petition.GroundOutside, Body: "县人民法院", Reasons: "已经起诉"})
		},
		"forwarded": func(h *house, o office, no string) {
			h.act(o.caseworker, no, &petition.ForwardedData{Body: "县人民法院"})
		},
		"redirected": func(h *house, o office, no string) {
			h.act(o.caseworker, no, &petition.AssignedData{Unit: o.unit})
			h.act(o.clerk, no, &petition.RedirectedData{Legal: 2, Body: "县人民法院", Due: deadline.DayOf(h.now).Add(45)})
		},
	} {
		for _, lang := range locale.Tags() {
			t.Run(name+" "+lang, func(t *testing.T) {
				h := newHouse(t)
				v := h.visitor()
				v.lang = lang
				no, code := v.filed(story())
				act(h, h.office(), no)
				v.open(no, code).status(200).sees("县人民法院")
				v.dump("matter-" + name)
			})
		}
	}
}
