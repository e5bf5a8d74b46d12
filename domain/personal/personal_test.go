package personal_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"bihuan/domain/fault"
	"bihuan/domain/personal"
)

func TestMask(t *testing.T) {
	type masker interface{ Mask() string }
	for _, tt := range []struct {
		in   masker
		want string
	}{
		{personal.Name("王明"), "王*"},
		{personal.Name("王小明"), "王**"},
		{personal.Name(" 王小明 "), "王**"},
		{personal.Name("欧阳修远"), "欧阳**"},
		{personal.Name("欧阳修"), "欧阳*"},
		{personal.Name("欧阳"), "欧*"},
		{personal.Name("王"), "*"},
		{personal.Name(""), ""},
		{personal.Name("买买提·吐尔逊江"), "买****"},
		{personal.Name("𠮷田花"), "𠮷**"},
		{personal.Phone("13812341234"), "138****1234"},
		{personal.Phone("+86 138-1234-1234"), "138****1234"},
		{personal.Phone("0377-62345678"), "0377-****5678"},
		{personal.Phone("（010）62345678"), "010-****5678"},
		{personal.Phone("03776234567"), "0377-****567"},
		{personal.Phone("62345678"), "****5678"},
		{personal.Phone("110"), "***"},
		{personal.Phone("不详"), "**"},
		{personal.Phone(""), ""},
		{personal.Phone("13812345678/13912345678"), "138*****************78"},
		{personal.IDNumber("11010519491231002X"), "110*************2X"},
		{personal.IDNumber("110105491231002"), "110**********02"},
		{personal.IDNumber("12345"), "*****"},
		{personal.IDNumber(""), ""},
		{personal.Address("白水镇石门村3组12号"), "白水镇石门村****"},
		{personal.Address("白水镇石门村"), "白水镇石门村****"},
		{personal.Address("白水镇中心小学家属院2号楼"), "白水镇****"},
		{personal.Address("河南省南阳市镇平县石佛寺镇大仵营村5组"), "河南省南阳市镇平县石佛寺镇大仵营村****"},
		{personal.Address("内乡县城关镇东大街9号"), "内乡县城关镇****"},
		{personal.Address("新乡市红旗区人民路9号"), "新乡市****"},
		{personal.Address("城东街道办事处阳光社区5号楼1单元"), "城东街道办事处阳光社区****"},
		{personal.Address("石门村7号"), "石门村****"},
		{personal.Address("白水镇12号院后李家村"), "白水镇****"},
		{personal.Address("白水镇中学后门卖豆腐的老张家对面那个村"), "白水镇****"},
		{personal.Address("建设路88号"), "建设路****"},
		{personal.Address("东街"), "东****"},
		{personal.Address(""), ""},
	} {
		if got := tt.in.Mask(); got != tt.want {
			t.Errorf("%T mask = %q, want %q", tt.in, got, tt.want)
		}
	}
}

func TestNormal(t *testing.T) {
	for _, tt := range []struct{ got, want string }{
		{personal.Name("　王 小明 ").Normal(), "王小明"},
		{personal.Name("买买提·吐尔逊").Normal(), "买买提吐尔逊"},
		{personal.Name("买买提•吐尔逊").Normal(), "买买提吐尔逊"},
		{personal.Name("ＪＯＨＮ Smith").Normal(), "johnsmith"},
		{personal.Phone("１３８ １２３４ ５６７８").Normal(), "13812345678"},
		{personal.Phone("+86 13812345678").Normal(), "13812345678"},
		{personal.Phone("008613812345678").Normal(), "13812345678"},
		{personal.Phone("8613812345678").Normal(), "13812345678"},
		{personal.Phone("013812345678").Normal(), "13812345678"},
		{personal.Phone("+86 377 6234 5678").Normal(), "037762345678"},
		{personal.Phone("+86 (0)377 6234 5678").Normal(), "037762345678"},
		{personal.Phone("86-10-62345678").Normal(), "01062345678"},
		{personal.Phone("(0377) 62345678").Normal(), "037762345678"},
		{personal.Phone("0377-62345678转801").Normal(), "037762345678"},
		{personal.Phone("86234567").Normal(), "86234567"},
		{personal.Phone("+852 2123 4567").Normal(), "0085221234567"},
		{personal.Phone("00852-21234567").Normal(), "0085221234567"},
		{personal.IDNumber("11010519491231002x").Normal(), "11010519491231002X"},
		{personal.IDNumber("１１０１０５ １９４９１２３１ ００２Ｘ").Normal(), "11010519491231002X"},
		{personal.IDNumber("110105491231002").Normal(), "11010519491231002X"},
		{personal.Address("白水镇 石门村，３组（12号）").Normal(), "白水镇石门村3组12号"},
	} {
		if tt.got != tt.want {
			t.Errorf("normal = %q, want %q", tt.got, tt.want)
		}
	}
}

