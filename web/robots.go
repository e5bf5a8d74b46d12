package web

import (
	"github.com/a-h/templ"

	"bihuan/casework"
	"bihuan/domain/fault"
	"bihuan/domain/org"
	"bihuan/page"
	"bihuan/store"
	"bihuan/web/view/robot"
	"bihuan/web/view/unit"
)

func (w *Web) robotRoutes(add add) {
	add("GET /robots", w.robots, org.ActRobots)
	add("GET /robots/new", w.newRobot, org.ActRobots)
	add("POST /robots", w.addRobot, org.ActRobots)
	add("GET /robots/{id}", w.editRobot, org.ActRobots)
	add("POST /robots/{id}", w.saveRobot, org.ActRobots)
	add("POST /robots/{id}/test", w.testRobot, org.ActRobots)
	add("GET /robots/{id}/close", w.askCloseRobot, org.ActRobots)
	add("POST /robots/{id}/close", w.closeRobot, org.ActRobots)
}

// robots lists the groups by unit. No page shows a robot's address: whoever knows it can speak to
// the group.
func (w *Web) robots(v *visit) error {
	dir, err := w.DB.Directory(v.Ctx())
	if err != nil {
		return err
	}
	list, err := w.DB.Robots(v.Ctx(), "")
	if err != nil {
		return err
	}
	of := map[org.UnitID][]store.Robot{}
	for _, r := range list {
		of[r.Unit] = append(of[r.Unit], r)
	}
	s := robot.Robots{
		Add: v.To("/robots/new"), Log: v.To("/deliveries"),
		Empty: page.EmptyView{Title: v.L.T("robot.none"), Words: v.L.T("robot.none.words"), Link: &page.Link{Words: v.L.T("robot.add"), Href: v.To("/robots/new")}},
	}
	for _, u := range dir.Units {
		for _, r := range of[u.ID] {
			s.Lines = append(s.Lines, robot.Line{
				Name: r.Name, Unit: u.Name, Kind: v.word("robot.kind.", r.Kind), Edit: v.To("/robots", r.ID),
				Test: v.To("/robots", r.ID, "test"), Close: v.To("/robots", r.ID, "close"),
			})
		}
	}
	return v.Show(robot.Page(v.View(v.L.T("robot.title"), v.robotCrumbs()...), s))
}

func (v *visit) robotCrumbs(more ...page.Crumb) []page.Crumb {
	if len(more) == 0 {
		return []page.Crumb{v.Crumb("page.nav.today", "/"), v.Crumb("robot.title", "")}
	}
	return append([]page.Crumb{v.Crumb("page.nav.today", "/"), v.Crumb("robot.title", "/robots")}, more...)
}

// theRobot is the robot that the address names, and whether it has a secret; address and secret are
// left behind.
func (v *visit) theRobot() (r store.Robot, signs bool, err error) {
	r, err = v.web.DB.Robot(v.Ctx(), v.Path("id"))
	if err == nil && !r.Closed.IsZero() {
		err = fault.New(fault.NotFound, "fault.robot.not_found")
	}
	signs = r.Secret != ""
	r.URL, r.Secret = "", ""
	return r, signs, err
}

func (w *Web) newRobot(v *visit) error {
	c, err := v.robotForm(page.NewForm(v.L, nil), store.Robot{}, false)
	if err != nil {
		return err
	}
	return v.Show(c)
}

func (w *Web) editRobot(v *visit) error {
	r, signs, err := v.theRobot()
	if err != nil {
		return err
	}
	f := page.NewForm(v.L, nil).Set("name", r.Name).Set("unit", string(r.Unit))
	c, err := v.robotForm(f, r, signs)
	if err != nil {
		return err
	}
	return v.Show(c)
}

