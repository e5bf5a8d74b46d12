package store

import (
	"context"
	"slices"
	"strings"
	"time"

	"bihuan/domain/deadline"
	"bihuan/domain/petition"
)

// Due days of matters that have none, so that a list by due day can be paged by its key alone:
// what is open and has none comes after all days, what is not open last.
const (
	noDayOpen   = "9999-12-30"
	noDayClosed = "9999-12-31"
)

// columns is the row of a petition, as it follows from the petition and the rules.
type columns struct {
	version                                  int
	head, mark                               []byte
	state                                    string
	open                                     int
	subject, channel, purpose                string
	category, place                          string
	unit, handler, handlerName               string
	sponsor, sponsorName, registeredBy       string
	receivedAt, registeredAt                 int64
	persons                                  int
	contactMask, flags                       string
	week                                     int
	dueDay, dueRule                          string
	dueVersion                               int
	dueBasis, pausedDay                      string
	resolved                                 *int
	assigned, accepted, notified, replied    *int64
	served, filed, called, rated, closedTime *int64
	minder                                   string
	bulletin                                 int
	verified, acted, rectified               *int64
	contradicted                             *int64
	paces, idle                              string
}

// columnsOf computes the row. It looks at nothing but its arguments, so that Verify can too.
func columnsOf(p *petition.Petition, h head, clocks []clockRow) columns {
	r := &p.Record
	c := columns{
		version: p.Version, head: h.hash, mark: h.mark, state: string(p.State), open: bit(p.State.Open()),
		subject: clean(r.Subject), channel: string(r.Channel), purpose: string(r.Purpose),
		category: clean(r.Category), place: clean(string(r.Place)), unit: string(p.Unit()),
		registeredBy: string(p.Registered.Person), receivedAt: milli(r.ReceivedAt), registeredAt: milli(p.RegisterAt),
		persons: r.Persons, contactMask: clean(r.Contact().Name.Mask()), flags: flagsOf(p), week: p.Week, minder: string(p.Minder), bulletin: bit(p.Bulletin),
	}
	if a := p.Acceptance; a != nil {
		c.handler, c.handlerName = string(a.Handler.Person), clean(a.Handler.Name)
	}
	if s := p.Sponsor; s != nil {
		c.sponsor, c.sponsorName = string(s.Person), clean(s.Name)
	}
	if p.Resolution != nil {
		resolved := bit(p.Resolution.Resolved)
		c.resolved = &resolved
	}
	c.lead(p, clocks)
	c.milestones(p)
	return c
}

// lead finds the duty that is due first, or else one that stands still.
func (c *columns) lead(p *petition.Petition, clocks []clockRow) {
	c.dueDay = noDayClosed
	if p.State.Open() {
		c.dueDay = noDayOpen
	}
	for _, k := range clocks {
		if k.right || k.rule == petition.PushRule || k.outcome != string(petition.Running) {
			continue
		}
		switch {
		case k.due != "" && k.due < c.dueDay:
			c.dueDay, c.dueRule, c.dueVersion, c.dueBasis, c.pausedDay = k.due, k.rule, k.version, k.basis, ""
		case k.due == "" && k.pausedSince != "" && c.dueRule == "":
			c.dueRule, c.dueVersion, c.dueBasis, c.pausedDay = k.rule, k.version, k.basis, k.pausedSince
		}
	}
}

