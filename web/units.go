package web

import (
	"slices"

	"github.com/a-h/templ"

	"bihuan/domain/deadline"
	"bihuan/domain/org"
	"bihuan/page"
	"bihuan/store"
	"bihuan/web/view/unit"
)

func (w *Web) unitRoutes(add add) {
	add("GET /units", w.units, org.ActUnits, org.ActRead)
	add("GET /units/new", w.newUnit, org.ActUnits)
	add("POST /units", w.addUnit, org.ActUnits)
	add("GET /units/{id}", w.unit, org.ActUnits, org.ActRead)
	add("GET /units/{id}/edit", w.editUnit, org.ActUnits)
	add("POST /units/{id}", w.saveUnit, org.ActUnits)
	add("GET /units/{id}/close", w.askCloseUnit, org.ActUnits)
	add("POST /units/{id}/close", w.closeUnit, org.ActUnits)
	w.postRoutes(add)
}

// units lists the units by kind.
func (w *Web) units(v *visit) error {
	dir, err := w.DB.Directory(v.Ctx())
	if err != nil {
		return err
	}
	var groups []unit.Group
	var tabs []page.Tab
	for _, kind := range org.UnitKinds() {
		g := unit.Group{ID: "k-" + string(kind), Title: v.L.T("org.unit." + string(kind))}
		for _, u := range dir.Units {
			if u.Kind == kind {
				g.Lines = append(g.Lines, v.unitLine(u, dir))
			}
		}
		if len(g.Lines) > 0 {
			groups = append(groups, g)
			tabs = append(tabs, page.Tab{Words: g.Title, Href: "#" + g.ID, Count: len(g.Lines)})
		}
	}
	add := ""
	if v.May(org.ActUnits) {
		add = v.To("/units/new")
	}
	return v.Show(unit.Units(v.View(v.L.T("web.units.title"), v.Crumb("page.nav.today", "/"), v.Crumb("web.units.title", "")), groups, tabs, add))
}

func (v *visit) unitLine(u org.Unit, dir *store.Directory) unit.Line {
	line := unit.Line{Name: u.Name, Href: v.To("/units", string(u.ID)), Area: dir.AreaName(u.Area), Phone: u.Phone, People: len(dir.Holders(u.ID, v.Now))}
	line.Head, line.Clerk = v.holders(dir, u.ID, org.Head, org.Director, org.Leader), v.holders(dir, u.ID, org.Clerk)
	if !u.Closed.IsZero() {
		line.Closed = v.L.T("web.unit.closed", "day", u.Closed.In(v.Now.Location()))
	}
	return line
}

// holders names who holds these posts in a unit: the first two.
func (v *visit) holders(dir *store.Directory, id org.UnitID, kinds ...org.PostKind) string {
	var names []string
	for _, post := range dir.Holders(id, v.Now, kinds...) {
		names = append(names, dir.PersonName(post.Person))
	}
	if len(names) > 2 {
		return v.L.T("web.unit.holders.more", "names", names[:2], "n", len(names))
	}
	return v.L.List(names)
}

// theUnit is the unit that the address names.
func (v *visit) theUnit() (org.Unit, *store.Directory, error) {
	dir, err := v.web.DB.Directory(v.Ctx())
	if err != nil {
		return org.Unit{}, nil, err
	}
	u, ok := dir.Unit(org.UnitID(v.Path("id")))
	if !ok {
		return u, dir, notFound()
	}
	return u, dir, nil
}

func (w *Web) unit(v *visit) error {
	u, dir, err := v.theUnit()
	if err != nil {
		return err
	}
	one := unit.Unit{Name: u.Name, Kind: v.L.T("org.unit." + string(u.Kind))}
	fact := func(key, text string) {
		if text != "" {
			one.Facts = append(one.Facts, page.Fact{Term: v.L.T(key), Text: text})
		}
	}
	if !u.Closed.IsZero() {
		one.Kind = v.L.T("web.unit.closed", "day", u.Closed.In(v.Now.Location()))
	}
	fact("web.unit.short", u.Short)
	fact("web.unit.area", dir.AreaName(u.Area))
	fact("web.unit.parent", dir.UnitName(u.Parent))
	if u.Phone != "" {
		one.Facts = append(one.Facts, page.Fact{Term: v.L.T("web.unit.phone"), Body: page.Tel(v.L, u.Phone)})
	}
	if leader, ok := dir.Liaison(u.ID); ok {
		fact("web.unit.liaison", leader.Name)
	}
	fact("web.unit.sign", u.Sign)
	fact("web.unit.address", u.Address)
	for _, id := range dir.Below(u.ID) {
		if below, ok := dir.Unit(id); ok && below.Parent == u.ID {
			one.Below = append(one.Below, page.Link{Words: below.Name, Href: v.To("/units", string(id))})
		}
	}
	for _, p := range dir.Posts {
		if p.Unit != u.ID {
			continue
		}
		if !p.Until.IsZero() && !v.Now.Before(p.Until) {
			one.Former = append(one.Former, v.post(p, dir))
		} else {
			one.Posts = append(one.Posts, v.post(p, dir))
		}
	}
	if v.May(org.ActUnits) {
		one.Edit, one.Add = v.To("/units", string(u.ID), "edit"), v.To("/units", string(u.ID), "posts")
		if u.Closed.IsZero() {
			one.Close = v.To("/units", string(u.ID), "close")
		}
	}
	if v.May(org.ActRead) && (v.Scope().All || slices.Contains(v.Officer.Units(), u.ID)) {
		one.Petitions = conditions{map[string][]string{"unit": {string(u.ID)}}}.in(v.To("/petitions"))
	}
	if one.Speeds, err = v.unitSpeeds(u); err != nil {
		return err
	}
	one.SpeedsNote, one.SpeedsLink = v.L.T("speed.line.note", "n", usualDays), v.To("/speeds")
	return v.Show(unit.One(v.View(u.Name, v.unitCrumbs(page.Crumb{Words: u.Name})...), one))
}

