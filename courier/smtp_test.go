package courier

import (
	"bufio"
	"bytes"
	"crypto/tls"
	"encoding/base64"
	"fmt"
	"io"
	"net"
	"net/http/httptest"
	"net/textproto"
	"strings"
	"sync"
	"testing"
)

// mailServer is a mail server that speaks enough SMTP, and answers as it is told.
type mailServer struct {
	port       int
	user       string // asks to sign in, if set
	password   string
	certified  *tls.Config // offers STARTTLS, or speaks TLS from the start
	implicit   bool
	extensions []string
	answers    map[string]string // by verb; "hello" greets, "." follows the text
	stalls     string            // the verb at which it falls silent

	mu       sync.Mutex
	letters  []letter
	clear    bool // a password came over the line in the clear
	signedIn int
	open     sync.WaitGroup
}

type letter struct {
	from, to string
	raw      []byte
	tls      bool
}

func (s *mailServer) start(t *testing.T) *mailServer {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s.port = l.Addr().(*net.TCPAddr).Port
	s.open.Go(func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			s.open.Go(func() { s.serve(conn) })
		}
	})
	// A connection that the courier leaves open would hang the test here.
	t.Cleanup(func() {
		l.Close()
		s.open.Wait()
	})
	return s
}

// certificate is one for 127.0.0.1, which the mail channel of the test trusts.
func certificate(t *testing.T) (*tls.Config, *httptest.Server) {
	t.Helper()
	web := httptest.NewTLSServer(nil)
	t.Cleanup(web.Close)
	return &tls.Config{Certificates: web.TLS.Certificates}, web
}

func (s *mailServer) serve(conn net.Conn) {
	defer conn.Close()
	var encrypted bool
	if s.implicit {
		conn, encrypted = tls.Server(conn, s.certified), true
	}
	in := bufio.NewReader(conn)
	// say answers, unless it was told to answer otherwise or not at all.
	say := func(verb, answer string) bool {
		if s.stalls == verb {
			io.Copy(io.Discard, in)
			return false
		}
		if other, ok := s.answers[verb]; ok {
			answer = other
		}
		fmt.Fprintf(conn, "%s\r\n", answer)
		return answer[0] == '2' || answer[0] == '3'
	}
	if !say("hello", "220 mail.test ESMTP") {
		return
	}
	var l letter
	signedIn := false
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return
		}
		line = strings.TrimRight(line, "\r\n")
		verb, rest, _ := strings.Cut(line, " ")
		switch verb = strings.ToUpper(verb); verb {
		case "EHLO":
			if _, other := s.answers[verb]; other {
				say(verb, "")
				continue
			}
			fmt.Fprintf(conn, "250-mail.test\r\n")
			if s.certified != nil && !encrypted {
				fmt.Fprintf(conn, "250-STARTTLS\r\n")
			}
			if s.user != "" {
				fmt.Fprintf(conn, "250-AUTH PLAIN LOGIN\r\n")
			}
			for _, extension := range s.extensions {
				fmt.Fprintf(conn, "250-%s\r\n", extension)
			}
			say("EHLO", "250 8BITMIME")
		case "STARTTLS":
			say(verb, "220 go ahead")
			secured := tls.Server(conn, s.certified)
			conn, in, encrypted = secured, bufio.NewReader(secured), true
		case "AUTH":
			s.mu.Lock()
			s.clear = s.clear || !encrypted
			s.mu.Unlock()
			given, _ := base64.StdEncoding.DecodeString(strings.TrimPrefix(rest, "PLAIN "))
			if string(given) != "\x00"+s.user+"\x00"+s.password {
				say(verb, "535 5.7.8 wrong: "+string(bytes.ReplaceAll(given, []byte{0}, []byte{' '})))
				continue
			}
			if signedIn = say(verb, "235 welcome"); signedIn {
				s.mu.Lock()
				s.signedIn++
				s.mu.Unlock()
			}
		case "MAIL":
			if s.user != "" && !signedIn {
				say(verb, "530 sign in first")
				continue
			}
			l = letter{from: rest, tls: encrypted}
			say(verb, "250 ok")
		case "RCPT":
			l.to = rest
			say(verb, "250 ok")
		case "DATA":
			if !say(verb, "354 go on") {
				continue
			}
			if l.raw, err = textproto.NewReader(in).ReadDotBytes(); err != nil {
				return
			}
			if say(".", "250 taken") {
				s.mu.Lock()
				s.letters = append(s.letters, l)
				s.mu.Unlock()
			}
		case "QUIT":
			say(verb, "221 bye")
			return
		default:
			say("-", "502 what?")
		}
	}
}

func (s *mailServer) taken() []letter {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]letter(nil), s.letters...)
}
