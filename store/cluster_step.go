package store

import (
	"context"
	"time"

	"bihuan/domain/org"
)

// ClusterStep is what a person did with a group. No is the matter that it was about, N how many.
type ClusterStep struct {
	Act    string
	At     time.Time
	Person org.PersonID
	Name   string
	No     string
	N      int
	Words  string
}

// The acts on a group.
const (
	ClusterNamed  = "named"
	ClusterTaken  = "taken_out"
	ClusterBack   = "put_back"
	ClusterShut   = "closed"
	ClusterOpened = "opened"
	ClusterJoined = "led"
	ClusterUndone = "undone"
	ClusterBereft = "bereft" // by itself: its master may be in no group any more
)

// StepCluster writes down what an officer did with a group.
func (tx *Tx) StepCluster(ctx context.Context, number int, by org.Officer, s ClusterStep) error {
	return tx.exec(ctx, `INSERT INTO cluster_step (county, number, seq, act, at, person, name, no, n, words)
		VALUES ($1, $2, (SELECT COALESCE(MAX(k.seq), 0) + 1 FROM cluster_step k WHERE k.county = $1 AND k.number = $2), $3, $4, $5, $6, $7, $8, $9)`,
		tx.db.county, number, s.Act, milli(tx.Now), string(by.Person), by.Name, s.No, s.N, clean(s.Words))
}

// ClusterSteps lists what was done with a group that the caller has found in scope. A step about a matter
// that is out of scope is left out.
func (r *Reader) ClusterSteps(ctx context.Context, number int) ([]ClusterStep, error) {
	b := newBuilder(r.db.county)
	return all(ctx, r.q, func(r rows) (s ClusterStep, err error) {
		var at int64
		err = r.Scan(&s.Act, &at, &s.Person, &s.Name, &s.No, &s.N, &s.Words)
		s.At = instant(at)
		return s, err
	}, `SELECT k.act, k.at, k.person, k.name, k.no, k.n, k.words FROM cluster_step k
		WHERE k.county = $1 AND k.number = `+b.arg(number)+` AND (k.no = '' OR `+r.scoped(b, "k")+`) ORDER BY k.seq`, b.args...)
}
