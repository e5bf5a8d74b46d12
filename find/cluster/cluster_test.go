package cluster

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"bihuan/find/likeness"
)

const day = 24 * 60 * 60 * 1000

func member(key string, on int, subject, body string) Member {
	return Member{Text: likeness.Text{Key: key, Subject: subject, Body: body}, At: int64(on) * day}
}

// deeds are households that write of one estate; wages, workers of one site.
func deeds(n, on int) Member {
	say := []string{
		"和顺家园一期交房两年，开发商一直不办不动产权证，孩子上学用不上。",
		"买了和顺家园的房，两年了不动产权证没有下文，开发商说再等等。",
		"和顺家园业主两百户，不动产权证至今未办，问开发商只说在走手续。",
		"我家住和顺家园5栋，不动产权证拖了两年，落不了户。",
		"和顺家园开发商欠税，业主的不动产权证两年办不下来。",
	}
	return member(fmt.Sprintf("deed%d", n), on, fmt.Sprintf("和顺家园不动产权证两年未办（%d栋）", n+1), say[n%len(say)])
}

func wages(n, on int) Member {
	return member(fmt.Sprintf("wage%d", n), on, "柳河镇安置房项目拖欠务工人员工资", fmt.Sprintf("我们班组%d人在柳河镇安置房项目做泥工，项目部欠工资%d个月。", n+3, n+2))
}

func fillers(c *Clusters, on int) {
	for i, what := range [][2]string{
		{"高坪镇采石场扬尘", "夜里放炮，车过灰大，窗户不敢开。"}, {"3路公交延伸到学校", "学生要走四里路上学，请延长线路。"},
		{"低保申请没有答复", "丈夫瘫痪，去年秋天交了材料。"}, {"路灯坏了没人修", "桥头那一段天黑看不见，老人摔过跤。"},
		{"水渠淤塞浇不上水", "上游垮塌，三十亩稻田等水插秧。"}, {"宅基地审批太慢", "旧房漏雨，批文等了快一年。"},
	} {
		c.Put(member(fmt.Sprintf("other%d-%d", on, i), on, what[0], what[1]))
	}
}

func TestGrows(t *testing.T) {
	c := New(180 * 24 * time.Hour)
	fillers(c, 1)
	if got := c.Put(deeds(0, 1)); len(got) != 0 {
		t.Errorf("one text changed groups %v", got)
	}
	if got := c.Put(deeds(1, 2)); !cmp.Equal(got, []int{1}) {
		t.Errorf("the second changed %v, want group 1", got)
	}
	first, _ := c.Group(1)
	if first.Place != "和顺家园" || first.Name == "" {
		t.Errorf("named %q at %q", first.Name, first.Place)
	}
	c.Put(wages(0, 2))
	c.Put(wages(1, 3))
	for i := 2; i < 5; i++ {
		if got := c.Put(deeds(i, 3+i)); !cmp.Equal(got, []int{1}) {
			t.Errorf("text %d changed %v", i, got)
		}
	}
	groups := c.Groups()
	want := []Group{
		{Number: 1, Name: first.Name, Place: first.Place, Keys: []string{"deed0", "deed1", "deed2", "deed3", "deed4"}},
		{Number: 2, Name: groups[1].Name, Place: groups[1].Place, Keys: []string{"wage0", "wage1"}},
	}
	if diff := cmp.Diff(want, groups); diff != "" {
		t.Error(diff)
	}
	if got := c.Put(deeds(3, 6)); len(got) != 0 || len(c.Groups()[0].Keys) != 5 {
		t.Errorf("put again: %v, %v", got, c.Groups())
	}
}

func TestDropped(t *testing.T) {
	c := New(180 * 24 * time.Hour)
	fillers(c, 1)
	for i := range 3 {
		c.Put(deeds(i, i))
	}
	if got := c.Drop("deed0"); !cmp.Equal(got, []int{1}) {
		t.Errorf("changed %v", got)
	}
	if got := c.Drop("deed0"); got != nil {
		t.Errorf("dropped twice: %v", got)
	}
	c.Drop("deed1")
	if groups := c.Groups(); len(groups) != 0 {
		t.Errorf("one text is a group: %v", groups)
	}
	c.Put(deeds(3, 4))
	if groups := c.Groups(); len(groups) != 1 || groups[0].Number != 2 {
		t.Errorf("a number was given twice, or none: %v", groups)
	}
}

