package com.operanttechnologies.migrations.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.operanttechnologies.migrations.Login;
import com.operanttechnologies.migrations.SealedScope;
import com.operanttechnologies.migrations.SharedDatabase;
import com.operanttechnologies.migrations.gate.Finding;
import com.operanttechnologies.migrations.gate.Gate;
import com.operanttechnologies.migrations.local.DatabaseRole;
import com.operanttechnologies.migrations.local.ThrowawayDatabase;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A data migration changes each row of each Customer once, whatever ends it, and reaches one Customer at a time. */
@Tag("SEC-3")
@Tag("SEC-5")
@Tag("thorough")
class EachCustomerTest {

    private static final int ROWS = 25;

    /** As in docs/database-administrators.md. */
    private static final String MARK = """
            update stage.dashboard d
               set title = trim(d.title)
             where d.dashboard_id in (
                       select p.dashboard_id from stage.dashboard p
                        where p.title <> trim(p.title)
                        limit $1);
            """;

    private static ThrowawayDatabase database;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final List<UUID> customers = new ArrayList<>();

    @TempDir
    private Path folder;

    @BeforeAll
    static void copy() throws Exception {
        database = SharedDatabase.get().copy();
    }

    @AfterAll
    static void drop() {
        database.close();
    }

    @BeforeEach
    void signUp() throws Exception {
        execute("delete from tenancy.data_migration_customer");
        execute("delete from tenancy.data_migration");
        for (int i = 0; i < 3; i++) {
            UUID customer = UUID.randomUUID();
            try (Connection connection = SealedScope.of(database, customer).begin();
                    Statement statement = connection.createStatement()) {
                statement.execute(
                        "insert into tenancy.customer (customer_id, name) values ('" + customer + "', 'One')");
                statement.execute("insert into stage.dashboard (customer_id, dashboard_id, title) select '" + customer
                        + "', gen_random_uuid(), ' Sales ' from generate_series(1, " + ROWS + ")");
                statement.execute("select audit.append('customer.signed_up', 'customer', '" + customer
                        + "', null, 'a test', 'request', '{}')");
                connection.commit();
            }
            customers.add(customer);
        }
    }

