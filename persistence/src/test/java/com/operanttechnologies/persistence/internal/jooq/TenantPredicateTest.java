package com.operanttechnologies.persistence.internal.jooq;

import static com.operanttechnologies.persistence.internal.jooq.TwoCustomers.A;
import static com.operanttechnologies.persistence.internal.jooq.TwoCustomers.B;
import static com.operanttechnologies.persistence.internal.jooq.TwoCustomers.dashboard;
import static com.operanttechnologies.persistence.internal.tables.panel.Tables.ACCOUNT;
import static com.operanttechnologies.persistence.internal.tables.stage.Tables.DASHBOARD;
import static com.operanttechnologies.persistence.internal.tables.stage.Tables.DASHBOARD_VERSION;
import static com.operanttechnologies.persistence.internal.tables.stage.Tables.PUBLICATION;
import static com.operanttechnologies.persistence.internal.tables.tenancy.Tables.CUSTOMER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.jooq.impl.DSL.asterisk;
import static org.jooq.impl.DSL.count;
import static org.jooq.impl.DSL.countDistinct;
import static org.jooq.impl.DSL.exists;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.lateral;
import static org.jooq.impl.DSL.max;
import static org.jooq.impl.DSL.multiset;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.notExists;
import static org.jooq.impl.DSL.row;
import static org.jooq.impl.DSL.rowNumber;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.selectCount;
import static org.jooq.impl.DSL.selectOne;
import static org.jooq.impl.DSL.table;
import static org.jooq.impl.DSL.val;

import com.operanttechnologies.persistence.internal.tables.stage.tables.Dashboard;
import com.operanttechnologies.persistence.internal.tables.stage.tables.records.DashboardRecord;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.JSONB;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.impl.SQLDataType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The oracle: with the predicate, a statement must return and leave behind for Customer A exactly what the same
 * statement does without the predicate in a database in which A is alone, and must leave B's rows as they are.
 * Without the predicate it must do otherwise, else the statement would prove nothing.
 */
class TenantPredicateTest {

    private static final Dashboard D = DASHBOARD.as("d");
    private static final Table<Record> PLAIN = table(name("stage", "dashboard"));
    private static final Field<String> PLAIN_TITLE = field(name("stage", "dashboard", "title"), String.class);
    private static final UUID NEW = dashboard(9);

    private static TwoCustomers database;

    @BeforeAll
    static void start() throws Exception {
        database = TwoCustomers.start();
    }

    @AfterAll
    static void stop() throws Exception {
        database.close();
    }

    @ParameterizedTest
    @MethodSource({"selects", "joins", "subqueries", "changes", "records", "batches"})
    void does_for_one_Customer_what_it_would_do_if_that_one_were_alone(Statement statement) throws Exception {
        String othersRows = database.rowsOf(B);
        Savepoint before = database.administrator.setSavepoint();
        try {
            Outcome filtered = statement.outcome(database.asA());
            assertThat(database.rowsOf(B)).as("rows of B").isEqualTo(othersRows);
            database.administrator.rollback(before);

            if (!statement.sameWithout) {
                Outcome unfiltered = statement.outcomeOrError(database.unfiltered());
                assertThat(unfiltered).as("without the predicate").isNotEqualTo(filtered);
                database.administrator.rollback(before);
            }

            database.removeB();
            assertThat(filtered).isEqualTo(statement.outcome(database.unfiltered()));
        } finally {
            database.administrator.rollback();
        }
    }

