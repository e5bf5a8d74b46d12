package casework

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"bihuan/domain/deadline"
	"bihuan/domain/document"
	"bihuan/domain/fault"
	"bihuan/domain/letter"
	"bihuan/domain/org"
	"bihuan/domain/petition"
	"bihuan/paper/press"
	"bihuan/store"
)

// BoundFile says what a case file holds.
type BoundFile struct {
	Papers   int  `json:"papers"`   // documents, each with a line in the contents
	Pictures int  `json:"pictures"` // attachments with a page of their own
	Listed   int  `json:"listed"`   // attachments that are named only
	Plain    bool `json:"plain"`    // personal data is in full
}

// CaseFile binds all papers of one matter into one PDF: contents, registration record, the letters that
// were issued in their order, replies and opinions of which no letter was made, the course, the
// attachments. It holds what the officer may read and nothing else.
//
// Without a reason personal data is masked, and no attachment comes along, for nobody can mask what is in
// a picture. With one it is in full, for who may see it, and journalled as any view of it is.
//
// Other people's PDFs are named and not bound in: taking one apart is done by readers that a hostile file
// brings down, with the whole house.
//
// Faults: NotFound out of scope, Forbidden and Invalid as for Reveal.
func (c *Casework) CaseFile(ctx context.Context, by org.Officer, no, why string, w io.Writer) (BoundFile, error) {
	desk, err := c.desk()
	if err != nil {
		return BoundFile{}, err
	}
	words, err := readCaseWords()
	if err != nil {
		return BoundFile{}, err
	}
	f := &caseFile{c: c, by: by, desk: desk, words: words, why: strings.TrimSpace(why), now: c.db.Now(), r: c.db.Reader(c.Scope(by))}
	if err := f.read(ctx, no); err != nil {
		return BoundFile{}, err
	}
	if err := f.gather(ctx); err != nil {
		return BoundFile{}, fmt.Errorf("making the case file of %s: %w", no, err)
	}
	return f.bound, f.bind(w)
}

// caseFile is a case file in the making.
type caseFile struct {
	c     *Casework
	by    org.Officer
	desk  Stationery
	words caseWords
	why   string
	now   time.Time
	r     *store.Reader

	dir     *store.Directory
	p       *petition.Petition // in plain when there is a reason
	events  []petition.Event   // that the officer may know of
	letters []*store.Letter    // that the officer may read, in order of issue
	hide    *strings.Replacer  // nil when nothing is hidden
	matter  letter.Matter

	entries []entry
	bound   BoundFile
}

// entry is one document of the file.
type entry struct {
	number, title string
	on            time.Time
	sheet         press.Sheet
}

// read reads the matter and what of it the officer may see, and journals that personal data is.
func (f *caseFile) read(ctx context.Context, no string) error {
	var err error
	if f.p, err = f.r.Petition(ctx, no); err != nil {
		return err
	}
	if f.why != "" {
		if _, err := f.c.Reveal(ctx, f.by, no, f.why); err != nil {
			return err
		}
		f.bound.Plain = true
	}
	open, err := f.r.PetitionOpen(ctx, no)
	if err != nil {
		return err
	}
	if f.bound.Plain {
		f.p = open
	} else {
		f.hide = open.Record.Masks()
	}
	if f.events, err = f.r.Events(ctx, no, 0); err != nil {
		return err
	}
	if f.dir, err = f.c.db.Directory(ctx); err != nil {
		return err
	}
	if err := f.readLetters(ctx); err != nil {
		return err
	}
	bureau, _ := f.dir.Bureau()
	// The letter's wall is for what leaves the house; who reads here is on the right side of the matter's.
	f.matter = f.desk.Forms.Matter(letter.Facts{Petition: f.p, Events: f.events, Hide: f.hide, Rules: f.c.Rules(), Book: book{f.dir}, Today: deadline.DayOf(f.now),
		Place: f.dir.AreaName(f.p.Record.Place), Bureau: bureau.ID, From: bureau.ID, To: bureau.ID})
	return nil
}

// readLetters reads the letters. One that is not for the officer is not there, not even in the course.
func (f *caseFile) readLetters(ctx context.Context) error {
	hidden := map[int]bool{}
	for _, ref := range f.p.Letters {
		l, err := f.r.Letter(ctx, ref.ID, f.by.Units())
		if fault.As(err) != nil && fault.KindOf(err) == fault.NotFound {
			hidden[ref.Event] = true
			continue
		}
		if err != nil {
			return err
		}
		f.letters = append(f.letters, l)
	}
	f.events = slices.DeleteFunc(slices.Clone(f.events), func(e petition.Event) bool { return hidden[e.Seq] })
	return nil
}

// gather makes all documents, in order.
func (f *caseFile) gather(ctx context.Context) error {
	f.add(entry{title: f.words.Record, on: f.p.RegisterAt}, f.record())
	var issued []entry
	for _, l := range f.letters {
		d, err := f.frozen(l)
		if err != nil {
			return err
		}
		issued = append(issued, entry{number: l.Number, title: f.say(d.Title), on: l.Issued, sheet: press.Sheet{Paper: &d}})
	}
	issued = append(issued, f.opinions()...)
	slices.SortStableFunc(issued, func(a, b entry) int { return a.on.Compare(b.on) })
	f.entries = append(f.entries, issued...)
	f.add(entry{title: f.words.Course, on: f.now}, f.course())
	if err := f.attachments(ctx); err != nil {
		return err
	}
	f.bound.Papers = len(f.entries) - f.bound.Pictures
	return nil
}

func (f *caseFile) add(e entry, d document.Document) {
	e.sheet = press.Sheet{Paper: &d, Made: true}
	f.entries = append(f.entries, e)
}

// frozen is a letter as it was issued, marked if it was voided; what it says of the petitioner is hidden
// where that is.
func (f *caseFile) frozen(l *store.Letter) (document.Document, error) {
	d, err := f.c.thaw(l)
	if err == nil && f.hide != nil {
		d = masked(d, f.hide)
	}
	return d, err
}

// say is a text of the matter as this file may show it.
func (f *caseFile) say(text string) string {
	if f.hide == nil {
		return text
	}
	return hidden(text, f.hide)
}

func (f *caseFile) word(group, code string) string { return f.desk.Forms.Words().In(group, code) }

// bind writes the file.
func (f *caseFile) bind(w io.Writer) error {
	bureau, _ := f.dir.Bureau()
	meta := document.Meta{Author: bureau.Name, Language: "zh-CN", Made: f.now}
	sheets := make([]press.Sheet, len(f.entries))
	for i, e := range f.entries {
		sheets[i] = e.sheet
	}
	return f.desk.Press.File(w, press.Binding{
		Meta: meta, Title: f.words.Title + " " + f.p.No, Cover: f.cover,
		Foot: func(page, pages int) string { return put(f.words.Foot, "page", page, "pages", pages) },
	}, sheets...)
}
