package measure

import (
	"os"
	"testing"
	"time"
)

// The judged messages stand beside the checkout and are never copied into it.
const judgedAt = "../../../shared/data/complaints/"

func read(t *testing.T) ([]Message, Judged) {
	t.Helper()
	open := func(name string) *os.File {
		f, err := os.Open(judgedAt + name)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = f.Close() })
		return f
	}
	messages, err := Messages(open("messages.csv"), "messages.csv")
	if err != nil {
		t.Fatal(err)
	}
	var j Judged
	for _, err := range []error{
		j.ReadGroups(open("same-issue.csv"), "same-issue.csv"),
		j.ReadDifferent(open("different-issue.csv"), "different-issue.csv"),
		j.ReadUnsure(open("ambiguous.csv"), "ambiguous.csv"),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	if others := j.Keep(messages); others != 0 {
		t.Errorf("%d judgements of messages that are not there", others)
	}
	return messages, j
}

// The least that the search for the same matter must reach on these messages.
func TestDuplicatesOfSharedMessages(t *testing.T) {
	messages, j := read(t)
	m := OfDuplicates(messages, j, time.Now)
	t.Logf("%+v", m)
	for _, row := range []struct {
		name       string
		got, least float64
	}{
		{"first hit", m.First, .96}, {"recall in ten", m.RecallTen, .975}, {"average precision", m.Average, .90}, {"F1", m.F1, .86},
		{"look-alikes that stand below", 1 - m.LookAbove, .8},
	} {
		if row.got < row.least {
			t.Errorf("%s: %.4f, want %.3f", row.name, row.got, row.least)
		}
	}
}

func TestClustersOfSharedMessages(t *testing.T) {
	messages, j := read(t)
	m := OfClusters(messages, j, time.Now)
	t.Logf("%+v", m)
	if m.Share < .8 {
		t.Errorf("%d of %d groups recovered", m.Recovered, m.Groups)
	}
}
