package petition

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"bihuan/domain/deadline"
	"bihuan/domain/fault"
	"bihuan/domain/org"
	"bihuan/domain/personal"
)

// RegisteredData is the registration: the whole record as it came in. Everything received is
// registered (TL art. 21(2)). Past: it was taken over from an earlier system.
type RegisteredData struct {
	Record Record `json:"record"`
	Past   *Past  `json:"past,omitempty"`
}

// Kind is registered.
func (*RegisteredData) Kind() Kind { return KRegistered }

func (d *RegisteredData) check(_ *Petition, a act) error {
	if err := d.Past.check(); err != nil {
		return err
	}
	return d.Record.check(a.now, d.Past)
}

func (d *RegisteredData) apply(p *Petition, e Event) {
	p.State, p.Record, p.Registered, p.RegisterAt = Registered, d.Record, e.By, e.Recorded
	p.Record.Petitioners = slices.Clone(d.Record.Petitioners)
	p.Record.Demands = slices.Clone(d.Record.Demands)
	if d.Past != nil {
		p.State, p.Past = Closed, d.Past
	}
}

func (d *RegisteredData) secrets() []*string {
	var all []*string
	for i := range d.Record.Petitioners {
		who := &d.Record.Petitioners[i]
		all = append(all, (*string)(&who.Name), (*string)(&who.Phone), (*string)(&who.ID), (*string)(&who.Address))
	}
	return all
}

// Field names a part of the record that can be corrected.
type Field string

// The fields. Those of a petitioner and of a demand go with an Index, counted from 0.
const (
	FSubject   Field = "subject"
	FFacts     Field = "facts"
	FCourse    Field = "course"
	FDemand    Field = "demand"
	FCategory  Field = "category"
	FPlace     Field = "place"
	FPurpose   Field = "purpose"
	FChannel   Field = "channel"
	FPersons   Field = "persons"
	FConcerned Field = "concerned"
	FFlags     Field = "flags"
	FName      Field = "name"
	FPhone     Field = "phone"
	FID        Field = "id"
	FAddress   Field = "address"
)

// Fields lists what can be corrected, in the order of the form.
func Fields() []Field {
	return []Field{FSubject, FFacts, FCourse, FDemand, FCategory, FPlace, FPurpose, FChannel, FPersons, FConcerned,
		FFlags, FName, FPhone, FID, FAddress}
}

// Personal reports whether the field is a petitioner's personal data.
func (f Field) Personal() bool { return f == FName || f == FPhone || f == FID || f == FAddress }

// Corrected puts one field of the record right. A new demand is corrected in at the index after
// the last. Old and new values of personal fields are sealed.
type Corrected struct {
	Field Field            `json:"field"`
	Index int              `json:"index,omitempty"`
	Old   string           `json:"old,omitempty"`
	New   string           `json:"new,omitempty"`
	Was   personal.Private `json:"was,omitempty"`    // Old of a personal field
	Now   personal.Private `json:"become,omitempty"` // New of a personal field
	Why   string           `json:"why"`
	Event int              `json:"event,omitempty"` // the event put right; the registration if 0
}

// Kind is corrected.
func (*Corrected) Kind() Kind { return KCorrected }

func (d *Corrected) corrects() int { return max(1, d.Event) }

func (d *Corrected) secrets() []*string {
	if !d.Field.Personal() {
		return nil
	}
	return []*string{(*string)(&d.Was), (*string)(&d.Now)}
}

func (d *Corrected) check(p *Petition, a act) error {
	if strings.TrimSpace(d.Why) == "" {
		return fault.NewInvalid("why", "fault.petition.why")
	}
	if !contains(Fields(), d.Field) {
		return fault.NewInvalid("field", "fault.petition.field")
	}
	if d.Index < 0 || d.Field == FDemand && d.Index > len(p.Record.Demands) ||
		d.Field.Personal() && d.Index > len(p.Record.Petitioners) {
		return fault.NewInvalid("index", "fault.petition.field")
	}
	after := p.clone()
	d.apply(after, Event{})
	if after.State != None && d.Field == FDemand && d.Index < len(p.Record.Demands) && strings.TrimSpace(d.New) == "" {
		return fault.NewInvalid("new", "fault.petition.demand_empty")
	}
	if err := after.Record.check(a.now, after.Past); err != nil {
		f := fault.As(err)
		f.Field = "new"
		return f
	}
	return nil
}

func (d *Corrected) apply(p *Petition, _ Event) {
	p.learn(d.Field)
	r := &p.Record
	switch d.Field {
	case FSubject:
		r.Subject = d.New
	case FFacts:
		r.Facts = d.New
	case FCourse:
		r.Course = d.New
	case FCategory:
		r.Category = d.New
	case FPlace:
		r.Place = org.AreaCode(d.New)
	case FPurpose:
		r.Purpose = Purpose(d.New)
	case FChannel:
		r.Channel = Channel(d.New)
	case FPersons:
		r.Persons = number(d.New)
	case FConcerned:
		r.Concerned = number(d.New)
	case FFlags:
		r.Flags = nil
		for flag := range strings.FieldsSeq(d.New) {
			r.Flags = append(r.Flags, Flag(flag))
		}
	case FDemand:
		if d.Index < len(r.Demands) {
			r.Demands[d.Index].Text = d.New
		} else {
			r.Demands = append(r.Demands, Demand{Text: d.New})
		}
	default:
		d.applyPersonal(r)
	}
}

