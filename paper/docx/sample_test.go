package docx

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"testing"
	"time"

	"bihuan/domain/document"
)

var made = time.Date(2026, 9, 18, 14, 46, 12, 0, time.FixedZone("", 8*3600))

func picture(t *testing.T, w, h int) []byte {
	t.Helper()
	img := image.NewGray(image.Rect(0, 0, w, h))
	for x := range w {
		for y := range h {
			img.SetGray(x, y, color.Gray{uint8(255 - 200*x/w)})
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// samples are one paper of each format, with every part that it can have.
func samples(t *testing.T) map[document.Format]document.Document {
	p := func(text string) document.Block { return document.Text(document.Paragraph, text) }
	h := func(kind document.Kind, text, then string) document.Block {
		b := document.Text(kind, text)
		if then != "" {
			b.Runs = append(b.Runs, document.Run{Text: then, Face: document.Fang})
		}
		return b
	}
	letter := document.Document{
		Format: document.Letter,
		Mark:   "清源县信访局",
		Number: "清信提函〔2026〕1188号",
		Title:  "关于北坪村灌溉渠损毁信访事项的预警提醒函",
		To:     []string{"青石镇人民政府"},
		Blocks: []document.Block{
			p("群众王*等3人反映北坪村灌溉渠损毁、三十余户水田缺水的信访事项（编号990121-260825-0013-J），你镇于2026年8月27日受理。9月15日，信访人再次到县群众来访接待中心反映，诉求尚未得到答复。现提醒如下："),
			h(document.Heading1, "一、尚未答复的诉求", ""),
			h(document.Heading2, "（一）损毁渠段修复。", "损毁的渠段约400米，何时修复。"),
			h(document.Heading2, "（二）晚稻用水保障。", "今年晚稻用水如何临时保障。"),
			h(document.Heading1, "二、你镇对信访人负有的义务", ""),
			p("按照县“四个一”承诺，应于2026年9月28日前出具处理意见书；按照《信访工作条例》第三十四条，应于2026年10月26日前办结。该事项自9月18日起转入三周工作法第4周，由联系点县领导推动。答复须逐项写明事实、依据和结论，并告知申请复查的途径和期限。"),
			h(document.Heading1, "三、请做好以下工作", ""),
			p("请你镇主要负责同志或者分管负责同志当面听取信访人意见，说明修渠安排和临时供水办法；并于收到本函后2个工作日内（9月21日前）书面回复我局：何时、由谁与信访人见面，拟采取的措施，下一步的时间节点。"),
			p("特此函告。"),
		},
		Sign:   &document.Sign{Unit: "清源县信访局", Date: "2026年9月18日", Seal: true, Hint: "签发后用印"},
		Note:   "联系人：吴×，电话：0000-620 0101",
		Copies: []string{"县水利局", "县农业农村局"},
		Check:  &document.Check{URL: "https://letters.example.org/check/7Q4K-2M9X", Code: "7Q4K-2M9X", Text: "扫码查验"},
		Meta:   document.Meta{Author: "清源县信访局", Language: "zh-CN", Made: made},
	}
	official := document.Document{
		Format: document.Official,
		Mark:   "清源县信访工作联席会议办公室文件",
		Number: "清信联办〔2026〕12号",
		Title:  "清源县信访工作联席会议办公室关于进一步规范信访事项办理工作的通知",
		To:     []string{"各乡镇人民政府", "县直各单位"},
		Blocks: []document.Block{
			p("为落实《信访工作条例》，现将有关事项通知如下。"),
			h(document.Heading1, "一、工作要求", ""),
			h(document.Heading2, "（一）按期办结", ""),
			h(document.Heading3, "1. 首接负责。", "谁首先接到，谁负责到底；属于其他单位的，当日转送。"),
			p("各单位应当逐件核对，见下表。"),
			{Kind: document.Rows, Table: &document.Table{
				Head:   []string{"单位", "应办（件）", "已办（件）", "说明"},
				Rows:   [][]string{{"青石镇", "42", "40", "两件正在复查"}, {"县水利局", "7", "7", ""}, {"县自然资源局", "1,210", "1,188", "其中积案17件，\n已包案到县领导"}},
				Widths: []float64{3, 2, 2, 4}, Align: []string{"left", "right", "right", "left"},
			}},
			document.Text(document.Quotation, "水是命根子，渠修不好，晚稻就没了。"),
			{Kind: document.Picture, Image: &document.Image{Type: "image/png", Data: picture(t, 600, 240), Caption: "图1　北坪村灌溉渠损毁段"}},
			p("请各单位于2026年9月30日前报送办理情况，逾期未报的予以通报；报送的内容包括办理单位、承办人、诉求、事实、依据、结论以及与信访人见面的时间和方式。"),
			{Kind: document.Space},
			document.Text(document.Line, "以上要求，请认真执行。"),
		},
		Attachments: []string{"清源县信访事项办理情况统计表（2026年第三季度）以及填报说明和样表", "联系人名单"},
		Sign:        &document.Sign{Unit: "清源县信访工作联席会议办公室", Date: "2026年9月18日", Seal: true},
		Note:        "此件公开发布",
		Copies:      []string{"县委办公室", "县人大常委会办公室", "县政府办公室", "县政协办公室", "县纪委监委机关", "县法院", "县检察院"},
		Printed:     &document.Printed{By: "清源县信访工作联席会议办公室", On: "2026年9月18日"},
		Check:       &document.Check{URL: "https://letters.example.org/check/8888", Code: "8888", Text: "扫码查验"},
		Meta:        document.Meta{Author: "清源县信访局", Made: made},
	}
	upward := document.Document{
		Format:    document.Upward,
		Mark:      "清源县信访局文件",
		Number:    "清信〔2026〕7号",
		Signatory: "郑×",
		Title:     "清源县信访局关于2026年上半年信访工作情况的报告",
		To:        []string{"县人民政府"},
		Blocks:    []document.Block{p("现将2026年上半年信访工作情况报告如下。"), p("专此报告。")},
		Sign:      &document.Sign{Unit: "清源县信访局", Date: "2026年7月3日"},
		Copies:    []string{"市信访局"},
		Printed:   &document.Printed{By: "清源县信访局办公室", On: "2026年7月3日印发"},
		Meta:      document.Meta{Author: "清源县信访局", Made: made},
	}
	notice := document.Document{
		Format: document.Notice,
		Number: "清信受字〔2026〕88号",
		Title:  "信访事项受理告知书",
		To:     []string{"王*"},
		Blocks: []document.Block{
			p("您于2026年8月25日反映的灌溉渠损毁问题，本机关决定受理，将于2026年10月26日前办结。"),
			{Kind: document.Facts, Table: &document.Table{Rows: [][]string{{"主办", "青石镇人民政府"}, {"承办人", "吴×　0000-620 0101"}}}},
			{Kind: document.Facts, Table: &document.Table{Rows: [][]string{{"查询码", "7Q4K"}}}},
			document.Text(document.Right, "以上告知。"),
		},
		Sign:  &document.Sign{Unit: "青石镇人民政府", Date: "2026年8月27日", Seal: true},
		Draft: "草稿，未签发",
		Check: &document.Check{Code: "7Q4K-0000", Text: "查验码"},
		Meta:  document.Meta{Author: "青石镇人民政府", Made: made},
	}
	record := document.Document{
		Format: document.Record,
		Title:  "送达回证",
		Blocks: []document.Block{
			{Kind: document.Facts, Table: &document.Table{Rows: [][]string{
				{"送达文书", "《信访事项受理告知书》（清信受字〔2026〕88号）"}, {"受送达人", "王*"}, {"送达地点", "青石镇北坪村"},
				{"送达方式", "直接送达"}, {"受送达人签名或者盖章", "\n\n　　　　年　　月　　日"}, {"备注", ""},
			}, Widths: []float64{1, 2}}},
			{Kind: document.Break},
			{Kind: document.Rows, Table: &document.Table{Head: []string{"序号", "时间", "经过"}, Rows: many(40)}},
		},
		Void: "已作废",
		Meta: document.Meta{Author: "青石镇人民政府", Made: made},
	}
	return map[document.Format]document.Document{
		document.Letter: letter, document.Official: official, document.Upward: upward, document.Notice: notice, document.Record: record,
	}
}

func many(n int) [][]string {
	var rows [][]string
	for i := range n {
		rows = append(rows, []string{itoa(i + 1), "9月18日", "到村里当面送达第" + itoa(i+1) + "次"})
	}
	return rows
}

func written(t *testing.T, d document.Document) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := Write(&b, d); err != nil {
		t.Fatalf("%s: %v", d.Format, err)
	}
	return b.Bytes()
}
