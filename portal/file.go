package portal

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"bihuan/domain/fault"
	"bihuan/domain/org"
	"bihuan/domain/personal"
	"bihuan/domain/petition"
	"bihuan/page"
	"bihuan/portal/view"
)

// mostFiles is how many files one form takes.
const mostFiles = 20

// draft is a matter as it is being written: the form and the files that came with it.
type draft struct {
	*page.Form
	once  string
	files []petition.Attachment
	wrong []*fault.Fault // noted, and not yet told on the form
}

func newMatter(v *visit) error {
	d := &draft{Form: page.NewForm(v.L, nil), once: newOnce()}
	d.Set("purpose", string(petition.Claim)).Set("persons", "1")
	return v.showDraft(http.StatusOK, d)
}

func newOnce() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails: crypto/rand
	return hex.EncodeToString(b[:])
}

// file takes the form: to look at it again, to have it checked, to send it.
func file(v *visit) error {
	d, err := v.readDraft()
	if err != nil {
		return err
	}
	if v.dropped(d) || d.Edit() {
		if err := v.keepFiles(d); err != nil {
			return err
		}
		return v.showDraft(http.StatusOK, d)
	}
	switch d.Value("act") {
	case "send":
		return v.send(d)
	case "check":
		return v.check(d)
	}
	if err := v.keepFiles(d); err != nil {
		return err
	}
	return v.showDraft(http.StatusOK, d) // the villages were asked for, or the form is to be mended
}

func (v *visit) check(d *draft) error {
	record := d.record(v.at)
	if err := v.Cases.Check(record, v.at); err != nil && !d.refuse(err) {
		return err
	}
	d.tell()
	if err := v.keepFiles(d); err != nil {
		return err
	}
	if !d.OK() {
		return v.showDraft(http.StatusUnprocessableEntity, d)
	}
	exists, err := v.Cases.MayExist(v.ctx(), record.Contact(), v.from())
	if err != nil {
		return err
	}
	mine := ""
	if v.opened() {
		if mine, err = v.Cases.Continues(v.ctx(), v.no, record); err != nil {
			return err
		}
	}
	book, err := v.DB.Directory(v.ctx())
	if err != nil {
		return err
	}
	title := v.L.T("portal.check.title")
	return v.show(view.Check(v.view(title, v.crumbs(v.L.T("portal.file.title"))...), view.Draft{
		Form: d.Form, Once: d.once, Files: d.files, Record: record, Exists: exists && mine == "", Mine: mine,
		Category: categoryName(v.L, book, record.Category), Place: book.AreaName(record.Place),
		Accused: unitNames(book, record.Accused.Units), Sent: d.sent(),
	}))
}

func (v *visit) send(d *draft) error {
	record := d.record(v.at)
	if d.tell(); !d.OK() {
		return v.showDraft(http.StatusUnprocessableEntity, d)
	}
	given, err := v.Cases.File(v.ctx(), record, d.once, v.from())
	if busy := fault.As(err); busy != nil && busy.Kind == fault.Busy {
		d.Wrong("", busy.Key, busy.Args...)
		return v.showDraft(http.StatusTooManyRequests, d)
	}
	if d.refuse(err) {
		d.tell()
		return v.showDraft(http.StatusUnprocessableEntity, d)
	}
	if err != nil {
		return err
	}
	if given.Code != "" {
		pouch := v.openPouch()
		delete(pouch.Files, d.once)
		pouch.Receipt = &slip{Once: d.once, No: given.No, Code: given.Code, Due: given.Due.Due, At: v.at}
		if err := v.keepPouch(pouch); err != nil {
			return err
		}
	}
	// A second press of the button leaves the session alone, in which the first one's receipt lies.
	return v.goTo("/file/receipt")
}

// bad notes what is wrong with a field; the first word on a field stands.
func (d *draft) bad(field, key string, args ...any) {
	if !slices.ContainsFunc(d.wrong, func(f *fault.Fault) bool { return f.Field == field }) {
		d.wrong = append(d.wrong, fault.NewInvalid(field, key, args...))
	}
}

// refuse takes the faults of an invalid record over.
func (d *draft) refuse(err error) bool {
	f := fault.As(err)
	if f == nil || f.Kind != fault.Invalid {
		return false
	}
	for _, one := range f.All() {
		field := one.Field
		if field == "place" {
			field = "town"
		}
		d.bad(field, one.Key, one.Args...)
	}
	return true
}

