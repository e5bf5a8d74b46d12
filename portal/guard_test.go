package portal

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"bihuan/domain/org"
	"bihuan/domain/personal"
	"bihuan/domain/petition"
)

// TestWrongCodesAreThrottled counts wrong codes by number and address: the sixth is put off, from
// another address the rightful owner still gets in, and a quarter of an hour later all is forgotten.
func TestWrongCodesAreThrottled(t *testing.T) {
	h := newHouse(t)
	v := h.from("192.0.2.7")
	no, code := v.filed(story())

	unknown := v.open("990121-260831-0099-A", "AAAAA-AAAAA").status(422).words()
	for i := range 5 {
		got := v.open(no, "AAAAA-AAAAA").status(422).words()
		if i == 0 && strings.ReplaceAll(got, no, "") != strings.ReplaceAll(unknown, "990121-260831-0099-A", "") {
			t.Errorf("an unknown number is told from a wrong code:\n%s\n%s", unknown, got)
		}
		h.pass(time.Minute)
	}
	v.open(no, code).status(429).sees("09:45", "0000-6200101")
	h.from("192.0.2.8").open(no, code).status(200)
	h.pass(9 * time.Minute)
	v.open(no, code).status(429)
	h.pass(time.Minute + time.Second)
	v.open(no, code).status(200)
	if v.at != "/follow/matter" {
		t.Errorf("opened to %s", v.at)
	}
}

// TestManyAddressesMeetACap: a number is not tried without end from ever new addresses, nor many
// numbers from one.
func TestManyAddressesMeetACap(t *testing.T) {
	h := newHouse(t)
	p, ctx := h.cases.Portal(), context.Background()
	no, code := h.visitor().filed(story())
	refused := 0
	for i := range 70 {
		if _, err := p.Open(ctx, no, "AAAAAAAAAA", "192.0.2."+string(rune('a'+i))); err == nil {
			t.Fatal("a wrong code opened a matter")
		} else if strings.Contains(err.Error(), "tries") {
			refused++
		}
	}
	if refused != 10 {
		t.Errorf("%d tries of 70 were put off, want 10", refused)
	}
	h.pass(16 * time.Minute)
	if _, err := p.Open(ctx, no, code, "192.0.2.1"); err != nil {
		t.Errorf("the owner is still kept out: %v", err)
	}
	refused = 0
	for i := range 40 {
		if _, err := p.Open(ctx, "990121-260831-"+string(rune('0'+i%10))+string(rune('0'+i/10))+"00-A", "AAAAAAAAAA", "192.0.2.2"); err != nil && strings.Contains(err.Error(), "tries") {
			refused++
		}
	}
	if refused != 10 {
		t.Errorf("%d numbers of 40 were put off, want 10", refused)
	}
}

// TestSentTwice presses the button twice, one after the other and at once: one matter, one receipt.
func TestSentTwice(t *testing.T) {
	h := newHouse(t)
	v := h.visitor()
	no, code := v.filed(story())
	form := story()
	form.Set("once", v.get("/file").hidden().Get("once"))
	form.Set("act", "check")
	next := v.send("/file", form, nil).status(200).hidden()
	next.Set("act", "send")
	second, again := v.post("/file", next).receipt()
	if second == no || again == code {
		t.Fatal("another form gave the same receipt")
	}
	if third, sameCode := v.post("/file", next).receipt(); third != second || sameCode != again {
		t.Errorf("pressed twice: %s %s, then %s %s", second, again, third, sameCode)
	}

	form.Set("once", v.get("/file").hidden().Get("once"))
	next = v.send("/file", form, nil).hidden()
	next.Set("act", "send")
	var wait sync.WaitGroup
	for range 4 {
		wait.Go(func() {
			r, _ := http.NewRequest("POST", v.server.URL+"/file", strings.NewReader(next.Encode()))
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			if answer, err := v.client.Do(r); err == nil {
				answer.Body.Close()
			}
		})
	}
	wait.Wait()
	fourth, _ := v.get("/file/receipt").receipt()
	if fourth == second {
		t.Error("the receipt is still the old one")
	}
	if _, err := h.db.Reader(org.Scope{County: h.db.County(), All: true}).Petition(context.Background(), fourth); err != nil {
		t.Error(err)
	}
	if n := strings.Count(fourth, "-0003-"); n != 1 {
		t.Errorf("the third matter has number %s", fourth)
	}
	v.filed(story())
	if no, _ := v.receipt(); !strings.Contains(no, "-0004-") {
		t.Errorf("pressing four times at once registered more than one matter: the next is %s", no)
	}
}

