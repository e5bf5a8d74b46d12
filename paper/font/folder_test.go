package font

import (
	"bytes"
	"encoding/binary"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"
)

// made is a small font with a few characters and the given names: the shipped Fang's outlines under
// another name.
func made(t testing.TB, names map[uint16]string, text string) []byte {
	t.Helper()
	s := open(t)
	var ids []uint16
	for _, r := range text {
		ids = append(ids, s.Glyph(Fang, r).ID)
	}
	sub, err := s.chains[Fang][0].Subset(ids)
	if err != nil {
		t.Fatal(err)
	}
	tables, err := directory(sub, 0)
	if err != nil {
		t.Fatal(err)
	}
	be := binary.BigEndian
	// cmap: one subtable of format 12, a group for each character.
	runes := []rune(text)
	at := make([]int, len(runes))
	for i := range at {
		at[i] = i
	}
	slices.SortFunc(at, func(a, b int) int { return int(runes[a] - runes[b]) })
	cmap := []byte{0, 0, 0, 1, 0, 3, 0, 10, 0, 0, 0, 12, 0, 12, 0, 0}
	cmap = be.AppendUint32(cmap, uint32(16+12*len(runes)))
	cmap = be.AppendUint32(cmap, 0)
	cmap = be.AppendUint32(cmap, uint32(len(runes)))
	for _, i := range at {
		cmap = be.AppendUint32(cmap, uint32(runes[i]))
		cmap = be.AppendUint32(cmap, uint32(runes[i]))
		cmap = be.AppendUint32(cmap, uint32(i+1))
	}
	tables["cmap"], tables["name"] = cmap, nameTable(names)
	return assemble(tables)
}

func nameTable(names map[uint16]string) []byte {
	be := binary.BigEndian
	var records, texts []byte
	for id, text := range names {
		begin := len(texts)
		for _, unit := range utf16.Encode([]rune(text)) {
			texts = be.AppendUint16(texts, unit)
		}
		for _, n := range []uint16{3, 1, 0x804, id, uint16(len(texts) - begin), uint16(begin)} {
			records = be.AppendUint16(records, n)
		}
	}
	table := be.AppendUint16([]byte{0, 0}, uint16(len(names)))
	table = be.AppendUint16(table, uint16(6+len(records)))
	return append(append(table, records...), texts...)
}

func assemble(tables map[string][]byte) []byte {
	be := binary.BigEndian
	out := append([]byte{0, 1, 0, 0, 0, byte(len(tables))}, make([]byte, 6+16*len(tables))...)
	i := 0
	for tag, data := range tables {
		copy(out[12+16*i:], tag)
		be.PutUint32(out[12+16*i+8:], uint32(len(out)))
		be.PutUint32(out[12+16*i+12:], uint32(len(data)))
		out = append(out, data...)
		for len(out)%4 != 0 {
			out = append(out, 0)
		}
		i++
	}
	return out
}

