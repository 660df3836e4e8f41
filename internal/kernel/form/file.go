package form

import (
	"regexp"
	"strings"
	"unicode"

	"duban/internal/kernel/rule"
)

// mostFiles bounds the files of one field where a form says nothing.
const mostFiles = 12

// LongestTitle is how long a file's title may be, in characters.
const LongestTitle = 120

// File (附件) is a file as a field of files names it: the name that it is kept
// under, a point between the SHA-256 of its bytes and its kind, and behind a
// space what people call it.
type File struct{ Name, Title string }

var fileForm = regexp.MustCompile(`^[0-9a-f]{64}\.(pdf|jpg|png)$`)

func (f File) String() string { return f.Name + " " + f.Title }

// Stands says that the name and the title are such.
func (f File) Stands() bool {
	return fileForm.MatchString(f.Name) && f.Title != "" && f.Title == TitleOf(f.Title)
}

// FileOf reads what a field of files says of one.
func FileOf(s string) File {
	name, title, _ := strings.Cut(s, " ")
	return File{name, title}
}

// FilesOf are the files that a field names.
func FilesOf(v any) []File {
	list, _ := rule.As(rule.Texts, v).([]string)
	files := make([]File, len(list))
	for i, s := range list {
		files[i] = FileOf(s)
	}
	return files
}

// TitleOf makes of what somebody called a file a title that no system takes for
// a path, a command or two lines; made of a title it is the same.
func TitleOf(name string) string {
	name = name[strings.LastIndexAny(name, `/\`)+1:]
	name = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || strings.ContainsRune(`/\:*?"<>|`, r) || unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp) || r == unicode.ReplacementChar {
			return -1
		}
		return r
	}, name)
	return ended(strings.Join(strings.Fields(name), " "), LongestTitle)
}

// ended is the end of a name, which says the kind, without what stands around it.
func ended(name string, most int) string {
	name = strings.Trim(name, ". ")
	if r := []rune(name); len(r) > most {
		name = strings.Trim(string(r[len(r)-most:]), ". ")
	}
	return name
}

// Under is the file called by what it was handed in as; where both are too
// long, its own title is cut.
func (f File) Under(material string) File {
	before := TitleOf(strings.NewReplacer("/", "、", `\`, "、").Replace(material)) + "："
	f.Title = TitleOf(before + ended(f.Title, max(1, LongestTitle-len([]rune(before)))))
	return f
}

// unhanded holds that what a field of files says names files.
func (x Field) unhanded(v any) []Wanting {
	for _, f := range FilesOf(v) {
		if !f.Stands() {
			return []Wanting{{Field: x.Name, Sentence: "“" + x.Name + "”里有一个文件没有传上来。", Hint: "请重新选这个文件，再提交。"}}
		}
	}
	return nil
}
