package letter

import (
	"slices"
	"testing"

	"bihuan/domain/document"
)

// TestCentred: what is counted stands in the middle; a table of texts alone says nothing.
func TestCentred(t *testing.T) {
	for _, row := range []struct {
		rows [][]string
		want []string
	}{
		{[][]string{{"1", "北坪村灌溉渠"}, {"12", "路灯"}}, []string{"center", ""}},
		{[][]string{{"登记表", "交办单和附件"}}, []string{"center", ""}},
		{[][]string{{"信访事项登记表", "交办单和附件"}}, nil},
		{nil, nil},
	} {
		table := &document.Table{Head: []string{"序号", "事由"}, Rows: row.rows}
		if centred(table); !slices.Equal(table.Align, row.want) {
			t.Errorf("%q stand %q, not %q", row.rows, table.Align, row.want)
		}
	}
}
