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
)

// Options are what the door stands on.
type Options struct {
	Casework *casework.Casework
	DB       *store.DB
	Login    *login.Login
	Locale   *locale.Catalogues
	Now      func() time.Time
	Static   string // what stands before the name of a static file
	Language string // for a reader whose browser asks for none of ours
	Base     string // what stands before every address; /office when empty
	BaseURL  string // where the site is seen from outside: https://xf.example.gov.cn; "" when unknown
	Upload   int64  // bytes that a request with files may carry
	Log      *slog.Logger
}

// Web is the door.
type Web struct {
	Options

	mux *http.ServeMux
}

// handler answers one request. An error becomes a page.
type handler func(v *visit) error

// add registers a handler for the signed-in staff. The pattern is "METHOD /path", without the base.
// With acts, a post that the policy table gives none of them is refused at the door.
type add func(pattern string, h handler, opens ...org.Act)

// New makes the door.
func New(o Options) (*Web, error) {
	if o.Casework == nil || o.DB == nil || o.Login == nil || o.Locale == nil || o.Now == nil {
		return nil, errors.New("web: casework, store, login, words and clock are needed")
	}
	if o.Base == "" {
		o.Base = "/office"
	}
	if o.Log == nil {
		o.Log = slog.Default()
	}
	w := &Web{Options: o, mux: http.NewServeMux()}
	w.routes()
	return w, nil
}

// routes lists the areas; each registers its own addresses.
func (w *Web) routes() {
	w.doorRoutes(w.open) // before anybody has signed in

	w.todayRoutes(w.staff)
	w.overviewRoutes(w.staff) // overview*.go, wall.go: how things stand
	w.patrolRoutes(w.staff)   // patrol*.go: the rounds of the bureau
	w.inboxRoutes(w.staff)
	w.supervisionRoutes(w.staff) // supervision*.go: what rules suggest, orders under way
	w.disciplineRoutes(w.staff)  // discipline*.go: matters that came back
	w.clusterRoutes(w.staff)     // cluster*.go: matters of many with one cause
	w.callbackRoutes(w.staff)
	w.letterRoutes(w.staff) // letter*.go: what an office sends
	w.ladderRoutes(w.staff)
	w.speedRoutes(w.staff)
	w.listRoutes(w.staff)
	w.viewRoutes(w.staff)
	w.exportRoutes(w.staff)
	w.unitRoutes(w.staff)
	w.peopleRoutes(w.staff)
	w.holidayRoutes(w.staff)
	w.bureauRoutes(w.staff)
	w.robotRoutes(w.staff)
	w.deliveryRoutes(w.staff)
	w.jobRoutes(w.staff)
	w.reportRoutes(w.staff)       // report.go: the county's figures
	w.receptionRoutes(w.staff)    // keyed.go: what an office keys in for reports
	w.consultationRoutes(w.staff) // likewise
	w.scoreRoutes(w.staff)        // score*.go: the assessment of units
	w.editionRoutes(w.staff)      // edition*.go: reports as they were issued
	w.bulletinRoutes(w.staff)
	w.suggestRoutes(w.staff) // suggest.go: how often suggestions are right
	w.policyRoutes(w.staff)
	w.accountRoutes(w.staff)

	w.petitionRoutes(w.staff)   // petition*.go: one matter
	w.actRoutes(w.staff)        // act*.go: a form for every act
	w.compareRoutes(w.staff)    // compare*.go: what may be the same
	w.registerRoutes(w.staff)   // register*.go: keying from letter, visit, call
	w.attachmentRoutes(w.staff) // attachment*.go: files
	w.casefileRoutes(w.staff)   // casefile.go: all papers of a matter in one
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
	return method + " " + w.Base + path
}

// Handler answers everything under the base. It stands behind login's Middleware.
func (w *Web) Handler() http.Handler { return w.mux }