    static Stream<Statement> selects() {
        return Stream.of(
                of("selectFrom", c -> c.selectFrom(DASHBOARD).fetch()),
                of(
                        "columns",
                        c -> c.select(DASHBOARD.TITLE, DASHBOARD.VERSION)
                                .from(DASHBOARD)
                                .where(DASHBOARD.ARCHIVED.isFalse())
                                .fetch()),
                of(
                        "or",
                        c -> c.select(DASHBOARD.TITLE)
                                .from(DASHBOARD)
                                .where(DASHBOARD.ARCHIVED.isTrue().or(DASHBOARD.ARCHIVED.isFalse()))
                                .fetch()),
                of("asterisk", c -> c.select(asterisk()).from(D).fetch()),
                of(
                        "qualified asterisk",
                        c -> c.select(DASHBOARD.asterisk()).from(DASHBOARD).fetch()),
                of(
                        "alias",
                        c -> c.select(D.TITLE).from(D).where(D.VERSION.eq(1L)).fetch()),
                of(
                        "alias with columns",
                        c -> c.select(field(name("x", "c3")))
                                .from(PLAIN.as(name("x"), name("c1"), name("c2"), name("c3")))
                                .fetch()),
                of("plain name", c -> c.select(PLAIN_TITLE).from(PLAIN).fetch()),
                of(
                        "plain name with alias",
                        c -> c.select(field(name("p", "title")))
                                .from(PLAIN.as("p"))
                                .fetch()),
                of(
                        "plain name with catalog",
                        c -> c.select(field(name("title")))
                                .from(table(name(catalog(c), "stage", "dashboard")))
                                .fetch()),
                of("alias named like another tenant table", c -> {
                    Dashboard publication = DASHBOARD.as("publication");
                    return c.select(publication.TITLE).from(publication).fetch();
                }),
                of(
                        "column by table name",
                        c -> c.select(field(name("dashboard", "title")))
                                .from(DASHBOARD)
                                .fetch()),
                of(
                        "inline derived table",
                        c -> c.selectFrom(DASHBOARD.where(DASHBOARD.ARCHIVED.isFalse()))
                                .fetch()),
                of("inline derived table in left join", c -> {
                    var live = DASHBOARD.where(DASHBOARD.ARCHIVED.isFalse());
                    return c.select(DASHBOARD_VERSION.NUMBER, live.TITLE)
                            .from(DASHBOARD_VERSION)
                            .leftJoin(live)
                            .on(DASHBOARD_VERSION.DASHBOARD_ID.eq(live.DASHBOARD_ID))
                            .fetch();
                }),
                of(
                        "group by",
                        c -> c.select(DASHBOARD.ARCHIVED, count())
                                .from(DASHBOARD)
                                .groupBy(DASHBOARD.ARCHIVED)
                                .having(count().gt(0))
                                .fetch()),
                of(
                        "window",
                        c -> c.select(
                                        DASHBOARD.TITLE,
                                        rowNumber()
                                                .over()
                                                .partitionBy(DASHBOARD.DASHBOARD_ID)
                                                .orderBy(DASHBOARD.TITLE))
                                .from(DASHBOARD)
                                .fetch()),
                of("window clause", c -> {
                    var w = name("w").as(org.jooq.impl.DSL.orderBy(DASHBOARD.DASHBOARD_ID));
                    return c.select(DASHBOARD.TITLE, count().over(w))
                            .from(DASHBOARD)
                            .window(w)
                            .fetch();
                }),
                of(
                        "distinct on",
                        c -> c.select(DASHBOARD.TITLE)
                                .distinctOn(DASHBOARD.TITLE)
                                .from(DASHBOARD)
                                .fetch()),
                of(
                        "seek",
                        c -> c.select(DASHBOARD.TITLE, DASHBOARD.DASHBOARD_ID)
                                .from(DASHBOARD)
                                .where(DASHBOARD.ARCHIVED.eq(false))
                                .orderBy(DASHBOARD.DASHBOARD_ID, DASHBOARD.TITLE)
                                .seek(dashboard(1), "A-1")
                                .limit(2)
                                .fetch()),
                of("for update", c -> c.selectFrom(DASHBOARD).forUpdate().fetch()),
                of(
                        "for update of",
                        c -> c.select(DASHBOARD.TITLE)
                                .from(DASHBOARD)
                                .join(PUBLICATION)
                                .using(DASHBOARD.CUSTOMER_ID, DASHBOARD.DASHBOARD_ID)
                                .forUpdate()
                                .of(DASHBOARD)
                                .skipLocked()
                                .fetch()),
                of(
                        "for share of alias",
                        c -> c.select(D.TITLE).from(D).forShare().of(D).noWait().fetch()),
                of("fetchCount of table", c -> c.fetchCount(DASHBOARD)),
                of("fetchCount of condition", c -> c.fetchCount(DASHBOARD, DASHBOARD.ARCHIVED.isTrue())),
                of("fetchCount of query", c -> c.fetchCount(c.selectFrom(DASHBOARD))),
                of("fetchExists", c -> c.fetchExists(DASHBOARD, DASHBOARD.TITLE.eq("B-1"))),
                of("fetchExists of query", c -> c.fetchExists(c.selectFrom(D).where(D.TITLE.eq("B-1")))),
                of(
                        "many bind values keep their order",
                        c -> c.select(val("first"), DASHBOARD.TITLE, val(2), ACCOUNT.DISPLAY_NAME)
                                .from(DASHBOARD)
                                .join(ACCOUNT)
                                .on(ACCOUNT.ROLE.eq("owner").and(DASHBOARD.DASHBOARD_ID.eq(ACCOUNT.ACCOUNT_ID)))
                                .where(DASHBOARD.LATEST_VERSION.between(1, 2))
                                .and(ACCOUNT.THEME.in("light", "dark"))
                                .orderBy(val("x"), DASHBOARD.TITLE)
                                .limit(10)
                                .fetch()),
                of("getSQL and getBindValues", c -> {
                    var query = c.select(val("first"), D.TITLE)
                            .from(D)
                            .where(D.VERSION.eq(1L))
                            .and(exists(
                                    selectOne().from(PUBLICATION).where(PUBLICATION.DASHBOARD_ID.eq(D.DASHBOARD_ID))));
                    return c.fetch(query.getSQL(), query.getBindValues().toArray());
                }),
                of(
                        "parsed",
                        c -> c.fetch(
                                c.parser()
                                        .parseSelect(
                                                "select title from stage.dashboard x where x.version = 1 and exists"
                                                        + " (select 1 from stage.publication p where p.dashboard_id = x.dashboard_id)"))),
                of(
                        "named parameter",
                        c -> c.select(D.TITLE)
                                .from(D)
                                .where(D.VERSION.eq(org.jooq.impl.DSL.param("v", 9L)))
                                .bind("v", 1L)
                                .fetch()),
                of(
                        "inlined",
                        c -> c.fetch(c.renderInlined(c.selectFrom(DASHBOARD).where(DASHBOARD.VERSION.eq(1L))))));
    }

