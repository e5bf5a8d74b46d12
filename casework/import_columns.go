package casework

import (
	"cmp"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode"

	"bihuan/domain/fault"
)

//go:embed import_columns.json
var columnsFile []byte

// Field is a part of a petition's record that a column of a spreadsheet can fill.
type Field string

// The fields. Note keeps a column's words with its name, several columns at once; Skip passes one over.
const (
	ColRef          Field = "ref"
	ColReceived     Field = "received"
	ColChannel      Field = "channel"
	ColPersons      Field = "persons"
	ColConcerned    Field = "concerned"
	ColName         Field = "name"
	ColPhone        Field = "phone"
	ColID           Field = "id_number"
	ColAddress      Field = "address"
	ColOccupation   Field = "occupation"
	ColSubject      Field = "subject"
	ColFacts        Field = "facts"
	ColDemands      Field = "demands"
	ColCourse       Field = "course"
	ColCategory     Field = "category"
	ColPurpose      Field = "purpose"
	ColPlace        Field = "place"
	ColResidence    Field = "residence"
	ColHousehold    Field = "household"
	ColLevel        Field = "level"
	ColSuperior     Field = "superior_body"
	ColSuperiorNo   Field = "superior_no"
	ColSuperiorDue  Field = "superior_due"
	ColSuperiorOn   Field = "superior_on"
	ColMandate      Field = "mandate"
	ColAnonymous    Field = "anonymous"
	ColJoint        Field = "joint"
	ColUrgent       Field = "urgent"
	ColDanger       Field = "danger"
	ColConfidential Field = "confidential"
	ColSpans        Field = "spans"
	ColSeparated    Field = "separated"
	ColLitigation   Field = "litigation"
	ColAccusedUnit  Field = "accused_unit"
	ColAccused      Field = "accused"
	ColNote         Field = "note"
	ColSkip         Field = "-"
)

// ColumnFields lists them in the order of the help.
func ColumnFields() []Field {
	return []Field{ColRef, ColReceived, ColChannel, ColPersons, ColConcerned, ColName, ColPhone, ColID, ColAddress,
		ColOccupation, ColSubject, ColFacts, ColDemands, ColCourse, ColCategory, ColPurpose, ColPlace, ColResidence,
		ColHousehold, ColLevel, ColSuperior, ColSuperiorNo, ColSuperiorDue, ColSuperiorOn, ColMandate, ColAnonymous, ColJoint, ColUrgent,
		ColDanger, ColConfidential, ColSpans, ColSeparated, ColLitigation, ColAccusedUnit, ColAccused, ColNote, ColSkip}
}

// Known reports whether there is such a field.
func (f Field) Known() bool { return slices.Contains(ColumnFields(), f) }

// Mapping says what the columns of a spreadsheet are called and which words stand for which codes.
// The first name of a field, and the first word of a code, are those that an export writes.
type Mapping struct {
	Columns map[Field][]string             `json:"columns"`
	Words   map[string]map[string][]string `json:"words"`
	Dates   []string                       `json:"dates,omitempty"`  // more ways to write a moment, as layouts of Go's time
	Sheet   string                         `json:"sheet,omitempty"`  // what an exported sheet is called
	Export  []ExportColumn                 `json:"export,omitempty"` // the columns of an export, in order
}

// ExportColumn is a column of an export. One that is nothing stays empty: Bihuan keeps no such
// thing, or does not give it away.
type ExportColumn struct {
	Name string `json:"column"`
	Is   string `json:"is,omitempty"`
}

// TheMapping knows the columns of the national record in Chinese, those of a message board, and
// English ones.
func TheMapping() (Mapping, error) { return readMapping(columnsFile) }

// maxMapping is far above any real mapping file.
const maxMapping = 1 << 20

// ReadMapping reads a bureau's own mapping file, which has the shape of the one that came with the
// program; what it says goes before that.
func ReadMapping(in io.Reader) (Mapping, error) {
	raw, err := io.ReadAll(io.LimitReader(in, maxMapping+1))
	if err != nil {
		return Mapping{}, err
	}
	if len(raw) > maxMapping {
		return Mapping{}, fault.New(fault.Invalid, "fault.file.large", "max", maxMapping>>10)
	}
	own, err := readMapping(raw)
	if err != nil {
		return Mapping{}, fault.NewInvalid("map", "fault.import.map_file", "why", err.Error())
	}
	return own, nil
}

