package blob

import (
	"bytes"
	"encoding/binary"
	"path"
	"strings"
	"unicode/utf8"

	"bihuan/domain/fault"
)

// HeadSize is how much of a file's beginning Sniff should be shown.
const HeadSize = 16 << 10

// What may be attached, and the ending a download of it gets.
const (
	JPEG = "image/jpeg"
	PNG  = "image/png"
	GIF  = "image/gif"
	WebP = "image/webp"
	HEIC = "image/heic"
	PDF  = "application/pdf"
	DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
	XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
	DOC  = "application/msword"
	XLS  = "application/vnd.ms-excel"
	PPT  = "application/vnd.ms-powerpoint"
	Text = "text/plain"
	MP3  = "audio/mpeg"
	M4A  = "audio/mp4"
	WAV  = "audio/wav"
	AMR  = "audio/amr"
	MP4  = "video/mp4"
	MOV  = "video/quicktime"
)

// Extension is the ending that goes with a type, so that a download is never called .exe or .html.
func Extension(mime string) string {
	return map[string]string{
		JPEG: ".jpg", PNG: ".png", GIF: ".gif", WebP: ".webp", HEIC: ".heic", PDF: ".pdf",
		DOCX: ".docx", XLSX: ".xlsx", PPTX: ".pptx", DOC: ".doc", XLS: ".xls", PPT: ".ppt", Text: ".txt",
		MP3: ".mp3", M4A: ".m4a", WAV: ".wav", AMR: ".amr", MP4: ".mp4", MOV: ".mov",
	}[mime]
}

// Type is Sniff for a door: anything not allowed is a fault.
func Type(head []byte, name string) (mime string, err error) {
	mime, ok := Sniff(head, name)
	if !ok {
		return "", fault.NewInvalid("file", "fault.blob.type")
	}
	return mime, nil
}

// Sniff tells by the beginning of its content what a file is, and whether it may be attached. The
// name only decides where the content leaves it open: among the old office formats, whether an MP4
// container is sound or film, and that plain text is meant as such.
func Sniff(head []byte, name string) (mime string, ok bool) {
	ext := strings.ToLower(path.Ext(name))
	has := func(at int, magic string) bool {
		return len(head) >= at+len(magic) && string(head[at:at+len(magic)]) == magic
	}
	switch {
	case has(0, "\xff\xd8\xff"):
		mime = JPEG
	case has(0, pngMagic):
		mime = PNG
	case has(0, "GIF87a"), has(0, "GIF89a"):
		mime = GIF
	case has(0, "RIFF") && has(8, "WEBP"):
		mime = WebP
	case has(0, "RIFF") && has(8, "WAVE"):
		mime = WAV
	case has(0, "%PDF-"):
		mime = PDF
	case has(0, "PK\x03\x04"):
		mime = officeZip(head)
	case has(0, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
		mime = map[string]string{".doc": DOC, ".xls": XLS, ".ppt": PPT}[ext]
	case has(0, "#!AMR\n"), has(0, "#!AMR-WB\n"):
		mime = AMR
	case has(0, "ID3"), mp3Frame(head):
		mime = MP3
	case has(4, "ftyp"):
		mime = container(head, ext)
	case ext == ".mov" && (has(4, "moov") || has(4, "mdat") || has(4, "wide") || has(4, "free") || has(4, "skip")):
		mime = MOV // as cameras wrote before ftyp
	case ext == ".txt" && plainText(head):
		mime = Text
	}
	return mime, mime != ""
}

// officeZip tells the three office formats by the names of their parts. A workbook may hold
// pictures under xl/, but never a part under word/.
func officeZip(head []byte) string {
	office := false
	for rest := head; ; {
		i := bytes.Index(rest, []byte("PK\x03\x04"))
		if i < 0 || len(rest) < i+30 {
			return ""
		}
		rest = rest[i:]
		n := int(binary.LittleEndian.Uint16(rest[26:]))
		part := string(rest[30:min(len(rest), 30+n)])
		switch {
		case part == "[Content_Types].xml", strings.HasPrefix(part, "_rels/"), strings.HasPrefix(part, "docProps/"):
			office = true
		case strings.Contains(strings.ToLower(part), "vbaproject"):
			return "" // macros
		case office && strings.HasPrefix(part, "word/"):
			return DOCX
		case office && strings.HasPrefix(part, "xl/"):
			return XLSX
		case office && strings.HasPrefix(part, "ppt/"):
			return PPTX
		}
		rest = rest[4:]
	}
}

// container reads the brand of an ISO media file.
func container(head []byte, ext string) string {
	if len(head) < 12 {
		return ""
	}
	switch brand := string(head[8:12]); brand {
	case "heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "msf1":
		return HEIC
	case "qt  ":
		return MOV
	case "M4A ", "M4B ":
		return M4A
	case "isom", "iso2", "iso4", "iso5", "iso6", "mp41", "mp42", "avc1", "M4V ", "MSNV", "dash", "3gp4", "3gp5", "3gp6":
		if ext == ".m4a" {
			return M4A
		}
		return MP4
	}
	return ""
}

// mp3Frame reads the header of a frame: MPEG audio, layer III, a bit rate and a sample rate that exist.
func mp3Frame(head []byte) bool {
	return len(head) >= 4 && head[0] == 0xff && head[1]&0xe6 == 0xe2 && head[1]&0x18 != 0x08 &&
		head[2]>>4 != 0 && head[2]>>4 != 15 && head[2]>>2&3 != 3
}

// plainText accepts UTF-8, UTF-16 with a mark, and GB 18030, which Windows still writes; nothing
// that begins like a page or a program.
func plainText(head []byte) bool {
	body := bytes.TrimPrefix(head, []byte("\xef\xbb\xbf"))
	start := bytes.TrimLeft(body, " \t\r\n")
	if len(head) == 0 || bytes.HasPrefix(start, []byte("<")) || bytes.HasPrefix(start, []byte("#!")) || bytes.HasPrefix(start, []byte("MZ")) {
		return false
	}
	if bytes.HasPrefix(head, []byte("\xff\xfe")) || bytes.HasPrefix(head, []byte("\xfe\xff")) {
		return len(head) > 2
	}
	for _, c := range body {
		if c < ' ' && !strings.ContainsRune("\t\r\n\f", rune(c)) || c == 0x7f {
			return false
		}
	}
	return utf8Text(body) || gbText(body)
}

// utf8Text and gbText forgive a character that the end of the head cuts in two.
func utf8Text(b []byte) bool {
	for len(b) > 0 {
		r, n := utf8.DecodeRune(b)
		if r == utf8.RuneError && n == 1 {
			return !utf8.FullRune(b)
		}
		b = b[n:]
	}
	return true
}

func gbText(b []byte) bool {
	in := func(c, from, to byte) bool { return c >= from && c <= to }
	for len(b) > 0 {
		switch {
		case b[0] < 0x80:
			b = b[1:]
		case !in(b[0], 0x81, 0xfe):
			return false
		case len(b) == 1:
			return true
		case in(b[1], 0x40, 0xfe) && b[1] != 0x7f:
			b = b[2:]
		case in(b[1], 0x30, 0x39):
			if len(b) < 4 {
				return true
			}
			if !in(b[2], 0x81, 0xfe) || !in(b[3], 0x30, 0x39) {
				return false
			}
			b = b[4:]
		default:
			return false
		}
	}
	return true
}
