package login

import (
	"context"
	"crypto/sha256"
	"fmt"
	"strings"
	"time"

	"bihuan/domain/fault"
	"bihuan/domain/org"
	"bihuan/store"
)

// Windows within which wrong passwords are counted together.
const (
	addressWindow = 15 * time.Minute
	nameWindow    = 24 * time.Hour
)

// SignIn opens a session for who gives the right password. It reports whether a new password has to
// be chosen before anything else.
//
// A try is counted before the password is looked at, and taken back when it was right: a hundred
// tries at once are a hundred tries. A name that nobody has is counted and locked like any other.
func (l *Login) SignIn(ctx context.Context, name, password string) (mustChange bool, err error) {
	v, name := visitOf(ctx), strings.ToLower(strings.TrimSpace(name)) // as names are kept
	if name == "" || password == "" {
		return false, fault.Join(required("login", name), required("password", password))
	}
	if len(password) > 4*longest {
		password = "" // no such password was ever set; hashing it would only cost
	}
	d, err := l.db.Directory(ctx)
	if err != nil {
		return false, err
	}
	person, _ := d.Login(name)
	t := try{name: name, person: person.ID, address: v.address}
	if err := l.count(ctx, &t); err != nil {
		return false, err
	}
	hash := t.account.Hash
	if hash == "" {
		hash = l.nobody
	}
	same, cost, err := l.compare(ctx, hash, password)
	if err != nil {
		return false, err
	}
	switch {
	case !t.locked.IsZero():
		return false, lockedUntil(t.locked)
	case !same || t.account.Hash == "":
		return false, l.refuse(ctx, t)
	}

	fresh := ""
	if cost != l.o.Cost {
		if fresh, err = l.hash(ctx, password); err != nil {
			return false, err
		}
	}
	account, err := l.open(ctx, t, fresh)
	if err != nil {
		return false, err
	}
	if account.Closed {
		return false, fault.New(fault.Forbidden, "fault.login.closed")
	}
	post := currentPost(d.Officers(person.ID, l.o.Now()), account.Post)
	if post == "" {
		return false, fault.New(fault.Forbidden, "fault.login.no_post")
	}
	v.person = person.ID
	return account.MustChange, l.begin(ctx, account, post)
}

func required(field, value string) *fault.Fault {
	if value != "" {
		return nil
	}
	return fault.NewInvalid(field, "fault.login.required."+field)
}

func lockedUntil(t time.Time) error {
	return fault.New(fault.Unknown, "fault.login.locked", "until", t)
}

// begin puts the person into a session with a new token.
func (l *Login) begin(ctx context.Context, a store.Account, post string) error {
	if err := l.sessions.RenewToken(ctx); err != nil {
		return fmt.Errorf("signing in: %w", err)
	}
	l.sessions.Put(ctx, keyPost, post)
	l.sessions.Put(ctx, keyChanged, a.Changed.UnixMilli())
	return nil
}

// currentPost is the one chosen the last time, if it is still held, or the first.
func currentPost(posts []org.Officer, last string) string {
	post := ""
	for i, o := range posts {
		if i == 0 || o.PostID == last {
			post = o.PostID
		}
	}
	return post
}

// try is one password given for one name.
type try struct {
	name    string
	person  org.PersonID
	address string

	account store.Account // its hash is "" for a name without an account
	locked  time.Time     // until when; zero: not
	left    int           // tries that are left after this one, if it is wrong
	until   time.Time     // until when it will be locked, if this one is wrong and none are left
}

// refuse counts a wrong password on the address it came from, and says how many tries are left.
func (l *Login) refuse(ctx context.Context, t try) error {
	err := l.db.Do(ctx, "counting a wrong password", func(tx *store.Tx) error {
		_, err := tx.Attempt(ctx, key("address", t.address), addressWindow)
		return err
	})
	if err != nil {
		return err
	}
	if t.left > 0 {
		return fault.New(fault.Unknown, "fault.login.wrong", "n", t.left)
	}
	return lockedUntil(t.until)
}

// count counts a try on the name as a wrong one, unless the address has given too many.
func (l *Login) count(ctx context.Context, t *try) error {
	return l.db.Do(ctx, "counting a sign-in", func(tx *store.Tx) error {
		before := *t
		from, err := tx.Attempts(ctx, key("address", t.address), addressWindow)
		if err != nil {
			return err
		}
		if from.Count >= l.o.Throttle {
			return fault.New(fault.Busy, "fault.login.throttled", "until", from.Oldest.Add(addressWindow))
		}
		*t = before
		if t.person != "" {
			if t.account, _, err = tx.Account(ctx, t.person); err != nil {
				return err
			}
		}
		if t.account.Hash == "" {
			return l.countName(ctx, tx, t)
		}
		return l.countAccount(ctx, tx, t)
	})
}

// countAccount counts on an account.
func (l *Login) countAccount(ctx context.Context, tx *store.Tx, t *try) error {
	a := &t.account
	if tx.Now.Before(a.LockedUntil) {
		t.locked = a.LockedUntil
		return nil
	}
	if !a.LockedUntil.IsZero() {
		a.Failures, a.LockedUntil = 0, time.Time{}
	}
	a.Failures++
	if t.left = l.o.Failures - a.Failures; t.left <= 0 {
		a.LockedUntil = tx.Now.Add(l.o.Lockout)
		t.until = a.LockedUntil
	}
	return tx.PutAccount(ctx, *a)
}

// countName counts on a name that has no account.
func (l *Login) countName(ctx context.Context, tx *store.Tx, t *try) error {
	locks, err := tx.Attempts(ctx, key("lock", t.name), l.o.Lockout)
	if err != nil {
		return err
	}
	if locks.Count > 0 {
		t.locked = locks.Oldest.Add(l.o.Lockout)
		return nil
	}
	tries, err := tx.Attempt(ctx, key("name", t.name), nameWindow)
	if err != nil {
		return err
	}
	if t.left = l.o.Failures - tries.Count; t.left > 0 {
		return nil
	}
	t.until = tx.Now.Add(l.o.Lockout)
	if err := tx.Forget(ctx, key("name", t.name)); err != nil {
		return err
	}
	_, err = tx.Attempt(ctx, key("lock", t.name), l.o.Lockout)
	return err
}

// key names what tries are counted on.
func key(kind, value string) []byte {
	sum := sha256.Sum256([]byte("sign-in " + kind + " " + value))
	return sum[:]
}

// open takes back what count counted: the password was right. fresh is its hash at today's cost, if
// that has changed.
func (l *Login) open(ctx context.Context, t try, fresh string) (store.Account, error) {
	var a store.Account
	err := l.db.Do(ctx, "signing in", func(tx *store.Tx) (err error) {
		found := false
		if a, found, err = tx.Account(ctx, t.person); err != nil {
			return err
		}
		if !found || a.Hash != t.account.Hash {
			return fault.New(fault.Conflict, "fault.login.changed") // set anew in this very moment
		}
		a.Failures, a.LockedUntil, a.SignedIn = 0, time.Time{}, tx.Now
		if fresh != "" {
			a.Hash = fresh
		}
		if err := tx.PutAccount(ctx, a); err != nil {
			return err
		}
		return tx.SweepSessions(ctx, tx.Now.Add(-l.o.Absolute), tx.Now.Add(-l.o.Idle))
	})
	return a, err
}
