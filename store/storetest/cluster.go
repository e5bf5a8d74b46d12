//go:build unix

package storetest

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
)

// guard makes a cluster, runs it until its input ends, which is when the test's process does in
// whatever way, and leaves nothing behind. It syncs nothing: the data is worth nothing.
const guard = `
bin=$1 dir=$2
shift 2
trap '' INT HUP
fail() { cat "$dir/log" >&2; rm -rf "$dir"; exit 1; }
"$bin/initdb" -D "$dir/data" -U bihuan -A trust -E UTF8 --locale=C --no-sync >"$dir/log" 2>&1 || fail
"$bin/postgres" -D "$dir/data" -k "$dir" -c listen_addresses= -c fsync=off -c full_page_writes=off \
	-c synchronous_commit=off -c max_connections=500 -c max_wal_size=4GB -c autovacuum=off "$@" >"$dir/log" 2>&1 </dev/null &
server=$!
i=0
until "$bin/pg_isready" -q -h "$dir" -U bihuan; do
	kill -0 $server 2>/dev/null && [ $i -lt 300 ] || fail
	i=$((i+1)); sleep 0.1
done
echo ready
cat >/dev/null
kill -QUIT $server; wait $server
rm -rf "$dir"
`

// Cluster starts a cluster of this process's own and gives the URL of its first database. It lives
// until what keeps it is closed, or this process ends. Settings, as name=value, go before those
// that suit tests.
func Cluster(settings ...string) (address string, keeps io.Closer, err error) {
	bin, err := binaries()
	if err != nil {
		return "", nil, err
	}
	dir, err := os.MkdirTemp("", "bihuan-pg-")
	if err != nil {
		return "", nil, err
	}
	cmd := exec.Command("sh", "-c", guard, "sh", bin, dir)
	for _, setting := range settings {
		cmd.Args = append(cmd.Args, "-c", setting)
	}
	cmd.Dir = dir
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if os.Getuid() == 0 { // PostgreSQL refuses to run as root
		if err := asNobody(cmd, dir); err != nil {
			return "", nil, err
		}
	}
	var complaint strings.Builder
	cmd.Stderr = &complaint
	if keeps, err = cmd.StdinPipe(); err != nil {
		return "", nil, err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return "", nil, err
	}
	if err := cmd.Start(); err != nil {
		return "", nil, err
	}
	if line, _ := bufio.NewReader(out).ReadString('\n'); line != "ready\n" {
		return "", nil, errors.Join(fmt.Errorf("starting PostgreSQL from %s: %s", bin, complaint.String()), cmd.Wait())
	}
	return "postgres://bihuan@/postgres?host=" + dir, keeps, nil
}

// binaries finds the newest PostgreSQL of the system.
func binaries() (string, error) {
	places, _ := filepath.Glob("/usr/lib/postgresql/*/bin")
	slices.Reverse(places)
	places = append(places, "/usr/local/bin", "/usr/bin", "/opt/homebrew/bin", "/usr/local/pgsql/bin")
	if path, err := exec.LookPath("initdb"); err == nil {
		places = append(places, filepath.Dir(path))
	}
	for _, place := range places {
		if _, err := os.Stat(filepath.Join(place, "initdb")); err == nil {
			return place, nil
		}
	}
	return "", fmt.Errorf("no PostgreSQL found in %s", strings.Join(places, ", "))
}

func asNobody(cmd *exec.Cmd, dir string) error {
	var who *user.User
	var err error
	for _, name := range []string{"postgres", "nobody"} {
		if who, err = user.Lookup(name); err == nil {
			break
		}
	}
	if err != nil {
		return fmt.Errorf("finding a user for PostgreSQL, which refuses to run as root: %w", err)
	}
	uid, err := strconv.ParseUint(who.Uid, 10, 32)
	if err != nil {
		return err
	}
	gid, err := strconv.ParseUint(who.Gid, 10, 32)
	if err != nil {
		return err
	}
	cmd.SysProcAttr.Credential = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
	return os.Chown(dir, int(uid), int(gid))
}
