package com.operanttechnologies.tenancytests.plans;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.operanttechnologies.migrations.local.DatabaseRole;
import com.operanttechnologies.tenancytests.attack.Arena;
import com.operanttechnologies.tenancytests.plans.PlanFinding.Fault;
import com.operanttechnologies.tenancytests.postgres.PostgresExtension;
import com.operanttechnologies.tenancytests.postgres.PostgresUnderTest;
import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The plans of every statement that the layer issued in the tests of persistence, which run before these. */
@ExtendWith(PostgresExtension.class)
class PlansTest {

    private static final Path RECORDED = Path.of("..", "persistence", "target", "statements");

    /** Methods that need no statement, and why. */
    private static final Map<String, String> SILENT = Map.of(
            "com.operanttechnologies.persistence.gateway.GatewaySecrets"
                    + "#hash(Lcom/operanttechnologies/persistence/gateway/SecretKind;Ljava/lang/String;)[B",
            "hashes a secret in this JVM",
            "com.operanttechnologies.persistence.panel.SessionRepository"
                    + "#handle(Ljava/lang/String;)Lcom/operanttechnologies/persistence/panel/SessionHandle;",
            "hashes a cookie in this JVM");

    /** What may be as it is, and why, by method and fault. */
    private static final Map<String, String> TOLERATED = Map.of(
            "CustomerKeyRotation.retire partitions", "looks once for values under the former key, wherever one may be");

    private static final Set<String> METHODS = sessionMethods();

    private static StatementRecording recording;
    private static SkewedDatabase database;
    private static PlanReview review;

    @BeforeAll
    static void explain(PostgresUnderTest server) throws Exception {
        recording = StatementRecording.read(RECORDED, METHODS);
        try (var original = server.newDatabase();
                Arena arena = Arena.open(original)) {
            database = SkewedDatabase.of(arena);
        }
        review = PlanReview.of(recording.statements(), database);
        review.write(Path.of("target", "plans.md"), TOLERATED);
    }

    @AfterAll
    static void close() throws Exception {
        if (database != null) {
            database.close();
        }
    }

    @Test
    void every_statement_is_planned_as_without_isolation() {
        assertThat(recording.statements()).hasSizeGreaterThan(200);
        assertThat(review.findings(TOLERATED)).isEmpty();
    }

    @Test
    void nothing_is_tolerated_that_is_not_there() {
        assertThat(review.needless(TOLERATED)).isEmpty();
    }

    @Test
    void what_is_tolerated_without_being_there_is_named() {
        assertThat(review.needless(Map.of("NobodyRepository.list shape", "it was so once")))
                .containsExactly("NobodyRepository.list shape");
    }

    @Test
    void every_method_that_works_in_a_session_was_seen_at_work() {
        assertThat(METHODS).hasSizeGreaterThan(100);
        assertThat(recording.silent(METHODS)).containsExactlyInAnyOrderElementsOf(SILENT.keySet());
    }

    @Test
    void a_method_that_issued_nothing_is_named() {
        List<IssuedStatement> others = recording.statements().stream()
                .filter(statement ->
                        statement.issuers().stream().noneMatch(each -> each.contains("DashboardRepository#list")))
                .toList();
        assertThat(new StatementRecording(recording.run(), others).silent(METHODS))
                .filteredOn(method -> !SILENT.containsKey(method))
                .singleElement()
                .asString()
                .startsWith("com.operanttechnologies.persistence.stage.DashboardRepository#list(");
    }

    @Test
    void without_a_recording_nothing_passes(@TempDir Path empty) {
        assertThatIllegalStateException()
                .isThrownBy(() -> StatementRecording.read(empty, Set.of()))
                .withMessageContaining("No statements are recorded in " + empty)
                .withMessageContaining("-pl persistence");
    }

    @Test
    void only_the_newest_run_counts(@TempDir Path folder) throws Exception {
        String line = "operant_runtime\ta.B#c()V\tselect 1";
        Files.write(folder.resolve("1.txt"), List.of("2026-11-28T02:00:00Z", line + "1"));
        Files.write(folder.resolve("2.txt"), List.of("2026-11-27T02:00:00Z", line + "2"));
        assertThat(StatementRecording.read(folder, Set.of()).statements())
                .extracting(IssuedStatement::sql)
                .containsExactly("select 11");
    }

    @Test
    void a_missing_index_is_found() throws Exception {
        List<IssuedStatement> lists = of("DashboardRepository.list");
        assertThat(PlanReview.of(lists, database).findings()).isEmpty();
        assertThat(
                        after(
                                lists,
                                "drop index stage.dashboard_by_title",
                                "create index dashboard_by_title on stage.dashboard (customer_id, archived, title, dashboard_id)"))
                .extracting(PlanFinding::name)
                .contains("DashboardRepository.list sort");
    }

    @Test
    void a_statement_without_the_Customer_is_found() throws Exception {
        assertThat(review("select title from stage.dashboard where dashboard_id = ?", id()))
                .extracting(PlanFinding::fault)
                .contains(Fault.SHAPE);
    }

