package casework

import (
	"slices"
	"strings"
	"time"

	"bihuan/domain/deadline"
	"bihuan/domain/document"
	"bihuan/domain/letter"
	"bihuan/domain/petition"
	"bihuan/paper/press"
)

// record is the registration form.
func (f *caseFile) record() document.Document {
	w, p, rec := &f.words, f.p, &f.p.Record
	rows := facts{}
	rows.add(w.No, p.No)
	rows.add(w.Registered, moment(p.RegisterAt))
	rows.add(w.Received, moment(rec.ReceivedAt))
	rows.add(w.Channel, f.known(petition.FChannel, f.word("channel", string(rec.Channel))))
	rows.add(w.Level, f.known(petition.FLevel, f.word("level", string(rec.FirstLevel))))
	if s := rec.Superior; s != nil {
		rows.add(w.Superior, strings.TrimSpace(s.Body+"　"+s.DocNo+"　"+isoDay(s.Due)))
	}
	rows.add(w.Purpose, f.known(petition.FPurpose, f.word("purpose", string(rec.Purpose))))
	if len(rec.Petitioners) == 0 {
		rows.add(w.Petitioner, f.known(petition.FName, w.Anonymous))
	}
	for _, who := range rec.Petitioners {
		f.person(&rows, who)
	}
	rows.add(w.Persons, f.known(petition.FPersons, put(w.PersonsN, "n", rec.Persons)))
	category, _ := f.dir.Category(rec.Category)
	rows.add(w.Category, f.known(petition.FCategory, category.Name()))
	rows.add(w.Place, f.known(petition.FPlace, f.dir.AreaName(rec.Place)))
	rows.add(w.Subject, f.say(rec.Subject))
	for i, d := range rec.Demands {
		rows.add(put(w.Demand, "n", i+1), f.say(d.Text))
	}
	rows.add(w.Facts, f.say(rec.Facts))
	rows.add(w.Before, f.say(rec.Course))
	rows.add(w.Mandate, f.say(rec.Mandate))
	rows.add(w.By, strings.TrimSpace(p.Registered.UnitName+"　"+p.Registered.Name))
	rows.add(w.Unit, f.dir.UnitName(p.Unit()))
	if a := p.Acceptance; a != nil {
		rows.add(w.Handler, duty(a.Handler))
	}
	if p.Sponsor != nil {
		rows.add(w.Sponsor, duty(*p.Sponsor))
	}
	return document.Document{Format: document.Record, Title: w.Record, Blocks: []document.Block{rows.block()}}
}

// known is a part of the record, or that an earlier system did not say it.
func (f *caseFile) known(field petition.Field, text string) string {
	if f.p.Lacks(field) {
		return f.words.Unknown
	}
	return text
}

func (f *caseFile) person(rows *facts, who petition.Petitioner) {
	w := &f.words
	name, phone, id, address := who.Name.Mask(), who.Phone.Mask(), who.ID.Mask(), who.Address.Mask()
	if f.bound.Plain {
		name, phone, id, address = who.Name.Reveal(), who.Phone.Reveal(), who.ID.Reveal(), who.Address.Reveal()
	}
	if name == "" {
		name = f.known(petition.FName, w.Anonymous)
	}
	rows.add(w.Name, name)
	rows.add(w.Phone, phone)
	rows.add(w.ID, id)
	rows.add(w.Address, address)
	rows.add(w.Occupation, who.Occupation)
}

// version is a reply as it stood for a time: a review that changes one leaves its number and its day, and
// gives it other answers.
type version struct {
	petition.Reply
	from    time.Time
	changed bool
}

// versions are all replies that were issued, in order.
func (f *caseFile) versions() []version {
	replies := f.p.Former
	if f.p.Reply != nil {
		replies = append(replies[:len(replies):len(replies)], *f.p.Reply)
	}
	var changes []time.Time
	for _, v := range f.p.Reviews {
		if v.Decision == petition.Changed {
			changes = append(changes, v.Decided)
		}
	}
	var all []version
	for _, y := range replies {
		if y.Issued.IsZero() {
			continue
		}
		v := version{Reply: y, from: y.Issued}
		if n := len(all); n > 0 && all[n-1].Issued.Equal(y.Issued) {
			i := slices.IndexFunc(changes, all[n-1].from.Before)
			if i >= 0 {
				v.from, v.changed = changes[i], true
			}
		}
		all = append(all, v)
	}
	return all
}

// opinions are opinions and replies of which no letter was made, as the record has them: an opinion before
// the reply that it changed.
func (f *caseFile) opinions() []entry {
	var all []entry
	for _, v := range f.p.Reviews {
		paper, title := petition.PaperReview, f.words.Review
		if v.Re {
			paper, title = petition.PaperRereview, f.words.Rereview
		}
		if !v.Decided.IsZero() && !f.written(paper, v.Decided, f.now.Add(time.Second)) {
			d := f.review(title, v)
			all = append(all, entry{title: title, on: v.Decided, sheet: press.Sheet{Paper: &d, Made: true}})
		}
	}
	versions := f.versions()
	for i, y := range versions {
		until := f.now.Add(time.Second)
		if i+1 < len(versions) {
			until = versions[i+1].from
		}
		if f.written(petition.PaperReply, y.from, until) {
			continue
		}
		title := f.words.Reply
		if y.changed {
			title = f.words.Changed
		}
		d := f.reply(title, &y.Reply)
		all = append(all, entry{number: y.DocNo, title: title, on: y.from, sheet: press.Sheet{Paper: &d, Made: true}})
	}
	return all
}

