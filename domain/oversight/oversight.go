// Package oversight keeps the loop closed: the rules that suggest a step of supervision, and the
// reasons for which a matter needs an eye on patrol. It has no clock and no store.
package oversight

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"bihuan/domain/petition"
)

//go:embed triggers.json
var triggers []byte

// Triggers are the rules of supervision that come with the program (oversight.md).
func Triggers() ([]petition.Trigger, error) { return ReadTriggers(triggers) }

// ReadTriggers reads rules of supervision and refuses one that could never hold, or that nobody
// could name.
func ReadTriggers(raw []byte) ([]petition.Trigger, error) {
	in := json.NewDecoder(bytes.NewReader(raw))
	in.DisallowUnknownFields()
	var list []petition.Trigger
	if err := in.Decode(&list); err != nil {
		return nil, fmt.Errorf("reading the triggers: %w", err)
	}
	if in.More() {
		return nil, fmt.Errorf("reading the triggers: there is more after the list")
	}
	seen := map[string]bool{}
	for _, t := range list {
		switch {
		case t.ID == "" || strings.Trim(t.ID, "abcdefghijklmnopqrstuvwxyz_") != "" || seen[t.ID]:
			return nil, fmt.Errorf("reading the triggers: %q is no id, or there twice", t.ID)
		case t.Name.ZH == "" || t.Name.EN == "":
			return nil, fmt.Errorf("reading the triggers: %s has no name in both languages", t.ID)
		case t.Suggests != petition.Reminder && !slices.Contains(petition.OrderSteps(), t.Suggests):
			return nil, fmt.Errorf("reading the triggers: %s suggests %q, which is neither a reminder nor a step of supervision", t.ID, t.Suggests)
		case t.Answer < 1:
			return nil, fmt.Errorf("reading the triggers: %s leaves no time for an answer", t.ID)
		case len(t.When) == 0:
			return nil, fmt.Errorf("reading the triggers: %s has no condition", t.ID)
		}
		for _, c := range t.When {
			if !slices.Contains(petition.Facts(), c.Fact) || c.Days < 0 || c.Workdays < 0 || c.Times < 0 {
				return nil, fmt.Errorf("reading the triggers: %s: %q is no condition", t.ID, c.Fact)
			}
		}
		seen[t.ID] = true
	}
	return list, nil
}
