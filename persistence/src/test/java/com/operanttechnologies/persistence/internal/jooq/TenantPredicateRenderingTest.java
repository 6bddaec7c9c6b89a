package com.operanttechnologies.persistence.internal.jooq;

import static com.operanttechnologies.persistence.internal.jooq.TwoCustomers.A;
import static com.operanttechnologies.persistence.internal.jooq.TwoCustomers.TABLES;
import static com.operanttechnologies.persistence.internal.tables.gateway.Tables.SECRET;
import static com.operanttechnologies.persistence.internal.tables.panel.Tables.ACCOUNT;
import static com.operanttechnologies.persistence.internal.tables.stage.Tables.DASHBOARD;
import static com.operanttechnologies.persistence.internal.tables.stage.Tables.DASHBOARD_VERSION;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.jooq.impl.DSL.exists;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.selectOne;
import static org.jooq.impl.DSL.table;
import static org.jooq.impl.DSL.val;

import com.operanttechnologies.persistence.error.InvalidInputException;
import com.operanttechnologies.persistence.error.RefusedException;
import com.operanttechnologies.persistence.internal.tables.stage.tables.Dashboard;
import java.util.List;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jooq.Query;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.jooq.impl.DefaultConfiguration;
import org.junit.jupiter.api.Test;

class TenantPredicateRenderingTest {

    private static final UUID ID = TwoCustomers.dashboard(1);
    private static final Dashboard D = DASHBOARD.as("d");

    private final DSLContext jooq = using(TABLES);

    @Test
    void a_table_becomes_a_derived_table_under_its_own_name() {
        assertRendered(
                jooq.select(DASHBOARD.TITLE).from(DASHBOARD).where(DASHBOARD.DASHBOARD_ID.eq(ID)),
                "select \"dashboard\".\"title\" from (select * from \"stage\".\"dashboard\" where \"customer_id\" ="
                        + " cast(? as uuid)) as \"dashboard\" where \"dashboard\".\"dashboard_id\" = cast(? as uuid)",
                A,
                ID);
    }

    @Test
    void an_aliased_table_becomes_a_derived_table_under_its_alias() {
        assertRendered(
                jooq.select(D.TITLE).from(D),
                "select \"d\".\"title\" from (select * from \"stage\".\"dashboard\" where \"customer_id\" ="
                        + " cast(? as uuid)) as \"d\"",
                A);
    }

    @Test
    void an_update_keeps_its_target_and_gets_the_condition() {
        assertRendered(
                jooq.update(DASHBOARD)
                        .set(DASHBOARD.TITLE, "x")
                        .where(DASHBOARD.ARCHIVED)
                        .or(DASHBOARD.DASHBOARD_ID.eq(ID)),
                "update \"stage\".\"dashboard\" set \"title\" = ? where ((\"dashboard\".\"archived\" or"
                        + " \"dashboard\".\"dashboard_id\" = cast(? as uuid)) and \"dashboard\".\"customer_id\" ="
                        + " cast(? as uuid))",
                "x",
                ID,
                A);
    }

    @Test
    void a_delete_without_a_condition_gets_one() {
        assertRendered(
                jooq.deleteFrom(D),
                "delete from \"stage\".\"dashboard\" as \"d\" where \"d\".\"customer_id\" = cast(? as uuid)",
                A);
    }

    @Test
    void a_delete_with_a_limit_has_the_condition_on_its_target_and_in_its_subquery() {
        assertRendered(
                jooq.deleteFrom(D).where(D.ARCHIVED).orderBy(D.TITLE).limit(2),
                "delete from \"stage\".\"dashboard\" as \"d\" where ((\"d\".\"customer_id\", \"d\".\"dashboard_id\") in"
                        + " (select \"d\".\"customer_id\", \"d\".\"dashboard_id\" from (select * from"
                        + " \"stage\".\"dashboard\" where \"customer_id\" = cast(? as uuid)) as \"d\" where"
                        + " \"d\".\"archived\" order by \"d\".\"title\" fetch next ? rows only) and"
                        + " \"d\".\"customer_id\" = cast(? as uuid))",
                A,
                2,
                A);
    }

    @Test
    void an_insert_that_leaves_the_Customer_out_gets_it() {
        assertRendered(
                jooq.insertInto(DASHBOARD, DASHBOARD.DASHBOARD_ID, DASHBOARD.TITLE)
                        .values(ID, "one")
                        .values(ID, "two"),
                "insert into \"stage\".\"dashboard\" (\"dashboard_id\", \"title\", \"customer_id\") values"
                        + " (cast(? as uuid), ?, cast(? as uuid)), (cast(? as uuid), ?, cast(? as uuid))",
                ID,
                "one",
                A,
                ID,
                "two",
                A);
    }

    @Test
    void an_insert_that_names_the_Customer_stays_as_it_is() {
        assertRendered(
                jooq.insertInto(DASHBOARD)
                        .set(DASHBOARD.CUSTOMER_ID, A)
                        .set(DASHBOARD.TITLE, "one")
                        .returning(DASHBOARD.TITLE),
                "insert into \"stage\".\"dashboard\" (\"customer_id\", \"title\") values (cast(? as uuid), ?)"
                        + " returning \"dashboard\".\"title\"",
                A,
                "one");
    }

