-- Data migrations: a change of rows of all Customers, when row-level security lets nobody see more than one (FORCE binds the
-- owner, too). It goes Customer by Customer and batch by batch, each batch a transaction that also notes how far it is, so
-- whatever ends it at whatever moment, it goes on from there and does nothing twice.
--
--   begin_data_migration()   notes it, and lets the owner write the tables that it names: a policy for one Customer at a time
--   data_migration_step()    one batch of one Customer, under a scope that the database seals; the first one is an entry in the
--                            Customer's audit log
--   end_data_migration()     takes the policies away, keeps the sums. The last step does it, or whoever gives up
--
-- FORCE stays, and so does the restrictive fence of every table: a batch can neither read nor write another Customer's row,
-- whatever its statement says. As long as the policies are there the gate names them. All of it is the owner's, granted to
-- nobody; operant-db each-customer is what calls it.

create table tenancy.data_migration (
    name        text        primary key check (name ~ '^[a-z0-9][a-z0-9_-]{0,62}$'),
    statement_hash text     not null check (statement_hash ~ '^[0-9a-f]{64}$'),
    targets     text[]      not null check (cardinality(targets) between 1 and 20),
    ordered_by  text        not null check (length(ordered_by) between 1 and 100),
    reason      text        not null check (length(reason) between 1 and 1000),
    login       name        not null default session_user,
    started_at  timestamptz not null default now(),
    ended_at    timestamptz,
    is_complete boolean     not null default false,
    customers   bigint      not null default 0,
    changed     bigint      not null default 0,
    check (ended_at is not null or not is_complete)
);
comment on table tenancy.data_migration is 'Ledger of data migrations: what ran, by whose order, and how many rows it has changed; granted to nobody';
comment on column tenancy.data_migration.statement_hash is 'SHA-256 of the statement, so that nobody goes on with another one';
comment on column tenancy.data_migration.customers is 'how many Customers it was at, once it has ended';

create table tenancy.data_migration_customer (
    name        text        not null references tenancy.data_migration,
    customer_id uuid        not null,
    batches     bigint      not null default 0,
    changed     bigint      not null default 0,
    finished_at timestamptz,
    primary key (name, customer_id)
);
comment on table tenancy.data_migration_customer is 'Ledger of a running data migration: the Customers that it was at. Forgotten when it ends';

create function tenancy.begin_data_migration(
    name text, statement text, targets regclass[], ordered_by text, reason text) returns void
    language plpgsql volatile
    set search_path = pg_catalog, pg_temp
as $$
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
end $$;
comment on function tenancy.begin_data_migration(text, text, regclass[], text, text) is
    'Notes a data migration, or goes on with it, and lets the owner write these tables, one Customer at a time; 55000 when its name was taken by another statement';

create function tenancy.end_data_migration(name text, is_complete boolean) returns void
    language plpgsql volatile
    set search_path = pg_catalog, pg_temp
as $$
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
end $$;
comment on function tenancy.end_data_migration(text, boolean) is
    'Ends a data migration, complete or given up: takes the policies away and keeps the sums';

-- Who has an account to sign in to, or an audit log. Of an erased Customer there is nothing to migrate.
create function tenancy.next_customer(after uuid) returns uuid
    language plpgsql stable
    set search_path = pg_catalog, pg_temp
as $$
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
end $$;
comment on function tenancy.next_customer(uuid) is 'The next Customer after this one, by identifier; NULL after the last. Granted to nobody';

-- The statement gets the size of a batch as $1, and changes rows that it doesn't find any more the next time.
create function tenancy.data_migration_step(
    name text, statement text, most integer, out customer_id uuid, out changed bigint, out done boolean) returns record
    language plpgsql volatile
    set search_path = pg_catalog, pg_temp
    set row_security = on
as $$
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
end $$;
comment on function tenancy.data_migration_step(text, text, integer) is
    'One batch of a data migration: which Customer it was at and how many rows it changed; each in a transaction of its own, until done';
