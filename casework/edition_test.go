package casework

import (
	"bytes"
	"database/sql"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"bihuan/domain/deadline"
	"bihuan/domain/edition"
	"bihuan/domain/fault"
	"bihuan/domain/notify"
	"bihuan/domain/org"
	"bihuan/domain/petition"
	"bihuan/domain/report"
	"bihuan/store"
	"bihuan/store/storetest"
)

// drafts drafts a report as of now.
func (s *story) drafts(login string, kind report.Kind, matter string) string {
	s.t.Helper()
	id, err := s.cases.DraftEdition(s.ctx, s.officer(login), NewEdition{Kind: kind, AsOf: s.time(), Matter: matter})
	if err != nil {
		s.t.Fatal(err)
	}
	return id
}

// readsEdition is an edition as somebody reads it.
func (s *story) readsEdition(login, id string, version int, unit org.UnitID) *EditionPaper {
	s.t.Helper()
	p, err := s.cases.ReadEdition(s.ctx, s.officer(login), id, version, unit)
	if err != nil {
		s.t.Fatalf("%s reads: %v", login, err)
	}
	return p
}

func (s *story) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

func (s *story) lines(lines ...string) {
	s.t.Helper()
	for _, line := range lines {
		s.at = line
		s.say(line)
	}
}

// told are the topics of what somebody was told of editions.
func (s *story) toldOf(login string) []notify.Topic {
	s.t.Helper()
	list, err := s.db.Reader(s.cases.Scope(s.officer(login))).Inbox(s.ctx, store.InboxQuery{Person: s.officer(login).Person, Limit: 100})
	s.must(err)
	var topics []notify.Topic
	for _, m := range slices.Backward(list) {
		if strings.HasPrefix(string(m.Topic), "edition:") {
			topics = append(topics, m.Topic)
		}
	}
	return topics
}

func refused(t *testing.T, what string, err error, kind fault.Kind) {
	t.Helper()
	if err == nil || fault.KindOf(err) != kind {
		t.Errorf("%s: %v, want %v", what, err, kind)
	}
}

