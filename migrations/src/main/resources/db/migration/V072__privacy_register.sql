-- Privacy: the register of processing (PRV-1, PRV-6). Every table of the layer with its purpose, its basis, how long rows
-- are kept, what starts the clock and what happens at its end, in one list. Where nothing is said of period and clock,
-- protect() and partition_by_time() have: with the Customer, or as the partitions are dropped. Classes that outlive their
-- Customer are in V001.2, with their reason.
--
-- The gate finds a table that isn't in it, and a class that is another one than the table's.

update tenancy.retention_rule r set purpose = v.purpose, basis = coalesce(v.basis, r.basis)
  from (values
    ('tenancy', 'customer',               'to know which organisation has an account', null),
    ('tenancy', 'customer_key',           'to encrypt the secrets of the Customer', null),
    ('panel',   'account',                'to sign people in and to know what they may do', null),
    ('panel',   'answerable_owner',       'to keep an owner who answers for the Customer', null),
    ('panel',   'credential',             'to prove who signs in', null),
    ('panel',   'backup_code',            'to prove who signs in without a second factor at hand', null),
    ('panel',   'session',                'to keep people signed in, and to show and end their sessions', null),
    ('panel',   'invitation',             'to let a Customer invite people to its account', null),
    ('panel',   'email_preference',       'to send no email that was opted out of', null),
    ('panel',   'unsubscribe_link',       'to let people opt out of email by one click', null),
    ('panel',   'policy_notice',          'to prove that the Customer was told of a change of the policy in time', 'legal obligation'),
    ('panel',   'subscription',           'to bill the Customer', 'legal obligation'),
    ('panel',   'billing_profile',        'to write invoices', 'legal obligation'),
    ('panel',   'invoice',                'to bill the Customer, and to account for it', 'legal obligation'),
    ('panel',   'invoice_line',           'to bill the Customer, and to account for it', 'legal obligation'),
    ('panel',   'processor_customer',     'to find the Customer at the payment processor', 'legal obligation'),
    ('panel',   'processor_subscription', 'to find the subscription at the payment processor', 'legal obligation'),
    ('panel',   'processor_payment',      'to find the payment at the payment processor', 'legal obligation'),
    ('stage',   'dashboard',              'to show the Customer''s dashboards', null),
    ('stage',   'dashboard_version',      'to show the Customer''s dashboards, and what they were before', null),
    ('stage',   'publication',            'to know which version of a dashboard is shown', null),
    ('stage',   'data_source',            'to read the data that the Customer''s dashboards show', null),
    ('stage',   'viewer',                 'to let the Customer''s end users look at its dashboards', null),
    ('stage',   'share_link',             'to let the Customer''s end users look at its dashboards', null),
    ('relay',   'pairing',                'to know who let which screen in', null),
    ('relay',   'screen',                 'to run the Customer''s screens', null),
    ('relay',   'screen_status',          'to surface offline screens', null),
    ('relay',   'heartbeat',              'to surface offline screens and to aid troubleshooting', null),
    ('relay',   'client_error',           'to aid troubleshooting', null),
    ('relay',   'outage',                 'to surface offline screens, each outage once', null),
    ('relay',   'deployment',             'to know what is shown where', null),
    ('relay',   'deployment_history',     'to know what was shown where', null),
    ('quoting', 'quote',                  'to write the Customer''s quotes', null),
    ('quoting', 'quote_line',             'to write the Customer''s quotes', null),
    ('quoting', 'quote_number',           'to number the Customer''s quotes without gaps', null),
    ('quoting', 'sent_quote',             'to keep what the Customer has sent as it was sent', null),
    ('quoting', 'sent_line',              'to keep what the Customer has sent as it was sent', null),
    ('agent',   'contact',                'to write the Customer''s emails to its buyers', null),
    ('agent',   'suppression',            'to write to nobody who has unsubscribed', 'legal obligation'),
    ('agent',   'resubscription',         'to prove that somebody wants to be written to again', 'legal obligation'),
    ('agent',   'sequence',               'to follow up by email in the Customer''s name', null),
    ('agent',   'sequence_step',          'to follow up by email in the Customer''s name', null),
    ('agent',   'enrolment',              'to follow up by email in the Customer''s name', null),
    ('agent',   'enrolment_message',      'to follow up by email in the Customer''s name', null),
    ('agent',   'message',                'to follow up by email in the Customer''s name', null),
    ('usage',   'event',                  'for security, debugging and aggregate analytics', 'legitimate interest'),
    ('audit',   'entry',                  'to prove who did what for which Customer', 'legitimate interest'))
    v (schema_name, table_name, purpose, basis)
 where (r.schema_name, r.table_name) = (v.schema_name, v.table_name);

-- What ends before its Customer does.
select tenancy.delete_after('panel.session', 'expires_at', interval '30 days'),
       tenancy.delete_after('panel.invitation', 'expires_at', interval '1 year');

