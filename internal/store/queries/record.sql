-- name: record_by_id
select report, record, sort, starts, ends, state, entered_at, words, section, content, original, reason, decided_by, decided_at, version, seal
from record where division = $1 and report = $2 and record = $3

-- name: record_in_report
select r.report, r.record, r.sort, r.starts, r.ends, r.state, r.entered_at, r.words, r.section, r.content, r.original, r.reason, r.decided_by, r.decided_at, r.version, r.seal
from record r join report p on p.division = r.division and p.report = r.report
where r.division = $1 and p.division = $1 and r.report = $2 and r.record = $3 and ($4 = '*' or p.state = 'entered' or $4 like '%,' || p.unit || ',%')

-- name: record_by_report
select report, record, sort, starts, ends, state, entered_at, words, section, content, original, reason, decided_by, decided_at, version, seal
from record where division = $1 and report = $2 order by starts, ends desc, record

-- name: record_all
select report, record, sort, starts, ends, state, entered_at, words, section, content, original, reason, decided_by, decided_at, version, seal,
  indicator, subject, lead, kind, status, from_year, to_year, value, digits, measure_unit
from record where division = $1 order by report, record

-- name: record_in_scope
select report, record, sort, starts, ends, state, entered_at, words, section, content, original, reason, decided_by, decided_at, version, seal
from record where division = $1 and ($2 = '*' or (entered_at is not null and $2 like '%,' || lead || ',%'))
and ($3 = '' or sort = $3) and ($4 = '' or state = $4) and ($5 = 0 or ($5 = 1 and entered_at is not null) or ($5 = 2 and entered_at is null)) and ($6 = '' or lead = $6) and ($7 = '' or indicator = $7)
and state <> 'replaced'
and (report, starts, record) > ($8, $9, $10)
order by report, starts, record limit $11

-- name: record_of_report_in_scope
select report, record, sort, starts, ends, state, entered_at, words, section, content, original, reason, decided_by, decided_at, version, seal
from record where division = $1 and ($2 = '*' or (entered_at is not null and $2 like '%,' || lead || ',%'))
and ($3 = '' or sort = $3) and ($4 = '' or state = $4) and ($5 = 0 or ($5 = 1 and entered_at is not null) or ($5 = 2 and entered_at is null)) and ($6 = '' or lead = $6) and ($7 = '' or indicator = $7)
and report = $8 and state <> 'replaced'
and (starts, record) > ($9, $10)
order by starts, record limit $11

-- name: record_by_lead_in_scope
select report, record, sort, starts, ends, state, entered_at, words, section, content, original, reason, decided_by, decided_at, version, seal
from record where division = $1 and ($2 = '*' or (entered_at is not null and $2 like '%,' || lead || ',%'))
and ($3 = '' or sort = $3) and ($4 = '' or state = $4) and ($5 = 0 or ($5 = 1 and entered_at is not null) or ($5 = 2 and entered_at is null)) and ($6 = '' or lead = $6) and ($7 = '' or indicator = $7)
and ($8 = '' or report = $8) and state <> 'replaced'
and ($9 = 0 or exists (select 1 from report p where p.division = $1 and p.division = record.division and p.report = record.report and p.year = $9))
and (lead, report, starts, record) > ($10, $11, $12, $13)
order by lead, report, starts, record limit $14

-- name: record_count_by_lead
select count(*) from record r join report p on p.division = r.division and p.report = r.report
where r.division = $1 and p.division = $1 and r.lead = $2 and r.sort = $3 and r.entered_at is not null and r.state <> 'replaced'
and ($4 = '' or r.report = $4) and ($5 = 0 or p.year = $5)

-- name: figure_by_indicator
select report, record, sort, starts, ends, state, entered_at, words, section, content, original, reason, decided_by, decided_at, version, seal
from record where division = $1 and indicator = $2 and sort = 'measure' and state <> 'replaced' and ($3 = '*' or entered_at is not null) order by from_year, report, starts

-- name: record_entered
select report, record, sort, starts, ends, state, entered_at, words, section, content, original, reason, decided_by, decided_at, version, seal
from record where division = $1 and report = $2 and sort = $3 and state = 'accepted' and entered_at is not null order by starts, record

-- name: indicator_use
select indicator, sum(case when own = 1 and entered_at is not null then 1 else 0 end), sum(case when own = 1 and entered_at is null then 1 else 0 end),
  min(case when own = 1 then from_year end), max(case when own = 1 then to_year end), count(distinct case when own = 1 then report end), count(distinct case when own = 0 then place end)