// A weekly report from its draft to its correction, on both engines: another person publishes it, what was
// sent stays as it was though the record goes on, and a version that was corrected can still be read.
func TestEditionOfAWeek(t *testing.T) {
	for _, engine := range storetest.Engines() {
		t.Run(string(engine), func(t *testing.T) {
			t.Parallel()
			s := newStory(t, engine)
			s.lines("case1: register X1", "case1: assigned X1", "baishui.clerk: accepted X1", "at 2026-09-04 16:00")
			chief, director, leader := s.officer("chief1"), s.officer("director"), s.officer("leader3")
			id := s.drafts("case1", report.Weekly, "")
			if again := s.drafts("chief1", report.Weekly, ""); again != id {
				t.Errorf("drafted twice: %s, %s", id, again)
			}
			if got := s.toldOf("director"); !slices.Equal(got, []notify.Topic{"edition:drafted"}) {
				t.Errorf("the director is told %v", got)
			}
			_, err := s.cases.ReadEdition(s.ctx, leader, id, 0, "")
			refused(t, "a leader reads the draft", err, fault.NotFound)

			words := []edition.Word{{Field: "consultations", Text: "9月2日局务会研究3件。"}}
			s.must(s.cases.CompleteEdition(s.ctx, chief, id, 0, words))
			refused(t, "the note by who may not sign", s.cases.CompleteEdition(s.ctx, chief, id, 0, []edition.Word{{Field: "director_note", Text: "x"}}), fault.Invalid)
			refused(t, "a figure", s.cases.CompleteEdition(s.ctx, director, id, 0, []edition.Word{{Field: "volumes", Text: "12"}}), fault.Invalid)
			refused(t, "published unchecked", s.cases.PublishEdition(s.ctx, director, id, 0), fault.Conflict)
			s.must(s.cases.CheckEdition(s.ctx, director, id, 0))
			refused(t, "the same person", s.cases.PublishEdition(s.ctx, director, id, 0), fault.Forbidden)
			s.must(s.cases.ReturnEdition(s.ctx, director, id, 0, "第3周的件数再看一遍"))
			seen := s.readsEdition("chief1", id, 0, "").Seq
			s.must(s.cases.CheckEdition(s.ctx, chief, id, seen))
			refused(t, "what changed meanwhile", s.cases.PublishEdition(s.ctx, director, id, seen), fault.Conflict)
			s.must(s.cases.ReturnEdition(s.ctx, director, id, 0, "再看"))
			s.must(s.cases.CheckEdition(s.ctx, chief, id, 0))
			if got := s.toldOf("chief1"); !slices.Contains(got, "edition:returned") {
				t.Errorf("who checked it is told %v", got)
			}
			s.must(s.cases.CompleteEdition(s.ctx, director, id, 0, []edition.Word{{Field: "director_note", Text: "请优先看石门村。"}}))
			refused(t, "by a section chief", s.cases.PublishEdition(s.ctx, chief, id, 0), fault.Forbidden)
			s.must(s.cases.PublishEdition(s.ctx, director, id, 0))

			// It is out: numbered, frozen, sent, and opened once.
			p := s.readsEdition("leader3", id, 0, "")
			if p.Number != 1 || p.Year != 2026 || p.Hash == "" || !p.Mine || p.Bureau || len(p.Words) != 2 || p.Copies != nil || p.Body.Kind != report.Weekly {
				t.Errorf("%+v", p)
			}
			if got := s.toldOf("leader3"); !slices.Equal(got, []notify.Topic{editionPublished}) {
				t.Errorf("the leader is told %v", got)
			}
			s.lines("advance 1h")
			first := s.time()
			s.must(s.cases.OpenEdition(s.ctx, leader, id, 1))
			s.lines("advance 1h")
			s.must(s.cases.OpenEdition(s.ctx, leader, id, 1))
			copies := s.readsEdition("case1", id, 0, "").Copies
			if len(copies) != 14 {
				t.Fatalf("it went to %d", len(copies))
			}
			for _, one := range copies {
				if one.Person == leader.Person != one.Opened.Equal(first) {
					t.Errorf("%+v", one)
				}
			}
			_, err = s.cases.ReadEdition(s.ctx, s.officer("baishui.head"), id, 0, "")
			refused(t, "who was not sent it", err, fault.NotFound)

			// The record goes on and is put right; what was published stays.
			was, _ := json.Marshal(p.Body)
			s.lines("advance 5d", "baishui.clerk: notified X1", "case1: register X2")
			if is, _ := json.Marshal(s.readsEdition("leader3", id, 0, "").Body); !bytes.Equal(was, is) {
				t.Errorf("it said %s\nand says %s", was, is)
			}
			found, err := s.cases.VerifyEditions(s.ctx, func(p EditionProblem) { t.Errorf("%+v", p) })
			if err != nil || found != (EditionCheck{Versions: 1}) {
				t.Errorf("%+v, %v", found, err)
			}

			refused(t, "corrected without a reason", s.cases.CorrectEdition(s.ctx, chief, id, 0, " "), fault.Invalid)
			s.must(s.cases.CorrectEdition(s.ctx, chief, id, 0, "白水镇第3周件数"))
			if p := s.readsEdition("leader3", id, 0, ""); p.Read != 1 {
				t.Errorf("a leader reads version %d of a correction that is not out", p.Read)
			}
			refused(t, "corrected twice", s.cases.CorrectEdition(s.ctx, chief, id, 0, "x"), fault.Conflict)
			s.must(s.cases.CheckEdition(s.ctx, chief, id, 0))
			s.must(s.cases.PublishEdition(s.ctx, director, id, 0))
			p = s.readsEdition("leader3", id, 0, "")
			if p.Read != 2 || p.Number != 1 || p.Reason != "白水镇第3周件数" || len(p.Words) != 2 || len(s.toldOf("leader3")) != 2 {
				t.Errorf("%+v", p)
			}
			if old := s.readsEdition("leader3", id, 1, ""); old.Read != 1 || old.Reason != "" || old.Hash == p.Hash {
				t.Errorf("%+v", old)
			}
			if old := s.readsEdition("case1", id, 1, ""); len(old.Copies) != 14 || old.Copies[0].Version != 1 {
				t.Errorf("%+v", old.Copies)
			}
			acts := ""
			for _, step := range s.readsEdition("case1", id, 0, "").Steps {
				acts += string(step.Act) + " "
			}
			if acts != "drafted completed checked returned checked returned checked completed published corrected checked published " {
				t.Error(acts)
			}
		})
	}
}

