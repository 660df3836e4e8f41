package scorecard_test

import (
	"fmt"
	"strings"
	"testing"

	"duban/internal/base/quantity"
	"duban/internal/kernel/scorecard"
)

const graded = `items:
  - {item: x, title: 得分, weight: 100, formula: positive, actual: 社会评价得分, target: 100, basis: local}
  - {item: y, title: 另一项, weight: 0.01, formula: positive, actual: 领导评价得分, target: 100, basis: local}
` + called

// called is what the totals are called.
const called = `vetoes:
  - {veto: safety, title: 安全, when: 安全生产否决, highest: 合格, missing: drop, basis: local}
grades:
  - {grade: 优秀, least: 90, basis: local}
  - {grade: 良好, least: 80, basis: local}
  - {grade: 合格, least: 60, basis: local}
  - {grade: 不合格, least: 0, basis: local}
`

// scored are subjects a, b, c … of these scores; a “!” is vetoed, what follows “/” is the group,
// what follows “+” is the other item.
func scored(scores ...string) (all []scorecard.Subject) {
	for i, s := range scores {
		s, group, _ := strings.Cut(s, "/")
		s, other, ok := strings.Cut(s, "+")
		if !ok {
			other = "0"
		}
		s, vetoed := strings.CutSuffix(s, "!")
		all = append(all, scorecard.Subject{ID: string(rune('a' + i)), Name: string(rune('甲' + i)), Group: group,
			Facts: facts{"社会评价得分": num(s), "领导评价得分": num(other), "安全生产否决": yes(vetoed)}})
	}
	return all
}

func TestGradesVetoesAndTheQuota(t *testing.T) {
	for _, c := range []struct {
		quota  string
		scores []string
		grades string
		cuts   string
	}{
		{"", []string{"90", "89.99", "80", "60", "59.99", "0", "95!", "50!"}, "优秀 良好 良好 合格 不合格 不合格 合格 不合格", ""},
		{"share: 0.3, rounds: down, ties: out", []string{"99", "98", "97", "96", "95", "94", "93", "92", "91"}, "优秀 优秀 良好 良好 良好 良好 良好 良好 良好", "优秀不超过 30%：9 家取 2 家，够分的 9 家，定 2 家"},
		{"share: 0.3, rounds: up, ties: out", []string{"99", "98", "97", "96", "95", "94", "93", "92", "91"}, "优秀 优秀 优秀 良好 良好 良好 良好 良好 良好", "优秀不超过 30%：9 家取 3 家，够分的 9 家，定 3 家"},
		{"share: 0.3, rounds: half-up, ties: out", []string{"99", "98", "97", "96", "95"}, "优秀 优秀 良好 良好 良好", "优秀不超过 30%：5 家取 2 家，够分的 5 家，定 2 家"},
		// who is vetoed holds no place
		{"share: 0.5, rounds: down, ties: out", []string{"99!", "98", "97", "70"}, "合格 优秀 优秀 合格", "优秀不超过 50%：4 家取 2 家，够分的 2 家，定 2 家"},
		{"share: 0.5, rounds: down, ties: out", []string{"95", "92", "92", "70"}, "优秀 良好 良好 合格", "优秀不超过 50%：4 家取 2 家，够分的 3 家，定 1 家；线上 2 家并列，都不取"},
		{"share: 0.5, rounds: down, ties: in", []string{"95", "92", "92", "70"}, "优秀 优秀 优秀 合格", "优秀不超过 50%：4 家取 2 家，够分的 3 家，定 3 家；线上 2 家并列，都取"},
		{"share: 0.5, rounds: down, ties: out, breaks: [x]", []string{"95", "92", "91.99+100", "70"}, "优秀 优秀 良好 合格", "优秀不超过 50%：4 家取 2 家，够分的 3 家，定 2 家"},
		{"share: 0.01, rounds: down, ties: in", []string{"95", "92"}, "良好 良好", "优秀不超过 1%：2 家取 0 家，够分的 2 家，定 0 家"},
		{"share: 0.5, rounds: down, ties: out, within: group", []string{"95/镇", "94/镇", "92/街道", "91/街道", "93/场园"}, "优秀 良好 优秀 良好 良好", "场园 优秀不超过 50%：1 家取 0 家，够分的 1 家，定 0 家|街道 优秀不超过 50%：2 家取 1 家，够分的 2 家，定 1 家|镇 优秀不超过 50%：2 家取 1 家，够分的 2 家，定 1 家"},
	} {
		quota := ""
		if c.quota != "" {
			quota = "quota: {grade: 优秀, basis: local, " + c.quota + "}\n"
		}
		s := settle(t, carded(t, "unit", graded+quota), scored(c.scores...)...)
		var grades, cuts []string
		for _, r := range s.Subjects {
			grades = append(grades, r.Grade)
			if len(r.Why) == 0 {
				t.Errorf("%s has a grade and no reason", r.Name)
			}
		}
		for _, x := range s.Cuts {
			cuts = append(cuts, strings.TrimSpace(x.Group+" "+x.Words))
		}
		if got := strings.Join(grades, " "); got != c.grades {
			t.Errorf("%s %v: %s", c.quota, c.scores, got)
		}
		if got := strings.Join(cuts, "|"); got != c.cuts {
			t.Errorf("%s %v: %s", c.quota, c.scores, got)
		}
	}
}

