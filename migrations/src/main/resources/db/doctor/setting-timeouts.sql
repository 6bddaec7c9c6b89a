-- Nothing of an application's waits or idles without an end
--
-- Severity: advice
-- Why: A statement without a limit, a lock that is awaited for ever and a transaction that somebody has left open each
--      stop others until a person looks.
select format('role %I', r.rolname) as object,
       format('has no %s', t.name) as found,
       format('alter role %I in database %I set %s = %L;', r.rolname, current_database(), t.name, t.be) as mend
  from pg_roles r
 cross join (values ('statement_timeout', '1min'), ('lock_timeout', '10s'),
                    ('idle_in_transaction_session_timeout', '1min')) t (name, be)
  join pg_settings s on s.name = t.name
 where r.rolcanlogin and not r.rolsuper and pg_has_role(r.oid, 'operant_runtime', 'member')
   and coalesce((select split_part(c.setting, '=', 2)
                   from pg_db_role_setting d cross join lateral unnest(d.setconfig) c (setting)
                  where (d.setrole = r.oid or d.setrole = 0)
                    and (d.setdatabase = 0 or d.setdatabase = (select oid from pg_database where datname = current_database()))
                    and split_part(c.setting, '=', 1) = t.name
                  order by d.setrole = 0, d.setdatabase = 0 limit 1), s.reset_val) in ('0', '')
 order by 1, 2;
