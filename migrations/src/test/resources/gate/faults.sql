-- A fault for each rule of the gate, planted on a migrated database and rolled back:
--
--   --- <rule> [by superuser] [from <major>]: <object> [also <rule>, …]
--   SQL that plants it, as operant_owner unless it takes a superuser
--
-- Where one mistake breaks several rules, the others stand after "also".

--- table-unregistered: stage.copied also rls-disabled, rls-not-forced
create table stage.copied as select * from relay.screen with no data;

--- table-unregistered: stage.notes also rls-disabled, rls-not-forced
create table stage.notes (note text);

--- table-registered-twice: relay.screen also unscoped-table-grant
insert into tenancy.unscoped_table values ('relay', 'screen', 'because I say so');

--- retention-missing: relay.screen
delete from tenancy.retention_rule where (schema_name, table_name) = ('relay', 'screen');

--- retention-missing: panel.session
update tenancy.retention_rule set clock = 'ended_at' where (schema_name, table_name) = ('panel', 'session');

--- retention-missing: stage.viewer
update tenancy.retention_rule set data_class = 'usage' where (schema_name, table_name) = ('stage', 'viewer');

--- pseudonym-wrong: stage.viewer
insert into tenancy.pseudonym_rule values ('stage', 'viewer', 'name', 'nobody', 'goes with its Customer anyway');

--- pseudonym-wrong: panel.invoice
insert into tenancy.pseudonym_rule values ('panel', 'invoice', 'email', 'erased@invalid', 'is unalterable by its trigger');

--- pseudonym-wrong: panel.billing_profile
revoke update (email) on panel.billing_profile from operant_operator;

--- pseudonym-wrong: panel.billing_profile
drop policy operator_pseudonymise on panel.billing_profile;
create policy operator_pseudonymise on panel.billing_profile as restrictive for update to operant_operator
    using (customer_id = (select tenancy.deletable_customer('customer_data')));

--- pseudonym-wrong: panel.billing_profile
drop policy operator_pseudonymise on panel.billing_profile;

--- policy-extra: panel.billing_profile
drop policy operator_pseudonymise on panel.billing_profile;
create policy operator_pseudonymise on panel.billing_profile as permissive for update to operant_operator, operant_owner
    using (customer_id = (select tenancy.deletable_customer('customer_data')));

--- policy-missing: stage.viewer
drop policy operator_delete on stage.viewer;

--- policy-changed: stage.viewer
drop policy operator_delete on stage.viewer;
create policy operator_delete on stage.viewer as permissive for delete to operant_operator, operant_owner
    using (customer_id = (select tenancy.current_customer()));

--- policy-missing: stage.viewer
drop policy operator_read on stage.viewer;

--- policy-changed: stage.viewer
alter policy operator_read on stage.viewer using (customer_id = (select tenancy.current_customer()));

--- policy-missing: panel.invoice
drop policy recorder on panel.invoice;

--- policy-missing: panel.account
drop policy recorder on panel.account;

--- policy-extra: panel.session
alter policy recorder on panel.session using (true);

--- policy-missing: stage.viewer
drop policy recorder on stage.viewer;

--- policy-changed: stage.viewer
alter policy operator_delete on stage.viewer to operant_owner;

--- policy-extra: panel.account
drop policy recorder on panel.account;
create policy recorder on panel.account to operant_owner using (customer_id = (select tenancy.current_customer()));

--- tenant-table-grant: stage.viewer also layer-table-grant
grant update on stage.viewer to operant_operator;

--- registered-table-gone: stage.gone
insert into tenancy.tenant_table values ('stage', 'gone', 'telemetry', 'as long as it is there', '{select}');

--- partition-registered-otherwise: usage.event_rest
update tenancy.tenant_table set retention = 'for ever and a day' where table_name = 'event_rest';

--- rls-disabled: relay.screen
alter table relay.screen disable row level security;

--- rls-disabled: relay.heartbeat_rest
alter table relay.heartbeat_rest disable row level security;

--- rls-not-forced: panel.account
alter table panel.account no force row level security;

--- policy-missing: relay.screen
drop policy tenant_fence on relay.screen;

--- policy-missing: usage.event_rest
drop policy tenant on usage.event_rest;

--- policy-missing: panel.invoice
drop policy auditor on panel.invoice;

