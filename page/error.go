package page

import (
	"bihuan/domain/fault"
	"bihuan/locale"
)

// ErrorView is a refusal as a page: what happened, and what to do.
type ErrorView struct {
	Status int
	Title  string
	Words  string
	Do     string
	Link   *Link
}

// ErrorOf words a refusal for a page. A mistake of ours says nothing of its cause.
func ErrorOf(l *locale.Locale, err error) ErrorView {
	kind := fault.KindOf(err)
	base := "page.error." + map[fault.Kind]string{
		fault.Invalid:   "invalid",
		fault.Unknown:   "unknown",
		fault.Forbidden: "forbidden",
		fault.NotFound:  "not_found",
		fault.Conflict:  "conflict",
		fault.Busy:      "busy",
		fault.Internal:  "internal",
	}[kind]
	e := ErrorView{Status: kind.Status(), Title: l.T(base + ".title"), Words: l.T(base + ".words"), Do: l.T(base + ".do")}
	if f := fault.As(err); f != nil && kind != fault.Internal && l.Has(f.Key) {
		e.Words = l.T(f.Key, f.Args...)
	}
	return e
}
