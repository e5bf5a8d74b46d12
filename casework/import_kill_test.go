//go:build unix

package casework

import (
	"bufio"
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"bihuan/blob"
	"bihuan/domain/petition"
	"bihuan/paper"
	"bihuan/store"
	"bihuan/store/storetest"
	"bihuan/vault"
)

// victim names the folder in which a child process imports until it is killed.
const victim = "BIHUAN_TEST_IMPORT"

// openFolder opens the database, the keys and the files of a folder, with what was acknowledged kept.
func openFolder(t *testing.T, dir string) (*Casework, *store.DB) {
	t.Helper()
	v, _, err := vault.OpenOrCreate(filepath.Join(dir, "key"))
	if err != nil {
		t.Fatal(err)
	}
	o := storetest.Options(t, filepath.Join(dir, "bihuan.db"), time.Now)
	o.Vault, o.Fast = v, false
	db := storetest.Open(t, o)
	blobs, err := blob.OpenDisk(filepath.Join(dir, "blobs"), v)
	if err != nil {
		t.Fatal(err)
	}
	rules := storetest.Rules(t)
	var current atomic.Pointer[petition.Rules]
	current.Store(&rules)
	return New(db, v, blobs, &current), db
}

// TestImportVictim is the child process of TestImportSurvivesKill.
func TestImportVictim(t *testing.T) {
	dir := os.Getenv(victim)
	if dir == "" {
		return // nothing to test by itself
	}
	c, _ := openFolder(t, dir)
	content, err := os.ReadFile(filepath.Join(dir, "rows.csv"))
	if err != nil {
		t.Fatal(err)
	}
	table, err := paper.OpenTable(bytes.NewReader(content), "rows.csv", paper.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	by, err := c.Console(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	_, err = c.Import(t.Context(), by, table, ImportOptions{Batch: 50, Progress: func(rows int) { fmt.Println("acknowledged", rows) }})
	if err != nil {
		t.Fatal(err)
	}
	fmt.Println("done")
}

func TestImportSurvivesKill(t *testing.T) {
	const rows = 4000
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "rows.csv"), board(rows), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, after := range []int{1, 7, 15} {
		t.Run(fmt.Sprint("after ", after), func(t *testing.T) { // which closes the database
			acknowledged := killAfter(t, dir, after)
			c, _ := openFolder(t, dir)
			report, err := importBytes(t, c, board(acknowledged), ImportOptions{})
			if err != nil || report.Known != acknowledged {
				t.Fatalf("of %d acknowledged rows %d are there; %v", acknowledged, report.Known, err)
			}
		})
	}
	c, db := openFolder(t, dir)
	report, err := importBytes(t, c, board(rows), ImportOptions{})
	if err != nil || report.Taken+report.Known != rows || report.Refused != 0 {
		t.Fatal(tally(report), err)
	}
	t.Logf("after three kills: %s", tally(report))
	verifyClean(t, db, rows)
}

// killAfter kills an import in the middle of the batch after so many, and gives the rows that it
// had acknowledged.
func killAfter(t *testing.T, dir string, batches int) int {
	t.Helper()
	child := exec.Command(os.Args[0], "-test.run=^TestImportVictim$")
	child.Env = append(os.Environ(), victim+"="+dir)
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	acknowledged, n := 0, 0
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if lines.Text() == "done" {
			t.Log("the import was faster than the kill")
		}
		if _, err := fmt.Sscanf(strings.TrimSpace(lines.Text()), "acknowledged %d", &acknowledged); err != nil {
			continue
		}
		if n++; n == batches {
			time.Sleep(3 * time.Millisecond) // into the next batch
			if err := child.Process.Kill(); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := child.Wait(); err == nil && n < batches {
		t.Fatal("the import ended by itself")
	}
	return acknowledged
}
