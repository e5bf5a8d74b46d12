package personal

import (
	"fmt"
	"log/slog"
)

// Private is personal data of any kind, as a correction's old and new values: it shows nothing of itself.
type Private string

// Reveal is the plain text.
func (p Private) Reveal() string { return string(p) }

// Mask shows only that something is there.
func (p Private) Mask() string {
	if p == "" {
		return ""
	}
	return stars
}

func (p Private) String() string                { return p.Mask() }
func (p Private) Format(s fmt.State, verb rune) { printMask(s, verb, p.Mask()) }
func (p Private) LogValue() slog.Value          { return slog.StringValue(p.Mask()) }

// MarshalText gives the mask.
func (p Private) MarshalText() ([]byte, error) { return []byte(p.Mask()), nil }

// MarshalJSON gives the mask.
func (p Private) MarshalJSON() ([]byte, error) { return jsonMask(p.Mask()) }

// UnmarshalText reads text as it is.
func (p *Private) UnmarshalText(text []byte) error { return readText(p, text) }
