package measure

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"bihuan/domain/fault"
)

// complaints reads one of the given files of real messages, which are no part of the repository.
func complaints(t *testing.T, name string) []Labelled {
	t.Helper()
	f, err := os.Open(judgedAt + name)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	texts, err := Texts(f, name)
	if err != nil {
		t.Fatal(err)
	}
	return texts
}

// TestGivenCategories: what was measured on real messages holds, learned from a part of them.
func TestGivenCategories(t *testing.T) {
	texts := complaints(t, "labelled.csv")
	var train, test []Labelled
	for i, one := range texts {
		if i%4 == 0 {
			test = append(test, one)
			continue
		}
		train = append(train, one)
	}
	m := OfCategories(train, nil, test, time.Now)
	t.Logf("macro-F1 %.4f, of titles %.4f; %d left out; learned in %.1f s, %.0f texts a second", m.MacroF1, m.Titles.MacroF1, m.Left, m.Training, m.Speed)
	if m.MacroF1 < 0.88 || m.Titles.MacroF1 < 0.82 {
		t.Errorf("macro-F1 %.4f, of titles %.4f", m.MacroF1, m.Titles.MacroF1)
	}
	if m.Left == 0 || m.Left > 200 {
		t.Errorf("%d near-duplicates of the test", m.Left)
	}
}

// labelled are made texts, twenty of each of two labels; most of each is like no other.
func labelled() []Labelled {
	var all []Labelled
	filler := rune(0)
	own := func() string { // twelve characters that stand nowhere else
		var b strings.Builder
		for range 12 {
			b.WriteRune('一' + filler)
			filler += 7
		}
		return b.String()
	}
	for range 20 {
		all = append(all,
			Labelled{Title: "工地拖欠工资" + own(), Text: own() + "拖欠工资，" + own() + "老板" + own(), Label: "工资"},
			Labelled{Title: "小学补课收费" + own(), Text: own() + "补课收费，" + own() + "校长" + own(), Label: "学校"})
	}
	return all
}

func TestOfCategories(t *testing.T) {
	tick := time.Unix(0, 0)
	now := func() time.Time { tick = tick.Add(time.Second); return tick }
	texts := labelled()
	m := OfCategories(texts, nil, nil, now)
	if m.How != "five-fold" || m.Asked != 40 || m.Titles.Asked != 40 || m.TitlesAre != "titles" || m.Accuracy < 0.9 || len(m.Labels) != 2 || m.Labels[0].Support != 20 {
		t.Errorf("five-fold: %+v", m)
	}
	if m.Training != 1 || m.Speed != 8 {
		t.Errorf("learned in %v s, asked %v a second", m.Training, m.Speed)
	}
	// Lists of the very words of a test, under a wrong label, are not learned from.
	var words []Labelled
	for _, one := range texts[:20] {
		r := []rune(one.Text)
		var parts []string
		for len(r) > 3 {
			parts, r = append(parts, string(r[:3])), r[3:]
		}
		words = append(words, Labelled{Text: strings.Join(parts, " "), Label: "别的"})
	}
	m = OfCategories(texts[20:], words, texts[:20], now)
	if m.How != "test" || m.Left != 20 || m.Accuracy < 0.9 {
		t.Errorf("with a test: %d left out, %.2f right", m.Left, m.Accuracy)
	}
	for _, l := range m.Labels {
		if l.Label == "别的" {
			t.Error("a label that the test does not have is measured")
		}
	}
}

func TestScore(t *testing.T) {
	var s Score
	for _, one := range [][2]string{{"a", "a"}, {"a", "a"}, {"a", "b"}, {"b", "b"}, {"c", "a"}} {
		s.add(one[0], one[1])
	}
	s = s.finish()
	if s.Asked != 5 || s.Right != 3 || s.Accuracy != 0.6 {
		t.Errorf("%+v", s)
	}
	want := "[{a 0.6666666666666666 0.6666666666666666 0.6666666666666666 3} {b 0.5 1 0.6666666666666666 1} {c 0 0 0 1}]"
	if got := fmt.Sprint(s.Labels); got != want {
		t.Errorf("labels %s, want %s", got, want)
	}
	if s.MacroF1 < 0.444 || s.MacroF1 > 0.445 {
		t.Errorf("macro-F1 %v", s.MacroF1)
	}
}

func TestSame(t *testing.T) {
	long := "尊敬的领导，我们小区外面的汽车检测站装修施工，严重影响居民安全，请相关部门前来调查关闭这家汽车检测站。"
	got := Same([]string{
		long,
		"城关镇的路灯坏了三个月没有人修，晚上走路看不见。",
		"汽车检测站 装修 施工 严重 影响 居民 安全 相关 部门 前来 调查 关闭 这家 汽车检测站",
		"补充：" + strings.Replace(long, "严重影响", "已经影响", 1),
		"路灯",
		"路灯",
	})
	if want := "[0 1 0 0 4 5]"; fmt.Sprint(got) != want {
		t.Errorf("groups %v, want %s", got, want)
	}
}

func TestHeading(t *testing.T) {
	for text, want := range map[string]string{
		"D12市砖厂操控市场价格。各位领导，你们好":       "D12市砖厂操控市场价格",
		"A3 区 杜鹃 文苑 汽车 检测站 　 　 业主 涉及": "A3 区 杜鹃 文苑 汽车 检测站 ",
		"你好！我是某村村民":                   "",
		strings.Repeat("没有句号", 20):    "",
		"":                            "",
	} {
		if got := Heading(text); got != want {
			t.Errorf("%q is headed %q, want %q", text, got, want)
		}
	}
}

func TestTexts(t *testing.T) {
	read := func(content string) ([]Labelled, error) { return Texts(strings.NewReader(content), "f.csv") }
	for name, c := range map[string]struct {
		content string
		want    []Labelled
	}{
		"as given":          {"no,title,time,text,label\n1,,,路灯不亮,城建\n2,补课,2020-01-01,补课。收费,教育\n", []Labelled{{"", "路灯不亮", "城建"}, {"补课", "补课。收费", "教育"}}},
		"words":             {"row,tokens,label\n3,路灯 不亮,城建\n", []Labelled{{"", "路灯 不亮", "城建"}}},
		"another order":     {"\ufefflabel,text\n城建,路灯不亮\n", []Labelled{{"", "路灯不亮", "城建"}}},
		"no label, no word": {"text,label\n路灯不亮,\n,城建\n补课,教育\n", []Labelled{{"", "补课", "教育"}}},
		"a title alone":     {"title,text,label\n补课收费,,教育\n", []Labelled{{"补课收费", "补课收费", "教育"}}},
	} {
		got, err := read(c.content)
		if err != nil || fmt.Sprint(got) != fmt.Sprint(c.want) {
			t.Errorf("%s: %v, %v", name, got, err)
		}
	}
	for name, content := range map[string]string{"nothing": "", "no rows": "text,label\n", "no label": "text\n路灯\n", "no text": "label\n城建\n"} {
		if _, err := read(content); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
}