    static Stream<Statement> joins() {
        return Stream.of(
                of(
                        "inner join",
                        c -> c.select(DASHBOARD.TITLE, PUBLICATION.PUBLISHED_BY)
                                .from(DASHBOARD)
                                .join(PUBLICATION)
                                .on(DASHBOARD.DASHBOARD_ID.eq(PUBLICATION.DASHBOARD_ID))
                                .fetch()),
                of(
                        "left join",
                        c -> c.select(DASHBOARD.TITLE, PUBLICATION.PUBLISHED_BY)
                                .from(DASHBOARD)
                                .leftJoin(PUBLICATION)
                                .on(DASHBOARD.DASHBOARD_ID.eq(PUBLICATION.DASHBOARD_ID))
                                .fetch()),
                of(
                        "left join that asks for missing rows",
                        c -> c.select(DASHBOARD.TITLE)
                                .from(DASHBOARD)
                                .leftJoin(PUBLICATION)
                                .on(DASHBOARD.DASHBOARD_ID.eq(PUBLICATION.DASHBOARD_ID))
                                .where(PUBLICATION.DASHBOARD_ID.isNull())
                                .fetch()),
                of(
                        "right join",
                        c -> c.select(D.TITLE, PUBLICATION.PUBLISHED_BY)
                                .from(PUBLICATION)
                                .rightJoin(D)
                                .on(D.DASHBOARD_ID.eq(PUBLICATION.DASHBOARD_ID))
                                .fetch()),
                of(
                        "full join",
                        c -> c.select(D.TITLE, ACCOUNT.DISPLAY_NAME)
                                .from(D)
                                .fullJoin(ACCOUNT)
                                .on(D.DASHBOARD_ID.eq(ACCOUNT.ACCOUNT_ID).and(ACCOUNT.ROLE.eq("owner")))
                                .fetch()),
                of(
                        "cross join",
                        c -> c.select(D.TITLE, ACCOUNT.EMAIL).from(D, ACCOUNT).fetch()),
                of(
                        "natural join",
                        c -> c.select(DASHBOARD.TITLE)
                                .from(DASHBOARD)
                                .naturalJoin(DASHBOARD_VERSION)
                                .fetch()),
                of(
                        "using",
                        c -> c.select(DASHBOARD.TITLE, DASHBOARD_VERSION.NUMBER)
                                .from(DASHBOARD)
                                .leftJoin(DASHBOARD_VERSION)
                                .using(DASHBOARD.DASHBOARD_ID)
                                .fetch()),
                of(
                        "onKey",
                        c -> c.select(DASHBOARD.TITLE, DASHBOARD_VERSION.NUMBER)
                                .from(DASHBOARD_VERSION)
                                .join(DASHBOARD)
                                .onKey()
                                .fetch()),
                of("self join", c -> {
                    Dashboard e = DASHBOARD.as("e");
                    return c.select(D.TITLE, e.TITLE)
                            .from(D)
                            .join(e)
                            .on(D.DASHBOARD_ID.lt(e.DASHBOARD_ID))
                            .fetch();
                }),
                of(
                        "nested join",
                        c -> c.select(DASHBOARD.TITLE, PUBLICATION.NUMBER)
                                .from(DASHBOARD)
                                .leftJoin(DASHBOARD_VERSION
                                        .join(PUBLICATION)
                                        .on(PUBLICATION.NUMBER.eq(DASHBOARD_VERSION.NUMBER)))
                                .on(DASHBOARD.DASHBOARD_ID.eq(PUBLICATION.DASHBOARD_ID))
                                .fetch()),
                of(
                        "semi join",
                        c -> c.select(DASHBOARD.TITLE)
                                .from(DASHBOARD)
                                .leftSemiJoin(PUBLICATION)
                                .on(PUBLICATION.DASHBOARD_ID.eq(DASHBOARD.DASHBOARD_ID))
                                .fetch()),
                of(
                        "anti join",
                        c -> c.select(DASHBOARD.TITLE)
                                .from(DASHBOARD)
                                .leftAntiJoin(PUBLICATION)
                                .on(PUBLICATION.DASHBOARD_ID.eq(DASHBOARD.DASHBOARD_ID))
                                .fetch()),
                of(
                        "implicit join",
                        c -> c.select(DASHBOARD_VERSION.NUMBER, DASHBOARD_VERSION.dashboard().TITLE)
                                .from(DASHBOARD_VERSION)
                                .fetch()),
                of(
                        "implicit join with bind values around it",
                        c -> c.select(
                                        val("first"),
                                        DASHBOARD_VERSION.NUMBER,
                                        DASHBOARD_VERSION.dashboard().TITLE,
                                        ACCOUNT.EMAIL)
                                .from(ACCOUNT, DASHBOARD_VERSION)
                                .where(DASHBOARD_VERSION.NUMBER.eq(1))
                                .and(ACCOUNT.ROLE.eq("owner"))
                                .fetch()),
                of(
                        "implicit join over two tables",
                        c -> c.select(
                                        PUBLICATION.PUBLISHED_BY,
                                        PUBLICATION.dashboardVersion().CREATED_BY,
                                        PUBLICATION.dashboardVersion().dashboard().TITLE)
                                .from(PUBLICATION)
                                .where(PUBLICATION.NUMBER.eq(2))
                                .fetch()),
                of("implicit join from an alias", c -> {
                    var v = DASHBOARD_VERSION.as("v");
                    return c.select(v.NUMBER, v.dashboard().TITLE)
                            .from(v)
                            .where(v.NUMBER.eq(1))
                            .fetch();
                }),
                of("two implicit joins", c -> {
                    var v = DASHBOARD_VERSION.as("v");
                    return c.select(v.NUMBER, v.dashboard().TITLE, PUBLICATION.dashboardVersion().CONTENT)
                            .from(PUBLICATION)
                            .join(v)
                            .on(v.NUMBER.ne(PUBLICATION.NUMBER))
                            .where(v.NUMBER.eq(1))
                            .fetch();
                }),
                of(
                        "implicit join in a subquery",
                        c -> c.select(D.TITLE)
                                .from(D)
                                .where(D.VERSION.eq(1L))
                                .and(D.TITLE.in(select(DASHBOARD_VERSION.dashboard().TITLE)
                                        .from(DASHBOARD_VERSION)
                                        .where(DASHBOARD_VERSION.NUMBER.eq(1))))
                                .and(D.LATEST_VERSION.ge(0))
                                .fetch()),
                of(
                        "implicit join inlined",
                        c -> c.fetch(
                                c.renderInlined(select(DASHBOARD_VERSION.NUMBER, DASHBOARD_VERSION.dashboard().TITLE)
                                        .from(DASHBOARD_VERSION)))),
                of(
                        "path join",
                        c -> c.select(DASHBOARD.TITLE, DASHBOARD.dashboardVersion().NUMBER)
                                .from(DASHBOARD)
                                .leftJoin(DASHBOARD.dashboardVersion())
                                .fetch()),
                of(
                        "path correlation",
                        c -> c.select(DASHBOARD.TITLE, field(selectCount().from(DASHBOARD.dashboardVersion())))
                                .from(DASHBOARD)
                                .fetch()));
    }