// milestones are the instants from which the speeds are measured.
func (c *columns) milestones(p *petition.Petition) {
	set := func(into **int64, at time.Time) {
		if ms := milli(at); !at.IsZero() {
			*into = &ms
		}
	}
	if p.Assignment != nil {
		set(&c.assigned, p.Assignment.At)
	}
	if p.Acceptance != nil {
		set(&c.accepted, p.Acceptance.At)
	}
	missing := petition.FourNotices()
	for _, n := range p.Notices {
		missing = slices.DeleteFunc(missing, func(k petition.NoticeKind) bool { return slices.Contains(n.Kinds, k) })
		if len(missing) == 0 {
			set(&c.notified, n.At)
			break
		}
	}
	if p.Reply != nil {
		set(&c.replied, p.Reply.Issued)
	}
	for _, s := range p.Served {
		if s.Paper == petition.PaperReply {
			set(&c.served, s.At)
			break
		}
	}
	set(&c.verified, p.Marked(petition.Verified))
	set(&c.acted, p.Marked(petition.Acted))
	set(&c.rectified, p.Marked(petition.Rectified))
	if p.Contradicted != nil {
		set(&c.contradicted, p.Contradicted.At)
	}
	c.paces, c.idle = pacesOf(p), idleWeeks(p)
	if n := len(p.Files); n > 0 && len(p.MissingEvidence()) == 0 {
		set(&c.filed, p.Files[n-1].At)
	}
	if n := len(p.Calls); n > 0 && p.CalledBack() {
		set(&c.called, p.Calls[n-1].At)
	}
	if n := len(p.Ratings); n > 0 {
		set(&c.rated, p.Ratings[n-1].At)
	}
	switch {
	case p.Closing != nil:
		set(&c.closedTime, p.Closing.At)
	case p.Ending != nil && !p.State.Open():
		set(&c.closedTime, p.Ending.At)
	}
}

// Words beside a matter's own flags, which lists show and filter by.
const (
	FlagCollective = "collective"
	FlagRepeat     = "repeat"
	FlagObjecting  = "objecting"
	FlagExtended   = "extended"
	FlagSupervised = "supervised"
	FlagReopened   = "reopened"
	FlagMaster     = "master" // others are merged into it
	FlagReplyWaits = "reply_waits"
	FlagPast       = "past"   // of an earlier system
	FlagUntold     = "untold" // that did not say what it was about
)

// flagsOf lists the flags with a blank around each, so that one is found as a whole word. A duty
// of care is shown on the matter's own page, never in a list.
func flagsOf(p *petition.Petition) string {
	var words []string
	for _, f := range p.Record.Flags {
		if f != petition.Danger {
			words = append(words, string(f))
		}
	}
	for _, computed := range []struct {
		word  string
		holds bool
	}{
		{FlagCollective, p.Collective()}, {FlagRepeat, p.Repeat()}, {FlagObjecting, p.Objecting()},
		{FlagExtended, p.Extension != nil}, {FlagSupervised, p.UnderSupervision()}, {FlagReopened, p.Reopened > 0},
		{FlagMaster, len(p.Duplicates) > 0}, {FlagReplyWaits, p.Reply.Waiting()},
		{FlagPast, p.Past != nil}, {FlagUntold, p.Lacks(petition.FSubject)},
	} {
		if computed.holds {
			words = append(words, computed.word)
		}
	}
	if len(words) == 0 {
		return ""
	}
	return " " + strings.Join(words, " ") + " "
}

func bit(b bool) int {
	if b {
		return 1
	}
	return 0
}

// clean makes text what JSON would make of it, and takes out NUL, which PostgreSQL does not keep.
func clean(text string) string {
	return strings.Map(func(r rune) rune {
		if r == 0 {
			return -1
		}
		return r
	}, text)
}

func (c *columns) args(county, no string) []any {
	return []any{county, no, c.version, c.head, c.mark, c.state, c.open, c.subject, c.channel, c.purpose,
		c.category, c.place, c.unit, c.handler, c.handlerName, c.sponsor, c.sponsorName, c.registeredBy, c.receivedAt, c.registeredAt,
		c.persons, c.contactMask, c.flags, c.week, c.dueDay, c.dueRule, c.dueVersion, c.dueBasis, c.pausedDay, orNull(c.resolved),
		orNull(c.assigned), orNull(c.accepted), orNull(c.notified), orNull(c.replied), orNull(c.served),
		orNull(c.filed), orNull(c.called), orNull(c.rated), orNull(c.closedTime), c.minder, orNull(c.verified), orNull(c.acted), orNull(c.rectified), c.bulletin,
		orNull(c.contradicted), c.paces, c.idle}
}

