package deadline

import (
	"bytes"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"

	"bihuan/domain/fault"
)

// Year is one yearly notice of the State Council: which days are off, and which weekend days are
// worked instead. Its JSON is that of NateScarlet/holiday-cn.
type Year struct {
	Number int       `json:"year"`
	Papers []string  `json:"papers"`
	Days   []Special `json:"days"`
}

// Special is one day that a notice names.
type Special struct {
	Name string `json:"name"`
	Date Day    `json:"date"`
	Off  bool   `json:"isOffDay"`
}

// maxYearFile is far above any real notice (4 KB), and low enough to be read in no time.
const maxYearFile = 64 << 10

//go:embed holiday/*.json
var holidayFiles embed.FS

// yearFile tells a holiday year from other JSON in the folder.
var yearFile = regexp.MustCompile(`^\d{4}\.json$`)

// Embedded is the calendar of the years that came with the program.
func Embedded() (Calendar, error) {
	entries, err := fs.ReadDir(holidayFiles, "holiday")
	if err != nil {
		return Calendar{}, err
	}
	var years []Year // in order: the names sort by year
	for _, entry := range entries {
		if !yearFile.MatchString(entry.Name()) {
			continue
		}
		raw, err := holidayFiles.ReadFile(path.Join("holiday", entry.Name()))
		if err != nil {
			return Calendar{}, err
		}
		year, err := ParseYear(raw)
		if err != nil {
			return Calendar{}, fmt.Errorf("holiday/%s: %w", entry.Name(), err)
		}
		years = append(years, year)
	}
	codes := map[string]string{}
	raw, err := holidayFiles.ReadFile("holiday/names.json")
	if err != nil {
		return Calendar{}, err
	}
	if err := json.Unmarshal(raw, &codes); err != nil {
		return Calendar{}, fmt.Errorf("holiday/names.json: %w", err)
	}
	return build(years, codes), nil
}

// ParseYear reads the notice of a year from JSON of the shape of holiday/2026.json. Its fault
// names each line that is wrong.
func ParseYear(raw []byte) (Year, error) {
	if len(raw) > maxYearFile {
		return Year{}, fault.New(fault.Invalid, "fault.file.large", "max", maxYearFile>>10)
	}
	var file struct {
		Year   *int              `json:"year"`
		Papers []string          `json:"papers"`
		Days   []json.RawMessage `json:"days"`
	}
	if err := decode(raw, &file); err != nil {
		return Year{}, err
	}
	if file.Year == nil || *file.Year < 1950 || *file.Year > 2200 {
		return Year{}, fault.NewInvalid("year", "fault.holiday.year")
	}
	if len(file.Days) == 0 {
		// A notice that is not yet out is an empty file at the source; taking it would make
		// the year look known.
		return Year{}, fault.NewInvalid("days", "fault.holiday.empty", "year", *file.Year)
	}
	year := Year{Number: *file.Year, Papers: file.Papers}
	seen := map[Day]bool{}
	var faults []*fault.Fault
	at := finder{raw: raw}
	for _, item := range file.Days {
		line := at.line(item)
		day, f := parseSpecial(item, year.Number, line)
		if f == nil && seen[day.Date] {
			f = fault.NewInvalid("days", "fault.holiday.twice", "line", line, "date", day.Date)
		}
		if f != nil {
			faults = append(faults, f)
			continue
		}
		seen[day.Date] = true
		year.Days = append(year.Days, day)
	}
	if err := fault.Join(faults...); err != nil {
		return Year{}, err
	}
	return year, nil
}

func parseSpecial(raw []byte, year, line int) (Special, *fault.Fault) {
	var item struct {
		Name *string `json:"name"`
		Date *string `json:"date"`
		Off  *bool   `json:"isOffDay"`
	}
	if err := json.Unmarshal(raw, &item); err != nil {
		return Special{}, fault.NewInvalid("days", "fault.holiday.day", "line", line).Because(err)
	}
	if item.Name == nil || item.Date == nil || item.Off == nil || strings.TrimSpace(*item.Name) == "" {
		return Special{}, fault.NewInvalid("days", "fault.holiday.day", "line", line)
	}
	date, ok := parseISO(*item.Date)
	if !ok {
		return Special{}, fault.NewInvalid("days", "fault.holiday.date", "line", line, "value", excerpt(*item.Date))
	}
	if date < NewDay(year-1, time.December, 1) || date > NewDay(year, time.December, 31) {
		return Special{}, fault.NewInvalid("days", "fault.holiday.other_year", "line", line, "date", date, "year", year)
	}
	return Special{Name: strings.TrimSpace(*item.Name), Date: date, Off: *item.Off}, nil
}

// decode reads JSON and says on which line it is broken.
func decode(raw []byte, v any) error {
	if !utf8.Valid(raw) {
		return fault.New(fault.Invalid, "fault.file.encoding")
	}
	// Editors on Windows put a byte-order mark before UTF-8.
	raw = bytes.TrimPrefix(raw, []byte("\ufeff"))
	err := json.Unmarshal(raw, v)
	if err == nil {
		return nil
	}
	var syntax *json.SyntaxError
	var wrong *json.UnmarshalTypeError
	switch {
	case errors.As(err, &syntax):
		return fault.New(fault.Invalid, "fault.file.json", "line", lineAt(raw, int(syntax.Offset))).Because(err)
	case errors.As(err, &wrong):
		return fault.New(fault.Invalid, "fault.file.type", "line", lineAt(raw, int(wrong.Offset)), "name", wrong.Field).Because(err)
	}
	return fault.New(fault.Invalid, "fault.file.json", "line", 1).Because(err)
}

// finder finds the lines of raw values that were cut out of a file, asked for in their order.
type finder struct {
	raw   []byte // what is left of the file
	lines int    // line breaks before it
}

func (f *finder) line(part []byte) int {
	before, after, found := bytes.Cut(f.raw, part)
	if !found {
		return f.lines + 1
	}
	line := f.lines + 1 + bytes.Count(before, []byte("\n"))
	f.lines = line - 1 + bytes.Count(part, []byte("\n"))
	f.raw = after
	return line
}

func lineAt(raw []byte, offset int) int {
	return 1 + bytes.Count(raw[:min(max(offset, 0), len(raw))], []byte("\n"))
}

// excerpt is a wrong value as an error may repeat it: short, and never the text of a whole file.
func excerpt(s string) string {
	s = strings.ToValidUTF8(s, "?")
	if r := []rune(s); len(r) > 24 {
		return string(r[:24]) + "…"
	}
	return s
}
