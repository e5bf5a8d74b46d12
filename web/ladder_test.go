package web_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"bihuan/domain/org"
	"bihuan/domain/petition"
	"bihuan/store"
)

// accepted is a matter that Baishui handles, as of the house's present moment.
func (h *house) accepted(subject string) string {
	h.t.Helper()
	no := h.matterFor("baishui", subject)
	h.act("baishui.clerk", no, &petition.AcceptedData{Path: petition.Ordinary, Sponsor: duty(h.officer("baishui.head")), Handler: duty(h.officer("baishui.handler1"))})
	return no
}

// sweep does what was due by itself.
func (h *house) sweep() {
	h.t.Helper()
	_, err := h.cases.Sweep(h.t.Context())
	h.must(err)
}

func TestLadder(t *testing.T) {
	h := newHouse(t)
	h.at("2026-08-20 09:00")
	fourth := h.accepted("河道清淤没有完工")
	h.at("2026-08-31 09:00")
	third := h.accepted("石门村路灯不亮")
	h.at("2026-09-08 09:00")
	second := h.accepted("村口垃圾没有清运")
	h.at("2026-09-17 09:00")
	first := h.accepted("自来水水压不足")
	h.at("2026-09-18 10:00")
	h.sweep()

	a := h.opens("director", "/ladder")["/ladder"]
	says(t, "the bureau", a, "第1周　经办人", `href="/office/petitions?turn=3"`, "走到第3、4周的单位", "轮到了，没有记录的",
		"第2周　分管领导"+h.officer("baishui.deputy").Name+"，整周没有记录", "第3周　主要领导"+h.officer("baishui.head").Name+"，9月15日起轮到，还没有记录",
		fourth, third, second, "!"+first, `href="/office/petitions?turn=4&amp;unit=baishui"`)
	// Each number leads to as many matters.
	b := h.signedIn("director")
	for turn, want := range map[string]string{"1": first, "2": second, "3": third, "4": fourth} {
		if got := rows(b.get("/office/petitions?turn=" + turn)); len(got) != 1 || got[0] != want {
			t.Errorf("week %s: %v, want %s", turn, got, want)
		}
	}
	says(t, "a list", b.get("/office/petitions?turn=3"), `class="pick"`, "现在第3周")
	if got := rows(b.get("/office/petitions?idle=1&unit=baishui")); len(got) != 3 {
		t.Errorf("idle: %v", got)
	}

	says(t, "the deputy", h.opens("baishui.deputy", "/ladder")["/ladder"], "轮到您的", "9月16日起轮到您", second, "!"+third, "还没有记录",
		`href="/office/petitions/`+second+`/contacted"`, `href="/office/petitions/`+second+`/consulted"`, "1件，其中1件还没有记录", "!走到第3、4周的单位")
	says(t, "the head", h.opens("baishui.head", "/ladder")["/ladder"], "9月15日起轮到您", third, "!"+second)
	says(t, "the leader", h.opens("leader1", "/ladder")["/ladder"], "轮到您", fourth, `/instructed"`, "!"+third)
	for _, login := range []string{"case1", "baishui.clerk", "baishui.handler1", "inspector1", "baishui.shimen"} {
		says(t, login, h.opens(login, "/ladder")["/ladder"], "在办的走到第几周", "!轮到您的")
	}
	h.turnsAway("/ladder", "sysadmin", "secadmin")

	// What is done shows, and is offered no more.
	h.act("baishui.deputy", second, &petition.Contacted{Means: petition.InPerson, Said: "到村里看过"})
	says(t, "done", h.opens("baishui.deputy", "/ladder")["/ladder"], "9月18日　"+h.officer("baishui.deputy").Name+"已办", "!/contacted", "1件，其中0件还没有记录")
	if got := rows(b.get("/office/petitions?idle=1&unit=baishui")); len(got) != 2 {
		t.Errorf("idle: %v", got)
	}
	if h.log.Len() > 0 {
		t.Error(h.log.String())
	}
}

