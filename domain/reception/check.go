package reception

import (
	"bihuan/domain/deadline"
	"bihuan/domain/fault"
	"bihuan/domain/personal"
)

// How much is typed at most: characters of a name and of a text, and what is counted.
const (
	mostName  = 60
	mostText  = 1000
	mostCount = 9999
)

// wrong gathers what is to be put right.
type wrong []*fault.Fault

func (w *wrong) when(bad bool, field, key string, args ...any) {
	if bad {
		*w = append(*w, fault.NewInvalid(field, key, args...))
	}
}

// past is a day that has come.
func (w *wrong) past(field string, d, today deadline.Day) {
	w.when(d == 0, field, "fault.reception.day")
	w.when(d > today, field, "fault.reception.future", "today", today)
}

func (w *wrong) count(field string, n int) {
	w.when(n < 0 || n > mostCount, field, "fault.reception.count", "most", mostCount)
}

// text is not too long, and holds no number by which a petitioner could be known.
func (w *wrong) text(field, text string, most int) {
	w.when(len([]rune(text)) > most, field, "fault.reception.long", "most", most)
	w.when(personal.Scrub(text) != text, field, "fault.reception.personal")
}