func TestParsePhone(t *testing.T) {
	for in, want := range map[string]string{
		"138 1234 5678":     "13812345678",
		"+8613812345678":    "13812345678",
		"１３８１２３４５６７８":       "13812345678",
		"0377-62345678":     "0377-62345678",
		"0377-62345678转801": "0377-62345678转801",
		"62345678":          "62345678",
		"6234567":           "6234567",
		"400-812-3456":      "400-812-3456",
		"+852 2123 4567":    "+852 2123 4567",
	} {
		got, err := personal.ParsePhone(in)
		if err != nil || got.Reveal() != want {
			t.Errorf("ParsePhone(%q) = %q, %v; want %q", in, got.Reveal(), err, want)
		}
	}
	for _, in := range []string{"", "12812345678", "1381234567", "138123456789", "abc", "138****5678", "13812345678/13912345678", "0377-12345678", "张三13812345678", "110"} {
		got, err := personal.ParsePhone(in)
		refused(t, err, "phone", "fault.personal.phone", in)
		if got != "" {
			t.Errorf("ParsePhone(%q) gave a number with its error", in)
		}
	}
}

// TestForms: a land line is the same with and without the area code of the county; nothing else is.
func TestForms(t *testing.T) {
	for _, tt := range []struct{ phone, area, want string }{
		{"0377-62345678", "0377", "037762345678 62345678"},
		{"（０３７７）６２３４５６７８", "0377", "037762345678 62345678"},
		{"+86 377 62345678 转 801", "0377", "037762345678 62345678"},
		{"62345678", "0377", "62345678 037762345678"},
		{"6234 567", "0377", "6234567 03776234567"},
		{"0371-62345678", "0377", "037162345678"},
		{"010-62345678", "010", "01062345678 62345678"},
		{"62345678", "", "62345678"},
		{"13812345678", "0377", "13812345678"},
		{"013812345678", "0377", "13812345678"},
		{"110", "0377", "110"},
		{"不详", "0377", ""},
		{"", "0377", ""},
	} {
		if got := strings.Join(personal.Phone(tt.phone).Forms(tt.area), " "); got != tt.want {
			t.Errorf("forms of %q in %s: %q, want %q", tt.phone, tt.area, got, tt.want)
		}
	}
	for phone, want := range map[string]string{"0377-62345678": "0377", "010-62345678": "010", "62345678": "", "13812345678": "", "": "", "110": ""} {
		if got := personal.Phone(phone).AreaCode(); got != want {
			t.Errorf("area code of %q: %q", phone, got)
		}
	}
}

func TestParseIDNumber(t *testing.T) {
	for in, want := range map[string]string{
		"11010519491231002X":    "11010519491231002X",
		"11010519491231002x":    "11010519491231002X",
		" １１０１０５19491231 002Ｘ ": "11010519491231002X",
		"110105491231002":       "11010519491231002X",
		"110105 19491231 002X":  "11010519491231002X",
	} {
		got, err := personal.ParseIDNumber(in)
		if err != nil || got.Reveal() != want {
			t.Errorf("ParseIDNumber(%q) = %q, %v; want %q", in, got.Reveal(), err, want)
		}
	}
	for in, key := range map[string]string{
		"":                    "fault.personal.id.length",
		"1101051949123100":    "fault.personal.id.length",
		"1101051949123100211": "fault.personal.id.length",
		"X1010519491231002X":  "fault.personal.id.length",
		"01010519491231002X":  "fault.personal.id.length",
		"110105194912310021":  "fault.personal.id.check",
		"11010619491231002X":  "fault.personal.id.check",
		"11010519491331002X":  "fault.personal.id.date",
		"110105194902300021":  "fault.personal.id.date",
		"110105239912310021":  "fault.personal.id.date",
		"110105490230002":     "fault.personal.id.date",
		"王小明王小明":              "fault.personal.id.length",
	} {
		_, err := personal.ParseIDNumber(in)
		refused(t, err, "id", key, in)
	}
}

