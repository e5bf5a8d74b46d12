package portal

import (
	"bihuan/casework"
	"bihuan/page"
	"bihuan/portal/view"
)

// mostDeeds is how many of the week's deeds are told beside the whole course of the matter.
const mostDeeds = 3

// week words what is told every week: what there was, and how else it can be told. Nil when the
// matter is over and nothing was done this week.
func week(v *visit, w casework.Weekly) *view.WeekView {
	if !w.Goes && len(w.Deeds) == 0 {
		return nil
	}
	s := &view.WeekView{Line: v.L.T("portal.week.none", "from", w.From)}
	if n := len(w.Deeds); n > 0 {
		s.Line = v.L.T("portal.week.line", "n", n, "from", w.From)
		s.Deeds = make([]page.Moment, min(n, mostDeeds))
		for i := range s.Deeds {
			s.Deeds[i] = momentOf(v.L, w.Deeds[i])
		}
	}
	switch {
	case !w.Goes:
	case !w.SMS:
		s.Told = v.L.T("portal.week.here")
	case w.Phone == "" && v.seat.Phone != "":
		s.Told = v.L.T("portal.week.no_phone.call", "phone", v.seat.Phone)
	case w.Phone == "":
		s.Told = v.L.T("portal.week.no_phone")
	case w.Wanted:
		s.Told, s.Press = v.L.T("portal.week.wanted", "phone", w.Phone), v.L.T("portal.week.stop")
	default:
		s.Told, s.Press, s.Want = v.L.T("portal.week.offer", "phone", w.Phone), v.L.T("portal.week.want"), true
	}
	return s
}

// wantBulletin takes the petitioner's word on the weekly short message.
func wantBulletin(v *visit) error {
	f, err := v.form()
	if err != nil {
		return err
	}
	s, err := v.sight()
	if err != nil {
		return err
	}
	wanted := f.On("wanted")
	if s.Week.Wanted != wanted { // a second press says nothing new
		if err := v.Cases.WantBulletin(v.ctx(), v.no, wanted); err != nil {
			return err
		}
	}
	if wanted {
		v.done("portal.week.wanted.done")
	} else {
		v.done("portal.week.stop.done")
	}
	return v.goTo("/follow/matter")
}