    static Stream<Statement> subqueries() {
        return Stream.of(
                of("derived table", c -> {
                    var t = select(DASHBOARD.TITLE).from(DASHBOARD).asTable("t");
                    return c.select(t.field(DASHBOARD.TITLE)).from(t).fetch();
                }),
                of("derived table named like a tenant table", c -> {
                    var t = select(ACCOUNT.EMAIL).from(ACCOUNT).asTable("dashboard");
                    return c.select(t.field(ACCOUNT.EMAIL)).from(t).fetch();
                }),
                of(
                        "exists",
                        c -> c.select(D.TITLE)
                                .from(D)
                                .where(exists(selectOne()
                                        .from(PUBLICATION)
                                        .where(PUBLICATION.DASHBOARD_ID.eq(D.DASHBOARD_ID))))
                                .fetch()),
                of(
                        "not exists",
                        c -> c.select(DASHBOARD.TITLE)
                                .from(DASHBOARD)
                                .where(notExists(selectOne()
                                        .from(PUBLICATION)
                                        .where(PUBLICATION.DASHBOARD_ID.eq(DASHBOARD.DASHBOARD_ID))))
                                .fetch()),
                of(
                        "in",
                        c -> c.select(D.TITLE)
                                .from(D)
                                .where(D.DASHBOARD_ID.in(
                                        select(DASHBOARD_VERSION.DASHBOARD_ID).from(DASHBOARD_VERSION)))
                                .fetch()),
                of(
                        "quantified",
                        c -> c.select(D.TITLE)
                                .from(D)
                                .where(D.TITLE.ge(org.jooq.impl.DSL.all(
                                        select(DASHBOARD.TITLE).from(DASHBOARD))))
                                .fetch()),
                of(
                        "scalar subquery",
                        c -> c.select(
                                        inline(1),
                                        field(select(max(DASHBOARD.TITLE)).from(DASHBOARD)))
                                .fetch()),
                of(
                        "correlated on the same table",
                        c -> c.select(DASHBOARD.TITLE)
                                .from(DASHBOARD)
                                .where(DASHBOARD.LATEST_VERSION.eq(
                                        select(max(D.LATEST_VERSION)).from(D).where(D.ARCHIVED.eq(DASHBOARD.ARCHIVED))))
                                .fetch()),
                of("lateral", c -> {
                    var newest = lateral(select(DASHBOARD_VERSION.NUMBER, DASHBOARD_VERSION.CREATED_BY)
                                    .from(DASHBOARD_VERSION)
                                    .where(DASHBOARD_VERSION.DASHBOARD_ID.eq(DASHBOARD.DASHBOARD_ID))
                                    .orderBy(DASHBOARD_VERSION.NUMBER.desc())
                                    .limit(1))
                            .as("newest");
                    return c.select(DASHBOARD.TITLE, newest.field("created_by"))
                            .from(DASHBOARD)
                            .leftJoin(newest)
                            .on(org.jooq.impl.DSL.trueCondition())
                            .fetch();
                }),
                of(
                        "union",
                        c -> c.select(DASHBOARD.TITLE)
                                .from(DASHBOARD)
                                .where(DASHBOARD.VERSION.eq(1L))
                                .union(select(ACCOUNT.DISPLAY_NAME)
                                        .from(ACCOUNT)
                                        .where(ACCOUNT.ROLE.eq("owner")))
                                .unionAll(select(CUSTOMER.NAME).from(CUSTOMER))
                                .orderBy(1)
                                .limit(50)
                                .fetch()),
                of(
                        "except and intersect",
                        c -> c.select(DASHBOARD.DASHBOARD_ID)
                                .from(DASHBOARD)
                                .where(DASHBOARD.TITLE.like("B%"))
                                .except(select(PUBLICATION.DASHBOARD_ID).from(PUBLICATION))
                                .intersect(select(D.DASHBOARD_ID).from(D))
                                .fetch()),
                of(
                        "cte",
                        c -> c.with("live")
                                .as(select(DASHBOARD.TITLE).from(DASHBOARD).where(DASHBOARD.ARCHIVED.isFalse()))
                                .select(field(name("live", "title")))
                                .from(name("live"))
                                .fetch()),
                of("cte named like a tenant table", c -> {
                    var cte = name("dashboard")
                            .as(select(DASHBOARD.TITLE).from(DASHBOARD).where(DASHBOARD.VERSION.eq(1L)));
                    return c.with(cte)
                            .select(cte.field(DASHBOARD.TITLE), ACCOUNT.EMAIL)
                            .from(cte, ACCOUNT)
                            .fetch();
                }),
                of("materialized cte used twice", c -> {
                    var cte = name("d").asMaterialized(select(DASHBOARD.TITLE).from(DASHBOARD));
                    return c.with(cte)
                            .select(
                                    cte.field(DASHBOARD.TITLE),
                                    field(selectCount().from(cte)))
                            .from(cte)
                            .fetch();
                }),
                of(
                        "recursive cte",
                        c -> c.withRecursive("n")
                                .as(select(DASHBOARD_VERSION.NUMBER)
                                        .from(DASHBOARD_VERSION)
                                        .where(DASHBOARD_VERSION.NUMBER.eq(1))
                                        .unionAll(select(DASHBOARD_VERSION.NUMBER)
                                                .from(DASHBOARD_VERSION)
                                                .join(name("n"))
                                                .on(DASHBOARD_VERSION.NUMBER.eq(
                                                        field(name("n", "number"), Integer.class)
                                                                .plus(1)))))
                                .select(count())
                                .from(name("n"))
                                .fetch()),
                of("changing cte", c -> {
                    var changed = name("changed")
                            .as(org.jooq
                                    .impl
                                    .DSL
                                    .update(DASHBOARD)
                                    .set(DASHBOARD.TITLE, DASHBOARD.TITLE.concat("!"))
                                    .returning(DASHBOARD.TITLE));
                    return c.with(changed)
                            .select(field(name("title")))
                            .from(changed)
                            .fetch();
                }),
                of(
                        "multiset",
                        c -> c.select(
                                        DASHBOARD.TITLE,
                                        multiset(select(DASHBOARD_VERSION.NUMBER, DASHBOARD_VERSION.CREATED_BY)
                                                        .from(DASHBOARD_VERSION)
                                                        .where(DASHBOARD_VERSION.DASHBOARD_ID.eq(
                                                                DASHBOARD.DASHBOARD_ID)))
                                                .as("versions"))
                                .from(DASHBOARD)
                                .fetch()),
                of("table as a value", c -> c.select(D).from(D).fetch()),
                of("table-valued function", c -> {
                    var n = org.jooq.impl.DSL.generateSeries(1, 3).as("n", "n");
                    return c.select(DASHBOARD.TITLE, n.field("n"))
                            .from(n)
                            .join(DASHBOARD)
                            .on(DASHBOARD.LATEST_VERSION.eq(n.field("n", Integer.class)))
                            .fetch();
                }),
                of("values", c -> {
                    var v = org.jooq
                            .impl
                            .DSL
                            .values(row(1, "one"), row(2, "two"))
                            .as("v", "n", "word");
                    return c.select(DASHBOARD.TITLE, v.field("word"))
                            .from(v)
                            .leftJoin(DASHBOARD)
                            .on(DASHBOARD.LATEST_VERSION.eq(v.field("n", Integer.class)))
                            .fetch();
                }),
                of(
                        "count distinct over everything",
                        c -> c.select(countDistinct(CUSTOMER.CUSTOMER_ID))
                                .from(CUSTOMER)
                                .fetch()));
    }

