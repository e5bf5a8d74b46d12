// Package portal is the door of the petitioners: they file a matter, follow it with its number and
// query code, add to it, read the answer, judge it, ask for review, withdraw. It reaches no other
// verb than casework.Portal's and needs no script.
//
// No personal data and no query code is ever in an address or a log. What has to be kept between two
// pages (the files of an unfinished form, the receipt) is sealed under a key that only the visitor's
// browser has.
package portal

import (
	"errors"
	"log/slog"
	"net/http"
	"time"

	"github.com/alexedwards/scs/v2"

	"bihuan/casework"
	"bihuan/locale"
	"bihuan/store"
)

// Options are what the door stands on.
type Options struct {
	Cases  *casework.Portal
	DB     *store.DB
	Words  *locale.Catalogues
	Static string // what stands before a static file's name
	Now    func() time.Time
	Log    *slog.Logger

	// Sessions are the visitors' own, never the officers'. Nil keeps them in memory.
	Sessions *scs.SessionManager

	Office  string                            // the bureau's name until the county has set it
	BaseURL string                            // https://…, for the code on the receipt; from the request when empty
	QR      func(text string) (string, error) // draws the code on the receipt as SVG; nil leaves it out
	Secure  bool                              // cookies only over HTTPS
	Upload  int64                             // bytes of one form with its files; 60 MB when 0
}

// Portal is the door.
type Portal struct {
	Options
	mux *http.ServeMux
}

// Times of the door.
const (
	idle = 20 * time.Minute // a matter stays open for so long after the last look
	kept = 30 * time.Minute // the receipt can be seen again for so long
)

// New makes the door.
func New(o Options) (*Portal, error) {
	if o.Cases == nil || o.DB == nil || o.Words == nil || o.Now == nil {
		return nil, errors.New("portal: casework, store, words and clock are needed")
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Upload == 0 {
		o.Upload = 60 << 20
	}
	if o.Sessions == nil {
		o.Sessions = scs.New()
		o.Sessions.Lifetime = 12 * time.Hour
	}
	o.Sessions.Cookie.Name = "visit"
	o.Sessions.Cookie.HttpOnly = true
	o.Sessions.Cookie.Persist = false
	o.Sessions.Cookie.SameSite = http.SameSiteLaxMode
	o.Sessions.Cookie.Secure = o.Secure
	p := &Portal{Options: o, mux: http.NewServeMux()}
	p.routes()
	return p, nil
}

func (p *Portal) routes() {
	open := func(pattern string, h handler) { p.mux.Handle(pattern, p.serve(h)) }
	open("GET /{$}", home)
	open("GET /rules", rules)
	open("GET /privacy", privacy)
	open("GET /settings", settings)
	open("GET /file", newMatter)
	open("POST /file", file)
	open("GET /file/receipt", receipt)
	open("GET /follow", look)
	open("POST /follow", enter)
	open("POST /follow/leave", leave)
	open("GET /follow/matter", matter(showMatter))
	open("GET /follow/reply", matter(showReply))
	open("GET /follow/paper/{hash}", matter(showPaper))
	open("GET /follow/letter/{id}", matter(showLetter))
	open("GET /follow/letter/{id}/pdf", matter(letterPDF))
	open("POST /follow/bulletin", matter(wantBulletin))
	for _, a := range acts() {
		open("GET /follow/"+a.path, matter(a.ask))
		open("POST /follow/"+a.path, matter(a.do))
	}
	open("GET /check", askCheck)
	open("POST /check", check)
	open("GET /check/{code}", checkCode)
	open("GET /check/"+noLetter, checkedNone)
	open("GET /check/"+tooMany, checkedOften)
	open("/", func(*visit) error { return notFound() })
}

// Handler answers the requests of the public site.
func (p *Portal) Handler() http.Handler {
	guard := http.NewCrossOriginProtection()
	guard.SetDenyHandler(p.serve(func(*visit) error { return crossOrigin() }))
	return headers(p.Sessions.LoadAndSave(guard.Handler(p.mux)))
}

// headers keep a page to itself: nothing from elsewhere, nothing inline, no copy in a cache.
func headers(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "+
			"connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cache-Control", "no-store")
		next.ServeHTTP(w, r)
	})
}