// Words that are put right do not cost a group its number while they still tell of the same.
func TestPutRight(t *testing.T) {
	c := New(180 * 24 * time.Hour)
	fillers(c, 1)
	c.Put(deeds(0, 1))
	c.Put(deeds(1, 2))
	before, _ := c.Group(1)
	right := deeds(1, 2)
	right.Subject = "和顺家园一期的不动产权证两年没有办"
	if got := c.Put(right); !cmp.Equal(got, []int{1}) {
		t.Errorf("changed %v", got)
	}
	if after, _ := c.Group(1); !cmp.Equal(before, after) {
		t.Errorf("before %v, after %v", before, after)
	}
	if got := c.Put(wages(1, 2)); len(got) != 0 {
		t.Errorf("another text changed %v", got)
	}
	other := wages(2, 2)
	other.Key = "deed1"
	if got := c.Put(other); !cmp.Equal(got, []int{1, 2}) {
		t.Errorf("a text of something else changed %v, want group 1, which ends, and a new one", got)
	}
	if _, ok := c.Group(1); ok {
		t.Error("one text is a group")
	}
}

// What a person decided about keeps its number and is not dissolved, however much two groups are one.
func TestFixed(t *testing.T) {
	grown := func(fix ...int) *Clusters {
		c := New(180 * 24 * time.Hour)
		fillers(c, 1)
		c.Restore([]Group{{Number: 3, Name: "a", Keys: []string{"deed0", "deed1"}}, {Number: 7, Name: "b", Keys: []string{"deed2", "deed3"}}},
			[]Member{deeds(0, 1), deeds(1, 2), deeds(2, 3), deeds(3, 4)}, 9)
		for _, number := range fix {
			c.Fix(number, true)
		}
		c.Put(deeds(4, 5))
		c.Put(wages(0, 6))
		c.Put(wages(1, 7))
		return c
	}
	for _, row := range []struct {
		fix  []int
		want map[int]int // members by number
	}{
		{nil, map[int]int{3: 5, 10: 2}},
		{[]int{7}, map[int]int{7: 5, 10: 2}},
		{[]int{3, 7}, map[int]int{3: 3, 7: 2, 10: 2}},
	} {
		got := map[int]int{}
		for _, g := range grown(row.fix...).Groups() {
			got[g.Number] = len(g.Keys)
		}
		if len(row.fix) == 2 && got[3] >= 2 && got[7] >= 2 && got[3]+got[7] == 5 {
			got[3], got[7] = 3, 2 // which of the two it joins is not the matter here
		}
		if diff := cmp.Diff(row.want, got); diff != "" {
			t.Errorf("fixed %v: %s", row.fix, diff)
		}
	}
	c := grown(7)
	for _, key := range []string{"deed0", "deed1", "deed2", "deed3"} {
		c.Drop(key)
	}
	if g, ok := c.Group(7); !ok || len(g.Keys) != 1 {
		t.Errorf("a group that a person decided about is gone: %v", g)
	}
}

func TestWindow(t *testing.T) {
	c := New(100 * 24 * time.Hour)
	fillers(c, 1)
	c.Put(deeds(0, 1))
	c.Put(deeds(1, 2))
	c.Put(deeds(2, 102)) // the first is a day too old to be found, the second is not
	if g, _ := c.Group(1); len(g.Keys) != 3 {
		t.Errorf("a living group lost its first: %v", g.Keys)
	}
	c.Put(wages(0, 300))
	if g, ok := c.Group(1); ok {
		t.Errorf("a group lives beyond the window: %v", g)
	}
	if got := c.Put(deeds(3, 20)); len(got) != 0 {
		t.Errorf("a text older than the window changed %v", got)
	}
}

// What was stored and taken up again goes on as if nothing had been between.
func TestRestored(t *testing.T) {
	whole, halved := New(180*24*time.Hour), New(180*24*time.Hour)
	var all []Member
	for i := range 5 {
		all = append(all, deeds(i, 2*i), wages(i, 2*i+1))
	}
	for i, m := range all {
		whole.Put(m)
		halved.Put(m)
		if i == 4 {
			again := New(180 * 24 * time.Hour)
			again.Restore(halved.Groups(), all[:5], 2)
			halved = again
		}
	}
	if diff := cmp.Diff(whole.Groups(), halved.Groups()); diff != "" {
		t.Error(diff)
	}
	if len(whole.Groups()) != 2 {
		t.Errorf("%v", whole.Groups())
	}
}

// TestTitle: a subject that is too long for a name is cut where one sees it.
func TestTitle(t *testing.T) {
	long := strings.Repeat("要", mostTitle+1)
	if got := title(long, likeness.Match{}); len([]rune(got)) != mostTitle || !strings.HasSuffix(got, "要…") {
		t.Errorf("%q", got)
	}
	if got := title(" "+long[:len("要")*mostTitle], likeness.Match{}); got != long[:len("要")*mostTitle] {
		t.Errorf("%q", got)
	}
}
