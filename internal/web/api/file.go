package api

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"duban/internal/desk"
	"duban/internal/web/say"
)

// File is a file that was taken in for a form.
type File struct {
	File string `json:"file" doc:"文件的名字和叫法；立件或办动作时原样写在收文件的一栏里"`
}

// FileAt names a file of a case in the path.
type FileAt struct {
	CaseAt
	File string `path:"file" maxLength:"80" doc:"文件的名字，叫法不写"`
}

func files(a *API) {
	noun := say.Text("办件")
	o := Operation{Method: http.MethodPost, Path: "/files", Act: "photo.hand", Noun: noun, Says: say.Text("传一个文件"),
		About: "multipart/form-data，一栏 file：PDF、JPEG 或 PNG，至多 10 MB，PDF 至多三百页。得到的，由同一个人在立件或办动作时写进收文件的一栏；三十天没有用到就删去。", creates: true, streams: true}
	add(a, o, http.StatusCreated, nil, func(c *call, _ *struct{}) (*made[File], error) {
		name, b, err := c.file("没有选文件。", desk.MostFile, "文件超过 10 MB。", "请压缩，或拆成几份。")
		if err != nil {
			return nil, err
		}
		sum := sha256.Sum256(b)
		c.act.Asked = fingerprint("file", name+" "+hex.EncodeToString(sum[:]))
		f, err := c.desk.HandFile(c, c.by, c.act, name, bytes.NewReader(b))
		if err != nil {
			return nil, err
		}
		return &made[File]{Body: File{f.String()}}, nil
	})
	// said only now: huma would read the body that it knows of
	a.huma.OpenAPI().Paths[o.Path].Post.RequestBody = &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{"multipart/form-data": {Schema: &huma.Schema{Type: "object", Required: []string{"file"},
		Properties: map[string]*huma.Schema{"file": {Type: "string", Description: "PDF、JPEG 或 PNG，至多 10 MB"}}}}}}
	add(a, Operation{Method: http.MethodGet, Path: "/cases/{case}/files/{file}", Act: "case.list", Noun: noun, Says: say.Text("办件的一个文件")}, http.StatusOK, func(h *huma.Operation) {
		h.Responses = map[string]*huma.Response{"200": {Description: "文件", Content: map[string]*huma.MediaType{"application/pdf": {Schema: &huma.Schema{Type: "string", ContentEncoding: "binary"}}, "image/*": {Schema: &huma.Schema{Type: "string", ContentEncoding: "binary"}}}}}
	}, func(c *call, in *FileAt) (*huma.StreamResponse, error) {
		f, err := c.desk.OpenCaseFile(c, c.by, in.Case, in.File)
		if err != nil {
			return nil, err
		}
		return a.attached(f), nil
	})
}
