package deadline

import (
	"encoding/json"
	"fmt"
	"os"
	"reflect"
	"regexp"
	"strings"
	"testing"
)

// texts reads this package's words of a language; the locale package has the reader proper.
func texts(t *testing.T, tag string) map[string]string {
	t.Helper()
	raw, err := os.ReadFile("../../locale/" + tag + "/deadline.json")
	if err != nil {
		t.Fatal(err)
	}
	words := map[string]string{}
	if err := json.Unmarshal(raw, &words); err != nil {
		t.Fatal(err)
	}
	return words
}

var placeholder = regexp.MustCompile(`\{([a-z0-9_]+)(?::([a-z_.]+))?\}`)

// say words a key as the locale does, roughly, and fails on what it cannot.
func say(t *testing.T, words map[string]string, tag, key string, args []any) string {
	t.Helper()
	text, ok := words[key]
	if !ok {
		t.Fatalf("%s: no text for %s", tag, key)
	}
	one, other, plural := strings.Cut(text, "|")
	step := Step{Args: args}
	if plural {
		if text = other; arg(step, "n") == 1 {
			text = one
		}
	}
	return placeholder.ReplaceAllStringFunc(text, func(p string) string {
		m := placeholder.FindStringSubmatch(p)
		v := arg(step, m[1])
		if v == nil {
			t.Fatalf("%s: %s wants {%s}, which is not given", tag, key, m[1])
		}
		if d, ok := v.(Day); ok {
			_, month, date := d.Date()
			return fmt.Sprintf("%d月%d日", month, date)
		}
		if m[2] != "" && m[2] != "week" && m[2] != "iso" {
			var parts []string
			list, ok := v.([]string)
			if !ok {
				list = []string{v.(string)}
			}
			for _, code := range list {
				parts = append(parts, say(t, words, tag, m[2]+"."+code, nil))
			}
			return strings.Join(parts, "、")
		}
		return fmt.Sprint(v)
	})
}

func derivation(t *testing.T, r Result) []string {
	t.Helper()
	words := map[string]map[string]string{"zh-CN": texts(t, "zh-CN"), "en": texts(t, "en")}
	var lines []string
	for _, s := range r.Steps {
		for _, tag := range []string{"en", "zh-CN"} {
			args := s.In(tag)
			line := say(t, words[tag], tag, s.Label(), args) + " " + say(t, words[tag], tag, s.Key, args)
			if tag == "zh-CN" {
				lines = append(lines, line)
			}
		}
	}
	return lines
}

