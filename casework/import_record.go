package casework

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"unicode"
	"unicode/utf8"

	"bihuan/domain/deadline"
	"bihuan/domain/fault"
	"bihuan/domain/org"
	"bihuan/domain/personal"
	"bihuan/domain/petition"
	"bihuan/paper"
)

// prepared is one row, read: a record to be registered, or why it cannot be.
type prepared struct {
	row    paper.Row
	record petition.Record
	past   *petition.Past // of a record of an earlier system
	faults []*fault.Fault
}

// rowReader reads rows of one spreadsheet.
type rowReader struct {
	columns  columns
	look     *lookup
	defaults map[Field]string
	source   string
	category string // for what says none

	history bool           // they are records of an earlier system
	called  string         // what one is called that does not say what it is about
	equal   map[string]int // of those, how often the same row without a number has come
}

// read makes a record of a row. It gathers everything that is wrong with it, so that the row can be
// put right at once.
func (r *rowReader) read(row paper.Row) prepared {
	p := prepared{row: row}
	cells := map[Field]string{}
	headers := map[Field]string{}
	var notes []string
	for i, cell := range row.Cells {
		cell = strings.TrimSpace(cell)
		switch {
		case cell == "":
		case i >= len(r.columns.fields):
			p.faults = append(p.faults, fault.NewInvalid("row", "fault.import.cells", "n", len(row.Cells), "want", len(r.columns.fields)))
			return p
		case r.columns.fields[i] == ColNote:
			if truth, _ := r.look.word("truth", cell); truth != "no" {
				notes = append(notes, note(r.columns.header[i], cell))
			}
		default:
			cells[r.columns.fields[i]], headers[r.columns.fields[i]] = cell, r.columns.header[i]
		}
	}
	for field, cell := range r.defaults {
		if cells[field] == "" {
			cells[field], headers[field] = cell, string(field)
		}
	}
	f := filling{look: r.look, cells: cells, headers: headers, record: &p.record}
	if r.history {
		f.past = &petition.Past{}
		p.past = f.past
	}
	f.fill(r.category)
	p.record.Course = strings.TrimSpace(cells[ColCourse] + "\n" + strings.Join(notes, "\n"))
	p.record.Origin = petition.Origin{Source: r.source, Ref: cells[ColRef]}
	if p.record.Origin.Ref == "" {
		p.record.Origin.Ref = rowHash(row.Cells)
	}
	if r.history {
		r.recall(&p, cells[ColRef])
	}
	p.faults = f.faults
	return p
}

func note(header, cell string) string {
	if strings.IndexFunc(header, func(c rune) bool { return unicode.Is(unicode.Han, c) }) >= 0 {
		return header + "：" + cell
	}
	return header + ": " + cell
}

// rowHash names a row that has no number of its own by what is in it.
func rowHash(cells []string) string {
	h := sha256.New()
	for _, cell := range cells {
		h.Write([]byte(strings.TrimSpace(cell)))
		h.Write([]byte{0})
	}
	return "row-" + hex.EncodeToString(h.Sum(nil)[:16])
}

// filling fills a record from the cells of a row.
type filling struct {
	look    *lookup
	cells   map[Field]string
	headers map[Field]string
	record  *petition.Record
	past    *petition.Past // of a record of an earlier system, for which nothing is made up
	faults  []*fault.Fault
}

func (f *filling) fill(category string) {
	r := f.record
	r.Channel = petition.Channel(f.word(ColChannel, "channel", f.otherwise(ColChannel, petition.FChannel, string(petition.Web))))
	r.Purpose = petition.Purpose(f.word(ColPurpose, "purpose", f.otherwise(ColPurpose, petition.FPurpose, string(petition.Claim))))
	r.FirstLevel = org.Level(f.word(ColLevel, "level", f.otherwise(ColLevel, petition.FLevel, string(org.County))))
	r.ReceivedAt, _ = value(f, ColReceived, f.look.dates.read)
	r.Persons = 1
	f.otherwise(ColPersons, petition.FPersons, "")
	if n, ok := value(f, ColPersons, f.look.count); ok {
		r.Persons = n
	}
	r.Concerned, _ = value(f, ColConcerned, f.look.count)
	r.Category = f.otherwise(ColCategory, petition.FCategory, category)
	if code, ok := value(f, ColCategory, f.look.category); ok {
		r.Category = code
	}
	r.Place = org.AreaCode(f.otherwise(ColPlace, petition.FPlace, string(f.look.county)))
	if code, ok := value(f, ColPlace, f.look.area); ok {
		r.Place = code
	}
	r.Residence, _ = value(f, ColResidence, f.look.area)
	r.Household, _ = value(f, ColHousehold, f.look.area)
	r.Mandate = f.cells[ColMandate]
	f.petitioner()
	f.texts()
	f.flags()
	f.superior()
	f.accused()
}

// value reads a cell, if there is one.
func value[T any](f *filling, field Field, read func(column, text string) (T, *fault.Fault)) (T, bool) {
	var none T
	if f.cells[field] == "" {
		return none, false
	}
	v, wrong := read(f.headers[field], f.cells[field])
	if wrong != nil {
		f.faults = append(f.faults, wrong)
		return none, false
	}
	return v, true
}

func (f *filling) word(field Field, kind, otherwise string) string {
	if f.cells[field] == "" {
		return otherwise
	}
	code, ok := f.look.word(kind, f.cells[field])
	if !ok {
		f.faults = append(f.faults, bad(f.headers[field], "fault.import.word", f.cells[field]))
		return otherwise
	}
	return code
}