    static Stream<Statement> changes() {
        return Stream.of(
                of(
                        "update",
                        c -> c.update(DASHBOARD).set(DASHBOARD.TITLE, "new").execute()),
                of(
                        "update where",
                        c -> c.update(DASHBOARD)
                                .set(DASHBOARD.TITLE, "new")
                                .where(DASHBOARD.DASHBOARD_ID.eq(dashboard(1)))
                                .execute()),
                of(
                        "update where or",
                        c -> c.update(DASHBOARD)
                                .set(DASHBOARD.TITLE, "new")
                                .where(DASHBOARD.DASHBOARD_ID.eq(dashboard(1)))
                                .or(DASHBOARD.ARCHIVED)
                                .execute()),
                of(
                        "update inline derived table",
                        c -> c.update(DASHBOARD.where(DASHBOARD.ARCHIVED))
                                .set(DASHBOARD.TITLE, "new")
                                .execute()),
                of(
                        "update alias",
                        c -> c.update(D)
                                .set(D.TITLE, D.TITLE.concat("!"))
                                .where(D.VERSION.eq(1L))
                                .execute()),
                of(
                        "update plain name",
                        c -> c.update(PLAIN)
                                .set(field(name("title"), String.class), "new")
                                .execute()),
                of(
                        "update plain name with alias",
                        c -> c.update(PLAIN.as("p"))
                                .set(field(name("title"), String.class), "new")
                                .execute()),
                of(
                        "update from",
                        c -> c.update(DASHBOARD)
                                .set(DASHBOARD.TITLE, PUBLICATION.PUBLISHED_BY)
                                .from(PUBLICATION)
                                .where(PUBLICATION.DASHBOARD_ID.eq(DASHBOARD.DASHBOARD_ID))
                                .execute()),
                of(
                        "update from itself",
                        c -> c.update(DASHBOARD)
                                .set(DASHBOARD.TITLE, D.TITLE)
                                .from(D)
                                .where(D.VERSION.eq(DASHBOARD.VERSION).and(D.ARCHIVED))
                                .execute()),
                of(
                        "update from subquery",
                        c -> c.update(DASHBOARD)
                                .set(
                                        DASHBOARD.TITLE,
                                        field(select(max(ACCOUNT.DISPLAY_NAME)).from(ACCOUNT)))
                                .where(exists(selectOne()
                                        .from(PUBLICATION)
                                        .where(PUBLICATION.DASHBOARD_ID.eq(DASHBOARD.DASHBOARD_ID))))
                                .execute()),
                of(
                        "update row from subquery",
                        c -> c.update(DASHBOARD)
                                .set(
                                        row(DASHBOARD.TITLE, DASHBOARD.LATEST_VERSION),
                                        select(max(D.TITLE), max(D.LATEST_VERSION))
                                                .from(D))
                                .execute()),
                of(
                        "update with path",
                        c -> c.update(DASHBOARD_VERSION)
                                .set(DASHBOARD_VERSION.CREATED_BY, DASHBOARD_VERSION.dashboard().TITLE)
                                .where(DASHBOARD_VERSION
                                        .dashboard()
                                        .LATEST_VERSION
                                        .gt(0))
                                .execute()),
                of(
                        "update returning",
                        c -> c.update(DASHBOARD)
                                .set(DASHBOARD.VERSION, DASHBOARD.VERSION.plus(1))
                                .where(DASHBOARD.TITLE.isNotNull())
                                .returning()
                                .fetch()),
                of(
                        "update returning alias",
                        c -> c.update(D)
                                .set(D.VERSION, D.VERSION.plus(1))
                                .returningResult(D.TITLE, D.VERSION)
                                .fetch()),
                of(
                        "update with limit",
                        c -> c.update(DASHBOARD)
                                .set(DASHBOARD.TITLE, "new")
                                .where(DASHBOARD.ARCHIVED.isFalse())
                                .orderBy(DASHBOARD.TITLE.desc())
                                .limit(2)
                                .execute()),
                of("delete", c -> c.deleteFrom(PUBLICATION).execute()),
                of(
                        "delete where or",
                        c -> c.deleteFrom(DASHBOARD)
                                .where(DASHBOARD.ARCHIVED)
                                .or(DASHBOARD.DASHBOARD_ID.eq(dashboard(3)))
                                .execute()),
                of("delete alias", c -> c.deleteFrom(D).where(D.ARCHIVED).execute()),
                of(
                        "delete inline derived table",
                        c -> c.deleteFrom(DASHBOARD.where(DASHBOARD.ARCHIVED)).execute()),
                of("delete plain name", c -> c.deleteFrom(PLAIN).execute()),
                of(
                        "delete using",
                        c -> c.deleteFrom(DASHBOARD_VERSION)
                                .using(DASHBOARD)
                                .where(DASHBOARD.DASHBOARD_ID.eq(DASHBOARD_VERSION.DASHBOARD_ID))
                                .and(DASHBOARD.LATEST_VERSION.eq(1))
                                .execute()),
                of(
                        "delete returning",
                        c -> c.deleteFrom(DASHBOARD)
                                .where(DASHBOARD.ARCHIVED)
                                .returning(DASHBOARD.TITLE)
                                .fetch()),
                of(
                        "delete with limit",
                        c -> c.deleteFrom(ACCOUNT)
                                .where(ACCOUNT.THEME.eq("light"))
                                .orderBy(ACCOUNT.DISPLAY_NAME.desc())
                                .limit(1)
                                .execute()),
                of(
                        "insert select",
                        c -> c.insertInto(DASHBOARD, DASHBOARD.CUSTOMER_ID, DASHBOARD.DASHBOARD_ID, DASHBOARD.TITLE)
                                .select(select(D.CUSTOMER_ID, val(NEW), D.TITLE)
                                        .from(D)
                                        .where(D.ARCHIVED))
                                .execute()),
                of(
                        "insert select from the same table",
                        c -> c.insertInto(DASHBOARD, DASHBOARD.CUSTOMER_ID, DASHBOARD.DASHBOARD_ID, DASHBOARD.TITLE)
                                .select(select(DASHBOARD.CUSTOMER_ID, val(NEW), DASHBOARD.TITLE)
                                        .from(DASHBOARD)
                                        .where(DASHBOARD.ARCHIVED))
                                .returning(DASHBOARD.TITLE)
                                .fetch()),
                same(
                        "insert",
                        c -> c.insertInto(DASHBOARD)
                                .set(DASHBOARD.CUSTOMER_ID, A)
                                .set(DASHBOARD.DASHBOARD_ID, NEW)
                                .set(DASHBOARD.TITLE, "new")
                                .returning()
                                .fetch()),
                same(
                        "insert several",
                        c -> c.insertInto(D, D.CUSTOMER_ID, D.DASHBOARD_ID, D.TITLE)
                                .values(A, NEW, "new")
                                .values(A, dashboard(10), "newer")
                                .execute()),
                same(
                        "insert on conflict do nothing",
                        c -> c.insertInto(DASHBOARD)
                                .set(DASHBOARD.CUSTOMER_ID, A)
                                .set(DASHBOARD.DASHBOARD_ID, dashboard(1))
                                .set(DASHBOARD.TITLE, "new")
                                .onConflictDoNothing()
                                .execute()),
                same(
                        "insert on conflict do update",
                        c -> c.insertInto(DASHBOARD)
                                .set(DASHBOARD.CUSTOMER_ID, A)
                                .set(DASHBOARD.DASHBOARD_ID, dashboard(1))
                                .set(DASHBOARD.TITLE, "new")
                                .onConflict(DASHBOARD.CUSTOMER_ID, DASHBOARD.DASHBOARD_ID)
                                .doUpdate()
                                .set(DASHBOARD.TITLE, org.jooq.impl.DSL.excluded(DASHBOARD.TITLE))
                                .set(DASHBOARD.VERSION, DASHBOARD.VERSION.plus(1))
                                .where(DASHBOARD.TITLE.ne("x"))
                                .returning(DASHBOARD.VERSION)
                                .fetch()),
                same(
                        "insert on duplicate key update",
                        c -> c.insertInto(DASHBOARD)
                                .set(DASHBOARD.CUSTOMER_ID, A)
                                .set(DASHBOARD.DASHBOARD_ID, dashboard(1))
                                .set(DASHBOARD.TITLE, "new")
                                .onDuplicateKeyUpdate()
                                .set(DASHBOARD.TITLE, "newer")
                                .execute()),
                same(
                        "insert on duplicate key update of several keys",
                        c -> c.insertInto(ACCOUNT)
                                .set(ACCOUNT.CUSTOMER_ID, A)
                                .set(ACCOUNT.ACCOUNT_ID, dashboard(1))
                                .set(ACCOUNT.EMAIL, "one@example.org")
                                .set(ACCOUNT.DISPLAY_NAME, "new")
                                .set(ACCOUNT.ROLE, "owner")
                                .onDuplicateKeyUpdate()
                                .set(ACCOUNT.DISPLAY_NAME, "newer")
                                .execute()),
                of(
                        "merge",
                        c -> c.mergeInto(DASHBOARD)
                                .using(PUBLICATION)
                                .on(PUBLICATION.DASHBOARD_ID.eq(DASHBOARD.DASHBOARD_ID))
                                .whenMatchedThenUpdate()
                                .set(DASHBOARD.TITLE, PUBLICATION.PUBLISHED_BY)
                                .execute()),
                of(
                        "merge with or",
                        c -> c.mergeInto(DASHBOARD)
                                .using(PUBLICATION)
                                .on(PUBLICATION
                                        .DASHBOARD_ID
                                        .eq(DASHBOARD.DASHBOARD_ID)
                                        .or(DASHBOARD.ARCHIVED))
                                .whenMatchedAnd(DASHBOARD.ARCHIVED)
                                .thenDelete()
                                .whenMatchedThenUpdate()
                                .set(DASHBOARD.TITLE, "new")
                                .execute()),
                of("merge alias with select and insert", c -> {
                    var s = select(DASHBOARD_VERSION.DASHBOARD_ID, DASHBOARD_VERSION.CREATED_BY)
                            .from(DASHBOARD_VERSION)
                            .where(DASHBOARD_VERSION.NUMBER.eq(1))
                            .asTable("s");
                    return c.mergeInto(D)
                            .using(s)
                            .on(D.DASHBOARD_ID
                                    .eq(s.field(DASHBOARD_VERSION.DASHBOARD_ID))
                                    .and(D.LATEST_VERSION.eq(1)))
                            .whenMatchedThenUpdate()
                            .set(D.TITLE, s.field(DASHBOARD_VERSION.CREATED_BY))
                            .whenNotMatchedThenInsert(D.CUSTOMER_ID, D.DASHBOARD_ID, D.TITLE)
                            .values(val(A), val(NEW), val("new"))
                            .execute();
                }),
                of(
                        "merge using itself",
                        c -> c.mergeInto(DASHBOARD)
                                .using(D)
                                .on(D.TITLE.eq(DASHBOARD.TITLE))
                                .whenMatchedThenUpdate()
                                .set(DASHBOARD.TITLE, D.TITLE.concat("!"))
                                .execute()));
    }

