-- There is no foreign data wrapper, server or user mapping
--
-- Severity: error
-- Closes: O2 E1
-- Why: They hold passwords of other databases, and a query through them runs there as somebody else, outside of every
--      policy here, this very database included.
select fdw.object, 'is there' as found, format('drop %s cascade;', fdw.object) as mend
  from (select format('foreign data wrapper %I', w.fdwname) as object
          from pg_foreign_data_wrapper w
         where not exists (select from pg_depend e
             where e.classid = 'pg_foreign_data_wrapper'::regclass and e.objid = w.oid and e.deptype = 'e')
        union all
        select format('server %I', s.srvname) from pg_foreign_server s) fdw
 order by 1;
