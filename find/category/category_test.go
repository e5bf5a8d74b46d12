package category

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"testing"
)

// made are texts of three kinds, no two the same.
func made(n int) []Example {
	kinds := []struct {
		label string
		parts [][]string
	}{
		{"land", [][]string{{"石门村", "白水镇", "柳河村"}, {"征地补偿款", "青苗补偿", "宅基地审批"}, {"至今没有发放", "标准不公开", "没有批下来"}}},
		{"wages", [][]string{{"工地", "砖厂", "物业公司"}, {"拖欠工资", "不缴社保", "工伤认定"}, {"三个月了", "老板不接电话", "仲裁没有结果"}}},
		{"school", [][]string{{"城关小学", "县一中", "幼儿园"}, {"补课收费", "学区划分", "老师体罚"}, {"家长意见很大", "孩子不愿上学", "校长不理"}}},
	}
	var all []Example
	for i := range n {
		k := kinds[i%len(kinds)]
		j := i / len(kinds)
		title := k.parts[0][j%3] + k.parts[1][j/3%3]
		all = append(all, Example{Title: title, Text: fmt.Sprintf("%s\n%s，%s，请领导过问。第%d次", title, k.parts[1][(j/3+j%2)%3], k.parts[2][j/9%3], i), Label: k.label})
	}
	return all
}

func TestSuggest(t *testing.T) {
	m := Train(made(240), Options{})
	if got := m.Labels(); !slices.Equal(got, []string{"land", "school", "wages"}) {
		t.Fatalf("labels %v", got)
	}
	for text, want := range map[string]string{
		"某村占地以后青苗补偿一直没有发放": "land",
		"饭店拖欠工资，老板不接电话":    "wages",
		"二小 补课 收费 家长 意见":   "school", // words parted by blanks
	} {
		list := m.Suggest(text, 2)
		if len(list) != 2 || list[0].Label != want || m.Best(text) != want {
			t.Errorf("%s: %+v, best %q", text, list, m.Best(text))
			continue
		}
		if list[0].Share <= list[1].Share || list[0].Share > 1 || list[1].Share < 0 {
			t.Errorf("%s: shares %v and %v", text, list[0].Share, list[1].Share)
		}
	}
	total := 0.0
	for _, s := range m.Suggest("老板拖欠工资", 10) {
		total += s.Share
	}
	if math.Abs(total-1) > 1e-6 {
		t.Errorf("all shares are %v", total)
	}
	if got := m.Suggest("xyz", 3); got != nil {
		t.Errorf("suggested for what it does not know: %v", got)
	}
}

// TestWords: the parts of a text that are shown are parts of it, none of another, and not idle ones.
func TestWords(t *testing.T) {
	m := Train(made(240), Options{})
	text := "饭店的老板拖欠工资三个月了，老板不接电话"
	words := m.Suggest(text, 1)[0].Words
	if len(words) == 0 || len(words) > ledMost {
		t.Fatalf("words %q", words)
	}
	if !slices.ContainsFunc(words, func(w string) bool { return strings.Contains(w, "拖欠工资") }) {
		t.Errorf("nothing of the wages that are owed in %q", words)
	}
	for i, w := range words {
		if !strings.Contains(text, w) || len([]rune(w)) < 2 {
			t.Errorf("%q is no word of the text", w)
		}
		if strings.HasPrefix(w, "的") || strings.HasSuffix(w, "了") {
			t.Errorf("%q begins or ends with an idle character", w)
		}
		for j, other := range words {
			if i != j && strings.Contains(other, w) {
				t.Errorf("%q is a part of %q", w, other)
			}
		}
		if i > 0 && len([]rune(w)) > len([]rune(words[i-1])) {
			t.Errorf("%q stands after a shorter one", w)
		}
	}
}

