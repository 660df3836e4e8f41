package confine

import (
	"fmt"
	"time"

	"duban/internal/base/fault"
)

const another = "请用 Word、WPS 或阅读器打开核对，去掉图片和附件后另存一份再交。"

func slow(name string, limit time.Duration) *fault.Fault {
	return fault.New(fault.TooLarge,
		fmt.Sprintf("“%s”太大或结构异常，%d 秒内没有读完，已停止读取。", name, max(1, int(limit.Round(time.Second)/time.Second))), another)
}

func greedy(name string, limit int64) *fault.Fault {
	return fault.New(fault.TooLarge,
		fmt.Sprintf("“%s”太大或结构异常，读取所需的内存超过上限 %d MB，已停止读取。", name, limit>>20), another)
}

func long(name string, limit int64) *fault.Fault {
	return fault.New(fault.TooLarge,
		fmt.Sprintf("“%s”太大或结构异常，读出的文字超过上限%s，已停止读取。", name, size(limit)), another)
}

func size(n int64) string {
	if n < 1<<20 {
		return fmt.Sprintf(" %d 字节", n)
	}
	return fmt.Sprintf(" %d MB", n>>20)
}

func crashed(name string) *fault.Fault {
	return fault.New(fault.Unreadable,
		fmt.Sprintf("“%s”太大或结构异常，读到一半中断了。", name), another)
}

// unstarted is no trouble of the file's.
func unstarted(name string, err error) *fault.Fault {
	return fault.New(fault.Unavailable,
		fmt.Sprintf("“%s”暂时读不了：读取文件的程序没有启动起来。", name), "请稍后再试；仍不行时请告诉维护人员。").Because(err)
}
