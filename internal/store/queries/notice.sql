-- name: notice_audience
select h.person, o.post, o.role, o.unit, p.mail, coalesce(f.how, 'at_once') from post o
  join holding h on h.division = o.division and h.post = o.post
  join person p on p.division = h.division and p.person = h.person
  left join preference f on f.division = h.division and f.person = h.person
where o.division = $1 and (cast($3 as text) = '' or o.unit = $3) and o.closed = 0
  and h.state = 'confirmed' and h.from_on <= $2 and (h.until_on is null or h.until_on >= $2) and p.stopped = 0
order by h.person, o.post

-- name: notice_insert
insert into notice (division, notice, casefile, rule, source, branch, person, post, words, told_at, read_at, version, seal, kind, due_on, urgent)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 1, $12, $13, $14, $15)

-- name: notice_sources
select source, rule from notice where division = $1 and casefile = $2 and source like 'clock/%' group by source, rule

-- name: notice_by_id
select notice, casefile, rule, source, branch, person, post, words, told_at, read_at, version, seal, kind, due_on, urgent
from notice where division = $1 and notice = $2

-- name: notice_all
select notice, casefile, rule, source, branch, person, post, words, told_at, read_at, version, seal, kind, due_on, urgent
from notice where division = $1 order by notice

-- name: notice_unread
select notice, casefile, rule, source, branch, person, post, words, told_at, read_at, version, seal, kind, due_on, urgent
from notice where division = $1 and person = $2 and read_at = 0 and (told_at, notice) < ($3, $4)
order by told_at desc, notice desc limit $5

-- name: notice_seen
-- read_at + 0: found in the order of the list, not by when it was read
select notice, casefile, rule, source, branch, person, post, words, told_at, read_at, version, seal, kind, due_on, urgent
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

-- name: task_notice_insert
insert into task_notice (division, notice, task, rule, source, person, post, words, kind, due_on, urgent, told_at, read_at, version, seal)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 1, $14)

-- name: task_notice_by_id
select notice, task, rule, source, person, post, words, told_at, read_at, version, seal, kind, due_on, urgent
from task_notice where division = $1 and notice = $2

-- name: task_notice_all
select notice, task, rule, source, person, post, words, told_at, read_at, version, seal, kind, due_on, urgent
from task_notice where division = $1 order by notice

-- name: task_notice_unread
select notice, task, rule, source, person, post, words, told_at, read_at, version, seal, kind, due_on, urgent
from task_notice where division = $1 and person = $2 and read_at = 0 and (told_at, notice) < ($3, $4)
order by told_at desc, notice desc limit $5

-- name: task_notice_seen
-- read_at + 0: found in the order of the list, not by when it was read
select notice, task, rule, source, person, post, words, told_at, read_at, version, seal, kind, due_on, urgent
from task_notice where division = $1 and person = $2 and read_at + 0 > 0 and (told_at, notice) < ($3, $4)
order by told_at desc, notice desc limit $5

-- name: task_notice_count
select count(*) from (select 1 from task_notice where division = $1 and person = $2 and read_at = 0 limit $3) as b

-- name: task_notice_read
update task_notice set read_at = $3, seal = $4, version = version + 1 where division = $1 and notice = $2 and version = $5

-- name: task_watch_of
select watched_on, colours, version from task_watch where division = $1

-- name: task_watch_insert
insert into task_watch (division, watched_on, colours, version) values ($1, $2, $3, 1)

-- name: task_watch_update
update task_watch set watched_on = $2, colours = $3, version = version + 1 where division = $1 and version = $4

-- name: preference_of
select how, minute, next_at, since_at, version, seal from preference where division = $1 and person = $2

-- name: preference_all
select person, how, minute, next_at, since_at, version, seal from preference where division = $1 order by person

-- name: preference_insert
insert into preference (division, person, how, minute, next_at, since_at, version, seal) values ($1, $2, $3, $4, $5, $6, 1, $7)

-- name: preference_update
update preference set how = $3, minute = $4, next_at = $5, since_at = $6, seal = $7, version = version + 1 where division = $1 and person = $2 and version = $8

-- name: preference_due across
select division, person, next_at from preference where next_at > 0 and next_at <= $1 order by next_at, division, person limit $2

-- name: preference_sent
update preference set next_at = $3, since_at = $4 where division = $1 and person = $2 and next_at = $5

-- name: letter_insert
insert into letter (division, letter, person, shard, subject, words, path, state, tries, next_at, trouble, created_at, version)
values ($1, $2, $3, $4, $5, $6, $7, 'waiting', 0, $8, '', $8, 1)

-- name: letter_boxes_due across
select division, shard, min(next_at) from letter where state = 'waiting' and next_at <= $1 group by division, shard order by division, shard

-- name: letter_due_next
select m.letter, m.tries, m.version, m.subject, m.words, m.path, m.created_at, p.name, case when p.stopped = 0 then p.mail else '' end from letter m
  join person p on p.division = m.division and p.person = m.person
where m.division = $1 and m.shard = $2 and m.state = 'waiting' and m.next_at <= $3 order by m.next_at, m.letter limit $4

-- name: letter_update
update letter set state = $3, tries = $4, next_at = $5, trouble = $6, version = version + 1 where division = $1 and letter = $2 and version = $7

-- name: letter_tally
select state, count(*), min(created_at) from letter where division = $1 group by state order by state

-- name: letter_forget
delete from letter where division = $1 and state = 'delivered' and created_at < $2
