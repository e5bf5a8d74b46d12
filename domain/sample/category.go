package sample

import "bihuan/domain/org"

// Category is one line of the county's own table of contents of petitions. Its code has two
// digits a level.
type Category struct {
	Code, Level1, Level2, Level3 string
	English                      string     // of level 1
	Unit                         org.UnitID // usually responsible; empty: the township of the place
}

// Categories is the county's table, in the order of its codes.
func Categories() []Category {
	firsts := map[string]row{}
	for _, r := range table("level1.csv") {
		firsts[r["code"]] = r
	}
	var all []Category
	for _, r := range table("categories.csv") {
		first := firsts[r["code"][:2]]
		all = append(all, Category{
			Code: r["code"], Level1: first["name"], Level2: r["level2"], Level3: r["level3"],
			English: first["english"], Unit: org.UnitID(r["unit"]),
		})
	}
	return all
}
