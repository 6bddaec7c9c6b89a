package com.operanttechnologies.migrations;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Which role reads which class of data: from the catalogue, for every column of every tenant table, by every right that
 * a role has itself, by PUBLIC or by membership. What isn't expected here isn't readable.
 */
@Tag("PRV-6")
@Tag("SEC-5")
@Tag("USE-2")
class PurposeMatrixTest {

    /** The class of each column, its own or its table's, and every role beside the owner that holds a right on it. */
    private static final String MATRIX = """
            select r.rolname, p.privilege, coalesce(k.data_class, t.data_class), c.oid::regclass || '.' || a.attname
              from tenancy.tenant_table t
              join pg_class c on c.oid = format('%I.%I', t.schema_name, t.table_name)::regclass
              join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
              left join tenancy.column_class k
                on (k.schema_name, k.table_name, k.column_name) = (t.schema_name, t.table_name, a.attname)
             cross join unnest(array['SELECT', 'INSERT', 'UPDATE', 'REFERENCES']) p (privilege)
              join pg_roles r on r.rolname ~ '^operant_' and r.rolname !~ '_[0-9a-f]{12}(_|$)'
               and r.rolname not in ('operant_owner', 'operant_migrator', 'operant_runtime', 'operant_worker')
             where has_column_privilege(r.oid, c.oid, a.attnum, p.privilege)""";

    /**
     * The operator's jobs delete, and scan for what is left: of one Customer at a time, under a scope that is on
     * record.
     */
    private static final Map<String, Set<String>> READABLE = Map.of(
            "operant_operator SELECT",
            Set.of("account", "customer_data", "telemetry", "usage", "credential", "billing", "audit"),
            "operant_operator UPDATE",
            Set.of("billing"),
            "operant_support SELECT",
            Set.of("account", "customer_data", "telemetry", "usage"),
            "operant_auditor SELECT",
            Set.of("audit", "billing"));

    @Test
    void each_role_reads_the_classes_of_its_purpose_and_nobody_changes_anything_but_what_an_erasure_replaces()
            throws Exception {
        try (Connection connection = connect()) {
            assertThat(classes(connection)).isEqualTo(READABLE);
        }
    }

    /** Column by column, and by rules alone. */
    @Test
    void the_operator_changes_the_columns_alone_that_a_rule_of_pseudonyms_names() throws Exception {
        try (Connection connection = connect()) {
            assertThat(list(
                            connection,
                            "select m.column from (" + MATRIX
                                    + ") m (role, privilege, class, \"column\") where m.privilege <> 'SELECT'"))
                    .isNotEmpty()
                    .isEqualTo(
                            list(
                                    connection,
                                    "select schema_name || '.' || table_name || '.' || column_name from tenancy.pseudonym_rule"));
        }
    }

    /** Of the classes that a role may read it reads every column, so that none is kept from it by mistake, either. */
    @Test
    void of_a_class_a_role_reads_all_columns_that_are_there() throws Exception {
        try (Connection connection = connect()) {
            assertThat(list(
                            connection,
                            "select c.oid::regclass || '.' || a.attname from tenancy.tenant_table t"
                                    + " join tenancy.purpose p on p.data_class = t.data_class"
                                    + " join pg_class c on c.oid = format('%I.%I', t.schema_name, t.table_name)::regclass"
                                    + "  and not c.relispartition"
                                    + " join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped"
                                    + " where not has_column_privilege(p.role_name, c.oid, a.attnum, 'SELECT')"))
                    .containsExactly("stage.data_source.secret");
        }
    }

    /** By name and type: a credential that nobody has classified would be read with the rest of its table. */
    @Test
    void nothing_that_looks_like_a_credential_is_readable_but_the_chain_of_the_audit_log() throws Exception {
        try (Connection connection = connect()) {
            assertThat(list(
                            connection,
                            "select distinct m.column from (" + MATRIX
                                    + ") m (role, privilege, class, \"column\") where m.role <> 'operant_operator' and m.column ~"
                                    + " '\\.[a-z_]*(secret|hash|token|totp|passw|cookie|proof|key)[a-z_]*$'"))
                    .containsExactly("audit.entry.hash", "audit.entry.linked_hash", "audit.entry.previous_hash");
        }
    }

    @Test
    void whoever_reads_a_tenant_table_does_so_under_a_policy_for_its_own_role() throws Exception {
        try (Connection connection = connect()) {
            assertThat(
                            list(
                                    connection,
                                    "select c.oid::regclass || ' ' || p.role_name from tenancy.purpose p"
                                            + " join tenancy.tenant_table t on t.data_class = p.data_class"
                                            + " join pg_class c on c.oid = format('%I.%I', t.schema_name, t.table_name)::regclass"
                                            + "  and not c.relispartition"
                                            + " where not exists (select from pg_policy y where y.polrelid = c.oid and y.polpermissive"
                                            + "  and y.polcmd = 'r' and y.polroles = array[to_regrole(p.role_name)::oid]"
                                            + "  and pg_get_expr(y.polqual, y.polrelid) = '(customer_id = ( SELECT"
                                            + " tenancy.elevated_customer(''' || p.role_name || '''::text) AS elevated_customer))')"))
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "grant select on panel.credential to operant_support | operant_support SELECT",
                "grant select (customer_id) on agent.message to operant_auditor | operant_auditor SELECT",
                "grant update (name) on tenancy.customer to operant_support | operant_support UPDATE",
                "grant select on usage.event to operant_analytics | operant_analytics SELECT",
                "grant select (secret) on stage.data_source to operant_support | operant_support SELECT",
                "grant select on panel.invoice to operant_signer | operant_signer SELECT",
            })
    void a_right_too_many_is_noticed(String grant, String noticed) throws Exception {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute(grant);
            Map<String, Set<String>> classes = classes(connection);
            assertThat(classes).isNotEqualTo(READABLE);
            assertThat(classes.get(noticed)).isNotEqualTo(READABLE.get(noticed));
            connection.rollback();
        }
    }

    /** What is added to a table later is nobody's until somebody says what it is. */
    @Test
    void a_column_that_is_added_later_is_not_readable() throws Exception {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("alter table relay.screen add column remark text");
            assertThat(list(
                            connection,
                            "select has_column_privilege('operant_support', 'relay.screen', 'remark', 'SELECT')::text"))
                    .containsExactly("false");
            connection.rollback();
        }
    }

    private static Connection connect() throws Exception {
        return SharedDatabase.get().administrator().connect();
    }

    private static Map<String, Set<String>> classes(Connection connection) throws SQLException {
        Map<String, Set<String>> classes = new TreeMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(MATRIX)) {
            while (rows.next()) {
                classes.computeIfAbsent(rows.getString(1) + " " + rows.getString(2), key -> new TreeSet<>())
                        .add(rows.getString(3));
            }
        }
        return classes;
    }

    private static Set<String> list(Connection connection, String sql) throws SQLException {
        Set<String> values = new TreeSet<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                values.add(rows.getString(1));
            }
        }
        return values;
    }
}
