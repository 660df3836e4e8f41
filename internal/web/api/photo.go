package api

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"duban/internal/base/fault"
	"duban/internal/desk"
	"duban/internal/web/say"
)

// Photo is a photograph that was taken in.
type Photo struct {
	Photo  string `json:"photo" doc:"照片的名字；立件或办动作时写在照片一栏里"`
	Size   int64  `json:"size" doc:"存下的字节数"`
	Width  int    `json:"width"`
	Height int    `json:"height"`
}

// PhotoAt names a photograph of a case in the path.
type PhotoAt struct {
	CaseAt
	Photo string `path:"photo" maxLength:"80" doc:"照片的名字"`
	Small bool   `query:"small" doc:"要小图"`
}

func photos(a *API) {
	noun := say.Text("办件")
	o := Operation{Method: http.MethodPost, Path: "/photos", Act: "photo.hand", Noun: noun, Says: say.Text("传一张照片"),
		About: "multipart/form-data，一栏 file：JPEG、PNG 或 WebP，至多 16 MB。照片里的拍摄位置、时间和机型会去掉。得到的名字，由同一个人在立件或办动作时写进照片一栏；三十天没有用到就删去。", creates: true, streams: true}
	add(a, o, http.StatusCreated, nil, func(c *call, _ *struct{}) (*made[Photo], error) {
		_, b, err := c.file("没有选照片。", desk.MostPhoto, "照片超过 16 MB。", "请在手机里缩小，或用较低的画质再拍。")
		if err != nil {
			return nil, err
		}
		sum := sha256.Sum256(b)
		c.act.Asked = fingerprint("photo", hex.EncodeToString(sum[:]))
		k, err := c.desk.HandPhoto(c, c.by, c.act, bytes.NewReader(b))
		if err != nil {
			return nil, err
		}
		return &made[Photo]{Body: Photo(k)}, nil
	})
	// said only now: huma would read the body that it knows of
	a.huma.OpenAPI().Paths[o.Path].Post.RequestBody = &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{"multipart/form-data": {Schema: &huma.Schema{Type: "object", Required: []string{"file"},
		Properties: map[string]*huma.Schema{"file": {Type: "string", Description: "JPEG、PNG 或 WebP，至多 16 MB"}}}}}}
	add(a, Operation{Method: http.MethodGet, Path: "/cases/{case}/photos/{photo}", Act: "case.list", Noun: noun, Says: say.Text("办件的一张照片")}, http.StatusOK, func(h *huma.Operation) {
		h.Responses = map[string]*huma.Response{"200": {Description: "照片", Content: map[string]*huma.MediaType{"image/*": {Schema: &huma.Schema{Type: "string", ContentEncoding: "binary"}}}}}
	}, func(c *call, in *PhotoAt) (*huma.StreamResponse, error) {
		p, err := c.desk.OpenPhoto(c, c.by, in.Case, in.Photo, in.Small)
		if err != nil {
			return nil, err
		}
		return a.picture(p), nil
	})
}

// file reads the one file of a request that carries it as a part.
func (c *call) file(none string, most int64, large, smaller string) (name string, b []byte, err error) {
	media, params, err := mime.ParseMediaType(c.r.Header.Get("Content-Type"))
	if err != nil || media != "multipart/form-data" || params["boundary"] == "" {
		return "", nil, problem("unreadable", "这里要 multipart/form-data。", "写一栏 file。")
	}
	parts := multipart.NewReader(http.MaxBytesReader(c.w, c.r.Body, most+1<<20), params["boundary"])
	for {
		p, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return "", nil, fault.New(fault.Invalid, none, "写一栏 file。").At("file")
		}
		if err != nil {
			return "", nil, cutShort(err, large, smaller)
		}
		if p.FormName() != "file" {
			continue
		}
		b, err := io.ReadAll(p)
		if err != nil {
			return "", nil, cutShort(err, large, smaller)
		}
		return p.FileName(), b, nil
	}
}

func cutShort(err error, large, smaller string) error {
	var over *http.MaxBytesError
	if errors.As(err, &over) {
		return fault.New(fault.TooLarge, large, smaller).At("file").Because(err)
	}
	return fault.New(fault.Invalid, "文件没有传完。", "请用同一个 Idempotency-Key 再传一次。").At("file").Because(err)
}
