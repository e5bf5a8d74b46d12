package app

import (
	"io"
	"log/slog"
	"net/http"
	"runtime/debug"
	"strings"
	"time"

	"bihuan/config"
	"bihuan/domain/personal"
)

// NewLog makes the log that the settings ask for. What looks like a phone or an identity number is
// masked, wherever it came from; types that hold personal data mask themselves.
func NewLog(w io.Writer, c config.Config) *slog.Logger {
	level := slog.LevelInfo
	_ = level.UnmarshalText([]byte(c.LogLevel)) // config has checked it
	o := &slog.HandlerOptions{Level: level, ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
		switch a.Value.Kind() {
		case slog.KindString:
			a.Value = slog.StringValue(personal.Scrub(a.Value.String()))
		case slog.KindAny:
			if err, ok := a.Value.Any().(error); ok {
				a.Value = slog.StringValue(personal.Scrub(err.Error()))
			}
		}
		return a
	}}
	if c.LogFormat == "json" {
		return slog.New(slog.NewJSONHandler(w, o))
	}
	return slog.New(slog.NewTextHandler(w, o))
}

// answer watches what was answered.
type answer struct {
	http.ResponseWriter
	status int
}

func (a *answer) WriteHeader(status int) {
	if a.status == 0 {
		a.status = status
	}
	a.ResponseWriter.WriteHeader(status)
}

func (a *answer) Write(b []byte) (int, error) {
	if a.status == 0 {
		a.status = http.StatusOK
	}
	return a.ResponseWriter.Write(b)
}

// Unwrap lets http.ResponseController reach the connection, for pages that stay open.
func (a *answer) Unwrap() http.ResponseWriter { return a.ResponseWriter }

// logged writes one line a request: never its query, and of its path only the words that are ours.
// A handler that panics answers 500 and is logged with its stack, which holds no values.
func (a *App) logged(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		begin, answer := time.Now(), &answer{ResponseWriter: w}
		defer func() {
			if failure := recover(); failure != nil {
				if failure == http.ErrAbortHandler {
					panic(failure)
				}
				a.log.Error("panic", "method", r.Method, "route", route(r), "stack", string(debug.Stack()))
				if answer.status == 0 {
					http.Error(answer, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)
				}
			}
			level := slog.LevelInfo
			if strings.HasPrefix(r.URL.Path, "/static/") || r.URL.Path == "/healthz" || r.URL.Path == "/readyz" {
				level = slog.LevelDebug
			}
			a.log.Log(r.Context(), level, "request", "method", r.Method, "route", route(r), "status", answer.status, "ms", time.Since(begin).Milliseconds())
		}()
		next.ServeHTTP(answer, r)
	})
}

// Longest word of an address of ours, and how many of them one has.
const (
	longestWord = 24
	mostWords   = 8
)

// route is the path with everything left out that is not a plain word: numbers of petitions, hashes,
// and whatever a visitor may type into an address.
func route(r *http.Request) string {
	words := strings.Split(strings.Trim(r.URL.Path, "/"), "/")
	if len(words) > mostWords {
		words = append(words[:mostWords], "…")
	}
	for i, word := range words {
		if len(word) > longestWord || strings.Trim(word, "abcdefghijklmnopqrstuvwxyz_-…") != "" {
			words[i] = "{}"
		}
	}
	return "/" + strings.Join(words, "/")
}
