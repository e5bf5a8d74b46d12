package portal

import (
	"bytes"
	"context"
	"mime/multipart"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"bihuan/casework"
	"bihuan/domain/letter"
	"bihuan/domain/petition"
	"bihuan/locale"
	"bihuan/paper/press"
)

// noteForm is a letter to the petitioner, and slipForm one between offices: forms of the tests' own.
const (
	noteForm = `kind: test_note
name: 测试告知书
english: Trial notice
version: 1
order: 901
format: notice
series: 测告
from: bureau
to: petitioner
draft: caseworker
sign: section_chief
lists: matters
---
fields:
words | text | required | 告知 | Words
  default: {{.Name}}，您反映的{{about .Subject}}正在办理。
text:
= 测试告知书
@ {{.Name}}
{{words}}
! {{.From.Name}}
`
	slipForm = `kind: test_slip
name: 测试便函
english: Trial slip
version: 1
order: 902
format: letter
series: 测便
from: bureau
to: unit
draft: caseworker
sign: section_chief
---
fields:
words | text | required | 内容 | Words
  default: 请抓紧办理{{about .Subject}}。
text:
= 测试便函
@ {{.Unit.Name}}
{{words}}
! {{.From.Name}}
`
)

var stationery = sync.OnceValues(func() (casework.Stationery, error) {
	forms, err := letter.Load(fstest.MapFS{"test_note.md": {Data: []byte(noteForm)}, "test_slip.md": {Data: []byte(slipForm)}})
	if err != nil {
		return casework.Stationery{}, err
	}
	p, err := press.New("")
	return casework.Stationery{Forms: forms, Press: p, Site: "https://xf.example.gov.cn"}, err
})

// equipped is a house that can write letters.
func equipped(t *testing.T) *house {
	t.Helper()
	desk, err := stationery()
	if err != nil {
		t.Fatal(err)
	}
	h := newHouse(t)
	h.cases.Equip(desk)
	return h
}

// issued drafts and signs one letter about a matter, or several, and gives it as it is stored then.
func (h *house) issued(o office, kind letter.Kind, nos ...string) *letter.Letter {
	h.t.Helper()
	ctx := context.Background()
	h.pass(time.Minute)
	ids, err := h.cases.Draft(ctx, o.caseworker, casework.NewLetter{Kind: kind, Nos: nos})
	if err != nil {
		h.t.Fatal(err)
	}
	if err := h.cases.ActLetter(ctx, o.caseworker, ids[0], 0, letter.Submitting, ""); err != nil {
		h.t.Fatal(err)
	}
	if err := h.cases.SignLetter(ctx, o.chief, ids[0], 0); err != nil {
		h.t.Fatal(err)
	}
	l, err := h.db.StoredLetter(ctx, ids[0])
	if err != nil {
		h.t.Fatal(err)
	}
	return &l.Letter
}

func (h *house) void(o office, id string) {
	h.t.Helper()
	h.pass(24 * time.Hour)
	if err := h.cases.ActLetter(context.Background(), o.chief, id, 0, letter.Voiding, "写错了住址，另发一份"); err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) letterFile(o office, id, format string) []byte {
	h.t.Helper()
	content, _, err := h.cases.LetterFile(context.Background(), o.caseworker, id, format)
	if err != nil {
		h.t.Fatal(err)
	}
	return content
}

// upload checks a file, with a code if there is one.
func (v *visitor) upload(code string, content []byte) *visitor {
	v.t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	_ = w.WriteField("code", code)
	if content != nil {
		part, _ := w.CreateFormFile("file", "告知书.pdf")
		_, _ = part.Write(content)
	}
	w.Close()
	r, err := http.NewRequest("POST", v.server.URL+"/check", &b)
	if err != nil {
		v.t.Fatal(err)
	}
	r.Header.Set("Content-Type", w.FormDataContentType())
	return v.do(r)
}

