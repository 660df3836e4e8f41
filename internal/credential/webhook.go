package credential

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"hash"
	"io"
	"log/slog"
	"strconv"
	"strings"
	"time"

	"github.com/emmansun/gmsm/sm3"

	"duban/internal/base/fault"
)

// WebhookScheme names a signature in the webhook-signature header.
type WebhookScheme string

const (
	SignSHA256 WebhookScheme = "v1"    // of the Standard Webhooks specification
	SignSM3    WebhookScheme = "v1sm3" // the same over HMAC-SM3; national mode (商用密码)
)

func (s WebhookScheme) digest() func() hash.Hash {
	switch s {
	case SignSHA256:
		return sha256.New
	case SignSM3:
		return func() hash.Hash { return sm3.New() }
	}
	return nil
}

// WebhookKey (推送签名密钥) is shared with the system that an event is sent to,
// or comes from. It prints as its kind alone.
type WebhookKey struct{ key []byte }

const (
	webhookPrefix = "whsec_"
	webhookNew    = 32
	webhookLeast  = 24
	webhookMost   = 64
	webhookIDMost = 256
)

// NewWebhookKey draws a key.
func NewWebhookKey(random io.Reader) (WebhookKey, error) {
	key, err := drawn(random, webhookNew)
	return WebhookKey{key}, err
}

// ParseWebhookKey reads “whsec_” and base64 of 24 to 64 bytes.
func ParseWebhookKey(text string) (WebhookKey, error) {
	body, ours := strings.CutPrefix(text, webhookPrefix)
	if ours && len(body) <= base64.StdEncoding.EncodedLen(webhookMost) {
		key, err := base64.StdEncoding.Strict().DecodeString(body)
		if err == nil && len(key) >= webhookLeast && len(key) <= webhookMost {
			k := WebhookKey{key}
			if k.Reveal() == text { // the decoder passes over line ends
				return k, nil
			}
		}
	}
	return WebhookKey{}, fault.New(fault.Invalid, "推送签名密钥的写法不对。", "应是 whsec_ 后面接 24 到 64 字节的 base64。")
}

// Reveal is the whole text, for its holder.
func (k WebhookKey) Reveal() string {
	return webhookPrefix + base64.StdEncoding.EncodeToString(k.key)
}

func (k WebhookKey) String() string               { return webhookPrefix + "…" }
func (k WebhookKey) GoString() string             { return k.String() }
func (k WebhookKey) LogValue() slog.Value         { return slog.StringValue(k.String()) }
func (k WebhookKey) MarshalText() ([]byte, error) { return []byte(k.String()), nil }

// WebhookHead is what stands in the headers webhook-id, webhook-timestamp and
// webhook-signature.
type WebhookHead struct{ ID, Timestamp, Signature string }

func (s WebhookScheme) signature(k WebhookKey, id, timestamp string, body []byte) string {
	mac := hmac.New(s.digest(), k.key)
	io.WriteString(mac, id+"."+timestamp+".")
	mac.Write(body)
	return string(s) + "," + base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

// SignWebhook signs with every key, so that the receiver may change over from
// an old one in his own time.
func SignWebhook(scheme WebhookScheme, id string, at time.Time, body []byte, keys ...WebhookKey) (WebhookHead, error) {
	if scheme.digest() == nil || len(keys) == 0 || !webhookID(id) {
		return WebhookHead{}, fmt.Errorf("credential: cannot sign webhook %q by %q with %d keys", id, scheme, len(keys))
	}
	h := WebhookHead{ID: id, Timestamp: strconv.FormatInt(at.Unix(), 10)}
	var all []string
	for _, k := range keys {
		if len(k.key) < webhookLeast {
			return WebhookHead{}, errors.New("credential: webhook key is too short")
		}
		all = append(all, scheme.signature(k, h.ID, h.Timestamp, body))
	}
	h.Signature = strings.Join(all, " ")
	return h, nil
}

// webhookID allows no dot, which would let id and timestamp run together.
func webhookID(id string) bool {
	if id == "" || len(id) > webhookIDMost {
		return false
	}
	for i := range len(id) {
		if c := id[i]; c <= ' ' || c >= 0x7f || c == '.' {
			return false
		}
	}
	return true
}

// VerifyWebhook says whether one of the keys signed the body by one of the
// schemes, not longer ago or further ahead than the tolerance. Whoever receives
// must still refuse an id that came before within it.
func VerifyWebhook(h WebhookHead, body []byte, now time.Time, tolerance time.Duration, schemes []WebhookScheme, keys ...WebhookKey) error {
	seconds, err := strconv.ParseInt(h.Timestamp, 10, 64)
	if !webhookID(h.ID) || err != nil || strconv.FormatInt(seconds, 10) != h.Timestamp || len(h.Signature) > 4096 {
		return fault.New(fault.Invalid, "推送的签名信息不完整。", "按 webhook-id、webhook-timestamp、webhook-signature 三项填写。")
	}
	if off := now.Sub(time.Unix(seconds, 0)); off > tolerance || off < -tolerance {
		return fault.New(fault.Refused, fmt.Sprintf("推送的时间与本机相差超过 %d 秒。", int64(tolerance/time.Second)), "核对两边的时钟，再重新推送。")
	}
	good := false
	for given := range strings.FieldsSeq(h.Signature) {
		for _, scheme := range schemes {
			if scheme.digest() == nil || !strings.HasPrefix(given, string(scheme)+",") {
				continue
			}
			for _, k := range keys {
				want := scheme.signature(k, h.ID, h.Timestamp, body)
				if len(k.key) >= webhookLeast && subtle.ConstantTimeCompare([]byte(want), []byte(given)) == 1 {
					good = true
				}
			}
		}
	}
	if !good {
		return fault.New(fault.Refused, "推送的签名不对。", "核对两边的签名密钥和算法；正文签名以后不能再改。")
	}
	return nil
}
