package app

import (
	"context"
	"encoding/json"
	"time"

	"bihuan/domain/deadline"
	"bihuan/domain/org"
	"bihuan/domain/oversight"
	"bihuan/domain/petition"
)

// firstRules are those that came with the program.
func (a *App) firstRules() error {
	rules, err := BuiltIn()
	a.rules.Store(&rules)
	return err
}

// BuiltIn are the rules that came with the program, before any holidays were imported.
func BuiltIn() (petition.Rules, error) {
	policies, err := deadline.LoadPolicies()
	if err != nil {
		return petition.Rules{}, err
	}
	calendar, err := deadline.Embedded()
	if err != nil {
		return petition.Rules{}, err
	}
	triggers, err := oversight.Triggers()
	return petition.Rules{Policy: org.ThePolicy(), Policies: policies, Calendar: calendar, Triggers: triggers}, err
}

// Rules are those in force.
func (a *App) Rules() petition.Rules { return *a.rules.Load() }

// readHolidays lays the imported holidays over those that came with the program, if they have
// changed since they were read.
func (a *App) readHolidays(ctx context.Context) error {
	years, err := a.db.Reader(org.Scope{}).Holidays(ctx)
	if err != nil {
		return err
	}
	mark, err := json.Marshal(years)
	if err != nil || string(mark) == a.years {
		return err
	}
	rules, err := BuiltIn()
	if err != nil {
		return err
	}
	for _, year := range years {
		rules.Calendar = rules.Calendar.With(year)
	}
	a.rules.Store(&rules)
	a.years = string(mark)
	return nil
}

// How often other processes' imports of holidays are looked for: the command line's, another node's.
const holidayWatch = 30 * time.Second

// watchHolidays keeps the rules up with what others import.
func (a *App) watchHolidays(ctx context.Context) {
	tick := time.NewTicker(holidayWatch)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			if err := a.readHolidays(ctx); err != nil && ctx.Err() == nil {
				a.log.Warn("reading the imported holidays", "err", err)
			}
		}
	}
}
