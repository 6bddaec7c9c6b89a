package com.operanttechnologies.persistence.internal.jooq;

import static com.operanttechnologies.persistence.internal.jooq.ComparedStatement.of;
import static com.operanttechnologies.persistence.internal.tables.panel.Tables.ACCOUNT;
import static com.operanttechnologies.persistence.internal.tables.stage.Tables.DASHBOARD;
import static com.operanttechnologies.persistence.internal.tables.stage.Tables.DASHBOARD_VERSION;
import static com.operanttechnologies.persistence.internal.tables.stage.Tables.PUBLICATION;
import static com.operanttechnologies.persistence.internal.tables.tenancy.Tables.CUSTOMER;
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
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.selectCount;
import static org.jooq.impl.DSL.selectOne;

import com.operanttechnologies.persistence.internal.tables.stage.tables.Dashboard;
import java.util.stream.Stream;
import org.jooq.impl.DSL;

/** Queries within queries, common table expressions and functions. */
final class SubqueryStatements {

    private static final Dashboard D = DASHBOARD.as("d");

    private SubqueryStatements() {}

    static Stream<ComparedStatement> all() {
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
                                .where(D.TITLE.ge(
                                        DSL.all(select(DASHBOARD.TITLE).from(DASHBOARD))))
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
                            .on(DSL.trueCondition())
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
                    var n = DSL.generateSeries(1, 3).as("n", "n");
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
}
