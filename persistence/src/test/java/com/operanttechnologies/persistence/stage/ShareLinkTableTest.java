package com.operanttechnologies.persistence.stage;

import static com.operanttechnologies.persistence.internal.tables.stage.Tables.SHARE_LINK;
import static org.assertj.core.api.Assertions.assertThat;

import com.operanttechnologies.persistence.ObservedSession;
import com.operanttechnologies.persistence.PlainSql;
import com.operanttechnologies.persistence.TestDatabase;
import com.operanttechnologies.persistence.TestSessions;
import com.operanttechnologies.persistence.page.Page;
import com.operanttechnologies.persistence.page.PageRequest;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What stage.share_link refuses by itself, and how it is read in pages. */
@Tag("STG-3")
class ShareLinkTableTest {

    private static final Instant MONDAY = Instant.parse("2026-11-23T09:00:00Z");

    private final TestSessions sessions = TestSessions.open();
    private final SharedDashboard shared = new SharedDashboard(sessions);
    private final UUID customer = shared.customer().customerId();

    @Test
    void a_revoked_link_is_never_brought_back() throws SQLException {
        UUID link = shared.share(SharedDashboard.WEEK).link().id();
        shared.<Boolean>links(links -> links.revoke(link));
        try (PlainSql sql = PlainSql.bound(sessions, shared.customer())) {
            for (String change :
                    List.of("state = 'live', revoked_at = null", "expires_at = now() + interval '1 day'")) {
                assertThat(sql.answer(
                                "update stage.share_link set " + change + " where customer_id = ? and link_id = ?",
                                customer,
                                link))
                        .isEqualTo("23514 share_link_revoked_for_good");
            }
        }
    }

    @Test
    void what_a_link_shows_to_whom_and_who_made_it_can_neither_be_changed_nor_forged() throws SQLException {
        UUID link = shared.share(SharedDashboard.WEEK).link().id();
        SharedDashboard other = new SharedDashboard(sessions);
        try (PlainSql sql = PlainSql.bound(sessions, shared.customer())) {
            for (String column : List.of("dashboard_id", "viewer_id", "link_id", "created_by", "created_at")) {
                assertThat(sql.answer(
                                "update stage.share_link set " + column + " = " + column
                                        + " where customer_id = ? and link_id = ?",
                                customer,
                                link))
                        .as(column)
                        .isEqualTo("42501");
            }
            String insert = "insert into stage.share_link (customer_id, link_id, dashboard_id, viewer_id, expires_at)"
                    + " values (?, ?, ?, ?, now() + interval '1 day')";
            assertThat(sql.answer(insert, customer, UUID.randomUUID(), other.dashboard(), shared.viewer()))
                    .startsWith("23503 share_link_customer_id_dashboard_id_fkey");
            assertThat(sql.answer(insert, customer, UUID.randomUUID(), shared.dashboard(), other.viewer()))
                    .startsWith("23503 share_link_customer_id_viewer_id_fkey");
            assertThat(sql.answer(insert, customer, UUID.randomUUID(), shared.dashboard(), shared.viewer()))
                    .isEqualTo("1");
        }
    }

    /** SQL that goes past the repositories leaves the token behind: it leads to a link that is gone. */
    @ParameterizedTest
    @ValueSource(strings = {"stage.dashboard", "stage.viewer", "stage.share_link"})
    void a_token_whose_link_was_deleted_past_the_repositories_shows_nothing(String table) throws SQLException {
        IssuedShareLink issued = shared.share(SharedDashboard.WEEK);
        assertThat(shared.shown(issued)).isPresent();
        try (PlainSql sql = PlainSql.bound(sessions, shared.customer())) {
            assertThat(sql.answer("delete from " + table + " where customer_id = ?", customer))
                    .isEqualTo("1");
            sql.commit();
        }
        assertThat(shared.resolve(issued)).as("identifiers of what is gone").isPresent();
        assertThat(shared.shown(issued)).isEmpty();
    }