// tell puts what is wrong onto the form, in the order of the form.
func (d *draft) tell() {
	order := view.DraftFields()
	slices.SortStableFunc(d.wrong, func(a, b *fault.Fault) int {
		return slices.Index(order, a.Field) - slices.Index(order, b.Field)
	})
	for _, f := range d.wrong {
		d.Wrong(f.Field, f.Key, f.Args...)
	}
	d.wrong = nil
}

// sent are the fields to be carried through the page that is checked; not its buttons.
func (d *draft) sent() []page.Option {
	var all []page.Option
	for _, name := range view.DraftFields() {
		if name == "attachments" {
			continue
		}
		for _, value := range d.All(name) {
			all = append(all, page.Option{Value: value, Words: name})
		}
	}
	return all
}

// record is the matter that the form tells of; what cannot be read is marked on the form.
func (d *draft) record(now time.Time) petition.Record {
	r := petition.Record{
		Channel: petition.Web, ReceivedAt: now.Truncate(time.Second), FirstLevel: org.County,
		Anonymous: d.On("anonymous"), Purpose: petition.Purpose(d.Value("purpose")), Category: d.Value("category"),
		Place: org.AreaCode(d.Value("town")), Subject: d.Value("subject"), Facts: d.Value("facts"), Course: d.Value("course"),
		Attachments: d.files,
	}
	if village := d.Value("village"); village != "" && strings.HasPrefix(village, d.Value("town")) {
		r.Place = org.AreaCode(village)
	}
	for _, text := range d.Filled("demands") {
		r.Demands = append(r.Demands, petition.Demand{Text: text})
	}
	if n, ok := d.Int("persons"); ok {
		r.Persons = n
	}
	if d.On("confidential") {
		r.Flags = append(r.Flags, petition.Confidential)
	}
	if r.Purpose == petition.Accusation {
		r.Flags = append(r.Flags, petition.Accusing)
		for _, unit := range d.Filled("accused") {
			r.Accused.Units = append(r.Accused.Units, org.UnitID(unit))
		}
	}
	if who := d.petitioner(); who != (petition.Petitioner{}) {
		r.Petitioners = []petition.Petitioner{who}
	}
	if r.Place == "" {
		d.bad("town", "fault.portal.place")
	}
	if r.Category == "" {
		d.bad("category", "fault.portal.category")
	}
	return r
}

// petitioner reads who files. A phone is asked for, so that somebody can call back; whoever wants to
// stay unnamed leaves what they like.
func (d *draft) petitioner() petition.Petitioner {
	who := petition.Petitioner{Name: personal.Name(d.Value("name")), Address: personal.Address(d.Value("address"))}
	var err error
	if text := d.Value("phone"); text != "" {
		if who.Phone, err = personal.ParsePhone(text); err != nil {
			d.refuse(err)
		}
	} else if !d.On("anonymous") {
		d.bad("phone", "fault.portal.phone")
	}
	if text := d.Value("id"); text != "" {
		if who.ID, err = personal.ParseIDNumber(text); err != nil {
			d.refuse(err)
		}
	}
	if who.Name == "" && !d.On("anonymous") {
		d.bad("name", "fault.portal.name")
	}
	if who.Name != "" && d.On("anonymous") {
		who.Name = ""
	}
	return who
}

// showDraft shows the form, filled in, with what is wrong on top.
func (v *visit) showDraft(status int, d *draft) error {
	book, err := v.DB.Directory(v.ctx())
	if err != nil {
		return err
	}
	d.tell()
	var villages []page.Option
	if town := org.AreaCode(d.Value("town")); org.LevelOf(town) == org.Township {
		villages = areas(book.Within(town))
	}
	return v.showAs(status, view.File(v.view(v.L.T("portal.file.title"), v.crumbs(v.L.T("portal.file.title"))...), view.Draft{
		Form: d.Form, Once: d.once, Files: d.files, Towns: areas(book.Towns()), Villages: villages,
		Categories: categories(v.L, book), Units: accusable(v.L, book, v.at), Discipline: discipline(book),
	}))
}

