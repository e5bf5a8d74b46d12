package letter

import (
	"slices"
	"time"

	"bihuan/domain/fault"
	"bihuan/domain/org"
	"bihuan/domain/petition"
)

// Address names the office that a letter goes to, and refuses one that may not be written to about any of
// its matters: one that an accusation keeps out, and, where the form is to the responsible unit, one that is
// not that of every matter, or is it no more.
func (f *Form) Address(x *Facts, to org.UnitID, at time.Time) error {
	x.To = to
	for i := range x.Others {
		x.Others[i].To = to
	}
	if to == "" {
		return nil
	}
	for _, m := range append([]Facts{*x}, x.Others...) {
		if (f.To == ByUnit || f.To == ToHead) && m.Petition.Unit() != to {
			return fault.New(fault.Conflict, "fault.letter.units")
		}
		if err := addressable(m.Petition, to, m.Book, at); err != nil {
			return err
		}
	}
	return nil
}

// addressable refuses to send a letter about a matter to an office that the matter accuses, to one above
// or below it, which would pass it on, and to one that is led by somebody accused: TL art. 30(3). The
// bureau and the discipline body are walled off from what accuses themselves alone, as in org.Officer.
func addressable(p *petition.Petition, unit org.UnitID, book Book, at time.Time) error {
	tie, refused := p.Tie(), fault.NewInvalid("to", "fault.letter.accused")
	u, _ := book.Unit(unit)
	office := org.Officer{Unit: unit, UnitKind: u.Kind, Above: above(unit, book)}
	for _, accused := range tie.Accused {
		if slices.Contains(above(accused, book), unit) {
			office.Below = append(office.Below, accused)
		}
	}
	if office.Walled(tie) {
		return refused
	}
	for _, post := range []org.PostKind{org.Head, org.Deputy, org.Clerk, org.Director} {
		if who, _, ok := book.Holder(unit, post, at); ok && slices.Contains(tie.AccusedBy, who.ID) {
			return refused
		}
	}
	return nil
}

// maxAbove ends a walk up a book whose units are above each other in a ring.
const maxAbove = 16

// above lists the units that a unit reports to.
func above(unit org.UnitID, book Book) []org.UnitID {
	var all []org.UnitID
	for range maxAbove {
		u, ok := book.Unit(unit)
		if !ok || u.Parent == "" {
			break
		}
		unit = u.Parent
		all = append(all, unit)
	}
	return all
}

// walled reports whether the letter goes to somebody whom the facts of an accusation must not reach: all
// but the bureau, the discipline body, and the petitioner, whose own words they are (TL art. 30(3)).
func (r *reader) walled() bool {
	rec := &r.p.Record
	if r.Open || !rec.Has(petition.Accusing) && len(rec.Accused.Units)+len(rec.Accused.People) == 0 {
		return false
	}
	u, ok := r.unit(r.To)
	return !ok || u.Kind != org.Bureau && u.Kind != org.Discipline
}

// wall takes from a matter all that tells of what an accusation says, and who said it.
func (m *Matter) wall(l *lists) {
	m.Subject, m.Petitioner, m.Name = fill(l.Numbered, map[string]string{"no": m.No}), l.Anonymous, ""
	m.Place, m.Facts, m.Demands = "", "", nil
	m.Assignment.Note, m.Ending.Reasons, m.Extension.Reason = "", "", ""
	m.Review.Reasons, m.Review.Opinion, m.Reply = "", "", Reply{}
	m.Order.Text, m.Order.Answer = "", ""
	m.Orders = slices.Clone(m.Orders)
	for i := range m.Orders {
		m.Orders[i].Text, m.Orders[i].Answer = "", ""
	}
	m.Course, m.Holders = nil, nil
}
