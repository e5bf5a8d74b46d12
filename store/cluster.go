package store

import (
	"context"
	"fmt"
	"slices"
	"time"

	"bihuan/domain/fault"
	"bihuan/domain/org"
	"bihuan/domain/petition"
)

// Cluster is a group of matters with one cause, as far as its members are in scope: counts, days and
// master tell of those alone.
type Cluster struct {
	Number  int
	Name    string
	Named   bool // by a person
	Place   string
	Master  string // the member that leads, or ""
	Closed  time.Time
	N       int // members
	People  int // who raised them, those without a name left out
	Unnamed int // members without a name
	Week    int // members of the last seven days
	Month   int // and of the last thirty
	Joined  int // members that follow the master
	Free    int // members that have not ended and do not follow it; see Waiting
	First   time.Time
	Last    time.Time
}

// Waiting is how many members nobody has tied to the master yet. One that has ended is not tied any more.
func (c *Cluster) Waiting() int {
	if c.Master == "" {
		return 0
	}
	return c.Free
}

// fewest is how many members in scope a group is shown with: fewer are no group.
const fewest = 2

// several is the condition that a group is of several people: what one raises again and again is theirs
// alone, however often.
const several = ` AND COUNT(DISTINCT NULLIF(m.person, '')) + SUM(CASE WHEN m.person = '' THEN 1 ELSE 0 END) >= 2`

// The states of a group. Open is one that nobody has decided about.
const (
	ClusterOpen   = "open"
	ClusterLed    = "led"
	ClusterClosed = "closed"
)

// ClusterQuery says which groups to list: those that grow most come first. Empty fields ask for nothing.
type ClusterQuery struct {
	At       time.Time // growth is counted until then
	Since    time.Time // some member was registered then or later
	State    string
	Place    org.AreaCode // an area, with all within: somebody's matter lies there
	Category string       // a code, with all below it, of some matter
	Least    int          // members; two at least
	Limit    int
	Skip     int
}

// Clusters lists groups of which at least two members are in scope.
func (r *Reader) Clusters(ctx context.Context, q ClusterQuery) ([]Cluster, error) {
	b := newBuilder(r.db.county)
	return r.clusters(ctx, b, q.At, lively(b, q), r.picked(b, q)+` ORDER BY 12 DESC, 11 DESC, 15 DESC, c.number DESC LIMIT `+b.arg(q.Limit)+` OFFSET `+b.arg(q.Skip))
}

// lively is the condition that a group has a member, in scope or not, since an instant. It spares reading
// what is long past, which is most of it.
func lively(b *builder, q ClusterQuery) string {
	if q.Since.IsZero() {
		return ""
	}
	return ` AND c.number IN (SELECT a.number FROM cluster_member a WHERE a.county = $1 AND a.at >= ` + b.arg(milli(q.Since)) + `)`
}

// picked are the conditions on a whole group, from HAVING on.
func (r *Reader) picked(b *builder, q ClusterQuery) string {
	having := fmt.Sprintf(` HAVING COUNT(*) >= %d`, max(q.Least, fewest)) + several
	switch q.State {
	case ClusterOpen:
		having += ` AND c.closed IS NULL AND c.master = ''`
	case ClusterLed:
		having += ` AND c.master <> ''`
	case ClusterClosed:
		having += ` AND c.closed IS NOT NULL`
	}
	if !q.Since.IsZero() {
		having += ` AND MAX(m.at) >= ` + b.arg(milli(q.Since))
	}
	within := func(column, from string) {
		having += ` AND SUM(CASE WHEN ` + column + ` >= ` + b.arg(from) + ` AND ` + column + ` < ` + b.arg(from+"~") + ` THEN 1 ELSE 0 END) > 0`
	}
	if q.Place != "" {
		within("p.place", string(q.Place))
	}
	if q.Category != "" {
		within("p.category", q.Category)
	}
	return having
}

