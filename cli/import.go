package cli

import (
	"context"
	"errors"
	"io"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"bihuan/app"
	"bihuan/casework"
	"bihuan/domain/fault"
	"bihuan/domain/org"
	"bihuan/paper"
)

// newImport takes spreadsheets in.
func newImport(s *shell) *cobra.Command {
	return s.family(s.commandKey("import", groupWork, "import.cli"),
		newImportPetitions(s),
		newImportLetters(s),
		newImportList(s, "areas", (*casework.Casework).ImportAreas),
		newImportList(s, "units", (*casework.Casework).ImportUnits),
		newImportList(s, "people", (*casework.Casework).ImportPeople),
		newImportHolidays(s))
}

// importer is one of the verbs that take a spreadsheet.
type importer func(*casework.Casework, context.Context, org.Officer, *paper.Table, casework.ImportOptions) (casework.ImportReport, error)

// newImportPetitions takes petitions in.
func newImportPetitions(s *shell) *cobra.Command {
	c := s.commandKey("petitions", "", "import.petitions")
	c.Use += " FILE…"
	c.Args = s.someFiles
	maps := c.Flags().StringArray("map", nil, s.L.T("import.flag.map"))
	defaults := c.Flags().StringArray("default", nil, s.L.T("import.flag.default"))
	source := c.Flags().String("source", "", s.L.T("import.flag.source"))
	as := c.Flags().String("as", "", s.L.T("import.flag.as"))
	w := importWork{shell: s, take: (*casework.Casework).Import}
	c.Flags().BoolVar(&w.options.History, "history", false, s.L.T("import.flag.history"))
	c.Flags().StringVar(&w.refused, "refused", "", s.L.T("import.flag.refused"))
	w.asJSON = s.jsonFlag(c)
	c.RunE = func(c *cobra.Command, files []string) error {
		var err error
		if w.options.Mapping, err = s.mapping(*maps); err != nil {
			return err
		}
		if w.options.Defaults, err = importDefaults(*defaults); err != nil {
			return err
		}
		w.options.Source = *source
		return w.run(c, files, importerNamed(c, *as))
	}
	return c
}

// importerNamed is who imports: whoever signs in by a name, or else the bureau.
func importerNamed(c *cobra.Command, login string) func(*app.App) (org.Officer, error) {
	return func(a *app.App) (org.Officer, error) {
		if login != "" {
			return a.Login().OfficerOf(c.Context(), login)
		}
		return a.Casework().Console(c.Context())
	}
}

// newImportLetters takes the letters of an earlier system in; all others are written in the system.
func newImportLetters(s *shell) *cobra.Command {
	c := s.commandKey("letters", "", "import.letters")
	c.Use += " FILE…"
	c.Args = s.someFiles
	w := importWork{shell: s, take: (*casework.Casework).ImportLetters}
	c.Flags().BoolVar(&w.options.History, "history", false, s.L.T("import.flag.history.letters"))
	c.Flags().StringVar(&w.options.Source, "source", "", s.L.T("import.flag.source.history"))
	as := c.Flags().String("as", "", s.L.T("import.flag.as"))
	c.Flags().StringVar(&w.refused, "refused", "", s.L.T("import.flag.refused"))
	w.asJSON = s.jsonFlag(c)
	c.RunE = func(c *cobra.Command, files []string) error {
		if !w.options.History {
			return fault.New(fault.Invalid, "fault.import.letters")
		}
		return w.run(c, files, importerNamed(c, *as))
	}
	return c
}

// newImportList takes one of the county's lists in.
func newImportList(s *shell, what string, take importer) *cobra.Command {
	c := s.commandKey(what, "", "import."+what)
	c.Use += " FILE…"
	c.Args = s.someFiles
	w := importWork{shell: s, take: take}
	c.Flags().StringVar(&w.refused, "refused", "", s.L.T("import.flag.refused"))
	w.asJSON = s.jsonFlag(c)
	c.RunE = func(c *cobra.Command, files []string) error {
		return w.run(c, files, func(a *app.App) (org.Officer, error) { return a.Operator(), nil })
	}
	return c
}