// Every single wrong digit and every swap of neighbours is found, which is what the check is for.
func TestIDNumberFindsTypingErrors(t *testing.T) {
	const good = "11010519491231002X"
	for i := range 17 {
		for c := byte('0'); c <= '9'; c++ {
			bad := []byte(good)
			bad[i] = c
			if _, err := personal.ParseIDNumber(string(bad)); (err == nil) != (string(bad) == good) {
				t.Errorf("digit %d changed to %c: err = %v", i, c, err)
			}
		}
		bad := []byte(good)
		bad[i], bad[i+1] = bad[i+1], bad[i]
		if _, err := personal.ParseIDNumber(string(bad)); (err == nil) != (string(bad) == good) {
			t.Errorf("digits %d and %d swapped: err = %v", i, i+1, err)
		}
	}
}

func refused(t *testing.T, err error, field, key, secret string) {
	t.Helper()
	f := fault.As(err)
	if f == nil || f.Kind != fault.Invalid || f.Field != field || f.Key != key {
		t.Errorf("err = %v, want %s about %s", err, key, field)
		return
	}
	if len(secret) > 2 && strings.Contains(err.Error(), secret) {
		t.Errorf("the error repeats the input")
	}
}

// person is what a careless caller would print.
type person struct {
	Name    personal.Name
	Phone   *personal.Phone
	ID      personal.IDNumber
	Address []personal.Address
}

func TestNothingLeaks(t *testing.T) {
	phone := personal.Phone("13812345678")
	p := person{"王小明", &phone, "11010519491231002X", []personal.Address{"白水镇石门村3组12号"}}
	secrets := []string{
		"小明", "12345678", "19491231", "3组",
		fmt.Sprintf("%x", "小明"), fmt.Sprintf("%X", "小明"), fmt.Sprintf("%x", "12345678"),
	}
	clean := func(how, out string) {
		t.Helper()
		for _, s := range secrets {
			if strings.Contains(out, s) {
				t.Errorf("%s shows %q: %s", how, s, out)
			}
		}
	}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%+q", "%x", "%X", "% x", "%d", "%t", "%U", "%10s", "%-.9v"} {
		clean(verb, fmt.Sprintf(verb+verb+verb+verb, p.Name, *p.Phone, p.ID, p.Address[0]))
		clean(verb+" of a struct", fmt.Sprintf(verb, p))
		clean(verb+" of a pointer", fmt.Sprintf(verb, &p))
		clean(verb+" of a map", fmt.Sprintf(verb, map[personal.Name]personal.Phone{p.Name: phone}))
	}
	clean("Sprint", fmt.Sprint(p.Name, p.ID, p))
	clean("an error", fmt.Errorf("no reply from %v", p.Name).Error())

	var log bytes.Buffer
	slog.New(slog.NewTextHandler(&log, nil)).Info("x", "name", p.Name, "p", p, "phone", phone)
	slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "name", p.Name, "p", p, "id", p.ID, "all", p.Address)
	clean("slog", log.String())
	if !strings.Contains(log.String(), "name=王**") {
		t.Errorf("log has no mask: %s", log.String())
	}

	j, err := json.Marshal(p)
	if err != nil {
		t.Fatal(err)
	}
	clean("json", string(j))
	want := `{"Name":"王**","Phone":"138****5678","ID":"110*************2X","Address":["白水镇石门村****"]}`
	if string(j) != want {
		t.Errorf("json = %s, want %s", j, want)
	}
	x, err := xml.Marshal(p)
	if err != nil {
		t.Fatal(err)
	}
	clean("xml", string(x))

	// What went out masked is read as it is, and going out again it is the same: snapshots do so.
	var q person
	if err := json.Unmarshal(j, &q); err != nil {
		t.Fatal(err)
	}
	if again, _ := json.Marshal(q); string(again) != want {
		t.Errorf("masked twice = %s, want %s", again, want)
	}
	for typed, bad := range map[string]bool{"王*": true, "138****5678": true, "王小明": false, "五星*号楼2室": false} {
		if err := personal.CheckTyped("name", typed); (err != nil) != bad {
			t.Errorf("CheckTyped(%q) = %v", typed, err)
		}
	}
	if err := json.Unmarshal([]byte(`{"Name":"王小明","Phone":"13812345678"}`), &q); err != nil || q.Name.Reveal() != "王小明" || q.Phone.Reveal() != "13812345678" {
		t.Errorf("plain text was not read: %v", err)
	}
}

