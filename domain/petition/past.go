package petition

import (
	"slices"

	"bihuan/domain/fault"
)

// Past says that a matter was taken over from the records of an earlier system 旧系统, where it ended. Here
// it is history: it is closed, nobody owes anything for it, and it starts no clock.
type Past struct {
	// Unknown are the parts of the record that the earlier system did not say. They are empty, but for the
	// subject, which then tells where the matter is from, and for the persons, who are counted as one.
	Unknown []Field `json:"unknown,omitempty"`
}

// Parts of a record that are never put right, but may be unknown.
const (
	FLevel    Field = "first_level"
	FSuperior Field = "superior" // the number of a superior's document
)

// PastFields lists the parts that an earlier system may have left out.
func PastFields() []Field {
	return []Field{FSubject, FDemand, FCategory, FPlace, FPurpose, FChannel, FPersons, FName, FLevel, FSuperior}
}

// pastActs are what may still be done to the record of a matter of the past; to the matter, nothing.
func pastActs() []Kind {
	return []Kind{KCorrected, KMaterialAdded, KLinked, KUnlinked, KSetApart, KNoted, KArchived}
}

// lacks reports whether a part of the record is unknown.
func (past *Past) lacks(f Field) bool { return past != nil && slices.Contains(past.Unknown, f) }

func (past *Past) check() error {
	if past == nil {
		return nil
	}
	for _, f := range past.Unknown {
		if !slices.Contains(PastFields(), f) {
			return fault.NewInvalid("unknown", "fault.petition.field")
		}
	}
	return nil
}

// Lacks reports whether an earlier system did not say a part of the record.
func (p *Petition) Lacks(f Field) bool { return p.Past.lacks(f) }

// learn: what is put right is known from then on. Events and copies hold the same Past, so it is made anew.
func (p *Petition) learn(f Field) {
	if p.Lacks(f) {
		p.Past = &Past{Unknown: slices.DeleteFunc(slices.Clone(p.Past.Unknown), func(u Field) bool { return u == f })}
	}
}

// precedes reports whether a matter came before another one: by their numbers, but that what an earlier
// system had came before all that was registered here, whenever it was taken over.
func (p *Petition) precedes(other *Petition) bool {
	if (p.Past != nil) != (other.Past != nil) {
		return p.Past != nil
	}
	return Before(p.No, other.No)
}

// follows reports whether the matter came after the one that a link leads to.
func (p *Petition) follows(l Link) bool {
	if (p.Past != nil) != l.Past {
		return l.Past
	}
	return Before(l.To, p.No)
}
