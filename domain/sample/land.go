package sample

import (
	"math/rand/v2"

	"bihuan/domain/org"
)

// village is a place where something can have happened.
type village struct {
	town, village org.Area
	unit          org.UnitID // the township's
	committee     org.UnitID // the village's own, if it has one
}

func (v village) full() string { return v.town.Name + v.village.Name }

// urban reports whether the place is a community, which the national code numbers below 200.
func (v village) urban() bool { return v.village.Code[9] == '0' }

func (v village) code(where string) org.AreaCode {
	if where == town {
		return v.town.Code
	}
	return v.village.Code
}

// land is the county's villages and communities, apart.
type land struct{ villages, communities []village }

func newLand(d Directory) land {
	towns, units := map[org.AreaCode]org.Area{}, map[org.AreaCode]org.UnitID{}
	for _, a := range d.Areas {
		if a.Level == org.Township {
			towns[a.Code] = a
		}
	}
	for _, u := range d.Units {
		if u.Kind == org.Town || u.Kind == org.VillageU {
			units[u.Area] = u.ID
		}
	}
	var l land
	for _, a := range d.Areas {
		if a.Level != org.Village {
			continue
		}
		v := village{town: towns[a.Parent], village: a, unit: units[a.Parent], committee: units[a.Code]}
		if v.urban() {
			l.communities = append(l.communities, v)
			continue
		}
		l.villages = append(l.villages, v)
	}
	return l
}

func (l land) pick(r *rand.Rand, where string) village {
	if where == urban || where != rural && where != town && r.IntN(4) == 0 {
		return l.communities[r.IntN(len(l.communities))]
	}
	return l.villages[r.IntN(len(l.villages))]
}
