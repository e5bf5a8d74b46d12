package login

import (
	"context"
	"fmt"

	"bihuan/domain/fault"
	"bihuan/domain/org"
	"bihuan/store"
)

// What a session holds besides the values of pages.
const (
	keyPost    = "post"    // the post chosen
	keyChanged = "changed" // when the password was set that opened it, in milliseconds
)

// Officer is who asks, in the post chosen. Nobody signed in is an Unknown fault; one who has to
// choose a password first is a Forbidden one.
func Officer(ctx context.Context) (org.Officer, error) {
	v := visitOf(ctx)
	return v.officer, v.err
}

// MustChange reports whether who asks has to choose a password before anything else.
func MustChange(ctx context.Context) bool { return visitOf(ctx).must }

// SignedIn reports whether anybody has signed in, even if a password is to be chosen first.
func SignedIn(ctx context.Context) bool { return visitOf(ctx).person != "" }

// recognise finds the officer of a session. What it finds out about the visitor it notes in the
// visit; an error is the store's.
func (l *Login) recognise(ctx context.Context) error {
	v := visitOf(ctx)
	if v.person == "" {
		key := "fault.login.signed_out"
		if v.expired {
			key = "fault.login.expired"
		}
		v.err = fault.New(fault.Unknown, key)
		return nil
	}
	account, found, err := l.db.Account(ctx, v.person)
	if err != nil {
		return err
	}
	if !found || account.Closed || account.Changed.UnixMilli() != l.sessions.GetInt64(ctx, keyChanged) {
		return l.turnOut(ctx, "fault.login.expired")
	}
	posts, err := l.posts(ctx, v.person)
	if err != nil {
		return err
	}
	chosen := l.sessions.GetString(ctx, keyPost)
	for _, o := range posts {
		if o.PostID == chosen {
			v.officer = o
		}
	}
	switch {
	case v.officer.PostID == "":
		return l.turnOut(ctx, "fault.login.post_ended")
	case account.MustChange:
		v.officer, v.must = org.Officer{}, true
		v.err = fault.New(fault.Forbidden, "fault.login.must_change")
	}
	return nil
}

// turnOut ends a session whose person may no longer come in.
func (l *Login) turnOut(ctx context.Context, key string) error {
	err := l.SignOut(ctx)
	visitOf(ctx).err = fault.New(fault.Unknown, key)
	return err
}

func (l *Login) posts(ctx context.Context, person org.PersonID) ([]org.Officer, error) {
	d, err := l.db.Directory(ctx)
	if err != nil {
		return nil, err
	}
	return d.Officers(person, l.o.Now()), nil
}

// Posts is who asks, in each post held now.
func (l *Login) Posts(ctx context.Context) ([]org.Officer, error) {
	v := visitOf(ctx)
	if v.person == "" {
		return nil, v.err
	}
	return l.posts(ctx, v.person)
}

// Choose goes on in another post that the person holds; signing in remembers it.
func (l *Login) Choose(ctx context.Context, post string) error {
	v := visitOf(ctx)
	posts, err := l.Posts(ctx)
	if err != nil {
		return err
	}
	for _, o := range posts {
		if o.PostID != post {
			continue
		}
		err := l.db.Do(ctx, "choosing a post", func(tx *store.Tx) error {
			a, found, err := tx.Account(ctx, v.person)
			if err != nil || !found {
				return err
			}
			a.Post = post
			return tx.PutAccount(ctx, a)
		})
		if err != nil {
			return err
		}
		// What one post was shown is not carried over into the other's session.
		if err := l.sessions.RenewToken(ctx); err != nil {
			return fmt.Errorf("choosing a post: %w", err)
		}
		l.sessions.Put(ctx, keyPost, post)
		if !v.must {
			v.officer = o
		}
		return nil
	}
	return fault.New(fault.NotFound, "fault.login.post")
}

// OfficerOf is the person with a login name in the first post held now, for the command line.
func (l *Login) OfficerOf(ctx context.Context, name string) (org.Officer, error) {
	d, err := l.db.Directory(ctx)
	if err != nil {
		return org.Officer{}, err
	}
	person, ok := d.Login(name)
	if !ok {
		return org.Officer{}, fault.New(fault.NotFound, "fault.login.nobody", "login", name)
	}
	posts := d.Officers(person.ID, l.o.Now())
	if len(posts) == 0 {
		return org.Officer{}, fault.New(fault.Forbidden, "fault.login.no_post")
	}
	return posts[0], nil
}
