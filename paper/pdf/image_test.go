package pdf

import (
	"bytes"
	"encoding/binary"
	"errors"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// corners is a picture whose four quarters are red, green, blue and white: top left, top right, bottom
// left, bottom right.
func corners(w, h int) *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			c := color.RGBA{R: 255, A: 255}
			switch {
			case y >= h/2 && x >= w/2:
				c = color.RGBA{R: 255, G: 255, B: 255, A: 255}
			case y >= h/2:
				c = color.RGBA{B: 255, A: 255}
			case x >= w/2:
				c = color.RGBA{G: 255, A: 255}
			}
			img.SetRGBA(x, y, c)
		}
	}
	return img
}

func jpegOf(t testing.TB, img image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: 95}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func pngOf(t testing.TB, img image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// held is the JPEG as a camera that was held so writes it, with the place where it was taken.
func held(data []byte, turn int) []byte {
	exif := []byte("Exif\x00\x00MM\x00\x2a\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00\x00\x00GPS 31.2N")
	exif[6+8+2+9] = byte(turn)
	segment := binary.BigEndian.AppendUint16([]byte{0xff, 0xe1}, uint16(len(exif)+2))
	return append(append(append(bytes.Clone(data[:2]), segment...), exif...), data[2:]...)
}

// shown draws the file's first page and gives the colour of a place in points.
func shown(t *testing.T, f *File) func(x, y int) color.RGBA {
	t.Helper()
	content := written(t, f)
	out := filepath.Join(t.TempDir(), "page")
	run(t, content, "pdftoppm", "-r", "72", "-png", "-singlefile", "FILE", out)
	in, err := os.Open(out + ".png")
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	img, err := png.Decode(in)
	if err != nil {
		t.Fatal(err)
	}
	return func(x, y int) color.RGBA { return color.RGBAModel.Convert(img.At(x, y)).(color.RGBA) }
}

func near(a, b color.RGBA) bool {
	d := func(x, y uint8) bool { return max(x, y)-min(x, y) < 24 }
	return d(a.R, b.R) && d(a.G, b.G) && d(a.B, b.B)
}

func TestPictures(t *testing.T) {
	red, green, blue, white := color.RGBA{255, 0, 0, 255}, color.RGBA{0, 255, 0, 255}, color.RGBA{0, 0, 255, 255}, color.RGBA{255, 255, 255, 255}
	photo := jpegOf(t, corners(64, 64))
	for _, c := range []struct {
		name, kind string
		data       []byte
		want       [4]color.RGBA // top left, top right, bottom left, bottom right
	}{
		{"jpeg", "image/jpeg", photo, [4]color.RGBA{red, green, blue, white}},
		{"png", "image/png", pngOf(t, corners(64, 64)), [4]color.RGBA{red, green, blue, white}},
		{"mirrored", "image/jpeg", held(photo, 2), [4]color.RGBA{green, red, white, blue}},
		{"upside down", "image/jpeg", held(photo, 3), [4]color.RGBA{white, blue, green, red}},
		{"flipped", "image/jpeg", held(photo, 4), [4]color.RGBA{blue, white, red, green}},
		{"transposed", "image/jpeg", held(photo, 5), [4]color.RGBA{red, blue, green, white}},
		{"to the left", "image/jpeg", held(photo, 6), [4]color.RGBA{blue, red, white, green}},
		{"transversed", "image/jpeg", held(photo, 7), [4]color.RGBA{white, green, blue, red}},
		{"to the right", "image/jpeg", held(photo, 8), [4]color.RGBA{green, white, red, blue}},
	} {
		f := New(meta(), c.name)
		p := f.Page(100, 100)
		if err := p.Image(10, 20, 40, 60, c.kind, c.data); err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		at := shown(t, f)
		for i, place := range [4][2]int{{20, 35}, {40, 35}, {20, 65}, {40, 65}} {
			if got := at(place[0], place[1]); !near(got, c.want[i]) {
				t.Errorf("%s: quarter %d is %v, want %v", c.name, i, got, c.want[i])
			}
		}
		for _, place := range [4][2]int{{8, 50}, {52, 50}, {30, 17}, {30, 83}} {
			if got := at(place[0], place[1]); !near(got, white) {
				t.Errorf("%s: reaches out to %v", c.name, place)
			}
		}
		if bytes.Contains(written(t, f), []byte("GPS")) {
			t.Errorf("%s: the place where it was taken came along", c.name)
		}
	}
}

// TestSeenThrough: a stamp lets the text below be seen, as its transparency says.
func TestSeenThrough(t *testing.T) {
	img := image.NewNRGBA(image.Rect(0, 0, 20, 20))
	for i := range 20 * 20 {
		img.SetNRGBA(i%20, i/20, color.NRGBA{R: 255, A: uint8(255 * (i % 20 / 10) / 2)})
	}
	f := New(meta(), "stamp")
	p := f.Page(100, 100)
	p.Fill(0, 0, 100, 50, Color{B: 255})
	if err := p.Image(0, 0, 100, 100, "image/png", pngOf(t, img)); err != nil {
		t.Fatal(err)
	}
	at := shown(t, f)
	for place, want := range map[[2]int]color.RGBA{
		{20, 20}: {0, 0, 255, 255}, {20, 80}: {255, 255, 255, 255},
		{80, 20}: {127, 0, 128, 255}, {80, 80}: {255, 128, 128, 255},
	} {
		if got := at(place[0], place[1]); !near(got, want) {
			t.Errorf("at %v is %v, want %v", place, got, want)
		}
	}
	if !bytes.Contains(written(t, f), []byte("/S /Transparency")) {
		t.Error("the page does not say that something on it is seen through")
	}
}

func TestPictureOnce(t *testing.T) {
	noise := image.NewGray(image.Rect(0, 0, 64, 64))
	for i := range noise.Pix {
		noise.Pix[i] = byte(i * i * 31 >> 3)
	}
	data := pngOf(t, noise)
	size := func(times int) int {
		f := New(meta(), "")
		p := f.Page(100, 100)
		for range times {
			if err := p.Image(0, 0, 10, 10, "image/png", data); err != nil {
				t.Fatal(err)
			}
		}
		return len(written(t, f))
	}
	if one, ten := size(1), size(10); ten > one+200 {
		t.Errorf("a picture that is drawn ten times takes %d bytes, once %d", ten, one)
	}
	f := New(meta(), "")
	_ = f.Page(9, 9).Image(0, 0, 9, 9, "image/png", data)
	if !bytes.Contains(written(t, f), []byte("/ColorSpace /DeviceGray")) {
		t.Error("a grey picture is stored in colours")
	}
}

// TestPressColors: four colours become three, since the file promises sRGB.
func TestPressColors(t *testing.T) {
	img := image.NewCMYK(image.Rect(0, 0, 16, 16))
	img4, err := readJPEG(jpegOf(t, corners(16, 16)), image.Config{Width: 16, Height: 16, ColorModel: color.YCbCrModel})
	if err != nil || img4.space != "DeviceRGB" || !img4.packed {
		t.Fatalf("a photograph: %+v, %v", img4, err)
	}
	if _, err := readJPEG(jpegOf(t, img), image.Config{Width: 16, Height: 16, ColorModel: color.CMYKModel}); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile("testdata/cmyk.jpg")
	if err != nil {
		t.Fatal(err)
	}
	f := New(meta(), "press")
	if err := f.Page(100, 100).Image(0, 0, 100, 100, "image/jpeg", data); err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(written(t, f), []byte("DeviceCMYK")) {
		t.Error("the file has colours of a press")
	}
	if got := shown(t, f)(50, 50); !near(got, color.RGBA{255, 0, 0, 255}) {
		t.Errorf("red of a press is drawn as %v", got)
	}
}

func TestPictureRefused(t *testing.T) {
	photo, drawing := jpegOf(t, corners(32, 32)), pngOf(t, corners(32, 32))
	huge := bytes.Clone(drawing)
	binary.BigEndian.PutUint32(huge[16:], 100_000)
	for name, c := range map[string]struct {
		kind string
		data []byte
	}{
		"kind": {"image/gif", drawing}, "mixed up": {"image/png", photo}, "empty": {"image/jpeg", nil},
		"cut jpeg": {"image/jpeg", photo[:len(photo)/2]}, "cut png": {"image/png", drawing[:len(drawing)/2]}, "huge": {"image/png", huge},
	} {
		f := New(meta(), "")
		if err := f.Page(100, 100).Image(0, 0, 10, 10, c.kind, c.data); err == nil {
			t.Errorf("%s: was taken", name)
		} else if !strings.HasPrefix(err.Error(), "pdf: ") {
			t.Errorf("%s: %v", name, err)
		}
		written(t, f) // what else is on the page can be written
	}
	for n := range photo {
		if err := New(meta(), "").Page(1, 1).Image(0, 0, 1, 1, "image/jpeg", photo[:n]); !errors.Is(err, errBroken) {
			t.Fatalf("a JPEG of %d bytes of %d: %v", n, len(photo), err)
		}
	}
}

func TestSize(t *testing.T) {
	photo := jpegOf(t, corners(32, 16))
	for turn, want := range map[int][2]int{1: {32, 16}, 3: {32, 16}, 6: {16, 32}, 8: {16, 32}} {
		if w, h, err := Size("image/jpeg", held(photo, turn)); err != nil || w != want[0] || h != want[1] {
			t.Errorf("held as %d: %d × %d, %v", turn, w, h, err)
		}
	}
}

func FuzzImage(f *testing.F) {
	f.Add(true, jpegOf(f, corners(8, 8)))
	f.Add(true, held(jpegOf(f, corners(8, 8)), 6))
	f.Add(false, pngOf(f, corners(8, 8)))
	f.Fuzz(func(t *testing.T, photo bool, data []byte) {
		kind := "image/png"
		if photo {
			kind = "image/jpeg"
		}
		file := New(meta(), "")
		if err := file.Page(10, 10).Image(0, 0, 10, 10, kind, data); err == nil {
			written(t, file)
		}
	})
}
