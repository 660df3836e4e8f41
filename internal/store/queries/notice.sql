-- name: notice_audience
select h.person, o.post, o.role, o.unit, p.mail from post o
  join holding h on h.division = o.division and h.post = o.post
  join person p on p.division = h.division and p.person = h.person
where o.division = $1 and (cast($3 as text) = '' or o.unit = $3) and o.closed = 0
  and h.state = 'confirmed' and h.from_on <= $2 and (h.until_on is null or h.until_on >= $2) and p.stopped = 0
order by h.person, o.post

-- name: notice_insert
insert into notice (division, notice, casefile, rule, source, branch, person, post, words, told_at, read_at, version, seal)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 1, $12)

-- name: notice_sources
select source, rule from notice where division = $1 and casefile = $2 and source like 'clock/%' group by source, rule

-- name: notice_by_id
select notice, casefile, rule, source, branch, person, post, words, told_at, read_at, version, seal
from notice where division = $1 and notice = $2

-- name: notice_all
select notice, casefile, rule, source, branch, person, post, words, told_at, read_at, version, seal
from notice where division = $1 order by notice

-- name: notice_unread
select notice, casefile, rule, source, branch, person, post, words, told_at, read_at, version, seal
from notice where division = $1 and person = $2 and read_at = 0 and (told_at, notice) < ($3, $4)
order by told_at desc, notice desc limit $5

-- name: notice_seen
-- read_at + 0: found in the order of the list, not by when it was read
select notice, casefile, rule, source, branch, person, post, words, told_at, read_at, version, seal
from notice where division = $1 and person = $2 and read_at + 0 > 0 and (told_at, notice) < ($3, $4)
order by told_at desc, notice desc limit $5

-- name: notice_count
select count(*) from (select 1 from notice where division = $1 and person = $2 and read_at = 0 limit $3) as b

-- name: notice_read
update notice set read_at = $3, seal = $4, version = version + 1 where division = $1 and notice = $2 and version = $5

-- name: mail_insert
insert into mail (division, notice, shard, state, tries, next_at, trouble, created_at, version)
values ($1, $2, $3, 'waiting', 0, $4, '', $4, 1)

-- name: mail_boxes_due across
select division, shard, min(next_at) from mail where state = 'waiting' and next_at <= $1 group by division, shard order by division, shard

-- name: mail_due
select m.notice, m.tries, m.version, n.casefile, n.words, n.told_at, p.name, case when p.stopped = 0 then p.mail else '' end, c.number from mail m
  join notice n on n.division = m.division and n.notice = m.notice
  join person p on p.division = n.division and p.person = n.person
  join case_file c on c.division = n.division and c.casefile = n.casefile
where m.division = $1 and m.shard = $2 and m.state = 'waiting' and m.next_at <= $3 order by m.next_at, m.notice limit $4

-- name: mail_update
update mail set state = $3, tries = $4, next_at = $5, trouble = $6, version = version + 1 where division = $1 and notice = $2 and version = $7

-- name: mail_tally
select state, count(*), min(created_at) from mail where division = $1 group by state order by state

-- name: mail_forget
delete from mail where division = $1 and state = 'delivered' and created_at < $2
