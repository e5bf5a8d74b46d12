package casework

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"bihuan/blob"
	"bihuan/domain/fault"
	"bihuan/domain/org"
	"bihuan/domain/petition"
	"bihuan/domain/sample"
	"bihuan/paper"
	"bihuan/store"
	"bihuan/store/storetest"
)

// emptyHouse is casework on a fresh database.
func emptyHouse(t testing.TB, db *store.DB) *Casework {
	t.Helper()
	blobs, err := blob.OpenDisk(t.TempDir(), storetest.Vault(t))
	if err != nil {
		t.Fatal(err)
	}
	rules := storetest.Rules(t)
	var current atomic.Pointer[petition.Rules]
	current.Store(&rules)
	return New(db, storetest.Vault(t), blobs, &current)
}

// importHouse is casework on a fresh database of the made county.
func importHouse(t testing.TB, db *store.DB) *Casework {
	t.Helper()
	c := emptyHouse(t, db)
	ctx, d := t.Context(), sample.County()
	var categories []store.Category
	for _, line := range d.Categories {
		categories = append(categories, store.Category{Code: line.Code, Level1: line.Level1, Level2: line.Level2, Level3: line.Level3, Unit: line.Unit})
	}
	err := db.Do(ctx, "settle the made county", func(tx *store.Tx) error {
		return errors.Join(tx.PutAreas(ctx, d.Areas...), tx.PutUnits(ctx, d.Units...), tx.PutPeople(ctx, d.People...),
			tx.PutPosts(ctx, d.Posts...), tx.PutCategories(ctx, categories...))
	})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// importText imports a text as the bureau.
func importText(t testing.TB, c *Casework, text string, o ImportOptions) (ImportReport, error) {
	t.Helper()
	return importBytes(t, c, []byte(text), o)
}

func importBytes(t testing.TB, c *Casework, content []byte, o ImportOptions) (ImportReport, error) {
	t.Helper()
	table, err := paper.OpenTable(bytes.NewReader(content), "rows.csv", paper.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	defer table.Close()
	by, err := c.Console(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return c.Import(t.Context(), by, table, o)
}

func tally(r ImportReport) string { return fmt.Sprint(r.Taken, " ", r.Known, " ", r.Refused) }

// board is a made message board of the shape of a real one.
func board(n int) []byte {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	write := func(cells ...string) {
		if err := w.Write(cells); err != nil {
			panic(err)
		}
	}
	write("id", "user", "title", "time", "detail", "against", "likes")
	start := time.Date(2026, 1, 5, 8, 0, 0, 0, time.UTC)
	for i, m := range sample.Matters(7, n) {
		write(strconv.Itoa(190000+i), fmt.Sprintf("A%06d", i%700), m.Subject, start.Add(time.Duration(i)*17*time.Minute).Format(time.DateTime),
			strings.Repeat(m.Facts+"\n", 4), "0", strconv.Itoa(i%4))
	}
	w.Flush()
	return b.Bytes()
}

// messages is the real message board where it is at hand, or a made one of the same shape.
func messages(t testing.TB) ([]byte, int) {
	t.Helper()
	path := filepath.Join("..", "..", "shared", "data", "complaints", "messages.csv")
	content, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		t.Logf("%s is not here: made messages of the same shape are used instead", path)
		return board(4326), 4326
	}
	if err != nil {
		t.Fatal(err)
	}
	return content, 4326
}

func verifyClean(t testing.TB, db *store.DB, want int) {
	t.Helper()
	verified, err := db.Verify(t.Context(), store.VerifyOptions{Rebuild: true}, func(p store.Problem) { t.Errorf("verify: %+v", p) }, nil)
	if err != nil {
		t.Fatal(err)
	}
	if verified.Petitions != want {
		t.Errorf("verified %d petitions, want %d", verified.Petitions, want)
	}
}

func TestImportMessages(t *testing.T) {
	content, n := messages(t)
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		c := importHouse(t, db)
		progress := 0
		began := time.Now()
		report, err := importBytes(t, c, content, ImportOptions{Progress: func(rows int) { progress = rows }})
		if err != nil {
			t.Fatal(err)
		}
		took := time.Since(began)
		t.Logf("%d rows in %v: %.0f rows a second", n, took.Round(time.Millisecond), float64(n)/took.Seconds())
		if got := tally(report); got != fmt.Sprint(n, " 0 0") || progress != n {
			t.Fatalf("taken, known, refused: %s; progress %d; %v", got, progress, report.Refusals)
		}
		began = time.Now()
		report, err = importBytes(t, c, content, ImportOptions{})
		if err != nil || tally(report) != fmt.Sprint("0 ", n, " 0") {
			t.Fatalf("the second time: %s %v", tally(report), err)
		}
		t.Logf("again: %v", time.Since(began).Round(time.Millisecond))
		verifyClean(t, db, n)
	})
}

