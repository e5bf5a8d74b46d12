package casework

import (
	"cmp"
	"context"
	"math"
	"slices"
	"strings"

	"bihuan/domain/fault"
	"bihuan/domain/org"
	"bihuan/domain/personal"
	"bihuan/domain/petition"
	"bihuan/find/likeness"
	"bihuan/store"
)

// Candidate is an earlier matter that may be the same as another one, with what speaks for it. Nothing
// merges by itself: a person decides.
type Candidate struct {
	store.ListRow
	By     store.Likeness // the people in common
	Score  float64        // of likeness of the texts, 0 to 1
	Words  []string       // that both texts have in common, the rarest first
	Places []string       // that both name
	Apart  bool           // it is of another place
}

const (
	// shown is the score from which a matter of others is shown at all, and from which one of the same
	// person is likely the same.
	shown = likeness.Likely * 0.6
	// searched is how many matters are looked at: those out of scope are dropped from them.
	searched = 100
	// mostWords is how many words in common are kept.
	mostWords = 8
)

// SamePerson reports whether the same person raised it.
func (c *Candidate) SamePerson() bool { return c.By.Phone || c.By.ID || c.By.Name }

// Likely reports whether it is more likely the same matter than not. The same words about another place
// are not.
func (c *Candidate) Likely() bool {
	if c.SamePerson() {
		return c.Score >= shown
	}
	return c.Score >= likeness.Likely && !c.Apart
}

// rank is the order in which candidates are shown: the same person's first.
func (c *Candidate) rank() int {
	switch {
	case c.SamePerson() && c.Likely():
		return 0
	case c.Likely():
		return 1
	case c.SamePerson() && c.State.Open():
		return 2
	case !c.Apart && c.Score > 0:
		return 3
	}
	return 4
}

// Said is what a matter tells.
func Said(r *petition.Record) Text {
	var parts []string
	for _, d := range r.Demands {
		parts = append(parts, d.Text)
	}
	return Text{Subject: r.Subject, Facts: strings.Join(append(parts, r.Facts), "\n")}
}

// Telling is what a matter tells, and of which place: what is compared.
type Telling struct {
	Text
	Place org.AreaCode // "" while it is not known
}

// Told is what a record tells, and of which place.
func Told(r *petition.Record) Telling { return Telling{Said(r), r.Place} }

// toldBy is Told of a matter. A subject that says no more than where the matter is from tells nothing.
func toldBy(p *petition.Petition) Telling {
	t := Told(&p.Record)
	if p.Lacks(petition.FSubject) {
		t.Subject = ""
	}
	return t
}

// Empty reports whether nothing has been told yet.
func (t Telling) Empty() bool { return strings.TrimSpace(t.Subject+t.Facts) == "" }

// text is what the index compares: with numbers of phones and cards masked, as they are in it.
func (t Telling) text(no string) likeness.Text {
	return likeness.Text{Key: no, Subject: personal.Scrub(t.Subject), Body: personal.Scrub(t.Facts)}
}

// elsewhere reports whether two matters were registered as of different places: townships, or villages
// where both name one. Matters of the whole county are of any place.
func elsewhere(a, b org.AreaCode) bool {
	n := min(len(a), len(b))
	return n >= townLength && a[:n] != b[:n]
}

// townLength is how long the code of a township is.
const townLength = 9

// Candidates are at most n earlier matters in the officer's scope that may be the same as one that is told
// of, by these people in these words; except is its own number, if it has one. What the officer may not see
// is left out without a trace. While the Finder is not ready, matters are found by their people alone.
func (c *Casework) Candidates(ctx context.Context, by org.Officer, told Telling, people []petition.Petitioner, except string, n int) ([]Candidate, error) {
	all, err := c.candidates(ctx, c.db.Reader(c.Scope(by)), told, people, except, nil)
	return all[:min(len(all), n)], err
}

