package web

import (
	"net/url"
	"strings"

	"bihuan/casework"
	"bihuan/domain/deadline"
	"bihuan/domain/fault"
	"bihuan/page"
	"bihuan/store"
	"bihuan/web/view/inbox"
)

func (w *Web) inboxRoutes(add add) {
	add("GET /inbox", w.inbox)
	add("GET /inbox/{id}", w.openMessage)
	add("POST /inbox/read", w.readMessages)
}

// inboxRows is how many messages a page of the inbox has.
const inboxRows = 50

// inbox lists the reader's messages: those not read yet, unless all are asked for.
func (w *Web) inbox(v *visit) error {
	every := v.Query("all") != ""
	list, err := v.Reader().Inbox(v.Ctx(), store.InboxQuery{Person: v.Officer.Person, Unread: !every, Before: v.Query("before"), Limit: inboxRows + 1})
	if err != nil {
		return err
	}
	dir, err := w.DB.Directory(v.Ctx())
	if err != nil {
		return err
	}
	n := v.unread()
	s := inbox.Inbox{
		Tabs: []page.Tab{
			{Words: v.L.T("inbox.unread"), Href: v.inboxPath(false, ""), Count: n, Current: !every},
			{Words: v.L.T("inbox.all"), Href: v.inboxPath(true, ""), Count: -1, Current: every},
		},
		Read: v.To("/inbox/read"), All: every, Unread: n, Empty: v.noMessages(every),
	}
	if more := len(list) > inboxRows; more {
		list = list[:inboxRows]
		s.Pages.More = v.inboxPath(every, list[inboxRows-1].ID)
	}
	if v.Query("before") != "" {
		s.Pages.Newest = v.inboxPath(every, "")
	} else if len(list) > 0 {
		s.Newest = list[0].ID // what is marked as read is what was seen
	}
	s.Pages.Note = v.L.T("inbox.count", "n", len(list))
	for _, m := range list {
		s.Lines = append(s.Lines, v.messageLine(m, dir))
	}
	v.Live = liveInbox
	return v.Show(inbox.Page(v.View(v.L.T("page.nav.inbox"), v.Crumb("page.nav.today", "/"), v.Crumb("page.nav.inbox", "")), s))
}

func (v *visit) inboxPath(every bool, before string) string {
	q := url.Values{}
	if every {
		q.Set("all", "1")
	}
	if before != "" {
		q.Set("before", before)
	}
	if len(q) == 0 {
		return v.To("/inbox")
	}
	return v.To("/inbox") + "?" + q.Encode()
}

func (v *visit) noMessages(every bool) page.EmptyView {
	if every {
		return page.EmptyView{Title: v.L.T("inbox.none"), Words: v.L.T("inbox.none.words")}
	}
	return page.EmptyView{Title: v.L.T("inbox.read"), Words: v.L.T("inbox.read.words"), Link: &page.Link{Words: v.L.T("inbox.read.link"), Href: v.inboxPath(true, "")}}
}

// messageLine words a message. Its link goes through the message, so that it is read.
func (v *visit) messageLine(m store.Message, dir *store.Directory) inbox.Line {
	line := inbox.Line{
		ID: m.ID, Words: v.messageWords(m, dir), Href: v.To("/inbox", m.ID), Urgent: m.Urgent, Unread: m.Read.IsZero(),
		When: v.momentWords(m), DateTime: m.At.In(v.Now.Location()).Format("2006-01-02T15:04"),
	}
	if m.No != "" {
		line.Subject = m.Subject
		line.Area, line.No = splitNumber(m.No)
	}
	return line
}

// messageWords is what a message says.
func (v *visit) messageWords(m store.Message, dir *store.Directory) string {
	line := casework.LineOf(dir, v.Rules(), v.L.Tag(), m.Topic, m.No, m.Args)
	return v.L.T(line.Key, line.Args...)
}

// momentWords is when a message came, as one says it.
func (v *visit) momentWords(m store.Message) string {
	at := m.At.In(v.Now.Location())
	switch v.Today.Sub(deadline.DayOf(at)) {
	case 0:
		return v.L.T("inbox.moment.today", "time", v.L.Time(at))
	case 1:
		return v.L.T("inbox.moment.yesterday", "time", v.L.Time(at))
	}
	return v.L.Moment(at)
}

// unread counts the reader's messages. A page is not refused because they could not be counted.
func (v *visit) unread() int {
	n, err := v.Reader().Unread(v.Ctx(), v.Officer.Person, page.MostUnread)
	if err != nil {
		return 0
	}
	return n
}

// openMessage marks a message as read and leads to what it is about.
func (w *Web) openMessage(v *visit) error {
	m, err := w.Casework.ReadMessage(v.Ctx(), v.Officer, v.Path("id"))
	if err != nil {
		return err
	}
	return v.goTo(v.about(m))
}

// about is the page that a message is about.
func (v *visit) about(m store.Message) string {
	if id := m.Args["letter"]; id != "" {
		return v.To("/letters", id)
	}
	if id := m.Args["edition"]; id != "" {
		return v.To("/editions", id)
	}
	if m.No != "" {
		return v.To("/petitions", m.No)
	}
	switch topic, _, _ := strings.Cut(string(m.Topic), ":"); topic {
	case "patrol":
		return v.To("/patrol")
	case "bulletin":
		return v.To("/bulletin") + "?" + url.Values{"week": {m.Args["week_of"]}}.Encode()
	case "job":
		return v.To("/jobs")
	case "ladder":
		return v.To("/supervision")
	}
	return v.To("/inbox")
}

// readMessages marks one message as read, or all that were seen.
func (w *Web) readMessages(v *visit) error {
	f, err := v.Form()
	if err != nil {
		return err
	}
	if id := f.Value("id"); id != "" {
		_, err = w.Casework.ReadMessage(v.Ctx(), v.Officer, id)
	} else {
		err = w.Casework.ReadAll(v.Ctx(), v.Officer, f.Value("newest"))
	}
	if refusal := fault.As(err); refusal != nil && refusal.Kind == fault.Conflict {
		v.Flash("soon", v.L.T(refusal.Key, refusal.Args...))
		err = nil
	}
	if err != nil {
		return err
	}
	return v.goTo(v.inboxPath(f.On("all"), f.Value("before")))
}

// readAbout marks the reader's messages about a matter as read: its page is being shown. That one
// stays unread is no reason to refuse the page.
func (v *visit) readAbout(no string) {
	if v.unread() == 0 {
		return
	}
	if err := v.web.Casework.ReadAbout(v.Ctx(), v.Officer, no); err != nil && v.Ctx().Err() == nil {
		v.web.Log.Warn("marking messages as read", "err", err)
	}
}