-- Tables that are no tenant tables; their reasons are in tenancy.unscoped_table.
insert into tenancy.retention_rule (schema_name, table_name, data_class, purpose, basis, clock, period, at_end) values
    ('tenancy',   'signing_key',       'system',     'to seal and verify scopes', 'contract', 'accepted_until', interval '0', 'deleted'),
    ('tenancy',   'tenant_table',      'system',     'to know which tables are isolated', 'contract', 'erasure', null, 'stays'),
    ('tenancy',   'unscoped_table',    'system',     'to know which tables are no Customer''s', 'contract', 'erasure', null, 'stays'),
    ('tenancy',   'vouched_function',  'system',     'to know who vouches for which function', 'contract', 'erasure', null, 'stays'),
    ('tenancy',   'partitioned_table', 'system',     'to make and drop partitions', 'contract', 'erasure', null, 'stays'),
    ('tenancy',   'retention_rule',    'system',     'to know how long what is kept', 'contract', 'erasure', null, 'stays'),
    ('tenancy',   'pseudonym_rule',    'system',     'to know what is replaced in what outlives its Customer', 'contract', 'erasure', null, 'stays'),
    ('tenancy',   'kept_class',        'system',     'to know what outlives its Customer, and why', 'contract', 'erasure', null, 'stays'),
    ('tenancy',   'flyway_schema_history', 'system', 'to know which migrations were applied', 'contract', 'erasure', null, 'stays'),
    ('tenancy',   'lifecycle',         'audit',      'to refuse what a Customer''s state forbids; that it was erased, so that its identifier opens nothing', 'legal obligation', 'erasure', null, 'stays'),
    ('tenancy',   'inactive',          'audit',      'to know at each statement whether its Customer is active', 'legal obligation', 'erasure', null, 'stays'),
    ('tenancy',   'purpose',           'system',     'to know what elevated roles read, and what for', 'contract', 'erasure', null, 'stays'),
    ('tenancy',   'column_class',      'system',     'to know which columns hold another class of data than their table', 'contract', 'erasure', null, 'stays'),
    ('tenancy',   'vocabulary_column', 'system',     'to know of which texts the planner may keep statistics', 'contract', 'erasure', null, 'stays'),
    ('tenancy',   'elevated_use',      'audit',      'to open one Customer to one login, for minutes', 'legitimate interest', 'ends_at', interval '1 day', 'deleted'),
    ('audit',     'head',              'audit',      'to find an audit log whose end was cut off', 'legitimate interest', 'erasure', interval '7 years', 'kept beyond its Customer'),
    ('support',   'access_grant',      'audit',      'to let support read one Customer, and to prove who let it', 'legitimate interest', 'asked_at', interval '7 years', 'deleted'),
    ('tenancy',   'legal_hold',        'audit',      'to delete nothing that a proceeding needs', 'legal obligation', 'ends_at', interval '10 years', 'deleted'),
    ('privacy',   'move',              'audit',      'to prove how a Customer came to be erased', 'legal obligation', 'erasure', interval '10 years', 'kept beyond its Customer'),
    ('privacy',   'erasure',           'audit',      'to prove that a Customer was erased', 'legal obligation', 'erasure', interval '10 years', 'kept beyond its Customer'),
    ('privacy',   'erasure_table',     'audit',      'to prove what was erased, in numbers', 'legal obligation', 'erasure', interval '10 years', 'kept beyond its Customer'),
    ('tenancy',   'data_migration',    'system',     'to prove what was done to the rows of all Customers, by whose order', 'legitimate interest', 'erasure', null, 'stays'),
    ('tenancy',   'data_migration_customer', 'system', 'to go on where a data migration was interrupted', 'contract', 'erasure', null, 'stays'),
    ('privacy',   'retention_run',     'system',     'to go on where the retention job was interrupted', 'contract', 'erasure', null, 'stays'),
    ('gateway',   'secret',            'credential', 'to turn cookies, device tokens, codes and links into identifiers', 'contract', 'expires_at', interval '1 day', 'deleted'),
    ('gateway',   'sign_in',           'credential', 'to find the accounts that an email address may sign in to', 'contract', 'erasure', null, 'deleted with its Customer'),
    ('gateway',   'attempt',           'credential', 'to resist guessing', 'legitimate interest', 'started_at', interval '2 days', 'deleted'),
    ('gateway',   'attempt_limit',     'system',     'to resist guessing', 'legitimate interest', 'erasure', null, 'stays'),
    ('gateway',   'due_work',          'system',     'to tell workers whose work is due', 'contract', 'erasure', null, 'deleted with its Customer'),
    ('panel',     'policy_version',    'system',     'to tell Customers of changes of the policy', 'legal obligation', 'erasure', null, 'stays'),
    ('analytics', 'rollup',            'usage',      'aggregate analytics: days that are not closed', 'legitimate interest', 'rolled_up_at', interval '10 days', 'deleted'),
    ('analytics', 'contribution',      'usage',      'aggregate analytics: days that are not closed', 'legitimate interest', 'day', interval '10 days', 'deleted'),
    ('analytics', 'closed',            'system',     'to close a day once', 'legitimate interest', 'erasure', null, 'stays'),
    ('analytics', 'daily',             'usage',      'aggregate analytics: groups of five Customers at least', 'legitimate interest', 'erasure', null, 'stays');