// A daily report has a part for each unit that it concerns: its head reads that and nothing else.
func TestEditionInParts(t *testing.T) {
	s := newStory(t, storetest.SQLite)
	s.lines("case1: register X1", "case1: assigned X1", "case1: register X2", "case1: assigned X2 unit=liuhe", "at 2026-09-01 17:00")
	id := s.drafts("case1", report.Daily, "")
	s.lines("at 2026-09-02 09:00", "case1: register X3", "case1: assigned X3 unit=land") // at work, and nothing on the day before
	s.must(s.cases.WithdrawEdition(s.ctx, s.officer("case1"), id, 0, "重来"))
	s.set("2026-09-01 17:00")
	if again := s.drafts("case1", report.Daily, ""); again != id {
		t.Errorf("%s is not %s", again, id)
	}
	s.set("2026-09-02 10:00")
	s.must(s.cases.CheckEdition(s.ctx, s.officer("case1"), id, 0))
	s.must(s.cases.PublishEdition(s.ctx, s.officer("director"), id, 0))
	p := s.readsEdition("baishui.head", id, 0, "")
	if p.Unit != "baishui" || p.Body.Unit != "baishui" {
		t.Errorf("%q, %q", p.Unit, p.Body.Unit)
	}
	_, err := s.cases.ReadEdition(s.ctx, s.officer("baishui.head"), id, 0, "liuhe")
	refused(t, "another unit's part", err, fault.NotFound)
	_, err = s.cases.ReadEdition(s.ctx, s.officer("land.head"), id, 0, "")
	refused(t, "a unit that it does not concern", err, fault.NotFound)
	if p := s.readsEdition("director", id, 0, ""); p.Unit != "" || !slices.Equal(p.Parts, []org.UnitID{"baishui", "liuhe"}) {
		t.Errorf("%q, %v", p.Unit, p.Parts)
	}
	if p := s.readsEdition("director", id, 0, "liuhe"); p.Body.Unit != "liuhe" {
		t.Errorf("%+v", p.Body)
	}
	if _, err := s.cases.VerifyEditions(s.ctx, func(p EditionProblem) { t.Errorf("%+v", p) }); err != nil {
		t.Error(err)
	}
}

