package set

import (
	"math"

	"bihuan/domain/document"
)

// row is a part of a paper that is not divided between pages: a line of text, a row of a table, a
// picture. What is in it is measured from its top.
type row struct {
	height float64
	lines  []Line
	rules  []Rule
	images []Image
	seals  []Seal
	keep   bool    // it stands on one page with the next
	fresh  bool    // it begins a page
	blank  bool    // it has no text: not needed at a page's top
	text   bool    // it is a line of text
	snap   bool    // what comes after it stands on the grid of lines again
	foot   bool    // it stands at the bottom of its page
	at     float64 // where a foot stands
	head   []row   // stands above it again when it begins a page
	open   []Rule  // opens it when it begins a page
	cut    []Rule  // closes it when a page ends after it
}

// cursor is the page that is being filled, and where on it.
type cursor struct {
	page   *Page
	y      float64
	origin float64 // where its grid begins
	bottom float64
	last   *row // that was put on it
}

// paginate puts the rows on pages.
func (s *setter) paginate() {
	c := cursor{page: s.pages[0], y: s.start, origin: s.start, bottom: s.floor()}
	for i := 0; i < len(s.rows); {
		end := i + 1
		for end < len(s.rows) && s.rows[end-1].keep && !s.rows[end].fresh {
			end++
		}
		group := s.rows[i:end]
		i = end
		switch {
		case group[0].fresh && c.last != nil:
			s.turn(&c, group[0])
		case c.fits(group) || c.last == nil:
		case len(group) == 1 && group[0].blank:
			continue // a page does not begin with a line that only divided
		default:
			s.turn(&c, group[0])
		}
		whole := c.fits(group) // what is longer than a page is divided after all
		for j := range group {
			if !whole && c.last != nil && !c.fits(group[j:j+1]) {
				s.turn(&c, group[j])
			}
			c.put(&group[j])
		}
	}
}

// floor is where the first page ends. 10.1: text of a letter may come as near to the double rule as
// 7/8 of a character; that is the character's edge, and its line is higher.
func (s *setter) floor() float64 {
	if s.d.Format != document.Letter {
		return bottom
	}
	return footRule - letterNear + (Pitch-BodySize)/2
}

// turn begins a page; a table that goes on there has its head again.
func (s *setter) turn(c *cursor, r row) {
	if c.last != nil {
		for _, rule := range c.last.cut {
			c.page.Rules = append(c.page.Rules, rule.down(c.y-c.last.height))
		}
	}
	page := &Page{Number: len(s.pages) + 1}
	s.pages = append(s.pages, page)
	*c = cursor{page: page, y: Top, origin: Top, bottom: bottom}
	for i := range r.head {
		c.put(&r.head[i])
	}
	for _, rule := range r.open {
		c.page.Rules = append(c.page.Rules, rule.down(c.y))
	}
	c.last = nil
}

// fits reports whether rows have room on the page.
func (c *cursor) fits(group []row) bool {
	y := c.y
	for _, r := range group {
		y = c.after(y, r)
	}
	last := group[len(group)-1]
	if last.snap {
		y = c.y
		for _, r := range group {
			y += r.height
		}
	}
	return y <= c.bottom+slack
}

// after is where the row after one at y stands.
func (c *cursor) after(y float64, r row) float64 {
	y += r.height
	if !r.snap {
		return y
	}
	return c.origin + math.Ceil((y-c.origin)/Pitch-slack)*Pitch
}

// put places a row.
func (c *cursor) put(r *row) {
	y := c.y
	if r.foot {
		y = max(y, c.bottom-r.height)
		r.at = y
	}
	for _, l := range r.lines {
		c.page.Lines = append(c.page.Lines, l.down(y))
	}
	for _, rule := range r.rules {
		c.page.Rules = append(c.page.Rules, rule.down(y))
	}
	for _, i := range r.images {
		i.Y += y
		c.page.Images = append(c.page.Images, i)
	}
	for _, seal := range r.seals {
		seal.Y += y
		c.page.Seals = append(c.page.Seals, seal)
	}
	c.y, c.last = c.after(y, *r), r
}
