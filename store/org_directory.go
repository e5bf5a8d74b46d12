package store

import (
	"cmp"
	"context"
	"slices"
	"time"

	"bihuan/domain/org"
)

// Directory is the county's book at one moment: areas, units, people, posts and categories. It is
// shared by its readers, so nobody changes it.
type Directory struct {
	County     string
	Areas      []org.Area // by code
	Units      []org.Unit // as an office lists them: by kind, then as they were entered
	People     []org.Person
	Posts      []org.Post // by unit and kind
	Categories []Category // by code
	Office     Office

	mark       string
	areas      map[org.AreaCode]int
	units      map[org.UnitID]int
	people     map[org.PersonID]int
	posts      map[string]int
	categories map[string]int
	within     map[org.AreaCode][]org.Area
	under      map[org.UnitID][]org.UnitID
	staff      map[org.UnitID][]int   // posts of a unit
	held       map[org.PersonID][]int // posts of a person
}

// Directory is the county's book as it is now. It is read anew only when it has changed.
func (db *DB) Directory(ctx context.Context) (*Directory, error) {
	mark, err := db.Setting(ctx, bookMark)
	if err != nil {
		return nil, err
	}
	if d := db.book.Load(); d != nil && d.mark == mark {
		return d, nil
	}
	tx, err := db.engine.snapshot(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { _ = tx.rollback() }() // it only read
	d, err := readDirectory(ctx, tx, db.county)
	if err != nil {
		return nil, err
	}
	db.book.Store(d)
	return d, nil
}

// Book is the county's book as it was when the transaction first asked for it: for looking people up,
// not for changing them.
func (tx *Tx) Book(ctx context.Context) (*Directory, error) {
	var err error
	if tx.book == nil {
		tx.book, err = tx.db.Directory(ctx)
	}
	return tx.book, err
}

// Directory is the county's book as the transaction sees it.
func (tx *Tx) Directory(ctx context.Context) (*Directory, error) {
	return readDirectory(ctx, tx, tx.db.county)
}

// Directory is the county's book as it is now.
func (r *Reader) Directory(ctx context.Context) (*Directory, error) { return r.db.Directory(ctx) }

func readDirectory(ctx context.Context, q querier, county string) (*Directory, error) {
	d := &Directory{County: county}
	if _, err := one(ctx, q, into(&d.mark), `SELECT value FROM setting WHERE county = $1 AND name = $2`, county, bookMark); err != nil {
		return nil, err
	}
	var err error
	if d.Areas, err = all(ctx, q, func(r rows) (a org.Area, err error) {
		err = r.Scan(&a.Code, &a.Name, &a.Level, &a.Parent)
		return a, err
	}, `SELECT code, name, level, parent FROM area WHERE county = $1 ORDER BY code`, county); err != nil {
		return nil, err
	}
	if d.Units, err = all(ctx, q, func(r rows) (u org.Unit, err error) {
		var closed *int64
		err = r.Scan(&u.ID, &u.Name, &u.Short, &u.Kind, &u.Area, &u.Parent, &u.Phone, &u.Liaison, &u.Sign, &u.Address, &closed)
		u.Closed = instantOrZero(closed)
		return u, err
	}, `SELECT id, name, short, kind, area, parent, phone, liaison, sign, address, closed FROM unit WHERE county = $1 ORDER BY rank, id`, county); err != nil {
		return nil, err
	}
	if d.People, err = all(ctx, q, func(r rows) (p org.Person, err error) {
		err = r.Scan(&p.ID, &p.Name, &p.Login, &p.Phone, &p.Email)
		return p, err
	}, `SELECT id, name, login, phone, email FROM person WHERE county = $1 ORDER BY id`, county); err != nil {
		return nil, err
	}
	if d.Posts, err = all(ctx, q, func(r rows) (p org.Post, err error) {
		var since int64
		var until *int64
		err = r.Scan(&p.ID, &p.Unit, &p.Kind, &p.Title, &p.Person, &since, &until)
		p.From, p.Until = instant(since), instantOrZero(until)
		return p, err
	}, `SELECT id, unit, kind, title, person, since, until FROM post WHERE county = $1 ORDER BY id`, county); err != nil {
		return nil, err
	}
	if d.Categories, err = all(ctx, q, func(r rows) (c Category, err error) {
		err = r.Scan(&c.Code, &c.Level1, &c.Level2, &c.Level3, &c.English, &c.Unit)
		return c, err
	}, `SELECT code, level1, level2, level3, english, unit FROM category WHERE county = $1 ORDER BY code`, county); err != nil {
		return nil, err
	}
	d.index()
	d.Office, err = office(ctx, q, county, func() (string, string) {
		u, _ := d.Bureau()
		return u.Name, u.Phone
	})
	return d, err
}

// index sorts the book and makes its registers.
func (d *Directory) index() {
	kinds, posts := org.UnitKinds(), org.PostKinds()
	slices.SortStableFunc(d.Units, func(a, b org.Unit) int {
		return cmp.Compare(slices.Index(kinds, a.Kind), slices.Index(kinds, b.Kind))
	})
	d.areas, d.within = map[org.AreaCode]int{}, map[org.AreaCode][]org.Area{}
	for i, a := range d.Areas {
		d.areas[a.Code] = i
		d.within[a.Parent] = append(d.within[a.Parent], a)
	}
	d.units, d.under = map[org.UnitID]int{}, map[org.UnitID][]org.UnitID{}
	for i, u := range d.Units {
		d.units[u.ID] = i
		if u.Parent != "" {
			d.under[u.Parent] = append(d.under[u.Parent], u.ID)
		}
	}
	d.people = map[org.PersonID]int{}
	for i, p := range d.People {
		d.people[p.ID] = i
	}
	slices.SortStableFunc(d.Posts, func(a, b org.Post) int {
		return cmp.Or(cmp.Compare(d.rank(a.Unit), d.rank(b.Unit)), cmp.Compare(slices.Index(posts, a.Kind), slices.Index(posts, b.Kind)))
	})
	d.posts, d.staff, d.held = map[string]int{}, map[org.UnitID][]int{}, map[org.PersonID][]int{}
	for i, p := range d.Posts {
		d.posts[p.ID] = i
		d.staff[p.Unit] = append(d.staff[p.Unit], i)
		d.held[p.Person] = append(d.held[p.Person], i)
	}
	d.categories = map[string]int{}
	for i, c := range d.Categories {
		d.categories[c.Code] = i
	}
}

func (d *Directory) rank(id org.UnitID) int {
	if i, ok := d.units[id]; ok {
		return i
	}
	return len(d.Units)
}

// Unit finds a unit.
func (d *Directory) Unit(id org.UnitID) (org.Unit, bool) { return find(d.Units, d.units, id) }

// Person finds somebody on the staff.
func (d *Directory) Person(id org.PersonID) (org.Person, bool) { return find(d.People, d.people, id) }

// Post finds a post.
func (d *Directory) Post(id string) (org.Post, bool) { return find(d.Posts, d.posts, id) }

// Area finds an area.
func (d *Directory) Area(code org.AreaCode) (org.Area, bool) { return find(d.Areas, d.areas, code) }

// Category finds a category. The code of a first level alone, as a petitioner gives it, is one too:
// of no unit, for nobody knows yet whose it is.
func (d *Directory) Category(code string) (Category, bool) {
	if c, ok := find(d.Categories, d.categories, code); ok {
		return c, true
	}
	for _, c := range d.Categories {
		if len(code) == 2 && len(c.Code) > 2 && c.Code[:2] == code {
			return Category{Code: code, Level1: c.Level1, English: c.English}, true
		}
	}
	return Category{}, false
}

func find[K comparable, V any](list []V, register map[K]int, key K) (V, bool) {
	if i, ok := register[key]; ok {
		return list[i], true
	}
	var none V
	return none, false
}

// Login finds who signs in with a name.
func (d *Directory) Login(name string) (org.Person, bool) {
	for _, p := range d.People {
		if p.Login == name && name != "" {
			return p, true
		}
	}
	return org.Person{}, false
}

// Bureau is the county's petition bureau.
func (d *Directory) Bureau() (org.Unit, bool) {
	for _, u := range d.Units {
		if u.Kind == org.Bureau {
			return u, true
		}
	}
	return org.Unit{}, false
}

// Open lists the units at work.
func (d *Directory) Open(at time.Time) []org.Unit {
	return slices.DeleteFunc(slices.Clone(d.Units), func(u org.Unit) bool {
		return !u.Closed.IsZero() && !at.Before(u.Closed)
	})
}

// Within lists the areas right below one.
func (d *Directory) Within(code org.AreaCode) []org.Area { return d.within[code] }

// Towns lists the county's townships.
func (d *Directory) Towns() []org.Area { return d.within[org.AreaCode(d.County)] }

// Formerly lists the people who held a post in a unit and hold none anywhere any more.
func (d *Directory) Formerly(unit org.UnitID, at time.Time) []org.PersonID {
	var left []org.PersonID
	for _, i := range d.staff[unit] {
		person := d.Posts[i].Person
		if !slices.Contains(left, person) && len(d.Officers(person, at)) == 0 {
			left = append(left, person)
		}
	}
	return left
}
