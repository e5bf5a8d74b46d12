package web_test

import (
	"context"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"bihuan/domain/petition"
	"bihuan/locale"
	"bihuan/store"
)

var robotEdit = regexp.MustCompile(`href="(/office/robots/robot-[^"/]+)"`)

// outside are the pages about what leaves the house and what is done behind.
func outsidePages() map[string]string {
	return map[string]string{"/robots": "sysadmin chief1 director", "/robots/new": "sysadmin chief1 director", "/deliveries": "sysadmin chief1 director", "/jobs": "sysadmin"}
}

// TestWhoOpensThePagesOfMessages by the policy table, and nobody else. Everybody has an inbox.
func TestWhoOpensThePagesOfMessages(t *testing.T) {
	h := newHouse(t)
	for _, login := range []string{"sysadmin", "secadmin", "auditadmin", "case1", "chief1", "director", "leader1", "inspector1", "baishui.clerk", "baishui.handler1", "baishui.head", "baishui.shimen"} {
		b := h.signedIn(login)
		for path, who := range outsidePages() {
			want := http.StatusForbidden
			if strings.Contains(who, login) {
				want = http.StatusOK
			}
			if a := b.get("/office" + path); a.status != want {
				t.Errorf("%s opens %s: %d, want %d", login, path, a.status, want)
			}
		}
		reads := login != "sysadmin" && login != "secadmin" && login != "auditadmin"
		if a := b.get("/office/bulletin"); (a.status == http.StatusOK) != reads {
			t.Errorf("%s opens the bulletin: %d", login, a.status)
		}
		a := b.get("/office/inbox")
		if a.status != http.StatusOK || !strings.Contains(a.body, `data-live="inbox"`) {
			t.Errorf("%s opens the inbox: %d", login, a.status)
		}
		for path, who := range outsidePages() {
			if shown := strings.Contains(a.body, `href="/office`+path+`"`); shown != strings.Contains(who, login) && path != "/robots/new" {
				t.Errorf("%s is shown the way to %s: %v", login, path, shown)
			}
		}
	}
	for _, login := range []string{"case1", "baishui.head", "auditadmin"} {
		b := h.signedIn(login)
		for _, path := range []string{"/robots", "/robots/robot-1", "/robots/robot-1/test", "/robots/robot-1/close", "/jobs/1/retry"} {
			if a := b.post("/office"+path, url.Values{"name": {"x"}}); a.status != http.StatusForbidden {
				t.Errorf("%s posts to %s: %d", login, path, a.status)
			}
		}
	}
}

