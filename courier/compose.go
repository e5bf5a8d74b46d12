package courier

import (
	"context"
	"fmt"
	"strings"

	"bihuan/locale"
)

// Composer words what leaves the house, in the county's language. What it is given holds no personal
// data: a number, a unit, a day, the name of an official.
type Composer struct {
	words   *locale.Locale
	office  func(context.Context) (string, error) // as the bureau names itself; it may do so anew
	baseURL string                                // where the site is seen from outside; "": no link
}

// NewComposer words messages of a bureau, whose name is asked for at each.
func NewComposer(words *locale.Locale, office func(context.Context) (string, error), baseURL string) *Composer {
	return &Composer{words: words, office: office, baseURL: strings.TrimRight(baseURL, "/")}
}

// Tag is the language's tag.
func (c *Composer) Tag() string { return c.words.Tag() }

// Say is one line: a key of the catalogue, its arguments, and the petition that it is about, or the page.
type Say struct {
	Key  string
	Args []any
	No   string
	Path string // below the office's addresses
}

// Parcel words a delivery: one line, or a digest of several, with how many more there are.
func (c *Composer) Parcel(ctx context.Context, id, to string, says []Say, more int) (Parcel, error) {
	office, err := c.office(ctx)
	if err != nil {
		return Parcel{}, fmt.Errorf("asking for the bureau's name: %w", err)
	}
	p := Parcel{ID: id, To: to, Link: c.link(says)}
	if len(says) == 1 && more == 0 {
		p.Subject = c.words.T("notify.courier.subject", "office", office, "words", c.words.T(says[0].Key, says[0].Args...))
		p.Text = c.line(says[0])
		return p, nil
	}
	p.Subject = c.words.T("notify.courier.digest.subject", "office", office, "n", len(says)+more)
	lines := make([]string, 0, len(says)+1)
	for _, s := range says {
		lines = append(lines, c.line(s))
	}
	if more > 0 {
		lines = append(lines, c.words.T("notify.courier.digest.more", "n", more))
	}
	p.Text = strings.Join(lines, "\n")
	return p, nil
}

func (c *Composer) line(s Say) string {
	words := c.words.T(s.Key, s.Args...)
	if s.No == "" {
		return words
	}
	return c.words.T("notify.courier.line", "no", s.No, "words", words)
}

// link leads to the one petition or page, or to the inbox; a petitioner's line to the public site.
func (c *Composer) link(says []Say) string {
	switch {
	case c.baseURL == "" || len(says) == 0:
		return ""
	case strings.HasPrefix(says[0].Key, "notify.bulletin.petitioner"):
		return c.baseURL + "/follow"
	case len(says) == 1 && says[0].No != "":
		return c.baseURL + "/office/petitions/" + says[0].No
	case len(says) == 1 && says[0].Path != "":
		return c.baseURL + "/office" + says[0].Path
	}
	return c.baseURL + "/office/inbox"
}
