package procedure

import "slices"

// Able (可办动作) is an act that somebody may do now, on a branch or on the case itself.
type Able struct {
	Act    *Act
	Branch *Branch
}

// Ables are the acts that somebody may do on the case now.
func (c *Case) Ables(who Who) []Able {
	var list []Able
	for _, a := range c.Procedure.Acts {
		if a.Opens() {
			continue
		}
		if !a.Branch {
			if c.May(who, a, nil) {
				list = append(list, Able{Act: a})
			}
			continue
		}
		for _, b := range c.Branches {
			if c.May(who, a, b) {
				list = append(list, Able{a, b})
			}
		}
	}
	return list
}

// Answerable are the requests that somebody may answer now.
func (c *Case) Answerable(who Who) []*Request {
	var list []*Request
	for _, r := range c.Requests {
		if c.MayAnswer(who, r) {
			list = append(list, r)
		}
	}
	return list
}

// Startable are the acts that somebody may open a case with.
func (p *Procedure) Startable(who Who) []Able {
	var list []Able
	c := &Case{Procedure: p, Data: map[string]any{}}
	for _, a := range p.Opening() {
		if c.allowed(a.By, who, nil) {
			list = append(list, Able{Act: a})
		}
	}
	return list
}

// Coming are the acts that another system may tell of, as the case stands; nil
// is a case that was not opened.
func (p *Procedure) Coming(c *Case) []Able {
	var list []Able
	for _, a := range p.Acts {
		switch {
		case !p.Entrusted(a) || c != nil && a.Opens() || c == nil && !a.Opens():
		case c == nil || !a.Branch && c.possible(a, nil) == nil:
			list = append(list, Able{Act: a})
		case a.Branch:
			for _, b := range c.Branches {
				if c.possible(a, b) == nil {
					list = append(list, Able{a, b})
				}
			}
		}
	}
	return list
}

// Cast is who may take part: the roles that acts name, and whether whoever asked does.
func (p *Procedure) Cast() (roles []string, applicant bool) {
	for _, a := range p.Acts {
		for _, r := range append(slices.Clone(a.By), stepsOf(a)...) {
			applicant = applicant || r.Unit == Applicant
			for _, role := range r.Roles {
				if !slices.Contains(roles, role) {
					roles = append(roles, role)
				}
			}
		}
	}
	return roles, applicant
}
