-- There is no event trigger
--
-- Severity: error
-- Closes: O3
-- Why: Its function runs in the middle of everybody's DDL, as whoever runs that: the migrator, or a superuser.
select format('event trigger %I', e.evtname) as object,
       format('calls %s on %s', e.evtfoid::regprocedure, e.evtevent) as found,
       format('drop event trigger %I;', e.evtname) as mend
  from pg_event_trigger e
 where not exists (select from pg_depend d where d.classid = 'pg_event_trigger'::regclass and d.objid = e.oid and d.deptype = 'e')
 order by 1;
