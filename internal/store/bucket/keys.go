package bucket

import (
	"bufio"
	"crypto/x509"
	"fmt"
	"os"
	"strings"

	"duban/internal/base/fault"
)

// keys are what requests are signed with. They have no form to be printed in.
type keys struct{ id, secret, session string }

func (keys) String() string   { return "keys" }
func (keys) GoString() string { return "keys" }

// names are those that other programs use, in the environment and in files.
var names = [3]string{"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"}

// readKeys takes the keys from the file that the address names, NAME=VALUE on each
// line, or from the environment.
func readKeys(file string, env func(string) string) (keys, error) {
	if file != "" {
		told := map[string]string{}
		f, err := os.Open(file)
		if err != nil {
			return keys{}, fault.New(fault.NotFound, fmt.Sprintf("读不到文件存储的密钥文件“%s”。", file), "请核对路径和权限。").Because(err)
		}
		defer f.Close()
		lines := bufio.NewScanner(f)
		for lines.Scan() {
			name, value, _ := strings.Cut(lines.Text(), "=")
			name = strings.TrimPrefix(strings.TrimSpace(name), "export ") // as shells read it
			told[strings.TrimSpace(name)] = strings.Trim(strings.TrimSpace(value), `"'`)
		}
		if err := lines.Err(); err != nil {
			return keys{}, err
		}
		env = func(name string) string { return told[name] }
	}
	k := keys{env(names[0]), env(names[1]), env(names[2])}
	if k.id == "" || k.secret == "" {
		return keys{}, fault.New(fault.Usage, "没有文件存储的密钥。", "请设环境变量 AWS_ACCESS_KEY_ID 和 AWS_SECRET_ACCESS_KEY，或把这两行写进文件，在地址后面加 &keys=文件。")
	}
	return k, nil
}

// trusted are the authorities of the file that the address names, and no others: who
// names its own does not want a certificate taken that anybody else gave.
func trusted(file string) (*x509.CertPool, error) {
	pem, err := os.ReadFile(file)
	if err != nil {
		return nil, fault.New(fault.NotFound, fmt.Sprintf("读不到文件存储的机构证书“%s”。", file), "请核对 ca= 后面的路径和权限。").Because(err)
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(pem) {
		return nil, fault.New(fault.Usage, fmt.Sprintf("“%s”里没有 PEM 格式的证书。", file), "ca= 后面写签发文件存储证书的机构的证书，以 -----BEGIN CERTIFICATE----- 开头。")
	}
	return pool, nil
}