func TestAGradeSaysWhy(t *testing.T) {
	s := settle(t, carded(t, "unit", graded+"quota: {grade: 优秀, share: 0.5, rounds: down, ties: out, basis: local}\n"), scored("95", "92", "92", "91", "97!")...)
	for id, want := range map[string]string{
		"a": "总分 95.00，优秀从 90 起；在优秀名额之内",
		"b": "总分 92.00，优秀从 90 起；优秀名额只有 2 家，名额内最低 95.00，线上并列的都不取，定为良好",
		"d": "总分 91.00，优秀从 90 起；优秀名额只有 2 家，名额内最低 95.00，定为良好",
		"e": "总分 97.00，优秀从 90 起；“安全”一票否决，至多合格",
	} {
		if got := strings.Join(s.Result(id).Why, "；"); got != want {
			t.Errorf("%s: %s", id, got)
		}
	}
}

func TestNobodyIsRankedUnlessAnOrderAsksForIt(t *testing.T) {
	subjects := scored("95/镇", "92/镇", "92/街道", "91/镇", "97/街道")
	for _, c := range []struct{ ranking, want string }{
		{"", "0 0 0 0 0"}, {"ranking: {basis: order}\n", "2 3 3 5 1"}, {"ranking: {basis: order, within: group}\n", "1 2 2 3 1"},
	} {
		s := settle(t, carded(t, "unit", graded+c.ranking), subjects...)
		var ranks []string
		for _, r := range s.Subjects {
			ranks = append(ranks, fmt.Sprint(r.Rank))
		}
		if got := strings.Join(ranks, " "); got != c.want {
			t.Errorf("%q: %s", c.ranking, got)
		}
	}
	if _, err := scorecard.Declare("x.yaml", []byte(fmt.Sprintf(head, "unit")+graded+"ranking: {within: all}\n")); err == nil || !strings.Contains(err.Error(), "排名缺“basis”") {
		t.Errorf("a ranking without an order: %v", err)
	}
}

func TestTheShareOfAQuotaIsExact(t *testing.T) {
	for _, c := range []struct {
		share, rounds string
		of, want      int
	}{{"0.3", "down", 60, 18}, {"0.3", "down", 10, 3}, {"0.35", "down", 60, 21}, {"0.3", "up", 10, 3}, {"0.3", "up", 11, 4}, {"0.3", "half-up", 15, 5}, {"0.3", "down", 0, 0}, {"1", "up", 7, 7}} {
		q := scorecard.Quota{Share: quantity.Must(c.share), Rounds: c.rounds}
		if got := q.Places(c.of); got != c.want {
			t.Errorf("%s of %d, %s: %d", c.share, c.of, c.rounds, got)
		}
	}
}
