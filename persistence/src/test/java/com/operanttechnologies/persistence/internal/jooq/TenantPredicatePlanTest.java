package com.operanttechnologies.persistence.internal.jooq;

import static com.operanttechnologies.persistence.internal.jooq.TwoCustomers.A;
import static com.operanttechnologies.persistence.internal.jooq.TwoCustomers.B;
import static com.operanttechnologies.persistence.internal.jooq.TwoCustomers.TABLES;
import static com.operanttechnologies.persistence.internal.jooq.TwoCustomers.dashboard;
import static com.operanttechnologies.persistence.internal.tables.stage.Tables.DASHBOARD;
import static com.operanttechnologies.persistence.internal.tables.stage.Tables.PUBLICATION;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.operanttechnologies.migrations.local.DatabaseRole;
import com.operanttechnologies.persistence.internal.tables.stage.tables.Dashboard;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jooq.DSLContext;
import org.jooq.Query;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What PostgreSQL makes of the predicate together with the policies, as the role that serves requests. */
@Tag("thorough")
class TenantPredicatePlanTest {

    private static final Dashboard D = DASHBOARD.as("d");

    private static TwoCustomers database;
    private static Connection runtime;
    private DSLContext jooq = DSL.using(org.jooq.SQLDialect.POSTGRES);

    @BeforeAll
    static void start() throws Exception {
        database = TwoCustomers.start();
        database.administrator.commit();
        runtime = database.database().login(DatabaseRole.RUNTIME).connect();
        runtime.setAutoCommit(false);
    }

    @AfterAll
    static void stop() throws Exception {
        runtime.close();
        database.close();
    }

    @BeforeEach
    void bind() throws Exception {
        jooq = DSL.using(SessionConfiguration.of(runtime, TABLES, A));
        jooq.execute("select tenancy.bind(?, false)", token());
        // So small a table is read from end to end, whatever the conditions.
        jooq.execute("set local enable_seqscan = off");
        jooq.execute("set local enable_bitmapscan = off");
    }

    @AfterEach
    void rollback() throws Exception {
        runtime.rollback();
    }

    @ParameterizedTest
    @ValueSource(strings = {"force_custom_plan", "force_generic_plan"})
    void a_select_is_planned_as_one_filtered_by_hand(String mode) {
        for (Query query : List.of(
                jooq.select(DASHBOARD.TITLE).from(DASHBOARD).where(DASHBOARD.DASHBOARD_ID.eq(dashboard(1))),
                jooq.select(D.TITLE).from(D).orderBy(D.TITLE).limit(10),
                jooq.select(D.TITLE).from(D).forUpdate().of(D),
                jooq.selectFrom(DASHBOARD).forShare())) {
            String plan = plan(query, mode);
            assertThat(plan)
                    .contains("One-Time Filter")
                    .containsPattern("Index Cond: .*customer_id = ")
                    .doesNotContain("Subquery Scan")
                    .doesNotContain("SubPlan");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"force_custom_plan", "force_generic_plan"})
    void an_outer_join_filters_both_sides_by_index(String mode) {
        String plan = plan(
                jooq.select(DASHBOARD.TITLE, PUBLICATION.NUMBER)
                        .from(DASHBOARD)
                        .leftJoin(PUBLICATION)
                        .on(PUBLICATION.DASHBOARD_ID.eq(DASHBOARD.DASHBOARD_ID)),
                mode);
        assertThat(plan).contains("One-Time Filter").doesNotContain("Subquery Scan");
        assertThat(plan.split("Index Cond: .*customer_id = ", -1)).hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"force_custom_plan", "force_generic_plan"})
    void changes_find_their_rows_by_index(String mode) {
        for (Query query : List.of(
                jooq.update(DASHBOARD).set(DASHBOARD.TITLE, "x").where(DASHBOARD.ARCHIVED),
                jooq.deleteFrom(D).where(D.ARCHIVED))) {
            assertThat(plan(query, mode)).contains("One-Time Filter").containsPattern("Index Cond: .*customer_id = ");
        }
    }

    @Test
    void an_insert_that_leaves_the_Customer_out_stores_it() {
        jooq.insertInto(DASHBOARD)
                .set(DASHBOARD.DASHBOARD_ID, dashboard(9))
                .set(DASHBOARD.TITLE, "new")
                .execute();
        jooq.batch(jooq.insertInto(DASHBOARD, DASHBOARD.DASHBOARD_ID, DASHBOARD.TITLE)
                        .values(dashboard(0), ""))
                .bind(dashboard(10), "newer")
                .bind(dashboard(11), "newest")
                .execute();
        var record = jooq.newRecord(DASHBOARD);
        record.setDashboardId(dashboard(12));
        record.setTitle("record");
        record.store();
        assertThat(jooq.selectDistinct(DASHBOARD.CUSTOMER_ID).from(DASHBOARD).fetch(DASHBOARD.CUSTOMER_ID))
                .containsExactly(A);
        assertThat(jooq.fetchCount(DASHBOARD)).isEqualTo(8);
    }

    @Test
    void an_insert_for_another_Customer_is_refused_by_the_database() {
        assertThatExceptionOfType(DataAccessException.class)
                .isThrownBy(() -> jooq.insertInto(DASHBOARD)
                        .set(DASHBOARD.CUSTOMER_ID, B)
                        .set(DASHBOARD.DASHBOARD_ID, dashboard(9))
                        .set(DASHBOARD.TITLE, "new")
                        .execute())
                .satisfies(e -> assertThat(e.sqlState()).isEqualTo("42501"));
    }

    @Test
    void an_aliased_target_with_a_limit_changes_so_many_rows() {
        assertThat(jooq.update(D)
                        .set(D.TITLE, "new")
                        .orderBy(D.TITLE.desc())
                        .limit(2)
                        .execute())
                .isEqualTo(2);
        assertThat(jooq.fetchCount(DASHBOARD, DASHBOARD.TITLE.eq("new"))).isEqualTo(2);
    }

    private String plan(Query query, String mode) {
        jooq.execute("set local plan_cache_mode = " + mode);
        return String.join(
                "\n",
                jooq.fetch("explain " + query.getSQL(), query.getBindValues().toArray())
                        .into(String.class));
    }

    /** A token as V001__scope.sql describes it. */
    private static String token() throws Exception {
        try (Connection signer = database.database().login(DatabaseRole.SIGNER).connect();
                Statement statement = signer.createStatement();
                ResultSet key = statement.executeQuery("select * from tenancy.current_signing_key()")) {
            key.next();
            String content = "v1." + key.getString("key_id") + "." + A + ".job:test."
                    + Instant.now().plusSeconds(600).getEpochSecond();
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key.getBytes("secret"), "HmacSHA256"));
            return content + "." + HexFormat.of().formatHex(mac.doFinal(content.getBytes(StandardCharsets.UTF_8)));
        }
    }
}
