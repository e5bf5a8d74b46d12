// Package web is the door of the officers: it reads a request, asks casework or the store, and shows
// the answer as a page. No rule lives here: what may be done is the domain's to say, and what is
// read is narrowed by the reader's scope.
//
// All its addresses stand under one base, /office, for the public site stands at the root. A handler
// takes a visit and returns an error; what kind of fault it is becomes a page in one place.
package web

import (
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"bihuan/casework"
	"bihuan/domain/org"
	"bihuan/locale"
	"bihuan/login"
	"bihuan/store"
	"bihuan/web/static"
)

// Options are what the door stands on.
type Options struct {
	Cases  *casework.Casework
	DB     *store.DB
	Login  *login.Login
	Words  *locale.Catalogues
	Static *static.Files
	Now    func() time.Time
	Log    *slog.Logger

	Base   string // what stands before every address; /office when empty
	Office string // the name of the bureau, as pages are headed: 清源县信访局
	Secure bool   // cookies only over HTTPS
}

// Web is the door.
type Web struct {
	cases  *casework.Casework
	db     *store.DB
	login  *login.Login
	words  *locale.Catalogues
	static *static.Files
	now    func() time.Time
	log    *slog.Logger
	base   string
	office string
	secure bool
	mux    *http.ServeMux
}

// handler answers one request. An error becomes a page.
type handler func(v *visit) error

// add registers a handler for the signed-in staff. The pattern is "METHOD /path", without the base.
// With acts, a post that the policy table gives none of them is refused at the door.
type add func(pattern string, h handler, opens ...org.Act)

// New makes the door.
func New(o Options) (*Web, error) {
	if o.Cases == nil || o.DB == nil || o.Login == nil || o.Words == nil || o.Static == nil || o.Now == nil {
		return nil, errors.New("web: casework, store, login, words, static files and clock are needed")
	}
	w := &Web{
		cases: o.Cases, db: o.DB, login: o.Login, words: o.Words, static: o.Static, now: o.Now, log: o.Log,
		base: o.Base, office: o.Office, secure: o.Secure, mux: http.NewServeMux(),
	}
	if w.base == "" {
		w.base = "/office"
	}
	if w.log == nil {
		w.log = slog.Default()
	}
	w.routes()
	return w, nil
}

// routes lists the areas; each registers its own addresses.
func (w *Web) routes() {
	w.doorRoutes(w.open) // before anybody has signed in

	w.todayRoutes(w.staff)
	w.listRoutes(w.staff)
	w.viewRoutes(w.staff)
	w.unitRoutes(w.staff)
	w.peopleRoutes(w.staff)
	w.holidayRoutes(w.staff)
	w.policyRoutes(w.staff)
	w.accountRoutes(w.staff)

	w.petitionRoutes(w.staff)   // petition*.go: one matter
	w.actRoutes(w.staff)        // act*.go: a form for every act
	w.registerRoutes(w.staff)   // register*.go: keying from letter, visit, call
	w.attachmentRoutes(w.staff) // attachment*.go: files
	w.liveRoutes(w.staff)       // live*.go: server-sent events

	w.staff("GET /", func(v *visit) error { return notFound() })
}

// open registers a handler that needs nobody signed in.
func (w *Web) open(pattern string, h handler, _ ...org.Act) {
	w.mux.Handle(w.pattern(pattern), w.serve(h, false, nil))
}

// staff registers a handler for the signed-in staff.
func (w *Web) staff(pattern string, h handler, opens ...org.Act) {
	w.mux.Handle(w.pattern(pattern), w.serve(h, true, opens))
}

func (w *Web) pattern(pattern string) string {
	method, path, _ := strings.Cut(pattern, " ")
	return method + " " + w.base + path
}

// Handler answers everything under the base. Requests that another site makes a browser send are
// refused.
func (w *Web) Handler() http.Handler {
	guard := http.NewCrossOriginProtection()
	guard.SetDenyHandler(w.serve(func(*visit) error { return crossOrigin() }, false, nil))
	return w.headers(w.login.LoadAndSave(guard.Handler(w.mux)))
}

// headers are what every answer bears. Pages hold what is not everybody's to see, so that nothing
// keeps them; no inline script or style may run.
func (w *Web) headers(next http.Handler) http.Handler {
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		h := rw.Header()
		h.Set("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cache-Control", "no-store")
		next.ServeHTTP(rw, r)
	})
}
