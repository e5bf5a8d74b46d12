package login_test

import (
	"context"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"runtime"
	"strings"
	"testing"
	"time"

	"bihuan/domain/deadline"
	"bihuan/domain/fault"
	"bihuan/domain/org"
	"bihuan/domain/sample"
	"bihuan/login"
	"bihuan/store"
	"bihuan/store/storetest"
)

// cheap keeps the tests quick.
func cheap() login.Cost { return login.Cost{Memory: 64, Passes: 1} }

// clock is moved by the test.
type clock struct{ now time.Time }

func newClock() *clock {
	return &clock{time.Date(2026, 9, 18, 8, 30, 0, 0, deadline.Zone())}
}

func (c *clock) Now() time.Time          { return c.now }
func (c *clock) advance(d time.Duration) { c.now = c.now.Add(d) }

// house is a door with the made county behind it.
type house struct {
	t     *testing.T
	clock *clock
	db    *store.DB
	login *login.Login
}

var operator = org.Officer{County: string(sample.Code), Post: org.SystemAdmin}

func newHouse(t *testing.T, options ...func(*login.Options)) *house {
	t.Helper()
	return newHouseOn(t, storetest.SQLite, options...)
}

func newHouseOn(t *testing.T, engine storetest.Engine, options ...func(*login.Options)) *house {
	t.Helper()
	h := &house{t: t, clock: newClock()}
	h.db = storetest.New(t, engine, h.clock.Now)
	county := sample.County()
	err := h.db.Do(context.Background(), "the made county", func(tx *store.Tx) error {
		ctx := context.Background()
		if err := tx.PutUnits(ctx, county.Units...); err != nil {
			return err
		}
		if err := tx.PutPeople(ctx, county.People...); err != nil {
			return err
		}
		return tx.PutPosts(ctx, county.Posts...)
	})
	if err != nil {
		t.Fatal(err)
	}
	o := login.Options{DB: h.db, Now: h.clock.Now, Cost: cheap()}
	for _, option := range options {
		option(&o)
	}
	if h.login, err = login.New(o); err != nil {
		t.Fatal(err)
	}
	return h
}

const good = "Qingyuan-2026"

// account gives somebody a password of their own.
func (h *house) account(names ...string) {
	h.t.Helper()
	for _, name := range names {
		if err := h.login.Admit(context.Background(), operator, good, org.PersonID("p-"+name)); err != nil {
			h.t.Fatal(err)
		}
	}
}

// browser keeps cookies and asks one question at a time.
type browser struct {
	h      *house
	server *httptest.Server
	client *http.Client
	ask    func(ctx context.Context) error
}

func (h *house) browser() *browser {
	b := &browser{h: h}
	b.server = httptest.NewServer(h.login.LoadAndSave(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := b.ask(r.Context()); err != nil {
			w.WriteHeader(http.StatusTeapot)
		}
	})))
	h.t.Cleanup(b.server.Close)
	jar, _ := cookiejar.New(nil)
	b.client = &http.Client{Jar: jar}
	return b
}

// do asks within one request.
func (b *browser) do(ask func(ctx context.Context) error, headers ...string) error {
	b.h.t.Helper()
	var asked error
	b.ask = func(ctx context.Context) error {
		asked = ask(ctx)
		return asked
	}
	r, _ := http.NewRequest("GET", b.server.URL+"/", nil)
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	answer, err := b.client.Do(r)
	if err != nil {
		b.h.t.Fatal(err)
	}
	_ = answer.Body.Close()
	return asked
}

func (b *browser) signIn(name, password string) (must bool, err error) {
	b.h.t.Helper()
	err = b.do(func(ctx context.Context) (err error) {
		must, err = b.h.login.SignIn(ctx, name, password)
		return err
	})
	return must, err
}

func (b *browser) officer(headers ...string) (o org.Officer, err error) {
	b.h.t.Helper()
	err = b.do(func(ctx context.Context) (err error) {
		o, err = login.Officer(ctx)
		return err
	}, headers...)
	return o, err
}

// wants checks the key of a fault; "" for none.
func wants(t *testing.T, what string, err error, key string) *fault.Fault {
	t.Helper()
	f := fault.As(err)
	switch {
	case err == nil && key == "":
	case f == nil:
		t.Errorf("%s: %v, want %q", what, err, key)
	case f.Key != key:
		t.Errorf("%s: %v, want %q", what, f.Key, key)
	}
	return f
}

