package cli

import (
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"
)

// newVersion tells what is running, for a report of a fault.
func newVersion(s *shell) *cobra.Command {
	c := s.command("version", groupOther)
	c.Args = s.args()
	asJSON := s.jsonFlag(c)
	c.RunE = func(*cobra.Command, []string) error {
		version, revision := build()
		if *asJSON {
			return s.printJSON(map[string]string{"version": version, "revision": revision, "go": runtime.Version(), "os": runtime.GOOS, "arch": runtime.GOARCH})
		}
		s.line(s.out, "bihuan "+version+" "+revision+" "+runtime.Version()+" "+runtime.GOOS+"/"+runtime.GOARCH)
		return nil
	}
	return c
}

// build is the version and the revision that the program was built from, as far as the build knew.
func build() (version, revision string) {
	version, revision = "devel", "-"
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return version, revision
	}
	if v := info.Main.Version; v != "" && v != "(devel)" {
		version = v
	}
	for _, setting := range info.Settings {
		if setting.Key == "vcs.revision" {
			revision = setting.Value[:min(12, len(setting.Value))]
		}
	}
	return version, revision
}
