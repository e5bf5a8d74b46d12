package casework

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"bihuan/domain/deadline"
	"bihuan/domain/fault"
	"bihuan/domain/letter"
	"bihuan/domain/org"
	"bihuan/domain/petition"
	"bihuan/domain/sample"
	"bihuan/paper"
	"bihuan/store"
	"bihuan/store/storetest"
)

// pastOf reads the matter that a record of an earlier system became.
func pastOf(t *testing.T, c *Casework, ref string) *petition.Petition {
	t.Helper()
	var p *petition.Petition
	err := c.db.Do(t.Context(), "look", func(tx *store.Tx) error {
		no, err := tx.ByOrigin(t.Context(), petition.Origin{Source: "history", Ref: ref})
		if err == nil {
			p, err = tx.LoadOpen(t.Context(), no, org.Scope{County: c.db.County(), All: true})
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// caseFileSays are the rows of the registration form in a matter's case file.
func caseFileSays(t *testing.T, c *Casework, p *petition.Petition) []string {
	t.Helper()
	words, err := readCaseWords()
	if err != nil {
		t.Fatal(err)
	}
	dir, err := c.db.Directory(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	f := caseFile{p: p, words: words, dir: dir, desk: stationery(t)}
	var rows []string
	for _, row := range f.record().Blocks[0].Table.Rows {
		rows = append(rows, strings.Join(row, "="))
	}
	return rows
}

// TestImportHistory: what a record does not say is unknown, and nothing is put in its place.
func TestImportHistory(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		c := importHouse(t, db)
		text := `no,received_on,channel,raised_at_level,persons,姓名,电话,标题,诉求,内容分类,问题属地,信访目的
H1,2022-01-01,letter,nation,,,,,,,,
H2,2022-01-02,来访,省,7,王小明,15400001234,石门村灌渠漏水,修好灌渠,补偿标准,白水镇石门村,求决
H3,2022-01-03,,,2,匿名,,路灯不亮,,,,
H4,2022-01-04,上级交办,,,,15400009999,,,,,
H5,2022-01-05,pigeon,moon,2,,,,,,,
H6,,letter,nation,2,,,,,,,
H7,2096-01-01,letter,nation,2,,,,,,,
`
		var reasons []string
		report, err := importText(t, c, text, ImportOptions{History: true, Refuse: func(r Refusal) error {
			for _, f := range r.Faults {
				reasons = append(reasons, fmt.Sprint(r.Line, " ", f.Key))
			}
			return nil
		}})
		if err != nil || tally(report) != "4 0 3" {
			t.Fatalf("%s %v %v", tally(report), err, reasons)
		}
		want := []string{"6 fault.import.word", "6 fault.import.word", "7 fault.petition.received", "8 fault.petition.received_future"}
		if !slices.Equal(reasons, want) {
			t.Errorf("refused: %q", reasons)
		}

		all := []petition.Field{petition.FPurpose, petition.FPersons, petition.FCategory, petition.FPlace, petition.FName, petition.FDemand, petition.FSubject}
		p := pastOf(t, c, "H1")
		if p.State != petition.Closed || p.Past == nil || !slices.Equal(p.Past.Unknown, all) {
			t.Errorf("H1 is %q and does not know %v", p.State, p.Past)
		}
		if r := p.Record; r.Subject != "旧系统记录 H1" || r.Channel != petition.Letter || r.FirstLevel != org.Nation || r.Persons != 1 ||
			r.Purpose+petition.Purpose(r.Category)+petition.Purpose(r.Place) != "" || len(r.Demands)+len(r.Petitioners) != 0 || r.Anonymous {
			t.Errorf("H1 %+v", r)
		}
		if got := p.Record.ReceivedAt.In(deadline.Zone()).Format(time.DateTime); got != "2022-01-01 00:00:00" {
			t.Errorf("H1 was received %s", got)
		}
		said := caseFileSays(t, c, p)
		for _, row := range []string{"信访形式=来信", "首次反映=国家", "信访目的=未载明", "信访人=未载明", "人数=未载明", "内容分类=未载明", "问题属地=未载明"} {
			if !slices.Contains(said, row) {
				t.Errorf("the case file does not say %s: %q", row, said)
			}
		}
		p = pastOf(t, c, "H2")
		if r := p.Record; len(p.Past.Unknown) != 0 || r.Persons != 7 || r.Contact().Name != "王小明" || r.Subject != "石门村灌渠漏水" || r.Category != "010101" || r.Place != "990121101201" {
			t.Errorf("H2 %+v, unknown %v", r, p.Past.Unknown)
		}
		p = pastOf(t, c, "H3")
		if !p.Record.Anonymous || p.Lacks(petition.FName) || p.Lacks(petition.FSubject) || !p.Lacks(petition.FDemand) || !p.Lacks(petition.FChannel) || !p.Lacks(petition.FLevel) {
			t.Errorf("H3 %+v, unknown %v", p.Record, p.Past.Unknown)
		}
		p = pastOf(t, c, "H4")
		if !p.Lacks(petition.FSuperior) || !p.Lacks(petition.FName) || p.Record.Contact().Phone != "15400009999" {
			t.Errorf("H4 %+v, unknown %v", p.Record, p.Past.Unknown)
		}

		// Lists say that they are history, and which of them say nothing.
		page, err := db.Reader(org.Scope{County: db.County(), All: true}).List(t.Context(), store.ListQuery{Flags: []string{store.FlagUntold}})
		if err != nil || len(page.Rows) != 2 || !page.Rows[0].Has(store.FlagPast) {
			t.Errorf("%d untold, %v", len(page.Rows), err)
		}
		report, err = importText(t, c, text, ImportOptions{History: true})
		if err != nil || tally(report) != "0 4 3" {
			t.Errorf("again: %s %v", tally(report), err)
		}
		// A record is not asked to say what it is about, a petition is.
		if _, err = importText(t, c, "no,received_on\nH9,2022-01-01\n", ImportOptions{}); fault.As(err) == nil || fault.As(err).Key != "fault.import.header" {
			t.Errorf("without --history: %v", err)
		}
		if _, err = importText(t, c, "no,channel\nH9,letter\n", ImportOptions{History: true}); fault.As(err) == nil || fault.As(err).Key != "fault.import.header" {
			t.Errorf("without a day: %v", err)
		}
		verifyClean(t, db, 4)
	})
}

// TestImportHistoryWithoutNumbers: two records that look the same are two matters, and the same file again is
// known.
func TestImportHistoryWithoutNumbers(t *testing.T) {
	c := importHouse(t, storetest.New(t, storetest.SQLite, time.Now))
	text := "日期,信访形式,人数\n2022-01-01,来信,1\n2022-01-01,来信,1\n2022-01-02,来信,1\n2022-01-01,来信,1\n"
	for _, want := range []string{"4 0 0", "0 4 0"} {
		report, err := importText(t, c, text, ImportOptions{History: true, Batch: 2})
		if err != nil || tally(report) != want {
			t.Fatalf("%s, want %s: %v %v", tally(report), want, err, report.Refusals)
		}
	}
	page, err := c.db.Reader(org.Scope{County: c.db.County(), All: true}).List(t.Context(), store.ListQuery{Sort: store.ByReceived})
	if err != nil || len(page.Rows) != 4 || page.Rows[0].Subject != "旧系统记录 2022-01-01" {
		t.Errorf("%+v %v", page.Rows, err)
	}
}

// TestUntoldWordsAreNobodys: what an earlier system did not say is neither fed to who compares nor learned from,
// asks no job to compare or gather, and is still found by the number that it had.
func TestUntoldWordsAreNobodys(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		c := importHouse(t, db)
		var b strings.Builder
		b.WriteString("no,received_on,category,subject\n")
		for i := range 30 {
			fmt.Fprintf(&b, "H%03d,2022-01-01,补偿标准,\n", i)
		}
		b.WriteString("H900,2022-01-01,补偿标准,青苗补偿款少发\n")
		compared := 0
		report, err := importText(t, c, b.String(), ImportOptions{History: true, Compare: func(int, int) { compared++ }})
		if err != nil || report.Taken != 31 || report.Compared+report.Alike+compared != 0 {
			t.Fatalf("%+v %v, compared %d", report, err, compared)
		}
		r := db.Reader(org.Scope{County: db.County(), All: true})
		fed, err := r.Worded(t.Context(), time.Time{}, "", 100)
		if err != nil || len(fed) != 1 || fed[0].Subject != "青苗补偿款少发" || !fed[0].Past {
			t.Errorf("fed %+v %v", fed, err)
		}
		lessons, err := r.Lessons(t.Context(), store.LessonQuery{Categories: true, Limit: 100})
		if err != nil || len(lessons) != 1 {
			t.Errorf("%d lessons, %v", len(lessons), err)
		}
		if jobs, err := db.WaitingJobs(t.Context()); err != nil || len(jobs) != 0 {
			t.Errorf("asked for: %+v %v", jobs, err)
		}
		// Who really writes so is not like it.
		if report, err := importText(t, c, "title,time\n旧系统记录 H007,2026-01-01\n", ImportOptions{}); err != nil || report.Taken != 1 {
			t.Fatalf("%+v %v", report, err)
		}
		by, _ := sample.Officer("case1")
		alike, err := c.CandidatesOf(t.Context(), by, pastOf(t, c, "H007").No, 10)
		if err != nil || len(alike) != 0 {
			t.Errorf("alike: %+v %v", alike, err)
		}
		page, err := r.Search(t.Context(), store.ListQuery{Text: "H007", Flags: []string{store.FlagPast}, Limit: 10})
		if err != nil || len(page.Rows) != 1 || page.Rows[0].ListRow.Subject != "旧系统记录 H007" {
			t.Errorf("found %+v %v", page.Rows, err)
		}
	})
}

func importLetters(t *testing.T, c *Casework, by org.Officer, text string, o ImportOptions) (ImportReport, error) {
	t.Helper()
	table, err := paper.OpenTable(strings.NewReader(text), "letters.csv", paper.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	defer table.Close()
	return c.ImportLetters(t.Context(), by, table, o)
}

func TestImportLetters(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		c := importHouse(t, db)
		c.Equip(stationery(t))
		by, err := c.Console(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		text := `issued_on,kind,state
2022-12-21,assignment-order,issued
2022-12-21,交办单,已签发
2022-12-21,Assignment order,voided
2022-12-22,assignment_order,issued
2022-12-22,提醒函,作废
2022-12-23,reminder,issued
2022-12-24,love-letter,issued
2022-12-24,reminder,lost
2022-13-24,reminder,issued
2096-01-01,reminder,issued
,,issued
`
		var reasons []string
		progress := 0
		o := ImportOptions{History: true, Batch: 2, Progress: func(n int) { progress = n }, Refuse: func(r Refusal) error {
			for _, f := range r.Faults {
				reasons = append(reasons, fmt.Sprint(r.Line, " ", f.Key))
			}
			return nil
		}}
		report, err := importLetters(t, c, by, text, o)
		if err != nil || tally(report) != "6 0 5" || progress != 11 {
			t.Fatalf("%s, progress %d, %v", tally(report), progress, err)
		}
		want := []string{"8 fault.import.word", "9 fault.import.word", "10 fault.import.date", "11 fault.import.future", "12 fault.import.empty", "12 fault.import.empty"}
		if !slices.Equal(reasons, want) || len(report.Refusals) != 5 {
			t.Errorf("refused: %q", reasons)
		}
		if report, err = importLetters(t, c, by, text, o); err != nil || tally(report) != "0 6 5" {
			t.Errorf("again: %s %v", tally(report), err)
		}
		o.Source = "other"
		if report, err = importLetters(t, c, by, "日期,文书,状态,原行号\n2022-12-21,交办单,有效,7\n", o); err != nil || tally(report) != "1 0 0" || len(report.Unknown) != 0 {
			t.Errorf("of another system: %s %v %v", tally(report), err, report.Unknown)
		}
		day := func(n int) deadline.Day { return deadline.NewDay(2022, 12, n) }
		for _, span := range []struct {
			from, to int
			want     map[letter.Kind]int
		}{
			{21, 23, map[letter.Kind]int{"assignment_order": 4, "reminder": 1}}, {21, 21, map[letter.Kind]int{"assignment_order": 3}},
			{22, 23, map[letter.Kind]int{"assignment_order": 1, "reminder": 1}}, {24, 31, map[letter.Kind]int{}},
		} {
			got, err := db.Reader(org.Scope{County: db.County(), All: true}).PastLetters(t.Context(), day(span.from), day(span.to))
			if err != nil || fmt.Sprint(got) != fmt.Sprint(span.want) {
				t.Errorf("%d to %d: %v %v", span.from, span.to, got, err)
			}
		}
		for _, scope := range []org.Scope{{County: db.County(), Units: []org.UnitID{"baishui"}}, {County: "990122", All: true}, {}} {
			if got, err := db.Reader(scope).PastLetters(t.Context(), day(1), day(31)); err != nil || len(got) != 0 {
				t.Errorf("%+v is told of %v %v", scope, got, err)
			}
		}
	})
}

func TestImportLettersRefuses(t *testing.T) {
	c := importHouse(t, storetest.New(t, storetest.SQLite, time.Now))
	c.Equip(stationery(t))
	by, err := c.Console(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	handler, _ := sample.Officer("baishui.handler1")
	const row = "issued_on,kind,state\n2022-12-21,reminder,issued\n"
	for name, one := range map[string]struct {
		by   org.Officer
		text string
		o    ImportOptions
		key  string
	}{
		"not history":        {by, row, ImportOptions{}, "fault.import.letters"},
		"by whoever may not": {handler, row, ImportOptions{History: true}, "fault.import.forbidden"},
		"no kind":            {by, "issued_on,state\n2022-12-21,issued\n", ImportOptions{History: true}, "fault.import.list_header"},
	} {
		if _, err := importLetters(t, c, one.by, one.text, one.o); fault.As(err) == nil || fault.As(err).Key != one.key {
			t.Errorf("%s: %v", name, err)
		}
	}
}
