package demo

import (
	"iter"
	"strconv"
	"strings"
	"time"

	"bihuan/domain/deadline"
	"bihuan/domain/org"
	"bihuan/domain/petition"
	"bihuan/domain/sample"
)

// fate is how a petition will go, as far as that is drawn beforehand.
type fate int

const (
	handled fate = iota
	forwarded
	declined
	redirected
	withdrawn
)

// matter is one petition on its way.
type matter struct {
	d *county
	n int
	m sample.Matter
	p *petition.Petition // as of its last act

	fate    fate
	path    petition.Path
	slow    string // the stage at which it is left lying, or ""
	halt    string // the stage at which a featured one stays, or ""
	quick   bool
	at      time.Time
	yield   func(time.Time) bool
	over    bool // the demo has come to now
	members []*matter

	unit                                    org.UnitID
	filer                                   org.Officer // who files it for the petitioner, if somebody does
	registrar, clerk, handler, deputy, head org.Officer
}

const (
	hour = time.Hour
	days = 24 * time.Hour
)

// plan draws what will become of the petition, and who will be at work on it.
func (k *matter) plan() {
	d := k.d
	k.unit = k.m.Unit
	if len(d.staff[k.unit][org.Clerk]) == 0 {
		k.unit = d.townOf(k.m.Place)
	}
	switch dice := d.chance.IntN(100); {
	case k.accusing():
		// TL art. 30: the discipline body handles accusations, and those they name never see them.
		k.unit = "discipline"
	case dice < 3:
		k.fate = forwarded
	case dice < 6:
		k.fate = declined
	case dice < 10:
		k.fate = redirected
	case dice < 12:
		k.fate = withdrawn
	}
	switch dice := d.chance.IntN(100); {
	case k.accusing(), dice >= 45:
		k.path = petition.Ordinary
	case dice >= 9:
		k.path = petition.Simple
	default:
		k.path = petition.OnTheSpot
	}
	if d.percent(11) {
		k.slow = []string{"assign", "accept", "notify", "reply", "reply", "reply", "approve", "serve", "file", "call"}[d.chance.IntN(10)]
	}
	k.registrar = d.one("bureau", org.Caseworker)
	if cadre := d.cadreOf(k.m.Place); cadre.Person != "" && d.percent(60) && k.m.Name != "" && !k.accusing() {
		k.filer = cadre
	}
	k.crew()
}

// crew picks who is at work on the petition in its unit.
func (k *matter) crew() {
	k.clerk, k.handler = k.d.one(k.unit, org.Clerk), k.d.one(k.unit, org.Handler)
	k.deputy, k.head = k.d.one(k.unit, org.Deputy), k.d.one(k.unit, org.Head)
}

func (k *matter) accusing() bool { return k.m.Purpose == string(petition.Accusation) }

// townOf is the township that a place lies in; the first one for what concerns the whole county.
func (d *county) townOf(place org.AreaCode) org.UnitID {
	first := org.UnitID("")
	for _, u := range d.book.Units {
		if u.Kind != org.Town {
			continue
		}
		if strings.HasPrefix(string(place), string(u.Area)) {
			return u.ID
		}
		if first == "" {
			first = u.ID
		}
	}
	return first
}

// cadreOf is the cadre of a village, who files for people who cannot.
func (d *county) cadreOf(place org.AreaCode) org.Officer {
	for _, u := range d.book.Units {
		if u.Kind == org.VillageU && u.Area == place {
			return d.one(u.ID, org.Cadre)
		}
	}
	return org.Officer{}
}

// live is the petition's way from its registration to wherever it has come by now.
func (k *matter) live(start time.Time) iter.Seq[time.Time] {
	k.at = start
	return func(yield func(time.Time) bool) {
		k.yield = yield
		_ = k.register() && k.sort()
	}
}

// on waits for an act in office hours; false ends the petition's way for this demo.
func (k *matter) on(stage string, least, most time.Duration) bool {
	if stage == k.halt && stage != "" {
		return false
	}
	wait := k.d.between(least, most)
	switch {
	case k.quick:
		wait = min(wait, k.d.between(20*time.Minute, 100*time.Minute))
	case stage != "" && stage == k.slow:
		k.slow = ""
		wait += k.d.between(4*days, 45*days)
	}
	return k.until(k.d.working(k.at.Add(wait)))
}

// later waits for an act at any hour.
func (k *matter) later(least, most time.Duration) bool {
	wait := k.d.between(least, most)
	if k.quick {
		wait = min(wait, k.d.between(20*time.Minute, 100*time.Minute))
	}
	return k.until(k.at.Add(wait))
}

func (k *matter) until(at time.Time) bool {
	if k.over {
		return false
	}
	k.at = at
	k.over = !k.yield(at)
	return !k.over
}

// do is one act at the time that has come; false after one that was refused.
func (k *matter) do(by org.Officer, data petition.Data) bool {
	p, err := k.d.cases.Act(k.d.ctx, by, k.p.No, 0, data)
	if err != nil {
		k.d.report.Refused = append(k.d.report.Refused, err)
		return false
	}
	k.d.report.Acts++
	k.p = p
	return true
}

func (k *matter) say(topic sample.Topic) string { return k.d.texts.Say(topic, k.m) }

func (k *matter) petitioner() org.Officer { return org.ThePetitioner(string(sample.Code)) }

// number is the next one of a series of documents.
func (k *matter) number(pattern string) string {
	year := k.at.In(deadline.Zone()).Year()
	series := strings.ReplaceAll(pattern, "{short}", k.d.units[k.unit].Short)
	series = strings.ReplaceAll(series, "{year}", strconv.Itoa(year))
	k.d.serial[series]++
	return strings.ReplaceAll(series, "{n}", strconv.Itoa(k.d.serial[series]))
}

// sendTo finds the body that reasons speak of.
func (k *matter) sendTo(reasons string) destination {
	for _, to := range k.d.words.Destinations {
		if strings.Contains(reasons, to.Says) {
			return to
		}
	}
	return destination{}
}
