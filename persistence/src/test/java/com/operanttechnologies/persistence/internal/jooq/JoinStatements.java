package com.operanttechnologies.persistence.internal.jooq;

import static com.operanttechnologies.persistence.internal.jooq.ComparedStatement.of;
import static com.operanttechnologies.persistence.internal.tables.panel.Tables.ACCOUNT;
import static com.operanttechnologies.persistence.internal.tables.stage.Tables.DASHBOARD;
import static com.operanttechnologies.persistence.internal.tables.stage.Tables.DASHBOARD_VERSION;
import static com.operanttechnologies.persistence.internal.tables.stage.Tables.PUBLICATION;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.selectCount;
import static org.jooq.impl.DSL.val;

import com.operanttechnologies.persistence.internal.tables.stage.tables.Dashboard;
import java.util.stream.Stream;

/** Queries that join, by every kind of join and by paths. */
final class JoinStatements {

    private static final Dashboard D = DASHBOARD.as("d");

    private JoinStatements() {}

    static Stream<ComparedStatement> all() {
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
}
