package likeness

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// filled has matters of a made county, among which the tests look.
func filled() *Index {
	x := New()
	for _, t := range []Text{
		{"crop", "石门村青苗补偿款未足额发放", "高速连接线施工便道占了石门村两组的水田，青苗补偿说好每亩2600元，到手只有1400元。"},
		{"noise", "和顺家园夜间施工噪音扰民", "和顺家园北门工地每天夜里打桩到两点，老人孩子睡不着。"},
		{"deed", "和顺家园一期不动产权证两年未办", "和顺家园一期交房两年，开发商一直拖着不办不动产权证，孩子上学用不上。"},
		{"wage", "柳河镇安置房项目拖欠6名务工人员工资", "我们6人在柳河镇安置房项目做泥工，项目部欠工资三个月。"},
		{"bus", "希望3路公交延伸到高坪镇中心小学", "学生上学要走四里路，请把3路公交线路延长到学校门口。"},
	} {
		x.Put(t)
	}
	for i := range 40 { // what stands in many
		x.Put(Text{fmt.Sprintf("other%d", i), fmt.Sprintf("请求解决第%d号低保申请问题", i), "尊敬的领导您好，家里困难，申请低保一直没有答复，请尽快处理。"})
	}
	return x
}

func TestLike(t *testing.T) {
	x := filled()
	for _, row := range []struct {
		name            string
		subject, body   string
		want            string // the first, "" for none that is likely
		words, place    string
		likely, isApart bool
	}{
		{"other words", "石门村修高速占地的青苗钱何时发", "占了我家地，青苗补偿讲好每亩2600元，只给了一千四。", "crop", "青苗", "", true, false},
		{"full-width figures", "石门村青苗补偿", "每亩２６００元，施工便道占水田。", "crop", "每亩2600元", "", true, false},
		{"same wording, other village", "双河村青苗补偿款未足额发放", "高速连接线施工便道占了双河村两组的水田，青苗补偿说好每亩2600元，到手只有1400元。", "crop", "", "", false, true},
		{"place in common", "和顺家园小区不动产权证", "两年了，和顺家园一期的不动产权证还没有办。", "deed", "不动产权证", "", true, false},
		{"politeness alone", "尊敬的领导您好", "请尽快处理，谢谢。", "", "", "", false, false},
		{"nothing", "", "", "", "", "", false, false},
	} {
		t.Run(row.name, func(t *testing.T) {
			matches := x.Like(Text{Subject: row.subject, Body: row.body}, 3)
			likely := slices.DeleteFunc(slices.Clone(matches), func(m Match) bool { return m.Score < Likely })
			if !row.likely {
				if len(likely) > 0 && !strings.HasPrefix(likely[0].Key, "other") {
					t.Errorf("likely: %+v", likely)
				}
				if row.isApart && (len(matches) == 0 || matches[0].Key != row.want || !matches[0].Apart) {
					t.Errorf("not told apart: %+v", matches)
				}
				return
			}
			if len(likely) == 0 || likely[0].Key != row.want || likely[0].Apart {
				t.Fatalf("got %+v, want %s", matches, row.want)
			}
			if !strings.Contains(strings.Join(likely[0].Words, " "), row.words) {
				t.Errorf("words %q, want %q among them", likely[0].Words, row.words)
			}
		})
	}
}

// What is shown in common tells something: no piece of a number, no word that stands everywhere.
func TestSharedWords(t *testing.T) {
	x := filled()
	got := x.Like(Text{Subject: "石门村的青苗补偿", Body: "尊敬的领导您好，请尽快处理：每亩12600元没有发，我们的水田，到手只有1400元。"}, 1)
	if len(got) != 1 || got[0].Where != "石门村" {
		t.Fatalf("%+v", got)
	}
	for _, word := range got[0].Words {
		if word == "600元" || word == "2600元" || word == "没有" || strings.HasPrefix(word, "的") || strings.HasSuffix(word, "的") {
			t.Errorf("%q says nothing", word)
		}
	}
	if !slices.Contains(got[0].Words, "到手只有1400元") {
		t.Errorf("%q", got[0].Words)
	}
}

// One place has many matters: that it is the same place alone says less than that the rest is too.
func TestSamePlace(t *testing.T) {
	got := filled().Like(Text{Subject: "和顺家园的房产证", Body: "和顺家园交房两年，不动产权证还没有办下来。"}, 2)
	if len(got) != 2 || got[0].Key != "deed" || got[1].Key != "noise" || got[0].Score < Likely || got[1].Score > 0.8*got[0].Score {
		t.Errorf("%+v", got)
	}
}

