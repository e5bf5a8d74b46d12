package deadline

import "bihuan/domain/fault"

// Extension is how many days a term must be extended by to end on a new day, after it was extended
// so many times before. It refuses what the rule does not allow: TL art. 34 gives 30 days, once.
func (c Calendar) Extension(rule Rule, term Term, to Day, times int) (int, error) {
	n := c.count(&rule, &term)
	limit := rule.Extension
	switch {
	case limit.Times == 0:
		return 0, fault.New(fault.Conflict, "fault.extension.none")
	case times >= limit.Times:
		return 0, fault.New(fault.Conflict, "fault.extension.used", "n", limit.Times)
	case n.due == 0:
		return 0, fault.New(fault.Conflict, "fault.extension.paused")
	case to <= n.due:
		return 0, fault.NewInvalid("to", "fault.extension.early", "due", n.due)
	}
	// The longest extension, rolled over like any end.
	longest := term
	longest.Extended += limit.Days
	if last := c.count(&rule, &longest).due; to > last {
		return 0, fault.NewInvalid("to", "fault.extension.long", "n", limit.Days, "last", last)
	}
	return min(to.Sub(n.nominal), limit.Days), nil
}
