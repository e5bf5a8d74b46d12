package letter

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"bihuan/domain/deadline"
	"bihuan/domain/document"
	"bihuan/domain/org"
	"bihuan/domain/petition"
)

var update = flag.Bool("update", false, "write the golden files")

// lives makes matters that have come to where the forms write about them, the fullest first.
func lives(t *testing.T) map[string]*matterBench {
	t.Helper()
	answered := func() *matterBench {
		w := newMatter(t, "2026-08-27 09:30").accepted()
		w.until("2026-09-02 10:00").do("baishui.handler1", &petition.Contacted{Means: petition.InPerson, Said: "听取意见"})
		w.until("2026-09-18 09:00").replied()
		return w.do("baishui.clerk", &petition.ServedData{Paper: petition.PaperReply, Way: petition.Left, Refused: true, Witness: "石门村村委会"})
	}
	reviewed := func() *matterBench {
		w := answered().do("petitioner", &petition.ReviewRequested{Body: "清源县人民政府", Reasons: "渠段长度不对"})
		w.until("2026-09-28 10:00").do("director", petition.NewReviewDecision(false, petition.Upheld, "处理意见认定事实清楚，维持。", nil))
		return w.do("case1", &petition.ServedData{Paper: petition.PaperReview, Way: petition.Direct})
	}
	reported := func() *matterBench {
		w := escalated(t)
		for _, kind := range append(petition.OrderSteps(), petition.Reminder) {
			w.do("chief1", petition.NewOrder(kind, "请书面反馈办理情况", deadline.DayOf(w.now).Add(5), ""))
		}
		return w.until("2026-09-18 15:30")
	}
	spot := newMatter(t, "2026-08-27 09:30").assigned()
	spot.do("baishui.clerk", &petition.AcceptedData{Path: petition.OnTheSpot, Sponsor: duty("baishui.deputy", "副镇长"), Handler: duty("baishui.handler1", "水利站站长")})
	unreached := answered()
	for _, day := range []string{"2026-09-21 09:00", "2026-09-22 09:00", "2026-09-23 09:00"} {
		unreached.until(day).do("case1", &petition.CalledBack{})
	}
	rereviewed := reviewed().do("petitioner", &petition.RereviewRequested{Body: "市人民政府", Reasons: "渠段长度还是不对"})
	rereviewed.until("2026-10-12 10:00").do("director", petition.NewReviewDecision(true, petition.Upheld, "维持复查意见。", nil))
	extended := newMatter(t, "2026-08-27 09:30").accepted()
	extended.until("2026-09-10 09:00").do("baishui.head", &petition.Extended{Days: 20, Reason: "渠道修复需要重新设计"})
	return map[string]*matterBench{
		"a reported":   reported(),
		"b answered":   answered(),
		"c reviewed":   reviewed(),
		"d rereviewed": rereviewed,
		"e extended":   extended,
		"f unreached":  unreached,
		"g spot":       onTheSpot(spot),
		"h forwarded":  newMatter(t, "2026-08-27 09:30").registered().do("case1", &petition.ForwardedData{Body: "邻县信访局", Reasons: "事发地在邻县"}),
		"i declined":   newMatter(t, "2026-08-27 09:30").registered().do("chief1", &petition.DeclinedData{Ground: petition.GroundOutside, Body: "清源县人民法院", Reasons: "已经起诉"}),
		"j redirected": newMatter(t, "2026-08-27 09:30").assigned().do("baishui.clerk", &petition.RedirectedData{Legal: 2, Body: "县劳动人事争议仲裁委员会", Due: date("2026-10-30"), Reasons: "属于劳动争议"}),
		"k finally":    newMatter(t, "2026-08-27 09:30").registered().do("chief1", &petition.FinallyDeclinedData{Earlier: petition.Number("990121", date("2025-08-31"), 9), Reasons: "同一事项已经复核"}),
		"l assigned":   newMatter(t, "2026-08-27 09:30").assigned(),
		"m registered": newMatter(t, "2026-08-27 09:30").registered(),
	}
}

func onTheSpot(w *matterBench) *matterBench {
	answers := slices.Repeat([]petition.Answer{{Facts: "属实", Basis: "《中华人民共和国水法》", Opinion: "已经当场说明", Result: petition.Explained}}, len(w.p.Record.Demands))
	w.do("baishui.handler1", &petition.ReplySubmitted{Answers: answers, ReviewBody: "清源县人民政府"})
	return w.do("baishui.deputy", &petition.ReplyApproved{}).do("baishui.clerk", &petition.RepliedData{DocNo: "白信复〔2026〕2号"})
}

