package casework

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"bihuan/domain/deadline"
	"bihuan/domain/fault"
	"bihuan/domain/org"
	"bihuan/store"
)

// lookup turns the words of a spreadsheet's cells into codes of the record.
type lookup struct {
	words      map[string]map[string]string
	areas      map[string][]org.AreaCode
	categories map[string][]string
	units      map[string]org.UnitID
	dates      moments
	persons    []string // words after a number of persons
	county     org.AreaCode
	anyArea    bool // no areas were entered yet: a code is believed
	anyClass   bool
}

func newLookup(m Mapping, d *store.Directory) *lookup {
	l := &lookup{
		words: map[string]map[string]string{}, areas: map[string][]org.AreaCode{}, categories: map[string][]string{},
		units: map[string]org.UnitID{}, county: org.AreaCode(d.County), anyArea: len(d.Areas) == 0, anyClass: len(d.Categories) == 0,
	}
	l.dates, l.persons = append(layouts(), m.Dates...), m.Words["persons"]["one"]
	for kind := range m.Words {
		l.words[kind] = m.codes(kind)
	}
	for _, a := range d.Areas {
		l.areas[string(a.Code)] = []org.AreaCode{a.Code}
		// A village is named with or without what it lies in, down from the province.
		name := ""
		for up, ok := a, true; ok; up, ok = d.Area(up.Parent) {
			name = up.Name + name
			if key := tidyHeader(name); !slices.Contains(l.areas[key], a.Code) {
				l.areas[key] = append(l.areas[key], a.Code)
			}
		}
	}
	for _, c := range d.Categories {
		l.categories[c.Code] = []string{c.Code}
		for _, name := range []string{c.Level1 + c.Level2 + c.Level3, c.Level2 + c.Level3, c.Level3} {
			if key := tidyPath(name); !slices.Contains(l.categories[key], c.Code) {
				l.categories[key] = append(l.categories[key], c.Code)
			}
		}
	}
	for _, u := range d.Units {
		for _, name := range []string{string(u.ID), u.Name, u.Short} {
			if name != "" && u.Closed.IsZero() {
				l.units[tidyHeader(name)] = u.ID
			}
		}
	}
	return l
}

// tidyPath is a category's path without what parts its levels.
func tidyPath(path string) string {
	return tidyHeader(strings.NewReplacer("/", "", ">", "", "—", "", "、", "", "\\", "", "|", "").Replace(path))
}

// word reads a word of a kind.
func (l *lookup) word(kind, text string) (string, bool) {
	code, ok := l.words[kind][tidyHeader(text)]
	return code, ok
}

// bad is a refusal of one cell. It repeats the cell only where nobody's name can stand in it.
func bad(column, key, value string) *fault.Fault {
	return fault.NewInvalid(column, key, "column", column, "value", excerptCell(value))
}

// excerptCell is a wrong value as it is repeated: short.
func excerptCell(value string) string {
	letters := []rune(value)
	if len(letters) > 30 {
		return string(letters[:30]) + "…"
	}
	return value
}

func (l *lookup) area(column, text string) (org.AreaCode, *fault.Fault) {
	found := l.areas[tidyHeader(text)]
	switch {
	case len(found) == 1:
		return found[0], nil
	case len(found) > 1:
		return "", bad(column, "fault.import.area_unclear", text)
	case l.anyArea && isCode(text):
		return org.AreaCode(text), nil
	}
	return "", bad(column, "fault.import.area", text)
}

// isCode reports whether a text has the form of a division code.
func isCode(text string) bool {
	return slices.Contains([]int{2, 4, 6, 9, 12}, len(text)) && strings.Trim(text, "0123456789") == ""
}

func (l *lookup) category(column, text string) (string, *fault.Fault) {
	found := l.categories[tidyPath(text)]
	switch {
	case len(found) == 1:
		return found[0], nil
	case len(found) > 1:
		return "", bad(column, "fault.import.category_unclear", text)
	case l.anyClass && len(text) <= 6 && strings.Trim(text, "0123456789") == "":
		return text, nil
	}
	return "", bad(column, "fault.import.category", text)
}

// other is the county's category for what fits no other: the last of its table.
func other(d *store.Directory) string {
	if n := len(d.Categories); n > 0 {
		return d.Categories[n-1].Code
	}
	return "19"
}

// moments are ways in which a moment is written.
type moments []string

// layouts are the ways in which a moment is written that can be read in one way only.
func layouts() moments {
	return moments{
		"2006-1-2 15:04:05", "2006-1-2 15:04", "2006-1-2", "2006-1-2T15:04:05", "2006-1-2T15:04", time.RFC3339,
		"2006-01-02T15:04:05.999Z07:00", "2006-1-2 15:04:05.999",
		"2006/1/2 15:04:05", "2006/1/2 15:04", "2006/1/2", "2006.1.2", "2006.1.2 15:04", "2006.1.2 15:04:05",
		"20060102", "20060102150405",
	}
}

// read reads a date, with or without a time of the day; a spreadsheet's own number of a day too.
func (m moments) read(column, text string) (time.Time, *fault.Fault) {
	text = strings.Join(strings.Fields(text), " ")
	for _, layout := range m {
		if t, err := time.ParseInLocation(layout, text, deadline.Zone()); err == nil && t.Year() >= firstYear {
			return t, nil
		}
	}
	if t, ok := serial(text); ok {
		return t, nil
	}
	return time.Time{}, bad(column, "fault.import.date", text)
}

// firstYear is before any petition that is still kept; an earlier one is a slip.
const firstYear = 1949

// serial reads a day as spreadsheets count them: 25569 is 1970-01-01, the fraction is the time.
func serial(text string) (time.Time, bool) {
	n, err := strconv.ParseFloat(text, 64)
	if err != nil || n < 18_264 || n > 80_000 || strings.Trim(text, "0123456789.") != "" { // 1950 to 2119
		return time.Time{}, false
	}
	seconds := math.Round((n - 25_569) * 24 * 60 * 60)
	return time.Unix(int64(seconds), 0).In(time.UTC).Add(-8 * time.Hour).In(deadline.Zone()), true
}

// count reads a number of persons, with or without the word for them.
func (l *lookup) count(column, text string) (int, *fault.Fault) {
	for _, word := range l.persons {
		text = strings.TrimSpace(strings.TrimSuffix(text, word))
	}
	n, err := strconv.Atoi(strings.TrimSuffix(text, ".0"))
	if err != nil || n < 0 || n > 1_000_000 {
		return 0, bad(column, "fault.import.number", text)
	}
	return n, nil
}

func (l *lookup) truth(column, text string) (bool, *fault.Fault) {
	code, ok := l.word("truth", text)
	if !ok {
		return false, bad(column, "fault.import.truth", text)
	}
	return code == "yes", nil
}
