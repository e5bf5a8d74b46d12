package cli

import (
	"strings"
	"time"
)

// barEvery is how often a progress bar is drawn at most.
const barEvery = 100 * time.Millisecond

// usage is cobra's own layout of a command's help, in the reader's words.
func (s *shell) usage() string {
	return strings.NewReplacer(
		"<flag>", s.L.T("cli.usage.flag"), "<usage>", s.L.T("cli.usage.usage"), "<command>", s.L.T("cli.usage.command"), "<flags>", s.L.T("cli.usage.flags"),
		"<examples>", s.L.T("cli.usage.examples"), "<commands>", s.L.T("cli.usage.commands"),
		"<globals>", s.L.T("cli.usage.globals"), "<more>", s.L.T("cli.usage.more"),
	).Replace(`<usage>
  {{if .Runnable}}{{.UseLine}} [<flag>]{{end}}{{if .HasAvailableSubCommands}}
  {{.CommandPath}} <command>{{end}}{{if .HasExample}}

<examples>
{{.Example}}{{end}}{{if .HasAvailableSubCommands}}{{$cmds := .Commands}}{{if eq (len .Groups) 0}}

<commands>{{range $cmds}}{{if .IsAvailableCommand}}
  {{rpad .Name .NamePadding}} {{.Short}}{{end}}{{end}}{{else}}{{range $group := .Groups}}

{{.Title}}{{range $cmds}}{{if and (eq .GroupID $group.ID) .IsAvailableCommand}}
  {{rpad .Name .NamePadding}} {{.Short}}{{end}}{{end}}{{end}}{{end}}{{end}}{{if .HasAvailableLocalFlags}}

<flags>
{{.LocalFlags.FlagUsages | trimTrailingWhitespaces}}{{end}}{{if .HasAvailableInheritedFlags}}

<globals>
{{.InheritedFlags.FlagUsages | trimTrailingWhitespaces}}{{end}}{{if .HasAvailableSubCommands}}

<more>{{end}}
`)
}
