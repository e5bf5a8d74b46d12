package letter

import (
	"embed"
	"io/fs"
	"slices"
	"strconv"
	"text/template"
	"time"

	"bihuan/domain/deadline"
	"bihuan/domain/document"
	"bihuan/domain/org"
	"bihuan/domain/petition"
)

//go:embed form
var shipped embed.FS

// Party is a side of a letter: whose office writes it, or whom it is written to.
type Party string

// The parties. Either is the bureau or the responsible unit; chosen is any office that may be written
// to; to, as who answers, is whoever was written to.
const (
	ByOffice     Party = "bureau"
	ByUnit       Party = "unit" // the responsible unit
	ByEither     Party = "either"
	ToHead       Party = "head" // of the responsible unit
	ToDiscipline Party = "discipline"
	ToPolice     Party = "police"
	ToPetitioner Party = "petitioner"
	ToChosen     Party = "chosen"
	ByAddressee  Party = "to"
)

// Term is how long an answer may take.
type Term struct {
	N        int
	Workdays bool
}

// Due is the last day of a term, counted as a clock is: the first day is not counted, and days that end
// on a day off end on the next day that is worked. The zero Term is due on no day.
func (t Term) Due(from deadline.Day, cal deadline.Calendar) deadline.Day {
	if t.N == 0 || from == 0 {
		return 0
	}
	rule := deadline.Rule{Span: t.N, Unit: deadline.Days, RollOver: true}
	if t.Workdays {
		rule.Unit = deadline.Workdays
	}
	return cal.DueDay(&rule, &deadline.Term{Start: from})
}

// FieldType is how a field is filled in, and what its value may be.
type FieldType string

// The types. A value is always text: a day is an ISO date, yes is "yes" or nothing, what is ticked are
// codes with a blank between them; demands are ticked by their numbers.
const (
	Line    FieldType = "line"
	Text    FieldType = "text"
	Date    FieldType = "day"
	Pick    FieldType = "choice"
	Many    FieldType = "many"
	Demands FieldType = "demands" // of the matter, ticked
	Yes     FieldType = "yes"
	Acts    FieldType = "acts" // the closed list of README.md, ticked
)

// Ticked reports whether several may be ticked.
func (t FieldType) Ticked() bool { return t == Many || t == Demands || t == Acts }

// Choice is one that may be taken.
type Choice struct {
	Value string
	Label deadline.Text
}

// Field is one thing that whoever drafts or answers a letter fills in.
type Field struct {
	Name     string
	Type     FieldType
	Required bool
	Label    deadline.Text
	Hint     deadline.Text
	Choices  []Choice
	Line     int // where it stands in the form's file

	fallback *template.Template // its default
}

// Options are what may be taken or ticked: the field's own choices, or the matter's demands.
func (f *Field) Options(m Matter) []Choice {
	if f.Type != Demands {
		return f.Choices
	}
	var all []Choice
	for _, d := range m.Demands {
		all = append(all, Choice{Value: strconv.Itoa(d.N), Label: deadline.Text{ZH: d.Text, EN: d.Text}})
	}
	return all
}

// Form is one kind of letter, as its file says it.
type Form struct {
	Kind    Kind
	Name    string
	English string
	Version int
	Order   int // where it stands in the list
	Format  document.Format
	Series  string // what follows the office's sign in a number

	From Party
	To   Party

	Draft   []org.PostKind
	Sign    []org.PostKind
	Review  []org.PostKind
	Consent []org.PostKind
	ByAct   bool // the act that it writes down was decided already: who drafts it issues it

	Suggested  []string // events after which it is suggested, or due
	Writes     petition.Kind
	WritesAny  []petition.Kind // all kinds of events that it may document, the first of them Writes
	Makes      petition.Kind
	Replies    petition.OrderKind // it answers the order of this kind that hangs on the matter
	States     []petition.State   // in which it may be issued; none: in all
	Delivers   string             // the event that its delivery makes: notified:acceptance, served:reply
	Answer     Term
	AnswerFrom Party
	Checked    bool   // the answer is looked at, and may be sent back
	Setting    string // the name under which the term is shown
	Lists      bool   // one letter may be about several matters

	Fields  []Field
	Answers []Field

	file   string
	number *template.Template
	text   *template.Template
	words  *Words
	lists  *lists
}

// Label is the form's name in both languages.
func (f *Form) Label() deadline.Text { return deadline.Text{ZH: f.Name, EN: f.English} }

// Issuable reports whether the form may be issued about a matter as it is. About what is past no letter is
// written any more.
func (f *Form) Issuable(p *petition.Petition) bool {
	return p.Past == nil && (len(f.States) == 0 || slices.Contains(f.States, p.State))
}

// Documents is the last event of a journal that a letter of this form writes down; false where the form
// asks for one that never happened.
func (f *Form) Documents(events []petition.Event) (petition.Event, bool) {
	for _, e := range slices.Backward(events) {
		if slices.Contains(f.WritesAny, e.Kind) {
			return e, true
		}
	}
	return petition.Event{}, len(f.WritesAny) == 0
}

// Field finds a field, or nil.
func (f *Form) Field(name string) *Field {
	for i := range f.Fields {
		if f.Fields[i].Name == name {
			return &f.Fields[i]
		}
	}
	return nil
}

// Head is what a letter has besides its text: what is known of it when it is written or issued.
type Head struct {
	Number    string
	Pending   string // stands for the number while there is none
	Signatory string
	Date      deadline.Day // of issue; 0: a draft
	Due       deadline.Day // of the answer, if it is known
	Draft     string       // across the head of a draft
	Void      string       // across the head of a letter that was voided
	Check     *document.Check
	Author    petition.By
	Made      time.Time
	Copies    []string
}

// Forms are all kinds of letters that a county has, and the words that they are written in.
type Forms struct {
	all   []Form
	words *Words
	lists *lists
}

// Shipped are the forms that come with the program.
func Shipped() (Forms, error) { return Load(nil) }

// Form finds a kind.
func (f Forms) Form(k Kind) (Form, bool) {
	for _, form := range f.all {
		if form.Kind == k {
			return form, true
		}
	}
	return Form{}, false
}

// All lists the forms in the order in which an office names them.
func (f Forms) All() []Form { return slices.Clone(f.all) }

// Words are what the forms call codes.
func (f Forms) Words() *Words { return f.words }

// folder is the embedded forms' folder.
func folder() fs.FS {
	sub, err := fs.Sub(shipped, "form")
	if err != nil {
		panic("letter: " + err.Error()) // only for a name that is no path
	}
	return sub
}
