-- Autovacuum runs
--
-- Severity: error
-- Why: Without it tables grow, plans go wrong, and in the end the server refuses to write so as not to lose rows.
select s.name as object, 'is off' as found,
       format(E'alter system reset %s;\nselect pg_reload_conf();', s.name) as mend
  from pg_settings s where s.name in ('autovacuum', 'track_counts') and s.reset_val = 'off'
union all
select c.oid::regclass::text, 'switches it off for itself',
       format('alter table %s reset (autovacuum_enabled);', c.oid::regclass)
  from pg_class c
 where c.relkind in ('r', 'm', 't') and c.reloptions && '{autovacuum_enabled=false,autovacuum_enabled=off,autovacuum_enabled=0}'
 order by 1;
