package desk

import (
	"context"
	"strings"

	"duban/internal/base/fault"
	"duban/internal/credential"
	"duban/internal/kernel/staff"
	"duban/internal/kernel/webhook"
)

// SetWebhook is an address to push to, as the security administrator lists it.
type SetWebhook struct {
	ID       string // "" for a new one
	Label    string
	Address  string
	Kinds    []string
	Networks []string
	Stopped  bool
}

// WebhookIssued is a listed address; the secret is shown once and kept sealed.
type WebhookIssued struct {
	ID     string `json:"id"`
	Secret string `json:"-"`
}

// SetWebhook lists an address or changes one. A new one gets its secret.
func (w *Workspace) SetWebhook(ctx context.Context, by staff.Actor, call Call, in SetWebhook) (WebhookIssued, error) {
	secret := ""
	out, err := perform(ctx, w, by, "webhook.set", call, func(d *deed) (WebhookIssued, error) {
		secret = ""
		h := webhook.Webhook{Division: by.Division, ID: in.ID}
		if in.ID != "" {
			var err error
			if h, err = d.webhook(call, in.ID); err != nil {
				return WebhookIssued{}, err
			}
		}
		h.Label, h.Address, h.Kinds, h.Networks, h.Stopped = strings.TrimSpace(in.Label), strings.TrimSpace(in.Address), in.Kinds, in.Networks, in.Stopped
		if err := h.Check(); err != nil {
			return WebhookIssued{}, err
		}
		if in.ID != "" {
			return WebhookIssued{ID: h.ID}, d.saveWebhook(h)
		}
		h.ID = d.newID()
		var err error
		if secret, err = d.newSecret(&h); err != nil {
			return WebhookIssued{}, err
		}
		d.object = "webhook/" + h.ID
		_, bytes := canonWebhook(h)
		h.Seal = d.seal(d.object, nil, bytes)
		return WebhookIssued{ID: h.ID}, d.tx.AddWebhook(h)
	})
	if err == nil {
		out.Secret = secret
		w.sending.wake()
	}
	return out, err
}

// olderSecretTime is how long the secret before signs too, so that the
// receiver can change over in its own time.
const olderSecretTime = 7 * day

// RotateWebhook gives an address a new secret. Where the one before has leaked
// it ends at once.
func (w *Workspace) RotateWebhook(ctx context.Context, by staff.Actor, call Call, id string, leaked bool) (WebhookIssued, error) {
	secret := ""
	out, err := perform(ctx, w, by, "webhook.set", call, func(d *deed) (WebhookIssued, error) {
		h, err := d.webhook(call, id)
		if err != nil {
			return WebhookIssued{}, err
		}
		h.Older, h.OlderUntil = h.Secret, d.now+olderSecretTime
		if leaked {
			h.Older, h.OlderUntil = nil, 0
		}
		if secret, err = d.newSecret(&h); err != nil {
			return WebhookIssued{}, err
		}
		return WebhookIssued{ID: id}, d.saveWebhook(h)
	})
	if err == nil {
		out.Secret = secret
	}
	return out, err
}

// ResumeWebhook opens an address again that the program paused.
func (w *Workspace) ResumeWebhook(ctx context.Context, by staff.Actor, call Call, id string) error {
	_, err := perform(ctx, w, by, "webhook.set", call, func(d *deed) (struct{}, error) {
		h, err := d.webhook(call, id)
		if err != nil {
			return struct{}{}, err
		}
		if h.PausedAt == 0 {
			return struct{}{}, fault.New(fault.Conflict, "“"+h.Label+"”没有暂停。", "请刷新看看现在的样子。")
		}
		h.PausedAt, h.PausedFor, h.Failures, h.NextAt = 0, "", 0, 0
		return struct{}{}, d.saveWebhook(h)
	})
	w.sending.wake()
	return err
}

// TestWebhook sends an event that says nothing but that the way is open.
func (w *Workspace) TestWebhook(ctx context.Context, by staff.Actor, call Call, id string) error {
	_, err := perform(ctx, w, by, "webhook.set", call, func(d *deed) (struct{}, error) {
		h, err := d.webhook(call, id)
		if err != nil {
			return struct{}{}, err
		}
		if !h.Open() {
			return struct{}{}, fault.New(fault.Conflict, "“"+h.Label+"”停着，试不了。", "先恢复推送，再试。")
		}
		e := webhook.Event{Division: by.Division, ActID: d.id, Kind: webhook.Tested, Object: "webhook/" + id, At: d.now}
		return struct{}{}, d.tx.AddDelivery(webhook.Delivery{Division: by.Division, ID: e.ID() + "-" + id, Webhook: id, Event: e.ID(), Kind: e.Kind, Object: e.Object,
			Body: string(e.Body()), State: webhook.Waiting, NextAt: d.now, CreatedAt: d.now})
	})
	w.sending.wake()
	return err
}

// webhook finds the address that the deed is about.
func (d *deed) webhook(call Call, id string) (webhook.Webhook, error) {
	d.object = "webhook/" + id
	h, err := d.tx.Webhook(d.by.Division, id)
	if err != nil {
		return h, err
	}
	return h, call.current(h.Version, "“"+h.Label+"”")
}

func (d *deed) saveWebhook(h webhook.Webhook) error {
	object, bytes := canonWebhook(h)
	h.Seal = d.seal(object, h.Seal, bytes)
	return d.tx.SetWebhook(h)
}

// newSecret draws a secret, seals it into the row and gives it in the open.
func (d *deed) newSecret(h *webhook.Webhook) (string, error) {
	if d.w.means.Keys == nil {
		return "", fault.New(fault.Unavailable, "没有密封密钥，不能设推送。", "请系统管理员从备份取回 keys 文件夹，再重新启动。")
	}
	key, err := credential.NewWebhookKey(d.w.means.Random)
	if err != nil {
		return "", err
	}
	h.Secret, err = d.w.means.Keys.Seal(d.w.means.Random, []byte(key.Reveal()), aboutWebhook(*h))
	return key.Reveal(), err
}

func aboutWebhook(h webhook.Webhook) string { return h.Division + "/webhook/" + h.ID }
