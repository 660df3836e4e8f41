package cli

import (
	"crypto/rand"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"duban/internal/base/fault"
	"duban/internal/credential"
)

// sealingFile holds the keys that seal secrets, the newest last.
const sealingFile = "sealing.keys"

// isNational says that a workspace works by the national algorithms (商用密码):
// its keys hold one for SM2.
func isNational(dir string) bool {
	_, err := os.Stat(filepath.Join(dir, "checkpoint-sm2.key"))
	return err == nil
}

func sealingScheme(national bool) (string, credential.SealScheme) {
	if national {
		return "sm4", credential.SM4GCM
	}
	return "aes", credential.AES256GCM
}

// makeSealing makes the file of sealing keys if it is not there yet.
func makeSealing(dir string, national bool) error {
	if _, err := os.Stat(filepath.Join(dir, sealingFile)); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	name, scheme := sealingScheme(national)
	return appendSealing(dir, name+"-1", scheme)
}

// appendSealing adds a key, which seals from then on; the older ones still open.
func appendSealing(dir, id string, scheme credential.SealScheme) error {
	line, err := credential.NewKeyLine(id, scheme, rand.Reader)
	if err != nil {
		return err
	}
	f, err := os.OpenFile(filepath.Join(dir, sealingFile), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return unwritable(dir, err)
	}
	_, err = f.WriteString(line)
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return unwritable(dir, err)
	}
	return nil
}

func readSealing(dir string) (*credential.KeyRing, error) {
	b, err := os.ReadFile(filepath.Join(dir, sealingFile))
	if err != nil {
		return nil, fault.New(fault.NotFound, fmt.Sprintf("“%s”里没有密封用的密钥。", dir), "从备份取回 keys 文件夹；没有它，动态口令和平台的密钥都打不开。").Because(err)
	}
	return credential.ParseKeyRing(b)
}

func nationalCommand() *command {
	var p place
	return &command{
		name: "national", args: "[--data DIR]",
		summary: "改用国密：检查点加 SM2 签名和 SM3 链，口令用 PBKDF2-SM3，密文用 SM4；下次 duban serve 起生效。",
		english: "Switches a workspace to the Chinese national algorithms from the next start.",
		flags:   func(fs *flag.FlagSet) { fs.StringVar(&p.data, "data", "duban-data", "数据文件夹") },
		run: func(s streams, args []string) error {
			if err := noArguments("national", args); err != nil {
				return err
			}
			dir := p.file("keys")
			if _, err := os.Stat(filepath.Join(dir, "checkpoint.key")); err != nil {
				return fault.New(fault.NotFound, fmt.Sprintf("“%s”里还没有建库。", p.data), "先运行 duban init --national。").Because(err)
			}
			if isNational(dir) {
				_, err := fmt.Fprintln(s.out, "已经在用国密，没有改动。")
				return err
			}
			// the key that seals first: without SM2's the switch has not happened
			id, scheme := sealingScheme(true)
			if err := appendSealing(dir, id+"-"+time.Now().UTC().Format("20060102150405"), scheme); err != nil {
				return err
			}
			if err := makeKeys(dir, true); err != nil {
				return err
			}
			_, err := fmt.Fprintln(s.out, "已改用国密：重开 duban serve 后生效。口令在各人下次登录时换算；旧的签名和密文照样认。")
			return err
		},
	}
}
