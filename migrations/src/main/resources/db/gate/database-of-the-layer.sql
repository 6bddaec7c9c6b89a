-- The database is one of this layer's
--
-- Severity: error
-- Why: Nothing here isolates anybody before the bootstrap has made the roles and the migrations have made the schema;
--      and a check of the wrong database must not look like a success.
select what.object, 'is missing' as found, what.mend
  from (values
        ('tenancy.tenant_table',     to_regclass('tenancy.tenant_table') is null,     '-- run the migrations: operant-db migrate'),
        ('tenancy.unscoped_table',   to_regclass('tenancy.unscoped_table') is null,   '-- run the migrations: operant-db migrate'),
        ('tenancy.vouched_function', to_regclass('tenancy.vouched_function') is null, '-- run the migrations: operant-db migrate'),
        ('role operant_owner',       to_regrole('operant_owner') is null,             '-- run db/bootstrap: operant-db bootstrap'),
        ('role operant_runtime',     to_regrole('operant_runtime') is null,           '-- run db/bootstrap: operant-db bootstrap'))
       what (object, is_missing, mend)
 where what.is_missing;
