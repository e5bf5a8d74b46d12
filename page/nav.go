package page

import (
	"strings"

	"bihuan/domain/org"
)

// NavGroup is one group of the navigation, by work and not by table.
type NavGroup struct {
	Words string
	Items []NavItem
}

// NavItem is one page. Late writes the count in red; only what is overdue may be red.
type NavItem struct {
	Words, Href string
	Count       int // 0: none shown
	Late        bool
	Current     bool
}

// place is one page of the staff and the acts of which any one opens it; none: everybody.
type place struct {
	group, key, href string
	acts             []org.Act
}

// places is the whole navigation: the pages that exist.
func places() []place {
	return []place{
		{"today", "today", "/", nil},
		{"today", "patrol", "/patrol", []org.Act{"noted"}},
		{"today", "inbox", "/inbox", nil},
		{"petitions", "register", "/petitions/new", []org.Act{"registered"}},
		{"petitions", "all", "/petitions", []org.Act{org.ActRead}},
		{"letters", "letters", "/letters", []org.Act{org.ActLetters, org.ActRead}},
		{"letters", "waiting", "/letters/waiting", []org.Act{org.ActLetters, org.ActRead}},
		{"oversight", "supervision", "/supervision", []org.Act{"urged", "supervised"}},
		{"oversight", "discipline", "/discipline", []org.Act{"push_answered"}},
		{"oversight", "clusters", "/clusters", []org.Act{org.ActLink}},
		{"oversight", "callbacks", "/callbacks", []org.Act{"called_back"}},
		{"oversight", "ladder", "/ladder", []org.Act{org.ActRead}},
		{"oversight", "speeds", "/speeds", []org.Act{"accepted", "consulted"}},
		{"oversight", "scores", "/scores", []org.Act{org.ActScores}},
		{"reports", "overview", "/overview", []org.Act{org.ActRead}},
		{"reports", "editions", "/editions", []org.Act{org.ActEditions, org.ActEditionPublish}},
		{"reports", "figures", "/reports/half-year", []org.Act{org.ActReports}},
		{"reports", "receptions", "/receptions", []org.Act{org.ActReceptions, org.ActReports}},
		{"reports", "consultations", "/consultations", []org.Act{org.ActConsultations, org.ActReports}},
		{"reports", "bulletin", "/bulletin", []org.Act{org.ActRead}},
		{"reports", "suggestions", "/suggestions", []org.Act{"assigned"}},
		{"org", "units", "/units", []org.Act{org.ActUnits, org.ActRead}},
		{"org", "people", "/people", []org.Act{org.ActUnits, org.ActAccounts}},
		{"org", "robots", "/robots", []org.Act{org.ActRobots}},
		{"settings", "deliveries", "/deliveries", []org.Act{org.ActRobots}},
		{"settings", "jobs", "/jobs", []org.Act{org.ActJobs}},
		{"settings", "holidays", "/holidays", []org.Act{org.ActHolidays, org.ActRead}},
		{"settings", "bureau", "/bureau", []org.Act{org.ActUnits}},
		{"settings", "policy", "/policy", []org.Act{org.ActPolicy}},
		{"settings", "account", "/account", nil},
	}
}

// Opens reports whether the policy table lets the officer's post open a page of the navigation.
// Doors ask it too, so that what is not shown is not served either.
func Opens(o org.Officer, href string) bool {
	for _, p := range places() {
		if p.href == href {
			return opens(org.ThePolicy(), o, p)
		}
	}
	return false
}

func opens(policy org.Policy, o org.Officer, p place) bool {
	if len(p.acts) == 0 {
		return true
	}
	for _, act := range p.acts {
		if policy.Reach(o.Post, act) != org.None {
			return true
		}
	}
	return false
}

// StaffNav is the navigation of the signed-in officer. counts is by address without the base.
func StaffNav(v View, counts map[string]int) []NavGroup {
	policy := org.ThePolicy()
	var groups []NavGroup
	last, current := "", currentPlace(strings.TrimPrefix(v.Path, v.Base))
	for _, p := range places() {
		if !opens(policy, v.Officer, p) {
			continue
		}
		if p.group != last {
			groups = append(groups, NavGroup{Words: v.L.T("page.nav." + p.group + ".group")})
			last = p.group
		}
		g := &groups[len(groups)-1]
		g.Items = append(g.Items, NavItem{
			Words:   v.L.T("page.nav." + p.key),
			Href:    v.Base + p.href,
			Count:   counts[p.href],
			Current: p.href == current,
		})
	}
	return groups
}

// currentPlace is the page of the navigation to which a path belongs: the longest that begins it.
func currentPlace(path string) string {
	best := ""
	for _, p := range places() {
		within := path == p.href || p.href != "/" && strings.HasPrefix(path, p.href+"/")
		if within && len(p.href) > len(best) {
			best = p.href
		}
	}
	return best
}
