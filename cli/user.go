package cli

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"bihuan/app"
	"bihuan/domain/deadline"
	"bihuan/domain/fault"
	"bihuan/domain/org"
)

// newUser keeps accounts from the console. Everyday changes are made on the site; this is for the
// first account, and for who is locked out.
func newUser(s *shell) *cobra.Command {
	return s.family(s.command("user", groupCare),
		newUserAdd(s), newUserList(s), newUserPost(s), newUserPassword(s),
		newUserDo(s, "lock", (*app.App).Lock), newUserDo(s, "unlock", (*app.App).Unlock))
}

// newUserAdd gives an account to somebody who is in the book, or enters them first.
func newUserAdd(s *shell) *cobra.Command {
	c := s.command("user add", "")
	c.Use += " LOGIN"
	c.Args = s.args("LOGIN")
	name := c.Flags().String("name", "", s.L.T("cli.user.flag.name"))
	p := s.postFlags(c)
	asJSON := s.jsonFlag(c)
	c.RunE = func(c *cobra.Command, args []string) error {
		a, err := s.open(c)
		if err != nil {
			return err
		}
		defer func() { _ = a.Close() }()
		login := strings.ToLower(args[0])
		person, err := s.addPerson(c.Context(), a, login, *name, p)
		if err != nil {
			return err
		}
		password, err := a.Login().Create(c.Context(), a.Operator(), person, login)
		if err != nil {
			return err
		}
		if *asJSON {
			return s.printJSON(map[string]string{"login": login, "person": string(person), "password": password})
		}
		s.say("cli.user.added", "login", login, "password", password)
		return nil
	}
	return c
}

// addPerson is who has the login name already, or a new person in the post that the flags name.
func (s *shell) addPerson(ctx context.Context, a *app.App, login, name string, p *postFlags) (org.PersonID, error) {
	d, err := a.DB().Directory(ctx)
	if err != nil {
		return "", err
	}
	if have, ok := d.Login(login); ok {
		if p.kind != "" {
			_, err = s.givePost(ctx, a, have.ID, p)
		}
		return have.ID, err
	}
	if p.kind == "" {
		return "", fault.NewInvalid("post", "cli.fault.post", "posts", org.PostKinds())
	}
	if name == "" {
		name = login
	}
	if err := s.firstBureau(ctx, a, p); err != nil {
		return "", err
	}
	// Looked at before anybody is entered, so that a misspelt post leaves nobody half entered.
	if err := s.checkPost(ctx, a, p); err != nil {
		return "", err
	}
	id, err := a.Casework().SavePerson(ctx, a.Operator(), org.Person{Name: name})
	if err != nil {
		return "", err
	}
	_, err = s.givePost(ctx, a, id, p)
	return id, err
}

// firstBureau enters the petition bureau in an empty book: the first account stands in it.
func (s *shell) firstBureau(ctx context.Context, a *app.App, p *postFlags) error {
	d, err := a.DB().Directory(ctx)
	if err != nil || len(d.Units) > 0 || p.unit != "" && p.unit != firstUnit {
		return err
	}
	return a.Casework().SaveUnit(ctx, a.Operator(), org.Unit{
		ID: firstUnit, Name: s.words.For(a.Config().Language).T("cli.user.bureau"),
		Kind: org.Bureau, Area: org.AreaCode(a.Config().County),
	})
}

const firstUnit = "bureau"

// postFlags name a post.
type postFlags struct{ kind, unit, title, from, until string }

func (s *shell) postFlags(c *cobra.Command) *postFlags {
	p := &postFlags{}
	kinds := make([]string, 0, len(org.PostKinds()))
	for _, kind := range org.PostKinds() {
		kinds = append(kinds, string(kind))
	}
	c.Flags().StringVar(&p.kind, "post", "", s.L.T("cli.user.flag.post", "kinds", strings.Join(kinds, " ")))
	c.Flags().StringVar(&p.unit, "unit", "", s.L.T("cli.user.flag.unit"))
	c.Flags().StringVar(&p.title, "title", "", s.L.T("cli.user.flag.title"))
	c.Flags().StringVar(&p.from, "from", "", s.L.T("cli.user.flag.from"))
	c.Flags().StringVar(&p.until, "until", "", s.L.T("cli.user.flag.until"))
	_ = c.RegisterFlagCompletionFunc("post", cobra.FixedCompletions(kinds, cobra.ShellCompDirectiveNoFileComp))
	return p
}

// checkPost refuses a kind of post or a unit that is not there.
func (s *shell) checkPost(ctx context.Context, a *app.App, p *postFlags) error {
	d, err := a.DB().Directory(ctx)
	if err != nil {
		return err
	}
	known := false
	for _, kind := range org.PostKinds() {
		known = known || string(kind) == p.kind
	}
	if !known {
		return fault.NewInvalid("post", "cli.fault.post", "posts", org.PostKinds())
	}
	if _, ok := d.Unit(org.UnitID(p.unit)); p.unit != "" && !ok {
		return fault.NewInvalid("unit", "cli.fault.unit", "unit", p.unit)
	}
	return nil
}

