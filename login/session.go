package login

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net"
	"net/http"
	"strings"
	"time"

	"bihuan/domain/fault"
	"bihuan/domain/org"
	"bihuan/store"
)

// visit is what the door knows of one request.
type visit struct {
	address, agent string
	passive        bool // a page that listens by itself: it keeps no session alive

	token   string // hash of the session's, as it is stored
	expired bool   // there was a session, and it is over
	person  org.PersonID
	officer org.Officer
	must    bool
	err     error
}

type visitKey struct{}

func visitOf(ctx context.Context) *visit {
	if v, ok := ctx.Value(visitKey{}).(*visit); ok {
		return v
	}
	return &visit{err: fault.New(fault.Unknown, "fault.login.signed_out")}
}

// LoadAndSave finds out who asks before next answers, and keeps the session afterwards.
func (l *Login) LoadAndSave(next http.Handler) http.Handler {
	load := l.sessions.LoadAndSave(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := l.recognise(r.Context()); err != nil {
			l.sessions.ErrorFunc(w, r, err)
			return
		}
		next.ServeHTTP(w, r)
	}))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		v := &visit{address: l.address(r), agent: short(r.UserAgent(), 200), passive: r.Header.Get("Accept") == "text/event-stream"}
		load.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), visitKey{}, v)))
	})
}

// address is the visitor's. What a proxy tells is believed only of a proxy of our own, and of what
// it tells only the last, which it has seen itself.
func (l *Login) address(r *http.Request) string {
	if told := r.Header.Values("X-Forwarded-For"); l.o.Proxy && len(told) > 0 {
		all := strings.Split(told[len(told)-1], ",")
		return short(strings.TrimSpace(all[len(all)-1]), 64)
	}
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return short(r.RemoteAddr, 64)
	}
	return host
}

func short(s string, n int) string {
	letters := []rune(strings.ToValidUTF8(strings.ReplaceAll(s, "\x00", ""), "?"))
	if len(letters) > n {
		letters = letters[:n]
	}
	return string(letters)
}

// sessions keeps the sessions in the store for the library. It is given hashes of tokens.
type sessions struct{ l *Login }

// FindCtx finds a session that is not over.
func (s sessions) FindCtx(ctx context.Context, token string) ([]byte, bool, error) {
	v := visitOf(ctx)
	found, ok, err := s.l.db.Session(ctx, token)
	if err != nil || !ok {
		v.expired = true // swept, or ended elsewhere
		return nil, false, err
	}
	now := s.l.o.Now()
	if s.l.over(found, now) {
		v.expired = true
		return nil, false, s.DeleteCtx(ctx, token)
	}
	v.token, v.person = token, found.Person
	// Written at most ten times in the idle time: a page of twenty files is one use.
	if !v.passive && now.Sub(found.Seen) >= min(time.Minute, s.l.o.Idle/10) {
		err = s.l.db.Do(ctx, "noting a session's use", func(tx *store.Tx) error { return tx.SeeSession(ctx, token) })
	}
	return found.Data, true, err
}

func (l *Login) over(s store.Session, now time.Time) bool {
	return now.Sub(s.Seen) >= l.o.Idle || now.Sub(s.Created) >= l.o.Absolute
}

// CommitCtx keeps a session. The library's own expiry is not looked at; see over.
func (s sessions) CommitCtx(ctx context.Context, token string, data []byte, _ time.Time) error {
	v := visitOf(ctx)
	return s.l.db.Do(ctx, "keeping a session", func(tx *store.Tx) error {
		return tx.PutSession(ctx, store.Session{Token: token, Person: v.person, Data: data,
			Created: tx.Now, Seen: tx.Now, Address: v.address, Agent: v.agent})
	})
}

// DeleteCtx ends a session.
func (s sessions) DeleteCtx(ctx context.Context, token string) error {
	return s.l.db.Do(ctx, "ending a session", func(tx *store.Tx) error { return tx.DropSession(ctx, token) })
}

// Find, Commit and Delete are asked for by the library's interface, which calls the others instead.
func (s sessions) Find(token string) ([]byte, bool, error) {
	return s.FindCtx(context.Background(), token)
}

// Commit is CommitCtx without a context.
func (s sessions) Commit(token string, data []byte, expiry time.Time) error {
	return s.CommitCtx(context.Background(), token, data, expiry)
}

// Delete is DeleteCtx without a context.
func (s sessions) Delete(token string) error { return s.DeleteCtx(context.Background(), token) }

// Session is one of a person's sessions, as the person sees it.
type Session struct {
	ID, Address, Agent string
	Created, Seen      time.Time
	Current            bool // the one that asks
}

// Sessions lists the signed-in person's sessions, the newest first.
func (l *Login) Sessions(ctx context.Context) ([]Session, error) {
	v := visitOf(ctx)
	if v.person == "" {
		return nil, v.err
	}
	stored, err := l.db.Sessions(ctx, v.person)
	if err != nil {
		return nil, err
	}
	now := l.o.Now()
	var list []Session
	for _, s := range stored {
		if l.over(s, now) {
			continue
		}
		list = append(list, Session{ID: sessionID(s.Token), Address: s.Address, Agent: s.Agent, Created: s.Created, Seen: s.Seen, Current: s.Token == v.token})
	}
	return list, nil
}

// sessionID names a session on a page by a hash of the hash, so that a page gives nothing away.
func sessionID(token string) string {
	sum := sha256.Sum256([]byte(token))
	return base64.RawURLEncoding.EncodeToString(sum[:12])
}

// End ends one of the signed-in person's sessions.
func (l *Login) End(ctx context.Context, id string) error {
	v := visitOf(ctx)
	if v.person == "" {
		return v.err
	}
	stored, err := l.db.Sessions(ctx, v.person)
	if err != nil {
		return err
	}
	for _, s := range stored {
		if sessionID(s.Token) != id {
			continue
		}
		if s.Token == v.token {
			return l.SignOut(ctx)
		}
		return l.db.Do(ctx, "ending a session", func(tx *store.Tx) error { return tx.DropSession(ctx, s.Token) })
	}
	return fault.New(fault.NotFound, "fault.login.session")
}

// EndOthers ends all sessions of the signed-in person but the one that asks.
func (l *Login) EndOthers(ctx context.Context) error {
	v := visitOf(ctx)
	if v.person == "" {
		return v.err
	}
	return l.db.Do(ctx, "ending sessions", func(tx *store.Tx) error { return tx.DropSessions(ctx, v.person, v.token) })
}

// SignOut ends the session that asks.
func (l *Login) SignOut(ctx context.Context) error {
	*visitOf(ctx) = visit{err: fault.New(fault.Unknown, "fault.login.signed_out")}
	if err := l.sessions.Destroy(ctx); err != nil {
		return fmt.Errorf("signing out: %w", err)
	}
	return nil
}

// Put keeps a value in the session, such as a message for the next page.
func (l *Login) Put(ctx context.Context, key, value string) { l.sessions.Put(ctx, "x."+key, value) }

// Pop takes a value out of the session again; "" when there is none.
func (l *Login) Pop(ctx context.Context, key string) string {
	return l.sessions.PopString(ctx, "x."+key)
}
