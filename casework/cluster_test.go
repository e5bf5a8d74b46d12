package casework

import (
	"testing"

	"bihuan/find/cluster"
	"bihuan/store/storetest"
)

// Two nodes hold the same groups, whichever of them a matter, or a person, comes to; and none begins anew
// for what the other took in.
func TestTwoNodesGroupAlike(t *testing.T) {
	for _, engine := range storetest.Engines() {
		t.Run(string(engine), func(t *testing.T) {
			t.Parallel()
			s := newStory(t, engine)
			s.at = "two nodes"
			one, two := s.cases, New(s.db, s.cases.vault, s.cases.blobs, s.cases.rules)
			on := func(node *Casework, lines ...string) {
				s.cases = node
				for _, line := range lines {
					s.at = line
					s.say(line)
				}
			}
			estate := func(name, phone string) string {
				return `case1: register ` + name + ` subject="锦绣花园安置房入住三年办不了不动产权证" facts="三年前搬进锦绣花园安置房，开发商说欠缺验收手续，至今办不了不动产权证。" name=张` + name + ` phone=` + phone
			}
			on(one, estate("X1", "15400000001"), estate("X2", "15400000002"), "gather", "cluster case1 1 X1,X2")
			on(two, "gather", estate("X3", "15400000003"), "gather", "cluster case1 1 X1,X2,X3")
			held := [2]*cluster.Clusters{one.groups.held, two.groups.held}
			on(one, estate("X4", "15400000004"), "gather", "cluster case1 1 X1,X2,X3,X4")
			on(two, estate("X5", "15400000005"), "gather", "cluster case1 1 X1,X2,X3,X4,X5")
			if held != [2]*cluster.Clusters{one.groups.held, two.groups.held} {
				t.Error("a node began anew though both found the same")
			}
			on(one, "case1: cluster out 1 X3", "cluster case1 1 X1,X2,X4,X5")
			on(two, estate("X6", "15400000006"), "gather", "cluster case1 1 X1,X2,X4,X5,X6")
			on(one, "gather", "case1: cluster back 1 X3", "gather", "cluster case1 1 X1,X2,X3,X4,X5,X6")
			on(two, "gather", estate("X7", "15400000007"), "gather", "cluster case1 1 X1,X2,X3,X4,X5,X6,X7")
			s.verify()
		})
	}
}
