-- The server is PostgreSQL 15 or later
--
-- Severity: error
-- Closes: O1
-- Why: Before 15, views run with their owner's rights always (security_invoker is new there), and everybody may create
--      in the schema public.
select format('PostgreSQL %s', current_setting('server_version')) as object,
       'is older than 15' as found,
       '-- upgrade the cluster with pg_upgrade' as mend
 where current_setting('server_version_num')::integer < 150000;
