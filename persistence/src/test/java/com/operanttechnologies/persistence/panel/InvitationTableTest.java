package com.operanttechnologies.persistence.panel;

import static com.operanttechnologies.persistence.internal.tables.panel.Tables.INVITATION;
import static org.assertj.core.api.Assertions.assertThat;

import com.operanttechnologies.persistence.ObservedSession;
import com.operanttechnologies.persistence.PlainSql;
import com.operanttechnologies.persistence.TenantScope;
import com.operanttechnologies.persistence.TestDatabase;
import com.operanttechnologies.persistence.TestSessions;
import com.operanttechnologies.persistence.page.Page;
import com.operanttechnologies.persistence.page.PageRequest;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What panel.invitation refuses by itself, and how it is read in pages. */
@Tag("PAN-6")
class InvitationTableTest {

    private static final Instant MONDAY = Instant.parse("2026-11-23T09:00:00Z");

    private final TestSessions sessions = TestSessions.open();
    private final TenantScope acme = sessions.newCustomer("Acme");

    @Test
    void an_invitation_that_has_ended_never_changes_again() throws SQLException {
        UUID id = invite();
        sessions.perform(acme, session -> new InvitationRepository(session).revoke(id, People.CAUSE));
        try (PlainSql sql = PlainSql.bound(sessions, acme)) {
            assertThat(sql.answer(
                            "update panel.invitation set state = 'offered', ended_at = null"
                                    + " where customer_id = ? and invitation_id = ?",
                            acme.customerId(),
                            id))
                    .isEqualTo("23514 invitation_ends_once");
            assertThat(sql.answer(
                            "update panel.invitation set state = 'accepted' where customer_id = ? and invitation_id = ?",
                            acme.customerId(),
                            id))
                    .isEqualTo("23514 invitation_ends_once");
        }
    }

    @Test
    void an_invitation_is_accepted_before_it_expires_and_not_at_no_time() throws SQLException {
        UUID id = invite();
        try (PlainSql sql = PlainSql.bound(sessions, acme)) {
            String accept = "update panel.invitation set state = 'accepted', ended_at = %s where invitation_id = ?";
            sql.assertRefused("23514 invitation_accepted_in_time", accept.formatted("expires_at"), id);
            sql.assertRefused("23514 invitation_check1", accept.formatted("null"), id);
            assertThat(sql.answer(accept.formatted("now()"), id)).isEqualTo("1");
        }
    }

    @Test
    void what_was_offered_and_by_whom_can_neither_be_changed_nor_forged() throws SQLException {
        UUID id = invite();
        try (PlainSql sql = PlainSql.bound(sessions, acme)) {
            for (String column : List.of(
                    "role = 'owner'", "email = 'eve@acme.example'", "invited_by = 'account:x'", "expires_at = now()")) {
                assertThat(sql.answer(
                                "update panel.invitation set " + column
                                        + " where customer_id = ? and invitation_id = ?",
                                acme.customerId(),
                                id))
                        .as(column)
                        .isEqualTo("42501");
            }
            for (String column : List.of("state", "invited_by", "version")) {
                assertThat(sql.answer(
                                "insert into panel.invitation (customer_id, invitation_id, email, role, expires_at, "
                                        + column
                                        + ") values (?, ?, 'eve@acme.example', 'owner', now() + interval '1 day', '1')",
                                acme.customerId(),
                                UUID.randomUUID()))
                        .as(column)
                        .isIn("42501", "42804"); // the type is looked at before the privilege
            }
        }
    }

