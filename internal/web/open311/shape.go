package open311

import (
	"encoding/json"
	"encoding/xml"
	"strconv"
	"strings"

	"duban/internal/base/civil"
	"duban/internal/kernel/procedure"
	"duban/internal/kernel/rule"
	"duban/internal/web/say"
)

// both is an answer as the standard has it in each format: JSON leaves out what
// XML wraps lists in.
type both struct{ json, xml any }

func (q *ask) write(status int, said any) {
	b := said.(both)
	var text []byte
	var err error
	media := "application/json; charset=utf-8"
	if q.format == "json" {
		text, err = json.Marshal(b.json)
	} else {
		media = "text/xml; charset=utf-8"
		text, err = xml.Marshal(b.xml)
		text = append([]byte(xml.Header), text...)
	}
	if err != nil {
		panic("open311: an answer cannot be written: " + err.Error())
	}
	h := q.w.Header()
	h.Set("Content-Type", media)
	h.Set("Cache-Control", "no-cache")
	q.w.WriteHeader(status)
	_, _ = q.w.Write(text) // a caller who is gone is no trouble of ours
}

// text is null in JSON and an empty element in XML where nothing is said.
type text string

// MarshalJSON writes the text.
func (t text) MarshalJSON() ([]byte, error) {
	if t == "" {
		return []byte("null"), nil
	}
	return json.Marshal(string(t))
}

// degrees are a number, or nothing, like text.
type degrees string

// MarshalJSON writes the number.
func (d degrees) MarshalJSON() ([]byte, error) {
	if d == "" {
		return []byte("null"), nil
	}
	return []byte(d), nil
}

type mistake struct {
	Code        int  `json:"code" xml:"code"`
	Description text `json:"description" xml:"description"`
}

func wrong(status int, sentence string) both {
	list := []mistake{{status, text(sentence)}}
	return both{list, struct {
		XMLName xml.Name  `xml:"errors"`
		List    []mistake `xml:"error"`
	}{List: list}}
}

type endpoint struct {
	Specification text   `json:"specification" xml:"specification"`
	URL           text   `json:"url" xml:"url"`
	Changeset     text   `json:"changeset" xml:"changeset"`
	Type          text   `json:"type" xml:"type"`
	Formats       []text `json:"formats" xml:"formats>format"`
}

type found struct {
	XMLName    xml.Name   `json:"-" xml:"discovery"`
	Changeset  text       `json:"changeset" xml:"changeset"`
	Contact    text       `json:"contact" xml:"contact"`
	KeyService text       `json:"key_service" xml:"key_service"`
	Endpoints  []endpoint `json:"endpoints" xml:"endpoints>endpoint"`
}

// discovery tells what stands where.
func (s *site) discovery(q *ask) both {
	origin := strings.TrimSuffix(s.house.Origin, "/")
	if origin == "" {
		origin = "http://" + q.Host
		if q.TLS != nil || q.Header.Get("X-Forwarded-Proto") == "https" {
			origin = "https://" + q.Host
		}
	}
	var since civil.Instant
	for _, o := range s.house.Desk.Offerings(q.Context()) {
		since = max(since, o.Procedure.Mechanism.From.At(0, 0))
	}
	f := found{Changeset: date(since), Contact: text(origin + "/guide"),
		KeyService: text(say.T(q.Context(), "用工作人员在“我的”里发的令牌作 api_key，许可里要有立件；由本地督查机构开通：") + origin + "/me"),
		Endpoints:  []endpoint{{standard, text(origin + Root), date(since), "production", []text{"text/xml", "application/json"}}}}
	return both{f, f}
}

type service struct {
	Code        text `json:"service_code" xml:"service_code"`
	Name        text `json:"service_name" xml:"service_name"`
	Description text `json:"description" xml:"description"`
	Metadata    bool `json:"metadata" xml:"metadata"`
	Type        text `json:"type" xml:"type"`
	Keywords    text `json:"keywords" xml:"keywords"`
	Group       text `json:"group" xml:"group"`
}

func offered(all []procedure.Offering) both {
	list := make([]service, 0, len(all))
	for _, o := range all {
		list = append(list, service{text(o.Code), text(o.Name), text(o.Procedure.Title + "：" + o.Name), len(o.Asks) > 0, "realtime", text(o.Name), text(o.Procedure.Title)})
	}
	return both{list, struct {
		XMLName xml.Name  `xml:"services"`
		List    []service `xml:"service"`
	}{List: list}}
}

type choice struct {
	Key  text `json:"key" xml:"key"`
	Name text `json:"name" xml:"name"`
}

