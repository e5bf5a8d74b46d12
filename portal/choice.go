package portal

import (
	"time"

	"bihuan/domain/org"
	"bihuan/locale"
	"bihuan/page"
	"bihuan/store"
)

func areas(list []org.Area) []page.Option {
	options := make([]page.Option, len(list))
	for i, a := range list {
		options[i] = page.Option{Value: string(a.Code), Words: a.Name}
	}
	return options
}

// categories are those of the first level: a visitor says roughly what it is about, the bureau
// finds the exact place.
func categories(l *locale.Locale, book *store.Directory) []page.Option {
	var options []page.Option
	for _, c := range book.Categories {
		code := c.Code[:min(2, len(c.Code))]
		if n := len(options); n > 0 && options[n-1].Value == code {
			continue
		}
		options = append(options, page.Option{Value: code, Words: firstLevel(l, c)})
	}
	return options
}

func firstLevel(l *locale.Locale, c store.Category) string {
	if !l.Chinese() && c.English != "" {
		return c.English
	}
	return c.Level1
}

func categoryName(l *locale.Locale, book *store.Directory, code string) string {
	for _, o := range categories(l, book) {
		if o.Value == code {
			return o.Words
		}
	}
	return code
}

// accusable are the units that a visitor can name as accused, so that the matter is walled off from
// them. The bureau and the discipline body are not among them: nobody would be left to take it in;
// the page says where to go with such a matter.
func accusable(l *locale.Locale, book *store.Directory, at time.Time) []page.OptionGroup {
	var groups []page.OptionGroup
	for _, kind := range []org.UnitKind{org.Leadership, org.Department, org.Town, org.VillageU} {
		group := page.OptionGroup{Words: l.T("portal.unit." + string(kind))}
		for _, u := range book.Open(at) {
			if u.Kind == kind {
				group.Options = append(group.Options, page.Option{Value: string(u.ID), Words: u.Name})
			}
		}
		if len(group.Options) > 0 {
			groups = append(groups, group)
		}
	}
	return groups
}

// discipline is the body to which accusations go.
func discipline(book *store.Directory) org.Unit {
	for _, u := range book.Units {
		if u.Kind == org.Discipline {
			return u
		}
	}
	return org.Unit{}
}

func unitNames(book *store.Directory, ids []org.UnitID) []string {
	names := make([]string, len(ids))
	for i, id := range ids {
		names[i] = book.UnitName(id)
	}
	return names
}
