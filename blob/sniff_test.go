package blob_test

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"testing"
	"unicode/utf16"

	"bihuan/blob"
	"bihuan/domain/fault"
)

func zipOf(names ...string) []byte {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, name := range names {
		w, _ := z.Create(name)
		w.Write([]byte("<xml/>"))
	}
	z.Close()
	return b.Bytes()
}

func TestSniff(t *testing.T) {
	ole := []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest")
	wide := []byte{0xff, 0xfe}
	for _, u := range utf16.Encode([]rune("反映")) {
		wide = binary.LittleEndian.AppendUint16(wide, u)
	}
	long := bytes.Repeat([]byte("信访"), 100)
	for _, tt := range []struct {
		what string
		head []byte
		name string
		want string
	}{
		{"jpeg", []byte("\xff\xd8\xff\xe0rest"), "a.jpg", blob.JPEG},
		{"jpeg whatever its name", []byte("\xff\xd8\xff\xe1rest"), "a.html", blob.JPEG},
		{"png", []byte("\x89PNG\r\n\x1a\nrest"), "", blob.PNG},
		{"gif", []byte("GIF89a...."), "", blob.GIF},
		{"webp", []byte("RIFF\x10\x00\x00\x00WEBPVP8 "), "", blob.WebP},
		{"wav", []byte("RIFF\x10\x00\x00\x00WAVEfmt "), "", blob.WAV},
		{"avi", []byte("RIFF\x10\x00\x00\x00AVI LIST"), "a.wav", ""},
		{"heic", []byte("\x00\x00\x00\x18ftypheic\x00\x00\x00\x00"), "", blob.HEIC},
		{"avif", []byte("\x00\x00\x00\x18ftypavif\x00\x00\x00\x00"), "a.heic", ""},
		{"mp4", []byte("\x00\x00\x00\x18ftypisom\x00\x00\x00\x00"), "a.mp4", blob.MP4},
		{"mov", []byte("\x00\x00\x00\x14ftypqt  \x00\x00\x00\x00"), "a.mov", blob.MOV},
		{"old mov", []byte("\x00\x00\x00\x08wide\x00\x00\x00\x00mdat"), "a.MOV", blob.MOV},
		{"m4a", []byte("\x00\x00\x00\x18ftypM4A \x00\x00\x00\x00"), "", blob.M4A},
		{"m4a of a phone", []byte("\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00"), "录音.m4a", blob.M4A},
		{"cut ftyp", []byte("\x00\x00\x00\x18ftyp"), "a.mp4", ""},
		{"mp3 with tag", []byte("ID3\x03\x00"), "", blob.MP3},
		{"mp3 frame", []byte("\xff\xfb\x90\x64"), "", blob.MP3},
		{"aac", []byte("\xff\xf1\x50\x80"), "a.mp3", ""},
		{"amr", []byte("#!AMR\n<"), "", blob.AMR},
		{"pdf", []byte("%PDF-1.7\n"), "", blob.PDF},
		{"docx", zipOf("[Content_Types].xml", "_rels/.rels", "word/document.xml"), "", blob.DOCX},
		{"docx of LibreOffice", zipOf("_rels/.rels", "docProps/core.xml", "word/document.xml", "[Content_Types].xml"), "x", blob.DOCX},
		{"xlsx", zipOf("[Content_Types].xml", "docProps/app.xml", "xl/workbook.xml"), "a.docx", blob.XLSX},
		{"pptx", zipOf("[Content_Types].xml", "ppt/presentation.xml"), "", blob.PPTX},
		{"macros", zipOf("[Content_Types].xml", "word/vbaProject.bin", "word/document.xml"), "a.docx", ""},
		{"zip", zipOf("a.txt", "word/document.xml"), "a.docx", ""},
		{"jar", zipOf("META-INF/MANIFEST.MF", "a.class"), "a.docx", ""},
		{"cut zip", []byte("PK\x03\x04"), "a.docx", ""},
		{"doc", ole, "a.DOC", blob.DOC},
		{"xls", ole, "a.xls", blob.XLS},
		{"ppt", ole, "a.ppt", blob.PPT},
		{"msi", ole, "a.msi", ""},
		{"text", []byte("反映石门村道路问题\r\n"), "a.txt", blob.Text},
		{"text with mark", []byte("\xef\xbb\xbfabc"), "a.txt", blob.Text},
		{"text cut within a character", long[:200], "a.txt", blob.Text},
		{"text in GBK", []byte("\xb7\xb4\xd3\xb3\xce\xca\xcc\xe2"), "a.TXT", blob.Text},
		{"text in UTF-16", wide, "a.txt", blob.Text},
		{"text by another name", []byte("abc"), "a.csv", ""},
		{"html as text", []byte("\n <script>"), "a.txt", ""},
		{"shell as text", []byte("#!/bin/sh\n"), "a.txt", ""},
		{"zeros as text", []byte("ab\x00c"), "a.txt", ""},
		{"bad bytes as text", []byte("ab\xff\x20c"), "a.txt", ""},
		{"empty", nil, "a.txt", ""},
		{"svg", []byte("<svg xmlns="), "a.svg", ""},
		{"exe", []byte("MZ\x90\x00"), "a.jpg", ""},
		{"elf", []byte("\x7fELF"), "a.pdf", ""},
	} {
		mime, ok := blob.Sniff(tt.head, tt.name)
		if mime != tt.want || ok != (tt.want != "") {
			t.Errorf("%s: %q, %v; want %q", tt.what, mime, ok, tt.want)
		}
		if ok && blob.Extension(mime) == "" {
			t.Errorf("%s has no ending", mime)
		}
		_, err := blob.Type(tt.head, tt.name)
		if f := fault.As(err); (f == nil) != ok || f != nil && f.Key != "fault.blob.type" {
			t.Errorf("%s: %v", tt.what, err)
		}
	}
}

func FuzzSniff(f *testing.F) {
	f.Add([]byte("\xff\xd8\xff"), "a.jpg")
	f.Add(zipOf("[Content_Types].xml", "word/document.xml"), "a.docx")
	f.Add([]byte("\x81\x30\x81\x30\xff"), "a.txt")
	f.Fuzz(func(t *testing.T, head []byte, name string) {
		mime, ok := blob.Sniff(head, name)
		if ok != (blob.Extension(mime) != "") {
			t.Errorf("%q, %v", mime, ok)
		}
	})
}
