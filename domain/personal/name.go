package personal

import (
	"fmt"
	"log/slog"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Name is the name of a person.
type Name string

// Surnames of two characters that are still borne; a name must be longer to be read as one.
const compound = " 欧阳 太史 端木 上官 司马 东方 独孤 南宫 万俟 闻人 夏侯 诸葛 尉迟 公羊 赫连 澹台 皇甫 宗政 濮阳 公冶 太叔 申屠 公孙 慕容 仲孙 钟离 长孙 宇文 司徒 鲜于 司空 令狐 轩辕 百里 呼延 东郭 西门 南门 第五 公良 拓跋 夹谷 谷梁 乐正 漆雕 壤驷 巫马 公西 颛孙 子车 司寇 完颜 淳于 单于 "

// Longest run of stars: a long name gives away little more than its length, so not even that.
const mostStars = 4

// Reveal is the plain name.
func (n Name) Reveal() string { return string(n) }

// Mask keeps the surname: 王*, 王**, 欧阳**. A single character is hidden.
func (n Name) Mask() string {
	r := []rune(strings.TrimSpace(foldAll(string(n))))
	switch {
	case len(r) == 0:
		return ""
	case len(r) == 1:
		return "*"
	}
	keep := 1
	if len(r) > 2 && strings.Contains(compound, " "+string(r[:2])+" ") {
		keep = 2
	}
	return string(r[:keep]) + strings.Repeat("*", min(len(r)-keep, mostStars))
}

// Normal is the form under which the same name is found again, however it was typed: half-width,
// without spaces and without the dots that part the names of some peoples, small letters.
func (n Name) Normal() string {
	s := strings.Map(func(r rune) rune {
		r = fold(r)
		switch r {
		case '·', '•', '・', '･', '‧', '∙', '⋅', '．', '.', '\ufeff', '\u200b':
			return -1
		}
		if unicode.IsSpace(r) {
			return -1
		}
		return unicode.ToLower(r)
	}, string(n))
	if !utf8.ValidString(s) {
		return strings.ToValidUTF8(s, "")
	}
	return s
}

func (n Name) String() string                   { return n.Mask() }
func (n Name) Format(s fmt.State, verb rune)    { printMask(s, verb, n.Mask()) }
func (n Name) LogValue() slog.Value             { return slog.StringValue(n.Mask()) }
func (n Name) MarshalText() ([]byte, error)     { return []byte(n.Mask()), nil }
func (n Name) MarshalJSON() ([]byte, error)     { return jsonMask(n.Mask()) }
func (n *Name) UnmarshalText(text []byte) error { return readText(n, text) }
