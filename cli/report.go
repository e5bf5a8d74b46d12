package cli

import (
	"io"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"bihuan/casework"
	"bihuan/domain/deadline"
	"bihuan/domain/fault"
	"bihuan/domain/report"
)

// newReport makes reports.
func newReport(s *shell) *cobra.Command {
	var members []*cobra.Command
	for _, kind := range []report.Kind{report.Daily, report.Weekly, report.Monthly, report.Bulletin} {
		members = append(members, newBody(s, kind))
	}
	for _, kind := range report.Headlines() {
		members = append(members, newHeadline(s, kind))
	}
	members = append(members, newEditionDraft(s), newEditionVerify(s))
	return s.family(s.commandKey("report", groupWork, "report.cli"), members...)
}

// newHeadline makes the headline table of a half-year or a year.
func newHeadline(s *shell, kind report.Kind) *cobra.Command {
	c := s.commandKey(string(kind), "", "report."+string(kind))
	c.Args = s.args()
	asOf := c.Flags().String("as-of", "", s.L.T("report.flag.as_of"))
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
		made, err := a.Casework().Report(c.Context(), by, kind, day, s.L.Tag())
		if err != nil {
			return err
		}
		write := func(w io.Writer) error {
			if to == reportText {
				return printReport(w, made)
			}
			return a.Casework().WriteReport(w, made, to)
		}
		if *output == "" {
			return write(s.out)
		}
		if _, err := s.exportTo(*output, func(w io.Writer) (int, error) { return 1, write(w) }); err != nil || *output == "-" {
			return err
		}
		s.say("report.done", "title", made.Title(made.Words), "file", *output)
		return nil
	}
	return c
}

// reportText is the format for a terminal.
const reportText casework.ReportFormat = "text"

// reportFormat is what was asked for, or follows from the file's name.
func reportFormat(format, output string, json bool) (casework.ReportFormat, error) {
	if json && format == "" {
		format = string(casework.ReportJSON)
	}
	if format == "" {
		format = strings.TrimPrefix(strings.ToLower(filepath.Ext(output)), ".")
	}
	formats := append([]casework.ReportFormat{reportText}, casework.ReportFormats()...)
	f := casework.ReportFormat(format)
	switch {
	case format == "" || format == "txt":
		return reportText, nil
	case !slices.Contains(formats, f):
		return "", fault.NewInvalid("format", "report.fault.format", "format", format, "formats", formats)
	case output == "" && f != reportText && f != casework.ReportJSON:
		return "", fault.NewInvalid("output", "report.fault.output", "format", format)
	}
	return f, nil
}

// printReport writes a report for a terminal.
func printReport(w io.Writer, r *casework.Report) error {
	put := func(lines ...string) error {
		_, err := io.WriteString(w, strings.Join(lines, "\n")+"\n")
		return err
	}
	if err := put(r.Title(r.Words), r.Note(r.Words), ""); err != nil {
		return err
	}
	if err := printLines(w, r.Words.Heading("figure", "this", "last", "change"), r.CountLines()); err != nil {
		return err
	}
	for _, b := range r.By {
		if len(b.Parts) == 0 {
			continue
		}
		if err := put(""); err != nil {
			return err
		}
		if err := printLines(w, r.Words.Heading(string(b.By), "this", "last", "change"), r.PartLines(b)); err != nil {
			return err
		}
	}
	if err := put(append([]string{""}, r.SinceLines(r.Words)...)...); err != nil || len(r.Letters) == 0 {
		return err
	}
	if err := put(""); err != nil {
		return err
	}
	return printLines(w, r.Words.Heading("kind", "this", "last", "change"), r.LetterLines())
}

func printLines(w io.Writer, head []string, list []report.Line) error {
	var t table
	t.add(head...)
	for _, l := range list {
		t.add(l.Name, l.This, l.Last, l.Change)
	}
	return t.print(w, "  ")
}
