package casework

import (
	"context"

	"bihuan/domain/deadline"
	"bihuan/domain/org"
	"bihuan/domain/reception"
	"bihuan/domain/report"
	"bihuan/store"
)

// Consultations reads the studies and consultations of some days, as they are known now.
func (c *Casework) Consultations(ctx context.Context, by org.Officer, p report.Period) ([]reception.Consultation, error) {
	if err := c.mayEither(by, org.ActConsultations, org.ActReports); err != nil {
		return nil, err
	}
	return c.db.Reader(c.Rules().Policy.Figures(by)).Consultations(ctx, c.soon(), p)
}

// Consultation reads all that was ever said of a consultation; the last entry stands, or says that it was taken
// back.
func (c *Casework) Consultation(ctx context.Context, by org.Officer, id string) ([]reception.Consultation, error) {
	if err := c.mayEither(by, org.ActConsultations, org.ActReports); err != nil {
		return nil, err
	}
	return c.db.Reader(c.Rules().Policy.Figures(by)).ConsultationEntries(ctx, id)
}

// KeyConsultation enters a consultation, or what it is said to be from now on where it has a number already. A
// unit keys its own; the bureau keys any.
func (c *Casework) KeyConsultation(ctx context.Context, by org.Officer, m reception.Consultation) (string, error) {
	if err := c.mayFor(by, org.ActConsultations, m.Unit); err != nil {
		return "", err
	}
	fresh := m.ID == ""
	if fresh {
		m.ID, m.Seq = keyedID("consultation"), 0
	}
	m.Removed, m.Why = false, ""
	err := c.db.Do(ctx, "key a consultation", func(tx *store.Tx) error {
		before, after := reception.Consultation{}, m
		if !fresh {
			var err error
			if before, err = c.consultation(ctx, tx, by, m.ID); err != nil {
				return err
			}
		}
		after.Tidy()
		if err := after.Check(deadline.DayOf(tx.Now)); err != nil {
			return err
		}
		if err := owing(ctx, tx, before.Unit, after.Unit); err != nil {
			return err
		}
		whole, err := c.named(ctx, tx, by, "nos", before.Nos, after.Nos...)
		if err != nil {
			return err
		}
		after.Nos = whole
		after.Tidy()
		return tx.PutConsultation(ctx, by, after)
	})
	return m.ID, err
}

// consultation is one that the officer may change, as it stands.
func (c *Casework) consultation(ctx context.Context, tx *store.Tx, by org.Officer, id string) (reception.Consultation, error) {
	all, err := tx.Reader(c.Rules().Policy.Figures(by)).ConsultationEntries(ctx, id)
	if err != nil {
		return reception.Consultation{}, err
	}
	last := all[len(all)-1]
	return last, c.mayFor(by, org.ActConsultations, last.Unit)
}

// RemoveConsultation takes back that there was a consultation.
func (c *Casework) RemoveConsultation(ctx context.Context, by org.Officer, id string, seq int, why string) error {
	why, err := removal(why)
	if err != nil {
		return err
	}
	return c.db.Do(ctx, "remove a consultation", func(tx *store.Tx) error {
		last, err := c.consultation(ctx, tx, by, id)
		if err != nil {
			return err
		}
		last.Seq, last.Removed, last.Why = seq, true, why
		return tx.PutConsultation(ctx, by, last)
	})
}
