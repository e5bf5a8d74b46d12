package org

import "slices"

// Act is something a post may be allowed to do: the kind of a petition's event, or one of
// the acts below that leave no event on a petition.
type Act string

// Acts that are no events of a petition.
const (
	ActRead      Act = "read"
	ActReveal    Act = "reveal" // see personal data unmasked, with a reason, journalled
	ActExport    Act = "export"
	ActLink      Act = "linked"
	ActUnits     Act = "units" // keep units, posts and people
	ActAccounts  Act = "accounts"
	ActHolidays  Act = "holidays"
	ActPolicy    Act = "policy" // see the policy table
	ActTrail     Act = "trail"  // read the audit trail
	ActImport    Act = "import"
	ActShareView Act = "share_view"
	ActTriggers  Act = "triggers" // switch rules of supervision off and on
	ActRobots    Act = "robots"   // keep the chat groups' robots, see what left the house
	ActJobs      Act = "jobs"     // look after the background jobs
	ActReports   Act = "reports"  // make and read the county's reports
	ActLetters   Act = "letters"  // draft letters; who signs is said by each form

	ActReceptions    Act = "receptions"    // key leaders' receptions
	ActConsultations Act = "consultations" // key studies and consultations

	ActScores       Act = "scores"        // read the assessment
	ActScoreSheet   Act = "score_sheet"   // say what counts for how much
	ActScoreExclude Act = "score_exclude" // ask that a mark does not count
	ActScoreAllow   Act = "score_allow"   // the second person's word on that
	ActScoreClose   Act = "score_close"   // close a month

	ActEditions       Act = "editions"        // read the reports that were issued to oneself
	ActEditionCheck   Act = "edition_check"   // draft reports, complete and check them
	ActEditionPublish Act = "edition_publish" // sign and publish them, or return them
)

// Reach is how far an act goes for a post.
type Reach uint8

// Reaches from none to the whole county. Own: matters the officer handles, sponsors, registered,
// or is tied to as liaison leader. InUnit: matters of the officer's unit and the units below it.
const (
	None Reach = iota
	Own
	InUnit
	InCounty
)

func (r Reach) String() string { return [...]string{"none", "own", "unit", "county"}[r] }

// rule is one line of the policy table: who may do the act, and how far.
type rule struct {
	act   Act
	reach map[PostKind]Reach
}

// bureau and unit are the two groups that most lines speak of.
func bureau(r Reach) map[PostKind]Reach {
	return map[PostKind]Reach{Caseworker: r, SectionChief: r, Director: r}
}

func unit(handler Reach) map[PostKind]Reach {
	return map[PostKind]Reach{Clerk: InUnit, Handler: handler, Deputy: InUnit, Head: InUnit}
}

func heads() map[PostKind]Reach { return map[PostKind]Reach{Deputy: InUnit, Head: InUnit} }

func with(sets ...map[PostKind]Reach) map[PostKind]Reach {
	all := map[PostKind]Reach{}
	for _, set := range sets {
		for post, reach := range set {
			all[post] = reach
		}
	}
	return all
}

func only(post PostKind, reach Reach) map[PostKind]Reach { return map[PostKind]Reach{post: reach} }

