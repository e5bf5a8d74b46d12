package blob_test

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"bihuan/blob"
	"bihuan/domain/fault"
)

// Planted in every place where a photo can say where it was taken; none may come through.
const planted = "33.0N112.5E"

func picture() image.Image {
	m := image.NewRGBA(image.Rect(0, 0, 300, 200))
	for i := range m.Pix {
		m.Pix[i] = byte(i * i >> 7)
	}
	m.Set(1, 1, color.White)
	return m
}

func jpegBytes(t testing.TB) []byte {
	var b bytes.Buffer
	if err := jpeg.Encode(&b, picture(), &jpeg.Options{Quality: 95}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func segment(marker byte, body string) string {
	n := len(body) + 2
	return "\xff" + string([]byte{marker, byte(n >> 8), byte(n)}) + body
}

// exif makes Exif data with an orientation and something to hide.
func exif(order binary.AppendByteOrder, side uint16) string {
	mark := "MM"
	if order.AppendUint16(nil, 1)[0] == 1 {
		mark = "II"
	}
	b := order.AppendUint16([]byte(mark), 42)
	b = order.AppendUint32(b, 8)
	b = order.AppendUint16(b, 2)
	b = append(b, make([]byte, 12)...) // some other entry
	b = order.AppendUint16(b, 0x0112)
	b = order.AppendUint16(b, 3)
	b = order.AppendUint32(b, 1)
	b = order.AppendUint16(b, side)
	b = append(b, 0, 0, 0, 0, 0, 0)
	return "Exif\x00\x00" + string(b) + planted
}

// withSegments puts segments after the start of a JPEG.
func withSegments(plain []byte, segments ...string) []byte {
	return []byte(string(plain[:2]) + strings.Join(segments, "") + string(plain[2:]))
}

func strip(mime string, b []byte) ([]byte, error) {
	return io.ReadAll(blob.StripLocation(mime, bytes.NewReader(b)))
}

// mustStrip strips, reading in different ways, and looks for what was planted.
func mustStrip(t *testing.T, mime string, b []byte) []byte {
	t.Helper()
	got, err := strip(mime, b)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(b, []byte(planted)) {
		t.Error("nothing was planted")
	}
	if bytes.Contains(got, []byte(planted)) {
		t.Error("the place came through")
	}
	slow, err := io.ReadAll(iotest.OneByteReader(blob.StripLocation(mime, iotest.OneByteReader(bytes.NewReader(b)))))
	if err != nil || !bytes.Equal(slow, got) {
		t.Errorf("read byte by byte it is another: %v", err)
	}
	again, err := strip(mime, got)
	if err != nil || !bytes.Equal(again, got) {
		t.Errorf("stripped twice it is another: %v", err)
	}
	return got
}

func TestStripJPEG(t *testing.T) {
	plain := jpegBytes(t)
	icc := segment(0xe2, "ICC_PROFILE\x00\x01\x01colours")
	for _, order := range []binary.AppendByteOrder{binary.BigEndian, binary.LittleEndian} {
		for side := range uint16(10) {
			in := withSegments(plain,
				segment(0xe0, "JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"),
				segment(0xe0, "JFXX\x00"+planted),
				segment(0xe1, exif(order, side)),
				segment(0xe1, "http://ns.adobe.com/xap/1.0/\x00"+planted),
				icc,
				segment(0xe2, "MPF\x00"+planted),
				segment(0xed, "Photoshop 3.0\x00"+planted),
				segment(0xfe, planted),
				"\xff\xff")
			in = append(in, "\xff\xd8"+segment(0xe1, exif(order, 1))+planted...) // a second picture, a clip
			if side > 0 {
				in = bytes.Replace(in, []byte("\xff\xff\xff"), []byte("\xff"), 1) // with and without filling
			}
			got := mustStrip(t, blob.JPEG, in)
			want := "\xff\xd8" + segment(0xe0, "JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00")
			if side >= 2 && side <= 8 {
				want += segment(0xe1, "Exif\x00\x00MM\x00*\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00"+string(rune(side))+"\x00\x00\x00\x00\x00\x00")
			}
			want += icc + string(plain[2:])
			if string(got) != want {
				t.Errorf("%v, side %d: %d bytes, want %d; head %q", order, side, len(got), len(want), got[:60])
			}
			if _, err := jpeg.Decode(bytes.NewReader(got)); err != nil {
				t.Error(err)
			}
		}
	}
	if got, err := strip(blob.JPEG, plain); err != nil || !bytes.Equal(got, plain) {
		t.Errorf("a photo with nothing to hide was changed: %v", err)
	}
}

// A later scan may have Exif before it, too.
func TestStripJPEGBetweenScans(t *testing.T) {
	in := []byte("\xff\xd8" + segment(0xda, "scan") + "data\xff\x00data\xff\xd0more" +
		segment(0xe1, exif(binary.BigEndian, 1)) + segment(0xc4, "table") + segment(0xda, "scan") + "data\xff\xd9")
	want := "\xff\xd8" + segment(0xda, "scan") + "data\xff\x00data\xff\xd0more" +
		segment(0xc4, "table") + segment(0xda, "scan") + "data\xff\xd9"
	if got := mustStrip(t, blob.JPEG, in); string(got) != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func pngChunk(kind, body string) string {
	b := binary.BigEndian.AppendUint32(nil, uint32(len(body)))
	b = append(b, kind+body...)
	return string(binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE([]byte(kind+body))))
}

func TestStripPNG(t *testing.T) {
	var b bytes.Buffer
	if err := png.Encode(&b, picture()); err != nil {
		t.Fatal(err)
	}
	plain := b.String()
	const head = 8 + 25 // magic and IHDR
	gamma := pngChunk("gAMA", "\x00\x00\xb1\x8f")
	in := plain[:head] + gamma + pngChunk("eXIf", planted) + pngChunk("tEXt", "Location\x00"+planted) +
		pngChunk("iTXt", planted) + pngChunk("zTXt", planted) + pngChunk("tIME", "1234567") + pngChunk("prVt", planted) +
		plain[head:] + planted
	got := mustStrip(t, blob.PNG, []byte(in))
	if want := plain[:head] + gamma + plain[head:]; string(got) != want {
		t.Errorf("%d bytes, want %d", len(got), len(want))
	}
	if _, err := png.Decode(bytes.NewReader(got)); err != nil {
		t.Error(err)
	}
	bad := []byte(plain)
	bad[head+12] ^= 1
	if _, err := strip(blob.PNG, bad); fault.As(err) == nil {
		t.Errorf("a wrong sum was accepted: %v", err)
	}
}

func webpBytes(chunks ...string) []byte {
	body := "WEBP" + strings.Join(chunks, "")
	return []byte("RIFF" + string(binary.LittleEndian.AppendUint32(nil, uint32(len(body)))) + body)
}

func webpChunk(kind, body string) string {
	s := kind + string(binary.LittleEndian.AppendUint32(nil, uint32(len(body)))) + body
	return s + strings.Repeat("\x00", len(body)%2)
}

func TestStripWebP(t *testing.T) {
	data := strings.Repeat("pixels", 20_000)
	in := append(webpBytes(webpChunk("VP8X", "\x2c123456789"), webpChunk("ICCP", "colours"), webpChunk("VP8 ", data),
		webpChunk("EXIF", planted), webpChunk("XMP ", planted), webpChunk("own ", planted)), planted...)
	blank := strings.Repeat("\x00", len(planted))
	want := webpBytes(webpChunk("VP8X", "\x20123456789"), webpChunk("ICCP", "colours"), webpChunk("VP8 ", data),
		webpChunk("JUNK", blank), webpChunk("JUNK", blank), webpChunk("JUNK", blank))
	if got := mustStrip(t, blob.WebP, in); !bytes.Equal(got, want) {
		t.Errorf("%d bytes, want %d", len(got), len(want))
	}
}

func box(kind, body string) string {
	return string(binary.BigEndian.AppendUint32(nil, uint32(len(body)+8))) + kind + body
}

// heicBytes makes a file with a picture, an Exif and an XMP item; method 1 says the Exif lies in
// the meta box itself.
func heicBytes(method byte) (file []byte, private [2]int) {
	infe := func(id byte, kind string) string {
		return box("infe", "\x02\x00\x00\x00\x00"+string(id)+"\x00\x00"+kind+"\x00")
	}
	picture, exif, xmp := strings.Repeat("pixels", 10_000), "\x00\x00\x00\x06Exif\x00\x00"+planted, "<x:xmpmeta>"+planted
	meta := func(at int) string {
		item := func(id, method byte, at, size int) string {
			b := binary.BigEndian.AppendUint32([]byte{0, id, 0, method, 0, 0, 0, 1}, uint32(at))
			return string(binary.BigEndian.AppendUint32(b, uint32(size)))
		}
		iloc := "\x01\x00\x00\x00\x44\x00\x00\x03" + item(1, 0, at, len(picture)) +
			item(2, method, at+len(picture), len(exif)) + item(3, 0, at+len(picture)+len(exif), len(xmp))
		return box("meta", "\x00\x00\x00\x00"+box("hdlr", "pict")+
			box("iinf", "\x00\x00\x00\x00\x00\x03"+infe(1, "hvc1")+infe(2, "Exif")+infe(3, "mime"))+box("iloc", iloc))
	}
	head := box("ftyp", "heic\x00\x00\x00\x00mif1")
	at := len(head) + len(meta(0)) + 8
	private = [2]int{at + len(picture), at + len(picture) + len(exif) + len(xmp)}
	return []byte(head + meta(at) + box("mdat", picture+exif+xmp)), private
}

func TestStripHEIC(t *testing.T) {
	in, private := heicBytes(0)
	want := bytes.Clone(in)
	clear(want[private[0]:private[1]])
	if got := mustStrip(t, blob.HEIC, in); !bytes.Equal(got, want) {
		t.Errorf("%d bytes, want %d", len(got), len(want))
	}
	in, _ = heicBytes(1)
	if got, err := strip(blob.HEIC, in); fault.As(err) == nil || bytes.Contains(got, []byte(planted)) {
		t.Errorf("Exif in an unknown place was passed on: %v", err)
	}
}

func TestStripMalformed(t *testing.T) {
	heic, _ := heicBytes(0)
	var pngFile bytes.Buffer
	png.Encode(&pngFile, picture())
	for mime, good := range map[string][]byte{
		blob.JPEG: withSegments(jpegBytes(t), segment(0xe1, exif(binary.BigEndian, 6))),
		blob.PNG:  pngFile.Bytes(),
		blob.WebP: webpBytes(webpChunk("VP8X", "0123456789"), webpChunk("VP8 ", "pixels"), webpChunk("EXIF", planted)),
		blob.HEIC: heic,
	} {
		for cut := 0; cut < len(good); cut += 1 + cut/100 {
			_, err := strip(mime, good[:cut])
			if f := fault.As(err); f == nil || f.Kind != fault.Invalid || f.Key != "fault.blob.photo" {
				t.Errorf("%s cut at %d of %d: %v", mime, cut, len(good), err)
			}
		}
		if _, err := strip(mime, []byte("something else entirely, and long enough")); fault.As(err) == nil {
			t.Errorf("%s: anything is accepted", mime)
		}
		lost := io.MultiReader(bytes.NewReader(good[:len(good)-9]), iotest.ErrReader(io.ErrClosedPipe))
		if _, err := io.ReadAll(blob.StripLocation(mime, lost)); err != io.ErrClosedPipe {
			t.Errorf("%s: a lost connection reads as %v", mime, err)
		}
	}
	if got, err := strip(blob.PDF, []byte("%PDF-1.7")); err != nil || string(got) != "%PDF-1.7" {
		t.Errorf("a file that is no photo was changed: %q, %v", got, err)
	}
}

// Whatever comes in: it ends, in a photo or a fault; nothing is made up but one orientation; and
// there is nothing left to strip.
func FuzzStripLocation(f *testing.F) {
	small := []byte("\xff\xd8" + segment(0xe1, exif(binary.LittleEndian, 6)) + segment(0xda, "s") + "x\xff\x00\xff\xd9")
	heic, _ := heicBytes(0)
	heic = bytes.ReplaceAll(heic, []byte(strings.Repeat("pixels", 9_000)), nil)
	f.Add(uint8(0), small)
	f.Add(uint8(1), []byte("\x89PNG\r\n\x1a\n"+pngChunk("IHDR", "0123456789abc")+pngChunk("eXIf", planted)+pngChunk("IEND", "")))
	f.Add(uint8(2), webpBytes(webpChunk("VP8X", "0123456789"), webpChunk("EXIF", planted)))
	f.Add(uint8(3), heic)
	f.Fuzz(func(t *testing.T, kind uint8, in []byte) {
		mime := []string{blob.JPEG, blob.PNG, blob.WebP, blob.HEIC}[kind%4]
		out, err := strip(mime, in)
		if err != nil && fault.As(err) == nil {
			t.Errorf("not a fault: %v", err)
		}
		if len(out) > len(in)+36 {
			t.Errorf("%d bytes became %d", len(in), len(out))
		}
		if err != nil {
			return
		}
		again, err := strip(mime, out)
		if err != nil || !bytes.Equal(again, out) {
			t.Errorf("not stable: %v", err)
		}
	})
}
