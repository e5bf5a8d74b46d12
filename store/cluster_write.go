package store

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"time"

	"bihuan/domain/org"
)

// turnSetting counts the passes and acts that changed who belongs to which group. Who holds the groups
// in memory knows by it whether they are still the stored ones.
const turnSetting = "cluster.turn"

// StoredCluster is a group as it is kept, for who goes on finding more.
type StoredCluster struct {
	Number  int
	Name    string
	Place   string
	Fixed   bool // a person named, closed or led it; PutCluster leaves it as it is
	Turn    int
	Members []StoredMember // by time
}

// fixed is whether a person has decided about a group.
const fixed = `CASE WHEN named = 1 OR master <> '' OR closed IS NOT NULL THEN 1 ELSE 0 END`

// StoredMember is a matter of a stored group.
type StoredMember struct {
	No     string
	At     time.Time
	Person string // opaque: equal where the same person raised it; "" for nobody named
}

// readSetting names how far the feed of texts was taken in, in milliseconds.
const readSetting = "cluster.read"

// ClustersRead is until when what matters say was taken into the groups; zero: never.
func (db *DB) ClustersRead(ctx context.Context) (time.Time, error) {
	value, err := db.Setting(ctx, readSetting)
	if err != nil || value == "" {
		return time.Time{}, err
	}
	ms, err := strconv.ParseInt(value, 10, 64)
	return instant(ms), err
}

// ReadClusters writes until when it was.
func (tx *Tx) ReadClusters(ctx context.Context, until time.Time) error {
	return tx.PutSetting(ctx, readSetting, strconv.FormatInt(milli(until), 10))
}

// ClusterTurn is the turn that the groups stand at. It is locked, so that one changes them at a time.
func (tx *Tx) ClusterTurn(ctx context.Context) (int, error) {
	err := tx.exec(ctx, `INSERT INTO setting (county, name, value) VALUES ($1, $2, '0') ON CONFLICT (county, name) DO NOTHING`, tx.db.county, turnSetting)
	if err != nil {
		return 0, err
	}
	value := ""
	if _, err := one(ctx, tx, into(&value), `SELECT value FROM setting WHERE county = $1 AND name = $2`+tx.db.engine.forUpdate(), tx.db.county, turnSetting); err != nil {
		return 0, err
	}
	return strconv.Atoi(value)
}

// TurnClusters writes the turn that has come.
func (tx *Tx) TurnClusters(ctx context.Context, turn int) error {
	return tx.PutSetting(ctx, turnSetting, strconv.Itoa(turn))
}

// StoredClusters reads the groups that were changed after a turn and have members since an instant, with
// those members, whoever may see them: they are for the program, not for a page.
func (tx *Tx) StoredClusters(ctx context.Context, after int, oldest time.Time) ([]StoredCluster, error) {
	list, err := all(ctx, tx, func(r rows) (c StoredCluster, err error) {
		decided := 0
		err = r.Scan(&c.Number, &c.Name, &c.Place, &decided, &c.Turn)
		c.Fixed = decided == 1
		return c, err
	}, `SELECT number, name, place, `+fixed+`, turn FROM cluster WHERE county = $1 AND turn > $2
		AND number IN (SELECT m.number FROM cluster_member m WHERE m.county = $1 AND m.at >= $3) ORDER BY number`, tx.db.county, after, milli(oldest))
	if err != nil {
		return nil, fmt.Errorf("reading stored collective matters: %w", err)
	}
	at := map[int]int{}
	for i := range list {
		at[list[i].Number] = i
	}
	err = each(ctx, tx, func(r rows) error {
		var number int
		var ms int64
		var m StoredMember
		if err := r.Scan(&number, &m.No, &ms, &m.Person); err != nil {
			return err
		}
		m.At = instant(ms)
		if i, there := at[number]; there {
			list[i].Members = append(list[i].Members, m)
		}
		return nil
	}, `SELECT m.number, m.no, m.at, m.person FROM cluster c JOIN cluster_member m ON m.county = c.county AND m.number = c.number
		WHERE c.county = $1 AND c.turn > $2 AND m.at >= $3 ORDER BY m.number, m.at, m.no`, tx.db.county, after, milli(oldest))
	if err != nil {
		return nil, fmt.Errorf("reading stored collective matters: %w", err)
	}
	return list, nil
}

// LastCluster is the highest number that a group was ever given; 0: none.
func (tx *Tx) LastCluster(ctx context.Context) (int, error) {
	last := 0
	_, err := one(ctx, tx, into(&last), `SELECT COALESCE(MAX(number), 0) FROM cluster WHERE county = $1`, tx.db.county)
	return last, err
}

