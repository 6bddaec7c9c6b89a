-- A function whose text has a backslash is read as it was written
--
-- Severity: error
-- Closes: O3 P3
-- Why: What isn't BEGIN ATOMIC or RETURN is parsed when a session first calls it, by that session's settings, and kept.
--      Whoever takes standard_conforming_strings off on a pooled connection has a literal mean something else to every
--      Customer after. Text with E'' would be safe, and isn't told apart.
select p.oid::regprocedure::text as object,
       'has a backslash, and its caller''s standard_conforming_strings' as found,
       case when p.prokind = 'p'
            then E'-- if it commits, which this setting doesn''t allow, write chr(92) or chr(10) instead\n' else '' end
           || format('alter routine %s set standard_conforming_strings = on;', p.oid::regprocedure)
           || case when p.prosecdef
                   then format(E'\nselect tenancy.vouch(%L, ''why its caller may have its owner''''s rights'');',
                               p.oid::regprocedure)
                   else '' end as mend
  from pg_proc p
  join pg_language l on l.oid = p.prolang
  join pg_namespace n on n.oid = p.pronamespace
 where l.lanname in ('sql', 'plpgsql') and p.prosqlbody is null and position(chr(92) in p.prosrc) > 0
   and 'standard_conforming_strings=on' <> all (coalesce(p.proconfig, '{}'))
   and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
   and not exists (select from pg_depend e where e.classid = 'pg_proc'::regclass and e.objid = p.oid and e.deptype = 'e')
 order by 1;