func (v *visit) unitCrumbs(more ...page.Crumb) []page.Crumb {
	return append([]page.Crumb{v.Crumb("page.nav.today", "/"), v.Crumb("web.units.title", "/units")}, more...)
}

// post is a post with its holder.
func (v *visit) post(p org.Post, dir *store.Directory) unit.Post {
	person, _ := dir.Person(p.Person)
	line := unit.Post{
		Kind: v.L.T("org.post." + string(p.Kind)), Title: p.Title, Person: dir.PersonName(p.Person), Phone: person.Phone,
		From: v.L.ISO(p.From.In(v.Now.Location())), Until: v.lastDay(p),
	}
	if line.Title == "" {
		line.Title = line.Kind
	}
	if v.May(org.ActUnits) || v.May(org.ActAccounts) {
		line.Href = v.To("/people", string(p.Person))
	}
	if v.May(org.ActUnits) && p.Until.IsZero() {
		line.Change, line.End = v.To("/posts", p.ID, "change"), v.To("/posts", p.ID, "end")
	}
	return line
}

// lastDay is the last day on which a post is held, or "".
func (v *visit) lastDay(p org.Post) string {
	if p.Until.IsZero() {
		return ""
	}
	return v.L.ISO(deadline.DayOf(p.Until).Add(-1))
}

func (w *Web) newUnit(v *visit) error {
	c, err := v.unitForm(page.NewForm(v.L, nil), org.Unit{})
	if err != nil {
		return err
	}
	return v.Show(c)
}

func (w *Web) editUnit(v *visit) error {
	u, _, err := v.theUnit()
	if err != nil {
		return err
	}
	f := page.NewForm(v.L, nil)
	for name, value := range map[string]string{"name": u.Name, "short": u.Short, "kind": string(u.Kind), "area": string(u.Area), "parent": string(u.Parent), "phone": u.Phone, "liaison": string(u.Liaison), "sign": u.Sign, "address": u.Address} {
		f.Set(name, value)
	}
	c, err := v.unitForm(f, u)
	if err != nil {
		return err
	}
	return v.Show(c)
}

