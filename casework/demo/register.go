package demo

import (
	"fmt"
	"time"

	"bihuan/domain/org"
	"bihuan/domain/personal"
	"bihuan/domain/petition"
	"bihuan/domain/sample"
)

// register takes the petition in: by the petitioner on the web, else by the bureau, at times by a
// township for those who come there.
func (k *matter) register() bool {
	by := k.registrar
	switch {
	case k.filer.Person != "":
		by, k.m.Channel = k.filer, string(petition.Proxy)
	case k.m.Channel == string(petition.Web):
		by = k.petitioner()
	case k.m.Channel == string(petition.Visit) && k.d.percent(15) && k.d.units[k.unit].Kind == org.Town && !k.accusing():
		by = k.clerk
	}
	received := k.d.line.Now()
	if by.Post != org.Petitioner { // keyed a while after it came
		received = received.Add(-k.d.between(5*time.Minute, 25*time.Minute))
	}
	record := k.record(received)
	receipt, err := k.d.cases.Register(k.d.ctx, by, record, fmt.Sprint("demo-", k.n))
	if err != nil {
		k.d.report.Refused = append(k.d.report.Refused, err)
		return false
	}
	if k.unit == featured()[0] && (k.halt == "reply" || k.halt == "call") {
		k.d.report.Shown = append(k.d.report.Shown, Shown{Stage: k.halt, No: receipt.No, Code: receipt.Code})
	}
	k.d.report.Petitions++
	k.d.report.Acts++
	k.p = &petition.Petition{No: receipt.No, State: petition.Registered, Record: record}
	if k.d.o.Progress != nil {
		k.d.o.Progress(k.d.report.Petitions, len(k.d.all))
	}
	return true
}

func (k *matter) record(received time.Time) petition.Record {
	m := k.m
	r := petition.Record{
		Channel: petition.Channel(m.Channel), ReceivedAt: received, FirstLevel: org.County, Anonymous: m.Name == "",
		Persons: m.Persons, Concerned: m.Concerned, Purpose: petition.Purpose(m.Purpose), Category: m.Category,
		Place: m.Place, Subject: m.Subject, Facts: m.Facts, Accused: petition.Accused{Units: m.Accused},
		Origin: petition.Origin{Source: "demo", Ref: fmt.Sprint(k.n)},
	}
	if r.Channel == petition.Proxy {
		r.Mandate = k.d.words.Mandate
	}
	for _, d := range m.Demands {
		r.Demands = append(r.Demands, petition.Demand{Text: d})
	}
	for _, f := range m.Flags {
		r.Flags = append(r.Flags, petition.Flag(f))
	}
	if m.Name != "" {
		r.Petitioners = []petition.Petitioner{{
			Name: personal.Name(m.Name), Phone: personal.Phone(m.Phone), ID: personal.IDNumber(m.ID),
			Address: personal.Address(m.Address), Occupation: m.Occupation,
		}}
	}
	if list := k.d.o.Messages; len(list) > 0 && !k.accusing() {
		text := list[k.n%len(list)]
		r.Subject, r.Facts, r.Demands = text.Subject, text.Facts, []petition.Demand{{Text: text.Subject}}
	}
	return r
}

// sort is what the bureau does with a new petition.
func (k *matter) sort() bool {
	d := k.d
	if !k.on("assign", 30*time.Minute, 7*hour) {
		return false
	}
	chief := d.one("bureau", org.SectionChief)
	if merged, ok := k.link(); merged || !ok {
		return merged && k.follow()
	}
	switch k.fate {
	case forwarded:
		reasons := k.say(sample.Forward)
		return k.do(k.registrar, &petition.ForwardedData{Body: k.sendTo(reasons).Body, Reasons: reasons}) && k.ended()
	case declined:
		ground, topic := petition.GroundOutside, sample.DeclineOutside
		reasons := k.say(topic)
		return k.do(chief, &petition.DeclinedData{Ground: ground, Body: k.sendTo(reasons).Body, Reasons: reasons}) && k.ended()
	case withdrawn:
		if d.percent(50) {
			return k.withdraw()
		}
	}
	return k.assign()
}

// ended tells the petitioner where the matter went, and puts the file away.
func (k *matter) ended() bool {
	if k.p.Record.Known() {
		if !(k.on("notify", 2*hour, 2*days) && k.do(k.registrar, &petition.Notified{Kinds: []petition.NoticeKind{petition.NoticeDecision}, Means: petition.ByPhone, Note: k.d.words.Notice})) {
			return false
		}
	}
	return k.on("archive", 10*days, 60*days) && !k.p.Discipline.Open() && k.do(k.registrar, &petition.Archived{Class: "y10"})
}

// withdraw is the petitioner's own wish, which the bureau makes sure of.
func (k *matter) withdraw() bool {
	return k.do(k.petitioner(), &petition.WithdrawalRequested{Words: k.say(sample.Withdrawal)}) &&
		k.on("withdraw", 3*hour, 3*days) &&
		k.do(k.d.one("bureau", org.SectionChief), &petition.WithdrawnData{Free: true, Call: k.d.words.Withdrawn})
}

// link ties the petition to an earlier one of the same petitioner or about the same matter.
func (k *matter) link() (merged, ok bool) {
	words := k.d.words
	switch {
	case k.m.Again > 0:
		master := k.d.all[k.m.Again-1]
		if master.p == nil || master.p.Archive != nil {
			return false, true
		}
		switch master.p.State {
		case petition.Registered, petition.Assigned, petition.Accepted:
			if master.fate != handled || len(k.members) > 0 {
				return false, true
			}
			if !k.do(k.registrar, &petition.Linked{Link: petition.Link{To: master.p.No, Kind: petition.Duplicate, Why: words.Duplicate}}) {
				return false, false
			}
			master.members = append(master.members, k)
			return true, true
		}
		kind := petition.Propose(k.p, master.p, true).Kind
		if kind == petition.Duplicate {
			kind = petition.Repeated // its master has been answered: it is answered by itself
		}
		return false, k.do(k.registrar, &petition.Linked{Link: petition.Link{To: master.p.No, Kind: kind, Why: words.Again}})
	case k.m.Same > 0:
		other := k.d.all[k.m.Same-1]
		if other.p == nil || other.p.Archive != nil || other.accusing() {
			return false, true
		}
		return false, k.do(k.registrar, &petition.Linked{Link: petition.Link{To: other.p.No, Kind: petition.SameByOthers, Why: words.Same}})
	}
	return false, true
}

// follow is a duplicate's way: it waits for its master's answer, which is served on its petitioner too.
func (k *matter) follow() bool {
	master := k.d.all[k.m.Again-1]
	for {
		if !k.on("", 20*hour, 30*hour) {
			return false
		}
		if r := master.p.Reply; r != nil && !r.Issued.IsZero() {
			break
		}
	}
	return k.do(k.registrar, &petition.ServedData{Paper: petition.PaperReply, Way: petition.Post}) &&
		k.on("call", 1*days, 3*days) &&
		k.do(k.registrar, &petition.CalledBack{Reached: true, True: true, Satisfied: true, Words: k.say(sample.CallBackFair)})
}