// petitioner takes name, phone, ID and address exactly as they were left. The user code of a
// message board stands for the name, under which the same user is found again.
func (f *filling) petitioner() {
	r := f.record
	name := f.cells[ColName]
	if _, nobody := f.look.word("nobody", name); nobody {
		name = ""
	}
	nameless, _ := value(f, ColAnonymous, f.look.truth)
	r.Anonymous = nameless || name == "" && (f.past == nil || f.cells[ColName] != "")
	if name == "" && !r.Anonymous {
		f.unknown(petition.FName)
	}
	who := petition.Petitioner{
		Name: personal.Name(name), Phone: personal.Phone(f.cells[ColPhone]), ID: personal.IDNumber(f.cells[ColID]),
		Address: personal.Address(f.cells[ColAddress]), Occupation: f.cells[ColOccupation],
	}
	if who == (petition.Petitioner{}) {
		return
	}
	if _, unclear := f.look.word("nowhere", f.cells[ColAddress]); unclear || who.Address == "" {
		who.Address = personal.Unclear
	}
	r.Petitioners = []petition.Petitioner{who}
}

// Longest subject, and how much of a longer text is made the subject.
const (
	maxSubject  = 200
	cutSubject  = 120
	makeSubject = 40
)

// texts takes subject, facts and demands. A subject that is too long for one is cut, and stands
// whole before the facts; without a subject the facts begin it; without demands the subject is what
// is asked for.
func (f *filling) texts() {
	r := f.record
	subject := strings.Join(strings.Fields(f.cells[ColSubject]), " ")
	r.Facts = f.cells[ColFacts]
	switch {
	case subject == "":
		subject = cut(strings.Join(strings.Fields(r.Facts), " "), makeSubject)
	case utf8.RuneCountInString(subject) > maxSubject:
		r.Facts = strings.TrimSpace(f.cells[ColSubject] + "\n\n" + r.Facts)
		subject = cut(subject, cutSubject)
	}
	r.Subject = subject
	for demand := range strings.FieldsFuncSeq(f.cells[ColDemands], func(c rune) bool { return c == '\n' || c == ';' || c == '；' }) {
		if demand = strings.TrimSpace(demand); demand != "" {
			r.Demands = append(r.Demands, petition.Demand{Text: demand})
		}
	}
	switch {
	case len(r.Demands) > 0:
	case f.past != nil:
		f.unknown(petition.FDemand)
	case subject != "":
		r.Demands = []petition.Demand{{Text: subject}}
	}
}

// cut shortens a text to so many characters.
func cut(text string, n int) string {
	letters := []rune(text)
	if len(letters) <= n {
		return text
	}
	return string(letters[:n-1]) + "…"
}

func (f *filling) flags() {
	for _, c := range []struct {
		field Field
		flag  petition.Flag
	}{{ColUrgent, petition.Urgent}, {ColDanger, petition.Danger}, {ColConfidential, petition.Confidential},
		{ColSeparated, petition.Separated}, {ColLitigation, petition.Litigation}, {ColJoint, petition.Joint}} {
		if is, _ := value(f, c.field, f.look.truth); is {
			f.flag(c.flag)
		}
	}
	// One column of the national record tells of both: three that are spanned, three that are apart.
	for word := range strings.FieldsFuncSeq(f.cells[ColSpans], func(c rune) bool { return strings.ContainsRune(",，、;；/ ", c) }) {
		if code, ok := f.look.word("spans", word); ok {
			f.flag(petition.Flag(code))
			continue
		}
		if is, wrong := f.look.truth(f.headers[ColSpans], word); wrong != nil {
			f.faults = append(f.faults, wrong)
		} else if is {
			f.flag(petition.Spans)
		}
	}
}

func (f *filling) flag(flag petition.Flag) {
	if !f.record.Has(flag) {
		f.record.Flags = append(f.record.Flags, flag)
	}
}

func (f *filling) superior() {
	if f.cells[ColSuperior] == "" && f.cells[ColSuperiorNo] == "" {
		return
	}
	s := &petition.Superior{Body: f.cells[ColSuperior], DocNo: f.cells[ColSuperiorNo]}
	if due, ok := value(f, ColSuperiorDue, f.look.dates.read); ok {
		s.Due = deadline.DayOf(due)
	}
	if on, ok := value(f, ColSuperiorOn, f.look.dates.read); ok {
		s.On = deadline.DayOf(on)
	}
	f.record.Superior = s
}

// accused builds the wall around an accusation before anybody can read it: a unit that is named
// must be one that is known, or the row waits for somebody who knows it (TL art. 30(3)).
func (f *filling) accused() {
	r := f.record
	if r.Purpose == petition.Accusation {
		f.flag(petition.Accusing)
	}
	if name := f.cells[ColAccusedUnit]; name != "" {
		unit, ok := f.look.units[tidyHeader(name)]
		if !ok {
			f.faults = append(f.faults, bad(f.headers[ColAccusedUnit], "fault.import.accused", name))
			return
		}
		r.Accused.Units = []org.UnitID{unit}
		f.flag(petition.Accusing)
	}
	if who := f.cells[ColAccused]; who != "" {
		r.Facts = strings.TrimSpace(r.Facts + "\n" + note(f.headers[ColAccused], who))
	}
}