// TestImportRecord looks at what a row of the national record becomes.
func TestImportRecord(t *testing.T) {
	c := importHouse(t, storetest.New(t, storetest.SQLite, time.Now))
	report, err := importText(t, c, `信访件登记表（2026年）
行政区划,信访件编号,信访日期,信访形式,信访人,电话,住址,信访人数,涉及人数,概况信息,投诉内容,诉求,问题属地,内容分类,信访目的,三跨三分离,联名,重大紧急,受信人,热点问题,谁也不认识
清源县,QX-1,2026年3月5日 9:30,来访,王小明,154 0000 1234,白水镇石门村3组,12人,60,石门村青苗补偿款少发,2019年起……,补发差额；公布标准,白水镇石门村,自然资源/土地征收/补偿标准,求决,三跨、人户分离,是,否,县长,否,x
清源县,QX-2,2026/3/6,,匿名,,,,,,没有标题的一段话，说了村里的路灯坏了三个月还没有人来修，晚上出门看不见，老人摔过两次，大家都很着急,,,,揭发控告,,,,,,
`, ImportOptions{Source: "national"})
	if err != nil || tally(report) != "2 0 0" {
		t.Fatalf("%s %v %v", tally(report), err, report.Refusals)
	}
	if !slices.Equal(report.Unknown, []string{"谁也不认识"}) {
		t.Errorf("unknown columns %q", report.Unknown)
	}
	r := recordOf(t, c, "national", "QX-1")
	if who := r.Contact(); who.Name != "王小明" || who.Phone != "154 0000 1234" || who.Address != "白水镇石门村3组" {
		t.Errorf("petitioner %q %q %q", who.Name.Reveal(), who.Phone.Reveal(), who.Address.Reveal())
	}
	if r.Channel != petition.Visit || r.Purpose != petition.Claim || r.Category != "010101" || r.Place != "990121101201" || r.Persons != 12 || r.Concerned != 60 {
		t.Errorf("record %+v", r)
	}
	if len(r.Demands) != 2 || r.Demands[1].Text != "公布标准" || !r.Has(petition.Spans) || !r.Has(petition.Separated) || !r.Has(petition.Joint) || r.Has(petition.Urgent) {
		t.Errorf("record %+v", r)
	}
	if r.Course != "受信人：县长" {
		t.Errorf("course %q", r.Course)
	}
	if got := r.ReceivedAt.In(time.FixedZone("", 8*3600)).Format("2006-01-02 15:04"); got != "2026-03-05 09:30" {
		t.Errorf("received %s", got)
	}
	r = recordOf(t, c, "national", "QX-2")
	if !r.Anonymous || len(r.Petitioners) != 0 || !r.Has(petition.Accusing) || len([]rune(r.Subject)) != makeSubject || len(r.Demands) != 1 {
		t.Errorf("record %+v", r)
	}
}

