-- No login's password is about to end
--
-- Severity: error
-- Why: At that minute the application can't connect any more, and nothing else has changed.
select format('role %I', r.rolname) as object,
       format('has a password that %s at %s', case when r.rolvaliduntil > now() then 'ends' else 'has ended' end,
              r.rolvaliduntil) as found,
       format(E'-- give it a new one with \\password, then:\nalter role %I valid until %L;', r.rolname, (now() + interval '1 year')::date) as mend
  from pg_roles r
 where r.rolcanlogin and r.rolvaliduntil < now() + interval '14 days'
 order by r.rolvaliduntil;
