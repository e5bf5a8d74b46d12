package courier

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"bihuan/domain/fault"
	"bihuan/locale"
)

func TestParseMail(t *testing.T) {
	for address, want := range map[string]MailOptions{
		"smtps://x%40example.cn:p%40ss%3A%2F@smtp.example.cn": {
			Host: "smtp.example.cn", Port: 465, User: "x@example.cn", Password: "p@ss:/", From: "x@example.cn", TLS: TLSImplicit},
		"smtp://mail.local:25?tls=off&from=%E6%B8%85%E6%BA%90%E5%8E%BF%E4%BF%A1%E8%AE%BF%E5%B1%80%20%3Cx@example.cn%3E": {
			Host: "mail.local", Port: 25, From: "x@example.cn", FromName: "清源县信访局", TLS: TLSOff},
		"smtp://mail.local?tls=starttls&from=x@example.cn": {Host: "mail.local", Port: 587, From: "x@example.cn", TLS: TLSStart},
		"smtp://mail.local:465?from=x@example.cn":          {Host: "mail.local", Port: 465, From: "x@example.cn", TLS: TLSImplicit},
		" smtp://[fd00::1]:25/?from=x@example.cn ":         {Host: "fd00::1", Port: 25, From: "x@example.cn", TLS: TLSAuto},
		mailExample: {Host: "mail.example.gov.cn", Port: 587, User: "bihuan", Password: "password", From: fromExample, TLS: TLSAuto},
	} {
		got, err := ParseMail(address)
		if err != nil || !reflect.DeepEqual(got, want) {
			type plain MailOptions
			t.Errorf("%s\n got %#v, %v\nwant %#v", address, plain(got), err, plain(want))
		}
	}
}

func TestParseMailRefuses(t *testing.T) {
	words, err := locale.Open()
	if err != nil {
		t.Fatal(err)
	}
	for address, key := range map[string]string{
		"":                                           "url",
		"mail.example.cn:25":                         "url",
		"http://u:hush@mail.cn":                      "url",
		"smtp://u:hush@":                             "url",
		"smtp://u:hu/sh@mail.cn":                     "url",
		"smtp://u:hu%sh@mail.cn":                     "url",
		"smtp://u:hush@mail.cn:99999":                "url",
		"smtp://u:hush@mail.cn/inbox":                "url",
		"smtp://u:hush@mail.cn?from=%zz":             "url",
		"smtp://u:hush@mail.cn":                      "from",
		"smtp://u:hush@mail.cn?from=x":               "from",
		"smtp://u:hush@mail.cn?tls=yes&from=a@b.cn":  "tls",
		"smtps://u:hush@mail.cn?tls=off&from=a@b.cn": "tls",
		"smtp://u:hush@mail.cn?form=a@b.cn":          "parameter",
		"smtp://u@mail.cn?hush":                      "parameter",
	} {
		_, err := ParseMail(address)
		f := fault.As(err)
		if f == nil || f.Kind != fault.Invalid || f.Key != "fault.courier.mail."+key {
			t.Errorf("%s: %v", address, err)
			continue
		}
		for _, tag := range locale.Tags() {
			told := words.For(tag).T(f.Key, f.Args...) + err.Error()
			if strings.Contains(told, "hush") || strings.Contains(told, "hu/sh") || strings.ContainsAny(told, "{}") {
				t.Errorf("%s: %s", address, told)
			}
		}
	}
}

func TestMailOptionsHideThePassword(t *testing.T) {
	o := MailOptions{Host: "mail.cn", Port: 25, User: "u", Password: "hush"}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%x"} {
		if got := fmt.Sprintf(verb, o); got != "mail server mail.cn:25" {
			t.Errorf("%s: %s", verb, got)
		}
	}
}

func TestNewMailWantsAClock(t *testing.T) {
	if _, err := NewMail(MailOptions{Host: "mail.cn", From: "a@b.cn"}); err == nil {
		t.Error("without a clock")
	}
}
