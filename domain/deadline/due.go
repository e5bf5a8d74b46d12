package deadline

// Result is a due day and how it came about.
type Result struct {
	Due     Day // the last day; late from its 24:00. None while paused, or for an order without a day
	Nominal Day // the last day before roll-over; warnings are counted back from it

	Paused   bool // a pause is open
	PausedOn Day  // since
	Left     int  // what will be left of the span when it closes: working days, or days

	Steps        []Step
	UnknownYears []int // years whose notice is not known yet, so that the day may still move
}

// Step is one line of a derivation: a locale key with its arguments, name, value, name, value …
// Days are Days, texts of a policy are Texts, code words are strings that the text names the
// prefix of.
type Step struct {
	Key  string
	Args []any
}

// In gives the arguments in the language of a tag.
func (s Step) In(tag string) []any {
	args := make([]any, len(s.Args))
	for i, a := range s.Args {
		if t, ok := a.(Text); ok {
			a = t.In(tag)
		}
		args[i] = a
	}
	return args
}

// Label is the key of the short label that stands before the step.
func (s Step) Label() string {
	const prefix = "deadline.why."
	for i := len(prefix); i < len(s.Key); i++ {
		if s.Key[i] == '.' {
			return s.Key[:i] + ".k"
		}
	}
	return s.Key + ".k"
}

// DueDay is the last day of a term, or none while it is paused. It is Due without the derivation.
func (c Calendar) DueDay(rule *Rule, term *Term) Day { return c.count(rule, term).due }

// Ends are the last day of a term and the last day before its roll-over, from which warnings are
// counted back; none of either while it is paused.
func (c Calendar) Ends(rule *Rule, term *Term) (due, nominal Day) {
	n := c.count(rule, term)
	return n.due, n.nominal
}

// Due is the last day of a term and its derivation.
func (c Calendar) Due(rule Rule, term Term) Result {
	n := c.count(&rule, &term)
	result := Result{
		Due: n.due, Nominal: n.nominal,
		Paused: n.pausedOn != 0, PausedOn: n.pausedOn, Left: n.left,
	}
	e := explainer{calendar: &c, rule: &rule, term: &term, tally: n}
	e.pauses = merge(nil, term.Pauses)
	result.Steps, result.UnknownYears = e.explain()
	return result
}
