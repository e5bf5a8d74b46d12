package page

import (
	"bytes"
	"context"
	"io"
	"net/url"
	"testing"
	"time"

	"github.com/a-h/templ"

	"bihuan/domain/deadline"
	"bihuan/domain/fault"
	"bihuan/domain/org"
	"bihuan/locale"
)

// now is the afternoon of the mock-ups.
var now = time.Date(2026, 9, 18, 14, 42, 0, 0, locale.Zone())

func speak(t testing.TB, tag string) *locale.Locale {
	t.Helper()
	c, err := locale.Open()
	if err != nil {
		t.Fatal(err)
	}
	return c.For(tag).In(now.Year())
}

func clerk() org.Officer {
	return org.Officer{County: "990121", Person: "p1", Name: "吴×", Post: org.Caseworker, Title: "业务一股", Unit: "bureau", UnitName: "清源县信访局", UnitKind: org.Bureau}
}

func view(l *locale.Locale) View {
	v := View{L: l, Office: "清源县信访局", Officer: clerk(), Now: now, Title: "登记", Path: "/petitions/new", URL: "/petitions/new?from=<&>", Static: "/static/v",
		Crumbs: []Crumb{{"今天", "/"}, {"信访事项", "/petitions"}, {"登记", ""}},
		Flash:  &Flash{Kind: "done", Words: "已受理。受理告知书已生成，请在9月21日前送达。", Link: &Link{"去送达", "/petitions/x/serve"}},
		Live:   "list", Phone: "0000-620 0101", Place: "清源县城关镇文昌路×号", Hours: "工作日08:30至17:30"}
	v.Nav = StaffNav(v, map[string]int{"/": 7, "/petitions": 386})
	return v
}

// part is one component of the gallery, by its name.
type part struct {
	name string
	c    templ.Component
}

func within(c templ.Component, children ...templ.Component) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		return c.Render(templ.WithChildren(ctx, templ.Join(children...)), w)
	})
}

func words(s string) templ.Component { return templ.Raw(templ.EscapeString(s)) }

// clocks are two real clocks, counted by the rules in force.
func clocks(t testing.TB, l *locale.Locale) []ClockView {
	t.Helper()
	policies, err := deadline.LoadPolicies()
	if err != nil {
		t.Fatal(err)
	}
	calendar, err := deadline.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	accepted, today := deadline.NewDay(2026, 9, 1), deadline.NewDay(2026, 9, 18)
	var views []ClockView
	for _, id := range []string{"pledge.ordinary", "law.handle"} {
		rule, ok := policies.RuleIn(id, accepted)
		if !ok {
			t.Fatalf("no rule %s", id)
		}
		result := calendar.Due(rule, deadline.Term{Start: accepted})
		view := ClockOf(l, rule, result, result.Standing(&rule, today, calendar))
		view.Open = id == "pledge.ordinary"
		views = append(views, view)
	}
	return views
}

func aTrack() TrackView {
	return TrackView{Days: 66, Today: 18, TodayWords: "今天",
		Bars:  []TrackBar{{2, 39, "诺　10月8日"}, {2, 64, "法　11月2日"}},
		Steps: []TrackStep{{2, 9, "经办人", "past"}, {9, 16, "分管领导", "past"}, {16, 23, "主要领导", "now"}, {23, 39, "联系点县领导，直到答复", "next"}},
		Off:   []TrackBand{{25, 28, "中秋"}, {31, 38, "国庆"}},
		Ticks: []TrackTick{{1, "9月1日受理"}, {16, "16日"}, {31, "10月1日"}, {46, "16日"}, {62, "11月1日"}},
	}
}

func refused(l *locale.Locale) *Form {
	f := NewForm(l, url.Values{
		"subject": {"石门村修高速连接线占地，<青苗>补偿款少发"}, "demands": {"补发青苗补偿款差额，每亩1,200元", "", "修好压坏的水渠"},
		"channel": {"visit"}, "flags": {"urgent"}, "place": {"990121102"}, "received": {"2026-09-18"}, "received_time": {"14:20"}, "sms": {"on"}, "password": {"hunter2"},
	})
	f.Refuse(fault.Join(
		fault.NewInvalid("place", "page.error.invalid.words"),
		fault.NewInvalid("demands.2", "page.error.invalid.do"),
	))
	return f
}

