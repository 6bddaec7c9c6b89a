-- pg_hba.conf lets nobody in without a SCRAM password or a certificate
--
-- Severity: advice
-- Closes: R1
-- Needs: function pg_catalog.pg_hba_file_rules()
-- Why: trust lets anybody be anybody, the superuser too. password sends it in clear, md5 and ident are weak; and a
--      line for all addresses, without TLS, is asked by the whole network.
select format('line %s of pg_hba.conf', h.line_number) as object,
       case when h.error is not null then format('is in error: %s', h.error)
            else format('lets %s into %s from %s by %s', array_to_string(h.user_name, ', '), array_to_string(h.database, ', '),
                        coalesce(h.address || coalesce('/' || h.netmask, ''), 'this machine'), h.auth_method) end as found,
       '-- change the line to hostssl … scram-sha-256, then: select pg_reload_conf();' as mend
  from pg_hba_file_rules h
 where h.error is not null
    or h.auth_method in ('trust', 'password', 'md5', 'ident')
    or h.type in ('host', 'hostnossl') and h.auth_method <> 'reject'
        and h.address not in ('127.0.0.1', '::1', 'localhost', 'samehost')
 order by h.line_number;