    @Test
    void a_link_revoked_past_the_repositories_shows_nothing() throws SQLException {
        IssuedShareLink issued = shared.share(SharedDashboard.WEEK);
        try (PlainSql sql = PlainSql.bound(sessions, shared.customer())) {
            sql.answer(
                    "update stage.share_link set state = 'revoked', revoked_at = now() where customer_id = ?",
                    customer);
            sql.commit();
        }
        assertThat(shared.shown(issued)).isEmpty();
    }

    @Test
    void pages_hold_every_link_once_the_newest_first() {
        fill(shared, 25);
        List<ShareLink> byDashboard = new ArrayList<>();
        Optional<PageRequest<ShareLinkCursor>> next = Optional.of(PageRequest.first(4));
        while (next.isPresent()) {
            PageRequest<ShareLinkCursor> request = next.get();
            Page<ShareLink, ShareLinkCursor> page =
                    shared.links(links -> links.listByDashboard(shared.dashboard(), request));
            byDashboard.addAll(page.items());
            next = page.next().map(cursor -> PageRequest.after(cursor, 4));
        }
        assertThat(byDashboard).hasSize(25).doesNotHaveDuplicates();
        assertThat(byDashboard).isSortedAccordingTo((a, b) -> b.createdAt().compareTo(a.createdAt()));
        assertThat(shared.links(links -> links.listByViewer(shared.viewer(), PageRequest.first(200)))
                        .items())
                .isEqualTo(byDashboard);
    }

    @Test
    void lists_and_what_is_shown_are_one_statement_each_read_by_an_index() {
        fill(shared, 3_000);
        fill(new SharedDashboard(sessions), 3_000);
        TestDatabase.asSuperuser(TestDatabase.database(), "analyze stage.share_link");
        ShareLinkCursor middle = new ShareLinkCursor(MONDAY.plusSeconds(500), new UUID(0, 0));
        for (PageRequest<ShareLinkCursor> request :
                List.of(PageRequest.<ShareLinkCursor>first(50), PageRequest.after(middle, 50))) {
            assertThat(plan(links -> links.listByDashboard(shared.dashboard(), request)))
                    .contains("using share_link_by_dashboard")
                    .doesNotContain("Sort")
                    .doesNotContain("Seq Scan");
            assertThat(plan(links -> links.listByViewer(shared.viewer(), request)))
                    .contains("using share_link_by_viewer")
                    .doesNotContain("Sort")
                    .doesNotContain("Seq Scan");
        }
        assertThat(plan(links -> links.shown(UUID.randomUUID())))
                .contains("share_link_pkey")
                .doesNotContain("Seq Scan on share_link");
    }

    private String plan(Consumer<ShareLinkRepository> work) {
        return sessions.read(shared.customer(), session -> {
            ObservedSession observed = new ObservedSession(session);
            work.accept(new ShareLinkRepository(observed));
            return observed.plan();
        });
    }

    /** Links of which some have the same time, so that pages end within one. */
    private void fill(SharedDashboard whose, int rows) {
        sessions.perform(whose.customer(), session -> {
            var insert = session.dsl()
                    .insertInto(
                            SHARE_LINK,
                            SHARE_LINK.CUSTOMER_ID,
                            SHARE_LINK.LINK_ID,
                            SHARE_LINK.DASHBOARD_ID,
                            SHARE_LINK.VIEWER_ID,
                            SHARE_LINK.CREATED_AT,
                            SHARE_LINK.EXPIRES_AT);
            for (int i = 0; i < rows; i++) {
                OffsetDateTime at = MONDAY.plusSeconds(i / 3).atOffset(ZoneOffset.UTC);
                insert = insert.values(
                        session.customerId(), UUID.randomUUID(), whose.dashboard(), whose.viewer(), at, at.plusDays(7));
            }
            insert.execute();
        });
    }
}
