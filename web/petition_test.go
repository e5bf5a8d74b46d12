package web_test

import (
	"bufio"
	"context"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"bihuan/domain/org"
	"bihuan/domain/petition"
	"bihuan/domain/sample"
	"bihuan/locale"
)

// Personal data is masked; it is shown once, for a reason, and the view is journalled and told.
func TestARevealIsJournalled(t *testing.T) {
	s := newStage(t)
	no := s.claim()
	b := s.at["case1"]
	address := "/office/petitions/" + no
	secrets := []string{"王小明", "15400002107", "石门村3组12号"}
	hidden := func(what string, a answer) {
		t.Helper()
		for _, secret := range secrets {
			if strings.Contains(a.body, secret) {
				t.Errorf("%s shows %s", what, secret)
			}
		}
	}
	a := b.get(address)
	s.proper("the page", a)
	hidden("the page", a)
	a = b.post(address+"/reveal", url.Values{"why": {" "}})
	if a.status != http.StatusUnprocessableEntity {
		t.Errorf("without a reason: %d", a.status)
	}
	hidden("a refused reveal", a)
	a = b.post(address+"/reveal", url.Values{"why": {"电话回访"}})
	s.proper("the reveal", a)
	for _, secret := range secrets {
		if !strings.Contains(a.body, secret) {
			t.Errorf("the reveal does not show %s", secret)
		}
	}
	a = b.get(address)
	hidden("the page afterwards", a)
	if !strings.Contains(a.body, "电话回访") {
		t.Error("the page does not say who looked")
	}
	looks, err := s.db.Reader(org.Scope{County: string(sample.Code), All: true}).Reveals(context.Background(), no)
	s.must(err)
	if len(looks) != 1 || looks[0].Person != s.officer("case1").Person || looks[0].Why != "电话回访" {
		t.Errorf("journalled: %+v", looks)
	}
	if a = s.at["director"].post(address+"/reveal", url.Values{"why": {"x"}}); a.status != http.StatusUnprocessableEntity {
		t.Errorf("a reason of one letter: %d", a.status)
	}
	for _, visited := range b.visited {
		for _, secret := range secrets {
			if text, _ := url.QueryUnescape(visited); strings.Contains(text, secret) {
				t.Errorf("an address holds %s", secret)
			}
		}
	}
	s.quiet()
}

func TestAFileIsSavedByWhoMaySeeIt(t *testing.T) {
	s := newStage(t)
	no := s.claim()
	a := s.stepWith("case1", no, petition.KMaterialAdded, []file{{"来访登记表.txt", "来访登记表，九月十八日"}}, "text", "登记表")
	href := regexp.MustCompile(`/office/files/[^"]+`).FindString(a.body)
	if href == "" {
		t.Fatal("the file is not on the page")
	}
	got := s.at["case1"].get(href)
	if got.body != "来访登记表，九月十八日" || got.header.Get("X-Content-Type-Options") != "nosniff" ||
		!strings.HasPrefix(got.header.Get("Content-Disposition"), "attachment; filename*=") {
		t.Errorf("%d %v %q", got.status, got.header, got.body)
	}
	if got = s.signedIn("liuhe.handler1").get(href); got.status != http.StatusNotFound {
		t.Errorf("a stranger: %d", got.status)
	}
	if got = s.at["case1"].get(strings.Replace(href, no, s.claim(), 1)); got.status != http.StatusNotFound {
		t.Errorf("under another number: %d", got.status)
	}
}

// typedRecord is what is keyed from a visit.
func typedRecord() []string {
	return []string{"name", "赵来访", "phone", "15400003344", "address", "白水镇石门村5组", "subject", "石门村水渠被压毁", "purpose", "claim",
		"place", "990121101201", "category", sample.County().Categories[0].Code, "demands", "修好水渠|赔偿损失", "facts", "施工便道压坏水渠一百多米。", "persons", "3"}
}

