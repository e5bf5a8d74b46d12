package sample

import (
	"fmt"
	"strings"

	"bihuan/domain/org"
)

// leadership is the unit of the county's leaders, above all others.
const leadership org.UnitID = "county"

// Directory is the made county's book of areas, units, people and posts. Areas run from the
// province down to the villages.
type Directory struct {
	Areas      []org.Area
	Units      []org.Unit
	People     []org.Person
	Posts      []org.Post
	Categories []Category
}

// County builds the made county: 28 townships, 40 departments, 14 leaders, a bureau of 12 and the
// discipline body, which lends the audit administrator so that nobody at the bureau audits it.
func County() Directory {
	b := builder{names: newNames()}
	b.land()
	b.offices()
	b.county.Categories = Categories()
	return b.county
}

// builder lays the county out in the order of its data files.
type builder struct {
	county Directory
	names  names
	phones int
}

func (b *builder) land() {
	for _, r := range table("areas.csv") {
		b.area(r["code"], r["name"])
	}
	for i, r := range table("townships.csv") {
		code := fmt.Sprintf("%s%d", Code, 100+i)
		b.area(code, r["name"])
		for j, name := range strings.Fields(r["communities"]) {
			b.area(fmt.Sprintf("%s%03d", code, 1+j), name)
		}
		for j, name := range strings.Fields(r["villages"]) {
			b.area(fmt.Sprintf("%s%03d", code, 201+j), name)
		}
	}
}

func (b *builder) area(code, name string) {
	a := org.Area{Code: org.AreaCode(code), Name: name, Level: org.LevelOf(org.AreaCode(code))}
	for _, length := range []int{2, 4, 6, 9} {
		if length < len(code) {
			a.Parent = org.AreaCode(code[:length])
		}
	}
	b.county.Areas = append(b.county.Areas, a)
}

func (b *builder) offices() {
	for _, r := range table("units.csv") {
		b.unit(org.Unit{
			ID: org.UnitID(r["id"]), Name: r["name"], Short: r["short"], Kind: org.UnitKind(r["kind"]),
			Area: Code, Parent: org.UnitID(r["parent"]), Liaison: personID(r["liaison"]),
			Sign: r["sign"], Address: r["address"],
		})
	}
	leaders := table("leaders.csv")
	for _, r := range leaders {
		b.post(leadership, r["login"], org.Leader, r["title"])
	}
	for _, r := range table("staff.csv") {
		b.post(org.UnitID(r["unit"]), r["login"], org.PostKind(r["kind"]), r["title"])
	}
	forms := map[string][]row{}
	for _, r := range table("offices.csv") {
		forms[r["form"]] = append(forms[r["form"]], r)
	}
	more := map[string][]string{}
	for _, r := range table("busy.csv") {
		more[r["unit"]] = append(more[r["unit"]], r["post"])
	}
	for _, r := range table("departments.csv") {
		b.unit(org.Unit{
			ID: org.UnitID(r["login"]), Name: r["name"], Short: r["short"], Kind: org.Department,
			Area: Code, Parent: leadership, Liaison: personID(r["liaison"]),
			Sign: r["sign"], Address: r["address"],
		})
		b.staff(r["login"], forms["department"], more[r["login"]], r)
	}
	for i, r := range table("townships.csv") {
		// The first leader is tied to the second township, and so on round the list.
		liaison := leaders[(i+len(leaders)-1)%len(leaders)]["login"]
		b.unit(org.Unit{
			ID: org.UnitID(r["login"]), Name: r["name"], Short: r["name"], Kind: org.Town,
			Area:   org.AreaCode(fmt.Sprintf("%s%d", Code, 100+i)),
			Parent: leadership, Liaison: personID(liaison),
			Sign: r["sign"], Address: r["address"],
		})
		b.staff(r["login"], forms[r["form"]], more[r["login"]], nil)
	}
	for _, r := range table("cadres.csv") {
		town := b.county.unit(org.UnitID(r["township"]))
		b.unit(org.Unit{
			ID: org.UnitID(r["login"]), Name: town.Name + r["village"], Short: r["village"], Kind: org.VillageU,
			Area: b.village(town.Area, r["village"]), Parent: town.ID, Address: r["address"],
		})
		b.post(org.UnitID(r["login"]), r["login"], org.Cadre, forms["cadre"][0]["title"])
	}
}

// staff fills a unit's posts; own replaces the form's titles where the unit has other words,
// more are further handlers of a busy unit.
func (b *builder) staff(unit string, form []row, more []string, own row) {
	handling := ""
	for _, r := range form {
		title := r["title"]
		if t := own[r["post"]]; t != "" {
			title = t
		}
		if r["kind"] == string(org.Handler) {
			handling = title
		}
		b.post(org.UnitID(unit), unit+"."+r["post"], org.PostKind(r["kind"]), title)
	}
	for _, post := range more {
		b.post(org.UnitID(unit), unit+"."+post, org.Handler, handling)
	}
}

func (b *builder) unit(u org.Unit) {
	u.Phone = b.phone()
	b.county.Units = append(b.county.Units, u)
}

func (b *builder) post(unit org.UnitID, login string, kind org.PostKind, title string) {
	b.county.People = append(b.county.People, org.Person{
		ID: personID(login), Name: b.names.next(), Login: login, Phone: b.phone(),
	})
	b.county.Posts = append(b.county.Posts, org.Post{
		ID: "post-" + login, Unit: unit, Kind: kind, Title: title, Person: personID(login), From: since(),
	})
}

// phone is the next number of an exchange that does not exist.
func (b *builder) phone() string {
	b.phones++
	return fmt.Sprintf("0000-620%04d", b.phones)
}

func (b *builder) village(town org.AreaCode, name string) org.AreaCode {
	for _, a := range b.county.Areas {
		if a.Parent == town && a.Name == name {
			return a.Code
		}
	}
	panic("sample: no village " + name)
}

func personID(login string) org.PersonID {
	if login == "" {
		return ""
	}
	return org.PersonID("p-" + login)
}

// unit finds a unit, or an empty one.
func (c Directory) unit(id org.UnitID) org.Unit {
	for _, u := range c.Units {
		if u.ID == id {
			return u
		}
	}
	return org.Unit{}
}

// person finds somebody on the staff, or nobody.
func (c Directory) person(id org.PersonID) org.Person {
	for _, p := range c.People {
		if p.ID == id {
			return p
		}
	}
	return org.Person{}
}
