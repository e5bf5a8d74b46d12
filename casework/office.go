package casework

import (
	"context"
	"crypto/rand"
	"regexp"
	"slices"
	"strings"

	"bihuan/domain/deadline"
	"bihuan/domain/fault"
	"bihuan/domain/org"
	"bihuan/store"
)

// Operator is who sits at the server's console: a system administrator without a name.
func Operator(county string) org.Officer {
	return org.Officer{County: county, Post: org.SystemAdmin}
}

// may refuses an act that is on no petition.
func (c *Casework) may(by org.Officer, act org.Act) error {
	policy := c.Rules().Policy
	if policy.Reach(by.Post, act) == org.InCounty {
		return nil
	}
	return fault.New(fault.Forbidden, "fault.office.forbidden", "act", string(act), "posts", policy.Posts(act))
}

// keep does one act on the county's book.
func (c *Casework) keep(ctx context.Context, by org.Officer, act org.Act, why string, do func(tx *store.Tx, d *store.Directory) error) error {
	if err := c.may(by, act); err != nil {
		return err
	}
	return c.db.Do(ctx, why, func(tx *store.Tx) error {
		d, err := tx.Directory(ctx)
		if err != nil {
			return err
		}
		return do(tx, d)
	})
}

// unitID is how a unit's id is written: it stands in addresses and lists.
var unitID = regexp.MustCompile(`^[a-z0-9][a-z0-9._-]{0,63}$`)

// unitSign is how a 机关代字 is written: it begins the number of every letter.
var unitSign = regexp.MustCompile(`^\p{Han}{1,6}$`)

// Lengths of what is typed into the county's book, in characters.
const (
	maxUnitName = 100
	maxWords    = 60
	maxAddress  = 120
)

func within(field, value string, most int) *fault.Fault {
	switch {
	case strings.TrimSpace(value) == "":
		return fault.NewInvalid(field, "fault.office.required")
	case len([]rune(value)) > most:
		return fault.NewInvalid(field, "fault.office.long", "max", most)
	}
	return nil
}

// AddUnit enters a new unit; an id that another unit has is a Conflict.
func (c *Casework) AddUnit(ctx context.Context, by org.Officer, u org.Unit) error {
	return c.keep(ctx, by, org.ActUnits, "add a unit", func(tx *store.Tx, d *store.Directory) error {
		if have, ok := d.Unit(u.ID); ok {
			return &fault.Fault{Kind: fault.Conflict, Key: "fault.office.unit_id_taken", Field: "id", Args: []any{"name", have.Name}}
		}
		return putUnit(ctx, tx, d, u)
	})
}

// SaveUnit writes over what is known of a unit, or enters it.
func (c *Casework) SaveUnit(ctx context.Context, by org.Officer, u org.Unit) error {
	return c.keep(ctx, by, org.ActUnits, "save a unit", func(tx *store.Tx, d *store.Directory) error {
		return putUnit(ctx, tx, d, u)
	})
}

func putUnit(ctx context.Context, tx *store.Tx, d *store.Directory, u org.Unit) error {
	u.Name, u.Short = strings.TrimSpace(u.Name), strings.TrimSpace(u.Short)
	u.Sign, u.Address = strings.TrimSpace(u.Sign), strings.TrimSpace(u.Address)
	faults := []*fault.Fault{within("name", u.Name, maxUnitName)}
	refuse := func(wrong bool, field, key string) {
		if wrong {
			faults = append(faults, fault.NewInvalid(field, key))
		}
	}
	refuse(!unitID.MatchString(string(u.ID)), "id", "fault.office.unit_id")
	refuse(!slices.Contains(org.UnitKinds(), u.Kind), "kind", "fault.office.unit_kind")
	refuse(len([]rune(u.Short)) > maxWords, "short", "fault.office.short")
	if _, ok := d.Area(u.Area); u.Area != "" {
		refuse(!ok && len(d.Areas) > 0, "area", "fault.office.area")
	}
	if u.Parent != "" {
		_, ok := d.Unit(u.Parent)
		refuse(!ok, "parent", "fault.org.unit_unknown")
		refuse(u.Parent == u.ID || slices.Contains(d.Below(u.ID), u.Parent), "parent", "fault.office.parent")
	}
	if u.Liaison != "" {
		_, ok := d.Person(u.Liaison)
		refuse(!ok, "liaison", "fault.office.person")
	}
	signed := signs{}
	for _, other := range d.Open(tx.Now) {
		signed.add(other)
	}
	faults = append(faults, signed.faults(u)...)
	if err := fault.Join(faults...); err != nil {
		return err
	}
	return tx.PutUnits(ctx, u)
}

