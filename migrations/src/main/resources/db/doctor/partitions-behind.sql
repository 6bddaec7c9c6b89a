-- Every table that is partitioned by time has its partitions ahead
--
-- Severity: error
-- Needs: relation tenancy.partitioned_table
-- Why: The job that makes them, and drops those whose time is over, doesn't run. Nothing is lost yet: rows go to the
--      default partition. But nothing is deleted either.
select format('%I.%I', p.schema_name, p.table_name) as object,
       format('has partitions until %s only, and is to have them %s %ss ahead', coalesce(last.until::text, 'never'), p.ahead,
              p.period) as found,
       'call tenancy.maintain_partitions();' as mend
  from tenancy.partitioned_table p
  join pg_namespace n on n.nspname = p.schema_name
  join pg_class c on c.relnamespace = n.oid and c.relname = p.table_name
 cross join lateral (
     select max((regexp_match(pg_get_expr(k.relpartbound, k.oid), 'TO \(''([^'']+)''\)'))[1]::timestamptz) as until
       from pg_inherits h join pg_class k on k.oid = h.inhrelid
      where h.inhparent = c.oid) last
 where last.until is null
    -- What is there is one period less than what the job makes, on the day before it runs.
    or last.until at time zone 'UTC'
       < date_trunc(p.period, now() at time zone 'UTC') + p.ahead * ('1 ' || p.period)::interval
 order by 1;
