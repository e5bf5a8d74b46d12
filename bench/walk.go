package main

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"bihuan/domain/deadline"
	"bihuan/domain/org"
	"bihuan/domain/petition"
	"bihuan/domain/sample"
)

// walker takes made petitions along the road that real ones go, every event decided by the rules:
// those that had time enough are closed, the last weeks' are on their way, some are left behind.
// It is not for several goroutines at once.
type walker struct {
	rules    petition.Rules
	officers map[string]org.Officer // by login
	texts    *sample.Texts
	r        *rand.Rand
	until    time.Time
}

func newWalker(rules petition.Rules, county sample.Directory, seed uint64, until time.Time) *walker {
	w := &walker{rules: rules, officers: map[string]org.Officer{}, texts: sample.NewTexts(seed), r: rand.New(rand.NewPCG(seed, 3)), until: until}
	logins := map[org.PersonID]string{}
	for _, p := range county.People {
		logins[p.ID] = p.Login
	}
	for _, post := range county.Posts {
		w.officers[logins[post.Person]] = sample.OfficerOf(county, post)
	}
	return w
}

// Of a thousand petitions: left lying somewhere, and sent to another body at once.
const (
	leftLying = 8
	declined  = 120
)

// walk is the history of a matter that was received at a moment.
func (w *walker) walk(m *sample.Matter, received time.Time) ([]petition.Event, error) {
	p := &petition.Petition{}
	h := &history{w: w, p: p, now: received, end: 1 << 30}
	if w.r.IntN(1000) < leftLying {
		h.end = 1 + w.r.IntN(10)
	}
	unit := w.unit(m)
	bureau := fmt.Sprintf("case%d", 1+w.r.IntN(5))
	if slices.Contains(m.Flags, string(petition.Urgent)) {
		bureau = "chief1"
	}
	h.act(time.Hour, bureau, &petition.RegisteredData{Record: recordOf(m, received)})
	if w.r.IntN(1000) < declined {
		h.act(20*time.Hour, "chief2", &petition.DeclinedData{Ground: petition.GroundOutside, Body: w.texts.Say(sample.Forward, *m), Reasons: w.texts.Say(sample.DeclineOutside, *m)})
		if m.Name != "" {
			h.act(50*time.Hour, bureau, &petition.Notified{Kinds: []petition.NoticeKind{petition.NoticeDecision}, Means: petition.ByPhone})
		}
		return h.events, h.err
	}
	w.handle(h, m, unit, bureau)
	w.finish(h, m, unit, bureau)
	return h.events, h.err
}

// unit is who answers; what accuses it, the discipline body does.
func (w *walker) unit(m *sample.Matter) string {
	if len(m.Accused) > 0 {
		return "discipline"
	}
	if _, ok := w.officers[string(m.Unit)+".clerk"]; ok {
		return string(m.Unit)
	}
	return "baishui"
}

func (w *walker) handle(h *history, m *sample.Matter, unit, bureau string) {
	day := 24 * time.Hour
	handler := unit + ".handler1"
	if _, ok := w.officers[unit+".handler2"]; ok && w.r.IntN(2) == 0 {
		handler = unit + ".handler2"
	}
	path := petition.Ordinary
	if m.Persons == 1 && w.r.IntN(3) == 0 {
		path = petition.Simple
	}
	h.act(20*time.Hour, bureau, &petition.AssignedData{Unit: org.UnitID(unit), Path: path, Instruction: w.texts.Say(sample.Instruction, *m)})
	h.act(20*time.Hour, unit+".clerk", &petition.AcceptedData{Path: path, Sponsor: h.duty(unit + ".head"), Handler: h.duty(handler)})
	h.act(2*day, handler, &petition.Notified{Kinds: petition.FourNotices(), Means: petition.ByPhone})
	h.act(4*day, handler, &petition.Contacted{Means: petition.ByPhone, Said: w.texts.Say(sample.Contact, *m)})
	h.act(6*day, handler, &petition.Progress{Text: w.texts.Say(sample.Verified, *m), Mark: petition.Verified})
	h.act(8*day, handler, &petition.Progress{Text: w.texts.Say(sample.Acted, *m), Mark: petition.Acted})
	answers := make([]petition.Answer, len(m.Demands))
	for i := range answers {
		a := w.texts.Answer(*m, string(petition.Supported))
		answers[i] = petition.Answer{Facts: a.Facts, Basis: a.Basis, Opinion: a.Opinion, Result: petition.Supported}
	}
	h.act(8*day, handler, &petition.ReplySubmitted{Answers: answers, ReviewBody: h.duty("director").Title})
	h.act(day, unit+".deputy", &petition.ReplyApproved{})
	if path == petition.Ordinary {
		h.act(2*day, unit+".head", &petition.ReplyApproved{})
	}
	h.act(day, unit+".clerk", &petition.RepliedData{})
}

func (w *walker) finish(h *history, m *sample.Matter, unit, bureau string) {
	day := 24 * time.Hour
	h.act(3*day, unit+".clerk", &petition.ServedData{Paper: petition.PaperReply, Way: petition.Electronic})
	h.act(3*day, unit+".clerk", &petition.Filed{Evidence: petition.AllEvidence(), Note: w.texts.Say(sample.Approve, *m)})
	caller := "case6"
	if bureau == caller {
		caller = "case7"
	}
	h.act(3*day, caller, &petition.CalledBack{Reached: true, True: true, Satisfied: true, Words: w.texts.Say(sample.CallBackGood, *m)})
	why := ""
	if w.r.IntN(2) == 0 {
		mark := petition.Marking{Attitude: petition.Satisfied, Speed: petition.Satisfied, Result: petition.Satisfied}
		h.by(org.ThePetitioner(string(sample.Code)), 3*day, &petition.Rated{Bureau: mark, Unit: mark, Words: w.texts.Say(sample.RatingGood, *m)})
	} else {
		why = w.texts.Say(sample.RatingFair, *m)
	}
	h.act(5*day, bureau, &petition.ClosedData{Why: why})
	h.act(time.Hour, bureau, &petition.Resolved{OwnWord: true, Ground: w.texts.Say(sample.CallBackGood, *m)})
}

// history is a petition on its way. It stops when the present is reached, or where it was left.
type history struct {
	w      *walker
	p      *petition.Petition
	now    time.Time
	end    int // events after which nobody cares any more
	events []petition.Event
	done   bool
	err    error
}

// act lets an officer act some time after what came before, at most wait.
func (h *history) act(wait time.Duration, login string, d petition.Data) {
	by, ok := h.w.officers[login]
	if !ok && h.err == nil {
		h.err = fmt.Errorf("nobody is called %s", login)
	}
	h.by(by, wait, d)
}

func (h *history) by(by org.Officer, wait time.Duration, d petition.Data) {
	h.now = h.now.Add(wait/4 + time.Duration(h.w.r.Int64N(int64(wait*3/4)))).Truncate(time.Second)
	if h.done = h.done || h.err != nil || h.now.After(h.w.until) || len(h.events) >= h.end; h.done {
		return
	}
	events, err := h.w.rules.Decide(h.p, by, h.now, d)
	if err != nil {
		h.err = fmt.Errorf("%s on %s by %s: %w", d.Kind(), deadline.DayOf(h.now), by.PostID, err)
		return
	}
	for _, e := range events {
		h.p.Apply(e)
	}
	h.events = append(h.events, events...)
}

func (h *history) duty(login string) petition.Duty {
	who := h.w.officers[login]
	return petition.Duty{Person: who.Person, Name: who.Name, Title: who.Title, Unit: who.Unit, Phone: "0000-6200000"}
}
