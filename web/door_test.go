package web_test

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"bihuan/domain/org"
)

func TestSignInLeadsBackToWhereOneWas(t *testing.T) {
	h := newHouse(t)
	b := h.browser()
	a := b.get("/office/petitions?due=week")
	if a.path != "/office/sign-in" {
		t.Fatalf("nobody signed in, yet at %s", a.uri)
	}
	a = b.post("/office/sign-in", url.Values{"login": {"case1"}, "password": {password}, "next": {"/office/petitions?due=week"}})
	if a.uri != "/office/petitions?due=week" {
		t.Errorf("came back to %s", a.uri)
	}
	if a = b.post("/office/sign-out", nil); a.path != "/office/sign-in" {
		t.Errorf("signed out to %s", a.path)
	}
	if a = b.get("/office/"); a.path != "/office/sign-in" {
		t.Errorf("still in after signing out: %s", a.path)
	}
}

func TestSignInLeadsNowhereElse(t *testing.T) {
	h := newHouse(t)
	for _, next := range []string{"https://example.com/", "//example.com/office/", "/file", "/office/../file", `/office\..\x`, "/office/sign-in", "/officer"} {
		b := h.browser()
		a := b.post("/office/sign-in", url.Values{"login": {"case1"}, "password": {password}, "next": {next}})
		if a.uri != "/office/" {
			t.Errorf("next %q leads to %s", next, a.uri)
		}
	}
}

func TestLockout(t *testing.T) {
	h := newHouse(t)
	b := h.browser()
	wrong := url.Values{"login": {"case1"}, "password": {"wrong"}}
	for range 5 {
		if a := b.post("/office/sign-in", wrong); a.status != http.StatusUnauthorized {
			t.Fatalf("a wrong password is answered with %d", a.status)
		}
	}
	right := url.Values{"login": {"case1"}, "password": {password}}
	a := b.post("/office/sign-in", right)
	if a.status != http.StatusUnauthorized || !strings.Contains(a.body, "err-sum") {
		t.Errorf("a locked account is let in: %d", a.status)
	}
	if strings.Contains(a.body, password) {
		t.Error("the page repeats the password")
	}
	h.advance(31 * time.Minute)
	if a = b.post("/office/sign-in", right); a.path != "/office/" {
		t.Errorf("still locked after the time is over: %s", a.path)
	}
}

func TestFirstPasswordIsChangedFirst(t *testing.T) {
	h := newHouse(t)
	first, err := h.login.Reset(context.Background(), h.officer("sysadmin"), "p-case2")
	h.must(err)
	b := h.browser()
	a := b.post("/office/sign-in", url.Values{"login": {"case2"}, "password": {first}})
	if a.path != "/office/account/password" {
		t.Fatalf("with a first password at %s", a.path)
	}
	if a = b.get("/office/petitions"); a.path != "/office/account/password" {
		t.Errorf("the list is open before the first password is changed: %s", a.path)
	}
	form := url.Values{"old": {first}, "fresh": {"Seven herons over the weir"}, "again": {"Seven herons over the wear"}}
	if a = b.post("/office/account/password", form); a.status != http.StatusUnprocessableEntity {
		t.Errorf("two passwords that differ: %d", a.status)
	}
	form.Set("again", form.Get("fresh"))
	if a = b.post("/office/account/password", form); a.path != "/office/" || !strings.Contains(a.body, "flash-done") {
		t.Errorf("after the change at %s", a.path)
	}
}

func TestFormOutlivesTheSession(t *testing.T) {
	h := newHouse(t)
	b := h.signedIn("sysadmin")
	h.advance(2 * time.Hour)
	form := url.Values{"name": {"New Unit"}, "id": {"newunit"}, "kind": {"department"}, "area": {"990121"}, "parent": {"county"}}
	a := b.post("/office/units", form)
	if a.status != http.StatusUnauthorized || !strings.Contains(a.body, `name="keep.name" value="New Unit"`) {
		t.Fatalf("what was typed is not kept: %d", a.status)
	}
	in := url.Values{"login": {"sysadmin"}, "password": {password}, "keep-action": {"/office/units"}}
	for name, values := range form {
		in["keep."+name] = values
	}
	a = b.post("/office/sign-in", in)
	if a.status != http.StatusOK || !strings.Contains(a.body, `action="/office/units"`) || !strings.Contains(a.body, `name="name" value="New Unit"`) {
		t.Fatalf("what was typed is not offered again: %d %s", a.status, a.path)
	}
	in.Set("keep-action", "https://example.com/")
	if a = h.browser().post("/office/sign-in", in); strings.Contains(a.body, "example.com") {
		t.Error("a form is sent to another site")
	}
}

func TestAdministratorsBeginWithWhatIsTheirs(t *testing.T) {
	h := newHouse(t)
	for login, want := range map[string]string{"sysadmin": "/office/people", "secadmin": "/office/policy", "auditadmin": "/office/policy"} {
		b := h.signedIn(login)
		if a := b.get("/office/"); a.path != want {
			t.Errorf("%s begins at %s, want %s", login, a.path, want)
		}
		if a := b.get("/office/petitions"); a.status != http.StatusForbidden {
			t.Errorf("%s opens the list: %d", login, a.status)
		}
	}
}

