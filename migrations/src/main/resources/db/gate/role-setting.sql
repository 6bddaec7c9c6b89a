-- No role and no database has a setting that changes what statements mean
--
-- Severity: error
-- Closes: C11 P3
-- Why: Such a setting is there in every session before the first statement, and survives DISCARD ALL: a default scope,
--      another search_path, a role that isn't the login's, foreign keys switched off, parameters in the log.
with recursive below (root, oid) as (
    select r.oid, r.oid from pg_roles r
        where r.rolname in ('operant_owner', 'operant_gateway', 'operant_aggregator', 'operant_migrator', 'operant_runtime',
        'operant_worker',
        'operant_signer', 'operant_operator', 'operant_support', 'operant_auditor', 'operant_analytics')
    union
    select b.root, m.member from below b join pg_auth_members m on m.roleid = b.oid
     -- From PostgreSQL 16 on, who made a role may hand it out, and has nothing of it himself.
     where coalesce((to_jsonb(m) ->> 'inherit_option')::boolean, true) or coalesce((to_jsonb(m) ->> 'set_option')::boolean, true))
select case when s.setrole = 0 then format('database %I', d.datname)
            else format('role %I', r.rolname) || coalesce(' in database ' || quote_ident(d.datname), '') end as object,
       format('sets %s to %s', split_part(entry.setting, '=', 1),
           substr(entry.setting, length(split_part(entry.setting, '=', 1)) + 2)) as found,
       case when s.setrole = 0 then format('alter database %I reset %s;', d.datname, split_part(entry.setting, '=', 1))
            else format('alter role %s%s reset %s;', quote_ident(r.rolname),
                coalesce(' in database ' || quote_ident(d.datname), ''), split_part(entry.setting, '=', 1)) end as mend
  from pg_db_role_setting s
  left join pg_database d on d.oid = s.setdatabase
  left join pg_roles r on r.oid = s.setrole
 cross join lateral unnest(s.setconfig) entry (setting)
 where (s.setdatabase = 0 or d.datname = current_database())
   and (s.setrole = 0 or s.setrole in (select b.oid from below b))
   and split_part(entry.setting, '=',
       1) ~* ('^(operant\..*|role|session_authorization|search_path|row_security|session_replication_role|local_preload_libraries|'
       || 'session_preload_libraries|dynamic_library_path|standard_conforming_strings|backslash_quote|client_encoding|allow_system_table_mods|'
       || 'lo_compat_privileges|transform_null_equals|default_transaction_read_only|default_transaction_deferrable|log_parameter_max_length.*|'
       || 'debug_print_.*|auto_explain\..*|plpgsql\..*|event_triggers|ignore_system_indexes|zero_damaged_pages|xmloption)$')
 order by 1, 2;
