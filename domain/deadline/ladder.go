package deadline

// The weekly ladder: each week without a reply brings in the next post.
const (
	LadderHandler = 1 + iota // days 1 to 7
	LadderDeputy             // from day 8
	LadderHead               // from day 15
	LadderLiaison            // from day 22
)

const week = 7

// LadderStep is the step on which a matter accepted on a day stands on another; 0 before it was
// accepted. Day 1 is the day after acceptance; days of a pause do not age the matter.
func LadderStep(accepted, day Day, pauses ...Pause) int {
	if accepted == 0 || day < accepted {
		return 0
	}
	age := day.Sub(accepted)
	var room [8]Pause
	for _, p := range merge(room[:0], pauses) {
		if from, to := max(p.From, accepted+1), min(p.To, day); from <= to {
			age -= to.Sub(from) + 1
		}
	}
	return min(1+max(age-1, 0)/week, LadderLiaison)
}

// LadderDay is the first day of a step; none if a pause is open before it, or there is no such step.
func LadderDay(accepted Day, step int, pauses ...Pause) Day {
	if accepted == 0 || step < LadderHandler || step > LadderLiaison {
		return 0
	}
	var room [8]Pause
	var c Calendar
	day, _, _ := c.advance(accepted, week*(step-1)+1, false, merge(room[:0], pauses))
	return day
}
