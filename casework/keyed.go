package casework

import (
	"context"
	"crypto/rand"
	"slices"
	"strings"
	"time"

	"bihuan/domain/fault"
	"bihuan/domain/org"
	"bihuan/domain/petition"
	"bihuan/store"
)

// What an office keys in, until it follows from other work: leaders' receptions, studies and consultations.

// mayFor refuses an act that is on no petition, on what is a unit's.
func (c *Casework) mayFor(by org.Officer, act org.Act, unit org.UnitID) error {
	if c.Rules().Policy.Reach(by.Post, act) == org.InUnit && slices.Contains(by.Units(), unit) {
		return nil
	}
	return c.may(by, act)
}

// keyedID is a new one.
func keyedID(kind string) string { return kind + "-" + strings.ToLower(rand.Text()[:12]) }

// removal reads why something is taken back.
func removal(why string) (string, error) {
	why = strings.TrimSpace(why)
	switch {
	case why == "":
		return "", fault.NewInvalid("why", "fault.keyed.why")
	case len([]rune(why)) > maxAddress:
		return "", fault.NewInvalid("why", "fault.office.long", "max", maxAddress)
	}
	return why, nil
}

// named makes the numbers of petitions whole, and refuses one that the officer does not see. Those that an entry
// has named before stay.
func (c *Casework) named(ctx context.Context, tx *store.Tx, by org.Officer, field string, before []string, numbers ...string) ([]string, error) {
	whole := make([]string, len(numbers))
	for i, no := range numbers {
		if no == "" {
			continue
		}
		if whole[i] = petition.TidyNumber(no, org.AreaCode(c.db.County())); slices.Contains(before, whole[i]) {
			continue
		}
		_, err := tx.Reader(c.Scope(by)).Petition(ctx, whole[i])
		if f := fault.As(err); f != nil && f.Kind == fault.NotFound {
			return nil, fault.NewInvalid(field, "fault.keyed.no", "no", no)
		}
		if err != nil {
			return nil, err
		}
	}
	return whole, nil
}

// mayEither refuses who may do none of some acts.
func (c *Casework) mayEither(by org.Officer, acts ...org.Act) error {
	policy := c.Rules().Policy
	if slices.ContainsFunc(acts, func(act org.Act) bool { return policy.Reach(by.Post, act) != org.None }) {
		return nil
	}
	return c.may(by, acts[0])
}

// soon is the moment before which all that has been keyed is known.
func (c *Casework) soon() time.Time { return c.db.Now().Add(time.Millisecond) }

// owing makes sure that a unit is at work, where it is named anew.
func owing(ctx context.Context, tx *store.Tx, before, unit org.UnitID) error {
	if unit == "" || unit == before {
		return nil
	}
	return tx.UnitOpen(ctx, unit)
}
