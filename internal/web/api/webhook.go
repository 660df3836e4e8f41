package api

import (
	"net/http"
	"time"

	"duban/internal/base/fault"
	"duban/internal/desk"
	"duban/internal/kernel/webhook"
	"duban/internal/web/say"
)

// Webhook is an address that another system is told at. It holds no secret.
type Webhook struct {
	ID string `json:"id"`
	WebhookBody
	PausedAt  *time.Time `json:"paused_at,omitempty" doc:"系统停推的时间；没有就是没有停"`
	PausedFor string     `json:"paused_for,omitempty" doc:"为什么停推"`
	Waiting   int64      `json:"waiting" doc:"等着推的"`
	Failed    int64      `json:"failed" doc:"推不出去的"`
	Delivered int64      `json:"delivered" doc:"送到的"`
	ETag      string     `json:"etag"`
}

// WebhookBody is what can be set of an address.
type WebhookBody struct {
	Label    string   `json:"label" minLength:"1" maxLength:"60" doc:"接收系统的名称"`
	Address  string   `json:"address" minLength:"1" maxLength:"500" doc:"推送地址，https"`
	Kinds    []string `json:"kinds" minItems:"1" maxItems:"100" nullable:"false" doc:"推哪些事件，例 report.entered；* 是全部"`
	Networks []string `json:"networks,omitempty" maxItems:"8" nullable:"false" doc:"许可的内网网段"`
	Stopped  bool     `json:"stopped,omitempty" doc:"停推"`
}

func (b WebhookBody) set(id string) desk.SetWebhook {
	return desk.SetWebhook{ID: id, Label: b.Label, Address: b.Address, Kinds: b.Kinds, Networks: b.Networks, Stopped: b.Stopped}
}

func (h Webhook) tag() string { return h.ETag }

func ofWebhook(h desk.ListedWebhook) Webhook {
	return Webhook{h.ID, WebhookBody{h.Label, h.Address, h.Kinds, h.Networks, h.Stopped}, moment(h.PausedAt), h.PausedFor, h.Waiting, h.Failed, h.Delivered, tagOf(h.Version)}
}

// WebhookSecret is shown once and kept sealed.
type WebhookSecret struct {
	ID     string `json:"id"`
	Secret string `json:"secret,omitempty" doc:"签名密钥，只给这一次；重试时没有"`
}

// WebhookAt names an address in the path.
type WebhookAt struct {
	Webhook string `path:"webhook" doc:"推送地址代码"`
}

func webhooks(a *API) {
	noun := say.Text("推送地址")
	list(a, Operation{Path: "/webhooks", Act: "webhook.list", Noun: noun, Says: say.Text("推送地址")}, func(c *call, in *struct{ Paging }) ([]Webhook, func(int) cursor, error) {
		found, err := c.desk.ListWebhooks(c, c.by)
		if err != nil {
			return nil, nil, err
		}
		var all []Webhook
		for _, h := range found {
			all = append(all, ofWebhook(h))
		}
		return rest(&in.Paging, all, func(h Webhook) string { return h.ID })
	})
	one(a, Operation{Path: "/webhooks/{webhook}", Act: "webhook.list", Noun: noun, Says: say.Text("一个推送地址")}, func(c *call, in *WebhookAt) (Webhook, error) {
		found, err := c.desk.ListWebhooks(c, c.by)
		for _, h := range found {
			if h.ID == in.Webhook {
				return ofWebhook(h), err
			}
		}
		if err == nil {
			err = fault.New(fault.NotFound, "没有这个推送地址。", "重新取列表看看。")
		}
		return Webhook{}, err
	})
	create(a, Operation{Path: "/webhooks", Act: "webhook.set", Noun: noun, Says: say.Text("新设推送地址")}, func(c *call, in *struct{ Body WebhookBody }) (WebhookSecret, string, error) {
		x, err := c.desk.SetWebhook(c, c.by, c.act, in.Body.set(""))
		return WebhookSecret(x), place("webhooks", x.ID), err
	})
	done(a, Operation{Method: http.MethodPut, Path: "/webhooks/{webhook}", Act: "webhook.set", Noun: noun, Says: say.Text("改推送地址"), About: "整个换掉；密钥不变。", Existing: true}, func(c *call, in *struct {
		WebhookAt
		Body WebhookBody
	}) error {
		_, err := c.desk.SetWebhook(c, c.by, c.act, in.Body.set(in.Webhook))
		return err
	})
	act(a, Operation{Path: "/webhooks/{webhook}/rotate", Act: "webhook.set", Noun: noun, Says: say.Text("换密钥"), About: "原来的密钥再签 7 天；泄露了的当时就停。", Existing: true}, func(c *call, in *struct {
		WebhookAt
		Body struct {
			Leaked bool `json:"leaked" doc:"原来的密钥泄露了"`
		} `nameHint:"Rotation"`
	}) (WebhookSecret, error) {
		x, err := c.desk.RotateWebhook(c, c.by, c.act, in.Webhook, in.Body.Leaked)
		return WebhookSecret(x), err
	})
	done(a, Operation{Path: "/webhooks/{webhook}/resume", Act: "webhook.set", Noun: noun, Says: say.Text("恢复系统停了的推送"), Existing: true}, func(c *call, in *WebhookAt) error {
		return c.desk.ResumeWebhook(c, c.by, c.act, in.Webhook)
	})
	done(a, Operation{Path: "/webhooks/{webhook}/test", Act: "webhook.set", Noun: noun, Says: say.Text("试推送一次"), Existing: true}, func(c *call, in *WebhookAt) error {
		return c.desk.TestWebhook(c, c.by, c.act, in.Webhook)
	})
}

