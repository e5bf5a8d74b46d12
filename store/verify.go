package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"runtime"
	"slices"
	"sync"

	"bihuan/domain/petition"
	"bihuan/vault"

	"golang.org/x/sync/errgroup"
)

// VerifyOptions say what to do besides looking.
type VerifyOptions struct {
	Rebuild bool // put right what can be computed from an intact history
}

// Problem is one thing that is not as it should be. It carries no personal data.
type Problem struct {
	No    string // the petition; empty if it is the county's
	Seq   int    // the event, if it is one
	Key   string // in the locale files, with Args
	Args  []any
	Mends bool // a rebuild puts it right
}

// The problems of a history: nothing in the program can put them right.
const (
	ProblemAltered    = "store.problem.altered"    // an event is not as it was written
	ProblemMissing    = "store.problem.missing"    // an event is gone
	ProblemReordered  = "store.problem.reordered"  // events have changed places
	ProblemUnreadable = "store.problem.unreadable" // an event cannot be opened
	ProblemForged     = "store.problem.forged"     // the chain fits but was not written with the key
	ProblemRemoved    = "store.problem.removed"    // petitions are gone, whole
	ProblemLedger     = "store.problem.ledger"     // the county's sums do not fit
	ProblemKey        = "store.problem.key"        // the data key is gone or does not open
)

// ProblemDerived is what does not follow from the history, with what it is as argument.
const ProblemDerived = "store.problem.derived"

// Verified is what Verify found.
type Verified struct{ Petitions, Events, Problems, Rebuilt int }

// petitions read at a time; so many times the number of workers are in memory.
const verifyStep = 100

// Verify walks all chains from their first event, replays every petition and compares all that
// was derived. It reads the county as of one moment, while others write. report is told of each
// problem as it is found; progress may be nil.
func (db *DB) Verify(ctx context.Context, o VerifyOptions, report func(Problem), progress func(done, total int)) (Verified, error) {
	v := &verifier{db: db, rules: db.rules(), report: report, progress: progress, ledger: map[int]tally{}}
	if err := v.run(ctx); err != nil {
		return v.found, fmt.Errorf("verifying: %w", err)
	}
	if !o.Rebuild {
		return v.found, nil
	}
	slices.Sort(v.mend)
	for _, no := range v.mend {
		err := db.Do(ctx, "rebuilding "+no, func(tx *Tx) error { return tx.rebuild(ctx, no) })
		if err != nil {
			return v.found, err
		}
		v.found.Rebuilt++
	}
	return v.found, nil
}

type verifier struct {
	db    *DB
	rules petition.Rules

	mu       sync.Mutex // guards what follows, and the calls of report and progress
	report   func(Problem)
	progress func(done, total int)
	total    int
	found    Verified
	mend     []string
	damaged  bool // a history is
	ledger   map[int]tally
}

func (v *verifier) run(ctx context.Context) error {
	conn, err := v.db.engine.snapshot(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = conn.rollback() }()
	if _, err := one(ctx, conn, into(&v.total), `SELECT COUNT(*) FROM petition WHERE county = $1`, v.db.county); err != nil {
		return err
	}
	group, within := errgroup.WithContext(ctx)
	work := make(chan []*bundle, 1)
	for range runtime.GOMAXPROCS(0) {
		group.Go(func() error {
			for batch := range work {
				for _, b := range batch {
					v.check(b)
				}
			}
			return nil
		})
	}
	group.Go(func() error {
		defer close(work)
		return v.read(within, conn, work)
	})
	if err := group.Wait(); err != nil {
		return err
	}
	kept, err := v.db.readLedger(ctx, conn)
	if err != nil {
		return err
	}
	v.checkLedger(kept)
	return nil
}