// recordOf reads the record of a row that was taken, personal data open.
func recordOf(t testing.TB, c *Casework, source, ref string) petition.Record {
	t.Helper()
	var record petition.Record
	err := c.db.Do(t.Context(), "look", func(tx *store.Tx) error {
		no, err := tx.ByOrigin(t.Context(), petition.Origin{Source: source, Ref: ref})
		if err != nil {
			return err
		}
		p, err := tx.LoadOpen(t.Context(), no, org.Scope{County: c.db.County(), All: true})
		if err == nil {
			record = p.Record
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return record
}

func TestImportUserIsFoundAgain(t *testing.T) {
	c := importHouse(t, storetest.New(t, storetest.SQLite, time.Now))
	report, err := importText(t, c, "id,user,title,time,detail,against,likes\n1,A000102948,路灯,2019-02-28 11:25:05,坏了,0,3\n2,A000102948,积水,2019-02-28,深,0,0\n3,A1,树,2019-03-01,倒了,1,0\n", ImportOptions{})
	if err != nil || report.Taken != 3 {
		t.Fatal(tally(report), err)
	}
	page, err := c.db.Reader(org.Scope{County: c.db.County(), All: true}).List(t.Context(), store.ListQuery{Name: "A000102948"})
	if err != nil || len(page.Rows) != 2 {
		t.Errorf("found %d of the user's petitions, want 2; %v", len(page.Rows), err)
	}
	if r := recordOf(t, c, "import", "1"); r.Course != "likes: 3" || r.Anonymous {
		t.Errorf("record %+v", r)
	}
}

func TestImportRefusals(t *testing.T) {
	c := importHouse(t, storetest.New(t, storetest.SQLite, time.Now))
	text := `id,time,title,area,category,persons,purpose,被反映单位
1,2026-02-30,不存在的日子,,,,,
2,03/04/2026,月日不分,,,,,
3,2026-03-01,没有这个村,月球村,没有这一类,many,胡说,
4,2096-03-01,来自将来,,,,,
5,2026-03-01,控告没有的单位,,,,揭发控告,某某局
6,2026-03-01,多一格,,,,,,多出来的
7,2026-03-01,好的,白水镇石门村,补偿标准,3,求决,
7,2026-03-02,同一编号,,,,,
8,2026-03-01,,,,,,
`
	var lines []int
	var keys []string
	report, err := importText(t, c, text, ImportOptions{Refuse: func(r Refusal) error {
		lines = append(lines, r.Line)
		for _, f := range r.Faults {
			keys = append(keys, fmt.Sprint(r.Line, " ", f.Key))
		}
		return nil
	}})
	if err != nil {
		t.Fatal(err)
	}
	if tally(report) != "1 0 8" || !slices.Equal(lines, []int{2, 3, 4, 5, 6, 7, 9, 10}) {
		t.Errorf("%s, lines %v", tally(report), lines)
	}
	want := []string{"2 fault.import.date", "3 fault.import.date", "4 fault.import.word", "4 fault.import.number", "4 fault.import.category", "4 fault.import.area",
		"5 fault.petition.received_future", "6 fault.import.accused", "7 fault.import.cells", "9 fault.import.twice", "10 fault.petition.subject", "10 fault.petition.demands"}
	if !slices.Equal(keys, want) {
		t.Errorf("reasons\n got %q\nwant %q", keys, want)
	}
	verifyClean(t, c.db, 1)

	// Another list that is numbered from 1 is not taken for the first.
	report, err = importText(t, c, "id,time,title\n7,2025-12-01,别的事\n", ImportOptions{})
	if err != nil || tally(report) != "0 0 1" || report.Refusals[0].Faults[0].Key != "fault.import.other" {
		t.Errorf("%s %v %v", tally(report), err, report.Refusals)
	}
	report, err = importText(t, c, "id,time,title\n7,2025-12-01,别的事\n", ImportOptions{Source: "other"})
	if err != nil || tally(report) != "1 0 0" {
		t.Errorf("%s %v", tally(report), err)
	}
}

func TestImportBrokenFile(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		c := importHouse(t, db)
		whole := string(board(30))
		lines := strings.SplitAfter(whole, "\n")
		broken := strings.Join(lines[:len(lines)-3], "") + "77,\"never closed\n" + strings.Join(lines[len(lines)-3:], "")
		report, err := importText(t, c, broken, ImportOptions{Batch: 10})
		if f := fault.As(err); f == nil || f.Key != "fault.paper.quote" {
			t.Fatalf("got %v", err)
		}
		if report.Taken == 0 || report.Taken >= 30 {
			t.Errorf("taken %d before the break", report.Taken)
		}
		verifyClean(t, db, report.Taken)
		before := report.Taken
		report, err = importText(t, c, whole, ImportOptions{})
		if err != nil || report.Known != before || report.Taken+report.Known != 30 {
			t.Errorf("mended: %s %v", tally(report), err)
		}
		verifyClean(t, db, 30)
	})
}

func TestImportHeader(t *testing.T) {
	c := importHouse(t, storetest.New(t, storetest.SQLite, time.Now))
	_, err := importText(t, c, "foo,bar\n1,2\n", ImportOptions{})
	if f := fault.As(err); f == nil || f.Key != "fault.import.header" {
		t.Errorf("got %v", err)
	}
	m, err := TheMapping()
	if err != nil {
		t.Fatal(err)
	}
	for column, field := range map[string]Field{"foo": ColSubject, "bar": ColReceived, "title": ColFacts} {
		if m, err = m.With(column, field); err != nil {
			t.Fatal(err)
		}
	}
	report, err := importText(t, c, "foo,bar,title\n路灯,2026-01-02,坏了\n", ImportOptions{Mapping: m, Defaults: map[Field]string{ColChannel: "来信", ColRef: "z1"}})
	if err != nil || report.Taken != 1 {
		t.Fatal(tally(report), err)
	}
	if r := recordOf(t, c, "import", "z1"); r.Subject != "路灯" || r.Facts != "坏了" || r.Channel != petition.Letter {
		t.Errorf("record %+v", r)
	}
	if _, err := m.With("x", "nothing"); fault.KindOf(err) != fault.Invalid {
		t.Errorf("a field that is none: %v", err)
	}
	own, err := ReadMapping(strings.NewReader(`{"columns": {"subject": ["投诉内容"]}, "words": {"channel": {"hotline": ["来信"]}}}`))
	if err != nil {
		t.Fatal(err)
	}
	if m, err = TheMapping(); err != nil {
		t.Fatal(err)
	}
	report, err = importText(t, c, "编号,投诉内容,日期,信访形式\nz2,树倒了,2026-01-02,来信\n", ImportOptions{Mapping: own.Over(m)})
	if err != nil || report.Taken != 1 {
		t.Fatal(tally(report), err)
	}
	if r := recordOf(t, c, "import", "z2"); r.Subject != "树倒了" || r.Channel != petition.Hotline {
		t.Errorf("record %+v", r)
	}
	if _, err := ReadMapping(strings.NewReader(`{"columns": {"nonsense": ["x"]}}`)); fault.KindOf(err) != fault.Invalid {
		t.Errorf("a mapping to no field: %v", err)
	}
}

func TestImportForbidden(t *testing.T) {
	c := importHouse(t, storetest.New(t, storetest.SQLite, time.Now))
	by, _ := sample.Officer("baishui.handler1")
	table, err := paper.OpenTable(bytes.NewReader(board(1)), "x", paper.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Import(context.Background(), by, table, ImportOptions{}); fault.KindOf(err) != fault.Forbidden {
		t.Errorf("got %v", err)
	}
}

func TestMoments(t *testing.T) {
	m, err := TheMapping()
	if err != nil {
		t.Fatal(err)
	}
	dates := append(layouts(), m.Dates...)
	for text, want := range map[string]string{
		"2019-02-28 11:25:05": "2019-02-28 11:25:05", "2019/2/8 9:05": "2019-02-08 09:05:00", "2019-02-28": "2019-02-28 00:00:00",
		"2019年2月8日": "2019-02-08 00:00:00", "2019.2.8": "2019-02-08 00:00:00", "20190208": "2019-02-08 00:00:00",
		"43524.475752": "2019-02-28 11:25:05", "43524": "2019-02-28 00:00:00", "2019-02-28T03:25:05Z": "2019-02-28 11:25:05",
		"02/03/2019": "", "2019-13-01": "", "28 Feb": "", "": "", "12": "", "190228": "", "0019-02-28": "", "1e4": "", "NaN": "", "2019-02-28 25:00": "",
	} {
		got, wrong := dates.read("time", text)
		if wrong != nil {
			if want != "" {
				t.Errorf("%q is refused", text)
			}
			continue
		}
		if got.In(time.FixedZone("", 8*3600)).Format(time.DateTime) != want {
			t.Errorf("%q is read as %v, want %s", text, got, want)
		}
	}
}
