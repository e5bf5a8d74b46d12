package web_test

import (
	"context"
	"regexp"
	"strings"
	"testing"

	"bihuan/casework"
	"bihuan/domain/org"
	"bihuan/domain/petition"
	"bihuan/locale"
	"bihuan/paper"
	"bihuan/store"
)

// past takes records of an earlier system in, and gives the number of one.
func (s *stage) past(text, ref string) string {
	s.t.Helper()
	table, err := paper.OpenTable(strings.NewReader(text), "past.csv", paper.Limits{})
	s.must(err)
	defer table.Close()
	report, err := s.cases.Import(context.Background(), s.officer("case1"), table, casework.ImportOptions{History: true})
	s.must(err)
	if report.Refused > 0 {
		s.t.Fatalf("refused: %v", report.Refusals)
	}
	no := ""
	s.must(s.db.Do(context.Background(), "look", func(tx *store.Tx) (err error) {
		no, err = tx.ByOrigin(context.Background(), petition.Origin{Source: "history", Ref: ref})
		return err
	}))
	return no
}

// What an earlier system did not say is unknown on every page, and nothing is made up or offered.
func TestThePastSaysWhatItKnows(t *testing.T) {
	s := newStage(t)
	no := s.past("no,received_on\nH00001,2022-03-04\n", "H00001")
	part := func(body, id string) string {
		return regexp.MustCompile(`(?s)id="` + id + `".*?</(section|div)>`).FindString(body)
	}
	catalogue, err := locale.Open()
	s.must(err)
	for _, tag := range locale.Tags() {
		b := s.signedIn("case1")
		b.language = tag
		words := catalogue.For(tag)
		a := b.get("/office/petitions/" + no)
		s.proper("the page", a)
		unknown := words.T("petition.unknown")
		// subject, demands, channel, place, category, purpose, level; petitioner twice; persons
		if n := strings.Count(a.body, ">"+unknown+"<"); n < 9 {
			t.Errorf("%s: %d parts are unknown\n%s", tag, n, part(a.body, "record"))
		}
		for _, made := range []string{"petition.anonymous", "petition.purpose.claim", "petition.channel.web", "page.step.done", "case.next.resolved", "letter.new"} {
			if strings.Contains(a.body, ">"+words.T(made)+"<") {
				t.Errorf("%s: it says %q", tag, words.T(made))
			}
		}
		for _, there := range []string{"旧系统记录 H00001", "history　H00001", words.T("petition.flag.past"), words.T("case.event.registered.past"), words.T("petition.act.corrected"), words.T("petition.act.archived")} {
			if !strings.Contains(a.body, there) {
				t.Errorf("%s: it does not say %q", tag, there)
			}
		}
		for _, act := range []petition.Kind{petition.KResolved, petition.KReopened, petition.KAssigned, petition.KEscalated} {
			if strings.Contains(a.body, s.path(no, act)+`"`) {
				t.Errorf("%s: %s is offered", tag, act)
			}
		}
		a = b.get("/office/petitions?state=all")
		s.proper("the list", a)
		if !strings.Contains(a.body, words.T("web.tag.past")) || !strings.Contains(a.body, words.T("web.tag.untold")) || strings.Contains(a.body, words.T("petition.anonymous")) || strings.Contains(a.body, words.T("web.list.unassigned")) {
			t.Errorf("%s: the list does not say what it is", tag)
		}
		for _, path := range []string{"", "?field=place&index=0", "?field=name&index=0", "?field=demand&index=0"} {
			a = b.get(s.path(no, petition.KCorrected) + path)
			s.proper("correcting"+path, a)
			if !strings.Contains(a.body, unknown) {
				t.Errorf("%s: correcting%s does not say what is unknown", tag, path)
			}
		}
		a = b.get(s.path(no, petition.KNoted))
		s.proper("a note", a)
		if strings.Contains(a.body, `name="put_up"`) {
			t.Errorf("%s: it can be put up", tag)
		}
		for _, path := range []string{s.path(no, petition.KArchived), s.path(no, petition.KLinked), "/office/petitions/" + no + "/casefile", "/office/petitions/" + no + "/letters/new"} {
			s.proper(path, b.get(path))
		}
	}
	b := s.at["case1"]
	a := b.get(s.path(no, petition.KCorrected) + "?field=subject&index=0")
	a = b.submit(a.formOf(t).with("new", "石门村灌渠漏水没人修", "why", "查到原信"))
	s.proper("put right", a)
	s.step("case1", no, petition.KNoted, "text", "卷宗在档案室")
	s.proper("the page put right", b.get("/office/petitions/"+no))
	if p, err := s.db.Reader(org.Scope{County: s.db.County(), All: true}).Petition(context.Background(), no); err != nil || p.Lacks(petition.FSubject) {
		t.Errorf("put right: %v %v", p, err)
	}
	s.quiet()
}
