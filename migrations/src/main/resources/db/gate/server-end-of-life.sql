-- The server's major version still gets security fixes
--
-- Severity: advice
-- Why: A version past its end of life keeps every hole that is found from then on. Its last day is five years after
--      its first; see https://www.postgresql.org/support/versioning/.
select format('PostgreSQL %s', current_setting('server_version')) as object,
       case when life.ends is null then 'is newer than those that this gate was tried with'
            else format('gets no fixes since %s', life.ends) end as found,
       case when life.ends is null then '-- take a version of operant-migrations that knows it'
            else '-- upgrade the cluster with pg_upgrade' end as mend
  from (select current_setting('server_version_num')::integer / 10000) server (major)
  left join (values (15, date '2027-11-11'), (16, date '2028-11-09'), (17, date '2029-11-08'),
      (18, date '2030-11-14')) life (major, ends)
         on life.major = server.major
 where life.ends < current_date or life.ends is null and server.major > 15;