// A special report is about a matter, goes to two, and what they instruct is an order there, whose end they see.
func TestEditionInstructed(t *testing.T) {
	s := newStory(t, storetest.SQLite)
	s.lines("case1: register X1", "case1: assigned X1", "baishui.clerk: accepted X1",
		"case1: register X2 flags=accusation accused=land purpose=accusation")
	secretary := s.officer("leader1")
	_, err := s.cases.DraftEdition(s.ctx, s.officer("case1"), NewEdition{Kind: report.Special, AsOf: s.time()})
	refused(t, "about nothing", err, fault.Invalid)
	_, err = s.cases.DraftEdition(s.ctx, s.officer("case1"), NewEdition{Kind: report.Special, AsOf: s.time(), Matter: "990121-260901-9999"})
	refused(t, "about a matter that is not there", err, fault.NotFound)
	_, err = s.cases.DraftEdition(s.ctx, s.officer("case1"), NewEdition{Kind: report.Weekly, AsOf: s.time().Add(time.Hour)})
	refused(t, "of a moment to come", err, fault.Invalid)
	_, err = s.cases.DraftEdition(s.ctx, secretary, NewEdition{Kind: report.Weekly, AsOf: s.time()})
	refused(t, "by a leader", err, fault.Forbidden)

	id := s.drafts("case1", report.Special, s.number("X1"))
	refused(t, "empty", s.cases.CheckEdition(s.ctx, s.officer("case1"), id, 0), fault.Invalid)
	var words []edition.Word
	for _, field := range []string{"facts", "demands", "law", "done", "suggestion"} {
		words = append(words, edition.Word{Field: field, Text: "写好的" + field})
	}
	s.must(s.cases.CompleteEdition(s.ctx, s.officer("case1"), id, 0, words))
	s.must(s.cases.CheckEdition(s.ctx, s.officer("case1"), id, 0))
	s.must(s.cases.PublishEdition(s.ctx, s.officer("director"), id, 0))
	paper := s.readsEdition("case1", id, 0, "")
	sheet, err := s.cases.sheetOf(s.ctx, paper, "zh-CN")
	s.must(err)
	if line := sheet.document(s.db.County()).Blocks[1].String(); !strings.Contains(line, s.number("X1")) {
		t.Errorf("the paper says %q, and not what it is about", line)
	}
	if n := len(paper.Copies); n != 2 {
		t.Errorf("it went to %d", n)
	}
	_, err = s.cases.ReadEdition(s.ctx, s.officer("leader3"), id, 0, "")
	refused(t, "another leader", err, fault.NotFound)
	due := deadline.DayOf(s.time()) + 10
	refused(t, "who was not asked", s.cases.InstructEdition(s.ctx, s.officer("director"), id, petition.Instructed{Text: "x"}), fault.Forbidden)
	refused(t, "a day that is past", s.cases.InstructEdition(s.ctx, secretary, id, petition.Instructed{Text: "x", Due: due - 20}), fault.Invalid)
	s.must(s.cases.InstructEdition(s.ctx, secretary, id, petition.Instructed{Text: "请镇里十日内拿出办法", Due: due}))
	p := s.load("X1")
	if n := len(p.Orders); n != 1 || p.Orders[0].Kind != petition.Instruction || p.Orders[0].Due != due || p.Orders[0].By.Person != secretary.Person {
		t.Fatalf("%+v", p.Orders)
	}
	s.lines("baishui.clerk: order_answered X1 order=" + p.Orders[0].ID)
	f := s.readsEdition("leader1", id, 0, "").Follows
	if len(f) != 1 || f[0].Order == nil || f[0].Order.Answered.IsZero() || f[0].Note != "请镇里十日内拿出办法" {
		t.Errorf("%+v", f)
	}

	// Withdrawn before it was out, it may be drafted anew; the clock leaves it.
	weekly := s.drafts("case1", report.Weekly, "")
	s.must(s.cases.WithdrawEdition(s.ctx, s.officer("chief1"), weekly, 0, "日期不对"))
	clock := NewEdition{Kind: report.Weekly, AsOf: s.time()}
	if _, err := s.cases.DraftEdition(s.ctx, org.TheClock(s.db.County()), clock); err != nil || s.readsEdition("case1", weekly, 0, "").State != edition.Withdrawn {
		t.Errorf("the clock took it up again: %v", err)
	}
	if again := s.drafts("case1", report.Weekly, ""); again != weekly || s.readsEdition("case1", weekly, 0, "").State != edition.Drafted || s.readsEdition("case1", weekly, 0, "").Read != 2 {
		t.Errorf("%s: %+v", again, s.readsEdition("case1", weekly, 0, "").Edition)
	}
}

