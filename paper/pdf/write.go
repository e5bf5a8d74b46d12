package pdf

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"io"
	"strconv"

	"github.com/klauspost/compress/zlib"
)

// writer puts numbered objects one after the other. Its compression is a library's whose version
// go.mod holds, and not the toolchain's, so that a paper made again in later years is the same file.
type writer struct {
	out  bytes.Buffer
	at   []int // where each object begins; 0 is not yet
	zlib *zlib.Writer
	err  error
}

// reserve numbers objects that follow and gives the first number.
func (w *writer) reserve(n int) int {
	first := len(w.at) + 1
	w.at = append(w.at, make([]int, n)...)
	return first
}

func (w *writer) object(number int, body string) {
	w.at[number-1] = w.out.Len()
	fmt.Fprintf(&w.out, "%d 0 obj\n%s\nendobj\n", number, body)
}

// stream writes a packed stream.
func (w *writer) stream(number int, entries string, data []byte) {
	var packed bytes.Buffer
	packed.Grow(len(data)/2 + 64)
	if w.zlib == nil {
		w.zlib, w.err = zlib.NewWriterLevel(&packed, level)
		if w.err != nil {
			return
		}
	} else {
		w.zlib.Reset(&packed)
	}
	w.zlib.Write(data) // into memory, where nothing can fail
	w.zlib.Close()
	w.raw(number, entries+"/Filter /FlateDecode ", packed.Bytes())
}

// level of packing: the usual one takes twice the time for three percent.
const level = 2

// raw writes a stream as it is.
func (w *writer) raw(number int, entries string, data []byte) {
	w.at[number-1] = w.out.Len()
	fmt.Fprintf(&w.out, "%d 0 obj\n<< %s/Length %d >>\nstream\n", number, entries, len(data))
	w.out.Write(data)
	w.out.WriteString("\nendstream\nendobj\n")
}

// end writes the table of objects and the trailer. The file's ID is the hash of what is in it.
func (w *writer) end(root, info int) {
	sum := sha256.Sum256(w.out.Bytes())
	start := w.out.Len()
	fmt.Fprintf(&w.out, "xref\n0 %d\n0000000000 65535 f \n", len(w.at)+1)
	for _, at := range w.at {
		fmt.Fprintf(&w.out, "%010d 00000 n \n", at)
	}
	fmt.Fprintf(&w.out, "trailer\n<< /Size %d /Root %d 0 R /Info %d 0 R /ID [<%X> <%X>] >>\nstartxref\n%d\n%%%%EOF\n",
		len(w.at)+1, root, info, sum[:16], sum[:16], start)
}

// WriteTo writes the file. It can be called again and writes the same.
func (f *File) WriteTo(to io.Writer) (int64, error) {
	if f.err != nil {
		return 0, f.err
	}
	w := &writer{}
	w.out.WriteString("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
	root := w.reserve(6)
	pages, resources, info, xmp, profile := root+1, root+2, root+3, root+4, root+5
	lang := f.meta.Language
	if lang == "" {
		lang = "zh-CN"
	}
	w.object(root, fmt.Sprintf("<< /Type /Catalog /Pages %d 0 R /Lang %s /ViewerPreferences << /DisplayDocTitle true >> /Metadata %d 0 R "+
		"/OutputIntents [<< /Type /OutputIntent /S /GTS_PDFA1 /OutputConditionIdentifier (sRGB) /Info (sRGB IEC61966-2.1) /DestOutputProfile %d 0 R >>] >>",
		pages, utf16Text(clean(lang)), xmp, profile))
	w.object(info, f.info())
	w.raw(xmp, "/Type /Metadata /Subtype /XML ", f.xmp(lang))
	w.stream(profile, "/N 3 ", srgb())
	used := &bytes.Buffer{}
	used.WriteString("<< /Font <<")
	for i, e := range f.fonts {
		number, err := e.write(w)
		if err != nil {
			return 0, err
		}
		fmt.Fprintf(used, " /F%d %d 0 R", i+1, number)
	}
	used.WriteString(" >> /XObject <<")
	for i, image := range f.images {
		fmt.Fprintf(used, " /I%d %d 0 R", i+1, image.write(w))
	}
	used.WriteString(" >> >>")
	w.object(resources, used.String())
	kids := []byte("<< /Type /Pages /Kids [")
	for _, p := range f.pages {
		kids = append(strconv.AppendInt(kids, int64(p.write(w, pages, resources)), 10), " 0 R "...)
	}
	w.object(pages, fmt.Sprintf("%s] /Count %d >>", bytes.TrimSpace(kids), len(f.pages)))
	w.end(root, info)
	if w.err != nil {
		return 0, fmt.Errorf("pdf: %w", w.err)
	}
	n, err := to.Write(w.out.Bytes())
	return int64(n), err
}

// write writes the page's two objects and gives the number of the first.
func (p *Page) write(w *writer, pages, resources int) int {
	number := w.reserve(2)
	group := ""
	if p.sees {
		group = " /Group << /S /Transparency /CS /DeviceRGB >>"
	}
	w.object(number, fmt.Sprintf("<< /Type /Page /Parent %d 0 R /MediaBox [0 0 %s %s] /Resources %d 0 R /Contents %d 0 R%s >>",
		pages, decimal(nil, p.width), decimal(nil, p.height), resources, number+1, group))
	w.stream(number+1, "", p.out)
	return number
}
