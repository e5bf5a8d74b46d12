package courier

import (
	"bytes"
	"context"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net"
	netmail "net/mail"
	"strings"
	"sync"
	"testing"
	"time"
)

var morning = time.Date(2026, 8, 31, 9, 30, 0, 0, time.FixedZone("", 8*3600))

func at(t time.Time) func() time.Time { return func() time.Time { return t } }

var notice = Parcel{
	ID: "7f3a-01", To: "li.ming@example.cn", Subject: "您的信访事项已受理（编号 990121-260831-0009-R），请您留意办理期限",
	Text: "李明：\n您反映的事项已经受理。\n.\n承办单位会与您联系。", Link: "https://xf.example.gov.cn/p/990121",
}

func mailTo(t *testing.T, s *mailServer, change func(*MailOptions)) Channel {
	t.Helper()
	o := MailOptions{Host: "127.0.0.1", Port: s.port, From: "xinfang@example.gov.cn", FromName: "清源县信访局", Now: at(morning)}
	if change != nil {
		change(&o)
	}
	c, err := NewMail(o)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func read(t *testing.T, l letter) (*netmail.Message, string) {
	t.Helper()
	m, err := netmail.ReadMessage(bytes.NewReader(l.raw))
	if err != nil {
		t.Fatalf("%v\n%s", err, l.raw)
	}
	body := io.Reader(m.Body)
	if m.Header.Get("Content-Transfer-Encoding") == "base64" {
		body = base64.NewDecoder(base64.StdEncoding, body)
	}
	text, err := io.ReadAll(body)
	if err != nil {
		t.Fatal(err)
	}
	return m, string(text)
}

func decoded(t *testing.T, header string) string {
	t.Helper()
	s, err := new(mime.WordDecoder).DecodeHeader(header)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestMailWithFile: a file arrives as it was, beside the text, under a name that breaks no line.
func TestMailWithFile(t *testing.T) {
	s := (&mailServer{}).start(t)
	file := bytes.Repeat([]byte("%PDF-1.7\x00\r\n"), 40)
	p := notice
	p.Files = []File{{Name: "weekly-2026-38.pdf\r\nBcc: x@y.cn", Data: file}}
	if err := mailTo(t, s, nil).Send(t.Context(), p); err != nil {
		t.Fatal(err)
	}
	m, body := read(t, s.taken()[0])
	kind, params, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	if err != nil || kind != "multipart/mixed" || m.Header.Get("Bcc") != "" {
		t.Fatalf("%s, %v", kind, err)
	}
	parts := multipart.NewReader(strings.NewReader(body), params["boundary"])
	text, err := parts.NextPart()
	if err != nil || !strings.HasPrefix(text.Header.Get("Content-Type"), "text/plain") {
		t.Fatalf("%v, %v", text, err)
	}
	attached, err := parts.NextPart()
	if err != nil {
		t.Fatal(err)
	}
	data, err := io.ReadAll(base64.NewDecoder(base64.StdEncoding, attached))
	if err != nil || !bytes.Equal(data, file) || !strings.HasPrefix(attached.FileName(), "weekly-2026-38.pdf") {
		t.Errorf("%d bytes as %q, %v", len(data), attached.FileName(), err)
	}
}

func TestMailArrives(t *testing.T) {
	s := (&mailServer{extensions: []string{"SMTPUTF8"}}).start(t)
	c := mailTo(t, s, nil)
	for range 2 { // the second try of the same parcel
		if err := c.Send(t.Context(), notice); err != nil {
			t.Fatal(err)
		}
	}
	letters := s.taken()
	if len(letters) != 2 {
		t.Fatalf("%d letters", len(letters))
	}
	l := letters[1]
	if l.from != "FROM:<xinfang@example.gov.cn> BODY=8BITMIME" || l.to != "TO:<li.ming@example.cn>" {
		t.Errorf("envelope %q %q", l.from, l.to)
	}
	m, text := read(t, l)
	if got := decoded(t, m.Header.Get("Subject")); got != notice.Subject {
		t.Errorf("subject %q", got)
	}
	if got := m.Header.Get("Message-ID"); got != "<7f3a-01@example.gov.cn>" {
		t.Errorf("Message-ID %q", got)
	}
	if first, _ := read(t, letters[0]); first.Header.Get("Message-ID") != m.Header.Get("Message-ID") {
		t.Error("the second try is another mail")
	}
	from, err := m.Header.AddressList("From")
	if err != nil || from[0].Name != "清源县信访局" || from[0].Address != "xinfang@example.gov.cn" {
		t.Errorf("from %v, %v", from, err)
	}
	if date, err := m.Header.Date(); err != nil || !date.Equal(morning) {
		t.Errorf("date %v, %v", date, err)
	}
	if got := m.Header.Get("Auto-Submitted"); got != "auto-generated" {
		t.Errorf("Auto-Submitted %q", got)
	}
	if kind, parameters, err := mime.ParseMediaType(m.Header.Get("Content-Type")); err != nil || kind != "text/plain" || !strings.EqualFold(parameters["charset"], "utf-8") {
		t.Errorf("%s %v %v", kind, parameters, err)
	}
	if m.Header.Get("User-Agent")+m.Header.Get("X-Mailer") != "" {
		t.Error("it tells which program it is")
	}
	want := strings.ReplaceAll(notice.Text+"\n\n"+notice.Link, "\n", "\r\n")
	if text != want {
		t.Errorf("text %q, want %q", text, want)
	}
}

func TestMailOfPlainEnglish(t *testing.T) {
	s := new(mailServer).start(t)
	if err := mailTo(t, s, nil).Send(t.Context(), Parcel{ID: "1", To: "a@b.cn", Subject: "One\r\nBcc: x@y.cn\r\n\r\nTwo", Text: "Hello"}); err != nil {
		t.Fatal(err)
	}
	m, text := read(t, s.taken()[0])
	if m.Header.Get("Bcc") != "" || decoded(t, m.Header.Get("Subject")) != "One  Bcc: x@y.cn    Two" || text != "Hello" {
		t.Errorf("%v %q", m.Header, text)
	}
}

// What the server answers at any stage decides whether it is tried again.
func TestMailAnswers(t *testing.T) {
	for _, c := range []struct {
		verb, answer string
		refused      bool
	}{
		{"hello", "554 5.7.1 you are on a list", true},
		{"hello", "421 too many", false},
		{"MAIL", "550 5.7.1 not you", true},
		{"MAIL", "451 4.7.1 later", false},
		{"RCPT", "550 5.1.1 <li.ming@example.cn> is not here", true},
		{"RCPT", "450 4.2.0 grey", false},
		{"RCPT", "452 4.2.2 full", false},
		{"DATA", "554 5.5.1 no", true},
		{".", "552 5.3.4 too long", true},
		{".", "451 4.3.0 disk", false},
	} {
		s := (&mailServer{answers: map[string]string{c.verb: c.answer}}).start(t)
		err := mailTo(t, s, nil).Send(t.Context(), notice)
		if err == nil || errors.Is(err, ErrRefused) != c.refused {
			t.Errorf("%s %s: %v", c.verb, c.answer, err)
			continue
		}
		if !strings.Contains(err.Error(), c.answer[:3]) || !strings.Contains(err.Error(), notice.ID) {
			t.Errorf("%q tells neither code nor delivery", err)
		}
		if len(s.taken()) != 0 {
			t.Errorf("%s: taken", c.verb)
		}
	}
}

func TestMailWithoutServer(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l.Close()
	err = mailTo(t, &mailServer{port: l.Addr().(*net.TCPAddr).Port}, nil).Send(t.Context(), notice)
	if err == nil || errors.Is(err, ErrRefused) || !strings.Contains(err.Error(), "connection refused") {
		t.Error(err)
	}
}

// A server that falls silent holds nobody longer than the context allows, at whatever stage.
func TestMailKeepsToTheDeadline(t *testing.T) {
	for _, stage := range []string{"hello", "EHLO", "MAIL", "RCPT", "DATA", "."} {
		s := (&mailServer{stalls: stage}).start(t)
		ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
		begun := time.Now()
		err := mailTo(t, s, nil).Send(ctx, notice)
		cancel()
		if !errors.Is(err, context.DeadlineExceeded) || errors.Is(err, ErrRefused) {
			t.Errorf("%q: %v", stage, err)
		}
		if took := time.Since(begun); took > 3*time.Second {
			t.Errorf("%q: took %s", stage, took)
		}
	}
}

// Once the text is taken, the mail is out, however the server ends the talk: a second try would be a
// second mail.
func TestMailTakenIsTaken(t *testing.T) {
	for name, s := range map[string]*mailServer{
		"silent":  {stalls: "QUIT"},
		"failing": {answers: map[string]string{"QUIT": "421 falling over"}},
	} {
		s.start(t)
		ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
		if err := mailTo(t, s, nil).Send(ctx, notice); err != nil || len(s.taken()) != 1 {
			t.Errorf("%s: %v, %d taken", name, err, len(s.taken()))
		}
		cancel()
	}
}

func TestMailSignsIn(t *testing.T) {
	signIn := func(o *MailOptions) { o.User, o.Password, o.TLS = "bihuan", "hush", TLSOff }
	s := (&mailServer{user: "bihuan", password: "hush"}).start(t)
	if err := mailTo(t, s, signIn).Send(t.Context(), notice); err != nil || s.signedIn != 1 {
		t.Errorf("%v, signed in %d times", err, s.signedIn)
	}
	err := mailTo(t, s, func(o *MailOptions) { signIn(o); o.Password = "hash" }).Send(t.Context(), notice)
	if !errors.Is(err, ErrRefused) || !strings.Contains(err.Error(), "535") {
		t.Errorf("wrong password: %v", err)
	}
	if err := mailTo(t, s, nil).Send(t.Context(), notice); !errors.Is(err, ErrRefused) {
		t.Errorf("no password: %v", err)
	}
	if len(s.taken()) != 1 {
		t.Errorf("%d taken", len(s.taken()))
	}
}

// mapped is 127.0.0.1 by a name that the library does not take for this machine, to which alone it
// would tell a password in the clear.
const mapped = "::ffff:127.0.0.1"

func TestMailEncrypts(t *testing.T) {
	config, web := certificate(t)
	trusting := func(c Channel) Channel {
		c.(*mail).tls.RootCAs = x509.NewCertPool()
		c.(*mail).tls.RootCAs.AddCert(web.Certificate())
		return c
	}
	signIn := func(how string) func(*MailOptions) {
		return func(o *MailOptions) { o.Host, o.User, o.Password, o.TLS = mapped, "bihuan", "hush", how }
	}
	for name, c := range map[string]struct {
		server *mailServer
		how    string
		taken  bool
		refuse bool
	}{
		"implicit":                 {&mailServer{certified: config, implicit: true}, TLSImplicit, true, false},
		"starttls":                 {&mailServer{certified: config}, TLSStart, true, false},
		"auto, offered":            {&mailServer{certified: config}, TLSAuto, true, false},
		"auto, not offered":        {&mailServer{}, TLSAuto, false, true},
		"starttls, not offered":    {&mailServer{}, TLSStart, false, false},
		"off, password or not":     {&mailServer{}, TLSOff, true, false},
		"starttls, from the start": {&mailServer{}, TLSImplicit, false, false},
	} {
		t.Run(name, func(t *testing.T) {
			c.server.user, c.server.password = "bihuan", "hush"
			s := c.server.start(t)
			ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
			defer cancel()
			err := trusting(mailTo(t, s, signIn(c.how))).Send(ctx, notice)
			if (err == nil) != c.taken || errors.Is(err, ErrRefused) != c.refuse {
				t.Fatal(err)
			}
			if s.clear != (c.how == TLSOff) {
				t.Errorf("password in the clear: %v", s.clear)
			}
			if letters := s.taken(); c.taken && letters[0].tls != (c.how != TLSOff) {
				t.Error("the letter went in the clear")
			}
		})
	}
	s := (&mailServer{certified: config}).start(t)
	if err := mailTo(t, s, nil).Send(t.Context(), notice); err == nil || errors.Is(err, ErrRefused) || len(s.taken()) != 0 {
		t.Errorf("a certificate that nobody vouches for: %v", err)
	}
}

func TestMailRefusesWhatIsNoMail(t *testing.T) {
	s := new(mailServer).start(t)
	for _, p := range []Parcel{{ID: "1", To: ""}, {ID: "1", To: "13800000000"}, {ID: "1", To: "a@b.cn, c@d.cn"}, {ID: "", To: "a@b.cn"}, {ID: "1>\r\nBcc: x@y.cn", To: "a@b.cn"}} {
		if err := mailTo(t, s, nil).Send(t.Context(), p); !errors.Is(err, ErrRefused) {
			t.Errorf("%q %q: %v", p.ID, p.To, err)
		}
	}
	if len(s.taken()) != 0 {
		t.Error("something was sent")
	}
}

// SMTPUTF8 is asked for only by an address that needs it.
func TestMailToAChineseAddress(t *testing.T) {
	s := (&mailServer{extensions: []string{"SMTPUTF8"}}).start(t)
	if err := mailTo(t, s, nil).Send(t.Context(), Parcel{ID: "1", To: "李明@example.cn", Text: "好"}); err != nil {
		t.Fatal(err)
	}
	if l := s.taken()[0]; !strings.HasSuffix(l.from, " SMTPUTF8") || l.to != "TO:<李明@example.cn>" {
		t.Errorf("%q %q", l.from, l.to)
	}
}

func TestMailIsGuarded(t *testing.T) {
	s := new(mailServer).start(t)
	err := mailTo(t, s, func(o *MailOptions) { o.Dialer = &net.Dialer{Control: Guard(nil)} }).Send(t.Context(), notice)
	if !errors.Is(err, ErrRefused) {
		t.Errorf("%v", err)
	}
}

func TestMailAtOnce(t *testing.T) {
	s := new(mailServer).start(t)
	c := mailTo(t, s, nil)
	var all sync.WaitGroup
	for i := range 20 {
		all.Go(func() {
			if err := c.Send(t.Context(), Parcel{ID: fmt.Sprint(i), To: "a@b.cn", Text: fmt.Sprint(i)}); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	seen := map[string]bool{}
	for _, l := range s.taken() {
		m, text := read(t, l)
		if m.Header.Get("Message-ID") != "<"+text+"@example.gov.cn>" {
			t.Errorf("%s holds %s", m.Header.Get("Message-ID"), text)
		}
		seen[text] = true
	}
	if len(seen) != 20 {
		t.Errorf("%d different letters", len(seen))
	}
}
