package font

import (
	_ "embed" // the families
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// families is the families that bureaus own, by role, the better first.
//
//go:embed families.json
var families []byte

// Limits of a folder. The largest font of an office has some 20 MB.
const (
	maxFiles = 64
	maxBytes = 64 << 20
)

// readFolder finds the face of each role among a folder's fonts, and the files that are none of a known
// family. A file that looks like a font and cannot be used is an error: a paper must not quietly look
// otherwise than the bureau thinks.
func readFolder(folder string) (map[Role]*Face, []string, error) {
	var known map[Role][]string
	if err := json.Unmarshal(families, &known); err != nil {
		return nil, nil, fmt.Errorf("font families: %w", err)
	}
	entries, err := os.ReadDir(folder) // in the order of their names
	if err != nil {
		return nil, nil, fmt.Errorf("font folder: %w", err)
	}
	own, rank, unused := map[Role]*Face{}, map[Role]int{}, []string(nil)
	files := 0
	for _, entry := range entries {
		if !isFont(entry.Name()) || entry.IsDir() {
			continue
		}
		if files++; files > maxFiles {
			return nil, nil, fmt.Errorf("font folder %s: more than %d fonts", folder, maxFiles)
		}
		fonts, err := readFile(filepath.Join(folder, entry.Name()))
		if err != nil {
			return nil, nil, err
		}
		used := false
		for _, t := range fonts {
			role, at, ok := t.role(known)
			if !ok {
				continue
			}
			used = true
			if _, has := own[role]; !has || at < rank[role] {
				own[role] = plain(&file{name: entry.Name(), load: func() (*sfnt, error) { return t, nil }})
				rank[role] = at
			}
		}
		if !used {
			unused = append(unused, entry.Name())
		}
	}
	return own, unused, nil
}

func isFont(name string) bool {
	return slices.Contains([]string{".ttf", ".otf", ".ttc"}, strings.ToLower(filepath.Ext(name)))
}

// readFile reads the fonts of one file: one, or those of a collection.
func readFile(path string) ([]*sfnt, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, fmt.Errorf("font %s: %w", path, err)
	}
	if info.Size() > maxBytes {
		return nil, fmt.Errorf("font %s: larger than %d MB", path, maxBytes>>20)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("font %s: %w", path, err)
	}
	begins, err := starts(data)
	if err != nil {
		return nil, fmt.Errorf("font %s: %w", path, err)
	}
	var fonts []*sfnt
	for _, start := range begins {
		t, err := parse(data, start)
		if err != nil {
			return nil, fmt.Errorf("font %s: %w", path, err)
		}
		fonts = append(fonts, t)
	}
	return fonts, nil
}

// role is what a font is for by its family, and how good it is for it: 0 is best.
func (t *sfnt) role(known map[Role][]string) (Role, int, bool) {
	for _, role := range Roles() {
		for at, name := range known[role] {
			if slices.ContainsFunc(append([]string{t.name}, t.families...), func(have string) bool { return strings.EqualFold(have, name) }) {
				return role, at, true
			}
		}
	}
	return "", 0, false
}
