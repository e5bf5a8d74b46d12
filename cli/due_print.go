package cli

import (
	"strconv"

	"bihuan/domain/deadline"
	"bihuan/domain/petition"
)

// derivation is one line of why.
type derivation struct {
	Key   string `json:"key"`
	Label string `json:"label"`
	Words string `json:"words"`
}

// due is the answer for a program.
type due struct {
	Rule     string       `json:"rule"`
	Version  int          `json:"version"`
	Name     string       `json:"name"`
	Article  string       `json:"article"`
	Basis    string       `json:"basis"`
	Right    bool         `json:"right"`
	Start    string       `json:"start,omitempty"`
	Given    string       `json:"given,omitempty"`
	Extended int          `json:"extended,omitempty"`
	Due      string       `json:"due,omitempty"`
	Nominal  string       `json:"nominal,omitempty"`
	Paused   string       `json:"paused,omitempty"` // since this day
	Left     int          `json:"left,omitempty"`
	Unknown  []int        `json:"unknown_years,omitempty"`
	Steps    []derivation `json:"derivation"`
}

func (s *shell) dueJSON(r deadline.Rule, t deadline.Term, result deadline.Result) due {
	d := due{
		Rule: r.ID, Version: r.Version, Name: r.Name.In(s.L.Tag()), Article: r.Article.In(s.L.Tag()), Basis: string(r.Basis), Right: r.Right,
		Start: iso(t.Start), Given: iso(t.Given), Extended: t.Extended, Due: iso(result.Due), Nominal: iso(result.Nominal),
		Unknown: result.UnknownYears, Steps: s.steps(result),
	}
	if result.Paused {
		d.Paused, d.Left = iso(result.PausedOn), result.Left
	}
	return d
}

func iso(d deadline.Day) string {
	if d.IsZero() {
		return ""
	}
	return d.String()
}

func (s *shell) steps(result deadline.Result) []derivation {
	steps := []derivation{}
	for _, step := range result.Steps {
		d := derivation{Key: step.Key, Words: s.L.T(step.Key, step.In(s.L.Tag())...)}
		if s.L.Has(step.Label()) {
			d.Label = s.L.T(step.Label(), step.In(s.L.Tag())...)
		}
		steps = append(steps, d)
	}
	return steps
}

// derive prints the day and why.
func (s *shell) derive(r deadline.Rule, result deadline.Result) error {
	head := r.Name.In(s.L.Tag())
	switch {
	case result.Paused:
		s.say("cli.due.paused", "name", head, "day", result.PausedOn)
	case result.Due == 0:
		s.say("cli.due.unset", "name", head)
	default:
		s.say("cli.due.is", "name", head, "day", result.Due)
	}
	var t table
	for _, step := range s.steps(result) {
		t.add(step.Label, step.Words)
	}
	return t.print(s.out, "  ")
}

// listRules lists the rules of all policies, the latest version of each.
func (s *shell) listRules(rules petition.Rules, asJSON bool) error {
	type line struct {
		Rule    string `json:"rule"`
		Version int    `json:"version"`
		From    string `json:"effective"`
		Name    string `json:"name"`
		Article string `json:"article"`
		Span    int    `json:"span,omitempty"`
		Unit    string `json:"unit"`
		Basis   string `json:"basis"`
	}
	lines := []line{}
	for _, p := range rules.Policies.All() {
		for _, r := range p.Rules {
			lines = append(lines, line{r.ID, r.Version, p.Effective.String(), r.Name.In(s.L.Tag()), r.Article.In(s.L.Tag()), r.Span, string(r.Unit), string(r.Basis)})
		}
	}
	if asJSON {
		return s.printJSON(lines)
	}
	var t table
	for _, l := range lines {
		span := s.L.T("deadline.unit." + l.Unit)
		if l.Span > 0 {
			span = strconv.Itoa(l.Span) + " " + span
		}
		t.add(l.Rule, l.From, span, l.Name, l.Article)
	}
	return t.print(s.out, "")
}
