package font

import (
	"strings"
	"sync"
	"testing"
	"unicode"

	"golang.org/x/text/encoding/simplifiedchinese"
)

func open(t testing.TB) *Set {
	t.Helper()
	s, err := Open("")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// gb2312 is all characters of the standard.
func gb2312(t testing.TB) []rune {
	t.Helper()
	var list []rune
	decoder := simplifiedchinese.GBK.NewDecoder()
	for row := 0xa1; row <= 0xf7; row++ {
		if row > 0xa9 && row < 0xb0 {
			continue // not assigned
		}
		for cell := 0xa1; cell <= 0xfe; cell++ {
			b, err := decoder.Bytes([]byte{byte(row), byte(cell)})
			if err != nil {
				t.Fatal(err)
			}
			r := []rune(string(b))[0]
			// Cells that GBK added in these rows, or that nobody assigned.
			if r == unicode.ReplacementChar || row == 0xa2 && (cell < 0xb1 || cell > 0xe2 && cell < 0xe5 || cell > 0xee && cell < 0xf1) ||
				row == 0xa6 && cell > 0xd8 || row == 0xa8 && (cell > 0xba && cell < 0xc5) || row == 0xa9 && (cell < 0xa4 || cell > 0xef) || unicode.Is(unicode.Co, r) {
				continue
			}
			list = append(list, r)
		}
	}
	return list
}

// rare are characters of real names that GB 2312 does not have; the last is beyond the basic plane.
const rare = "䶮喆堃燊垚犇淼镕祎珺玥翀旻曈赟邨峣琎昇𬱖𬭎𠮷"

func TestEveryRoleDrawsChinese(t *testing.T) {
	s := open(t)
	list := gb2312(t)
	if len(list) < 7440 || len(list) > 7450 {
		t.Fatalf("GB 2312 has 7445 characters, not %d", len(list))
	}
	for _, role := range Roles() {
		faces := map[string]int{}
		for _, r := range append(list, []rune(rare)...) {
			if !s.Has(role, r) {
				t.Errorf("%s: no face draws %c (%U)", role, r, r)
				continue
			}
			g := s.Glyph(role, r)
			faces[g.Face.Name()]++
			if !unicode.IsSpace(r) && g.Face.table().empty(g.ID) {
				t.Errorf("%s: %c is drawn as nothing by %s", role, r, g.Face.Name())
			}
			if unicode.Is(unicode.Han, r) && g.Advance != 1 {
				t.Errorf("%s: %c is %g em wide", role, r, g.Advance)
			}
			if strings.ContainsRune(rare, r) {
				t.Logf("%s: %c by %s", role, r, g.Face.Name())
			}
		}
		t.Logf("%s: %v", role, faces)
		if missing := s.Missing(role, string(list)+rare); len(missing) > 0 {
			t.Errorf("%s: missing %q", role, string(missing))
		}
	}
}

func TestFaces(t *testing.T) {
	s := open(t)
	for _, c := range []struct {
		role   Role
		r      rune
		face   string
		stroke bool
	}{
		{Fang, '函', "FandolFang-Regular", false},
		{FangBold, '函', "FandolFang-Regular", true},
		{Song, '函', "NotoSerifSC-Regular", false},
		{SongBold, '函', "NotoSerifSC-Bold", false},
		{Title, '函', "NotoSerifSC-Bold", false},
		{Hei, '函', "NotoSansSC-Medium", false},
		{Kai, '函', "BihuanKai-Regular", false},
		{Fang, '喆', "NotoSerifSC-Regular", false},
		{FangBold, '喆', "NotoSerifSC-Bold", false},
		{Fang, '￥', "NotoSerifSC-Regular", false}, // FandolFang has a dollar there
		{Kai, '𠮷', "BihuanKai-Regular", false},
		{Fang, '𠮷', "NotoSerifCJKsc-Regular", false},
		{"no such role", '函', "NotoSerifSC-Regular", false},
	} {
		g := s.Glyph(c.role, c.r)
		if g.Face.Name() != c.face || (g.Face.Stroke() > 0) != c.stroke {
			t.Errorf("%s draws %c by %s (stroke %g), want %s", c.role, c.r, g.Face.Name(), g.Face.Stroke(), c.face)
		}
	}
	if s.Glyph(FangBold, '函').Face.Base() != s.Glyph(Fang, '函').Face {
		t.Error("the bold is not of the same file as the regular face")
	}
	half := s.Glyph(Fang, '1').Advance
	for _, r := range "0123456789" {
		if w := s.Glyph(Fang, r).Advance; w != half || w > 0.6 {
			t.Errorf("the figure %c is %g em wide", r, w)
		}
	}
}

func TestMissing(t *testing.T) {
	s := open(t)
	const private, absent = '\ue123', '\U0003ffff'
	if got := string(s.Missing(Fang, "王\ue123某\U0003ffff\ue123\U000e0100\u200b\n")); got != string([]rune{private, absent}) {
		t.Errorf("missing %q", got)
	}
	want := s.Glyph(Song, geta)
	for _, r := range []rune{private, absent} {
		g := s.Glyph(Fang, r)
		if g.ID != want.ID || g.Face != want.Face || g.Rune != r || g.Advance != 1 {
			t.Errorf("%U is drawn as glyph %d of %s", r, g.ID, g.Face.Name())
		}
	}
	// What is not seen takes no room, and a space that no face has is a space.
	for r, wide := range map[rune]bool{0xe0100: false, 0xfe00: false, 0x200b: false, 0xfeff: false, '\n': false, '\t': false, ' ': true, 0x3000: true, 0xa0: true, 0x2007: true} {
		g := s.Glyph(Fang, r)
		if (g.Advance > 0) != wide || !g.Face.table().empty(g.ID) {
			t.Errorf("%U is %g em wide", r, g.Advance)
		}
	}
	for _, r := range []rune{-1, 0x110000, 0xd800} {
		if g := s.Glyph(Hei, r); g.Face == nil || s.Has(Hei, r) {
			t.Errorf("%d is drawn as itself", r)
		}
	}
}

// TestWeight: what is shipped makes the program no heavier than was agreed.
func TestWeight(t *testing.T) {
	files, err := packed.ReadDir("shipped")
	if err != nil {
		t.Fatal(err)
	}
	total := int64(0)
	for _, f := range files {
		info, err := f.Info()
		if err != nil {
			t.Fatal(err)
		}
		total += info.Size()
	}
	if len(files) != 6 || total > 30_000_000 {
		t.Errorf("%d fonts of %d bytes", len(files), total)
	}
}

// TestTogether has many open the same files at once.
func TestTogether(t *testing.T) {
	s := open(t)
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			for _, role := range Roles() {
				var ids []uint16
				for _, r := range "关于信访" {
					ids = append(ids, s.Glyph(role, r).ID)
				}
				if _, err := s.Glyph(role, '关').Face.Subset(ids); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
}

func BenchmarkGlyph(b *testing.B) {
	s := open(b)
	s.Glyph(Fang, '函')
	for b.Loop() {
		s.Glyph(Fang, '函')
	}
}

func BenchmarkUnpack(b *testing.B) {
	for b.Loop() {
		if _, err := unpack("song"); err != nil {
			b.Fatal(err)
		}
	}
}
