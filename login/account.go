package login

import (
	"context"
	"strings"
	"time"

	"bihuan/domain/fault"
	"bihuan/domain/org"
	"bihuan/store"
)

// ChangePassword sets the signed-in person's password, and ends all other sessions of theirs.
func (l *Login) ChangePassword(ctx context.Context, old, fresh string) error {
	v := visitOf(ctx)
	if v.person == "" {
		return v.err
	}
	d, err := l.db.Directory(ctx)
	if err != nil {
		return err
	}
	person, _ := d.Person(v.person)
	wanting := l.check("fresh", person.Login, fresh)
	if wanting == nil && old == fresh {
		wanting = fault.NewInvalid("fresh", "fault.login.same")
	}
	if err := fault.Join(required("old", old), fault.As(wanting)); err != nil {
		return err
	}
	// Guessing here is guessing at the door.
	t := try{name: person.Login, person: v.person, address: v.address}
	if err := l.count(ctx, &t); err != nil {
		return err
	}
	if !t.locked.IsZero() {
		return fault.NewInvalid("old", "fault.login.locked", "until", t.locked)
	}
	same, _, err := l.compare(ctx, t.account.Hash, old)
	switch {
	case err != nil:
		return err
	case !same:
		if t.left <= 0 {
			return fault.NewInvalid("old", "fault.login.locked", "until", t.until)
		}
		return fault.NewInvalid("old", "fault.login.old", "n", t.left)
	}
	hash, err := l.hash(ctx, fresh)
	if err != nil {
		return err
	}
	a, err := l.set(ctx, v.person, hash, false)
	if err != nil {
		return err
	}
	v.must = false
	return l.begin(ctx, a, l.sessions.GetString(ctx, keyPost))
}

// set writes a password and ends all sessions that an older one opened.
func (l *Login) set(ctx context.Context, person org.PersonID, hash string, mustChange bool) (a store.Account, err error) {
	err = l.db.Do(ctx, "setting a password", func(tx *store.Tx) error {
		if a, _, err = tx.Account(ctx, person); err != nil {
			return err
		}
		a.Person, a.Hash, a.MustChange, a.Changed = person, hash, mustChange, tx.Now
		a.Failures, a.LockedUntil = 0, time.Time{}
		if err := tx.PutAccount(ctx, a); err != nil {
			return err
		}
		return tx.DropSessions(ctx, person, "")
	})
	return a, err
}

func (l *Login) mayKeep(by org.Officer) error {
	if l.policy.Reach(by.Post, org.ActAccounts) == org.InCounty {
		return nil
	}
	return fault.New(fault.Forbidden, "fault.login.accounts", "posts", l.policy.Posts(org.ActAccounts))
}

// Create gives somebody on the staff an account under a name, with a first password that has to be
// changed. The password is told once and kept nowhere.
func (l *Login) Create(ctx context.Context, by org.Officer, person org.PersonID, name string) (password string, err error) {
	if err := l.mayKeep(by); err != nil {
		return "", err
	}
	name = strings.ToLower(strings.TrimSpace(name))
	if name == "" || strings.ContainsFunc(name, func(r rune) bool { return r <= ' ' || r == '　' }) || len([]rune(name)) > 64 {
		return "", fault.NewInvalid("login", "fault.login.name")
	}
	password = firstPassword()
	hash, err := l.hash(ctx, password)
	if err != nil {
		return "", err
	}
	err = l.db.Do(ctx, "making an account", func(tx *store.Tx) error {
		d, err := tx.Directory(ctx)
		if err != nil {
			return err
		}
		p, ok := d.Person(person)
		if !ok {
			return fault.New(fault.NotFound, "fault.login.person")
		}
		if _, found, err := tx.Account(ctx, person); err != nil || found {
			if err == nil {
				err = fault.New(fault.Conflict, "fault.login.exists", "login", p.Login)
			}
			return err
		}
		if p.Login != name {
			p.Login = name
			if err := tx.PutPeople(ctx, p); err != nil {
				return err
			}
		}
		return tx.PutAccount(ctx, store.Account{Person: person, Hash: hash, MustChange: true, Changed: tx.Now})
	})
	return password, err
}

// Reset gives a new first password to somebody who has forgotten theirs.
func (l *Login) Reset(ctx context.Context, by org.Officer, person org.PersonID) (password string, err error) {
	if err := l.mayKeep(by); err != nil {
		return "", err
	}
	if err := l.has(ctx, person); err != nil {
		return "", err
	}
	password = firstPassword()
	hash, err := l.hash(ctx, password)
	if err != nil {
		return "", err
	}
	_, err = l.set(ctx, person, hash, true)
	return password, err
}

func (l *Login) has(ctx context.Context, person org.PersonID) error {
	_, found, err := l.db.Account(ctx, person)
	if err == nil && !found {
		err = fault.New(fault.NotFound, "fault.login.no_account")
	}
	return err
}

// Lock closes an account and ends its sessions. Nobody closes the own one: the last administrator
// would be locked out.
func (l *Login) Lock(ctx context.Context, by org.Officer, person org.PersonID) error {
	if by.Person == person {
		return fault.New(fault.Forbidden, "fault.login.own")
	}
	return l.close(ctx, by, person, true)
}

// Unlock opens an account again, and forgets the wrong passwords.
func (l *Login) Unlock(ctx context.Context, by org.Officer, person org.PersonID) error {
	return l.close(ctx, by, person, false)
}

func (l *Login) close(ctx context.Context, by org.Officer, person org.PersonID, closed bool) error {
	if err := l.mayKeep(by); err != nil {
		return err
	}
	return l.db.Do(ctx, "closing or opening an account", func(tx *store.Tx) error {
		a, found, err := tx.Account(ctx, person)
		switch {
		case err != nil:
			return err
		case !found:
			return fault.New(fault.NotFound, "fault.login.no_account")
		}
		a.Closed, a.Failures, a.LockedUntil = closed, 0, time.Time{}
		if err := tx.PutAccount(ctx, a); err != nil || !closed {
			return err
		}
		return tx.DropSessions(ctx, person, "")
	})
}

// Accounts lists all accounts; their hashes are left out.
func (l *Login) Accounts(ctx context.Context, by org.Officer) ([]store.Account, error) {
	if err := l.mayKeep(by); err != nil {
		return nil, err
	}
	accounts, err := l.db.Accounts(ctx)
	for i := range accounts {
		accounts[i].Hash = ""
	}
	return accounts, err
}

// Admit gives the same password to many who have no account yet: the made people of a demo, who
// need not change it.
func (l *Login) Admit(ctx context.Context, by org.Officer, password string, people ...org.PersonID) error {
	if err := l.mayKeep(by); err != nil {
		return err
	}
	hash, err := l.hash(ctx, password)
	if err != nil {
		return err
	}
	return l.db.Do(ctx, "making accounts", func(tx *store.Tx) error {
		for _, person := range people {
			if _, found, err := tx.Account(ctx, person); err != nil {
				return err
			} else if found {
				continue
			}
			if err := tx.PutAccount(ctx, store.Account{Person: person, Hash: hash, Changed: tx.Now}); err != nil {
				return err
			}
		}
		return nil
	})
}
