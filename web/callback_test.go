package web_test

import (
	"net/http"
	"testing"
	"time"

	"bihuan/domain/deadline"
	"bihuan/domain/org"
	"bihuan/domain/petition"
)

func TestCallBacks(t *testing.T) {
	s := newStage(t)
	no := s.replied()
	const calls, mine, against = "/callbacks", "/callbacks?list=mine", "/callbacks?list=contradictions"
	form := `href="/office/petitions/` + no + `/called_back"`
	a := s.opens("case2", calls)[calls]
	says(t, "served", a, "还没有打过", "石门村青苗补偿款少发", "王*", "!王小明", "白水镇", "9月18日送达", form, "还有1件没有回访")
	// The caseworker who took it in follows it; it is nobody else's own.
	says(t, "the minder's", s.opens("case1", mine)[mine], no)
	says(t, "another's", s.opens("case2", mine)[mine], "!"+no, "没有要回访的")

	s.step("case2", no, petition.KCalledBack, "reached", "no")
	says(t, "tried today", s.opens("case2", calls)[calls], "第2次，上次9月18日没有打通", "9月19日起可以再打", "!"+form)
	s.later("2026-09-19 09:00")
	says(t, "the next day", s.opens("case2", calls)[calls], "第2次，上次9月18日没有打通", form)

	says(t, "before", s.opens("case2", against)[against], "没有与答复不一致的")
	s.step("case2", no, petition.KCalledBack, "reached", "yes", "true", "no", "satisfied", "no", "words", "说没有收到补发款", "then", "review")
	says(t, "called", s.opens("case2", calls)[calls], "!"+no, "没有要回访的")
	a = s.opens("chief1", against)[against]
	says(t, "contradicted", a, no, "9月19日申请了评查，等结论", `href="/office/petitions/`+no+`/quality_checked"`, s.officer("case2").Name)
	says(t, "who may not decide", s.opens("case2", against)[against], no, "!/quality_checked")
	s.step("chief1", no, petition.KQualityChecked, "found", "wrong", "words", "款项没有拨付")
	says(t, "taken up again", s.opens("chief1", against)[against], "9月19日重新办理", "办理中")
	s.step("chief1", no, petition.KSupervised)
	says(t, "supervised", s.opens("chief1", against)[against], "9月19日发督办单")

	s.turnsAway(calls, "baishui.clerk", "baishui.handler1", "leader1", "inspector1", "sysadmin")
	if a := s.signedIn("case1").get("/office/callbacks?list=nothing"); a.status != http.StatusNotFound {
		t.Errorf("a list that is none: %d", a.status)
	}
	if a := s.signedIn("case1").get("/office/callbacks?cursor=broken"); a.status != http.StatusUnprocessableEntity {
		t.Errorf("a broken cursor: %d", a.status)
	}
	s.quiet()
}

// Whoever had a part in handling a matter is not offered to call.
func TestWhoHandledItDoesNotCall(t *testing.T) {
	s := newStage(t)
	no := s.replied()
	o := s.officer("baishui.handler1")
	if s.petition(no).Acceptance.Handler.Person != o.Person {
		t.Fatal("somebody else handled it")
	}
	// The handler has come to the bureau since.
	now := time.UnixMilli(s.now.Load())
	s.must(s.cases.EndPost(t.Context(), s.officer("chief1"), o.PostID, deadline.DayOf(now)-1))
	_, err := s.cases.GivePost(t.Context(), s.officer("chief1"), org.Post{Unit: "bureau", Kind: org.Caseworker, Title: "科员", Person: o.Person, From: now})
	s.must(err)
	says(t, "who handled it", s.opens("baishui.handler1", "/callbacks")["/callbacks"], no, "您参与办理过，由别人回访", "!/called_back")
	says(t, "a colleague", s.opens("case2", "/callbacks")["/callbacks"], "/called_back")
}
