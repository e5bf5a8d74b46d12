package courier

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"bihuan/domain/fault"
)

const (
	patience  = 10 * time.Second // of a client of our own
	answerMax = 64 << 10
	waitMax   = time.Hour // no header makes us wait longer
)

// endpoint reads an address to post to. The fault does not repeat it: it may be the key itself.
func endpoint(raw, example string) (*url.URL, error) {
	u, err := url.Parse(strings.TrimSpace(raw))
	if err != nil || (u.Scheme != "https" && u.Scheme != "http") || u.Hostname() == "" {
		return nil, fault.NewInvalid("url", "fault.courier.url", "example", example)
	}
	return u, nil
}

// reply is what the other side answered.
type reply struct {
	status int
	header http.Header
	body   []byte
}

// post sends JSON. Its errors tell nothing of the address, and nothing that the other side wrote.
func post(ctx context.Context, client *http.Client, address string, header http.Header, body []byte) (reply, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(body))
	if err != nil {
		return reply{}, refused("the address cannot be used")
	}
	if header != nil {
		request.Header = header
	}
	request.Header.Set("Content-Type", "application/json; charset=utf-8")
	response, err := client.Do(request)
	if err != nil {
		return reply{}, cause(ctx, err)
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(io.LimitReader(response.Body, answerMax))
	if err != nil {
		return reply{}, cause(ctx, err)
	}
	return reply{response.StatusCode, response.Header, answer}, nil
}

// cause is what of an error may be told. A url.Error holds the address and with it a robot's key,
// and what cannot be understood of an answer is quoted in the error; so only errors that are known
// to hold neither are passed on.
func cause(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	var network *net.OpError
	if errors.As(err, &network) {
		return network
	}
	var certificate *tls.CertificateVerificationError
	if errors.As(err, &certificate) {
		return certificate
	}
	for _, known := range []error{context.DeadlineExceeded, io.ErrUnexpectedEOF, io.EOF, http.ErrSchemeMismatch} {
		if errors.Is(err, known) {
			return known
		}
	}
	return errors.New("the exchange broke off")
}

func (r reply) ok() bool { return r.status >= 200 && r.status < 300 }

// judge says what a bare status means.
func (r reply) judge(now time.Time, pause time.Duration) error {
	err := fmt.Errorf("the answer is HTTP %d", r.status)
	switch {
	case r.ok():
		return nil
	case r.status == http.StatusTooManyRequests,
		r.status == http.StatusServiceUnavailable && r.header.Get("Retry-After") != "":
		return Wait{r.wait(now, pause), err}
	case r.status >= 500:
		return err
	default: // a redirect too, which we do not follow: the address is to be put right
		return refused("%w", err)
	}
}

// wait is how long we are asked to wait: Retry-After in seconds or as a date, or what the gateway of
// Feishu writes instead.
func (r reply) wait(now time.Time, otherwise time.Duration) time.Duration {
	asked := otherwise
	for _, name := range []string{"X-Ogw-Ratelimit-Reset", "Retry-After"} {
		value := r.header.Get(name)
		if seconds, err := strconv.Atoi(value); err == nil {
			asked = time.Duration(min(seconds, int(waitMax/time.Second))) * time.Second
			break
		}
		if date, err := http.ParseTime(value); err == nil {
			asked = date.Sub(now)
			break
		}
	}
	return max(time.Second, min(asked, waitMax))
}
