package cli

import (
	"time"

	"github.com/spf13/cobra"

	"bihuan/app"
	"bihuan/store"
)

// user is one account as the list shows it.
type user struct {
	Login      string     `json:"login"`
	Person     string     `json:"person"`
	Name       string     `json:"name"`
	Posts      []userPost `json:"posts"`
	State      string     `json:"state"` // open, first, locked, closed
	SignedIn   *time.Time `json:"signed_in,omitempty"`
	LockedTill *time.Time `json:"locked_until,omitempty"`
}

type userPost struct {
	ID   string `json:"id"`
	Kind string `json:"kind"`
	Unit string `json:"unit"`
}

// newUserList lists the accounts.
func newUserList(s *shell) *cobra.Command {
	c := s.command("user list", "")
	c.Args = s.args()
	asJSON := s.jsonFlag(c)
	c.RunE = func(c *cobra.Command, _ []string) error {
		a, err := s.open(c)
		if err != nil {
			return err
		}
		defer func() { _ = a.Close() }()
		d, err := a.DB().Directory(c.Context())
		if err != nil {
			return err
		}
		accounts, err := a.Login().Accounts(c.Context(), a.Operator())
		if err != nil {
			return err
		}
		users := make([]user, 0, len(accounts))
		for _, account := range accounts {
			users = append(users, userOf(a, d, account))
		}
		if *asJSON {
			return s.printJSON(users)
		}
		if len(users) == 0 {
			s.say("cli.user.none")
			return nil
		}
		return s.listUsers(users)
	}
	return c
}

func userOf(a *app.App, d *store.Directory, account store.Account) user {
	person, _ := d.Person(account.Person)
	u := user{Login: person.Login, Person: string(account.Person), Name: person.Name, State: "open", Posts: []userPost{}}
	for _, o := range d.Officers(account.Person, a.Now()) {
		u.Posts = append(u.Posts, userPost{o.PostID, string(o.Post), o.UnitName})
	}
	switch {
	case account.Closed:
		u.State = "closed"
	case a.Now().Before(account.LockedUntil):
		u.State, u.LockedTill = "locked", &account.LockedUntil
	case account.MustChange:
		u.State = "first"
	}
	if !account.SignedIn.IsZero() {
		u.SignedIn = &account.SignedIn
	}
	return u
}

func (s *shell) listUsers(users []user) error {
	var t table
	t.add(s.L.T("cli.user.column.login"), s.L.T("cli.user.column.name"), s.L.T("cli.user.column.posts"), s.L.T("cli.user.column.state"), s.L.T("cli.user.column.signed_in"))
	for _, u := range users {
		var posts []string
		for _, p := range u.Posts {
			posts = append(posts, p.Unit+" "+s.L.T("org.post."+p.Kind)+" ("+p.ID+")")
		}
		signed := ""
		if u.SignedIn != nil {
			signed = s.L.ISOMoment(*u.SignedIn)
		}
		t.add(u.Login, u.Name, s.L.List(posts), s.L.T("cli.user.state."+u.State), signed)
	}
	return t.print(s.out, "")
}
