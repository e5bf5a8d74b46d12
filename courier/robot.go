package courier

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"
)

// RobotOptions are what a chat group shows of its robot.
type RobotOptions struct {
	URL    string           // the webhook as the group shows it; it is a key itself
	Secret string           // signs what DingTalk and Feishu get, if the robot asks for it; WeCom has none
	Client *http.Client     // nil is a guarded one of our own
	Now    func() time.Time // signatures hold the time and are good for an hour
}

// Format shows no key, for any verb.
func (o RobotOptions) Format(s fmt.State, _ rune) { io.WriteString(s, "a robot's webhook") }

// robot speaks to a group by posting to its webhook. The answer is HTTP 200 even to what failed:
// what counts is the code in it.
type robot struct {
	name    string
	at      *url.URL
	options RobotOptions
	write   func(r *robot, p Parcel, now time.Time) (address string, body []byte, err error)
	refuses map[int]string // codes that another try cannot mend, and what they mean
	limits  []int          // codes that ask us to be slower
	pause   time.Duration  // for how long, if the answer does not say
}

func (r *robot) open(example string) (Channel, error) {
	at, err := endpoint(r.options.URL, example)
	if err != nil {
		return nil, err
	}
	if r.options.Now == nil {
		return nil, errors.New("courier: " + r.name + ": no clock")
	}
	r.at = at
	if r.options.Client == nil {
		r.options.Client = NewClient(nil, patience)
	}
	return r, nil
}

func (r *robot) Name() string { return r.name }

func (r *robot) Send(ctx context.Context, p Parcel) error {
	now := r.options.Now()
	address, body, err := r.write(r, p, now)
	if err != nil {
		return fmt.Errorf("%s: writing %s: %w", r.name, p.ID, err)
	}
	answer, err := post(ctx, r.options.Client, address, nil, body)
	if err == nil {
		err = r.judge(answer, now)
	}
	if err != nil {
		return fmt.Errorf("%s: sending %s: %w", r.name, p.ID, err)
	}
	return nil
}

func (r *robot) judge(answer reply, now time.Time) error {
	code, ok := answer.code()
	if !ok {
		if err := answer.judge(now, r.pause); err != nil {
			return err
		}
		// DingTalk's outer wall answers so to who comes too often.
		return errors.New("the answer holds no code")
	}
	if code == 0 && answer.ok() {
		return nil
	}
	if why, known := r.refuses[code]; known {
		return refused("code %d, %s", code, why)
	}
	err := fmt.Errorf("code %d, HTTP %d", code, answer.status)
	for _, limit := range r.limits {
		if code == limit {
			return Wait{answer.wait(now, r.pause), err}
		}
	}
	if answer.status == http.StatusTooManyRequests {
		return Wait{answer.wait(now, r.pause), err}
	}
	return err
}

// code is the code in an answer: errcode at WeCom and DingTalk, code at Feishu, whose older robots
// knew StatusCode alone. No code is not the code 0.
func (r reply) code() (int, bool) {
	var answer struct {
		ErrCode    *int `json:"errcode"`
		Code       *int `json:"code"`
		StatusCode *int `json:"StatusCode"`
	}
	if json.Unmarshal(r.body, &answer) != nil {
		return 0, false
	}
	for _, code := range []*int{answer.ErrCode, answer.Code, answer.StatusCode} {
		if code != nil {
			return *code, true
		}
	}
	return 0, false
}

// fitted writes a body of at most so many bytes, with as many of the words as go in: how long they
// become in JSON shows only once they are written.
func fitted(limit int, write func(words int) any) ([]byte, error) {
	for words := limit; ; words = words * 3 / 4 {
		body, err := json.Marshal(write(words))
		if err != nil || len(body) <= limit || words == 0 {
			return body, err
		}
	}
}
