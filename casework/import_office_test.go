package casework

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"bihuan/domain/fault"
	"bihuan/domain/org"
	"bihuan/domain/sample"
	"bihuan/paper"
	"bihuan/store"
	"bihuan/store/storetest"
)

type officeImport func(t *testing.T, text string) (ImportReport, error)

func officeImports(c *Casework, what string) officeImport {
	return func(t *testing.T, text string) (ImportReport, error) {
		t.Helper()
		table, err := paper.OpenTable(strings.NewReader(text), "list.csv", paper.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		by, _ := sample.Officer("sysadmin")
		switch what {
		case "areas":
			return c.ImportAreas(t.Context(), by, table, ImportOptions{})
		case "units":
			return c.ImportUnits(t.Context(), by, table, ImportOptions{})
		}
		return c.ImportPeople(t.Context(), by, table, ImportOptions{})
	}
}

// allAreas is a real list of a prefecture where it is at hand, or a made one of the same shape.
func allAreas(t *testing.T) (string, int) {
	t.Helper()
	path := filepath.Join("..", "..", "shared", "data", "areas", "3412.csv")
	content, err := os.ReadFile(path)
	if err == nil {
		return string(content), strings.Count(strings.TrimSpace(string(content)), "\n")
	}
	if !errors.Is(err, os.ErrNotExist) {
		t.Fatal(err)
	}
	t.Logf("%s is not here: the made county's areas are used instead", path)
	var b strings.Builder
	b.WriteString("code,name,level,parent\n")
	all := sample.County().Areas
	for _, a := range all {
		b.WriteString(strings.Join([]string{string(a.Code), a.Name, string(a.Level), string(a.Parent)}, ",") + "\n")
	}
	return b.String(), len(all)
}

func TestImportAreas(t *testing.T) {
	text, n := allAreas(t)
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		c := emptyHouse(t, db)
		report, err := officeImports(c, "areas")(t, text)
		if err != nil || report.Taken != n || report.Refused != 0 {
			t.Fatal(tally(report), err, report.Refusals)
		}
		report, err = officeImports(c, "areas")(t, text)
		if err != nil || report.Known != n || report.Taken != 0 {
			t.Fatal(tally(report), err)
		}
		d, err := db.Directory(t.Context())
		if err != nil || len(d.Areas) != n {
			t.Fatal(len(d.Areas), err)
		}
	})
}

func TestImportAreaRefusals(t *testing.T) {
	c := emptyHouse(t, storetest.New(t, storetest.SQLite, time.Now))
	if report, err := officeImports(c, "areas")(t, "原行号,拒收原因,名称,代码\n3,某个原因,北省,98\n"); err != nil || len(report.Unknown) != 0 || report.Taken != 1 {
		t.Errorf("a file of refused rows: %s %v %v", tally(report), err, report.Unknown)
	}
	report, err := officeImports(c, "areas")(t, "名称,代码,级别\n江岭省,99,省\n澄川市,9901,村\n,990121,\n城关镇,990121100,镇\n城关,990121100,\n怪,12a,\n")
	if err != nil || tally(report) != "2 0 4" {
		t.Errorf("%s %v", tally(report), err)
	}
	if _, err := officeImports(c, "areas")(t, "名字,号码\nx,1\n"); fault.KindOf(err) != fault.Invalid {
		t.Errorf("a list without the columns: %v", err)
	}
}

func TestImportUnitsAndPeople(t *testing.T) {
	c := emptyHouse(t, storetest.New(t, storetest.SQLite, time.Now))
	units := "编号,名称,简称,类别,上级单位,电话\nland,县自然资源局,资源局,部门,county,0000-6200001\ncounty,县委县政府,,县委县政府,,\nbad,某局,,局局,,\norphan,某某局,,部门,nowhere,\n"
	report, err := officeImports(c, "units")(t, units)
	if err != nil || tally(report) != "2 0 2" {
		t.Fatal(tally(report), err, report.Refusals)
	}
	if report, err = officeImports(c, "units")(t, units); err != nil || tally(report) != "0 2 2" {
		t.Fatal(tally(report), err)
	}
	people := "姓名,登录名,单位,岗位,职务,电话,任职日期\n王一,wang1,资源局,主要领导,局长,0000-6200002,2025-01-01\n李二,li2,land,经办人,,,\n赵三,zhao3,没有的局,经办人,,,\n钱四,li2,land,经办人,,,\n"
	if report, err = officeImports(c, "people")(t, people); err != nil || tally(report) != "2 0 2" {
		t.Fatal(tally(report), err, report.Refusals)
	}
	if report, err = officeImports(c, "people")(t, people); err != nil || tally(report) != "0 2 2" {
		t.Fatal(tally(report), err)
	}
	d, err := c.db.Directory(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	who, ok := d.Login("wang1")
	officers := d.Officers(who.ID, time.Now())
	if !ok || len(officers) != 1 || officers[0].Post != org.Head || officers[0].Title != "局长" || officers[0].Unit != "land" {
		t.Errorf("%v %+v", who, officers)
	}
}

// A list with signs and addresses adds them, one without takes them away from nobody; no two offices
// get the same sign, within the list or with those that are there.
func TestImportSigns(t *testing.T) {
	c := emptyHouse(t, storetest.New(t, storetest.SQLite, time.Now))
	for _, list := range []struct{ what, text, want string }{
		{"first", "编号,名称,类别,代字,地址\nland,县自然资源局,部门,清自资,建设路12号\nwater,县水利局,部门,,\n", "2 0 0"},
		{"again", "编号,名称,类别,代字,地址\nland,县自然资源局,部门,清自资,建设路12号\nwater,县水利局,部门,,\n", "0 2 0"},
		{"without the columns", "编号,名称,类别\nland,县自然资源局,部门\n", "0 1 0"},
		{"in English", "id,name,kind,sign,address\nwater,县水利局,department,清水,滨河路41号\n", "1 0 0"},
		{"in full words", "单位编号,单位名称,单位类别,机关代字,地址\nwater,县水利局,部门,清水,滨河路43号\n", "1 0 0"},
		{"no letters", "编号,名称,类别,代字\ntax,县税务局,部门,QS\nfire,县消防大队,部门,一二三四五六七\n", "0 0 2"},
		{"that of one who is there", "编号,名称,类别,代字\ntax,县税务局,部门,清水\n", "0 0 1"},
		{"twice in the list", "编号,名称,类别,代字\ntax,县税务局,部门,清税\nfire,县消防大队,部门,清税\n", "1 0 1"},
		{"that of one whose row is refused", "编号,名称,类别,代字\nwater,县水利局,局局,清水利\nfire,县消防大队,部门,清水\n", "0 0 2"},
		{"changed over", "编号,名称,类别,代字\nwater,县水利局,部门,清税\ntax,县税务局,部门,清水\n", "2 0 0"},
	} {
		if report, err := officeImports(c, "units")(t, list.text); err != nil || tally(report) != list.want {
			t.Errorf("%s: %s %v, want %s: %v", list.what, tally(report), err, list.want, report.Refusals)
		}
	}
	d, err := c.db.Directory(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for id, want := range map[org.UnitID][2]string{"land": {"清自资", "建设路12号"}, "water": {"清税", "滨河路43号"}, "tax": {"清水", ""}} {
		if u, _ := d.Unit(id); u.Sign != want[0] || u.Address != want[1] {
			t.Errorf("%s has %q, %q", id, u.Sign, u.Address)
		}
	}
}
