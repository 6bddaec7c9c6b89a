-- No table is unlogged
--
-- Severity: error
-- Why: After a crash an unlogged table is empty, and on a standby it isn't there: erased data, audit entries or
--      revocations would be back or gone.
select format('%I.%I', n.nspname, c.relname) as object,
       'is unlogged' as found,
       format('alter table %I.%I set logged;', n.nspname, c.relname) as mend
  from pg_class c
  join pg_namespace n on n.oid = c.relnamespace
 where c.relkind in ('r', 'p') and c.relpersistence = 'u'
   and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
   and not exists (select from pg_depend e where e.classid = 'pg_class'::regclass and e.objid = c.oid and e.deptype = 'e')
 order by 1;