func TestDerivation(t *testing.T) {
	c := embedded(t)
	old, err := ParseYear([]byte(`{"year":2027,"days":[
		{"name":"县庆","date":"2027-03-01","isOffDay":true},{"name":"县庆","date":"2027-03-02","isOffDay":true}]}`))
	if err != nil {
		t.Fatal(err)
	}
	c2 := c.With(old)
	old.Days = []Special{{Name: "县庆", Date: NewDay(2027, 3, 6)}, {Name: "县庆", Date: NewDay(2027, 3, 7)}}
	c3 := c.With(old)
	for _, x := range []struct {
		name     string
		rule     Rule
		calendar Calendar
		term     Term
		want     []string
	}{
		{"the design's pledge", rule(t, "pledge.ordinary"), c, Term{Start: date(9, 1)}, []string{
			"依据 县“四个一”承诺，第1版",
			"起算 9月1日受理，当天不算",
			"满1个月 10月1日",
			"顺延 10月1日至10月7日国庆放假，到节后首个工作日10月8日",
			"暂停、延期 没有",
			"到期 10月8日 24:00",
		}},
		{"the design's limit", rule(t, "law.handle"), c, Term{Start: date(9, 1)}, []string{
			"依据 《信访工作条例》第三十四条",
			"起算 9月1日受理，当天不算",
			"第60日 10月31日",
			"顺延 10月31日至11月1日周末，到11月2日",
			"暂停、延期 没有",
			"到期 11月2日 24:00",
		}},
		{"a right over a long holiday", rule(t, "law.objection"), c, Term{Start: date(9, 30)}, []string{
			"依据 《信访工作条例》第二十三条第三款",
			"起算 9月30日交办，当天不算",
			"不算 10月1日至10月7日国庆放假",
			"算 10月10日，调休上班",
			"不算 10月11日周末",
			"第5个工作日 10月13日",
			"暂停、延期 没有",
			"到期 10月13日 24:00，过后不能再提出",
		}},
		{"pauses, extension, roll-over", rule(t, "law.handle"), c,
			Term{Start: date(6, 3), Event: "reopened", Extended: 30, Pauses: []Pause{{date(6, 10), date(6, 12)}, {date(8, 12), date(8, 12)}}}, []string{
				"依据 《信访工作条例》第三十四条",
				"起算 6月3日重新办理，当天不算",
				"暂停 6月10日至6月12日，3天不算",
				"第60日 8月5日",
				"暂停 8月12日，当天不算",
				"延期 延长30天，到9月5日",
				"顺延 9月5日至9月6日周末，到9月7日",
				"到期 9月7日 24:00",
			}},
		{"a short month and a pause", rule(t, "pledge.ordinary"), c,
			Term{Start: date(1, 31), Pauses: []Pause{{date(2, 3), date(2, 4)}}}, []string{
				"依据 县“四个一”承诺，第1版",
				"起算 1月31日受理，当天不算",
				"满1个月 2月28日，当月没有31日，取最后一天",
				"暂停 2月3日至2月4日，2天不算",
				"推后 暂停2天，推后到3月2日",
				"到期 3月2日 24:00",
			}},
		{"an open pause", rule(t, "pledge.accept"), c, Term{Start: date(9, 16), Pauses: []Pause{{From: date(9, 17)}}}, []string{
			"依据 县“四个一”承诺，第1版",
			"起算 9月16日交办，当天不算",
			"已暂停 9月17日起暂停，恢复后还有1个工作日",
		}},
		{"a year without a notice", rule(t, "law.sort"), c, Term{Start: date(12, 25)}, []string{
			"依据 《信访工作条例》第二十二条",
			"起算 12月25日登记，当天不算",
			"第15日 1月9日",
			"顺延 1月9日至1月10日周末，到1月11日",
			"请注意 2027年的放假安排还没有导入，先按周一至周五上班计算，日期可能变动",
			"到期 1月11日 24:00",
		}},
		{"weekend, then a holiday of the county's own", rule(t, "law.sort"), c2, Term{Start: NewDay(2027, 2, 12)}, []string{
			"依据 《信访工作条例》第二十二条",
			"起算 2月12日登记，当天不算",
			"第15日 2月27日",
			"不算 2月27日至2月28日周末",
			"顺延 3月1日至3月2日放假（县庆），到节后首个工作日3月3日",
			"到期 3月3日 24:00",
		}},
		{"two holidays in one", rule(t, "pledge.simple"), c, Term{Start: NewDay(2020, 9, 25)}, []string{
			"依据 县“四个一”承诺，第1版",
			"起算 9月25日受理，当天不算",
			"第7日 10月2日",
			"顺延 10月2日至10月8日国庆、中秋放假，到节后首个工作日10月9日",
			"暂停、延期 没有",
			"到期 10月9日 24:00",
		}},
		{"no roll-over", Rule{Unit: Days, Span: 7, Basis: Law, Article: Text{ZH: "某条"}, StartsOn: []Trigger{"served"}, ToVerify: true}, c, Term{Start: date(9, 12)}, []string{
			"依据 某条",
			"待核对 期限的出处还没有核对原文，写进正式文书前请人核对",
			"起算 9月12日送达，当天不算",
			"第7日 9月19日",
			"不顺延 9月19日不上班，但按规则仍到当天",
			"到期 9月19日 24:00",
		}},
		{"the pause opens while rolling over", rule(t, "pledge.simple"), c, Term{Start: date(9, 26), Pauses: []Pause{{date(10, 5), date(10, 8)}}}, []string{
			"依据 县“四个一”承诺，第1版",
			"起算 9月26日受理，当天不算",
			"第7日 10月3日",
			"不算 10月3日至10月4日国庆放假",
			"暂停 10月5日至10月8日，4天不算",
			"顺延 到10月9日",
			"到期 10月9日 24:00",
		}},
		{"an order", rule(t, "order.feedback"), c, Term{Start: date(9, 4), Given: date(9, 11)}, []string{
			"依据 《信访工作条例》第二十二条第三款，文书要求",
			"文书要求 9月11日前",
			"暂停、延期 没有",
			"到期 9月11日 24:00",
		}},
		{"an order without a day", rule(t, "order.feedback"), c, Term{Start: date(9, 4)}, []string{
			"依据 《信访工作条例》第二十二条第三款，文书要求",
			"期限 没有定期限",
		}},
		{"a whole weekend made up", Rule{Unit: Workdays, Span: 3, Basis: Law, StartsOn: []Trigger{"served"}}, c3, Term{Start: NewDay(2027, 3, 5)}, []string{
			"依据 ",
			"起算 3月5日送达，当天不算",
			"算 3月6日，调休上班",
			"算 3月7日，调休上班",
			"第3个工作日 3月8日",
			"到期 3月8日 24:00",
		}},
	} {
		t.Run(x.name, func(t *testing.T) {
			got := derivation(t, x.calendar.Due(x.rule, x.term))
			if !reflect.DeepEqual(got, x.want) {
				t.Errorf("got\n  %s\nwant\n  %s", strings.Join(got, "\n  "), strings.Join(x.want, "\n  "))
			}
		})
	}
}

// All words of both languages: the same keys, the same placeholders, and nothing that is asked for missing.
func TestWords(t *testing.T) {
	zh, en := texts(t, "zh-CN"), texts(t, "en")
	names := func(s string) map[string]bool {
		set := map[string]bool{}
		for _, m := range placeholder.FindAllStringSubmatch(s, -1) {
			set[m[1]] = true
		}
		return set
	}
	for key, text := range zh {
		if !reflect.DeepEqual(names(text), names(en[key])) {
			t.Errorf("%s: %q and %q differ in what they want", key, text, en[key])
		}
	}
	for key := range en {
		if _, ok := zh[key]; !ok {
			t.Errorf("%s is in English only", key)
		}
	}
	for _, event := range events {
		say(t, zh, "zh-CN", "deadline.event."+event, nil)
	}
	for _, code := range embedded(t).codes {
		say(t, zh, "zh-CN", "deadline.holiday."+code, nil)
	}
	// Each fault key in the code has its words.
	files, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	keys := regexp.MustCompile(`"(fault\.[a-z_.]+)"`)
	for _, f := range files {
		if !strings.HasSuffix(f.Name(), ".go") || strings.HasSuffix(f.Name(), "_test.go") {
			continue
		}
		raw, err := os.ReadFile(f.Name())
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range keys.FindAllSubmatch(raw, -1) {
			if zh[string(m[1])] == "" {
				t.Errorf("%s: no words for %s", f.Name(), m[1])
			}
		}
	}
}