type attribute struct {
	Variable bool     `json:"variable" xml:"variable"`
	Code     text     `json:"code" xml:"code"`
	Datatype text     `json:"datatype" xml:"datatype"`
	Required bool     `json:"required" xml:"required"`
	Hint     text     `json:"datatype_description" xml:"datatype_description"`
	Order    int      `json:"order" xml:"order"`
	Asks     text     `json:"description" xml:"description"`
	Values   []choice `json:"values,omitempty" xml:"values>value"`
}

type definition struct {
	XMLName    xml.Name    `json:"-" xml:"service_definition"`
	Code       text        `json:"service_code" xml:"service_code"`
	Attributes []attribute `json:"attributes" xml:"attributes>attribute"`
}

// defined tells what a service asks for beside what every report tells.
func defined(o procedure.Offering) both {
	d := definition{Code: text(o.Code), Attributes: []attribute{}}
	for i, f := range o.Asks {
		a := attribute{Variable: true, Code: text(f.Name), Datatype: "string", Required: f.Required, Hint: text(f.Hint), Order: i + 1, Asks: text(f.Name)}
		switch {
		case len(f.Choices) > 0:
			a.Datatype = "singlevaluelist"
		case f.Kind == rule.Flag:
			a.Datatype, f.Choices = "singlevaluelist", []string{"是", "否"}
		case f.Kind == rule.Number:
			a.Datatype = "number"
		case f.Is == "lines":
			a.Datatype = "text"
		}
		for _, c := range f.Choices {
			a.Values = append(a.Values, choice{text(c), text(c)})
		}
		d.Attributes = append(d.Attributes, a)
	}
	return both{d, d}
}

type receipt struct {
	ID      text `json:"service_request_id" xml:"service_request_id"`
	Notice  text `json:"service_notice" xml:"service_notice"`
	Account text `json:"account_id" xml:"account_id"`
}

// taken is the answer to a report.
func taken(number string) both {
	return wrapped([]receipt{{ID: text(number)}})
}

// wrapped is a list of requests.
func wrapped[T any](list []T) both {
	return both{list, struct {
		XMLName xml.Name `xml:"service_requests"`
		List    []T      `xml:"request"`
	}{List: list}}
}

type known struct {
	ID    text `json:"service_request_id" xml:"service_request_id"`
	Token text `json:"token" xml:"token"`
}

// token tells the number that a token stands for: it is the number itself.
func token(o procedure.Outward) both {
	return wrapped([]known{{text(o.Number), text(o.Number)}})
}

type request struct {
	ID          text    `json:"service_request_id" xml:"service_request_id"`
	Status      text    `json:"status" xml:"status"`
	Notes       text    `json:"status_notes" xml:"status_notes"`
	Name        text    `json:"service_name" xml:"service_name"`
	Code        text    `json:"service_code" xml:"service_code"`
	Description text    `json:"description" xml:"description"`
	Agency      text    `json:"agency_responsible" xml:"agency_responsible"`
	Notice      text    `json:"service_notice" xml:"service_notice"`
	Requested   text    `json:"requested_datetime" xml:"requested_datetime"`
	Updated     text    `json:"updated_datetime" xml:"updated_datetime"`
	Expected    text    `json:"expected_datetime" xml:"expected_datetime"`
	Address     text    `json:"address" xml:"address"`
	AddressID   text    `json:"address_id" xml:"address_id"`
	Zipcode     text    `json:"zipcode" xml:"zipcode"`
	Lat         degrees `json:"lat" xml:"lat"`
	Long        degrees `json:"long" xml:"long"`
	Media       text    `json:"media_url" xml:"media_url"`
}

// told are cases as anybody may read them.
func told(all []procedure.Outward) both {
	list := make([]request, 0, len(all))
	for _, o := range all {
		x := request{ID: text(o.Number), Status: "open", Notes: text(o.Outcome), Name: text(o.Service.Name), Code: text(o.Service.Code), Description: text(o.Description),
			Requested: date(o.Requested), Updated: date(o.Updated), Expected: date(o.Expected), Address: text(o.Address)}
		if o.Closed {
			x.Status = "closed"
		}
		if o.Placed {
			long, lat, _ := strings.Cut(o.At.String(), ",")
			x.Lat, x.Long = number(lat), number(long)
		}
		list = append(list, x)
	}
	return wrapped(list)
}

// number is a number as JSON has it.
func number(s string) degrees {
	f, err := strconv.ParseFloat(s, 64)
	if err != nil {
		return ""
	}
	return degrees(strconv.FormatFloat(f, 'f', -1, 64))
}
