package web

import (
	"net/url"
	"strings"

	"bihuan/locale"
	"bihuan/page"
	"bihuan/web/view/account"
)

func (w *Web) accountRoutes(add add) {
	add("GET /account", w.account)
	add("POST /account/post", w.choosePost)
	add("POST /account/sessions/{id}/end", w.endSession)
	add("POST /account/sessions/others/end", w.endOthers)
}

// account is what is the reader's own.
func (w *Web) account(v *visit) error {
	posts, err := w.Login.Posts(v.Ctx())
	if err != nil {
		return err
	}
	sessions, err := w.Login.Sessions(v.Ctx())
	if err != nil {
		return err
	}
	a := account.Account{
		Choose: v.To("/account/post"), Password: v.To("/account/password"), EndAll: v.To("/account/sessions/others/end"), Looks: v.looks(),
		Facts: []page.Fact{
			{Term: v.L.T("web.person.name"), Text: v.Officer.Name}, {Term: v.L.T("web.post.title"), Text: v.Officer.Title},
			{Term: v.L.T("web.unit.name"), Text: v.Officer.UnitName}, {Term: v.L.T("web.post.kind"), Text: v.L.T("org.post." + string(v.Officer.Post))},
		},
	}
	for _, o := range posts {
		a.Posts = append(a.Posts, account.Post{ID: o.PostID, Title: o.Title, Unit: o.UnitName, Current: o.PostID == v.Officer.PostID})
	}
	for _, s := range sessions {
		a.Sessions = append(a.Sessions, account.Session{
			Agent: v.agent(s.Agent), Address: s.Address, Since: v.L.ISOMoment(s.Created), Seen: v.L.ISOMoment(s.Seen),
			Current: s.Current, End: v.To("/account/sessions", s.ID, "end"),
		})
	}
	return v.Show(account.Page(v.View(v.L.T("page.nav.account"), v.Crumb("page.nav.today", "/"), v.Crumb("page.nav.account", "")), a))
}

// looks are the choices of how pages look. They are links, so that they work without scripts.
func (v *visit) looks() []account.Look {
	choice := func(name, value, words string, current bool) account.Choice {
		q := url.Values{name: {value}, "back": {v.To("/account")}}
		return account.Choice{Words: words, Href: v.To("/settings") + "?" + q.Encode(), Current: current}
	}
	theme, size := v.cookie("theme", "light", "dark"), v.cookie("size", "large")
	languages := account.Look{Title: v.L.T("web.account.language")}
	for _, tag := range locale.Tags() {
		languages.Links = append(languages.Links, choice("lang", tag, v.L.T("web.account.language."+tag), v.L.Tag() == tag))
	}
	return []account.Look{
		languages,
		{Title: v.L.T("web.account.theme"), Links: []account.Choice{
			choice("theme", "", v.L.T("page.theme.system"), theme == ""),
			choice("theme", "light", v.L.T("page.theme.light"), theme == "light"),
			choice("theme", "dark", v.L.T("page.theme.dark"), theme == "dark"),
		}},
		{Title: v.L.T("web.account.size"), Links: []account.Choice{
			choice("size", "", v.L.T("page.size.normal"), size == ""),
			choice("size", "large", v.L.T("page.size.large"), size == "large"),
		}},
	}
}

// agent is a browser in a word or two, out of what it says of itself.
func (v *visit) agent(text string) string {
	browser := ""
	for _, b := range []string{"Edg", "OPR", "Firefox", "Chrome", "Safari"} {
		if strings.Contains(text, b+"/") {
			browser = map[string]string{"Edg": "Edge", "OPR": "Opera"}[b]
			if browser == "" {
				browser = b
			}
			break
		}
	}
	system := ""
	for _, s := range []string{"Android", "iPhone", "iPad", "Windows", "Mac OS X", "Linux"} {
		if strings.Contains(text, s) {
			system = s
			break
		}
	}
	if browser == "" {
		return v.L.T("web.account.agent.other")
	}
	return strings.TrimSpace(browser + "　" + system)
}

func (w *Web) choosePost(v *visit) error {
	f, err := v.Form()
	if err != nil {
		return err
	}
	if err := w.Login.Choose(v.Ctx(), f.Value("post")); err != nil {
		return err
	}
	v.Done("web.account.posts.chosen")
	return v.Go("/")
}

func (w *Web) endSession(v *visit) error {
	if err := w.Login.End(v.Ctx(), v.Path("id")); err != nil {
		return err
	}
	v.Done("web.account.ended")
	return v.Go("/account")
}

func (w *Web) endOthers(v *visit) error {
	if err := w.Login.EndOthers(v.Ctx()); err != nil {
		return err
	}
	v.Done("web.account.ended.others")
	return v.Go("/account")
}
