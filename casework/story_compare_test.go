package casework

import (
	"slices"
	"strings"

	"bihuan/domain/org"
	"bihuan/domain/sample"
)

// compareLine is what may be the same as a matter:
//
//	alike case1 X2 X1:phone+likely X3 …  the candidates of X2 that the officer is shown, in order, each with
//	                          what speaks for it: phone, id, name, likely, apart; "none"
//	compare X2                it is compared, as a job does after its registration
//	suspected X2 X1 X3        exactly these are written down as perhaps the same; "none"
func (s *story) compareLine(words []string) {
	var got, want []string
	switch words[0] {
	case "compare":
		if _, err := s.cases.Compare(s.ctx, CompareJob{No: s.number(words[1])}); err != nil {
			s.fail("%v", err)
		}
		return
	case "alike":
		found, err := s.cases.CandidatesOf(s.ctx, s.officer(words[1]), s.number(words[2]), 10)
		if err != nil {
			s.fail("%v", err)
		}
		for _, c := range found {
			var by []string
			for _, one := range []struct {
				holds bool
				word  string
			}{{c.By.Phone, "phone"}, {c.By.ID, "id"}, {c.By.Name, "name"}, {c.Likely(), "likely"}, {c.Apart, "apart"}} {
				if one.holds {
					by = append(by, one.word)
				}
			}
			got = append(got, strings.TrimSuffix(s.name(c.No)+":"+strings.Join(by, "+"), ":"))
		}
		want = words[3:]
	case "suspected":
		no := s.number(words[1])
		found, err := s.db.Reader(org.Scope{County: string(sample.Code), All: true}).Suspicions(s.ctx, []string{no})
		if err != nil {
			s.fail("%v", err)
		}
		for _, one := range found[no] {
			got = append(got, s.name(one.Other))
		}
		want = words[2:]
		slices.Sort(got)
		slices.Sort(want)
	}
	if len(want) == 1 && want[0] == "none" {
		want = nil
	}
	if !slices.Equal(want, got) {
		s.fail("they are %v", got)
	}
}
