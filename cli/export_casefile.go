package cli

import (
	"io"

	"github.com/spf13/cobra"

	"bihuan/casework"
	"bihuan/domain/fault"
)

// newExportCasefile binds a matter's papers into one file.
func newExportCasefile(s *shell) *cobra.Command {
	c := s.commandKey("casefile", "", "casefile.cli")
	c.Use += " NO"
	c.Args = s.args("NO")
	output := c.Flags().StringP("output", "o", "", s.L.T("casefile.flag.output"))
	as := c.Flags().String("as", "", s.L.T("import.flag.as"))
	reason := c.Flags().String("reason", "", s.L.T("casefile.flag.reason"))
	asJSON := s.jsonFlag(c)
	c.RunE = func(c *cobra.Command, args []string) error {
		switch {
		case *output == "":
			return fault.New(fault.Invalid, "export.fault.output")
		case *reason != "" && *as == "":
			return fault.New(fault.Invalid, "casefile.fault.as")
		}
		a, err := s.open(c)
		if err != nil {
			return err
		}
		defer func() { _ = a.Close() }()
		by, err := s.exporter(c.Context(), a, *as)
		if err != nil {
			return err
		}
		var made casework.BoundFile
		_, err = s.exportTo(*output, func(w io.Writer) (int, error) {
			made, err = a.Casework().CaseFile(c.Context(), by, tidyNumber(a, args[0]), *reason, w)
			return made.Papers, err
		})
		switch {
		case err != nil:
			return err
		case *asJSON && *output != "-":
			return s.printJSON(struct {
				File string `json:"file"`
				casework.BoundFile
			}{*output, made})
		case *output == "-":
			return nil
		}
		s.say("casefile.done", "file", *output, "papers", made.Papers, "pictures", made.Pictures, "listed", made.Listed)
		if !made.Plain {
			s.say("casefile.hidden")
		}
		return nil
	}
	return c
}
