package com.operanttechnologies.tenancytests.attack;

import static com.operanttechnologies.tenancytests.attack.Expect.refused;
import static com.operanttechnologies.tenancytests.attack.Expect.refusedWith;

import java.util.List;
import java.util.stream.Stream;

/** R6: what the server itself offers, to read beside the tables, to watch others, or to change what all share. */
final class ServerAttacks {

    private ServerAttacks() {}

    static List<Attack> all() {
        Stream<Attack> denied = Stream.of(
                        // Whatever can be made, outlives the turn of whoever made it.
                        "create schema own",
                        "create table tenancy.own (x text)",
                        "create table public.own (x text)",
                        "create function public.own() returns text language sql return 'x'",
                        "do $$ begin null; end $$",
                        "do language sql 'select 1'",
                        "create role " + IsolationSuite.MADE_ON_SERVER,
                        "create database " + IsolationSuite.MADE_ON_SERVER,
                        "create event trigger own on ddl_command_start execute function tenancy.current_actor()",
                        // Other sessions, and the statements of all.
                        "select query from pg_catalog.pg_stat_activity",
                        "select * from pg_catalog.pg_stat_get_activity(null)",
                        "select * from pg_catalog.pg_prepared_statements",
                        "select * from pg_catalog.pg_cursors",
                        "select pg_terminate_backend(pg_backend_pid())",
                        "select pg_cancel_backend(pg_backend_pid())",
                        // Tables of the layer that hold more than one Customer's rows.
                        "select * from gateway.secret",
                        "select * from gateway.sign_in",
                        "delete from gateway.secret",
                        "insert into tenancy.tenant_table values ('a', 'b', 'account', 'as long as it takes')",
                        "update tenancy.tenant_table set retention = 'for ever and a day'",
                        "select tenancy.protect('tenancy.customer', 'account', 'as long as it takes')",
                        "select tenancy.rule_violations('tenancy.customer')",
                        "select * from tenancy.flyway_schema_history",
                        // Catalogues that hold values, and secrets.
                        "select * from pg_catalog.pg_authid",
                        "select * from pg_catalog.pg_user_mapping",
                        "select * from pg_catalog.pg_hba_file_rules",
                        // SQL in strings, which nothing that looks at statements sees.
                        "select query_to_xml('select 1', true, true, '')",
                        "select table_to_xml('tenancy.customer', true, true, '')",
                        "select database_to_xml(true, true, '')",
                        "select * from ts_stat('select 1')",
                        // The whole server's settings.
                        "alter system set log_statement = 'all'",
                        "select pg_reload_conf()",
                        "set log_statement = 'all'",
                        "set track_activities = off",
                        "set zero_damaged_pages = on")
                .map(sql -> once(sql, refused().or(refusedWith("42704"))));
        Stream<Attack> known = Stream.of(
                        "select pg_catalog.pg_sleep(0)",
                        "explain select * from tenancy.tenant_table",
                        "select prosrc from pg_catalog.pg_proc where proname = 'current_customer'")
                .map(sql -> once(sql, refused().unlessKnown("PostgreSQL gives it to everybody, and it holds no rows")));
        return Stream.concat(denied, known).toList();
    }

    /** In no transaction: some statements are refused inside of one for that reason alone. */
    private static Attack once(String sql, Expectation expectation) {
        return Attack.once("R6", sql, arena -> Attempt.of(expectation, List.of(sql)));
    }
}
