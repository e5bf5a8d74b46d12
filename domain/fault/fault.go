// Package fault holds the few ways in which Bihuan refuses a request.
//
// A lawful refusal (a declined petition, say) is an outcome, never a fault. A fault carries
// a message key that every door words in the reader's language, and never personal data.
package fault

import (
	"errors"
	"fmt"
	"strings"
)

// Kind is one of the seven ways to be refused; each door maps it once to its own code.
type Kind uint8

// The kinds, with the HTTP status and the exit code that doors give them.
const (
	Internal  Kind = iota // 500, exit 1: our mistake
	Invalid               // 422, exit 2: the input; Field says which
	Unknown               // 401, exit 3: we do not know who asks
	Forbidden             // 403, exit 3: this post may not do this
	NotFound              // 404, exit 4: not there, or out of the reader's scope
	Conflict              // 409, exit 5: somebody was faster, or the state does not allow it
	Busy                  // 503, exit 6: try again later
)

var kindNames = [...]string{"internal", "invalid", "unknown", "forbidden", "not found", "conflict", "busy"}

func (k Kind) String() string {
	if int(k) < len(kindNames) {
		return kindNames[k]
	}
	return "internal"
}

// Status is the HTTP status of the kind.
func (k Kind) Status() int {
	return [...]int{500, 422, 401, 403, 404, 409, 503}[k]
}

// Exit is the exit code of the kind on the command line.
func (k Kind) Exit() int {
	return [...]int{1, 2, 3, 3, 4, 5, 6}[k]
}

// Fault is one refusal: its kind, a message key for the locale files with its arguments
// (name, value, name, value …), and the field of the input that it is about, if any.
type Fault struct {
	Kind  Kind
	Key   string
	Field string
	Args  []any
	More  []*Fault // further fields at fault, for forms that list all of them
	Err   error    // the cause, for the log; never shown
}

func (f *Fault) Error() string {
	var b strings.Builder
	b.WriteString(f.Kind.String())
	b.WriteString(": ")
	b.WriteString(f.Key)
	if f.Field != "" {
		fmt.Fprintf(&b, " (%s)", f.Field)
	}
	for i := 0; i+1 < len(f.Args); i += 2 {
		fmt.Fprintf(&b, " %v=%v", f.Args[i], f.Args[i+1])
	}
	if f.Err != nil {
		b.WriteString(": ")
		b.WriteString(f.Err.Error())
	}
	return b.String()
}

func (f *Fault) Unwrap() error { return f.Err }

// All lists the fault and those it carries along, in the order of the form.
func (f *Fault) All() []*Fault { return append([]*Fault{f}, f.More...) }

// New makes a fault of a kind.
func New(kind Kind, key string, args ...any) *Fault {
	return &Fault{Kind: kind, Key: key, Args: args}
}

// NewInvalid makes a fault about one field of the input.
func NewInvalid(field, key string, args ...any) *Fault {
	return &Fault{Kind: Invalid, Key: key, Field: field, Args: args}
}

// Because gives the fault a cause for the log.
func (f *Fault) Because(err error) *Fault {
	f.Err = err
	return f
}

// Join puts several faults into one, so that a form can name every wrong field at once.
// It returns nil for none.
func Join(faults ...*Fault) error {
	var first *Fault
	for _, f := range faults {
		switch {
		case f == nil:
		case first == nil:
			first = f
		default:
			first.More = append(first.More, f)
		}
	}
	if first == nil {
		return nil
	}
	return first
}

// As returns the fault within err, or nil.
func As(err error) *Fault {
	var f *Fault
	if errors.As(err, &f) {
		return f
	}
	return nil
}

// KindOf is the kind of err; an error that is no fault is Internal.
func KindOf(err error) Kind {
	if f := As(err); f != nil {
		return f.Kind
	}
	return Internal
}
