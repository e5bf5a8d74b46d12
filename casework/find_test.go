package casework

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"bihuan/domain/org"
	"bihuan/domain/personal"
	"bihuan/domain/petition"
	"bihuan/domain/sample"
	"bihuan/find/likeness"
	"bihuan/store"
	"bihuan/store/storetest"
)

// finding is a house of the made county with a few matters, and a clock.
type finding struct {
	t     *testing.T
	db    *store.DB
	cases *Casework
	now   atomic.Int64
}

func newFinding(t *testing.T, engine storetest.Engine) *finding {
	t.Helper()
	f := &finding{t: t}
	f.now.Store(time.Date(2026, 9, 1, 1, 0, 0, 0, time.UTC).UnixMilli())
	f.db = storetest.New(t, engine, func() time.Time { return time.UnixMilli(f.now.Load()) })
	f.cases = importHouse(t, f.db)
	return f
}

func (f *finding) register(subject, facts, phone string) string {
	f.t.Helper()
	f.now.Add(time.Minute.Milliseconds())
	by, _ := sample.County().Officer("case1")
	receipt, err := f.cases.Register(f.t.Context(), by, petition.Record{
		Channel: petition.Visit, ReceivedAt: time.UnixMilli(f.now.Load()), FirstLevel: org.County, Persons: 1, Purpose: petition.Claim,
		Category: "0101", Place: "990121101201", Subject: subject, Facts: facts, Demands: []petition.Demand{{Text: "尽快解决"}},
		Petitioners: []petition.Petitioner{{Name: "王小明", Phone: personal.Phone(phone), Address: "白水镇石门村3组"}},
	}, "")
	if err != nil {
		f.t.Fatal(err)
	}
	return receipt.No
}

func (f *finding) like(subject, facts string) []string {
	f.t.Helper()
	found, ready, err := f.cases.Finder().Like(f.t.Context(), likeness.Text{Subject: subject, Body: facts}, 5)
	if err != nil || !ready {
		f.t.Fatal(ready, err)
	}
	var numbers []string
	for _, m := range found {
		if m.Score >= likeness.Likely {
			numbers = append(numbers, m.Key)
		}
	}
	return numbers
}

const (
	lane  = "听涛巷的下水管从上月起堵塞，污水漫上路面，老人小孩出门要踩砖头。"
	crops = "去年修高速连接线占了三组的地，青苗补偿每亩两千六，发到手只有一千四。"
)

// TestFinderFollows: whatever node writes, the next question finds it, and a corrected text as it is now.
func TestFinderFollows(t *testing.T) {
	for _, engine := range storetest.Engines() {
		t.Run(string(engine), func(t *testing.T) {
			f := newFinding(t, engine)
			one := f.register("听涛巷下水管堵塞", lane, "15400000001")
			f.register("石门村青苗补偿少发", crops, "15400000002")
			if got := f.like("听涛巷污水漫上路面", lane); !slices.Equal(got, []string{one}) {
				t.Errorf("found %v", got)
			}
			two := f.register("听涛巷下水管又堵了", lane, "15400000003")
			got := f.like("听涛巷污水漫上路面", lane)
			if slices.Sort(got); !slices.Equal(got, []string{one, two}) {
				t.Errorf("after another was registered %v", got)
			}
			f.now.Add(time.Minute.Milliseconds())
			by, _ := sample.County().Officer("case1")
			for field, text := range map[petition.Field]string{petition.FSubject: "申请更换低保卡", petition.FFacts: "存折丢了，想换一张新的，民政窗口说要开证明。"} {
				if _, err := f.cases.Act(t.Context(), by, two, 0, &petition.Corrected{Field: field, New: text, Why: "记错了"}); err != nil {
					t.Fatal(err)
				}
			}
			if got := f.like("听涛巷污水漫上路面", lane); !slices.Equal(got, []string{one}) {
				t.Errorf("after it was corrected %v", got)
			}
		})
	}
}

// TestFinderIsKept: a restart begins with the file and reads on from there; what is damaged, cut short or
// another county's is thrown away, and all is read again.
func TestFinderIsKept(t *testing.T) {
	f := newFinding(t, storetest.SQLite)
	one := f.register("听涛巷下水管堵塞", lane, "15400000001")
	file := filepath.Join(t.TempDir(), "finding.idx")
	var told bytes.Buffer
	log := slog.New(slog.NewTextHandler(&told, nil))
	start := func() *Finder {
		t.Helper()
		told.Reset()
		finder := newFinder(f.db)
		finder.Keep(file, log)
		if _, ready, err := finder.Like(t.Context(), likeness.Text{Subject: "x"}, 1); ready || err != nil {
			t.Errorf("it answers before it has read: %v %v", ready, err)
		}
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan struct{})
		go func() { finder.Run(ctx); close(ended) }()
		for !finder.Ready() {
			time.Sleep(time.Millisecond)
		}
		stop()
		<-ended
		return finder
	}
	start()
	info, err := os.Stat(file)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Fatalf("%v %v", info, err)
	}
	if n, at, err := KeptIndex(file); n != 1 || err != nil || at.UnixMilli() != f.now.Load() {
		t.Errorf("the file says %d texts until %v: %v", n, at, err)
	}
	two := f.register("石门村青苗补偿少发", crops, "15400000002")
	again := start()
	if again.Texts() != 2 || !strings.Contains(told.String(), "the kept index was read") {
		t.Errorf("%d texts; %s", again.Texts(), told.String())
	}
	f.cases.finder = again
	if got := f.like("听涛巷下水管堵塞", lane); !slices.Equal(got, []string{one}) {
		t.Errorf("found %v", got)
	}
	if got := f.like("石门村青苗补偿少发", crops); !slices.Equal(got, []string{two}) {
		t.Errorf("found %v", got)
	}

	whole, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	flipped := bytes.Clone(whole)
	flipped[len(flipped)/2] ^= 1
	for name, content := range map[string][]byte{
		"a byte is another": flipped, "cut short": whole[:len(whole)/2], "empty": {}, "one byte": {1},
		"another county": bytes.Replace(whole, []byte("990121"), []byte("990122"), 1), "of another kind": []byte("PK\x03\x04 no index"),
	} {
		if err := os.WriteFile(file, content, 0o600); err != nil {
			t.Fatal(err)
		}
		if got := start(); got.Texts() != 2 || !strings.Contains(told.String(), "made anew") {
			t.Errorf("%s: %d texts; %s", name, got.Texts(), told.String())
		}
	}
	left, err := os.ReadDir(filepath.Dir(file))
	if err != nil || len(left) != 1 {
		t.Errorf("left behind: %v %v", left, err)
	}
}

