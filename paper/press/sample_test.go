package press

import (
	"strings"
	"sync"
	"testing"
	"time"

	"bihuan/domain/document"
)

// opened is the shipped fonts, read once for all tests.
var opened = sync.OnceValues(func() (*Press, error) { return New("") })

func thePress(t testing.TB) *Press {
	t.Helper()
	p, err := opened()
	if err != nil {
		t.Fatal(err)
	}
	return p
}

var made = document.Meta{Author: "清源县信访局", Language: "zh-CN", Made: time.Date(2026, 9, 18, 15, 0, 0, 0, time.UTC)}

// reminder is the letter of the design.
func reminder() document.Document {
	p := func(text string) document.Block { return document.Text(document.Paragraph, text) }
	h1 := func(text string) document.Block { return document.Text(document.Heading1, text) }
	h2 := func(head, text string) document.Block {
		return document.Block{Kind: document.Heading2, Runs: []document.Run{{Text: head}, {Text: text}}}
	}
	origin := p("群众王*等3人反映北坪村灌溉渠损毁、三十余户水田缺水的信访事项（编号990121-260825-0013-J），你镇于2026年8月27日受理。9月15日，信访人再次到县群众来访接待中心反映，诉求尚未得到答复。现提醒如下：")
	origin.Field = "origin"
	return document.Document{
		Format: document.Letter, Mark: "清源县信访局", Number: "清信提函〔2026〕1188号",
		Title: "关于北坪村灌溉渠损毁信访事项的预警提醒函", To: []string{"青石镇人民政府"},
		Blocks: []document.Block{
			origin,
			h1("一、尚未答复的诉求"),
			h2("（一）损毁渠段修复。", "损毁的渠段约400米，何时修复。"),
			h2("（二）晚稻用水保障。", "今年晚稻用水如何临时保障。"),
			h1("二、你镇对信访人负有的义务"),
			p("按照县“四个一”承诺，应于2026年9月28日前出具处理意见书；按照《信访工作条例》第三十四条，应于2026年10月26日前办结。该事项自9月18日起转入三周工作法第4周，由联系点县领导推动。答复须逐项写明事实、依据和结论，并告知申请复查的途径和期限。"),
			h1("三、请做好以下工作"),
			p("请你镇主要负责同志或者分管负责同志当面听取信访人意见，说明修渠安排和临时供水办法；并于收到本函后2个工作日内（9月21日前）书面回复我局：何时、由谁与信访人见面，拟采取的措施，下一步的时间节点。"),
			p("特此函告。"),
		},
		Sign:   &document.Sign{Unit: "清源县信访局", Date: "2026年9月18日", Seal: true, Hint: "签发后用印"},
		Note:   "联系人：吴×，电话：0000-620 0101",
		Copies: []string{"县水利局"},
		Check:  &document.Check{URL: "https://xf.qingyuan.gov.cn/check/K7QF29XM", Code: "K7QF-29XM", Text: "扫码查验"},
		Meta:   made,
	}
}

// report is an official paper of several pages with a table and attachments.
func report() document.Document {
	p := func(text string) document.Block { return document.Text(document.Paragraph, text) }
	long := strings.Repeat("各乡镇、各部门要严格落实首接首办责任，对群众反映的每一件信访事项，做到有人接、有人办、有人回，在15日内向信访人出具受理告知书，在60日内办结；情况复杂的，经本单位负责人批准可以延长，但最长不得超过30日。", 3)
	return document.Document{
		Format: document.Official, Mark: "清源县信访局文件", Number: "清信发〔2026〕36号",
		Title: "关于印发《清源县2026年第三季度信访工作情况通报》和做好第四季度重点工作的通知",
		To:    []string{"各乡镇人民政府", "县政府各工作部门"},
		Blocks: []document.Block{
			p("2026年第三季度，全县共登记信访事项386件次，同比下降4.2%，其中来访112件次、来信31件次、网上信访243件次。现将有关情况通报如下："),
			document.Text(document.Heading1, "一、基本情况"),
			p(long),
			document.Text(document.Heading2, "（一）分单位情况"),
			p("各单位办理情况见下表。"),
			{Kind: document.Rows, Table: &document.Table{
				Head: []string{"单位", "登记", "按期受理", "按期办结", "群众满意率", "说明"},
				Rows: [][]string{
					{"青石镇人民政府", "42", "42", "38", "92.9%", "北坪村灌溉渠损毁事项超期3日，已于9月21日答复信访人"},
					{"云岭乡人民政府", "17", "17", "17", "100%", ""},
					{"县水利局", "23", "22", "21", "95.7%", ""},
					{"县自然资源局", "61", "60", "52", "88.5%", "征地补偿类事项集中，共31件"},
					{"县人力资源和社会保障局", "55", "55", "54", "98.1%", ""},
				},
				Widths: []float64{3, 1, 1.3, 1.3, 1.5, 4}, Align: []string{"", "right", "right", "right", "right"},
			}},
			document.Text(document.Heading3, "1.存在的问题。"),
			p(long),
			{Kind: document.Quotation, Runs: []document.Run{{Text: "“我就想知道渠什么时候能修好，误了这一季，明年的种子钱都没有了。”"}}},
			document.Text(document.Heading1, "二、下一步工作"),
			p(long), p(long),
			p("特此通知。"),
		},
		Attachments: []string{"清源县2026年第三季度信访工作情况通报", "第四季度重点信访事项化解任务分解表（含责任单位、联系点县领导、完成时限和回访安排）"},
		Sign:        &document.Sign{Unit: "清源县信访局", Date: "2026年10月8日", Seal: true},
		Note:        "此件公开发布",
		Copies:      []string{"县委办公室", "县人大常委会办公室", "县政府办公室", "县政协办公室", "县纪委监委", "县法院", "县检察院"},
		Printed:     &document.Printed{By: "清源县信访局办公室", On: "2026年10月8日"},
		Check:       &document.Check{URL: "https://xf.qingyuan.gov.cn/check/B2MZ81QD", Code: "B2MZ-81QD", Text: "扫码查验"},
		Meta:        made,
	}
}