func TestSigningInGivesTheOfficerOfThePost(t *testing.T) {
	h := newHouse(t)
	h.account("baishui.head")
	b := h.browser()
	_, err := b.officer()
	wants(t, "before", err, "fault.login.signed_out")
	if must, err := b.signIn(" Baishui.HEAD ", good); err != nil || must {
		t.Fatal(must, err)
	}
	o, err := b.officer()
	if err != nil {
		t.Fatal(err)
	}
	if o.Person != "p-baishui.head" || o.Post != org.Head || o.Unit != "baishui" || o.UnitKind != org.Town || len(o.Above) == 0 || len(o.Below) == 0 {
		t.Errorf("officer %+v", o)
	}
	if err := b.do(h.login.SignOut); err != nil {
		t.Fatal(err)
	}
	_, err = b.officer()
	wants(t, "after signing out", err, "fault.login.signed_out")
}

func TestFifthWrongPasswordLocks(t *testing.T) {
	for i, name := range []string{"case1", "nobody", "case1", "nobody"} {
		engine, account := storetest.Engines()[i/2], name == "case1"
		t.Run(name+" "+string(engine), func(t *testing.T) {
			h := newHouseOn(t, engine)
			if account {
				h.account(name)
			}
			b := h.browser()
			for left := 4; left > 0; left-- {
				_, err := b.signIn(name, "wrong")
				f := wants(t, "wrong", err, "fault.login.wrong")
				if f != nil && f.Args[1] != left {
					t.Errorf("%v tries left, want %d", f.Args[1], left)
				}
				h.clock.advance(time.Minute)
			}
			_, err := b.signIn(name, "wrong")
			f := wants(t, "fifth", err, "fault.login.locked")
			if until := f.Args[1].(time.Time); !until.Equal(h.clock.now.Add(30 * time.Minute)) {
				t.Errorf("locked until %v, now is %v", until, h.clock.now)
			}
			if f.Kind != fault.Unknown {
				t.Errorf("kind %v", f.Kind)
			}
			h.clock.advance(30*time.Minute - time.Millisecond)
			_, err = b.signIn(name, good)
			wants(t, "the right one while locked", err, "fault.login.locked")
			h.clock.advance(time.Millisecond)
			_, err = b.signIn(name, good)
			if account {
				wants(t, "the right one afterwards", err, "")
			} else {
				f := wants(t, "afterwards", err, "fault.login.wrong")
				if f.Args[1] != 4 {
					t.Errorf("%v tries left after the lock", f.Args[1])
				}
			}
		})
	}
}

func TestARightPasswordForgetsTheWrongOnes(t *testing.T) {
	h := newHouse(t)
	h.account("case1")
	b := h.browser()
	for range 3 {
		for range 4 {
			_, err := b.signIn("case1", "wrong")
			wants(t, "wrong", err, "fault.login.wrong")
		}
		_, err := b.signIn("case1", good)
		wants(t, "right", err, "")
	}
}

// Guesses sent all at once must not slip through between looking and counting.
func TestGuessesAtOnceAreCounted(t *testing.T) {
	for _, engine := range storetest.Engines() {
		t.Run(string(engine), func(t *testing.T) { guessAtOnce(t, newHouseOn(t, engine)) })
	}
}

func guessAtOnce(t *testing.T, h *house) {
	h.account("case1")
	answers := make(chan error, 40)
	for range cap(answers) {
		b := h.browser()
		go func() {
			_, err := b.signIn("case1", "wrong")
			answers <- err
		}()
	}
	wrong := 0
	for range cap(answers) {
		switch f := fault.As(<-answers); {
		case f == nil:
			t.Error("no refusal")
		case f.Key == "fault.login.wrong":
			wrong++
		case f.Key != "fault.login.locked" && f.Kind != fault.Busy:
			t.Error(f)
		}
	}
	if wrong != 4 {
		t.Errorf("%d guesses were looked at before the lock, want 4", wrong)
	}
}

func TestOneAddressIsThrottled(t *testing.T) {
	h := newHouse(t, func(o *login.Options) { o.Throttle = 6 })
	h.account("case1", "case2")
	b := h.browser()
	for _, name := range []string{"a", "b", "c", "d", "e", "f"} {
		_, err := b.signIn(name, "wrong")
		wants(t, name, err, "fault.login.wrong")
	}
	_, err := b.signIn("case1", good)
	f := wants(t, "the seventh", err, "fault.login.throttled")
	if f.Kind != fault.Busy {
		t.Errorf("kind %v", f.Kind)
	}
	h.clock.advance(15 * time.Minute)
	for range 10 { // right ones are not counted: an office stands behind one address
		_, err = b.signIn("case1", good)
		wants(t, "afterwards", err, "")
	}
}

