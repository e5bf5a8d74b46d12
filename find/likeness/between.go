package likeness

// Between is the score of two texts of the index; 0 when one is not there.
func (x *Index) Between(a, b string) float64 {
	x.mu.RLock()
	defer x.mu.RUnlock()
	i, ok := x.byKey[a]
	j, known := x.byKey[b]
	if !ok || !known {
		return 0
	}
	d := x.room.Get().(*desk)
	defer x.room.Put(d)
	one := x.docs[i]
	d.ask.fill(one.text, int(one.body))
	x.weigh(d.ask)
	return scale(x.compare(d, x.question(one.text, int(one.body)), j).cosine)
}
