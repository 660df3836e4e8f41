package web

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"duban/internal/kernel/staff"
	"duban/internal/web/frame"
)

// Requests that no browser of ours sends are written byte for byte; each is
// answered as the sender's mistake, and none breaks the program.
func TestHostileRequestsAreRefusedInWords(t *testing.T) {
	tn := settled(t)
	cookie := frame.CookieName + "=" + tn.cookies[staff.SystemAdmin]
	form := "Content-Type: application/x-www-form-urlencoded\r\nSec-Fetch-Site: same-origin\r\n"
	body := func(head, b string) string { return fmt.Sprintf("%sContent-Length: %d\r\n\r\n%s", head, len(b), b) }
	for name, c := range map[string]struct {
		request string // without Host and cookie
		words   string // "" where the server itself refuses before any page
	}{
		"a way out of the folder":           {"GET /assets/..%2f..%2f..%2fgo.mod HTTP/1.1\r\n\r\n", "没有这个文件"},
		"a way out, escaped dots":           {"GET /%2e%2e/%2e%2e/etc/passwd HTTP/1.1\r\n\r\n", "没有这一页"},
		"a way out in an id":                {"GET /reports/..%2f..%2fkeys/file HTTP/1.1\r\n\r\n", ""},
		"a null byte in an id":              {"GET /reports/%00 HTTP/1.1\r\n\r\n", ""},
		"a null byte in a path":             {"GET /units%00 HTTP/1.1\r\n\r\n", "没有这一页"},
		"bytes that are no UTF-8":           {"GET /reports/%ff%fe HTTP/1.1\r\n\r\n", ""},
		"half an escape":                    {"GET /reports/%zz HTTP/1.1\r\n\r\n", ""},
		"a line end in a path":              {"GET /units%0d%0aX:%20y HTTP/1.1\r\n\r\n", "没有这一页"},
		"a method of nobody":                {"BREW /units HTTP/1.1\r\n\r\n", ""},
		"a huge header":                     {"GET /units HTTP/1.1\r\nX-Long: " + strings.Repeat("a", 2<<20) + "\r\n\r\n", ""},
		"a huge form":                       {"POST /units HTTP/1.1\r\n" + body(form, "code="+strings.Repeat("a", 2<<20)), ""},
		"another site's form":               {"POST /units HTTP/1.1\r\n" + body("Content-Type: application/x-www-form-urlencoded\r\nSec-Fetch-Site: cross-site\r\n", "code=a"), "来自别的网站"},
		"another origin's form":             {"POST /units HTTP/1.1\r\n" + body("Content-Type: application/x-www-form-urlencoded\r\nOrigin: https://evil.example\r\n", "code=a"), "来自别的网站"},
		"JSON for a form":                   {"POST /units HTTP/1.1\r\n" + body("Content-Type: application/json\r\nSec-Fetch-Site: same-origin\r\n", `{"code":"a"}`), ""},
		"an upload of no parts":             {"POST /reports HTTP/1.1\r\n" + body("Content-Type: multipart/form-data\r\nSec-Fetch-Site: same-origin\r\n", "x"), ""},
		"a null byte in a form":             {"POST /units HTTP/1.1\r\n" + body(form, "code=ab&name=a%00b&parent="+tn.actors[staff.SystemAdmin].Unit+"&kind=department&short=a&rank=1"), ""},
		"bytes in a form that are no UTF-8": {"POST /units HTTP/1.1\r\n" + body(form, "code=ab&name=%ff%fe&parent="+tn.actors[staff.SystemAdmin].Unit+"&kind=department&short=a&rank=1"), ""},
		"two lengths":                       {"POST /units HTTP/1.1\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd", ""},
	} {
		conn, err := net.Dial("tcp", tn.Listener.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		conn.SetDeadline(time.Now().Add(20 * time.Second))
		line, rest, _ := strings.Cut(c.request, "\r\n")
		go io.WriteString(conn, line+"\r\nHost: duban.test\r\nCookie: "+cookie+"\r\nConnection: close\r\n"+rest) // who refuses early may not read it all
		answer, err := http.ReadResponse(bufio.NewReader(conn), nil)
		if err != nil {
			t.Errorf("%s: no answer: %v", name, err)
			conn.Close()
			continue
		}
		text, _ := io.ReadAll(answer.Body) // a connection that was refused may be cut off
		conn.Close()
		if answer.StatusCode < 400 || answer.StatusCode >= 500 || len(text) == 0 || !strings.Contains(string(text), c.words) {
			t.Errorf("%s: %d %.300s", name, answer.StatusCode, text)
		}
		for _, inside := range []string{"goroutine", ".go:", "SQL", "duban/internal"} {
			if strings.Contains(string(text), inside) {
				t.Errorf("%s shows the program's insides: %s", name, inside)
			}
		}
	}
}