// Who has no account costs the same: the memory that a password takes tells that it was hashed.
func TestUnknownNamesCostTheSame(t *testing.T) {
	const memory = 32 << 20
	h := newHouse(t, func(o *login.Options) { o.Cost = login.Cost{Memory: memory >> 10, Passes: 1} })
	h.account("case1")
	b := h.browser()
	for _, name := range []string{"case1", "nobody"} {
		for i := range 6 { // wrong, then locked
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			_, err := b.signIn(name, "wrong")
			runtime.ReadMemStats(&after)
			if took := after.TotalAlloc - before.TotalAlloc; took < memory || took > 2*memory {
				t.Errorf("%s, try %d: %d bytes, %v", name, i+1, took, err)
			}
		}
	}
}

func TestFirstPasswordMustBeChanged(t *testing.T) {
	h := newHouse(t)
	first, err := h.login.Create(context.Background(), operator, "p-case1", "case1")
	if err != nil {
		t.Fatal(err)
	}
	b, other := h.browser(), h.browser()
	for _, b := range []*browser{b, other} {
		if must, err := b.signIn("case1", first); err != nil || !must {
			t.Fatal(must, err)
		}
	}
	o, err := b.officer()
	wants(t, "before the change", err, "fault.login.must_change")
	if o.Person != "" {
		t.Errorf("an officer before the change: %+v", o)
	}
	change := func(old, fresh string) error {
		return b.do(func(ctx context.Context) error { return h.login.ChangePassword(ctx, old, fresh) })
	}
	for _, c := range []struct{ old, fresh, field, key string }{
		{first, "Ab1-xyz", "fresh", "fault.login.short"},
		{first, strings.Repeat("Ab1-", 33), "fresh", "fault.login.long"},
		{first, "abcdefgh1", "fresh", "fault.login.kinds"},
		{first, "My-Case1-word", "fresh", "fault.login.name_within"},
		{first, "aDmin@123", "fresh", "fault.login.common"},
		{first, first, "fresh", "fault.login.same"},
		{"", good, "old", "fault.login.required.old"},
		{"wrong", good, "old", "fault.login.old"},
	} {
		if f := wants(t, c.fresh, change(c.old, c.fresh), c.key); f != nil && f.Field != c.field {
			t.Errorf("%s: field %q", c.key, f.Field)
		}
	}
	h.clock.advance(time.Second)
	if err := change(first, good); err != nil {
		t.Fatal(err)
	}
	if o, err := b.officer(); err != nil || o.Person != "p-case1" {
		t.Errorf("after the change: %+v, %v", o, err)
	}
	_, err = other.officer()
	wants(t, "the other session after the change", err, "fault.login.expired")
	_, err = other.signIn("case1", first)
	wants(t, "the old password", err, "fault.login.wrong")
}

func TestSessionsEndUnusedAndInTheEnd(t *testing.T) {
	h := newHouse(t)
	h.account("case1")
	t.Run("unused", func(t *testing.T) {
		b := h.browser()
		if _, err := b.signIn("case1", good); err != nil {
			t.Fatal(err)
		}
		h.clock.advance(29 * time.Minute)
		if _, err := b.officer(); err != nil {
			t.Errorf("after 29 minutes: %v", err)
		}
		h.clock.advance(29 * time.Minute)
		if _, err := b.officer(); err != nil {
			t.Errorf("used 29 minutes ago: %v", err)
		}
		h.clock.advance(30 * time.Minute)
		_, err := b.officer()
		wants(t, "after 30 minutes unused", err, "fault.login.expired")
	})
	t.Run("listening is no use", func(t *testing.T) {
		b := h.browser()
		if _, err := b.signIn("case1", good); err != nil {
			t.Fatal(err)
		}
		for range 5 {
			h.clock.advance(5 * time.Minute)
			if _, err := b.officer("Accept", "text/event-stream"); err != nil {
				t.Error(err)
			}
		}
		h.clock.advance(5 * time.Minute)
		_, err := b.officer("Accept", "text/event-stream")
		wants(t, "listening for half an hour", err, "fault.login.expired")
	})
	t.Run("in the end", func(t *testing.T) {
		b := h.browser()
		if _, err := b.signIn("case1", good); err != nil {
			t.Fatal(err)
		}
		for range 71 {
			h.clock.advance(10 * time.Minute)
			if _, err := b.officer(); err != nil {
				t.Fatal(err)
			}
		}
		h.clock.advance(10 * time.Minute)
		_, err := b.officer()
		wants(t, "after 12 hours", err, "fault.login.expired")
	})
}

