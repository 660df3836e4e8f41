package snapshot

import (
	"fmt"
	"slices"
	"strings"

	"duban/internal/base/fault"
	"duban/internal/kernel/task"
)

// Topic (订阅的范围) is what somebody wants to hear of: a category of promises,
// the projects, or one promise by its number.
type Topic string

// OfProjects is the topic of all projects.
const OfProjects Topic = "projects"

// mostTopics bounds what one subscription names.
const mostTopics = 50

// Titled is the topic of one promise.
func Titled(number string) Topic { return Topic("promise/" + number) }

// Topics reads what somebody chose; nothing chosen is everything. A promise has to
// stand in the snapshot.
func (s *Snapshot) Topics(chosen []string) ([]Topic, error) {
	var all []Topic
	for _, c := range chosen {
		t := Topic(c)
		number, one := strings.CutPrefix(c, "promise/")
		known := t == OfProjects || slices.Contains(promised, task.Category(c))
		if one {
			_, known = s.Promise(number)
		}
		if !known {
			return nil, fault.New(fault.Invalid, "没有“"+c+"”可以订阅。", "从列表里选。").At("topics")
		}
		if !slices.Contains(all, t) {
			all = append(all, t)
		}
	}
	if len(all) > mostTopics {
		return nil, fault.New(fault.Invalid, fmt.Sprintf("选了 %d 项，至多 %d 项。", len(all), mostTopics), "选类别，或什么也不选，就是全部。").At("topics")
	}
	slices.Sort(all)
	return all, nil
}

// News are the changes after a publication that touch what somebody wants to hear of.
func (s *Snapshot) News(topics []Topic, after int64) (all []Change) {
	for _, step := range s.History {
		if step.Number <= after {
			continue
		}
		for _, c := range step.Changes {
			if s.wanted(topics, c) {
				all = append(all, c)
			}
		}
	}
	return all
}

func (s *Snapshot) wanted(topics []Topic, c Change) bool {
	if len(topics) == 0 {
		return true
	}
	if c.Project != "" {
		return slices.Contains(topics, OfProjects)
	}
	p, _ := s.Promise(c.Promise)
	return slices.Contains(topics, Titled(c.Promise)) || slices.Contains(topics, Topic(p.Category))
}
