package web

import (
	"net/http"
	"slices"
	"time"

	"bihuan/domain/deadline"
	"bihuan/domain/fault"
	"bihuan/domain/org"
	"bihuan/domain/oversight"
	"bihuan/page"
	"bihuan/store"
	"bihuan/web/view/patrol"
)

func (w *Web) patrolRoutes(add add) {
	add("GET /patrol", w.patrol, "noted")
	add("POST /patrol/see", w.seePatrol, "noted")
	add("POST /patrol/note", w.notePatrol, "noted")
	add("POST /patrol/sign", w.signPatrol, "noted")
}

// patrol shows the reader's last patrol, or another: ?at= of that time, ?of= somebody's.
func (w *Web) patrol(v *visit) error { return v.patrolPage(http.StatusOK, nil) }

// patrolPage is the page; with a note that was refused, it stands open in its row.
func (v *visit) patrolPage(status int, note *page.Form) error {
	who, other := org.PersonID(v.Query("of")), true
	if who == "" || who == v.Officer.Person || note != nil {
		who, other = v.Officer.Person, false
	}
	if !oversight.MayRead(v.Officer, who) {
		return notFound()
	}
	dir, err := v.web.DB.Directory(v.Ctx())
	if err != nil {
		return err
	}
	reader := v.Reader()
	last, found, err := reader.LatestPatrol(v.Ctx(), who, v.Now)
	if err != nil {
		return err
	}
	shown, ok := last, found
	if at, asked := readSlot(v.Query("at")); asked && note == nil && !(found && at.Equal(last.At)) {
		if shown, ok, err = reader.Patrol(v.Ctx(), who, at); err != nil {
			return err
		}
	}
	if !ok && v.Query("at") != "" {
		return notFound()
	}
	day, err := reader.Patrols(v.Ctx(), v.Today.Start(), v.Today.End())
	if err != nil {
		return err
	}
	s := patrol.Patrol{Title: v.L.T("patrol.title"), Line: v.L.T("patrol.line.first")}
	if !other {
		s.Times = v.patrolTimes(day, shown.At)
	}
	if oversight.MayReadAll(v.Officer) {
		s.Bureau = v.rounds(day, dir)
	}
	if !ok && s.Bureau != nil {
		s.Wide, s.Line, s.Times = true, v.L.T("patrol.line.bureau"), nil
		return v.showPatrol(status, s, "")
	}
	if !ok {
		s.Nothing = &page.EmptyView{Title: v.L.T("patrol.none"), Words: v.L.T("patrol.none.words", "moment", v.nextPatrol())}
		return v.showPatrol(status, s, "")
	}
	rows, err := reader.PatrolRows(v.Ctx(), who, shown.At)
	if err != nil {
		return err
	}
	l := &listed{v: v, dir: dir, patrol: shown, rows: rows, note: note, other: other, last: shown.At.Equal(last.At)}
	l.fill(&s)
	name := ""
	if other {
		name = dir.PersonName(who)
	}
	return v.showPatrol(status, s, name)
}

// showPatrol answers with the page; whose names somebody else whose list it is.
func (v *visit) showPatrol(status int, s patrol.Patrol, whose string) error {
	crumbs := []page.Crumb{v.Crumb("page.nav.today", "/"), {Words: v.L.T("page.nav.patrol")}}
	if whose != "" {
		crumbs[1] = v.Crumb("page.nav.patrol", "/patrol")
		crumbs = append(crumbs, page.Crumb{Words: whose})
	}
	return v.ShowAs(status, patrol.Page(v.View(s.Title, crumbs...), s))
}

// nextPatrol is when the next list is made.
func (v *visit) nextPatrol() string {
	return v.L.Moment(oversight.NextPatrol(v.Rules().Calendar, v.Now))
}

// patrolTimes are the set times of the day, with how far the reader is.
func (v *visit) patrolTimes(day []store.Patrol, shown time.Time) []patrol.Time {
	var times []patrol.Time
	for _, at := range oversight.PatrolTimes(v.Rules().Calendar, v.Today) {
		t := patrol.Time{Clock: v.L.Time(at), Words: v.L.T("patrol.times.later")}
		if !at.After(v.Now) {
			t.Words, t.Standing = v.L.T("patrol.times.none"), "past"
		}
		if at.Equal(shown) {
			t.Standing = "now"
		}
		i := slices.IndexFunc(day, func(p store.Patrol) bool { return p.Person == v.Officer.Person && p.At.Equal(at) })
		if i >= 0 {
			t.Words, t.Href = v.standing(day[i]), v.To("/patrol")+"?at="+writeSlot(at)
		}
		times = append(times, t)
	}
	return times
}