// TestCheckPage: whoever holds a letter is told what was issued and whether it stands, in both languages,
// and nothing of what it says or whom it is about.
func TestCheckPage(t *testing.T) {
	for _, lang := range locale.Tags() {
		t.Run(lang, func(t *testing.T) {
			h := equipped(t)
			o := h.office()
			v := h.visitor()
			no, _ := v.filed(story())
			h.accept(o, no)
			l := h.issued(o, "test_note", no)
			v = h.visitor() // a stranger
			v.lang = lang
			name := map[string]string{locale.Chinese: "测试告知书", locale.English: "Trial notice"}[lang]
			secrets := []string{"王小明", no, "石门村", "青苗", "正在办理", "154"}

			v.get("/").status(200).sees(`href="/check"`)
			v.get("/check").status(200).sees(`name="code"`, `name="file"`)
			v.dump("check-form")
			v.get("/check/"+l.Code).status(200).sees(name, l.Number, "清源县信访局", "2026").seesNot(secrets...)
			v.dump("check-stands")
			// The code as somebody types it: small letters, with spaces and a dash.
			typed := strings.ToLower(l.Code[:4]) + " " + l.Code[4:8] + "-" + l.Code[8:]
			v.upload(typed, nil).status(200).sees(l.Number)
			if v.at != "/check" {
				t.Errorf("a typed code leads to %s", v.at)
			}

			pdf, docx := h.letterFile(o, l.ID, "pdf"), h.letterFile(o, l.ID, "docx")
			for _, content := range [][]byte{pdf, docx} {
				v.upload("", content).status(200).sees(l.Number, "i-done").seesNot("verdict-no")
				changed := bytes.Clone(content)
				changed[len(changed)/2] ^= 1
				v.upload("", changed).status(404).sees("verdict-no", "0000-6200101").seesNot(append(secrets, l.Number)...)
				v.upload(l.Code, changed).status(404).sees(l.Number, "verdict-no", "0000-6200101").seesNot(secrets...)
			}
			v.dump("check-differs")
			v.upload(l.Code, pdf).status(200).seesNot("verdict-no")
			v.dump("check-same")
			v.upload("22222222222A", pdf).status(200).sees(l.Number, "i-info")

			// What is wrong with the form is told on it.
			v.upload("", nil).status(422).sees("f-code-e")
			v.upload("ABC", nil).status(422).sees("f-code-e")
			v.upload("", []byte{}).status(422).sees("f-file-e")

			// A code of no letter is in no address.
			v.get("/check/22222222222A").status(404).sees("0000-6200101").seesNot("22222222222A")
			v.dump("check-unknown")
			if v.at != "/check/none" {
				t.Errorf("an unknown code is refused at %s", v.at)
			}

			h.void(o, l.ID)
			v.get("/check/"+l.Code).status(200).sees(l.Number, "verdict-no", "0000-6200101").seesNot(append(secrets, "住址", "另发")...)
			v.dump("check-voided")
			v.upload("", pdf).status(200).sees(l.Number, "verdict-no")
			if log := h.log.String(); strings.Contains(log, l.Code) || strings.Contains(log, "22222222222A") {
				t.Errorf("a code is in the log:\n%s", log)
			}
		})
	}
}

// TestCheckIsThrottled: after twenty codes of no letter from one address even a right one is put off;
// another address is not, and a right code does not wipe out the wrong ones.
func TestCheckIsThrottled(t *testing.T) {
	h := equipped(t)
	o := h.office()
	no, _ := h.visitor().filed(story())
	h.accept(o, no)
	l := h.issued(o, "test_note", no)
	v := h.from("192.0.2.7")
	for i := range 20 {
		v.get("/check/2222222222" + string(rune('A'+i)) + "A").status(404)
		if i == 10 {
			v.get("/check/" + l.Code).status(200)
		}
	}
	v.get("/check/"+l.Code).status(429).seesNot(l.Code, l.Number)
	v.dump("check-later")
	if v.at != "/check/later" {
		t.Errorf("put off at %s", v.at)
	}
	v.upload(l.Code, nil).status(429).seesNot(l.Number)
	h.from("192.0.2.8").get("/check/" + l.Code).status(200).sees(l.Number)
	h.pass(16 * time.Minute)
	v.get("/check/" + l.Code).status(200).sees(l.Number)

	files := h.from("192.0.2.9")
	for range 60 {
		files.upload("", []byte("no letter")).status(404)
	}
	files.upload("", []byte("no letter")).status(429)
}

