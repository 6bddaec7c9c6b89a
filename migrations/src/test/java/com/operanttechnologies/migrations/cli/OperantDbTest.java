package com.operanttechnologies.migrations.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.operanttechnologies.migrations.Login;
import com.operanttechnologies.migrations.SharedDatabase;
import com.operanttechnologies.migrations.gate.Gate;
import com.operanttechnologies.migrations.local.DatabaseRole;
import com.operanttechnologies.migrations.local.ThrowawayDatabase;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The command line as scripts see it: what it prints, where, and what it ends with. */
@Tag("SEC-3")
@Tag("thorough")
class OperantDbTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path folder;

    private int run(Map<String, String> environment, String... arguments) {
        return OperantDb.run(new PrintWriter(out, true), new PrintWriter(err, true), environment, arguments);
    }

    private int runAs(Login login, String... arguments) {
        return run(
                Map.of("OPERANT_DB_URL", login.url(), "PGUSER", login.username(), "PGPASSWORD", login.password()),
                arguments);
    }

    private static void execute(Login login, String sql) throws SQLException {
        try (Connection connection = login.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Test
    void verify_of_a_good_database_ends_with_0() throws Exception {
        assertThat(runAs(SharedDatabase.get().login(DatabaseRole.MIGRATOR), "verify", "--accept", "server-rls-hole"))
                .as(out + "\n" + err)
                .isEqualTo(ExitCode.OK);
        assertThat(out.toString()).contains("0 errors");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void verify_of_a_broken_database_ends_with_1_and_says_what_and_how_to_mend_it() throws Exception {
        try (ThrowawayDatabase broken = SharedDatabase.get().copy()) {
            execute(broken.administrator(), "alter table relay.screen no force row level security");
            assertThat(runAs(broken.administrator(), "verify")).isEqualTo(ExitCode.FINDINGS);
            assertThat(out.toString())
                    .contains("ERROR rls-not-forced")
                    .contains("alter table relay.screen force row level security;");
        }
    }

    @Test
    void verify_writes_json_for_programs() throws Exception {
        try (ThrowawayDatabase broken = SharedDatabase.get().copy()) {
            execute(broken.administrator(), "create view relay.\"all \\ \"\"screens\" as select 1 as one");
            assertThat(runAs(broken.login(DatabaseRole.MIGRATOR), "verify", "--format", "json"))
                    .isEqualTo(ExitCode.FINDINGS);
            assertThat(out.toString())
                    .contains("\"passed\" : false")
                    .contains("\"rule\" : \"view-not-invoker\"")
                    .contains("\"severity\" : \"error\"")
                    .contains("\"object\" : \"relay.\\\"all \\\\ \\\"\\\"screens\\\"\"")
                    .contains("\"unchecked\" : [ {");
        }
    }

    @Test
    void strict_counts_advice_and_what_was_not_checked() throws Exception {
        assertThat(runAs(SharedDatabase.get().login(DatabaseRole.MIGRATOR), "verify", "--strict"))
                .isEqualTo(ExitCode.FINDINGS);
    }

    @Test
    void migrate_and_info_tell_what_was_applied() throws Exception {
        try (ThrowawayDatabase database = SharedDatabase.get().copy()) {
            Files.writeString(folder.resolve("V1000__said.sql"), "comment on table relay.screen is 'a screen';\n");
            Login migrator = database.login(DatabaseRole.MIGRATOR);
            String location = "filesystem:" + folder;
            String accepted = "server-rls-hole";
            assertThat(runAs(migrator, "info", "--location", location, "--accept", accepted))
                    .as(err.toString())
                    .isEqualTo(ExitCode.OK);
            assertThat(out.toString()).contains("PostgreSQL ").containsPattern("1000 +Pending +said");
            assertThat(runAs(migrator, "migrate", "--location", location, "--accept", accepted))
                    .as(err.toString())
                    .isEqualTo(ExitCode.OK);
            assertThat(out.toString()).contains("1 migration applied");

            Files.writeString(folder.resolve("V1001__bad.sql"), "create table relay.bad (id integer);\n");
            assertThat(runAs(migrator, "migrate", "--location", location, "--accept", accepted))
                    .isEqualTo(ExitCode.FINDINGS);
            assertThat(err.toString()).contains("V1001__bad.sql").contains("relay.bad is in no register");

            Files.writeString(folder.resolve("V1001__bad.sql"), "this is no SQL;\n");
            assertThat(runAs(migrator, "migrate", "--location", location)).isEqualTo(ExitCode.FAILED);
            assertThat(err.toString()).contains("syntax error").doesNotContain("\tat ");
        }
    }

    @Test
    void plan_tells_what_migrate_would_do_and_ends_as_that_would() throws Exception {
        Login migrator = SharedDatabase.get().login(DatabaseRole.MIGRATOR);
        Path next = folder.resolve("V1000__next.sql");
        String[] plan = {"plan", "--location", "filesystem:" + folder, "--accept", "server-rls-hole"};
        Files.writeString(next, "comment on table relay.screen is 'a screen';\n");
        assertThat(runAs(migrator, plan)).as(err.toString()).isEqualTo(ExitCode.OK);
        assertThat(out.toString())
                .contains("1 migration is pending.", "SHARE UPDATE EXCLUSIVE on relay.screen", "0 errors");

        Files.writeString(next, "alter table relay.screen no force row level security;\n");
        assertThat(runAs(migrator, plan)).isEqualTo(ExitCode.FINDINGS);
        assertThat(out.toString()).contains("ERROR rls-not-forced");

        Files.writeString(next, "alter table relay.screen rename to \"bright \\\"\" screen\";\nselect 1/0;");
        out.getBuffer().setLength(0);
        assertThat(runAs(
                        migrator,
                        Stream.concat(Stream.of(plan), Stream.of("--json")).toArray(String[]::new)))
                .isEqualTo(ExitCode.FAILED);
        assertThat(out.toString())
                .contains("\"failed\" : true", "\"lock\" : \"ACCESS EXCLUSIVE\"", "division by zero")
                .contains("bright \\\\\\\"\\\" screen");
    }

    @Test
    void bootstrap_changes_nothing_where_all_is_so_already() throws Exception {
        try (ThrowawayDatabase database = SharedDatabase.get().copy()) {
            assertThat(runAs(database.administrator(), "bootstrap")).isEqualTo(ExitCode.OK);
            assertThat(out.toString()).contains("belongs to operant_owner");
            assertThat(runAs(database.login(DatabaseRole.MIGRATOR), "verify"))
                    .as(out + "\n" + err)
                    .isEqualTo(ExitCode.OK);
        }
    }

    @Test
    void a_server_that_is_not_there_or_refuses_the_login_ends_with_3_and_no_password_is_told() throws Exception {
        assertThat(run(Map.of(), "verify", "--url", "postgresql://me:hunter2@127.0.0.1:1/operant"))
                .isEqualTo(ExitCode.UNREACHABLE);
        Login runtime = SharedDatabase.get().login(DatabaseRole.RUNTIME);
        assertThat(runAs(new Login(runtime.url(), runtime.username(), "hunter2"), "verify"))
                .isEqualTo(ExitCode.UNREACHABLE);
        assertThat(runAs(runtime.withDatabase("nosuch"), "verify")).isEqualTo(ExitCode.UNREACHABLE);
        assertThat(err.toString()).contains("Can't connect").doesNotContain("hunter2");
        assertThat(out.toString()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "verify",
                "verify --url mysql://host/name",
                "verify --url postgresql://host",
                "verify --url postgresql://me@host/name?channel=4",
                "verify --url postgresql://host/na me",
                "verify --url postgresql://host/name",
                "verify --url postgresql://me@host/name --password-file nosuch.txt",
                "verify --nonsense",
                "verify --accept rls-disabled --url postgresql://me@localhost/name",
                "migrate --url postgresql://me@localhost/name --accept rls-disabled",
                "plan --url postgresql://me@localhost/name --block 0",
                "plan --url postgresql://me@localhost/name --lock-timeout soon",
                "rules nosuch",
                "audit",
                "customer",
                "hold",
                "subject",
                "support",
            })
    void a_wrong_command_line_ends_with_2_and_a_sentence(String line) {
        assertThat(run(Map.of(), line.isEmpty() ? new String[0] : line.split(" (?!me)")))
                .isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("See operant-db").doesNotContain("Exception");
    }

    @Test
    void the_password_comes_from_a_file_before_the_environment() throws Exception {
        Login migrator = SharedDatabase.get().login(DatabaseRole.MIGRATOR);
        Path file = Files.writeString(folder.resolve("password"), migrator.password() + "\nsecond line\n");
        assertThat(run(
                        Map.of("PGPASSWORD", "wrong"),
                        "verify",
                        "--url",
                        migrator.url(),
                        "--username",
                        migrator.username(),
                        "--password-file",
                        file.toString()))
                .as(err.toString())
                .isEqualTo(ExitCode.OK);
    }

    @Test
    void rules_lists_all_and_prints_one() throws IOException {
        assertThat(run(Map.of(), "rules")).isEqualTo(ExitCode.OK);
        assertThat(out.toString())
                .contains(Gate.rules().stream().map(Object::toString).toList());
        assertThat(run(Map.of(), "rules", "rls-disabled")).isEqualTo(ExitCode.OK);
        assertThat(out.toString()).contains("-- Severity: error").contains("and not c.relrowsecurity");
    }

    @Test
    @Tag("PRV-6")
    void data_map_prints_the_register_of_processing_as_markdown_and_as_json() throws Exception {
        Login operator = SharedDatabase.get().login(DatabaseRole.OPERATOR);
        assertThat(runAs(operator, "data-map")).as(err.toString()).isEqualTo(ExitCode.OK);
        assertThat(out.toString()).startsWith("# Register of processing").contains("| email | text | account |");
        Login auditor = SharedDatabase.get().login(DatabaseRole.AUDITOR);
        assertThat(runAs(auditor, "data-map", "--format", "json"))
                .as(err.toString())
                .isEqualTo(ExitCode.OK);
        assertThat(out.toString()).contains("\"format\" : \"operant.data_map.1\"");
    }

    @Test
    @Tag("PRV-1")
    void retention_runs_and_its_dry_run_prints_json() throws Exception {
        try (ThrowawayDatabase own = SharedDatabase.get().copy()) {
            Login operator = own.login(DatabaseRole.OPERATOR);
            assertThat(runAs(operator, "retention", "--dry-run"))
                    .as(err.toString())
                    .isEqualTo(ExitCode.OK);
            assertThat(out.toString()).isEqualTo("[]\n");
            assertThat(runAs(operator, "retention")).as(err.toString()).isEqualTo(ExitCode.OK);
        }
    }

    @Test
    @Tag("PRV-2")
    void a_customer_is_suspended_held_terminated_and_not_erased_before_its_time() throws Exception {
        String customer = "018f2b5c-7f00-7000-8000-000000000001";
        try (ThrowawayDatabase own = SharedDatabase.get().copy()) {
            Login operator = own.login(DatabaseRole.OPERATOR);
            assertThat(runAs(operator, ordered("erase", customer))).isEqualTo(ExitCode.FAILED);
            assertThat(err.toString()).contains("Refused: there is no Customer " + customer);

            execute(
                    own.administrator(),
                    "insert into tenancy.customer (customer_id, name) values ('" + customer + "', 'Acme')");
            assertThat(runAs(operator, ordered("customer", "suspend", customer)))
                    .as(err.toString())
                    .isEqualTo(ExitCode.OK);
            assertThat(out.toString()).contains("suspended since ", "active -> suspended, ordered by jane as ");
            assertThat(runAs(operator, ordered("customer", "reactivate", customer)))
                    .isEqualTo(ExitCode.OK);
            assertThat(runAs(operator, ordered("customer", "terminate", customer, "--grace-days", "0")))
                    .isEqualTo(ExitCode.FAILED);
            assertThat(err.toString()).contains("Refused: a grace period is between 1 day and 1 year, got 00:00:00");
            assertThat(runAs(operator, ordered("customer", "terminate", customer)))
                    .isEqualTo(ExitCode.OK);
            assertThat(runAs(operator, ordered("hold", "place", customer, "--days", "90")))
                    .as(err.toString())
                    .isEqualTo(ExitCode.OK);
            String hold = out.toString().lines().reduce("", (first, second) -> second);
            assertThat(runAs(operator, "customer", "state", customer)).isEqualTo(ExitCode.OK);
            assertThat(out.toString())
                    .contains("terminated since ", " can be erased from ", "hold " + hold + "  until ");

            assertThat(runAs(operator, ordered("erase", customer))).isEqualTo(ExitCode.FAILED);
            assertThat(err.toString()).contains("while a legal hold stands");
            assertThat(runAs(operator, ordered("hold", "lift", hold))).isEqualTo(ExitCode.OK);
            assertThat(runAs(operator, ordered("hold", "lift", hold))).isEqualTo(ExitCode.FAILED);
            assertThat(runAs(operator, ordered("erase", customer))).isEqualTo(ExitCode.FAILED);
            assertThat(err.toString()).contains("may not be deleted before its grace period has ended");
            assertThat(runAs(operator, "erase", customer)).isEqualTo(ExitCode.USAGE);
        }
    }

    private static String[] ordered(String... arguments) {
        return Stream.concat(
                        Stream.of(arguments), Stream.of("--ordered-by", "jane", "--reason", "as counsel has told us"))
                .toArray(String[]::new);
    }

    @Test
    void help_tells_the_exit_codes_and_each_command() {
        assertThat(run(Map.of(), "--help")).isEqualTo(ExitCode.OK);
        assertThat(out.toString())
                .contains(
                        "verify",
                        "migrate",
                        "plan",
                        "status",
                        "repair",
                        "baseline",
                        "bootstrap",
                        "rules",
                        "data-map",
                        "customer",
                        "hold",
                        "retention",
                        "erase",
                        "Exit codes:",
                        "PGPASSWORD");
    }
}
