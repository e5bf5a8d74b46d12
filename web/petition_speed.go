package web

import (
	"time"

	"bihuan/domain/petition"
	"bihuan/locale"
	"bihuan/page"
)

// paces are the six speeds 六快 of the matter in words: how long each took, or that it goes on, or
// has not begun. Nothing before somebody answers for it.
func (c course) paces() []page.Fact {
	if c.p.Assignment == nil {
		return nil
	}
	var all []page.Fact
	for _, pace := range c.p.Paces() {
		all = append(all, page.Fact{Term: c.l.T("petition.speed." + string(pace.Speed)), Text: c.pace(pace)})
	}
	return all
}

func (c course) pace(p petition.Pace) string {
	switch {
	case p.From.IsZero():
		return c.l.T("case.pace.todo")
	case !p.To.IsZero():
		return c.l.T("case.pace.took", "span", spanWords(c.l, p.To.Sub(p.From)))
	case c.goesOn(p.Speed):
		return c.l.T("case.pace.now")
	}
	return c.l.T("case.pace.none")
}

// goesOn reports whether a speed that has begun can still end: what was not marked while a matter
// was handled is not marked any more.
func (c course) goesOn(s petition.Speed) bool {
	switch s {
	case petition.SpeedAccept:
		return c.p.State == petition.Assigned
	case petition.SpeedCallBack:
		return c.p.State == petition.Replied || c.p.State == petition.Merged
	}
	return c.p.State == petition.Accepted
}

// spanWords word a span by its two largest parts: days and hours, or hours and minutes.
func spanWords(l *locale.Locale, span time.Duration) string {
	minutes := max(int(span/time.Minute), 0)
	days, hours := minutes/(24*60), minutes/60%24
	part := func(unit string, n int) string { return l.T("case.span."+unit, "n", n) }
	both := func(a, b string) string { return l.T("case.span", "a", a, "b", b) }
	switch {
	case days > 0 && hours > 0:
		return both(part("days", days), part("hours", hours))
	case days > 0:
		return part("days", days)
	case hours > 0 && minutes%60 > 0:
		return both(part("hours", hours), part("minutes", minutes%60))
	case hours > 0:
		return part("hours", hours)
	case minutes > 0:
		return part("minutes", minutes)
	}
	return l.T("case.span.less")
}
