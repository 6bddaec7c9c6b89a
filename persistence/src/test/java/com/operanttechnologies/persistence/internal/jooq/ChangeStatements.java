package com.operanttechnologies.persistence.internal.jooq;

import static com.operanttechnologies.persistence.internal.jooq.ComparedStatement.of;
import static com.operanttechnologies.persistence.internal.jooq.ComparedStatement.same;
import static com.operanttechnologies.persistence.internal.jooq.TwoCustomers.A;
import static com.operanttechnologies.persistence.internal.jooq.TwoCustomers.dashboard;
import static com.operanttechnologies.persistence.internal.tables.panel.Tables.ACCOUNT;
import static com.operanttechnologies.persistence.internal.tables.stage.Tables.DASHBOARD;
import static com.operanttechnologies.persistence.internal.tables.stage.Tables.DASHBOARD_VERSION;
import static com.operanttechnologies.persistence.internal.tables.stage.Tables.PUBLICATION;
import static org.jooq.impl.DSL.exists;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.max;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.row;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.selectOne;
import static org.jooq.impl.DSL.table;
import static org.jooq.impl.DSL.val;

import com.operanttechnologies.persistence.internal.tables.stage.tables.Dashboard;
import java.util.UUID;
import java.util.stream.Stream;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.impl.DSL;

/** INSERT, UPDATE, DELETE and MERGE. */
final class ChangeStatements {

    private static final Dashboard D = DASHBOARD.as("d");
    private static final Table<Record> PLAIN = table(name("stage", "dashboard"));
    private static final UUID NEW = dashboard(9);

    private ChangeStatements() {}

    static Stream<ComparedStatement> all() {
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
                                .set(DASHBOARD.TITLE, DSL.excluded(DASHBOARD.TITLE))
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
}