// The clock drafts each report at its time, as of its moment; what is drafted is told, and files can be made.
func TestEditionsByTheClock(t *testing.T) {
	s := newStory(t, storetest.SQLite)
	s.lines("case1: register X1", "case1: assigned X1", "tick", "at 2026-09-25 16:59")
	for _, c := range []struct {
		kind  report.Kind
		after string
		want  string
		asOf  string
	}{
		{report.Daily, "2026-09-11 17:00", "2026-09-14 17:00", "2026-09-14 17:00"},    // after a weekend
		{report.Weekly, "2026-09-07 00:00", "2026-09-11 16:00", "2026-09-11 16:00"},   // Friday
		{report.Weekly, "2026-09-18 16:00", "2026-09-20 16:00", "2026-09-20 16:00"},   // a Sunday that is worked on
		{report.Bulletin, "2026-09-07 00:00", "2026-09-11 16:00", "2026-09-11 16:00"}, //
		{report.Monthly, "2026-09-28 00:00", "2026-10-08 09:00", "2026-10-01 00:00"},  // after the holidays of October
		{report.HalfYear, "2026-01-05 00:00", "2026-07-01 09:00", "2026-07-01 00:00"}, //
		{report.Annual, "2025-12-05 00:00", "2026-01-04 09:00", "2026-01-01 00:00"},   // a Sunday that is worked on
	} {
		for _, r := range editionRoutines() {
			if r.name != "edition "+string(c.kind) {
				continue
			}
			at := r.next(s.cases, s.moment(c.after))
			if !at.Equal(s.moment(c.want)) || !editionMoment(c.kind, at).Equal(s.moment(c.asOf)) {
				t.Errorf("%s: at %v as of %v", c.kind, at, editionMoment(c.kind, at))
			}
		}
	}
	s.set("2026-10-08 10:00")
	s.lines("tick")
	list, _, err := s.db.Reader(s.cases.Scope(s.officer("case1"))).Editions(s.ctx, store.EditionQuery{All: true, Limit: 50})
	s.must(err)
	var made []string
	for _, e := range list {
		made = append(made, string(e.Kind)+" "+e.AsOf.In(deadline.Zone()).Format("01-02 15:04"))
	}
	slices.Sort(made)
	// Of what was missed the latest alone is made up for; the half-year's and the year's time has not come.
	if want := []string{"bulletin 09-30 16:00", "daily 09-30 17:00", "monthly 10-01 00:00", "weekly 09-30 16:00"}; !slices.Equal(made, want) {
		t.Errorf("drafted %v", made)
	}
	p := s.readsEdition("case1", list[0].ID, 0, "")
	for _, format := range ReportFormats() {
		for _, tag := range []string{"zh-CN", "en"} {
			var out bytes.Buffer
			if err := s.cases.WriteEdition(s.ctx, &out, p, format, tag); err != nil || out.Len() < 300 {
				t.Errorf("%s, %s: %d bytes, %v", format, tag, out.Len(), err)
			}
		}
	}
}

// What somebody changed in the database is found: a hash, a number, what was frozen, an edition that is gone;
// and a section that the record gives otherwise.
func TestEditionTamperedWith(t *testing.T) {
	s := newStory(t, storetest.SQLite)
	s.lines("case1: register X1", "case1: assigned X1", "at 2026-09-04 16:00")
	publish := func() string {
		id := s.drafts("case1", report.Weekly, "")
		s.must(s.cases.CheckEdition(s.ctx, s.officer("case1"), id, 0))
		s.must(s.cases.PublishEdition(s.ctx, s.officer("director"), id, 0))
		s.lines("advance 1h")
		return id
	}
	var ids []string
	for range 5 {
		ids = append(ids, publish())
	}
	other := s.drafts("case1", report.Weekly, "") // what it says is not what the record gives
	err := s.db.Do(s.ctx, "publish something else", func(tx *store.Tx) error {
		v, err := tx.EditionVersion(s.ctx, other, 1)
		if err != nil {
			return err
		}
		v.Parts[0].Body.Sections[0].Notes = append(v.Parts[0].Body.Sections[0].Notes, report.Say{Key: "made.up"})
		return tx.PutContent(s.ctx, other, 1, v.Content)
	})
	s.must(err)
	s.must(s.cases.CheckEdition(s.ctx, s.officer("case1"), other, 0))
	s.must(s.cases.PublishEdition(s.ctx, s.officer("director"), other, 0))

	db, err := sql.Open("sqlite3", "file:"+s.url)
	s.must(err)
	defer func() { _ = db.Close() }()
	for statement, id := range map[string]string{
		`UPDATE edition_version SET hash = 'x' WHERE id = ?`:                                                     ids[0],
		`UPDATE edition_version SET frozen = (SELECT frozen FROM edition_version LIMIT 1 OFFSET 3) WHERE id = ?`: ids[1],
		`DELETE FROM edition WHERE id = ?`:                                                                       ids[2],
		`UPDATE edition_version SET frozen = substr(frozen, 1, 20) || x'00' || substr(frozen, 22) WHERE id = ?`:  ids[3],
	} {
		if _, err := db.Exec(statement, id); err != nil {
			t.Fatalf("%s: %v", statement, err)
		}
	}
	problems := map[string]string{}
	found, err := s.cases.VerifyEditions(s.ctx, func(p EditionProblem) {
		problems[p.ID] = strings.TrimSpace(p.Key + " " + p.Section)
	})
	s.must(err)
	section := s.readsEdition("case1", other, 0, "").Body.Sections[0].ID
	want := map[string]string{ids[0]: EditionAltered, ids[1]: EditionUnreadable, ids[2]: EditionUnreadable, ids[3]: EditionUnreadable, other: EditionDiffers + " " + section, "": EditionsGone}
	if !maps.Equal(problems, want) || found != (EditionCheck{Versions: 6, Problems: 6}) {
		t.Errorf("found %v\nwant %v\n%+v", problems, want, found)
	}
}

