package indicator

// longestSubject in code points; what is longer is a sentence and not a name.
const longestSubject = 48

// Find names the indicator that a report means by subject, the words before a
// figure; unit is as written (亿元, %, 个百分点, "" for a place) and kind one of
// level, growth, change, share, rank, or "" if it is not known.
//
// After blanks and quotes are dropped, 全市, 力争 and the like may stand before
// the name and 年均增长, 达到 and the like behind it. Anything else voids it: a
// word that is not listed may narrow what is measured.
func (c *Catalogue) Find(subject, unit, kind string) (Indicator, bool) {
	if at := c.find(subject, unit, kind); at >= 0 {
		return c.all[at], true
	}
	return Indicator{}, false
}

// Code is Find for whoever wants only the code, "" if there is none.
func (c *Catalogue) Code(subject, unit, kind string) string {
	if at := c.find(subject, unit, kind); at >= 0 {
		return c.all[at].Code
	}
	return ""
}

// most words that are taken off either side.
const most = 6

func (c *Catalogue) find(subject, unit, kind string) int32 {
	k := kindOf(kind)
	if k == 0 && kind != "" {
		return -1
	}
	u, known := c.units[unit]
	if !known && k != Rank {
		return -1
	}
	var room [longestSubject]rune
	rs, ok := c.plain(&room, subject)
	if !ok || len(rs) < 2 {
		return -1
	}
	var starts, ends [most]int
	var grows [most]bool
	from, to := 1, 1
	for ; from < most; from++ {
		n, _ := c.front.Longest(rs, starts[from-1])
		if n == 0 {
			break
		}
		starts[from] = starts[from-1] + n
	}
	ends[0] = len(rs)
	for ; to < most; to++ {
		n, g := c.tail.Ends(rs, 0, ends[to-1], longestSubject)
		if n == 0 {
			break
		}
		ends[to] = ends[to-1] - n
		grows[to] = grows[to-1] || g
	}
	for e := range to {
		for _, s := range starts[:from] {
			if ends[e]-s < 2 || ends[e]-s > c.longest {
				continue
			}
			ok, at := c.names.Exact(rs[s:ends[e]])
			if !ok {
				continue
			}
			for _, x := range c.senses[at] {
				if c.fits(x, u, k, grows[e]) {
					return x.at
				}
			}
		}
	}
	return -1
}

// fits says that a figure of this unit and kind can be of the indicator.
// grows: the subject ended in a word for a rate of growth, 增速.
func (c *Catalogue) fits(x sense, u family, k Kinds, grows bool) bool {
	if k == Share && grows && u&percent != 0 && c.family[x.at]&percent == 0 {
		k = Growth // 增速6%左右 is read as a share by form alone
	}
	if k != 0 && !x.kinds.Has(k) {
		return false
	}
	own := c.family[x.at]
	switch {
	case k == Rank:
		return true
	case u == bare:
		return own&(bare|times) != 0 || own&percent != 0 && k == Share
	case u&own != 0:
		return !grows || own&percent != 0 // no rate of growth is stated in 亿元
	case u&percent != 0:
		return k == Growth || k == Change || k == 0 && grows
	case u&points != 0:
		return k == Change || own&percent != 0 || grows
	case u&times != 0:
		return k == Growth || k == Change
	}
	return false
}

// plain writes subject into room without blanks and quotes, in half-width
// capitals, each word that has a usual form in that form. It fails if there is
// no room.
func (c *Catalogue) plain(room *[longestSubject]rune, subject string) ([]rune, bool) {
	n := 0
	for _, r := range subject {
		if r = narrow(r); r < 0 {
			continue
		}
		if n == len(room) {
			return nil, false
		}
		room[n] = r
		n++
	}
	// What is unified stands; the next word is sought behind it.
	for i := 0; i < n; i++ {
		w, at := c.same.Longest(room[:n], i)
		if w == 0 {
			continue
		}
		put := c.unified[at]
		if n-w+len(put) > len(room) {
			return nil, false
		}
		copy(room[i+len(put):], room[i+w:n])
		copy(room[i:], put)
		n += len(put) - w
		i += len(put) - 1
	}
	return room[:n], true
}

// narrow gives the half-width capital of a character, -1 for blanks and quotes.
func narrow(r rune) rune {
	switch r {
	case ' ', '\t', '\n', '\r', '\u00a0', '\u3000', '\u200b', '\ufeff', '“', '”', '‘', '’', '"', '\'', '《', '》', '「', '」', '·':
		return -1
	case '₂':
		return '2'
	case '₃':
		return '3'
	}
	if r >= '！' && r <= '～' {
		r -= '！' - '!'
	}
	if r >= 'a' && r <= 'z' {
		r -= 'a' - 'A'
	}
	return r
}
