package sample

import "bihuan/domain/org"

// OfficerOf is the person at work in the post, with the units below and above and, for a county
// leader, the units the leader is tied to.
func OfficerOf(c Directory, post org.Post) org.Officer {
	unit, person := c.unit(post.Unit), c.person(post.Person)
	o := org.Officer{
		County: string(Code), Person: person.ID, Name: person.Name,
		Post: post.Kind, PostID: post.ID, Title: post.Title,
		Unit: unit.ID, UnitName: unit.Name, UnitKind: unit.Kind, Area: unit.Area,
		Below: below(c, unit.ID),
	}
	for up := unit.Parent; up != ""; up = c.unit(up).Parent {
		o.Above = append(o.Above, up)
	}
	for _, u := range c.Units {
		if u.Liaison == person.ID {
			o.Liaison = append(o.Liaison, u.ID)
		}
	}
	return o
}

func below(c Directory, id org.UnitID) []org.UnitID {
	var all []org.UnitID
	for _, u := range c.Units {
		if u.Parent == id {
			all = append(append(all, u.ID), below(c, u.ID)...)
		}
	}
	return all
}

// Officer is the person who signs in with the login, at work in the post.
func (c Directory) Officer(login string) (org.Officer, bool) {
	for _, post := range c.Posts {
		if c.person(post.Person).Login == login {
			return OfficerOf(c, post), true
		}
	}
	return org.Officer{}, false
}

// Officer is the made county's officer with the login.
func Officer(login string) (org.Officer, bool) { return County().Officer(login) }

// Cast is a small set of officers, enough to take a petition from its registration to its closing
// and to refuse it on the way, by login.
func Cast() map[string]org.Officer {
	county, cast := County(), map[string]org.Officer{}
	for _, login := range []string{
		"director", "chief1", "case1", "case2", "leader1", "inspector1",
		"baishui.clerk", "baishui.handler1", "baishui.deputy", "baishui.head", "baishui.shimen",
		"liuhe.clerk", "liuhe.handler1", "land.clerk", "land.handler1", "land.deputy", "land.head",
		"sysadmin", "secadmin", "auditadmin",
	} {
		cast[login], _ = county.Officer(login)
	}
	return cast
}
