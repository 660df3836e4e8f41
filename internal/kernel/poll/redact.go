package poll

import "regexp"

// What may lead to somebody: telephones, identity cards and bank cards, however
// they are spaced and in whatever digits, and mailboxes. The shortest local
// telephone has seven digits.
var (
	mailbox = regexp.MustCompile(`[\p{L}\p{N}._%+-]+[@＠][\p{L}\p{N}-]+(?:[.．。][\p{L}\p{N}-]+)+`)
	figures = regexp.MustCompile(`[0-9０-９](?:[-－—–_.·/ 　]{0,3}[0-9０-９]){6,}[xXｘＸ]?`)
	spelled = regexp.MustCompile(`[〇零○一二三四五六七八九幺壹贰叁肆伍陆柒捌玖](?:[-－ 　]?[〇零○一二三四五六七八九幺壹贰叁肆伍陆柒捌玖]){6,}`)
)

// Redact leaves telephones, numbers of cards and mailboxes out of what somebody
// wrote. Names it cannot know.
func Redact(s string) string {
	s = mailbox.ReplaceAllString(s, "〔邮箱略〕")
	s = figures.ReplaceAllString(s, "〔号码略〕")
	return spelled.ReplaceAllString(s, "〔号码略〕")
}
