package desk

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"sync"

	"duban/internal/base/fault"
	"duban/internal/kernel/scorecard"
	"duban/scorecards"
)

// StandardScorecards are the cards that come with the program, by code.
var StandardScorecards = sync.OnceValue(func() (all []*scorecard.Card) {
	files, err := fs.Glob(scorecards.Files, "*.yaml")
	if err != nil {
		panic(err)
	}
	for _, file := range files {
		text, err := scorecards.Files.ReadFile(file)
		if err != nil {
			panic(err)
		}
		c, err := scorecard.Declare(file, text)
		if err != nil {
			panic(err)
		}
		all = append(all, c)
	}
	return all
})

// cardFor is the card that a settlement goes by: the text that somebody hands
// in, or the one of the program that is called so.
func cardFor(id, text string) (*scorecard.Card, error) {
	if strings.TrimSpace(text) != "" {
		c, err := scorecard.Declare("考核表", []byte(text))
		if problems := (scorecard.Problems)(nil); errors.As(err, &problems) {
			p := problems[0]
			words := p.Sentence
			if n := len(problems); n > 1 {
				words += fmt.Sprintf("（共 %d 处）", n)
			}
			return nil, fault.New(fault.Invalid, fmt.Sprintf("考核表第 %d 行第 %d 列：%s。", p.Line, p.Column, words), "照手册《考核表怎么写》改好再算。").At("declared").Because(err)
		}
		return c, err
	}
	all := StandardScorecards()
	i := slices.IndexFunc(all, func(c *scorecard.Card) bool { return c.ID == id })
	if i < 0 {
		return nil, fault.New(fault.Invalid, "没有代码是“"+id+"”的考核表。", "从列表里选，或把本市的考核表贴进来。").At("card")
	}
	return all[i], nil
}

// keptCard is the card of a kept settlement.
func keptCard(text string) (*scorecard.Card, error) {
	return scorecard.Declare("考核表", []byte(text))
}
