package letter

import (
	"bytes"
	"strconv"
	"strings"

	"bihuan/domain/org"
)

// numbering is what the pattern of a number is filled in from.
type numbering struct {
	Sign   string // 机关代字
	Series string
	Year   int
	N      int
}

// Number is a letter's number by GB/T 9704-2012, 7.2.5: the year in full within 〔〕, U+3014 and U+3015,
// the sequence with no leading zero. 清信提函〔2026〕12号.
func Number(form *Form, sign string, year, n int) string {
	return form.numbered(numbering{Sign: sign, Series: form.Series, Year: year, N: n})
}

func (f *Form) numbered(of numbering) string {
	var b bytes.Buffer
	if f.number == nil || f.number.Execute(&b, of) != nil {
		// Never for a form that was loaded, whose pattern was tried.
		return of.Sign + of.Series + "〔" + strconv.Itoa(of.Year) + "〕" + strconv.Itoa(of.N)
	}
	return b.String()
}

// Series names the counter from which a number is taken: one for each office, year and pattern. Forms
// whose numbers look alike share a counter, so that no number is ever given twice.
func Series(form *Form, office org.UnitID, year int) string {
	// Sign and sequence belong to no counter; what is left of the pattern tells the series.
	look := form.numbered(numbering{Series: form.Series, Year: year})
	before, _, _ := strings.Cut(look, "〔")
	return "letter/" + string(office) + "/" + strconv.Itoa(year) + "/" + before
}