// unled is the condition on a member whose group nobody leads.
const unled = `EXISTS (SELECT 1 FROM cluster d WHERE d.county = m.county AND d.number = m.number AND d.master = '')`

// PutCluster writes a group as it was found: its name unless a person gave it one, and who joined or left.
// Members from before an instant stay: they are only too old to draw others. Nor does anybody leave a group
// by itself that a master leads.
func (tx *Tx) PutCluster(ctx context.Context, c StoredCluster, oldest time.Time) error {
	err := tx.exec(ctx, `INSERT INTO cluster (county, number, name, named, place, master, closed, turn) VALUES ($1, $2, $3, 0, $4, '', NULL, $5)
		ON CONFLICT (county, number) DO UPDATE SET turn = excluded.turn,
			place = CASE WHEN excluded.place = '' THEN cluster.place ELSE excluded.place END,
			name = CASE WHEN cluster.named = 1 OR excluded.name = '' THEN cluster.name ELSE excluded.name END`, tx.db.county, c.Number, clean(c.Name), clean(c.Place), c.Turn)
	if err != nil {
		return err
	}
	gone := map[string]StoredMember{}
	err = each(ctx, tx, func(r rows) error {
		var m StoredMember
		err := r.Scan(&m.No, &m.Person)
		gone[m.No] = m
		return err
	}, `SELECT m.no, m.person FROM cluster_member m WHERE m.county = $1 AND m.number = $2 AND (m.at >= $3 AND `+unled+`)`, tx.db.county, c.Number, milli(oldest))
	if err != nil {
		return err
	}
	for _, m := range c.Members {
		had, there := gone[m.No]
		delete(gone, m.No)
		if there && had.Person == m.Person {
			continue
		}
		// It may come from another group, which is written too.
		err := tx.exec(ctx, `INSERT INTO cluster_member (county, no, number, at, person) VALUES ($1, $2, $3, $4, $5)
			ON CONFLICT (county, no) DO UPDATE SET number = excluded.number, person = excluded.person
			WHERE NOT EXISTS (SELECT 1 FROM cluster d WHERE d.county = cluster_member.county AND d.number = cluster_member.number AND d.master <> '')`,
			tx.db.county, m.No, c.Number, milli(m.At), m.Person)
		if err != nil {
			return err
		}
	}
	for _, no := range slices.Sorted(maps.Keys(gone)) {
		if err := tx.exec(ctx, `DELETE FROM cluster_member WHERE county = $1 AND no = $2 AND number = $3`, tx.db.county, no, c.Number); err != nil {
			return err
		}
	}
	return nil
}

// ClusterOuts are all matters that somebody took out of a group.
func (db *DB) ClusterOuts(ctx context.Context) (map[string]bool, error) {
	return clusterOuts(ctx, db.engine, db.county)
}

// ClusterOuts is DB's, within the transaction.
func (tx *Tx) ClusterOuts(ctx context.Context) (map[string]bool, error) {
	return clusterOuts(ctx, tx, tx.db.county)
}

func clusterOuts(ctx context.Context, q querier, county string) (map[string]bool, error) {
	out := map[string]bool{}
	err := each(ctx, q, func(r rows) error {
		no, err := scanNo(r)
		out[no] = true
		return err
	}, `SELECT no FROM cluster_out WHERE county = $1`, county)
	return out, err
}

// TakeOut takes a matter out of a group, and remembers it.
func (tx *Tx) TakeOut(ctx context.Context, number int, no string, by org.PersonID) error {
	if err := tx.exec(ctx, `DELETE FROM cluster_member WHERE county = $1 AND no = $2 AND number = $3`, tx.db.county, no, number); err != nil {
		return err
	}
	return tx.exec(ctx, `INSERT INTO cluster_out (county, no, number, at, person) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (county, no) DO UPDATE SET number = excluded.number, at = excluded.at, person = excluded.person`, tx.db.county, no, number, milli(tx.Now), string(by))
}

// PutBack takes it back that a matter does not belong to a group.
func (tx *Tx) PutBack(ctx context.Context, number int, m StoredMember) error {
	if err := tx.exec(ctx, `DELETE FROM cluster_out WHERE county = $1 AND no = $2`, tx.db.county, m.No); err != nil {
		return err
	}
	return tx.exec(ctx, `INSERT INTO cluster_member (county, no, number, at, person) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (county, no) DO UPDATE SET number = excluded.number`, tx.db.county, m.No, number, milli(m.At), m.Person)
}

