//go:build unix

package work

import (
	"bufio"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/mail"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"bihuan/blob"
	"bihuan/casework"
	"bihuan/courier"
	"bihuan/domain/notify"
	"bihuan/domain/org"
	"bihuan/domain/petition"
	"bihuan/domain/sample"
	"bihuan/locale"
	"bihuan/store"
	"bihuan/store/storetest"
	"bihuan/vault"
)

// kills is how many nodes are killed; the measured run takes 100.
var kills = flag.Int("kills", 6, "how many times TestKills kills a node")

// Two nodes, each a process of its own, work one county on one PostgreSQL while they are killed
// (SIGKILL) again and again at random moments. In the end everything that was due has come once: no
// alarm, step, message or mail is missing, and none is there twice.

// node tells a child process where to work.
const node = "BIHUAN_TEST_NODE"

// errand is what a node is told.
type errand struct {
	URL, Dir string
	Mail     int
	Lapse    lapse
}

// lapse is a clock that runs faster, the same in all processes, and stands still at its end.
type lapse struct {
	Began time.Time // by the real clock
	From  time.Time
	To    time.Time
	Times float64
}

func (l lapse) now() time.Time {
	at := l.From.Add(time.Duration(float64(time.Since(l.Began)) * l.Times))
	if at.After(l.To) {
		return l.To
	}
	return at
}

// open opens the county as a node does.
func (e errand) open(t *testing.T) (*store.DB, *casework.Casework) {
	t.Helper()
	v, _, err := vault.OpenOrCreate(filepath.Join(e.Dir, "key"))
	if err != nil {
		t.Fatal(err)
	}
	o := storetest.Options(t, e.URL, e.Lapse.now)
	o.Vault, o.Fast = v, false
	db := storetest.Open(t, o)
	blobs, err := blob.OpenDisk(filepath.Join(e.Dir, "blobs"), v)
	if err != nil {
		t.Fatal(err)
	}
	rules := &atomic.Pointer[petition.Rules]{}
	ours := storetest.Rules(t)
	rules.Store(&ours)
	cases := casework.New(db, v, blobs, rules)
	routes, err := notify.TheRoutes()
	if err != nil {
		t.Fatal(err)
	}
	cases.Connect(casework.Outside{Routes: routes, Mail: true})
	return db, cases
}

