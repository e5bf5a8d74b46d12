package casework

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"bihuan/blob"
	"bihuan/domain/deadline"
	"bihuan/domain/fault"
	"bihuan/domain/letter"
	"bihuan/domain/notify"
	"bihuan/domain/org"
	"bihuan/domain/personal"
	"bihuan/domain/petition"
	"bihuan/domain/sample"
	"bihuan/paper/press"
	"bihuan/store"
	"bihuan/store/storetest"

	"github.com/rogpeppe/go-internal/txtar"
)

// A story is a txtar file: what it is about, then its lines in the file "story", told on each engine
// with a clock of its own. Each line is an act or a question; # begins a remark:
//
//	at 2026-09-01 09:00           the clock stands here
//	advance 3d | 2h               the clock goes on
//	case1: assign X1 unit=baishui an officer's act, by login; petitioner: and clock: act too
//	! case1: assign X1 conflict fault.petition.state     it is refused so, and leaves nothing behind
//	state X1 accepted             the petition's state
//	due X1 law.handle=2026-11-02  last days of running clocks; paused for one that stands still
//	overdue X1 law.handle | none  exactly these duties are late
//	running X1 rule rule          exactly these clocks run
//	events X1 kind kind           exactly these events, in order
//	next X1 kind kind             what is to be done next
//	sees case1 X1, blind liuhe.handler1 X1
//	both X1 case1: …  ||  case2: …   two officers at once: one comes through, one is told of it
//	clock on | off                the clockwork runs while time passes (every hour), or the house is closed
//	tick                          the clockwork does once what is due
//	alarms X1 law.handle:late@2026-11-03T00:00 …   exactly these rang, in order; "none"
//	ladder X1 2@2026-09-10 3@… !  the rungs reached, each with its day, ! if somebody did something
//	discipline case1 X2:backflow:new:baishui …   what stands in the register of two-way discipline for an officer,
//	                              the newest first: matter, kind, stage, unit of the earlier one; "none"
//	gather, restart, cluster, group, leads, follows: of collective matters, see clusterLine
//	compare, alike, suspected: of what may be the same, see compareLine
//	tasks baishui.deputy X1/ladder:2 X2/state:accepted    exactly these are theirs to do now; "none"
//	told baishui.head alarm:late:X1 …   exactly these messages about matters came since the last asking, in order
//	paper, reads, hidden, month, patrolled: of letters, see letterAct
//	case1: past X1 ref=H1 received=2022-03-04 channel=来信   a record of an earlier system is taken over; the keys
//	                              are the fields of an import
//	verify                        the journal is whole and gives the snapshots again
type story struct {
	t      *testing.T
	ctx    context.Context
	db     *store.DB
	url    string // of the database
	cases  *Casework
	now    atomic.Int64
	county sample.Directory
	names  map[string]string // X1 → number
	at     string            // file:line, for complaints

	ticking bool
	heard   map[string]string // login → the last message that was asked about
}

func TestStories(t *testing.T) {
	files, err := filepath.Glob("testdata/story/*.txtar")
	if err != nil || len(files) < 12 {
		t.Fatalf("%d stories found: %v", len(files), err)
	}
	for _, engine := range storetest.Engines() {
		t.Run(string(engine), func(t *testing.T) {
			for _, file := range files {
				t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
					t.Parallel()
					newStory(t, engine).tell(file)
				})
			}
		})
	}
}

