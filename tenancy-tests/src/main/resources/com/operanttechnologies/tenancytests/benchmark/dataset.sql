-- The rows that the benchmark reads, for benchmark.customers Customers of benchmark.screens screens each, loaded by a
-- superuser. Names and keys follow from numbers, so that the benchmark knows them without asking.

-- The rows are right by how they are made; checking each foreign key would take most of the time.
set session_replication_role = replica;

insert into tenancy.customer (customer_id, name)
select md5('customer ' || c)::uuid, 'Customer ' || c
  from generate_series(1, current_setting('benchmark.customers')::integer) c;

insert into stage.dashboard (customer_id, dashboard_id, title, latest_version)
select md5('customer ' || c)::uuid, md5('dashboard ' || c || '-' || d)::uuid, 'Dashboard ' || d, 1
  from generate_series(1, current_setting('benchmark.customers')::integer) c, generate_series(1, 20) d;

insert into stage.dashboard_version (customer_id, dashboard_id, number, content, created_by)
select customer_id, dashboard_id, 1, '{"tiles": []}', 'job:benchmark'
  from stage.dashboard;

insert into relay.pairing (customer_id, pairing_id, screen_id, name, location, state, offered_at, offered_by, expires_at,
                           ended_at)
select md5('customer ' || c)::uuid, md5('pairing ' || c || '-' || s)::uuid, md5('screen ' || c || '-' || s)::uuid,
       'Screen ' || to_char(s, 'FM00000000'), 'Hall ' || s % 7, 'claimed', now() - interval '22 hours', 'job:benchmark',
       now() - interval '21 hours', now() - interval '21.5 hours'
  from generate_series(1, current_setting('benchmark.customers')::integer) c,
       generate_series(1, current_setting('benchmark.screens')::integer) s;

insert into relay.screen (customer_id, screen_id, pairing_id, name, location, paired_at, created_at, updated_at)
select customer_id, screen_id, pairing_id, name, location, ended_at, ended_at, ended_at
  from relay.pairing;

insert into relay.screen_status (customer_id, screen_id, last_seen_at, received_at, viewport_width, viewport_height,
                                 browser)
select customer_id, screen_id, paired_at, paired_at, 1920, 1080, 'Firefox 140'
  from relay.screen;

-- Every screen shows one of its Customer's dashboards, by its number.
insert into relay.deployment_history (customer_id, screen_id, changed_at, change, dashboard_id, number, changed_by)
select md5('customer ' || c)::uuid, md5('screen ' || c || '-' || s)::uuid, date_trunc('day', now()) - interval '1 day',
       'deployed', md5('dashboard ' || c || '-' || s % 20 + 1)::uuid, 1, 'job:benchmark'
  from generate_series(1, current_setting('benchmark.customers')::integer) c,
       generate_series(1, current_setting('benchmark.screens')::integer) s;

insert into relay.deployment (customer_id, screen_id, dashboard_id, number, deployed_at, deployed_by)
select customer_id, screen_id, dashboard_id, number, changed_at, changed_by
  from relay.deployment_history;

reset session_replication_role;