func gallery(t testing.TB, l *locale.Locale) []part {
	due := func(standing, basis, words string) DueView {
		return DueView{Basis: basis, Standing: standing, Words: words, Date: l.ISOWeek(now)}
	}
	var dues, states []templ.Component
	for _, d := range []DueView{
		due(Late, Pledge, l.T("deadline.late.workdays", "n", 2)), due(DueToday, Law, l.T("deadline.today")), due(Soon, Order, l.T("deadline.left.workdays", "n", 2)),
		due(OK, Law, l.T("deadline.left.days", "n", 45)), due(Done, Pledge, l.T("page.due.met.in_time", "due", now)), due(Hold, Law, l.T("deadline.paused")),
		due(Lapses, Right, l.T("deadline.left.days", "n", 27)), due(Soon, "", l.T("deadline.left.days", "n", 3)), due(NoDate, "", l.T("deadline.unset")),
	} {
		dues = append(dues, Due(l, d), words(" "))
	}
	for _, kind := range []string{"registered", "assigned", "accepted", "replied", "closed", "forwarded", "redirected", "declined", "finally_declined", "merged", "withdrawn", "in_review", "in_rereview"} {
		states = append(states, State(StateOf(l, kind)), words(" "))
	}
	steps := []Step{}
	for i, key := range []string{"registered", "assigned", "accepted", "notified", "handled", "replied", "served", "called_back", "closed"} {
		standing := StepTodo
		if i < 4 {
			standing = StepDone
		} else if i == 4 {
			standing = StepNow
		}
		steps = append(steps, Step{Words: l.T("petition.step." + key), Standing: standing})
	}
	late := due(Late, Order, l.T("deadline.late.workdays", "n", 5))
	tr := aTrack()
	f := refused(l)
	options := []Option{{Value: "visit", Words: l.T("petition.channel.visit")}, {Value: "letter", Words: l.T("petition.channel.letter")}, {Value: "phone", Words: l.T("petition.channel.phone"), Disabled: true}}
	return []part{
		{"Next", Next(l, NextView{Act: l.T("petition.act.supervised"), Reason: "协办反馈应于9月11日前作出，已催办一次，", Due: &late, Buttons: []Button{{Words: l.T("petition.act.supervised"), Href: "/x", Icon: "edit", Kind: "1"}, {Words: l.T("petition.act.contacted"), Href: "/y"}, {Words: l.T("petition.act.extended"), Href: "/z", Kind: "q"}, {Words: l.T("petition.act.closed"), Name: "close", Why: l.T("page.error.forbidden.words")}}})},
		{"Loop", Loop(l, steps)},
		{"Clocks", Clocks(l, clocks(t, l), &tr)},
		{"Clock", Clock(l, ClockView{Basis: Law, Name: "办结", Words: l.T("page.today"), Date: l.DateWeek(now), Standing: DueToday, WhyTitle: l.T("page.due.why"), Why: []WhyLine{{"起算", "9月1日受理，当天不算"}}})},
		{"Clocks alone", Clocks(l, clocks(t, l), nil)},
		{"Due", templ.Join(dues...)},
		{"State", templ.Join(states...)},
		{"Tags", Tags([]TagView{{Words: l.T("petition.flag.collective")}, {Kind: "act", Words: l.T("petition.flag.supervised")}, {Kind: "soon", Words: l.T("petition.flag.objected")}, {Kind: "late", Words: l.T("petition.flag.overdue"), Icon: "late"}, {Kind: "done", Words: l.T("petition.flag.resolved"), Icon: "check"}})},
		{"Views", within(Views(l, []Tab{{l.T("page.nav.all"), "/petitions", 386, true}, {l.T("page.nav.today"), "/", -1, false}}), words(""))},
		{"Anchors", Anchors(l, []Tab{{l.T("petition.demand.many"), "#demands", 3, true}})},
		{"Picked", Picked(l, []Pick{{l.T("petition.state.accepted"), "/petitions"}}, "/petitions")},
		{"Table", within(templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
			io.WriteString(w, `<table class="t t-stack t-flat">`)
			if err := TableHead([]Column{{Words: "选择", Hidden: true}, {Words: l.T("petition.one"), Href: "?sort=subject"}, {Words: l.T("petition.field.due"), Href: "?sort=due", Sort: "ascending"}, {Words: l.T("petition.field.registered_at"), Num: true}}).Render(ctx, w); err != nil {
				return err
			}
			io.WriteString(w, `<tbody><tr><td class="tick"><label class="hit"><input type="checkbox"/><span class="sr">x</span></label></td><td class="wide"><a class="t-a" href="/x">城关镇和平路夜市油烟、噪声扰民</a><span class="t-2">260908-0003-H</span></td><td class="wide">`)
			if err := Due(l, late).Render(ctx, w); err != nil {
				return err
			}
			io.WriteString(w, `</td><td class="num nw hide-phone">2026-09-08</td></tr></tbody></table>`)
			return nil
		}))},
		{"Pages", Pages(l, PagesView{Note: l.T("page.pages.note", "n", 16), Next: "/petitions?after=x"})},
		{"Demands", Demands(l, []DemandView{
			{Number: l.T("petition.demand.one", "n", l.Count(1)), Title: "补发青苗补偿款差额，每亩1,200元", Facts: []Fact{{Term: l.T("petition.mark.verified"), Text: "差额属实"}, {Term: l.T("petition.mark.acted"), Text: "正在重新造册。"}}, Tag: &TagView{Kind: "act", Words: l.T("petition.mark.verified")}},
			{Number: l.T("petition.demand.one", "n", l.Count(2)), Title: "恢复施工便道压毁的水渠约120米", Due: &late, Note: l.Date(now)},
		})},
		{"Timeline", Timeline(l, []Moment{
			{Day: l.Date(now), Time: "09:12", DateTime: "2026-09-18T09:12:00+08:00", Title: l.T("petition.event.registered"), Words: "来访3人，窗口登记", Who: "吴×　业务一股", Due: &DueView{Basis: Pledge, Standing: Done, Words: l.T("page.due.met.in_time", "due", now)}},
			{Day: l.Date(now), Time: "17:25", Title: l.T("petition.event.progress"), Words: "差额属实", Note: "比对41户发放表与征地批复", More: []string{"9月3日　见面", "9月7日　调取发放表"}, MoreHead: "接触1次、核查1次"},
			{Kind: Late, Day: l.Date(now), Title: l.T("petition.flag.overdue"), Words: "县自然资源局"},
			{Kind: "now", Day: l.T("page.today"), Title: l.T("petition.event.supervised")},
			{Kind: "todo", Day: l.Date(now), Words: l.T("petition.event.replied")},
		})},
		{"Ladder", Ladder(l, []Rung{{"第1周", "刘×", "经办人", "9月2日至8日", "", "past"}, {"第3周", "何×", "镇长", "9月16日至22日", "0000-620 0118", "now"}, {"第4周", "周×", "联系点县领导", "", "", "next"}})},
		{"Likely", within(Likely(Suggestion{Score: 87, Why: "同一联系电话", Title: "石门村连接线占地青苗补偿款何时发", Href: "/petitions/x", Note: "260917-0018-D", Shared: []string{"石门村", "青苗补偿"}}), Press(Button{Words: l.T("petition.link.duplicate"), Name: "kind", Value: "duplicate", Small: true}))},
		{"KV", KV([]Fact{{Term: l.T("petition.field.phone"), Text: "100****2107"}, {Term: l.T("petition.field.address"), Body: Tel(l, "0000-620 0118")}})},
		{"Files", Files([]FileView{{"来访登记表.pdf", "/files/1", "214 KB", false}, {"水渠.jpg", "/files/2", "1.1 MB", true}})},
		{"More", More(l, []Link{{l.T("petition.act.corrected"), "/x"}})},
		{"FlashBox", templ.Join(FlashBox(Flash{Kind: "soon", Words: l.T("page.live.changed")}), FlashBox(Flash{Kind: "late", Words: l.T("page.error.busy.words")}))},
		{"Empty", Empty(EmptyView{Title: "今天没有超期的事项", Words: "上一次有超期是9月16日。", Link: &Link{"看9月的记录", "/petitions"}})},
		{"Present", templ.Join(Present(l), PrintButton("打印"))},
		{"ErrorSummary", ErrorSummary(f)},
		{"FormSection", within(FormSection(l.T("petition.one"), "一句话"),
			Input(f, Field{Name: "subject", Label: l.T("petition.field.subject"), Hint: "一句话", Max: 200}),
			Radios(f, Field{Name: "channel", Label: l.T("petition.field.channel"), Options: options}),
			Checks(f, Field{Name: "flags", Label: l.T("petition.field.flags"), Options: []Option{{Value: "urgent", Words: l.T("petition.flag.urgent")}, {Value: "danger", Words: l.T("petition.flag.danger")}}}),
			Radios(f, Field{Name: "category", Label: l.T("petition.field.category"), Options: []Option{{Value: "a", Words: "自然资源", Note: "因为：占地、青苗补偿"}, {Value: "b", Words: "农村农业", Note: "因为：水渠"}}}),
			Select(f, Field{Name: "place", Label: l.T("petition.field.place"), Span: "c8", Groups: []OptionGroup{{"白水镇", []Option{{Value: "990121102", Words: "石门村"}}}}}),
			Input(f, Field{Name: "phone", Label: l.T("petition.field.phone"), Span: "c4", Type: "tel", Optional: true, Personal: true}),
			Date(f, Field{Name: "due", Label: l.T("petition.field.due"), Span: "c4", Min: "2026-09-18"}),
			DateTime(f, Field{Name: "received", Label: l.T("petition.field.received_at"), Span: "c8"}),
			Input(f, Field{Name: "password", Label: "x", Type: "password", Span: "c4"}),
			Area(f, Field{Name: "facts", Label: l.T("petition.field.facts"), Small: "时间、地点", Hint: "照原话记"}),
			Check(f, Field{Name: "sms", Label: l.T("petition.means.sms")}),
			Rows(f, RowsView{Name: "demands", Add: l.T("petition.demand.many"), Label: func(n int) string { return l.T("petition.demand.one", "n", l.Count(n)) }}),
			File(f, Field{Name: "files", Label: "选择文件或拍照", Hint: "每个不超过50 MB", Multiple: true, Accept: "image/*"}),
			DraftNote(f), Hidden("version", "7"),
		)},
		{"FormEnd", FormEnd("登记后1个工作日内交办", Button{Words: l.T("petition.act.registered"), Kind: "1"})},
		{"Road", Road(l, steps[3:9])},
		{"Doors", Doors([]Door{{"我要反映事项", "手机上就能填", "/file", "edit"}})},
		{"Head", within(Head("信访事项", "一句话"), Press(Button{Words: "登记", Href: "/petitions/new", Kind: "1", Icon: "plus"}))},
		{"Section", within(Section("course", "办理过程", "自上而下", Link{"只看期限", "?a"}, Link{"只看文书", "?b"}), words("x"))},
	}
}

