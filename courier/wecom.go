package courier

import (
	"encoding/json"
	"strings"
	"time"
)

// wecomText is how many bytes of UTF-8 a text may have.
const wecomText = 2048

// NewWeCom speaks through the robot of a WeCom group. It takes twenty messages a minute.
//
// It speaks plain text, not Markdown, though that may be twice as long: words would turn into marks,
// and who reads the group in WeChat sees no Markdown at all.
func NewWeCom(o RobotOptions) (Channel, error) {
	r := &robot{
		name: "wecom", options: o, write: writeWeCom,
		refuses: map[int]string{
			40058: "the message is not as it wants it",
			93000: "no such webhook, or the robot is no longer in the group",
			93004: "the robot is switched off",
			93008: "the robot is not in the group",
		},
		limits: []int{45009, 45033},
		pause:  time.Minute,
	}
	return r.open("https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=…")
}

func writeWeCom(r *robot, p Parcel, _ time.Time) (string, []byte, error) {
	// <@name> calls a member of the group; no petition's words may.
	p.Subject = strings.ReplaceAll(p.Subject, "<@", "< @")
	p.Text = strings.ReplaceAll(p.Text, "<@", "< @")
	body, err := json.Marshal(map[string]any{
		"msgtype": "text", "text": map[string]string{"content": words(p, wecomText)},
	})
	return r.at.String(), body, err
}