// CountClusters counts the lists of all states at once; "" is that of any state.
func (r *Reader) CountClusters(ctx context.Context, q ClusterQuery) (map[string]int, error) {
	q.State = ""
	b, counts := newBuilder(r.db.county), map[string]int{}
	err := each(planAnew(ctx), r.q, func(r rows) error {
		var state string
		var n int
		err := r.Scan(&state, &n)
		counts[state] = n
		counts[""] += n
		return err
	}, `SELECT f.state, COUNT(*) FROM (SELECT CASE WHEN c.closed IS NOT NULL THEN '`+ClusterClosed+`' WHEN c.master <> '' THEN '`+ClusterLed+`' ELSE '`+ClusterOpen+`' END AS state
		FROM cluster c JOIN cluster_member m ON m.county = c.county AND m.number = c.number JOIN petition p ON p.county = m.county AND p.no = m.no
		WHERE c.county = $1`+lively(b, q)+` AND `+r.scoped(b, "m")+` GROUP BY c.county, c.number`+r.picked(b, q)+`) AS f GROUP BY f.state`, b.args...)
	if err != nil {
		return nil, fmt.Errorf("counting collective matters: %w", err)
	}
	return counts, nil
}

// Cluster reads a group; with fewer than two members in scope it is not found.
func (r *Reader) Cluster(ctx context.Context, number int, at time.Time) (Cluster, error) {
	b := newBuilder(r.db.county)
	list, err := r.clusters(ctx, b, at, ` AND c.number = `+b.arg(number), fmt.Sprintf(` HAVING COUNT(*) >= %d`, fewest))
	if err != nil {
		return Cluster{}, err
	}
	if len(list) == 0 {
		return Cluster{}, fault.New(fault.NotFound, "fault.cluster.not_found")
	}
	return list[0], nil
}

// ClusterOf finds the group that a matter belongs to, unless it is hidden or was closed as none.
func (r *Reader) ClusterOf(ctx context.Context, no string, at time.Time) (Cluster, bool, error) {
	b, number := newBuilder(r.db.county), 0
	found, err := one(ctx, r.q, into(&number), `SELECT m.number FROM cluster_member m JOIN cluster c ON c.county = m.county AND c.number = m.number
		WHERE m.county = $1 AND m.no = `+b.arg(no)+` AND c.closed IS NULL AND `+r.scoped(b, "m"), b.args...)
	if err != nil || !found {
		return Cluster{}, false, err
	}
	c, err := r.Cluster(ctx, number, at)
	if fault.KindOf(err) == fault.NotFound {
		return c, false, nil
	}
	return c, err == nil && c.People+c.Unnamed >= fewest, err
}

func (r *Reader) clusters(ctx context.Context, b *builder, at time.Time, where, rest string) ([]Cluster, error) {
	week, month := b.arg(milli(at.AddDate(0, 0, -7))), b.arg(milli(at.AddDate(0, 0, -30)))
	list, err := all(planAnew(ctx), r.q, scanCluster, `SELECT c.number, c.name, c.named, c.place, c.master, c.closed,
		SUM(CASE WHEN m.no = c.master THEN 1 ELSE 0 END),
		COUNT(*), COUNT(DISTINCT NULLIF(m.person, '')), SUM(CASE WHEN m.person = '' THEN 1 ELSE 0 END),
		SUM(CASE WHEN m.at > `+week+` THEN 1 ELSE 0 END), SUM(CASE WHEN m.at > `+month+` THEN 1 ELSE 0 END),
		SUM(CASE WHEN l.no IS NULL THEN 0 ELSE 1 END), MIN(m.at), MAX(m.at),
		SUM(CASE WHEN p.open = 1 AND l.no IS NULL AND m.no <> c.master THEN 1 ELSE 0 END)
		FROM cluster c JOIN cluster_member m ON m.county = c.county AND m.number = c.number
		JOIN petition p ON p.county = m.county AND p.no = m.no
		LEFT JOIN link l ON l.county = m.county AND l.no = m.no AND l.other = c.master AND l.kind = '`+string(petition.Collection)+`'
		WHERE c.county = $1`+where+` AND `+r.scoped(b, "m")+` GROUP BY c.county, c.number`+rest, b.args...)
	if err != nil {
		return nil, fmt.Errorf("reading collective matters: %w", err)
	}
	return list, nil
}

