package portal

import "net/http"

// Pattern is the pattern that a request's address has here, such as GET /follow/paper/{hash}: what
// measures or traces requests tells no more of an address.
func (p *Portal) Pattern(r *http.Request) string {
	_, pattern := p.mux.Handler(r)
	return pattern
}
