package app

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"time"

	"bihuan/work"
)

// alive answers that the process lives, for what would start it anew. It asks nothing of the
// database: a new process would not find it any better.
func (a *App) alive(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	_, _ = w.Write([]byte("ok\n"))
}

// ready answers whether the house can be used, for what leads visitors to it or watches over it: a
// line for each thing that is wrong. Whoever asks learns no more than that.
func (a *App) ready(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	if wrong := a.wrong(r.Context()); len(wrong) > 0 {
		http.Error(w, strings.Join(wrong, "\n"), http.StatusServiceUnavailable)
		return
	}
	_, _ = w.Write([]byte("ok\n"))
}

const (
	readyTime = 3 * time.Second // that the database may take
	tickLate  = 5 * time.Minute // without a tick
)

func (a *App) wrong(ctx context.Context) []string {
	ctx, cancel := context.WithTimeout(ctx, readyTime)
	defer cancel()
	have, know, err := a.db.Version(ctx)
	if err != nil {
		a.log.Warn("readiness", "err", err)
		return []string{"database: it does not answer"}
	}
	var wrong []string
	if have != know {
		wrong = append(wrong, fmt.Sprintf("schema: the database is at version %d, this program knows %d", have, know))
	}
	last, err := a.lastTick(ctx)
	switch late := time.Since(last); {
	case err != nil:
		a.log.Warn("readiness", "err", err)
		wrong = append(wrong, "clockwork: the last tick cannot be found")
	case !last.IsZero() && late > tickLate:
		wrong = append(wrong, fmt.Sprintf("clockwork: no tick for %d minutes", int(late.Minutes())))
	}
	return wrong
}

// lastTick is when the clockwork ticked last, on whichever node; it has from its start to do so. It
// is zero where no clockwork was set going.
func (a *App) lastTick(ctx context.Context) (time.Time, error) {
	began := a.began.Load()
	if began == 0 {
		return time.Time{}, nil
	}
	at := time.UnixMilli(began)
	last, _, err := a.db.LastRun(ctx, work.TickJob{}.Kind())
	if last.After(at) {
		at = last
	}
	return at, err
}
