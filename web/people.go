package web

import (
	"cmp"
	"slices"

	"github.com/a-h/templ"

	"bihuan/domain/org"
	"bihuan/page"
	"bihuan/store"
	"bihuan/web/view/person"
	"bihuan/web/view/unit"
)

func (w *Web) peopleRoutes(add add) {
	add("GET /people", w.people, org.ActUnits, org.ActAccounts)
	add("GET /people/new", w.newPerson, org.ActUnits)
	add("POST /people", w.addPerson, org.ActUnits)
	add("GET /people/{id}", w.person, org.ActUnits, org.ActAccounts)
	add("GET /people/{id}/edit", w.editPerson, org.ActUnits)
	add("POST /people/{id}", w.savePerson, org.ActUnits)
	add("POST /people/{id}/account", w.makeAccount, org.ActAccounts)
	add("POST /people/{id}/reset", w.resetAccount, org.ActAccounts)
	add("POST /people/{id}/lock", w.lockAccount, org.ActAccounts)
	add("POST /people/{id}/unlock", w.unlockAccount, org.ActAccounts)
}

// people lists the staff, of one unit or of all.
func (w *Web) people(v *visit) error {
	dir, err := w.DB.Directory(v.Ctx())
	if err != nil {
		return err
	}
	accounts, err := v.accounts()
	if err != nil {
		return err
	}
	of := org.UnitID(v.Query("unit"))
	s := person.People{
		Action: v.To("/people"), Accounts: v.May(org.ActAccounts),
		Filter: page.NewForm(v.L, nil).Set("unit", string(of)),
		Unit:   page.Field{Name: "unit", Label: v.L.T("web.unit.name"), Options: []page.Option{{Words: v.L.T("web.list.every")}}},
		Empty:  page.EmptyView{Title: v.L.T("web.people.none"), Words: v.L.T("web.people.none.words")},
	}
	for _, u := range dir.Open(v.Now) {
		s.Unit.Options = append(s.Unit.Options, page.Option{Value: string(u.ID), Words: u.Name})
	}
	if v.May(org.ActUnits) {
		s.Add = v.To("/people/new")
	}
	held := map[org.PersonID][]org.Post{}
	rank := map[org.PersonID]int{}
	for i, post := range dir.Posts {
		if post.Held(v.Now) {
			if len(held[post.Person]) == 0 {
				rank[post.Person] = i + 1
			}
			held[post.Person] = append(held[post.Person], post)
		}
	}
	staff := slices.DeleteFunc(slices.Clone(dir.People), func(p org.Person) bool {
		return of != "" && !slices.ContainsFunc(held[p.ID], func(post org.Post) bool { return post.Unit == of })
	})
	slices.SortStableFunc(staff, func(a, b org.Person) int { return cmp.Compare(rank[a.ID], rank[b.ID]) })
	for _, p := range staff {
		line := person.Line{Name: p.Name, Href: v.To("/people", string(p.ID)), Phone: p.Phone, Login: p.Login}
		for _, post := range held[p.ID] {
			line.Posts = append(line.Posts, v.L.T("web.person.post", "unit", dir.UnitShort(post.Unit), "title", post.Title))
		}
		if s.Accounts {
			state := v.accountState(accounts, p.ID)
			line.Account = &state
		}
		s.Lines = append(s.Lines, line)
	}
	return v.Show(person.List(v.View(v.L.T("web.people.title"), v.Crumb("page.nav.today", "/"), v.Crumb("web.people.title", "")), s))
}

// accounts are all accounts by person, for who keeps them.
func (v *visit) accounts() (map[org.PersonID]store.Account, error) {
	if !v.May(org.ActAccounts) {
		return nil, nil
	}
	list, err := v.web.Login.Accounts(v.Ctx(), v.Officer)
	by := map[org.PersonID]store.Account{}
	for _, a := range list {
		by[a.Person] = a
	}
	return by, err
}