func TestAPostThatEndsSignsOut(t *testing.T) {
	h := newHouse(t)
	h.account("case1")
	b := h.browser()
	if _, err := b.signIn("case1", good); err != nil {
		t.Fatal(err)
	}
	h.post(org.Post{ID: "post-case1", Unit: "bureau", Kind: org.Caseworker, Person: "p-case1",
		From: h.clock.now.AddDate(-1, 0, 0), Until: h.clock.now.Add(time.Minute)})
	if _, err := b.officer(); err != nil {
		t.Errorf("in the last minute: %v", err)
	}
	h.clock.advance(time.Minute)
	_, err := b.officer()
	wants(t, "after the post", err, "fault.login.post_ended")
	_, err = b.signIn("case1", good)
	wants(t, "signing in again", err, "fault.login.no_post")
}

func (h *house) post(p org.Post) {
	h.t.Helper()
	ctx := context.Background()
	if err := h.db.Do(ctx, "a post", func(tx *store.Tx) error { return tx.PutPosts(ctx, p) }); err != nil {
		h.t.Fatal(err)
	}
}

func TestSeveralPosts(t *testing.T) {
	h := newHouse(t)
	h.account("case1")
	h.post(org.Post{ID: "second", Unit: "baishui", Kind: org.Deputy, Person: "p-case1", From: h.clock.now.Add(-time.Hour)})
	b := h.browser()
	if _, err := b.signIn("case1", good); err != nil {
		t.Fatal(err)
	}
	if o, _ := b.officer(); o.Unit != "bureau" {
		t.Errorf("first in %q", o.Unit)
	}
	choose := func(post string) error {
		return b.do(func(ctx context.Context) error { return h.login.Choose(ctx, post) })
	}
	wants(t, "somebody else's post", choose("post-director"), "fault.login.post")
	if err := choose("second"); err != nil {
		t.Fatal(err)
	}
	if o, _ := b.officer(); o.Unit != "baishui" || o.Post != org.Deputy {
		t.Errorf("after choosing: %+v", o)
	}
	again := h.browser()
	if _, err := again.signIn("case1", good); err != nil {
		t.Fatal(err)
	}
	if o, _ := again.officer(); o.PostID != "second" {
		t.Errorf("the next time in %q", o.PostID)
	}
}

func TestOwnSessions(t *testing.T) {
	h := newHouse(t)
	h.account("case1", "case2")
	here, there, stranger := h.browser(), h.browser(), h.browser()
	for _, b := range []*browser{here, there} {
		if _, err := b.signIn("case1", good); err != nil {
			t.Fatal(err)
		}
		h.clock.advance(time.Second)
	}
	if _, err := stranger.signIn("case2", good); err != nil {
		t.Fatal(err)
	}
	var list []login.Session
	mine := func(ctx context.Context) (err error) {
		list, err = h.login.Sessions(ctx)
		return err
	}
	if err := here.do(mine); err != nil || len(list) != 2 || list[0].Current || !list[1].Current || list[0].Address != "127.0.0.1" || list[0].Agent == "" {
		t.Fatalf("%+v, %v", list, err)
	}
	end := func(b *browser, id string) error {
		return b.do(func(ctx context.Context) error { return h.login.End(ctx, id) })
	}
	wants(t, "somebody else's session", end(stranger, list[0].ID), "fault.login.session")
	wants(t, "the other own one", end(here, list[0].ID), "")
	_, err := there.officer()
	wants(t, "there", err, "fault.login.expired")
	if _, err := here.officer(); err != nil {
		t.Errorf("here: %v", err)
	}
	if _, err := there.signIn("case1", good); err != nil {
		t.Fatal(err)
	}
	wants(t, "ending the others", there.do(h.login.EndOthers), "")
	_, err = here.officer()
	wants(t, "here", err, "fault.login.expired")
	if _, err := there.officer(); err != nil {
		t.Errorf("there: %v", err)
	}
}