func scanCluster(r rows) (c Cluster, err error) {
	var named, leads int
	var closed *int64
	var first, last int64
	err = r.Scan(&c.Number, &c.Name, &named, &c.Place, &c.Master, &closed, &leads, &c.N, &c.People, &c.Unnamed, &c.Week, &c.Month, &c.Joined, &first, &last, &c.Free)
	c.Named, c.Closed, c.First, c.Last = named == 1, instantOrZero(closed), instant(first), instant(last)
	if leads == 0 {
		c.Master, c.Joined = "", 0 // out of scope
	}
	return c, err
}

// ClusterMember is a matter in a group.
type ClusterMember struct {
	Number int
	No     string
	At     time.Time
}

// ClusterMembers lists the members of some groups that are in scope, by time.
func (r *Reader) ClusterMembers(ctx context.Context, numbers ...int) ([]ClusterMember, error) {
	if len(numbers) == 0 {
		return nil, nil
	}
	b := newBuilder(r.db.county)
	list, err := all(ctx, r.q, func(r rows) (m ClusterMember, err error) {
		var at int64
		err = r.Scan(&m.Number, &m.No, &at)
		m.At = instant(at)
		return m, err
	}, `SELECT m.number, m.no, m.at FROM cluster_member m WHERE m.county = $1 AND m.number IN `+inNumbers(b, numbers)+` AND `+r.scoped(b, "m")+` ORDER BY m.at, m.no`, b.args...)
	if err != nil {
		return nil, fmt.Errorf("reading who belongs to a collective matter: %w", err)
	}
	return list, nil
}

// ClusterOut lists the matters in scope that somebody took out of a group.
func (r *Reader) ClusterOut(ctx context.Context, number int) ([]string, error) {
	b := newBuilder(r.db.county)
	return all(ctx, r.q, scanNo, `SELECT o.no FROM cluster_out o WHERE o.county = $1 AND o.number = `+b.arg(number)+` AND `+r.scoped(b, "o")+` ORDER BY o.at, o.no`, b.args...)
}

// Gathering finds, for each of some matters in scope, how many members the open group has that it belongs
// to and that nobody leads, if they are as many as least. Groups are counted as the scope shows them.
func (r *Reader) Gathering(ctx context.Context, numbers []string, least int) (map[string]Cluster, error) {
	found := map[string]Cluster{}
	for part := range slices.Chunk(numbers, chunk) {
		b := newBuilder(r.db.county)
		of, err := all(ctx, r.q, func(r rows) (m ClusterMember, err error) { return m, r.Scan(&m.Number, &m.No) },
			`SELECT m.number, m.no FROM cluster_member m JOIN cluster c ON c.county = m.county AND c.number = m.number
			WHERE m.county = $1 AND m.no IN `+in(b, part)+` AND c.closed IS NULL AND c.master = ''`, b.args...)
		if err != nil {
			return nil, fmt.Errorf("looking for collective matters: %w", err)
		}
		if len(of) == 0 {
			continue
		}
		var asked []int
		for _, m := range of {
			asked = append(asked, m.Number)
		}
		b = newBuilder(r.db.county)
		list, err := r.clusters(ctx, b, time.UnixMilli(0), ` AND c.number IN `+inNumbers(b, asked), ` HAVING COUNT(*) >= `+b.arg(least)+several)
		if err != nil {
			return nil, err
		}
		for _, m := range of {
			if i := slices.IndexFunc(list, func(c Cluster) bool { return c.Number == m.Number }); i >= 0 {
				found[m.No] = list[i]
			}
		}
	}
	return found, nil
}

func scanNo(r rows) (no string, err error) { return no, r.Scan(&no) }

// inNumbers is a list of placeholders.
func inNumbers(b *builder, numbers []int) string {
	marks := ""
	for i, n := range numbers {
		if i > 0 {
			marks += ", "
		}
		marks += b.arg(n)
	}
	return "(" + marks + ")"
}
