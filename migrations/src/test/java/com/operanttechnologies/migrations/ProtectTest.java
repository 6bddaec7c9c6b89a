package com.operanttechnologies.migrations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.operanttechnologies.migrations.local.DatabaseRole;
import com.operanttechnologies.migrations.local.ThrowawayDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** A table that breaks a rule is refused, with the rule's name; each rule has a table here that breaks it alone. */
@Tag("SEC-3")
class ProtectTest {

    private static final String PROTECT =
            "select tenancy.protect('stage.t', 'customer_data', 'as long as the test runs')";

    private static ThrowawayDatabase database;
    private static Connection connection;

    @BeforeAll
    static void start() throws Exception {
        database = SharedDatabase.get().copy();
        connection = database.login(DatabaseRole.MIGRATOR).connect();
        run("set role operant_owner");
    }

    @AfterAll
    static void stop() throws SQLException {
        connection.close();
        database.close();
    }

    @BeforeEach
    void begin() throws SQLException {
        connection.setAutoCommit(false);
    }

    @AfterEach
    void roll_back() throws SQLException {
        connection.rollback();
    }

    private static void run(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static void createGoodTable() throws SQLException {
        run("create table stage.t (customer_id uuid not null default tenancy.current_customer(), id uuid not null,"
                + " label text, primary key (customer_id, id))");
    }

    @Test
    void a_good_table_gets_its_policies_forced_and_its_grants() throws SQLException {
        createGoodTable();
        run(PROTECT);
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("""
                        select relrowsecurity and relforcerowsecurity,
                               (select string_agg(polname || case when polpermissive then '+' else '!' end
                                                  || polcmd::text, ' ' order by polname) from pg_policy where polrelid = c.oid),
                               has_table_privilege('operant_runtime', c.oid, 'select')
                               and has_table_privilege('operant_runtime', c.oid, 'insert')
                               and has_table_privilege('operant_runtime', c.oid, 'update')
                               and has_table_privilege('operant_runtime', c.oid, 'delete')
                          from pg_class c where c.oid = 'stage.t'::regclass
                        """)) {
            assertThat(rows.next()).isTrue();
            assertThat(rows.getBoolean(1)).isTrue();
            assertThat(rows.getString(2))
                    .isEqualTo("operator_delete+d operator_read+r recorder+r support+r tenant+* tenant_fence!*");
            assertThat(rows.getBoolean(3)).isTrue();
        }
    }

    @Test
    void protecting_again_changes_nothing() throws SQLException {
        createGoodTable();
        run(PROTECT);
        assertThatCode(() -> run(PROTECT)).doesNotThrowAnyException();
    }

    @Test
    void a_table_without_update_and_delete_is_granted_none() throws SQLException {
        createGoodTable();
        run("select tenancy.protect('stage.t', 'audit', 'as long as the test runs', '{select,insert}')");
        try (Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery("select has_table_privilege('operant_runtime', 'stage.t', 'update')"
                                + " or has_table_privilege('operant_runtime', 'stage.t', 'delete')"
                                + " or has_table_privilege('operant_runtime', 'stage.t', 'truncate')")) {
            assertThat(rows.next()).isTrue();
            assertThat(rows.getBoolean(1)).isFalse();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "alter table stage.t alter customer_id drop default          | does not default to tenancy.current_customer()",
                "alter table stage.t alter customer_id set default gen_random_uuid() | does not default to tenancy.current_customer()",
                "alter table stage.t set unlogged                            | is temporary or unlogged",
                "alter table stage.t drop constraint t_pkey                  | has no primary key",
                "alter table stage.t drop constraint t_pkey; alter table stage.t alter customer_id drop not null | no column customer_id uuid not null",
                "alter table stage.t drop constraint t_pkey; alter table stage.t add primary key (id, customer_id) | t_pkey does not lead with customer_id",
                "create unique index u on stage.t (id)                       | index stage.u does not lead with customer_id",
                "create index i on stage.t (label)                           | index stage.i does not lead with customer_id",
                "create unique index u on stage.t (customer_id, label)       | unique index stage.u has an expression or a nullable column",
                "create unique index u on stage.t (customer_id, lower(id::text)) | unique index stage.u has an expression or a nullable column",
                "create extension btree_gist schema stage; alter table stage.t add constraint x exclude using gist (customer_id stage.gist_uuid_ops with <>) | exclusion constraint x compares customer_id by <>(uuid,uuid)",
                "alter table stage.t add parent uuid not null; alter table stage.t add constraint f foreign key (parent) references stage.g (id) | f does not lead with customer_id on both sides",
                "alter table stage.t add parent uuid; alter table stage.t add constraint f foreign key (customer_id, parent) references stage.t | f has a nullable column",
                "alter table stage.t add parent uuid not null; alter table stage.t add constraint f foreign key (customer_id, parent) references stage.t on delete set null | f sets columns on delete or update",
                "alter table stage.t add parent uuid not null; alter table stage.t add constraint f foreign key (customer_id, parent) references stage.g (customer_id, id) | is no tenant table",
                "create trigger g before insert on stage.t execute function suppress_redundant_updates_trigger() | has the trigger g",
                "create trigger g before update on stage.t for each row execute function tenancy.refuse_change() | has the trigger g",
                "create trigger g before delete on stage.t for each row when (old.label = 'x') execute function tenancy.refuse_change() | has the trigger g",
                "create trigger g before update on stage.t for each row when (new.label = 'x') execute function tenancy.refuse_change(); alter table stage.t disable trigger g | has the trigger g",
                "create rule r as on delete to stage.t do instead nothing   | has the rule r",
                "alter table stage.t add n bigint generated always as identity | column n is fed by a sequence",
                "alter table stage.t add n bigserial                         | column n is fed by a sequence",
                "alter table stage.t inherit stage.base                      | inherits from stage.base",
                "grant select on stage.t to public                           | is granted to PUBLIC",
                "grant select (label) on stage.t to public                   | column label is granted to PUBLIC",
            })
    void a_table_that_breaks_one_rule_is_refused_and_the_rule_named(String fault, String rule) throws SQLException {
        run("create table stage.g (customer_id uuid, id uuid unique, unique (customer_id, id))");
        run("create table stage.base (label text)");
        createGoodTable();
        run(fault);
        assertThatThrownBy(() -> run(PROTECT))
                .hasMessageContaining("can't be a tenant table")
                .hasMessageContaining(rule.strip());
    }