func (v *verifier) read(ctx context.Context, q querier, work chan<- []*bundle) error {
	for last := ""; ; {
		numbers, err := v.db.numbers(ctx, q, last, verifyStep)
		if err != nil || len(numbers) == 0 {
			return err
		}
		last = numbers[len(numbers)-1]
		batch, err := v.db.bundles(ctx, q, numbers)
		if err != nil {
			return err
		}
		select {
		case work <- batch:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// check looks at one petition and tells all that it found at once.
func (v *verifier) check(b *bundle) {
	c := &checker{db: v.db, rules: v.rules, b: b}
	h := c.chain()
	if len(c.problems) == 0 {
		c.derived(h)
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	v.found.Petitions++
	v.found.Events += len(b.entries)
	v.found.Problems += len(c.problems)
	switch damaged := slices.ContainsFunc(c.problems, func(p Problem) bool { return !p.Mends }); {
	case damaged:
		v.damaged = true
	case len(c.problems) > 0:
		v.mend = append(v.mend, b.no)
	}
	for _, p := range c.problems {
		v.report(p)
	}
	if len(b.entries) > 0 {
		t := v.ledger[ledgerPart(b.no)]
		t.petitions++
		t.events += len(b.entries)
		t.add(h)
		v.ledger[ledgerPart(b.no)] = t
	}
	if v.progress != nil {
		v.progress(v.found.Petitions, max(v.total, v.found.Petitions))
	}
}

// checkLedger compares the county's sums with those of the chains. When a history was found
// damaged, sums that do not fit are no news.
func (v *verifier) checkLedger(kept map[int]tally) {
	tell := func(p Problem) {
		v.found.Problems++
		v.report(p)
	}
	have, want := tally{}, tally{}
	fits := true
	for part := range ledgerParts {
		have.petitions, want.petitions = have.petitions+v.ledger[part].petitions, want.petitions+kept[part].petitions
		have.events, want.events = have.events+v.ledger[part].events, want.events+kept[part].events
		fits = fits && v.ledger[part] == kept[part]
	}
	switch {
	case have.petitions < want.petitions:
		tell(Problem{Key: ProblemRemoved, Args: []any{"n", want.petitions - have.petitions}})
	case !fits && !v.damaged:
		tell(Problem{Key: ProblemLedger, Args: []any{"have", have.events, "want", want.events}})
	}
}

// checker looks at one petition.
type checker struct {
	db       *DB
	rules    petition.Rules
	b        *bundle
	problems []Problem
}

func (c *checker) tell(seq int, key string, args ...any) {
	c.problems = append(c.problems, Problem{No: c.b.no, Seq: seq, Key: key, Args: args, Mends: key == ProblemDerived})
}

// chain walks the chain from its root and gives its head. What comes after a break is looked at
// from the hash that is stored, so that only what was touched is told of.
func (c *checker) chain() head {
	b := c.b
	prev, expect := root(c.db.county, b.no, b.code), 1
	for i, e := range b.entries {
		switch {
		case e.seq > expect:
			for missing := expect; missing < e.seq; missing++ {
				c.tell(missing, ProblemMissing)
			}
		case !bytes.Equal(e.link(prev, c.db.county, b.no, e.seq), e.hash):
			if other := c.belongs(i, prev); other != 0 {
				c.tell(e.seq, ProblemReordered, "other", other)
			} else if !c.moved(i) {
				c.tell(e.seq, ProblemAltered)
			}
		}
		prev, expect = e.hash, e.seq+1
	}
	h := c.db.newHead(b.no, expect-1, prev)
	switch row := b.row; {
	case row == nil:
	case row.version >= expect:
		for missing := expect; missing <= row.version; missing++ {
			c.tell(missing, ProblemMissing)
		}
	case len(c.problems) == 0 && len(b.entries) > 0 && bytes.Equal(row.head, h.hash) && !bytes.Equal(row.mark, h.mark):
		c.tell(0, ProblemForged)
	}
	return h
}

// belongs finds a later event that was written in the place of the i-th one.
func (c *checker) belongs(i int, prev []byte) int {
	for _, e := range c.b.entries[i+1:] {
		if bytes.Equal(e.link(prev, c.db.county, c.b.no, c.b.entries[i].seq), e.hash) {
			return e.seq
		}
	}
	return 0
}

// moved reports whether the i-th event is whole but was written in another's place, which was told.
func (c *checker) moved(i int) bool {
	return slices.ContainsFunc(c.problems, func(p Problem) bool {
		return p.Key == ProblemReordered && (slices.Contains(p.Args, any(c.b.entries[i].seq)) || p.Seq == c.b.entries[i].seq-1)
	})
}

// derived replays the history and compares what follows from it.
func (c *checker) derived(h head) {
	b := c.b
	key, err := c.db.vault.OpenRecordKey(b.wrapped)
	if err != nil {
		c.tell(0, ProblemKey)
		return
	}
	p, events, ok := c.replay(&key)
	if !ok {
		return
	}
	clocks := clockRows(p, c.rules)
	row := columnsOf(p, h, clocks)
	for i := range clocks {
		clocks[i] = clocks[i].stored()
	}
	body, err := p.Snapshot()
	differs := func(what string, is bool) {
		if is {
			c.tell(0, ProblemDerived, "what", what)
		}
	}
	differs("row", b.row == nil || !reflect.DeepEqual(*b.row, row))
	differs("snapshot", err != nil || b.body != string(body))
	differs("clocks", !slices.Equal(b.clocks, clocks))
	differs("tasks", !maps.Equal(b.tasks, taskRows(p, c.rules)))
	differs("petitioners", !c.samePetitioners(p, key))
	differs("parties", !maps.Equal(b.parties, parties(p.Tie())))
	differs("links", !maps.Equal(b.links, links(p)))
	differs("attachments", !maps.Equal(b.files, filesOf(events)))
	differs("words", !c.sameWords(p, events))
	differs("discipline", !reflect.DeepEqual(b.returned, disciplineOf(p)))
	facts := factsOf(c.rules, b.no, events)
	differs("arrivals", !slices.Equal(b.came, facts.came.sorted()))
	differs("marks", !slices.Equal(b.marks, facts.Marks(nil)))
	differs("stages", !slices.Equal(b.stages, facts.Stages(nil)))
}

// sameWords compares what the petition is found by.
func (c *checker) sameWords(p *petition.Petition, events []petition.Event) bool {
	want := wordedOf(p, c.db.lettersSay(p, c.b.letters, hideSecrets(events)))
	return c.b.words != nil && c.b.words.text == want.text && c.b.words.bureau == want.bureau
}

// replay makes the petition anew. An event that fits its chain but not the program is unreadable.
func (c *checker) replay(key *vault.RecordKey) (p *petition.Petition, events []petition.Event, ok bool) {
	defer func() {
		if r := recover(); r != nil {
			c.tell(0, ProblemUnreadable)
			ok = false
		}
	}()
	p, events, err := c.b.replay(key)
	if err != nil {
		seq := 0
		if e := (*unreadableError)(nil); errors.As(err, &e) {
			seq = e.seq
		}
		c.tell(seq, ProblemUnreadable)
		return nil, nil, false
	}
	return p, events, true
}

func (c *checker) samePetitioners(p *petition.Petition, key vault.RecordKey) bool {
	if len(p.Record.Petitioners) != len(c.b.petitioners) {
		return false
	}
	for n, who := range p.Record.Petitioners {
		stored, want := c.b.petitioners[n], texts(who)
		have, err := stored.open(c.b.no, key)
		if err != nil || stored.n != n || have != want {
			return false
		}
		for field, index := range c.db.blinds(want) {
			if !bytes.Equal(index, stored.index[field]) {
				return false
			}
		}
	}
	return true
}
