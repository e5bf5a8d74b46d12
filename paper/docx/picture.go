package docx

import (
	"bytes"
	"fmt"
	"image"
	_ "image/jpeg" // pictures that the body may have
	_ "image/png"

	"bihuan/domain/document"
)

// media is a picture that is a part of the file.
type media struct {
	name string // image1.png
	data []byte
}

const (
	pixel   = 6096       // EMU of a pixel: 150 an inch
	most    = 15 * pitch // the most height of a picture, so that its caption and some text stand with it
	perTwip = 635        // EMU
)

// picture writes a picture as wide as its pixels ask for, within the type area, and its caption.
func (m *maker) picture(img *document.Image, keep bool) error {
	if img == nil {
		return nil
	}
	size, kind, err := image.DecodeConfig(bytes.NewReader(img.Data))
	if err != nil {
		return fmt.Errorf("reading a picture: %w", err)
	}
	if size.Width < 1 || size.Height < 1 {
		return fmt.Errorf("a picture of %d by %d", size.Width, size.Height)
	}
	w, h := float64(size.Width*pixel), float64(size.Height*pixel)
	scale := min(1, width*perTwip/w, most*perTwip/h)
	drawn := m.drawing(img.Data, kind, int(w*scale), int(h*scale), img.Caption)
	m.add(para{style: "Picture", keep: keep || img.Caption != "", breaks: m.turn()}, run{raw: drawn})
	if img.Caption != "" {
		m.add(para{style: "Caption", keep: keep}, run{text: img.Caption})
	}
	return nil
}

// drawing keeps a picture of a kind (png, jpeg) as a part and is what stands in the text for it. Sizes are in EMU.
func (m *maker) drawing(data []byte, kind string, w, h int, alt string) string {
	n := itoa(len(m.media) + 1)
	m.media = append(m.media, media{"image" + n + "." + kind, data})
	size := `cx="` + itoa(w) + `" cy="` + itoa(h) + `"`
	name := `id="` + n + `" name="image` + n + `" descr="` + escape(alt) + `"`
	return `<w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent ` + size + `/><wp:docPr ` + name + `/>` +
		`<wp:cNvGraphicFramePr><a:graphicFrameLocks noChangeAspect="1"/></wp:cNvGraphicFramePr>` +
		`<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic>` +
		`<pic:nvPicPr><pic:cNvPr ` + name + `/><pic:cNvPicPr/></pic:nvPicPr>` +
		`<pic:blipFill><a:blip r:embed="rIdImage` + n + `"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>` +
		`<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext ` + size + `/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr>` +
		`</pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing>`
}
