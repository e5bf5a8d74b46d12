package work

import (
	"encoding/base64"
	"fmt"
	"io"
	"net"
	"net/mail"
	"net/textproto"
	"strings"
	"sync"
	"testing"
	"time"

	"bihuan/courier"
)

// mailServer is a mail server on this machine. It answers the first recipients as it was told, and
// takes all later ones.
type mailServer struct {
	listener net.Listener
	slow     time.Duration // until it has taken a letter

	mu      sync.Mutex
	answers []string
	seen    int
	taken   []letter
	open    sync.WaitGroup
}

type letter struct {
	to  string
	raw []byte
}

// text is the letter's in plain.
func (l letter) text() string {
	m, err := mail.ReadMessage(strings.NewReader(string(l.raw)))
	if err != nil {
		return err.Error()
	}
	body, err := io.ReadAll(base64.NewDecoder(base64.StdEncoding, m.Body))
	if err != nil {
		return err.Error()
	}
	return string(body)
}

func newMailServer(t *testing.T, answers ...string) *mailServer {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &mailServer{listener: l, answers: answers}
	s.open.Go(func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			s.open.Go(func() { s.serve(textproto.NewConn(conn)) })
		}
	})
	t.Cleanup(func() {
		_ = l.Close()
		s.open.Wait()
	})
	return s
}

func (s *mailServer) serve(c *textproto.Conn) {
	defer func() { _ = c.Close() }()
	_ = c.PrintfLine("220 mail.test")
	to := ""
	for {
		line, err := c.ReadLine()
		if err != nil {
			return
		}
		verb, rest, _ := strings.Cut(line, " ")
		switch strings.ToUpper(verb) {
		case "RCPT":
			to = rest
			_ = c.PrintfLine("%s", s.answer())
		case "DATA":
			_ = c.PrintfLine("354 go on")
			raw, err := io.ReadAll(c.DotReader())
			if err != nil {
				return
			}
			time.Sleep(s.slow)
			s.mu.Lock()
			s.taken = append(s.taken, letter{to, raw})
			s.mu.Unlock()
			_ = c.PrintfLine("250 taken")
		case "QUIT":
			_ = c.PrintfLine("221 bye")
			return
		default:
			_ = c.PrintfLine("250 ok")
		}
	}
}

func (s *mailServer) answer() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.seen++
	if s.seen <= len(s.answers) {
		return s.answers[s.seen-1]
	}
	return "250 ok"
}

func (s *mailServer) asked() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.seen
}

func (s *mailServer) letters() []letter {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]letter(nil), s.taken...)
}

// channels lead to the server.
func (s *mailServer) channels(t *testing.T) map[string]courier.Channel {
	t.Helper()
	o, err := courier.ParseMail(fmt.Sprintf("smtp://%s/?from=bihuan@xf.example.cn&tls=off", s.listener.Addr()))
	if err != nil {
		t.Fatal(err)
	}
	o.Now = time.Now
	channel, err := courier.NewMail(o)
	if err != nil {
		t.Fatal(err)
	}
	return map[string]courier.Channel{"mail": channel}
}
