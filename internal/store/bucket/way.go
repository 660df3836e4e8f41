package bucket

import (
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"syscall"
	"time"

	"duban/internal/base/fault"
)

var errElsewhere = errors.New("bucket: http would leave this machine")

// dialer goes over http to this machine only, unless the address says otherwise: a
// name that means this machine may lead elsewhere, or a proxy stand in between.
func (p place) dialer() *net.Dialer {
	d := &net.Dialer{Timeout: dialTime, KeepAlive: 30 * time.Second}
	if !p.secure && !p.plain {
		d.Control = func(_, address string, _ syscall.RawConn) error {
			if at, err := netip.ParseAddrPort(address); err != nil || !at.Addr().IsLoopback() {
				return fmt.Errorf("%w: %s", errElsewhere, address)
			}
			return nil
		}
	}
	return d
}

// untrusted is trouble with the store's certificate, or nil where there is none. One
// that ran out is made anew over there, and the program need not be started again.
func (b *Bucket) untrusted(err error) error {
	var (
		unknown x509.UnknownAuthorityError
		host    x509.HostnameError
		invalid x509.CertificateInvalidError
	)
	switch {
	case errors.As(err, &host):
		return fault.New(fault.Unavailable, fmt.Sprintf("文件存储的证书不是发给“%s”的，没有和它往来。", host.Host), "请系统管理员核对 endpoint 的主机名和 style，或给文件存储换上写着这个主机名的证书。").Because(barred(err))
	case errors.As(err, &unknown) && b.ca != "":
		return fault.New(fault.Unavailable, fmt.Sprintf("文件存储的证书不是“%s”里的机构签发的，没有和它往来。", b.ca), "请系统管理员核对 ca= 的文件和 endpoint 的主机。").Because(barred(err))
	case errors.As(err, &unknown):
		return fault.New(fault.Unavailable, "文件存储的证书不是这台机器信任的机构签发的，没有和它往来。", "是自己的机构签发的，请系统管理员在 --files 的地址后面加 &ca=机构证书文件；不是，请核对 endpoint 的主机。").Because(barred(err))
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		return fault.New(fault.Unavailable, "文件存储的证书过期了，或还没有到生效的日子。", "请系统管理员给文件存储换证书，或对好本机的时钟。").Because(err)
	case errors.As(err, &invalid):
		return fault.New(fault.Unavailable, "文件存储的证书不能用，没有和它往来。", "请系统管理员给文件存储换证书；原因在日志里。").Because(barred(err))
	}
	return nil
}
