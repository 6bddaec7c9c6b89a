-- No prepared transaction waits for its end
--
-- Severity: error
-- Why: It survives a restart and holds its locks and old rows until somebody ends it. The layer prepares none, so
--      nothing of ours will.
select format('prepared transaction %L', p.gid) as object,
       format('of %I in %I waits since %s', p.owner, p.database, date_trunc('second', p.prepared)) as found,
       format('-- in database %I:%srollback prepared %L;', p.database, E'\n', p.gid) as mend
  from pg_prepared_xacts p
 where clock_timestamp() - p.prepared > interval '5 minutes'
 order by p.prepared;
