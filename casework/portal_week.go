package casework

import (
	"context"
	"strings"

	"bihuan/domain/deadline"
	"bihuan/domain/personal"
	"bihuan/domain/petition"
)

// Weekly is what the petitioner is told of the own matter every week: on its page, and as a short
// message if they want it.
type Weekly struct {
	From   deadline.Day   // the Monday
	Deeds  []Deed         // of the week, the newest first, without the petitioner's own
	Goes   bool           // a short message is sent while the matter is open
	SMS    bool           // the office can send one
	Phone  personal.Phone // to which it goes, in its mask; "" when no number on the record can get one
	Wanted bool
}

// weekly picks the week's deeds and says how they are told.
func (c *Casework) weekly(p *petition.Petition, deeds []Deed, today deadline.Day) Weekly {
	w := Weekly{From: WeekOf(today).From, Goes: p.State.Open(), SMS: c.ways().SMS, Wanted: p.Bulletin}
	for _, d := range deeds {
		if !d.Own && deadline.DayOf(d.At) >= w.From {
			w.Deeds = append(w.Deeds, d)
		}
	}
	// The mask tells a mobile number from a land line as well as the number does.
	if phone := p.Record.Contact().Phone; mobile(strings.ReplaceAll(phone.Mask(), "*", "0")) {
		w.Phone = phone
	}
	return w
}

// WantBulletin says whether the petitioner wants the week's steps as a short message.
func (p *Portal) WantBulletin(ctx context.Context, no string, wanted bool) error {
	return p.act(ctx, no, &petition.BulletinSet{Wanted: wanted})
}