// TestADuplicateShowsNothingOfItsMastersPetitioner merges one matter into another's: its petitioner
// sees what is done and is answered, and finds no word of the other one.
func TestADuplicateShowsNothingOfItsMastersPetitioner(t *testing.T) {
	h := newHouse(t)
	o := h.office()
	master, masterCode := h.visitor().filed(story())
	form := story()
	form.Set("name", "李文静")
	form.Set("phone", "15400005678")
	form.Set("address", "城关镇石门村5组2号")
	form.Set("facts", "我家的也少发了")
	v := h.visitor()
	no, code := v.filed(form)
	h.accept(o, master)
	h.act(o.caseworker, no, &petition.Linked{Link: petition.Link{To: master, Kind: petition.Duplicate, Why: "同一条路"}})
	h.pass(24 * time.Hour)
	h.act(o.handler, master, &petition.Progress{Text: "到王小明家里量了地", Mark: petition.Verified, Demand: 1})
	secrets := []string{"王小明", "15400001234", "3组17号", master, "量了地", "2.3亩"}
	v.open(no, code).status(200).sees("合在一起办", o.head.Name).seesNot(secrets...)
	v.dump("matter-merged")
	h.reply(o, master)
	h.act(o.caseworker, no, &petition.ServedData{Paper: petition.PaperReply, Way: petition.Direct})
	v.open(no, code).status(200).sees("/follow/reply").seesNot(secrets...)
	v.get("/follow/reply").status(200).sees("查明每亩少发1200元").seesNot(secrets...)
	h.visitor().open(no, masterCode).status(422)
	other := h.visitor()
	other.open(master, masterCode).status(200).seesNot("李文静", "15400005678", no)
}

// TestFilesAreTheirOwners: a file is sent to whoever opened its matter, and to nobody else.
func TestFilesAreTheirOwners(t *testing.T) {
	h := newHouse(t)
	v, other := h.visitor(), h.visitor()
	no, code := v.filed(story())
	v.open(no, code)
	v.send("/follow/material", url.Values{"text": {"收据"}}, map[string][]byte{"收据.txt": []byte("收据上写着1200元")}).status(200)
	_, rest, _ := strings.Cut(v.body, "/follow/paper/")
	path := "/follow/paper/" + rest[:64]
	if v.get(path).status(200); !strings.Contains(v.body, "1200元") {
		t.Errorf("the file came as %q", v.body)
	}
	other.get(path).status(401)
	form := story()
	form.Set("phone", "15400009999")
	form.Set("name", "张建国")
	other.open(other.filed(form))
	other.get(path).status(404)
}

