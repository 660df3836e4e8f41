package cli

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sort"
	"strings"

	"duban/internal/base/fault"
	"duban/internal/desk"
	"duban/internal/kernel/reconcile"
	"duban/internal/kernel/score"
)

func scoreCommand() *command {
	corpus, gold, misses, each := "", "", false, false
	return &command{
		name: "score", args: "GOLD FILE | PAIRS EARLIER LATER | --corpus DIR [--gold DIR] [--each] [--misses]",
		summary: "拿人工标注给读报告的结果打分。",
		english: "Scores the reading against gold records.",
		flags: func(fs *flag.FlagSet) {
			fs.StringVar(&corpus, "corpus", "", "给整个语料库打分：有 gold/ 和 text/ 的文件夹")
			fs.StringVar(&gold, "gold", "", "标注在哪个文件夹；不写则是语料库里的 gold/")
			fs.BoolVar(&misses, "misses", false, "列出每一处差错和上下文")
			fs.BoolVar(&each, "each", false, "也列出每个文件的分")
		},
		run: func(s streams, args []string) error {
			var cards []*score.Card
			var err error
			switch {
			case corpus != "" && len(args) == 0:
				cards, err = scoreCorpus(corpus, gold)
			case len(args) == 2 || len(args) == 3:
				var c *score.Card
				c, err = scoreFile(args[0], args[1:])
				cards = []*score.Card{c}
			default:
				return fault.New(fault.Usage, "打分要一个标注文件和它标注的原文。", "例：duban score 标注.jsonl 报告.txt；对账的标注要两份报告。")
			}
			if err != nil {
				return err
			}
			show(s.out, cards, each || corpus == "")
			if misses {
				for _, c := range cards {
					for _, m := range c.Misses {
						fmt.Fprintf(s.out, "\n%s %s\n  gold %s\n  ours %s\n  text %s\n", c.Name, m.What, m.Gold, m.Ours, m.Context)
					}
				}
			}
			return nil
		},
	}
}

func readGold(path string) (score.Gold, error) {
	name := filepath.Base(path)
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return score.Gold{}, fault.New(fault.NotFound, fmt.Sprintf("找不到标注文件“%s”。", name), "请核对路径和文件名。").Because(err)
	case err == nil && info.IsDir():
		return score.Gold{}, fault.New(fault.Usage, fmt.Sprintf("“%s”是文件夹，不是标注文件。", name), "给整个语料库打分用 --corpus。")
	}
	f, err := os.Open(path)
	if err != nil {
		return score.Gold{}, fault.New(fault.Forbidden, fmt.Sprintf("没有权限读取“%s”。", name), "请把文件的读取权限给当前用户，或换一个位置。").Because(err)
	}
	defer f.Close()
	g, err := score.ReadGold(f)
	if err != nil {
		sentence := fmt.Sprintf("“%s”不是标注文件。", name)
		if bad := (*score.LineError)(nil); errors.As(err, &bad) {
			sentence = fmt.Sprintf("“%s”第 %d 行不是标注。", name, bad.Line)
		}
		return g, fault.New(fault.Invalid, sentence, "标注文件一行一个 JSON 对象，一个文件只放一种标注。").Because(err)
	}
	return g, nil
}

func scoreFile(gold string, files []string) (*score.Card, error) {
	g, err := readGold(gold)
	if err != nil {
		return nil, err
	}
	if g.Kind == score.Pairs != (len(files) == 2) {
		return nil, fault.New(fault.Usage, fmt.Sprintf("“%s”要配 %d 份报告。", filepath.Base(gold), map[bool]int{true: 2, false: 1}[g.Kind == score.Pairs]), "对账的标注配前后两份报告，其余的配一份。")
	}
	first, err := open(files[0])
	if err != nil {
		return nil, err
	}
	name := strings.TrimSuffix(filepath.Base(gold), ".jsonl")
	d := desk.New()
	if g.Kind != score.Pairs {
		return d.ScoreReport(name, g, first), nil
	}
	second, err := open(files[1])
	if err != nil {
		return nil, err
	}
	return d.ScoreReconciliation(name, g, first, second), nil
}

// scoreCorpus scores every gold file of a folder against the texts of a corpus;
// without a folder, those of the corpus itself.
func scoreCorpus(dir, gold string) ([]*score.Card, error) {
	if gold == "" {
		gold = filepath.Join(dir, "gold")
	}
	files, err := filepath.Glob(filepath.Join(gold, "*.jsonl"))
	if err != nil || len(files) == 0 {
		return nil, fault.New(fault.NotFound, fmt.Sprintf("“%s”里没有标注。", dir), "语料库要有 gold/ 和 text/ 两个文件夹；标注另放时用 --gold。")
	}
	sort.Strings(files)
	var cards []*score.Card
	for _, f := range files {
		base := strings.TrimSuffix(filepath.Base(f), ".jsonl")
		name, kind, _ := strings.Cut(base, ".")
		text := func(n string) string { return filepath.Join(dir, "text", n+".txt") }
		texts := []string{text(name)}
		if kind == "pairs" {
			i := strings.LastIndexByte(name, '-')
			j := strings.LastIndexByte(name[:max(i, 0)], '-')
			if j < 0 {
				return nil, fault.New(fault.Invalid, fmt.Sprintf("看不出“%s”是哪两份报告的标注。", filepath.Base(f)), "请按 地名-前一年-后一年.pairs.jsonl 起名。")
			}
			place := name[:j]
			texts = []string{text(name[:i]), text(place + name[i:])}
			if _, err := os.Stat(texts[0]); err != nil {
				// 博野县-2021-2022 beside texts named 博野县_2021_report
				texts = []string{text(place + "_" + name[j+1:i] + "_report"), text(place + "_" + name[i+1:] + "_report")}
			}
		}
		c, err := scoreFile(f, texts)
		if err != nil {
			return nil, err
		}
		cards = append(cards, c)
	}
	return cards, nil
}

// show prints the pooled figures, each with the worst file beside it.
func show(w io.Writer, cards []*score.Card, each bool) {
	byKind := map[score.Kind][]*score.Card{}
	var kinds []score.Kind
	for _, c := range cards {
		if byKind[c.Kind] == nil {
			kinds = append(kinds, c.Kind)
		}
		byKind[c.Kind] = append(byKind[c.Kind], c)
	}
	sort.Slice(kinds, func(i, j int) bool { return kinds[i] < kinds[j] })
	for _, k := range kinds {
		group := byKind[k]
		pooled := score.Pool("pooled", group)
		for _, line := range pooled.Lines() {
			figure := strings.Split(line, "\t")[2]
			if worst, of := worstOf(group, figure); len(group) > 1 {
				line += fmt.Sprintf("\tworst %s %.4f", worst, of)
			}
			if r, ok := pooled.Ratios[figure]; ok && k == score.Pairs {
				low, high := reconcile.Interval(r.Right, r.All)
				line += fmt.Sprintf("\t95%% %.3f–%.3f", low, high)
			}
			fmt.Fprintln(w, line)
		}
		if each {
			for _, c := range group {
				for _, line := range c.Lines() {
					fmt.Fprintln(w, line)
				}
			}
		}
	}
}

func worstOf(cards []*score.Card, figure string) (name string, of float64) {
	of = 2
	for _, c := range cards {
		v := 2.0
		if f, ok := c.Fs[figure]; ok {
			v = f.F1()
		}
		if r, ok := c.Ratios[figure]; ok {
			v = r.Of()
		}
		if v < of {
			name, of = c.Name, v
		}
	}
	return name, of
}
