package press

import (
	"flag"

	"testing"
	"time"

	"bihuan/domain/deadline"
	"bihuan/domain/document"
	"bihuan/domain/letter"
	"bihuan/domain/petition"
)

var update = flag.Bool("update", false, "write the golden files")

// kinds are all shipped kinds of letters, issued about one matter of which everything is known.
func kinds(t *testing.T) map[letter.Kind]document.Document {
	t.Helper()
	forms, err := letter.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	calendar, err := deadline.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	all := map[letter.Kind]document.Document{}
	for _, f := range forms.All() {
		m := fullMatter(t, &f)
		v := given(&f, m)
		if err := f.Check(v, m); err != nil {
			t.Errorf("%s: %v", f.Kind, err)
		}
		head := letter.Head{
			Number: letter.Number(&f, m.From.Sign, 2026, 1188), Signatory: mayor.Name, Date: m.Today, Due: f.Answer.Due(m.Today, calendar),
			Author: petition.By{Name: caseworker.Name}, Made: time.Date(2026, 9, 18, 7, 0, 0, 0, time.UTC),
			Check: &document.Check{URL: m.Site + "/check/K7QF-29XM", Code: "K7QF-29XM", Text: "扫码查验"},
		}
		if f.To == letter.ByUnit || f.To == letter.ToHead {
			head.Copies = []string{"县委办公室", "县政府办公室", "县水利局"}
		}
		d, err := f.Write(v, m, head)
		if err != nil {
			t.Fatal(err)
		}
		all[f.Kind] = d
	}
	return all
}

// given fills in what the form could not fill in by itself, by the type of the field; what is to be said
// in words is said at some length.
func given(f *letter.Form, m letter.Matter) letter.Values {
	v := f.Fill(m)
	said := map[string]string{
		"meets_at": "上午9时30分", "reply_on": "2026-09-22", "time": "2026年9月16日10时15分", "act": "砸坏接访大厅服务窗口玻璃两块。\n经工作人员劝阻后，又推倒叫号机一台。",
		"acts": "damage", "chair": "杨安民（县信访局局长）", "panel": "陈启明、林秀珍、何建国", "place": "县群众来访接待中心二楼听证室",
		"opinion": "清源市人民政府2025年12月2日作出的复核意见（清政复核〔2025〕6号）", "other_party": "青石镇北坪村村民委员会", "mediator": "郝礼芳（副镇长）",
		"finished_on": "2026-10-15", "talk_by": "周明远（镇长）", "person": "赵某", "contact": "清源县人民路88号，电话0000-620 0500",
	}
	for i := range f.Fields {
		field := &f.Fields[i]
		switch {
		case v[field.Name] != "":
		case said[field.Name] != "":
			v[field.Name] = said[field.Name]
		case field.Type == letter.Line:
			v[field.Name] = field.Label.ZH + "（一行）"
		case field.Type == letter.Text:
			v[field.Name] = field.Label.ZH + "：9月17日，镇长会同县水利局到现场核实，当面听取意见，当日调来水泵2台临时供水。\n" +
				field.Label.ZH + "：修复工程由水利站站长李燊负责，预算38.6万元，11月30日前完工，进展每周告知信访人一次。"
		case field.Type == letter.Date:
			v[field.Name] = "2026-09-25"
		case field.Type == letter.Yes:
			v[field.Name] = "yes"
		case len(field.Options(m)) > 0:
			v[field.Name] = field.Options(m)[0].Value
			if field.Type.Ticked() && len(field.Options(m)) > 1 {
				v[field.Name] += " " + field.Options(m)[1].Value
			}
		}
	}
	return v
}
