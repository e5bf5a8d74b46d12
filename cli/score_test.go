package cli

import (
	"encoding/json"
	"strings"
	"testing"
)

// TestScore: a closed month is verified bit by bit; a volume is refused as a metric; who may not close is told so.
func TestScore(t *testing.T) {
	r := newTerminal(t)
	r.write("areas.csv", []byte("代码,名称\n99,江岭省\n9901,澄川市\n990121,清源县\n990121100,白水镇\n"))
	r.write("units.csv", []byte("编号,名称,类别,区划\nbureau,县信访局,信访局,990121\nbaishui,白水镇政府,乡镇,990121100\n"))
	r.write("people.csv", []byte("姓名,登录名,单位,岗位\n王一,wang1,县信访局,信访局长\n"))
	r.run(0, "import", "areas", "areas.csv")
	r.run(0, "import", "units", "units.csv")
	r.run(0, "import", "people", "people.csv")
	out, _ := r.run(0, "score", "show", "--month", "2026-01", "--json")
	var shown struct {
		Version int
		Results []struct {
			Unit   string
			Scored bool
		}
	}
	if err := json.Unmarshal([]byte(out), &shown); err != nil || len(shown.Results) != 1 || shown.Results[0].Unit != "baishui" || shown.Results[0].Scored {
		t.Fatalf("%v: %s", err, out)
	}
	if out, _ = r.run(0, "score", "show", "--month", "2026-01"); !strings.Contains(out, "白水镇政府") || !strings.Contains(out, "按期受理") || strings.Contains(out, "⟦") {
		t.Errorf("shown: %s", out)
	}
	if out, _ = r.run(0, "score", "verify"); !strings.Contains(out, "复核0版") {
		t.Errorf("nothing closed: %s", out)
	}
	r.run(3, "score", "close", "--month", "2026-01")
	if out, _ = r.run(0, "score", "close", "--month", "2026-01", "--as", "wang1"); !strings.Contains(out, "第1版") {
		t.Errorf("closed: %s", out)
	}
	r.run(2, "score", "close", "--month", "2026-01", "--as", "wang1")
	r.run(0, "score", "close", "--month", "2026-01", "--as", "wang1", "--reason", "补录")
	r.run(5, "score", "close", "--month", "2999-01", "--as", "wang1")
	r.run(2, "score", "show", "--month", "January")
	if out, _ = r.run(0, "score", "verify", "--month", "2026-01"); !strings.Contains(out, "复核2版，逐位一致") {
		t.Errorf("verified: %s", out)
	}
	r.write("sheet.json", []byte(`{"effective":"2027-01-01","metrics":[{"metric":"total_batches","weight":10000}],"groups":[{"id":"towns","kinds":["township"]}]}`))
	if _, errs := r.run(2, "score", "sheet", "sheet.json", "--as", "wang1"); !strings.Contains(errs, "数量只是事实") {
		t.Errorf("a volume: %s", errs)
	}
	r.write("sheet.json", []byte(`{"effective":"2027-01-01","metrics":[{"metric":"accepted_in_time","weight":10000}],"groups":[{"id":"towns","kinds":["township"]}]}`))
	if out, _ = r.run(0, "score", "sheet", "sheet.json", "--as", "wang1"); !strings.Contains(out, "第2版") {
		t.Errorf("a sheet: %s", out)
	}
	r.run(2, "score", "sheet", "nowhere.json", "--as", "wang1")
}