    static Stream<Statement> records() {
        return Stream.of(
                of("fetchOne, change and store", c -> {
                    DashboardRecord record = c.fetchOne(DASHBOARD, DASHBOARD.TITLE.eq("A-1"));
                    record.setTitle("new");
                    return List.of(record.store(), c.fetchExists(DASHBOARD, DASHBOARD.TITLE.eq("B-1")));
                }),
                same("new record stored, refreshed and deleted", c -> {
                    DashboardRecord record = c.newRecord(DASHBOARD);
                    record.setCustomerId(A);
                    record.setDashboardId(NEW);
                    record.setTitle("new");
                    int stored = record.store();
                    record.refresh();
                    String refreshed = record.toString();
                    record.setTitle("newer");
                    int updated = record.update();
                    return List.of(stored, refreshed, updated, record.delete());
                }),
                same("merged", c -> {
                    DashboardRecord record = c.newRecord(DASHBOARD);
                    record.setCustomerId(A);
                    record.setDashboardId(dashboard(1));
                    record.setTitle("new");
                    return record.merge();
                }),
                of("another Customer's record is neither changed nor deleted", c -> {
                    DashboardRecord record = c.newRecord(DASHBOARD);
                    record.setCustomerId(B);
                    record.setDashboardId(dashboard(4));
                    record.setTitle("B-4");
                    record.changed(DASHBOARD.CUSTOMER_ID, false);
                    return c.executeUpdate(record) + c.executeDelete(record);
                }),
                of("executeUpdate with condition", c -> {
                    DashboardRecord record = c.newRecord(DASHBOARD);
                    record.setTitle("new");
                    return c.executeUpdate(record, DASHBOARD.VERSION.eq(1L));
                }));
    }

