package portal

import (
	"io"
	"mime"
	"net/http"
	"strconv"
	"time"

	"bihuan/casework"
	"bihuan/domain/fault"
	"bihuan/domain/petition"
	"bihuan/page"
	"bihuan/portal/view"
)

// home is the first page.
func home(v *visit) error {
	return v.show(view.Home(v.view(v.seat.Name), page.NewForm(v.L, nil)))
}

func rules(v *visit) error {
	title := v.L.T("portal.rules.title")
	return v.show(view.Rules(v.view(title, v.crumbs(title)...)))
}

func privacy(v *visit) error {
	title := v.L.T("portal.privacy.title")
	return v.show(view.Privacy(v.view(title, v.crumbs(title)...)))
}

// look asks for number and code, unless a matter is open already. The number alone may stand in the
// address, from the code on the receipt.
func look(v *visit) error {
	if v.r.URL.Query().Get("no") == "" && v.opened() {
		return v.goTo("/follow/matter")
	}
	f := page.NewForm(v.L, nil).Set("no", v.r.URL.Query().Get("no"))
	return v.showLook(http.StatusOK, f)
}

func (v *visit) showLook(status int, f *page.Form) error {
	title := v.L.T("portal.look.title")
	return v.showAs(status, view.Look(v.view(title, v.crumbs(title)...), f))
}

// enter opens one matter for this visitor, if the code is right.
func enter(v *visit) error {
	f, err := v.form()
	if err != nil {
		return err
	}
	if f.Value("no") == "" {
		f.Wrong("no", "fault.portal.no")
	}
	if f.Value("code") == "" {
		f.Wrong("code", "fault.portal.code_empty")
	}
	if !f.OK() {
		return v.showLook(http.StatusUnprocessableEntity, f)
	}
	no, err := v.Cases.Open(v.ctx(), f.Value("no"), f.Value("code"), v.from())
	if busy := fault.As(err); busy != nil && busy.Kind == fault.Busy {
		f.Wrong("", busy.Key, append(busy.Args, "phone", v.seat.Phone)...)
		return v.showLook(http.StatusTooManyRequests, f)
	}
	if f.Refuse(err) {
		return v.showLook(http.StatusUnprocessableEntity, f)
	}
	if err != nil {
		return err
	}
	// A fresh token, so that nobody who planted one gets in with it.
	if err := v.Sessions.RenewToken(v.ctx()); err != nil {
		return err
	}
	v.Sessions.Put(v.ctx(), "no", no)
	v.Sessions.Put(v.ctx(), "seen", v.at.Unix())
	return v.goTo("/follow/matter")
}

// leave closes the matter on this device.
func leave(v *visit) error {
	if err := v.Sessions.Destroy(v.ctx()); err != nil {
		return err
	}
	v.done("portal.left")
	return v.goTo("/")
}

// opened reports whether a matter is open in this session and was looked at lately.
func (v *visit) opened() bool {
	no := v.Sessions.GetString(v.ctx(), "no")
	seen, _ := v.Sessions.Get(v.ctx(), "seen").(int64)
	if no == "" || v.at.Sub(time.Unix(seen, 0)) > idle {
		return false
	}
	v.no = no
	return true
}

// matter lets through whoever has opened a matter by its code.
func matter(h handler) handler {
	return func(v *visit) error {
		if !v.opened() {
			return fault.New(fault.Unknown, "fault.portal.closed")
		}
		v.Sessions.Put(v.ctx(), "seen", v.at.Unix())
		return h(v)
	}
}

func (v *visit) sight() (*casework.Sight, error) { return v.Cases.View(v.ctx(), v.no, v.at) }

func showMatter(v *visit) error {
	s, err := v.sight()
	if err != nil {
		return err
	}
	title := v.L.T("portal.follow.title")
	return v.show(view.Matter(v.view(title, v.crumbs(title)...), matterView(v, s)))
}

// showReply is the whole reply, to be read and printed.
func showReply(v *visit) error {
	s, err := v.sight()
	if err != nil {
		return err
	}
	if s.Reply == nil {
		return notFound()
	}
	title := v.L.T("portal.reply.title")
	return v.show(view.Reply(v.view(title, v.under(title)...), s))
}

// showPaper sends a file that the petitioner was given or handed in: to be kept, never to be run.
func showPaper(v *visit) error {
	file, content, err := v.Cases.Paper(v.ctx(), v.no, v.r.PathValue("hash"), v.at)
	if err != nil {
		return err
	}
	defer content.Close()
	return v.sendFile(file, content)
}

func (v *visit) sendFile(file petition.Attachment, content io.Reader) error {
	h := v.w.Header()
	h.Set("Content-Type", file.Type)
	h.Set("Content-Length", strconv.FormatInt(file.Size, 10))
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": file.Name}))
	h.Set("Content-Security-Policy", "sandbox; default-src 'none'")
	if _, err := io.Copy(v.w, content); err != nil {
		v.Log.Warn("sending a file broke off", "pattern", v.r.Pattern)
	}
	return nil
}