--- policy-changed: relay.screen
alter policy tenant on relay.screen using (customer_id = (select tenancy.current_customer()) or true);

--- policy-changed: relay.screen
alter policy tenant on relay.screen with check (true);

--- policy-changed: relay.screen
alter policy tenant_fence on relay.screen using (customer_id = tenancy.current_customer());

--- policy-changed: relay.screen
alter policy tenant on relay.screen to public;

--- policy-changed: relay.screen
alter policy tenant on relay.screen to operant_runtime;

--- policy-changed: relay.screen
alter policy tenant_fence on relay.screen to operant_runtime;

--- policy-changed: relay.screen
drop policy tenant on relay.screen;
create policy tenant on relay.screen for select to operant_runtime, pg_stat_scan_tables using (customer_id = (select tenancy.current_customer()));

--- drop-owned by superuser: role operant_runtime
revoke pg_stat_scan_tables from operant_runtime;

--- policy-extra: relay.screen
create policy everybody on relay.screen for select using (true);

--- policy-extra: relay.screen
alter policy support on relay.screen using (true);

--- policy-extra: relay.screen
alter policy support on relay.screen using (customer_id = (select tenancy.elevated_customer('operant_auditor')));

--- policy-extra: relay.screen
alter policy support on relay.screen to operant_runtime;

--- policy-extra: panel.invoice
create policy support on panel.invoice for select to operant_support
    using (customer_id = (select tenancy.elevated_customer('operant_support')));

--- policy-extra: audit.entry
alter policy recorder on audit.entry to operant_runtime;

--- policy-extra: audit.entry
alter policy recorder on audit.entry using (true);

--- policy-extra: stage.dashboard
drop policy recorder on stage.dashboard;
create policy recorder on stage.dashboard to operant_owner using (customer_id = (select tenancy.current_customer()));

--- tenant-table-grant: stage.data_source also layer-table-grant
grant select (secret) on stage.data_source to operant_support;

--- tenant-table-grant: panel.invoice also layer-table-grant
grant select (number) on panel.invoice to operant_support;

--- tenant-table-grant: stage.dashboard also layer-table-grant
grant select on stage.dashboard to operant_support;

--- tenant-table-grant: relay.screen also layer-table-grant
grant update (name) on relay.screen to operant_support;

--- policy-restrictive-extra: relay.screen
create policy names on relay.screen as restrictive for select using (name <> '');

--- customer-column: relay.screen also table-changed
alter table relay.screen alter customer_id drop default;

--- customer-column: relay.screen
alter table relay.screen alter customer_id set default gen_random_uuid();

--- customer-column: relay.outage also foreign-key-unindexed, foreign-key-nullable, key-nullable, primary-key-missing
alter table relay.outage drop constraint outage_pkey cascade;
alter table relay.outage alter customer_id drop not null;

--- column-type: relay.screen
alter table relay.screen add picture oid;

--- primary-key-missing: relay.outage also foreign-key-unindexed
alter table relay.outage drop constraint outage_pkey cascade;

--- key-not-by-customer: panel.account
alter table panel.account add constraint email_once unique (email);

--- key-not-by-customer: panel.account also key-nullable
create unique index account_email_lower on panel.account (lower(email), customer_id);

--- key-not-by-customer: relay.screen
alter table relay.screen add constraint one_name exclude using btree (name with =);

--- key-nullable: relay.pairing
create unique index pairing_end on relay.pairing (customer_id, ended_at);

--- key-not-by-customer by superuser: relay.screen
create schema extension authorization operant_owner;
create extension btree_gist schema extension;
alter table relay.screen add constraint screen_apart exclude using gist (customer_id extension.gist_uuid_ops with <>);

--- key-nullable: panel.account
create unique index account_email_lower on panel.account (customer_id, lower(email));

--- index-not-by-customer: relay.screen
create index screen_name on relay.screen (name);

--- index-not-by-customer: relay.screen
create index screen_name on relay.screen (lower(name), customer_id);

--- index-invalid by superuser: relay.screen_by_name
update pg_index set indisvalid = false where indexrelid = 'relay.screen_by_name'::regclass;

--- index-duplicate: relay.screen_by_name_too
create index screen_by_name_too on relay.screen (customer_id, name, screen_id);