// TestSame: the same texts make the same model, and a stored one says the same.
func TestSame(t *testing.T) {
	var first, second bytes.Buffer
	m := Train(made(120), Options{})
	for w, one := range map[io.Writer]*Model{&first: m, &second: Train(made(120), Options{})} {
		if err := one.Save(w); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(first.Bytes(), second.Bytes()) {
		t.Error("the same texts made two models")
	}
	back, err := Load(&first)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range made(60) {
		if a, b := m.Suggest(e.Text, 3), back.Suggest(e.Text, 3); !reflect.DeepEqual(a, b) {
			t.Fatalf("%s: %v, stored %v", e.Text, a, b)
		}
	}
	if back.Texts() != 120 {
		t.Errorf("learned from %d texts", back.Texts())
	}
}

func TestLittle(t *testing.T) {
	for name, examples := range map[string][]Example{
		"nothing":           nil,
		"no label":          {{Text: "拖欠工资"}},
		"one label":         made(3)[:1],
		"no text":           {{Label: "land"}, {Label: "wages"}},
		"three of one each": made(3),
	} {
		m := Train(examples, Options{})
		_ = m.Suggest("拖欠工资", 3)
		_ = m.Best("拖欠工资")
		var b bytes.Buffer
		if err := m.Save(&b); err != nil {
			t.Fatal(err)
		}
		if _, err := Load(&b); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if got := Train(append(made(30), Example{Text: "路灯不亮", Label: "lamps"}), Options{Least: 2}).Labels(); slices.Contains(got, "lamps") {
		t.Errorf("learned what was decided once: %v", got)
	}
}

// TestWeights: a model keeps no more weights than it may, and still knows the plainest.
func TestWeights(t *testing.T) {
	m := Train(made(240), Options{Weights: 90})
	if n := len(m.step); n > 100 || n < 30 {
		t.Errorf("%d weights", n)
	}
	if got := m.Best("老板拖欠工资"); got != "wages" {
		t.Errorf("said %q", got)
	}
}

func TestFromWords(t *testing.T) {
	table := FromWords([]Category{
		{"0101", []string{"自然资源", "土地征收", "补偿标准"}},
		{"0102", []string{"自然资源", "宅基地", "宅基地审批"}},
		{"0201", []string{"人力资源", "劳动报酬", "拖欠工资"}},
	})
	for text, want := range map[string]string{"我家宅基地批不下来": "0102", "老板拖欠我们工资": "0201", "征收我们土地，补偿太低": "0101"} {
		list := table.Suggest(text, 3)
		if len(list) == 0 || list[0].Label != want || len(list[0].Words) == 0 {
			t.Errorf("%s: %+v", text, list)
		}
	}
	if list := table.Suggest("路灯不亮", 3); list != nil {
		t.Errorf("suggested by no word: %v", list)
	}
}

// TestTableIsCheap: a table is read anew after each change of it, by whoever asks first: the memory that
// takes is by its own words, not by all features that there could be.
func TestTableIsCheap(t *testing.T) {
	var table []Category
	for i := range 300 {
		one := func(at rune) string {
			return string([]rune{'一' + rune(i%20), '丁' + rune(i), at + rune(i), '县' + rune(7*i)})
		}
		table = append(table, Category{fmt.Sprintf("%04d", i), []string{one('东'), one('南'), one('西')}})
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	m := FromWords(table)
	runtime.ReadMemStats(&after)
	if used := (after.TotalAlloc - before.TotalAlloc) >> 20; used > 4 {
		t.Errorf("%d MB for %d lines", used, len(table))
	}
	for i, c := range table {
		if s := m.Suggest(c.Words[2], 1); len(s) != 1 || s[0].Label != c.Code {
			t.Fatalf("line %d: %+v", i, s)
		}
	}
}

// TestAdviser: few decisions do not drown the table, many do.
func TestAdviser(t *testing.T) {
	table := FromWords([]Category{{"wages", []string{"拖欠工资"}}, {"lamps", []string{"路灯"}}})
	decided := Train(made(30), Options{})
	few := Adviser{Decided: decided, Table: table}
	if list := few.Suggest("路灯不亮", 1); len(list) != 1 || list[0].Label != "lamps" {
		t.Errorf("what only the table knows: %+v", list)
	}
	total := 0.0
	for _, s := range few.Suggest("老板拖欠工资", 10) {
		total += s.Share
	}
	if math.Abs(total-1) > 1e-6 {
		t.Errorf("all shares are %v", total)
	}
	// The table is wrong: the bureau has decided otherwise, often.
	wrong := Adviser{Decided: Train(made(3000), Options{}), Table: FromWords([]Category{{"school", []string{"拖欠工资"}}})}
	if list := wrong.Suggest("老板拖欠工资", 1); list[0].Label != "wages" {
		t.Errorf("three thousand decisions count less than the table: %+v", list)
	}
	if list := (Adviser{}).Suggest("拖欠工资", 3); list != nil {
		t.Errorf("nobody suggested %v", list)
	}
}

// TestShares: of what is suggested with a share, about that share is right.
func TestShares(t *testing.T) {
	all := made(600)
	for i := range all {
		if i%7 == 0 { // somebody decides otherwise
			all[i].Label = all[(i+1)%len(all)].Label
		}
	}
	m := Train(all[:400], Options{})
	sum, right := 0.0, 0.0
	for _, e := range all[400:] {
		s := m.Suggest(e.Text, 1)[0]
		sum += s.Share
		if s.Label == e.Label {
			right++
		}
	}
	if mean, share := sum/200, right/200; math.Abs(mean-share) > 0.12 {
		t.Errorf("said %.2f sure, and was right in %.2f", mean, share)
	}
}

func FuzzLoad(f *testing.F) {
	var b bytes.Buffer
	if err := Train(made(30), Options{}).Save(&b); err != nil {
		f.Fatal(err)
	}
	whole := b.Bytes()
	f.Add(whole)
	f.Add(whole[:len(whole)/2])
	f.Add([]byte(mark))
	f.Add([]byte(nil))
	for at := len(mark); at < len(whole); at += len(whole) / 20 {
		damaged := bytes.Clone(whole)
		damaged[at] ^= 0x55
		f.Add(damaged)
	}
	f.Fuzz(func(t *testing.T, content []byte) {
		m, err := Load(bytes.NewReader(content))
		if err != nil {
			if !errors.Is(err, errDamaged) {
				t.Fatalf("not told as damage: %v", err)
			}
			return
		}
		_ = m.Suggest("拖欠工资三个月", 3)
		_ = m.Best("拖欠工资三个月")
	})
}
