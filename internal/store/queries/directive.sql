-- name: directive_insert
insert into directive (division, directive, number, kind, state, giver, given_on, unit, task, follows, version, seal, content)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 1, $11, $12)

-- name: directive_update
update directive set state = $3, unit = $4, seal = $5, content = $6, version = version + 1 where division = $1 and directive = $2 and version = $7

-- name: directive_by_id
select directive, number, kind, state, giver, given_on, unit, task, follows, version, seal, content from directive where division = $1 and directive = $2

-- name: directive_list
select directive, number, kind, state, giver, given_on, unit, task, follows, version, seal, content from directive
where division = $1 and (given_on, directive) < ($2, $3) and (cast($4 as text) = '' or kind = $4) and (cast($5 as text) = '' or state = $5)
order by given_on desc, directive desc limit $6

-- name: directive_list_giver
select directive, number, kind, state, giver, given_on, unit, task, follows, version, seal, content from directive
where division = $1 and giver = $7 and (given_on, directive) < ($2, $3) and (cast($4 as text) = '' or kind = $4) and (cast($5 as text) = '' or state = $5)
order by given_on desc, directive desc limit $6

-- name: directive_list_unit
select directive, number, kind, state, giver, given_on, unit, task, follows, version, seal, content from directive
where division = $1 and unit = $7 and (given_on, directive) < ($2, $3) and (cast($4 as text) = '' or kind = $4) and (cast($5 as text) = '' or state = $5)
  and (state <> 'drafted' or cast($8 as bigint) = 1) and (state <> 'dropped' or cast($8 as bigint) = 1)
order by given_on desc, directive desc limit $6

-- name: directive_of_task
select directive, number, kind, state, giver, given_on, unit, task, follows, version, seal, content from directive
where division = $1 and task = $2 order by directive limit $3

-- name: directive_following
select directive, number, kind, state, giver, given_on, unit, task, follows, version, seal, content from directive
where division = $1 and follows = $2 order by directive limit $3

-- name: directive_all
select directive, number, kind, state, giver, given_on, unit, task, follows, version, seal, content from directive where division = $1 order by directive

-- name: directive_notice_insert
insert into directive_notice (division, notice, directive, rule, source, person, post, words, told_at, read_at, version, seal)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 1, $11)

-- name: directive_notice_by_id
select notice, directive, rule, source, person, post, words, told_at, read_at, version, seal
from directive_notice where division = $1 and notice = $2

-- name: directive_notice_all
select notice, directive, rule, source, person, post, words, told_at, read_at, version, seal
from directive_notice where division = $1 order by notice

-- name: directive_notice_unread
select notice, directive, rule, source, person, post, words, told_at, read_at, version, seal
from directive_notice where division = $1 and person = $2 and read_at = 0 and (told_at, notice) < ($3, $4)
order by told_at desc, notice desc limit $5

-- name: directive_notice_seen
-- read_at + 0: found in the order of the list, not by when it was read
select notice, directive, rule, source, person, post, words, told_at, read_at, version, seal
from directive_notice where division = $1 and person = $2 and read_at + 0 > 0 and (told_at, notice) < ($3, $4)
order by told_at desc, notice desc limit $5

-- name: directive_notice_count
select count(*) from (select 1 from directive_notice where division = $1 and person = $2 and read_at = 0 limit $3) as b

-- name: directive_notice_read
update directive_notice set read_at = $3, seal = $4, version = version + 1 where division = $1 and notice = $2 and version = $5