// policy is the whole table: lifecycle.md's column "by", and security.md's scopes.
// None of the three administrators reads cases by office.
func policy() []rule {
	leader, cadre, inspector := only(Leader, Own), only(Cadre, Own), only(Inspector, Own)
	petitioner, clock := only(Petitioner, Own), only(Clock, InCounty)
	chiefs := map[PostKind]Reach{SectionChief: InCounty, Director: InCounty}
	all := bureau(InCounty)
	return []rule{
		{ActRead, with(all, unit(Own), leader, cadre, inspector, petitioner, clock)},
		{ActReveal, with(all, unit(Own), inspector)},
		{ActExport, with(all, only(Clerk, InUnit), only(Head, InUnit))},
		{ActImport, with(all)},
		{ActShareView, with(chiefs)},
		{ActTriggers, with(chiefs)},
		{ActUnits, with(chiefs, only(SystemAdmin, InCounty))},
		{ActAccounts, only(SystemAdmin, InCounty)},
		{ActRobots, with(chiefs, only(SystemAdmin, InCounty))},
		{ActJobs, only(SystemAdmin, InCounty)},
		{ActReports, with(all, only(Leader, InCounty))},
		{ActReceptions, with(all)},
		{ActConsultations, with(all, only(Clerk, InUnit))},
		{ActScores, with(all, only(Leader, InCounty), only(Clerk, InUnit), heads())},
		{ActScoreSheet, with(chiefs)},
		{ActScoreExclude, with(all, only(Clerk, InUnit), heads())},
		{ActScoreAllow, with(chiefs)},
		{ActScoreClose, with(chiefs)},
		{ActLetters, with(all, unit(Own), leader)},
		{ActEditions, with(all, heads(), leader)},
		{ActEditionCheck, with(all)},
		{ActEditionPublish, with(only(Director, InCounty), only(Deputy, InUnit))},
		{ActHolidays, with(chiefs, only(SystemAdmin, InCounty))},
		{ActPolicy, with(all, unit(InUnit), leader, only(SystemAdmin, InCounty), only(SecAdmin, InCounty), only(AuditAdmin, InCounty))},
		{ActTrail, only(AuditAdmin, InCounty)},

		{"registered", with(all, only(Clerk, InUnit), only(Cadre, Own), petitioner)},
		{"corrected", with(all)},
		{"material_added", with(all, unit(Own), cadre, petitioner)},
		{"linked", with(all)},
		{"unlinked", with(all)},
		{"set_apart", with(all)},
		{"assigned", with(all)},
		{"forwarded", with(all)},
		{"objected", with(only(Clerk, InUnit), heads())},
		{"objection_upheld", with(chiefs)},
		{"objection_overruled", with(chiefs)},
		{"declined", with(chiefs, only(Head, InUnit))},
		{"finally_declined", with(chiefs, only(Head, InUnit))},
		{"redirected", with(only(Clerk, InUnit), heads())},
		{"accepted", with(only(Clerk, InUnit), heads())},
		{"notified", with(all, unit(Own))},
		{"contacted", with(unit(Own), leader, cadre)},
		{"progress", with(unit(Own))},
		{"ladder_advanced", clock},
		{"urged", with(all)},
		{"reminded", with(all)},
		{"supervised", with(chiefs, leader)},
		{"listed", with(chiefs, leader)},
		{"summoned", with(chiefs, leader)},
		{"recommended", with(chiefs)},
		{"order_answered", with(unit(Own))},
		{"order_checked", with(all, leader)},
		{"assisted", with(unit(Own))},
		{"extended", only(Head, InUnit)},
		{"reply_submitted", with(unit(Own))},
		{"reply_sent_back", with(heads(), chiefs)},
		{"reply_approved", with(heads(), chiefs)},
		{"replied", with(only(Clerk, InUnit), heads())},
		{"served", with(all, unit(Own))},
		{"filed", with(unit(Own))},
		{"called_back", with(all)},
		{"rated", petitioner},
		{"closed", with(all)},
		{"resolved", with(all)},
		{"unresolved", with(all)},
		{"reopened", with(chiefs, petitioner)},
		{"review_requested", with(all, petitioner)},
		{"review_decided", with(chiefs)},
		{"rereview_requested", with(all, petitioner)},
		{"rereview_decided", with(chiefs)},
		{"withdrawal_requested", with(all, petitioner)},
		{"withdrawn", with(all)},
		{"escalated", with(all)},
		{"sponsor_set", with(chiefs, heads())},
		{"task_force_set", with(chiefs)},
		{"handler_set", with(only(Clerk, InUnit), heads())},
		{"consulted", with(all, heads(), leader)},
		{"instructed", with(leader, only(Director, InCounty))},
		{"noted", with(all)},
		{"quality_asked", with(all)},
		{"quality_checked", with(chiefs)},
		{"bulletin_set", petitioner},
		{"letter_issued", with(all, only(Clerk, InUnit), heads())},
		{"letter_voided", with(all, only(Clerk, InUnit), heads())},
		{"pushed", with(all)},
		{"push_answered", with(all, unit(Own), leader)},
		{"discipline_closed", with(all)},
		{"archived", with(all)},
	}
}

// Policy is the table, looked up by act. It never changes while the program runs.
type Policy struct {
	acts  []Act
	reach map[Act]map[PostKind]Reach
}

// ThePolicy builds the table.
func ThePolicy() Policy {
	p := Policy{reach: map[Act]map[PostKind]Reach{}}
	for _, r := range policy() {
		p.acts = append(p.acts, r.act)
		p.reach[r.act] = r.reach
	}
	return p
}

