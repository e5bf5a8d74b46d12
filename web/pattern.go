package web

import "net/http"

// Pattern is the pattern that a request's address has here, such as GET /office/petitions/{no}: what
// measures or traces requests tells no more of an address.
func (w *Web) Pattern(r *http.Request) string {
	_, pattern := w.mux.Handler(r)
	return pattern
}