func (v *visit) accountState(accounts map[org.PersonID]store.Account, id org.PersonID) page.TagView {
	a, ok := accounts[id]
	switch {
	case !ok:
		return page.TagView{Words: v.L.T("web.account.state.none")}
	case a.Closed:
		return page.TagView{Kind: "soon", Words: v.L.T("web.account.state.closed"), Icon: "lock"}
	case v.Now.Before(a.LockedUntil):
		return page.TagView{Kind: "soon", Words: v.L.T("web.account.state.locked", "until", a.LockedUntil)}
	case a.MustChange:
		return page.TagView{Words: v.L.T("web.account.state.first")}
	}
	return page.TagView{Kind: "done", Words: v.L.T("web.account.state.used")}
}

// thePerson is the person that the address names.
func (v *visit) thePerson() (org.Person, *store.Directory, error) {
	dir, err := v.web.DB.Directory(v.Ctx())
	if err != nil {
		return org.Person{}, nil, err
	}
	p, ok := dir.Person(org.PersonID(v.Path("id")))
	if !ok {
		return p, dir, notFound()
	}
	return p, dir, nil
}

func (w *Web) person(v *visit) error {
	c, err := v.personPage(page.NewForm(v.L, nil))
	if err != nil {
		return err
	}
	return v.Show(c)
}

func (v *visit) personPage(f *page.Form) (templ.Component, error) {
	p, dir, err := v.thePerson()
	if err != nil {
		return nil, err
	}
	one := person.Person{Name: p.Name}
	if p.Phone != "" {
		one.Facts = append(one.Facts, page.Fact{Term: v.L.T("web.person.phone"), Body: page.Tel(v.L, p.Phone)})
	}
	if p.Email != "" {
		one.Facts = append(one.Facts, page.Fact{Term: v.L.T("web.person.email"), Text: p.Email})
	}
	one.Facts = append(one.Facts, page.Fact{Term: v.L.T("web.gate.login"), Text: cmp.Or(p.Login, v.L.T("web.none"))})
	for _, post := range dir.Posts {
		if post.Person == p.ID {
			line := v.post(post, dir)
			if line.Until == "" {
				line.Until = v.L.T("web.post.still")
			}
			one.Posts = append(one.Posts, person.Post{Title: line.Title, Unit: dir.UnitName(post.Unit), Href: v.To("/units", string(post.Unit)), From: line.From, Until: line.Until})
			if post.Held(v.Now) && one.Words == "" {
				one.Words = v.L.T("web.person.post", "unit", dir.UnitName(post.Unit), "title", line.Title)
			}
		}
	}
	if v.May(org.ActUnits) {
		one.Edit = v.To("/people", string(p.ID), "edit")
	}
	if v.May(org.ActAccounts) {
		accounts, err := v.accounts()
		if err != nil {
			return nil, err
		}
		one.Account = v.personAccount(f, p, accounts)
	}
	return person.One(v.View(p.Name, v.Crumb("page.nav.today", "/"), v.Crumb("web.people.title", "/people"), page.Crumb{Words: p.Name}), one), nil
}

// personAccount is how the person signs in, and what may be done about it.
func (v *visit) personAccount(f *page.Form, p org.Person, accounts map[org.PersonID]store.Account) *person.Account {
	a, ok := accounts[p.ID]
	account := &person.Account{Form: f.Set("login", p.Login), State: v.accountState(accounts, p.ID)}
	to := func(act string) string { return v.To("/people", string(p.ID), act) }
	if !ok {
		account.Make = to("account")
		return account
	}
	if !a.SignedIn.IsZero() {
		account.Facts = append(account.Facts, page.Fact{Term: v.L.T("web.person.signed_in"), Text: v.L.ISOMoment(a.SignedIn)})
	}
	account.Facts = append(account.Facts, page.Fact{Term: v.L.T("web.person.changed"), Text: v.L.ISOMoment(a.Changed)})
	account.Buttons = append(account.Buttons, person.Button{Action: to("reset"), Words: v.L.T("web.person.account.reset")})
	if a.Closed || v.Now.Before(a.LockedUntil) {
		account.Buttons = append(account.Buttons, person.Button{Action: to("unlock"), Words: v.L.T("web.person.account.unlock")})
	} else {
		account.Buttons = append(account.Buttons, person.Button{Action: to("lock"), Words: v.L.T("web.person.account.lock")})
	}
	return account
}

func (w *Web) newPerson(v *visit) error {
	return v.Show(v.personForm(page.NewForm(v.L, nil), org.Person{}))
}

