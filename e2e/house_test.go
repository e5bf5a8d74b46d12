package e2e

import (
	"bytes"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"time"
)

// house is the running program with the made county, and all that it let out: its log, the addresses
// that were asked for, the texts of its error pages.
type house struct {
	base string
	dir  string
	cmd  *exec.Cmd
	log  *os.File
	done chan error

	mu     sync.Mutex
	urls   map[string]bool
	faults map[string]string
}

// openHouse builds the program, or takes the one that E2E_BINARY names, starts it on a free port with data of its own, and waits until it answers.
func openHouse() (*house, error) {
	dir, err := os.MkdirTemp("", "bihuan-e2e-")
	if err != nil {
		return nil, err
	}
	h := &house{dir: dir, urls: map[string]bool{}, faults: map[string]string{}}
	if err := h.start(); err != nil {
		h.close()
		return nil, err
	}
	return h, nil
}

func (h *house) start() error {
	binary := os.Getenv("E2E_BINARY")
	if binary == "" {
		binary = filepath.Join(h.dir, "bihuan")
		build := exec.Command("go", "build", "-o", binary, "../cmd/bihuan")
		if out, err := build.CombinedOutput(); err != nil {
			return fmt.Errorf("building: %w\n%s", err, out)
		}
	}
	var err error
	if h.log, err = os.Create(filepath.Join(h.dir, "log")); err != nil {
		return err
	}
	data := filepath.Join(h.dir, "data")
	// The demo makes the county; it is then served as a real one is, with all that can be logged.
	if err := h.launch(binary, "demo", "--keep", data, "--petitions", petitions, "--addr"); err != nil {
		return err
	}
	h.halt()
	if err := before(data); err != nil {
		return fmt.Errorf("preparing the county: %w", err)
	}
	return h.launch(binary, "serve", "--data", data, "--log-level", "debug", "--listen")
}

// petitions is how many the made county begins with: few, at every stage.
const petitions = "60"

// launch starts the program on a free port, the last of its arguments, and waits until it answers.
func (h *house) launch(binary string, args ...string) error {
	port, err := freePort()
	if err != nil {
		return err
	}
	h.base, h.done = "http://"+port, make(chan error, 1)
	h.cmd = exec.Command(binary, append(args, port)...)
	h.cmd.Stdout, h.cmd.Stderr = h.log, h.log
	if err := h.cmd.Start(); err != nil {
		return err
	}
	go func(done chan<- error) { done <- h.cmd.Wait() }(h.done)
	return h.await()
}

// halt ends the program as an administrator does.
func (h *house) halt() {
	if h.cmd == nil || h.cmd.Process == nil {
		return
	}
	_ = h.cmd.Process.Signal(syscall.SIGTERM)
	select {
	case <-h.done:
	case <-time.After(15 * time.Second):
		_ = h.cmd.Process.Kill()
	}
	h.cmd = nil
}

func freePort() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer l.Close()
	return l.Addr().String(), nil
}

// await waits for the program's first answer.
func (h *house) await() error {
	for end := time.Now().Add(90 * time.Second); time.Now().Before(end); time.Sleep(100 * time.Millisecond) {
		select {
		case err := <-h.done:
			h.done <- err
			return fmt.Errorf("the program ended: %w\n%s", err, h.said())
		default:
		}
		answer, err := http.Get(h.base + "/healthz")
		if err != nil {
			continue
		}
		_ = answer.Body.Close()
		if answer.StatusCode == http.StatusOK {
			return nil
		}
	}
	return errors.New("the program did not answer in 90 seconds\n" + h.said())
}

// said is everything that the program wrote.
func (h *house) said() string {
	content, _ := os.ReadFile(h.log.Name())
	return string(content)
}

func (h *house) close() {
	h.halt()
	if h.log != nil {
		_ = h.log.Close()
	}
	_ = os.RemoveAll(h.dir)
}

func (h *house) asked(address string) {
	h.mu.Lock()
	h.urls[address] = true
	h.mu.Unlock()
}

func (h *house) saw(path, errorPage string) {
	h.mu.Lock()
	h.faults[path] = errorPage
	h.mu.Unlock()
}

// leaks searches all that was let out for what the journeys typed of persons.
func (h *house) leaks() []string {
	var found []string
	written := []byte(h.said())
	for _, secret := range planted() {
		for _, form := range []string{secret, url.QueryEscape(secret), url.PathEscape(secret), fmt.Sprintf("%+q", secret)} {
			if i := bytes.Index(written, []byte(strings.Trim(form, `"`))); i >= 0 {
				line := written[bytes.LastIndexByte(written[:i], '\n')+1:]
				line, _, _ = bytes.Cut(line, []byte("\n"))
				found = append(found, fmt.Sprintf("%s in the log: %s", secret, line))
				break
			}
		}
		for address := range h.urls {
			if plain, err := url.QueryUnescape(address); strings.Contains(address, secret) || err == nil && strings.Contains(plain, secret) {
				found = append(found, fmt.Sprintf("%s in an address: %s", secret, address))
			}
		}
		for path, text := range h.faults {
			if strings.Contains(text, secret) {
				found = append(found, fmt.Sprintf("%s on an error page at %s", secret, path))
			}
		}
	}
	return found
}