--- foreign-key-not-by-customer: stage.viewer also key-not-by-customer
alter table relay.screen add constraint global_key unique (screen_id);
alter table stage.viewer add screen uuid not null references relay.screen (screen_id);

--- foreign-key-nullable by superuser: stage.viewer
alter table stage.viewer add screen uuid, add constraint shown_on foreign key (customer_id, screen) references relay.screen;

--- foreign-key-action by superuser: stage.viewer
alter table stage.viewer add screen uuid not null,
    add constraint shown_on foreign key (customer_id, screen) references relay.screen on delete set null (screen);

--- foreign-key-action by superuser: stage.viewer
alter table stage.viewer add screen uuid not null,
    add constraint shown_on foreign key (customer_id, screen) references relay.screen on delete restrict;

--- foreign-key-target by superuser: stage.viewer
create table stage.shared (customer_id uuid, id uuid, primary key (customer_id, id));
alter table stage.shared owner to operant_owner;
insert into tenancy.unscoped_table values ('stage', 'shared', 'a table of the test');
alter table stage.viewer add shared uuid not null, add constraint of_shared foreign key (customer_id, shared) references stage.shared;

--- foreign-key-target: panel.policy_version
alter table panel.policy_version add customer_id uuid, add constraint of_customer foreign key (customer_id) references tenancy.customer;

--- foreign-key-unindexed by superuser: stage.viewer
alter table stage.viewer add screen uuid not null,
    add constraint shown_on foreign key (customer_id, screen) references relay.screen on delete cascade;

--- constraint-not-enforced: relay.screen
alter table relay.screen add constraint named check (name <> 'x') not valid;

--- constraint-not-enforced by superuser: relay.screen also trigger-on-table
alter table relay.screen disable trigger all;

--- constraint-not-enforced from 18: relay.screen
alter table relay.screen add constraint named check (name <> 'x') not enforced;

--- constraint-deferrable: relay.screen
alter table relay.screen alter constraint screen_is_the_one_that_was_offered deferrable initially deferred;

--- table-changed: relay.pairing
alter table relay.pairing drop constraint pairing_life;

--- table-changed: relay.screen
drop trigger screen_keeps_its_pairing on relay.screen;

--- table-changed: audit.entry
alter table audit.entry alter actor drop default;

--- table-changed: audit.entry
alter table audit.entry alter at set default now();

--- table-changed: relay.screen
alter table relay.screen alter name drop not null;

--- table-changed: tenancy.signing_key
alter table tenancy.signing_key drop column created_at;

--- trigger-on-table: relay.screen
create trigger spy before insert on relay.screen for each row execute function tenancy.refuse_change();

--- trigger-on-table: relay.screen
alter table relay.screen disable trigger screen_keeps_its_pairing;

--- trigger-on-table: relay.screen
alter table relay.screen enable always trigger screen_keeps_its_pairing;

--- trigger-on-table: audit.head
create function stage.copy() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$ begin return new; end $$;
create trigger copy after insert or update on audit.head for each row execute function stage.copy();

--- trigger-on-table: relay.all_screens
create view relay.all_screens with (security_invoker, security_barrier) as select * from relay.screen;
create function stage.copy() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$ begin return new; end $$;
create trigger copy instead of update on relay.all_screens for each row execute function stage.copy();

--- rule-on-table: relay.screen
create rule instead as on delete to relay.screen do instead nothing;

--- rule-on-table: panel.key_info
create view panel.key_info with (security_invoker, security_barrier) as select null::text as key_id, null::bytea as secret;
create rule touch as on update to panel.key_info
    do instead update tenancy.signing_key k set key_id = k.key_id returning k.key_id, k.secret;
grant select, update on panel.key_info to operant_runtime;

--- sequence-shared: stage.ticket
create sequence stage.ticket;

--- sequence-shared: relay.screen_n_seq
alter table relay.screen add n bigint generated always as identity;

--- sequence-shared: relay.screen_n_seq
alter table relay.screen add n bigserial;

--- expression-by-stranger by superuser: relay.screen also object-owner
create function stage.length_of(text) returns integer language sql immutable set search_path = pg_catalog, pg_temp return length($1);
revoke all on function stage.length_of(text) from public;
alter table relay.screen add constraint measured check (stage.length_of(name) > 0);

