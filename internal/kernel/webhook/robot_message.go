package webhook

import (
	"encoding/json"
	"fmt"
	"strings"
	"unicode/utf8"

	"duban/internal/kernel/notice"
)

// RobotMessage (群消息) is a notice on its way into a group. It names nobody.
type RobotMessage struct {
	Division  string
	ID        string
	Robot     string
	Item      notice.Item
	State     State
	Tries     int64
	NextAt    int64
	Trouble   string
	CreatedAt int64
	Version   int64
}

// Signature (签名) is what shows a robot's product who speaks; zero for none.
type Signature struct{ Timestamp, Sign string }

// Compose writes groups of items as one message of the product, within its
// limit; what does not fit is counted. site is where people open the pages, ""
// leaves links out.
func (f Format) Compose(title string, groups []notice.Group, site string) string {
	several := 0
	for _, g := range groups {
		several += len(g.Items)
	}
	var b strings.Builder
	b.WriteString("**" + plainText(title) + "**\n")
	if several > 1 {
		b.WriteString(notice.Counts(groups) + "\n")
	}
	left := several
	for _, g := range groups {
		head := ""
		if several > 1 {
			head = "\n**" + g.Title() + "**\n"
		}
		for _, i := range g.Items {
			line := head + f.line(i, site)
			// room is kept for saying how many were left out
			if b.Len()+len(line) > f.Most()-100 {
				fmt.Fprintf(&b, "\n另有 %d 件，请到系统里看。\n", left)
				return b.String()
			}
			b.WriteString(line)
			head = ""
			left--
		}
	}
	return b.String()
}

func (f Format) line(i notice.Item, site string) string {
	words := plainText(i.Words)
	if !i.DueOn.Zero() && !strings.Contains(words, i.DueOn.String()) {
		words += fmt.Sprintf("（%d 月 %d 日到期）", i.DueOn.Month, i.DueOn.Day)
	}
	if site != "" && i.Path != "" {
		words += " [去看](" + site + i.Path + ")"
	}
	if f == DingTalk { // whose markdown wants a list for lines to stand apart
		return "- " + words + "\n"
	}
	return "> " + words + "\n"
}

// plainText keeps what somebody wrote from becoming markup or a call to a member.
func plainText(s string) string {
	var b strings.Builder
	for _, r := range s {
		switch r {
		case '*', '_', '`', '[', ']', '<', '>', '#', '|', '~', '\\':
			r = map[rune]rune{'<': '〈', '>': '〉', '[': '〔', ']': '〕', '*': '＊', '_': '＿', '`': '‘', '#': '＃', '|': '｜', '~': '～', '\\': '＼'}[r]
		case '@':
			r = '＠'
		case '\n', '\r', '\t':
			r = ' '
		}
		b.WriteRune(r)
	}
	return b.String()
}

// Body is the message as JSON of the product. Feishu takes the signature in the
// body; the others have none, or in the address.
func (f Format) Body(title, text string, s Signature) ([]byte, error) {
	switch f {
	case WeCom:
		return json.Marshal(map[string]any{"msgtype": "markdown", "markdown": map[string]string{"content": text}})
	case DingTalk:
		return json.Marshal(map[string]any{"msgtype": "markdown", "markdown": map[string]string{"title": title, "text": text}})
	}
	card := map[string]any{"msg_type": "interactive", "card": map[string]any{
		"config":   map[string]bool{"wide_screen_mode": true},
		"header":   map[string]any{"title": map[string]string{"tag": "plain_text", "content": title}},
		"elements": []any{map[string]string{"tag": "markdown", "content": text}},
	}}
	if s != (Signature{}) {
		card["timestamp"], card["sign"] = s.Timestamp, s.Sign
	}
	return json.Marshal(card)
}

// mostSaid bounds what of the product's own words is shown to the administrator.
const mostSaid = 120

// Answered reads what the product said: it answers 200 whether it took the
// message or not. WeCom and DingTalk say errcode and errmsg, Feishu code and
// msg, older Feishu answers StatusCode.
func (f Format) Answered(a Answer) Answer {
	if !a.OK() {
		return a
	}
	var said struct {
		Errcode    *int64 `json:"errcode"`
		Errmsg     string `json:"errmsg"`
		Code       *int64 `json:"code"`
		Msg        string `json:"msg"`
		StatusCode *int64 `json:"StatusCode"`
	}
	if err := json.Unmarshal(a.Body, &said); err != nil {
		a.Trouble = "群机器人的答复读不懂。"
		return a
	}
	code, words := said.Errcode, said.Errmsg
	if f == Feishu {
		if code, words = said.Code, said.Msg; code == nil {
			code = said.StatusCode
		}
	}
	switch {
	case code == nil:
		a.Trouble = "群机器人的答复读不懂。"
	case *code != 0:
		a.Trouble = fmt.Sprintf("%s没有收下（%d）：%s", f.Title(), *code, brief(words))
		a.Refused = f.forGood(*code)
	}
	return a
}

// forGood are the codes after which trying again is of no use until somebody
// mends the robot: WeCom 93000 and DingTalk 300001 and 400013 where there is no
// such robot or group any more, DingTalk 310000 and Feishu 19021 where signature
// or keyword is wrong, Feishu 19024 for the keyword, WeCom 40058 and Feishu 9499
// where the message itself is not taken. The codes of DingTalk and Feishu [unverified].
func (f Format) forGood(code int64) bool {
	switch f {
	case WeCom:
		return code == 93000 || code == 40058
	case DingTalk:
		return code == 300001 || code == 400013 || code == 310000
	}
	return code == 19021 || code == 19024 || code == 9499
}

func brief(s string) string {
	s = strings.Map(func(r rune) rune {
		if r < ' ' || r == utf8.RuneError {
			return ' '
		}
		return r
	}, s)
	if r := []rune(s); len(r) > mostSaid {
		return string(r[:mostSaid]) + "…"
	}
	return s
}
