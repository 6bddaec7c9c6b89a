-- The server's minor version has no published hole in row-level security
--
-- Severity: error
-- Closes: R4 S1
-- Why: These let a query see or change rows that policies hide, or read as another user, with nothing wrong in the
--      schema. The source of each is PostgreSQL's own page about it, named in what mends it.
with known (cve, minor_15, minor_16, minor_17, minor_18, what) as (values
        -- fixed in which minor of 15, 16, 17 and 18; null where that major never had it
        ('CVE-2023-2455', 3, null, null, null, 'policies disregard a change of user after a function was inlined'),
        ('CVE-2023-39418', 4, null, null, null, 'MERGE doesn''t enforce the policies for UPDATE and SELECT'),
        ('CVE-2024-4317', 7, 3, null, null, 'pg_stats_ext shows everybody values of every table''s extended statistics'),
        ('CVE-2024-10976', 9, 5, 1, null, 'policies in subqueries, WITH and security-invoker views disregard a change of user'),
        ('CVE-2024-10978', 9, 5, 1, null, 'SET ROLE and SET SESSION AUTHORIZATION may reset to another user'),
        ('CVE-2025-8713', 14, 10, 6, null, 'estimators see rows that policies, views and partitions hide'),
        ('CVE-2026-14666', 19, 15, 11, 6, 'cached plans keep their policies after memberships and attributes of roles changed')),
server (major, minor) as (
    select v / 10000, v % 10000 from (select current_setting('server_version_num')::integer) version (v))
select format('PostgreSQL %s.%s', s.major, s.minor) as object,
       format('has %s: %s', k.cve, k.what) as found,
       format('-- update the server to %s.%s or later: install it and restart, no dump is needed; https://www.postgresql.org/support/security/%s/',
              s.major, fixed.minor, k.cve) as mend
  from server s
 cross join known k
 cross join lateral (select case s.major when 15 then k.minor_15::integer when 16 then k.minor_16::integer
                                         when 17 then k.minor_17::integer when 18 then k.minor_18::integer end) fixed (minor)
 where s.minor < fixed.minor
 order by k.cve;
