package courier

import (
	"fmt"
	"io"
	"net"
	netmail "net/mail"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"bihuan/domain/fault"
)

// How a mail server is spoken to.
const (
	TLSAuto     = "auto"     // encrypted from the start on port 465, else where the server offers it
	TLSStart    = "starttls" // encrypted after the greeting, or not at all
	TLSImplicit = "implicit" // encrypted from the start
	TLSOff      = "off"      // in the clear, password and all
)

// MailOptions are a mail server and who we are to it.
type MailOptions struct {
	Host     string
	Port     int // 0 is 465 when encrypted from the start, else 587
	User     string
	Password string
	From     string // address
	FromName string
	TLS      string // "" is auto
	Now      func() time.Time
	Dialer   *net.Dialer // its Control can be a Guard; nil dials anything
}

// Format shows the server and no password, for any verb.
func (o MailOptions) Format(s fmt.State, _ rune) {
	io.WriteString(s, "mail server "+net.JoinHostPort(o.Host, strconv.Itoa(o.Port)))
}

const (
	mailExample = "smtp://bihuan:password@mail.example.gov.cn:587/?from=bihuan@example.gov.cn"
	fromExample = "bihuan@example.gov.cn"
)

func badMail() *fault.Fault {
	return fault.NewInvalid("mail", "fault.courier.mail.url", "example", mailExample)
}

// ParseMail reads a mail server from an address: smtp://user:password@host:587/?from=…&tls=… or
// smtps://…, which is encrypted from the start. Who sends is from, as address or as name and
// address, or else the user if that is an address. The clock and the dialer are left to the caller.
// What is wrong is told without repeating any of it.
func ParseMail(address string) (MailOptions, error) {
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil || (u.Scheme != "smtp" && u.Scheme != "smtps") || strings.Trim(u.Path, "/") != "" || u.Fragment != "" {
		return MailOptions{}, badMail()
	}
	o := MailOptions{Host: u.Hostname(), User: u.User.Username()}
	o.Password, _ = u.User.Password()
	if port := u.Port(); port != "" {
		if o.Port, err = strconv.Atoi(port); err != nil {
			return MailOptions{}, badMail()
		}
	}
	query, err := url.ParseQuery(u.RawQuery)
	if err != nil {
		return MailOptions{}, badMail()
	}
	for name := range query {
		if name != "from" && name != "tls" {
			return MailOptions{}, fault.NewInvalid("mail", "fault.courier.mail.parameter")
		}
	}
	o.TLS = query.Get("tls")
	if u.Scheme == "smtps" {
		if o.TLS != "" && o.TLS != TLSImplicit {
			return MailOptions{}, fault.NewInvalid("mail", "fault.courier.mail.tls")
		}
		o.TLS = TLSImplicit
	}
	if o.From = query.Get("from"); o.From == "" {
		o.From = o.User
	}
	return o.settled()
}

// settled fills in what was left open and checks the rest.
func (o MailOptions) settled() (MailOptions, error) {
	if o.TLS == "" || o.TLS == TLSAuto {
		o.TLS = TLSAuto
		if o.Port == 465 {
			o.TLS = TLSImplicit
		}
	}
	if !slices.Contains([]string{TLSAuto, TLSStart, TLSImplicit, TLSOff}, o.TLS) {
		return MailOptions{}, fault.NewInvalid("mail", "fault.courier.mail.tls")
	}
	if o.Port == 0 {
		o.Port = 587
		if o.TLS == TLSImplicit {
			o.Port = 465
		}
	}
	if o.Host == "" || strings.ContainsAny(o.Host, "/ ") || o.Port < 1 || o.Port > 65535 {
		return MailOptions{}, badMail()
	}
	from, err := netmail.ParseAddress(o.From)
	if err != nil {
		return MailOptions{}, fault.NewInvalid("mail", "fault.courier.mail.from", "example", fromExample)
	}
	o.From = from.Address
	if o.FromName == "" {
		o.FromName = from.Name
	}
	return o, nil
}
