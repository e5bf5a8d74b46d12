package casework

import (
	"strconv"

	"bihuan/domain/deadline"
	"bihuan/domain/petition"
)

// Records of an earlier system say less than a registration asks for. What they do not say is marked as
// unknown, and nothing is put in its place.

// unknown marks a part of a record that the earlier system did not say.
func (f *filling) unknown(part petition.Field) { f.past.Unknown = append(f.past.Unknown, part) }

// otherwise is what a record has where its cell is empty: nothing in the records of an earlier system.
func (f *filling) otherwise(field Field, part petition.Field, usual string) string {
	if f.past == nil {
		return usual
	}
	if f.cells[field] == "" {
		f.unknown(part)
	}
	return ""
}

// recall completes a record of an earlier system. One that does not say what it is about is called by the
// number that it had there, or by its day. Rows without a number are told apart by which of their equals
// they are: two matters of one day may look the same.
func (r *rowReader) recall(p *prepared, number string) {
	if p.record.Channel == petition.Above && superiorNo(&p.record) == "" {
		p.past.Unknown = append(p.past.Unknown, petition.FSuperior)
	}
	if number == "" {
		ref := &p.record.Origin.Ref
		if r.equal[*ref]++; r.equal[*ref] > 1 {
			*ref += "-" + strconv.Itoa(r.equal[*ref])
		}
		number = deadline.DayOf(p.record.ReceivedAt).String()
	}
	if p.record.Subject == "" {
		p.past.Unknown = append(p.past.Unknown, petition.FSubject)
		p.record.Subject = cut(r.called+" "+number, cutSubject)
	}
}

func superiorNo(r *petition.Record) string {
	if r.Superior == nil {
		return ""
	}
	return r.Superior.DocNo
}
