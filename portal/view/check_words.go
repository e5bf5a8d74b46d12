package view

import "bihuan/locale"

// checkedHead is the one line that a check comes to.
func checkedHead(l *locale.Locale, c Checked) string {
	switch {
	case c.File && !c.Same:
		return l.T("check.head.differs")
	case c.Letter.Voided != "":
		return l.T("check.head.voided")
	case c.Same:
		return l.T("check.head.same")
	}
	return l.T("check.head.stands")
}

// doLetter says what to do with a letter that does not hold.
func doLetter(l *locale.Locale, c Checked) string {
	if c.File && !c.Same {
		return l.T("check.do.differs")
	}
	return l.T("check.do.voided")
}
