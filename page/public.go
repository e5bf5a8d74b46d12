package page

import (
	"strconv"
	"strings"
)

// Door is one thing a visitor of the public site can do.
type Door struct{ Words, Note, Href, Icon string }

// publicPlaces are the pages in the head of the public site.
func publicPlaces() []string { return []string{"/file", "/follow", "/rules"} }

func publicKey(href string) string { return strings.ReplaceAll(href, "/", ".") }

func stepClass(s Step) string {
	switch s.Standing {
	case StepDone:
		return "on"
	case StepNow:
		return "at"
	}
	return ""
}

// roadClass is for a road of other than six steps.
func roadClass(steps int) string {
	if steps == 6 {
		return ""
	}
	return "road-" + strconv.Itoa(steps)
}
