package courier

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	netmail "net/mail"
	"net/textproto"
	"strconv"
	"strings"
	"time"

	gomail "github.com/wneessen/go-mail"
	"github.com/wneessen/go-mail/smtp"
)

type mail struct {
	options MailOptions
	domain  string
	tls     *tls.Config
}

// NewMail sends mail through a server of ours.
func NewMail(o MailOptions) (Channel, error) {
	o, err := o.settled()
	if err != nil {
		return nil, err
	}
	if o.Now == nil {
		return nil, errors.New("courier: mail: no clock")
	}
	if o.Dialer == nil {
		o.Dialer = &net.Dialer{}
	}
	_, domain, _ := strings.Cut(o.From, "@")
	return &mail{o, domain, &tls.Config{ServerName: o.Host, MinVersion: tls.VersionTLS12}}, nil
}

func (*mail) Name() string { return "mail" }

func (m *mail) Send(ctx context.Context, p Parcel) error {
	if err := m.send(ctx, p); err != nil {
		return fmt.Errorf("mail: sending %s: %w", p.ID, err)
	}
	return nil
}

func (m *mail) send(ctx context.Context, p Parcel) error {
	message, err := m.message(p)
	if err != nil {
		return err
	}
	// The library sets deadlines of its own and leaves a connection open that it gave up, so the
	// context closes it, at the latest when we return.
	tied, cancel := context.WithCancel(ctx)
	defer cancel()
	client, err := gomail.NewClient(m.options.Host, m.clientOptions(p, func(dialing context.Context, network, _ string) (net.Conn, error) {
		conn, err := m.dial(dialing, network)
		if err == nil {
			context.AfterFunc(tied, func() { conn.Close() })
		}
		return conn, err
	})...)
	if err != nil {
		return refused("the settings of the mail server cannot be used")
	}
	err = client.DialAndSendWithContext(tied, message)
	if err == nil || message.IsDelivered() {
		return nil // a server that does not say goodbye has taken the message all the same
	}
	return mailCause(ctx, err)
}

// dial makes the address itself: the library's has no brackets around an IPv6 address.
func (m *mail) dial(ctx context.Context, network string) (net.Conn, error) {
	address := net.JoinHostPort(m.options.Host, strconv.Itoa(m.options.Port))
	if m.options.TLS == TLSImplicit {
		return (&tls.Dialer{NetDialer: m.options.Dialer, Config: m.tls}).DialContext(ctx, network, address)
	}
	return m.options.Dialer.DialContext(ctx, network, address)
}

func (m *mail) clientOptions(p Parcel, dial gomail.DialContextFunc) []gomail.Option {
	o := m.options
	list := []gomail.Option{
		gomail.WithPort(o.Port), gomail.WithDialContextFunc(dial), gomail.WithTLSConfig(m.tls),
		gomail.WithTimeout(time.Minute), gomail.WithoutNoop(), gomail.WithoutRset(),
	}
	switch o.TLS {
	case TLSImplicit:
		list = append(list, gomail.WithSSL())
	case TLSStart:
		list = append(list, gomail.WithTLSPolicy(gomail.TLSMandatory))
	case TLSOff:
		list = append(list, gomail.WithTLSPolicy(gomail.NoTLS))
	default:
		list = append(list, gomail.WithTLSPolicy(gomail.TLSOpportunistic))
	}
	if o.User != "" {
		list = append(list, gomail.WithUsername(o.User), gomail.WithPassword(o.Password),
			gomail.WithOpportunisticSMTPAuth(mechanisms(o.TLS)...))
	}
	if ascii(p.To) {
		// A message that asks for SMTPUTF8 without need is lost at the first server without it.
		list = append(list, gomail.WithoutSMTPUTF8())
	}
	return list
}

// mechanisms are the ways to sign in, best first. The password goes over the line in the clear only
// where somebody chose to have no encryption at all.
func mechanisms(tls string) []gomail.SMTPAuthType {
	if tls == TLSOff {
		return []gomail.SMTPAuthType{gomail.SMTPAuthSCRAMSHA256, gomail.SMTPAuthSCRAMSHA1,
			gomail.SMTPAuthCramMD5, gomail.SMTPAuthPlainNoEnc, gomail.SMTPAuthLoginNoEnc}
	}
	return []gomail.SMTPAuthType{gomail.SMTPAuthSCRAMSHA256, gomail.SMTPAuthSCRAMSHA1,
		gomail.SMTPAuthPlain, gomail.SMTPAuthLogin, gomail.SMTPAuthCramMD5}
}

// message writes the mail. The same parcel gives the same Message-ID, so that a mail which was sent
// twice, since the first answer was lost, is known again.
func (m *mail) message(p Parcel) (*gomail.Msg, error) {
	to, err := netmail.ParseAddress(p.To)
	if err != nil {
		return nil, refused("the address is none")
	}
	if !messageID(p.ID) {
		return nil, refused("the ID cannot be in a Message-ID")
	}
	// In Base64 a Chinese character takes four bytes, in the usual quoted-printable nine.
	message := gomail.NewMsg(gomail.WithEncoding(gomail.EncodingB64), gomail.WithNoDefaultUserAgent())
	message.FromMailAddress(&netmail.Address{Name: m.options.FromName, Address: m.options.From})
	message.ToMailAddress(to)
	message.Subject(oneLine(p.Subject))
	message.SetDateWithValue(m.options.Now())
	message.SetMessageIDWithValue(p.ID + "@" + m.domain)
	message.SetGenHeader("Auto-Submitted", "auto-generated") // RFC 3834: nobody's holiday answers it
	text := p.Text
	if p.Link != "" {
		text = joined(text+"\n", p.Link)
	}
	text = strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\n", "\r\n")
	message.SetBodyString(gomail.TypeTextPlain, text)
	for _, f := range p.Files {
		if err := message.AttachReader(oneLine(f.Name), bytes.NewReader(f.Data)); err != nil {
			return nil, fmt.Errorf("attaching a file of %d bytes: %w", len(f.Data), err)
		}
	}
	return message, nil
}

// messageID reports whether id can stand before the @ of a Message-ID as it is.
func messageID(id string) bool {
	for _, r := range id {
		if !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-' || r == '_') {
			return false
		}
	}
	return id != ""
}

func ascii(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r > '~' })
}

// mailCause is what may be told: the stage and the server's code. Its words name the address.
func mailCause(ctx context.Context, err error) error {
	stage, code := "connecting", 0
	var sending *gomail.SendError
	var answer *textproto.Error
	switch {
	case errors.As(err, &sending):
		stage, code = sending.Reason.String(), sending.ErrorCode()
	case errors.As(err, &answer):
		code = answer.Code
	case errors.Is(err, smtp.ErrUnencrypted):
		return refused("the server offers no encryption to send the password under")
	}
	switch {
	case code >= 500:
		return refused("%s: the server answers %d", stage, code)
	case code >= 400:
		return fmt.Errorf("%s: the server answers %d", stage, code)
	}
	return fmt.Errorf("%s: %w", stage, cause(ctx, err))
}
