package letter

import (
	"reflect"
	"testing"

	"bihuan/domain/deadline"
	"bihuan/domain/org"
	"bihuan/domain/petition"
)

// What issuing each kind of letter does on the matter: an order of its own kind, an answer, or that it was sent.
func TestEvent(t *testing.T) {
	w := newMatter(t, "2026-08-27 09:30").accepted()
	w.do("case1", &petition.Escalated{Escalation: petition.Escalation{Level: org.Province, On: deadline.DayOf(w.now), Form: petition.Visit, Persons: 1}})
	report := w.p.Orders[0].ID
	makes := map[Kind]petition.Data{
		"reminder": &petition.Reminded{}, "urging_slip": &petition.Urged{}, "supervision_order": &petition.Supervised{}, "listing": &petition.ListedSupervision{},
		"summons": &petition.Summoned{}, "recommendation": &petition.Recommended{}, "escalation_report": &petition.OrderAnswered{},
	}
	for _, f := range forms(t).All() {
		l := Letter{ID: "l1", Kind: f.Kind, Number: "清信〔2026〕1号", To: "baishui", Due: date("2026-09-10"), Order: report}
		d := f.Event(&l, "abc", w.p, rules(t), w.now)
		want, ok := makes[f.Kind]
		if !ok {
			want = &petition.LetterIssued{}
		}
		if reflect.TypeOf(d) != reflect.TypeOf(want) {
			t.Errorf("%s makes %T, want %T", f.Kind, d, want)
		}
		switch d := d.(type) {
		case *petition.Reminded:
			if d.Trigger != "raised" || d.Due != l.Due || d.Letter.ID != "l1" || d.Letter.Hash != "abc" {
				t.Errorf("the reminder answers %q: %+v", d.Trigger, d)
			}
		case *petition.Supervised:
			if d.Trigger != "" {
				t.Errorf("nothing asks for a supervision order, and it answers %q", d.Trigger)
			}
		case *petition.OrderAnswered:
			if d.Order != report || d.Letter.Number != l.Number {
				t.Errorf("the report answers %+v", d)
			}
		case *petition.LetterIssued:
			post := org.PostKind("")
			if f.Kind == "lookback" {
				post = org.Inspector
			}
			if d.Post != post || d.Checked != f.Checked || d.Letter.Name != f.Name {
				t.Errorf("%s: %+v", f.Kind, d)
			}
		}
	}
}

// What delivering does is as the form's file says it, and nothing where it says nothing.
func TestDelivery(t *testing.T) {
	notices := map[Kind][]petition.NoticeKind{
		"acceptance_notice": petition.FourNotices(), "extension_notice": {petition.NoticeExtension}, "forwarding_notice": {petition.NoticeDecision},
		"declining_notice": {petition.NoticeDecision}, "final_declining_notice": {petition.NoticeDecision}, "redirection_notice": {petition.NoticeDecision},
	}
	serves := map[Kind]petition.Paper{
		"reply": petition.PaperReply, "closing_letter": petition.PaperReply, "review_opinion": petition.PaperReview, "rereview_opinion": petition.PaperRereview,
	}
	for _, f := range forms(t).All() {
		if got := f.Notices(); !reflect.DeepEqual(got, notices[f.Kind]) {
			t.Errorf("%s tells of %v", f.Kind, got)
		}
		if got := f.Serves(); got != serves[f.Kind] {
			t.Errorf("%s serves %q", f.Kind, got)
		}
	}
}
