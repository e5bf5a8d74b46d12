package e2e

import (
	"strings"
	"sync"

	"bihuan/locale"
)

// catalogues are the words of the pages; a journey may name a field or a button by its key.
var catalogues = sync.OnceValues(locale.Open)

// word is what stands on the page for a key of the catalogues; anything else is taken as it is. An
// act's field that has no words of its own has those of all acts. "a > b" is b in the section of a.
func (r *reader) word(key string, args ...any) string {
	r.t.Helper()
	c, err := catalogues()
	if err != nil {
		r.t.Fatal(err)
	}
	if section, label, ok := strings.Cut(key, " > "); ok {
		return r.word(section) + " > " + r.word(label)
	}
	l := c.For(r.lang)
	if l.Has(key) {
		return l.T(key, args...)
	}
	if parts := strings.SplitN(key, ".", 3); len(parts) == 3 && parts[0] == "act" && l.Has("act."+parts[2]) {
		return l.T("act." + parts[2])
	}
	return key
}

// words words several.
func (r *reader) words(keys []string) []string {
	r.t.Helper()
	words := make([]string, len(keys))
	for i, key := range keys {
		words[i] = r.word(key)
	}
	return words
}
