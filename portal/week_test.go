package portal

import (
	"context"
	"net/url"
	"strings"
	"testing"
	"time"

	"bihuan/casework"
	"bihuan/domain/org"
	"bihuan/domain/petition"
	"bihuan/locale"
)

func (h *house) petition(no string) *petition.Petition {
	h.t.Helper()
	p, err := h.db.Reader(org.Scope{County: h.db.County(), All: true}).Petition(context.Background(), no)
	if err != nil {
		h.t.Fatal(err)
	}
	return p
}

// TestTheWeekIsTold: the page says what was done this week, and a petitioner with a mobile number
// can have it told by short message, and have it stopped.
func TestTheWeekIsTold(t *testing.T) {
	for _, lang := range locale.Tags() {
		t.Run(lang, func(t *testing.T) {
			h := newHouse(t)
			o := h.office()
			v := h.visitor()
			v.lang = lang
			no, code := v.filed(story())
			h.accept(o, no)
			h.pass(7 * 24 * time.Hour) // the next Monday
			v.open(no, code).status(200).sees(`id="week"`).seesNot("/follow/bulletin", "154****1234")
			if strings.Contains(v.body, "week-d") {
				t.Error("last week's deeds are told as this week's")
			}
			v.dump("week-none")
			for _, text := range []string{"第一次走访", "第二次走访", "第三次走访", "第四次走访"} {
				h.act(o.handler, no, &petition.Progress{Text: text, Demand: 1})
			}
			v.get("/follow/matter").status(200)
			_, week, _ := strings.Cut(v.body, `id="week"`)
			week, _, _ = strings.Cut(week, "</section>")
			if n := strings.Count(week, "<li>"); n != 3 || !strings.Contains(week, "4") || !strings.Contains(week, "第四次走访") || strings.Contains(week, "第一次走访") {
				t.Errorf("of four steps %d are told: %s", n, week)
			}

			// The office has short messages from now on.
			h.cases.Connect(casework.Outside{SMS: true})
			v.get("/follow/matter").status(200).sees(`action="/follow/bulletin"`, "154****1234", `name="wanted"`).seesNot("15400001234")
			v.dump("week-offer")
			v.post("/follow/bulletin", url.Values{"wanted": {"yes"}}).status(200).sees("flash-done", "154****1234").seesNot(`name="wanted"`)
			v.dump("week-wanted")
			if p := h.petition(no); !p.Bulletin {
				t.Error("it was not noted")
			}
			version := h.petition(no).Version
			v.post("/follow/bulletin", url.Values{"wanted": {"yes"}}).status(200)
			if p := h.petition(no); p.Version != version {
				t.Error("a second press was written down again")
			}
			v.post("/follow/bulletin", url.Values{}).status(200).sees("flash-done", `name="wanted"`)
			if p := h.petition(no); p.Bulletin {
				t.Error("it was not stopped")
			}
			h.visitor().post("/follow/bulletin", url.Values{"wanted": {"yes"}}).status(401)
			if h.log.Len() > 0 {
				t.Errorf("the log is not empty: %s", h.log)
			}
		})
	}
}

// TestTheWeekWithoutAMobile says how a number is added, and offers nothing that cannot be done.
func TestTheWeekWithoutAMobile(t *testing.T) {
	h := newHouse(t)
	h.cases.Connect(casework.Outside{SMS: true})
	v := h.visitor()
	form := story()
	form.Set("phone", "0377-6212345")
	no, code := v.filed(form)
	v.open(no, code).status(200).sees(`id="week"`, "登记里没有能收短信的手机号", "0000-6200101").seesNot(`action="/follow/bulletin"`)
	v.dump("week-no-mobile")
}

// TestTheWeekOfAnEndedMatter: where nothing more comes, nothing is offered.
func TestTheWeekOfAnEndedMatter(t *testing.T) {
	h := newHouse(t)
	h.cases.Connect(casework.Outside{SMS: true})
	v := h.visitor()
	no, code := v.filed(story())
	h.act(h.office().caseworker, no, &petition.ForwardedData{Body: "河东县信访局"})
	v.open(no, code).status(200).sees(`id="week"`).seesNot(`action="/follow/bulletin"`, "登记里没有")
	h.pass(14 * 24 * time.Hour)
	v.open(no, code).status(200).seesNot(`id="week"`)
}
