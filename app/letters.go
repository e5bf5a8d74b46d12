package app

import (
	"io/fs"
	"os"
	"strings"

	"bihuan/casework"
	"bihuan/domain/fault"
	"bihuan/domain/letter"
	"bihuan/paper/press"
)

// equip reads the kinds of letters, the county's own among them, and opens the fonts. A fault in a form
// keeps the house from starting: it names the file and the line.
func (a *App) equip() error {
	var own fs.FS
	if dir := a.config.Forms; dir != "" {
		if !folder(dir) {
			return fault.New(fault.Invalid, "fault.app.forms", "dir", dir)
		}
		own = os.DirFS(dir)
	}
	forms, err := letter.Load(own)
	if err != nil {
		return err
	}
	if dir := a.config.Fonts; dir != "" && !folder(dir) {
		return fault.New(fault.Invalid, "fault.app.fonts", "dir", dir)
	}
	set, err := press.New(a.config.Fonts)
	if err != nil {
		return fault.New(fault.Invalid, "fault.app.fonts", "dir", a.config.Fonts).Because(err)
	}
	a.press = set
	a.cases.Equip(casework.Stationery{Forms: forms, Press: set, Inhabitants: a.config.Inhabitants, Site: strings.TrimSuffix(a.config.BaseURL, "/")})
	return nil
}

func folder(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

// Press prints papers.
func (a *App) Press() *press.Press { return a.press }
