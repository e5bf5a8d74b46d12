package courier

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"
)

// SMSOptions are where the county's SMS gateway is and how it knows us. What it must do is written
// in docs/howto/sms-gateway.md.
type SMSOptions struct {
	URL    string
	Key    string // names us
	Secret string // signs what we send
	Sign   string // the signature that carriers put before the text
	Client *http.Client
	Now    func() time.Time
}

// Format shows no key, for any verb.
func (o SMSOptions) Format(s fmt.State, _ rune) { io.WriteString(s, "an SMS gateway") }

type sms struct {
	at      string
	options SMSOptions
}

// NewSMS sends by an SMS gateway that speaks our interface. Carriers each have their own and change
// it; a county's adapter stands between.
func NewSMS(o SMSOptions) (Channel, error) {
	at, err := endpoint(o.URL, "https://sms.example.gov.cn/send")
	if err != nil {
		return nil, err
	}
	if o.Now == nil {
		return nil, errors.New("courier: sms: no clock")
	}
	if o.Client == nil {
		o.Client = NewClient(nil, patience)
	}
	return &sms{at.String(), o}, nil
}

func (*sms) Name() string { return "sms" }

func (s *sms) Send(ctx context.Context, p Parcel) error {
	body, err := json.Marshal(struct {
		ID    string `json:"id"`
		Phone string `json:"phone"`
		Text  string `json:"text"`
		Sign  string `json:"sign"`
	}{p.ID, p.To, joined(p.Text, p.Link), s.options.Sign})
	if err != nil {
		return fmt.Errorf("sms: writing %s: %w", p.ID, err)
	}
	now := s.options.Now()
	stamp := strconv.FormatInt(now.Unix(), 10)
	header := http.Header{}
	header.Set("X-Key", s.options.Key)
	header.Set("X-Timestamp", stamp)
	header.Set("X-Signature", signSMS(s.options.Secret, stamp, body))
	answer, err := post(ctx, s.options.Client, s.at, header, body)
	if err == nil {
		err = answer.judge(now, time.Minute)
	}
	if err != nil {
		return fmt.Errorf("sms: sending %s: %w", p.ID, err)
	}
	return nil
}

// signSMS signs the time (seconds) and the body.
func signSMS(secret, stamp string, body []byte) string {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(stamp + "\n"))
	mac.Write(body)
	return hex.EncodeToString(mac.Sum(nil))
}
