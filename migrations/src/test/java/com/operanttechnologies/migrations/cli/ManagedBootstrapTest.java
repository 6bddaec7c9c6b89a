package com.operanttechnologies.migrations.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.operanttechnologies.migrations.Login;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** A fresh cluster, and nobody who is a superuser: from nothing to a migrated database, step by step. */
@Tag("thorough")
@Tag("installed")
@Tag("SEC-5")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ManagedBootstrapTest {

    private static final String MIGRATOR_PASSWORD = "a river of Ünicode 4711";
    private static final String OPERATOR_PASSWORD = "the operator's own secret";

    private static ManagedCluster cluster;

    @TempDir
    private static Path folder;

    private StringWriter out;
    private StringWriter err;

    @BeforeAll
    static void start() throws Exception {
        cluster = start(folder);
        Files.writeString(folder.resolve("migrator"), MIGRATOR_PASSWORD + "\n");
        Files.writeString(folder.resolve("operator"), OPERATOR_PASSWORD + "\n");
        Files.writeString(folder.resolve("short"), "hunter2\n");
    }

    static ManagedCluster start(Path folder) throws Exception {
        String binaries = System.getProperty("operant.installed.postgres", "");
        return binaries.isEmpty()
                ? ManagedCluster.embedded(folder)
                : ManagedCluster.installed(folder, Path.of(binaries));
    }

    @AfterAll
    static void stop() throws Exception {
        cluster.close();
    }

    @BeforeEach
    void empty() {
        out = new StringWriter();
        err = new StringWriter();
    }

    private int runAs(Login login, String... arguments) {
        return OperantDb.run(
                new PrintWriter(out, true),
                new PrintWriter(err, true),
                Map.of("OPERANT_DB_URL", login.url(), "PGUSER", login.username(), "PGPASSWORD", login.password()),
                arguments);
    }

    private static String query(Login login, String sql) throws SQLException {
        try (Connection connection = login.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }

    private static String superuserFinds(String sql) throws SQLException {
        return query(cluster.superuser().withDatabase("operant"), sql);
    }

    private static Login migrator() {
        return new Login(cluster.provider().url(), "operant_migrator", MIGRATOR_PASSWORD);
    }

    private static String roles() throws SQLException {
        return query(cluster.superuser(), "select count(*) from pg_roles where rolname like 'operant%'");
    }

    @Test
    @Order(1)
    void a_check_of_an_empty_cluster_lists_all_that_it_lacks_and_makes_nothing() throws Exception {
        assertThat(runAs(cluster.provider(), "bootstrap", "--check"))
                .as(err.toString())
                .isEqualTo(ExitCode.FINDINGS);
        assertThat(out.toString())
                .contains("MISSING role operant_owner does not exist", "create role operant_owner nologin")
                .contains("MISSING database operant does not exist");
        assertThat(out.toString().lines().filter(line -> line.startsWith("MISSING role")))
                .hasSize(11);
        assertThat(roles()).isEqualTo("0");
    }

    @Test
    @Order(2)
    void a_password_that_could_be_guessed_from_its_verifier_is_refused_before_anything_is_made() throws Exception {
        assertThat(runAs(
                        cluster.provider(),
                        "bootstrap",
                        "--password-of",
                        "operant_migrator=" + folder.resolve("short")))
                .isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("7 characters; take at least 16").doesNotContain("hunter2");
        assertThat(runAs(
                        cluster.provider(),
                        "bootstrap",
                        "--password-of",
                        "operant_owner=" + folder.resolve("migrator")))
                .isEqualTo(ExitCode.USAGE);
        assertThat(roles()).isEqualTo("0");
    }

    @Test
    @Order(3)
    void a_role_of_that_name_with_other_attributes_is_told_and_left_as_it_is() throws Exception {
        ManagedCluster.execute(cluster.superuser(), "create role operant_support login createdb");
        assertThat(runAs(cluster.provider(), "bootstrap")).isEqualTo(ExitCode.FINDINGS);
        assertThat(out.toString())
                .contains("FOREIGN role operant_support exists, but has CREATEDB")
                .contains("alter role operant_support nocreatedb;");
        assertThat(err.toString()).contains("Nothing was changed");
        assertThat(query(cluster.superuser(), "select rolcreatedb from pg_roles where rolname = 'operant_support'"))
                .isEqualTo("t");
        assertThat(roles()).isEqualTo("1");
        ManagedCluster.execute(cluster.superuser(), "drop role operant_support");
    }

    @Test
    @Order(4)
    void a_database_with_something_in_it_is_told_and_left_as_it_is() throws Exception {
        Login shop = cluster.provider().withDatabase("shop");
        ManagedCluster.execute(cluster.provider().withDatabase("postgres"), "create database shop");
        ManagedCluster.execute(shop, "create schema shop; create table shop.sale (id bigint)");
        assertThat(runAs(shop, "bootstrap")).isEqualTo(ExitCode.FINDINGS);
        assertThat(out.toString()).contains("FOREIGN database shop belongs to provider and has 1 relations in it");
        assertThat(query(cluster.superuser(), "select pg_get_userbyid(datdba) from pg_database where datname = 'shop'"))
                .isEqualTo("provider");
        assertThat(roles()).isEqualTo("0");
    }

    @Test
    @Order(5)
    void who_makes_roles_and_databases_bootstraps_and_is_no_member_of_the_owner_afterwards() throws Exception {
        assertThat(runAs(
                        cluster.provider(),
                        "bootstrap",
                        "--password-of",
                        "operant_migrator=" + folder.resolve("migrator"),
                        "--password-of",
                        "operant_operator=" + folder.resolve("operator")))
                .as(out + "\n" + err)
                .isEqualTo(ExitCode.OK);
        assertThat(out.toString())
                .contains("made     role operant_owner", "made     database operant")
                .contains("password of operant_migrator set");
        assertThat(superuserFinds("select pg_get_userbyid(datdba) from pg_database where datname = 'operant'"))
                .isEqualTo("operant_owner");
        assertThat(superuserFinds("select pg_has_role('provider', 'operant_owner', 'usage')"))
                .isEqualTo("f");
        assertThatThrownBy(() -> ManagedCluster.execute(cluster.provider(), "set role operant_owner"))
                .isInstanceOf(SQLException.class);
        assertThat(superuserFinds("select count(*) from pg_roles where rolname like 'operant%' and (rolsuper"
                        + " or rolbypassrls or rolcreaterole or rolcreatedb or rolreplication)"))
                .isEqualTo("0");
    }

    @Test
    @Order(6)
    void nothing_is_missing_then_and_a_second_bootstrap_makes_nothing() throws Exception {
        assertThat(runAs(migrator(), "bootstrap", "--check"))
                .as(out + "\n" + err)
                .isEqualTo(ExitCode.OK);
        assertThat(out.toString()).contains("SUPERUSER functions of pg_catalog", "Nothing is missing.");
        assertThat(runAs(migrator(), "bootstrap")).as(err.toString()).isEqualTo(ExitCode.OK);
        assertThat(out.toString()).doesNotContain("made ", "mended ");
        assertThat(runAs(cluster.provider(), "bootstrap"))
                .as("the database is closed to everybody else, also to who made it")
                .isEqualTo(ExitCode.FAILED);
        assertThat(err.toString()).contains("permission denied for database");
    }

    @Test
    @Order(7)
    void the_migrator_plans_and_migrates_with_its_new_password() throws Exception {
        String[] accepted = {"--accept", "server-rls-hole"};
        assertThat(runAs(migrator(), "plan", accepted[0], accepted[1], "--block", "120"))
                .as(out + "\n" + err)
                .isEqualTo(ExitCode.OK);
        assertThat(superuserFinds("select to_regnamespace('tenancy')")).isNull();
        assertThat(runAs(migrator(), "migrate", accepted[0], accepted[1]))
                .as(err.toString())
                .isEqualTo(ExitCode.OK);
        assertThat(runAs(migrator(), "status", accepted[0], accepted[1])).isEqualTo(ExitCode.OK);
        assertThat(out.toString()).containsPattern("001 +Success +\\S+ operant_migrator +scope");
        assertThat(runAs(migrator(), "verify", accepted[0], accepted[1]))
                .as(out.toString())
                .isEqualTo(ExitCode.OK);
    }

    @Test
    @Order(8)
    void no_password_was_ever_in_the_servers_log() throws IOException {
        assertThat(cluster.log())
                .contains("SCRAM-SHA-256$")
                .as("who doesn't make a verifier is in the log with it")
                .contains("password 'as the provider says'")
                .doesNotContain(MIGRATOR_PASSWORD, OPERATOR_PASSWORD, "Ünicode");
        assertThatThrownBy(() -> new Login(migrator().url(), "operant_migrator", "something else").connect())
                .hasMessageContaining("password authentication failed");
    }

    @Test
    @Order(9)
    void what_somebody_opened_later_is_found_by_the_check() throws Exception {
        ManagedCluster.execute(cluster.superuser(), "grant connect, temporary on database operant to public");
        ManagedCluster.execute(
                cluster.provider().withDatabase("postgres"), "revoke operant_owner from operant_migrator");
        ManagedCluster.execute(cluster.superuser(), "grant pg_read_all_data to operant_signer");
        assertThat(runAs(cluster.provider(), "bootstrap", "--check")).isEqualTo(ExitCode.FINDINGS);
        assertThat(out.toString())
                .contains("MISSING database operant grants TEMPORARY to PUBLIC")
                .contains("MISSING role operant_migrator is no member of operant_owner")
                .contains("FOREIGN role operant_signer is a member of pg_read_all_data");
    }
}
