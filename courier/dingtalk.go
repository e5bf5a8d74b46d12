package courier

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"strconv"
	"time"
)

// dingtalkBody is how many bytes DingTalk takes.
const dingtalkBody = 20000

// NewDingTalk speaks through the custom robot of a DingTalk group. It takes twenty messages a
// minute, and after one too many none for ten minutes.
func NewDingTalk(o RobotOptions) (Channel, error) {
	r := &robot{
		name: "dingtalk", options: o, write: writeDingTalk,
		refuses: map[int]string{
			310000: "the robot's security settings: keyword, signature or address",
			300001: "no such token",
			300005: "no such token",
			40035:  "the webhook lacks its token",
			400013: "the group is gone",
			400101: "no such token",
			400102: "the robot is switched off",
			400105: "the message is of no kind it knows",
			400106: "no such robot",
			430101: "a link that it thinks unsafe",
			430102: "words that it does not carry",
			430103: "a picture that it does not carry",
			430104: "a content that it does not carry",
		},
		limits: []int{130101, 410100},
		pause:  10 * time.Minute,
	}
	return r.open("https://oapi.dingtalk.com/robot/send?access_token=…")
}

func writeDingTalk(r *robot, p Parcel, now time.Time) (string, []byte, error) {
	at := *r.at
	if r.options.Secret != "" {
		stamp := strconv.FormatInt(now.UnixMilli(), 10)
		query := at.Query()
		query.Set("timestamp", stamp)
		query.Set("sign", signDingTalk(r.options.Secret, stamp))
		at.RawQuery = query.Encode()
	}
	body, err := fitted(dingtalkBody, func(limit int) any {
		return map[string]any{"msgtype": "text", "text": map[string]string{"content": words(p, limit)}}
	})
	return at.String(), body, err
}

// signDingTalk signs the time (milliseconds) and the secret with the secret.
func signDingTalk(secret, stamp string) string {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(stamp + "\n" + secret))
	return base64.StdEncoding.EncodeToString(mac.Sum(nil))
}
