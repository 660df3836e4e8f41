package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"duban/internal/desk"
	"duban/internal/kernel/procedure"
)

// tellOlder tells which open cases of a workspace a version would touch, and
// which could not go over to it.
func tellOlder(s streams, w wanted, old, now *procedure.Mechanism) (err error) {
	ctx := context.Background()
	all, err := desk.StandardMechanisms().With(old, now)
	if err != nil {
		return err
	}
	d, err := lookWorkspace(ctx, w.place)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	divisions, err := w.divisions(ctx, d.Workspace)
	if err != nil {
		return err
	}
	for _, division := range divisions {
		list, err := d.OlderCases(ctx, division, all, now)
		if err != nil {
			return err
		}
		fmt.Fprintf(s.out, "\n%s：", division)
		if len(list) == 0 {
			fmt.Fprintf(s.out, "没有按第 %d 版以前的版办着的件。\n", now.Version)
			continue
		}
		fmt.Fprintf(s.out, "按第 %d 版以前的版办着的件\n", now.Version)
		for _, o := range list {
			sayOlder(s.out, o)
		}
	}
	return nil
}

func sayOlder(w io.Writer, o desk.Older) {
	if o.Under == nil {
		fmt.Fprintf(w, "%s，第 %d 版，%d 件：那一版的声明不在，看不了。\n", o.ID, o.Version, o.Open)
		return
	}
	fmt.Fprintf(w, "%s，第 %d 版，%d 件：牵动 %d 件，到期日变的 %d 件，迁不了 %d 件\n", o.Under.Title, o.Version, o.Open, o.Touched, o.Dated, o.Refused)
	for _, x := range o.Stages {
		fmt.Fprintf(w, "  %s %d 件，牵动 %d 件，迁不了 %d 件\n", x.Title, x.Open, x.Touched, x.Refused)
	}
	for _, r := range o.Reasons {
		numbers := make([]string, len(r.First))
		for i, c := range r.First {
			numbers[i] = c.Number
		}
		more := ""
		if int64(len(numbers)) < r.N {
			more = " 等"
		}
		fmt.Fprintf(w, "  迁不了 %d 件：%s%s%s%s\n", r.N, r.Fault.Sentence, r.Fault.Hint, strings.Join(numbers, "、"), more)
	}
}