from (
  select r.indicator, r.entered_at, r.from_year, r.to_year, r.report, p.place, case when p.place = '' or p.place = $3 or p.place_code = $1 then 1 else 0 end as own
  from record r join report p on p.division = r.division and p.report = r.report
  where r.division = $1 and p.division = $1 and r.indicator <> '' and r.sort = 'measure' and r.state in ('found', 'accepted') and ($2 = '*' or r.entered_at is not null)
) figure group by indicator order by indicator

-- name: indicator_latest
select indicator, status, kind, from_year, value, digits, measure_unit, report, record, entered from (
  select r.indicator, r.status, r.kind, r.from_year, r.value, r.digits, r.measure_unit, r.report, r.record, case when r.entered_at is not null then 1 else 0 end as entered,
    row_number() over (partition by r.indicator, r.status order by case when r.kind in ('level', 'share') then 0 else 1 end, p.year desc,
      case when r.status = 'target' then r.from_year else 0 - r.from_year end, case when r.entered_at is not null then 0 else 1 end, r.starts, r.record) as place
  from record r join report p on p.division = r.division and p.report = r.report
  where r.division = $1 and p.division = $1 and r.indicator <> '' and r.sort = 'measure' and r.state in ('found', 'accepted') and ($2 = '*' or r.entered_at is not null)
  and (p.place = '' or p.place = $3 or p.place_code = $1) and r.from_year is not null and r.from_year = r.to_year and r.value is not null
) figure where place = 1 order by indicator, status

-- name: record_insert
insert into record (division, report, record, sort, starts, ends, state, entered_at, indicator, subject, lead, kind, status, from_year, to_year, value, digits, measure_unit, words, section, content, original, reason, decided_by, decided_at, version, seal)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, 1, $26)

-- name: record_update
update record set state = $4, entered_at = $5, indicator = $6, subject = $7, lead = $8, kind = $9, status = $10, from_year = $11, to_year = $12, value = $13, digits = $14, measure_unit = $15, content = $16, original = $17, reason = $18, decided_by = $19, decided_at = $20, seal = $21, version = version + 1
where division = $1 and report = $2 and record = $3 and version = $22

-- name: record_decide
update record set state = $4, entered_at = $5, reason = $6, decided_by = $7, decided_at = $8, seal = $9, version = version + 1
where division = $1 and report = $2 and record = $3 and version = $10

-- name: record_delete
delete from record where division = $1 and report = $2

-- name: record_outline
select report, record, sort, starts, ends, state, entered_at, version from record where division = $1 and report = $2 and state <> 'replaced' order by starts, ends, record

-- name: record_tally
select report, sort, state, count(*), count(entered_at) from record
where division = $1 and sort in ('measure', 'undertaking', 'project', 'mechanism') and state in ('found', 'accepted', 'rejected', 'replaced') and report in ($2) group by report, sort, state

-- name: record_tally_all
select report, sort, state, count(*), count(entered_at) from record where division = $1 group by report, sort, state

-- name: alarm_by_report
select report, alarm, n, rule, grade, starts, sentence, reckoning, places, state, reason, version, seal from alarm where division = $1 and report = $2 order by n

-- name: alarm_all
select report, alarm, n, rule, grade, starts, sentence, reckoning, places, state, reason, version, seal from alarm where division = $1 order by report, alarm

-- name: alarm_insert
insert into alarm (division, report, alarm, n, rule, grade, starts, sentence, reckoning, places, state, reason, version, seal) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'open', '', 1, $11)

-- name: alarm_settle
update alarm set state = 'settled', reason = $4, seal = $5, version = version + 1 where division = $1 and report = $2 and alarm = $3 and version = $6

-- name: alarm_delete
delete from alarm where division = $1 and report = $2

-- name: rereading_by_report
select report, rereading, reader, state, difference, created_at, decision, decided_by, decided_at, version, seal
from rereading where division = $1 and report = $2 order by created_at desc, rereading

-- name: rereading_all
select report, rereading, reader, state, difference, created_at, decision, decided_by, decided_at, version, seal
from rereading where division = $1 order by report, rereading

-- name: rereading_insert
insert into rereading (division, report, rereading, reader, state, difference, created_at, decision, decided_by, version, seal)
values ($1, $2, $3, $4, 'open', $5, $6, '', '', 1, $7)

-- name: rereading_settle
update rereading set state = 'settled', decision = $4, decided_by = $5, decided_at = $6, seal = $7, version = version + 1
where division = $1 and report = $2 and rereading = $3 and version = $8