// factsFor are what a form is filled in from, in a life that it may write about.
func factsFor(t *testing.T, f *Form, w *matterBench, others ...*matterBench) Facts {
	t.Helper()
	x := w.facts("")
	x.Open, x.Code = f.To == ToPetitioner, "7GPQ4-RH2KM"
	if f.From == ByUnit {
		x.From = "baishui"
	}
	switch f.To {
	case ByUnit, ToHead:
		x.To = "baishui"
	case ToDiscipline:
		x.To = "discipline"
	case ByOffice:
		x.To = "bureau"
	case ToPolice:
		x.ToName = "清源县公安局"
	case ToChosen:
		x.To = "land"
	}
	if f.Lists {
		for _, other := range others {
			x.Others = append(x.Others, other.facts("baishui"))
		}
	}
	for _, o := range w.p.Orders {
		if o.Kind == f.Replies || o.Kind.Act() == f.Makes && f.Makes != "" {
			x.Order = o.ID
		}
	}
	return x
}

// lifeFor is the first life that a form may write about.
func lifeFor(t *testing.T, f *Form, lives map[string]*matterBench) *matterBench {
	t.Helper()
	var names []string
	for name := range lives {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		w := lives[name]
		_, documents := f.Documents(w.events)
		unit := w.p.Unit() != "" || f.From != ByUnit && f.To != ByUnit && f.To != ToHead
		if documents && unit && f.Issuable(w.p) {
			return w
		}
	}
	t.Fatalf("no life has what %s writes about", f.Kind)
	return nil
}

// filled puts something into every field that its default left empty.
func filled(f *Form, m Matter) Values {
	v := f.Fill(m)
	for i := range f.Fields {
		field := &f.Fields[i]
		if v[field.Name] != "" {
			continue
		}
		switch field.Type {
		case Line:
			v[field.Name] = field.Label.ZH + "一行"
		case Text:
			v[field.Name] = field.Label.ZH + "第一段。\n" + field.Label.ZH + "第二段"
		case Date:
			v[field.Name] = "2026-09-25"
		case Yes:
			v[field.Name] = yesValue
		case Demands:
		default:
			v[field.Name] = field.Choices[0].Value
			if field.Type.Ticked() && len(field.Choices) > 1 {
				v[field.Name] += " " + field.Choices[1].Value
			}
		}
	}
	return v
}

// poor fills in only what has to be.
func poor(f *Form, m Matter) Values {
	v, full := Values{}, filled(f, m)
	for _, field := range f.Fields {
		if field.Required {
			v[field.Name] = full[field.Name]
		}
	}
	return v
}

var (
	doubled = regexp.MustCompile(`[，。；：、！？]{2,}|[（(《“][，。；、]|[，；、：][）)》]|，$|、$`)
	hollow  = regexp.MustCompile(`（\s*）|\(\s*\)|《\s*》|“\s*”|〔\s*〕`)
)

// blemishes are what no paper may show.
func blemishes(d document.Document) []string {
	text := outline(d)
	var bad []string
	for _, word := range []string{"<no value>", "{{", "}}", "<nil>", "%!", "0001", "[]", "map["} {
		if strings.Contains(text, word) {
			bad = append(bad, word)
		}
	}
	if strings.ContainsAny(text, marks) {
		bad = append(bad, "marks of the engine")
	}
	for line := range strings.Lines(text) {
		if found := doubled.FindString(strings.TrimSpace(line)); found != "" {
			bad = append(bad, fmt.Sprintf("%q in %s", found, strings.TrimSpace(line)))
		}
		if hollow.MatchString(line) && !strings.HasPrefix(line, "facts") {
			bad = append(bad, "empty brackets in "+strings.TrimSpace(line))
		}
		for _, pair := range []string{"（）", "《》", "“”", "()"} {
			r := []rune(pair)
			if strings.Count(line, string(r[0])) != strings.Count(line, string(r[1])) {
				bad = append(bad, "unmatched "+pair+" in "+strings.TrimSpace(line))
			}
		}
	}
	return bad
}

func (f *Form) example(t *testing.T, v Values, m Matter, h Head) document.Document {
	t.Helper()
	d, err := f.Write(v, m, h)
	if err != nil {
		t.Fatalf("%s: %v", f.Kind, err)
	}
	return d
}

// TestShipped writes every shipped form, from a full matter and from one of which hardly anything is
// known, and looks for holes. The full one is kept as golden text.
func TestShipped(t *testing.T) {
	all := forms(t).All()
	if len(all) < 20 {
		t.Errorf("only %d forms are shipped", len(all))
	}
	lives := lives(t)
	for i := range all {
		f := &all[i]
		m := forms(t).Matter(factsFor(t, f, lifeFor(t, f, lives), lives["l assigned"], lives["e extended"]))
		issued := Head{Number: Number(f, m.From.Sign, 2026, 12), Date: m.Today, Due: f.Answer.Due(m.Today, rules(t).Calendar),
			Author: petition.By{Name: "吴桐", Title: "业务一股科员"}, Copies: []string{"县水利局"}}
		v := filled(f, m)
		if f.To == ToPolice {
			v["acts"], v["act"] = "damage", "砸坏接访大厅服务窗口玻璃两块"
		}
		if err := f.Check(v, m); err != nil {
			t.Errorf("%s: its own defaults are refused: %s", f.Kind, faultsOf(err))
		}
		d := f.example(t, v, m, issued)
		report(t, f, "full", d)
		golden(t, f, d)
		if d.Format != f.Format || d.Title == "" || len(d.Blocks) == 0 || d.Number != issued.Number {
			t.Errorf("%s is incomplete: %+v", f.Kind, d)
		}
		report(t, f, "a draft", f.example(t, poor(f, m), m, Head{Pending: "签发时编号", Draft: "草稿，未签发"}))
		bare := bareMatter(t, f)
		report(t, f, "hardly anything", f.example(t, poor(f, bare), bare, Head{}))
		report(t, f, "nothing", f.example(t, Values{}, Matter{}, Head{}))
		accused := forms(t).Matter(factsFor(t, f, accusing(t)))
		paper := f.example(t, poor(f, accused), accused, Head{})
		report(t, f, "an accusation", paper)
		if f.To != ToPetitioner && f.To != ToDiscipline && f.To != ByOffice && strings.Contains(outline(paper), "侵占") {
			t.Errorf("%s tells what an accusation says: %s", f.Kind, outline(paper))
		}
		if f.To != ToPetitioner && strings.Contains(outline(d), "王小明") {
			t.Errorf("%s names the petitioner in full to an office", f.Kind)
		}
	}
}