// TestMayExistTellsNothing: name and phone must both be right, accusations and confidences are never
// hinted at, and whoever asks often learns nothing.
func TestMayExistTellsNothing(t *testing.T) {
	h := newHouse(t)
	ctx, p := context.Background(), h.cases.Portal()
	h.visitor().filed(story())
	hidden := story()
	hidden.Set("name", "赵国强")
	hidden.Set("phone", "15400002222")
	hidden.Set("confidential", "on")
	h.visitor().filed(hidden)
	accusing := story()
	accusing.Set("name", "钱大海")
	accusing.Set("phone", "15400003333")
	accusing.Set("purpose", "accusation")
	h.visitor().filed(accusing)
	h.pass(2 * time.Hour)
	for _, c := range []struct {
		name, phone string
		want        bool
	}{
		{"王小明", "15400001234", true}, {"王 小明", "+86 154 0000 1234", true}, {"李文静", "15400001234", false},
		{"王小明", "15400001235", false}, {"王小明", "", false}, {"", "15400001234", false},
		{"赵国强", "15400002222", false}, {"钱大海", "15400003333", false},
	} {
		got, err := p.MayExist(ctx, petition.Petitioner{Name: personal.Name(c.name), Phone: personal.Phone(c.phone)}, "192.0.2.1")
		if err != nil || got != c.want {
			t.Errorf("%s %s: %v %v, want %v", c.name, c.phone, got, err, c.want)
		}
	}
	for range 20 {
		if _, err := p.MayExist(ctx, petition.Petitioner{Name: "孙某", Phone: "15400004444"}, "192.0.2.1"); err != nil {
			t.Fatal(err)
		}
	}
	if got, _ := p.MayExist(ctx, petition.Petitioner{Name: "王小明", Phone: "15400001234"}, "192.0.2.1"); got {
		t.Error("who asks often is still told")
	}

	v := h.visitor()
	form := story()
	form.Set("once", v.get("/file").hidden().Get("once"))
	form.Set("act", "check")
	v.send("/file", form, nil).status(200).sees("您可能已经反映过")
	v.dump("check-exists")
}

// TestAnAccusationIsWalled: the unit that was named does not see the matter.
func TestAnAccusationIsWalled(t *testing.T) {
	h := newHouse(t)
	o := h.office()
	form := story()
	form.Set("purpose", "accusation")
	form.Set("accused", string(o.unit))
	no, _ := h.visitor().filed(form)
	if _, err := h.cases.Act(context.Background(), o.caseworker, no, 0, &petition.AssignedData{Unit: o.unit}); err == nil {
		t.Error("the matter was assigned to the unit that it accuses")
	}
	if _, err := h.db.Reader(h.cases.Scope(o.head)).Petition(context.Background(), no); err == nil {
		t.Error("the head of the accused unit reads the matter")
	}
}

func TestAnonymous(t *testing.T) {
	h := newHouse(t)
	v := h.visitor()
	form := story()
	form.Set("anonymous", "on")
	form.Set("phone", "")
	form.Set("address", "")
	no, code := v.filed(form)
	v.open(no, code).status(200)
	p, err := h.db.Reader(org.Scope{County: h.db.County(), All: true}).PetitionOpen(context.Background(), no)
	if err != nil || !p.Record.Anonymous || p.Record.Contact().Name != "" {
		t.Errorf("not anonymous: %v %v", p, err)
	}
}

// TestAMatterClosesByItself after twenty minutes, and is kept open by looking at it.
func TestAMatterClosesByItself(t *testing.T) {
	h := newHouse(t)
	v := h.visitor()
	no, code := v.filed(story())
	v.open(no, code).status(200)
	for range 3 {
		h.pass(19 * time.Minute)
		v.get("/follow/matter").status(200)
	}
	h.pass(21 * time.Minute)
	v.get("/follow/matter").status(401)
}

func TestHeadersAndOrigin(t *testing.T) {
	h := newHouse(t)
	v := h.visitor()
	answer, err := v.client.Get(v.server.URL + "/file")
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	policy := answer.Header.Get("Content-Security-Policy")
	if !strings.Contains(policy, "default-src 'none'") || strings.Contains(policy, "unsafe") || answer.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("headers: %v", answer.Header)
	}
	r, _ := http.NewRequest("POST", v.server.URL+"/follow", strings.NewReader("no=1&code=2"))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "cross-site")
	v.do(r).status(403)
	v.get("/settings?lang=en&back=https://example.com/x").status(200)
	if v.at != "/" {
		t.Errorf("settings led to %s", v.at)
	}
	v.sees(`lang="en"`)
	v.get("/settings?size=large&back=/rules").status(200).sees(`data-size="large"`)
}