// upward is a report to the office above.
func upward() document.Document {
	d := report()
	d.Format, d.Mark, d.Number, d.Signatory = document.Upward, "青石镇人民政府文件", "青政报〔2026〕7号", "周明远"
	d.Title, d.To = "青石镇人民政府关于北坪村灌溉渠损毁信访事项办理情况的报告", []string{"清源县信访局"}
	d.Blocks = []document.Block{
		document.Text(document.Paragraph, "9月15日，我镇北坪村王*等3人到县群众来访接待中心反映灌溉渠损毁问题。我镇高度重视，现将办理情况报告如下："),
		document.Text(document.Heading1, "一、反映的问题"),
		document.Text(document.Paragraph, "损毁渠段约400米，影响三十余户水田186亩。"),
		document.Text(document.Heading1, "二、已采取的措施"),
		document.Text(document.Paragraph, "9月17日，镇长当面听取信访人意见，当日调来水泵2台临时供水；修复工程已列入2026年水毁修复计划，预算38.6万元，11月30日前完工。"),
		document.Text(document.Paragraph, "特此报告。"),
	}
	d.Attachments = nil
	d.Sign = &document.Sign{Unit: "青石镇人民政府", Date: "2026年9月21日"}
	d.Copies, d.Note, d.Check = nil, "联系人：李×，电话：0000-620 0202", nil
	d.Printed = &document.Printed{By: "青石镇人民政府办公室", On: "2026年9月21日"}
	return d
}

// notice is what a petitioner is handed.
func notice() document.Document {
	return document.Document{
		Format: document.Notice, Title: "信访事项受理告知书", Number: "青政受〔2026〕58号", To: []string{"王*"},
		Blocks: []document.Block{
			document.Text(document.Paragraph, "您于2026年8月25日向清源县信访局反映的北坪村灌溉渠损毁问题，已于2026年8月26日转送本单位。经审查，该事项属于本单位职权范围，依据《信访工作条例》第二十二条、第二十三条的规定，决定予以受理。"),
			document.Text(document.Paragraph, "本单位将自受理之日起60日内办结，并书面答复您；情况复杂的，可以延长，但不超过30日，并告知您延长的理由。办理期间，请您不要就同一事项向其他机关重复提出。"),
			{Kind: document.Facts, Table: &document.Table{Rows: [][]string{
				{"信访事项编号", "990121-260825-0013-J"}, {"主办单位", "青石镇人民政府"}, {"承办人", "李×，电话：0000-620 0202"}, {"办结期限", "2026年10月26日"},
			}}},
		},
		Sign:  &document.Sign{Unit: "青石镇人民政府", Date: "2026年8月27日", Seal: true},
		Draft: "草稿，未签发",
		Check: &document.Check{URL: "https://xf.qingyuan.gov.cn/check/T5AA60PW", Code: "T5AA-60PW", Text: "扫码查验"},
		Meta:  made,
	}
}

// record is a form.
func record() document.Document {
	rows := [][]string{
		{"送达文书名称", "信访事项处理意见书", "文号", "青政意〔2026〕41号"},
		{"受送达人", "王*", "送达地点", "北坪村村民委员会"},
		{"送达方式", "直接送达", "送达时间", "2026年9月28日15时30分"},
	}
	return document.Document{
		Format: document.Record, Title: "送达回证", Number: "编号：990121-260825-0013-J",
		Blocks: []document.Block{
			{Kind: document.Facts, Table: &document.Table{Rows: rows}},
			{Kind: document.Facts, Table: &document.Table{Rows: [][]string{
				{"受送达人签名或者盖章", "\n\n　　　　　　　　　　　　年　　月　　日"},
				{"代收人签名及代收理由", "\n\n　　　　　　　　　　　　年　　月　　日"},
				{"送达人", "李×　　张×"}, {"见证人", ""},
				{"备注", "受送达人拒绝签收的，送达人应当邀请有关基层组织的代表到场，说明情况，在送达回证上记明拒收事由和日期，由送达人、见证人签名或者盖章。"},
			}}},
		},
		Void: "已作废，2026年9月30日",
		Meta: made,
	}
}

// samples are one paper of each format.
func samples() map[string]document.Document {
	return map[string]document.Document{"letter": reminder(), "official": report(), "upward": upward(), "notice": notice(), "record": record()}
}