func report(t *testing.T, f *Form, what string, d document.Document) {
	t.Helper()
	if bad := blemishes(d); len(bad) > 0 {
		t.Errorf("%s, %s:\n  %s", f.Kind, what, strings.Join(bad, "\n  "))
	}
}

// bareMatter is a matter of an anonymous petitioner with one demand, only registered.
func bareMatter(t *testing.T, f *Form) Matter {
	w := newMatter(t, "2026-08-27 09:30")
	r := record(w.now)
	r.Anonymous, r.Petitioners, r.Persons, r.Facts, r.Demands = true, nil, 1, "", r.Demands[:1]
	w.do("case1", &petition.RegisteredData{Record: r})
	x := factsFor(t, f, w)
	x.Others, x.Code, x.Place = nil, "", ""
	return forms(t).Matter(x)
}

// accusing is a matter that accuses a unit, and that another has to answer.
func accusing(t *testing.T) *matterBench {
	w := newMatter(t, "2026-08-27 09:30")
	r := record(w.now)
	r.Purpose, r.Subject, r.Facts, r.Demands = petition.Accusation, "举报石门村某干部侵占补偿款", "侵占补偿款三万元", []petition.Demand{{Text: "查清侵占的去向"}}
	r.Accused.Units = []org.UnitID{"baishui"}
	r.MarkAccusation()
	return w.do("case1", &petition.RegisteredData{Record: r}).do("case1", &petition.AssignedData{Unit: "land", Instruction: "核查侵占补偿款"})
}

func golden(t *testing.T, f *Form, d document.Document) {
	t.Helper()
	path := filepath.Join("testdata", string(f.Kind)+".txt")
	got := strings.Join([]string{string(d.Format), d.Mark, d.Number, d.Signatory}, " · ") + "\n" + outline(d)
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Errorf("%s has no golden file (go test -update): %v", f.Kind, err)
		return
	}
	if got != string(want) {
		t.Errorf("%s is now\n%s\nwant\n%s", f.Kind, got, want)
	}
}

// Hostile values leave every shipped form's paper as it is.
func TestShippedFormsKeepTheirShape(t *testing.T) {
	lives := lives(t)
	for _, f := range forms(t).All() {
		m := forms(t).Matter(factsFor(t, &f, lifeFor(t, &f, lives)))
		shape := func(value string) string {
			v := filled(&f, m)
			for _, field := range f.Fields {
				if field.Type == Line || field.Type == Text {
					v[field.Name] = value
				}
			}
			d := f.example(t, v, m, Head{})
			return fmt.Sprint(d.Title != "", len(d.To), d.Sign != nil, len(d.Attachments), len(d.Copies))
		}
		want := shape("寻常的话")
		for _, value := range hostile() {
			if got := shape(value); got != want {
				t.Errorf("%s: %q changes the paper: %s, want %s", f.Kind, value, got, want)
			}
		}
	}
}

// A letter that nobody could issue, or that its law does not allow, is not shipped.
func TestShippedFormsCanBeIssued(t *testing.T) {
	policy := org.ThePolicy()
	for _, f := range forms(t).All() {
		signers := f.Sign
		if f.ByAct {
			signers = f.Draft
		}
		if len(signers) == 0 || len(f.Draft) == 0 {
			t.Errorf("%s: nobody drafts or signs it", f.Kind)
		}
		for _, post := range signers {
			if f.Makes != "" && policy.Reach(post, f.Makes) == org.None {
				t.Errorf("%s: %s may not do what it makes, %s", f.Kind, post, f.Makes)
			}
		}
		if !f.ByAct && len(f.Draft) == 1 && len(f.Sign) == 1 && f.Draft[0] == f.Sign[0] && f.Draft[0] == org.Director {
			t.Errorf("%s: who drafts may not sign, and there is one director", f.Kind)
		}
		if f.To == ToPolice && (len(f.Consent) == 0 || f.Field(actsField) == nil) {
			t.Errorf("%s: no consent, or no closed list", f.Kind)
		}
	}
}