// TestFinderLooksBack: what another node wrote down late, with an earlier moment, is found after a while.
func TestFinderLooksBack(t *testing.T) {
	f := newFinding(t, storetest.SQLite)
	f.register("石门村青苗补偿少发", crops, "15400000002")
	f.like("x", "")
	f.now.Add(-2 * time.Minute.Milliseconds())
	late := f.register("听涛巷下水管堵塞", lane, "15400000001")
	if got := f.like("听涛巷下水管堵塞", lane); len(got) != 0 {
		t.Fatalf("it needs no look back: %v", got)
	}
	if err := f.cases.Finder().lookBack(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := f.like("听涛巷下水管堵塞", lane); !slices.Equal(got, []string{late}) {
		t.Errorf("found %v", got)
	}
}

// TestNightlyComparison goes on where the last night ended, a part at a time.
func TestNightlyComparison(t *testing.T) {
	f := newFinding(t, storetest.SQLite)
	one := f.register("听涛巷下水管堵塞", lane, "15400000001")
	two := f.register("听涛巷下水管又堵了", lane, "15400000003")
	suspected := func(no string) (others []string) {
		t.Helper()
		found, err := f.db.Reader(org.Scope{County: f.db.County(), All: true}).Suspicions(t.Context(), []string{no})
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range found[no] {
			others = append(others, s.Other)
		}
		return others
	}
	night := func() {
		t.Helper()
		if again, err := f.cases.Compare(t.Context(), CompareJob{}); err != nil || again != 0 {
			t.Fatal(again, err)
		}
	}
	night()
	if got := suspected(two); !slices.Equal(got, []string{one}) {
		t.Errorf("after the first night %v", got)
	}
	err := f.db.Do(t.Context(), "forget", func(tx *store.Tx) error { return tx.Unsuspect(t.Context(), one, two) })
	if err != nil {
		t.Fatal(err)
	}
	three := f.register("石门村青苗补偿少发", crops, "15400000002")
	night()
	if got := suspected(two); len(got) != 0 {
		t.Errorf("what was compared before was compared again: %v", got)
	}
	four := f.register("石门村青苗补偿款何时补", crops, "15400000004")
	night()
	if got := suspected(three); !slices.Equal(got, []string{four}) {
		t.Errorf("after the third night %v", got)
	}

	// Before all texts have been read, it waits.
	f.cases.Finder().Keep("", slog.New(slog.DiscardHandler))
	for _, job := range []CompareJob{{No: four}, {}} {
		if again, err := f.cases.Compare(t.Context(), job); again != comparedLater || err != nil {
			t.Errorf("%+v comes again after %s: %v", job, again, err)
		}
	}
}

// TestImportIsCompared: the report says how many of the new rows look like another matter.
func TestImportIsCompared(t *testing.T) {
	f := newFinding(t, storetest.SQLite)
	f.register("听涛巷下水管堵塞", lane, "15400000001")
	text := "留言编号,留言主题,留言时间,留言详情\n" +
		fmt.Sprintf("1,听涛巷污水漫上路面没人管,2026-08-30 09:00,%s\n2,申请更换低保卡,2026-08-30 09:00,存折丢了想换一张新的民政窗口说要开证明\n", lane)
	calls := 0
	report, err := importBytes(t, f.cases, []byte(text), ImportOptions{Compare: func(int, int) { calls++ }})
	if err != nil || report.Taken != 2 || report.Compared != 2 || report.Alike != 1 || calls != 2 {
		t.Fatalf("%+v, %d calls, %v", report, calls, err)
	}
	page, err := f.db.Reader(org.Scope{County: f.db.County(), All: true}).List(t.Context(), store.ListQuery{Suspected: true})
	if err != nil || len(page.Rows) != 2 {
		t.Errorf("%d are listed: %v", len(page.Rows), err)
	}
	report, err = importBytes(t, f.cases, []byte(text), ImportOptions{Compare: func(int, int) {}})
	if err != nil || report.Taken != 0 || report.Compared != 0 {
		t.Errorf("a second time: %+v, %v", report, err)
	}
}
