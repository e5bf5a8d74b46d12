package web

import (
	"slices"

	"bihuan/domain/petition"
	"bihuan/locale"
	"bihuan/page"
	view "bihuan/web/view/petition"
)

// The four notices 四告知, one by one, and what else the petitioner was told.

// fourNotices is a row for each of the four: told when, by what means, to whom, with what proof; or
// that it is missing. Nothing before acceptance, or where none is owed and none was given.
func (m *matter) fourNotices() []view.FourNotice {
	if m.p.Acceptance == nil {
		return nil
	}
	missing := m.p.MissingNotices()
	var all []view.FourNotice
	told := 0
	for _, kind := range petition.FourNotices() {
		row := view.FourNotice{What: m.v.L.T("petition.notice." + string(kind))}
		if n, ok := m.noticeOf(kind); ok {
			told++
			m.toldWords(&row, n)
		} else if slices.Contains(missing, kind) {
			m.owedWords(&row, kind)
		} else {
			row.State = m.v.L.T("case.notices.not_owed")
		}
		all = append(all, row)
	}
	if told == 0 && len(missing) == 0 {
		return nil
	}
	return all
}

// noticeOf is the last notice of a kind; one with proof goes before one without.
func (m *matter) noticeOf(kind petition.NoticeKind) (petition.Notice, bool) {
	var best petition.Notice
	found := false
	for _, n := range m.p.Notices {
		if slices.Contains(n.Kinds, kind) && (!found || len(n.Proof) > 0 || len(best.Proof) == 0) {
			best, found = n, true
		}
	}
	return best, found
}

func (m *matter) toldWords(row *view.FourNotice, n petition.Notice) {
	l := m.v.L
	row.Told, row.State = true, l.T("case.notices.told")
	row.On, row.How, row.To = l.ISO(n.At.In(locale.Zone())), l.T("petition.means."+string(n.Means)), m.toldTo(n)
	for _, a := range n.Proof {
		row.Proof = append(row.Proof, page.Link{Words: a.Name, Href: m.v.To("/files", m.p.No, a.Hash)})
	}
}

// owedWords say that a notice is missing, and lead to its form with that one ticked.
func (m *matter) owedWords(row *view.FourNotice, kind petition.NoticeKind) {
	row.State = m.v.L.T("case.notices.missing")
	if m.v.Rules().May(m.p, m.v.Officer, petition.KNotified) == nil {
		row.Link = &page.Link{Words: m.v.L.T("petition.act." + string(petition.KNotified)), Href: m.to(petition.KNotified) + "?kinds=" + string(kind)}
	}
}

// toldTo is who was told, masked.
func (m *matter) toldTo(n petition.Notice) string {
	if n.To < 0 || n.To >= len(m.p.Record.Petitioners) {
		return ""
	}
	return m.p.Record.Petitioners[n.To].Name.Mask()
}

// notices are those beside the four: of a decision, of an extension.
func (m *matter) notices() []view.Notice {
	l := m.v.L
	var all []view.Notice
	for _, n := range m.p.Notices {
		kinds := slices.DeleteFunc(slices.Clone(n.Kinds), func(k petition.NoticeKind) bool { return slices.Contains(petition.FourNotices(), k) })
		if len(kinds) > 0 {
			all = append(all, view.Notice{What: l.T("case.notices.kinds", "kinds", kinds), How: l.T("petition.means." + string(n.Means)),
				To: m.toldTo(n), On: l.ISO(n.At.In(locale.Zone())), By: n.By.Name})
		}
	}
	return all
}