// TestRobots: a group is entered, tried, changed and closed; its address is never shown again.
func TestRobots(t *testing.T) {
	h := newHouse(t)
	h.connect()
	b := h.signedIn("chief1")
	const address, secret = "https://oapi.dingtalk.com/robot/send?access_token=abcdef0123", "SEC-quiet-brook"
	form := url.Values{"unit": {"baishui"}, "name": {"白水镇信访工作群"}, "kind": {"dingtalk"}, "url": {address}, "secret": {secret}}
	with := func(name, value string) url.Values {
		changed := url.Values{}
		for key, values := range form {
			changed[key] = values
		}
		changed.Set(name, value)
		return changed
	}
	for _, wrong := range []struct{ name, value, says string }{
		{"url", "", "钉钉里这个机器人的完整网址"}, {"url", "oapi.dingtalk.com/robot/send", "这不是完整的网址"}, {"url", "ftp://oapi.dingtalk.com/", "这不是完整的网址"},
		{"url", "http://oapi.dingtalk.com/robot/send?access_token=1", "要以https://开头"}, {"url", "https://chief:pass@example.cn/hook", "这不是完整的网址"},
		{"url", "https://open.feishu.cn/open-apis/bot/v2/hook/1", "这是飞书机器人的网址，这里选的是钉钉"},
		{"kind", "telegraph", "请选择是哪一种群"}, {"kind", "", "请选择是哪一种群"}, {"name", " ", "请填写"}, {"unit", "", "没有这个单位"},
	} {
		a := b.post("/office/robots", with(wrong.name, wrong.value))
		if a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, wrong.says) {
			t.Errorf("%s %q: %d, it does not say %q", wrong.name, wrong.value, a.status, wrong.says)
		}
		if strings.Contains(a.body, "abcdef0123") || strings.Contains(a.body, secret) {
			t.Errorf("%s %q: the refused form shows the address or the secret", wrong.name, wrong.value)
		}
		if wrong.name != "name" && !strings.Contains(a.body, "白水镇信访工作群") {
			t.Errorf("%s %q: what was typed is lost", wrong.name, wrong.value)
		}
	}
	a := b.post("/office/robots", form)
	if a.path != "/office/robots" || !strings.Contains(a.body, "白水镇信访工作群") || !strings.Contains(a.body, "已设置") {
		t.Fatalf("adding: %d at %s", a.status, a.path)
	}
	edit := found(t, robotEdit, a)
	id := strings.TrimPrefix(edit, "/office/robots/")
	for _, tag := range locale.Tags() {
		b.language = tag
		for _, path := range []string{"/office/robots", "/office/robots/new", edit, edit + "/close"} {
			a := b.get(path)
			if a.status != http.StatusOK || strings.Contains(a.body, "⟦") || strings.Contains(a.body, "abcdef0123") || strings.Contains(a.body, secret) {
				t.Errorf("%s %s: %d, or not worded, or it shows the address", tag, path, a.status)
			}
		}
	}
	b.language = locale.Chinese
	if a = b.get(edit); strings.Count(a.body, "<small>已设置</small>") != 2 {
		t.Error("the form does not say that address and secret are set")
	}

	// What is left empty stays; the kind stays.
	a = b.post(edit, url.Values{"unit": {"liuhe"}, "name": {"柳河镇工作群"}, "kind": {"feishu"}})
	if a.path != "/office/robots" || !strings.Contains(a.body, "柳河镇工作群") {
		t.Fatalf("changing: %d at %s\n%s", a.status, a.path, errorsOf(a.body))
	}
	r, err := h.db.Robot(context.Background(), id)
	h.must(err)
	if r.URL != address || r.Secret != secret || r.Kind != "dingtalk" || r.Unit != "liuhe" {
		t.Errorf("after the change it is of %s, %s, or lost its address", r.Unit, r.Kind)
	}

	// A test goes out by itself, and a matter of the unit is told in the group.
	b.post(edit+"/test", nil)
	m := h.register(aMatter())
	h.act("chief1", m, &petition.AssignedData{Unit: "liuhe", Path: petition.Ordinary})
	list, err := h.db.Reader(h.cases.Scope(h.officer("chief1"))).Deliveries(context.Background(), store.DeliveryWaits, "", 10)
	h.must(err)
	topics := ""
	for _, d := range list {
		if d.Robot == id {
			topics += " " + string(d.Topic)
			out, err := h.cases.Outgoing(context.Background(), d.ID, locale.Chinese)
			h.must(err)
			words, err := locale.Open()
			h.must(err)
			if said := words.For(locale.Chinese).T(out.Lines[0].Key, out.Lines[0].Args...); out.To.URL != address || strings.Contains(said, "⟦") {
				t.Errorf("it would go out as %q", said)
			}
		}
	}
	if topics != " assigned robot:test" {
		t.Errorf("told in the group:%s", topics)
	}
	if a = b.get("/office/deliveries"); !strings.Contains(a.body, "测试消息") || !strings.Contains(a.body, "柳河镇工作群") || strings.Contains(a.body, "abcdef0123") {
		t.Error("the log does not tell of the test, or tells the address")
	}

	if a = b.post(edit+"/close", nil); a.path != "/office/robots" || strings.Contains(a.body, edit) {
		t.Errorf("closing: %d at %s", a.status, a.path)
	}
	for _, path := range []string{edit, edit + "/test", edit + "/close"} {
		if a = b.post(path, form); a.status != http.StatusNotFound {
			t.Errorf("%s of a closed one: %d", path, a.status)
		}
	}
	out, err := h.cases.Outgoing(context.Background(), list[0].ID, locale.Chinese)
	h.must(err)
	if out != nil {
		t.Error("what waited for a closed group goes out")
	}
	if a = b.get("/office/deliveries?state=dropped"); !strings.Contains(a.body, "群机器人已停用") || !strings.Contains(a.body, "柳河镇工作群") {
		t.Error("the log does not say why it was dropped")
	}
	if strings.Contains(h.log.String(), "abcdef0123") || strings.Contains(h.log.String(), secret) {
		t.Error("the log tells the address")
	}
}
