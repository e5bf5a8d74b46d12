package web

import (
	"slices"

	"bihuan/domain/org"
	"bihuan/domain/petition"
	"bihuan/web/view/policy"
)

func (w *Web) policyRoutes(add add) { add("GET /policy", w.policy, org.ActPolicy) }

// policy shows the table by which every act is judged.
func (w *Web) policy(v *visit) error {
	table, kinds := v.Rules().Policy, org.PostKinds()
	var posts []string
	for _, post := range kinds {
		posts = append(posts, v.L.T("org.post."+string(post)))
	}
	groups := []policy.Group{{Title: v.L.T("web.policy.group.office")}, {Title: v.L.T("web.policy.group.petition")}}
	for _, act := range table.Acts() {
		row := policy.Row{Act: v.word("org.act.", string(act))}
		group := 0
		if slices.Contains(petition.Kinds(), act) {
			group, row.Act = 1, v.L.T("petition.act."+string(act))
		}
		for _, post := range kinds {
			reach := table.Reach(post, act).String()
			row.Cells = append(row.Cells, policy.Cell{Reach: reach, Words: v.L.T("web.policy.short." + reach)})
		}
		groups[group].Rows = append(groups[group].Rows, row)
	}
	return v.Show(policy.Page(v.View(v.L.T("web.policy.title"), v.Crumb("page.nav.today", "/"), v.Crumb("web.policy.title", "")), posts, slices.Index(kinds, v.Officer.Post), groups))
}
