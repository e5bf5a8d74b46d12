package casework

import (
	"bytes"
	"database/sql"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"bihuan/domain/org"
	"bihuan/domain/petition"
	"bihuan/domain/sample"
	"bihuan/find/likeness"
	"bihuan/store"
	"bihuan/store/storetest"
)

// bareFinding is a house on SQLite whose tables a test gets at.
func bareFinding(t *testing.T) (*finding, *sql.DB) {
	t.Helper()
	url := storetest.URL(t, storetest.SQLite)
	f := &finding{t: t}
	f.now.Store(time.Date(2026, 9, 1, 1, 0, 0, 0, time.UTC).UnixMilli())
	f.db = storetest.Open(t, storetest.Options(t, url, func() time.Time { return time.UnixMilli(f.now.Load()) }))
	f.cases = importHouse(t, f.db)
	bare, err := sql.Open("sqlite3", "file:"+url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = bare.Close() })
	return f, bare
}

// damage makes the key of a matter unreadable.
func damage(t *testing.T, bare *sql.DB, no string) {
	t.Helper()
	if _, err := bare.Exec(`UPDATE record_key SET wrapped = x'00' WHERE no = ?`, no); err != nil {
		t.Fatal(err)
	}
}

func (f *finding) suspected(no string) (others []string) {
	f.t.Helper()
	found, err := f.db.Reader(org.Scope{County: f.db.County(), All: true}).Suspicions(f.t.Context(), []string{no})
	if err != nil {
		f.t.Fatal(err)
	}
	for _, s := range found[no] {
		others = append(others, s.Other)
	}
	return others
}

func (f *finding) mark() string {
	f.t.Helper()
	to, err := f.cases.comparedUntil(f.t.Context())
	if err != nil {
		f.t.Fatal(err)
	}
	return to.no
}

// TestNightPassesOver: one matter that cannot be read does not keep the others from being compared.
func TestNightPassesOver(t *testing.T) {
	f, bare := bareFinding(t)
	var told bytes.Buffer
	f.cases.Finder().log = slog.New(slog.NewTextHandler(&told, nil))
	one := f.register("听涛巷下水管堵塞", lane, "15400000001")
	broken := f.register("石门村青苗补偿少发", crops, "15400000002")
	two := f.register("听涛巷下水管又堵了", lane, "15400000003")
	damage(t, bare, broken)
	if again, err := f.cases.Compare(t.Context(), CompareJob{}); err != nil || again != 0 {
		t.Fatal(again, err)
	}
	if got := f.suspected(two); !slices.Equal(got, []string{one}) || f.mark() != two {
		t.Errorf("found %v, compared until %s", got, f.mark())
	}
	if strings.Count(told.String(), "level=ERROR") != 1 || !strings.Contains(told.String(), broken) {
		t.Errorf("told: %s", told.String())
	}
}

// TestNightKeepsWhatItDid: a night that must end early goes on where it was, not at its beginning.
func TestNightKeepsWhatItDid(t *testing.T) {
	f, bare := bareFinding(t)
	var all []string
	for i := range 2 * comparedStep {
		all = append(all, f.register(fmt.Sprint("反映第", i, "件事"), crops, fmt.Sprint(15400000000+i)))
	}
	for _, no := range all[comparedStep : comparedStep+comparedStep/2+1] {
		damage(t, bare, no)
	}
	if _, err := f.cases.Compare(t.Context(), CompareJob{}); err == nil {
		t.Error("that most cannot be read is no fault")
	}
	if got := f.mark(); got != all[comparedStep-1] {
		t.Errorf("compared until %s, want %s", got, all[comparedStep-1])
	}
}

// TestComparedBehind: it is told when the nights do not come on, and only when there is something to compare.
func TestComparedBehind(t *testing.T) {
	f := newFinding(t, storetest.SQLite)
	const long = 48 * time.Hour
	behind := func(want bool) {
		t.Helper()
		if _, got, err := f.cases.ComparedBehind(t.Context(), long); got != want || err != nil {
			t.Errorf("behind: %v, want %v; error %v", got, want, err)
		}
	}
	f.register("听涛巷下水管堵塞", lane, "15400000001")
	f.now.Add(2 * long.Milliseconds())
	behind(false) // no night has been yet
	if _, err := f.cases.compareRoutine(t.Context(), f.db.Now()); err != nil {
		t.Fatal(err)
	}
	behind(false)
	f.now.Add(2 * long.Milliseconds())
	behind(true)
	if _, err := f.cases.Compare(t.Context(), CompareJob{}); err != nil {
		t.Fatal(err)
	}
	behind(false)
	f.now.Add(2 * long.Milliseconds())
	behind(false) // nothing to compare
	f.register("石门村青苗补偿少发", crops, "15400000002")
	behind(false) // only just
	f.now.Add(2 * long.Milliseconds())
	behind(true)
}