func render(t testing.TB, c templ.Component) string {
	t.Helper()
	var b bytes.Buffer
	if err := c.Render(context.Background(), &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// pages are whole pages, each with all that the gallery has.
func pages(t testing.TB, l *locale.Locale) map[string]templ.Component {
	var all []templ.Component
	for _, p := range gallery(t, l) {
		if p.name == "Head" { // a page has one
			continue
		}
		all = append(all, within(Section("", p.name, ""), p.c))
	}
	v := view(l)
	public := v
	public.Public, public.Officer, public.Path, public.Size, public.Theme = true, org.Officer{}, "/follow", "large", "dark"
	guest := v
	guest.Officer = org.Officer{}
	return map[string]templ.Component{
		"staff":        within(Shell(v), append([]templ.Component{within(Head("登记信访事项", "照原话记，边填边和已有事项比对。"), Press(Button{Words: "打印", Href: "/x", Icon: "print"}))}, all...)...),
		"public":       within(PubShell(public), within(templ.ComponentFunc(wrap), all...)),
		"gate":         within(Gate(guest), ErrorSummary(refused(l)), Input(refused(l), Field{Name: "login", Label: "x"})),
		"error staff":  ErrorPage(v, ErrorOf(l, fault.New(fault.NotFound, "no.such.key"))),
		"error public": ErrorPage(public, ErrorOf(l, io.ErrUnexpectedEOF)),
		"error guest":  ErrorPage(guest, ErrorOf(l, fault.New(fault.Unknown, "page.error.unknown.words"))),
	}
}

func wrap(ctx context.Context, w io.Writer) error {
	if _, err := io.WriteString(w, `<div class="wrap">`); err != nil {
		return err
	}
	if err := templ.GetChildren(ctx).Render(templ.ClearChildren(ctx), w); err != nil {
		return err
	}
	_, err := io.WriteString(w, `</div>`)
	return err
}