--- table-not-logged: relay.outage
alter table relay.outage set unlogged;

--- table-inherits: relay.screen
create table relay.thing (name text);
alter table relay.screen alter name set not null, inherit relay.thing;
insert into tenancy.unscoped_table values ('relay', 'thing', 'a table of the test');

--- large-object by superuser: large object 4711
select lo_create(4711);

--- replica-identity: relay.screen
alter table relay.screen replica identity full;

--- statistics-extended: relay.screen
create statistics relay.names on name, location from relay.screen;

--- statistics-of-content: relay.screen
alter table relay.screen alter name set statistics 100;

--- statistics-of-content: relay.screen
create index screen_by_lower_name on relay.screen (customer_id, lower(name), screen_id);

--- statistics-of-content: relay.screen
alter table relay.screen alter name set statistics 100, add constraint named check (name = any (array[name]));

--- statistics-of-content: relay.screen
alter table relay.screen alter name set statistics 100, add constraint named check (name = any (array['it''s', name, 'other']));

--- granted-to-public: relay.screen also tenant-table-grant, layer-table-grant
grant select on relay.screen to public;

--- granted-to-public: relay.screen.name also tenant-table-grant, layer-table-grant
grant select (name) on relay.screen to public;

--- granted-to-public: schema relay
grant usage on schema relay to public;

--- granted-to-public: stage.greet()
create function stage.greet() returns text language sql return 'hello';
grant execute on function stage.greet() to public;

--- granted-to-public: tenancy.bind(text,boolean) also function-changed
grant execute on function tenancy.bind(text, boolean) to public;

--- tenant-table-grant: relay.screen also layer-table-grant
grant truncate on relay.screen to operant_runtime;

--- tenant-table-grant: relay.screen also layer-table-grant
grant references, trigger on relay.screen to operant_operator;

--- tenant-table-grant: audit.entry also layer-table-grant
grant update on audit.entry to operant_runtime;

--- tenant-table-grant: audit.entry also layer-table-grant
grant insert (hash) on audit.entry to operant_runtime;

--- tenant-table-grant: usage.event_rest also layer-table-grant
grant select on usage.event_rest to operant_runtime;

--- unscoped-table-grant: tenancy.signing_key also layer-table-grant
grant select on tenancy.signing_key to operant_runtime;

--- unscoped-table-grant: tenancy.signing_key also layer-table-grant
grant select (secret) on tenancy.signing_key to operant_operator;

--- layer-table-grant: tenancy.inactive
grant select on tenancy.inactive to operant_runtime;

--- layer-table-grant: tenancy.tenant_table
grant insert, update, delete on tenancy.tenant_table to operant_support;

--- layer-table-grant: tenancy.kept_class
grant update on tenancy.kept_class to operant_operator;

--- layer-table-grant: tenancy.retention_rule
grant update (period) on tenancy.retention_rule to operant_auditor;

--- layer-table-grant: audit.entry
update tenancy.tenant_table set privileges = '{select,insert}' where (schema_name, table_name) = ('audit', 'entry');
grant insert on audit.entry to operant_runtime;

--- layer-table-grant: stage.data_source
update tenancy.column_class set data_class = 'customer_data', is_sealed = false
 where (schema_name, table_name, column_name) = ('stage', 'data_source', 'secret');
grant select (secret) on stage.data_source to operant_support;

--- layer-table-grant: usage.event_rest also tenant-table-grant
grant delete on usage.event_rest to operant_operator;

--- unscoped-table-grant: panel.policy_version also layer-table-grant
grant update on panel.policy_version to operant_runtime;

--- unscoped-table-grant: stage.copied
create table stage.copied as select * from relay.screen with no data;
insert into tenancy.unscoped_table values ('stage', 'copied', 'because nobody will notice');
grant select on stage.copied to operant_runtime;

--- unscoped-table-grant by superuser: gateway.secret also layer-table-grant
grant select on gateway.secret to operant_runtime;

--- grant-option: relay.screen
grant select on relay.screen to operant_runtime with grant option;

--- grant-option: schema relay
grant usage on schema relay to operant_runtime with grant option;

--- create-granted: schema relay
grant create on schema relay to operant_runtime;

--- connect-granted by superuser: database DATABASE
create role stranger login;
grant connect on database DATABASE to stranger;

