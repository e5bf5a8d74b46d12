// Package page is what the doors for people share: the shell around a page, the components a
// page is put together from, and forms that come back filled in.
//
// Components are templ; the generated files are committed. They take small view structs and
// the reader's words, and know nothing of petitions: who calls them words the record.
package page

import (
	"net/url"
	"strconv"
	"time"

	"github.com/a-h/templ"

	"bihuan/domain/org"
	"bihuan/locale"
)

// View is what the shell of every page needs.
type View struct {
	L       *locale.Locale // with the reader's year: catalogues.For(tag).In(now.Year())
	Office  string         // 清源县信访局
	Officer org.Officer    // zero: nobody has signed in
	Now     time.Time
	Title   string
	Base    string // what stands before the addresses of the staff's pages: /office; "" on the public site
	Path    string // of the request, to mark where the reader is
	URL     string // path and query, to come back to from /settings; Path when empty
	Crumbs  []Crumb
	Flash   *Flash
	Nav     []NavGroup // StaffNav
	Query   string     // what stands in the search box
	Theme   string     // "", "light", "dark"
	Size    string     // "", "large"
	Static  string     // versioned prefix of static files: static.Prefix()
	Live    string     // topic of live changes: "list", "inbox", a petition's number; "" for none
	Unread  int        // messages that the officer has not read, up to MostUnread
	Bare    bool       // prints the papers on it alone
	Print   string     // a warning on the printed page; the usual one when empty

	// The public site alone.
	Public bool   // an error page chooses its shell by it
	Home   string // path of the public home; "/" when empty
	Phone  string // of the office
	Place  string // name and address of the reception
	Hours  string
}

// Crumb is one step above the page; the last has no Href.
type Crumb struct{ Words, Href string }

// Link leads somewhere.
type Link struct{ Words, Href string }

// Flash is the result of an act, on top of the next page. Kind is done, soon or late.
type Flash struct {
	Kind  string
	Words string
	Link  *Link
}

// MostUnread is how far unread messages are counted: of more, one only says that there are more.
const MostUnread = 100

// Unread is how a count of messages is written.
func Unread(n int) string {
	if n >= MostUnread {
		return strconv.Itoa(MostUnread-1) + "+"
	}
	return strconv.Itoa(n)
}

// UnreadWords says how many messages there are, to whoever does not see the count.
func UnreadWords(l *locale.Locale, n int) string {
	if n == 0 {
		return l.T("page.inbox.none")
	}
	return l.T("page.inbox.unread", "n", n, "count", Unread(n))
}

// settings is the address that changes one of the reader's settings (lang, theme, size) and comes back.
func (v View) settings(name, value string) templ.SafeURL {
	back := v.URL
	if back == "" {
		back = v.Path
	}
	q := url.Values{name: {value}, "back": {back}}
	return templ.SafeURL(v.Base + "/settings?" + q.Encode())
}

// to is a page of the staff.
func (v View) to(path string) templ.SafeURL { return templ.SafeURL(v.Base + path) }

// other is the language that the reader could change to.
func (v View) other() string {
	if v.L.Tag() == locale.Chinese {
		return locale.English
	}
	return locale.Chinese
}

func (v View) title() string {
	name := v.L.T("page.brand")
	if v.Public && v.Office != "" {
		name = v.Office
	}
	if v.Title == "" || v.Title == name {
		return name
	}
	return v.Title + " - " + name
}

func (v View) home() templ.SafeURL {
	if v.Public && v.Home != "" {
		return templ.URL(v.Home)
	}
	return v.to("/")
}

func (v View) warning() string {
	if v.Print != "" {
		return v.Print
	}
	return v.L.T("page.print.warning")
}

// who is the signed-in officer, as the top bar and a printed page name them.
func (v View) who() string {
	unit := v.Officer.UnitName
	if v.Officer.Title != "" {
		unit = v.Officer.Title
	}
	if unit == "" {
		return v.Officer.Name
	}
	return v.L.T("page.who", "name", v.Officer.Name, "post", unit)
}

// class is the body's.
func (v View) class() string {
	if v.Bare {
		return "print-bare"
	}
	return ""
}

// back is the page itself, to load it again.
func (v View) back() string {
	if v.URL != "" {
		return v.URL
	}
	return v.Path
}