// TestEndedIsNotSuspected: a matter that has ended looks like nothing any more; what is open and looks like
// it goes on saying so, however either is compared.
func TestEndedIsNotSuspected(t *testing.T) {
	for _, engine := range storetest.Engines() {
		t.Run(string(engine), func(t *testing.T) {
			f := newFinding(t, engine)
			one := f.register("听涛巷下水管堵塞", lane, "15400000001")
			two := f.register("听涛巷下水管又堵了", lane, "15400000003")
			compare := func(no string) {
				t.Helper()
				if _, err := f.cases.Compare(t.Context(), CompareJob{No: no}); err != nil {
					t.Fatal(err)
				}
			}
			wants := func(what string, ofOne, ofTwo []string) {
				t.Helper()
				if a, b := f.suspected(one), f.suspected(two); !slices.Equal(a, ofOne) || !slices.Equal(b, ofTwo) {
					t.Errorf("%s: %v and %v", what, a, b)
				}
			}
			compare(two)
			wants("both are open", []string{two}, []string{one})
			petitioner := org.Officer{County: f.db.County(), Post: org.Petitioner}
			if _, err := f.cases.Act(t.Context(), petitioner, one, 0, &petition.WithdrawalRequested{Words: "已经疏通了，不用办了"}); err != nil {
				t.Fatal(err)
			}
			by, _ := sample.County().Officer("case2")
			if _, err := f.cases.Act(t.Context(), by, one, 0, &petition.WithdrawnData{Free: true, Call: "本人确认撤回"}); err != nil {
				t.Fatal(err)
			}
			compare(one)
			wants("the ended one is compared", nil, []string{one})
			compare(two)
			wants("the open one is compared", nil, []string{one})
			err := f.db.Do(t.Context(), "as it was before", func(tx *store.Tx) error {
				return tx.Suspect(t.Context(), two, []store.Suspicion{{Other: one, Score: 0.9}})
			})
			if err != nil {
				t.Fatal(err)
			}
			if _, err := f.cases.Compare(t.Context(), CompareJob{}); err != nil {
				t.Fatal(err)
			}
			wants("after the night", nil, []string{one})
		})
	}
}

// TestCorrectedIsTakenIn: what is put right is compared and taken into the groups anew.
func TestCorrectedIsTakenIn(t *testing.T) {
	f, bare := bareFinding(t)
	one := f.register("听涛巷下水管堵塞", lane, "15400000001")
	if _, err := bare.Exec(`DELETE FROM river_job`); err != nil {
		t.Fatal(err)
	}
	by, _ := sample.County().Officer("case1")
	if _, err := f.cases.Act(t.Context(), by, one, 0, &petition.Corrected{Field: petition.FSubject, New: "听涛巷路灯不亮", Why: "记错了"}); err != nil {
		t.Fatal(err)
	}
	list, err := f.db.WaitingJobs(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var kinds []string
	for _, job := range list {
		kinds = append(kinds, job.Kind)
	}
	if slices.Sort(kinds); !slices.Equal(kinds, []string{"compare", "gather"}) {
		t.Errorf("enqueued: %v", kinds)
	}
}

// TestFinderBorrows: an import begins with the server's index when it has something to compare, and leaves
// what lies there alone, be it damaged or half written.
func TestFinderBorrows(t *testing.T) {
	f := newFinding(t, storetest.SQLite)
	one := f.register("听涛巷下水管堵塞", lane, "15400000001")
	f.like("x", "")
	dir := t.TempDir()
	file, half := filepath.Join(dir, "finding.idx"), filepath.Join(dir, "finding.idx.123456")
	server := f.cases.Finder()
	server.file = file
	server.save()
	if err := os.WriteFile(half, []byte("half"), 0o600); err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for name, content := range map[string][]byte{"whole": whole, "damaged": whole[:len(whole)/2]} {
		if err := os.WriteFile(file, content, 0o600); err != nil {
			t.Fatal(err)
		}
		borrower := newFinder(f.db)
		borrower.Borrow(file)
		if n := borrower.Texts(); n != 0 {
			t.Errorf("%s: %d texts are read before there is a question", name, n)
		}
		f.cases.finder = borrower
		if got := f.like("听涛巷下水管堵塞", lane); !slices.Equal(got, []string{one}) {
			t.Errorf("%s: found %v", name, got)
		}
		left, err := os.ReadFile(file)
		if err != nil || !bytes.Equal(left, content) {
			t.Errorf("%s: the file is another: %v", name, err)
		}
		if _, err := os.Stat(half); err != nil {
			t.Errorf("%s: what the server is writing is gone: %v", name, err)
		}
	}
}

// TestFinderBorrowsTheIndex and reads only what was written since from the database.
func TestFinderBorrowsTheIndex(t *testing.T) {
	f := newFinding(t, storetest.SQLite)
	file := filepath.Join(t.TempDir(), "finding.idx")
	index := likeness.New()
	index.Put(likeness.Text{Key: "of the file", Subject: "听涛巷下水管堵塞", Body: lane})
	if err := writeIndex(file, f.db.County(), f.db.Now(), index); err != nil {
		t.Fatal(err)
	}
	f.cases.Finder().Borrow(file)
	if got := f.like("听涛巷下水管堵塞", lane); !slices.Equal(got, []string{"of the file"}) {
		t.Errorf("found %v", got)
	}
}

// TestFinderClearsUp: what a killed process was writing goes with the next start, and nothing else.
func TestFinderClearsUp(t *testing.T) {
	f := newFinding(t, storetest.SQLite)
	dir := t.TempDir()
	for _, name := range []string{"finding.idx.123456", "finding.idx.7", "finding.idx.kept", "other.idx.1", "finding.idx2"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	f.cases.Finder().Keep(filepath.Join(dir, "finding.idx"), slog.New(slog.DiscardHandler))
	f.cases.Finder().load()
	left, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, file := range left {
		names = append(names, file.Name())
	}
	if want := []string{"finding.idx.kept", "finding.idx2", "other.idx.1"}; !slices.Equal(names, want) {
		t.Errorf("left: %v, want %v", names, want)
	}
}