// readDraft reads a form with files, part by part, so that no file is ever laid down unsealed.
func (v *visit) readDraft() (*draft, error) {
	v.r.Body = http.MaxBytesReader(v.w, v.r.Body, v.Upload)
	d := &draft{Form: page.NewForm(v.L, nil)}
	values, wrong, err := v.readParts(func(file petition.Attachment) { d.files = append(d.files, file) })
	if err != nil {
		return nil, err
	}
	d.Form, d.once = page.NewForm(v.L, values), values.Get("once")
	if len(d.once) != 32 {
		d.once = newOnce()
	}
	for _, f := range wrong {
		d.bad("attachments", f.Key, f.Args...)
	}
	d.files = append(slices.Clone(v.openPouch().Files[d.once]), d.files...)
	if len(d.files) > mostFiles {
		d.files = d.files[:mostFiles]
		d.bad("attachments", "fault.portal.files", "n", mostFiles)
	}
	return d, nil
}

// readParts reads the fields, and keeps each file as it comes. What is wrong with a file is told
// beside the others.
func (v *visit) readParts(keep func(petition.Attachment)) (url.Values, []*fault.Fault, error) {
	parts, err := v.r.MultipartReader()
	if err != nil {
		if err := v.r.ParseForm(); err != nil {
			return nil, nil, unreadable(err)
		}
		return v.r.PostForm, nil, nil
	}
	values, wrong, room := url.Values{}, []*fault.Fault(nil), int64(maxForm)
	for {
		part, err := parts.NextPart()
		if err == io.EOF {
			return values, wrong, nil
		}
		if err != nil {
			return nil, nil, unreadable(err)
		}
		if part.FileName() == "" {
			text, err := io.ReadAll(io.LimitReader(part, room))
			if room -= int64(len(text)); err != nil || room <= 0 {
				return nil, nil, unreadable(err)
			}
			values.Add(part.FormName(), string(text))
			continue
		}
		f, err := v.keepFile(v.ctx(), part, keep)
		if err != nil {
			return nil, nil, err
		}
		if f != nil {
			wrong = append(wrong, f)
		}
	}
}

func (v *visit) keepFile(ctx context.Context, part *multipart.Part, keep func(petition.Attachment)) (*fault.Fault, error) {
	file, err := v.Cases.Attach(ctx, v.from(), part.FileName(), part)
	if f := fault.As(err); f != nil && (f.Kind == fault.Invalid || f.Kind == fault.Busy) {
		return f, nil
	}
	if err != nil {
		return nil, unreadable(err)
	}
	keep(file)
	return nil, nil
}

// unreadable is a form that broke off or is too large; a fault stays what it is.
func unreadable(err error) error {
	if fault.As(err) != nil {
		return err
	}
	return fault.New(fault.Invalid, "fault.portal.form").Because(err)
}

// dropped takes a file away again if its button was pressed.
func (v *visit) dropped(d *draft) bool {
	i, err := strconv.Atoi(d.Value("unfile"))
	if err != nil {
		return false
	}
	if i >= 0 && i < len(d.files) {
		d.files = slices.Delete(d.files, i, i+1)
	}
	return true
}

// keepFiles keeps the files of an unfinished form for the next page.
func (v *visit) keepFiles(d *draft) error {
	pouch := v.openPouch()
	if slices.Equal(pouch.Files[d.once], d.files) {
		return nil
	}
	pouch.Files = map[string][]petition.Attachment{d.once: d.files}
	return v.keepPouch(pouch)
}

// receipt shows number and code, for half an hour.
func receipt(v *visit) error {
	slip := v.openPouch().Receipt
	title := v.L.T("portal.receipt.title")
	if slip == nil {
		return v.show(view.NoReceipt(v.view(title, v.crumbs(title)...)))
	}
	r := view.Receipt{No: slip.No, Code: slip.Code, Due: slip.Due, At: slip.At}
	if v.QR != nil {
		svg, err := v.QR(v.base() + "/follow?no=" + url.QueryEscape(slip.No))
		if err != nil {
			return err
		}
		r.QR = svg
	}
	return v.show(view.ReceiptPage(v.view(title, v.crumbs(title)...), r))
}

// base is the site's own address.
func (v *visit) base() string {
	if v.BaseURL != "" {
		return strings.TrimSuffix(v.BaseURL, "/")
	}
	if v.Secure {
		return "https://" + v.r.Host
	}
	return "http://" + v.r.Host
}
