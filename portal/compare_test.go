package portal

import (
	"net/url"
	"testing"
	"time"
)

// TestOnlyTheOwnIsShown: whoever has opened a matter with its code is told that a new one may be the same;
// nobody is told of anybody else's, in whatever words.
func TestOnlyTheOwnIsShown(t *testing.T) {
	h := newHouse(t)
	no, code := h.visitor().filed(story())
	again := func(v *visitor, change ...string) *visitor {
		t.Helper()
		form := story()
		for i := 0; i < len(change); i += 2 {
			form.Set(change[i], change[i+1])
		}
		form.Set("once", v.get("/file").hidden().Get("once"))
		form.Set("act", "check")
		return v.send("/file", form, nil).status(200)
	}
	const mine = "可能是同一件事"
	stranger := h.visitor()
	again(stranger, "name", "赵国强", "phone", "15400009999").seesNot(mine, "/follow/matter", no)

	owner := h.visitor()
	owner.open(no, code).status(200)
	again(owner).sees("您正在查看的“石门村3组修路占地，青苗补偿款少发”"+mine, `href="/follow/matter"`).seesNot("您可能已经反映过")
	owner.lang = "en"
	again(owner).sees("which you have opened, may be the same matter")
	owner.lang = "zh-CN"
	again(owner, "subject", "广场舞太吵睡不着", "facts", "每晚十点以后音响还开着，孩子没法睡觉，希望有人管一管。", "demands", "管一管").seesNot(mine)

	// A matter that was opened too long ago is not.
	h.pass(2 * time.Hour)
	again(owner).seesNot(mine)

	// Nor is anybody who has another matter open told of this one.
	other := url.Values{}
	for k, v := range story() {
		other[k] = v
	}
	other.Set("subject", "广场舞太吵睡不着")
	other.Set("facts", "每晚十点以后音响还开着，孩子没法睡觉，希望有人管一管。")
	other["demands"] = []string{"管一管"}
	other.Set("name", "赵国强")
	other.Set("phone", "15400009999")
	third := h.visitor()
	third.open(third.filed(other)).status(200)
	again(third, "name", "赵国强", "phone", "15400009999").seesNot(mine, no)
}
