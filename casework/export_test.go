package casework

import (
	"bytes"
	"io"
	"strings"
	"testing"
	"time"

	"bihuan/domain/fault"
	"bihuan/domain/petition"
	"bihuan/domain/sample"
	"bihuan/paper"
	"bihuan/store"
	"bihuan/store/storetest"
)

const exported1 = `编号,日期,形式,信访形式,信访人,电话,住址,人数,概况信息,投诉内容,诉求,问题属地,内容分类,信访目的,三跨三分离,联名,首次信访层级,被反映单位
E1,2026-03-05 09:30,x,来访,王小明,15400001234,白水镇石门村3组12号,12,=1+1 青苗补偿,电话 15400005678 可以找到我,补发差额；公布标准,白水镇石门村,补偿标准,求决,三跨、三分离,是,乡级,
E2,2026-03-06 10:00,x,来信,匿名,,,,举报村干部,有人收钱,,石桥乡,检举控告/作风问题,揭发控告,,,,石桥乡
`

func TestExportComesBack(t *testing.T) {
	for _, format := range paper.Formats() {
		t.Run(string(format), func(t *testing.T) {
			from := importHouse(t, storetest.New(t, storetest.SQLite, time.Now))
			if report, err := importText(t, from, exported1, ImportOptions{}); err != nil || report.Taken != 2 {
				t.Fatal(tally(report), err, report.Refusals)
			}
			director, _ := sample.Officer("director")
			var b bytes.Buffer
			n, err := from.Export(t.Context(), director, store.ListQuery{}, format, &b)
			if err != nil || n != 2 {
				t.Fatal(n, err)
			}
			to := importHouse(t, storetest.New(t, storetest.SQLite, time.Now))
			report, err := importBytes(t, to, b.Bytes(), ImportOptions{Source: "from"})
			if err != nil || report.Taken != 2 || len(report.Unknown) != 0 {
				t.Fatal(tally(report), err, report.Refusals, report.Unknown)
			}
			page, err := from.db.Reader(from.Scope(director)).List(t.Context(), store.ListQuery{Words: "青苗"})
			if err != nil || len(page.Rows) != 1 {
				t.Fatal(err)
			}
			was, is := recordOf(t, from, "import", "E1"), recordOf(t, to, "from", page.Rows[0].No)
			if is.Contact().Name != "王**" || is.Contact().Phone != "154****1234" || strings.Contains(is.Facts, "15400005678") || strings.Contains(string(is.Contact().Address), "12号") {
				t.Errorf("not masked: %q %q %q %q", is.Contact().Name.Reveal(), is.Contact().Phone.Reveal(), is.Contact().Address.Reveal(), is.Facts)
			}
			if is.Subject != was.Subject || !is.ReceivedAt.Equal(was.ReceivedAt) || is.Channel != was.Channel || is.Purpose != was.Purpose ||
				is.Place != was.Place || is.Category != was.Category || is.Persons != was.Persons || len(is.Demands) != 2 ||
				is.FirstLevel != was.FirstLevel || !is.Has(petition.Spans) || !is.Has(petition.Separated) || !is.Has(petition.Joint) {
				t.Errorf("was %+v\n is %+v", was, is)
			}
		})
	}
}

func TestExportKeepsToScope(t *testing.T) {
	c := importHouse(t, storetest.New(t, storetest.SQLite, time.Now))
	if report, err := importText(t, c, exported1, ImportOptions{}); err != nil || report.Taken != 2 {
		t.Fatal(tally(report), err)
	}
	for login, want := range map[string]int{"director": 2, "case1": 2, "shiqiao.clerk": 0, "baishui.head": 0} {
		by, ok := sample.Officer(login)
		if !ok {
			t.Fatal(login)
		}
		var b bytes.Buffer
		n, err := c.Export(t.Context(), by, store.ListQuery{}, paper.CSV, &b)
		if err != nil || n != want || strings.Contains(b.String(), "举报") != (want > 0) {
			t.Errorf("%s gets %d rows, %v", login, n, err)
		}
		if strings.Contains(b.String(), ",\"=1") || strings.Contains(b.String(), ",=1") {
			t.Error("a formula was written")
		}
	}
	for _, login := range []string{"sysadmin", "baishui.handler1"} {
		by, _ := sample.Officer(login)
		if _, err := c.Export(t.Context(), by, store.ListQuery{}, paper.CSV, io.Discard); fault.KindOf(err) != fault.Forbidden {
			t.Errorf("%s: %v", login, err)
		}
	}
}

// TestExportColumns: what the mapping file asks for is there.
func TestExportColumns(t *testing.T) {
	m, err := TheMapping()
	if err != nil {
		t.Fatal(err)
	}
	fill := exportCells()
	for _, column := range m.Export {
		if column.Is != "" && fill[column.Is] == nil {
			t.Errorf("%s is %q, which there is not", column.Name, column.Is)
		}
		if len(m.read([]string{column.Name}).unknown()) > 0 {
			t.Errorf("%s is written but not read", column.Name)
		}
	}
}
