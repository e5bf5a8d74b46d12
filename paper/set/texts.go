package set

import "bihuan/domain/document"

// Texts is every text of a paper.
func Texts(d document.Document) []string {
	list := []string{d.Mark, d.Number, d.Pending, d.Signatory, d.Title, d.Note, d.Draft, d.Void}
	list = append(list, d.To...)
	for _, b := range d.Blocks {
		list = append(list, b.String())
		if b.Table != nil {
			list = append(list, b.Table.Head...)
			for _, cells := range b.Table.Rows {
				list = append(list, cells...)
			}
		}
		if b.Image != nil {
			list = append(list, b.Image.Caption)
		}
	}
	list = append(list, d.Attachments...)
	if d.Sign != nil {
		list = append(list, d.Sign.Unit, d.Sign.Date)
	}
	list = append(list, d.Copies...)
	if d.Printed != nil {
		list = append(list, d.Printed.By, d.Printed.On)
	}
	if d.Check != nil {
		list = append(list, d.Check.Text, d.Check.Code)
	}
	return list
}
