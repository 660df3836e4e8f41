-- name: file_by_hash
select sha256, size, media, uses, created_at from file where division = $1 and sha256 = $2

-- name: file_use
insert into file (division, sha256, size, media, uses, created_at) values ($1, $2, $3, $4, 1, $5)
on conflict (division, sha256) do update set uses = file.uses + 1

-- name: file_release
update file set uses = uses - 1 where division = $1 and sha256 = $2

-- name: report_by_id
select report, unit, name, sha256, state, trouble, audience, title, place, place_code, occasion, dated_on, year, reader, uploaded_by, uploaded_at, read_at, version, seal
from report where division = $1 and report = $2 and ($3 = '*' or state = 'entered' or $3 like '%,' || unit || ',%')

-- name: report_in_scope
select report, unit, name, sha256, state, trouble, audience, title, place, place_code, occasion, dated_on, year, reader, uploaded_by, uploaded_at, read_at, version, seal
from report where division = $1 and ($2 = '*' or state = 'entered' or $2 like '%,' || unit || ',%') and state <> 'erased'
and ($3 = '' or state = $3) and ($4 = 0 or year = $4) and (uploaded_at, report) < ($5, $6)
order by uploaded_at desc, report desc limit $7

-- name: report_waiting across
select division, report from report where state = 'waiting' order by uploaded_at limit 50

-- name: report_all
select report, unit, name, sha256, state, trouble, audience, title, place, place_code, occasion, dated_on, year, reader, uploaded_by, uploaded_at, read_at, version, seal
from report where division = $1 order by report

-- name: report_insert
insert into report (division, report, unit, name, sha256, state, trouble, audience, title, place, place_code, occasion, dated_on, year, reader, content, uploaded_by, uploaded_at, read_at, version, seal)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, 1, $20)

-- name: report_update
update report set state = $3, trouble = $4, audience = $5, title = $6, place = $7, place_code = $8, occasion = $9, dated_on = $10, year = $11, reader = $12, read_at = $13, seal = $14, version = version + 1
where division = $1 and report = $2 and version = $15

-- name: report_content
select content from report where division = $1 and report = $2

-- name: report_content_set
update report set content = $3 where division = $1 and report = $2

-- name: paragraph_by_report
select n, starts, ends, form, section, words from paragraph where division = $1 and report = $2 order by n

-- name: paragraph_by_place
select n, starts, ends, form, section, words from paragraph where division = $1 and report = $2 and n = $3

-- name: paragraph_insert
insert into paragraph (division, report, n, starts, ends, form, section, words) values ($1, $2, $3, $4, $5, $6, $7, $8)

-- name: paragraph_delete
delete from paragraph where division = $1 and report = $2

-- name: posting_insert
insert into posting (division, gram, report, places) values ($1, $2, $3, $4)

-- name: posting_delete
delete from posting where division = $1 and report = $2

-- name: posting_all
select report, gram, places from posting where division = $1

-- name: posting_by_gram
select p.report, p.places, r.year from posting p join report r on r.division = p.division and r.report = p.report
where p.division = $1 and r.division = $1 and p.gram = $2 and r.state <> 'erased' and ($3 = '*' or r.state = 'entered' or $3 like '%,' || r.unit || ',%')
