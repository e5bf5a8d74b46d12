// Package locale holds the words of Bihuan in Chinese and English, and writes dates and
// numbers as an office of that language does.
//
// Each language is a folder of flat JSON files, one a noun, merged when opened. A value is a
// text with placeholders:
//
//	{name}            the argument called name, written by its shape (see Locale.T)
//	{state:petition.state}   the text of the key petition.state.<value>, for code words
//	{day:week}        a date in a form of its own: date, week, iso, long, moment, number
//	one form|other form      English plural, chosen by the argument n
package locale

import (
	"bytes"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"path"
	"slices"

	"golang.org/x/text/language"
)

//go:embed zh-CN/*.json en/*.json
var files embed.FS

// Chinese and English are the tags of the two languages; Chinese is the default.
const (
	Chinese = "zh-CN"
	English = "en"
)

// Catalogues are all languages, opened. They never change afterwards.
type Catalogues struct {
	locales map[string]*Locale
	matcher language.Matcher
}

// Open reads the embedded files. A key that two files give, or a text that cannot be parsed,
// is an error.
func Open() (*Catalogues, error) { return open(files) }

func open(fsys fs.FS) (*Catalogues, error) {
	c := &Catalogues{locales: map[string]*Locale{}}
	for _, tag := range Tags() {
		texts, err := read(fsys, tag)
		if err != nil {
			return nil, err
		}
		c.locales[tag] = &Locale{tag: tag, texts: texts}
	}
	// Plain "zh" and its relatives are matched to zh-CN; the first is what an unknown wish gets.
	c.matcher = language.NewMatcher([]language.Tag{language.MustParse(Chinese), language.English})
	return c, nil
}

// Tags lists the languages, the default first.
func Tags() []string { return []string{Chinese, English} }

// For is the locale of a tag; the default for a tag that is not one of ours.
func (c *Catalogues) For(tag string) *Locale {
	if l, ok := c.locales[tag]; ok {
		return l
	}
	return c.locales[Chinese]
}

// Has reports whether tag is one of the languages.
func (c *Catalogues) Has(tag string) bool {
	_, ok := c.locales[tag]
	return ok
}

// Match is the tag that suits an Accept-Language header best.
func (c *Catalogues) Match(acceptLanguage string) string {
	wanted, _, err := language.ParseAcceptLanguage(acceptLanguage)
	if err != nil || len(wanted) == 0 {
		return Chinese
	}
	_, index, _ := c.matcher.Match(wanted...)
	return Tags()[index]
}

// read merges the files of one language.
func read(fsys fs.FS, tag string) (map[string]text, error) {
	names, err := fs.Glob(fsys, path.Join(tag, "*.json"))
	if err != nil {
		return nil, err
	}
	texts := map[string]text{}
	from := map[string]string{}
	for _, name := range names {
		raw, err := fs.ReadFile(fsys, name)
		if err != nil {
			return nil, err
		}
		pairs, err := decode(raw)
		if err != nil {
			return nil, fmt.Errorf("locale: %s: %w", name, err)
		}
		for _, key := range slices.Sorted(maps.Keys(pairs)) {
			if first, ok := from[key]; ok {
				return nil, fmt.Errorf("locale: %s: key %q is already in %s", name, key, first)
			}
			parsed, err := parse(pairs[key])
			if err != nil {
				return nil, fmt.Errorf("locale: %s: key %q: %w", name, key, err)
			}
			from[key], texts[key] = name, parsed
		}
	}
	return texts, nil
}

// decode reads one flat object. encoding/json alone would let a later duplicate win silently.
func decode(raw []byte) (map[string]string, error) {
	dec := json.NewDecoder(bytes.NewReader(raw))
	if tok, err := dec.Token(); err != nil || tok != json.Delim('{') {
		return nil, errors.New("not a JSON object")
	}
	pairs := map[string]string{}
	for dec.More() {
		tok, err := dec.Token()
		if err != nil {
			return nil, err
		}
		key, _ := tok.(string)
		var value string
		if err := dec.Decode(&value); err != nil {
			return nil, fmt.Errorf("key %q: %w", key, err)
		}
		if _, ok := pairs[key]; ok {
			return nil, fmt.Errorf("key %q stands twice", key)
		}
		pairs[key] = value
	}
	if _, err := dec.Token(); err != nil {
		return nil, err
	}
	if _, err := dec.Token(); err != io.EOF {
		return nil, errors.New("text after the object")
	}
	return pairs, nil
}