// standing is how far a patrol is.
func (v *visit) standing(p store.Patrol) string {
	switch {
	case !p.Signed.IsZero():
		return v.L.T("patrol.signed", "time", v.L.Time(p.Signed))
	case p.Rows == 0:
		return v.L.T("patrol.times.good")
	case v.running(p):
		return v.L.T("patrol.times.open", "n", p.Rows, "seen", p.Seen)
	}
	return v.L.T("patrol.unsigned")
}

// running reports whether the next list has not come yet.
func (v *visit) running(p store.Patrol) bool {
	return oversight.NextPatrol(v.Rules().Calendar, p.At).After(v.Now)
}

// rounds are the day's patrols of the whole bureau.
func (v *visit) rounds(day []store.Patrol, dir *store.Directory) *patrol.Bureau {
	b := &patrol.Bureau{Title: v.L.T("patrol.bureau"), None: v.L.T("patrol.bureau.none")}
	for _, p := range day {
		line := patrol.Line{Name: dir.PersonName(p.Person), Clock: v.L.Time(p.At), Rows: p.Rows, Seen: p.Seen, Signed: v.L.T("patrol.unsigned"), Owed: true,
			Href: v.To("/patrol") + "?of=" + string(p.Person) + "&at=" + writeSlot(p.At)}
		switch {
		case !p.Signed.IsZero():
			line.Signed, line.Owed = v.L.Time(p.Signed), false
		case p.Rows == 0:
			line.Signed, line.Owed = v.L.T("patrol.times.good"), false
		case v.running(p):
			line.Signed, line.Owed = v.L.T("patrol.bureau.open"), false
		}
		b.Lines = append(b.Lines, line)
	}
	return b
}

// seePatrol takes a look at a matter.
func (w *Web) seePatrol(v *visit) error {
	form, at, err := v.patrolForm()
	if err != nil {
		return err
	}
	no := form.Value("no")
	if err := w.Casework.SeePatrol(v.Ctx(), v.Officer, no, at); err != nil {
		return err
	}
	return v.goTo(v.To("/patrol") + "#" + rowID(no))
}

// notePatrol takes a note, or what is put to the section chief. A refused one comes back in its row.
func (w *Web) notePatrol(v *visit) error {
	form, _, err := v.patrolForm()
	if err != nil {
		return err
	}
	version, _ := form.Int("version")
	no, put := form.Value("no"), form.On("put")
	if _, err := w.Casework.PatrolNote(v.Ctx(), v.Officer, no, version, form.Value("text"), put); err != nil {
		if fault.KindOf(err) == fault.NotFound || !form.Refuse(err) {
			return err
		}
		return v.patrolPage(fault.KindOf(err).Status(), form)
	}
	if put {
		v.Done("patrol.done.put")
	} else {
		v.Done("patrol.done.note")
	}
	return v.goTo(v.To("/patrol") + "#" + rowID(no))
}

// signPatrol signs the reader's own patrol.
func (w *Web) signPatrol(v *visit) error {
	_, at, err := v.patrolForm()
	if err != nil {
		return err
	}
	if err := w.Casework.SignPatrol(v.Ctx(), v.Officer, at); err != nil {
		return err
	}
	v.Done("patrol.done.signed", "patrol", v.patrolName(at), "moment", v.nextPatrol())
	return v.Go("/patrol")
}

// patrolForm reads a form of the page, and of which list it is.
func (v *visit) patrolForm() (*page.Form, time.Time, error) {
	form, err := v.Form()
	if err != nil {
		return nil, time.Time{}, err
	}
	at, ok := readSlot(form.Value("at"))
	if !ok {
		return nil, time.Time{}, notFound()
	}
	return form, at, nil
}

// slotForm is how a set time stands in an address: 20260918-0830.
const slotForm = "20060102-1504"

func writeSlot(at time.Time) string { return at.In(deadline.Zone()).Format(slotForm) }

func readSlot(text string) (time.Time, bool) {
	at, err := time.ParseInLocation(slotForm, text, deadline.Zone())
	return at, err == nil
}

// rowID is a row's place in the page.
func rowID(no string) string { return "p-" + no }
