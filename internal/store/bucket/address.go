package bucket

import (
	"net"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"

	"duban/internal/base/fault"
)

// Scheme is what the address of a bucket begins with.
const Scheme = "s3://"

// place is where files lie in a store.
type place struct {
	bucket, prefix string // the prefix is "" or ends in a slash
	endpoint       string // host, or host and port
	secure         bool   // https
	plain          bool   // http to another machine is wanted
	region         string
	host           bool   // the bucket is named in the host, not in the path
	keys           string // file of the keys; "" for the environment
	ca             string // file of the only authorities to trust; "" for those of the machine
}

var (
	bucketForm = regexp.MustCompile(`^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$`)
	prefixForm = regexp.MustCompile(`^[A-Za-z0-9._-]+(/[A-Za-z0-9._-]+)*$`)
	regionForm = regexp.MustCompile(`^[A-Za-z0-9_-]{1,64}$`)
	hostForm   = regexp.MustCompile(`^[A-Za-z0-9.-]+$|^\[[0-9A-Fa-f:]+\]$`)
)

const example = "写法：s3://存储桶/前缀?endpoint=https://主机:端口&region=区域；密钥放在环境变量或 keys= 指的文件里。"

// wrong never repeats the address: somebody may have written a key into it.
func wrong(sentence string) error { return fault.New(fault.Usage, sentence, example) }

// parse reads s3://bucket/prefix?endpoint=…&region=…&style=path|host&keys=FILE&ca=FILE&plain=allowed.
func parse(address string) (place, error) {
	p := place{region: "us-east-1", secure: true}
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "s3" || u.Opaque != "" || u.Fragment != "" {
		return p, wrong("--files 后面的文件存储地址写错了。")
	}
	if u.User != nil {
		return p, wrong("文件存储的地址里不能写密钥。")
	}
	if p.bucket = u.Host; !bucketForm.MatchString(p.bucket) || strings.Contains(p.bucket, "..") {
		return p, wrong("文件存储的地址里，存储桶的名称不对。")
	}
	if prefix := strings.Trim(u.Path, "/"); prefix != "" {
		if !prefixForm.MatchString(prefix) || path.Clean(prefix) != prefix || strings.HasPrefix(prefix, "..") {
			return p, wrong("文件存储的地址里，前缀只能用字母、数字、点、横线和斜线。")
		}
		p.prefix = prefix + "/"
	}
	q, err := url.ParseQuery(u.RawQuery)
	if err != nil {
		return p, wrong("--files 后面的文件存储地址写错了。")
	}
	for name, values := range q {
		if !slices.Contains([]string{"endpoint", "region", "style", "keys", "ca", "plain"}, name) || len(values) != 1 {
			return p, wrong("文件存储的地址里，问号后面只能写 endpoint、region、style、keys、ca、plain，各写一次。")
		}
	}
	if q.Has("region") {
		if p.region = q.Get("region"); !regionForm.MatchString(p.region) {
			return p, wrong("文件存储的地址里，区域的名称不对。")
		}
	}
	p.keys = q.Get("keys")
	p.ca = q.Get("ca")
	if p.plain = q.Get("plain") == "allowed"; q.Has("plain") && !p.plain {
		return p, wrong("文件存储的地址里，plain 只能写 allowed。")
	}
	switch q.Get("style") {
	case "":
		p.host = !q.Has("endpoint") // private stores seldom have a name for each bucket
	case "path":
	case "host":
		p.host = true
	default:
		return p, wrong("文件存储的地址里，style 只能写 path 或 host。")
	}
	if !q.Has("endpoint") {
		if !q.Has("region") {
			return p, wrong("文件存储的地址里，endpoint 和 region 至少要写一个。")
		}
		p.endpoint = "s3." + p.region + ".amazonaws.com"
		return p, nil
	}
	e, err := url.Parse(q.Get("endpoint"))
	if err != nil || e.Scheme != "https" && e.Scheme != "http" || !hostForm.MatchString(strings.TrimSuffix(e.Host, ":"+e.Port())) || e.User != nil || strings.Trim(e.Path, "/") != "" || e.RawQuery != "" || e.Fragment != "" {
		return p, wrong("文件存储的地址里，endpoint 要写成 https://主机 或 https://主机:端口。")
	}
	p.endpoint, p.secure = e.Host, e.Scheme == "https"
	if p.host && net.ParseIP(e.Hostname()) != nil {
		return p, wrong("文件存储的 endpoint 是 IP 地址，前面加不了存储桶的名称，style 要写 path。")
	}
	if p.ca != "" && !p.secure {
		return p, wrong("文件存储的地址里写了 ca，endpoint 却是 http，没有证书可核对。")
	}
	if !p.secure && !p.plain && !loopback(e.Hostname()) {
		return p, fault.New(fault.Usage, "文件存储的 endpoint 是 http，文件会明着走网络。", "请用 https；网络确实是自己的，在地址后面加 &plain=allowed。")
	}
	return p, nil
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}
