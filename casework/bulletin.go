package casework

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"bihuan/domain/deadline"
	"bihuan/domain/notify"
	"bihuan/domain/petition"
	"bihuan/store"
)

// Week is a week of the bulletin, Monday to Sunday.
type Week struct{ From, To deadline.Day }

// WeekOf is the week that a day belongs to.
func WeekOf(d deadline.Day) Week {
	monday := mondayOf(d)
	return Week{monday, monday + 6}
}

// Key names the week by its Monday.
func (w Week) Key() string { return w.From.String() }

// Bulletin is the weekly bulletin 通报 to the units: how each handled its matters. Volumes stand in it
// as facts and are never compared.
type Bulletin struct {
	Week  Week                `json:"week"`
	As    time.Time           `json:"as"` // of this moment
	Units []store.UnitHandled `json:"units"`
}

// makeBulletin makes the bulletin of a week once, and tells the units that stand in it.
func (c *Casework) makeBulletin(ctx context.Context, week Week, at time.Time) (int, error) {
	book, err := c.db.Directory(ctx)
	if err != nil {
		return 0, err
	}
	units, err := c.db.Handled(ctx, week.From.Start(), at, deadline.DayOf(at))
	if err != nil {
		return 0, err
	}
	body, err := json.Marshal(Bulletin{Week: week, As: at, Units: units})
	if err != nil {
		return 0, err
	}
	err = c.db.Do(ctx, "make the bulletin", func(tx *store.Tx) error {
		fresh, err := tx.PutBulletin(ctx, week.Key(), string(body))
		if err != nil || !fresh {
			return err
		}
		for _, u := range units {
			n := news{topic: "bulletin:unit", origin: "bulletin " + week.Key(), named: officeOf(book, u.Unit, tx.Now),
				facts: store.Facts{"week_of": week.Key(), "unit": string(u.Unit)}}
			if err := c.tell(ctx, tx, n); err != nil {
				return err
			}
		}
		return nil
	})
	return len(units), err
}

// BulletinOf reads the bulletin of a week; the latest one when no week is given.
func (c *Casework) BulletinOf(ctx context.Context, week string) (Bulletin, error) {
	body, err := c.db.Bulletin(ctx, week)
	if err != nil {
		return Bulletin{}, err
	}
	var b Bulletin
	if err := json.Unmarshal([]byte(body), &b); err != nil {
		return b, fmt.Errorf("reading the bulletin of %s: %w", week, err)
	}
	return b, nil
}

// Petitioner's bulletin: what was done on the own matter this week, to those who want it.
const bulletinTopic notify.Topic = "bulletin:petitioner"

// shownKinds are the acts that a petitioner is shown (portal_deeds.go): the bulletin counts no others.
func shownKinds() []petition.Kind {
	return []petition.Kind{petition.KCorrected, petition.KMaterialAdded, petition.KAssigned, petition.KForwarded, petition.KDeclined,
		petition.KFinallyDeclined, petition.KRedirected, petition.KAccepted, petition.KNotified, petition.KContacted, petition.KProgress,
		petition.KLadderAdvanced, petition.KHandlerSet, petition.KExtended, petition.KReplied, petition.KServed, petition.KCalledBack,
		petition.KClosed, petition.KReopened, petition.KReviewRequested, petition.KReviewDecided, petition.KRereviewRequested,
		petition.KRereviewDecided, petition.KWithdrawn}
}

// bulletinStep is how many petitioners are told in one transaction.
const bulletinStep = 200

// bulletinToPetitioners sends everybody who wants it how many acts there were on their matter this
// week; what they were is read on the public site, with number and query code.
func (c *Casework) bulletinToPetitioners(ctx context.Context, week Week, at time.Time) (int, error) {
	ways := c.ways()
	if !ways.SMS {
		return 0, nil // the public site shows the same to whoever looks
	}
	n, last := 0, ""
	for {
		wanting, err := c.db.Wanting(ctx, last, week.From.Start(), at, shownKinds(), bulletinStep)
		if err != nil || len(wanting) == 0 {
			return n, err
		}
		last = wanting[len(wanting)-1].No
		err = c.db.Do(ctx, "send the bulletin", func(tx *store.Tx) error {
			for _, w := range wanting {
				d := store.Delivery{Channel: ChannelSMS, No: w.No, Topic: bulletinTopic, Origin: "bulletin " + week.Key() + " " + w.No,
					Args: store.Facts{"n": fmt.Sprint(w.Acts), "state": string(w.State)}}
				if err := c.post(ctx, tx, ways, &d); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return n, err
		}
		n += len(wanting)
	}
}
