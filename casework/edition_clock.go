package casework

import (
	"context"
	"slices"
	"time"

	"bihuan/domain/deadline"
	"bihuan/domain/org"
	"bihuan/domain/report"
)

// editionTime is when the reports of a period that has ended are drafted.
const editionTime = 9 * time.Hour

// editionRoutines draft the reports at their times.
func editionRoutines() []routine {
	drafted := func(kind report.Kind, next func(*Casework, time.Time) time.Time) routine {
		return routine{"edition " + string(kind), next, func(c *Casework, ctx context.Context, at time.Time) (string, error) {
			return c.DraftEdition(ctx, org.TheClock(c.db.County()), NewEdition{Kind: kind, AsOf: editionMoment(kind, at)})
		}}
	}
	return []routine{
		drafted(report.Daily, daily(unsignedTime, true)),
		drafted(report.Weekly, weekly(bulletinTime)),
		drafted(report.Bulletin, weekly(bulletinTime)),
		drafted(report.Monthly, firstWorking(editionTime)),
		drafted(report.HalfYear, firstWorking(editionTime, time.July)),
		drafted(report.Annual, firstWorking(editionTime, time.January)),
	}
}

// editionMoment is the moment as of which a report is drafted at a time. One that is about a period which has
// ended counts what was known when it ended.
func editionMoment(kind report.Kind, at time.Time) time.Time {
	switch kind {
	case report.Monthly, report.HalfYear, report.Annual:
		year, month, _ := deadline.DayOf(at).Date()
		return deadline.NewDay(year, month, 1).Start()
	}
	return at
}

// firstWorking is a time of the first working day of a month, of each unless some are named.
func firstWorking(clock time.Duration, months ...time.Month) func(*Casework, time.Time) time.Time {
	return func(c *Casework, after time.Time) time.Time {
		calendar := c.Rules().Calendar
		year, month, _ := deadline.DayOf(after).Date()
		for first := deadline.NewDay(year, month, 1); ; first = first.AddMonths(1) {
			if _, month, _ := first.Date(); len(months) > 0 && !slices.Contains(months, month) {
				continue
			}
			day := first
			for !calendar.Working(day) {
				day++
			}
			if at := day.Start().Add(clock); at.After(after) {
				return at
			}
		}
	}
}