--- create-granted: database DATABASE
grant temporary on database DATABASE to operant_runtime;

--- default-privileges: role operant_owner
alter default privileges for role operant_owner grant execute on functions to public;

--- default-privileges: role operant_owner
alter default privileges for role operant_owner in schema stage grant select on tables to operant_support;

--- default-privileges by superuser: role maker also create-granted
create role maker;
grant create on schema stage to maker;
alter default privileges for role maker grant select on tables to public;

--- catalogue-grant by superuser: pg_authid
grant select on pg_authid to operant_support;

--- catalogue-grant by superuser: pg_authid
grant select (rolpassword) on pg_authid to operant_support;

--- catalogue-grant by superuser: pg_read_file(text)
grant execute on function pg_read_file(text) to operant_runtime;

--- catalogue-grant by superuser: lo_export(oid,text)
grant execute on function lo_export(oid, text) to operant_owner;

--- catalogue-grant by superuser: set_config(text,text,boolean)
grant execute on function set_config(text, text, boolean) to operant_runtime;

--- parameter-granted by superuser: parameter session_replication_role
grant set on parameter session_replication_role to operant_runtime;

--- hardening-missing by superuser: functions of pg_catalog
grant execute on function pg_advisory_lock(bigint) to public;

--- hardening-missing by superuser: language plpgsql
grant usage on language plpgsql to public;

--- role-attribute by superuser: role operant_runtime
alter role operant_runtime bypassrls;

--- role-attribute by superuser: role app also superusers
create role app login superuser in role operant_runtime;

--- role-login by superuser: role operant_owner
alter role operant_owner login;

--- role-membership by superuser: role operant_runtime
grant operant_owner to operant_runtime;

--- role-membership by superuser: role app
create role app login in role operant_runtime, operant_auditor;

--- role-membership by superuser: role operant_auditor
grant pg_monitor to operant_auditor;

--- role-membership by superuser: role colleague
create role colleague login in role operant_owner;

--- role-admin-option by superuser: role lead
create role lead login;
grant operant_support to lead with admin option;

--- predefined-role by superuser: role reporting
create role reporting login in role operant_support, pg_read_all_data;

--- bypassrls-login by superuser: role backup
create role backup login bypassrls in role pg_monitor;
grant connect on database DATABASE to backup;

--- superusers by superuser: role second
create role second superuser;

--- role-setting by superuser: role operant_runtime
alter role operant_runtime set operant.context = 'v1.x';

--- role-setting by superuser: database DATABASE
alter database DATABASE set search_path = stage, public;

--- role-setting by superuser: role app in database DATABASE
create role app login in role operant_worker;
alter role app in database DATABASE set session_replication_role = replica;

--- password-md5 by superuser: role old
create role old login password 'md512345678901234567890123456789012';

--- object-owner by superuser: stage.dashboard
alter table stage.dashboard owner to operant_operator;

--- object-owner by superuser: stage.mood
create type stage.mood as enum ('good');

--- object-owner by superuser: side
create schema side;

--- owner-confined: relay.screen also tenant-table-grant
grant select on relay.screen to operant_gateway;

--- owner-confined by superuser: stage.leak() also object-owner
create function stage.leak() returns integer language sql return 1;
alter function stage.leak() owner to operant_gateway;
revoke all on function stage.leak() from public;

--- function-changed: tenancy.current_customer() also definer-unvouched
create or replace function tenancy.current_customer() returns uuid language plpgsql stable parallel safe security definer
    set search_path = pg_catalog, pg_temp as $$ begin return split_part(current_setting('operant.context'), '.', 3)::uuid; end $$;

--- function-changed: tenancy.current_customer() also definer-unvouched
alter function tenancy.current_customer() immutable;

--- function-changed: tenancy.current_actor() also definer-unvouched
alter function tenancy.current_actor() volatile;

--- function-changed: tenancy.refuse_change()
create or replace function tenancy.refuse_change() returns trigger language plpgsql set search_path = pg_catalog, pg_temp
    as $$ begin return new; end $$;

--- function-changed: tenancy.current_signing_key()
grant execute on function tenancy.current_signing_key() to operant_runtime;

--- function-changed by superuser: gateway.revoke(text,bytea)
alter function gateway.revoke(text, bytea) owner to operant_owner;

