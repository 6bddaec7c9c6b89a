-- The last of the layer's own migrations: its tables that are no tenant tables, and its functions that run with their
-- owner's rights, in one place. What stands in no register is found by the gate.

insert into tenancy.unscoped_table (schema_name, table_name, reason) values
    ('tenancy', 'signing_key',       'keys of all scopes; granted to nobody, read by the functions that verify and sign alone'),
    ('tenancy', 'tenant_table',      'register of tables: names, classes and rules, no Customer in it'),
    ('tenancy', 'unscoped_table',    'this register: names and reasons, no Customer in it'),
    ('tenancy', 'vouched_function',  'register of functions: names and reasons, no Customer in it'),
    ('tenancy', 'partitioned_table', 'rules of partitioning: names and periods, no Customer in it'),
    ('tenancy', 'lifecycle',         'which Customers are not active; identifiers alone, granted to nobody, asked by admission()'),
    ('tenancy', 'inactive',          'the same as current_customer() keeps it in its plan; granted to nobody'),
    ('tenancy', 'legal_hold',        'why a Customer''s data may not be deleted; the operator''s own notes, granted to nobody'),
    ('tenancy', 'pseudonym_rule',    'which values of kept rows an erasure replaces, the same for all Customers'),
    ('tenancy', 'kept_class',        'which classes of data outlive an erasure, the same for all Customers'),
    ('privacy', 'move',              'the database''s own record of lifecycle moves, which outlives the Customer; granted to nobody'),
    ('privacy', 'erasure',           'erasures, running and done, which outlive the Customer; granted to nobody'),
    ('privacy', 'erasure_table',     'what was removed of which table; numbers alone, granted to nobody'),
    ('tenancy', 'retention_rule',    'register of retention: names and rules, no Customer in it'),
    ('tenancy', 'data_migration',    'ledger of data migrations; names and sums, no Customer in it, granted to nobody'),
    ('tenancy', 'data_migration_customer', 'how far a data migration has got; identifiers alone, forgotten when it ends, granted to nobody'),
    ('privacy', 'retention_run',     'how far the retention job has got; granted to nobody'),
    ('tenancy', 'flyway_schema_history', 'Flyway''s own: which migrations were applied'),
    ('tenancy', 'purpose',           'which classes of data elevated roles read; no Customer in it'),
    ('tenancy', 'column_class',      'register of columns: names and classes, no Customer in it'),
    ('tenancy', 'vocabulary_column', 'register of columns: names and reasons, no Customer in it'),
    ('tenancy', 'elevated_use',      'uses of elevated roles that are open; identifiers alone, granted to nobody'),
    ('audit',   'head',              'number and hash of each Customer''s last audit entry; granted to nobody'),
    ('support', 'access_grant',      'grants by which support reads one Customer; granted to nobody, told by list_grants()'),
    ('gateway', 'secret',        'asked before a Customer is known; hashes and identifiers alone, granted to nobody'),
    ('gateway', 'sign_in',       'asked before a Customer is known; hashes and identifiers alone, granted to nobody'),
    ('gateway', 'attempt',       'counts tries before a Customer is known; hashes alone, granted to nobody'),
    ('gateway', 'attempt_limit', 'limits of tries, the same for all Customers, set by the operator'),
    ('gateway', 'due_work',      'tells workers which Customers have work due; identifiers alone, granted to nobody'),
    ('panel',   'policy_version', 'versions of the privacy policy, the same for all Customers, published by the operator'),
    ('analytics', 'rollup',       'what one Customer has handed in for aggregates, of operant_aggregator, granted to nobody'),
    ('analytics', 'contribution', 'what one Customer has handed in for aggregates, of operant_aggregator, granted to nobody'),
    ('analytics', 'closed',       'the last closed day; no Customer in it, granted to nobody'),
    ('analytics', 'daily',        'sums over at least five Customers, granted to nobody and read by daily_usage()');

select tenancy.vouch(p.oid, 'part of the layer; what it must be is in the gate''s own list as well')
  from pg_catalog.pg_proc p
  join pg_catalog.pg_namespace n on n.oid = p.pronamespace
 where p.prosecdef and n.nspname in ('tenancy', 'gateway', 'analytics', 'audit', 'panel', 'stage', 'relay', 'quoting',
                                     'agent', 'usage', 'privacy', 'support');
