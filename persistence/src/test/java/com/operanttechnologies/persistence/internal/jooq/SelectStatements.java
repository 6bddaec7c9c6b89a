package com.operanttechnologies.persistence.internal.jooq;

import static com.operanttechnologies.persistence.internal.jooq.ComparedStatement.of;
import static com.operanttechnologies.persistence.internal.jooq.TwoCustomers.dashboard;
import static com.operanttechnologies.persistence.internal.tables.panel.Tables.ACCOUNT;
import static com.operanttechnologies.persistence.internal.tables.stage.Tables.DASHBOARD;
import static com.operanttechnologies.persistence.internal.tables.stage.Tables.DASHBOARD_VERSION;
import static com.operanttechnologies.persistence.internal.tables.stage.Tables.PUBLICATION;
import static org.jooq.impl.DSL.asterisk;
import static org.jooq.impl.DSL.count;
import static org.jooq.impl.DSL.exists;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.rowNumber;
import static org.jooq.impl.DSL.selectOne;
import static org.jooq.impl.DSL.table;
import static org.jooq.impl.DSL.val;

import com.operanttechnologies.persistence.internal.tables.stage.tables.Dashboard;
import java.util.stream.Stream;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/** Queries of one table. */
final class SelectStatements {

    private static final Dashboard D = DASHBOARD.as("d");
    private static final Table<Record> PLAIN = table(name("stage", "dashboard"));
    private static final Field<String> PLAIN_TITLE = field(name("stage", "dashboard", "title"), String.class);

    private SelectStatements() {}

    static Stream<ComparedStatement> all() {
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
                    var w = name("w").as(DSL.orderBy(DASHBOARD.DASHBOARD_ID));
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
                                .where(D.VERSION.eq(DSL.param("v", 9L)))
                                .bind("v", 1L)
                                .fetch()),
                of(
                        "inlined",
                        c -> c.fetch(c.renderInlined(c.selectFrom(DASHBOARD).where(DASHBOARD.VERSION.eq(1L))))));
    }

    private static String catalog(DSLContext c) {
        return c.select(field("current_database()", SQLDataType.VARCHAR))
                .fetchSingle()
                .value1();
    }
}