func TestAVisitIsRegistered(t *testing.T) {
	s := newStage(t)
	b := s.at["case1"]
	const address = "/office/petitions/new"
	b.language = locale.English
	s.proper("in English", b.get(address))
	b.language = locale.Chinese
	first := b.get(address)
	s.proper("the form", first)

	// What is missing is listed, and nothing typed is lost.
	a := b.submit(first.formOf(t).with("name", "赵来访", "facts", "施工便道压坏水渠。", "demands", "修好水渠| "), file{"照片说明.txt", "水渠现场，九月。"})
	if a.status != http.StatusUnprocessableEntity {
		t.Fatalf("an empty form: %d", a.status)
	}
	for _, field := range []string{"#f-place", "#f-category", "#f-subject"} {
		if !strings.Contains(a.body, `href="`+field+`"`) {
			t.Errorf("%s is not said to be missing", field)
		}
	}
	f := a.formOf(t)
	if f.values.Get("name") != "赵来访" || f.values.Get("facts") != "施工便道压坏水渠。" || !strings.Contains(a.body, "照片说明.txt") {
		t.Errorf("typed was lost: %v", f.values)
	}

	// Room for another demand and another petitioner, without scripts.
	f = f.with(typedRecord()...)
	f.values.Set("add", "demands")
	a = b.submit(f)
	if a.status != http.StatusOK || len(a.formOf(t).values["demands"]) != 3 {
		t.Errorf("another demand: %d %v", a.status, a.formOf(t).values["demands"])
	}
	f = a.formOf(t)
	f.values.Set("add", "person")
	a = b.submit(f)
	f = a.formOf(t)
	if _, there := f.values["name.2"]; !there {
		t.Error("there is no room for a second petitioner")
	}
	f = f.with("name.2", "钱同来", "phone.2", "15400005566")

	a = b.submit(f)
	s.proper("the receipt", a)
	no := strings.Split(a.path, "/")[3]
	code := regexp.MustCompile(`[2-9A-Z]{5}-[2-9A-Z]{5}`).FindString(a.body)
	if !strings.HasSuffix(a.path, "/receipt") || code == "" || !strings.Contains(a.body, no) || !strings.Contains(a.body, "<path d=") {
		t.Fatalf("the receipt at %s: code %q", a.path, code)
	}
	p := s.petition(no)
	if len(p.Record.Petitioners) != 2 || len(p.Record.Demands) != 2 || len(p.Record.Attachments) != 1 || p.Record.Persons != 3 {
		t.Errorf("registered: %+v", p.Record)
	}

	// The code is shown once, and is in no address and no log.
	if a = b.get(a.path); strings.Contains(a.body, code) {
		t.Error("the code is shown twice")
	}
	s.proper("the receipt again", a)
	for _, visited := range b.visited {
		if strings.Contains(visited, code) || strings.Contains(visited, url.QueryEscape("赵来访")) {
			t.Errorf("an address tells too much: %s", visited)
		}
	}
	// The button pressed twice registers once.
	if a = b.submit(f); !strings.Contains(a.path, no) {
		t.Errorf("a second press registered %s", a.path)
	}
	s.quiet()
}

func TestRegistrationComparesPeople(t *testing.T) {
	s := newStage(t)
	no := s.claim()
	b := s.at["case2"]
	f := b.get("/office/petitions/new").formOf(t).with("phone", "154 0000 2107")
	f.values.Set("check", "on")
	a := b.submit(f)
	if a.status != http.StatusOK || !strings.Contains(a.body, "/office/petitions/"+no) {
		t.Errorf("the matter with the same phone is not found: %d", a.status)
	}
	if a.formOf(t).values.Get("phone") != "154 0000 2107" {
		t.Error("typed was lost")
	}
	f = b.get("/office/petitions/new").formOf(t).with("phone", "15400009999")
	f.values.Set("check", "on")
	if a = b.submit(f); strings.Contains(a.body, no) {
		t.Error("a stranger's matter is shown")
	}
}

// An accusation is kept from whom it is about from the first moment.
func TestAnAccusationIsWalledFromTheStart(t *testing.T) {
	s := newStage(t)
	b := s.at["case1"]
	a := b.submit(b.get("/office/petitions/new").formOf(t).with(append(typedRecord(), "purpose", "accusation", "accused_unit", "baishui")...))
	no := strings.Split(a.path, "/")[3]
	if p := s.petition(no); !p.Record.Has(petition.Accusing) || !slices.Contains(p.Record.Accused.Units, "baishui") {
		t.Fatalf("the record: %+v", p.Record.Accused)
	}
	if a = s.at["baishui.head"].get("/office/petitions/" + no); a.status != http.StatusNotFound {
		t.Errorf("the accused unit: %d", a.status)
	}
	if a = b.get(s.path(no, petition.KMaterialAdded)); strings.Contains(a.body, "data-draft=") {
		t.Error("a draft of it would be left in the browser")
	}
}

// Who looks at a matter hears of changes to it, and of who else looks.
func TestLivePages(t *testing.T) {
	s := newStage(t)
	no := s.claim()
	listen := func(login, topic string) (*bufio.Scanner, context.CancelFunc) {
		ctx, stop := context.WithTimeout(context.Background(), 20*time.Second)
		r, err := http.NewRequestWithContext(ctx, http.MethodGet, s.server.URL+"/office/live?on="+topic, nil)
		s.must(err)
		resp, err := s.at[login].client.Do(r)
		s.must(err)
		t.Cleanup(func() { stop(); resp.Body.Close() })
		if resp.StatusCode != http.StatusOK {
			t.Fatalf("%s on %s: %d", login, topic, resp.StatusCode)
		}
		return bufio.NewScanner(resp.Body), stop
	}
	wait := func(stream *bufio.Scanner, want string) {
		t.Helper()
		for stream.Scan() {
			if strings.Contains(stream.Text(), want) {
				return
			}
		}
		t.Fatalf("never heard %q", want)
	}
	mine, _ := listen("case1", no)
	wait(mine, "event: present")
	_, leave := listen("chief1", no)
	wait(mine, "data: "+s.officer("chief1").Name)
	list, _ := listen("case2", "list")
	wait(list, ":")
	s.act("case1", no, &petition.MaterialAdded{Text: "补来一张照片"})
	wait(mine, "event: changed")
	wait(mine, "data: "+no+" 2")
	wait(list, "data: "+no)
	leave()
	wait(mine, "event: present")
	if a := s.signedIn("liuhe.handler1").get("/office/live?on=" + no); a.status != http.StatusNotFound {
		t.Errorf("a stranger listens: %d", a.status)
	}
}