func (s *shell) givePost(ctx context.Context, a *app.App, person org.PersonID, p *postFlags) (string, error) {
	if err := s.checkPost(ctx, a, p); err != nil {
		return "", err
	}
	post := org.Post{Unit: org.UnitID(p.unit), Kind: org.PostKind(p.kind), Title: p.title, Person: person}
	if post.Unit == "" {
		d, err := a.DB().Directory(ctx)
		if err != nil {
			return "", err
		}
		bureau, _ := d.Bureau()
		post.Unit = bureau.ID
	}
	if post.Title == "" {
		post.Title = s.words.For(a.Config().Language).T("org.post." + p.kind)
	}
	post.From = deadline.DayOf(a.Now()).Start()
	if p.from != "" {
		day, err := s.day("from", p.from)
		if err != nil {
			return "", err
		}
		post.From = day.Start()
	}
	if p.until != "" {
		day, err := s.day("until", p.until)
		if err != nil {
			return "", err
		}
		post.Until = day.End()
	}
	return a.Casework().GivePost(ctx, a.Operator(), post)
}

func (s *shell) day(flag, text string) (deadline.Day, error) {
	day, err := deadline.ParseDay(text)
	if err != nil {
		return 0, fault.NewInvalid(flag, "cli.fault.day", "name", "--"+flag, "value", text).Because(err)
	}
	return day, nil
}

// newUserPost gives a further post, or ends one.
func newUserPost(s *shell) *cobra.Command {
	c := s.command("user post", "")
	c.Use += " LOGIN"
	c.Args = s.args("LOGIN")
	p := s.postFlags(c)
	end := c.Flags().String("end", "", s.L.T("cli.user.flag.end"))
	asJSON := s.jsonFlag(c)
	c.RunE = func(c *cobra.Command, args []string) error {
		a, err := s.open(c)
		if err != nil {
			return err
		}
		defer func() { _ = a.Close() }()
		person, err := byLogin(c.Context(), a, args[0])
		if err != nil {
			return err
		}
		if *end != "" {
			last := deadline.DayOf(a.Now())
			if p.until != "" {
				if last, err = s.day("until", p.until); err != nil {
					return err
				}
			}
			if err := a.Casework().EndPost(c.Context(), a.Operator(), *end, last); err != nil {
				return err
			}
			if *asJSON {
				return s.printJSON(map[string]string{"post": *end, "last": last.String()})
			}
			s.say("cli.user.ended", "day", last)
			return nil
		}
		id, err := s.givePost(c.Context(), a, person.ID, p)
		if err != nil {
			return err
		}
		if *asJSON {
			return s.printJSON(map[string]string{"post": id})
		}
		s.say("cli.user.given", "name", person.Name, "post", p.kind, "id", id)
		return nil
	}
	return c
}

func byLogin(ctx context.Context, a *app.App, login string) (org.Person, error) {
	d, err := a.DB().Directory(ctx)
	if err != nil {
		return org.Person{}, err
	}
	person, ok := d.Login(strings.ToLower(login))
	if !ok {
		return person, fault.New(fault.NotFound, "fault.login.nobody", "login", login)
	}
	return person, nil
}

// newUserPassword gives somebody who has forgotten theirs a new first password.
func newUserPassword(s *shell) *cobra.Command {
	c := s.command("user passwd", "")
	c.Use += " LOGIN"
	c.Args = s.args("LOGIN")
	asJSON := s.jsonFlag(c)
	c.RunE = func(c *cobra.Command, args []string) error {
		a, err := s.open(c)
		if err != nil {
			return err
		}
		defer func() { _ = a.Close() }()
		person, err := byLogin(c.Context(), a, args[0])
		if err != nil {
			return err
		}
		password, err := a.Login().Reset(c.Context(), a.Operator(), person.ID)
		if err != nil {
			return err
		}
		if *asJSON {
			return s.printJSON(map[string]string{"login": person.Login, "password": password})
		}
		s.say("cli.user.reset", "login", person.Login, "password", password)
		return nil
	}
	return c
}

// newUserDo is a command that does one thing to an account and says so.
func newUserDo(s *shell, name string, do func(*app.App, context.Context, org.PersonID) error) *cobra.Command {
	c := s.command("user "+name, "")
	c.Use += " LOGIN"
	c.Args = s.args("LOGIN")
	c.RunE = func(c *cobra.Command, args []string) error {
		a, err := s.open(c)
		if err != nil {
			return err
		}
		defer func() { _ = a.Close() }()
		person, err := byLogin(c.Context(), a, args[0])
		if err != nil {
			return err
		}
		if err := do(a, c.Context(), person.ID); err != nil {
			return err
		}
		s.say("cli.user."+name+".done", "login", person.Login)
		return nil
	}
	return c
}