// CandidatesOf are at most n matters in the officer's scope that may be the same as one that is registered,
// without those of which somebody has decided.
func (c *Casework) CandidatesOf(ctx context.Context, by org.Officer, no string, n int) ([]Candidate, error) {
	r := c.db.Reader(c.Scope(by))
	p, err := r.PetitionOpen(ctx, no)
	if err != nil {
		return nil, err
	}
	decided, err := decidedOf(ctx, r, p)
	if err != nil {
		return nil, err
	}
	all, err := c.candidates(ctx, r, toldBy(p), p.Record.Petitioners, no, decided)
	return all[:min(len(all), n)], err
}

// decidedOf knows the matters of which somebody has said how they belong to one: those that it is tied to or
// set apart from, and those that are parts of the same collective matter.
func decidedOf(ctx context.Context, r *store.Reader, p *petition.Petition) (func(no string) bool, error) {
	if p.Master() == "" {
		return p.Decided, nil
	}
	master, err := r.Petition(ctx, p.Master())
	switch {
	case fault.KindOf(err) == fault.NotFound && err != nil:
		return p.Decided, nil
	case err != nil:
		return nil, err
	}
	return func(no string) bool { return p.Decided(no) || slices.Contains(master.Members, no) }, nil
}

func (c *Casework) candidates(ctx context.Context, r *store.Reader, told Telling, people []petition.Petitioner, except string, decided func(string) bool) ([]Candidate, error) {
	book, err := c.db.Directory(ctx)
	if err != nil {
		return nil, err
	}
	same, err := r.SamePeople(ctx, people, book.AreaCode(), except)
	if err != nil {
		return nil, err
	}
	all := map[string]*Candidate{}
	for _, row := range same {
		all[row.No] = &Candidate{ListRow: row.ListRow, By: row.By}
	}
	if err := c.alike(ctx, r, told, except, all); err != nil {
		return nil, err
	}
	var list []Candidate
	for no, one := range all {
		apart := one.Apart && !one.SamePerson()
		switch {
		case decided != nil && (decided(no) || apart):
			continue // of one that is registered, the place is known
		case apart && one.Score < likeness.Likely:
			continue
		}
		list = append(list, *one)
	}
	slices.SortFunc(list, func(a, b Candidate) int {
		return cmp.Or(cmp.Compare(a.rank(), b.rank()), cmp.Compare(b.Score, a.Score), b.Registered.Compare(a.Registered), cmp.Compare(b.No, a.No))
	})
	return list, nil
}

// alike adds the matters with like texts, as far as the reader sees them.
func (c *Casework) alike(ctx context.Context, r *store.Reader, told Telling, no string, all map[string]*Candidate) error {
	if told.Empty() {
		return nil
	}
	matches, _, err := c.finder.Like(ctx, told.text(no), searched)
	if err != nil {
		return err
	}
	var unknown []string
	for _, m := range matches {
		if all[m.Key] == nil && m.Score >= shown {
			unknown = append(unknown, m.Key)
		}
	}
	rows, err := r.Rows(ctx, unknown)
	if err != nil {
		return err
	}
	for _, row := range rows {
		all[row.No] = &Candidate{ListRow: row}
	}
	for _, m := range matches {
		if one := all[m.Key]; one != nil {
			one.Score, one.Words, one.Places, one.Apart = m.Score, m.Words[:min(len(m.Words), mostWords)], m.Places, m.Apart || elsewhere(told.Place, one.Place)
		}
	}
	return nil
}

// LinkFound links a matter with another one, and keeps what spoke for it if it was a candidate.
func (c *Casework) LinkFound(ctx context.Context, by org.Officer, no string, version int, link petition.Link) (*petition.Petition, error) {
	d := &petition.Linked{Link: link}
	found, err := c.CandidatesOf(ctx, by, no, searched)
	if err != nil {
		return nil, err
	}
	for _, one := range found {
		if one.No == link.To {
			d.Score, d.Words = math.Round(one.Score*100)/100, one.Words
		}
	}
	return c.Act(ctx, by, no, version, d)
}
