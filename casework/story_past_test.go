package casework

import (
	"encoding/csv"
	"strings"

	"bihuan/domain/org"
	"bihuan/domain/petition"
	"bihuan/paper"
	"bihuan/store"
)

// past takes one record of an earlier system over; what a line does not say, that system did not say.
func (s *story) past(by org.Officer, name string, with args) error {
	var header, row []string
	for _, field := range ColumnFields() {
		if value := with.get(string(field), ""); value != "" {
			header, row = append(header, string(field)), append(row, value)
		}
	}
	with.allUsed()
	var text strings.Builder
	w := csv.NewWriter(&text)
	if err := w.WriteAll([][]string{header, row}); err != nil {
		return err
	}
	table, err := paper.OpenTable(strings.NewReader(text.String()), "past.csv", paper.Limits{})
	if err != nil {
		return err
	}
	defer table.Close()
	report, err := s.cases.Import(s.ctx, by, table, ImportOptions{History: true})
	if err != nil {
		return err
	}
	if report.Taken != 1 {
		s.fail("it was not taken: %s %v", tally(report), report.Refusals)
	}
	return s.db.Do(s.ctx, "look", func(tx *store.Tx) (err error) {
		s.names[name], err = tx.ByOrigin(s.ctx, petition.Origin{Source: "history", Ref: row[0]})
		return err
	})
}
