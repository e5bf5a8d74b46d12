package e2e

import (
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// TestKill kills the program (kill -9) while four officers press buttons, three times. What was
// acknowledged is there once, what was not is there once or not at all, and verify is clean.
func TestKill(t *testing.T) {
	binary := theHouse.cmd.Path
	h := &house{dir: t.TempDir(), urls: map[string]bool{}, faults: map[string]string{}}
	var err error
	if h.log, err = os.Create(filepath.Join(h.dir, "log")); err != nil {
		t.Fatal(err)
	}
	defer h.log.Close()
	data := filepath.Join(h.dir, "data")
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(h.launch(binary, "demo", "--keep", data, "--petitions", "20", "--addr"))
	h.halt()

	sent, acknowledged := map[string]string{}, map[string]bool{} // a unique text: to which petition
	for round := range 3 {
		must(h.launch(binary, "serve", "--data", data, "--listen"))
		var mu sync.Mutex
		var clicking sync.WaitGroup
		for n := range 4 {
			clicking.Go(func() {
				c, err := enter(h.base, []string{"case1", "case2", "chief1", "director"}[n])
				if err != nil {
					t.Error(err)
					return
				}
				for i := 0; ; i++ {
					no := c.open[(n+i)%len(c.open)]
					text := fmt.Sprintf("consulted in round %d by %d, %d.", round, n, i)
					mu.Lock()
					sent[text] = no
					mu.Unlock()
					done, alive := c.consult(no, text)
					mu.Lock()
					acknowledged[text] = done
					mu.Unlock()
					if !alive {
						return
					}
				}
			})
		}
		time.Sleep(time.Duration(1500+400*round) * time.Millisecond)
		must(h.cmd.Process.Signal(syscall.SIGKILL))
		<-h.done
		clicking.Wait()
	}

	must(h.launch(binary, "serve", "--data", data, "--listen"))
	c, err := enter(h.base, "director")
	must(err)
	pages, kept, lost := map[string]string{}, 0, 0
	for text, no := range sent {
		if pages[no] == "" {
			pages[no], err = c.get("/office/petitions/" + no)
			must(err)
		}
		times := strings.Count(pages[no], text)
		switch {
		case times > 1:
			t.Errorf("%q stands %d times on %s", text, times, no)
		case acknowledged[text] && times == 0:
			t.Errorf("%q was acknowledged and is not on %s", text, no)
		case acknowledged[text]:
			kept++
		default:
			lost++
		}
	}
	h.halt()
	t.Logf("%d acts acknowledged and kept, %d refused or cut off", kept, lost)
	if kept < 12 {
		t.Errorf("only %d acts were acknowledged: nothing was tried", kept)
	}
	if out, err := exec.Command(binary, "verify", "--data", data).CombinedOutput(); err != nil {
		t.Errorf("verify: %v\n%s", err, out)
	}
}

// clicker is an officer without a screen.
type clicker struct {
	http *http.Client
	base string
	open []string // petitions on which something can be noted
}

func enter(base, login string) (*clicker, error) {
	jar, err := cookiejar.New(nil)
	if err != nil {
		return nil, err
	}
	c := &clicker{http: &http.Client{Jar: jar, Timeout: 20 * time.Second}, base: base}
	r, err := c.http.PostForm(base+"/office/sign-in", url.Values{"login": {login}, "password": {password}})
	if err != nil {
		return nil, err
	}
	_ = r.Body.Close()
	list, err := c.get("/office/petitions?state=accepted")
	if err != nil {
		return nil, err
	}
	for _, m := range regexp.MustCompile(`href="/office/petitions/(\d{6}-\d{6}-\d{4,}-[A-Z])"`).FindAllStringSubmatch(list, -1) {
		c.open = append(c.open, m[1])
	}
	if len(c.open) == 0 {
		return nil, fmt.Errorf("%s sees no open petition", login)
	}
	return c, nil
}

func (c *clicker) get(path string) (string, error) {
	r, err := c.http.Get(c.base + path)
	if err != nil {
		return "", err
	}
	defer r.Body.Close()
	body, err := io.ReadAll(r.Body)
	return string(body), err
}

var versionField = regexp.MustCompile(`name="version" value="(\d+)"`)

// consult fills the form of a consultation. done: it was acknowledged; alive: the program answered.
func (c *clicker) consult(no, text string) (done, alive bool) {
	path := "/office/petitions/" + no + "/consulted"
	form, err := c.get(path)
	if err != nil {
		return false, false
	}
	version := versionField.FindStringSubmatch(form)
	if version == nil {
		return false, true
	}
	once := *c.http
	once.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	r, err := once.PostForm(c.base+path, url.Values{"version": {version[1]}, "text": {text}})
	if err != nil {
		return false, false
	}
	_ = r.Body.Close()
	return r.StatusCode == http.StatusSeeOther, true
}
