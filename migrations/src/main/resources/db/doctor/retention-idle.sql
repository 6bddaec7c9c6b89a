-- The retention job runs
--
-- Severity: advice
-- Needs: relation privacy.retention_run
-- Why: What the register says is deleted isn't.
select 'privacy.retention_run' as object,
       case when r.finished_at is null then format('has begun at %s and is not finished', date_trunc('second', r.started_at))
            else format('was finished at %s last', date_trunc('second', r.finished_at)) end as found,
       'call privacy.enforce_retention();' as mend
  from privacy.retention_run r
 where coalesce(r.finished_at, r.started_at) < now() - interval '3 days';
