package page

import (
	"errors"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"bihuan/domain/fault"
	"bihuan/locale"
)

func TestRefusedFormComesBackFilledIn(t *testing.T) {
	l := speak(t, locale.Chinese)
	f := refused(l)
	if f.OK() || len(f.Errors()) != 2 || f.Err("place") == "" || f.Err("subject") != "" {
		t.Fatalf("errors: %v", f.Errors())
	}
	body := render(t, Input(f, Field{Name: "subject", Label: "x"}))
	if !strings.Contains(body, `value="石门村修高速连接线占地，&lt;青苗&gt;补偿款少发"`) {
		t.Errorf("what was typed is lost or not escaped: %s", body)
	}
	if body := render(t, Input(f, Field{Name: "password", Label: "x", Type: "password"})); strings.Contains(body, "hunter2") {
		t.Error("a password comes back")
	}
	body = render(t, Select(f, Field{Name: "place", Label: "x", Options: []Option{{Value: "1"}, {Value: "990121102"}}}))
	for _, want := range []string{`<option value="990121102" selected>`, `aria-invalid="true"`, `aria-describedby="f-place-e"`, `id="f-place-e"`} {
		if !strings.Contains(body, want) {
			t.Errorf("no %s in %s", want, body)
		}
	}
	body = render(t, ErrorSummary(f))
	for _, want := range []string{`href="#f-place"`, `href="#f-demands-2"`} {
		if !strings.Contains(body, want) {
			t.Errorf("no %s in %s", want, body)
		}
	}
}

func TestRefuseLeavesOtherFaultsToTheDoor(t *testing.T) {
	l := speak(t, locale.Chinese)
	for _, err := range []error{nil, errors.New("x"), fault.New(fault.NotFound, "x"), fault.New(fault.Forbidden, "x"), fault.New(fault.Internal, "x"), fault.New(fault.Busy, "x")} {
		if f := NewForm(l, nil); f.Refuse(err) || !f.OK() {
			t.Errorf("took %v", err)
		}
	}
	if f := NewForm(l, nil); !f.Refuse(fault.New(fault.Conflict, "page.error.conflict.words")) || f.Err("") == "" {
		t.Error("a conflict is not shown on the form")
	}
}

func TestEditRows(t *testing.T) {
	l := speak(t, locale.Chinese)
	for _, tc := range []struct {
		press url.Values
		edit  bool
		want  []string
	}{
		{url.Values{}, false, []string{"a", "b"}},
		{url.Values{"add": {"demands"}}, true, []string{"a", "b", ""}},
		{url.Values{"drop": {"demands.1"}}, true, []string{"b"}},
		{url.Values{"drop": {"demands.2"}}, true, []string{"a"}},
		{url.Values{"drop": {"demands.3"}}, true, []string{"a", "b"}},
		{url.Values{"drop": {"demands.0"}}, true, []string{"a", "b"}},
		{url.Values{"drop": {"demands.x"}}, true, []string{"a", "b"}},
		{url.Values{"drop": {"demands"}}, false, []string{"a", "b"}},
	} {
		tc.press["demands"] = []string{"a", "b"}
		f := NewForm(l, tc.press)
		if got := f.Edit(); got != tc.edit || !slices.Equal(f.All("demands"), tc.want) {
			t.Errorf("%v: %v %q, want %v %q", tc.press, got, f.All("demands"), tc.edit, tc.want)
		}
	}
}

func TestDaysAsPeopleWriteThem(t *testing.T) {
	want := time.Date(2026, 9, 8, 0, 0, 0, 0, locale.Zone())
	for text, ok := range map[string]bool{
		"2026-09-08": true, "2026-9-8": true, "2026/9/8": true, "2026.09.08": true, "20260908": true, "2026年9月8日": true, " 2026-09-08 ": true,
		"": false, "9-8": false, "2026-02-30": false, "2026-13-01": false, "08/09/2026": false, "2026-09-08T10": false,
	} {
		f := NewForm(speak(t, locale.Chinese), url.Values{"on": {text}})
		if day, got := f.Day("on"); got != ok || ok && !day.Equal(want) {
			t.Errorf("%q: %v %v", text, day, got)
		}
	}
	for text, minutes := range map[string]int{"9:05": 545, "09:05": 545, "0905": 545, "9：05": 545, "": 0, "00:00": 0, "24:00": -1, "9.05": -1, "x": -1} {
		f := NewForm(speak(t, locale.Chinese), url.Values{"on": {"2026-9-8"}, "on_time": {text}})
		at, ok := f.Moment("on")
		if ok != (minutes >= 0) || ok && at.Sub(want) != time.Duration(minutes)*time.Minute {
			t.Errorf("%q: %v %v", text, at, ok)
		}
	}
}

// Enter in a field presses the form's first submit button.
func TestEnterTakesNoRowAway(t *testing.T) {
	l := speak(t, locale.Chinese)
	body := render(t, Rows(refused(l), RowsView{Name: "demands", Label: func(int) string { return "x" }}))
	first := body[strings.Index(body, "<button"):]
	if first = first[:strings.Index(first, ">")]; strings.Contains(first, "name=") {
		t.Errorf("the first button is %s", first)
	}
}

func TestReadFields(t *testing.T) {
	f := NewForm(speak(t, locale.Chinese), url.Values{
		"on": {"2026-09-18"}, "on_time": {"14:20"}, "bad": {"18.9."}, "n": {" 3 "}, "demands": {" a ", "", "  "}, "text": {"  x \n"},
	})
	if at, ok := f.Moment("on"); !ok || !at.Equal(time.Date(2026, 9, 18, 6, 20, 0, 0, time.UTC)) {
		t.Errorf("moment %v %v", at, ok)
	}
	if day, ok := f.Day("on"); !ok || !day.Equal(time.Date(2026, 9, 17, 16, 0, 0, 0, time.UTC)) {
		t.Errorf("day %v %v", day, ok)
	}
	if _, ok := f.Moment("bad"); ok {
		t.Error("a bad date is read")
	}
	if n, ok := f.Int("n"); !ok || n != 3 {
		t.Errorf("n = %d %v", n, ok)
	}
	if got := f.Filled("demands"); !slices.Equal(got, []string{"a"}) {
		t.Errorf("filled %q", got)
	}
	if f.Value("text") != "x" || f.Value("none") != "" {
		t.Error("values are not trimmed")
	}
	if f.Set("text", "other").Value("text") != "x" || f.Set("new", "y").Value("new") != "y" {
		t.Error("Set overwrites what was sent")
	}
}