    static Stream<Statement> batches() {
        return Stream.of(
                of(
                        "batch of queries",
                        c -> list(c.batch(
                                        c.update(DASHBOARD).set(DASHBOARD.TITLE, "new"),
                                        c.deleteFrom(PUBLICATION),
                                        c.insertInto(
                                                        DASHBOARD,
                                                        DASHBOARD.CUSTOMER_ID,
                                                        DASHBOARD.DASHBOARD_ID,
                                                        DASHBOARD.TITLE)
                                                .values(A, NEW, "new"))
                                .execute())),
                of(
                        "batch of bind values",
                        c -> list(c.batch(c.update(DASHBOARD)
                                        .set(DASHBOARD.TITLE, (String) null)
                                        .where(DASHBOARD.DASHBOARD_ID.in(
                                                select(D.DASHBOARD_ID).from(D).where(D.VERSION.eq((Long) null))))
                                        .and(DASHBOARD.DASHBOARD_ID.eq((UUID) null)))
                                .bind("one", 1L, dashboard(1))
                                .bind("two", 1L, dashboard(2))
                                .execute())),
                same(
                        "batch insert of bind values",
                        c -> list(c.batch(c.insertInto(
                                                DASHBOARD,
                                                DASHBOARD.CUSTOMER_ID,
                                                DASHBOARD.DASHBOARD_ID,
                                                DASHBOARD.TITLE)
                                        .values((UUID) null, null, null))
                                .bind(A, NEW, "one")
                                .bind(A, dashboard(10), "two")
                                .execute())),
                of("batch of records", c -> {
                    List<DashboardRecord> records = new ArrayList<>(c.selectFrom(DASHBOARD)
                            .orderBy(DASHBOARD.DASHBOARD_ID, DASHBOARD.TITLE)
                            .fetch());
                    records.forEach(record -> record.setTitle("new " + record.getTitle()));
                    return List.of(
                            list(c.batchUpdate(records).execute()),
                            list(c.batchStore(records).execute()));
                }),
                of("batch delete of records", c -> {
                    var records = c.selectFrom(DASHBOARD)
                            .where(DASHBOARD.LATEST_VERSION.eq(0))
                            .fetch();
                    return list(c.batchDelete(records).execute());
                }),
                same("batch insert of records", c -> {
                    List<DashboardRecord> records = new ArrayList<>();
                    for (int i = 0; i < 3; i++) {
                        DashboardRecord record = c.newRecord(DASHBOARD);
                        record.setCustomerId(A);
                        record.setDashboardId(dashboard(20 + i));
                        record.setTitle("new");
                        records.add(record);
                    }
                    return list(c.batchInsert(records).execute());
                }),
                same(
                        "json value",
                        c -> c.insertInto(DASHBOARD_VERSION)
                                .set(DASHBOARD_VERSION.CUSTOMER_ID, A)
                                .set(DASHBOARD_VERSION.DASHBOARD_ID, dashboard(3))
                                .set(DASHBOARD_VERSION.NUMBER, 1)
                                .set(DASHBOARD_VERSION.CONTENT, JSONB.valueOf("{}"))
                                .set(DASHBOARD_VERSION.CREATED_BY, "A")
                                .execute()));
    }

    private static String catalog(DSLContext c) {
        return c.select(field("current_database()", SQLDataType.VARCHAR))
                .fetchSingle()
                .value1();
    }

    private static List<Integer> list(int[] counts) {
        return Arrays.stream(counts).boxed().toList();
    }

    private static Statement of(String name, Function<DSLContext, Object> work) {
        return new Statement(name, work, false);
    }

    /** A statement that touches A's rows only, by its own doing. */
    private static Statement same(String name, Function<DSLContext, Object> work) {
        return new Statement(name, work, true);
    }

    private record Statement(String name, Function<DSLContext, Object> work, boolean sameWithout) {

        Outcome outcome(DSLContext context) {
            Object result = work.apply(context);
            String text = result instanceof org.jooq.Result<?> rows
                    ? rows.stream()
                            .map(row -> row.intoList().toString())
                            .sorted()
                            .toList()
                            .toString()
                    : String.valueOf(result);
            return new Outcome(text, database.rowsOf(A));
        }

        Outcome outcomeOrError(DSLContext context) {
            try {
                return outcome(context);
            } catch (org.jooq.exception.DataAccessException e) {
                return new Outcome(e.getMessage(), "");
            }
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private record Outcome(String result, String rowsOfA) {}
}
