package casework

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"strings"

	"bihuan/domain/deadline"
)

//go:embed casefile.json
var caseWordsFile []byte

// caseWords is what a case file says of itself: a paper, so in Chinese alone.
type caseWords struct {
	Title    string   `json:"title"`
	Foot     string   `json:"foot"`
	Contents string   `json:"contents"`
	Head     []string `json:"head"`

	No         string `json:"no"`
	Subject    string `json:"subject"`
	Petitioner string `json:"petitioner"`
	Unit       string `json:"unit"`
	State      string `json:"state"`
	Made       string `json:"made"`
	Masked     string `json:"masked"`
	Hidden     string `json:"masked_words"`
	Plain      string `json:"plain_words"`

	Record     string `json:"record"`
	Registered string `json:"registered"`
	Received   string `json:"received"`
	Channel    string `json:"channel"`
	Level      string `json:"level"`
	Purpose    string `json:"purpose"`
	Persons    string `json:"persons"`
	PersonsN   string `json:"persons_n"`
	Name       string `json:"name"`
	Phone      string `json:"phone"`
	ID         string `json:"id"`
	Address    string `json:"address"`
	Occupation string `json:"occupation"`
	Anonymous  string `json:"anonymous"`
	Unknown    string `json:"unknown"`
	Category   string `json:"category"`
	Place      string `json:"place"`
	Demand     string `json:"demand"`
	Facts      string `json:"facts"`
	Before     string `json:"before"`
	Mandate    string `json:"mandate"`
	Superior   string `json:"superior"`
	By         string `json:"by"`
	Handler    string `json:"handler"`
	Sponsor    string `json:"sponsor"`

	Reply       string `json:"reply"`
	Changed     string `json:"changed"`
	IssuedBy    string `json:"issued_by"`
	ReplyWords  string `json:"reply_words"`
	Review      string `json:"review"`
	Rereview    string `json:"rereview"`
	ReviewWords string `json:"review_words"`
	Found       string `json:"found"`
	Basis       string `json:"basis"`
	Opinion     string `json:"opinion"`
	Result      string `json:"result"`
	Where       string `json:"where"`
	Body        string `json:"body"`
	Reasons     string `json:"reasons"`
	Decision    string `json:"decision"`

	Course     string   `json:"course"`
	CourseHead []string `json:"course_head"`
	Due        string   `json:"due"`
	Late       string   `json:"late"`

	Attachments     string   `json:"attachments"`
	AttachmentsHead []string `json:"attachments_head"`
	Bound           string   `json:"bound"`
	Listed          string   `json:"listed"`
	Damaged         string   `json:"damaged"`
	Closed          string   `json:"closed"`
	Hash            string   `json:"hash"`
	Caption         string   `json:"caption"`
}

func readCaseWords() (caseWords, error) {
	var w caseWords
	if err := json.Unmarshal(caseWordsFile, &w); err != nil {
		return w, fmt.Errorf("reading the words of case files: %w", err)
	}
	return w, nil
}

// put fills a word's braces: name, value, name, value …
func put(pattern string, pairs ...any) string {
	for i := 0; i+1 < len(pairs); i += 2 {
		pattern = strings.ReplaceAll(pattern, fmt.Sprintf("{%v}", pairs[i]), fmt.Sprint(pairs[i+1]))
	}
	return pattern
}

// isoDay is a day as tables write it; nothing for none.
func isoDay(d deadline.Day) string {
	if d == 0 {
		return ""
	}
	return d.String()
}