    @Test
    void a_condition_on_an_update_is_let_in_and_refuses_it_under_the_name_of_the_trigger() throws SQLException {
        createGoodTable();
        run("create trigger labels_stay before update on stage.t for each row"
                + " when (old.label is distinct from new.label) execute function tenancy.refuse_change()");
        run(PROTECT);
        run("alter table stage.t disable row level security, alter customer_id drop default");
        run("insert into stage.t values (gen_random_uuid(), gen_random_uuid(), 'first')");
        run("update stage.t set id = gen_random_uuid()");
        assertThatThrownBy(() -> run("update stage.t set label = 'second'"))
                .isInstanceOfSatisfying(PSQLException.class, refusal -> {
                    assertThat(refusal.getSQLState()).isEqualTo("23514");
                    assertThat(refusal.getServerErrorMessage())
                            .extracting(ServerErrorMessage::getTable, ServerErrorMessage::getConstraint)
                            .containsExactly("t", "labels_stay");
                });
    }

    @Test
    void privileges_may_be_limited_to_columns() throws SQLException {
        createGoodTable();
        run("select tenancy.protect('stage.t', 'audit', 'as long as the test runs',"
                + " array['select', 'insert(customer_id, id)', 'update(label)'])");
        assertThat(privileges("label", "insert")).isFalse();
        assertThat(privileges("id", "insert")).isTrue();
        assertThat(privileges("id", "update")).isFalse();
        assertThat(privileges("label", "update")).isTrue();
    }

    private static boolean privileges(String column, String privilege) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select has_column_privilege('operant_runtime', 'stage.t', '"
                        + column + "', '" + privilege + "')")) {
            rows.next();
            return rows.getBoolean(1);
        }
    }

    @Test
    void no_statistics_are_kept_of_content_and_others_are() throws SQLException {
        createGoodTable();
        run("alter table stage.t add state text check (state in ('on', 'off')), add seen timestamptz, add count int,"
                + " add tags text[], add address inet, add code text check (code ~ '^[a-z]+$'), add body jsonb");
        run("create index by_count_and_label on stage.t (customer_id, count, lower(label))");
        run(PROTECT);
        assertThat(withoutStatistics()).containsExactly("address", "body", "code", "label", "lower", "tags");
        run("alter table stage.t add note text");
        assertThat(withoutStatistics()).doesNotContain("note");
        run("select tenancy.forget_content('stage.t')");
        assertThat(withoutStatistics()).contains("note");
    }

    @Test
    void the_planner_may_know_what_a_migration_calls_vocabulary() throws SQLException {
        createGoodTable();
        run(PROTECT);
        run("select tenancy.vocabulary('stage.t', 'label', 'names that the test gives')");
        assertThat(withoutStatistics()).isEmpty();
        run(PROTECT);
        assertThat(withoutStatistics()).isEmpty();
        assertThatThrownBy(() -> run("select tenancy.vocabulary('stage.t', 'lable', 'names that the test gives')"))
                .hasMessageContaining("stage.t has no column lable");
    }

    private static List<String> withoutStatistics() throws SQLException {
        List<String> columns = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select attname from pg_attribute where attstattarget = 0"
                        + " and attnum > 0 and attrelid in (select 'stage.t'::regclass union all"
                        + " select indexrelid from pg_index where indrelid = 'stage.t'::regclass) order by 1")) {
            while (rows.next()) {
                columns.add(rows.getString(1));
            }
        }
        return columns;
    }

    @Test
    void a_view_is_refused() throws SQLException {
        run("create view stage.t as select 1 as customer_id");
        assertThatThrownBy(() -> run(PROTECT)).hasMessageContaining("is not an ordinary or partitioned table");
    }

    @Test
    void all_rules_that_a_table_breaks_are_named_at_once() throws SQLException {
        run("create table stage.t (id int)");
        assertThatThrownBy(() -> run(PROTECT))
                .hasMessageContaining("no column customer_id")
                .hasMessageContaining("no primary key");
    }

    @Test
    void a_privilege_beyond_rows_is_refused() throws SQLException {
        createGoodTable();
        assertThatThrownBy(() -> run(
                        "select tenancy.protect('stage.t', 'audit', 'as long as the test runs', '{select,truncate}')"))
                .hasMessageContaining("truncate");
        connection.rollback();
        createGoodTable();
        assertThatThrownBy(() -> run("select tenancy.protect('stage.t', 'audit', 'as long as the test runs',"
                        + " array['insert(id) on stage.t to public; --'])"))
                .hasMessageContaining("can't be granted on a tenant table");
    }
}