    @Test
    void an_insert_that_cannot_be_completed_is_refused() {
        List<Query> inserts = List.of(
                jooq.insertInto(DASHBOARD).defaultValues(),
                jooq.insertInto(DASHBOARD, DASHBOARD.DASHBOARD_ID, DASHBOARD.TITLE)
                        .select(select(D.DASHBOARD_ID, D.TITLE).from(D)),
                jooq.insertInto(table(name("stage", "dashboard"))).values(ID, "x"),
                jooq.mergeInto(DASHBOARD)
                        .using(D)
                        .on(D.TITLE.eq(DASHBOARD.TITLE))
                        .whenNotMatchedThenInsert(DASHBOARD.TITLE)
                        .values("x"));
        for (Query insert : inserts) {
            assertThatExceptionOfType(InvalidInputException.class)
                    .isThrownBy(insert::getSQL)
                    .withMessage("The INSERT into stage.dashboard must name its columns, and customer_id among them;"
                            + " give it the session's customerId()");
        }
    }

    @Test
    void limit_on_a_table_without_a_known_key_is_refused() {
        assertThatExceptionOfType(InvalidInputException.class)
                .isThrownBy(() -> jooq.deleteFrom(table(name("stage", "dashboard")))
                        .limit(1)
                        .getSQL())
                .withMessageContaining("primary key of stage.dashboard");
    }

    @Test
    void tables_that_are_no_tenant_tables_stay_as_they_are() {
        assertRendered(
                jooq.select(SECRET.KIND).from(SECRET),
                "select \"gateway\".\"secret\".\"kind\" from \"gateway\".\"secret\"");
        assertRendered(
                jooq.select()
                        .from(table(name("dashboard")))
                        .join("stage.dashboard")
                        .on("true"),
                "select * from \"dashboard\" join stage.dashboard on (true)");
        assertRendered(jooq.truncate(DASHBOARD), "truncate table \"stage\".\"dashboard\"");
    }

    @Test
    void plain_SQL_stays_as_it_is_and_a_query_in_it_does_not() {
        assertRendered(
                jooq.resultQuery(
                        "select {0} from {1} where exists ({2})",
                        DASHBOARD.TITLE, DASHBOARD, selectOne().from(D)),
                "select \"dashboard\".\"title\" from \"stage\".\"dashboard\" where exists (select 1 as \"one\" from (select *"
                        + " from \"stage\".\"dashboard\" where \"customer_id\" = cast(? as uuid)) as \"d\")",
                A);
    }

    @Test
    void an_implicit_join_has_as_many_bind_values_as_placeholders() {
        Query query = jooq.select(val("first"), DASHBOARD_VERSION.dashboard().TITLE)
                .from(DASHBOARD_VERSION)
                .where(DASHBOARD_VERSION.NUMBER.eq(1));
        assertThat(query.getSQL().chars().filter(c -> c == '?').count()).isEqualTo(4);
    }

    @Test
    void the_Customer_of_a_statement_can_not_be_changed_by_rebinding() {
        Query query = jooq.selectFrom(DASHBOARD).where(DASHBOARD.TITLE.eq("x"));
        query.bind(1, TwoCustomers.B);
        assertThat(query.getBindValues()).containsExactly(A, "x");
    }

    @Test
    void a_name_in_two_schemas_needs_an_alias_in_FROM_and_none_as_a_target() {
        TenantTables two = TenantTables.of(List.of("stage.dashboard", "panel.dashboard"));
        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> using(two).selectFrom(DASHBOARD).getSQL())
                .withMessageContaining("named like stage.dashboard")
                .withMessageContaining("alias");
        assertThat(using(two).selectFrom(D).getSQL()).contains("\"stage\".\"dashboard\" where");
        assertThat(using(two)
                        .update(DASHBOARD)
                        .set(DASHBOARD.TITLE, "x")
                        .where(DASHBOARD.ARCHIVED)
                        .getSQL())
                .endsWith("where (\"stage\".\"dashboard\".\"archived\" and \"stage\".\"dashboard\".\"customer_id\" ="
                        + " cast(? as uuid))");
    }

    @Test
    void a_column_that_another_table_of_the_same_name_would_capture_is_refused() {
        var other = table(name("elsewhere", "account"));
        Query query = jooq.select(ACCOUNT.EMAIL)
                .from(ACCOUNT)
                .where(exists(selectOne()
                        .from(other)
                        .where(ACCOUNT.ACCOUNT_ID.eq(field(name("elsewhere", "account", "id"), UUID.class)))));
        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(query::getSQL)
                .withMessageContaining("named like panel.account");
    }

    @Test
    void tenant_tables_are_qualified_names() {
        assertThat(TABLES.contains("stage", "dashboard")).isTrue();
        assertThat(TABLES.contains("panel", "dashboard")).isFalse();
        assertThat(TABLES.contains("stage", "Dashboard")).isFalse();
        for (String wrong : List.of("dashboard", ".dashboard", "stage.", "a.b.c", "")) {
            assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> TenantTables.of(List.of(wrong)));
        }
    }

    private static DSLContext using(TenantTables tables) {
        return DSL.using(new DefaultConfiguration().set(SQLDialect.POSTGRES).set(new TenantPredicate(tables, A)));
    }

    private static void assertRendered(Query query, String sql, Object... bindValues) {
        assertThat(query.getSQL()).isEqualTo(sql);
        assertThat(query.getBindValues()).containsExactly(bindValues);
    }
}
