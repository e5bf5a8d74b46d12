package demo

import (
	"iter"
	"slices"
	"time"

	"bihuan/casework"
	"bihuan/domain/org"
	"bihuan/domain/sample"
	"bihuan/store"
)

// cause is one thing that several people write about, each in own words.
type cause struct {
	Category string `json:"category"`
	Led      bool   `json:"led"` // the bureau has made one of them the master
	Why      string `json:"why"`
	Texts    []struct {
		Subject string `json:"subject"`
		Demand  string `json:"demand"`
		Facts   string `json:"facts"`
	} `json:"texts"`
}

// How many days ago the first matter of a cause came, and the bureau decided about it; the last one
// comes after that.
const (
	causeDays = 25
	ledDays   = 4
)

// gather adds matters of several people with one cause, and has the bureau decide about some.
func (d *county) gather() {
	pool := sample.Matters(seed+2, 400)
	for n, c := range d.words.Causes {
		i := slices.IndexFunc(pool, func(m sample.Matter) bool { return m.Category == c.Category })
		if i < 0 {
			continue
		}
		like := pool[i]
		people := slices.DeleteFunc(slices.Clone(pool), func(m sample.Matter) bool {
			return m.Name == "" || m.Phone == "" || m.Purpose != like.Purpose || m.Again > 0 || m.Same > 0 || len(m.Flags) > 0
		})
		var all []*matter
		for j, text := range c.Texts {
			m := people[(n*40+j)%len(people)]
			m.Subject, m.Facts, m.Demands = text.Subject, text.Facts, []string{text.Demand}
			m.Category, m.Place, m.PlaceName, m.Unit, m.Persons, m.Concerned = like.Category, like.Place, like.PlaceName, like.Unit, 1, 0
			ago := causeDays - 3*j
			if j == len(c.Texts)-1 {
				ago = ledDays - 2
			}
			k := &matter{d: d, m: m}
			d.expect(k, d.end.Add(-time.Duration(ago)*days-time.Duration(7*n)*hour))
			k.fate, k.slow = handled, ""
			all = append(all, k)
		}
		if c.Led {
			d.agenda.add(d.working(d.end.Add(-ledDays*days)), func(time.Time) iter.Seq[time.Time] { return d.lead(c, all) })
		}
	}
}

// lead has a section chief make the first of the matters that can lead their master.
func (d *county) lead(c cause, all []*matter) iter.Seq[time.Time] {
	return func(func(time.Time) bool) {
		if err := d.makeMaster(c, all); err != nil {
			d.report.Refused = append(d.report.Refused, err)
		}
	}
}

func (d *county) makeMaster(c cause, all []*matter) error {
	if err := d.group(); err != nil {
		return err
	}
	chief := d.one("bureau", org.SectionChief)
	reader := d.db.Reader(d.cases.Scope(chief))
	in, largest := map[int]int{}, store.Cluster{}
	for _, k := range all {
		if k.p == nil {
			continue
		}
		g, found, err := reader.ClusterOf(d.ctx, k.p.No, d.line.Now())
		if err != nil {
			return err
		}
		if found {
			in[g.Number]++
		}
		if in[g.Number] > in[largest.Number] {
			largest = g
		}
	}
	members, err := reader.ClusterMembers(d.ctx, largest.Number)
	if err != nil {
		return err
	}
	for _, m := range members {
		p, err := reader.Petition(d.ctx, m.No)
		if err != nil {
			return err
		}
		if p.MayLead() == nil {
			d.report.Acts++
			_, err = d.cases.LeadCluster(d.ctx, chief, largest.Number, m.No, c.Why, true)
			return err
		}
	}
	return nil
}

// group has the program find what belongs together.
func (d *county) group() error {
	_, err := d.cases.Gather(d.ctx, casework.GatherJob{})
	return err
}
