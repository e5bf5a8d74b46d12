// Package login knows who is at the door: passwords, sessions, and the post in which somebody works.
// It gives the org.Officer that everything behind the door is decided by.
//
// Whoever tries a name that nobody has is treated as one who tries a wrong password, in time as in
// words, so that names cannot be found out. A session is looked up anew in every request, together
// with the account and the post: what an administrator ends is ended at once.
package login

import (
	"errors"
	"log/slog"
	"net/http"
	"runtime"
	"time"

	"github.com/alexedwards/scs/v2"

	"bihuan/domain/org"
	"bihuan/store"
)

// Options are the settings of the door.
type Options struct {
	DB  *store.DB
	Now func() time.Time
	Log *slog.Logger

	Idle     time.Duration // a session unused for so long ends; 0: 30 minutes
	Absolute time.Duration // and any after so long; 0: 12 hours
	Secure   bool          // the cookie is sent over HTTPS only
	Proxy    bool          // behind a proxy of our own, which tells the visitor's address

	Failures int           // wrong passwords in a row that lock an account; 0: 5
	Lockout  time.Duration // for so long; 0: 30 minutes
	Throttle int           // wrong passwords from one address within a quarter of an hour; 0: 50
	Cost     Cost          // of one password; the zero Cost is the default
}

// Login is the door.
type Login struct {
	o        Options
	db       *store.DB
	policy   org.Policy
	sessions *scs.SessionManager
	turn     chan struct{} // as many passwords at once as there are processors: each takes 64 MB
	nobody   string        // the hash that a name without an account is compared with
	common   map[string]bool
}

// New makes the door.
func New(o Options) (*Login, error) {
	if o.DB == nil || o.Now == nil {
		return nil, errors.New("login: a store and a clock are needed")
	}
	setDefault(&o.Idle, 30*time.Minute)
	setDefault(&o.Absolute, 12*time.Hour)
	setDefault(&o.Lockout, 30*time.Minute)
	setDefault(&o.Failures, 5)
	setDefault(&o.Throttle, 50)
	setDefault(&o.Cost, DefaultCost())
	if o.Log == nil {
		o.Log = slog.Default()
	}
	l := &Login{o: o, db: o.DB, policy: org.ThePolicy(), turn: make(chan struct{}, runtime.NumCPU()), common: commonPasswords()}
	l.nobody = o.Cost.hash(firstPassword())

	l.sessions = scs.New()
	l.sessions.Store = sessions{l}
	// How long a session lasts is decided by our own clock, in sessions; this is for the library's.
	l.sessions.Lifetime = o.Absolute
	l.sessions.HashTokenInStore = true
	l.sessions.Cookie.Name = "bihuan"
	l.sessions.Cookie.Secure = o.Secure
	if o.Secure {
		l.sessions.Cookie.Name = "__Host-bihuan"
	}
	l.sessions.Cookie.Persist = false // gone with the browser: offices share machines
	l.sessions.ErrorFunc = func(w http.ResponseWriter, _ *http.Request, err error) {
		o.Log.Error("session", "err", err)
		w.Header().Set("Retry-After", "5")
		http.Error(w, http.StatusText(http.StatusServiceUnavailable), http.StatusServiceUnavailable)
	}
	return l, nil
}

func setDefault[T comparable](value *T, otherwise T) {
	var zero T
	if *value == zero {
		*value = otherwise
	}
}