func readMapping(raw []byte) (Mapping, error) {
	m := Mapping{}
	dec := json.NewDecoder(strings.NewReader(strings.TrimPrefix(string(raw), "\ufeff")))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&m); err != nil {
		return m, err
	}
	for field := range m.Columns {
		if !field.Known() {
			return m, fmt.Errorf("no field %q", field)
		}
	}
	if len(m.Columns)+len(m.Words) == 0 {
		return m, errors.New(`neither "columns" nor "words"`)
	}
	return m, nil
}

// Over is the mapping with another one's words before its own.
func (m Mapping) Over(below Mapping) Mapping {
	all := Mapping{
		Columns: map[Field][]string{}, Words: map[string]map[string][]string{},
		Dates: append(slices.Clone(m.Dates), below.Dates...), Sheet: cmp.Or(m.Sheet, below.Sheet), Export: m.Export,
	}
	if len(m.Export) == 0 {
		all.Export = below.Export
	}
	taken := map[string]bool{}
	for _, names := range m.Columns {
		for _, name := range names {
			taken[tidyHeader(name)] = true
		}
	}
	for field, names := range below.Columns {
		for _, name := range names {
			if !taken[tidyHeader(name)] {
				all.Columns[field] = append(all.Columns[field], name)
			}
		}
	}
	for field, names := range m.Columns {
		all.Columns[field] = append(slices.Clone(names), all.Columns[field]...)
	}
	for _, from := range []Mapping{m, below} {
		for kind, codes := range from.Words {
			if all.Words[kind] == nil {
				all.Words[kind] = map[string][]string{}
			}
			said := all.codes(kind) // what the mapping above says of a word goes before this
			for code, words := range codes {
				for _, word := range words {
					if _, ok := said[tidyHeader(word)]; !ok {
						all.Words[kind][code] = append(all.Words[kind][code], word)
					}
				}
			}
		}
	}
	return all
}

// With maps one more column.
func (m Mapping) With(column string, field Field) (Mapping, error) {
	if !field.Known() {
		return m, fault.NewInvalid("map", "fault.import.field", "field", string(field))
	}
	return Mapping{Columns: map[Field][]string{field: {column}}}.Over(m), nil
}

// word is the word that stands for a code in an export.
func (m Mapping) word(kind, code string) string {
	if words := m.Words[kind][code]; len(words) > 0 {
		return words[0]
	}
	return code
}

// codes lists what each word of a kind stands for; a code stands for itself.
func (m Mapping) codes(kind string) map[string]string {
	all := map[string]string{}
	for code, words := range m.Words[kind] {
		all[tidyHeader(code)] = code
		for _, word := range words {
			all[tidyHeader(word)] = code
		}
	}
	return all
}

// columns is what the columns of one spreadsheet are.
type columns struct {
	header []string
	fields []Field // by column; "" for one that nobody knows
}

// read tells the columns of a header row by their names.
func (m Mapping) read(header []string) columns {
	known := map[string]Field{}
	for _, field := range ColumnFields() {
		for _, name := range m.Columns[field] {
			if _, ok := known[tidyHeader(name)]; !ok {
				known[tidyHeader(name)] = field
			}
		}
	}
	c := columns{header: header, fields: make([]Field, len(header))}
	have := map[Field]bool{}
	for i, name := range header {
		name = tidyHeader(name)
		field, ok := known[name]
		if before, _, cut := strings.Cut(name, "("); !ok && cut {
			field, ok = known[before]
		}
		// Of two columns for the same thing the first is taken, and the other named in the report.
		if single := field != ColNote && field != ColSkip; !ok || single && have[field] {
			continue
		}
		c.fields[i], have[field] = field, true
	}
	return c
}

func (c columns) known() int {
	n := 0
	for _, f := range c.fields {
		if f != "" {
			n++
		}
	}
	return n
}

func (c columns) has(field Field) bool { return slices.Contains(c.fields, field) }

// Unknown lists the columns that were not taken because nobody knows what they are.
func (c columns) unknown() []string {
	var names []string
	for i, f := range c.fields {
		if f == "" && strings.TrimSpace(c.header[i]) != "" {
			names = append(names, c.header[i])
		}
	}
	return names
}

// tidyHeader is a name of a column as it is compared: without the ways in which two people write
// the same one.
func tidyHeader(name string) string {
	return strings.Map(func(r rune) rune {
		if r >= '\uff01' && r <= '\uff5e' {
			r -= 0xfee0
		}
		if unicode.IsSpace(r) || strings.ContainsRune("_-*:\ufeff", r) && len([]rune(name)) > 1 {
			return -1
		}
		return unicode.ToLower(r)
	}, name)
}
