package portal

import (
	"bytes"
	"context"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"bihuan/blob"
	"bihuan/casework"
	"bihuan/domain/deadline"
	"bihuan/domain/org"
	"bihuan/domain/petition"
	"bihuan/domain/sample"
	"bihuan/locale"
	"bihuan/paper"
	"bihuan/store"
	"bihuan/store/storetest"
	"bihuan/web/static"
)

// house is the real house in memory, with a clock to be turned.
type house struct {
	t     *testing.T
	now   time.Time
	db    *store.DB
	cases *casework.Casework
	door  http.Handler
	log   *bytes.Buffer
	book  *store.Directory
}

func newHouse(t *testing.T) *house {
	t.Helper()
	h := &house{t: t, now: time.Date(2026, 8, 31, 9, 30, 0, 0, deadline.Zone()), log: &bytes.Buffer{}}
	clock := func() time.Time { return h.now }
	h.db = storetest.New(t, storetest.SQLite, clock)
	settle(t, h.db)
	blobs, err := blob.OpenDisk(t.TempDir(), storetest.Vault(t))
	if err != nil {
		t.Fatal(err)
	}
	rules := storetest.Rules(t)
	var current atomic.Pointer[petition.Rules]
	current.Store(&rules)
	h.cases = casework.New(h.db, storetest.Vault(t), blobs, &current)
	words, err := locale.Open()
	if err != nil {
		t.Fatal(err)
	}
	files, err := static.Open()
	if err != nil {
		t.Fatal(err)
	}
	p, err := New(Options{Cases: h.cases.Portal(), DB: h.db, Words: words, Static: files.Prefix(), Now: clock, QR: paper.QR,
		Log: slog.New(slog.NewTextHandler(h.log, nil))})
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.Handle("/static/", files)
	mux.Handle("/", p.Handler())
	h.door = mux
	if h.book, err = h.db.Directory(context.Background()); err != nil {
		t.Fatal(err)
	}
	return h
}