// Delivery is the telling of one event to one address.
type Delivery struct {
	ID        string        `json:"id"`
	Webhook   string        `json:"webhook" doc:"推送地址代码"`
	Event     string        `json:"event" doc:"事件代码，再推也不变"`
	Kind      string        `json:"kind" doc:"哪种事件"`
	Object    string        `json:"object" doc:"什么对象"`
	State     webhook.State `json:"state" enum:"waiting,delivered,failed" doc:"等着、送到了、推不出去"`
	Tries     int64         `json:"tries" doc:"推了几次"`
	NextAt    *time.Time    `json:"next_at,omitempty" doc:"下次什么时候推"`
	Trouble   string        `json:"trouble,omitempty" doc:"上次为什么没有推成"`
	CreatedAt *time.Time    `json:"created_at"`
	ETag      string        `json:"etag"`
}

func (d Delivery) tag() string { return d.ETag }

func ofDelivery(d webhook.Delivery) Delivery {
	out := Delivery{ID: d.ID, Webhook: d.Webhook, Event: d.Event, Kind: d.Kind, Object: d.Object, State: d.State, Tries: d.Tries, Trouble: d.Trouble, CreatedAt: moment(d.CreatedAt), ETag: tagOf(d.Version)}
	if d.State == webhook.Waiting {
		out.NextAt = moment(d.NextAt)
	}
	return out
}

// DeliveryAt names a delivery in the path.
type DeliveryAt struct {
	Delivery string `path:"delivery" doc:"推送代码"`
}

func deliveries(a *API) {
	noun := say.Text("推送")
	list(a, Operation{Path: "/deliveries", Act: "webhook.list", Noun: noun, Says: say.Text("推送，新的在前")}, func(c *call, in *struct {
		Paging
		State string `query:"state" enum:"waiting,delivered,failed" default:"failed" doc:"要哪种状态的"`
	}) ([]Delivery, func(int) cursor, error) {
		from, err := in.from(2)
		if err != nil {
			return nil, nil, err
		}
		before, err := at(from[0])
		if err != nil {
			return nil, nil, err
		}
		rows, err := c.desk.ListDeliveries(c, c.by, webhook.State(in.State), before, from[1], in.Limit+1)
		var all []Delivery
		for _, d := range rows {
			all = append(all, ofDelivery(d))
		}
		return all, func(i int) cursor { return cursor{rows[i].CreatedAt, rows[i].ID} }, err
	})
	one(a, Operation{Path: "/deliveries/{delivery}", Act: "webhook.list", Noun: noun, Says: say.Text("一次推送")}, func(c *call, in *DeliveryAt) (Delivery, error) {
		d, err := c.desk.ShowDelivery(c, c.by, in.Delivery)
		return ofDelivery(d), err
	})
	done(a, Operation{Path: "/deliveries/{delivery}/retry", Act: "delivery.retry", Noun: noun, Says: say.Text("再推推不出去的"), Existing: true}, func(c *call, in *DeliveryAt) error {
		return c.desk.RetryDelivery(c, c.by, c.act, in.Delivery)
	})
}
