package cli

import (
	"flag"
	"os"
	"strings"

	"duban/internal/base/fault"
	"duban/internal/desk"
	"duban/internal/web/postman"
)

// mailServer is the operator's mail server as the command line and the
// environment say it. Its password comes from the environment or a file alone:
// a command line is seen by everybody on the machine.
type mailServer struct {
	address, security, user, from, secret string
}

func (m *mailServer) flags(fs *flag.FlagSet) {
	fs.StringVar(&m.address, "smtp", os.Getenv("DUBAN_SMTP"), "邮件服务器，主机:端口；不写不发邮件。也可用环境变量 DUBAN_SMTP")
	fs.StringVar(&m.security, "smtp-security", string(postman.StartTLS), "怎么加密：starttls、tls、none（只在内网）")
	fs.StringVar(&m.user, "smtp-user", os.Getenv("DUBAN_SMTP_USER"), "邮件账号；口令放在环境变量 DUBAN_SMTP_PASSWORD 或 --smtp-password-file")
	fs.StringVar(&m.from, "smtp-from", os.Getenv("DUBAN_SMTP_FROM"), "发件地址，例 duban@example.gov.cn")
	fs.StringVar(&m.secret, "smtp-password-file", "", "写着邮件口令的文件")
}

// postman is who carries letters, nil where no server is named.
func (m mailServer) postman() (desk.Postman, error) {
	if m.address == "" {
		return nil, nil
	}
	password := os.Getenv("DUBAN_SMTP_PASSWORD")
	if m.secret != "" {
		b, err := os.ReadFile(m.secret)
		if err != nil {
			return nil, fault.New(fault.NotFound, "读不出邮件口令的文件。", "看看 --smtp-password-file 写得对不对，读不读得到。").Because(err)
		}
		password = strings.TrimSpace(string(b))
	}
	p, err := postman.New(postman.Server{Address: m.address, Security: postman.Security(m.security), User: m.user, Password: password, From: m.from})
	if err != nil {
		return nil, err
	}
	return p, nil
}