// newImportHolidays takes notices of holidays in.
func newImportHolidays(s *shell) *cobra.Command {
	c := s.commandKey("holidays", "", "import.holidays")
	c.Use += " FILE…"
	c.Args = s.someFiles
	asJSON := s.jsonFlag(c)
	c.RunE = func(c *cobra.Command, files []string) error {
		a, err := s.open(c)
		if err != nil {
			return err
		}
		defer func() { _ = a.Close() }()
		type taken struct {
			File string `json:"file"`
			Year int    `json:"year"`
			Days int    `json:"days"`
		}
		all := []taken{}
		for _, name := range files {
			raw, err := s.readWhole(name)
			if err != nil {
				return err
			}
			year, err := a.Casework().ImportYear(c.Context(), a.Operator(), raw)
			if err != nil {
				return err
			}
			all = append(all, taken{name, year.Number, len(year.Days)})
			if !*asJSON {
				s.say("import.holidays.taken", "year", year.Number, "n", len(year.Days))
			}
		}
		if *asJSON {
			return s.printJSON(all)
		}
		return nil
	}
	return c
}

// someFiles asks for one file at least.
func (s *shell) someFiles(c *cobra.Command, args []string) error {
	if len(args) == 0 {
		return fault.New(fault.Invalid, "cli.fault.missing", "name", "FILE", "command", c.CommandPath())
	}
	return nil
}

// maxNotice is far above any yearly notice.
const maxNotice = 1 << 20

func (s *shell) readWhole(name string) ([]byte, error) {
	in, _, err := s.openFile(name)
	if err != nil {
		return nil, err
	}
	defer func() { _ = in.Close() }()
	raw, err := io.ReadAll(io.LimitReader(in, maxNotice))
	if err != nil {
		return nil, fault.New(fault.Invalid, "import.fault.file", "file", name).Because(err)
	}
	return raw, nil
}

// openFile opens a file, or the standard input for "-", and gives its size where it is known.
func (s *shell) openFile(name string) (io.ReadCloser, int64, error) {
	if name == "-" {
		return io.NopCloser(s.in), 0, nil
	}
	f, err := os.Open(name)
	if err != nil {
		key := "import.fault.file"
		if errors.Is(err, os.ErrNotExist) {
			key = "import.fault.no_file"
		}
		return nil, 0, fault.New(fault.Invalid, key, "file", name).Because(err)
	}
	info, err := f.Stat()
	if err == nil && info.IsDir() {
		err = errors.New("a directory")
	}
	if err != nil {
		return nil, 0, errors.Join(fault.New(fault.Invalid, "import.fault.file", "file", name).Because(err), f.Close())
	}
	return f, info.Size(), nil
}

// mapping lays --map over the mapping that came with the program: a file, or column=field.
func (s *shell) mapping(maps []string) (casework.Mapping, error) {
	m, err := casework.TheMapping()
	if err != nil {
		return m, err
	}
	for _, one := range maps {
		if column, field, ok := strings.Cut(one, "="); ok {
			if m, err = m.With(column, casework.Field(field)); err != nil {
				return m, err
			}
			continue
		}
		raw, err := s.readWhole(one)
		if err != nil {
			return m, err
		}
		own, err := casework.ReadMapping(strings.NewReader(string(raw)))
		if err != nil {
			return m, err
		}
		m = own.Over(m)
	}
	return m, nil
}

func importDefaults(pairs []string) (map[casework.Field]string, error) {
	defaults := map[casework.Field]string{}
	for _, pair := range pairs {
		field, value, ok := strings.Cut(pair, "=")
		if !ok || !casework.Field(field).Known() {
			return nil, fault.New(fault.Invalid, "import.fault.default", "value", pair)
		}
		defaults[casework.Field(field)] = value
	}
	return defaults, nil
}

// importWork is the import of some files, one after the other.
type importWork struct {
	shell   *shell
	take    importer
	options casework.ImportOptions
	refused string
	asJSON  *bool
}

