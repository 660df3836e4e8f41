package credential

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"strconv"
	"time"
)

// SignDingTalk signs a call of a DingTalk group robot: HMAC-SHA256 with the
// robot's secret (SEC…) over milliseconds, a line feed and the secret, as
// base64; both go into the address. DingTalk takes it within an hour.
// Source: open.dingtalk.com/document/robots/customize-robot-security-settings.
func SignDingTalk(secret string, at time.Time) (timestamp, sign string) {
	timestamp = strconv.FormatInt(at.UnixMilli(), 10)
	return timestamp, hmacText(secret, timestamp+"\n"+secret)
}

// SignFeishu signs a message of a Feishu group robot: HMAC-SHA256 of nothing,
// with seconds, a line feed and the secret as the key, as base64; both go into
// the body. Feishu takes it within an hour.
// Source: open.feishu.cn/document/client-docs/bot-v3/add-custom-bot.
func SignFeishu(secret string, at time.Time) (timestamp, sign string) {
	timestamp = strconv.FormatInt(at.Unix(), 10)
	return timestamp, hmacText(timestamp+"\n"+secret, "")
}

func hmacText(key, text string) string {
	h := hmac.New(sha256.New, []byte(key))
	h.Write([]byte(text))
	return base64.StdEncoding.EncodeToString(h.Sum(nil))
}
