// Package courier carries messages out of the house: by mail, by SMS, by the robot of a chat group.
//
// A channel gets a parcel in its final words and says what became of it: carried (nil), not yet
// (tried again, after Wait if the other side asked for it), or never (ErrRefused). Its errors tell
// codes and stages and no more: what the other side says in words may quote the address, the text
// or the key, and is left out. What goes to an address that somebody typed goes through the guard,
// which keeps it out of our own network.
package courier

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"time"
	"unicode/utf8"
)

// Parcel is one message on its way out, in its final words. It holds no more than its channel needs.
//
// It holds personal data, and so masks itself in every print, log and JSON.
type Parcel struct {
	ID      string // the delivery's own, the same on every try: a mail's Message-ID is made of it
	To      string // e-mail address or phone number; "" for a robot, which speaks to its group
	Subject string // one line; mail's subject, a robot's first line; SMS leaves it out
	Text    string // plain text
	Link    string // absolute address of the page it is about, or ""; goes under the text
	Files   []File // that go with a mail; other channels leave them out
}

// File is a file that goes with a mail.
type File struct {
	Name string
	Data []byte
}

func (p Parcel) masked() string {
	return fmt.Sprintf("parcel %s of %d characters", p.ID, utf8.RuneCountInString(p.Text))
}

// Format shows the parcel from outside, for any verb.
func (p Parcel) Format(s fmt.State, _ rune) { io.WriteString(s, p.masked()) }

// LogValue shows the parcel from outside.
func (p Parcel) LogValue() slog.Value { return slog.StringValue(p.masked()) }

// MarshalJSON shows the parcel from outside: none is ever kept in a job or a table.
func (p Parcel) MarshalJSON() ([]byte, error) { return json.Marshal(p.masked()) }

// Channel carries parcels. Send is safe for concurrent use and keeps to the context's deadline.
//
// A try that failed may still have arrived, when only the answer was lost; the parcel's ID is there
// for who wants to know it again.
type Channel interface {
	Name() string // mail, sms, wecom, dingtalk, feishu, log
	Send(ctx context.Context, p Parcel) error
}

// ErrRefused is wrapped by errors that another try cannot mend (a wrong address, a rejected key…).
// All other errors are tried again.
var ErrRefused = errors.New("refused for good")

func refused(format string, args ...any) error {
	return fmt.Errorf(format+": %w", append(args, ErrRefused)...)
}

// Wait, when wrapped in an error, tells how long the other side asked us to wait.
type Wait struct {
	For time.Duration
	Err error
}

func (w Wait) Error() string { return fmt.Sprintf("%v; to wait %s", w.Err, w.For) }

func (w Wait) Unwrap() error { return w.Err }
