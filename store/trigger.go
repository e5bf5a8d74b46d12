package store

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"bihuan/domain/fault"
	"bihuan/domain/org"
)

// triggerSetting is the county's setting that tells which rules of supervision are switched off, and
// who did so when.
const triggerSetting = "trigger.off"

// TriggerSwitch is one time that a rule of supervision was switched off, or on again.
type TriggerSwitch struct {
	Trigger string       `json:"trigger"`
	Off     bool         `json:"off,omitempty"`
	At      time.Time    `json:"at"`
	Person  org.PersonID `json:"person"`
	Name    string       `json:"name"`
}

// TriggerSwitches lists every switching of a rule, the last one last.
func (db *DB) TriggerSwitches(ctx context.Context) ([]TriggerSwitch, error) {
	value, err := db.Setting(ctx, triggerSetting)
	if err != nil || value == "" {
		return nil, err
	}
	return readSwitches(value)
}

func readSwitches(value string) ([]TriggerSwitch, error) {
	var list []TriggerSwitch
	if err := json.Unmarshal([]byte(value), &list); err != nil {
		return nil, fmt.Errorf("reading which rules of supervision are off: %w", err)
	}
	return list, nil
}

// TriggersOff lists the rules of supervision that are switched off.
func (db *DB) TriggersOff(ctx context.Context) ([]string, error) {
	list, err := db.TriggerSwitches(ctx)
	return TriggersOff(list), err
}

// TriggersOff are the rules that are off after all of some switchings.
func TriggersOff(list []TriggerSwitch) []string {
	var off []string
	for _, s := range list {
		i := slices.Index(off, s.Trigger)
		switch {
		case s.Off && i < 0:
			off = append(off, s.Trigger)
		case !s.Off && i >= 0:
			off = slices.Delete(off, i, i+1)
		}
	}
	return off
}

// SwitchTrigger writes down that a rule was switched. It is a Conflict if somebody has done so already.
func (tx *Tx) SwitchTrigger(ctx context.Context, s TriggerSwitch) error {
	// The row is there before it is locked, so that two who switch at once wait for each other.
	err := tx.exec(ctx, `INSERT INTO setting (county, name, value) VALUES ($1, $2, '[]') ON CONFLICT (county, name) DO NOTHING`, tx.db.county, triggerSetting)
	if err != nil {
		return err
	}
	value := ""
	_, err = one(ctx, tx, into(&value), `SELECT value FROM setting WHERE county = $1 AND name = $2`+tx.db.engine.forUpdate(), tx.db.county, triggerSetting)
	if err != nil {
		return err
	}
	list, err := readSwitches(value)
	if err != nil {
		return err
	}
	if slices.Contains(TriggersOff(list), s.Trigger) == s.Off {
		return fault.New(fault.Conflict, "fault.supervision.switched")
	}
	s.At = tx.Now
	text, err := json.Marshal(append(list, s))
	if err != nil {
		return err
	}
	return tx.PutSetting(ctx, triggerSetting, string(text))
}
