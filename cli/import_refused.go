package cli

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"bihuan/casework"
	"bihuan/domain/fault"
	"bihuan/paper"
)

// refusedFile gathers the rows that were not taken, with all their columns, the line and the reasons,
// so that they can be put right there and imported again. It is made with the first such row.
type refusedFile struct {
	shell  *shell
	name   string // where it was asked for, then where it is
	of     string // the file that the rows are from
	header []string
	file   *os.File
	out    paper.Writer
}

func (r *refusedFile) begin(header []string) { r.header = header }

func (r *refusedFile) write(row casework.Refusal) error {
	if r.file == nil {
		if err := r.create(); err != nil {
			return err
		}
	}
	cells := []any{strconv.Itoa(row.Line), r.shell.reasons(row.Faults)}
	for _, cell := range row.Cells {
		cells = append(cells, cell)
	}
	return r.out.Write(cells...)
}

// create makes the file, readable by its owner alone: there are names in it. A file of an earlier
// import, in which somebody may be at work, is not written over unless it was named.
func (r *refusedFile) create() error {
	flags := os.O_WRONLY | os.O_CREATE | os.O_TRUNC
	name := r.name
	if name == "" {
		flags = os.O_WRONLY | os.O_CREATE | os.O_EXCL
		stem := strings.TrimSuffix(filepath.Base(r.of), filepath.Ext(r.of))
		if r.of == "-" {
			stem = "stdin"
		}
		name = stem + ".refused.csv"
		for n := 2; ; n++ {
			if _, err := os.Lstat(name); errors.Is(err, os.ErrNotExist) {
				break
			}
			name = fmt.Sprintf("%s.refused-%d.csv", stem, n)
		}
	}
	f, err := os.OpenFile(name, flags, 0o600)
	if err != nil {
		return fault.New(fault.Invalid, "import.fault.refused", "file", name).Because(err)
	}
	r.name, r.file = name, f
	if r.out, err = paper.NewWriter(f, paper.CSV, ""); err != nil {
		return err
	}
	header := []any{r.shell.L.T("import.column_line"), r.shell.L.T("import.column_reason")}
	for _, column := range r.header {
		header = append(header, column)
	}
	return r.out.Write(header...)
}

func (r *refusedFile) close() error {
	if r.file == nil {
		return nil
	}
	return errors.Join(r.out.Close(), r.file.Close())
}

// reasons words all that is wrong with a row.
func (s *shell) reasons(faults []*fault.Fault) string {
	words := make([]string, len(faults))
	for i, f := range faults {
		words[i] = s.L.T(f.Key, f.Args...)
	}
	return strings.Join(words, s.L.T("import.between"))
}

func formatSeconds(seconds float64) string { return strconv.FormatFloat(seconds, 'f', 1, 64) }