func newStory(t *testing.T, engine storetest.Engine) *story {
	t.Helper()
	s := &story{t: t, ctx: t.Context(), county: sample.County(), names: map[string]string{}, heard: map[string]string{}}
	s.set("2026-09-01 09:00")
	clock := func() time.Time { return time.UnixMilli(s.now.Load()) }
	s.url = storetest.URL(t, engine)
	s.db = storetest.Open(t, storetest.Options(t, s.url, clock))
	blobs, err := blob.OpenDisk(t.TempDir(), storetest.Vault(t))
	if err != nil {
		t.Fatal(err)
	}
	rules := storetest.Rules(t)
	var current atomic.Pointer[petition.Rules]
	current.Store(&rules)
	s.cases = New(s.db, storetest.Vault(t), blobs, &current)
	routes, err := notify.TheRoutes()
	if err != nil {
		t.Fatal(err)
	}
	s.cases.Connect(Outside{Routes: routes})
	s.cases.Equip(stationery(t))
	err = s.db.Do(s.ctx, "settle the made county", func(tx *store.Tx) error {
		for _, put := range []error{
			tx.PutAreas(s.ctx, s.county.Areas...), tx.PutUnits(s.ctx, s.county.Units...),
			tx.PutPeople(s.ctx, s.county.People...), tx.PutPosts(s.ctx, s.county.Posts...),
		} {
			if put != nil {
				return put
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// stationery are the forms and fonts that come with the program.
func stationery(t *testing.T) Stationery {
	t.Helper()
	forms, err := letter.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	fonts, err := press.New("")
	if err != nil {
		t.Fatal(err)
	}
	return Stationery{Forms: forms, Press: fonts, Site: "https://xf.example.gov.cn"}
}

func (s *story) set(text string) { s.now.Store(s.moment(text).UnixMilli()) }

func (s *story) moment(text string) time.Time {
	when, err := time.ParseInLocation("2006-01-02 15:04", text, deadline.Zone())
	if err != nil {
		s.fail("%v", err)
	}
	return when
}

// pass lets time go on to a moment; the clockwork runs every hour meanwhile, if it is on.
func (s *story) pass(to time.Time) {
	for s.ticking && s.time().Before(to) {
		next := s.time().Truncate(time.Hour).Add(time.Hour)
		if next.After(to) {
			next = to
		}
		s.now.Store(next.UnixMilli())
		s.tick()
	}
	s.now.Store(to.UnixMilli())
}

func (s *story) time() time.Time { return time.UnixMilli(s.now.Load()).In(deadline.Zone()) }

func (s *story) fail(format string, args ...any) {
	s.t.Helper()
	s.t.Fatalf("%s: %s", s.at, fmt.Sprintf(format, args...))
}

func (s *story) tell(file string) {
	archive, err := txtar.ParseFile(file)
	if err != nil || len(archive.Files) != 1 || archive.Files[0].Name != "story" {
		s.t.Fatalf("%s is no story: %v", file, err)
	}
	skipped := strings.Count(string(archive.Comment), "\n") + 1
	for i, line := range strings.Split(string(archive.Files[0].Data), "\n") {
		line, _, _ = strings.Cut(line, "#")
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		s.at = fmt.Sprintf("%s:%d: %s", filepath.Base(file), skipped+i+1, line)
		s.say(line)
	}
	s.verify()
}

func (s *story) say(line string) {
	words := fields(line)
	switch words[0] {
	case "at":
		s.pass(s.moment(strings.Join(words[1:], " ")))
	case "advance":
		s.advance(words[1])
	case "state":
		if got := s.load(words[1]).State; string(got) != words[2] {
			s.fail("the state is %q", got)
		}
	case "due":
		s.due(s.load(words[1]), words[2:])
	case "overdue":
		s.same(words[2:], s.late(s.load(words[1])))
	case "running":
		s.same(words[2:], s.running(s.load(words[1])))
	case "events":
		s.events(words[1], words[2:])
	case "next":
		s.next(s.load(words[1]), words[2:])
	case "sees", "blind":
		s.sees(words[1], words[2], words[0] == "sees")
	case "both":
		s.both(strings.TrimPrefix(line, "both "))
	case "clock":
		s.ticking = words[1] == "on"
		s.tick()
	case "tick":
		s.tick()
	case "discipline":
		s.registered(words[1], words[2:])
	case "gather", "restart", "cluster", "leads", "follows", "nogroup":
		s.clusterLine(words)
	case "compare", "alike", "suspected":
		s.compareLine(words)
	case "alarms":
		s.alarms(words[1], words[2:])
	case "ladder":
		s.ladder(s.load(words[1]), words[2:])
	case "tasks":
		s.tasks(words[1], words[2:])
	case "told":
		s.told(words[1], words[2:])
	case "paper":
		s.paper(words[1], words[2:])
	case "reads", "hidden":
		s.reads(words[1], words[2], words[0] == "reads")
	case "month":
		n, err := strconv.Atoi(words[1])
		if err != nil {
			s.fail("%v", err)
		}
		s.month(n)
	case "patrolled":
		n, err := strconv.Atoi(words[2])
		if err != nil {
			s.fail("%v", err)
		}
		s.lateOnPatrol(words[1], n)
	case "verify":
		s.verify()
	case "!":
		s.refused(words[1:])
	default:
		if err := s.act(words); err != nil {
			s.fail("%v", err)
		}
	}
}

// registered is the register as an officer reads it.
func (s *story) registered(login string, want []string) {
	reader := s.db.Reader(s.cases.Scope(s.officer(login)))
	page, err := reader.Discipline(s.ctx, store.DisciplineQuery{Limit: 50})
	if err != nil {
		s.fail("%v", err)
	}
	var got []string
	for _, no := range page.Numbers {
		p, err := reader.Petition(s.ctx, no)
		if err != nil {
			s.fail("%v", err)
		}
		d := p.Discipline
		got = append(got, strings.Join([]string{s.name(no), string(d.Kind()), string(d.Stage()), string(d.Latest().Unit)}, ":"))
	}
	if len(want) == 1 && want[0] == "none" {
		want = nil
	}
	if !slices.Equal(got, want) {
		s.fail("the register is %v", got)
	}
}

func (s *story) advance(by string) {
	n, err := strconv.Atoi(by[:len(by)-1])
	if err != nil {
		s.fail("%v", err)
	}
	when := s.time()
	switch by[len(by)-1] {
	case 'd':
		when = when.AddDate(0, 0, n)
	case 'h':
		when = when.Add(time.Duration(n) * time.Hour)
	default:
		s.fail("advance by days (3d) or hours (2h)")
	}
	s.pass(when)
}

// fields splits a line at spaces, but for what stands in quotation marks.
func fields(line string) []string {
	var words []string
	var word strings.Builder
	quoted := false
	for _, c := range line + " " {
		switch {
		case c == '"':
			quoted = !quoted
		case c == ' ' && !quoted:
			if word.Len() > 0 {
				words = append(words, word.String())
			}
			word.Reset()
		default:
			word.WriteRune(c)
		}
	}
	return words
}

func (s *story) number(name string) string {
	if no, ok := s.names[name]; ok {
		return no
	}
	s.fail("nobody registered %s", name)
	return ""
}

func (s *story) load(name string) *petition.Petition {
	s.t.Helper()
	p, err := s.db.Reader(org.Scope{County: string(sample.Code), All: true}).Petition(s.ctx, s.number(name))
	if err != nil {
		s.fail("%v", err)
	}
	return p
}

func (s *story) officer(login string) org.Officer {
	switch login = strings.TrimSuffix(login, ":"); login {
	case "petitioner":
		return org.ThePetitioner(string(sample.Code))
	case "clock":
		return org.TheClock(string(sample.Code))
	}
	who, ok := s.county.Officer(login)
	if !ok {
		s.fail("nobody is called %s", login)
	}
	return who
}

// act is `case1: verb X1 key=value …`.
func (s *story) act(words []string) error {
	if len(words) < 3 || !strings.HasSuffix(words[0], ":") {
		s.fail("not a line of a story")
	}
	by, verb, name := s.officer(words[0]), words[1], words[2]
	if verb == "cluster" {
		return s.clusterAct(by, words[2:])
	}
	with := args{s: s}
	for _, word := range words[2+len(letterWords(words)):] {
		key, value, ok := strings.Cut(word, "=")
		if !ok {
			s.fail("%q is not key=value", word)
		}
		with.keys, with.values = append(with.keys, key), append(with.values, value)
	}
	switch verb {
	case "register":
		return s.register(by, name, with)
	case "past":
		return s.past(by, name, with)
	}
	if did, err := s.letterAct(by, verb, letterWords(words), with); did {
		return err
	}
	p := s.load(name)
	data := s.data(verb, p, with)
	with.allUsed()
	_, err := s.cases.Act(s.ctx, by, p.No, with.version(p), data)
	return err
}

// letterWords are the words after the verb that are no key=value: one for an act on a petition.
func letterWords(words []string) []string {
	n := 3
	for n < len(words) && !strings.Contains(words[n], "=") && (words[1] == "draft" || words[1] == "letter") {
		n++
	}
	return words[2:n]
}

func (s *story) register(by org.Officer, name string, with args) error {
	record := petition.Record{
		Channel: petition.Channel(with.get("channel", "visit")), ReceivedAt: s.time(), FirstLevel: org.County,
		Persons: with.int("persons", 1), Purpose: petition.Purpose(with.get("purpose", "claim")),
		Category: "0101", Place: org.AreaCode(with.get("place", "990121101201")),
		Subject: with.get("subject", "石门村青苗补偿款未足额发放"), Facts: with.get("facts", "去年修连接线占地。"),
	}
	if with.get("anonymous", "") == "" {
		record.Petitioners = []petition.Petitioner{{Name: personal.Name(with.get("name", "王小明")), Phone: personal.Phone(with.get("phone", "15400001234")), Address: personal.Address(with.get("address", "白水镇石门村3组"))}}
	} else {
		record.Anonymous = true
	}
	for i := range with.int("demands", 2) {
		record.Demands = append(record.Demands, petition.Demand{Text: fmt.Sprintf("诉求%d", i+1)})
	}
	for _, flag := range with.list("flags") {
		record.Flags = append(record.Flags, petition.Flag(flag))
	}
	for _, unit := range with.list("accused") {
		record.Accused.Units = append(record.Accused.Units, org.UnitID(unit))
	}
	receipt, err := s.cases.Register(s.ctx, by, record, with.get("once", ""))
	if err == nil {
		s.names[name] = receipt.No
	}
	return err
}

// refused is an act that must be refused with a kind and a key, and leave nothing behind.
func (s *story) refused(words []string) {
	n := len(words)
	kind, key := words[n-2], words[n-1]
	var before int
	if no, ok := s.names[words[2]]; ok && no != "" && !strings.HasPrefix(words[2], "L") {
		before = s.load(words[2]).Version
	}
	err := s.act(words[:n-2])
	f := fault.As(err)
	if f == nil {
		s.fail("was not refused but: %v", err)
	}
	if f.Kind.String() != kind || f.Key != key {
		s.fail("was refused with %v", err)
	}
	if before > 0 && s.load(words[2]).Version != before {
		s.fail("was refused and yet left something behind")
	}
}

// both lets two officers act at once on what they both saw.
func (s *story) both(line string) {
	name, line, _ := strings.Cut(line, " ")
	seen := s.load(name).Version
	var errs [2]error
	var wait sync.WaitGroup
	for i, act := range strings.Split(line, "||") {
		words := append(fields(act), "version="+strconv.Itoa(seen))
		wait.Go(func() { errs[i] = s.act(words) })
	}
	wait.Wait()
	won := slices.IndexFunc(errs[:], func(err error) bool { return err == nil })
	if won < 0 || errs[1-won] == nil {
		s.fail("one must come through: %v", errs)
	}
	if f := fault.As(errs[1-won]); f == nil || f.Kind != fault.Conflict || f.Key != "fault.petition.changed" {
		s.fail("the second is to be told what changed, not %v", errs[1-won])
	}
}

func (s *story) due(p *petition.Petition, want []string) {
	rules := s.cases.Rules()
	for _, w := range want {
		rule, day, _ := strings.Cut(w, "=")
		found := false
		for _, standing := range rules.Standings(p, deadline.DayOf(s.time())) {
			if standing.Rule.ID != rule {
				continue
			}
			found = true
			got := standing.Due.String()
			if standing.Clock.Paused() {
				got = "paused"
			}
			if got != day {
				s.fail("%s ends on %s", rule, got)
			}
		}
		if !found {
			s.fail("%s does not run; %v do", rule, s.running(p))
		}
	}
}

func (s *story) late(p *petition.Petition) []string {
	var late []string
	for _, standing := range s.cases.Rules().Standings(p, deadline.DayOf(s.time())) {
		if standing.Late() {
			late = append(late, standing.Rule.ID)
		}
	}
	return late
}

func (s *story) running(p *petition.Petition) []string {
	var running []string
	for _, standing := range s.cases.Rules().Standings(p, deadline.DayOf(s.time())) {
		running = append(running, standing.Rule.ID)
	}
	return running
}

func (s *story) same(want, got []string) {
	if len(want) == 1 && want[0] == "none" {
		want = nil
	}
	slices.Sort(want)
	slices.Sort(got)
	if !slices.Equal(want, got) {
		s.fail("they are %v", got)
	}
}

func (s *story) events(name string, want []string) {
	events, err := s.db.Reader(org.Scope{County: string(sample.Code), All: true}).Events(s.ctx, s.number(name), 1)
	if err != nil {
		s.fail("%v", err)
	}
	var got []string
	for _, e := range events {
		got = append(got, string(e.Kind))
	}
	if !slices.Equal(want, got) {
		s.fail("they are %v", got)
	}
}

func (s *story) next(p *petition.Petition, want []string) {
	var got []string
	for _, kind := range s.cases.Rules().Next(p, s.time()) {
		got = append(got, string(kind))
	}
	if !slices.Equal(want, got) {
		s.fail("they are %v", got)
	}
}

func (s *story) sees(login, name string, want bool) {
	who := s.officer(login)
	_, err := s.db.Reader(s.cases.Scope(who)).Petition(s.ctx, s.number(name))
	if want && err != nil {
		s.fail("%v", err)
	}
	if !want && fault.KindOf(err) != fault.NotFound {
		s.fail("it was not hidden: %v", err)
	}
}

func (s *story) verify() {
	count := 0
	_, err := s.db.Verify(s.ctx, store.VerifyOptions{}, func(p store.Problem) {
		count++
		s.t.Errorf("%s: verify: %v", s.at, p)
	}, nil)
	if err != nil || count > 0 {
		s.fail("verify found %d problems: %v", count, err)
	}
}

// args are the key=value words of a line; each must be used.
type args struct {
	s            *story
	keys, values []string
}

func (a *args) get(key, otherwise string) string {
	for i, have := range a.keys {
		if have == key {
			a.keys[i] = ""
			return a.values[i]
		}
	}
	return otherwise
}

func (a *args) int(key string, otherwise int) int {
	text := a.get(key, "")
	if text == "" {
		return otherwise
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		a.s.fail("%s: %v", key, err)
	}
	return n
}

func (a *args) list(key string) []string {
	if text := a.get(key, ""); text != "" {
		return strings.Split(text, ",")
	}
	return nil
}

func (a *args) bool(key string, otherwise bool) bool {
	return a.get(key, strconv.FormatBool(otherwise)) == "true"
}

func (a *args) day(key string, otherwise deadline.Day) deadline.Day {
	text := a.get(key, "")
	if text == "" {
		return otherwise
	}
	day, err := deadline.ParseDay(text)
	if err != nil {
		a.s.fail("%s: %v", key, err)
	}
	return day
}

func (a *args) version(p *petition.Petition) int { return a.int("version", p.Version) }

func (a *args) allUsed() {
	for _, key := range a.keys {
		if key != "" && key != "version" {
			a.s.fail("%s= means nothing here", key)
		}
	}
}