func TestSettingsAreKept(t *testing.T) {
	h := newHouse(t)
	b := h.signedIn("case1")
	a := b.get("/office/settings?lang=en&back=/office/account")
	if a.path != "/office/account" || !strings.Contains(a.body, `lang="en"`) {
		t.Errorf("the language is not kept: %s", a.path)
	}
	if a = b.get("/office/settings?theme=dark&size=large&back=//example.com"); a.path != "/office/" || !strings.Contains(a.body, `data-theme="dark"`) || !strings.Contains(a.body, `data-size="large"`) {
		t.Errorf("theme and size are not kept at %s", a.path)
	}
	if a = b.get("/office/settings?theme=%22evil&back=/office/"); !strings.Contains(a.body, `data-theme="dark"`) {
		t.Error("a theme that is none is taken")
	}
}

func TestAccounts(t *testing.T) {
	h := newHouse(t)
	b := h.signedIn("sysadmin")
	a := b.post("/office/people", url.Values{"name": {"Zhao Ming"}, "phone": {"0000-6209999"}})
	if a.status != http.StatusOK || !strings.HasPrefix(a.path, "/office/people/") {
		t.Fatalf("adding a person: %d at %s", a.status, a.path)
	}
	person := a.path
	a = b.post(person+"/account", url.Values{"login": {"zhao.ming"}})
	if a.status != http.StatusOK || !strings.Contains(a.body, "<code>") {
		t.Fatalf("making an account: %d", a.status)
	}
	first, _, _ := strings.Cut(a.body[strings.LastIndex(a.body, "<code>")+6:], "</code>")
	if again := b.get(person); strings.Contains(again.body, first) {
		t.Error("the first password is shown twice")
	}
	from := url.Values{"kind": {"handler"}, "title": {"handler"}, "person": {strings.TrimPrefix(person, "/office/people/")}, "from": {"2026-09-01"}}
	if a = b.post("/office/units/baishui/posts", from); a.path != "/office/units/baishui" || !strings.Contains(a.body, "Zhao Ming") {
		t.Fatalf("giving a post: %d at %s", a.status, a.path)
	}
	if a = h.browser().post("/office/sign-in", url.Values{"login": {"zhao.ming"}, "password": {first}}); a.path != "/office/account/password" {
		t.Errorf("the new account leads to %d %s", a.status, a.path)
	}
	b.post(person+"/lock", nil)
	if a = h.browser().post("/office/sign-in", url.Values{"login": {"zhao.ming"}, "password": {first}}); a.status == http.StatusOK {
		t.Error("a closed account is let in")
	}
	if a = h.signedIn("chief1").post(person+"/reset", nil); a.status != http.StatusForbidden {
		t.Errorf("a section chief resets a password: %d", a.status)
	}
}

func TestUnits(t *testing.T) {
	h := newHouse(t)
	b := h.signedIn("chief1")
	if a := b.post("/office/units/baishui", url.Values{"name": {""}, "kind": {"township"}, "area": {"990121101"}}); a.status != http.StatusUnprocessableEntity {
		t.Errorf("a unit without a name: %d", a.status)
	}
	town := url.Values{"name": {"白水镇"}, "kind": {"township"}, "area": {"990121101"}, "parent": {"county"}, "sign": {"清信"}, "address": {"白水街2号"}}
	if a := b.post("/office/units/baishui", town); a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, `value="清信"`) || !strings.Contains(a.body, "白水街2号") {
		t.Errorf("with the bureau's sign: %d; what was typed must stay", a.status)
	}
	town.Set("sign", "白水政信")
	if a := b.post("/office/units/baishui", town); a.path != "/office/units/baishui" || !strings.Contains(a.body, "白水政信") || !strings.Contains(a.body, "白水街2号") {
		t.Errorf("a new sign and address: %d at %s; they stand on the unit's page", a.status, a.path)
	}
	if a := b.get("/office/units/baishui/edit"); !strings.Contains(a.body, `value="白水政信"`) || !strings.Contains(a.body, `value="白水街2号"`) {
		t.Error("the form does not show the sign and address that are known")
	}
	a := b.post("/office/posts/post-baishui.clerk/change", url.Values{"person": {"p-case2"}, "from": {"2026-09-21"}})
	if a.path != "/office/units/baishui" {
		t.Fatalf("changing a holder: %d at %s", a.status, a.path)
	}
	dir, err := h.db.Directory(context.Background())
	h.must(err)
	for day, want := range map[string]org.PersonID{"2026-09-20 23:59": "p-baishui.clerk", "2026-09-21 00:01": "p-case2"} {
		h.at(day)
		posts := dir.Holders("baishui", time.UnixMilli(h.now.Load()), org.Clerk)
		if len(posts) != 1 || posts[0].Person != want {
			t.Errorf("on %s the post is held by %v, want %s", day, posts, want)
		}
	}
	h.at("2026-09-18 14:42")
	if a = h.signedIn("baishui.clerk").post("/office/units/baishui", url.Values{"name": {"x"}}); a.status != http.StatusForbidden {
		t.Errorf("a clerk changes a unit: %d", a.status)
	}
}