// TestLettersToThePetitioner are listed on their page, opened and kept; letters between offices are not,
// and a voided one is named and not shown.
func TestLettersToThePetitioner(t *testing.T) {
	for _, lang := range locale.Tags() {
		t.Run(lang, func(t *testing.T) {
			h := equipped(t)
			o := h.office()
			v := h.visitor()
			v.lang = lang
			no, code := v.filed(story())
			h.accept(o, no)
			v.open(no, code).status(200).seesNot(`id="letters"`)
			l, old, inside := h.issued(o, "test_note", no), h.issued(o, "test_note", no), h.issued(o, "test_slip", no)
			h.void(o, old.ID)
			v.open(no, code).status(200).sees(l.Number, old.Number, "/follow/letter/"+l.ID).seesNot("/follow/letter/"+old.ID, inside.Number, inside.ID, "写错了住址")
			v.dump("matter-letters")

			v.get("/follow/letter/"+l.ID).status(200).sees("<svg", l.Number, "王小明", "doc-notice", `<div class="letter-text" lang="zh-CN">`, `class="pub print-bare"`)
			v.dump("letter")
			v.get("/follow/letter/" + l.ID + "/pdf").status(200)
			if v.body != string(h.letterFile(o, l.ID, "pdf")) {
				t.Error("the PDF is not the issued one")
			}
			v.get("/follow/letter/"+old.ID).status(409).sees(map[string]string{locale.Chinese: "作废", locale.English: "voided"}[lang], `href="/follow/matter"`)
			v.get("/follow/letter/" + old.ID + "/pdf").status(409)
			v.get("/follow/letter/" + inside.ID).status(404)
			v.get("/follow/letter/" + inside.ID + "/pdf").status(404)
			v.get("/follow/letter/nonsense").status(404)

			h.visitor().get("/follow/letter/" + l.ID).status(401)
			other := h.visitor()
			form := story()
			form.Set("name", "张建国")
			form.Set("phone", "15400009999")
			other.open(other.filed(form)).status(200).seesNot(l.Number)
			other.get("/follow/letter/" + l.ID).status(404)
			other.get("/follow/letter/" + l.ID + "/pdf").status(404)
		})
	}
}

// TestADuplicateSeesItsOwnLettersAlone: what was written to the petitioner of the matter that it was merged
// into is theirs.
func TestADuplicateSeesItsOwnLettersAlone(t *testing.T) {
	h := equipped(t)
	o := h.office()
	master, masterCode := h.visitor().filed(story())
	form := story()
	form.Set("name", "李文静")
	form.Set("phone", "15400005678")
	v := h.visitor()
	no, code := v.filed(form)
	own := h.issued(o, "test_note", no)
	h.accept(o, master)
	h.act(o.caseworker, no, &petition.Linked{Link: petition.Link{To: master, Kind: petition.Duplicate, Why: "同一条路"}})
	theirs := h.issued(o, "test_note", master)
	v.open(no, code).status(200).sees(own.Number).seesNot(theirs.Number, theirs.ID)
	v.get("/follow/letter/" + own.ID).status(200)
	v.get("/follow/letter/" + theirs.ID).status(404)
	v.get("/follow/letter/" + theirs.ID + "/pdf").status(404)
	// One letter about both is its first matter's petitioner's.
	both := h.issued(o, "test_note", master, no)
	v.get("/follow/matter").status(200).seesNot(both.Number)
	v.get("/follow/letter/" + both.ID).status(404)
	w := h.visitor()
	w.open(master, masterCode).status(200).sees(theirs.Number, both.Number).seesNot(own.Number)
	w.get("/follow/letter/" + own.ID).status(404)
}