// written reports whether a letter that stands was made of a reply or an opinion within a time.
func (f *caseFile) written(paper petition.Paper, from, until time.Time) bool {
	for _, l := range f.letters {
		form, ok := f.desk.Forms.Form(l.Kind)
		if ok && form.Serves() == paper && l.State != letter.Voided && !l.Issued.Before(from) && l.Issued.Before(until) {
			return true
		}
	}
	return false
}

func (f *caseFile) reply(title string, y *petition.Reply) document.Document {
	w := &f.words
	rows := facts{}
	for i, a := range y.Answers {
		if i < len(f.p.Record.Demands) {
			rows.add(put(w.Demand, "n", i+1), f.say(f.p.Record.Demands[i].Text))
		}
		rows.add(w.Found, f.say(a.Facts))
		rows.add(w.Basis, f.say(a.Basis))
		rows.add(w.Opinion, f.say(a.Opinion))
		rows.add(w.Result, f.word("result", string(a.Result)))
	}
	rows.add(w.Where, y.ReviewBody)
	rows.add(w.IssuedBy, strings.TrimSpace(y.IssuedBy.UnitName+"　"+y.IssuedBy.Name))
	return document.Document{Format: document.Record, Title: title, Number: y.DocNo,
		Blocks: []document.Block{document.Text(document.Paragraph, w.ReplyWords), rows.block()}}
}

func (f *caseFile) review(title string, v petition.Review) document.Document {
	w := &f.words
	rows := facts{}
	rows.add(w.Body, v.Body)
	rows.add(w.Reasons, f.say(v.Reasons))
	rows.add(w.Decision, f.word("decision", string(v.Decision)))
	rows.add(w.Opinion, f.say(v.Opinion))
	return document.Document{Format: document.Record, Title: title,
		Blocks: []document.Block{document.Text(document.Paragraph, w.ReviewWords), rows.block()}}
}

// course is the time line.
func (f *caseFile) course() document.Document {
	w := &f.words
	t := &document.Table{Head: w.CourseHead, Widths: []float64{3, 6, 4, 3}}
	for _, m := range f.matter.Course {
		due := ""
		switch {
		case m.Due != 0 && m.Late > 0:
			due = put(w.Late, "day", m.Due, "n", m.Late)
		case m.Due != 0:
			due = put(w.Due, "day", m.Due)
		}
		t.Rows = append(t.Rows, []string{isoDay(m.On) + " " + m.Time, m.What, strings.TrimSpace(m.Unit + " " + m.Who), due})
	}
	return document.Document{Format: document.Record, Title: w.Course, Blocks: []document.Block{{Kind: document.Rows, Table: t}}}
}

// cover is what the file is about, and its contents with the page on which each document begins.
func (f *caseFile) cover(begins []int, _ int) document.Document {
	w, p := &f.words, f.p
	rows := facts{}
	rows.add(w.No, p.No)
	rows.add(w.Subject, f.say(p.Record.Subject))
	who := f.matter.Petitioner
	if !f.bound.Plain {
		who = f.say(who)
	} else if name := p.Record.Contact().Name.Reveal(); name != "" {
		who = strings.Replace(who, p.Record.Contact().Name.Mask(), name, 1)
	}
	rows.add(w.Petitioner, who)
	rows.add(w.Unit, f.dir.UnitName(p.Unit()))
	rows.add(w.State, f.word("state", string(p.State)))
	rows.add(w.Made, strings.TrimSpace(moment(f.now)+"　"+f.by.UnitName+"　"+f.by.Name))
	hint := w.Hidden
	if f.bound.Plain {
		hint = put(w.Plain, "why", strings.TrimRight(f.why, "。"))
	}
	rows.add(w.Masked, hint)
	t := &document.Table{Head: w.Head, Widths: []float64{1.3, 4.2, 6, 2.6, 1.3}, Align: []string{"center", "left", "left", "left", "center"}}
	for i, e := range f.entries {
		t.Rows = append(t.Rows, []string{put("{n}", "n", i+1), e.number, e.title, isoDay(deadline.DayOf(e.on)), put("{n}", "n", begins[i])})
	}
	return document.Document{Format: document.Record, Title: w.Title, Blocks: []document.Block{
		rows.block(), document.Text(document.Heading1, w.Contents), {Kind: document.Rows, Table: t}}}
}

// facts are the rows of a form; what is empty has none.
type facts [][]string

func (r *facts) add(what, value string) {
	if value = strings.TrimSpace(value); value != "" {
		*r = append(*r, []string{what, value})
	}
}

func (r facts) block() document.Block {
	return document.Block{Kind: document.Facts, Table: &document.Table{Rows: r, Widths: []float64{2, 7}}}
}

func moment(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return at.In(deadline.Zone()).Format("2006-01-02 15:04")
}

func duty(d petition.Duty) string {
	return strings.Join(strings.Fields(d.Name+" "+d.Title+" "+d.Phone), "　")
}
