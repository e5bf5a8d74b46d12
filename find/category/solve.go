package category

import (
	"math"
	"math/rand/v2"
)

// matrix is the texts as a machine reads them: of each, the features it has with their weights.
type matrix struct {
	start  []int     // where each text begins
	column []uint32  // its features
	value  []float32 // and what they weigh in it
	wide   int       // how many features there are
}

func (m *matrix) row(i int) ([]uint32, []float32) {
	return m.column[m.start[i]:m.start[i+1]], m.value[m.start[i]:m.start[i+1]]
}

func (m *matrix) add(columns []uint32, values []float32) {
	if len(m.start) == 0 {
		m.start = append(m.start, 0)
	}
	m.column = append(m.column, columns...)
	m.value = append(m.value, values...)
	m.start = append(m.start, len(m.column))
}

const (
	rounds = 12  // over all texts: more changes no answer
	early  = 2   // in the first rounds no text is left out
	margin = 0.5 // a text that is on the right side by more than this is left out after them
)

// solve finds the plane that parts the texts with a label from those without it: a support vector
// machine with squared loss, by dual coordinate descent (Hsieh et al. 2008). cost says how much it
// matters that a text falls on its side. The last weight is the bias.
func solve(m *matrix, mine []bool, cost []float32) []float32 {
	n := len(mine)
	w := make([]float32, m.wide+1)
	alpha, soft, square := make([]float32, n), make([]float32, n), make([]float32, n)
	order := make([]int, n)
	for i := range order {
		order[i] = i
		soft[i] = 0.5 / cost[i]
		square[i] = 1 + soft[i]
		_, values := m.row(i)
		for _, v := range values {
			square[i] += v * v
		}
	}
	chance := rand.New(rand.NewPCG(1, 2)) // the order matters little, and is the same each time
	for round := range rounds {
		chance.Shuffle(len(order), func(a, b int) { order[a], order[b] = order[b], order[a] })
		left := order[:0]
		for _, i := range order {
			columns, values := m.row(i)
			sum := w[m.wide]
			for j, c := range columns {
				sum += w[c] * values[j]
			}
			side := float32(-1)
			if mine[i] {
				side = 1
			}
			slope := side*sum - 1 + alpha[i]*soft[i]
			if alpha[i] == 0 && slope > 0 {
				if round < early || slope < margin {
					left = append(left, i)
				}
				continue
			}
			left = append(left, i)
			next := max(alpha[i]-slope/square[i], 0)
			step := (next - alpha[i]) * side
			alpha[i] = next
			if math.Abs(float64(step)) < 1e-7 {
				continue
			}
			for j, c := range columns {
				w[c] += step * values[j]
			}
			w[m.wide] += step
		}
		order = left
	}
	return w
}
