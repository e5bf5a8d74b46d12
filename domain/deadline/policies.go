package deadline

import (
	"cmp"
	"embed"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"bihuan/domain/fault"
)

// Policies are all versions of all policies. They never change: With makes new ones.
type Policies struct {
	all  []Policy // by id, then version
	eras []era    // by day
	ids  map[version]*Rule
}

// era is a stretch of time in which the same rules are in force.
type era struct {
	from  Day
	rules []Rule
}

type version struct {
	id string
	n  int
}

//go:embed policy/*.json
var policyFiles embed.FS

// LoadPolicies are the policies that came with the program.
func LoadPolicies() (Policies, error) {
	entries, err := fs.ReadDir(policyFiles, "policy")
	if err != nil {
		return Policies{}, err
	}
	var p Policies
	for _, entry := range entries {
		raw, err := policyFiles.ReadFile(path.Join("policy", entry.Name()))
		if err != nil {
			return Policies{}, err
		}
		policy, err := ParsePolicy(raw)
		if err != nil {
			return Policies{}, fmt.Errorf("policy/%s: %w", entry.Name(), err)
		}
		if p, err = p.With(policy); err != nil {
			return Policies{}, fmt.Errorf("policy/%s: %w", entry.Name(), err)
		}
	}
	return p, nil
}

// With adds a version of a policy, such as a county's own. It replaces nothing: petitions keep the
// version that was in force when their clocks started. A later version takes effect later.
func (p Policies) With(policy Policy) (Policies, error) {
	for _, other := range p.all {
		if other.ID != policy.ID {
			continue
		}
		switch d := cmp.Compare(policy.Version, other.Version); {
		case d == 0:
			return p, fault.New(fault.Conflict, "fault.policy.known", "policy", policy.ID, "version", policy.Version)
		case d != cmp.Compare(policy.Effective, other.Effective):
			return p, fault.NewInvalid("effective", "fault.policy.order", "policy", policy.ID,
				"version", policy.Version, "other", other.Version, "day", other.Effective)
		}
	}
	all := append(slices.Clone(p.all), policy)
	slices.SortFunc(all, func(a, b Policy) int {
		return cmp.Or(strings.Compare(a.ID, b.ID), cmp.Compare(a.Version, b.Version))
	})
	return index(all), nil
}

func index(all []Policy) Policies {
	p := Policies{all: all, ids: map[version]*Rule{}}
	var starts []Day
	for i := range all {
		starts = append(starts, all[i].Effective)
		for j := range all[i].Rules {
			r := &all[i].Rules[j]
			p.ids[version{r.ID, r.Version}] = r
		}
	}
	slices.Sort(starts)
	for _, from := range slices.Compact(starts) {
		e := era{from: from}
		for i, policy := range all {
			replaced := i+1 < len(all) && all[i+1].ID == policy.ID && all[i+1].Effective <= from
			if policy.Effective <= from && !replaced {
				e.rules = append(e.rules, policy.Rules...)
			}
		}
		p.eras = append(p.eras, e)
	}
	return p
}

// In lists the rules in force on a day: of each policy the latest version in effect. Before the
// first policy's day there are none. The slice is shared: do not change it.
func (p Policies) In(day Day) []Rule {
	i, found := slices.BinarySearchFunc(p.eras, day, func(e era, d Day) int { return cmp.Compare(e.from, d) })
	if !found {
		i--
	}
	if i < 0 {
		return nil
	}
	return slices.Clip(p.eras[i].rules)
}

// Rule is a rule as a version of its policy has it.
func (p Policies) Rule(id string, n int) (Rule, bool) {
	r, ok := p.ids[version{id, n}]
	if !ok {
		return Rule{}, false
	}
	return *r, true
}

// RuleIn is a rule as it is in force on a day.
func (p Policies) RuleIn(id string, day Day) (Rule, bool) {
	for _, r := range p.In(day) {
		if r.ID == id {
			return r, true
		}
	}
	return Rule{}, false
}

// All lists all versions, by id and version.
func (p Policies) All() []Policy { return slices.Clone(p.all) }
