package deadline

// Unit is what a span is counted in.
type Unit string

// The units. A rule by Date has no span: each order sets its own day.
const (
	Workdays Unit = "workdays"
	Days     Unit = "days"
	Months   Unit = "months"
	Date     Unit = "date"
)

// Basis is what a clock stands on, the sign before a deadline on every page.
type Basis string

// The bases: the county's pledge, the law, an order or letter, a right of the petitioner.
const (
	Pledge Basis = "pledge"
	Law    Basis = "law"
	Order  Basis = "order"
	Right  Basis = "right"
)

// Text is a text of a policy in both languages.
type Text struct {
	ZH string `json:"zh"`
	EN string `json:"en"`
}

// In is the text in the language of a tag: Chinese, unless the tag is English and there is one.
func (t Text) In(tag string) string {
	if tag == "en" && t.EN != "" {
		return t.EN
	}
	return t.ZH
}

func (t Text) String() string { return t.ZH }

// Condition says which petitions a rule applies to. Empty means all.
type Condition struct {
	Path       string `json:"path,omitempty"`        // accepted on this path: on_the_spot, simple, ordinary
	AtBureau   bool   `json:"at_bureau,omitempty"`   // registered by the petition bureau
	Reachable  bool   `json:"reachable,omitempty"`   // name and address are clear (art. 23)
	ByPetition bool   `json:"by_petition,omitempty"` // a matter of art. 31(6): no other legal path
}

// Facts are what conditions ask of a petition.
type Facts struct {
	Path       string
	AtBureau   bool
	Reachable  bool
	ByPetition bool
}

// Holds reports whether the condition holds.
func (c Condition) Holds(f Facts) bool {
	return (c.Path == "" || c.Path == f.Path) &&
		(!c.AtBureau || f.AtBureau) &&
		(!c.Reachable || f.Reachable) &&
		(!c.ByPetition || f.ByPetition)
}

// Warn says when to warn before a clock ends.
type Warn struct {
	Half     bool  `json:"half,omitempty"`     // at half the time
	Workdays []int `json:"workdays,omitempty"` // so many working days before the end
}

// Extend is how far and how often a clock may be extended; the zero Extend is never.
type Extend struct {
	Days  int `json:"days"`
	Times int `json:"times"`
}

// PauseOn are the events that open and close a pause.
type PauseOn struct {
	Open, Close Trigger
}

// Rule is one clock, as a version of a policy has it. Its slices are shared: do not change them.
type Rule struct {
	ID      string // begins with the policy's id: law.objection
	Policy  string
	Version int // of the policy
	Name    Text
	Article Text // what it stands on, as printed

	StartsOn, StopsOn, VoidedOn []Trigger
	PausesOn                    []PauseOn

	Span      int
	Unit      Unit
	Basis     Basis
	Applies   Condition
	Right     bool // a right lapses; a duty becomes overdue
	RollOver  bool // the last day moves to a working day
	Extension Extend
	Warn      Warn
	ToVerify  bool // recalled, not read in a source: a person checks it before it is printed
}

// Starts reports whether an event starts the clock.
func (r *Rule) Starts(kind, detail string) bool { return anyOn(r.StartsOn, kind, detail) }

// Stops reports whether an event stops the clock: what was owed is done.
func (r *Rule) Stops(kind, detail string) bool { return anyOn(r.StopsOn, kind, detail) }

// Voids reports whether an event ends the clock without its being met: nothing is owed any more.
func (r *Rule) Voids(kind, detail string) bool { return anyOn(r.VoidedOn, kind, detail) }

// Pauses reports whether an event opens a pause, and which of PausesOn.
func (r *Rule) Pauses(kind, detail string) (int, bool) {
	for i, p := range r.PausesOn {
		if p.Open.On(kind, detail) {
			return i, true
		}
	}
	return 0, false
}

// Resumes reports whether an event closes the pause that PausesOn[i] opened.
func (r *Rule) Resumes(i int, kind, detail string) bool {
	return i >= 0 && i < len(r.PausesOn) && r.PausesOn[i].Close.On(kind, detail)
}
