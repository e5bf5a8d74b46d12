package cli

import (
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"bihuan/app"
	"bihuan/domain/deadline"
	"bihuan/domain/fault"
	"bihuan/domain/petition"
)

// newDue computes one last day, and says why it falls there.
func newDue(s *shell) *cobra.Command {
	c := s.command("due", groupWork)
	c.Args = s.args()
	rule := c.Flags().String("rule", "", s.L.T("cli.due.flag.rule"))
	start := c.Flags().String("start", "", s.L.T("cli.due.flag.start"))
	given := c.Flags().String("given", "", s.L.T("cli.due.flag.given"))
	extend := c.Flags().Int("extend", 0, s.L.T("cli.due.flag.extend"))
	pauses := c.Flags().StringArray("pause", nil, s.L.T("cli.due.flag.pause"))
	list := c.Flags().Bool("list", false, s.L.T("cli.due.flag.list"))
	asJSON := s.jsonFlag(c)
	c.RunE = func(c *cobra.Command, _ []string) error {
		rules, err := s.rules(c)
		if err != nil {
			return err
		}
		if *list {
			return s.listRules(rules, *asJSON)
		}
		term, err := s.term(*start, *given, *extend, *pauses)
		if err != nil {
			return err
		}
		r, err := findRule(rules, *rule, term)
		if err != nil {
			return err
		}
		result := rules.Calendar.Due(r, term)
		if *asJSON {
			return s.printJSON(s.dueJSON(r, term, result))
		}
		return s.derive(r, result)
	}
	return c
}

// rules are those in force at this installation, with the holidays that it imported; without an
// installation, those that came with the program.
func (s *shell) rules(c *cobra.Command) (petition.Rules, error) {
	loaded, err := s.load(c)
	if err != nil {
		return petition.Rules{}, err
	}
	if _, err := os.Stat(loaded.DatabaseURL()); loaded.County == "" || err != nil && !loaded.Postgres() {
		return app.BuiltIn()
	}
	a, err := s.openWith(c, loaded.Config)
	if err != nil {
		return petition.Rules{}, err
	}
	defer func() { _ = a.Close() }()
	return a.Rules(), nil
}

// term reads the flags.
func (s *shell) term(start, given string, extend int, pauses []string) (t deadline.Term, err error) {
	if start == "" && given == "" {
		return t, fault.NewInvalid("start", "cli.fault.start")
	}
	if start != "" {
		if t.Start, err = s.day("start", start); err != nil {
			return t, err
		}
	}
	if given != "" {
		if t.Given, err = s.day("given", given); err != nil {
			return t, err
		}
	}
	if extend < 0 || extend > 10_000 {
		return t, fault.NewInvalid("extend", "cli.fault.extend", "value", extend)
	}
	t.Extended = extend
	for _, text := range pauses {
		from, to, closed := strings.Cut(text, ":")
		p := deadline.Pause{}
		if p.From, err = s.day("pause", from); err != nil {
			return t, err
		}
		if closed && to != "" {
			if p.To, err = s.day("pause", to); err != nil {
				return t, err
			}
			if p.To < p.From {
				return t, fault.NewInvalid("pause", "cli.fault.pause", "value", text)
			}
		}
		t.Pauses = append(t.Pauses, p)
	}
	return t, nil
}

// findRule is the rule as it was in force when the term started.
func findRule(rules petition.Rules, id string, term deadline.Term) (deadline.Rule, error) {
	on := max(term.Start, 0)
	if on == 0 {
		on = term.Given
	}
	if r, ok := rules.Policies.RuleIn(id, on); ok {
		if r.Unit == deadline.Date && term.Given == 0 {
			return r, fault.NewInvalid("given", "cli.fault.given", "rule", id)
		}
		if r.Unit != deadline.Date && term.Start == 0 {
			return r, fault.NewInvalid("start", "cli.fault.start")
		}
		return r, nil
	}
	known := ruleIDs(rules)
	switch {
	case id == "":
		return deadline.Rule{}, fault.NewInvalid("rule", "cli.fault.rule", "rules", known)
	case slices.Contains(known, id):
		return deadline.Rule{}, fault.NewInvalid("start", "cli.fault.not_yet", "rule", id, "day", on)
	}
	return deadline.Rule{}, fault.NewInvalid("rule", "cli.fault.no_rule", "rule", id, "rules", known)
}

func ruleIDs(rules petition.Rules) []string {
	var ids []string
	for _, p := range rules.Policies.All() {
		for _, r := range p.Rules {
			ids = append(ids, r.ID)
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}