func TestAccountsAreKeptByTheSystemAdministrator(t *testing.T) {
	h := newHouse(t)
	ctx := context.Background()
	chief, _ := sample.Officer("chief1")
	_, err := h.login.Create(ctx, chief, "p-case1", "case1")
	wants(t, "a section chief", err, "fault.login.accounts")
	_, err = h.login.Create(ctx, operator, "p-none", "x")
	wants(t, "nobody", err, "fault.login.person")
	_, err = h.login.Create(ctx, operator, "p-case1", "case2")
	wants(t, "a name that somebody has", err, "fault.org.login_taken")
	_, err = h.login.Create(ctx, operator, "p-case1", "two words")
	wants(t, "a name with a space", err, "fault.login.name")
	first, err := h.login.Create(ctx, operator, "p-case1", "wang.li")
	if err != nil {
		t.Fatal(err)
	}
	_, err = h.login.Create(ctx, operator, "p-case1", "wang.li")
	wants(t, "twice", err, "fault.login.exists")

	b := h.browser()
	if must, err := b.signIn("wang.li", first); err != nil || !must {
		t.Fatal(must, err)
	}
	wants(t, "locking", h.login.Lock(ctx, operator, "p-case1"), "")
	_, err = b.officer()
	wants(t, "a locked one", err, "fault.login.expired")
	_, err = b.signIn("wang.li", first)
	wants(t, "a locked one at the door", err, "fault.login.closed")
	_, err = b.signIn("wang.li", "wrong")
	wants(t, "what a wrong password tells", err, "fault.login.wrong")
	wants(t, "unlocking", h.login.Unlock(ctx, operator, "p-case1"), "")
	_, err = b.signIn("wang.li", first)
	wants(t, "an unlocked one", err, "")
	again, err := h.login.Reset(ctx, operator, "p-case1")
	if err != nil || again == first {
		t.Fatal(err)
	}
	_, err = b.officer()
	wants(t, "after a new password", err, "fault.login.expired")
	admin, _ := sample.Officer("sysadmin")
	h.account("sysadmin")
	wants(t, "the own account", h.login.Lock(ctx, admin, admin.Person), "fault.login.own")
}

func TestACookieIsGuarded(t *testing.T) {
	for _, secure := range []bool{false, true} {
		h := newHouse(t, func(o *login.Options) { o.Secure = secure })
		h.account("case1")
		answer := httptest.NewRecorder()
		h.login.LoadAndSave(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			if _, err := h.login.SignIn(r.Context(), "case1", good); err != nil {
				t.Error(err)
			}
		})).ServeHTTP(answer, httptest.NewRequest("POST", "/", nil))
		cookies := answer.Result().Cookies()
		if len(cookies) != 1 {
			t.Fatalf("cookies %v", cookies)
		}
		c := cookies[0]
		if !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Secure != secure || c.Path != "/" || !c.Expires.IsZero() || strings.HasPrefix(c.Name, "__Host-") != secure {
			t.Errorf("secure %v: %+v", secure, c)
		}
		if s, _ := h.db.Sessions(context.Background(), "p-case1"); len(s) != 1 || strings.Contains(s[0].Token, c.Value) {
			t.Error("the token itself is stored")
		}
	}
}

func TestTheProxyTellsTheAddress(t *testing.T) {
	for proxy, want := range map[bool]string{false: "127.0.0.1", true: "10.1.2.3"} {
		h := newHouse(t, func(o *login.Options) { o.Proxy = proxy })
		h.account("case1")
		b := h.browser()
		err := b.do(func(ctx context.Context) error {
			_, err := h.login.SignIn(ctx, "case1", good)
			return err
		}, "X-Forwarded-For", "6.6.6.6, 10.1.2.3")
		if err != nil {
			t.Fatal(err)
		}
		if s, _ := h.db.Sessions(context.Background(), "p-case1"); s[0].Address != want {
			t.Errorf("proxy %v: address %q", proxy, s[0].Address)
		}
	}
}

func TestPasswordsAreHashedAnewAtAHigherCost(t *testing.T) {
	h := newHouse(t)
	h.account("case1")
	before, _, _ := h.db.Account(context.Background(), "p-case1")
	dearer, err := login.New(login.Options{DB: h.db, Now: h.clock.Now, Cost: login.Cost{Memory: 128, Passes: 1}})
	if err != nil {
		t.Fatal(err)
	}
	h.login = dearer
	if _, err := h.browser().signIn("case1", good); err != nil {
		t.Fatal(err)
	}
	after, _, _ := h.db.Account(context.Background(), "p-case1")
	if !strings.Contains(before.Hash, "m=64,") || !strings.Contains(after.Hash, "m=128,") {
		t.Errorf("%s, then %s", before.Hash[:30], after.Hash[:30])
	}
	if _, err := h.browser().signIn("case1", good); err != nil {
		t.Errorf("afterwards: %v", err)
	}
}