// TestKillNode is a node that works until it is killed.
func TestKillNode(t *testing.T) {
	text := os.Getenv(node)
	if text == "" {
		return // nothing to test by itself
	}
	var e errand
	if err := json.Unmarshal([]byte(text), &e); err != nil {
		t.Fatal(err)
	}
	db, cases := e.open(t)
	post, err := courier.NewMail(courier.MailOptions{Host: "127.0.0.1", Port: e.Mail, From: "bureau@xf.example.cn", TLS: courier.TLSOff, Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	words, err := locale.Open()
	if err != nil {
		t.Fatal(err)
	}
	w, err := New(Options{
		Casework: cases, DB: db, Channels: map[string]courier.Channel{casework.ChannelMail: post}, Now: time.Now, Log: slog.New(slog.DiscardHandler),
		Composer: courier.NewComposer(words.For(locale.Chinese), func(context.Context) (string, error) { return "Qingyuan", nil }, ""),
		Every:    150 * time.Millisecond, Poll: 100 * time.Millisecond, Timeout: 3 * time.Second, Rescue: 6 * time.Second, Retry: soon{},
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	fmt.Println("ready")
	<-t.Context().Done()
	time.Sleep(time.Hour) // until it is killed
}

func TestKills(t *testing.T) {
	if *kills < 1 {
		t.Fatal("-kills must be 1 or more")
	}
	post := newMailServer(t)
	post.slow = 2 * time.Millisecond
	e := errand{URL: storetest.EmptyPostgres(t), Dir: t.TempDir(), Mail: post.port()}
	// Forty-five days, with the October holidays in them, pass while the nodes are killed.
	real := time.Duration(*kills)*700*time.Millisecond + 4*time.Second
	from := time.Date(2026, 9, 15, 1, 0, 0, 0, time.UTC)
	e.Lapse = lapse{Began: time.Now(), From: from, To: from.AddDate(0, 0, 45)}
	e.Lapse.Times = float64(e.Lapse.To.Sub(from)) / float64(real)
	standing := e
	standing.Lapse.Times = 0.001 // until all matters are there
	numbers := settleMatters(t, standing, 60)
	e.Lapse.Began = time.Now()

	killed := killThem(t, e, *kills)
	db, cases := e.open(t)
	last := startNode(t, e)
	defer last()
	settled(t, e, db, cases)
	judge(t, db, cases, numbers, post, e.Lapse.To)
	t.Logf("%d kills", killed)
}

// settleMatters opens the made county with an address for everybody, and puts matters at several stages
// into it.
func settleMatters(t *testing.T, e errand, n int) []string {
	db, cases := e.open(t)
	county := sample.County()
	for i, p := range county.People {
		county.People[i].Email = p.Login + "@county.example"
	}
	err := db.Do(t.Context(), "settle", func(tx *store.Tx) error {
		for _, err := range []error{tx.PutAreas(t.Context(), county.Areas...), tx.PutUnits(t.Context(), county.Units...),
			tx.PutPeople(t.Context(), county.People...), tx.PutPosts(t.Context(), county.Posts...)} {
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	cast := sample.Cast()
	duty := func(login string) petition.Duty {
		o := cast[login]
		return petition.Duty{Person: o.Person, Name: o.Name, Title: o.Title, Unit: o.Unit, Phone: "0000-6200133"}
	}
	var numbers []string
	for i := range n {
		record := petition.Record{Channel: petition.Visit, ReceivedAt: e.Lapse.From.Add(-time.Hour), FirstLevel: org.County, Persons: 1, Purpose: petition.Claim,
			Category: "0101", Place: "990121101201", Subject: "water", Petitioners: []petition.Petitioner{{Name: "W", Address: "village"}},
			Demands: []petition.Demand{{Text: "water"}}}
		receipt, err := cases.Register(t.Context(), cast["case1"], record, "")
		if err != nil {
			t.Fatal(err)
		}
		numbers = append(numbers, receipt.No)
		steps := []struct {
			by string
			d  petition.Data
		}{
			{"case1", &petition.AssignedData{Unit: "baishui"}},
			{"baishui.clerk", &petition.AcceptedData{Path: petition.Ordinary, Sponsor: duty("baishui.head"), Handler: duty("baishui.handler1")}},
			{"baishui.handler1", &petition.Notified{Kinds: petition.FourNotices(), Means: petition.ByPhone}},
		}
		for _, s := range steps[:min(i%5, 3)] {
			if _, err := cases.Act(t.Context(), cast[s.by], receipt.No, 0, s.d); err != nil {
				t.Fatal(err)
			}
		}
	}
	return numbers
}

// startNode starts a node and waits until it works; the returned function kills it.
func startNode(t *testing.T, e errand) (kill func()) {
	t.Helper()
	told, err := json.Marshal(e)
	if err != nil {
		t.Fatal(err)
	}
	child := exec.Command(os.Args[0], "-test.run=^TestKillNode$")
	child.Env = append(os.Environ(), node+"="+string(told))
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	for lines.Scan() && lines.Text() != "ready" {
		t.Log(lines.Text())
	}
	return func() {
		_ = child.Process.Kill()
		_ = child.Wait() // it was killed
	}
}

// killThem keeps two nodes running and kills one or the other at random moments.
func killThem(t *testing.T, e errand, n int) int {
	var left, killed atomic.Int64
	left.Store(int64(n))
	var both sync.WaitGroup
	for i := range 2 {
		r := rand.New(rand.NewPCG(uint64(time.Now().UnixNano()), uint64(i)))
		both.Go(func() {
			for left.Add(-1) >= 0 {
				kill := startNode(t, e)
				time.Sleep(time.Duration(20+r.IntN(1200)) * time.Millisecond)
				kill()
				killed.Add(1)
			}
		})
	}
	both.Wait()
	return int(killed.Load())
}

// settled waits until nothing is to be done any more, and has been for two seconds: a round that is
// being made may yet have something to send.
func settled(t *testing.T, e errand, db *store.DB, cases *casework.Casework) {
	t.Helper()
	var waiting []store.WaitingJob
	quiet := 0
	for deadline := time.Now().Add(2 * time.Minute); time.Now().Before(deadline); time.Sleep(200 * time.Millisecond) {
		if e.Lapse.now().Before(e.Lapse.To) {
			continue
		}
		if err := cases.Rounds(t.Context()); err != nil {
			t.Fatal(err)
		}
		_, due, err := db.OldestWake(t.Context(), e.Lapse.To)
		if err != nil {
			t.Fatal(err)
		}
		all, err := db.WaitingJobs(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		waiting = slices.DeleteFunc(all, func(j store.WaitingJob) bool { return j.Kind == TickJob{}.Kind() || j.Kind == RoundsJob{}.Kind() })
		if quiet++; due || len(waiting) > 0 {
			quiet = 0
		}
		if quiet == 10 {
			return
		}
	}
	t.Fatalf("the work never ended: %d jobs wait", len(waiting))
}

// judge compares what is there with what the rules say had to come, petition by petition, and the
// mails that arrived with those that had to be sent.
func judge(t *testing.T, db *store.DB, cases *casework.Casework, numbers []string, post *mailServer, end time.Time) {
	t.Helper()
	all := db.Reader(org.Scope{County: string(sample.Code), All: true})
	alarms, err := all.Alarms(t.Context(), end.AddDate(-1, 0, 0), end.AddDate(1, 0, 0), 1_000_000)
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]int{}
	for _, a := range alarms {
		got[fmt.Sprint(a.No, " ", a.Clock, " ", a.What, " ", a.At.UnixMilli())]++
	}
	want := map[string]int{}
	for _, no := range numbers {
		events, err := all.Events(t.Context(), no, 1)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range events {
			if d, ok := e.Data.(*petition.LadderAdvanced); ok {
				got[fmt.Sprint(no, " ladder ", d.Week, " ", d.Due.UnixMilli())]++
			}
		}
		for _, line := range expected(cases.Rules(), no, events, end) {
			want[line]++
		}
	}
	for line, n := range want {
		if got[line] != n {
			t.Errorf("%s came %d times, not %d", line, got[line], n)
		}
	}
	for line, n := range got {
		if want[line] != n {
			t.Errorf("%s came %d times, not %d", line, n, want[line])
		}
	}
	again := judgeMail(t, all, post)
	t.Logf("%d alarms and steps, each once; %d mails, %d of them handed over again under the same Message-ID", len(want), len(post.letters()), again)
	if len(want) < 5*len(numbers)/2 {
		t.Errorf("only %d alarms and steps had to come: the test says little", len(want))
	}
}

// expected is what had to come by itself for a petition whose people's acts are known, by the rules alone.
func expected(rules petition.Rules, no string, events []petition.Event, end time.Time) []string {
	p := &petition.Petition{No: no}
	for _, e := range events {
		if e.Kind != petition.KLadderAdvanced {
			e.Seq = p.Version + 1
			p.Apply(e)
		}
	}
	var lines []string
	for {
		week, at, ok := p.NextRung()
		if !ok || at.After(end) {
			break
		}
		lines = append(lines, fmt.Sprint(no, " ladder ", week, " ", at.UnixMilli()))
		p.Apply(petition.Event{Seq: p.Version + 1, Kind: petition.KLadderAdvanced, At: at, Recorded: at, Data: &petition.LadderAdvanced{Week: week, Due: at}})
	}
	for _, m := range rules.Moments(p) {
		if m.Alarm != "" && !m.At.After(end) && p.Rings(m) {
			lines = append(lines, fmt.Sprint(no, " ", m.Clock, " ", m.Alarm, " ", m.At.UnixMilli()))
		}
	}
	return lines
}

// judgeMail finds that every delivery was sent and arrived, and that no two deliveries say the same to
// the same person. A node that dies between the mail server's word and its own note hands the mail over
// again, under the same Message-ID; how often that was is told.
func judgeMail(t *testing.T, all *store.Reader, post *mailServer) (again int) {
	t.Helper()
	sent, before := map[string]bool{}, ""
	said := map[string]bool{}
	for {
		page, err := all.Deliveries(t.Context(), "", before, 1000)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range page {
			before = d.ID
			if d.State != store.DeliverySent && d.Why != "read" {
				t.Errorf("delivery %s is %s: %s", d.ID, d.State, d.Why)
			}
			facts, _ := json.Marshal(d.Args)
			line := fmt.Sprint(d.Channel, d.Person, d.Topic, d.No, string(facts))
			if d.No != "" && said[line] {
				t.Errorf("said twice: %s", line)
			}
			said[line] = true
			if d.State == store.DeliverySent {
				sent[d.ID] = true
			}
		}
		if len(page) < 1000 {
			break
		}
	}
	arrived := map[string]int{}
	for _, l := range post.letters() {
		m, err := mail.ReadMessage(strings.NewReader(string(l.raw)))
		if err != nil {
			t.Fatal(err)
		}
		id, _, _ := strings.Cut(strings.Trim(m.Header.Get("Message-ID"), "<>"), "@")
		arrived[id]++
	}
	for id := range sent {
		if arrived[id] == 0 {
			t.Errorf("delivery %s counts as sent and never arrived", id)
		}
	}
	for id, n := range arrived {
		again += n - 1
		if !sent[id] {
			t.Errorf("a mail %s arrived that no delivery knows", id)
		}
	}
	if len(sent) < 20 {
		t.Errorf("only %d mails were sent: the test says little", len(sent))
	}
	return again
}

func (s *mailServer) port() int {
	_, port, _ := strings.Cut(s.listener.Addr().String(), ":")
	n, _ := strconv.Atoi(port)
	return n
}
