package demo

import (
	"iter"
	"time"

	"bihuan/casework"
	"bihuan/domain/deadline"
	"bihuan/domain/letter"
	"bihuan/domain/org"
	"bihuan/domain/petition"
)

// raised is how many matters are raised at the city a few days before the end, each with a reminder that
// stands somewhere else in its life.
const raised = 12

// lettersAt is a morning a working week before the end, so that a reminder that nobody answered is overdue
// on every patrol since. No dice are thrown for it: what else happens
// in the county stays as it was.
func (d *county) lettersAt() time.Time {
	day := deadline.DayOf(d.end)
	for range 5 {
		day = d.calendar.PrevWorking(day)
	}
	return day.Start().Add(10 * hour)
}

// letters are the bureau's reminders of the last days, and some notices and replies on paper. A demo
// without forms has none.
func (d *county) letters(time.Time) iter.Seq[time.Time] {
	return func(yield func(time.Time) bool) {
		if len(d.cases.Forms().All()) == 0 {
			return
		}
		var nos []string
		for _, k := range d.all {
			if len(nos) == raised {
				break
			}
			if k.p == nil || k.p.State != petition.Accepted || k.accusing() || k.halt != "" || len(k.p.MissingNotices()) > 0 {
				continue
			}
			if k.do(d.one(bureauUnit, org.Caseworker), &petition.Escalated{Escalation: petition.Escalation{Level: org.City, On: deadline.DayOf(d.line.Now()), Form: petition.Visit, Persons: 1}}) {
				nos = append(nos, k.p.No)
			}
			d.paper(k, "acceptance_notice", k.clerk)
		}
		if !yield(d.line.Now().Add(2 * hour)) {
			return
		}
		d.remind(nos)
	}
}

// bureauUnit is the made county's petition bureau.
const bureauUnit org.UnitID = "bureau"

// paper writes down on paper what was decided, and issues it.
func (d *county) paper(k *matter, kind letter.Kind, by org.Officer) {
	ids, err := d.cases.Draft(d.ctx, by, casework.NewLetter{Kind: kind, Nos: []string{k.p.No}})
	if err == nil {
		err = d.cases.SignLetter(d.ctx, by, ids[0], 0)
	}
	d.did(err)
}

// remind drafts a reminder for each matter in one act. Of six one goes out and is not answered; one each
// stays where it is written, reviewed and signed; one is acknowledged, one answered.
func (d *county) remind(nos []string) {
	if len(nos) == 0 {
		return
	}
	author, reviewer, signer := d.one(bureauUnit, org.Caseworker), d.one(bureauUnit, org.SectionChief), d.one(bureauUnit, org.Director)
	ids, err := d.cases.Draft(d.ctx, author, casework.NewLetter{Kind: "reminder", Nos: nos})
	d.did(err)
	for i, id := range ids {
		if i%6 == 1 {
			continue // a draft
		}
		d.did(d.cases.ActLetter(d.ctx, author, id, 0, letter.Submitting, ""))
		if i%6 == 2 {
			continue // to be reviewed
		}
		d.did(d.cases.ActLetter(d.ctx, reviewer, id, 0, letter.Reviewing, ""))
		if i%6 == 3 {
			continue // to be signed
		}
		d.did(d.cases.SignLetter(d.ctx, signer, id, 0))
		d.receive(id, i)
	}
}

// receive has the unit acknowledge one reminder of six, and answer another.
func (d *county) receive(id string, i int) {
	l, err := d.db.StoredLetter(d.ctx, id)
	if err != nil {
		d.did(err)
		return
	}
	clerk := d.one(l.To, org.Clerk)
	switch i % 6 {
	case 4:
		d.did(d.cases.ActLetter(d.ctx, clerk, id, 0, letter.Acknowledging, ""))
	case 5:
		today := deadline.DayOf(d.line.Now())
		d.did(d.cases.AnswerLetter(d.ctx, clerk, id, 0, letter.Values{
			"contacted_by": d.words.Letter.By, "contacted_on": today.String(), "offered": d.words.Letter.Offered,
			"next_step": d.words.Letter.Next, "next_on": today.Add(14).String(),
		}))
	}
}

func (d *county) did(err error) {
	if err != nil {
		d.report.Refused = append(d.report.Refused, err)
		return
	}
	d.report.Acts++
}
