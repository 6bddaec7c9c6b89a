-- No language but SQL and PL/pgSQL is installed
--
-- Severity: error
-- Closes: R6 E1
-- Why: A function in an untrusted language does what the server's operating system user may: it reads the data files
--      themselves. Trusted ones share one interpreter between the Customers of a session.
select format('language %I', l.lanname) as object,
       case when l.lanpltrusted then 'is installed' else 'is installed, and untrusted' end as found,
       coalesce((select format('drop extension %I cascade;', x.extname)
                   from pg_depend d join pg_extension x on x.oid = d.refobjid
                  where d.classid = 'pg_language'::regclass and d.objid = l.oid and d.deptype = 'e'),
                format('drop language %I cascade;', l.lanname)) as mend
  from pg_language l
 where l.lanname not in ('internal', 'c', 'sql', 'plpgsql')
 order by 1;
