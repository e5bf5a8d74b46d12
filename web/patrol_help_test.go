package web_test

import (
	"regexp"
	"strings"
	"testing"

	"bihuan/casework"
	"bihuan/domain/petition"
	"bihuan/domain/sample"
)

// TestPatrolLeadsToWhatIsToBeDecided: from several matters with one cause to their group, from what may be the
// same to where it is decided.
func TestPatrolLeadsToWhatIsToBeDecided(t *testing.T) {
	h := newHouse(t)
	h.at("2026-09-07 09:00")
	before := h.estate()[3]
	fifth := sample.Matter{Purpose: "claim", Channel: "visit", Category: "010301", Place: "990121101201", Address: "白水镇锦绣花园", Demands: []string{"给出办证的时间表"},
		Subject: "锦绣花园安置房三年没有不动产权证", Facts: "入住锦绣花园安置房三年，开发商欠缺验收手续，不动产权证办不了。", Name: "周小满", Phone: "15400000009"}
	last := h.register(fifth)
	h.gather()
	_, err := h.cases.Compare(t.Context(), casework.CompareJob{No: last})
	h.must(err)
	h.act("chief1", last, &petition.AssignedData{Unit: "baishui"})
	h.patrols("2026-09-11 14:30")
	b := h.signedIn("case1")
	a := b.get("/office/patrol")
	reads(t, "what has more to do", patrolled(a, before), "疑似集体事项", "交办", "看这一组")
	row := patrolled(a, last)
	if reads(t, "both", row, "疑似重复", "逐件判断", "看这一组"); strings.Contains(row, "关联其他事项") {
		t.Error("it leads to a blank form")
	}
	reads(t, "both", a.body, `href="/office/petitions/`+last+`#dups"`, `href="/office/clusters/1"`)
	m := b.get("/office/petitions/" + last)
	if !strings.Contains(m.body, `id="dups"`) {
		t.Error("the link leads nowhere")
	}
	// The group is no matter that this one is tied to: the heading of its page does not count it.
	anchor := regexp.MustCompile(`(?s)<a href="#links"[^>]*>\s*关联事项(.*?)</a>`)
	if says(t, "the matter", m, "归在集体事项"); !anchor.MatchString(m.body) || strings.Contains(anchor.FindStringSubmatch(m.body)[1], "class=\"n\"") {
		t.Errorf("the group is counted: %q", anchor.FindString(m.body))
	}
	h.act("case1", last, &petition.Linked{Link: petition.Link{To: before, Kind: petition.Related}})
	if got := anchor.FindString(b.get("/office/petitions/" + last).body); !strings.Contains(got, `<span class="n">1</span>`) {
		t.Errorf("one is linked: %q", got)
	}
	says(t, "the group", b.get("/office/clusters/1"), last)
}