// robotForm is the form of a new robot, or of one that is there.
func (v *visit) robotForm(f *page.Form, r store.Robot, signs bool) (templ.Component, error) {
	dir, err := v.web.DB.Directory(v.Ctx())
	if err != nil {
		return nil, err
	}
	units := []page.Option{{Words: v.L.T("robot.unit.choose")}}
	for _, u := range dir.Open(v.Now) {
		units = append(units, page.Option{Value: string(u.ID), Words: u.Name})
	}
	var kinds []page.Option
	for _, kind := range casework.RobotKinds() {
		kinds = append(kinds, page.Option{Value: kind, Words: v.L.T("robot.kind." + kind), Note: v.L.T("robot.kind." + kind + ".note")})
	}
	address := page.Field{Name: "url", Label: v.L.T("robot.url"), Type: "url", Hint: v.L.T("robot.url.hint"), Personal: true}
	secret := page.Field{Name: "secret", Label: v.L.T("robot.secret"), Type: "password", Hint: v.L.T("robot.secret.hint"), Optional: true, Span: "c6"}
	fields := []templ.Component{
		page.Select(f, page.Field{Name: "unit", Label: v.L.T("robot.unit"), Hint: v.L.T("robot.unit.hint"), Options: units, Span: "c6"}),
		page.Input(f, page.Field{Name: "name", Label: v.L.T("robot.name"), Hint: v.L.T("robot.name.hint"), Max: 60, Span: "c6"}),
	}
	title, words, action := "robot.add", v.L.T("robot.add.words"), v.To("/robots")
	crumb := v.Crumb("robot.add", "")
	if r.ID == "" {
		fields = append(fields, page.Radios(f, page.Field{Name: "kind", Label: v.L.T("robot.kind"), Options: kinds}))
	} else {
		title, words, action, crumb = "robot.edit", v.L.T("robot.edit.words", "kind", r.Kind), v.To("/robots", r.ID), page.Crumb{Words: r.Name}
		address.Small, address.Hint = v.L.T("robot.set"), v.L.T("robot.keep")
		if signs {
			secret.Small, secret.Hint = v.L.T("robot.set"), v.L.T("robot.keep.secret")
		}
	}
	fields = append(fields, page.Input(f, address), page.Input(f, secret))
	view := v.View(v.L.T(title), v.robotCrumbs(crumb)...)
	return unit.Form(view, f, v.L.T(title), words, fields, action, v.L.T("web.save"), v.To("/robots")), nil
}

func (w *Web) addRobot(v *visit) error { return v.keepRobot(store.Robot{}, false) }

func (w *Web) saveRobot(v *visit) error {
	r, signs, err := v.theRobot()
	if err != nil {
		return err
	}
	return v.keepRobot(r, signs)
}

// keepRobot writes what the form says. A refused form comes back without address and secret.
func (v *visit) keepRobot(r store.Robot, signs bool) error {
	f, err := v.Form()
	if err != nil {
		return err
	}
	after := store.Robot{ID: r.ID, Unit: org.UnitID(f.Value("unit")), Name: f.Value("name"), Kind: f.Value("kind"), URL: f.Value("url"), Secret: f.Value("secret")}
	v.r.PostForm.Del("url")
	v.r.PostForm.Del("secret")
	if _, err := v.web.Casework.SaveRobot(v.Ctx(), v.Officer, after); err != nil {
		if !f.Refuse(err) {
			return err
		}
		c, err := v.robotForm(f, r, signs)
		if err != nil {
			return err
		}
		return v.Again(c)
	}
	v.Done("robot.saved", "name", after.Name)
	return v.Go("/robots")
}

func (w *Web) testRobot(v *visit) error {
	r, _, err := v.theRobot()
	if err != nil {
		return err
	}
	if err := w.Casework.TestRobot(v.Ctx(), v.Officer, r.ID); err != nil {
		return err
	}
	v.Done("robot.tested", "name", r.Name)
	return v.Go("/robots")
}

// askCloseRobot asks once more: the address is not given again.
func (w *Web) askCloseRobot(v *visit) error {
	r, _, err := v.theRobot()
	if err != nil {
		return err
	}
	title := v.L.T("robot.close.title", "name", r.Name)
	view := v.View(title, v.robotCrumbs(page.Crumb{Words: r.Name})...)
	return v.Show(unit.Form(view, page.NewForm(v.L, nil), title, v.L.T("robot.close.words"), nil, v.To("/robots", r.ID, "close"), v.L.T("robot.close"), v.To("/robots")))
}

func (w *Web) closeRobot(v *visit) error {
	r, _, err := v.theRobot()
	if err != nil {
		return err
	}
	if err := w.Casework.CloseRobot(v.Ctx(), v.Officer, r.ID); err != nil {
		return err
	}
	v.Done("robot.closed", "name", r.Name)
	return v.Go("/robots")
}
