package cli

import (
	"bufio"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"bihuan/app"
	"bihuan/domain/deadline"
	"bihuan/domain/fault"
	"bihuan/domain/org"
	"bihuan/domain/petition"
	"bihuan/paper"
	"bihuan/store"
)

// newExport writes spreadsheets and case files.
func newExport(s *shell) *cobra.Command {
	return s.family(s.commandKey("export", groupWork, "export.cli"), newExportPetitions(s), newExportCasefile(s))
}

// exportFilters are the flags that say which petitions.
type exportFilters struct {
	open, late                              bool
	states, flags                           []string
	unit, category, place, channel, purpose string
	words, from, to, registeredFrom, regTo  string
	dueFrom, dueTo                          string
}

func newExportPetitions(s *shell) *cobra.Command {
	c := s.commandKey("petitions", "", "export.petitions")
	c.Args = s.args()
	format := c.Flags().String("format", "", s.L.T("export.flag.format"))
	output := c.Flags().StringP("output", "o", "", s.L.T("export.flag.output"))
	as := c.Flags().String("as", "", s.L.T("import.flag.as"))
	f := exportFlags(s, c)
	asJSON := s.jsonFlag(c)
	c.RunE = func(c *cobra.Command, _ []string) error {
		to, err := exportFormat(*format, *output)
		if err != nil {
			return err
		}
		if *output == "" {
			return fault.New(fault.Invalid, "export.fault.output")
		}
		a, err := s.open(c)
		if err != nil {
			return err
		}
		defer func() { _ = a.Close() }()
		q, err := f.query(deadline.DayOf(a.Now()))
		if err != nil {
			return err
		}
		by, err := s.exporter(c.Context(), a, *as)
		if err != nil {
			return err
		}
		n, err := s.exportTo(*output, func(w io.Writer) (int, error) {
			return a.Casework().Export(c.Context(), by, q, to, w)
		})
		switch {
		case err != nil:
			return err
		case *output == "-":
			return nil
		case *asJSON:
			return s.printJSON(map[string]any{"file": *output, "rows": n, "format": to})
		}
		s.say("export.done", "n", n, "file", *output)
		return nil
	}
	return c
}

func exportFlags(s *shell, c *cobra.Command) *exportFilters {
	f := &exportFilters{}
	flags := c.Flags()
	flags.BoolVar(&f.open, "open", false, s.L.T("export.flag.open"))
	flags.BoolVar(&f.late, "late", false, s.L.T("export.flag.late"))
	flags.StringSliceVar(&f.states, "state", nil, s.L.T("export.flag.state"))
	flags.StringSliceVar(&f.flags, "flag", nil, s.L.T("export.flag.flag"))
	for _, one := range []struct {
		to   *string
		name string
	}{{&f.unit, "unit"}, {&f.category, "category"}, {&f.place, "place"}, {&f.channel, "channel"}, {&f.purpose, "purpose"}, {&f.words, "words"},
		{&f.from, "received-from"}, {&f.to, "received-to"}, {&f.registeredFrom, "registered-from"}, {&f.regTo, "registered-to"},
		{&f.dueFrom, "due-from"}, {&f.dueTo, "due-to"}} {
		flags.StringVar(one.to, one.name, "", s.L.T("export.flag."+strings.ReplaceAll(one.name, "-", "_")))
	}
	return f
}

// query is the list that the flags ask for.
func (f *exportFilters) query(today deadline.Day) (store.ListQuery, error) {
	q := store.ListQuery{
		Open: f.open, Unit: org.UnitID(f.unit), Category: f.category, Place: org.AreaCode(f.place),
		Channel: petition.Channel(f.channel), Purpose: petition.Purpose(f.purpose), Words: f.words, Flags: f.flags, Sort: store.ByRegistered,
	}
	if f.late {
		q = q.Late(today)
		q.Sort = store.ByRegistered
	}
	for _, state := range f.states {
		if !slices.Contains(petition.States()[1:], petition.State(state)) {
			return q, fault.New(fault.Invalid, "export.fault.word", "value", state, "words", petition.States()[1:])
		}
		q.States = append(q.States, petition.State(state))
	}
	if q.Channel != "" && !slices.Contains(petition.Channels(), q.Channel) {
		return q, fault.New(fault.Invalid, "export.fault.word", "value", f.channel, "words", petition.Channels())
	}
	if q.Purpose != "" && !slices.Contains(petition.Purposes(), q.Purpose) {
		return q, fault.New(fault.Invalid, "export.fault.word", "value", f.purpose, "words", petition.Purposes())
	}
	for _, one := range []struct {
		to   *deadline.Day
		text string
	}{{&q.ReceivedFrom, f.from}, {&q.ReceivedTo, f.to}, {&q.RegisteredFrom, f.registeredFrom}, {&q.RegisteredTo, f.regTo},
		{&q.DueFrom, f.dueFrom}, {&q.DueTo, f.dueTo}} {
		if one.text == "" {
			continue
		}
		day, err := deadline.ParseDay(one.text)
		if err != nil {
			return q, fault.New(fault.Invalid, "export.fault.day", "value", one.text).Because(err)
		}
		*one.to = day
	}
	return q, nil
}

// exportFormat is what was asked for, or what the file's name says.
func exportFormat(format, output string) (paper.Format, error) {
	if format == "" {
		format = strings.TrimPrefix(strings.ToLower(filepath.Ext(output)), ".")
	}
	if format == "" {
		return paper.CSV, nil
	}
	if !slices.Contains(paper.Formats(), paper.Format(format)) {
		return "", fault.NewInvalid("format", "fault.paper.format")
	}
	return paper.Format(format), nil
}

// exporter is who asks: a person of the staff, or the bureau.
func (s *shell) exporter(ctx context.Context, a *app.App, login string) (org.Officer, error) {
	if login != "" {
		return a.Login().OfficerOf(ctx, login)
	}
	return a.Casework().Console(ctx)
}

// exportTo writes a file, which appears whole or not at all; "-" is the standard output.
func (s *shell) exportTo(name string, write func(io.Writer) (int, error)) (int, error) {
	if name == "-" {
		out := bufio.NewWriter(s.out)
		n, err := write(out)
		return n, errors.Join(err, out.Flush())
	}
	f, err := os.CreateTemp(filepath.Dir(name), ".bihuan-*")
	if err != nil {
		return 0, fault.New(fault.Invalid, "export.fault.file", "file", name).Because(err)
	}
	defer func() { _ = os.Remove(f.Name()) }() // gone already when it was renamed
	out := bufio.NewWriter(f)
	n, err := write(out)
	if err := errors.Join(err, out.Flush(), f.Close()); err != nil {
		return n, err
	}
	if err := os.Rename(f.Name(), name); err != nil {
		return n, fault.New(fault.Invalid, "export.fault.file", "file", name).Because(err)
	}
	return n, nil
}
