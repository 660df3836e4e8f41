package api

import (
	"sync"

	"duban/internal/kernel/staff"
	"duban/internal/web/frame"
	"duban/internal/web/say"
)

// described is an API that serves nobody: the page tells of it.
var described = sync.OnceValue(func() *API { return New(&frame.House{}) })

// rule is what holds for every operation.
type rule struct{ title, text say.Text }

var rules = []rule{
	{say.Text("令牌"), say.Text("写 Authorization: Bearer，令牌在“我的”里发，写明区划和期限；不认 cookie。令牌只能做它的范围里、岗位也能做的事。")},
	{say.Text("编号"), say.Text("每个 POST 写 Idempotency-Key，它就是这次行为的编号。重试用原来的编号，得到第一次的结果，不会办两遍。")},
	{say.Text("版本"), say.Text("取一个对象得到 ETag；改它在 If-Match 里写这个 ETag。没写是 428，别人先改了是 412。")},
	{say.Text("翻页"), say.Text("列表一次至多 200 条，下一页的地址在 Link 头和正文的 next 里；记号不要自己拼。")},
	{say.Text("出错"), say.Text("是 application/problem+json：type 的 # 后面是机器认的代码，detail 是一句话，hint 是接着怎么办，errors 指出错在哪一栏。")},
}

// chapter is the operations on one noun.
type chapter struct {
	noun       say.Text
	operations []*Operation
}

func chapters() []chapter {
	var list []chapter
	for _, o := range described().order {
		if len(list) == 0 || list[len(list)-1].noun != o.Noun {
			list = append(list, chapter{noun: o.Noun})
		}
		last := &list[len(list)-1]
		last.operations = append(last.operations, o)
	}
	return list
}

func titleOf(act string) string {
	a, _ := staff.Named(act)
	return a.Title
}

// Show is the page of the API for people.
func Show(v *frame.Visit) error {
	return v.Show(frame.Sheet{Title: say.T(v.Ctx, "接口")}, page(v))
}

// limitText says how often one may ask here.
func limitText(v *frame.Visit) string {
	limits := limitsOf(v.House)
	if limits.Token.Most < 1 {
		return say.T(v.Ctx, "令牌不限次数；没有令牌的请求按地址每分钟 %d 次。超了是 429 和 Retry-After。", limits.Address.Most)
	}
	return say.T(v.Ctx, "每个令牌每分钟 %d 次，可以一次用完，用掉的均匀补回；没有令牌的请求按地址每分钟 %d 次。余量在 RateLimit 头里，超了是 429 和 Retry-After。几个进程各算各的。", limits.Token.Most, limits.Address.Most)
}
