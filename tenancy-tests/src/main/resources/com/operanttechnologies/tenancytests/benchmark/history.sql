-- One day of heartbeats, the benchmark.day'th from today: benchmark.rows rows of the first 10,000 screens of the largest
-- Customer, evenly over the day. Days ahead, as these have partitions from the beginning.
insert into relay.heartbeat (customer_id, screen_id, reported_at, received_at, viewport_width, viewport_height, browser)
select md5('customer 1')::uuid, md5('screen 1-' || i % 10000 + 1)::uuid, at, at, 1920, 1080, 'Firefox 140'
  from (select i, date_trunc('day', now(), 'UTC') + current_setting('benchmark.day')::integer * interval '1 day'
                  + i / 10000 * (interval '1 day' / (current_setting('benchmark.rows')::integer / 10000 + 1)) as at
          from generate_series(0, current_setting('benchmark.rows')::integer - 1) i) reports;
