package letter

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"bihuan/domain/deadline"
	"bihuan/domain/fault"
	"bihuan/domain/org"
	"bihuan/domain/petition"
)

// wordFile holds the words of codes, beside the forms; a county's own file replaces words one by one.
const wordFile = "words.json"

// Words are what papers call codes: group, code, word.
type Words struct {
	groups map[string]map[string]deadline.Text
}

// In is the Chinese word for a code; nothing for no code, and for one that has no word.
func (w *Words) In(group, code string) string { return w.groups[group][code].ZH }

// Text is the word in both languages.
func (w *Words) Text(group, code string) deadline.Text { return w.groups[group][code] }

// Choices are a group's codes as choices, in the order of the list given, or by code.
func (w *Words) Choices(group string, order []string) []Choice {
	if order == nil {
		for code := range w.groups[group] {
			order = append(order, code)
		}
		slices.Sort(order)
	}
	var all []Choice
	for _, code := range order {
		if text, ok := w.groups[group][code]; ok {
			all = append(all, Choice{Value: code, Label: text})
		}
	}
	return all
}

// fill puts values for the names in braces that a word may have; what is not known goes with its braces.
func fill(pattern string, values map[string]string) string {
	var b strings.Builder
	for {
		before, rest, open := strings.Cut(pattern, "{")
		b.WriteString(before)
		name, after, closed := strings.Cut(rest, "}")
		if !open || !closed {
			return b.String()
		}
		b.WriteString(values[name])
		pattern = after
	}
}

// readWords reads the files of words, the later over the earlier.
func readWords(files ...fs.FS) (*Words, []*fault.Fault) {
	w := &Words{groups: map[string]map[string]deadline.Text{}}
	var faults []*fault.Fault
	for _, fsys := range files {
		raw, err := fs.ReadFile(fsys, wordFile)
		if err != nil {
			continue // a county that has no words of its own
		}
		var groups map[string]map[string]string
		if err := json.Unmarshal(raw, &groups); err != nil {
			faults = append(faults, fault.NewInvalid(wordFile, "fault.letter.form.words", "file", wordFile, "line", lineOf(raw, err)).Because(err))
			continue
		}
		for group, words := range groups {
			if w.groups[group] == nil {
				w.groups[group] = map[string]deadline.Text{}
			}
			for code, word := range words {
				w.groups[group][code] = bothLanguages(word)
			}
		}
	}
	return w, append(faults, w.missing()...)
}

func bothLanguages(word string) deadline.Text {
	zh, en, ok := strings.Cut(word, "/")
	if !ok {
		en = zh
	}
	return deadline.Text{ZH: strings.TrimSpace(zh), EN: strings.TrimSpace(en)}
}

// lineOf is the line of a JSON text on which reading it failed.
func lineOf(raw []byte, err error) int {
	offset := len(raw)
	switch e := err.(type) {
	case *json.SyntaxError:
		offset = int(e.Offset)
	case *json.UnmarshalTypeError:
		offset = int(e.Offset)
	}
	return 1 + strings.Count(string(raw[:min(max(offset, 0), len(raw))]), "\n")
}

// missing names the codes of the program that have no word: a paper would have a hole there.
func (w *Words) missing() []*fault.Fault {
	var faults []*fault.Fault
	need := func(group string, codes []string) {
		for _, code := range codes {
			if w.In(group, code) == "" {
				faults = append(faults, fault.NewInvalid(wordFile, "fault.letter.form.no_word", "file", wordFile, "line", 1, "group", group, "code", code))
			}
		}
	}
	need("channel", texts(petition.Channels()))
	need("purpose", texts(petition.Purposes()))
	need("level", texts(org.Levels()))
	need("state", texts(petition.States()[1:]))
	need("path", texts(petition.Paths()))
	need("event", texts(petition.Kinds()))
	need("order", texts(orderKinds()))
	need("result", texts(petition.Results()))
	need("ground", texts(append(petition.Grounds(), petition.GroundAfterRereview)))
	need("article", append(texts(append(petition.Grounds(), petition.GroundAfterRereview)), "legal1", "legal2", "legal3", "legal4", "legal5"))
	need("legal", []string{"1", "2", "3", "4", "5"})
	need("way", texts(petition.Ways()))
	need("means", texts(petition.AllMeans()))
	need("paper", texts([]petition.Paper{petition.PaperReply, petition.PaperReview, petition.PaperRereview}))
	need("notice", texts(append(petition.FourNotices(), petition.NoticeDecision, petition.NoticeExtension)))
	need("decision", texts(petition.ReviewDecisions()))
	need("post", texts(append(org.PostKinds(), org.Petitioner, org.Clock)))
	need("basis", texts([]deadline.Basis{deadline.Pledge, deadline.Law, deadline.Order, deadline.Right}))
	return faults
}

