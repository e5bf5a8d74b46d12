package casework

import (
	"bihuan/domain/sample"
	"bihuan/store"
)

// categories is the made county's table of contents as the store keeps it.
func categories(d sample.Directory) []store.Category {
	all := make([]store.Category, len(d.Categories))
	for i, c := range d.Categories {
		all[i] = store.Category{Code: c.Code, Level1: c.Level1, Level2: c.Level2, Level3: c.Level3, English: c.English, Unit: c.Unit}
	}
	return all
}
