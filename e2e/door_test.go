package e2e

import "testing"

// TestFirstPassword: whoever is given a password has to choose their own before anything else.
func TestFirstPassword(t *testing.T) {
	admin := as(t, "sysadmin")
	admin.visit("/office/people/p-liuhe.handler2").shot("staff-person").click("web.person.account.reset").sees("web.given.password")
	given := admin.read(".given dd:last-of-type code")
	if given == "" {
		admin.fail("the first password is not shown")
	}
	r := meet(t, "newcomer", "zh-CN", true)
	r.signIn("liuhe.handler2", given).at("/office/account/password").sees("web.password.first").shot("staff-first-password")
	r.visit("/office/petitions").at("/office/account/password")
	r.into("web.password.old", given).into("web.password.fresh", "short").into("web.password.again", "short")
	r.wants(422).click("web.password.change")
	r.into("web.password.old", given).into("web.password.fresh", "Qingyuan-2026-spring").into("web.password.again", "Qingyuan-2026-spring")
	r.click("web.password.change").at("/office/").sees("web.password.done")
	r.press("user-menu").click("page.sign_out").at("/office/sign-in")
	r.signIn("liuhe.handler2", "Qingyuan-2026-spring").at("/office/")
}

// TestLockout: five wrong passwords lock an account, and the page says until when.
func TestLockout(t *testing.T) {
	r := meet(t, "forgetful", "zh-CN", true)
	r.visit("/office/sign-in").shot("staff-sign-in")
	for n := range 5 {
		r.into("web.gate.login", "liuhe.deputy").into("web.gate.password", "wrong-password")
		r.wants(401).click("web.gate.enter")
		if n == 0 {
			r.sees("登录名或密码不正确，还可再试4次")
		}
	}
	r.sees("已锁定").shot("staff-sign-in-locked")
	r.into("web.gate.login", "liuhe.deputy").into("web.gate.password", password)
	r.wants(401).click("web.gate.enter").sees("已锁定")
}
