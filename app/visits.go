package app

import (
	"context"
	"net/http"
	"time"

	"github.com/alexedwards/scs/v2"

	"bihuan/store"
)

// visitTime is how long a visit to the public site lasts at the most: a receipt that waits to be
// read, the number that somebody follows.
const visitTime = 12 * time.Hour

// visits keeps the public site's sessions beside the staff's, without a person: all nodes share
// them, and a receipt outlives a restart. What is in them is sealed by the site itself.
type visits struct {
	db  *store.DB
	now func() time.Time
}

func (a *App) visitors() *scs.SessionManager {
	m := scs.New()
	m.Store, m.Lifetime, m.HashTokenInStore = visits{a.db, a.now}, visitTime, true
	// A visit that cannot be read or kept is logged where all faults are, and answered as busy.
	m.ErrorFunc = func(w http.ResponseWriter, _ *http.Request, err error) {
		a.log.Error("visit", "err", err)
		http.Error(w, http.StatusText(http.StatusServiceUnavailable), http.StatusServiceUnavailable)
	}
	return m
}

// FindCtx finds a visit that is not over.
func (v visits) FindCtx(ctx context.Context, token string) ([]byte, bool, error) {
	s, found, err := v.db.Session(ctx, token)
	if err != nil || !found || s.Person != "" || v.now().Sub(s.Created) >= visitTime {
		return nil, false, err
	}
	return s.Data, true, nil
}

// CommitCtx keeps a visit.
func (v visits) CommitCtx(ctx context.Context, token string, data []byte, _ time.Time) error {
	return v.db.Do(ctx, "keeping a visit", func(tx *store.Tx) error {
		return tx.PutSession(ctx, store.Session{Token: token, Data: data, Created: tx.Now, Seen: tx.Now})
	})
}

// DeleteCtx ends a visit.
func (v visits) DeleteCtx(ctx context.Context, token string) error {
	return v.db.Do(ctx, "ending a visit", func(tx *store.Tx) error { return tx.DropSession(ctx, token) })
}

// Find, Commit and Delete are asked for by the library's interface, which calls the others instead.
func (v visits) Find(token string) ([]byte, bool, error) {
	return v.FindCtx(context.Background(), token)
}

// Commit is CommitCtx without a context.
func (v visits) Commit(token string, data []byte, expiry time.Time) error {
	return v.CommitCtx(context.Background(), token, data, expiry)
}

// Delete is DeleteCtx without a context.
func (v visits) Delete(token string) error { return v.DeleteCtx(context.Background(), token) }
