-- Every function of the layer is what its migration made
--
-- Severity: error
-- Closes: C10 C12 O3 R5
-- Why: tenancy.current_customer() is what every policy asks, and a weakened copy of it opens every table at once: one that
--      doesn't verify, that is IMMUTABLE and so frozen in a plan, or that somebody else may replace. The gateways and
--      the register are as good as their functions are. Text, attributes, owner and grants are compared. Whoever changes
--      the layer itself lets LayerListsTest write the list again.
with wanted (signature, owner, granted, definition) as (values
    -- The list is written by LayerListsTest: run it with -Dgate.write=true after changing a migration.
    ('analytics.close_days()', 'operant_aggregator', 'operant_operator', $definition$CREATE OR REPLACE FUNCTION analytics.close_days()
 RETURNS integer
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
    last constant date := (now() at time zone 'UTC')::date - 9;
    made integer;
begin
    -- Waits for whoever is handing in, and nobody can hand these days in afterwards.
    update analytics.closed c set until = last where c.until < last;
    with used as (
        select c.*, count(*) over one_country >= 5 as is_told from analytics.contribution c
         where c.day <= last
        window one_country as (partition by c.day, c.kind, c.name, c.country)),
    one_customers as (
        select u.day, u.kind, u.name, case when u.is_told then u.country else '' end as told, u.customer_id,
               sum(u.events) as events, sum(u.accounts) as accounts
          from used u
         group by u.day, u.kind, u.name, told, u.customer_id)
    insert into analytics.daily (day, kind, name, country, customers, events, accounts)
    select o.day, o.kind, o.name, o.told,
           (select max(step) from unnest(array[5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000]) step
             where step <= count(o.customer_id)),
           analytics.rounded(sum(o.events)), analytics.rounded(sum(o.accounts))
      from one_customers o
     group by o.day, o.kind, o.name, o.told
    having count(*) >= 5 and max(o.events) <= sum(o.events) / 2;
    get diagnostics made = row_count;
    delete from analytics.rollup r where r.day <= last;
    return made;
end $function$$definition$),
    ('analytics.contribute(date,text[],text[],text[],bigint[],bigint[])', 'operant_aggregator', 'operant_runtime', $definition$CREATE OR REPLACE FUNCTION analytics.contribute(day date, kinds text[], names text[], countries text[], events bigint[], accounts bigint[])
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
    own constant uuid := tenancy.current_customer();
begin
    -- Shared, so that Customers don't wait for each other; close_days() takes it for itself.
    perform from analytics.closed c where c.until < contribute.day for share;
    if not found or contribute.day > (now() at time zone 'UTC')::date then
        raise exception 'operant: day % is closed or has not begun', contribute.day
            using errcode = '22008', hint = 'A day is handed in until its eighth day after, in UTC.';
    end if;
    if cardinality(kinds) > 10000
        or array[cardinality(names), cardinality(countries), cardinality(events), cardinality(accounts)]
           <> array_fill(cardinality(kinds), array[4]) then
        raise exception 'operant: a day has at most 10000 groups, in arrays of one length' using errcode = '22023';
    end if;
    insert into analytics.rollup as r (customer_id, day) values (own, contribute.day)
        on conflict on constraint rollup_pkey do update set rolled_up_at = now();
    delete from analytics.contribution c where c.customer_id = own and c.day = contribute.day;
    insert into analytics.contribution (customer_id, day, kind, name, country, events, accounts)
    select own, contribute.day, g.*
      from unnest(kinds, names, countries, contribute.events, contribute.accounts) g;
end $function$$definition$),
    ('analytics.daily_usage(date,date)', 'operant_aggregator', 'operant_analytics', $definition$CREATE OR REPLACE FUNCTION analytics.daily_usage(from_day date, to_day date)
 RETURNS TABLE(day date, kind text, name text, country text, customers integer, events numeric, accounts numeric)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
BEGIN ATOMIC
 SELECT d.day,
     d.kind,
     d.name,
     d.country,
     d.customers,
     d.events,
     d.accounts
    FROM analytics.daily d
   WHERE ((d.day >= daily_usage.from_day) AND (d.day <= daily_usage.to_day))
   ORDER BY d.day, d.kind, d.name, d.country;
END$definition$),
    ('analytics.rounded(numeric)', 'operant_aggregator', '', $definition$CREATE OR REPLACE FUNCTION analytics.rounded(exact numeric)
 RETURNS numeric
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
RETURN round(exact, CASE WHEN (exact < (100)::numeric) THEN '-1'::integer ELSE (1 - (floor(log(exact)))::integer) END)$definition$),
    ('analytics.withdraw()', 'operant_aggregator', 'operant_runtime', $definition$CREATE OR REPLACE FUNCTION analytics.withdraw()
 RETURNS bigint
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
BEGIN ATOMIC
 WITH withdrawn AS (
          DELETE FROM analytics.rollup r
           WHERE (r.customer_id = tenancy.current_customer())
           RETURNING 1 AS "?column?"
         )
  SELECT count(*) AS count
    FROM withdrawn;
END$definition$),
    ('audit.append(text,text,text,inet,text,text,json)', 'operant_owner', 'operant_runtime, operant_operator', $definition$CREATE OR REPLACE FUNCTION audit.append(action text, object_type text, object_id text, address inet, reason text, request_id text, details json, OUT number bigint, OUT at timestamp with time zone, OUT actor text, OUT hash bytea)
 RETURNS record
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
    own  constant uuid := tenancy.current_customer();
    head audit.head;
begin
    insert into audit.head (customer_id, number, hash)
    select own, audit.next_number() - 1, audit.last_hash()
     where not exists (select from audit.head h where h.customer_id = own)
        on conflict do nothing;
    select * into strict head from audit.head h where h.customer_id = own for update;
    insert into audit.entry as e (customer_id, number, actor, action, object_type, object_id, address, reason, request_id,
                                  details, previous_hash)
    values (own, head.number + 1, tenancy.current_actor(), append.action, append.object_type, append.object_id,
            append.address, append.reason, append.request_id, append.details, head.hash)
    returning e.number, e.at, e.actor, e.hash into append.number, append.at, append.actor, append.hash;
    update audit.head h set number = append.number, hash = append.hash where h.customer_id = own;
exception when foreign_key_violation or unique_violation then
    raise exception using errcode = 'XX001', message = 'operant: the audit log is damaged, and takes no entry',
        hint = 'Find out where with: operant-db audit verify';
end $function$$definition$),
    ('audit.append_for(uuid,text,text,text,text,json)', 'operant_owner', '', $definition$CREATE OR REPLACE FUNCTION audit.append_for(customer uuid, action text, object_type text, object_id text, reason text, details json)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
    if current_setting('transaction_read_only')::boolean then
        raise exception 'operant: what is done with elevated rights is recorded, which a read-only transaction can''t'
            using errcode = '25006', hint = 'Begin the transaction READ WRITE.';
    end if;
    perform tenancy.take_scope(customer);
    perform audit.append(action, object_type, object_id, inet_client_addr(), reason, 'session:' || pg_backend_pid(), details);
    perform set_config('operant.context', '', true);
end $function$$definition$),
    ('audit.append_for_platform(text,text,text,text,json)', 'operant_owner', '', $definition$CREATE OR REPLACE FUNCTION audit.append_for_platform(action text, object_type text, object_id text, reason text, details json)
 RETURNS void
 LANGUAGE sql
 SET search_path TO 'pg_catalog', 'pg_temp'
BEGIN ATOMIC
 SELECT audit.append_for('00000000-0000-0000-0000-000000000000'::uuid, action, object_type, object_id, reason, details) AS append_for;
END$definition$),
    ('audit.customers()', 'operant_owner', 'operant_auditor', $definition$CREATE OR REPLACE FUNCTION audit.customers()
 RETURNS SETOF uuid
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
BEGIN ATOMIC
 SELECT h.customer_id
    FROM audit.head h
   ORDER BY h.customer_id;
END$definition$),
    ('audit.entry_hash(bytea,uuid,bigint,timestamp with time zone,text,text,text,text,inet,text,text,json)', 'operant_owner', 'operant_runtime', $definition$CREATE OR REPLACE FUNCTION audit.entry_hash(previous_hash bytea, customer_id uuid, number bigint, at timestamp with time zone, actor text, action text, object_type text, object_id text, address inet, reason text, request_id text, details json)
 RETURNS bytea
 LANGUAGE plpgsql
 IMMUTABLE PARALLEL SAFE
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
    fields constant bytea[] := array[
        convert_to('operant.audit.1', 'UTF8'), previous_hash, uuid_send(customer_id), int8send(number),
        timestamptz_send(at), convert_to(actor, 'UTF8'), convert_to(action, 'UTF8'), convert_to(object_type, 'UTF8'),
        convert_to(object_id, 'UTF8'), convert_to(text(address), 'UTF8'), convert_to(reason, 'UTF8'),
        convert_to(request_id, 'UTF8'), convert_to(details::text, 'UTF8')];
    field   bytea;
    content bytea := '';
begin
    foreach field in array fields loop
        content := content || coalesce(int4send(octet_length(field)) || field, int4send(-1));
    end loop;
    return sha256(content);
end $function$$definition$),
    ('audit.genesis(uuid)', 'operant_owner', 'operant_runtime', $definition$CREATE OR REPLACE FUNCTION audit.genesis(customer_id uuid)
 RETURNS bytea
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
 SET search_path TO 'pg_catalog', 'pg_temp'
RETURN sha256(convert_to(('operant audit '::text || customer_id), 'UTF8'::name))$definition$),
    ('audit.hash_of(uuid,bigint)', 'operant_owner', 'operant_auditor', $definition$CREATE OR REPLACE FUNCTION audit.hash_of(customer uuid, number bigint)
 RETURNS bytea
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
    found_hash bytea;
begin
    perform tenancy.take_scope(customer);
    select e.hash into found_hash from audit.entry e where e.customer_id = customer and e.number = hash_of.number;
    perform set_config('operant.context', '', true);
    return case when number = 0 then audit.genesis(customer) else found_hash end;
end $function$$definition$),
    ('audit.last_hash()', 'operant_owner', 'operant_runtime', $definition$CREATE OR REPLACE FUNCTION audit.last_hash()
 RETURNS bytea
 LANGUAGE sql
 STABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
BEGIN ATOMIC
 SELECT COALESCE(( SELECT e.hash
            FROM audit.entry e
           WHERE (e.customer_id = tenancy.current_customer())
           ORDER BY e.number DESC
          LIMIT 1), audit.genesis(tenancy.current_customer())) AS "coalesce";
END$definition$),
    ('audit.next_number()', 'operant_owner', 'operant_runtime', $definition$CREATE OR REPLACE FUNCTION audit.next_number()
 RETURNS bigint
 LANGUAGE sql
 STABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
BEGIN ATOMIC
 SELECT (COALESCE(max(e.number), (0)::bigint) + 1)
    FROM audit.entry e
   WHERE (e.customer_id = tenancy.current_customer());
END$definition$),
    ('audit.open(uuid,text)', 'operant_owner', 'operant_auditor', $definition$CREATE OR REPLACE FUNCTION audit.open(customer uuid, reason text, OUT token text, OUT ends_at timestamp with time zone)
 RETURNS record
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
    at  constant timestamptz := clock_timestamp();
    use tenancy.elevated_use;
begin
    -- One that was erased has an audit log still.
    if not (tenancy.is_customer(customer) or exists (select from audit.head h where h.customer_id = customer)) then
        raise exception 'operant: there is no Customer %', customer using errcode = '23503';
    end if;
    delete from tenancy.elevated_use u where u.ends_at < now() - interval '1 day';
    insert into tenancy.elevated_use as u (role_name, login, customer_id, opened_at, ends_at)
    values ('operant_auditor', session_user, customer, at, at + interval '15 minutes')
    returning u.* into use;
    perform audit.append_for(customer, 'audit.opened', 'elevated_use', use.use_id::text, reason,
                             json_build_object('login', session_user, 'ends_at', use.ends_at));
    token := tenancy.seal_scope('e1', customer, 'use:' || use.use_id, use.ends_at);
    ends_at := use.ends_at;
end $function$$definition$),
    ('audit.verify(uuid)', 'operant_owner', 'operant_auditor', $definition$CREATE OR REPLACE FUNCTION audit.verify(customer uuid, OUT entries bigint, OUT number bigint, OUT hash bytea, OUT fault_number bigint, OUT fault text)
 RETURNS record
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
    head     audit.head;
    entry    record;
    computed bytea;
begin
    perform tenancy.take_scope(customer);
    entries := 0;
    number := 0;
    hash := audit.genesis(customer);
    for entry in select * from audit.entry e where e.customer_id = customer order by e.number loop
        fault_number := number + 1;
        computed := audit.entry_hash(entry.previous_hash, entry.customer_id, entry.number, entry.at, entry.actor,
            entry.action, entry.object_type, entry.object_id, entry.address, entry.reason, entry.request_id, entry.details);
        fault := case when entry.number <> number + 1 then 'missing'
                      when entry.hash <> computed then 'changed'
                      when entry.previous_hash <> hash then 'detached' end;
        exit when fault is not null;
        entries := entries + 1;
        number := entry.number;
        hash := entry.hash;
    end loop;
    perform set_config('operant.context', '', true);
    if fault is null then
        select * into head from audit.head h where h.customer_id = customer;
        fault_number := number + 1;
        fault := case when head.number is null and number > 0 then 'headless'
                      when head.number > number then 'cut off'
                      when head.number < number then 'added past the head'
                      when head.hash <> hash then 'rewritten' end;
        if fault in ('added past the head', 'rewritten') then
            fault_number := least(head.number + 1, number);
        end if;
    end if;
    if fault is null then
        fault_number := null;
    end if;
end $function$$definition$),
    ('gateway.announce_work(text,timestamp with time zone)', 'operant_gateway', 'operant_runtime', $definition$CREATE OR REPLACE FUNCTION gateway.announce_work(kind text, due_at timestamp with time zone)
 RETURNS void
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
BEGIN ATOMIC
 INSERT INTO gateway.due_work AS w (kind, customer_id, due_at)
   VALUES (announce_work.kind, tenancy.current_customer(), announce_work.due_at) ON CONFLICT ON CONSTRAINT due_work_pkey DO UPDATE SET due_at = LEAST(w.due_at, excluded.due_at);
END$definition$),
    ('gateway.claim_pairing(bytea,bytea,bytea)', 'operant_gateway', 'operant_runtime', $definition$CREATE OR REPLACE FUNCTION gateway.claim_pairing(secret_hash bytea, proof_hash bytea, client_hash bytea)
 RETURNS TABLE(customer_id uuid, subject_id uuid)
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
    perform gateway.take_attempt('pairing_client', client_hash);
    return query
        with tried as (
            update gateway.secret s
               set uses_left  = s.uses_left  - (s.proof_hash = claim_pairing.proof_hash)::integer,
                   tries_left = s.tries_left - (s.proof_hash <> claim_pairing.proof_hash)::integer
             where s.kind = 'pairing' and s.secret_hash = claim_pairing.secret_hash
               and s.expires_at > now() and s.uses_left > 0 and s.tries_left > 0
            returning s.customer_id, s.subject_id, s.proof_hash = claim_pairing.proof_hash as is_right)
        select t.customer_id, t.subject_id from tried t where t.is_right;
    if found then
        update gateway.attempt a set attempts = a.attempts - 1
         where a.purpose = 'pairing_client' and a.subject_hash = client_hash and a.attempts > 1;
        if not found then
            perform gateway.forgive_attempts('pairing_client', client_hash);
        end if;
    end if;
end $function$$definition$),
    ('gateway.customers_after(uuid,integer)', 'operant_gateway', 'operant_operator', $definition$CREATE OR REPLACE FUNCTION gateway.customers_after(after uuid, most integer)
 RETURNS SETOF uuid
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
BEGIN ATOMIC
 WITH RECURSIVE c(customer_id) AS (
         ( SELECT s.customer_id
            FROM gateway.sign_in s
           WHERE (s.customer_id > customers_after.after)
           ORDER BY s.customer_id
          LIMIT 1)
         UNION ALL
          SELECT ( SELECT s.customer_id
                    FROM gateway.sign_in s
                   WHERE (s.customer_id > c_1.customer_id)
                   ORDER BY s.customer_id
                  LIMIT 1) AS customer_id
            FROM c c_1
           WHERE (c_1.customer_id IS NOT NULL)
         )
  SELECT c.customer_id
    FROM c
   WHERE (c.customer_id IS NOT NULL)
  LIMIT LEAST(customers_after.most, 1000);
END$definition$),
    ('gateway.due_customers(text,timestamp with time zone,integer)', 'operant_gateway', 'operant_worker', $definition$CREATE OR REPLACE FUNCTION gateway.due_customers(kind text, until timestamp with time zone, most integer)
 RETURNS SETOF uuid
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
BEGIN ATOMIC
 SELECT w.customer_id
    FROM gateway.due_work w
   WHERE ((w.kind = due_customers.kind) AND (w.due_at <= due_customers.until) AND tenancy.is_active(w.customer_id))
   ORDER BY w.due_at, w.customer_id
  LIMIT LEAST(due_customers.most, 1000);
END$definition$),
    ('gateway.extend(text,bytea,timestamp with time zone)', 'operant_gateway', 'operant_runtime', $definition$CREATE OR REPLACE FUNCTION gateway.extend(kind text, secret_hash bytea, expires_at timestamp with time zone)
 RETURNS boolean
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
BEGIN ATOMIC
 WITH extended AS (
          UPDATE gateway.secret s SET expires_at = extend.expires_at
           WHERE ((s.kind = extend.kind) AND (s.secret_hash = extend.secret_hash) AND (s.customer_id = tenancy.current_customer()) AND (s.expires_at > now()))
           RETURNING 1 AS "?column?"
         )
  SELECT (EXISTS ( SELECT
            FROM extended)) AS "exists";
END$definition$),
    ('gateway.extend_subject(text,uuid,timestamp with time zone)', 'operant_gateway', 'operant_runtime', $definition$CREATE OR REPLACE FUNCTION gateway.extend_subject(kind text, subject_id uuid, expires_at timestamp with time zone)
 RETURNS bigint
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
BEGIN ATOMIC
 WITH extended AS (
          UPDATE gateway.secret s SET expires_at = extend_subject.expires_at
           WHERE ((s.kind = extend_subject.kind) AND (s.subject_id = extend_subject.subject_id) AND (s.customer_id = tenancy.current_customer()) AND (s.expires_at > now()))
           RETURNING 1 AS "?column?"
         )
  SELECT count(*) AS count
    FROM extended;
END$definition$),
    ('gateway.forget_customer(integer)', 'operant_gateway', '', $definition$CREATE OR REPLACE FUNCTION gateway.forget_customer(most integer)
 RETURNS bigint
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
    own   constant uuid := tenancy.current_customer();
    gone  bigint;
    total bigint := 0;
begin
    delete from gateway.sign_in s where s.ctid = any (array(
        select d.ctid from gateway.sign_in d where d.customer_id = own limit most)) and s.customer_id = own;
    get diagnostics gone = row_count;
    total := total + gone;
    delete from gateway.secret s where s.ctid = any (array(
        select d.ctid from gateway.secret d where d.customer_id = own limit most)) and s.customer_id = own;
    get diagnostics gone = row_count;
    total := total + gone;
    delete from gateway.due_work w where w.customer_id = own;
    get diagnostics gone = row_count;
    return total + gone;
end $function$$definition$),
    ('gateway.forget_expired()', 'operant_gateway', 'operant_operator', $definition$CREATE OR REPLACE FUNCTION gateway.forget_expired()
 RETURNS bigint
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
BEGIN ATOMIC
 WITH secrets AS (
          DELETE FROM gateway.secret s
           WHERE (s.expires_at < (now() - '1 day'::interval))
           RETURNING 1 AS "?column?"
         ), attempts AS (
          DELETE FROM gateway.attempt a
            USING gateway.attempt_limit l
           WHERE ((l.purpose = a.purpose) AND ((a.started_at + l.within) < (now() - '1 day'::interval)))
           RETURNING 1 AS "?column?"
         )
  SELECT (( SELECT count(*) AS count
            FROM secrets) + ( SELECT count(*) AS count
            FROM attempts));
END$definition$),
    ('gateway.forget_sign_in(uuid)', 'operant_gateway', 'operant_runtime', $definition$CREATE OR REPLACE FUNCTION gateway.forget_sign_in(account_id uuid)
 RETURNS void
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
BEGIN ATOMIC
 DELETE FROM gateway.sign_in s
   WHERE ((s.customer_id = tenancy.current_customer()) AND (s.account_id = forget_sign_in.account_id));
END$definition$),
    ('gateway.forgive_attempts(text,bytea)', 'operant_gateway', 'operant_runtime', $definition$CREATE OR REPLACE FUNCTION gateway.forgive_attempts(purpose text, subject_hash bytea)
 RETURNS void
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
BEGIN ATOMIC
 DELETE FROM gateway.attempt a
   WHERE ((a.purpose = forgive_attempts.purpose) AND (a.subject_hash = forgive_attempts.subject_hash));
END$definition$),
    ('gateway.hand_over()', 'operant_owner', '', $definition$CREATE OR REPLACE FUNCTION gateway.hand_over()
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
    own regclass;
    fn regprocedure;
begin
    grant create on schema gateway to operant_gateway;
    for own in select c.oid::regclass from pg_class c
                where c.relnamespace = 'gateway'::regnamespace and c.relkind = 'r'
                  and c.relowner = 'operant_owner'::regrole loop
        execute format('alter table %s owner to operant_gateway', own);
    end loop;
    for fn in select p.oid::regprocedure from pg_proc p
               where p.pronamespace = 'gateway'::regnamespace and p.prosecdef
                 and p.proowner = 'operant_owner'::regrole loop
        execute format('revoke all on function %s from public', fn);
        execute format('grant execute on function %s to operant_runtime', fn);
        execute format('alter function %s owner to operant_gateway', fn);
    end loop;
    revoke create on schema gateway from operant_gateway;
end $function$$definition$),
    ('gateway.issue(text,bytea,uuid,timestamp with time zone,integer)', 'operant_gateway', 'operant_runtime', $definition$CREATE OR REPLACE FUNCTION gateway.issue(kind text, secret_hash bytea, subject_id uuid, expires_at timestamp with time zone, uses integer)
 RETURNS void
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
BEGIN ATOMIC
 INSERT INTO gateway.secret (kind, secret_hash, customer_id, subject_id, expires_at, uses_left)
   VALUES (issue.kind, issue.secret_hash, tenancy.current_customer(), issue.subject_id, issue.expires_at, issue.uses);
END$definition$),
    ('gateway.issue_pairing(bytea,bytea,uuid,timestamp with time zone,integer)', 'operant_gateway', 'operant_runtime', $definition$CREATE OR REPLACE FUNCTION gateway.issue_pairing(secret_hash bytea, proof_hash bytea, subject_id uuid, expires_at timestamp with time zone, tries integer)
 RETURNS boolean
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
BEGIN ATOMIC
 WITH issued AS (
          INSERT INTO gateway.secret AS s (kind, secret_hash, proof_hash, customer_id, subject_id, expires_at, uses_left, tries_left)
           VALUES ('pairing'::text, issue_pairing.secret_hash, issue_pairing.proof_hash, tenancy.current_customer(), issue_pairing.subject_id, issue_pairing.expires_at, 1, issue_pairing.tries) ON CONFLICT(kind, secret_hash) DO UPDATE SET proof_hash = excluded.proof_hash, customer_id = excluded.customer_id, subject_id = excluded.subject_id, expires_at = excluded.expires_at, uses_left = excluded.uses_left, tries_left = excluded.tries_left
           WHERE (s.expires_at <= now())
           RETURNING 1 AS "?column?"
         )
  SELECT (EXISTS ( SELECT
            FROM issued)) AS "exists";
END$definition$),
    ('gateway.lock_work(text)', 'operant_gateway', 'operant_runtime', $definition$CREATE OR REPLACE FUNCTION gateway.lock_work(kind text)
 RETURNS boolean
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
BEGIN ATOMIC
 WITH locked AS (
          INSERT INTO gateway.due_work AS w (kind, customer_id, due_at)
           VALUES (lock_work.kind, tenancy.current_customer(), 'infinity'::timestamp with time zone) ON CONFLICT ON CONSTRAINT due_work_pkey DO UPDATE SET due_at = w.due_at
           RETURNING w.due_at
         )
  SELECT (l.due_at < 'infinity'::timestamp with time zone)
    FROM locked l;
END$definition$),
    ('gateway.register_sign_in(bytea,uuid)', 'operant_gateway', 'operant_runtime', $definition$CREATE OR REPLACE FUNCTION gateway.register_sign_in(email_hash bytea, account_id uuid)
 RETURNS void
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
BEGIN ATOMIC
 INSERT INTO gateway.sign_in (email_hash, customer_id, account_id)
   VALUES (register_sign_in.email_hash, tenancy.current_customer(), register_sign_in.account_id) ON CONFLICT DO NOTHING;
END$definition$),
    ('gateway.resolve_secret(text,bytea)', 'operant_gateway', 'operant_runtime', $definition$CREATE OR REPLACE FUNCTION gateway.resolve_secret(kind text, secret_hash bytea)
 RETURNS TABLE(customer_id uuid, subject_id uuid)
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
BEGIN ATOMIC
 WITH used AS (
          UPDATE gateway.secret s SET uses_left = (s.uses_left - 1)
           WHERE ((s.kind = resolve_secret.kind) AND (s.kind <> 'pairing'::text) AND (s.secret_hash = resolve_secret.secret_hash) AND (s.expires_at > now()) AND (s.uses_left > 0))
           RETURNING s.customer_id,
             s.subject_id
         )
  SELECT u.customer_id,
     u.subject_id
    FROM used u
 UNION ALL
  SELECT s.customer_id,
     s.subject_id
    FROM gateway.secret s
   WHERE ((s.kind = resolve_secret.kind) AND (s.secret_hash = resolve_secret.secret_hash) AND (s.expires_at > now()) AND (s.uses_left IS NULL));
END$definition$),
    ('gateway.resolve_sign_in(bytea,bytea)', 'operant_gateway', 'operant_runtime', $definition$CREATE OR REPLACE FUNCTION gateway.resolve_sign_in(email_hash bytea, client_hash bytea)
 RETURNS TABLE(customer_id uuid, account_id uuid)
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
    perform gateway.take_attempt('sign_in_client', client_hash);
    perform gateway.take_attempt('sign_in_email', email_hash);
    return query
        select s.customer_id, s.account_id from gateway.sign_in s
         where s.email_hash = resolve_sign_in.email_hash
         order by s.customer_id, s.account_id;
end $function$$definition$),
    ('gateway.revoke(text,bytea)', 'operant_gateway', 'operant_runtime', $definition$CREATE OR REPLACE FUNCTION gateway.revoke(kind text, secret_hash bytea)
 RETURNS boolean
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
BEGIN ATOMIC
 WITH revoked AS (
          DELETE FROM gateway.secret s
           WHERE ((s.kind = revoke.kind) AND (s.secret_hash = revoke.secret_hash) AND (s.customer_id = tenancy.current_customer()))
           RETURNING 1 AS "?column?"
         )
  SELECT (EXISTS ( SELECT
            FROM revoked)) AS "exists";
END$definition$),
    ('gateway.revoke_subject(text,uuid)', 'operant_gateway', 'operant_runtime', $definition$CREATE OR REPLACE FUNCTION gateway.revoke_subject(kind text, subject_id uuid)
 RETURNS bigint
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
BEGIN ATOMIC
 WITH revoked AS (
          DELETE FROM gateway.secret s
           WHERE ((s.kind = revoke_subject.kind) AND (s.subject_id = revoke_subject.subject_id) AND (s.customer_id = tenancy.current_customer()))
           RETURNING 1 AS "?column?"
         )
  SELECT count(*) AS count
    FROM revoked;
END$definition$),
    ('gateway.revoke_subjects(text,uuid[])', 'operant_gateway', 'operant_runtime', $definition$CREATE OR REPLACE FUNCTION gateway.revoke_subjects(kind text, subject_ids uuid[])
 RETURNS bigint
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
BEGIN ATOMIC
 WITH revoked AS (
          DELETE FROM gateway.secret s
           WHERE ((s.kind = revoke_subjects.kind) AND (s.subject_id = ANY (revoke_subjects.subject_ids)) AND (s.customer_id = tenancy.current_customer()))
           RETURNING 1 AS "?column?"
         )
  SELECT count(*) AS count
    FROM revoked;
END$definition$),
    ('gateway.settle_work(text,timestamp with time zone)', 'operant_gateway', 'operant_runtime', $definition$CREATE OR REPLACE FUNCTION gateway.settle_work(kind text, next_due_at timestamp with time zone)
 RETURNS void
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
BEGIN ATOMIC
 UPDATE gateway.due_work w SET due_at = settle_work.next_due_at
   WHERE ((w.kind = settle_work.kind) AND (w.customer_id = tenancy.current_customer()) AND (settle_work.next_due_at IS NOT NULL));
 DELETE FROM gateway.due_work w
   WHERE ((w.kind = settle_work.kind) AND (w.customer_id = tenancy.current_customer()) AND (settle_work.next_due_at IS NULL));
END$definition$),
    ('gateway.take_attempt(text,bytea)', 'operant_gateway', 'operant_runtime', $definition$CREATE OR REPLACE FUNCTION gateway.take_attempt(purpose text, subject_hash bytea)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
    bound gateway.attempt_limit;
    tried gateway.attempt;
begin
    select * into bound from gateway.attempt_limit l where l.purpose = take_attempt.purpose;
    if not found then
        raise exception 'operant: unknown purpose of an attempt' using errcode = '22023';
    end if;
    insert into gateway.attempt as a (purpose, subject_hash, attempts, started_at)
    values (take_attempt.purpose, take_attempt.subject_hash, 1, now())
        on conflict on constraint attempt_pkey do update
       set attempts   = case when a.started_at + bound.within > now() then a.attempts + 1 else 1 end,
           started_at = case when a.started_at + bound.within > now() then a.started_at else now() end
    returning * into tried;
    if tried.attempts > bound.attempts then
        raise exception using errcode = 'OP429', message = 'operant: too many attempts',
            hint = ceil(extract(epoch from tried.started_at + bound.within - now()))::text;
    end if;
end $function$$definition$),
    ('panel.holds_card_number(text)', 'operant_owner', 'operant_runtime, operant_operator', $definition$CREATE OR REPLACE FUNCTION panel.holds_card_number(value text)
 RETURNS boolean
 LANGUAGE plpgsql
 IMMUTABLE PARALLEL SAFE STRICT
 SET search_path TO 'pg_catalog', 'pg_temp'
 SET standard_conforming_strings TO 'on'
AS $function$
declare
    scheme constant text :=
        '^(4([0-9]{12}|[0-9]{15}|[0-9]{18})'                                    -- Visa
        || '|5[1-5][0-9]{14}|(222[1-9]|22[3-9][0-9]|2[3-6][0-9]{2}|27[01][0-9]|2720)[0-9]{12}' -- Mastercard
        || '|3[47][0-9]{13}'                                                    -- American Express
        || '|3(0[0-5]|[689][0-9])[0-9]{11,16}|35[0-9]{14,17}'                   -- Diners Club, JCB
        || '|(50|5[6-9]|6[0-9])[0-9]{11,17})$';                                 -- Maestro, Discover, UnionPay
    folded   text := value;
    run      text;
    groups   text[];
    number   text;
    digit    integer;
    sum      integer;
begin
    if folded ~ '[^\x01-\x7f]' collate "C" then
        folded := translate(folded,
            '０１２３４５６７８９٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹०१२३४५६७८९' || E'\u00a0\u2007\u2009\u202f\u2010\u2011\u2012\u2013\u2212',
            '0123456789012345678901234567890123456789' || '    -----');
    end if;
    if folded !~ '[0-9]([\s./_-]{0,3}[0-9]){12}' collate "C" then
        return false;
    end if;
    for run in select m[1] from regexp_matches(folded, '(\+?[0-9](?:[\s./_-]{0,3}[0-9]){12,})' collate "C", 'g') m loop
        groups := regexp_split_to_array(run, '[\s./_-]+' collate "C");
        for head in case when run like '+%' then 2 else 1 end..cardinality(groups) loop
            number := '';
            for tail in head..cardinality(groups) loop
                number := number || groups[tail];
                exit when length(number) > 19;
                continue when length(number) < 13 or number !~ scheme collate "C";
                sum := 0;
                for i in 1..length(number) loop
                    digit := ascii(substr(number, length(number) + 1 - i, 1)) - 48;
                    if i % 2 = 0 then
                        digit := case when digit > 4 then 2 * digit - 9 else 2 * digit end;
                    end if;
                    sum := sum + digit;
                end loop;
                if sum % 10 = 0 then
                    return true;
                end if;
            end loop;
        end loop;
    end loop;
    return false;
end $function$$definition$),
    ('panel.minor_unit(text)', 'operant_owner', 'operant_runtime', $definition$CREATE OR REPLACE FUNCTION panel.minor_unit(currency text)
 RETURNS integer
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE STRICT
 SET search_path TO 'pg_catalog', 'pg_temp'
RETURN CASE WHEN (currency = ANY (ARRAY['BIF'::text, 'CLP'::text, 'DJF'::text, 'GNF'::text, 'ISK'::text, 'JPY'::text, 'KMF'::text, 'KRW'::text, 'PYG'::text, 'RWF'::text, 'UGX'::text, 'UYI'::text, 'VND'::text, 'VUV'::text, 'XAF'::text, 'XOF'::text, 'XPF'::text])) THEN 0 WHEN (currency = ANY (ARRAY['BHD'::text, 'IQD'::text, 'JOD'::text, 'KWD'::text, 'LYD'::text, 'OMR'::text, 'TND'::text])) THEN 3 WHEN (currency = ANY (ARRAY['CLF'::text, 'UYW'::text])) THEN 4 ELSE 2 END$definition$),
    ('panel.next_invoice_number()', 'operant_owner', 'operant_runtime', $definition$CREATE OR REPLACE FUNCTION panel.next_invoice_number()
 RETURNS integer
 LANGUAGE sql
 STABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
BEGIN ATOMIC
 SELECT (COALESCE(max(i.number), 0) + 1)
    FROM panel.invoice i
   WHERE (i.customer_id = tenancy.current_customer());
END$definition$),
    ('privacy.await_older()', 'operant_owner', '', $definition$CREATE OR REPLACE FUNCTION privacy.await_older()
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
    own   constant uuid := tenancy.elevated_customer('operant_operator');
    older constant text[] := (select e.older from privacy.erasure e where e.customer_id = own);
    still text;
begin
    if older = '{}' then
        return;
    end if;
    -- Requests take milliseconds.
    for i in 1..50 loop
        -- Prepared ones last: one that is being prepared is there before its number is gone.
        select string_agg(o.session, ', ') into still from privacy.open_transactions() o where o.number = any (older);
        if still is null then
            select string_agg(o.session, ', ') into still from privacy.open_transactions() o where o.number is null;
        end if;
        exit when still is null;
        perform pg_sleep(0.1);
    end loop;
    if still is not null then
        raise exception 'operant: transactions are open that began before this erasure, and may still write: %', still
            using errcode = '55000',
                  hint = 'Wait for them or end them, with pg_terminate_backend(process), then go on with the erasure.';
    end if;
    update privacy.erasure e set older = '{}' where e.customer_id = own;
end $function$$definition$),
    ('privacy.begin_export(uuid,text,text,boolean,interval)', 'operant_owner', 'operant_operator', $definition$CREATE OR REPLACE FUNCTION privacy.begin_export(customer uuid, ordered_by text, reason text, with_secrets boolean DEFAULT false, life interval DEFAULT '01:00:00'::interval)
 RETURNS text
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
    if not tenancy.is_customer(customer) then
        raise exception 'operant: there is no Customer %', customer using errcode = 'P0002';
    end if;
    if length(coalesce(ordered_by, '')) not between 1 and 100 then
        raise exception 'operant: who orders an export has a name of 1 to 100 characters' using errcode = '22023';
    end if;
    if life is null or life not between interval '1 second' and interval '1 hour' then
        raise exception 'operant: a token of an export lives 1 second to 1 hour, got %', life using errcode = '22023';
    end if;
    perform privacy.refuse_to_export_the_erased(customer);
    perform audit.append_for(customer, 'customer.exported', 'customer', customer::text, begin_export.reason,
                             json_build_object('ordered_by', begin_export.ordered_by, 'login', session_user, 'secrets',
                                 case when begin_export.with_secrets then 're-encrypted' else 'left out' end));
    -- A name of its own, so that it gets a whole life and not what another export has left of one.
    return tenancy.open_job(customer, 'export-' || left(replace(gen_random_uuid()::text, '-', ''), 8), life);
end $function$$definition$),
    ('privacy.begin_step(text,text)', 'operant_owner', '', $definition$CREATE OR REPLACE FUNCTION privacy.begin_step(ordered_by text, reason text)
 RETURNS privacy.erasure
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
    own constant uuid := tenancy.elevated_customer('operant_operator');
    life tenancy.lifecycle;
    run privacy.erasure;
begin
    select * into life from tenancy.lifecycle l where l.customer_id = own for update nowait;
    if life.state is distinct from 'erased' then
        -- The same that the policy for DELETE asks.
        perform tenancy.deletable_customer('customer_data');
    end if;
    select * into run from privacy.erasure e where e.customer_id = own;
    if not found then
        insert into privacy.erasure (customer_id, ordered_by, reason, addresses, older)
        values (own, begin_step.ordered_by, begin_step.reason,
                array(select a.email from panel.account a where a.customer_id = own),
                array(select o.number from privacy.open_transactions() o where o.number is not null)) returning * into run;
        insert into privacy.erasure_table (customer_id, position, schema_name, table_name, data_class)
        select own, o.place, t.schema_name, t.table_name, t.data_class
          from unnest(privacy.deletion_order()) with ordinality o (target, place)
          join pg_class c on c.oid = o.target
          join tenancy.tenant_table t on (t.schema_name, t.table_name) = (c.relnamespace::regnamespace::name, c.relname)
         where t.data_class not in (select k.data_class from tenancy.kept_class k);
    end if;
    return run;
exception when lock_not_available then
    raise exception 'operant: Customer % is being erased by another session', own using errcode = '55P03';
end $function$$definition$),
    ('privacy.close_request(uuid,text,text,text)', 'operant_owner', 'operant_operator', $definition$CREATE OR REPLACE FUNCTION privacy.close_request(request_id uuid, state text, ordered_by text, reason text)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
    request privacy.subject_request;
    there   boolean;
begin
    if coalesce(state, '') not in ('answered', 'refused') then
        raise exception 'operant: a request is answered or refused' using errcode = '22023';
    end if;
    update privacy.subject_request r set state = close_request.state, closed_at = now()
     where r.request_id = close_request.request_id and r.state = 'received'
    returning r.* into request;
    if request.request_id is null then
        raise exception 'operant: there is no open request %', request_id using errcode = '55000';
    end if;
    if request.kind = 'deletion' and state = 'answered' then
        perform tenancy.take_scope(request.customer_id);
        there := exists (select from panel.account a
                          where a.customer_id = request.customer_id and a.account_id = request.account_id);
        perform set_config('operant.context', '', true);
        if there then
            raise exception 'operant: the account is still there, so its deletion can''t have been answered'
                using errcode = '55000', hint = 'Delete it, or refuse the request and say why.';
        end if;
    end if;
    perform privacy.log_request(request, state, ordered_by, reason);
end $function$$definition$),
    ('privacy.collect_subject(uuid)', 'operant_owner', 'operant_operator', $definition$CREATE OR REPLACE FUNCTION privacy.collect_subject(account uuid)
 RETURNS TABLE(table_name text, data_class text, purpose text, kept text, held jsonb)
 LANGUAGE plpgsql
 STABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
 SET "IntervalStyle" TO 'postgres'
AS $function$
declare
    place   record;
    address text;
    secrets text[];
begin
    select lower(a.email) into address from panel.account a
     where a.customer_id = tenancy.current_customer() and a.account_id = account;
    for place in select o.target, t.schema_name, t.table_name, t.data_class, r.purpose, privacy.subject_condition(o.target, false) as names,
                        case when r.period is null then r.at_end
                             else format('%s from %s, then %s', r.period, r.clock, r.at_end) end as kept
                   from unnest(privacy.deletion_order()) with ordinality o (target, place)
                   join pg_class c on c.oid = o.target
                   join tenancy.tenant_table t on (t.schema_name, t.table_name) = (c.relnamespace::regnamespace::name, c.relname)
                   join tenancy.retention_rule r on (r.schema_name, r.table_name) = (t.schema_name, t.table_name)
                  order by o.place desc loop
        continue when place.names is null;
        table_name := place.schema_name || '.' || place.table_name;
        data_class := place.data_class;
        purpose := place.purpose;
        kept := place.kept;
        if place.data_class = 'credential' then
            execute format('select jsonb_build_object(''rows'', count(*), ''shown'', false) from %s t '
                           'where t.customer_id = tenancy.current_customer() and (%s)', place.target, place.names)
               into held using account, address, 'account:' || account;
            if held->>'rows' <> '0' then
                return next;
            end if;
        else
            secrets := array(
                select a.attname::text from pg_attribute a
                  left join tenancy.column_class k
                    on (k.schema_name, k.table_name, k.column_name) = (place.schema_name, place.table_name, a.attname)
                 where a.attrelid = place.target and a.attnum > 0 and not a.attisdropped
                   and coalesce(k.data_class, privacy.column_class(
                       place.data_class, format_type(a.atttypid, null), a.attname)) = 'credential');
            for held in execute format('select to_jsonb(t) - $4 from %s t '
                                       'where t.customer_id = tenancy.current_customer() and (%s)', place.target, place.names)
                          using account, address, 'account:' || account, secrets loop
                return next;
            end loop;
        end if;
    end loop;
end $function$$definition$),
    ('privacy.column_class(text,text,text)', 'operant_owner', 'operant_operator, operant_auditor', $definition$CREATE OR REPLACE FUNCTION privacy.column_class(table_class text, column_type text, column_name text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
RETURN CASE WHEN ((column_type = 'bytea'::text) AND (column_name ~ '(secret|_key|_hash)$'::text) AND (table_class <> 'audit'::text)) THEN 'credential'::text ELSE table_class END$definition$),
    ('privacy.data_map()', 'operant_owner', 'operant_operator, operant_auditor', $definition$CREATE OR REPLACE FUNCTION privacy.data_map()
 RETURNS TABLE(schema_name text, table_name text, description text, data_class text, purpose text, basis text, clock text, period interval, at_end text, isolated boolean, columns json)
 LANGUAGE sql
 STABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
BEGIN ATOMIC
 SELECT (n.nspname)::text AS nspname,
     (c.relname)::text AS relname,
     obj_description(c.oid, 'pg_class'::name) AS obj_description,
     r.data_class,
     r.purpose,
     r.basis,
     r.clock,
     r.period,
     r.at_end,
     (c.relrowsecurity AND c.relforcerowsecurity),
     ( SELECT json_agg(json_build_object('name', a.attname, 'type', format_type(a.atttypid, a.atttypmod), 'class', privacy.column_class(r.data_class, format_type(a.atttypid, NULL::integer), (a.attname)::text), 'after_erasure', p.replacement, 'description', col_description(c.oid, (a.attnum)::integer)) ORDER BY a.attnum) AS json_agg
            FROM (pg_attribute a
              LEFT JOIN tenancy.pseudonym_rule p ON (((p.schema_name = n.nspname) AND (p.table_name = c.relname) AND (p.column_name = a.attname))))
           WHERE ((a.attrelid = c.oid) AND (a.attnum > 0) AND (NOT a.attisdropped))) AS json_agg
    FROM ((pg_class c
      JOIN pg_namespace n ON ((n.oid = c.relnamespace)))
      LEFT JOIN tenancy.retention_rule r ON (((r.schema_name = n.nspname) AND (r.table_name = c.relname))))
   WHERE ((c.relkind = ANY (ARRAY['r'::"char", 'p'::"char"])) AND (NOT c.relispartition) AND (c.relpersistence <> 't'::"char") AND (n.nspname !~ '^pg_'::text) AND (n.nspname <> 'information_schema'::name))
   ORDER BY ((n.nspname)::text), ((c.relname)::text);
END$definition$),
    ('privacy.data_map_json()', 'operant_owner', 'operant_operator, operant_auditor', $definition$CREATE OR REPLACE FUNCTION privacy.data_map_json()
 RETURNS json
 LANGUAGE sql
 STABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
 SET "IntervalStyle" TO 'postgres'
BEGIN ATOMIC
 SELECT json_build_object('format', 'operant.data_map.1', 'kept_beyond_erasure', ( SELECT json_agg(json_build_object('class', k.data_class, 'keep', k.keep, 'because', k.reason) ORDER BY 1::integer) AS json_agg
            FROM tenancy.kept_class k), 'tables', json_agg(json_build_object('table', ((m.schema_name || '.'::text) || m.table_name), 'description', m.description, 'class', m.data_class, 'purpose', m.purpose, 'basis', m.basis, 'clock', m.clock, 'period', m.period, 'at_end', m.at_end, 'isolated_by_customer', m.isolated, 'columns', m.columns) ORDER BY m.schema_name, m.table_name)) AS json_build_object
    FROM privacy.data_map() m(schema_name, table_name, description, data_class, purpose, basis, clock, period, at_end, isolated, columns);
END$definition$),
    ('privacy.data_map_markdown()', 'operant_owner', 'operant_operator, operant_auditor', $definition$CREATE OR REPLACE FUNCTION privacy.data_map_markdown()
 RETURNS text
 LANGUAGE sql
 STABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
 SET "IntervalStyle" TO 'postgres'
BEGIN ATOMIC
 SELECT ('# Register of processing
'::text || string_agg(format('
## %s.%s

%s

- class: %s
- purpose: %s
- basis: %s
- kept: %s
- isolated by Customer: %s

| column | type | class | |
|---|---|---|---|
%s
'::text, m.schema_name, m.table_name, COALESCE(m.description, ''::text), m.data_class, m.purpose, m.basis,
         CASE
             WHEN (m.period IS NULL) THEN m.at_end
             ELSE format('%s from %s, then %s'::text, m.period, m.clock, m.at_end)
         END,
         CASE
             WHEN m.isolated THEN 'yes'::text
             ELSE 'no'::text
         END, ( SELECT string_agg(format('| %s | %s | %s | %s |'::text, (k.value ->> 'name'::text), (k.value ->> 'type'::text), (k.value ->> 'class'::text), replace((COALESCE((k.value ->> 'description'::text), ''::text) || COALESCE(((' ('::text || (k.value ->> 'after_erasure'::text)) || ' once the Customer is erased)'::text), ''::text)), '|'::text, '\|'::text)), '
'::text) AS string_agg
            FROM json_array_elements(m.columns) k(value))), ''::text ORDER BY m.schema_name, m.table_name))
    FROM privacy.data_map() m(schema_name, table_name, description, data_class, purpose, basis, clock, period, at_end, isolated, columns);
END$definition$),
    ('privacy.delete_batch(regclass,integer)', 'operant_owner', '', $definition$CREATE OR REPLACE FUNCTION privacy.delete_batch(target regclass, most integer)
 RETURNS bigint
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
 SET enable_hashjoin TO 'off'
 SET enable_mergejoin TO 'off'
 SET enable_seqscan TO 'off'
 SET enable_sort TO 'off'
 SET jit TO 'off'
AS $function$
declare
    own  constant uuid := tenancy.current_customer();
    gone bigint;
    keys text;
    same text;
    back text;
begin
    select string_agg(format('t.%I', a.attname), ', ' order by k.place),
           string_agg(format('t.%I = d.%1$I', a.attname), ' and ' order by k.place),
           string_agg(format('t.%I desc', a.attname), ', ' order by k.place)
      into strict keys, same, back
      from pg_index i
     cross join lateral unnest(i.indkey) with ordinality k (attnum, place)
      join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.attnum
     where i.indrelid = target and i.indisprimary;
    execute format('with d as materialized (select %1$s from %2$s t where t.customer_id = $1 order by %3$s limit $2) '
                   'delete from %2$s t using d where t.customer_id = $1 and %4$s', keys, target, back, same)
        using own, most;
    get diagnostics gone = row_count;
    return gone;
end $function$$definition$),
    ('privacy.delete_subject(uuid)', 'operant_owner', 'operant_operator', $definition$CREATE OR REPLACE FUNCTION privacy.delete_subject(account uuid)
 RETURNS TABLE(table_name text, removed bigint)
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
    own     constant uuid := tenancy.current_customer();
    place   record;
    address text;
begin
    if exists (select from panel.answerable_owner o where o.customer_id = own and o.account_id = account) then
        raise exception 'operant: this account answers for its Customer, so it can''t be deleted' using errcode = '55000',
            hint = 'Another owner has to take over first, in the Panel; or terminate the Customer.';
    end if;
    select lower(a.email) into address from panel.account a where a.customer_id = own and a.account_id = account;
    table_name := 'gateways';
    removed := privacy.forget_sign_in(account,
        array(select l.link_id from panel.unsubscribe_link l where l.customer_id = own and l.account_id = account));
    return next;
    for place in select o.target, t.schema_name, t.table_name, privacy.subject_condition(o.target, true) as names
                   from unnest(privacy.deletion_order()) with ordinality o (target, place)
                   join pg_class c on c.oid = o.target
                   join tenancy.tenant_table t on (t.schema_name, t.table_name) = (c.relnamespace::regnamespace::name, c.relname)
                  where t.data_class in ('account', 'credential', 'usage', 'telemetry')
                  order by o.place loop
        continue when place.names is null;
        execute format('delete from %s t where t.customer_id = $3 and (%s)', place.target, place.names)
            using account, address, own;
        get diagnostics removed = row_count;
        table_name := place.schema_name || '.' || place.table_name;
        if removed > 0 then
            return next;
        end if;
    end loop;
end $function$$definition$),
    ('privacy.deletion_order()', 'operant_owner', 'operant_operator', $definition$CREATE OR REPLACE FUNCTION privacy.deletion_order(OUT tables regclass[])
 RETURNS regclass[]
 LANGUAGE plpgsql
 STABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
    remaining regclass[] := array(
        select c.oid::regclass from tenancy.tenant_table t
          join pg_namespace n on n.nspname = t.schema_name
          join pg_class c on c.relnamespace = n.oid and c.relname = t.table_name
         where not c.relispartition order by t.schema_name, t.table_name);
    free regclass[];
begin
    tables := '{}';
    while cardinality(remaining) > 0 loop
        free := array(select r from unnest(remaining) r
                       where not exists (select from pg_constraint f
                                          where f.contype = 'f' and f.confrelid = r and f.conrelid <> r
                                            and f.conrelid = any (remaining))
                       order by r::text);
        if cardinality(free) = 0 then
            raise exception 'operant: these tables refer to each other in a circle: %', array_to_string(remaining, ', ')
                using errcode = '42P17';
        end if;
        tables := tables || free;
        remaining := array(select r from unnest(remaining) r where r <> all (free));
    end loop;
end $function$$definition$),
    ('privacy.due_in_scope()', 'operant_owner', 'operant_operator', $definition$CREATE OR REPLACE FUNCTION privacy.due_in_scope()
 RETURNS TABLE(schema_name text, table_name text, due bigint, because text)
 LANGUAGE plpgsql
 STABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
    own  constant uuid := tenancy.current_customer();
    rule record;
    life record;
    stale text;
begin
    select * into life from privacy.state(own);
    for rule in select r.* from tenancy.retention_rule r
                  join tenancy.tenant_table t on (t.schema_name, t.table_name) = (r.schema_name, r.table_name)
                 where (life.state = 'erased' and r.at_end = 'kept beyond its Customer'
                        and (life.since + r.period <= now() or exists (
                            select from tenancy.pseudonym_rule p
                             where (p.schema_name, p.table_name) = (r.schema_name, r.table_name))))
                    or (life.state <> 'erased' and r.at_end = 'deleted')
                 order by r.schema_name, r.table_name loop
        schema_name := rule.schema_name;
        table_name := rule.table_name;
        because := format('%s from %s, then %s', rule.period, rule.clock, rule.at_end);
        if rule.at_end = 'deleted' then
            execute format('select count(*) from %I.%I t where t.customer_id = $1 and t.%I < now() - $2',
                           rule.schema_name, rule.table_name, rule.clock) into due using own, rule.period;
        elsif life.since + rule.period > now() then
            -- A rule that came after the erasure.
            select string_agg(format('t.%I is distinct from %L', p.column_name, p.replacement), ' or '),
                   'replaced: ' || string_agg(p.column_name, ', ' order by p.column_name) into stale, because
              from tenancy.pseudonym_rule p
             where (p.schema_name, p.table_name) = (rule.schema_name, rule.table_name);
            execute format('select count(*) from %I.%I t where t.customer_id = $1 and (%s)', rule.schema_name, rule.table_name, stale)
               into due using own;
        else
            execute format('select count(*) from %I.%I t where t.customer_id = $1', rule.schema_name, rule.table_name)
               into due using own;
        end if;
        if due > 0 then
            return next;
        end if;
    end loop;
end $function$$definition$),
    ('privacy.end_export(text,bigint,text)', 'operant_owner', 'operant_operator', $definition$CREATE OR REPLACE FUNCTION privacy.end_export(token text, number_of_rows bigint, manifest_sha256 text)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
    use constant tenancy.elevated_use := tenancy.own_job(token);
begin
    if number_of_rows is null or number_of_rows < 0 or coalesce(manifest_sha256, '') !~ '^[0-9a-f]{64}$' then
        raise exception 'operant: an export ends with the number of its rows and the SHA-256 of its manifest' using errcode = '22023';
    end if;
    perform privacy.refuse_to_export_the_erased(use.customer_id);
    perform audit.append_for(use.customer_id, 'customer.export_completed', 'customer', use.customer_id::text,
                             'everything that the export is to hold was read',
                             json_build_object('login', session_user, 'job', use.job, 'rows', number_of_rows,
                                               'manifest_sha256', manifest_sha256));
    update tenancy.elevated_use u set ends_at = clock_timestamp() where u.use_id = use.use_id;
end $function$$definition$),
    ('privacy.enforce_retention(integer)', 'operant_owner', 'operant_operator', $definition$CREATE OR REPLACE PROCEDURE privacy.enforce_retention(IN most integer DEFAULT 2000)
 LANGUAGE plpgsql
AS $procedure$
declare
    place   uuid;
    next_one uuid;
    gone    bigint;
begin
    place := privacy.note_retention(null, 0, false);
    loop
        select min(c.c::text)::uuid into next_one
          from (select gateway.customers_after(place, 1) union all select privacy.erased_after(place, 1)) c (c);
        exit when next_one is null;
        -- Noted when it is done: a Customer at whom the job was ended is done again, as nothing can be deleted twice.
        gone := (select count(*) from privacy.retention_due(next_one));
        while gone > 0 loop
            if not tenancy.job_is_open(next_one, 'retention') then
                perform tenancy.seal_job(next_one, 'retention');
                commit;
            end if;
            gone := privacy.retain_step(next_one, most);
            perform privacy.note_retention(place, gone, false);
            commit;
        end loop;
        place := next_one;
        perform privacy.note_retention(place, 0, false);
        commit;
    end loop;
    perform privacy.note_retention(coalesce(place, '00000000-0000-0000-0000-000000000000'), 0, true);
    commit;
    perform gateway.forget_expired();
    perform privacy.forget_records();
    commit;
end $procedure$$definition$),
    ('privacy.erase(uuid,text,text,integer)', 'operant_owner', 'operant_operator', $definition$CREATE OR REPLACE PROCEDURE privacy.erase(IN customer uuid, IN ordered_by text, IN reason text, IN most integer DEFAULT 2000)
 LANGUAGE plpgsql
AS $procedure$
declare
    is_done boolean := false;
begin
    while not is_done loop
        select s.done into is_done from privacy.erase_step(customer, ordered_by, reason, most) s;
        commit;
    end loop;
end $procedure$$definition$),
    ('privacy.erase_step(uuid,text,text,integer)', 'operant_owner', 'operant_operator', $definition$CREATE OR REPLACE FUNCTION privacy.erase_step(customer uuid, ordered_by text, reason text, most integer DEFAULT 2000, OUT done boolean, OUT at_table text, OUT removed bigint, OUT scanned bigint)
 RETURNS record
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
 SET standard_conforming_strings TO 'on'
AS $function$
declare
    run     privacy.erasure;
    target  regclass;
    own     text;
    entry   record;
    batch   record;
    left_over text := '';
begin
    removed := 0;
    scanned := 0;
    if most is null or most not between 1 and 100000 then
        raise exception 'operant: a batch is between 1 and 100000 rows, got %', most using errcode = '22023';
    end if;
    -- The last look has to see what was committed a moment before.
    if current_setting('transaction_isolation') <> 'read committed' then
        raise exception 'operant: an erasure''s steps are READ COMMITTED, not %',
            upper(current_setting('transaction_isolation')) using errcode = '25001', hint = 'set default_transaction_isolation = ''read committed''';
    end if;
    if (privacy.state(customer)).state = 'erased' then
        done := true;
        return;
    end if;
    -- That the job works on this Customer is committed before it does.
    if not tenancy.job_is_open(customer, 'privacy') then
        perform tenancy.seal_job(customer, 'privacy');
        done := false;
        at_table := 'record of the job';
        return;
    end if;
    perform tenancy.bind(tenancy.seal_job(customer, 'privacy'), false);
    run := privacy.begin_step(ordered_by, reason);
    done := false;
    if run.steps = 0 then
        perform privacy.record('customer.erasure_started', ordered_by, reason);
    end if;

    target := privacy.next_table();
    if target is not null then
        select c.relname, n.nspname into entry from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.oid = target;
        at_table := format('%I.%I', entry.nspname, entry.relname);
        removed := privacy.delete_batch(target, most);
        if removed = 0 and privacy.has_rows(target) then
            raise exception 'operant: rows of %, which this Customer has, can''t be deleted', at_table
                using errcode = '55000',
                      hint = 'Its policies aren''t what tenancy.protect() makes: operant-db verify says how to mend them.';
        end if;
        perform privacy.note_step(entry.nspname, entry.relname, removed, removed < most);
        return;
    end if;

    -- From here on nothing can be added any more: no token of the Customer opens anything.
    perform privacy.await_older();
    -- What no tenant table is.
    at_table := 'gateway and analytics';
    removed := gateway.forget_customer(most) + analytics.withdraw();
    if removed > 0 then
        perform privacy.note_step('', '', 0, true);
        return;
    end if;

    own := lower(customer::text);
    for entry in select * from privacy.kept_tables() loop
        batch := privacy.scan_batch(entry.target, entry.scanned_to, most, own, run.addresses);
        if batch.rows > 0 then
            perform privacy.note_scan(entry.schema_name, entry.table_name, batch.last, batch.rows, batch.with_id, batch.with_address);
            perform privacy.note_step('', '', 0, true);
            at_table := format('scan of %I.%I', entry.schema_name, entry.table_name);
            scanned := batch.rows;
            return;
        end if;
    end loop;

    at_table := 'last look';
    select string_agg(format(E'\n  - %I.%I', t.schema_name, t.table_name), '' order by t.schema_name, t.table_name)
      into left_over
      from tenancy.tenant_table t
      join pg_class c on c.oid = format('%I.%I', t.schema_name, t.table_name)::regclass and not c.relispartition
     where not exists (select from pg_policy p
                        where p.polrelid = c.oid and p.polname = 'recorder' and p.polpermissive and p.polcmd in ('r', '*')
                          and 'operant_owner'::regrole = any (p.polroles));
    if left_over is not null then
        raise exception 'operant: without the policy recorder it can''t be seen what is left in:%', left_over
            using errcode = '55000', hint = 'operant-db verify says how to mend it.';
    end if;
    left_over := '';
    for entry in select t.schema_name, t.table_name from tenancy.tenant_table t
                   join pg_class c on c.oid = format('%I.%I', t.schema_name, t.table_name)::regclass
                  where not c.relispartition and t.data_class not in (select k.data_class from tenancy.kept_class k)
                  order by 1, 2 loop
        if privacy.has_rows(format('%I.%I', entry.schema_name, entry.table_name)::regclass) then
            -- Written by a transaction that had begun before this erasure: another round.
            perform privacy.note_step(entry.schema_name, entry.table_name, 0, false);
            return;
        end if;
    end loop;
    for entry in select format('%I.%I', u.schema_name, u.table_name)::regclass as place from tenancy.unscoped_table u order by 1 loop
        if privacy.scan_unscoped(entry.place, case when not privacy.names_the_erased(entry.place) then own end, run.addresses) > 0
            -- The addresses to look for, and the keys of the last rows, stand there until this step commits.
            and entry.place not in ('privacy.erasure'::regclass, 'privacy.erasure_table'::regclass) then
            left_over := left_over || format(E'\n  - %s', entry.place);
        end if;
    end loop;
    if left_over <> '' then
        raise exception 'operant: tables without a Customer still name what is to be erased:%', left_over
            using errcode = '55000', hint = 'Delete it there, then go on with the erasure.';
    end if;
    -- From this entry on, nobody can add one before this step commits: the rest of the log is what the certificate says.
    perform privacy.record('customer.erased', ordered_by, reason);
    for entry in select * from privacy.kept_tables() loop
        batch := privacy.scan_batch(entry.target, entry.scanned_to, null, own, run.addresses);
        perform privacy.note_scan(entry.schema_name, entry.table_name, batch.last, batch.rows, batch.with_id, batch.with_address);
        scanned := scanned + batch.rows;
    end loop;
    perform privacy.finish_erasure();
    done := true;
end $function$$definition$),
    ('privacy.erased_after(uuid,integer)', 'operant_owner', 'operant_operator', $definition$CREATE OR REPLACE FUNCTION privacy.erased_after(after uuid, most integer)
 RETURNS SETOF uuid
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
BEGIN ATOMIC
 SELECT l.customer_id
    FROM tenancy.lifecycle l
   WHERE ((l.state = 'erased'::text) AND (l.customer_id > erased_after.after))
   ORDER BY l.customer_id
  LIMIT LEAST(erased_after.most, 1000);
END$definition$),
    ('privacy.erasure_report(uuid)', 'operant_owner', 'operant_operator', $definition$CREATE OR REPLACE FUNCTION privacy.erasure_report(customer uuid)
 RETURNS json
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
RETURN (SELECT json_build_object('format', 'operant.erasure.1', 'customer_id', e.customer_id, 'started_at', e.started_at, 'finished_at', e.finished_at, 'ordered_by', e.ordered_by, 'reason', e.reason, 'key_destroyed_at', e.key_destroyed_at, 'steps', e.steps, 'removed', (SELECT json_agg(json_build_object('table', ((t.schema_name || '.'::text) || t.table_name), 'class', t.data_class, 'removed', t.removed, 'left', 0) ORDER BY t."position") AS json_agg FROM privacy.erasure_table t WHERE ((t.customer_id = e.customer_id) AND (t.kept IS NULL))), 'kept', (SELECT json_agg(json_build_object('table', ((t.schema_name || '.'::text) || t.table_name), 'class', t.data_class, 'rows', t.kept, 'values_with_id', t.kept_with_id, 'values_with_address', t.kept_with_address, 'until', t.kept_until, 'because', t.kept_reason, 'pseudonymised', COALESCE(t.pseudonyms, '[]'::json)) ORDER BY t."position") AS json_agg FROM privacy.erasure_table t WHERE ((t.customer_id = e.customer_id) AND (t.kept IS NOT NULL)))) AS json_build_object FROM privacy.erasure e WHERE ((e.customer_id = erasure_report.customer) AND (e.finished_at IS NOT NULL)))$definition$),
    ('privacy.export_renewal(text)', 'operant_owner', 'operant_operator', $definition$CREATE OR REPLACE FUNCTION privacy.export_renewal(token text)
 RETURNS text
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
RETURN tenancy.seal_renewal(token)$definition$),
    ('privacy.extend_request(uuid,timestamp with time zone,text,text)', 'operant_owner', 'operant_operator', $definition$CREATE OR REPLACE FUNCTION privacy.extend_request(request_id uuid, until timestamp with time zone, ordered_by text, reason text)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
    request privacy.subject_request;
begin
    update privacy.subject_request r set due_at = extend_request.until
     where r.request_id = extend_request.request_id and r.state = 'received' and r.due_at < extend_request.until
    returning r.* into request;
    if request.request_id is null then
        raise exception 'operant: there is no open request % that is due before %', request_id, until using errcode = '55000';
    end if;
    perform privacy.log_request(request, 'extended', ordered_by, reason);
end $function$$definition$),
    ('privacy.finish_erasure()', 'operant_owner', '', $definition$CREATE OR REPLACE FUNCTION privacy.finish_erasure()
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
    own constant uuid := tenancy.elevated_customer('operant_operator');
    run privacy.erasure;
begin
    select * into run from privacy.erasure e where e.customer_id = own and e.finished_at is null for update;
    if not found or exists (select from privacy.erasure_table t where t.customer_id = own and not t.is_empty) then
        raise exception 'operant: this erasure isn''t at its end' using errcode = '55000';
    end if;
    update privacy.erasure e set finished_at = now(), addresses = null, steps = e.steps + 1 where e.customer_id = own;
    -- A key may be a text that somebody has chosen.
    update privacy.erasure_table t set scanned_to = null where t.customer_id = own;
    delete from tenancy.lifecycle l where l.customer_id = own;
    insert into tenancy.lifecycle (customer_id, state) values (own, 'erased');
    perform tenancy.renew_inactive();
    insert into privacy.move (customer_id, number, from_state, to_state, ordered_by, reason)
    select own, coalesce(max(m.number), 0) + 1, 'terminated', 'erased', run.ordered_by, run.reason
      from privacy.move m where m.customer_id = own;
end $function$$definition$),
    ('privacy.forget_records()', 'operant_owner', 'operant_operator', $definition$CREATE OR REPLACE FUNCTION privacy.forget_records()
 RETURNS bigint
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
BEGIN ATOMIC
 WITH old AS (
          SELECT e.customer_id
            FROM (privacy.erasure e
              JOIN tenancy.retention_rule r ON (((r.schema_name = 'privacy'::text) AND (r.table_name = 'erasure'::text))))
           WHERE (e.finished_at < (now() - r.period))
         ), holds AS (
          DELETE FROM tenancy.legal_hold h
            USING tenancy.retention_rule r
           WHERE ((r.schema_name = 'tenancy'::text) AND (r.table_name = 'legal_hold'::text) AND (h.ends_at < (now() - r.period)))
           RETURNING 1 AS "?column?"
         ), moves AS (
          DELETE FROM privacy.move m
            USING old
           WHERE (m.customer_id = old.customer_id)
           RETURNING 1 AS "?column?"
         ), tables AS (
          DELETE FROM privacy.erasure_table t
            USING old
           WHERE (t.customer_id = old.customer_id)
           RETURNING 1 AS "?column?"
         ), erasures AS (
          DELETE FROM privacy.erasure e
            USING old
           WHERE (e.customer_id = old.customer_id)
           RETURNING 1 AS "?column?"
         ), heads AS (
          DELETE FROM audit.head h
            USING tenancy.lifecycle l,
             tenancy.retention_rule r
           WHERE ((r.schema_name = 'audit'::text) AND (r.table_name = 'head'::text) AND (l.customer_id = h.customer_id) AND (l.state = 'erased'::text) AND (l.since < (now() - r.period)))
           RETURNING 1 AS "?column?"
         ), grants AS (
          DELETE FROM support.access_grant g
            USING tenancy.retention_rule r
           WHERE ((r.schema_name = 'support'::text) AND (r.table_name = 'access_grant'::text) AND (g.asked_at < (now() - r.period)))
           RETURNING 1 AS "?column?"
         ), uses AS (
          DELETE FROM tenancy.elevated_use u
            USING tenancy.retention_rule r
           WHERE ((r.schema_name = 'tenancy'::text) AND (r.table_name = 'elevated_use'::text) AND (u.ends_at < (now() - r.period)))
           RETURNING 1 AS "?column?"
         ), requests AS (
          DELETE FROM privacy.subject_request q
            USING tenancy.retention_rule r
           WHERE ((r.schema_name = 'privacy'::text) AND (r.table_name = 'subject_request'::text) AND (q.closed_at < (now() - r.period)))
           RETURNING 1 AS "?column?"
         )
  SELECT (((((((( SELECT count(*) AS count
            FROM requests) + ( SELECT count(*) AS count
            FROM heads)) + ( SELECT count(*) AS count
            FROM grants)) + ( SELECT count(*) AS count
            FROM uses)) + ( SELECT count(*) AS count
            FROM holds)) + ( SELECT count(*) AS count
            FROM moves)) + ( SELECT count(*) AS count
            FROM tables)) + ( SELECT count(*) AS count
            FROM erasures));
END$definition$),
    ('privacy.forget_sign_in(uuid,uuid[])', 'operant_owner', 'operant_operator', $definition$CREATE OR REPLACE FUNCTION privacy.forget_sign_in(account uuid, links uuid[])
 RETURNS bigint
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
    gone  bigint;
    total bigint := 0;
begin
    -- What the policies ask of rows; these tables have none. Refuses under a legal hold.
    perform tenancy.deletable_customer('account');
    if not privacy.request_for_deletion(account) then
        raise exception 'operant: there is no open request to delete this account' using errcode = '55000';
    end if;
    delete from gateway.sign_in s where s.customer_id = tenancy.current_customer() and s.account_id = account;
    get diagnostics gone = row_count;
    total := total + gone;
    delete from gateway.secret s
     where s.customer_id = tenancy.current_customer() and (s.subject_id = account or s.subject_id = any (links));
    get diagnostics gone = row_count;
    return total + gone;
end $function$$definition$),
    ('privacy.has_rows(regclass)', 'operant_owner', '', $definition$CREATE OR REPLACE FUNCTION privacy.has_rows(target regclass)
 RETURNS boolean
 LANGUAGE plpgsql
 STABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
    own   constant uuid := tenancy.current_customer();
    found boolean;
begin
    execute format('select exists (select from %s t where t.customer_id = $1)', target) into found using own;
    return found;
end $function$$definition$),
    ('privacy.holds(uuid)', 'operant_owner', 'operant_operator', $definition$CREATE OR REPLACE FUNCTION privacy.holds(customer uuid)
 RETURNS TABLE(hold_id uuid, reason text, placed_by text, placed_at timestamp with time zone, ends_at timestamp with time zone, stands boolean)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
BEGIN ATOMIC
 SELECT h.hold_id,
     h.reason,
     h.placed_by,
     h.placed_at,
     h.ends_at,
     ((h.lifted_at IS NULL) AND (h.ends_at > now()))
    FROM tenancy.legal_hold h
   WHERE (h.customer_id = holds.customer)
   ORDER BY h.placed_at, h.hold_id;
END$definition$),
    ('privacy.is_back(uuid)', 'operant_owner', '', $definition$CREATE OR REPLACE FUNCTION privacy.is_back(customer uuid)
 RETURNS boolean
 LANGUAGE sql
 SET search_path TO 'pg_catalog', 'pg_temp'
RETURN (((privacy.state(customer)).state <> 'erased'::text) AND tenancy.is_customer(customer))$definition$),
    ('privacy.kept_tables()', 'operant_owner', '', $definition$CREATE OR REPLACE FUNCTION privacy.kept_tables()
 RETURNS TABLE(target regclass, schema_name text, table_name text, scanned_to text[])
 LANGUAGE sql
 STABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
BEGIN ATOMIC
 SELECT (c.oid)::regclass AS target,
     t.schema_name,
     t.table_name,
     e.scanned_to
    FROM (((tenancy.tenant_table t
      JOIN tenancy.kept_class k USING (data_class))
      JOIN pg_class c ON (((c.oid = ((format('%I.%I'::text, t.schema_name, t.table_name))::regclass)::oid) AND (NOT c.relispartition))))
      LEFT JOIN privacy.erasure_table e ON (((e.customer_id = tenancy.elevated_customer('operant_operator'::text)) AND (e.schema_name = t.schema_name) AND (e.table_name = t.table_name))))
   ORDER BY COALESCE((e."position" < max(e."position") OVER ()), false), (e."position" IS NULL), t.schema_name, t.table_name;
END$definition$),
    ('privacy.lift_hold(uuid,text,text)', 'operant_owner', 'operant_operator', $definition$CREATE OR REPLACE FUNCTION privacy.lift_hold(hold_id uuid, lifted_by text, reason text)
 RETURNS boolean
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
BEGIN ATOMIC
 WITH lifted AS (
          UPDATE tenancy.legal_hold h SET lifted_at = now(), lifted_by = lift_hold.lifted_by, lifted_for = lift_hold.reason
           WHERE ((h.hold_id = lift_hold.hold_id) AND (h.lifted_at IS NULL))
           RETURNING 1 AS "?column?"
         )
  SELECT (EXISTS ( SELECT
            FROM lifted)) AS "exists";
END$definition$),
    ('privacy.log_request(privacy.subject_request,text,text,text)', 'operant_owner', '', $definition$CREATE OR REPLACE FUNCTION privacy.log_request(request privacy.subject_request, action text, ordered_by text, reason text)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
    if length(coalesce(ordered_by, '')) not between 1 and 100 then
        raise exception 'operant: who handles a request has a name of 1 to 100 characters' using errcode = '22023';
    end if;
    perform audit.append_for(request.customer_id, 'subject_request.' || action, 'subject_request', request.request_id::text,
        log_request.reason, json_build_object('ordered_by', ordered_by, 'login', session_user, 'kind', request.kind,
                                              'account_id', request.account_id, 'due_at', request.due_at));
end $function$$definition$),
    ('privacy.make_due_again(uuid,text,text)', 'operant_owner', '', $definition$CREATE OR REPLACE FUNCTION privacy.make_due_again(customer uuid, ordered_by text, reason text)
 RETURNS boolean
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
    is_in text := (privacy.state(customer)).state;
begin
    if not privacy.is_back(customer) then
        return false;
    end if;
    lock table tenancy.lifecycle in share row exclusive mode;
    if is_in = 'terminated' and (privacy.state(customer)).erase_after <= now() then
        return true;
    end if;
    delete from tenancy.lifecycle l where l.customer_id = customer;
    insert into tenancy.lifecycle (customer_id, state, erase_after) values (customer, 'terminated', now());
    perform tenancy.renew_inactive();
    insert into privacy.move (customer_id, number, from_state, to_state, ordered_by, reason)
    select customer, coalesce(max(m.number), 0) + 1, is_in, 'terminated', make_due_again.ordered_by, make_due_again.reason
      from privacy.move m where m.customer_id = customer;
    perform audit.append_for(customer, 'customer.terminated', 'customer', customer::text,
                             'was erased before, and came back with a backup',
                             json_build_object('ordered_by', make_due_again.ordered_by, 'login', session_user));
    return true;
end $function$$definition$),
    ('privacy.move(uuid,text,text,text,text[],interval)', 'operant_owner', '', $definition$CREATE OR REPLACE FUNCTION privacy.move(customer uuid, to_state text, ordered_by text, reason text, readers text[], grace interval DEFAULT NULL::interval)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
    life  tenancy.lifecycle;
    is_in text;
begin
    -- Whoever moves the same Customer waits here: a row that isn't there can't be locked.
    lock table tenancy.lifecycle in share row exclusive mode;
    select * into life from tenancy.lifecycle l where l.customer_id = move.customer;
    -- Its own row goes last when it is erased.
    if not tenancy.is_customer(customer) then
        raise exception 'operant: there is no Customer %', customer using errcode = 'P0002';
    end if;
    is_in := coalesce(life.state, 'active');
    if (is_in, move.to_state) not in (('active', 'suspended'), ('active', 'terminated'), ('suspended', 'terminated'),
                                      ('suspended', 'active'), ('terminated', 'active')) then
        raise exception 'operant: a Customer that is % can''t become %', is_in, move.to_state using errcode = '55000';
    end if;
    if is_in = 'terminated' and (life.erase_after <= now()
            or exists (select from privacy.erasure e where e.customer_id = move.customer)) then
        raise exception 'operant: the grace period of this Customer ended at %, so it can''t be reactivated', life.erase_after
            using errcode = '55000';
    end if;
    if move.to_state = 'terminated' and (grace is null or grace < interval '1 day' or grace > interval '1 year') then
        raise exception 'operant: a grace period is between 1 day and 1 year, got %', grace using errcode = '22023';
    end if;
    delete from tenancy.lifecycle l where l.customer_id = move.customer;
    if move.to_state <> 'active' then
        insert into tenancy.lifecycle (customer_id, state, readers, erase_after)
        values (customer, move.to_state, case when move.to_state = 'suspended' then move.readers else '{}' end,
                case when move.to_state = 'terminated' then now() + grace end);
    end if;
    perform tenancy.renew_inactive();
    insert into privacy.move (customer_id, number, from_state, to_state, ordered_by, reason)
    select customer, coalesce(max(m.number), 0) + 1, is_in, move.to_state, move.ordered_by, move.reason
      from privacy.move m where m.customer_id = move.customer;
    perform audit.append_for(customer, case when move.to_state = 'active' then 'customer.reactivated'
                                            else 'customer.' || move.to_state end,
                             'customer', customer::text, move.reason,
                             json_build_object('ordered_by', move.ordered_by, 'login', session_user,
                                               'erase_after', case when move.to_state = 'terminated' then now() + grace end));
end $function$$definition$),
    ('privacy.moves(uuid)', 'operant_owner', 'operant_operator', $definition$CREATE OR REPLACE FUNCTION privacy.moves(customer uuid)
 RETURNS TABLE(number integer, from_state text, to_state text, at timestamp with time zone, ordered_by text, login name, reason text)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
BEGIN ATOMIC
 SELECT m.number,
     m.from_state,
     m.to_state,
     m.at,
     m.ordered_by,
     m.login,
     m.reason
    FROM privacy.move m
   WHERE (m.customer_id = moves.customer)
   ORDER BY m.number;
END$definition$),
    ('privacy.names_the_erased(regclass)', 'operant_owner', '', $definition$CREATE OR REPLACE FUNCTION privacy.names_the_erased(target regclass)
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
RETURN ((target)::text = ANY (ARRAY['tenancy.lifecycle'::text, 'tenancy.legal_hold'::text, 'privacy.move'::text, 'privacy.erasure'::text, 'privacy.erasure_table'::text, 'tenancy.inactive'::text, 'tenancy.elevated_use'::text, 'audit.head'::text, 'support.access_grant'::text, 'privacy.subject_request'::text, 'tenancy.data_migration_customer'::text, 'privacy.retention_run'::text]))$definition$),
    ('privacy.next_table()', 'operant_owner', '', $definition$CREATE OR REPLACE FUNCTION privacy.next_table(OUT target regclass)
 RETURNS regclass
 LANGUAGE sql
 STABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
RETURN (SELECT (format('%I.%I'::text, t.schema_name, t.table_name))::regclass AS format FROM privacy.erasure_table t WHERE ((t.customer_id = tenancy.elevated_customer('operant_operator'::text)) AND (NOT t.is_empty)) ORDER BY ((t.schema_name <> 'tenancy'::text) OR (t.table_name <> 'customer_key'::text)), t."position" LIMIT 1)$definition$),
    ('privacy.note_retention(uuid,bigint,boolean)', 'operant_owner', 'operant_operator', $definition$CREATE OR REPLACE FUNCTION privacy.note_retention(after uuid, removed bigint, is_done boolean)
 RETURNS uuid
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
    run privacy.retention_run;
begin
    select * into strict run from privacy.retention_run r for update nowait;
    if note_retention.after is null and run.finished_at is not null then
        update privacy.retention_run r
           set after = '00000000-0000-0000-0000-000000000000', started_at = now(), finished_at = null, customers = 0, removed = 0
        returning * into run;
    elsif note_retention.after is not null then
        update privacy.retention_run r
           set after = case when not is_done then note_retention.after end, removed = r.removed + note_retention.removed,
               customers = r.customers + (r.after is distinct from note_retention.after)::integer,
               finished_at = case when is_done then now() end
        returning * into run;
    end if;
    return run.after;
end $function$$definition$),
    ('privacy.note_scan(text,text,text[],bigint,bigint,bigint)', 'operant_owner', '', $definition$CREATE OR REPLACE FUNCTION privacy.note_scan(schema_name text, table_name text, last text[], rows bigint, with_id bigint, with_address bigint)
 RETURNS void
 LANGUAGE sql
 SET search_path TO 'pg_catalog', 'pg_temp'
BEGIN ATOMIC
 INSERT INTO privacy.erasure_table AS e (customer_id, "position", schema_name, table_name, data_class, is_empty, kept, kept_with_id, kept_with_address, kept_until, kept_reason, pseudonyms, scanned_to)  SELECT tenancy.elevated_customer('operant_operator'::text) AS elevated_customer,
             ( SELECT (max(o."position") + 1)
                    FROM privacy.erasure_table o
                   WHERE (o.customer_id = tenancy.elevated_customer('operant_operator'::text))),
             t.schema_name,
             t.table_name,
             t.data_class,
             true,
             note_scan.rows AS rows,
             note_scan.with_id AS with_id,
             note_scan.with_address AS with_address,
             (now() + k.keep),
             k.reason,
             ( SELECT json_agg(json_build_object('column', p.column_name, 'replaced_by', p.replacement, 'because', p.reason) ORDER BY p.column_name) AS json_agg
                    FROM tenancy.pseudonym_rule p
                   WHERE ((p.schema_name = t.schema_name) AND (p.table_name = t.table_name))) AS json_agg,
             note_scan.last AS last
            FROM (tenancy.tenant_table t
              JOIN tenancy.kept_class k USING (data_class))
           WHERE ((t.schema_name = note_scan.schema_name) AND (t.table_name = note_scan.table_name)) ON CONFLICT ON CONSTRAINT erasure_table_customer_id_schema_name_table_name_key DO UPDATE SET scanned_to = COALESCE(excluded.scanned_to, e.scanned_to), kept = (e.kept + excluded.kept), kept_with_id = (e.kept_with_id + excluded.kept_with_id), kept_with_address = (e.kept_with_address + excluded.kept_with_address), kept_until = excluded.kept_until, kept_reason = excluded.kept_reason, pseudonyms = excluded.pseudonyms;
END$definition$),
    ('privacy.note_step(text,text,bigint,boolean)', 'operant_owner', '', $definition$CREATE OR REPLACE FUNCTION privacy.note_step(schema_name text, table_name text, removed bigint, is_empty boolean)
 RETURNS void
 LANGUAGE sql
 SET search_path TO 'pg_catalog', 'pg_temp'
BEGIN ATOMIC
 INSERT INTO privacy.erasure_table AS e (customer_id, "position", schema_name, table_name, data_class, removed, is_empty)  SELECT tenancy.elevated_customer('operant_operator'::text) AS elevated_customer,
             ( SELECT (max(o."position") + 1)
                    FROM privacy.erasure_table o
                   WHERE (o.customer_id = tenancy.elevated_customer('operant_operator'::text))),
             t.schema_name,
             t.table_name,
             t.data_class,
             note_step.removed AS removed,
             note_step.is_empty AS is_empty
            FROM tenancy.tenant_table t
           WHERE ((t.schema_name = note_step.schema_name) AND (t.table_name = note_step.table_name)) ON CONFLICT ON CONSTRAINT erasure_table_customer_id_schema_name_table_name_key DO UPDATE SET removed = (e.removed + excluded.removed), is_empty = excluded.is_empty;
 UPDATE privacy.erasure e SET steps = (e.steps + 1), key_destroyed_at =
         CASE
             WHEN ((note_step.schema_name = 'tenancy'::text) AND (note_step.table_name = 'customer_key'::text)) THEN COALESCE(e.key_destroyed_at, now())
             ELSE e.key_destroyed_at
         END
   WHERE (e.customer_id = tenancy.elevated_customer('operant_operator'::text));
END$definition$),
    ('privacy.open_transactions()', 'operant_owner', '', $definition$CREATE OR REPLACE FUNCTION privacy.open_transactions()
 RETURNS TABLE(number text, session text)
 LANGUAGE sql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
    select l.virtualtransaction, format('process %s of %s', l.pid, coalesce(r.rolname, 'a new session'))
      from pg_locks l left join pg_stat_activity a on a.pid = l.pid left join pg_roles r on r.oid = a.usesysid
     where l.locktype = 'virtualxid' and l.mode = 'ExclusiveLock' and l.granted and l.pid <> pg_backend_pid()
       and (a.pid is null
            or a.datname = current_database() and not r.rolsuper and pg_has_role(r.oid, 'operant_runtime', 'member'))
    union all
    select null, format('prepared transaction %s of %s', x.gid, x.owner) from pg_prepared_xacts x
     where x.database = current_database() and pg_has_role(x.owner, 'operant_runtime', 'member')
$function$$definition$),
    ('privacy.owners(uuid)', 'operant_owner', '', $definition$CREATE OR REPLACE FUNCTION privacy.owners(customer uuid)
 RETURNS text[]
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
    actors text[];
begin
    perform tenancy.take_scope(customer);
    actors := array(select 'account:' || a.account_id from panel.account a
                     where a.customer_id = owners.customer and a.role = 'owner');
    perform set_config('operant.context', '', true);
    return actors;
end $function$$definition$),
    ('privacy.place_hold(uuid,text,text,timestamp with time zone)', 'operant_owner', 'operant_operator', $definition$CREATE OR REPLACE FUNCTION privacy.place_hold(customer uuid, placed_by text, reason text, ends_at timestamp with time zone)
 RETURNS uuid
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
    made uuid;
begin
    if ends_at is null or ends_at <= now() then
        raise exception 'operant: a legal hold ends in the future, got %', ends_at using errcode = '22023';
    end if;
    perform from tenancy.lifecycle l where l.customer_id = customer for update;
    insert into tenancy.legal_hold (customer_id, reason, placed_by, ends_at)
    values (customer, place_hold.reason, place_hold.placed_by, place_hold.ends_at) returning hold_id into made;
    return made;
end $function$$definition$),
    ('privacy.preview_retention(json)', 'operant_owner', 'operant_operator', $definition$CREATE OR REPLACE PROCEDURE privacy.preview_retention(INOUT report json DEFAULT '[]'::json)
 LANGUAGE plpgsql
AS $procedure$
declare
    place uuid := '00000000-0000-0000-0000-000000000000';
    part  json;
begin
    report := '[]';
    loop
        select min(c.c::text)::uuid into place
          from (select gateway.customers_after(place, 1) union all select privacy.erased_after(place, 1)) c (c);
        exit when place is null;
        select json_agg(json_build_object('customer_id', place, 'table', d.schema_name || '.' || d.table_name,
                                          'rows', d.due, 'because', d.because)) into part
          from privacy.retention_due(place) d;
        if part is not null then
            report := (report::jsonb || part::jsonb)::json;
        end if;
        rollback;
    end loop;
end $procedure$$definition$),
    ('privacy.pseudonymise_batch(regclass,integer)', 'operant_owner', 'operant_operator', $definition$CREATE OR REPLACE FUNCTION privacy.pseudonymise_batch(target regclass, most integer)
 RETURNS bigint
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
    own      constant uuid := tenancy.current_customer();
    rule     constant record := privacy.pseudonyms(target);
    replaced bigint;
begin
    if rule.fresh is null then
        return 0;
    end if;
    execute format('update %1$s u set %2$s where u.customer_id = $1 and u.ctid = any (array('
                   'select t.ctid from %1$s t where t.customer_id = $1 and (%3$s) limit $2))', target, rule.fresh, rule.stale)
        using own, most;
    get diagnostics replaced = row_count;
    return replaced;
end $function$$definition$),
    ('privacy.pseudonyms(regclass)', 'operant_owner', 'operant_operator', $definition$CREATE OR REPLACE FUNCTION privacy.pseudonyms(target regclass, OUT fresh text, OUT stale text)
 RETURNS record
 LANGUAGE sql
 STABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
BEGIN ATOMIC
 SELECT string_agg(format('%I = %L'::text, p.column_name, p.replacement), ', '::text) AS string_agg,
     string_agg(format('t.%I is distinct from %L'::text, p.column_name, p.replacement), ' or '::text) AS string_agg
    FROM (tenancy.pseudonym_rule p
      JOIN pg_class c ON (((p.schema_name = ((c.relnamespace)::regnamespace)::name) AND (p.table_name = c.relname))))
   WHERE (c.oid = (pseudonyms.target)::oid);
END$definition$),
    ('privacy.reactivate(uuid,text,text)', 'operant_owner', 'operant_operator', $definition$CREATE OR REPLACE FUNCTION privacy.reactivate(customer uuid, ordered_by text, reason text)
 RETURNS void
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
BEGIN ATOMIC
 SELECT privacy.move(customer, 'active'::text, ordered_by, reason, '{}'::text[]) AS move;
END$definition$),
    ('privacy.receive_request(uuid,uuid,text,text,text)', 'operant_owner', 'operant_operator', $definition$CREATE OR REPLACE FUNCTION privacy.receive_request(customer uuid, account uuid, kind text, ordered_by text, reason text)
 RETURNS uuid
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
    request privacy.subject_request;
    there   boolean;
begin
    if coalesce(kind, '') not in ('access', 'correction', 'deletion') then
        raise exception 'operant: a request is for access, correction or deletion' using errcode = '22023';
    end if;
    perform tenancy.take_scope(customer);
    there := exists (select from panel.account a where a.customer_id = customer and a.account_id = account);
    perform set_config('operant.context', '', true);
    if not there then
        raise exception 'operant: Customer % has no account %', customer, account
            using errcode = 'P0002', hint = 'Who is no account holder but an end user is answered by refer_end_user().';
    end if;
    insert into privacy.subject_request as r (customer_id, account_id, kind)
    values (customer, account, receive_request.kind) returning r.* into request;
    perform privacy.log_request(request, 'received', ordered_by, reason);
    return request.request_id;
end $function$$definition$),
    ('privacy.record(text,text,text)', 'operant_owner', '', $definition$CREATE OR REPLACE FUNCTION privacy.record(action text, ordered_by text, reason text)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
    perform audit.append(record.action, 'customer', tenancy.current_customer()::text, inet_client_addr(), record.reason,
                         'privacy', json_build_object('ordered_by', record.ordered_by));
end $function$$definition$),
    ('privacy.refer_end_user(uuid,text,text)', 'operant_owner', 'operant_operator', $definition$CREATE OR REPLACE FUNCTION privacy.refer_end_user(customer uuid, ordered_by text, reason text, OUT request_id uuid, OUT answer text)
 RETURNS record
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
    request privacy.subject_request;
    name    text;
begin
    perform tenancy.take_scope(customer);
    select c.name into name from tenancy.customer c where c.customer_id = customer;
    perform set_config('operant.context', '', true);
    if name is null then
        raise exception 'operant: there is no Customer %', customer using errcode = 'P0002';
    end if;
    insert into privacy.subject_request as r (customer_id, kind, state, closed_at)
    values (customer, 'end_user', 'referred', now()) returning r.* into request;
    perform privacy.log_request(request, 'referred', ordered_by, reason);
    request_id := request.request_id;
    answer := format('Your information is held in the account of %s, who decides about it. Please direct your request to %1$s; '
                     'we will assist them in responding.', name);
end $function$$definition$),
    ('privacy.refuse_to_export_the_erased(uuid)', 'operant_owner', '', $definition$CREATE OR REPLACE FUNCTION privacy.refuse_to_export_the_erased(customer uuid)
 RETURNS void
 LANGUAGE plpgsql
 STABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
    if exists (select from privacy.erasure e where e.customer_id = customer) then
        raise exception 'operant: Customer % is being erased, or was, and is exported no more', customer using errcode = '55000';
    end if;
end $function$$definition$),
    ('privacy.renew_export(text)', 'operant_owner', 'operant_operator', $definition$CREATE OR REPLACE FUNCTION privacy.renew_export(token text)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
    perform privacy.refuse_to_export_the_erased((tenancy.own_job(token)).customer_id);
    perform tenancy.renew_job(token);
end $function$$definition$),
    ('privacy.request_for_deletion(uuid)', 'operant_owner', 'operant_operator', $definition$CREATE OR REPLACE FUNCTION privacy.request_for_deletion(account uuid)
 RETURNS boolean
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
RETURN (EXISTS (SELECT FROM privacy.subject_request r WHERE ((r.customer_id = tenancy.current_customer()) AND (r.account_id = request_for_deletion.account) AND (r.kind = 'deletion'::text) AND (r.state = 'received'::text))))$definition$),
    ('privacy.requests(boolean)', 'operant_owner', 'operant_operator', $definition$CREATE OR REPLACE FUNCTION privacy.requests(with_closed boolean DEFAULT false)
 RETURNS TABLE(request_id uuid, customer_id uuid, account_id uuid, kind text, state text, received_at timestamp with time zone, due_at timestamp with time zone, closed_at timestamp with time zone, is_overdue boolean)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
BEGIN ATOMIC
 SELECT r.request_id,
     r.customer_id,
     r.account_id,
     r.kind,
     r.state,
     r.received_at,
     r.due_at,
     r.closed_at,
     ((r.state = 'received'::text) AND (r.due_at < now()))
    FROM privacy.subject_request r
   WHERE ((r.state = 'received'::text) OR requests.with_closed)
   ORDER BY r.due_at, r.request_id;
END$definition$),
    ('privacy.retain_step(uuid,integer)', 'operant_owner', 'operant_operator', $definition$CREATE OR REPLACE FUNCTION privacy.retain_step(customer uuid, most integer DEFAULT 2000)
 RETURNS bigint
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
    due  record;
    rule tenancy.retention_rule;
    gone bigint;
begin
    if exists (select from privacy.holds(customer) h where h.stands) then
        return 0;
    end if;
    perform tenancy.bind(tenancy.seal_job(customer, 'retention'), false);
    for due in select d.schema_name, d.table_name, o.place
                 from privacy.due_in_scope() d, privacy.deletion_order() o0,
                      unnest(o0.tables) with ordinality o (target, place)
                where o.target = format('%I.%I', d.schema_name, d.table_name)::regclass
                order by o.place limit 1 loop
        select * into strict rule from tenancy.retention_rule r
         where (r.schema_name, r.table_name) = (due.schema_name, due.table_name);
        if rule.at_end = 'deleted' then
            execute format('delete from %1$I.%2$I t where t.customer_id = $1 and t.%3$I < now() - $2 and t.ctid = any (array('
                           'select d.ctid from %1$I.%2$I d where d.customer_id = $1 and d.%3$I < now() - $2 limit $3))',
                           rule.schema_name, rule.table_name, rule.clock) using customer, rule.period, most;
        elsif (privacy.state(customer)).since + rule.period > now() then
            return privacy.pseudonymise_batch(format('%I.%I', rule.schema_name, rule.table_name)::regclass, most);
        else
            execute format('delete from %I.%I t where t.customer_id = $1', rule.schema_name, rule.table_name) using customer;
        end if;
        get diagnostics gone = row_count;
        return gone;
    end loop;
    return 0;
end $function$$definition$),
    ('privacy.retention_due(uuid)', 'operant_owner', 'operant_operator', $definition$CREATE OR REPLACE FUNCTION privacy.retention_due(customer uuid)
 RETURNS TABLE(schema_name text, table_name text, due bigint, because text)
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
    if exists (select from privacy.holds(customer) h where h.stands) then
        return;
    end if;
    perform tenancy.take_scope(customer);
    return query select * from privacy.due_in_scope();
    perform set_config('operant.context', '', true);
end $function$$definition$),
    ('privacy.scan_batch(regclass,text[],integer,text,text[])', 'operant_owner', '', $definition$CREATE OR REPLACE FUNCTION privacy.scan_batch(target regclass, after text[], most integer, id text, addresses text[], OUT last text[], OUT rows bigint, OUT with_id bigint, OUT with_address bigint)
 RETURNS record
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
 SET "DateStyle" TO 'ISO'
 SET "IntervalStyle" TO 'postgres'
 SET "TimeZone" TO 'UTC'
 SET extra_float_digits TO '1'
 SET enable_hashjoin TO 'off'
 SET enable_mergejoin TO 'off'
 SET enable_seqscan TO 'off'
 SET enable_bitmapscan TO 'off'
 SET enable_sort TO 'off'
 SET enable_incremental_sort TO 'off'
 SET jit TO 'off'
AS $function$
declare
    own   constant uuid := tenancy.current_customer();
    rule  constant record := privacy.pseudonyms(target);
    keys  text;
    back  text;
    texts text;
    start text;
    bound text;
    span  text;
begin
    -- Without the Customer, who leads every key; but for a table that has one row of each.
    select string_agg(format('t.%I', a.attname), ', ' order by k.place),
           string_agg(format('t.%I desc', a.attname), ', ' order by k.place),
           string_agg(format('t.%I::text', a.attname), ', ' order by k.place),
           string_agg(format('($2)[%s]::%s', p.place, format_type(a.atttypid, a.atttypmod)), ', ' order by k.place),
           string_agg(format('($3)[%s]::%s', p.place, format_type(a.atttypid, a.atttypmod)), ', ' order by k.place)
      into strict keys, back, texts, start, bound
      from pg_index i
     cross join lateral unnest(i.indkey) with ordinality k (attnum, place)
     cross join lateral (select k.place - (i.indnkeyatts > 1)::integer) p (place)
      join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.attnum
     where i.indrelid = target and i.indisprimary and k.place <= i.indnkeyatts and p.place > 0;
    span := 't.customer_id = $1';
    if after is not null then
        span := format('%s and (%s) > (%s)', span, keys, start);
    end if;
    execute format('select array[%s] from (select %s from %s t where %s order by %2$s limit $3) t order by %5$s limit 1',
                   texts, keys, target, span, back)
       into last using own, after, most;
    span := format('%s and (%s) <= (%s)', span, keys, bound);
    if last is not null and rule.fresh is not null then
        execute format('update %s t set %s where %s and (%s)', target, rule.fresh, span, rule.stale)
            using own, after, last;
    end if;
    execute format('select count(*), coalesce(sum(b.hits[1]), 0), coalesce(sum(b.hits[2]), 0) from (select ('
                   'select array[count(*) filter (where position($4 in v) > 0), '
                   'count(*) filter (where position(''@'' in v) > 0 and exists (select from unnest($5) n where position(n in v) > 0))] '
                   'from unnest(array[%s]::text[]) v) as hits from %s t where %s) b', privacy.searched_columns(target), target, span)
       into rows, with_id, with_address using own, after, last, id, addresses;
end $function$$definition$),
    ('privacy.scan_unscoped(regclass,text,text[])', 'operant_owner', '', $definition$CREATE OR REPLACE FUNCTION privacy.scan_unscoped(target regclass, id text, addresses text[])
 RETURNS bigint
 LANGUAGE plpgsql
 STABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
    own   constant uuid := tenancy.elevated_customer('operant_operator');
    texts constant text := privacy.searched_columns(target);
    others text := 'false';
    hits  bigint;
begin
    if exists (select from tenancy.retention_rule r join pg_class c on c.oid = target
                where (r.schema_name, r.table_name) = (c.relnamespace::regnamespace::name, c.relname)
                  and r.data_class = 'system') then
        others := 'true';
    elsif exists (select from pg_attribute a
                   where a.attrelid = target and a.attname = 'customer_id' and not a.attisdropped) then
        others := 't.customer_id <> $3';
    end if;
    execute format('select coalesce(sum((select count(*) from unnest(array[%s]::text[]) v '
                   'where position($1 in v) > 0 or (%s) is not true '
                   'and position(''@'' in v) > 0 and exists (select from unnest($2) n where position(n in v) > 0))), 0) from %s t',
                   texts, others, target)
       into hits using id, addresses, own;
    return hits;
end $function$$definition$),
    ('privacy.schema_version()', 'operant_owner', 'operant_operator', $definition$CREATE OR REPLACE FUNCTION privacy.schema_version()
 RETURNS text
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
    applied text := 'unknown';
begin
    -- Another Flyway may keep its history elsewhere; then the columns alone tell.
    if to_regclass('tenancy.flyway_schema_history') is not null then
        execute 'select string_agg(h.version, '' '' order by string_to_array(h.version, ''.'')::integer[])'
                '  from tenancy.flyway_schema_history h where h.success and h.version is not null' into applied;
    end if;
    return applied;
end $function$$definition$),
    ('privacy.searched_columns(regclass)', 'operant_owner', '', $definition$CREATE OR REPLACE FUNCTION privacy.searched_columns(target regclass)
 RETURNS text
 LANGUAGE sql
 STABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
BEGIN ATOMIC
 SELECT string_agg(format('lower(t.%I::text)'::text, a.attname), ', '::text) AS string_agg
    FROM (pg_attribute a
      JOIN pg_type y ON ((y.oid = a.atttypid)))
   WHERE ((a.attrelid = (searched_columns.target)::oid) AND (a.attnum > 0) AND (NOT a.attisdropped) AND ((y.typcategory = ANY (ARRAY['S'::"char", 'A'::"char"])) OR (y.typname = ANY (ARRAY['json'::name, 'jsonb'::name, 'xml'::name, 'uuid'::name]))) AND (NOT ((a.attname = 'customer_id'::name) AND (EXISTS ( SELECT
            FROM (pg_class c
              JOIN tenancy.tenant_table t ON (((t.schema_name = ((c.relnamespace)::regnamespace)::name) AND (t.table_name = c.relname))))
           WHERE (c.oid = (searched_columns.target)::oid))))));
END$definition$),
    ('privacy.state(uuid)', 'operant_owner', 'operant_operator', $definition$CREATE OR REPLACE FUNCTION privacy.state(customer uuid, OUT state text, OUT since timestamp with time zone, OUT erase_after timestamp with time zone)
 RETURNS record
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
RETURN (SELECT ROW(COALESCE(l.state, 'active'::text), l.since, l.erase_after) AS "row" FROM ((SELECT 1 AS "?column?") always LEFT JOIN tenancy.lifecycle l ON ((l.customer_id = state.customer))))$definition$),
    ('privacy.subject_condition(regclass,boolean)', 'operant_owner', 'operant_operator', $definition$CREATE OR REPLACE FUNCTION privacy.subject_condition(target regclass, narrow boolean)
 RETURNS text
 LANGUAGE sql
 STABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
BEGIN ATOMIC
 SELECT string_agg(
         CASE
             WHEN (a.atttypid = ('uuid'::regtype)::oid) THEN format('t.%I = $1'::text, a.attname)
             WHEN subject_condition.narrow THEN format('lower(t.%I) = $2'::text, a.attname)
             WHEN (a.atttypid = ANY (ARRAY[('json'::regtype)::oid, ('jsonb'::regtype)::oid])) THEN format('(position($1::text in t.%1$I::text) > 0 or position($2 in lower(t.%1$I::text)) > 0)'::text, a.attname)
             ELSE format('(lower(t.%1$I) = $2 or t.%1$I = $3 or t.%1$I = $1::text)'::text, a.attname)
         END, ' or '::text ORDER BY a.attnum) AS string_agg
    FROM pg_attribute a
   WHERE ((a.attrelid = (subject_condition.target)::oid) AND (a.attnum > 0) AND (NOT a.attisdropped) AND (a.attname <> 'customer_id'::name) AND ((a.atttypid = ('uuid'::regtype)::oid) OR ((a.atttypid = ('text'::regtype)::oid) AND ((a.attname ~ 'email$'::text) OR (NOT subject_condition.narrow))) OR ((a.atttypid = ANY (ARRAY[('json'::regtype)::oid, ('jsonb'::regtype)::oid])) AND (NOT subject_condition.narrow))));
END$definition$),
    ('privacy.suspend(uuid,text,text)', 'operant_owner', 'operant_operator', $definition$CREATE OR REPLACE FUNCTION privacy.suspend(customer uuid, ordered_by text, reason text)
 RETURNS void
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
BEGIN ATOMIC
 SELECT privacy.move(customer, 'suspended'::text, ordered_by, reason, privacy.owners(customer)) AS move;
END$definition$),
    ('privacy.terminate(uuid,text,text,interval)', 'operant_owner', 'operant_operator', $definition$CREATE OR REPLACE FUNCTION privacy.terminate(customer uuid, ordered_by text, reason text, grace interval DEFAULT '30 days'::interval)
 RETURNS void
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
BEGIN ATOMIC
 SELECT privacy.move(customer, 'terminated'::text, ordered_by, reason, '{}'::text[], grace) AS move;
END$definition$),
    ('privacy.transfer_columns()', 'operant_owner', 'operant_operator', $definition$CREATE OR REPLACE FUNCTION privacy.transfer_columns()
 RETURNS TABLE(place bigint, schema_name text, table_name text, table_comment text, data_class text, purpose text, kept text, column_name text, column_type text, column_comment text, is_credential boolean, is_sealed boolean, is_generated boolean, is_nullable boolean, key_position bigint)
 LANGUAGE sql
 STABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
 SET "IntervalStyle" TO 'postgres'
BEGIN ATOMIC
 SELECT (- o.place),
     t.schema_name,
     t.table_name,
     obj_description(c.oid, 'pg_class'::name) AS obj_description,
     t.data_class,
     r.purpose,
         CASE
             WHEN (r.period IS NULL) THEN r.at_end
             ELSE format('%s from %s, then %s'::text, r.period, r.clock, r.at_end)
         END AS format,
     (a.attname)::text AS attname,
     format_type(a.atttypid, a.atttypmod) AS format_type,
     col_description(c.oid, (a.attnum)::integer) AS col_description,
     (('credential'::text = t.data_class) OR ('credential'::text = COALESCE(k.data_class, privacy.column_class(t.data_class, format_type(a.atttypid, NULL::integer), (a.attname)::text)))),
     COALESCE(k.is_sealed, false) AS "coalesce",
     (a.attgenerated <> ''::"char"),
     (NOT a.attnotnull),
     ( SELECT i.place
            FROM (pg_index p
              CROSS JOIN LATERAL unnest((p.indkey)::smallint[]) WITH ORDINALITY i(attnum, place))
           WHERE ((p.indrelid = c.oid) AND p.indisprimary AND (i.attnum = a.attnum))) AS place
    FROM (((((unnest(privacy.deletion_order()) WITH ORDINALITY o(target, place)
      JOIN pg_class c ON ((c.oid = (o.target)::oid)))
      JOIN tenancy.tenant_table t ON (((t.schema_name = ((c.relnamespace)::regnamespace)::name) AND (t.table_name = c.relname))))
      JOIN tenancy.retention_rule r ON (((r.schema_name = t.schema_name) AND (r.table_name = t.table_name))))
      JOIN pg_attribute a ON (((a.attrelid = c.oid) AND (a.attnum > 0) AND (NOT a.attisdropped))))
      LEFT JOIN tenancy.column_class k ON (((k.schema_name = t.schema_name) AND (k.table_name = t.table_name) AND (k.column_name = a.attname))))
   ORDER BY o.place DESC, a.attnum;
END$definition$),
    ('privacy.work_on_request(uuid)', 'operant_owner', 'operant_operator', $definition$CREATE OR REPLACE FUNCTION privacy.work_on_request(request_id uuid, OUT token text, OUT customer uuid, OUT account uuid, OUT kind text)
 RETURNS record
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
    select r.customer_id, r.account_id, r.kind into customer, account, kind from privacy.subject_request r
     where r.request_id = work_on_request.request_id and r.state = 'received';
    if customer is null then
        raise exception 'operant: there is no open request %', request_id using errcode = '55000';
    end if;
    token := tenancy.seal_job(customer, 'subject');
end $function$$definition$),
    ('quoting.currency_decimals(text)', 'operant_owner', 'operant_runtime', $definition$CREATE OR REPLACE FUNCTION quoting.currency_decimals(currency text)
 RETURNS integer
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN (currency = ANY (ARRAY['BIF'::text, 'CLP'::text, 'DJF'::text, 'GNF'::text, 'ISK'::text, 'JPY'::text, 'KMF'::text, 'KRW'::text, 'PYG'::text, 'RWF'::text, 'UGX'::text, 'VND'::text, 'VUV'::text, 'XAF'::text, 'XOF'::text, 'XPF'::text])) THEN 0 WHEN (currency = ANY (ARRAY['BHD'::text, 'IQD'::text, 'JOD'::text, 'KWD'::text, 'LYD'::text, 'OMR'::text, 'TND'::text])) THEN 3 WHEN (currency = ANY (ARRAY['AED'::text, 'AFN'::text, 'ALL'::text, 'AMD'::text, 'ANG'::text, 'AOA'::text, 'ARS'::text, 'AUD'::text, 'AWG'::text, 'AZN'::text, 'BAM'::text, 'BBD'::text, 'BDT'::text, 'BGN'::text, 'BMD'::text, 'BND'::text, 'BOB'::text, 'BRL'::text, 'BSD'::text, 'BTN'::text, 'BWP'::text, 'BYN'::text, 'BZD'::text, 'CAD'::text, 'CDF'::text, 'CHF'::text, 'CNY'::text, 'COP'::text, 'CRC'::text, 'CUP'::text, 'CVE'::text, 'CZK'::text, 'DKK'::text, 'DOP'::text, 'DZD'::text, 'EGP'::text, 'ERN'::text, 'ETB'::text, 'EUR'::text, 'FJD'::text, 'FKP'::text, 'GBP'::text, 'GEL'::text, 'GHS'::text, 'GIP'::text, 'GMD'::text, 'GTQ'::text, 'GYD'::text, 'HKD'::text, 'HNL'::text, 'HTG'::text, 'HUF'::text, 'IDR'::text, 'ILS'::text, 'INR'::text, 'IRR'::text, 'JMD'::text, 'KES'::text, 'KGS'::text, 'KHR'::text, 'KPW'::text, 'KYD'::text, 'KZT'::text, 'LAK'::text, 'LBP'::text, 'LKR'::text, 'LRD'::text, 'LSL'::text, 'MAD'::text, 'MDL'::text, 'MGA'::text, 'MKD'::text, 'MMK'::text, 'MNT'::text, 'MOP'::text, 'MRU'::text, 'MUR'::text, 'MVR'::text, 'MWK'::text, 'MXN'::text, 'MYR'::text, 'MZN'::text, 'NAD'::text, 'NGN'::text, 'NIO'::text, 'NOK'::text, 'NPR'::text, 'NZD'::text, 'PAB'::text, 'PEN'::text, 'PGK'::text, 'PHP'::text, 'PKR'::text, 'PLN'::text, 'QAR'::text, 'RON'::text, 'RSD'::text, 'RUB'::text, 'SAR'::text, 'SBD'::text, 'SCR'::text, 'SDG'::text, 'SEK'::text, 'SGD'::text, 'SHP'::text, 'SLE'::text, 'SOS'::text, 'SRD'::text, 'SSP'::text, 'STN'::text, 'SVC'::text, 'SYP'::text, 'SZL'::text, 'THB'::text, 'TJS'::text, 'TMT'::text, 'TOP'::text, 'TRY'::text, 'TTD'::text, 'TWD'::text, 'TZS'::text, 'UAH'::text, 'USD'::text, 'UYU'::text, 'UZS'::text, 'VED'::text, 'VES'::text, 'WST'::text, 'XCD'::text, 'XCG'::text, 'YER'::text, 'ZAR'::text, 'ZMW'::text, 'ZWG'::text])) THEN 2 ELSE NULL::integer END$definition$),
    ('quoting.next_quote_number()', 'operant_owner', 'operant_runtime', $definition$CREATE OR REPLACE FUNCTION quoting.next_quote_number()
 RETURNS integer
 LANGUAGE sql
 STABLE
BEGIN ATOMIC
 SELECT (COALESCE(max(n.number), 0) + 1)
    FROM quoting.quote_number n
   WHERE (n.customer_id = tenancy.current_customer());
END$definition$),
    ('support.approve_grant(uuid)', 'operant_owner', 'operant_support, operant_operator', $definition$CREATE OR REPLACE FUNCTION support.approve_grant(id uuid)
 RETURNS timestamp with time zone
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
    asked support.access_grant;
    at    timestamptz;
begin
    select * into asked from support.access_grant g where g.grant_id = id for update;
    at := clock_timestamp();
    if not found or asked.approved_at is not null or asked.revoked_at is not null
        or asked.asked_at < now() - interval '1 day' then
        raise exception 'operant: there is no support grant % that waits for approval', id
            using errcode = '55000', hint = 'A request waits for a day; see: operant-db support list';
    end if;
    if asked.asked_by = session_user then
        raise exception 'operant: % asked for this support grant, and can''t approve it', session_user
            using errcode = '42501', hint = 'Somebody else with a login of their own approves.';
    end if;
    update support.access_grant g
       set approved_by = session_user, approved_at = at, ends_at = at + asked.lasts
     where g.grant_id = id
    returning g.* into asked;
    perform audit.append_for(asked.customer_id, 'support_grant.approved', 'support_grant', id::text, asked.reason,
                             json_build_object('approved_by', session_user, 'asked_by', asked.asked_by, 'ends_at', asked.ends_at));
    return asked.ends_at;
end $function$$definition$),
    ('support.list_grants()', 'operant_owner', 'operant_support, operant_operator', $definition$CREATE OR REPLACE FUNCTION support.list_grants()
 RETURNS TABLE(grant_id uuid, customer_id uuid, state text, asked_by name, asked_at timestamp with time zone, reason text, lasts interval, approved_by name, ends_at timestamp with time zone, revoked_by name)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
BEGIN ATOMIC
 SELECT g.grant_id,
     g.customer_id,
         CASE
             WHEN (g.revoked_at IS NOT NULL) THEN 'revoked'::text
             WHEN (g.ends_at <= now()) THEN 'ended'::text
             WHEN (g.ends_at IS NOT NULL) THEN 'open'::text
             WHEN (g.asked_at < (now() - '1 day'::interval)) THEN 'lapsed'::text
             ELSE 'asked'::text
         END AS "case",
     g.asked_by,
     g.asked_at,
     g.reason,
     g.lasts,
     g.approved_by,
     g.ends_at,
     g.revoked_by
    FROM support.access_grant g
   ORDER BY g.asked_at DESC, g.grant_id;
END$definition$),
    ('support.open(uuid)', 'operant_owner', 'operant_support', $definition$CREATE OR REPLACE FUNCTION support.open(id uuid, OUT token text, OUT customer_id uuid, OUT ends_at timestamp with time zone)
 RETURNS record
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
    granted support.access_grant;
    use     tenancy.elevated_use;
    at      timestamptz;
begin
    -- Locked, so that a revocation waits, and then ends this use as well.
    select * into granted from support.access_grant g where g.grant_id = id for update;
    at := clock_timestamp();
    if not found or granted.asked_by <> session_user or granted.revoked_at is not null
        or coalesce(granted.ends_at, '-infinity') <= at then
        raise exception 'operant: % has no open support grant %', session_user, id
            using errcode = '42501', hint = 'See: operant-db support list';
    end if;
    delete from tenancy.elevated_use u where u.ends_at < now() - interval '1 day';
    insert into tenancy.elevated_use as u (role_name, login, customer_id, grant_id, opened_at, ends_at)
    values ('operant_support', session_user, granted.customer_id, id, at, least(granted.ends_at, at + interval '15 minutes'))
    returning u.* into use;
    perform audit.append_for(granted.customer_id, 'support_grant.opened', 'support_grant', id::text, granted.reason,
                             json_build_object('login', session_user, 'use', use.use_id, 'ends_at', use.ends_at));
    token := tenancy.seal_scope('e1', granted.customer_id, 'use:' || use.use_id, use.ends_at);
    customer_id := granted.customer_id;
    ends_at := use.ends_at;
end $function$$definition$),
    ('support.request_grant(uuid,text,interval)', 'operant_owner', 'operant_support', $definition$CREATE OR REPLACE FUNCTION support.request_grant(customer uuid, reason text, lasts interval)
 RETURNS uuid
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
    made support.access_grant;
begin
    if lasts is null or lasts < interval '1 minute' or lasts > interval '8 hours' then
        raise exception 'operant: a support grant lasts 1 minute to 8 hours, got %', lasts
            using errcode = '22023', hint = 'Ask again when it has ended.';
    end if;
    if reason is null or length(reason) not between 10 and 500 then
        raise exception 'operant: the reason of a support grant has 10 to 500 characters, got %', coalesce(length(reason), 0)
            using errcode = '22023', hint = 'Name the ticket or incident, as the Customer reads it.';
    end if;
    if not tenancy.is_customer(customer) then
        raise exception 'operant: there is no Customer %', customer using errcode = '23503';
    end if;
    insert into support.access_grant as g (customer_id, asked_by, reason, lasts)
    values (customer, session_user, request_grant.reason, request_grant.lasts)
    returning g.* into made;
    perform audit.append_for(customer, 'support_grant.asked', 'support_grant', made.grant_id::text, reason,
                             json_build_object('asked_by', session_user, 'lasts', lasts));
    return made.grant_id;
end $function$$definition$),
    ('support.revoke_grant(uuid,text)', 'operant_owner', 'operant_support, operant_operator', $definition$CREATE OR REPLACE FUNCTION support.revoke_grant(id uuid, reason text)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
    ended support.access_grant;
begin
    update support.access_grant g set revoked_by = session_user, revoked_at = clock_timestamp()
     where g.grant_id = id and g.revoked_at is null
    returning g.* into ended;
    if not found then
        raise exception 'operant: there is no support grant % that could be revoked', id
            using errcode = '55000', hint = 'See: operant-db support list';
    end if;
    update tenancy.elevated_use u set ends_at = least(u.ends_at, clock_timestamp()) where u.grant_id = id;
    perform audit.append_for(ended.customer_id, 'support_grant.revoked', 'support_grant', id::text, reason,
                             json_build_object('revoked_by', session_user, 'asked_by', ended.asked_by));
end $function$$definition$),
    ('tenancy.admission(uuid,text)', 'operant_owner', '', $definition$CREATE OR REPLACE FUNCTION tenancy.admission(customer uuid, actor text)
 RETURNS boolean
 LANGUAGE plpgsql
 STABLE PARALLEL SAFE
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
    life tenancy.lifecycle;
begin
    select * into life from tenancy.lifecycle l where l.customer_id = customer;
    if not found
        or pg_has_role(session_user, 'operant_operator', 'member')
        -- What is kept of an erased Customer is kept to be looked at, by auditors and by who verifies its audit log.
        or pg_has_role(session_user, 'operant_auditor', 'member')
        or pg_has_role(session_user, 'operant_owner', 'member')
        or (life.state = 'suspended' and actor = any (life.readers)
            and current_setting('transaction_read_only') = 'on'
            and not exists (
                select from pg_locks k join pg_class c on c.oid = k.relation
                 where k.pid = pg_backend_pid() and k.locktype = 'relation' and k.mode = 'RowExclusiveLock'
                   and (has_any_column_privilege('operant_runtime', c.oid, 'insert, update')
                     or has_table_privilege('operant_runtime', c.oid, 'delete'))))
    then
        return true;
    end if;
    raise exception using errcode = '42501', message = 'operant: this Customer is ' || life.state;
end $function$$definition$),
    ('tenancy.adopt_rest(regclass,text,timestamp with time zone,timestamp with time zone,timestamp with time zone,interval)', 'operant_owner', '', $definition$CREATE OR REPLACE FUNCTION tenancy.adopt_rest(parent regclass, own text, low timestamp with time zone, least_high timestamp with time zone, most_high timestamp with time zone, step interval)
 RETURNS timestamp with time zone
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
 SET "TimeZone" TO 'UTC'
 SET "DateStyle" TO 'ISO, YMD'
AS $function$
declare
    rule constant tenancy.partitioned_table := tenancy.partition_rule(parent);
    rest constant text := format('%I.%I', rule.schema_name, rule.table_name || '_rest');
    key  constant name := (select a.attname from pg_partitioned_table p
                             join pg_attribute a on a.attrelid = p.partrelid and a.attnum = p.partattrs[0]
                            where p.partrelid = parent);
    high timestamptz := least_high;
begin
    -- The parent first: a writer has it when it comes to the default partition, and the other way round is a deadlock.
    execute format('lock table only %s in access exclusive mode', parent);
    loop
        begin
            execute format('alter table %s add constraint adopted check (%I >= %L and %2$I < %4$L)', rest, key, low, high);
            exit;
        exception when check_violation then
            high := high + step;
            if high > most_high then
                raise exception 'operant: the default partition of % has rows that no partition from % to % could hold',
                                parent, low, most_high
                    using errcode = '23514',
                          hint = 'Nothing is lost. Look for rows with times far from now, Customer by Customer, and delete them.';
            end if;
        end;
    end loop;
    execute format('alter table %s detach partition %s', parent, rest);
    execute format('alter table %s attach partition %s for values from (%L) to (%L)', parent, rest, low, high);
    execute format('alter table %s drop constraint adopted', rest);
    execute format('alter table %s rename to %I', rest, own);
    perform tenancy.protect_partition(parent, format('%I.%I', rule.schema_name, own)::regclass);
    perform tenancy.make_rest(parent);
    return high;
end $function$$definition$),
    ('tenancy.begin_data_migration(text,text,regclass[],text,text)', 'operant_owner', '', $definition$CREATE OR REPLACE FUNCTION tenancy.begin_data_migration(name text, statement text, targets regclass[], ordered_by text, reason text)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
    hash   constant text := encode(sha256(convert_to(statement, 'UTF8')), 'hex');
    run    tenancy.data_migration;
    target regclass;
begin
    select * into run from tenancy.data_migration m where m.name = begin_data_migration.name for update nowait;
    if found and (run.ended_at is not null or run.statement_hash <> hash) then
        raise exception 'operant: there is a data migration % already, %', name,
            case when run.ended_at is not null then format('which ended at %s', run.ended_at) else 'with another statement' end
            using errcode = '55000', hint = 'Take another name, or end the one that runs with --give-up.';
    end if;
    foreach target in array targets loop
        if not exists (select from tenancy.tenant_table t join pg_class c on c.oid = target
                        where (t.schema_name, t.table_name) = (c.relnamespace::regnamespace::name, c.relname)
                          and not c.relispartition) then
            raise exception 'operant: % is no tenant table', target using errcode = '42809';
        end if;
        if not exists (select from pg_policy p where p.polrelid = target and p.polname = 'data_migration') then
            execute format('create policy data_migration on %s as permissive for all to operant_owner '
                           'using (customer_id = (select tenancy.current_customer()))', target);
        end if;
    end loop;
    if run.name is null then
        insert into tenancy.data_migration (name, statement_hash, targets, ordered_by, reason)
        values (begin_data_migration.name, hash, targets::text[], begin_data_migration.ordered_by, begin_data_migration.reason);
    end if;
end $function$$definition$),
    ('tenancy.bind(text,boolean)', 'operant_owner', 'operant_runtime, operant_support, operant_auditor, operant_operator', $definition$CREATE OR REPLACE FUNCTION tenancy.bind(token text, read_only boolean)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
    bound text;
begin
    bound := case
        when token <> '' and coalesce(nullif(current_setting('operant.context', true), ''), token) = token
         and pg_has_role(session_user, 'operant_runtime', 'member')
        then set_config('operant.context', token, true)
             || case when read_only then set_config('transaction_read_only', 'on', true) else '' end
        else tenancy.bound_slowly(token, read_only)
    end;
end $function$$definition$),
    ('tenancy.bind_on_standby(text,interval,text)', 'operant_owner', 'operant_runtime', $definition$CREATE OR REPLACE FUNCTION tenancy.bind_on_standby(token text, at_most interval, after text)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
    -- The primary's clock, as it wrote the last commit or rollback that was replayed: whatever was committed before that
    -- comes before it in the log. It stays as it is where nothing arrives any more, however much of what arrived was
    -- replayed. It is null after a start, until the first one.
    replayed constant timestamptz := pg_last_xact_replay_timestamp();
    clock    constant timestamptz := clock_timestamp();
    number   xid8;
begin
    if not pg_is_in_recovery() then
        raise exception using errcode = 'OP426', message = 'operant: this server is no standby';
    end if;
    -- A commit from the future means that the clocks differ, and then the difference to ours says nothing.
    if (replayed between clock - at_most and clock + interval '100 ms') is not true then
        raise exception using errcode = 'OP425', message = 'operant: this standby is behind';
    end if;
    if after is not null then
        number := split_part(after, '.', 1)::xid8;
        -- That it is committed shows only by its status; a standby's snapshot doesn't list who is at work. A number that is
        -- too old to be asked for was replayed long ago. The time tells apart numbers that two primaries gave, before and
        -- after a failover: a standby that was left behind has replayed nothing from after it.
        if (case when replayed >= to_timestamp(split_part(after, '.', 2)::bigint / 1000.0)
                  and number < pg_snapshot_xmax(pg_current_snapshot())
                  -- Or the statement's snapshot would be this one's, which is older than the answer.
                  and current_setting('transaction_isolation') = 'read committed'
                 then coalesce(pg_xact_status(number), 'committed') = 'committed' end) is not true then
            raise exception using errcode = 'OP425', message = 'operant: this standby is behind';
        end if;
    end if;
    perform tenancy.bind(token, true);
end $function$$definition$),
    ('tenancy.bound_slowly(text,boolean)', 'operant_owner', '', $definition$CREATE OR REPLACE FUNCTION tenancy.bound_slowly(token text, read_only boolean)
 RETURNS text
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
    before constant text := coalesce(current_setting('operant.context', true), '');
begin
    if coalesce(token, '') = '' then
        raise exception using errcode = '42501', message = 'operant: no valid scope';
    end if;
    if before not in ('', token) then
        raise exception using errcode = '42501', message = 'operant: this transaction is already bound';
    end if;
    perform set_config('operant.context', token, true);
    if before = '' then
        perform tenancy.record_elevated();
    end if;
    if read_only then
        perform set_config('transaction_read_only', 'on', true);
    end if;
    return token;
end $function$$definition$),
    ('tenancy.classify_column(regclass,name,text)', 'operant_owner', '', $definition$CREATE OR REPLACE FUNCTION tenancy.classify_column(target regclass, name name, data_class text)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
    perform tenancy.require_column(target, name);
    insert into tenancy.column_class as k (schema_name, table_name, column_name, data_class)
    select c.relnamespace::regnamespace::name, c.relname, classify_column.name, classify_column.data_class
      from pg_class c where c.oid = target
        on conflict on constraint column_class_pkey do update set data_class = excluded.data_class;
    perform tenancy.open_to_purposes(target);
end $function$$definition$),
    ('tenancy.classify_sealed(regclass,name)', 'operant_owner', '', $definition$CREATE OR REPLACE FUNCTION tenancy.classify_sealed(target regclass, name name)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
    perform tenancy.classify_column(target, name, 'credential');
    update tenancy.column_class k set is_sealed = true
      from pg_class c
     where c.oid = target and k.column_name = classify_sealed.name
       and (k.schema_name, k.table_name) = (c.relnamespace::regnamespace::name, c.relname);
end $function$$definition$),
    ('tenancy.content_columns(regclass)', 'operant_owner', '', $definition$CREATE OR REPLACE FUNCTION tenancy.content_columns(target regclass)
 RETURNS TABLE(relation regclass, number integer, name name)
 LANGUAGE sql
 STABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
BEGIN ATOMIC
 WITH root AS (
          SELECT n.nspname,
             c.relname
            FROM (pg_class c
              JOIN pg_namespace n ON ((n.oid = c.relnamespace)))
           WHERE (c.oid = (COALESCE(pg_partition_root(content_columns.target), content_columns.target))::oid)
         ), relation(oid, expressions) AS (
          SELECT c.oid,
             NULL::int2vector AS expressions
            FROM pg_class c
           WHERE (c.oid = (content_columns.target)::oid)
         UNION ALL
          SELECT i.indexrelid,
             i.indkey
            FROM pg_index i
           WHERE (i.indrelid = (content_columns.target)::oid)
         )
  SELECT (r.oid)::regclass AS relation,
     (a.attnum)::integer AS number,
     a.attname AS name
    FROM (((relation r
      JOIN pg_attribute a ON (((a.attrelid = r.oid) AND (a.attnum > 0) AND (NOT a.attisdropped))))
      JOIN pg_type y ON ((y.oid = a.atttypid)))
      LEFT JOIN pg_type b ON ((b.oid = y.typbasetype)))
   WHERE (((r.expressions IS NULL) OR (r.expressions[(a.attnum - 1)] = 0)) AND (y.typtype <> 'e'::"char") AND (COALESCE(b.typname, y.typname) !~ '^(uuid|bool|int[248]|numeric|float[48]|date|time|timetz|timestamp|timestamptz|interval)$'::text) AND (NOT (EXISTS ( SELECT
            FROM tenancy.vocabulary_column v,
             root
           WHERE ((r.expressions IS NULL) AND ((v.schema_name = root.nspname) AND (v.table_name = root.relname) AND (v.column_name = a.attname)))))) AND (NOT (EXISTS ( SELECT
            FROM pg_constraint k
           WHERE ((k.conrelid = r.oid) AND (k.contype = 'c'::"char") AND (k.conkey = ARRAY[a.attnum]) AND (pg_get_constraintdef(k.oid) ~ '^CHECK \(\(\w+ = ANY \(ARRAY\[''([^'']|'''')*''::[a-z]+(, ''([^'']|'''')*''::[a-z]+)*\]\)\)\)'::text))))));
END$definition$),
    ('tenancy.current_actor()', 'operant_owner', 'operant_runtime, operant_gateway, operant_operator', $definition$CREATE OR REPLACE FUNCTION tenancy.current_actor()
 RETURNS text
 LANGUAGE plpgsql
 STABLE PARALLEL SAFE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
    if tenancy.current_customer() is null then
        return null;
    end if;
    -- A job of the operator's, by its use; see V001_1.
    if starts_with(current_setting('operant.context'), 'e1.') then
        return (select coalesce('job:' || u.job, 'use:' || u.use_id) from tenancy.elevated_use u
                 where u.use_id = substr(split_part(current_setting('operant.context'), '.', 4), 5)::uuid);
    end if;
    return split_part(current_setting('operant.context'), '.', 4);
end $function$$definition$),
    ('tenancy.current_customer()', 'operant_owner', 'operant_runtime, operant_gateway, operant_support, operant_auditor, operant_operator, operant_aggregator', $definition$CREATE OR REPLACE FUNCTION tenancy.current_customer()
 RETURNS uuid
 LANGUAGE plpgsql
 STABLE PARALLEL SAFE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
 SET debug_print_plan TO 'off'
AS $function$
declare
    token constant text := current_setting('operant.context', true);
begin
    return case
        when octet_length(token) <= 300 and starts_with(token, tenancy.key_prefix(tenancy.key_generation()))
         and sha256(convert_to(split_part(token, '.', 6), 'UTF8')) = sha256(convert_to(encode(sha256(
                (tenancy.key_pads(tenancy.key_generation()))[2] || sha256((tenancy.key_pads(tenancy.key_generation()))[1]
                || convert_to(left(token, -65), 'UTF8'))), 'hex'), 'UTF8'))
         -- Sealed by one of our own JVMs, so the casts can't fail.
         and to_timestamp(split_part(token, '.', 5)::bigint) > now()
         -- Kept in the plan as the key is: V001.2.
         and not jsonb_exists(tenancy.inactive_customers(tenancy.lifecycle_generation()), split_part(token, '.', 3))
        then split_part(token, '.', 3)::uuid
        else tenancy.verified_slowly(token)
    end;
end $function$$definition$),
    ('tenancy.current_signing_key()', 'operant_owner', 'operant_signer', $definition$CREATE OR REPLACE FUNCTION tenancy.current_signing_key(OUT key_id text, OUT secret bytea)
 RETURNS record
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
RETURN (SELECT ROW(k.key_id, k.secret) AS "row" FROM tenancy.signing_key k WHERE (k.accepted_until = 'infinity'::timestamp with time zone))$definition$),
    ('tenancy.data_migration_step(text,text,integer)', 'operant_owner', '', $definition$CREATE OR REPLACE FUNCTION tenancy.data_migration_step(name text, statement text, most integer, OUT customer_id uuid, OUT changed bigint, OUT done boolean)
 RETURNS record
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
 SET row_security TO 'on'
AS $function$
declare
    run   tenancy.data_migration;
    place tenancy.data_migration_customer;
begin
    if most is null or most not between 1 and 100000 then
        raise exception 'operant: a batch is between 1 and 100000 rows, got %', most using errcode = '22023';
    end if;
    select * into run from tenancy.data_migration m
     where m.name = data_migration_step.name and m.ended_at is null for update nowait;
    if not found or run.statement_hash <> encode(sha256(convert_to(statement, 'UTF8')), 'hex') then
        raise exception 'operant: no data migration % is running with this statement', name using errcode = '55000';
    end if;

    select * into place from tenancy.data_migration_customer c where c.name = run.name and c.finished_at is null;
    if not found then
        customer_id := tenancy.next_customer((
            select coalesce(max(c.customer_id::text)::uuid, '00000000-0000-0000-0000-000000000000')
              from tenancy.data_migration_customer c where c.name = run.name));
        if customer_id is null then
            perform tenancy.end_data_migration(name, true);
            changed := 0;
            done := true;
            return;
        end if;
        insert into tenancy.data_migration_customer (name, customer_id) values (run.name, data_migration_step.customer_id)
        returning * into place;
        perform audit.append_for(customer_id, 'data_migration.begun', 'data_migration', run.name, run.reason,
            json_build_object('ordered_by', run.ordered_by, 'login', session_user, 'tables', run.targets));
    end if;

    customer_id := place.customer_id;
    perform tenancy.take_scope(customer_id);
    execute statement using most;
    get diagnostics changed = row_count;
    perform set_config('operant.context', '', true);
    if changed > most then
        raise exception 'operant: the statement has changed % rows of a Customer at once, and a batch is %', changed, most
            using errcode = '54000', hint = 'End it with "limit $1" in a subquery; see docs/database-administrators.md.';
    end if;
    update tenancy.data_migration_customer c
       set batches = c.batches + 1, changed = c.changed + data_migration_step.changed,
           finished_at = case when data_migration_step.changed < most then now() end
     where (c.name, c.customer_id) = (run.name, place.customer_id);
    done := false;
end $function$$definition$),
    ('tenancy.deletable_customer(text)', 'operant_owner', 'operant_operator', $definition$CREATE OR REPLACE FUNCTION tenancy.deletable_customer(class text)
 RETURNS uuid
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
    own  uuid;
    life tenancy.lifecycle;
    kept tenancy.kept_class;
begin
    -- The policy is the owner's as well, for whose own statements in migrations others say what may be deleted.
    if current_setting('operant.context', true) like 'v1.%' and pg_has_role(session_user, 'operant_owner', 'member') then
        return null;
    end if;
    own := tenancy.elevated_customer('operant_operator');
    if exists (select from tenancy.legal_hold h
                where h.customer_id = own and h.lifted_at is null and h.ends_at > now()) then
        raise exception 'operant: nothing of Customer % may be deleted while a legal hold stands', own
            using errcode = '42501', hint = 'select * from privacy.holds(customer) lists them.';
    end if;
    select * into life from tenancy.lifecycle l where l.customer_id = own;
    select * into kept from tenancy.kept_class k where k.data_class = deletable_customer.class;
    if kept is not null and (life.state = 'erased' and life.since + kept.keep <= now()) is not true then
        raise exception 'operant: data of class % is kept for % after the erasure of its Customer', class, kept.keep
            using errcode = '42501', hint = kept.reason;
    end if;
    if class = 'customer_data'
        and (life.state = 'erased' or (life.state = 'terminated' and life.erase_after <= now())) is not true then
        raise exception 'operant: Customer Data of % may not be deleted before its grace period has ended', own
            using errcode = '42501', hint = 'Terminate the Customer first; it can be erased once its grace period is over.';
    end if;
    return own;
end $function$$definition$),
    ('tenancy.delete_after(regclass,text,interval)', 'operant_owner', '', $definition$CREATE OR REPLACE FUNCTION tenancy.delete_after(target regclass, clock text, period interval)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
    update tenancy.retention_rule r set clock = delete_after.clock, period = delete_after.period, at_end = 'deleted'
      from pg_class c
     where c.oid = target and (r.schema_name, r.table_name) = (c.relnamespace::regnamespace::name, c.relname);
    if not found then
        raise exception 'operant: % is in no register of retention', target
            using errcode = '42704', hint = 'Call tenancy.protect() first.';
    end if;
end $function$$definition$),
    ('tenancy.drop_expired_partitions(timestamp with time zone)', 'operant_owner', 'operant_operator', $definition$CREATE OR REPLACE FUNCTION tenancy.drop_expired_partitions(at timestamp with time zone DEFAULT now())
 RETURNS integer
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
BEGIN ATOMIC
 SELECT (COALESCE(sum(tenancy.drop_expired_partitions_of(r.schema_name, r.table_name, drop_expired_partitions.at)), (0)::bigint))::integer AS "coalesce"
    FROM ( SELECT partitioned_table.schema_name,
             partitioned_table.table_name,
             partitioned_table.period,
             partitioned_table.ahead,
             partitioned_table.keep
            FROM tenancy.partitioned_table
           ORDER BY partitioned_table.schema_name, partitioned_table.table_name) r;
END$definition$),
    ('tenancy.drop_expired_partitions_of(text,text,timestamp with time zone)', 'operant_owner', 'operant_operator', $definition$CREATE OR REPLACE FUNCTION tenancy.drop_expired_partitions_of(schema_name text, table_name text, at timestamp with time zone DEFAULT now())
 RETURNS integer
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
 SET "TimeZone" TO 'UTC'
 SET "DateStyle" TO 'ISO, YMD'
 SET row_security TO 'on'
 SET lock_timeout TO '2s'
AS $function$
declare
    parent constant regclass := to_regclass(format('%I.%I', schema_name, table_name));
    rule constant tenancy.partitioned_table := tenancy.partition_rule(parent);
    expired record;
    dropped integer := 0;
    until   timestamptz;
    held    timestamptz;
begin
    if at is null or at > now() + interval '1 minute' then
        raise exception 'operant: partitions can''t be dropped before their time, as of %', coalesce(at::text, 'NULL')
            using errcode = '22023', hint = 'Leave the argument out.';
    end if;
    -- …_past alone is a reason only if it has something.
    if not exists (select from tenancy.partition_bounds(parent) b
                    where b.to_time <= at - rule.keep and (isfinite(b.from_time) or pg_relation_size(b.part) > 0)) then
        return 0;
    end if;
    -- Who places a hold now waits for this to end, or this for him.
    lock table tenancy.legal_hold in share mode;
    held := tenancy.held_since(parent);
    until := least(at - rule.keep, held);
    if held < at - rule.keep then
        raise warning 'operant: partitions of %.% with rows from % on are kept, as a legal hold stands',
            rule.schema_name, rule.table_name, held
            using hint = 'They go once the hold has ended or was lifted.';
    end if;
    execute format('lock table only %s in access exclusive mode', parent);
    for expired in
        select b.part, c.relname, b.to_time
          from tenancy.partition_bounds(parent) b
          join pg_class c on c.oid = b.part
         where b.to_time <= until
         order by b.to_time loop
        execute format('drop table %s', expired.part);
        delete from tenancy.tenant_table t
         where t.schema_name = rule.schema_name and t.table_name = expired.relname;
        dropped := dropped + 1;
    end loop;
    -- …_past was the first of them: what comes later still finds one, that is dropped with the next.
    if dropped > 0 then
        perform tenancy.make_partition(parent, rule.table_name || '_past', null, expired.to_time);
    end if;
    return dropped;
end $function$$definition$),
    ('tenancy.elevated_customer(text)', 'operant_owner', 'operant_support, operant_auditor, operant_operator', $definition$CREATE OR REPLACE FUNCTION tenancy.elevated_customer(role_name text)
 RETURNS uuid
 LANGUAGE plpgsql
 STABLE PARALLEL SAFE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
    customer constant uuid   := tenancy.current_customer();
    part     constant text[] := string_to_array(current_setting('operant.context'), '.');
begin
    if part[1] = 'e1' then
        perform from tenancy.elevated_use u
          where u.use_id = substr(part[4], 5)::uuid and u.role_name = elevated_customer.role_name;
        if found then
            return customer;
        end if;
    end if;
    raise exception using errcode = '42501', message = 'operant: no valid scope';
end $function$$definition$),
    ('tenancy.end_data_migration(text,boolean)', 'operant_owner', '', $definition$CREATE OR REPLACE FUNCTION tenancy.end_data_migration(name text, is_complete boolean)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
    run    tenancy.data_migration;
    target text;
begin
    select * into run from tenancy.data_migration m
     where m.name = end_data_migration.name and m.ended_at is null for update nowait;
    if not found then
        raise exception 'operant: no data migration % is running', name using errcode = '55000';
    end if;
    foreach target in array run.targets loop
        if not exists (select from tenancy.data_migration m
                        where m.ended_at is null and m.name <> run.name and target = any (m.targets)) then
            execute format('drop policy if exists data_migration on %s', target::regclass);
        end if;
    end loop;
    with gone as (delete from tenancy.data_migration_customer c where c.name = run.name returning c.changed)
    update tenancy.data_migration m
       set ended_at = now(), is_complete = end_data_migration.is_complete,
           customers = (select count(*) from gone), changed = (select coalesce(sum(g.changed), 0) from gone g)
     where m.name = run.name;
end $function$$definition$),
    ('tenancy.forget_content(regclass)', 'operant_owner', '', $definition$CREATE OR REPLACE FUNCTION tenancy.forget_content(target regclass)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
    content record;
begin
    for content in
        select k.relation, k.number, k.name, c.relkind
          from tenancy.content_columns(target) k join pg_class c on c.oid = k.relation
    loop
        if content.relkind in ('i', 'I') then
            execute format('alter index %s alter column %s set statistics 0', content.relation, content.number);
        else
            execute format('alter table %s alter column %I set statistics 0', content.relation, content.name);
        end if;
    end loop;
end $function$$definition$),
    ('tenancy.held_since(regclass)', 'operant_owner', '', $definition$CREATE OR REPLACE FUNCTION tenancy.held_since(parent regclass)
 RETURNS timestamp with time zone
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
    column_name constant name := (select a.attname from pg_partitioned_table p
                                    join pg_attribute a on a.attrelid = p.partrelid and a.attnum = p.partattrs[0]
                                   where p.partrelid = parent);
    held uuid;
    own  timestamptz;
    since timestamptz;
begin
    for held in select distinct h.customer_id from tenancy.legal_hold h where h.lifted_at is null and h.ends_at > now() loop
        perform tenancy.take_scope(held);
        execute format('select min(t.%I) from %s t where t.customer_id = $1', column_name, parent) into own using held;
        perform set_config('operant.context', '', true);
        since := least(since, own);
    end loop;
    return since;
end $function$$definition$),
    ('tenancy.hmac_sha256(bytea,text)', 'operant_owner', '', $definition$CREATE OR REPLACE FUNCTION tenancy.hmac_sha256(key bytea, content text)
 RETURNS text
 LANGUAGE plpgsql
 IMMUTABLE PARALLEL SAFE
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
    inner_block bytea := decode(repeat('36', 64), 'hex');
    outer_block bytea := decode(repeat('5c', 64), 'hex');
begin
    for i in 0..octet_length(key) - 1 loop
        inner_block := set_byte(inner_block, i, get_byte(key, i) # 54);
        outer_block := set_byte(outer_block, i, get_byte(key, i) # 92);
    end loop;
    return encode(sha256(outer_block || sha256(inner_block || convert_to(content, 'UTF8'))), 'hex');
end $function$$definition$),
    ('tenancy.inactive_customers(bigint)', 'operant_owner', '', $definition$CREATE OR REPLACE FUNCTION tenancy.inactive_customers(generation bigint)
 RETURNS jsonb
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
RETURN (SELECT i.customers FROM tenancy.inactive i WHERE (i.generation = inactive_customers.generation))$definition$),
    ('tenancy.is_active(uuid)', 'operant_owner', 'operant_gateway', $definition$CREATE OR REPLACE FUNCTION tenancy.is_active(customer uuid)
 RETURNS boolean
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
RETURN (NOT (EXISTS (SELECT FROM tenancy.lifecycle l WHERE (l.customer_id = is_active.customer))))$definition$),
    ('tenancy.is_customer(uuid)', 'operant_owner', '', $definition$CREATE OR REPLACE FUNCTION tenancy.is_customer(id uuid)
 RETURNS boolean
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
    there boolean;
begin
    perform tenancy.take_scope(id);
    there := exists (select from tenancy.customer c where c.customer_id = id);
    perform set_config('operant.context', '', true);
    return there;
end $function$$definition$),
    ('tenancy.is_renewed(bytea)', 'operant_owner', '', $definition$CREATE OR REPLACE FUNCTION tenancy.is_renewed(renewal_key bytea)
 RETURNS boolean
 LANGUAGE plpgsql
 STABLE PARALLEL SAFE
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
    renewal constant text := current_setting('operant.renewal', true);
begin
    -- Sealed by seal_renewal(), so the cast can't fail.
    return octet_length(renewal) <= 100
       and sha256(convert_to(split_part(renewal, '.', 2), 'UTF8'))
           = sha256(convert_to(tenancy.hmac_sha256(renewal_key, split_part(renewal, '.', 1)), 'UTF8'))
       and to_timestamp(split_part(renewal, '.', 1)::bigint / 1000.0) > clock_timestamp();
end $function$$definition$),
    ('tenancy.job_is_open(uuid,text)', 'operant_owner', 'operant_operator', $definition$CREATE OR REPLACE FUNCTION tenancy.job_is_open(customer uuid, job text)
 RETURNS boolean
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
RETURN ((tenancy.job_use(customer, job)).use_id IS NOT NULL)$definition$),
    ('tenancy.job_use(uuid,text)', 'operant_owner', '', $definition$CREATE OR REPLACE FUNCTION tenancy.job_use(customer uuid, job text)
 RETURNS tenancy.elevated_use
 LANGUAGE sql
 STABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
RETURN (SELECT u.*::tenancy.elevated_use AS u FROM tenancy.elevated_use u WHERE ((u.role_name = 'operant_operator'::text) AND (u.login = SESSION_USER) AND (u.customer_id = job_use.customer) AND (u.job = job_use.job) AND (u.opened_at < now()) AND (u.ends_at > (now() + '00:30:00'::interval))) ORDER BY u.ends_at DESC LIMIT 1)$definition$),
    ('tenancy.key_generation()', 'operant_owner', '', $definition$CREATE OR REPLACE FUNCTION tenancy.key_generation()
 RETURNS bigint
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
RETURN 1$definition$),
    ('tenancy.key_pads(bigint)', 'operant_owner', '', $definition$CREATE OR REPLACE FUNCTION tenancy.key_pads(generation bigint)
 RETURNS bytea[]
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
RETURN (SELECT ARRAY[k.inner_pad, k.outer_pad] AS "array" FROM tenancy.signing_key k WHERE (k.generation = key_pads.generation))$definition$),
    ('tenancy.key_prefix(bigint)', 'operant_owner', '', $definition$CREATE OR REPLACE FUNCTION tenancy.key_prefix(generation bigint)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
RETURN (SELECT (('v1.'::text || k.key_id) || '.'::text) FROM tenancy.signing_key k WHERE (k.generation = key_prefix.generation))$definition$),
    ('tenancy.lifecycle_generation()', 'operant_owner', '', $definition$CREATE OR REPLACE FUNCTION tenancy.lifecycle_generation()
 RETURNS bigint
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
RETURN 1$definition$),
    ('tenancy.maintain_partitions()', 'operant_owner', 'operant_operator', $definition$CREATE OR REPLACE PROCEDURE tenancy.maintain_partitions()
 LANGUAGE plpgsql
AS $procedure$
declare
    rule record;
    failure text;
    state text;
    first_state text;
    failures text := '';
begin
    for rule in select r.schema_name, r.table_name from tenancy.partitioned_table r order by 1, 2 loop
        begin
            perform tenancy.make_partitions_of(rule.schema_name, rule.table_name);
            perform tenancy.drop_expired_partitions_of(rule.schema_name, rule.table_name);
        exception when others then
            get stacked diagnostics failure = message_text, state = returned_sqlstate;
            first_state := coalesce(first_state, state);
            failures := failures || pg_catalog.format('%s  - %s.%s: %s (SQLState %s)', pg_catalog.chr(10), rule.schema_name, rule.table_name, failure, state);
        end;
        commit;
    end loop;
    if failures <> '' then
        raise exception 'operant: partitions could not be maintained, those of the other tables were:%', failures
            using errcode = first_state, hint = 'Run it again; a lock that could not be had is most often free by then.';
    end if;
end $procedure$$definition$),
    ('tenancy.make_partition(regclass,text,timestamp with time zone,timestamp with time zone)', 'operant_owner', '', $definition$CREATE OR REPLACE FUNCTION tenancy.make_partition(parent regclass, own text, low timestamp with time zone, high timestamp with time zone)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
 SET "TimeZone" TO 'UTC'
 SET "DateStyle" TO 'ISO, YMD'
AS $function$
declare
    name constant text := format('%I.%I', (tenancy.partition_rule(parent)).schema_name, own);
begin
    execute format('create table %s (like %s including all)', name, parent);
    execute format('alter table %s attach partition %s for values from (%s) to (%L)',
                   parent, name, coalesce(quote_literal(low), 'minvalue'), high);
    perform tenancy.protect_partition(parent, name::regclass);
end $function$$definition$),
    ('tenancy.make_partitions(timestamp with time zone)', 'operant_owner', 'operant_operator', $definition$CREATE OR REPLACE FUNCTION tenancy.make_partitions(at timestamp with time zone DEFAULT now())
 RETURNS integer
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
BEGIN ATOMIC
 SELECT (COALESCE(sum(tenancy.make_partitions_of(r.schema_name, r.table_name, make_partitions.at)), (0)::bigint))::integer AS "coalesce"
    FROM ( SELECT partitioned_table.schema_name,
             partitioned_table.table_name,
             partitioned_table.period,
             partitioned_table.ahead,
             partitioned_table.keep
            FROM tenancy.partitioned_table
           ORDER BY partitioned_table.schema_name, partitioned_table.table_name) r;
END$definition$),
    ('tenancy.make_partitions_of(text,text,timestamp with time zone)', 'operant_owner', 'operant_operator', $definition$CREATE OR REPLACE FUNCTION tenancy.make_partitions_of(schema_name text, table_name text, at timestamp with time zone DEFAULT now())
 RETURNS integer
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
 SET "TimeZone" TO 'UTC'
 SET "DateStyle" TO 'ISO, YMD'
 SET row_security TO 'on'
 SET lock_timeout TO '2s'
AS $function$
declare
    parent constant regclass := to_regclass(format('%I.%I', schema_name, table_name));
    rule constant tenancy.partitioned_table := tenancy.partition_rule(parent);
    step constant interval    := ('1 ' || rule.period)::interval;
    ends constant timestamptz := date_trunc(rule.period, at) + step;
    due  constant timestamptz := ends + rule.ahead * step;
    low  timestamptz;
    high timestamptz;
    made integer := 0;
begin
    if at is null or at > now() + interval '1 year' then
        raise exception 'operant: partitions are made for at most a year ahead, not for %', coalesce(at::text, 'NULL')
            using errcode = '22023', hint = 'Leave the argument out.';
    end if;
    -- Jobs go one after the other. Nobody who reads or writes rows waits for this lock.
    execute format('lock table only %s in share update exclusive mode', parent);
    select max(b.to_time) into low from tenancy.partition_bounds(parent) b;
    -- Once rows of now go to the default partition, a writer on its way there would find that it is no longer theirs,
    -- and fail; let it wait before it sets out.
    if low < due and low < at + step then
        execute format('lock table only %s in access exclusive mode', parent);
    end if;
    while low < due loop
        high := date_trunc(rule.period, low) + step;
        declare
            own constant text := rule.table_name || to_char(low, '_YYYYMMDD');
        begin
            perform tenancy.make_partition(parent, own, low, high);
        exception when check_violation then
            -- The default partition has rows of this time already, and then most often until now.
            high := tenancy.adopt_rest(parent, own, low, greatest(high, ends), greatest(high, due), step);
        end;
        made := made + 1;
        low := high;
    end loop;
    return made;
end $function$$definition$),
    ('tenancy.make_rest(regclass)', 'operant_owner', '', $definition$CREATE OR REPLACE FUNCTION tenancy.make_rest(parent regclass)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
    rule constant tenancy.partitioned_table := tenancy.partition_rule(parent);
    rest constant text := format('%I.%I', rule.schema_name, rule.table_name || '_rest');
begin
    execute format('create table %s partition of %s default', rest, parent);
    perform tenancy.protect_partition(parent, rest::regclass);
end $function$$definition$),
    ('tenancy.next_customer(uuid)', 'operant_owner', '', $definition$CREATE OR REPLACE FUNCTION tenancy.next_customer(after uuid)
 RETURNS uuid
 LANGUAGE plpgsql
 STABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
    place uuid := after;
begin
    loop
        select min(c.id::text)::uuid into place
          from (select gateway.customers_after(place, 1)
                union all
                (select h.customer_id from audit.head h where h.customer_id > place order by 1 limit 1)) c (id);
        if place is null or not exists (
            select from tenancy.lifecycle l where l.customer_id = place and l.state = 'erased') then
            return place;
        end if;
    end loop;
end $function$$definition$),
    ('tenancy.open_job(uuid,text,interval)', 'operant_owner', '', $definition$CREATE OR REPLACE FUNCTION tenancy.open_job(customer uuid, job text, life interval)
 RETURNS text
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
    at      constant timestamptz := clock_timestamp();
    is_in   text;
    use     tenancy.elevated_use;
    details json;
begin
    select l.state into is_in from tenancy.lifecycle l where l.customer_id = customer;
    if is_in is null and not tenancy.is_customer(customer) then
        raise exception 'operant: there is no Customer %', customer using errcode = 'P0002';
    end if;
    delete from tenancy.elevated_use u where u.ends_at < now() - interval '1 day';
    insert into tenancy.elevated_use as u (role_name, login, customer_id, job, opened_at, ends_at)
    values ('operant_operator', session_user, customer, open_job.job, at, at + life)
    returning u.* into use;
    details := json_build_object('login', session_user, 'job', job, 'ends_at', use.ends_at);
    if is_in = 'erased' then
        perform audit.append_for_platform('job.opened', 'elevated_use', use.use_id::text,
                                          'a job of the operator works on an erased Customer', details);
    else
        perform audit.append_for(customer, 'job.opened', 'elevated_use', use.use_id::text,
                                 'a job of the operator works on this Customer', details);
    end if;
    return tenancy.seal_scope('e1', customer, 'use:' || use.use_id, use.ends_at);
end $function$$definition$),
    ('tenancy.open_to_purposes(regclass)', 'operant_owner', '', $definition$CREATE OR REPLACE FUNCTION tenancy.open_to_purposes(target regclass)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
    reader record;
begin
    for reader in
        select r.role_name, substr(r.role_name, 9) as policy, c.relispartition, n.nspname as schema_name,
               (select string_agg(quote_ident(a.attname), ', ' order by a.attnum)
                  from pg_attribute a
                  left join tenancy.column_class k
                    on (k.schema_name, k.table_name, k.column_name) = (t.schema_name, t.table_name, a.attname)
                  join tenancy.purpose p on p.role_name = r.role_name and p.data_class = coalesce(k.data_class, t.data_class)
                 where a.attrelid = target and a.attnum > 0 and not a.attisdropped) as columns
          from pg_class c
          join pg_namespace n on n.oid = c.relnamespace
          join tenancy.tenant_table t on (t.schema_name, t.table_name) = (n.nspname, c.relname)
         cross join (select distinct role_name from tenancy.purpose) r
         where c.oid = target
    loop
        execute format('revoke all on %s from %I', target, reader.role_name);
        execute format('drop policy if exists %I on %s', reader.policy, target);
        if reader.columns is not null and not reader.relispartition then
            execute format('grant usage on schema %I to %I', reader.schema_name, reader.role_name);
            execute format('grant select (%s) on %s to %I', reader.columns, target, reader.role_name);
            execute format('create policy %I on %s as permissive for select to %I '
                           'using (customer_id = (select tenancy.elevated_customer(%L)))',
                           reader.policy, target, reader.role_name, reader.role_name);
        end if;
    end loop;
end $function$$definition$),
    ('tenancy.open_to_recorder(regclass)', 'operant_owner', '', $definition$CREATE OR REPLACE FUNCTION tenancy.open_to_recorder(target regclass)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
    if not exists (select from pg_policy p where p.polrelid = target and p.polname = 'recorder')
        and not (select c.relispartition from pg_class c where c.oid = target) then
        execute format('create policy recorder on %s as permissive for select to operant_owner '
                       'using (customer_id = (select tenancy.current_customer()))', target);
    end if;
end $function$$definition$),
    ('tenancy.own_job(text)', 'operant_owner', '', $definition$CREATE OR REPLACE FUNCTION tenancy.own_job(token text)
 RETURNS tenancy.elevated_use
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
    actor constant text := split_part(token, '.', 4);
    use   tenancy.elevated_use;
begin
    select * into use from tenancy.elevated_use u
     where u.use_id = case when actor ~ '^use:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then substr(actor, 5)::uuid end
       and u.role_name = 'operant_operator' and u.login = session_user and u.opened_at < now()
       and u.ends_at > clock_timestamp()
       for update;
    if not found then
        raise exception using errcode = '42501', message = 'operant: no valid scope';
    end if;
    return use;
end $function$$definition$),
    ('tenancy.partition_bounds(regclass)', 'operant_owner', '', $definition$CREATE OR REPLACE FUNCTION tenancy.partition_bounds(parent regclass)
 RETURNS TABLE(part regclass, from_time timestamp with time zone, to_time timestamp with time zone)
 LANGUAGE sql
 STABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
 SET "TimeZone" TO 'UTC'
 SET "DateStyle" TO 'ISO, YMD'
BEGIN ATOMIC
 SELECT (c.oid)::regclass AS oid,
     (COALESCE(b.bound[1], '-infinity'::text))::timestamp with time zone AS "coalesce",
     (b.bound[2])::timestamp with time zone AS bound
    FROM ((pg_inherits h
      JOIN pg_class c ON ((c.oid = h.inhrelid)))
      CROSS JOIN LATERAL regexp_match(pg_get_expr(c.relpartbound, c.oid), '^FOR VALUES FROM \((?:''([^'']+)''|MINVALUE)\) TO \(''([^'']+)''\)$'::text) b(bound))
   WHERE ((h.inhparent = (partition_bounds.parent)::oid) AND (b.bound IS NOT NULL));
END$definition$),
    ('tenancy.partition_by_time(regclass,text,integer,interval)', 'operant_owner', '', $definition$CREATE OR REPLACE FUNCTION tenancy.partition_by_time(parent regclass, period text, ahead integer, keep interval)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
 SET "TimeZone" TO 'UTC'
 SET "DateStyle" TO 'ISO, YMD'
 SET row_security TO 'on'
AS $function$
declare
    base constant text := (select relname from pg_class where oid = parent);
begin
    if not exists (select from pg_partitioned_table p
                     join pg_attribute a on a.attrelid = p.partrelid and a.attnum = p.partattrs[0]
                    where p.partrelid = parent and p.partstrat = 'r' and p.partnatts = 1
                      and a.atttypid = 'timestamptz'::regtype and a.attnotnull)
        or exists (select from pg_inherits where inhparent = parent) or length(base) > 50 then
        raise exception 'operant: % can''t be partitioned by time', parent
            using errcode = '42P17',
                  hint = 'It must be partitioned by range of one timestamptz not null, have no partition, and a name of at most 50 characters.';
    end if;
    insert into tenancy.partitioned_table (schema_name, table_name, period, ahead, keep)
    select c.relnamespace::regnamespace::name, c.relname, partition_by_time.period, partition_by_time.ahead, partition_by_time.keep
      from pg_class c where c.oid = parent;
    update tenancy.retention_rule r
       set (clock, period, at_end) = (select a.attname, partition_by_time.keep, 'partition dropped'
                                        from pg_partitioned_table p
                                        join pg_attribute a on a.attrelid = p.partrelid and a.attnum = p.partattrs[0]
                                       where p.partrelid = parent)
      from pg_class c
     where c.oid = parent and (r.schema_name, r.table_name) = (c.relnamespace::regnamespace::name, c.relname);
    perform tenancy.make_rest(parent);
    perform tenancy.make_partition(parent, base || '_past', null, date_trunc(period, now()));
    perform tenancy.make_partitions_of(relnamespace::regnamespace::name, base) from pg_class where oid = parent;
end $function$$definition$),
    ('tenancy.partition_rule(regclass)', 'operant_owner', '', $definition$CREATE OR REPLACE FUNCTION tenancy.partition_rule(parent regclass)
 RETURNS tenancy.partitioned_table
 LANGUAGE plpgsql
 STABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
    rule tenancy.partitioned_table;
begin
    select r.* into rule
      from tenancy.partitioned_table r
      join pg_namespace n on n.nspname = r.schema_name
      join pg_class c on c.relnamespace = n.oid and c.relname = r.table_name
     where c.oid = parent;
    if not found then
        raise exception 'operant: % is no table that is partitioned by time', coalesce(parent::text, 'a table that is gone')
            using errcode = '42704', hint = 'Those that are stand in tenancy.partitioned_table.';
    end if;
    return rule;
end $function$$definition$),
    ('tenancy.protect(regclass,text,text,text[])', 'operant_owner', '', $definition$CREATE OR REPLACE FUNCTION tenancy.protect(target regclass, data_class text, retention text, privileges text[] DEFAULT '{select,insert,update,delete}'::text[])
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
 SET standard_conforming_strings TO 'on'
AS $function$
declare
    faults text;
    privilege text;
    condition constant text := 'customer_id = (select tenancy.current_customer())';
begin
    select string_agg(format(E'\n  - %s %s', target, violation), '') into faults
      from tenancy.rule_violations(target) violation;
    if faults is not null then
        raise exception 'operant: % can''t be a tenant table:%', target, faults
            using errcode = '42P17', hint = 'The rules are in the guide for product teams, docs/product-teams.md.';
    end if;
    foreach privilege in array privileges loop
        if privilege !~ '^(select|insert|update|delete|(insert|update)\([a-z0-9_]+(, [a-z0-9_]+)*\))$' then
            raise exception 'operant: privilege % can''t be granted on a tenant table', privilege
                using errcode = '22023',
                      hint = 'Take from: select, insert, update, delete, insert(column, …), update(column, …).';
        end if;
    end loop;

    execute format('alter table %s enable row level security, force row level security', target);
    execute format('drop policy if exists tenant on %s', target);
    execute format('drop policy if exists tenant_fence on %s', target);
    execute format('create policy tenant on %s as permissive for all to operant_runtime, pg_stat_scan_tables '
                   'using (%s) with check (%2$s)', target, condition);
    execute format('create policy tenant_fence on %s as restrictive for all to public using (%s) with check (%2$s)',
                   target, condition);
    -- The operator's jobs reach one Customer at a time as well, and delete what the lifecycle lets them delete.
    execute format('drop policy if exists operator_read on %s', target);
    execute format('drop policy if exists operator_delete on %s', target);
    execute format('create policy operator_read on %s as permissive for select to operant_operator '
                   'using (customer_id = (select tenancy.elevated_customer(%L)))', target, 'operant_operator');
    execute format('create policy operator_delete on %s as permissive for delete to operant_operator, operant_owner '
                   'using (customer_id = (select tenancy.deletable_customer(%L)))', target, data_class);
    execute format('revoke all on %s from public, operant_runtime, operant_operator', target);
    if not (select relispartition from pg_class where oid = target) then
        execute format('grant %s on %s to operant_runtime', array_to_string(privileges, ', '), target);
        execute format('grant select, delete on %s to operant_operator', target);
        execute format('grant usage on schema %I to operant_operator',
                       (select relnamespace::regnamespace::name from pg_class where oid = target));
    end if;

    insert into tenancy.tenant_table (schema_name, table_name, data_class, retention, privileges)
    select c.relnamespace::regnamespace::name, c.relname, protect.data_class, protect.retention, protect.privileges
      from pg_class c where c.oid = target
        on conflict (schema_name, table_name)
        do update set data_class = excluded.data_class, retention = excluded.retention,
                      privileges = excluded.privileges;
    insert into tenancy.retention_rule as r
           (schema_name, table_name, data_class, purpose, basis, clock, period, at_end)
    select c.relnamespace::regnamespace::name, c.relname, protect.data_class, 'to provide the Service to the Customer',
           case when k.data_class is null then 'contract' else 'legal obligation' end, 'erasure', k.keep,
           case when k.data_class is null then 'deleted with its Customer' else 'kept beyond its Customer' end
      from pg_class c left join tenancy.kept_class k on k.data_class = protect.data_class
     where c.oid = target and not c.relispartition
        on conflict (schema_name, table_name) do update set data_class = excluded.data_class;
    perform tenancy.forget_content(target);
    perform tenancy.open_to_purposes(target);
    perform tenancy.open_to_recorder(target);
end $function$$definition$),
    ('tenancy.protect_partition(regclass,regclass)', 'operant_owner', '', $definition$CREATE OR REPLACE FUNCTION tenancy.protect_partition(parent regclass, part regclass)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
    rule tenancy.tenant_table;
begin
    select t.* into strict rule
      from tenancy.tenant_table t
      join pg_namespace n on n.nspname = t.schema_name
      join pg_class c on c.relnamespace = n.oid and c.relname = t.table_name
     where c.oid = parent;
    perform tenancy.protect(part, rule.data_class, rule.retention, rule.privileges);
end $function$$definition$),
    ('tenancy.pseudonym_faults(regclass,name)', 'operant_owner', '', $definition$CREATE OR REPLACE FUNCTION tenancy.pseudonym_faults(target regclass, name name)
 RETURNS SETOF text
 LANGUAGE sql
 STABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
    with c as (
        select c.oid, t.data_class, k.data_class is not null as is_kept, a.attnum, a.atttypid, a.attgenerated
          from pg_class c
          left join tenancy.tenant_table t on (t.schema_name, t.table_name) = (c.relnamespace::regnamespace::name, c.relname)
          left join tenancy.kept_class k on k.data_class = t.data_class
          left join pg_attribute a on a.attrelid = c.oid and a.attname = pseudonym_faults.name and a.attnum > 0 and not a.attisdropped
         where c.oid = target)
    select 'is deleted with its Customer, so there is nothing to replace' from c where not is_kept
    union all
    select 'is an audit log, whose chain would break' from c where data_class = 'audit'
    union all
    select format('has no column %I', name) from c where attnum is null
    union all
    select format('has %I, which is no text', name) from c where atttypid <> 'text'::regtype or attgenerated <> ''
    union all
    select format('has %I in the index %s', name, i.indexrelid::regclass) from c
      join pg_index i on i.indrelid = c.oid and i.indisunique and c.attnum = any (i.indkey)
    union all
    select format('has %I in the foreign key %s', name, f.conname) from c
      join pg_constraint f on f.contype = 'f' and (f.conrelid = c.oid and c.attnum = any (f.conkey)
                                                   or f.confrelid = c.oid and c.attnum = any (f.confkey))
    union all
    select format('has the trigger %s, which refuses changes', g.tgname) from c
      join pg_trigger g on g.tgrelid = c.oid and not g.tgisinternal
     where g.tgfoid = 'tenancy.refuse_change()'::regprocedure
    union all
    select format('has the check %s, which calls %s, and operant_operator may not', k.conname, d.refobjid::regprocedure) from c
      join pg_constraint k on k.conrelid = c.oid and k.contype = 'c'
      join pg_depend d on d.classid = 'pg_constraint'::regclass and d.objid = k.oid and d.refclassid = 'pg_proc'::regclass
     where not has_function_privilege('operant_operator', d.refobjid, 'EXECUTE')
$function$$definition$),
    ('tenancy.pseudonymise(regclass,name,text,text)', 'operant_owner', '', $definition$CREATE OR REPLACE FUNCTION tenancy.pseudonymise(target regclass, name name, replacement text, reason text)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
 SET standard_conforming_strings TO 'on'
AS $function$
declare
    faults   text;
    rule     record;
    is_valid boolean;
    values   text;
begin
    select string_agg(format(E'\n  - %s %s', target, fault), '') into faults from tenancy.pseudonym_faults(target, name) fault;
    if faults is not null then
        raise exception 'operant: a value can''t be replaced when its Customer is erased:%', faults using errcode = '42P17';
    end if;
    -- Found now and not by the first erasure.
    for rule in select f.conname, pg_get_expr(f.conbin, f.conrelid) as condition, a.attname from pg_constraint f
                  join pg_attribute a on a.attrelid = f.conrelid and a.attname = pseudonymise.name
                 where f.conrelid = target and f.contype = 'c' and f.conkey = array[a.attnum] loop
        execute format('select %s from (select %L::text as %I) t', rule.condition, replacement, rule.attname) into is_valid;
        if not is_valid then
            raise exception 'operant: %.% can''t be replaced by %, which breaks %', target, name, quote_literal(replacement), rule.conname
                using errcode = '23514';
        end if;
    end loop;
    insert into tenancy.pseudonym_rule as p (schema_name, table_name, column_name, replacement, reason)
    select c.relnamespace::regnamespace::name, c.relname, pseudonymise.name, pseudonymise.replacement, pseudonymise.reason
      from pg_class c where c.oid = target
        on conflict on constraint pseudonym_rule_pkey
        do update set replacement = excluded.replacement, reason = excluded.reason;
    select string_agg(format('%I = %L', p.column_name, p.replacement), ' and ' order by p.column_name) into values
      from tenancy.pseudonym_rule p join pg_class c on (p.schema_name, p.table_name) = (c.relnamespace::regnamespace::name, c.relname)
     where c.oid = target;
    execute format('drop policy if exists operator_pseudonymise on %s', target);
    execute format('create policy operator_pseudonymise on %s as permissive for update to operant_operator, operant_owner '
                   'using (customer_id = (select tenancy.deletable_customer(%L))) '
                   'with check (customer_id = (select tenancy.deletable_customer(%2$L)) and %3$s)', target, 'customer_data', values);
    execute format('grant update (%I) on %s to operant_operator', name, target);
end $function$$definition$),
    ('tenancy.record_elevated()', 'operant_owner', '', $definition$CREATE OR REPLACE FUNCTION tenancy.record_elevated()
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
    if current_setting('operant.context') like 'e1.%' then
        perform tenancy.current_customer();
        if not exists (select from tenancy.elevated_use u where u.role_name = 'operant_operator'
                          and u.use_id = substr(split_part(current_setting('operant.context'), '.', 4), 5)::uuid) then
            perform set_config('transaction_read_only', 'on', true);
        end if;
        return;
    end if;
    if current_setting('transaction_read_only')::boolean then
        raise exception 'operant: what is done with elevated rights is recorded, which a read-only transaction can''t'
            using errcode = '25006', hint = 'Begin the transaction READ WRITE.';
    end if;
    perform audit.append('elevated.bound', 'login', left(session_user, 100), inet_client_addr(),
                         'a login that is not the application''s works on this Customer', 'session:' || pg_backend_pid(),
                         json_build_object('login', session_user));
end $function$$definition$),
    ('tenancy.refuse_change()', 'operant_owner', '', $definition$CREATE OR REPLACE FUNCTION tenancy.refuse_change()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
    raise exception using
        errcode = '23514', schema = tg_table_schema, table = tg_table_name, constraint = tg_name,
        message = format('operant: %I.%I refuses this change by its rule "%s"', tg_table_schema, tg_table_name, tg_name);
end $function$$definition$),
    ('tenancy.renew_inactive()', 'operant_owner', '', $definition$CREATE OR REPLACE FUNCTION tenancy.renew_inactive()
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
    next_generation bigint;
begin
    lock table tenancy.inactive in share row exclusive mode;
    select greatest(max(i.generation), tenancy.lifecycle_generation()) + 1 into next_generation from tenancy.inactive i;
    delete from tenancy.inactive;
    insert into tenancy.inactive (generation, customers)
    select next_generation,
           -- Half a megabyte in each session's plan.
           case when count(*) <= 10000 then coalesce(jsonb_object_agg(l.customer_id, null), '{}') end
      from tenancy.lifecycle l;
    execute format('create or replace function tenancy.lifecycle_generation() returns bigint language sql immutable parallel safe'
                   ' return %s', next_generation);
end $function$$definition$),
    ('tenancy.renew_job(text)', 'operant_owner', '', $definition$CREATE OR REPLACE FUNCTION tenancy.renew_job(token text)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
    at  constant timestamptz := clock_timestamp();
    use tenancy.elevated_use := tenancy.own_job(token);
begin
    update tenancy.elevated_use u
       set renewed_at = at, ends_at = at + (u.ends_at - coalesce(u.renewed_at, u.opened_at))
     where u.use_id = use.use_id
    returning u.* into use;
    perform audit.append_for(use.customer_id, 'job.renewed', 'elevated_use', use.use_id::text,
                             'a job of the operator goes on working on this Customer',
                             json_build_object('login', session_user, 'job', use.job, 'ends_at', use.ends_at));
end $function$$definition$),
    ('tenancy.require_column(regclass,name)', 'operant_owner', '', $definition$CREATE OR REPLACE FUNCTION tenancy.require_column(target regclass, name name)
 RETURNS void
 LANGUAGE plpgsql
 STABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
    if not exists (select from pg_attribute a
                    where a.attrelid = target and a.attname = name and a.attnum > 0 and not a.attisdropped) then
        raise exception 'operant: % has no column %', target, name using errcode = '42703';
    end if;
end $function$$definition$),
    ('tenancy.rotate_signing_key(interval)', 'operant_owner', 'operant_operator', $definition$CREATE OR REPLACE FUNCTION tenancy.rotate_signing_key(overlap interval)
 RETURNS text
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
 SET debug_print_plan TO 'off'
AS $function$
declare
    -- Four random UUIDs carry 488 bits from the server's strong source; hashing packs them into 256 even ones.
    fresh  constant bytea := sha256(convert_to(
        gen_random_uuid()::text || gen_random_uuid() || gen_random_uuid() || gen_random_uuid(), 'UTF8'));
    new_id constant text  := 'k' || left(replace(gen_random_uuid()::text, '-', ''), 8);
    next_generation bigint;
    inner_block bytea := decode(repeat('36', 64), 'hex');
    outer_block bytea := decode(repeat('5c', 64), 'hex');
begin
    if overlap is null or overlap < interval '0' or overlap > interval '1 day' then
        raise exception 'operant: overlap of signing keys must be between 0 and 1 day, got %', overlap
            using errcode = '22023', hint = 'Take at least the life of a token and the JVMs'' refresh interval together.';
    end if;
    for i in 0..31 loop
        inner_block := set_byte(inner_block, i, get_byte(fresh, i) # 54);
        outer_block := set_byte(outer_block, i, get_byte(fresh, i) # 92);
    end loop;
    -- One rotation at a time, or two keys would sign. Verifying reads on.
    lock table tenancy.signing_key in share row exclusive mode;
    select greatest(max(k.generation), tenancy.key_generation()) + 1 into next_generation from tenancy.signing_key k;
    -- Keys before the previous one too: who replaces a key that got out, without overlap, wants none of them any more.
    update tenancy.signing_key k set accepted_until = now() + overlap where k.accepted_until > now() + overlap;
    delete from tenancy.signing_key where accepted_until < now();
    insert into tenancy.signing_key (key_id, generation, secret, inner_pad, outer_pad)
    values (new_id, next_generation, fresh, inner_block, outer_block);
    execute format('create or replace function tenancy.key_generation() returns bigint language sql immutable parallel safe'
                   ' return %s', next_generation);
    -- But for the first key, which is made before there is an audit log.
    if to_regprocedure('audit.append_for_platform(text, text, text, text, json)') is not null then
        perform audit.append_for_platform('signing_key.rotated', 'signing_key', new_id, 'a new key seals scope tokens',
                                          json_build_object('login', session_user, 'overlap', overlap));
    end if;
    return new_id;
end $function$$definition$),
    ('tenancy.rule_violations(regclass)', 'operant_owner', '', $definition$CREATE OR REPLACE FUNCTION tenancy.rule_violations(target regclass)
 RETURNS SETOF text
 LANGUAGE sql
 STABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
BEGIN ATOMIC
 WITH t AS (
          SELECT c.oid,
             c.relkind,
             c.relpersistence,
             c.relowner,
             c.relispartition,
             c.relhasrules,
             c.relacl,
             a.attnum AS customer_attnum,
             a.atttypid,
             a.attnotnull,
             pg_get_expr(d.adbin, d.adrelid) AS customer_default
            FROM ((pg_class c
              LEFT JOIN pg_attribute a ON (((a.attrelid = c.oid) AND (a.attname = 'customer_id'::name) AND (NOT a.attisdropped))))
              LEFT JOIN pg_attrdef d ON (((d.adrelid = a.attrelid) AND (d.adnum = a.attnum))))
           WHERE (c.oid = (rule_violations.target)::oid)
         )
  SELECT 'is not an ordinary or partitioned table'::text AS violation
    FROM t
   WHERE (t.relkind <> ALL (ARRAY['r'::"char", 'p'::"char"]))
 UNION ALL
  SELECT 'is temporary or unlogged'::text AS violation
    FROM t
   WHERE (t.relpersistence <> 'p'::"char")
 UNION ALL
  SELECT (('is owned by '::text || (pg_get_userbyid(t.relowner))::text) || ', not by operant_owner'::text)
    FROM t
   WHERE (pg_get_userbyid(t.relowner) <> 'operant_owner'::name)
 UNION ALL
  SELECT 'has no column customer_id uuid not null'::text AS violation
    FROM t
   WHERE ((t.customer_attnum IS NULL) OR (t.atttypid <> ('uuid'::regtype)::oid) OR (NOT t.attnotnull))
 UNION ALL
  SELECT 'column customer_id does not default to tenancy.current_customer()'::text AS violation
    FROM t
   WHERE (t.customer_default IS DISTINCT FROM 'tenancy.current_customer()'::text)
 UNION ALL
  SELECT 'has no primary key'::text AS violation
    FROM t
   WHERE (NOT (EXISTS ( SELECT
            FROM pg_index i
           WHERE ((i.indrelid = t.oid) AND i.indisprimary))))
 UNION ALL
  SELECT (('index '::text || (i.indexrelid)::regclass) || ' does not lead with customer_id'::text)
    FROM (t
      JOIN pg_index i ON ((i.indrelid = t.oid)))
   WHERE (i.indkey[0] IS DISTINCT FROM t.customer_attnum)
 UNION ALL
  SELECT (('unique index '::text || (i.indexrelid)::regclass) || ' has an expression or a nullable column'::text)
    FROM (t
      JOIN pg_index i ON (((i.indrelid = t.oid) AND (i.indisunique OR i.indisexclusion))))
   WHERE (EXISTS ( SELECT
            FROM (unnest(i.indkey[0:(i.indnkeyatts - 1)]) k(attnum)
              LEFT JOIN pg_attribute a ON (((a.attrelid = t.oid) AND (a.attnum = k.attnum))))
           WHERE ((k.attnum = 0) OR (NOT a.attnotnull))))
 UNION ALL
  SELECT ((('exclusion constraint '::text || (x.conname)::text) || ' compares customer_id by '::text) || (x.conexclop[1])::regoperator)
    FROM (t
      JOIN pg_constraint x ON (((x.conrelid = t.oid) AND (x.contype = 'x'::"char"))))
   WHERE (x.conexclop[1] <> ('=(uuid,uuid)'::regoperator)::oid)
 UNION ALL
  SELECT (('foreign key '::text || (f.conname)::text) || ' does not lead with customer_id on both sides'::text)
    FROM ((t
      JOIN pg_constraint f ON (((f.conrelid = t.oid) AND (f.contype = 'f'::"char"))))
      LEFT JOIN pg_attribute r ON (((r.attrelid = f.confrelid) AND (r.attnum = f.confkey[1]))))
   WHERE ((f.conkey[1] IS DISTINCT FROM t.customer_attnum) OR (r.attname IS DISTINCT FROM 'customer_id'::name))
 UNION ALL
  SELECT (('foreign key '::text || (f.conname)::text) || ' has a nullable column'::text)
    FROM (t
      JOIN pg_constraint f ON (((f.conrelid = t.oid) AND (f.contype = 'f'::"char"))))
   WHERE (EXISTS ( SELECT
            FROM (unnest(f.conkey) k(attnum)
              JOIN pg_attribute a ON (((a.attrelid = t.oid) AND (a.attnum = k.attnum))))
           WHERE (NOT a.attnotnull)))
 UNION ALL
  SELECT (('foreign key '::text || (f.conname)::text) || ' sets columns on delete or update'::text)
    FROM (t
      JOIN pg_constraint f ON (((f.conrelid = t.oid) AND (f.contype = 'f'::"char"))))
   WHERE ((f.confdeltype <> ALL (ARRAY['a'::"char", 'c'::"char"])) OR (f.confupdtype <> ALL (ARRAY['a'::"char", 'c'::"char"])))
 UNION ALL
  SELECT (((('foreign key '::text || (f.conname)::text) || ' points at '::text) || (f.confrelid)::regclass) || ', which is no tenant table'::text)
    FROM ((t
      JOIN pg_constraint f ON (((f.conrelid = t.oid) AND (f.contype = 'f'::"char"))))
      JOIN pg_class r ON ((r.oid = f.confrelid)))
   WHERE ((f.confrelid <> t.oid) AND (NOT (EXISTS ( SELECT
            FROM tenancy.tenant_table x
           WHERE ((x.schema_name = ((r.relnamespace)::regnamespace)::name) AND (x.table_name = r.relname))))))
 UNION ALL
  SELECT (('has the trigger '::text || (g.tgname)::text) || ', which is more than a condition on an update'::text)
    FROM (t
      JOIN pg_trigger g ON (((g.tgrelid = t.oid) AND (NOT g.tgisinternal))))
   WHERE ((g.tgfoid <> ('tenancy.refuse_change()'::regprocedure)::oid) OR (g.tgqual IS NULL) OR (g.tgenabled <> 'O'::"char") OR (g.tgtype <> ((1 + 2) + 16)))
 UNION ALL
  SELECT ('has the rule '::text || (w.rulename)::text)
    FROM (t
      JOIN pg_rewrite w ON ((w.ev_class = t.oid)))
 UNION ALL
  SELECT (('column '::text || (a.attname)::text) || ' is fed by a sequence'::text)
    FROM ((t
      JOIN pg_attribute a ON (((a.attrelid = t.oid) AND (a.attnum > 0) AND (NOT a.attisdropped))))
      LEFT JOIN pg_attrdef d ON (((d.adrelid = a.attrelid) AND (d.adnum = a.attnum))))
   WHERE ((a.attidentity <> ''::"char") OR (pg_get_expr(d.adbin, d.adrelid) ~~ '%nextval(%'::text))
 UNION ALL
  SELECT ('inherits from '::text || (h.inhparent)::regclass)
    FROM (t
      JOIN pg_inherits h ON ((h.inhrelid = t.oid)))
   WHERE (NOT t.relispartition)
 UNION ALL
  SELECT ('is granted to '::text || (
         CASE g.grantee
             WHEN 0 THEN 'PUBLIC'::name
             ELSE pg_get_userbyid(g.grantee)
         END)::text)
    FROM (t
      CROSS JOIN LATERAL aclexplode(t.relacl) g(grantor, grantee, privilege_type, is_grantable))
   WHERE ((g.grantee <> t.relowner) AND (t.relispartition OR (g.grantee = (0)::oid) OR (pg_get_userbyid(g.grantee) !~~ 'operant\_%'::text)))
 UNION ALL
  SELECT (('column '::text || (a.attname)::text) || ' is granted to PUBLIC'::text)
    FROM ((t
      JOIN pg_attribute a ON ((a.attrelid = t.oid)))
      CROSS JOIN LATERAL aclexplode(a.attacl) g(grantor, grantee, privilege_type, is_grantable))
   WHERE (g.grantee = (0)::oid);
END$definition$),
    ('tenancy.seal_job(uuid,text)', 'operant_owner', 'operant_operator', $definition$CREATE OR REPLACE FUNCTION tenancy.seal_job(customer uuid, job text)
 RETURNS text
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
    use constant tenancy.elevated_use := tenancy.job_use(customer, job);
begin
    if customer is null or coalesce(job, '') !~ '^[a-z][a-z0-9_-]{0,39}$' then
        raise exception 'operant: a job''s scope takes a Customer and the job''s name, in lower case' using errcode = '22023';
    end if;
    if use.use_id is null then
        return tenancy.open_job(customer, job, interval '1 hour');
    end if;
    return tenancy.seal_scope('e1', customer, 'use:' || use.use_id, use.ends_at);
end $function$$definition$),
    ('tenancy.seal_renewal(text)', 'operant_owner', '', $definition$CREATE OR REPLACE FUNCTION tenancy.seal_renewal(token text)
 RETURNS text
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
    use  constant tenancy.elevated_use := tenancy.own_job(token);
    ends constant text := floor(extract(epoch from use.ends_at) * 1000)::bigint;
begin
    if use.renewed_at is null or use.renewed_at >= now() then
        raise exception using errcode = '42501', message = 'operant: no valid scope';
    end if;
    return ends || '.' || tenancy.hmac_sha256(use.renewal_key, ends);
end $function$$definition$),
    ('tenancy.seal_scope(text,uuid,text,timestamp with time zone)', 'operant_owner', '', $definition$CREATE OR REPLACE FUNCTION tenancy.seal_scope(version text, customer uuid, actor text, ends_at timestamp with time zone)
 RETURNS text
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
    key     tenancy.signing_key;
    content text;
begin
    select * into strict key from tenancy.signing_key k where k.accepted_until = 'infinity';
    content := concat_ws('.', version, key.key_id, customer, actor, floor(extract(epoch from ends_at))::bigint);
    return content || '.' || encode(sha256(key.outer_pad || sha256(key.inner_pad || convert_to(content, 'UTF8'))), 'hex');
end $function$$definition$),
    ('tenancy.take_scope(uuid)', 'operant_owner', '', $definition$CREATE OR REPLACE FUNCTION tenancy.take_scope(customer uuid)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
    if coalesce(current_setting('operant.context', true), '') <> '' then
        raise exception using errcode = '42501', message = 'operant: this transaction is already bound';
    end if;
    perform set_config('operant.context', tenancy.seal_scope('v1', customer, 'role:' || replace(session_user, '.', '_'),
                                                             clock_timestamp() + interval '1 minute'), true);
end $function$$definition$),
    ('tenancy.use_is_open(text,uuid)', 'operant_owner', '', $definition$CREATE OR REPLACE FUNCTION tenancy.use_is_open(actor text, customer uuid)
 RETURNS boolean
 LANGUAGE sql
 STABLE PARALLEL SAFE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
BEGIN ATOMIC
 SELECT (EXISTS ( SELECT
            FROM tenancy.elevated_use u
           WHERE ((u.use_id =
                 CASE
                     WHEN (use_is_open.actor ~ '^use:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'::text) THEN (substr(use_is_open.actor, 5))::uuid
                     ELSE NULL::uuid
                 END) AND (u.customer_id = use_is_open.customer) AND (u.login = SESSION_USER) AND (u.opened_at < now()) AND ((u.ends_at > clock_timestamp()) OR ((u.role_name = 'operant_operator'::text) AND COALESCE(tenancy.is_renewed(u.renewal_key), false)))))) AS "exists";
END$definition$),
    ('tenancy.validate_foreign_key(regclass,name)', 'operant_owner', '', $definition$CREATE OR REPLACE FUNCTION tenancy.validate_foreign_key(target regclass, name name)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
    part regclass;
begin
    if not exists (select from pg_constraint f where f.conrelid = target and f.conname = name and f.contype = 'f') then
        raise exception 'operant: % has no foreign key %', target, name using errcode = '42704';
    end if;
    for part in select target union select relid from pg_partition_tree(target) loop
        execute format('revoke select on %s from operant_owner', part);
    end loop;
    execute format('alter table %s validate constraint %I', target, name);
    for part in select target union select relid from pg_partition_tree(target) loop
        execute format('grant select on %s to operant_owner', part);
    end loop;
end $function$$definition$),
    ('tenancy.verified_slowly(text)', 'operant_owner', '', $definition$CREATE OR REPLACE FUNCTION tenancy.verified_slowly(token text)
 RETURNS uuid
 LANGUAGE plpgsql
 STABLE PARALLEL SAFE
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
    -- None of ours is longer than 300 bytes; somebody else's megabyte must not cost the server a moment.
    part constant text[] := case when octet_length(token) <= 300 then string_to_array(token, '.') end;
    key  tenancy.signing_key;
    customer uuid;
begin
    -- v1: an application's. e1: of an elevated use, which must be open for the login that asks; see V001_1.
    if part[1] in ('v1', 'e1') and cardinality(part) = 6 then
        select * into key from tenancy.signing_key k where k.key_id = part[2] and k.accepted_until > now();
        if found and sha256(convert_to(part[6], 'UTF8')) = sha256(convert_to(encode(sha256(key.outer_pad || sha256(
                key.inner_pad || convert_to(left(token, -1 - length(part[6])), 'UTF8'))), 'hex'), 'UTF8'))
        then
            -- Sealed by one of our own JVMs, so the casts can't fail.
            if to_timestamp(part[5]::bigint) > now()
                and (part[1] = 'v1' or tenancy.use_is_open(part[4], part[3]::uuid)) then
                -- Whether the Customer is active is asked last, of a good token alone: V001.2.
                customer := part[3]::uuid;
                perform tenancy.admission(customer, part[4]);
                return customer;
            end if;
        end if;
    end if;
    raise exception using errcode = '42501', message = 'operant: no valid scope';
end $function$$definition$),
    ('tenancy.vocabulary(regclass,name,text)', 'operant_owner', '', $definition$CREATE OR REPLACE FUNCTION tenancy.vocabulary(target regclass, name name, reason text)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
    perform tenancy.require_column(target, name);
    insert into tenancy.vocabulary_column as v (schema_name, table_name, column_name, reason)
    select c.relnamespace::regnamespace::name, c.relname, vocabulary.name, vocabulary.reason
      from pg_class c where c.oid = target
        on conflict on constraint vocabulary_column_pkey do update set reason = excluded.reason;
    execute format('alter table %s alter column %I set statistics -1', target, name);
end $function$$definition$),
    ('tenancy.vouch(regprocedure,text)', 'operant_owner', '', $definition$CREATE OR REPLACE FUNCTION tenancy.vouch(target regprocedure, reason text)
 RETURNS void
 LANGUAGE sql
 SET search_path TO 'pg_catalog', 'pg_temp'
BEGIN ATOMIC
 INSERT INTO tenancy.vouched_function AS v (signature, fingerprint, reason)
   VALUES ((vouch.target)::text, encode(sha256(convert_to(pg_get_functiondef((vouch.target)::oid), 'UTF8'::name)), 'hex'::text), vouch.reason) ON CONFLICT ON CONSTRAINT vouched_function_pkey DO UPDATE SET fingerprint = excluded.fingerprint, reason = excluded.reason;
END$definition$)
    -- The end of the list.
)
select w.signature as object,
       case when p.oid is null then 'is missing'
            else concat_ws(', and ', case when now.definition <> w.definition then 'is not what its migration made' end,
                                     case when pg_get_userbyid(p.proowner) <> w.owner then 'belongs to ' || pg_get_userbyid(p.proowner) end,
                                     case when now.granted <> w.granted then 'may be called by ' || coalesce(nullif(now.granted, ''), 'nobody') end) end as found,
       w.definition || E';\n'
       || format(E'alter routine %s owner to %I;\n', w.signature, w.owner)
       || coalesce((select string_agg(format('revoke all on routine %s from %s;', w.signature, old.name), E'\n') || E'\n'
                      from unnest(string_to_array(now.granted, ', ')) old (name)), '')
       || format('revoke all on routine %s from public;', w.signature)
       || case when w.granted = '' then '' else format(E'\ngrant execute on routine %s to %s;', w.signature, w.granted) end as mend
  from wanted w
       -- Up to PostgreSQL 15 an argument's type in a schema that isn't there is an error, and not a function that isn't there.
  left join pg_proc p on p.oid = to_regprocedure(
       case when not exists (select from regexp_matches(w.signature, '([a-z_]+)\.', 'g') s (part)
                              where to_regnamespace(s.part[1]) is null) then w.signature end)
 cross join lateral (
       -- What a rotation replaces is the number alone.
       select regexp_replace(trim(trailing E'\n' from pg_get_functiondef(p.oid)),
                             '^(CREATE OR REPLACE FUNCTION tenancy\.(key|lifecycle)_generation\(\).*RETURN) [0-9]+', '\1 1') as definition,
              coalesce(string_agg(case g.grantee when 0 then 'public' else pg_get_userbyid(g.grantee)::text end, ', ' order by 1), '') as granted
         from aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) g where g.grantee <> p.proowner) now
 where p.oid is null or now.definition <> w.definition
    or pg_get_userbyid(p.proowner) <> w.owner or now.granted <> w.granted
 order by 1;
