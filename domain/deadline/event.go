package deadline

import (
	"slices"
	"strings"
)

// Event kinds are the petition's words; a policy may name these and no others, so that a slip of
// the pen in a county's file is found when it is read, not when a clock fails to stop.
// merged and unmerged are linked and unlinked as a duplicate; restarted is a matter taken up again,
// reopened or sent back by a review.
var events = []string{
	"registered", "corrected", "linked", "unlinked", "set_apart", "merged", "unmerged", "restarted",
	"assigned", "forwarded", "objected", "objection_upheld", "objection_overruled",
	"declined", "finally_declined", "redirected", "accepted", "notified", "contacted", "progress",
	"ladder_advanced", "supervised", "urged", "reminded", "order_answered", "extended",
	"reply_submitted", "reply_sent_back", "reply_approved", "replied", "served", "filed",
	"called_back", "rated", "closed", "resolved", "unresolved", "reopened",
	"review_requested", "review_decided", "rereview_requested", "rereview_decided",
	"withdrawal_requested", "withdrawn", "escalated", "sponsor_set", "task_force_set",
	"handler_set", "consulted", "instructed", "material_added", "archived",
	"listed", "summoned", "recommended", "order_checked", "assisted", "noted",
	"quality_asked", "quality_checked", "bulletin_set", "letter_issued", "letter_voided",
	"pushed", "push_answered", "discipline_closed",
}

// Trigger is an event a clock listens to: a kind, or a kind with one detail, as in
// "notified:acceptance".
type Trigger string

// Kind is the trigger's event kind.
func (t Trigger) Kind() string {
	kind, _, _ := strings.Cut(string(t), ":")
	return kind
}

// On reports whether an event fires the trigger. A trigger without detail is fired by all events
// of its kind.
func (t Trigger) On(kind, detail string) bool {
	want, wanted, qualified := strings.Cut(string(t), ":")
	return want == kind && (!qualified || wanted == detail)
}

func (t Trigger) valid() bool {
	kind, detail, qualified := strings.Cut(string(t), ":")
	return slices.Contains(events, kind) && (!qualified || isWord(detail))
}

// isWord: lower-case words as in keys and code words.
func isWord(s string) bool {
	for _, r := range s {
		if (r < 'a' || r > 'z') && (r < '0' || r > '9') && r != '_' {
			return false
		}
	}
	return s != ""
}

func anyOn(triggers []Trigger, kind, detail string) bool {
	for _, t := range triggers {
		if t.On(kind, detail) {
			return true
		}
	}
	return false
}
