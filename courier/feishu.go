package courier

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"strconv"
	"strings"
	"time"
)

// feishuBody is how many bytes Feishu takes.
const feishuBody = 20 << 10

// NewFeishu speaks through the custom robot of a Feishu group. It takes five messages a second and a
// hundred a minute, and fewer on the hour and the half hour.
func NewFeishu(o RobotOptions) (Channel, error) {
	r := &robot{
		name: "feishu", options: o, write: writeFeishu,
		refuses: map[int]string{
			19001: "no such webhook",
			19002: "the message is not as it wants it",
			19007: "the robot is switched off",
			19021: "the signature is wrong, or the clock by more than an hour",
			19022: "our address is not on its list",
			19024: "the keyword is not in the message",
		},
		limits: []int{11232, 99991400},
		pause:  time.Minute,
	}
	return r.open("https://open.feishu.cn/open-apis/bot/v2/hook/…")
}

// writeFeishu writes a post, a line a paragraph: in the simpler text message, words like
// <at user_id="all"> would call the whole group.
func writeFeishu(r *robot, p Parcel, now time.Time) (string, []byte, error) {
	type element struct {
		Tag  string `json:"tag"`
		Text string `json:"text"`
		Href string `json:"href,omitempty"`
	}
	type message struct {
		Timestamp string `json:"timestamp,omitempty"`
		Sign      string `json:"sign,omitempty"`
		Type      string `json:"msg_type"`
		Content   any    `json:"content"`
	}
	m := message{Type: "post"}
	if r.options.Secret != "" {
		m.Timestamp = strconv.FormatInt(now.Unix(), 10)
		m.Sign = signFeishu(r.options.Secret, m.Timestamp)
	}
	text := Parcel{Text: p.Text}
	body, err := fitted(feishuBody, func(limit int) any {
		var paragraphs [][]element
		for line := range strings.SplitSeq(words(text, limit), "\n") {
			paragraphs = append(paragraphs, []element{{Tag: "text", Text: line}})
		}
		if p.Link != "" {
			paragraphs = append(paragraphs, []element{{Tag: "a", Text: p.Link, Href: p.Link}})
		}
		m.Content = map[string]any{"post": map[string]any{"zh_cn": map[string]any{
			"title": cut(oneLine(p.Subject), limit), "content": paragraphs,
		}}}
		return m
	})
	return r.at.String(), body, err
}

// signFeishu signs nothing at all, with the time (seconds) and the secret as the key.
func signFeishu(secret, stamp string) string {
	return base64.StdEncoding.EncodeToString(hmac.New(sha256.New, []byte(stamp+"\n"+secret)).Sum(nil))
}
