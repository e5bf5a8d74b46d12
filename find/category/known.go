package category

// known finds the row of a feature by its number: open addressing, half empty at least.
type known struct {
	keys []uint32 // number + 1; 0 where nothing is
	rows []uint32
}

func newKnown(n int) known {
	size := 16
	for size < 2*n {
		size *= 2
	}
	return known{make([]uint32, size), make([]uint32, size)}
}

// place is where a feature stands, or would.
func (k known) place(slot uint32) uint32 {
	mask := uint32(len(k.keys) - 1)
	at := slot * 0x9e3779b1 >> 7 & mask
	for k.keys[at] != 0 && k.keys[at] != slot+1 {
		at = (at + 1) & mask
	}
	return at
}

func (k known) put(slot, row uint32) {
	at := k.place(slot)
	k.keys[at], k.rows[at] = slot+1, row
}

// row is that of a feature, if it is known.
func (k known) row(slot uint32) (uint32, bool) {
	at := k.place(slot)
	return k.rows[at], k.keys[at] != 0
}
