package letter

import (
	"cmp"
	_ "embed"
	"fmt"
	"io/fs"
	"path"
	"slices"

	"bihuan/domain/fault"
)

//go:embed phrases.json
var phrases []byte

// maxFormFile is far above any real form, and low enough to be read in no time.
const maxFormFile = 256 << 10

// Load reads the shipped forms and then a county's own, which replace or add by their file's name: one
// file is one kind of letter. All faults of all files come at once, each with file and line. A nil
// overlay is none.
func Load(overlay fs.FS) (Forms, error) {
	l, err := readLists(phrases)
	if err != nil {
		return Forms{}, err
	}
	folders := []fs.FS{folder()}
	if overlay != nil {
		folders = append(folders, overlay)
	}
	words, faults := readWords(folders...)
	files := map[string][]byte{}
	for _, fsys := range folders {
		names, err := fs.Glob(fsys, "*.md")
		if err != nil {
			return Forms{}, fmt.Errorf("listing the forms: %w", err)
		}
		for _, name := range names {
			if files[name], err = fs.ReadFile(fsys, name); err != nil {
				return Forms{}, fmt.Errorf("reading the form %s: %w", name, err)
			}
		}
	}
	f := Forms{words: words, lists: l}
	for name, raw := range files {
		form, bad := parseForm(name, raw, words, l)
		faults = append(faults, bad...)
		f.all = append(f.all, form)
	}
	slices.SortFunc(f.all, func(a, b Form) int {
		return cmp.Or(cmp.Compare(a.Order, b.Order), cmp.Compare(a.Kind, b.Kind))
	})
	slices.SortStableFunc(faults, byFileAndLine)
	if err := fault.Join(faults...); err != nil {
		return Forms{}, err
	}
	return f, nil
}

// byFileAndLine puts the faults of forms in the order in which somebody mends them.
func byFileAndLine(a, b *fault.Fault) int {
	return cmp.Or(cmp.Compare(a.Field, b.Field), cmp.Compare(lineIn(a), lineIn(b)))
}

// lineIn is the line that a fault of a form names.
func lineIn(f *fault.Fault) int {
	for i := 0; i+1 < len(f.Args); i += 2 {
		if n, ok := f.Args[i+1].(int); ok && f.Args[i] == "line" {
			return n
		}
	}
	return 0
}

// kindOf is the kind that a file's name says.
func kindOf(name string) Kind {
	base := path.Base(name)
	return Kind(base[:len(base)-len(path.Ext(base))])
}
