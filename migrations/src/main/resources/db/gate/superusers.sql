-- There is one superuser
--
-- Severity: advice
-- Closes: R1
-- Why: Nothing in a database binds a superuser, row-level security least of all. Each further one is a password more
--      that opens every Customer.
select format('role %I', r.rolname) as object,
       format('is a superuser, one of %s', count(*) over ()) as found,
       format('alter role %I nosuperuser;', r.rolname) as mend
  from pg_roles r
 where r.rolsuper
   and (select count(*) from pg_roles s where s.rolsuper) > 1
   and r.oid <> 10 -- the one that initdb made
 order by 1;