func TestScrub(t *testing.T) {
	for in, want := range map[string]string{
		"":                   "",
		"没有号码，只有2026年11月23日": "没有号码，只有2026年11月23日",
		"请打13812345678联系":    "请打138****5678联系",
		"请打138 1234 5678，或139-1234-5678。": "请打138****5678，或139****5678。",
		"１３８１２３４５６７８":                     "138****5678",
		"电话+8613812345678":                "电话+138****5678",
		"身份证11010519491231002X，":          "身份证110*************2X，",
		"身份证11010519491231002x":           "身份证110*************2X",
		"110105 19491231 002X":            "110*************2X",
		"旧证110105491231002":               "旧证110**********02",
		"1101051949123100211":             "1101051949123100211",
		"座机0377-62345678":                 "座机0377-****5678",
		"2026-11-23 13812345678来电":        "2026-11-23 138****5678来电",
		"13812345678 13912345678":         "138****5678 139****5678",
		"13812345678、13912345678":         "138****5678、139****5678",
		"补偿款12800元，2019年3月5日":             "补偿款12800元，2019年3月5日",
		"3X5":                             "3X5",
		"坏字节\xff13812345678\xff":          "坏字节\xff138****5678\xff",
	} {
		if got := personal.Scrub(in); got != want {
			t.Errorf("Scrub(%q) = %q, want %q", in, got, want)
		}
	}
}

func FuzzPersonal(f *testing.F) {
	for _, s := range []string{"11010519491231002X", "13812345678", "王小明", "白水镇石门村3组", "\xff", "＋８６ 1", "0", "00", "0转", "12345678901234567x"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, normal := range []func(string) string{
			func(s string) string { return personal.Name(s).Normal() },
			func(s string) string { return personal.Phone(s).Normal() },
			func(s string) string { return personal.IDNumber(s).Normal() },
			func(s string) string { return personal.Address(s).Normal() },
		} {
			normal(s)
		}
		if n := personal.Name(s).Normal(); personal.Name(n).Normal() != n {
			t.Errorf("normal form of %q is not stable", n)
		}
		_ = personal.Name(s).Mask() + personal.Phone(s).Mask() + personal.IDNumber(s).Mask() + personal.Address(s).Mask()
		if id, err := personal.ParseIDNumber(s); err == nil && len(id) != 18 {
			t.Errorf("accepted %q", id.Reveal())
		}
		if p, err := personal.ParsePhone(s); err == nil && len(p.Normal()) < 7 {
			t.Errorf("accepted %q", p.Reveal())
		}
		personal.Scrub(s)
		mixed := personal.Scrub("电话：13812345678，" + s)
		if strings.Contains(mixed, "13812345678，") && !strings.Contains(s, "13812345678") {
			t.Errorf("Scrub left the number in %q", mixed)
		}
	})
}

func TestMaskOfMask(t *testing.T) {
	for _, p := range []personal.Phone{"13812345678", "0377-62345678", "62345678", "12345", "001 212 555 0100", ""} {
		if once := p.Mask(); personal.Phone(once).Mask() != once {
			t.Errorf("phone %s masks to %s", once, personal.Phone(once).Mask())
		}
	}
	for _, a := range []personal.Address{"白水镇石门村3组12号", "路边", "某小区2栋", "不详", ""} {
		if once := a.Mask(); personal.Address(once).Mask() != once {
			t.Errorf("address %s masks to %s", once, personal.Address(once).Mask())
		}
	}
	for _, n := range []personal.Name{"王小明", "欧阳小明", "阿卜杜拉·买买提", "王", ""} {
		if once := n.Mask(); personal.Name(once).Mask() != once {
			t.Errorf("name %s masks to %s", once, personal.Name(once).Mask())
		}
	}
}
