// Package static serves the style sheets, the scripts and the icon of both sites from the binary, with the
// licences of what others wrote.
// Their address carries a hash of their content, so that browsers may keep them for a year.
package static

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"net/http"
	"strconv"
	"strings"
)

// FS holds the files themselves.
//
//go:embed *.css *.js *.svg *.txt
var FS embed.FS

// root is where the files are served.
const root = "/static/"

// types are the MIME types by extension; the system's own table is not trusted.
func types(name string) string {
	switch name[strings.LastIndexByte(name, '.')+1:] {
	case "css":
		return "text/css; charset=utf-8"
	case "js":
		return "text/javascript; charset=utf-8"
	case "svg":
		return "image/svg+xml"
	case "txt":
		return "text/plain; charset=utf-8"
	}
	return "application/octet-stream"
}

type file struct {
	mime        string
	plain, gzip []byte
}

// Files are the files, hashed and packed, ready to be served at /static/.
type Files struct {
	version string
	files   map[string]file
}

// Open packs the files.
func Open() (*Files, error) {
	names, err := fs.Glob(FS, "*")
	if err != nil {
		return nil, err
	}
	s := &Files{files: map[string]file{}}
	hash := sha256.New()
	for _, name := range names {
		plain, err := FS.ReadFile(name)
		if err != nil {
			return nil, err
		}
		fmt.Fprintf(hash, "%s %d\n", name, len(plain))
		hash.Write(plain)
		packed, err := pack(plain)
		if err != nil {
			return nil, err
		}
		s.files[name] = file{types(name), plain, packed}
	}
	s.version = hex.EncodeToString(hash.Sum(nil))[:12]
	return s, nil
}

func pack(plain []byte) ([]byte, error) {
	var b bytes.Buffer
	w, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(plain); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// Prefix is what stands before a file's name in its address: /static/<version>.
func (s *Files) Prefix() string { return root + s.version }

// ServeHTTP answers /static/<version>/<name>. An address of another version gets today's file,
// not to be kept: a page may be older than the program.
func (s *Files) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	version, name, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, root), "/")
	f, ok := s.files[name]
	if !ok {
		http.NotFound(w, r)
		return
	}
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, http.StatusText(http.StatusMethodNotAllowed), http.StatusMethodNotAllowed)
		return
	}
	h := w.Header()
	h.Set("Content-Type", f.mime)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Vary", "Accept-Encoding")
	h.Set("Cache-Control", "no-cache")
	if version == s.version {
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	body := f.plain
	if strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		h.Set("Content-Encoding", "gzip")
		body = f.gzip
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	if r.Method == http.MethodHead {
		return
	}
	w.Write(body)
}
