package cli

import (
	"io"
	"strings"

	"github.com/spf13/cobra"

	"bihuan/domain/deadline"
	"bihuan/domain/org"
	"bihuan/domain/report"
)

// newBody makes a report of a day, a week or a month as of the end of a day.
func newBody(s *shell, kind report.Kind) *cobra.Command {
	c := s.commandKey(string(kind), "", "report."+string(kind))
	c.Args = s.args()
	asOf := c.Flags().String("as-of", "", s.L.T("report.flag.as_of"))
	unit := c.Flags().String("unit", "", s.L.T("report.flag.unit"))
	format := c.Flags().String("format", "", s.L.T("report.flag.format"))
	output := c.Flags().StringP("output", "o", "", s.L.T("export.flag.output"))
	as := c.Flags().String("as", "", s.L.T("import.flag.as"))
	asJSON := s.jsonFlag(c)
	c.RunE = func(c *cobra.Command, _ []string) error {
		to, err := reportFormat(*format, *output, *asJSON)
		if err != nil {
			return err
		}
		a, err := s.open(c)
		if err != nil {
			return err
		}
		defer func() { _ = a.Close() }()
		day := deadline.DayOf(a.Now())
		if *asOf != "" {
			if day, err = s.day("as-of", *asOf); err != nil {
				return err
			}
		}
		by, err := s.exporter(c.Context(), a, *as)
		if err != nil {
			return err
		}
		body, err := a.Casework().MakeReport(c.Context(), by, kind, org.UnitID(*unit), day)
		if err != nil {
			return err
		}
		words, err := report.WordsIn(s.L.Tag())
		if err != nil {
			return err
		}
		write := func(w io.Writer) error {
			if to == reportText {
				return printBody(w, body, words)
			}
			return a.Casework().WriteBody(c.Context(), w, body, to, s.L.Tag())
		}
		if *output == "" {
			return write(s.out)
		}
		if _, err := s.exportTo(*output, func(w io.Writer) (int, error) { return 1, write(w) }); err != nil || *output == "-" {
			return err
		}
		s.say("report.done", "title", body.Title(words), "file", *output)
		return nil
	}
	return c
}

// printBody writes a report for a terminal.
func printBody(w io.Writer, b report.Body, words report.Words) error {
	put := func(lines ...string) error {
		_, err := io.WriteString(w, strings.Join(lines, "\n")+"\n")
		return err
	}
	if err := put(strings.TrimSpace(b.Title(words)), b.Span(words)); err != nil {
		return err
	}
	for i, s := range b.Sections {
		if err := put("", words.Ordinal(i+1)+words.T("section."+s.ID)); err != nil {
			return err
		}
		for _, say := range s.Notes {
			if err := put(say.String(words)); err != nil {
				return err
			}
		}
		for _, g := range s.Grids {
			if err := put("", words.T("grid."+g.ID)); err != nil {
				return err
			}
			if err := printGrid(w, g, words); err != nil {
				return err
			}
		}
	}
	return nil
}

func printGrid(w io.Writer, g report.Grid, words report.Words) error {
	var t table
	t.add(words.Heading(g.Columns...)...)
	for _, row := range append(g.Rows, g.Totals()) {
		if row == nil {
			continue
		}
		var cells []string
		for _, c := range row {
			cells = append(cells, c.InTable(words))
		}
		t.add(cells...)
	}
	return t.print(w, "  ")
}
