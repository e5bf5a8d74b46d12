package web

import (
	"slices"

	"bihuan/domain/letter"
	"bihuan/domain/org"
	"bihuan/domain/petition"
	"bihuan/page"
	"bihuan/store"
	"bihuan/web/view/today"
)

// mostToday is how many letters of one sort the first page shows.
const mostToday = 20

// letterWork are the letters that wait for the reader: drafts that came back, letters to review, to sign, to
// acknowledge, to answer, and answers to look at. What a task of a matter says already is not said again.
func (v *visit) letterWork(tasks []task, dir *store.Directory) ([]today.Item, error) {
	var items []today.Item
	returned, err := v.someLetters(lettersMine, letter.Draft)
	if err != nil {
		return nil, err
	}
	for i := range returned {
		if returned[i].Last == letter.SendingBack {
			items = append(items, v.letterItem(&returned[i], "returned", "edit", dir))
		}
	}
	review, err := v.someLetters(lettersReview)
	if err != nil {
		return nil, err
	}
	for i := range review {
		items = append(items, v.letterItem(&review[i], "review", "", dir))
	}
	n := 0
	if q, ok := v.letterQuery(lettersSign); ok {
		if n, err = v.Reader().CountLetters(v.Ctx(), q, mostLetters); err != nil {
			return nil, err
		}
	}
	if n > 0 {
		items = append(items, today.Item{Why: v.L.T("letter.today.sign"), Subject: v.L.T("letter.today.sign.n", "n", n), Href: v.To("/letters/sign"),
			State: letterRing(v, letter.Reviewed), Act: page.Link{Words: v.L.T("letter.sign.go"), Href: v.To("/letters/sign")}})
	}
	owed, err := v.owedLetters(tasks, dir)
	return append(items, owed...), err
}

// owedLetters are those written to the reader's office that wait for it, and answers that wait to be looked
// at.
func (v *visit) owedLetters(tasks []task, dir *store.Directory) ([]today.Item, error) {
	told := func(no string) bool {
		return no != "" && slices.ContainsFunc(tasks, func(t task) bool { return t.No == no && t.Cause == petition.FromOrder })
	}
	var items []today.Item
	if v.Officer.Unit == "" {
		return nil, nil
	}
	received, err := v.someLetters(lettersReceived, letter.Issued, letter.Acknowledged)
	if err != nil {
		return nil, err
	}
	for i := range received {
		r := &received[i]
		switch {
		case r.Due != 0 && v.mayRow(r, letter.Answering) && !told(r.No):
			items = append(items, v.letterItem(r, "answer", "answer", dir))
		case r.Due == 0 && v.opensPost() && v.mayRow(r, letter.Acknowledging):
			items = append(items, v.letterItem(r, "acknowledge", "", dir))
		}
	}
	answered, err := v.someLetters(lettersAnswered, letter.Answered)
	if err != nil {
		return nil, err
	}
	for i := range answered {
		if r := &answered[i]; v.mayRow(r, letter.Accepting) && !told(r.No) {
			items = append(items, v.letterItem(r, "check", "", dir))
		}
	}
	return items, nil
}

// opensPost reports whether the reader's post opens what comes to an office.
func (v *visit) opensPost() bool {
	return slices.Contains([]org.PostKind{org.Clerk, org.Head, org.Inspector, org.SectionChief, org.Caseworker}, v.Officer.Post)
}

// someLetters reads the first letters of a list, in some states of it.
func (v *visit) someLetters(which string, states ...letter.State) ([]store.LetterRow, error) {
	q, ok := v.letterQuery(which)
	if !ok {
		return nil, nil
	}
	if len(states) > 0 {
		q.States = states
	}
	q.Limit = mostToday
	rows, _, err := v.Reader().Letters(v.Ctx(), q)
	return rows, err
}

// mayRow reports whether the reader may do an act on a letter of a list, as far as the list tells.
func (v *visit) mayRow(r *store.LetterRow, act letter.Act) bool {
	form, ok := v.web.Casework.Forms().Form(r.Kind)
	if !ok || act == letter.Answering && len(form.Answers) == 0 {
		return false
	}
	return form.May(&letter.Letter{Kind: r.Kind, From: r.From, To: r.To, State: r.State, Due: r.Due}, v.Officer, act) == nil
}

// letterItem words a letter that waits: the reason first, then the letter.
func (v *visit) letterItem(r *store.LetterRow, why, at string, dir *store.Directory) today.Item {
	href := v.To("/letters", r.ID)
	item := today.Item{Why: v.L.T("letter.today." + why), Subject: v.letterKind(r.Kind), Href: href, State: letterRing(v, r.State), Due: v.letterDue(r.Due)}
	if r.Subject != "" {
		item.Subject = v.L.T("letter.today.about", "kind", item.Subject, "subject", r.Subject)
	}
	item.Area, item.No = splitNumber(r.No)
	if r.Number != "" {
		item.Facts = append(item.Facts, r.Number)
	}
	item.Facts = append(item.Facts, v.L.T("letter.from", "unit", dir.UnitShort(r.From)))
	item.Act = page.Link{Words: v.L.T("letter.today." + why + ".act"), Href: href}
	if at != "" {
		item.Act.Href = v.To("/letters", r.ID, at)
	}
	return item
}

// letterRing is the ring of a letter: it closes as the letter's loop does.
func letterRing(v *visit, s letter.State) page.StateView {
	ring := map[letter.State]string{letter.Draft: "draft", letter.InReview: "assigned", letter.Reviewed: "accepted", letter.Issued: "replied",
		letter.Delivered: "replied", letter.Acknowledged: "replied", letter.Answered: "replied", letter.Closed: "closed"}[s]
	return page.StateView{Kind: ring, Words: v.L.T("letter.state." + string(s))}
}
