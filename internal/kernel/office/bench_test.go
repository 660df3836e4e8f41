package office

import "testing"

func BenchmarkSuggest(b *testing.B) {
	c := Standard()
	words := "深入推进招商引资“一号工程”,强化产业链招商和定向精准招商,瞄准“三类500强”企业、细分领域头部企业、产业链关键环节企业,全力引进优质台商、头部企业、终端产品企业和上下游配套企业"
	path := []string{"（一）培育高质量发展新动能", "精准扩大有效投资"}
	for b.Loop() {
		c.Suggest(words, path)
	}
}
