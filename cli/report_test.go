package cli

import (
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

// TestHalfYear: a made county's earlier record of a year and a half gives the table that is known of it; what
// is of other days, and letters that were voided, are not counted.
func TestHalfYear(t *testing.T) {
	folder, err := filepath.Abs("../../shared/data/half-year")
	if err != nil {
		t.Fatal(err)
	}
	r := newTerminal(t)
	r.run(0, "import", "petitions", filepath.Join(folder, "petitions.csv"), "--history")
	r.run(0, "import", "letters", filepath.Join(folder, "letters.csv"), "--history")
	out, _ := r.run(0, "report", "half-year", "--as-of", "2023-06-27", "--json")
	var got struct {
		Figures, Letters []struct {
			ID         string
			This, Last int
			Change     *string
		}
		By []struct {
			By    string
			Parts []struct {
				ID         string
				This, Last int
			}
		} `json:"broken_down"`
		Since []struct {
			ID, From string
			LastOn   string `json:"last_on"`
			Months   int
		} `json:"none_since"`
	}
	if err := json.Unmarshal([]byte(out), &got); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	type line struct {
		this, last int
		change     string
	}
	want := map[string]line{
		"total_batches": {1180, 1551, "-23.92"}, "total_persons": {1290, 1687, "-23.53"}, "collective_visits": {0, 0, ""},
		"province_and_nation_items": {827, 1047, "-21.01"}, "province_and_nation_persons": {839, 1087, "-22.82"}, "province_and_nation_web": {484, 569, "-14.94"},
		"nation_visit_batches": {0, 0, ""}, "province_visit_batches": {63, 110, "-42.73"}, "province_visit_persons": {75, 150, "-50.00"}, "province_collective_visits": {0, 0, ""},
		"reminder": {1250, 0, ""}, "recommendation": {140, 0, ""}, "assignment_order": {1210, 0, ""}, "supervision_order": {28, 0, ""}, "urging_slip": {15, 0, ""},
	}
	for _, f := range append(got.Figures, got.Letters...) {
		is := line{f.This, f.Last, ""}
		if f.Change != nil {
			is.change = *f.Change
		}
		if is != want[f.ID] {
			t.Errorf("%s: %v, want %v", f.ID, is, want[f.ID])
		}
		delete(want, f.ID)
	}
	if len(want) > 0 {
		t.Errorf("not in the table: %v", want)
	}
	for _, b := range got.By {
		this, last := 0, 0
		for _, p := range b.Parts {
			this, last = this+p.This, last+p.Last
		}
		if this != 1180 || last != 1551 || b.By == "place" && (len(b.Parts) != 1 || b.Parts[0].ID != "") {
			t.Errorf("%+v", b)
		}
	}
	if len(got.By) != 3 {
		t.Errorf("broken down by %d", len(got.By))
	}
	if s := got.Since; len(s) != 2 || s[0].From != "2022-07-18" || s[0].Months != 11 || s[1].LastOn != "2022-07-12" || s[1].Months != 11 {
		t.Errorf("%+v", s)
	}
	if out, _ = r.run(0, "verify"); strings.Contains(out, "arrivals") {
		t.Error(out)
	}
	for _, format := range []string{"pdf", "docx", "xlsx"} {
		r.run(0, "report", "half-year", "--as-of", "2023-06-27", "-o", "half."+format)
		if start := r.read("half." + format); !strings.HasPrefix(start, "%PDF-") && !strings.HasPrefix(start, "PK") {
			t.Errorf("%s begins with %.8q", format, start)
		}
	}
	sheet, err := excelize.OpenFile("half.xlsx")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = sheet.Close() }()
	for cell, want := range map[string]string{"D2": "-23.92", "D3": "-23.53", "D4": "—", "D6": "-22.82"} {
		if got, err := sheet.CalcCellValue(sheet.GetSheetName(0), cell); err != nil || got != want {
			t.Errorf("the formula in %s comes to %q, want %q: %v", cell, got, want, err)
		}
	}
	if out, _ = r.run(0, "report", "annual", "--as-of", "2022-12-31"); !strings.Contains(out, "2022年信访情况统计表") || !strings.Contains(out, "1567") {
		t.Error(out)
	}
	for _, bad := range [][]string{
		{"report", "half-year", "--as-of", "2999-01-01"}, {"report", "half-year", "--as-of", "June"}, {"report", "half-year", "--format", "exe"}, {"report", "half-year", "--format", "pdf"},
	} {
		r.run(2, bad...)
	}
}