    @Test
    void an_address_has_one_open_invitation_at_a_time() throws SQLException {
        String insert = "insert into panel.invitation (customer_id, invitation_id, email, role, expires_at)"
                + " values (?, ?, 'grace@acme.example', 'member', now() + interval '1 day')";
        try (PlainSql sql = PlainSql.bound(sessions, acme)) {
            UUID first = UUID.randomUUID();
            assertThat(sql.answer(insert, acme.customerId(), first)).isEqualTo("1");
            assertThat(sql.answer(insert, acme.customerId(), UUID.randomUUID())).isEqualTo("23505 invitation_offered");
            assertThat(sql.answer(
                            "update panel.invitation set state = 'revoked', ended_at = now()"
                                    + " where customer_id = ? and invitation_id = ?",
                            acme.customerId(),
                            first))
                    .isEqualTo("1");
            assertThat(sql.answer(insert, acme.customerId(), UUID.randomUUID())).isEqualTo("1");
        }
    }

    @Test
    void pages_hold_every_invitation_of_a_state_once_the_newest_first() {
        fill(acme, 25, "offered");
        fill(acme, 7, "revoked");
        List<Invitation> paged = new ArrayList<>();
        Optional<PageRequest<InvitationCursor>> next = Optional.of(PageRequest.first(4));
        while (next.isPresent()) {
            PageRequest<InvitationCursor> request = next.get();
            Page<Invitation, InvitationCursor> page = sessions.read(
                    acme, session -> new InvitationRepository(session).list(InvitationState.OFFERED, request));
            paged.addAll(page.items());
            next = page.next().map(cursor -> PageRequest.after(cursor, 4));
        }
        assertThat(paged).hasSize(25).doesNotHaveDuplicates();
        assertThat(paged).isSortedAccordingTo((a, b) -> b.createdAt().compareTo(a.createdAt()));
        assertThat(paged).allMatch(one -> one.state() == InvitationState.OFFERED);
    }

    @Test
    void a_page_is_one_statement_read_from_the_index_in_its_order() {
        fill(acme, 3_000, "accepted");
        fill(sessions.newCustomer("Other"), 3_000, "accepted");
        TestDatabase.asSuperuser(TestDatabase.database(), "analyze panel.invitation");
        for (PageRequest<InvitationCursor> request : List.of(
                PageRequest.<InvitationCursor>first(50),
                PageRequest.after(new InvitationCursor(MONDAY.plusSeconds(1500), new UUID(0, 0)), 50))) {
            String plan = sessions.read(acme, session -> {
                ObservedSession observed = new ObservedSession(session);
                new InvitationRepository(observed).list(InvitationState.ACCEPTED, request);
                return observed.plan();
            });
            assertThat(plan)
                    .contains("using invitation_by_time")
                    .doesNotContain("Sort")
                    .doesNotContain("Seq Scan");
        }
    }

    private UUID invite() {
        return sessions.transact(
                        acme,
                        session -> new InvitationRepository(session)
                                .invite(People.newEmail(), AccountRole.MEMBER, Duration.ofDays(1), People.CAUSE))
                .invitation()
                .invitationId();
    }

    /** Rows of which some have the same time, so that pages end within one. */
    private void fill(TenantScope scope, int rows, String state) {
        sessions.perform(scope, session -> {
            var insert = session.dsl()
                    .insertInto(
                            INVITATION,
                            INVITATION.CUSTOMER_ID,
                            INVITATION.INVITATION_ID,
                            INVITATION.EMAIL,
                            INVITATION.ROLE,
                            INVITATION.CREATED_AT,
                            INVITATION.EXPIRES_AT);
            for (int i = 0; i < rows; i++) {
                OffsetDateTime at = MONDAY.plusSeconds(i / 3).atOffset(ZoneOffset.UTC);
                insert = insert.values(
                        session.customerId(),
                        UUID.randomUUID(),
                        UUID.randomUUID() + "@" + state + ".example",
                        "member",
                        at,
                        at.plusDays(7));
            }
            insert.execute();
            if (!state.equals("offered")) {
                session.dsl()
                        .update(INVITATION)
                        .set(INVITATION.STATE, state)
                        .set(INVITATION.ENDED_AT, MONDAY.atOffset(ZoneOffset.UTC))
                        .where(INVITATION.EMAIL.endsWith("@" + state + ".example"))
                        .execute();
            }
        });
    }
}