// imported is what became of one file.
type imported struct {
	File string `json:"file"`
	casework.ImportReport
	Seconds     float64 `json:"seconds"`
	RefusedFile string  `json:"refused_file,omitempty"`
}

func (w *importWork) run(c *cobra.Command, files []string, who func(*app.App) (org.Officer, error)) error {
	a, err := w.shell.open(c)
	if err != nil {
		return err
	}
	defer func() { _ = a.Close() }()
	by, err := who(a)
	if err != nil {
		return err
	}
	a.Casework().Finder().Borrow(a.Config().IndexPath()) // read when there is something to compare
	var all []imported
	refused := 0
	for _, name := range files {
		one, failed := w.file(c.Context(), a, by, name)
		all = append(all, one)
		refused += one.Refused
		if !*w.asJSON && (failed == nil || one.Taken+one.Known+one.Refused > 0) {
			w.word(one)
		}
		if err = failed; err != nil {
			break // the files after it were not read, and are not in the answer
		}
	}
	if *w.asJSON {
		err = errors.Join(err, w.shell.printJSON(map[string]any{"files": all}))
	}
	if err == nil && refused > 0 {
		return &silent{fault.Invalid}
	}
	return err
}

// file imports one file.
func (w *importWork) file(ctx context.Context, a *app.App, by org.Officer, name string) (imported, error) {
	one := imported{File: name}
	in, size, err := w.shell.openFile(name)
	if err != nil {
		return one, err
	}
	defer func() { _ = in.Close() }()
	table, err := paper.OpenTable(in, name, paper.Limits{})
	if err != nil {
		return one, err
	}
	defer func() { _ = table.Close() }()
	began := a.Now()
	bar := w.shell.progress("import.bar")
	defer func() { bar.end() }()
	out := refusedFile{shell: w.shell, name: w.refused, of: name}
	o := w.options
	o.Refuse = out.write
	o.Header = out.begin
	o.Progress = func(rows int) {
		total := rows
		if done := table.Done(); done > 0 && size > done {
			total = int(int64(rows) * size / done)
		}
		bar.at(rows, total)
	}
	var read time.Time // when all rows had been read: to compare them is not part of the import's speed
	compared := 0
	o.Compare = func(done, of int) {
		if compared = done; done == 1 {
			read = a.Now()
			bar.end()
			bar = w.shell.progress("import.comparing")
		}
		bar.at(done, of)
	}
	one.ImportReport, err = w.take(a.Casework(), ctx, by, table, o)
	if compared == 0 {
		read = a.Now()
	}
	one.Seconds = read.Sub(began).Round(time.Millisecond).Seconds()
	one.RefusedFile = out.name
	if one.Refused == 0 {
		one.RefusedFile = ""
	}
	return one, errors.Join(err, out.close())
}

// word tells what became of a file.
func (w *importWork) word(one imported) {
	s := w.shell
	s.say("import.done", "file", one.File, "taken", one.Taken, "known", one.Known, "refused", one.Refused)
	if one.Taken > 0 && one.Seconds > 0 {
		s.say("import.speed", "seconds", formatSeconds(one.Seconds), "n", int(float64(one.Taken+one.Known+one.Refused)/one.Seconds))
	}
	if one.Compared > 0 {
		s.say("import.compared", "n", one.Alike, "of", one.Compared)
	}
	if one.Compared < one.Taken && one.Compared > 0 {
		s.say("import.compared.later", "n", one.Taken-one.Compared)
	}
	if len(one.Unknown) > 0 {
		s.say("import.unknown", "columns", one.Unknown)
	}
	for i, r := range one.Refusals {
		if i == 5 {
			s.say("import.more", "n", one.Refused-i)
			break
		}
		s.say("import.refusal", "line", r.Line, "why", s.reasons(r.Faults))
	}
	if one.RefusedFile != "" {
		s.say("import.refused_file", "file", one.RefusedFile)
	}
}
