package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// TestBureau: what petitioners read of the bureau is kept by those who keep units.
func TestBureau(t *testing.T) {
	h := newHouse(t)
	chief := h.signedIn("chief1")
	form := url.Values{"name": {"清源县信访局"}, "phone": {"0000-6200101"}, "address": {"文昌路8号"}, "hours": {"工作日"}}
	if a := chief.post("/office/bureau", form); a.status != http.StatusOK || !strings.Contains(a.body, "文昌路8号") {
		t.Fatalf("saving: %d at %s", a.status, a.path)
	}
	if a := h.signedIn("director").get("/office/bureau"); !strings.Contains(a.body, "文昌路8号") {
		t.Error("what was saved is not shown")
	}
	form.Set("phone", "call us")
	if a := chief.post("/office/bureau", form); a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, "文昌路8号") {
		t.Errorf("a phone in words: %d; what was typed must stay", a.status)
	}
	for _, login := range []string{"case1", "baishui.head", "auditadmin"} {
		if a := h.signedIn(login).get("/office/bureau"); a.status != http.StatusForbidden && a.status != http.StatusNotFound {
			t.Errorf("%s: %d", login, a.status)
		}
	}
}