// signs tells by its sign which unit has it. Every office counts its letters by itself, so with one
// sign two would give the same numbers.
type signs map[string]org.Unit

func (s signs) add(u org.Unit) {
	if u.Sign != "" && u.Closed.IsZero() {
		s[u.Sign] = u
	}
}

// faults is what is wrong with a unit's sign and with the address that its letters give.
func (s signs) faults(u org.Unit) []*fault.Fault {
	var faults []*fault.Fault
	if u.Sign != "" && !unitSign.MatchString(u.Sign) {
		faults = append(faults, fault.NewInvalid("sign", "fault.office.sign"))
	}
	if other, ok := s[u.Sign]; ok && other.ID != u.ID && u.Closed.IsZero() {
		faults = append(faults, fault.NewInvalid("sign", "fault.office.sign_taken", "sign", u.Sign, "name", other.Name))
	}
	if len([]rune(u.Address)) > maxAddress {
		faults = append(faults, fault.NewInvalid("address", "fault.office.address"))
	}
	return faults
}

// CloseUnit ends a unit from now on. It must owe nothing, and have no unit below it that is open.
func (c *Casework) CloseUnit(ctx context.Context, by org.Officer, id org.UnitID) error {
	return c.keep(ctx, by, org.ActUnits, "close a unit", func(tx *store.Tx, d *store.Directory) error {
		u, ok := d.Unit(id)
		switch {
		case !ok:
			return fault.New(fault.NotFound, "fault.org.unit_unknown")
		case !u.Closed.IsZero():
			return nil
		}
		for _, below := range d.Open(tx.Now) {
			if below.Parent == id {
				return fault.New(fault.Conflict, "fault.office.unit_below", "name", below.Name)
			}
		}
		owed, err := tx.Reader(org.Scope{County: by.County, All: true}).Count(ctx, store.ListQuery{Unit: id, Open: true}, 1000)
		if err != nil {
			return err
		}
		if owed > 0 {
			return fault.New(fault.Conflict, "fault.office.unit_owes", "n", owed)
		}
		u.Closed = tx.Now
		return tx.PutUnits(ctx, u)
	})
}

// SavePerson writes over what is known of somebody on the staff, or enters a new one when it has no
// id. The name to sign in with goes with the account and stays as it is.
func (c *Casework) SavePerson(ctx context.Context, by org.Officer, p org.Person) (org.PersonID, error) {
	fresh := org.PersonID("p-" + strings.ToLower(rand.Text()[:12]))
	err := c.keep(ctx, by, org.ActUnits, "save a person", func(tx *store.Tx, d *store.Directory) error {
		have, ok := d.Person(p.ID)
		if p.ID != "" && !ok {
			return fault.New(fault.NotFound, "fault.office.person")
		}
		after := p
		after.Login, after.Name = have.Login, strings.TrimSpace(p.Name)
		if p.ID == "" {
			after.ID = fresh
		}
		faults := []*fault.Fault{within("name", after.Name, maxWords)}
		if after.Phone != "" && !phone.MatchString(after.Phone) {
			faults = append(faults, fault.NewInvalid("phone", "fault.office.phone"))
		}
		if after.Email != "" && (!strings.Contains(after.Email, "@") || len(after.Email) > 200) {
			faults = append(faults, fault.NewInvalid("email", "fault.office.email"))
		}
		if err := fault.Join(faults...); err != nil {
			return err
		}
		return tx.PutPeople(ctx, after)
	})
	if p.ID != "" {
		fresh = p.ID
	}
	return fresh, err
}

// phone is how a duty phone is written, with an extension after 转 perhaps.
var phone = regexp.MustCompile(`^\+?[0-9][0-9 (),\x{8F6C}-]{2,30}$`)

// SaveOffice writes how the bureau names itself on its pages.
func (c *Casework) SaveOffice(ctx context.Context, by org.Officer, o store.Office) error {
	var faults []*fault.Fault
	if o.Name == "" {
		faults = append(faults, fault.NewInvalid("name", "fault.office.required"))
	}
	if !phone.MatchString(o.Phone) {
		faults = append(faults, fault.NewInvalid("phone", "fault.office.phone"))
	}
	if err := fault.Join(faults...); err != nil {
		return err
	}
	return c.keep(ctx, by, org.ActUnits, "save the office", func(tx *store.Tx, _ *store.Directory) error {
		return tx.PutOffice(ctx, o)
	})
}

