-- DROP OWNED BY leaves the runtime role a policy of every tenant table
--
-- Severity: advice
-- Closes: R6
-- Why: It takes a role out of every policy, and any member of the role may send it. So the policies are also for a
--      predefined role, of which it can't: what lets the runtime role in as a member of that. Where a provider can't
--      grant it, a login of the application's can lock every Customer out, until the policies are made again.
select 'role operant_runtime' as object, 'is no member of pg_stat_scan_tables' as found,
       'grant pg_stat_scan_tables to operant_runtime;' as mend
 where not pg_has_role(to_regrole('operant_runtime'), 'pg_stat_scan_tables', 'usage')
 order by 1;
