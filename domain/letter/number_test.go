package letter

import (
	"testing"

	"bihuan/domain/deadline"
)

func TestNumber(t *testing.T) {
	pattern := func(text string) *Form {
		f, err := load(replaced("series: 测", text))
		if err != nil {
			t.Fatal(faultsOf(err))
		}
		return &f
	}
	letter := pattern("series: 提")
	for _, tt := range []struct {
		form *Form
		sign string
		year int
		n    int
		want string
	}{
		{letter, "清信", 2026, 12, "清信提函〔2026〕12号"},
		{letter, "清信", 2027, 1, "清信提函〔2027〕1号"},
		{letter, "清信", 2026, 1188, "清信提函〔2026〕1188号"},
		{pattern("number: {{.Sign}}{{if ends .Sign \"信\"}}复{{else}}信复{{end}}〔{{.Year}}〕{{.N}}号"), "清信", 2026, 3, "清信复〔2026〕3号"},
		{pattern("number: {{.Sign}}{{if ends .Sign \"信\"}}复{{else}}信复{{end}}〔{{.Year}}〕{{.N}}号"), "白政", 2026, 3, "白政信复〔2026〕3号"},
	} {
		if got := Number(tt.form, tt.sign, tt.year, tt.n); got != tt.want {
			t.Errorf("%s, want %s", got, tt.want)
		}
	}
	// One counter for each office, year and pattern, and none for two of them.
	other := pattern("series: 建")
	same := pattern("series: 提")
	names := map[string]string{}
	for what, name := range map[string]string{
		"bureau 2026": Series(letter, "bureau", 2026), "town 2026": Series(letter, "baishui", 2026),
		"bureau 2027": Series(letter, "bureau", 2027), "another kind": Series(other, "bureau", 2026),
	} {
		if names[name] != "" {
			t.Errorf("%s and %s share the counter %s", what, names[name], name)
		}
		names[name] = what
	}
	if Series(letter, "bureau", 2026) != Series(same, "bureau", 2026) {
		t.Error("two forms whose numbers look alike must share a counter")
	}
}

func TestTerm(t *testing.T) {
	cal, err := deadline.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		from string
		term Term
		want string
	}{
		{"2026-09-18", Term{1, true}, "2026-09-20"}, // a Sunday that is worked
		{"2026-09-18", Term{2, true}, "2026-09-21"},
		{"2026-09-30", Term{1, true}, "2026-10-08"},   // over the holiday
		{"2026-09-30", Term{5, true}, "2026-10-13"},   // 10-10 is a Saturday that is worked
		{"2026-02-13", Term{2, true}, "2026-02-24"},   // 02-14 is worked, then Spring Festival
		{"2026-02-03", Term{15, false}, "2026-02-24"}, // the 15th day is in the holiday
		{"2026-08-03", Term{30, false}, "2026-09-02"},
		{"2026-09-18", Term{}, ""},
	} {
		if got := tt.term.Due(date(tt.from), cal).String(); got != tt.want {
			t.Errorf("%v from %s is due %s, want %s", tt.term, tt.from, got, tt.want)
		}
	}
}

func TestNumerals(t *testing.T) {
	l := forms(t).lists
	for n, want := range map[int]string{0: "〇", 1: "一", 9: "九", 10: "十", 11: "十一", 19: "十九", 20: "二十", 34: "三十四", 99: "九十九",
		100: "一百", 105: "一百〇五", 110: "一百一十", 119: "一百一十九", 240: "二百四十"} {
		if got := l.numeral(n); got != want {
			t.Errorf("%d is %s, want %s", n, got, want)
		}
	}
	for _, tt := range []struct {
		numbers []int
		want    string
	}{{[]int{34}, "第三十四条"}, {[]int{30, 3}, "第三十条第三款"}, {[]int{31, 0, 6}, "第三十一条第六项"}, {[]int{31, 1, 6}, "第三十一条第一款第六项"}} {
		if got := l.article(tt.numbers...); got != tt.want {
			t.Errorf("%v is %s, want %s", tt.numbers, got, tt.want)
		}
	}
}