func orderKinds() []petition.OrderKind {
	return append(petition.OrderSteps(), petition.Reminder, petition.Instruction, petition.Referral, petition.Report, petition.ByLetter)
}

func texts[T ~string](list []T) []string {
	all := make([]string, len(list))
	for i, v := range list {
		all[i] = string(v)
	}
	return all
}

// lists are the engine's own words: how dates and numbers are written, and what may not be.
type lists struct {
	Day       string   `json:"day"`
	Undated   string   `json:"undated"`
	Digits    []string `json:"digits"`
	Ten       string   `json:"ten"`
	Hundred   string   `json:"hundred"`
	Number    string   `json:"number"`        // the pattern of a letter 函, and …
	Other     string   `json:"number_others"` // … of all others
	Official  string   `json:"official_mark"` // {name} as the red head of an official paper has it
	Persons   string   `json:"persons"`       // {name}, {n}
	Anonymous string   `json:"anonymous"`
	Numbered  string   `json:"numbered"` // a matter of which only the number may be told
	Workdays  string   `json:"workdays"`
	Days      string   `json:"days"`
	ReviewDue string   `json:"review_due"`
	Seal      string   `json:"seal"`
	Printed   string   `json:"printed"`
	Copies    string   `json:"copies"`
	Attached  string   `json:"attached"`
	Article   string   `json:"article"`
	Paragraph string   `json:"paragraph"`
	Item      string   `json:"item"`
	Yes       string   `json:"yes"`
	No        string   `json:"no"`
	Joined    string   `json:"joined"`

	AboutBefore []string `json:"about_before"`
	AboutAfter  []string `json:"about_after"`
	Ends        []ending `json:"ends"` // how an office's name ends, and what it is called when spoken to
	Office      string   `json:"office"`
	You         string   `json:"you"`
	We          string   `json:"we"`

	Holding holding `json:"holding"`

	Character   []string            `json:"character"`   // words about what somebody is, not about what is to be done
	Petitioning []string            `json:"petitioning"` // words for petitioning itself
	Offices     []string            `json:"offices"`     // names with such a word in them; the first is one to petition at
	Concrete    map[string][]string `json:"concrete"`    // words that tell an act of the closed list
	Spoken      []string            `json:"spoken"`      // acts of these words done by speaking: what they speak of decides
	Negations   []string            `json:"negations"`
	Acts        []string            `json:"acts"` // the closed list, in its order
}

// ending says how an office whose name ends so is called: 你镇, 我局.
type ending struct {
	Name string `json:"name"`
	Call string `json:"call"`
}

// holding is how the list of holders words what somebody owed and did.
type holding struct {
	Sorting   string `json:"sorting"`
	Accepting string `json:"accepting"`
	Handling  string `json:"handling"`
	Rung      string `json:"rung"`
	Owed      string `json:"owed"`     // {day} {what}
	Done      string `json:"done"`     // {day} {what}
	Contacts  string `json:"contacts"` // {n}
	Works     string `json:"works"`    // {n}
	Nothing   string `json:"nothing"`
	Step      string `json:"step"` // {week}
}

func readLists(raw []byte) (*lists, error) {
	l := &lists{}
	if err := json.Unmarshal(raw, l); err != nil {
		return nil, fmt.Errorf("reading the engine's words: %w", err)
	}
	return l, nil
}