func settle(t *testing.T, db *store.DB) {
	t.Helper()
	county, ctx := sample.County(), context.Background()
	err := db.Do(ctx, "settling", func(tx *store.Tx) error {
		for _, c := range county.Categories {
			if err := tx.PutCategories(ctx, store.Category(c)); err != nil {
				return err
			}
		}
		for _, err := range []error{tx.PutAreas(ctx, county.Areas...), tx.PutUnits(ctx, county.Units...),
			tx.PutPeople(ctx, county.People...), tx.PutPosts(ctx, county.Posts...),
			tx.PutOffice(ctx, store.Office{Name: "清源县信访局", Phone: "0000-6200101", Address: "清源县城关镇文昌路1号",
				Hours: "工作日08:30至17:30"})} {
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// officer finds somebody at work in a unit.
func (h *house) officer(unit org.UnitID, kind org.PostKind) org.Officer {
	h.t.Helper()
	for _, post := range h.book.Holders(unit, h.now, kind) {
		return h.book.Officer(post)
	}
	h.t.Fatalf("no %s in %s", kind, unit)
	return org.Officer{}
}

func (h *house) unit(kind org.UnitKind) org.UnitID {
	for _, u := range h.book.Units {
		if u.Kind == kind {
			return u.ID
		}
	}
	h.t.Fatalf("no unit of kind %s", kind)
	return ""
}

func (h *house) pass(d time.Duration) { h.now = h.now.Add(d) }

// act lets an officer act, and fails the test when it is refused.
func (h *house) act(by org.Officer, no string, d petition.Data) {
	h.t.Helper()
	h.pass(time.Minute)
	if _, err := h.cases.Act(context.Background(), by, no, 0, d); err != nil {
		h.t.Fatalf("%s: %v", d.Kind(), err)
	}
}

// visitor is a browser without scripts.
type visitor struct {
	*house
	client *http.Client
	server *httptest.Server
	lang   string
	at     string // the page it is on
	body   string
	code   int
	asked  []string // all addresses that were asked for
}

func (h *house) visitor() *visitor {
	h.t.Helper()
	v := &visitor{house: h, lang: locale.Chinese, server: httptest.NewServer(h.door)}
	h.t.Cleanup(v.server.Close)
	jar, _ := cookiejar.New(nil)
	v.client = &http.Client{Jar: jar}
	return v
}

// from is a visitor who comes from another address.
func (h *house) from(address string) *visitor {
	v := h.visitor()
	v.server.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.RemoteAddr = address + ":1234"
		h.door.ServeHTTP(w, r)
	})
	return v
}

func (v *visitor) do(r *http.Request) *visitor {
	v.t.Helper()
	r.Header.Set("Accept-Language", v.lang)
	v.asked = append(v.asked, r.URL.String())
	answer, err := v.client.Do(r)
	if err != nil {
		v.t.Fatal(err)
	}
	defer answer.Body.Close()
	var b bytes.Buffer
	if _, err := b.ReadFrom(answer.Body); err != nil {
		v.t.Fatal(err)
	}
	v.body, v.code, v.at = b.String(), answer.StatusCode, answer.Request.URL.Path
	v.asked = append(v.asked, answer.Request.URL.String())
	if strings.Contains(answer.Header.Get("Content-Type"), "html") {
		v.proper()
	}
	return v
}

var tags = regexp.MustCompile(`<[^>]*>`)

// proper is what every page owes: one heading, every word found, nothing inline.
func (v *visitor) proper() {
	v.t.Helper()
	if n := strings.Count(v.body, "<h1"); n != 1 {
		v.t.Errorf("%s has %d h1", v.at, n)
	}
	if i := strings.Index(v.body, "⟦"); i >= 0 {
		v.t.Errorf("%s lacks words: %.80s", v.at, v.body[i:])
	}
	for _, bad := range []string{"style=", "<style", "onclick=", "javascript:"} {
		if strings.Contains(v.body, bad) {
			v.t.Errorf("%s holds %s", v.at, bad)
		}
	}
	if v.lang == locale.English {
		// Names of the made county and what people wrote stay Chinese; the site's own words may not.
		if strings.Contains(v.body, "请") && !strings.Contains(v.body, "中文") {
			v.t.Errorf("%s speaks Chinese", v.at)
		}
	}
}

func (v *visitor) get(path string) *visitor {
	v.t.Helper()
	r, err := http.NewRequest("GET", v.server.URL+path, nil)
	if err != nil {
		v.t.Fatal(err)
	}
	return v.do(r)
}

func (v *visitor) post(path string, form url.Values) *visitor {
	v.t.Helper()
	r, err := http.NewRequest("POST", v.server.URL+path, strings.NewReader(form.Encode()))
	if err != nil {
		v.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return v.do(r)
}

// send posts a form with files.
func (v *visitor) send(path string, form url.Values, files map[string][]byte) *visitor {
	v.t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for name, values := range form {
		for _, value := range values {
			if err := w.WriteField(name, value); err != nil {
				v.t.Fatal(err)
			}
		}
	}
	for name, content := range files {
		part, err := w.CreateFormFile("attachments", name)
		if err != nil {
			v.t.Fatal(err)
		}
		_, _ = part.Write(content)
	}
	w.Close()
	r, err := http.NewRequest("POST", v.server.URL+path, &b)
	if err != nil {
		v.t.Fatal(err)
	}
	r.Header.Set("Content-Type", w.FormDataContentType())
	return v.do(r)
}

func (v *visitor) status(want int) *visitor {
	v.t.Helper()
	if v.code != want {
		v.t.Fatalf("%s answered %d, want %d:\n%s", v.at, v.code, want, v.words())
	}
	return v
}

// words is the page without its tags.
func (v *visitor) words() string {
	_, main, _ := strings.Cut(v.body, "<main")
	return strings.Join(strings.Fields(tags.ReplaceAllString(main, " ")), " ")
}

func (v *visitor) sees(texts ...string) *visitor {
	v.t.Helper()
	for _, text := range texts {
		if !strings.Contains(v.body, text) {
			v.t.Errorf("%s does not show %q:\n%s", v.at, text, v.words())
		}
	}
	return v
}

func (v *visitor) seesNot(texts ...string) *visitor {
	v.t.Helper()
	for _, text := range texts {
		if strings.Contains(v.body, text) {
			v.t.Errorf("%s shows %q:\n%s", v.at, text, v.words())
		}
	}
	return v
}

// hidden are the values that a page carries on in its forms.
func (v *visitor) hidden() url.Values {
	values := url.Values{}
	for _, m := range regexp.MustCompile(`<input type="hidden" name="([^"]*)" value="([^"]*)"`).FindAllStringSubmatch(v.body, -1) {
		values.Add(m[1], unescape(m[2]))
	}
	return values
}

func unescape(s string) string {
	return strings.NewReplacer("&#34;", `"`, "&quot;", `"`, "&#39;", "'", "&lt;", "<", "&gt;", ">", "&amp;", "&").Replace(s)
}

// story is a form filled in.
func story() url.Values {
	return url.Values{
		"subject": {"石门村3组修路占地，青苗补偿款少发"}, "category": {"01"}, "town": {"990121100"}, "village": {""},
		"facts": {"2026年5月修路占了我家2.3亩麦地，\n每亩少发了1200元。"}, "demands": {"补发青苗补偿款差额", "公布补偿标准和每户明细", ""},
		"purpose": {"claim"}, "name": {"王小明"}, "phone": {"15400001234"}, "address": {"城关镇石门村3组17号"}, "persons": {"1"},
	}
}

// filed files the story and gives number and code.
func (v *visitor) filed(form url.Values) (no, code string) {
	v.t.Helper()
	form.Set("once", v.get("/file").hidden().Get("once"))
	form.Set("act", "check")
	v.send("/file", form, nil).status(200)
	next := v.hidden()
	next.Set("act", "send")
	v.post("/file", next).status(200)
	return v.receipt()
}

var (
	number = regexp.MustCompile(`\d{6}-\d{6}-\d{4}-[A-Z]`)
	secret = regexp.MustCompile(`[2-9A-Z]{5}-[2-9A-Z]{5}`)
)

func (v *visitor) receipt() (no, code string) {
	v.t.Helper()
	if v.at != "/file/receipt" {
		v.t.Fatalf("no receipt at %s (%d): %s", v.at, v.code, v.words())
	}
	no, code = number.FindString(v.words()), secret.FindString(v.words())
	if no == "" || code == "" {
		v.t.Fatalf("the receipt lacks number or code: %s", v.words())
	}
	return no, code
}

func (v *visitor) open(no, code string) *visitor {
	v.t.Helper()
	return v.post("/follow", url.Values{"no": {no}, "code": {code}})
}