// DropMember takes a matter out of its group without remembering it.
func (tx *Tx) DropMember(ctx context.Context, no string) error {
	return tx.exec(ctx, `DELETE FROM cluster_member WHERE county = $1 AND no = $2`, tx.db.county, no)
}

// TouchCluster marks a group as changed at a turn.
func (tx *Tx) TouchCluster(ctx context.Context, number, turn int) error {
	return tx.exec(ctx, `UPDATE cluster SET turn = $3 WHERE county = $1 AND number = $2`, tx.db.county, number, turn)
}

// NameCluster gives a group a person's name for it.
func (tx *Tx) NameCluster(ctx context.Context, number int, name string) error {
	return tx.exec(ctx, `UPDATE cluster SET name = $3, named = 1 WHERE county = $1 AND number = $2`, tx.db.county, number, clean(name))
}

// LeadCluster says which member leads; "" for none.
func (tx *Tx) LeadCluster(ctx context.Context, number int, master string) error {
	return tx.exec(ctx, `UPDATE cluster SET master = $3 WHERE county = $1 AND number = $2`, tx.db.county, number, master)
}

// Unlead takes the lead of a group from a member. It reports whether that led it, and whether a person has
// decided about the group otherwise.
func (tx *Tx) Unlead(ctx context.Context, number int, master string) (led, decided bool, err error) {
	n := 0
	led, err = one(ctx, tx, into(&n), `UPDATE cluster SET master = '' WHERE county = $1 AND number = $2 AND master = $3 RETURNING `+fixed, tx.db.county, number, master)
	return led, n == 1, err
}

// CloseCluster says that a group is no collective matter, or is one after all.
func (tx *Tx) CloseCluster(ctx context.Context, number int, closed bool) error {
	var at any
	if closed {
		at = milli(tx.Now)
	}
	return tx.exec(ctx, `UPDATE cluster SET closed = $3 WHERE county = $1 AND number = $2`, tx.db.county, number, at)
}

// Raisers tells, for each of some matters, who raised it: the number of the first matter by the same person,
// known by ID number, phone, or name with address. Matters without a name are left out.
func (db *DB) Raisers(ctx context.Context, numbers []string) (map[string]string, error) {
	return raisers(ctx, db.engine, db.county, numbers)
}

// Raisers is DB's, within the transaction.
func (tx *Tx) Raisers(ctx context.Context, numbers []string) (map[string]string, error) {
	return raisers(ctx, tx, tx.db.county, numbers)
}

func raisers(ctx context.Context, q querier, county string, numbers []string) (map[string]string, error) {
	found := map[string]string{}
	for part := range slices.Chunk(numbers, chunk) {
		b := newBuilder(county)
		err := each(ctx, q, func(r rows) error {
			var no string
			var same [3]*string
			if err := r.Scan(&no, &same[0], &same[1], &same[2]); err != nil {
				return err
			}
			first := no
			for _, earlier := range same {
				if earlier != nil && *earlier != "" {
					first = min(first, *earlier)
				}
			}
			found[no] = first
			return nil
		}, `SELECT a.no, (SELECT MIN(b.no) FROM petitioner b WHERE b.county = $1 AND b.id_ix = a.id_ix),
				(SELECT MIN(b.no) FROM petitioner b WHERE b.county = $1 AND b.phone_ix = a.phone_ix),
				(SELECT MIN(b.no) FROM petitioner b WHERE b.county = $1 AND b.name_ix = a.name_ix AND b.address_ix = a.address_ix)
			FROM petitioner a WHERE a.county = $1 AND a.n = 0 AND a.no IN `+in(b, part), b.args...)
		if err != nil {
			return nil, fmt.Errorf("counting who raised matters: %w", err)
		}
	}
	return found, nil
}

// WalledMembers are members of groups that must be in none: they have come to accuse somebody, or their
// petitioner has come to ask for confidence.
func (db *DB) WalledMembers(ctx context.Context) ([]ClusterMember, error) {
	return all(ctx, db.engine, func(r rows) (m ClusterMember, err error) { return m, r.Scan(&m.Number, &m.No) }, `SELECT m.number, m.no FROM cluster_member m JOIN petition p ON p.county = m.county AND p.no = m.no
		WHERE m.county = $1 AND (p.purpose = 'accusation' OR p.flags LIKE '% accusation %' OR p.flags LIKE '% confidential %'
			OR EXISTS (SELECT 1 FROM party a WHERE a.county = p.county AND a.no = p.no AND a.kind IN ('`+partyAccusedUnit+`', '`+partyAccusedPerson+`')))`, db.county)
}