// Another unit, and who is accused, are not told.
func TestLadderShowsTheOwnScope(t *testing.T) {
	h := newHouse(t)
	h.at("2026-08-20 09:00")
	no := h.accepted("河道清淤没有完工")
	secret := h.accusation("baishui", "反映镇里有人收好处")
	h.act("discipline.clerk", secret, &petition.AcceptedData{Path: petition.Ordinary, Sponsor: duty(h.officer("inspector1")), Handler: duty(h.officer("inspector1"))})
	h.at("2026-09-18 10:00")
	h.sweep()
	says(t, "the bureau", h.opens("chief1", "/ladder")["/ladder"], no, secret)
	for _, login := range []string{"liuhe.clerk", "land.head"} {
		says(t, login, h.opens(login, "/ladder")["/ladder"], "!"+no, "!"+secret)
	}
	four := regexp.MustCompile(`turn=4">(\d+)</a>`)
	for login, want := range map[string]string{"chief1": "2", "baishui.clerk": "1", "baishui.head": "1", "liuhe.clerk": "0"} {
		found := four.FindStringSubmatch(h.opens(login, "/ladder")["/ladder"].body)
		if found == nil || found[1] != want {
			t.Errorf("%s counts %v on week 4, want %s", login, found, want)
		}
	}
}

func TestTheNightlyCheckIsShown(t *testing.T) {
	h := newHouse(t)
	h.at("2026-08-20 09:00")
	no := h.accepted("河道清淤没有完工")
	h.at("2026-09-18 10:00")
	says(t, "before the first night", h.opens("director", "/ladder")["/ladder"], "!核对")
	found := func(text, at string) answer {
		h.t.Helper()
		h.at(at)
		h.must(h.db.Do(t.Context(), "a night", func(tx *store.Tx) error { return tx.RunSlot(t.Context(), "ladder", tx.Now, text) }))
		return h.opens("director", "/ladder")["/ladder"]
	}
	says(t, "a good night", found("298 0", "2026-09-19 02:00"), "昨夜核对298件，0件落后", "9月19日 02:00", "!behind=1")
	a := found("298 1", "2026-09-20 02:00")
	says(t, "a bad one", a, "昨夜核对298件，1件落后", `class="is-late" href="/office/ladder?behind=1"`)
	says(t, "what is behind", h.opens("chief1", "/ladder?behind=1")["/ladder?behind=1"], "应转而没有转到下一周的", "河道清淤没有完工", `href="/office/petitions/`+no+`"`)
	h.sweep()
	says(t, "mended", h.opens("chief1", "/ladder?behind=1")["/ladder?behind=1"], "现在没有落后的")
	h.at("2026-09-22 10:00")
	says(t, "a night left out", h.opens("director", "/ladder")["/ladder"], "9月20日核对298件，1件落后", "!昨夜")
	says(t, "a unit", h.opens("baishui.head", "/ladder")["/ladder"], "!核对")
	if a := h.signedIn("director").get("/office/ladder?cursor=broken"); a.status != http.StatusUnprocessableEntity {
		t.Errorf("a broken cursor: %d", a.status)
	}
}

// Units stand by what they owe, not by how much they have.
func TestUnitsOnTheLadderStandByWhatTheyOwe(t *testing.T) {
	h := newHouse(t)
	take := func(unit org.UnitID, subject string) string {
		no := h.matterFor(unit, subject)
		o := h.officer(string(unit) + ".handler1")
		h.act(string(unit)+".clerk", no, &petition.AcceptedData{Path: petition.Ordinary, Sponsor: duty(o), Handler: duty(o)})
		return no
	}
	h.at("2026-08-10 09:00")
	take("liuhe", "河湾村自来水浑") // overdue by now
	h.at("2026-09-02 09:00")
	take("land", "宅基地确权没有办")
	take("land", "补偿面积有出入")
	h.at("2026-09-18 10:00")
	h.sweep()
	body := h.opens("director", "/ladder")["/ladder"].body
	table := body[strings.Index(body, `id="units"`):strings.Index(body, `id="idle"`)]
	if i, j := strings.Index(table, "/office/units/liuhe"), strings.Index(table, "/office/units/land"); i < 0 || j < i {
		t.Errorf("the one that owes stands at %d, the one that has more at %d", i, j)
	}
}
