package demo

import (
	"context"
	"errors"

	"bihuan/domain/sample"
	"bihuan/store"
)

// settle writes a made county's book: its land, its offices, its people and its categories.
func settle(ctx context.Context, db *store.DB, d sample.Directory, office store.Office) error {
	categories := make([]store.Category, len(d.Categories))
	for i, line := range d.Categories {
		categories[i] = store.Category{Code: line.Code, Level1: line.Level1, Level2: line.Level2, Level3: line.Level3, English: line.English, Unit: line.Unit}
	}
	return db.Do(ctx, "settle the made county", func(tx *store.Tx) error {
		return errors.Join(tx.PutAreas(ctx, d.Areas...), tx.PutUnits(ctx, d.Units...), tx.PutPeople(ctx, d.People...),
			tx.PutPosts(ctx, d.Posts...), tx.PutCategories(ctx, categories...), tx.PutOffice(ctx, office))
	})
}