// Who has an address gets the PDF by mail, of the own part; the group of a unit is told that it is out, with
// its number and its page and nothing of what it says. Of a special report no group is told.
func TestEditionLeavesTheHouse(t *testing.T) {
	s := newStory(t, storetest.SQLite)
	routes, err := notify.TheRoutes()
	s.must(err)
	s.cases.Connect(Outside{Routes: routes, Mail: true})
	head, _ := s.county.Officer("baishui.head")
	s.must(s.db.Do(s.ctx, "give them addresses", func(tx *store.Tx) error {
		for _, p := range s.county.People {
			if p.ID == head.Person || p.Login == "leader1" {
				p.Email = p.Login + "@example.gov.cn"
				if err := tx.PutPeople(s.ctx, p); err != nil {
					return err
				}
			}
		}
		return nil
	}))
	for _, unit := range []org.UnitID{"baishui", "county"} {
		_, err := s.cases.SaveRobot(s.ctx, s.officer("chief1"), store.Robot{Unit: unit, Kind: "wecom", Name: "群", URL: "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=1"})
		s.must(err)
	}
	s.lines("case1: register X1", "case1: assigned X1", "advance 1h")
	publish := func(kind report.Kind, matter string, words ...edition.Word) {
		id := s.drafts("case1", kind, matter)
		s.must(s.cases.CompleteEdition(s.ctx, s.officer("case1"), id, 0, words))
		s.must(s.cases.CheckEdition(s.ctx, s.officer("case1"), id, 0))
		s.must(s.cases.PublishEdition(s.ctx, s.officer("director"), id, 0))
	}
	publish(report.Daily, "")
	publish(report.Special, s.number("X1"), edition.Word{Field: "facts", Text: "王小明"}, edition.Word{Field: "demands", Text: "二"}, edition.Word{Field: "law", Text: "三"}, edition.Word{Field: "done", Text: "四"}, edition.Word{Field: "suggestion", Text: "五"})
	list, err := s.db.Reader(s.cases.Scope(s.officer("sysadmin"))).Deliveries(s.ctx, "", "", 100)
	s.must(err)
	var got []string
	for _, d := range list {
		if d.Topic != editionPublished {
			continue
		}
		out, err := s.cases.Outgoing(s.ctx, d.ID, "zh-CN")
		s.must(err)
		line := out.Lines[0]
		if line.Key != "notify.edition.published" || line.Path != "/editions/"+d.Args["edition"] {
			t.Errorf("%+v", line)
		}
		name := d.Channel + " " + string(d.Person)
		if d.Robot != "" {
			name = d.Channel + " " + string(out.To.Unit)
		}
		if out.File != nil {
			name += " " + out.File.Name
			if !bytes.HasPrefix(out.File.Data, []byte("%PDF-")) {
				t.Errorf("%s is no PDF", name)
			}
		}
		got = append(got, name)
	}
	slices.Sort(got)
	leader := string(s.officer("leader1").Person)
	if want := []string{"mail " + string(head.Person) + " daily-2026-1-baishui.pdf", "mail " + leader + " special-2026-1.pdf", "wecom baishui"}; !slices.Equal(got, want) {
		t.Errorf("what left the house: %q, want %q", got, want)
	}
}