func (w *Web) editPerson(v *visit) error {
	p, _, err := v.thePerson()
	if err != nil {
		return err
	}
	return v.Show(v.personForm(page.NewForm(v.L, nil).Set("name", p.Name).Set("phone", p.Phone).Set("email", p.Email), p))
}

func (v *visit) personForm(f *page.Form, p org.Person) templ.Component {
	fields := []templ.Component{
		page.Input(f, page.Field{Name: "name", Label: v.L.T("web.person.name"), Max: 40, Span: "c6"}),
		page.Input(f, page.Field{Name: "phone", Label: v.L.T("web.person.phone"), Hint: v.L.T("web.person.phone.hint"), Type: "tel", Optional: true, Max: 40, Span: "c6"}),
		page.Input(f, page.Field{Name: "email", Label: v.L.T("web.person.email"), Type: "email", Optional: true, Max: 120, Span: "c6"}),
	}
	title, action, last := "web.person.add", v.To("/people"), v.Crumb("web.person.add", "")
	back := v.To("/people")
	if p.ID != "" {
		title, action = "web.person.edit", v.To("/people", string(p.ID))
		last, back = page.Crumb{Words: p.Name}, action
	}
	view := v.View(v.L.T(title), v.Crumb("page.nav.today", "/"), v.Crumb("web.people.title", "/people"), last)
	return unit.Form(view, f, v.L.T(title), p.Name, fields, action, v.L.T("web.save"), back)
}

func (w *Web) addPerson(v *visit) error { return v.keepPerson(org.Person{}) }

func (w *Web) savePerson(v *visit) error {
	p, _, err := v.thePerson()
	if err != nil {
		return err
	}
	return v.keepPerson(p)
}

func (v *visit) keepPerson(p org.Person) error {
	f, err := v.Form()
	if err != nil {
		return err
	}
	after := p
	after.Name, after.Phone, after.Email = f.Value("name"), f.Value("phone"), f.Value("email")
	id, err := v.web.Casework.SavePerson(v.Ctx(), v.Officer, after)
	if err != nil {
		if f.Refuse(err) {
			return v.Again(v.personForm(f, p))
		}
		return err
	}
	v.Done("web.person.saved", "name", after.Name)
	return v.Go("/people", string(id))
}

// makeAccount lets somebody sign in. The first password is shown once, on this page alone.
func (w *Web) makeAccount(v *visit) error {
	f, err := v.Form()
	if err != nil {
		return err
	}
	p, _, err := v.thePerson()
	if err != nil {
		return err
	}
	password, err := w.Login.Create(v.Ctx(), v.Officer, p.ID, f.Value("login"))
	if err != nil {
		if !f.Refuse(err) {
			return err
		}
		c, err := v.personPage(f)
		if err != nil {
			return err
		}
		return v.Again(c)
	}
	return v.given(p, f.Value("login"), password)
}

func (w *Web) resetAccount(v *visit) error {
	p, _, err := v.thePerson()
	if err != nil {
		return err
	}
	password, err := w.Login.Reset(v.Ctx(), v.Officer, p.ID)
	if err != nil {
		return err
	}
	return v.given(p, p.Login, password)
}

// given shows a first password: nothing else ever does.
func (v *visit) given(p org.Person, login, password string) error {
	view := v.View(v.L.T("web.given.title"), v.Crumb("page.nav.today", "/"), v.Crumb("web.people.title", "/people"), page.Crumb{Words: p.Name})
	return v.Show(person.Given(view, p.Name, login, password, v.To("/people", string(p.ID))))
}

func (w *Web) lockAccount(v *visit) error {
	p, _, err := v.thePerson()
	if err != nil {
		return err
	}
	if err := w.Login.Lock(v.Ctx(), v.Officer, p.ID); err != nil {
		return err
	}
	v.Done("web.person.account.locked", "name", p.Name)
	return v.Go("/people", string(p.ID))
}

func (w *Web) unlockAccount(v *visit) error {
	p, _, err := v.thePerson()
	if err != nil {
		return err
	}
	if err := w.Login.Unlock(v.Ctx(), v.Officer, p.ID); err != nil {
		return err
	}
	v.Done("web.person.account.unlocked", "name", p.Name)
	return v.Go("/people", string(p.ID))
}
