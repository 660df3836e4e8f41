package postman_test

import (
	"context"
	"encoding/base64"
	"io"
	"mime"
	"net/mail"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"duban/internal/desk"
	"duban/internal/web/postman"
	"duban/internal/web/postman/postmantest"
)

func office(t *testing.T, o postmantest.Options) *postmantest.Office {
	t.Helper()
	s, err := postmantest.Open(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func letter(to string) desk.Letter {
	return desk.Letter{Key: "abc.429099", To: to, Name: "某人", Subject: "督办：哨20210301-0001\r\nBcc: other@example.com", Body: "街道吹哨。\n请响应。\n", At: time.UnixMicro(1_800_000_000_000_000)}
}

// carry hands letters in and gives what was said of each.
func carry(t *testing.T, s postman.Server, letters ...desk.Letter) ([]desk.MailAnswer, error) {
	t.Helper()
	p, err := postman.New(s)
	if err != nil {
		t.Fatal(err)
	}
	var answers []desk.MailAnswer
	err = p.Carry(t.Context(), letters, func(_ int, a desk.MailAnswer) { answers = append(answers, a) })
	return answers, err
}

func TestALetterIsHandedInEncryptedByWhomTheServerKnows(t *testing.T) {
	for name, o := range map[string]postmantest.Options{"starttls": {TLS: true, User: "duban", Password: "S.3cret"}, "tls": {Implicit: true, User: "duban", Password: "S.3cret"}, "none": {}} {
		t.Run(name, func(t *testing.T) {
			s := office(t, o)
			server := postman.Server{Address: s.Address, Security: postman.Security(name), User: o.User, Password: o.Password, From: "督办 <duban@example.gov.cn>", Roots: s.Roots}
			answers, err := carry(t, server, letter("a@example.gov.cn"), letter("b@example.gov.cn"))
			if err != nil || len(answers) != 2 || answers[0] != (desk.MailAnswer{}) {
				t.Fatalf("%+v, %v", answers, err)
			}
			got := s.Letters()[0]
			if got.From != "duban@example.gov.cn" || got.To != "a@example.gov.cn" || got.Secure != (name != "none") || got.User != o.User {
				t.Errorf("%+v", got)
			}
			subject, err := new(mime.WordDecoder).DecodeHeader(got.Header.Get("Subject"))
			if err != nil || subject != "督办：哨20210301-0001 Bcc: other@example.com" || got.Header.Get("Bcc") != "" {
				t.Errorf("subject %q, %v", subject, err)
			}
			body, err := io.ReadAll(base64.NewDecoder(base64.StdEncoding, strings.NewReader(string(got.Body))))
			if err != nil || string(body) != "街道吹哨。\r\n请响应。\r\n" || got.Header.Get("Message-ID") != "<abc.429099@example.gov.cn>" || got.Header.Get("Auto-Submitted") != "auto-generated" {
				t.Errorf("%q, %v, %v", body, got.Header, err)
			}
			if to, err := mail.ParseAddress(got.Header.Get("To")); err != nil || to.Name != "某人" {
				t.Errorf("%v, %v", to, err)
			}
		})
	}
}

func TestNothingIsHandedToAServerThatIsNotTheOneNamed(t *testing.T) {
	s := office(t, postmantest.Options{TLS: true, User: "duban", Password: "S.3cret"})
	plain := office(t, postmantest.Options{})
	from := "duban@example.gov.cn"
	for name, server := range map[string]postman.Server{
		"a certificate of nobody": {Address: s.Address, From: from, User: "duban", Password: "S.3cret"},
		"a wrong password":        {Address: s.Address, From: from, User: "duban", Password: "no", Roots: s.Roots},
		"one without STARTTLS":    {Address: plain.Address, From: from},
		"nobody there":            {Address: "127.0.0.1:1", From: from},
	} {
		answers, err := carry(t, server, letter("a@example.gov.cn"))
		if err == nil || len(answers) != 0 || strings.Contains(err.Error(), "S.3cret") {
			t.Errorf("%s: %+v, %v", name, answers, err)
		}
	}
	if n, _ := s.Counted(); n != 0 || len(plain.Letters()) != 0 {
		t.Error("a letter went out")
	}
}

func TestOneRefusedLetterKeepsNoOther(t *testing.T) {
	s := office(t, postmantest.Options{})
	s.Refuse(func(to string) error {
		switch {
		case strings.HasPrefix(to, "gone"):
			return &smtp.SMTPError{Code: 550, Message: "no such user"}
		case strings.HasPrefix(to, "full"):
			return &smtp.SMTPError{Code: 452, Message: "full"}
		}
		return nil
	})
	server := postman.Server{Address: s.Address, Security: postman.Plain, From: "duban@example.gov.cn"}
	answers, err := carry(t, server, letter("gone@example.gov.cn"), letter("full@example.gov.cn"), letter("no address"), letter("a@example.gov.cn\r\nDATA"), letter("b@example.gov.cn"))
	if err != nil || len(answers) != 5 {
		t.Fatalf("%+v, %v", answers, err)
	}
	if !answers[0].Refused || answers[1].Refused || answers[1].Trouble == "" || !answers[2].Refused || !answers[3].Refused || answers[4].Trouble != "" {
		t.Errorf("%+v", answers)
	}
	if l := s.Letters(); len(l) != 1 || l[0].To != "b@example.gov.cn" {
		t.Errorf("%+v", l)
	}
}

func TestAServerThatHangsIsLeft(t *testing.T) {
	s := office(t, postmantest.Options{})
	hang := make(chan struct{})
	s.Refuse(func(string) error { <-hang; return nil })
	defer close(hang)
	p, err := postman.New(postman.Server{Address: s.Address, Security: postman.Plain, From: "duban@example.gov.cn"})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(50*time.Millisecond, cancel)
	if err := p.Carry(ctx, []desk.Letter{letter("a@example.gov.cn")}, func(int, desk.MailAnswer) { t.Error("it was answered") }); err == nil {
		t.Error("no word of it")
	}
}

func TestAServerWrittenWrongIsRefusedInWords(t *testing.T) {
	for _, c := range []struct {
		s    postman.Server
		want string
	}{
		{postman.Server{Address: "mail", From: "a@b.cn"}, "邮件服务器“mail”写得不对"},
		{postman.Server{Address: "mail:25", From: "nobody"}, "发件地址“nobody”不是邮箱"},
		{postman.Server{Address: "mail:25", From: "a@b.cn", Security: "ssl"}, "没有“ssl”这种加密方式"},
		{postman.Server{Address: "mail:25", From: "a@b.cn", Security: postman.Plain, User: "a"}, "不加密的连接上不送邮件口令"},
	} {
		if _, err := postman.New(c.s); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%+v: %v", c.s, err)
		}
	}
}