// Acts lists all acts in the table's order.
func (p Policy) Acts() []Act { return p.acts }

// Reach is how far a post's act goes.
func (p Policy) Reach(post PostKind, act Act) Reach { return p.reach[act][post] }

// Posts lists who may do the act at all, so that a refusal can say who could.
func (p Policy) Posts(act Act) []PostKind {
	var posts []PostKind
	for _, kind := range append(PostKinds(), Petitioner, Clock) {
		if p.reach[act][kind] != None {
			posts = append(posts, kind)
		}
	}
	return posts
}

// Tie is what binds a petition to units and people: what Scope and policy look at.
type Tie struct {
	Responsible UnitID
	Assisting   []UnitID
	Registered  PersonID   // who registered it
	Filed       UnitID     // the unit that registered it
	People      []PersonID // handler, sponsor, task force, ladder posts
	ToldUnits   []UnitID   // asked to say something: they read the matter, and it is not theirs …
	ToldPeople  []PersonID // … nor these people's
	Accused     []UnitID   // the wall: never seen by these units …
	AccusedBy   []PersonID // … nor these people (TL art. 30(3))
}

// Walled reports whether the officer stands on the wrong side of the wall around an accusation:
// the accused themselves, their unit, and everyone who reports to it.
func (o Officer) Walled(t Tie) bool {
	if o.Person != "" && slices.Contains(t.AccusedBy, o.Person) {
		return true
	}
	return slices.ContainsFunc(o.walls(), func(id UnitID) bool { return slices.Contains(t.Accused, id) })
}

// walls lists the units whose accusations the officer never sees: the own unit and those it reports
// to (who would tell them), and those below it, which it would be asked to defend. The leadership
// sees accusations of the units below it; the bureau and the discipline body have to pass on one
// against the leadership, and are walled off from their own unit only.
func (o Officer) walls() []UnitID {
	if o.Unit == "" {
		return nil
	}
	walls := []UnitID{o.Unit}
	switch o.UnitKind {
	case Bureau, Discipline:
		return walls
	case Leadership:
		return append(walls, o.Above...)
	}
	return append(append(walls, o.Below...), o.Above...)
}

// May reports whether the officer may do the act on a petition with this tie.
func (p Policy) May(o Officer, act Act, t Tie) bool {
	if o.Walled(t) {
		return false
	}
	switch p.Reach(o.Post, act) {
	case InCounty:
		return true
	case InUnit:
		return t.Of(o.Units()...) || o.tiedByPerson(t)
	case Own:
		return o.Post == Petitioner || o.tiedByPerson(t) || t.Of(o.Liaison...)
	}
	return false
}

// Of reports whether one of the units answers for the petition, assists, or registered it.
func (t Tie) Of(units ...UnitID) bool {
	return slices.ContainsFunc(units, func(id UnitID) bool {
		return id != "" && (id == t.Responsible || id == t.Filed || slices.Contains(t.Assisting, id))
	})
}

func (o Officer) tiedByPerson(t Tie) bool {
	return o.Person != "" && (o.Person == t.Registered || slices.Contains(t.People, o.Person))
}

// Scope is what an officer reads: the store puts it into every query. The zero Scope reads nothing.
type Scope struct {
	County string
	All    bool     // every matter of the county
	Units  []UnitID // matters of these units
	Person PersonID // matters this person handles, sponsors or registered
	Walls  []UnitID // never matters that accuse these units …
	Self   PersonID // … or this person
}

// Scope is the officer's reading scope by the policy table.
func (p Policy) Scope(o Officer) Scope {
	s := Scope{County: o.County, Self: o.Person, Walls: o.walls()}
	switch p.Reach(o.Post, ActRead) {
	case InCounty:
		s.All = true
	case InUnit:
		s.Units, s.Person = o.Units(), o.Person
	case Own:
		s.Units, s.Person = o.Liaison, o.Person
	}
	return s
}

// Figures is the scope in which an officer's figures count: the whole county for whoever reads the county's
// reports, whichever matters they may open. It is for numbers, and for what was keyed about no matter; the walls
// stand.
func (p Policy) Figures(o Officer) Scope {
	s := p.Scope(o)
	s.All = s.All || p.Reach(o.Post, ActReports) == InCounty
	return s
}