    private static void execute(String sql) throws SQLException {
        try (Connection connection = database.administrator().connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String ask(String sql) throws SQLException {
        try (Connection connection = database.administrator().connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return String.valueOf(row.getString(1));
        }
    }

    private int run(DatabaseRole role, String statement, String... more) throws Exception {
        Path file = Files.writeString(folder.resolve("change.sql"), statement);
        Login login = database.login(role);
        List<String> arguments = new ArrayList<>(List.of(
                "each-customer",
                file.toString(),
                "--name",
                "change",
                "--table",
                "stage.dashboard",
                "--ordered-by",
                "jane",
                "--reason",
                "titles with blanks sort wrongly"));
        arguments.addAll(List.of(more));
        if (!arguments.contains("--batch")) {
            arguments.addAll(List.of("--batch", "10"));
        }
        return OperantDb.run(
                new PrintWriter(out, true),
                new PrintWriter(err, true),
                Map.of("OPERANT_DB_URL", login.url(), "PGUSER", login.username(), "PGPASSWORD", login.password()),
                arguments.toArray(String[]::new));
    }

    private String of(String what) {
        return what + " where customer_id in ('" + customers.get(0) + "', '" + customers.get(1) + "', '"
                + customers.get(2) + "')";
    }

    private static List<String> openPolicies() throws SQLException {
        try (Connection connection = database.administrator().connect()) {
            return Gate.check(connection).errors().stream()
                    .filter(finding -> finding.found().contains("data_migration"))
                    .map(Finding::object)
                    .toList();
        }
    }

    @Test
    void every_customer_is_migrated_on_record_and_no_way_around_isolation_is_left() throws Exception {
        assertThat(run(DatabaseRole.MIGRATOR, MARK)).as(err.toString()).isEqualTo(ExitCode.OK);

        assertThat(ask(of("select count(*) filter (where title = 'Sales') || ' of ' || count(*) from stage.dashboard")))
                .isEqualTo("75 of 75");
        assertThat(err.toString())
                .contains(customers.stream().map(id -> id + ": 25 rows").toList());
        assertThat(out.toString()).contains("change is complete");
        assertThat(ask(of("select count(distinct customer_id) from audit.entry e")
                        + " and action = 'data_migration.begun' and reason = 'titles with blanks sort wrongly'"))
                .isEqualTo("3");
        assertThat(ask("select is_complete and ended_at is not null from tenancy.data_migration"))
                .isEqualTo("t");
        assertThat(ask("select count(*) from tenancy.data_migration_customer")).isEqualTo("0");
        assertThat(openPolicies()).isEmpty();
        // Its name is taken: nobody runs it twice by mistake.
        assertThat(run(DatabaseRole.MIGRATOR, MARK)).isEqualTo(ExitCode.FAILED);
        assertThat(err.toString()).contains("which ended at");
    }

    @Test
    void one_that_was_killed_goes_on_and_does_nothing_twice() throws Exception {
        // Each change counts itself, so a batch that ran twice would show.
        String counting = "update stage.dashboard d set title = d.title || '!' where d.dashboard_id in ("
                + "select p.dashboard_id from stage.dashboard p where p.title not like '%!' limit $1)";
        AtomicInteger ended = new AtomicInteger(-1);
        Thread first = new Thread(() -> {
            try {
                ended.set(run(DatabaseRole.MIGRATOR, counting, "--batch", "2", "--pause", "30"));
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        first.start();
        for (int i = 0; i < 600; i++) {
            if (Integer.parseInt(
                            ask("select count(*) from tenancy.data_migration_customer where finished_at is not null"))
                    > 0) {
                break;
            }
            Thread.sleep(20);
        }
        execute("select pg_terminate_backend(pid) from pg_stat_activity where usename = '"
                + database.login(DatabaseRole.MIGRATOR).username() + "'");
        first.join(30_000);
        assertThat(ended.get()).as(err.toString()).isIn(ExitCode.UNREACHABLE, ExitCode.FAILED);
        int all = Integer.parseInt(ask("select count(*) from stage.dashboard"));
        assertThat(Integer.parseInt(ask("select count(*) from stage.dashboard where title like '%!'")))
                .isBetween(1, all - 1);
        assertThat(openPolicies()).containsExactly("stage.dashboard");

        assertThat(run(DatabaseRole.MIGRATOR, counting)).as(err.toString()).isEqualTo(ExitCode.OK);
        assertThat(
                        ask(
                                of(
                                        "select count(*) filter (where title ~ '^[^!]*!$') || ' of ' || count(*) from stage.dashboard")))
                .isEqualTo("75 of 75");
        assertThat(ask(of("select count(*) from audit.entry") + " and action = 'data_migration.begun'"))
                .isEqualTo("3");
        assertThat(openPolicies()).isEmpty();
    }

    @Test
    void a_statement_reaches_the_rows_of_the_customer_whose_turn_it_is_and_no_other() throws Exception {
        String titles = of("select string_agg(distinct title, '|') from stage.dashboard");
        // Names another Customer in so many words.
        assertThat(run(
                        DatabaseRole.MIGRATOR,
                        "update stage.dashboard set title = 'stolen' where customer_id = '" + customers.get(0)
                                + "' and customer_id <> tenancy.current_customer()"))
                .as(err.toString())
                .isEqualTo(ExitCode.OK);
        assertThat(ask(titles)).isEqualTo(" Sales ");
        execute("delete from tenancy.data_migration");
        // Moves a row to another Customer.
        assertThat(run(
                        DatabaseRole.MIGRATOR,
                        "update stage.dashboard set customer_id = '" + customers.get(0) + "' where customer_id <> '"
                                + customers.get(0) + "'"))
                .isEqualTo(ExitCode.FAILED);
        assertThat(err.toString()).contains("row-level security");
        assertThat(ask(titles)).isEqualTo(" Sales ");
        assertThat(run(DatabaseRole.MIGRATOR, "", "--give-up")).isEqualTo(ExitCode.OK);
        assertThat(openPolicies()).isEmpty();
    }

    @Test
    void what_is_no_batch_another_statement_and_another_role_are_refused() throws Exception {
        assertThat(run(DatabaseRole.MIGRATOR, "update stage.dashboard set title = trim(title)"))
                .isEqualTo(ExitCode.FAILED);
        assertThat(err.toString()).contains("Refused: the statement has changed 25 rows of a Customer at once");
        assertThat(run(DatabaseRole.MIGRATOR, MARK)).isEqualTo(ExitCode.FAILED);
        assertThat(err.toString()).contains("with another statement");
        assertThat(ask(of("select count(*) filter (where title = ' Sales ') from stage.dashboard")))
                .isEqualTo("75");
        assertThat(run(DatabaseRole.MIGRATOR, "", "--give-up")).isEqualTo(ExitCode.OK);
        execute("delete from tenancy.data_migration");
        for (DatabaseRole role : List.of(DatabaseRole.OPERATOR, DatabaseRole.RUNTIME)) {
            assertThat(run(role, MARK)).isEqualTo(ExitCode.FAILED);
        }
        assertThat(run(DatabaseRole.MIGRATOR, MARK, "--table", "tenancy.data_migration"))
                .isEqualTo(ExitCode.FAILED);
        assertThat(err.toString()).contains("is no tenant table");
    }

    @Test
    void the_guide_shows_what_is_tested_here() throws Exception {
        assertThat(Files.readString(Path.of("../docs/database-administrators.md")))
                .contains(MARK);
    }
}
