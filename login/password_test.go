package login

import "testing"

func TestFirstPasswordsKeepToTheRule(t *testing.T) {
	l := &Login{common: commonPasswords()}
	seen := map[string]bool{}
	for range 1000 {
		p := firstPassword()
		if err := l.check("", "case1", p); err != nil || seen[p] {
			t.Fatalf("%s: %v", p, err)
		}
		seen[p] = true
	}
}

// The list holds only what the rule would let pass: the rest is dead weight.
func TestCommonPasswordsKeepToTheRule(t *testing.T) {
	for word := range commonPasswords() {
		if len(word) < shortest {
			t.Errorf("%s is too short to need listing", word)
		}
	}
}

func TestADamagedHashIsAnError(t *testing.T) {
	for _, hash := range []string{"", "x", "$argon2id$v=19$m=64,t=1,p=1$!!$AA", "$argon2i$v=19$m=64,t=1,p=1$AA$AA", "$argon2id$v=18$m=64,t=1,p=1$AA$AA"} {
		if same, _, err := compare(hash, ""); same || err == nil {
			t.Errorf("%q: %v, %v", hash, same, err)
		}
	}
}

func BenchmarkPassword(b *testing.B) {
	for b.Loop() {
		DefaultCost().hash("Qingyuan-2026")
	}
}