func TestPutAndDrop(t *testing.T) {
	x := filled()
	n := x.Len()
	ask := Text{Key: "crop", Subject: "石门村青苗补偿款", Body: "每亩2600元"}
	if got := x.Like(ask, 1); len(got) > 0 && got[0].Key == "crop" {
		t.Error("a text is like itself")
	}
	x.Put(Text{"crop", "高坪镇采石场扬尘", "夜里放炮，灰大。"})
	if x.Len() != n {
		t.Errorf("%d texts after one was replaced, want %d", x.Len(), n)
	}
	ask.Key = ""
	if got := x.Like(ask, 1); len(got) > 0 && got[0].Key == "crop" {
		t.Error("found by the words it had before")
	}
	if got := x.Like(Text{Subject: "高坪镇采石场扬尘大"}, 1); len(got) != 1 || got[0].Key != "crop" {
		t.Errorf("not found by its new words: %+v", got)
	}
	x.Drop("crop")
	x.Drop("crop")
	if got := x.Like(Text{Subject: "高坪镇采石场扬尘大"}, 1); len(got) == 1 && got[0].Key == "crop" {
		t.Error("found after it was dropped")
	}
	if x.Len() != n-1 {
		t.Errorf("%d texts, want %d", x.Len(), n-1)
	}
}

// Texts that were dropped hide none that is there, and their room is given back.
func TestManyDropped(t *testing.T) {
	x := filled()
	for i := range 3000 {
		x.Put(Text{fmt.Sprint("old", i), "石门村青苗补偿", fmt.Sprint("每亩2600元，施工便道占水田。", i)})
	}
	for i := range 3000 {
		x.Drop(fmt.Sprint("old", i))
		if i != 400 {
			continue
		}
		for j := 401; j < 3000; j++ {
			x.Drop(fmt.Sprint("old", j))
		}
	}
	if got := x.Like(Text{Subject: "石门村青苗补偿", Body: "每亩2600元，施工便道占水田。"}, 3); len(got) == 0 || got[0].Key != "crop" {
		t.Errorf("hidden: %+v", got)
	}
	if n := len(x.docs); n > 2*x.Len()+spare {
		t.Errorf("%d places for %d texts", n, x.Len())
	}
	var file bytes.Buffer
	if err := x.Save(&file); err != nil {
		t.Fatal(err)
	}
	if y, err := Load(&file); err != nil || !cmp.Equal(x.Like(Text{Subject: "石门村青苗补偿"}, 3), y.Like(Text{Subject: "石门村青苗补偿"}, 3)) {
		t.Errorf("saved after it: %v", err)
	}
}

func TestSaved(t *testing.T) {
	x := filled()
	x.Drop("noise")
	x.Put(Text{"wage", "柳河镇安置房拖欠工资", "项目部欠我们6人三个月工资。"})
	var file bytes.Buffer
	if err := x.Save(&file); err != nil {
		t.Fatal(err)
	}
	y, err := Load(bytes.NewReader(file.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	for _, ask := range []string{"石门村青苗补偿", "柳河镇拖欠工资", "和顺家园施工噪音", "低保申请没有答复"} {
		if diff := cmp.Diff(x.Like(Text{Subject: ask}, 5), y.Like(Text{Subject: ask}, 5)); diff != "" {
			t.Errorf("%s: before and after:\n%s", ask, diff)
		}
	}
	y.Put(Text{"new", "石门村青苗补偿", "每亩2600元"})
	if got := y.Like(Text{Subject: "石门村青苗补偿"}, 2); len(got) != 2 {
		t.Errorf("after loading, two are not found: %+v", got)
	}
	for _, at := range []int{0, 5, 30, 200, file.Len() / 2, file.Len() - 9, file.Len() - 1} {
		bad := bytes.Clone(file.Bytes())
		bad[at] ^= 0x10
		if _, err := Load(bytes.NewReader(bad)); !errors.Is(err, ErrDamaged) {
			t.Errorf("byte %d changed: %v", at, err)
		}
		if _, err := Load(bytes.NewReader(file.Bytes()[:at])); !errors.Is(err, ErrDamaged) {
			t.Errorf("cut off at %d: %v", at, err)
		}
	}
}

// Many ask while one writes.
func TestAtOnce(t *testing.T) {
	x := filled()
	var all sync.WaitGroup
	for i := range 4 {
		all.Go(func() {
			for j := range 50 {
				x.Like(Text{Subject: fmt.Sprintf("石门村青苗补偿%d", i*j)}, 5)
			}
		})
	}
	all.Go(func() {
		for range 5 {
			if err := x.Save(io.Discard); err != nil {
				t.Error(err)
			}
		}
	})
	for i := range 100 {
		x.Put(Text{fmt.Sprint("more", i), "石门村青苗补偿", fmt.Sprint(i)})
	}
	for i := range 2000 { // so many that room is given back meanwhile
		x.Put(Text{"gone", "低保申请", fmt.Sprint(i)})
	}
	x.Drop("gone")
	all.Wait()
	if x.Len() != 145 {
		t.Errorf("%d texts", x.Len())
	}
}

func TestNames(t *testing.T) {
	w := readPlaceWords()
	for text, want := range map[string]string{
		"白水镇石门村青苗补偿":      "白水/镇 石门/村",
		"位于a3区联丰路的和顺家园小区": "a3/区 联丰/路 和顺/家园",
		"希望805路改道走木莲中路":   "805/路 木莲中/路",
		"没有地方可去":          "",
		"村":               "",
	} {
		var got []string
		for _, n := range w.names([]rune(text)) {
			got = append(got, n.own+"/"+n.kind)
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
}
