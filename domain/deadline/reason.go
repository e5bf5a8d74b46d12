package deadline

import "strings"

// Kind is what sort of day a day is.
type Kind uint8

// The kinds of days.
const (
	Workday Kind = iota // Monday to Friday
	Weekend             // Saturday or Sunday, off
	Holiday             // off by the State Council's notice
	Makeup              // a Saturday or Sunday on which people work by the notice
)

func (k Kind) String() string {
	return [...]string{"workday", "weekend", "holiday", "makeup"}[k]
}

// Reason says why a day is worked or not.
type Reason struct {
	Kind  Kind
	Name  string // the holiday as the notice calls it, for Holiday and Makeup
	Known bool   // whether the calendar has the notice for the day's year
}

// Why says why a day is worked or not.
func (c Calendar) Why(d Day) Reason {
	why := Reason{Known: c.Known(d.Year())}
	s, named := c.named[d]
	switch {
	case named && s.Off:
		why.Kind, why.Name = Holiday, s.Name
	case isWeekday(d):
		why.Kind = Workday
	case named:
		why.Kind, why.Name = Makeup, s.Name
	default:
		why.Kind = Weekend
	}
	return why
}

// holidayCodes are the code words of a holiday, of which a notice may join two. It reports false
// for a name it does not know; the name itself must do then.
func (c *Calendar) holidayCodes(name string) ([]string, bool) {
	var words []string
	for part := range strings.SplitSeq(name, "、") {
		code, ok := c.codes[part]
		if !ok {
			return nil, false
		}
		words = append(words, code)
	}
	return words, true
}
