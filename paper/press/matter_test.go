package press

import (
	"testing"

	"bihuan/domain/deadline"
	"bihuan/domain/letter"
	"bihuan/domain/org"
	"bihuan/domain/petition"
)

func day(t *testing.T, iso string) deadline.Day {
	t.Helper()
	d, err := deadline.ParseDay(iso)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// The county's offices and people that the letters name. One has a rare character in her name.
var (
	bureau     = letter.Office{ID: "bureau", Name: "清源县信访局", Short: "县信访局", Sign: "清信", Phone: "0000-620 0101", Address: "清源县人民路1号县群众来访接待中心"}
	qingshi    = letter.Office{ID: "qingshi", Name: "青石镇人民政府", Short: "青石镇", Sign: "青政信", Phone: "0000-620 0202", Address: "清源县青石镇青石街1号"}
	discipline = letter.Office{ID: "discipline", Name: "中共清源县纪律检查委员会、清源县监察委员会", Short: "县纪委监委", Sign: "清纪"}
	police     = letter.Office{ID: "police", Name: "清源县公安局", Short: "县公安局", Sign: "清公"}
	water      = letter.Office{ID: "water", Name: "清源县水利局", Short: "县水利局", Sign: "清水"}

	handler    = letter.Person{Name: "李燊", Title: "水利站站长", Phone: "0000-620 0213", Unit: "青石镇人民政府"}
	sponsor    = letter.Person{Name: "郝礼芳", Title: "副镇长", Phone: "0000-620 0205", Unit: "青石镇人民政府"}
	mayor      = letter.Person{Name: "周明远", Title: "镇长", Phone: "0000-620 0201", Unit: "青石镇人民政府"}
	magistrate = letter.Person{Name: "王德厚", Title: "县委副书记、县长", Unit: "清源县委县政府"}
	caseworker = letter.Person{Name: "吴桐", Title: "业务一股科员", Phone: "0000-620 0103", Unit: "清源县信访局"}
)

// fullMatter is a matter of which everything is known, as a letter of the form writes about it.
func fullMatter(t *testing.T, f *letter.Form) letter.Matter {
	t.Helper()
	d := func(iso string) deadline.Day { return day(t, iso) }
	m := letter.Matter{
		No: "990121-260825-0013-J", Subject: "反映北坪村灌溉渠损毁、三十余户水田缺水的问题",
		Petitioner: "王*等3人", Persons: 3, Channel: "来访", Purpose: "求决", Received: d("2026-08-25"), Place: "青石镇北坪村",
		Facts:   "北坪村灌溉渠自7月中旬暴雨后损毁约400米，三十余户186亩水田缺水，村民曾向村委会反映两次，至今没有修复，也没有人说明什么时候修。",
		Demands: demands(), Path: petition.Ordinary,
		Bureau: bureau, From: bureau, Unit: qingshi, Assisting: []string{"县水利局", "县自然资源局"},
		Handler: handler, Sponsor: sponsor, Head: mayor, Liaison: magistrate,
		Registered: d("2026-08-25"), Assigned: d("2026-08-26"), Accepted: d("2026-08-27"), Notified: d("2026-09-02"), Replied: d("2026-09-14"),
		Served: d("2026-09-15"), Closed: d("2026-09-17"), DueReply: d("2026-09-28"), DueLegal: d("2026-10-26"), LegalDays: 60, Week: 4,
		Dues: []letter.Due{
			{Rule: "pledge.accept", Name: "受理", Article: "县“四个一”承诺", Day: d("2026-08-26"), Basis: "诺", Late: 1},
			{Rule: "law.notice", Name: "书面告知受理", Article: "《信访工作条例》第二十三条", Day: d("2026-09-09"), Basis: "法", Running: true, Late: 9},
			{Rule: "pledge.ordinary", Name: "一般事项答复", Article: "县“四个一”承诺", Day: d("2026-09-28"), Basis: "诺", Running: true},
			{Rule: "law.handle", Name: "办结", Article: "《信访工作条例》第三十四条", Day: d("2026-10-26"), Basis: "法", Running: true},
		},
		Raised: []letter.Raised{
			{Level: org.City, Name: "市", On: d("2026-09-08"), Form: "来访", Persons: 3, Body: "市信访局"},
			{Level: org.Province, Name: "省", On: d("2026-09-15"), Form: "网上信访", Persons: 1, Body: "省信访局"},
		},
		Orders: []letter.Order{
			{ID: "o1", Kind: petition.Urging, Name: "催办单", Text: "请抓紧办理", Issued: d("2026-09-04"), Due: d("2026-09-08"), Answer: "已联系", Answered: d("2026-09-07"), Number: "清信催〔2026〕31号"},
			{ID: "o2", Kind: petition.Supervision, Name: "督办单", Text: "请查明原因", Issued: d("2026-09-10"), Due: d("2026-09-17"), Number: "清信督〔2026〕9号"},
		},
		Assignment: letter.Assigned{On: d("2026-08-26"), Note: "请当面听取信访人意见，涉及渠道修复的，与县水利局共同研究。", Due: d("2026-09-28"), Path: "普通程序"},
		Extension:  letter.Extension{Days: 20, Reason: "渠道修复需要重新设计，设计单位尚未完成现场测量", Old: d("2026-10-26"), New: d("2026-11-16"), On: d("2026-09-16"), By: mayor},
		Reply:      letter.Reply{Number: "青政信复〔2026〕12号", ReviewBody: "清源县人民政府", ReviewDue: "自收到本意见书之日起30日内", Issued: d("2026-09-14"), Author: handler, By: mayor},
		Review:     letter.Review{Body: "清源县人民政府", Reasons: "处理意见认定的渠段长度与实际不符，临时供水没有做到", Asked: d("2026-09-16"), Decision: "维持", Opinion: "处理意见认定事实清楚，适用依据正确，予以维持", Decided: d("2026-09-18"), Again: f.Kind == "rereview_opinion" || f.Kind == "final_declining_notice"},
		Call:       letter.Call{On: d("2026-09-17"), Tries: 3},
		Notices:    []letter.Notice{{Kinds: "受理时间、办结时间、责任人和电话、办理期间再次反映如何处理", Means: "当面", On: d("2026-09-02"), By: handler}},
		Services:   []letter.Service{{Paper: "处理意见书", Way: "留置送达", On: d("2026-09-15"), By: handler, Witness: "北坪村村民委员会陈启明", Refused: true}},
		Course:     course(t), Holders: holders(t),
		Today: d("2026-09-18"), Code: "7GPQ4-RH2KM", Site: "https://xf.qingyuan.gov.cn",
	}
	m.Last, m.Order = m.Raised[1], m.Orders[1]
	m.Ending = ended(t, f)
	if f.From == letter.ByUnit {
		m.From = qingshi
	}
	addressed(&m, f)
	if f.Lists {
		m.Others = others(t)
	}
	return m
}

func addressed(m *letter.Matter, f *letter.Form) {
	switch f.To {
	case letter.ByUnit, letter.ToHead:
		m.To = qingshi
	case letter.ByOffice:
		m.To = bureau
	case letter.ToDiscipline:
		m.To = discipline
	case letter.ToPolice:
		m.To = police
	case letter.ToChosen:
		m.To = water
	case letter.ToPetitioner:
		m.Name = "王燊"
	}
}

func demands() []letter.Demand {
	return []letter.Demand{
		{
			N: 1, Text: "损毁的渠段约400米，何时修复", Facts: "经镇水利站会同县水利局现场核实，损毁渠段长392米，其中完全冲毁145米。",
			Basis: "《中华人民共和国水法》第三十七条，《农田水利条例》第十八条", Opinion: "列入2026年水毁修复计划，预算38.6万元，11月30日前完工", Result: "予以支持", Done: true,
		},
		{
			N: 2, Text: "今年晚稻用水如何临时保障", Facts: "9月17日已调来水泵2台，日供水约900立方米，缺水的186亩中有120亩得到灌溉。",
			Basis: "《农田水利条例》第二十条", Opinion: "9月25日前增加水泵1台，保障其余66亩", Result: "予以支持", Done: true,
		},
		{
			N: 3, Text: "公布渠道日常管护的责任人，并赔偿三十余户因缺水减产的损失", Facts: "管护责任人没有公布属实；是否减产要到收割后才能测定。",
			Basis: "《农田水利条例》第十八条", Opinion: "9月30日前在村务公开栏公布；减产情况由镇农技站于10月底测定后再答复", Result: "请求合理但缺乏法律依据，予以解释说明",
		},
	}
}

// ended is how the matter ended, in the words of the notice that tells so.
func ended(t *testing.T, f *letter.Form) letter.Ending {
	e := letter.Ending{Kind: f.Writes, On: day(t, "2026-09-18"), By: caseworker}
	switch f.Kind {
	case "forwarding_notice":
		e.Body, e.Reasons = "清平县信访局", "渠道的取水口在清平县境内，由该县水利部门管理"
	case "declining_notice":
		e.Ground, e.Article = "不属于本机关、单位或者本系统的职权范围", "《信访工作条例》第二十三条第一款"
		e.Body, e.Reasons = "清源县人民法院", "您已就同一争议向清源县人民法院提起诉讼，该案正在审理"
	case "final_declining_notice":
		e.Ground, e.Article, e.Reasons = "已有复核意见，现以同一事实和理由再次提出", "《信访工作条例》第三十六条第三款", "复核意见已于2025年12月3日送达"
	case "redirection_notice":
		e.Legal, e.Article, e.Body = 2, "《信访工作条例》第三十一条第二项", "清源县农村土地承包仲裁委员会"
		e.Reasons = "您与村民小组的争议是土地承包经营纠纷，应当通过仲裁程序处理"
	}
	return e
}

func course(t *testing.T) []letter.Moment {
	d := func(iso string) deadline.Day { return day(t, iso) }
	return []letter.Moment{
		{On: d("2026-08-25"), Time: "09:31", What: "登记", Who: "吴桐", Unit: "清源县信访局"},
		{On: d("2026-08-26"), Time: "10:02", What: "交办青石镇人民政府", Who: "吴桐", Unit: "清源县信访局", Due: d("2026-08-26")},
		{On: d("2026-08-27"), Time: "16:40", What: "决定受理", Who: "阎光辉", Unit: "青石镇人民政府", Due: d("2026-08-26"), Late: 1},
		{On: d("2026-08-31"), Time: "08:50", What: "当面联系信访人", Who: "李燊", Unit: "青石镇人民政府"},
		{On: d("2026-09-02"), Time: "11:15", What: "当面告知信访人", Who: "李燊", Unit: "青石镇人民政府", Due: d("2026-09-09")},
		{On: d("2026-09-03"), Time: "00:00", What: "按三周工作法转由分管负责人推动", Who: "到期自动"},
		{On: d("2026-09-08"), What: "信访人到市有关机关反映", Who: "吴桐", Unit: "清源县信访局"},
		{On: d("2026-09-10"), Time: "00:00", What: "按三周工作法转由主要负责人推动", Who: "到期自动"},
		{On: d("2026-09-10"), Time: "14:44", What: "发出督办单", Who: "杨安民", Unit: "清源县信访局"},
		{On: d("2026-09-14"), Time: "17:20", What: "出具处理意见书", Who: "周明远", Unit: "青石镇人民政府", Due: d("2026-09-28")},
		{On: d("2026-09-15"), Time: "10:30", What: "送达处理意见书", Who: "李燊", Unit: "青石镇人民政府", Due: d("2026-09-17")},
		{On: d("2026-09-15"), What: "信访人到省有关机关反映", Who: "吴桐", Unit: "清源县信访局"},
	}
}

func holders(t *testing.T) []letter.Holder {
	d := func(iso string) deadline.Day { return day(t, iso) }
	return []letter.Holder{
		{From: d("2026-08-25"), To: d("2026-08-26"), Who: caseworker, As: "登记和分办", Owed: "交办，最迟2026年8月26日", Did: "2026年8月26日交办青石镇人民政府"},
		{From: d("2026-08-27"), Who: handler, As: "办理责任人", Owed: "一般事项答复，最迟2026年9月28日", Did: "联系信访人1次，记录办理进展3次，2026年9月14日出具处理意见书"},
		{From: d("2026-09-03"), To: d("2026-09-10"), Who: sponsor, As: "第2周责任人", Owed: "推动办理", Did: "没有办理记录"},
		{From: d("2026-09-10"), Who: mayor, As: "第3周责任人", Owed: "推动办理", Did: "2026年9月14日审核通过处理意见书稿"},
	}
}

// others are the further matters of a letter that lists several.
func others(t *testing.T) []letter.Matter {
	var list []letter.Matter
	for _, o := range []struct{ no, subject, due string }{
		{"990121-260828-0021-F", "反映黑石村村道路灯长期不亮的问题", "2026-09-21"},
		{"990121-260901-0004-K", "反映红岩村养殖场污水直排影响三十余户居民饮水的问题", "2026-09-22"},
		{"990121-260902-0017-B", "拖欠农民工工资问题", "2026-09-17"},
	} {
		d := letter.Due{Rule: "pledge.ordinary", Name: "一般事项答复", Day: day(t, o.due), Basis: "诺", Running: true, Late: max(0, day(t, "2026-09-18").Sub(day(t, o.due)))}
		list = append(list, letter.Matter{No: o.no, Subject: o.subject, Unit: qingshi, Dues: []letter.Due{d}})
	}
	return list
}
