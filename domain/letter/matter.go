package letter

import (
	"bihuan/domain/deadline"
	"bihuan/domain/org"
	"bihuan/domain/petition"
)

// Matter is what a form is filled in from: one petition as its journal has made it, in the words of an
// office. The texts of forms name its fields, so a field that goes has to go from them as well. What is
// not known is empty.
type Matter struct {
	No         string
	Subject    string
	Petitioner string // as a letter to an office names them: 王*等3人
	Name       string // in full, in letters to the petitioner; empty in all others
	Persons    int
	Channel    string // 来访
	Purpose    string // 求决
	Received   deadline.Day
	Place      string
	Facts      string
	Demands    []Demand
	Path       petition.Path
	Accusation bool

	Bureau    Office // the county's petition bureau
	From      Office // who writes
	To        Office // who is written to, if it is an office of the county
	Unit      Office // the responsible unit
	Assisting []string
	Handler   Person
	Sponsor   Person
	Head      Person // of the responsible unit
	Liaison   Person // the county leader tied to it

	Registered deadline.Day
	Assigned   deadline.Day
	Accepted   deadline.Day
	Notified   deadline.Day // the day on which the last of the four notices was served
	Replied    deadline.Day
	Served     deadline.Day // the reply
	Closed     deadline.Day
	DueReply   deadline.Day // by the county's pledge
	DueLegal   deadline.Day // by law
	LegalDays  int          // 60
	Dues       []Due
	Week       int // of the ladder
	Raised     []Raised
	Last       Raised // the last of them
	Orders     []Order
	Order      Order // the order that a letter answers or is about
	Assignment Assigned
	Ending     Ending
	Extension  Extension
	Reply      Reply
	Review     Review
	Call       Call
	Notices    []Notice
	Services   []Service
	Course     []Moment     // the journal's time line, oldest first
	Holders    []Holder     // who held the matter, what they owed and did
	Others     []Matter     // further matters of a letter that lists several
	Today      deadline.Day // the day of writing
	Code       string       // the query code, on a receipt alone
	Site       string       // the public site's address
}

// Demand is one thing asked for, with what became of it.
type Demand struct {
	N       int // from 1
	Text    string
	Facts   string
	Basis   string
	Opinion string
	Result  string // 予以支持
	Done    bool   // answered in a reply that was issued
}

// Office is a unit as papers name it.
type Office struct {
	ID      org.UnitID
	Name    string
	Short   string
	Sign    string // 机关代字: 清信
	Phone   string
	Address string
}

// Person is somebody of the staff as papers name them.
type Person struct {
	Name  string
	Title string
	Phone string
	Unit  string
}

// Due is one clock of the matter.
type Due struct {
	Rule    string
	Name    string // 出具处理意见
	Article string
	Day     deadline.Day
	Basis   string // 诺 法 令 权
	Running bool
	Late    int // days over, whether met or not
	Ref     string
}

// Raised is one time that the matter was raised at a higher level: a fact about the matter.
type Raised struct {
	Level   org.Level
	Name    string // 市
	On      deadline.Day
	Form    string
	Persons int
	Body    string
}

// Order is an order that hangs on the matter.
type Order struct {
	ID       string
	Kind     petition.OrderKind
	Name     string // 督办单
	Text     string
	Issued   deadline.Day
	Due      deadline.Day
	Answer   string
	Answered deadline.Day
	Number   string // of its letter
}

// Assigned is how the matter was handed over.
type Assigned struct {
	On   deadline.Day
	Note string
	Due  deadline.Day
	Path string
}

// Ending is how the matter was forwarded, declined or redirected.
type Ending struct {
	Kind    petition.Kind
	On      deadline.Day
	Body    string
	Ground  string
	Legal   int
	Article string
	Reasons string
	By      Person
}

// Extension lengthened the term.
type Extension struct {
	Days   int
	Reason string
	Old    deadline.Day
	New    deadline.Day
	On     deadline.Day
	By     Person
}

// Reply is the written opinion.
type Reply struct {
	Number     string
	ReviewBody string
	ReviewDue  string // 自收到本意见书之日起30日内
	Issued     deadline.Day
	Author     Person
	By         Person
}

// Review is a review or re-review.
type Review struct {
	Body     string
	Reasons  string
	Asked    deadline.Day
	Decision string // 维持
	Opinion  string
	Decided  deadline.Day
	Again    bool // a re-review
}

// Call is the last call-back.
type Call struct {
	On        deadline.Day
	Reached   bool
	True      bool
	Satisfied bool
	Tries     int
}

// Notice is one that a petitioner was given.
type Notice struct {
	Kinds string
	Means string
	On    deadline.Day
	By    Person
}

// Service is one of a reply or an opinion.
type Service struct {
	Paper   string
	Way     string
	On      deadline.Day
	By      Person
	Witness string
	Refused bool
}

// Moment is one line of the time line.
type Moment struct {
	On   deadline.Day
	Time string // 09:30
	What string
	Who  string
	Unit string
	Due  deadline.Day // what it was owed by, if a clock ended with it
	Late int          // days over that
}

// Holder is who held the matter for a time.
type Holder struct {
	From deadline.Day
	To   deadline.Day // zero: still
	Who  Person
	As   string // 办理责任人
	Owed string
	Did  string
}
