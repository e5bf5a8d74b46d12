package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"bihuan/domain/sample"
)

// program builds the real program, as it is delivered.
func (g *ground) program(ctx context.Context) (string, error) {
	path := filepath.Join(g.dir, "bihuan")
	cmd := exec.CommandContext(ctx, "go", "build", "-trimpath", "-o", path, "bihuan/cmd/bihuan")
	if said, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("building the program: %w\n%s", err, said)
	}
	return path, nil
}

// serving is a running server process.
type serving struct {
	cmd     *exec.Cmd
	address string
	began   time.Time
	said    *os.File
	ended   chan error
}

// serve starts the program on a data directory and a database; none is a fresh one in the directory.
func (g *ground) serve(program, data, database string) (*serving, error) {
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	address := free.Addr().String()
	if err := free.Close(); err != nil {
		return nil, err
	}
	if err := os.MkdirAll(data, 0o700); err != nil {
		return nil, err
	}
	s := &serving{address: "http://" + address, cmd: exec.Command(program, "serve")}
	if s.said, err = os.Create(filepath.Join(g.dir, "server.log")); err != nil {
		return nil, err
	}
	s.cmd.Stdout, s.cmd.Stderr = s.said, s.said
	s.cmd.Env = append(os.Environ(), "BIHUAN_DATA="+data, "BIHUAN_COUNTY="+string(sample.Code), "BIHUAN_LISTEN="+address,
		"BIHUAN_DATABASE="+database, "BIHUAN_KEY_FILE="+filepath.Join(data, "bihuan.key"), "BIHUAN_LOG_LEVEL=warn")
	s.began = time.Now()
	if err := s.cmd.Start(); err != nil {
		return nil, errors.Join(err, s.said.Close())
	}
	s.ended = make(chan error, 1)
	go func() { s.ended <- s.cmd.Wait() }()
	return s, nil
}

// firstPage waits for the first page and says how long it took since the process was started.
func (s *serving) firstPage(path string) (time.Duration, error) {
	client := &http.Client{Timeout: 30 * time.Second}
	defer client.CloseIdleConnections()
	for time.Since(s.began) < 2*time.Minute {
		answer, err := client.Get(s.address + path)
		if err != nil {
			select {
			case err := <-s.ended:
				s.ended <- err
				said, reading := os.ReadFile(s.said.Name())
				return 0, errors.Join(fmt.Errorf("the server has ended: %w: %s", err, said), reading)
			case <-time.After(time.Millisecond):
			}
			continue
		}
		_, err = io.Copy(io.Discard, answer.Body)
		err = errors.Join(err, answer.Body.Close())
		if err == nil && answer.StatusCode != http.StatusOK {
			err = fmt.Errorf("%s answers %s", path, answer.Status)
		}
		return time.Since(s.began), err
	}
	return 0, errors.New("the server does not answer")
}

// resident is the process's memory in MB, as the system counts it.
func (s *serving) resident() (float64, error) {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.cmd.Process.Pid))
	if err != nil {
		return 0, err
	}
	for line := range strings.Lines(string(status)) {
		if rest, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			kb, err := strconv.ParseFloat(strings.TrimSuffix(strings.TrimSpace(rest), " kB"), 64)
			return kb / 1024, err
		}
	}
	return 0, errors.New("the system does not tell the process's memory")
}

func (s *serving) stop() error {
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return err
	}
	return errors.Join(<-s.ended, s.said.Close())
}
