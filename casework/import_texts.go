package casework

import (
	"io"

	"bihuan/domain/petition"
	"bihuan/paper"
)

// Text is the subject and the facts of a message that somebody wrote.
type Text struct{ Subject, Facts string }

// ReadTexts reads the messages of a spreadsheet, without who wrote them when.
func ReadTexts(table *paper.Table) ([]Text, error) {
	m, err := TheMapping()
	if err != nil {
		return nil, err
	}
	header, err := findHeader(table, m, map[Field]string{ColReceived: "-"}, false)
	if err != nil {
		return nil, err
	}
	var all []Text
	for {
		row, err := table.Next()
		if err == io.EOF {
			return all, nil
		}
		if err != nil {
			return nil, err
		}
		cells := map[Field]string{}
		for i, cell := range row.Cells {
			if i < len(header.fields) {
				cells[header.fields[i]] = cell
			}
		}
		f := filling{cells: cells, record: &petition.Record{}}
		if f.texts(); f.record.Subject != "" {
			all = append(all, Text{f.record.Subject, f.record.Facts})
		}
	}
}