// unitForm is the form of a new unit, or of one that is there.
func (v *visit) unitForm(f *page.Form, u org.Unit) (templ.Component, error) {
	dir, err := v.web.DB.Directory(v.Ctx())
	if err != nil {
		return nil, err
	}
	none := page.Option{Words: v.L.T("web.none")}
	kinds, areas, parents, leaders := []page.Option{}, []page.Option{}, []page.Option{none}, []page.Option{none}
	for _, kind := range org.UnitKinds() {
		kinds = append(kinds, page.Option{Value: string(kind), Words: v.L.T("org.unit." + string(kind))})
	}
	for _, a := range dir.Areas {
		if a.Level == org.County || a.Level == org.Township || a.Level == org.Village {
			areas = append(areas, page.Option{Value: string(a.Code), Words: dir.AreaName(a.Code)})
		}
	}
	for _, other := range dir.Open(v.Now) {
		if other.ID != u.ID && other.Kind != org.VillageU {
			parents = append(parents, page.Option{Value: string(other.ID), Words: other.Name})
		}
	}
	for _, p := range dir.Posts {
		if p.Kind == org.Leader && p.Held(v.Now) {
			leaders = append(leaders, page.Option{Value: string(p.Person), Words: v.L.T("page.who", "name", dir.PersonName(p.Person), "post", p.Title)})
		}
	}
	fields := []templ.Component{}
	if u.ID == "" {
		fields = append(fields, page.Input(f, page.Field{Name: "id", Label: v.L.T("web.unit.id"), Hint: v.L.T("web.unit.id.hint"), Max: 40, Span: "c6"}))
	}
	fields = append(fields,
		page.Input(f, page.Field{Name: "name", Label: v.L.T("web.unit.name"), Max: 60}),
		page.Input(f, page.Field{Name: "short", Label: v.L.T("web.unit.short"), Optional: true, Max: 20, Span: "c6"}),
		page.Select(f, page.Field{Name: "kind", Label: v.L.T("web.unit.kind"), Options: kinds, Span: "c6"}),
		page.Select(f, page.Field{Name: "area", Label: v.L.T("web.unit.area"), Options: areas, Span: "c6"}),
		page.Select(f, page.Field{Name: "parent", Label: v.L.T("web.unit.parent"), Options: parents, Span: "c6"}),
		page.Input(f, page.Field{Name: "phone", Label: v.L.T("web.unit.phone"), Type: "tel", Optional: true, Max: 40, Span: "c6"}),
		page.Select(f, page.Field{Name: "liaison", Label: v.L.T("web.unit.liaison"), Options: leaders, Span: "c6"}),
		page.Input(f, page.Field{Name: "sign", Label: v.L.T("web.unit.sign"), Hint: v.L.T("web.unit.sign.hint"), Optional: true, Max: 6, Span: "c6"}),
		page.Input(f, page.Field{Name: "address", Label: v.L.T("web.unit.address"), Hint: v.L.T("web.unit.address.hint"), Optional: true, Max: 120}),
	)
	title, action, back := "web.unit.add", v.To("/units"), v.To("/units")
	crumbs := v.unitCrumbs(v.Crumb("web.unit.add", ""))
	if u.ID != "" {
		title, action, back = "web.unit.edit", v.To("/units", string(u.ID)), v.To("/units", string(u.ID))
		crumbs = v.unitCrumbs(page.Crumb{Words: u.Name, Href: back}, v.Crumb("web.edit", ""))
	}
	return unit.Form(v.View(v.L.T(title), crumbs...), f, v.L.T(title), u.Name, fields, action, v.L.T("web.save"), back), nil
}

func (w *Web) addUnit(v *visit) error { return v.keepUnit(org.Unit{}) }

func (w *Web) saveUnit(v *visit) error {
	u, _, err := v.theUnit()
	if err != nil {
		return err
	}
	return v.keepUnit(u)
}

// keepUnit writes what the form says over what is known of the unit.
func (v *visit) keepUnit(u org.Unit) error {
	f, err := v.Form()
	if err != nil {
		return err
	}
	after := u
	if u.ID == "" {
		after.ID = org.UnitID(f.Value("id"))
	}
	after.Name, after.Short, after.Kind = f.Value("name"), f.Value("short"), org.UnitKind(f.Value("kind"))
	after.Area, after.Parent = org.AreaCode(f.Value("area")), org.UnitID(f.Value("parent"))
	after.Phone, after.Liaison = f.Value("phone"), org.PersonID(f.Value("liaison"))
	after.Sign, after.Address = f.Value("sign"), f.Value("address")
	if after.Short == "" {
		after.Short = after.Name
	}
	keep := v.web.Casework.SaveUnit
	if u.ID == "" {
		keep = v.web.Casework.AddUnit
	}
	if err := keep(v.Ctx(), v.Officer, after); err != nil {
		if !f.Refuse(err) {
			return err
		}
		c, err := v.unitForm(f, u)
		if err != nil {
			return err
		}
		return v.Again(c)
	}
	v.Done("web.unit.saved", "name", after.Name)
	return v.Go("/units", string(after.ID))
}

func (w *Web) askCloseUnit(v *visit) error {
	c, err := v.closeForm(page.NewForm(v.L, nil))
	if err != nil {
		return err
	}
	return v.Show(c)
}

// closeForm asks once more: a closed unit gets no more matters.
func (v *visit) closeForm(f *page.Form) (templ.Component, error) {
	u, _, err := v.theUnit()
	if err != nil {
		return nil, err
	}
	here := v.To("/units", string(u.ID))
	title := v.L.T("web.unit.close.title", "name", u.Name)
	view := v.View(title, v.unitCrumbs(page.Crumb{Words: u.Name, Href: here}, v.Crumb("web.unit.close", ""))...)
	return unit.Form(view, f, title, v.L.T("web.unit.close.words"), nil, v.To("/units", string(u.ID), "close"), v.L.T("web.unit.close"), here), nil
}

func (w *Web) closeUnit(v *visit) error {
	f, err := v.Form()
	if err != nil {
		return err
	}
	u, _, err := v.theUnit()
	if err != nil {
		return err
	}
	if err := w.Casework.CloseUnit(v.Ctx(), v.Officer, u.ID); err != nil {
		if !f.Refuse(err) {
			return err
		}
		c, err := v.closeForm(f)
		if err != nil {
			return err
		}
		return v.Again(c)
	}
	v.Done("web.unit.close.done", "name", u.Name)
	return v.Go("/units", string(u.ID))
}