-- A column is of its table's class, but for these.
create function privacy.column_class(table_class text, column_type text, column_name text) returns text
    language sql immutable
    set search_path = pg_catalog, pg_temp
    return case when column_type = 'bytea' and column_name ~ '(secret|_key|_hash)$' and table_class <> 'audit' then 'credential'
                else table_class end;
comment on function privacy.column_class(text, text, text) is
    'Class of a column: its table''s, but for sealed or hashed secrets, which are credentials wherever they are';

-- The register of processing, from the catalogue: what is there, not what somebody wrote down.
create function privacy.data_map() returns table (
        schema_name text, table_name text, description text, data_class text, purpose text, basis text, clock text,
        period interval, at_end text, isolated boolean, columns json)
    language sql stable
    set search_path = pg_catalog, pg_temp
begin atomic
    select n.nspname::text, c.relname::text, obj_description(c.oid, 'pg_class'), r.data_class, r.purpose, r.basis, r.clock, r.period,
           r.at_end, c.relrowsecurity and c.relforcerowsecurity,
           (select json_agg(json_build_object(
                       'name', a.attname, 'type', format_type(a.atttypid, a.atttypmod),
                       'class', privacy.column_class(r.data_class, format_type(a.atttypid, null), a.attname),
                       'after_erasure', p.replacement,
                       'description', col_description(c.oid, a.attnum)) order by a.attnum)
              from pg_attribute a
              left join tenancy.pseudonym_rule p
                on (p.schema_name, p.table_name, p.column_name) = (n.nspname, c.relname, a.attname)
             where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped)
      from pg_class c
      join pg_namespace n on n.oid = c.relnamespace
      left join tenancy.retention_rule r on (r.schema_name, r.table_name) = (n.nspname, c.relname)
     where c.relkind in ('r', 'p') and not c.relispartition and c.relpersistence <> 't'
       and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
     order by 1, 2;
end;
comment on function privacy.data_map() is
    'Register of processing: every table with class, purpose, basis, retention and columns, from the catalogue. A table without a rule shows with nulls';

create function privacy.data_map_json() returns json
    language sql stable
    set search_path = pg_catalog, pg_temp
    set intervalstyle = 'postgres'
begin atomic
    select json_build_object('format', 'operant.data_map.1', 'kept_beyond_erasure',
               (select json_agg(json_build_object('class', k.data_class, 'keep', k.keep, 'because', k.reason) order by 1)
                  from tenancy.kept_class k),
               'tables', json_agg(json_build_object(
                   'table', m.schema_name || '.' || m.table_name, 'description', m.description, 'class', m.data_class,
                   'purpose', m.purpose, 'basis', m.basis, 'clock', m.clock, 'period', m.period, 'at_end', m.at_end,
                   'isolated_by_customer', m.isolated, 'columns', m.columns) order by m.schema_name, m.table_name))
      from privacy.data_map() m;
end;
comment on function privacy.data_map_json() is 'The register of processing as JSON';

create function privacy.data_map_markdown() returns text
    language sql stable
    set search_path = pg_catalog, pg_temp
    set intervalstyle = 'postgres'
begin atomic
    select E'# Register of processing\n' || string_agg(format(
               E'\n## %s.%s\n\n%s\n\n- class: %s\n- purpose: %s\n- basis: %s\n- kept: %s\n- isolated by Customer: %s\n\n'
               '| column | type | class | |\n|---|---|---|---|\n%s\n',
               m.schema_name, m.table_name, coalesce(m.description, ''), m.data_class, m.purpose, m.basis,
               case when m.period is null then m.at_end
                    else format('%s from %s, then %s', m.period, m.clock, m.at_end) end,
               case when m.isolated then 'yes' else 'no' end,
               (select string_agg(format('| %s | %s | %s | %s |', k->>'name', k->>'type', k->>'class',
                                         replace(coalesce(k->>'description', '') || coalesce(
                                             ' (' || (k->>'after_erasure') || ' once the Customer is erased)', ''), '|', '\|')), E'\n')
                  from json_array_elements(m.columns) k)), '' order by m.schema_name, m.table_name)
      from privacy.data_map() m;
end;
comment on function privacy.data_map_markdown() is 'The register of processing as Markdown';

grant execute on function privacy.column_class(text, text, text), privacy.data_map(), privacy.data_map_json(),
    privacy.data_map_markdown() to operant_operator, operant_auditor;
grant usage on schema privacy, tenancy to operant_auditor;
grant select on tenancy.retention_rule, tenancy.kept_class, tenancy.pseudonym_rule to operant_operator, operant_auditor;
