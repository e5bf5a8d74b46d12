// Package bihuan_test holds the plan of the house as a test: which wing may import which, and what
// may be found in none.
package bihuan_test

import (
	"bytes"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// mayImport is the plan. A wing imports itself, the standard library, its libraries, and these.
// Change it only with a decision record.
var mayImport = map[string][]string{
	"domain":   {},
	"store":    {"domain", "vault"},
	"casework": {"domain", "store", "vault", "blob", "paper", "find"},
	"login":    {"domain", "store"},
	"page":     {"domain", "login", "locale"},
	"web":      {"domain", "store", "casework", "page", "login", "paper", "locale"},
	"portal":   {"domain", "store", "casework", "page", "locale"},
	"api":      {"domain", "store", "casework", "login"},
	"work":     {"domain", "store", "casework", "courier"},
	"courier":  {"domain", "locale"},
	"paper":    {"domain"},
	"find":     {"domain"},
	"vault":    {},
	"blob":     {"domain"},
	"config":   {},
	"locale":   {},
	"app":      {"*"},
	"cli":      {"find", "app", "config", "casework", "store", "bench", "domain", "locale", "paper"},
	"cmd":      {"cli"},
	"bench":    {"*"},
	"e2e":      {"*"},
}

// libraries of the domain: none but the standard library.
var pure = []string{"domain"}

func TestWings(t *testing.T) {
	files := 0
	eachGoFile(t, func(path string, test bool) {
		wing, _, ok := strings.Cut(filepath.ToSlash(path), "/")
		if !ok {
			return
		}
		allowed, known := mayImport[wing]
		if !known {
			t.Errorf("%s: the wing %q is not in the plan", path, wing)
			return
		}
		files++
		parsed, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
		if err != nil {
			t.Fatal(err)
		}
		for _, spec := range parsed.Imports {
			name, _ := strconv.Unquote(spec.Path.Value)
			rest, ours := strings.CutPrefix(name, "bihuan/")
			if !ours {
				if contains(pure, wing) && strings.Contains(strings.Split(name, "/")[0], ".") && !test {
					t.Errorf("%s imports %s: the domain stands on the standard library alone", path, name)
				}
				continue
			}
			other, _, _ := strings.Cut(rest, "/")
			if other == wing || test || contains(allowed, other) || contains(allowed, "*") {
				continue
			}
			t.Errorf("%s imports %s: %s may import %v", path, name, wing, allowed)
		}
	})
	if files < 50 {
		t.Fatalf("only %d files were read", files)
	}
}

// forbidden words in files that are no tests, with the wings in which they are at home.
var forbidden = []struct {
	what  *regexp.Regexp
	homes []string
	why   string
}{
	{regexp.MustCompile(`\btime\.Now\(`), []string{"app", "bench", "e2e"}, "time is an argument; only app reads the clock"},
	{regexp.MustCompile(`(?m)^func init\(\)`), nil, "no work in init"},
	{regexp.MustCompile(`\bmath/rand"`), []string{"bench", "e2e"}, "chance comes from crypto/rand or a given seed (math/rand/v2)"},
	{regexp.MustCompile(`TODO|FIXME|not implemented`), nil, "no left-overs"},
}

func TestForbidden(t *testing.T) {
	eachGoFile(t, func(path string, test bool) {
		if test || strings.HasSuffix(path, "_templ.go") {
			return
		}
		wing, _, _ := strings.Cut(filepath.ToSlash(path), "/")
		content, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range forbidden {
			if !contains(f.homes, wing) && f.what.Match(content) {
				t.Errorf("%s: %s: %s", path, f.what.Find(content), f.why)
			}
		}
	})
}

// TestPackageComments: whoever opens a package is told what it is.
func TestPackageComments(t *testing.T) {
	commented := map[string]bool{}
	eachGoFile(t, func(path string, test bool) {
		dir := filepath.Dir(path)
		if test || dir == "." {
			return
		}
		content, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		has := bytes.Contains(content, []byte("\n// Package ")) || bytes.HasPrefix(content, []byte("// Package ")) ||
			bytes.Contains(content, []byte("// Command ")) || bytes.Contains(content, []byte("/*\nPackage "))
		commented[dir] = commented[dir] || has
	})
	for dir, ok := range commented {
		if !ok {
			t.Errorf("%s has no package comment", dir)
		}
	}
}

// han finds Chinese in code: it belongs into locale files, embedded data and tests.
var han = regexp.MustCompile(`\p{Han}`)

func TestNoChineseInCode(t *testing.T) {
	eachGoFile(t, func(path string, test bool) {
		if test {
			return
		}
		content, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for i, line := range bytes.Split(content, []byte("\n")) {
			code, _, _ := bytes.Cut(line, []byte("//"))
			if han.Match(code) && !strings.HasPrefix(path, "locale/") && !contains(aboutCharacters, path) {
				t.Errorf("%s:%d: Chinese outside a comment", path, i+1)
			}
		}
	})
}

// aboutCharacters are the files whose rules are about Chinese characters themselves.
var aboutCharacters = []string{"domain/personal/name.go", "domain/personal/address.go", "domain/personal/personal.go", "domain/personal/phone.go"}

func eachGoFile(t *testing.T, visit func(path string, test bool)) {
	t.Helper()
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (strings.HasPrefix(d.Name(), ".") && path != "." || d.Name() == "testdata" || d.Name() == "node_modules") {
			return filepath.SkipDir
		}
		if strings.HasSuffix(path, ".go") && filepath.Dir(path) != "." {
			visit(filepath.ToSlash(path), strings.HasSuffix(path, "_test.go") || strings.Contains(filepath.ToSlash(path), "storetest/"))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func contains(list []string, want string) bool {
	for _, have := range list {
		if have == want {
			return true
		}
	}
	return false
}