func folder(t testing.TB, files map[string][]byte) string {
	t.Helper()
	dir := t.TempDir()
	for name, data := range files {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestFolder(t *testing.T) {
	fang := made(t, map[uint16]string{1: "仿宋_GB2312", 6: "FangSong_GB2312"}, "关于函")
	dir := folder(t, map[string][]byte{
		"a.ttf":      fang,
		"b.TTF":      made(t, map[uint16]string{1: "方正小标宋简体", 6: "FZXBSJW--GB1-0"}, "关于函"),
		"c.ttf":      made(t, map[uint16]string{1: "仿宋", 6: "FangSong"}, "关于函信"),
		"d.otf":      made(t, map[uint16]string{1: "华康少女", 6: "DFGirl"}, "关于函"),
		"readme.txt": []byte("no font"),
	})
	s, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		role Role
		r    rune
		face string
		bold bool
	}{
		{Fang, '函', "FangSong_GB2312", false}, // before the other 仿宋, whatever the files' names
		{Fang, '信', "FandolFang-Regular", false},
		{FangBold, '函', "FangSong_GB2312", true},
		{Title, '函', "FZXBSJW--GB1-0", false},
		{Title, '信', "NotoSerifSC-Bold", false},
		{Hei, '函', "NotoSansSC-Medium", false},
	} {
		g := s.Glyph(c.role, c.r)
		if g.Face.Name() != c.face || (g.Face.Stroke() > 0) != c.bold {
			t.Errorf("%s draws %c by %s, want %s", c.role, c.r, g.Face.Name(), c.face)
		}
	}
	if got := s.Unused(); !slices.Equal(got, []string{"d.otf"}) {
		t.Errorf("unused: %v", got)
	}
}

func TestCollection(t *testing.T) {
	one := made(t, map[uint16]string{1: "宋体", 6: "SimSun"}, "关于函")
	head := []byte("ttcf\x00\x01\x00\x00\x00\x00\x00\x01\x00\x00\x00\x10")
	// The tables' places count from the file's begin.
	n := int(binary.BigEndian.Uint16(one[4:]))
	for i := range n {
		at := 12 + 16*i + 8
		binary.BigEndian.PutUint32(one[at:], binary.BigEndian.Uint32(one[at:])+uint32(len(head)))
	}
	s, err := Open(folder(t, map[string][]byte{"simsun.ttc": append(head, one...)}))
	if err != nil {
		t.Fatal(err)
	}
	if name := s.Glyph(Song, '函').Face.Name(); name != "SimSun" {
		t.Errorf("Song is drawn by %s", name)
	}
}

func TestRefused(t *testing.T) {
	good := made(t, map[uint16]string{1: "黑体", 6: "SimHei"}, "关于函")
	tables, _ := directory(good, 0)
	with := func(tag string, data []byte) []byte {
		changed := map[string][]byte{}
		for k, v := range tables {
			changed[k] = v
		}
		if data == nil {
			delete(changed, tag)
		} else {
			changed[tag] = data
		}
		return assemble(changed)
	}
	loop := bytes.Clone(tables["glyf"])
	copy(loop, []byte{0xff, 0xff, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}) // glyph 0 has itself as its part
	cff := with("glyf", nil)
	copy(cff, "OTTO")
	cffTables, _ := directory(cff, 0)
	cffTables["CFF "] = []byte{1, 0, 4, 1}
	for name, c := range map[string]struct {
		data []byte
		say  string
	}{
		"cut.ttf":     {good[:len(good)/2], "cut short"},
		"empty.ttf":   {nil, "cut short"},
		"page.ttf":    {[]byte("<!DOCTYPE html><html></html>"), "not a TrueType"},
		"loop.ttf":    {with("glyf", loop), "contains itself"},
		"nocmap.ttf":  {with("cmap", nil), "no table of characters"},
		"noloca.ttf":  {with("loca", nil), "cut short"},
		"cff.otf":     {assemble(cffTables), "PostScript"},
		"closed.ttf":  {with("OS/2", []byte{0, 4, 0, 0, 0, 0, 0, 0, 0, 2}), "forbids"},
		"nothead.ttf": {with("head", make([]byte, 54)), "units to the em"},
	} {
		_, err := Open(folder(t, map[string][]byte{name: c.data}))
		if err == nil || !strings.Contains(err.Error(), name) || !strings.Contains(err.Error(), c.say) {
			t.Errorf("%s: %v, want a fault that names it and says %q", name, err, c.say)
		}
	}
	if _, err := Open(filepath.Join(t.TempDir(), "none")); err == nil {
		t.Error("a folder that is not there was opened")
	}
}

// use does to a font whatever a paper would.
func use(t *sfnt) {
	f := plain(&file{load: func() (*sfnt, error) { return t, nil }})
	var ids []uint16
	for _, r := range "关于函 A\U00020bb7" {
		if g, ok := f.glyph(r); ok {
			ids = append(ids, g.ID)
		}
	}
	_, _ = f.Subset(ids)
	_, _, _, _ = f.Name(), f.Box(), f.Ascent(), f.Descent()
}

// TestCut cuts a font at every place: each is refused or can be used.
func TestCut(t *testing.T) {
	good := made(t, map[uint16]string{1: "黑体", 6: "SimHei"}, "关于函")
	for n := range good {
		if parsed, err := parse(good[:n:n], 0); err == nil {
			use(parsed)
		}
	}
}

// FuzzParse: no file makes the reader or the subset panic.
func FuzzParse(f *testing.F) {
	good := made(f, map[uint16]string{1: "黑体", 6: "SimHei"}, "关于函")
	f.Add(good)
	for i := 0; i < len(good); i += 97 {
		bad := bytes.Clone(good)
		bad[i] ^= 0xff
		f.Add(bad)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		begins, err := starts(data)
		if err != nil {
			return
		}
		for _, start := range begins {
			if parsed, err := parse(data, start); err == nil {
				use(parsed)
			}
		}
	})
}