--- function-changed: audit.next_number()
alter table audit.entry alter number drop default;
drop function audit.next_number();

--- definer-unvouched: stage.peek()
create function stage.peek() returns bigint language sql security definer set search_path = pg_catalog, pg_temp
    return (select count(*) from relay.screen);

--- definer-search-path: stage.peek() also definer-unvouched
create function stage.peek() returns bigint language sql security definer return (select count(*) from relay.screen);

--- definer-search-path: stage.peek() also definer-unvouched
create function stage.peek() returns bigint language sql security definer set search_path = pg_catalog, public, pg_temp
    return (select count(*) from relay.screen);

--- definer-returns-rows: stage.peek() also definer-unvouched
create function stage.peek() returns setof relay.screen language sql security definer set search_path = pg_catalog, pg_temp
    begin atomic select * from relay.screen; end;

--- function-search-path: stage.greet()
create function stage.greet() returns text language plpgsql as $$ begin return 'hello'; end $$;

--- function-strings: stage.greet()
create function stage.greet() returns text language plpgsql set search_path = pg_catalog, pg_temp
    as $$ begin return '\'; end $$;

--- function-strings: stage.greet() also definer-unvouched
create function stage.greet() returns text language sql security definer set search_path = pg_catalog, pg_temp as $$ select '\' $$;

--- function-leakproof by superuser: stage.greet(text) also object-owner
create function stage.greet(text) returns text language sql leakproof return $1;
revoke all on function stage.greet(text) from public;

--- function-language by superuser: stage.version() also function-search-path, object-owner
create function stage.version() returns text language internal as 'pgsql_version';
revoke all on function stage.version() from public;

--- event-trigger by superuser: event trigger watch
create function stage.watch() returns event_trigger language plpgsql set search_path = pg_catalog, pg_temp as $$ begin end $$;
alter function stage.watch() owner to operant_owner;
revoke all on function stage.watch() from public;
create event trigger watch on ddl_command_end execute function stage.watch();

--- operator-by-stranger: operator stage.===(text,text)
create function stage.same(text, text) returns boolean language sql return $1 = $2;
create operator stage.=== (leftarg = text, rightarg = text, function = stage.same);

--- operator-by-stranger by superuser: cast (text as uuid)
create cast (text as uuid) with inout as implicit;

--- view-not-invoker: relay.all_screens
create view relay.all_screens with (security_barrier) as select * from relay.screen;

--- view-no-barrier: relay.all_screens
create view relay.all_screens with (security_invoker = on) as select * from relay.screen;

--- materialized-view: relay.counted
create materialized view relay.counted as select 1 as n;

--- foreign-server by superuser: foreign data wrapper nowhere
create foreign data wrapper nowhere;

--- foreign-table by superuser: stage.remote also foreign-server
create foreign data wrapper nowhere;
create server elsewhere foreign data wrapper nowhere;
create foreign table stage.remote (id uuid) server elsewhere;
alter foreign table stage.remote owner to operant_owner;

--- extension-in-schema by superuser: extension citext
create extension citext schema public;

--- extension-member by superuser: panel.peek(pg_catalog.uuid)
create schema extension authorization operant_owner;
set local role operant_owner;
create extension citext schema extension;
create function panel.peek(uuid) returns setof json language sql security definer return null::json;
alter extension citext add function panel.peek(uuid);

--- extension-member: extension.all_screens
create schema extension;
create extension citext schema extension;
create view extension.all_screens as select * from relay.screen;
alter extension citext add view extension.all_screens;

--- extension-member by superuser: stage.mood
create schema extension authorization operant_owner;
create extension citext schema extension;
create type stage.mood as enum ('good');
alter extension citext add type stage.mood;

--- extension-dangerous by superuser: extension dblink
create schema extension authorization operant_owner;
create extension dblink schema extension;

--- extension-outdated by superuser: extension citext
create schema extension authorization operant_owner;
create extension citext schema extension version '1.4';

--- language-untrusted by superuser: language odd
create language odd handler plpgsql_call_handler;

--- publication by superuser: publication everything
create publication everything for all tables;

--- publication by superuser: publication screens
create publication screens for table relay.screen;

--- subscription by superuser: subscription copy
create subscription copy connection 'dbname=nowhere' publication p with (connect = false, slot_name = none);
