package e2e

import (
	"strings"
	"testing"
)

// person is somebody who brings a matter. Names, phones and ID numbers are such as no other text holds,
// so that they are found wherever they get out.
type person struct{ name, phone, id, address string }

var (
	visitor = person{"欧阳擎苍", "15400007731", "990121197203154279", "白水镇石门村瞭望坡9987号"}
	citizen = person{"司徒霁月", "15400008842", "990121198511206389", "柳河镇河湾村听涛巷7765号"}
	leaving = person{"慕容远山", "15400009953", "", "白水镇龙泉村映雪里6654号"}
	other   = person{"诸葛问渠", "15400006620", "", "城关镇东街社区拾翠弄5543号"}
)

// planted is what must never be found in a log, an address or on an error page.
func planted() []string {
	var all []string
	for _, p := range []person{visitor, citizen, leaving, other} {
		for _, s := range []string{p.name, p.phone, p.id, p.address} {
			if s != "" {
				all = append(all, s)
			}
		}
	}
	return all
}

// password is the one that the demo gives everybody.
const password = "bihuan-demo"

// staff are those who have signed in already; a journey finds them where the last one left them.
var staff = map[string]*reader{}

// as is an officer before a screen of their own, signed in.
func as(t *testing.T, login string) *reader {
	t.Helper()
	if r := staff[login]; r != nil {
		r.t = t
		r.complaints()
		return r
	}
	r := newReader(t, login, "zh-CN", true)
	r.signIn(login, password)
	staff[login] = r
	return r
}

// signIn goes through the door as everybody does.
func (r *reader) signIn(login, password string) *reader {
	r.t.Helper()
	r.visit("/office/sign-in")
	r.into("web.gate.login", login).into("web.gate.password", password).click("web.gate.enter")
	if strings.Contains(r.path(), "sign-in") {
		r.fail("%s was not let in", login)
	}
	return r
}
