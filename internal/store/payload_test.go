package store

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
)

// what the quick reading takes, encoding/json takes for the same.
func FuzzReadPayloads(f *testing.F) {
	for _, list := range [][]Payload{
		{},
		{{Object: "unit/kj"}},
		{{Object: "record/a/b", B: "00", A: "ff", Salt: []byte("0123456789abcdef"), Bytes: `{"v":1,"words":"1021.5亿元","reason":"a<b & \"c\"\n"}`}, {Object: "x", Bytes: "\u2028\x00\\"}},
	} {
		b, err := json.Marshal(list)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(b))
	}
	for _, text := range []string{``, `null`, `[`, `[{}]`, `[{"o":null}]`, `[{"o":"a","o":"b"}]`, `[ {"o":"a"} ]`, `[{"o":"\ud83d\ude00"}]`, `[{"s":"!"}]`, `[{"O":"a"}]`, `[{"x":"a","o":"b"}]`, "[{\"o\":\"\xff\"}]"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got, ours, err := readPayloads(text)
		var want []Payload
		if wrong := json.Unmarshal([]byte(text), &want); (err == nil) != (wrong == nil) {
			t.Fatalf("%v, but encoding/json says %v", err, wrong)
		} else if wrong == nil && !(len(got) == 0 && len(want) == 0) && !reflect.DeepEqual(got, want) {
			t.Errorf("%q\nread %+v\nwant %+v", text, got, want)
		}
		if d := json.NewDecoder(strings.NewReader(text)); ours {
			d.DisallowUnknownFields()
			if err := d.Decode(&want); err != nil {
				t.Errorf("%q is taken for ours, but %v", text, err)
			}
		}
	})
}

func TestWhatThisProgramWritesIsReadQuickly(t *testing.T) {
	list := []Payload{{Object: "record/a/b", B: "00", A: "ff", Salt: []byte("0123456789abcdef"), Bytes: `{"v":1,"words":"1021.5亿元","reason":"a<b & \"c\"\n\u2028"}`}}
	b, err := json.Marshal(list)
	if err != nil {
		t.Fatal(err)
	}
	if got, ok := plainPayloads(string(b)); !ok || !reflect.DeepEqual(got, list) {
		t.Errorf("%s is read as %+v, %v", b, got, ok)
	}
}
