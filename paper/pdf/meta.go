package pdf

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"strings"
	"time"
)

// producer is who made the file.
const producer = "Bihuan"

// info is the file's properties as old readers know them. They say what the metadata say, or the file
// would not be PDF/A.
func (f *File) info() string {
	var b strings.Builder
	fmt.Fprintf(&b, "<< /Title %s /Producer %s", utf16Text(f.title), utf16Text(producer))
	if author := clean(f.meta.Author); author != "" {
		fmt.Fprintf(&b, " /Author %s", utf16Text(author))
	}
	if made := f.made(); !made.IsZero() {
		at := made.Format("D:20060102150405Z")
		fmt.Fprintf(&b, " /CreationDate (%s) /ModDate (%s)", at, at)
	}
	b.WriteString(" >>")
	return b.String()
}

// made is the instant in UTC, whatever zone it came in, so that the bytes are the same.
func (f *File) made() time.Time { return f.meta.Made.UTC() }

// xmp is the metadata, with the mark of PDF/A-2b.
func (f *File) xmp(lang string) []byte {
	var b bytes.Buffer
	b.WriteString("<?xpacket begin=\"\ufeff\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n" +
		`<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">` + "\n" +
		`<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" ` +
		`xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">` + "\n" +
		"<pdfaid:part>2</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>\n")
	fmt.Fprintf(&b, "<dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">%s</rdf:li></rdf:Alt></dc:title>\n", escape(f.title))
	fmt.Fprintf(&b, "<dc:language><rdf:Bag><rdf:li>%s</rdf:li></rdf:Bag></dc:language>\n", escape(clean(lang)))
	if author := clean(f.meta.Author); author != "" {
		fmt.Fprintf(&b, "<dc:creator><rdf:Seq><rdf:li>%s</rdf:li></rdf:Seq></dc:creator>\n", escape(author))
	}
	fmt.Fprintf(&b, "<pdf:Producer>%s</pdf:Producer>\n", producer)
	if made := f.made(); !made.IsZero() {
		at := made.Format("2006-01-02T15:04:05Z")
		fmt.Fprintf(&b, "<xmp:CreateDate>%s</xmp:CreateDate><xmp:ModifyDate>%s</xmp:ModifyDate>\n", at, at)
	}
	b.WriteString("</rdf:Description></rdf:RDF></x:xmpmeta>\n<?xpacket end=\"r\"?>")
	return b.Bytes()
}

func escape(text string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(text)) // a strings.Builder takes everything
	return b.String()
}

// clean leaves out what XML cannot say and no title needs.
func clean(text string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r >= 0x7f && r < 0xa0 || r == 0xfffe || r == 0xffff {
			return -1
		}
		return r
	}, strings.ToValidUTF8(text, "\ufffd"))
}
