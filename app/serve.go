package app

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"os"
	"runtime/debug"
	"strings"
	"sync"
	"time"

	"bihuan/domain/fault"
	"bihuan/find/likeness"
	"bihuan/paper"
	"bihuan/portal"
	"bihuan/web"
	"bihuan/web/static"
)

// Times of the server. A body may come slowly: photos over a village's telephone line.
const (
	headTime  = 10 * time.Second
	readTime  = 5 * time.Minute
	writeTime = 5 * time.Minute
	idleTime  = 2 * time.Minute
	endTime   = 10 * time.Second
)

// maxHead is far above a cookie or two.
const maxHead = 32 << 10

// Handler answers all requests: the public site at the root, the officers' under /office.
func (a *App) Handler(ctx context.Context) (http.Handler, error) {
	files, err := static.Open()
	if err != nil {
		return nil, err
	}
	office, err := a.db.Directory(ctx)
	if err != nil {
		return nil, err
	}
	staff, err := web.New(web.Options{
		Casework: a.cases, DB: a.db, Login: a.login, Locale: a.words, Now: a.now, Static: files.Prefix(),
		Language: a.config.Language, Base: "/office", BaseURL: a.config.BaseURL, Upload: a.config.Upload, Log: a.log,
	})
	if err != nil {
		return nil, err
	}
	public, err := portal.New(portal.Options{
		Cases: a.cases.Portal(), DB: a.db, Words: a.words, Static: files.Prefix(), Now: a.now, Log: a.log,
		Office: office.Office.Name, BaseURL: a.config.BaseURL, Sessions: a.visitors(), QR: paper.QR, Secure: a.config.Secure(), Upload: a.config.Upload,
	})
	if err != nil {
		return nil, err
	}
	s := &sites{mux: http.NewServeMux(), staff: staff, public: public}
	s.mux.Handle("/static/", files)
	s.mux.HandleFunc("GET /healthz", a.alive)
	s.mux.HandleFunc("GET /readyz", a.ready)
	// A page of another site cannot press buttons here; the portal keeps its own guard.
	s.mux.Handle("/office/", http.NewCrossOriginProtection().Handler(a.login.LoadAndSave(staff.Handler())))
	s.mux.Handle("/office", http.RedirectHandler("/office/", http.StatusSeeOther))
	s.mux.Handle("/", a.forwarded(public.Handler()))
	return a.tracing.around(s.route, a.meters.around(s.route, a.logged(a.guarded(s.mux)))), nil
}

// sites are all that answer requests, and know what an address is by its pattern.
type sites struct {
	mux    *http.ServeMux
	staff  *web.Web
	public *portal.Portal
}

// route is the pattern of a request's address: words of ours and the names of what stands between
// them, never what somebody typed. There are as many as there are pages.
func (s *sites) route(r *http.Request) string {
	_, pattern := s.mux.Handler(r)
	switch pattern {
	case "/office/":
		pattern = s.staff.Pattern(r)
	case "/":
		pattern = s.public.Pattern(r)
	}
	if _, path, ok := strings.Cut(pattern, " "); ok {
		pattern = path
	}
	if pattern == "" {
		return "other" // no such method here
	}
	return strings.TrimSuffix(pattern, "{$}")
}

// forwarded takes a visitor's address from the last proxy, if there is one of our own: else all
// visitors behind it would share one limit of tries.
func (a *App) forwarded(next http.Handler) http.Handler {
	if !a.config.Proxy {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		told := r.Header.Values("X-Forwarded-For")
		if len(told) > 0 {
			hops := strings.Split(told[len(told)-1], ",")
			if from, err := netip.ParseAddr(strings.TrimSpace(hops[len(hops)-1])); err == nil {
				r = r.WithContext(r.Context())
				r.RemoteAddr = netip.AddrPortFrom(from, 0).String()
			}
		}
		next.ServeHTTP(w, r)
	})
}

// guarded sets what every answer bears unless a site sets its own, and bounds every body.
func (a *App) guarded(next http.Handler) http.Handler {
	secure := a.config.Secure()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		if secure {
			h.Set("Strict-Transport-Security", "max-age=31536000")
		}
		r.Body = http.MaxBytesReader(w, r.Body, a.config.Upload)
		next.ServeHTTP(w, r)
	})
}

// thrift has the process let little garbage grow beside the index of all texts, unless the operator has
// said how much. The returned function takes it back.
func thrift() (back func()) {
	if os.Getenv("GOGC") != "" {
		return func() {}
	}
	before := debug.SetGCPercent(likeness.GCPercent)
	return func() { debug.SetGCPercent(before) }
}

// Serve answers requests until the context ends. ready is told the address when it listens.
func (a *App) Serve(ctx context.Context, ready func(net.Addr)) error {
	defer thrift()()
	unwatched, err := a.watch(ctx)
	if err != nil {
		return err
	}
	defer unwatched()
	handler, err := a.Handler(ctx)
	if err != nil {
		return err
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", a.config.Listen)
	if err != nil {
		return fault.New(fault.Conflict, "fault.app.listen", "address", a.config.Listen).Because(err)
	}
	// Pages that stay open end with this context, a little after no new request is taken.
	open, end := context.WithCancel(context.WithoutCancel(ctx))
	defer end()
	server := &http.Server{
		Handler: handler, BaseContext: func(net.Listener) context.Context { return open },
		ReadHeaderTimeout: headTime, ReadTimeout: readTime, WriteTimeout: writeTime, IdleTimeout: idleTime,
		MaxHeaderBytes: maxHead, ErrorLog: slog.NewLogLogger(a.log.Handler(), slog.LevelWarn),
	}
	watching, stop := context.WithCancel(ctx)
	var beside sync.WaitGroup
	defer beside.Wait()
	defer stop()
	beside.Go(func() { a.watchHolidays(watching) })
	a.cases.Finder().Keep(a.config.IndexPath(), a.log)
	beside.Go(func() { a.cases.Finder().Run(watching) })
	if err := a.startWork(watching, &beside); err != nil {
		return errors.Join(err, listener.Close())
	}

	ended := make(chan error, 1)
	go func() {
		if a.config.TLS() {
			ended <- server.ServeTLS(listener, a.config.TLSCert, a.config.TLSKey)
		} else {
			ended <- server.Serve(listener)
		}
	}()
	if ready != nil {
		ready(listener.Addr())
	}
	a.log.Info("serving", "address", listener.Addr().String(), "engine", a.db.Engine())
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	}
	return a.shut(server, end, ended)
}

// shut lets running requests finish.
func (a *App) shut(server *http.Server, end func(), ended <-chan error) error {
	a.log.Info("closing")
	ctx, cancel := context.WithTimeout(context.Background(), endTime)
	defer cancel()
	// Short requests have this long before the pages that stay open are ended.
	time.AfterFunc(endTime/5, end)
	err := server.Shutdown(ctx)
	if served := <-ended; !errors.Is(served, http.ErrServerClosed) {
		err = errors.Join(err, served)
	}
	if errors.Is(err, context.DeadlineExceeded) {
		a.log.Warn("some requests did not end in time")
		return server.Close()
	}
	return err
}