func (d *Corrected) applyPersonal(r *Record) {
	if d.Index >= len(r.Petitioners) {
		r.Petitioners = append(r.Petitioners, Petitioner{})
		r.Persons = max(r.Persons, len(r.Petitioners))
	}
	who := &r.Petitioners[min(d.Index, len(r.Petitioners)-1)]
	switch d.Field {
	case FName:
		who.Name = personal.Name(d.Now)
	case FPhone:
		who.Phone = personal.Phone(d.Now)
	case FID:
		who.ID = personal.IDNumber(d.Now)
	case FAddress:
		who.Address = personal.Address(d.Now)
	}
}

// number reads a count; what is no number is 0, which the record's own check refuses.
func number(text string) int {
	n := 0
	for _, c := range strings.TrimSpace(text) {
		if c < '0' || c > '9' || n > 1e6 {
			return 0
		}
		n = n*10 + int(c-'0')
	}
	return n
}

// Material is something added to the record later, by an officer or the petitioner.
type Material struct {
	At          time.Time    `json:"at"`
	By          By           `json:"by"`
	Text        string       `json:"text,omitempty"`
	Attachments []Attachment `json:"attachments,omitempty"`
}

// MaterialAdded adds words or files to the record.
type MaterialAdded struct {
	Text        string       `json:"text,omitempty"`
	Attachments []Attachment `json:"attachments,omitempty"`
}

// Kind is material_added.
func (*MaterialAdded) Kind() Kind { return KMaterialAdded }

func (d *MaterialAdded) check(*Petition, act) error {
	if strings.TrimSpace(d.Text) == "" && len(d.Attachments) == 0 {
		return fault.NewInvalid("text", "fault.petition.material")
	}
	return nil
}

func (d *MaterialAdded) apply(p *Petition, e Event) {
	p.Materials = append(p.Materials, Material{At: e.At, By: e.By, Text: d.Text, Attachments: d.Attachments})
}

// Escalation is the fact that a matter was raised at a higher level. It is never a fault of the
// petitioner; it asks the unit what was left unsolved.
type Escalation struct {
	Level   org.Level    `json:"level"`
	On      deadline.Day `json:"on"`
	Form    Channel      `json:"form"`
	Persons int          `json:"persons"`
	Body    string       `json:"body,omitempty"`
}

// Escalated records that the matter was raised at a higher level.
type Escalated struct {
	Escalation
	Report deadline.Day `json:"report,omitzero"` // by when the responsible unit reports, if it has to
}

// Kind is escalated.
func (*Escalated) Kind() Kind { return KEscalated }

func (d *Escalated) check(p *Petition, a act) error {
	switch {
	case !contains(org.Levels(), d.Level) || d.Level == org.Village || d.Level == org.Township:
		return fault.NewInvalid("level", "fault.petition.level")
	case d.On.IsZero() || d.On > a.today():
		return fault.NewInvalid("on", "fault.petition.future")
	case !contains(Channels(), d.Form):
		return fault.NewInvalid("form", "fault.petition.channel")
	case d.Persons < 1:
		return fault.NewInvalid("persons", "fault.petition.persons", "n", 1)
	}
	return nil
}

// reportDays is how many working days a unit has to report on a matter that reached the province or
// the nation (docs/adr/0013-letters.md). It is no clock of the policies and no setting.
const reportDays = 3

// complete asks the responsible unit for its report 报告: what was left unsolved, and what comes next. Who
// records that the matter was raised does not say by when.
func (d *Escalated) complete(p *Petition, a act) {
	d.Report = 0
	if p.Unit() == "" || p.State == Merged || !d.Level.Above(org.City) || p.reporting() {
		return
	}
	d.Report = a.today()
	for range reportDays {
		d.Report = a.Calendar.NextWorking(d.Report)
	}
}

// reporting reports whether the unit owes a report already: one answers for all that came meanwhile.
func (p *Petition) reporting() bool {
	return slices.ContainsFunc(p.Orders, func(o Order) bool { return o.Kind == Report && (o.Waiting() || o.Unchecked()) })
}

func (d *Escalated) apply(p *Petition, e Event) {
	p.Raised = append(p.Raised, d.Escalation)
	if !d.Report.IsZero() {
		issue{Due: d.Report}.add(p, e, Report)
	}
}

func (d *Escalated) triggers(*Petition) []string {
	if d.Report.IsZero() {
		return []string{"escalated"}
	}
	return []string{"escalated", "escalated:report"}
}

// Old is what a field holds now, as text: what a correction replaces.
func (p *Petition) Old(field Field, index int) personal.Private {
	r := &p.Record
	switch field {
	case FSubject:
		return personal.Private(r.Subject)
	case FFacts:
		return personal.Private(r.Facts)
	case FCourse:
		return personal.Private(r.Course)
	case FCategory:
		return personal.Private(r.Category)
	case FPlace:
		return personal.Private(r.Place)
	case FPurpose:
		return personal.Private(r.Purpose)
	case FChannel:
		return personal.Private(r.Channel)
	case FPersons:
		return personal.Private(strconv.Itoa(r.Persons))
	case FConcerned:
		return personal.Private(strconv.Itoa(r.Concerned))
	case FFlags:
		var flags []string
		for _, f := range r.Flags {
			flags = append(flags, string(f))
		}
		return personal.Private(strings.Join(flags, " "))
	case FDemand:
		if index >= 0 && index < len(r.Demands) {
			return personal.Private(r.Demands[index].Text)
		}
		return ""
	}
	if index < 0 || index >= len(r.Petitioners) {
		return ""
	}
	who := r.Petitioners[index]
	switch field {
	case FName:
		return personal.Private(who.Name)
	case FPhone:
		return personal.Private(who.Phone)
	case FID:
		return personal.Private(who.ID)
	case FAddress:
		return personal.Private(who.Address)
	}
	return ""
}
