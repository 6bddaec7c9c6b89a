-- Passwords are kept as SCRAM verifiers
--
-- Severity: advice
-- Needs: relation pg_catalog.pg_authid
-- Why: An md5 hash is as good as the password for whoever has read it, and is guessed fast; PostgreSQL 18 warns of it
--      and a later version drops it.
select format('role %I', a.rolname) as object,
       'has a password that is kept as md5' as found,
       format(E'-- give it again with psql''s \\password, where password_encryption is scram-sha-256\nalter role %I password null;', a.rolname) as mend
  from pg_authid a
 where a.rolpassword like 'md5%'
 order by 1;