    /** What it asks for can't be estimated, which excuses another shape, but not a policy in the plan. */
    @Test
    void a_search_without_the_Customer_is_found() throws Exception {
        assertThat(review("select title from stage.dashboard where dashboard_id = ? and title ilike '%a%'", id()))
                .extracting(PlanFinding::fault)
                .contains(Fault.SHAPE);
    }

    @Test
    void a_policy_that_calls_for_itself_is_found() throws Exception {
        List<IssuedStatement> statements = List.of(issued(
                "select title from stage.dashboard where customer_id = ? and dashboard_id = ?", customer(), id()));
        assertThat(PlanReview.of(statements, database).findings()).isEmpty();
        String policies = "alter policy tenant on stage.dashboard using (customer_id = %1$s);"
                + " alter policy tenant_fence on stage.dashboard using (customer_id = %1$s)";
        assertThat(after(
                        statements,
                        policies.formatted("tenancy.current_customer()"),
                        policies.formatted("(select tenancy.current_customer())")))
                .extracting(PlanFinding::fault)
                .contains(Fault.SHAPE);
    }

    /** What isn't leakproof may not be compared with a protected table's statistics, and is estimated without. */
    @Test
    void a_condition_that_a_policy_keeps_from_the_statistics_is_found() throws Exception {
        assertThat(review("select name from relay.screen where customer_id = ? and state ~ 'paired'", customer()))
                .extracting(PlanFinding::fault)
                .contains(Fault.ESTIMATE);
    }

    @Test
    void a_tenant_table_that_is_read_from_end_to_end_is_found() throws Exception {
        assertThat(review("select title from stage.dashboard where customer_id = ? and latest_version = 7", customer()))
                .extracting(PlanFinding::fault)
                .contains(Fault.SEQUENTIAL);
    }

    @Test
    void a_partitioned_table_without_a_time_is_found() throws Exception {
        assertThat(review(
                        "select browser from \"relay\".\"heartbeat\" where customer_id = ? and screen_id = ?",
                        customer(),
                        id()))
                .extracting(PlanFinding::fault)
                .contains(Fault.PARTITIONS);
    }

    /** As text it is no constant to the planner, which then plans for every partition. */
    @Test
    void a_time_that_is_sent_as_text_is_found() throws Exception {
        String sql = "select browser from \"relay\".\"heartbeat\" where customer_id = ? and screen_id = ?"
                + " and reported_at < cast(? as timestamptz)";
        String now = Instant.now().toString();
        assertThat(review(sql, customer(), id(), new Parameter("varchar", now)))
                .extracting(PlanFinding::fault)
                .contains(Fault.PARTITIONS);
        assertThat(review(sql, customer(), id(), new Parameter("timestamptz", now)))
                .isEmpty();
    }

    /** With two thousand ids of two thousand screens it took seconds. */
    @Test
    void ids_that_are_read_from_their_text_for_each_row_are_found() throws Exception {
        Parameter ids = new Parameter("varchar", "{" + UUID.randomUUID() + "," + UUID.randomUUID() + "}");
        String start = "select last_seen_at from relay.screen_status where customer_id = ? and screen_id ";
        assertThat(review(start + "= any (cast(? as uuid[]))", customer(), ids))
                .extracting(PlanFinding::fault)
                .contains(Fault.REREAD);
        assertThat(review(start + "in (select id from unnest(cast(? as uuid[])) as one_of (id))", customer(), ids))
                .extracting(PlanFinding::fault)
                .doesNotContain(Fault.REREAD);
    }

    @Test
    void a_statement_that_the_role_may_not_send_is_found() throws Exception {
        assertThat(review("select * from gateway.secret"))
                .extracting(PlanFinding::fault)
                .contains(Fault.REFUSED);
    }

    private static Set<String> sessionMethods() {
        return ArchConfiguration.withThreadLocalScope(configuration -> {
            // Libraries are only named, and there are many.
            configuration.setResolveMissingDependenciesFromClassPath(false);
            return SessionMethods.of(new ClassFileImporter()
                    .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                    .importPackages("com.operanttechnologies.persistence"));
        });
    }

    private static List<IssuedStatement> of(String method) {
        List<IssuedStatement> statements = recording.statements().stream()
                .filter(statement -> statement.method().equals(method))
                .toList();
        assertThat(statements).isNotEmpty();
        return statements;
    }

    private static List<PlanFinding> review(String sql, Parameter... parameters) throws SQLException {
        return PlanReview.of(List.of(issued(sql, parameters)), database).findings();
    }

    private static IssuedStatement issued(String sql, Parameter... parameters) {
        return new IssuedStatement(
                "Careless.query", DatabaseRole.RUNTIME, List.of("a.Careless#query()V"), sql, List.of(parameters));
    }

    private static Parameter customer() {
        return new Parameter("uuid", Parameter.CUSTOMER);
    }

    private static Parameter id() {
        return new Parameter("uuid", UUID.randomUUID().toString());
    }

    /** What is found after a change to the database, which is then undone. */
    private static List<PlanFinding> after(List<IssuedStatement> statements, String change, String back)
            throws SQLException {
        try (Connection connection = database.administrator().connect();
                Statement statement = connection.createStatement()) {
            statement.execute(change);
            try {
                return PlanReview.of(statements, database).findings();
            } finally {
                statement.execute(back);
            }
        }
    }
}
