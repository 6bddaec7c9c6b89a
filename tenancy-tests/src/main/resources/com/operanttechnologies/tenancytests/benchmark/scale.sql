-- Customers of very different size, loaded by a superuser: of benchmark.screens screens the first of benchmark.customers
-- Customers has half, the second has 60, and the others share the rest. Names and keys follow from numbers.

-- The rows are right by how they are made, but for the pairings, which nothing here reads and which are left out.
set session_replication_role = replica;

insert into tenancy.customer (customer_id, name)
select md5('customer ' || c)::uuid, 'Customer ' || c
  from generate_series(1, current_setting('benchmark.customers')::integer) c;

insert into relay.screen (customer_id, screen_id, pairing_id, name, location, paired_at, created_at, updated_at)
select md5('customer ' || c)::uuid, md5('screen ' || c || '-' || s)::uuid, md5('pairing ' || c || '-' || s)::uuid,
       'Screen ' || to_char(s, 'FM00000000'), 'Hall ' || s % 7, now(), now(), now()
  from (select 1 as c, s
          from generate_series(1, current_setting('benchmark.screens')::integer / 2) s
        union all
        select 2, s
          from generate_series(1, 60) s
        union all
        select 3 + i % (current_setting('benchmark.customers')::integer - 2),
               1 + i / (current_setting('benchmark.customers')::integer - 2)
          from generate_series(0, current_setting('benchmark.screens')::integer / 2 - 61) i) screens;

-- One in five is silent for an hour or more.
insert into relay.screen_status (customer_id, screen_id, last_seen_at, received_at, viewport_width, viewport_height,
                                 browser)
select customer_id, screen_id, seen, seen, 1920, 1080, 'Firefox 140'
  from (select customer_id, screen_id,
               now() - case when hashtext(screen_id::text) % 5 = 0 then interval '1 hour' else interval '0' end
                     - (abs(hashtext(screen_id::text)) % 600) * interval '1 second' as seen
          from relay.screen) statuses;

reset session_replication_role;