// GivePost gives somebody a post from a moment on. The three administrators' posts are given by the
// system administrator alone, stand apart from each other and from all work on petitions, and
// nobody gives a post to oneself.
func (c *Casework) GivePost(ctx context.Context, by org.Officer, p org.Post) (string, error) {
	p.ID, p.Title = "post-"+strings.ToLower(rand.Text()[:12]), strings.TrimSpace(p.Title)
	if administrator(p.Kind) {
		if err := c.may(by, org.ActAccounts); err != nil {
			return "", err
		}
	}
	if by.Person != "" && by.Person == p.Person {
		return "", fault.New(fault.Forbidden, "fault.office.own_post")
	}
	err := c.keep(ctx, by, org.ActUnits, "give a post", func(tx *store.Tx, d *store.Directory) error {
		if err := checkPost(d, p); err != nil {
			return err
		}
		if err := tx.UnitOpen(ctx, p.Unit); err != nil {
			return err
		}
		return tx.PutPosts(ctx, p)
	})
	return p.ID, err
}

func checkPost(d *store.Directory, p org.Post) error {
	u, ok := d.Unit(p.Unit)
	if !ok {
		return fault.NewInvalid("unit", "fault.org.unit_unknown")
	}
	faults := []*fault.Fault{within("title", p.Title, maxWords)}
	if _, ok := d.Person(p.Person); !ok {
		faults = append(faults, fault.NewInvalid("person", "fault.office.person"))
	}
	if !slices.Contains(org.PostKinds(), p.Kind) || !fits(p.Kind, u.Kind) {
		faults = append(faults, fault.NewInvalid("kind", "fault.office.post_kind", "unit", string(u.Kind)))
	}
	if p.From.IsZero() {
		faults = append(faults, fault.NewInvalid("from", "fault.office.required"))
	}
	if !p.Until.IsZero() && !p.Until.After(p.From) {
		faults = append(faults, fault.NewInvalid("until", "fault.office.until"))
	}
	for _, other := range d.Posts {
		overlap := other.Person == p.Person && (other.Until.IsZero() || other.Until.After(p.From)) && (p.Until.IsZero() || p.Until.After(other.From))
		switch {
		case !overlap:
		case other.Kind == p.Kind && other.Unit == p.Unit:
			return &fault.Fault{Kind: fault.Conflict, Key: "fault.office.post_held", Field: "person", Args: []any{"post", string(p.Kind)}}
		case administrator(other.Kind) || administrator(p.Kind):
			return &fault.Fault{Kind: fault.Conflict, Key: "fault.office.apart", Field: "person", Args: []any{"post", string(other.Kind)}}
		}
	}
	return fault.Join(faults...)
}

// administrator reports whether the post is one of the three that are kept apart.
func administrator(k org.PostKind) bool {
	return k == org.SystemAdmin || k == org.SecAdmin || k == org.AuditAdmin
}

// fits reports whether a unit of a kind has such posts.
func fits(post org.PostKind, unit org.UnitKind) bool {
	switch {
	case post.AtBureau():
		return unit == org.Bureau
	case post == org.Leader:
		return unit == org.Leadership
	case post == org.Cadre:
		return unit == org.VillageU
	case post == org.Inspector:
		return unit == org.Discipline
	}
	return true
}

// EndPost ends a post with a day, which is the last on which it is held. The last administrator of
// accounts stays.
func (c *Casework) EndPost(ctx context.Context, by org.Officer, id string, last deadline.Day) error {
	return c.keep(ctx, by, org.ActUnits, "end a post", func(tx *store.Tx, d *store.Directory) error {
		p, ok := d.Post(id)
		if !ok {
			return fault.New(fault.NotFound, "fault.office.post")
		}
		if administrator(p.Kind) {
			if err := c.may(by, org.ActAccounts); err != nil {
				return err
			}
		}
		// One that was entered by mistake may end on the day before it began: it was never held.
		if last.IsZero() || last < deadline.DayOf(p.From)-1 {
			return fault.NewInvalid("last", "fault.office.last")
		}
		if p.Kind == org.SystemAdmin && !slices.ContainsFunc(d.Posts, func(o org.Post) bool {
			return o.ID != id && o.Kind == org.SystemAdmin && o.Held(tx.Now) && o.Until.IsZero()
		}) {
			return fault.New(fault.Conflict, "fault.office.last_admin")
		}
		p.Until = last.End()
		if p.Until.Before(p.From) {
			p.Until = p.From
		}
		return tx.PutPosts(ctx, p)
	})
}
