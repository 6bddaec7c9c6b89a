-- Connections and passwords are encrypted by present standards
--
-- Severity: advice
-- Why: Rows and tokens cross the network in clear without TLS, and a password hash that is sent or kept as md5 is as
--      good as the password.
select s.name as object,
       format('is %s', s.reset_val) as found,
       format(E'alter system set %s = %L;\nselect pg_reload_conf();', s.name, must.be) as mend
  from pg_settings s
  join (values ('ssl', 'on', '^off$'), ('password_encryption', 'scram-sha-256', '^md5$'),
      ('ssl_min_protocol_version', 'TLSv1.2', '^(TLSv1|TLSv1\.1|)$'),
               ('db_user_namespace', 'off', '^on$'), ('krb_caseins_users', 'off', '^on$')) must (name, be,
                   wrong) on must.name = s.name
 where s.reset_val ~ must.wrong
   -- A server on loopback alone has no network to cross.
   and (s.name <> 'ssl' or not exists (select from pg_settings l
       where l.name = 'listen_addresses' and l.reset_val ~ '^(localhost|127\.0\.0\.1|::1|)$'))
 order by 1;