func (c *columns) scan(r rows, no *string) error {
	return r.Scan(no, &c.version, &c.head, &c.mark, &c.state, &c.open, &c.subject, &c.channel, &c.purpose,
		&c.category, &c.place, &c.unit, &c.handler, &c.handlerName, &c.sponsor, &c.sponsorName, &c.registeredBy, &c.receivedAt, &c.registeredAt,
		&c.persons, &c.contactMask, &c.flags, &c.week, &c.dueDay, &c.dueRule, &c.dueVersion, &c.dueBasis, &c.pausedDay, &c.resolved,
		&c.assigned, &c.accepted, &c.notified, &c.replied, &c.served,
		&c.filed, &c.called, &c.rated, &c.closedTime, &c.minder, &c.verified, &c.acted, &c.rectified, &c.bulletin,
		&c.contradicted, &c.paces, &c.idle)
}

// selectColumns reads rows in the order of scan.
const selectColumns = `SELECT no, version, head, mark, state, open, subject, channel, purpose,
	category, place, unit, handler, handler_name, sponsor, sponsor_name, registered_by, received_at, registered_at,
	persons, contact_mask, flags, week, due_day, due_rule, due_version, due_basis, paused_day, resolved,
	assigned_at, accepted_at, notified_at, replied_at, served_at,
	filed_at, called_at, rated_at, closed_at, minder, verified_at, acted_at, rectified_at, bulletin,
	contradicted_at, paces, idle FROM petition`

func orNull[T any](p *T) any {
	if p == nil {
		return nil
	}
	return *p
}

func (tx *Tx) insertRow(ctx context.Context, no string, c *columns, body string, wake any) error {
	err := tx.exec(ctx, `INSERT INTO petition (county, no, version, head, mark, state, open, subject, channel, purpose,
		category, place, unit, handler, handler_name, sponsor, sponsor_name, registered_by, received_at, registered_at,
		persons, contact_mask, flags, week, due_day, due_rule, due_version, due_basis, paused_day, resolved,
		assigned_at, accepted_at, notified_at, replied_at, served_at,
		filed_at, called_at, rated_at, closed_at, minder, verified_at, acted_at, rectified_at, bulletin, contradicted_at, paces, idle, wake)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20,
		$21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35, $36, $37, $38, $39, $40, $41, $42, $43, $44, $45, $46, $47, $48)`, append(c.args(tx.db.county, no), wake)...)
	if err != nil {
		return err
	}
	return tx.exec(ctx, `INSERT INTO snapshot (county, no, body) VALUES ($1, $2, $3)`, tx.db.county, no, body)
}

func (tx *Tx) updateRow(ctx context.Context, no string, c *columns, body string, wake any) error {
	err := tx.exec(ctx, `UPDATE petition SET version = $3, head = $4, mark = $5, state = $6, open = $7, subject = $8, channel = $9,
		purpose = $10, category = $11, place = $12, unit = $13, handler = $14, handler_name = $15, sponsor = $16, sponsor_name = $17,
		registered_by = $18, received_at = $19, registered_at = $20, persons = $21, contact_mask = $22, flags = $23, week = $24,
		due_day = $25, due_rule = $26, due_version = $27, due_basis = $28, paused_day = $29, resolved = $30,
		assigned_at = $31, accepted_at = $32, notified_at = $33, replied_at = $34, served_at = $35,
		filed_at = $36, called_at = $37, rated_at = $38, closed_at = $39, minder = $40, verified_at = $41, acted_at = $42, rectified_at = $43, bulletin = $44, contradicted_at = $45, paces = $46, idle = $47, wake = $48
		WHERE county = $1 AND no = $2`, append(c.args(tx.db.county, no), wake)...)
	if err != nil {
		return err
	}
	return tx.exec(ctx, `UPDATE snapshot SET body = $3 WHERE county = $1 AND no = $2`, tx.db.county, no, body)
}

// dueDay reads a due day column; false for none.
func dueDay(text string) (deadline.Day, bool) {
	if text == "" || text >= noDayOpen {
		return 0, false
	}
	d, err := deadline.ParseDay(text)
	return d, err == nil
}
