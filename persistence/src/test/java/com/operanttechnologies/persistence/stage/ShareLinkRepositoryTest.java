package com.operanttechnologies.persistence.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.operanttechnologies.persistence.Concurrently;
import com.operanttechnologies.persistence.PlainSql;
import com.operanttechnologies.persistence.TestSessions;
import com.operanttechnologies.persistence.error.ConflictException;
import com.operanttechnologies.persistence.error.InvalidInputException;
import com.operanttechnologies.persistence.error.NotFoundException;
import com.operanttechnologies.persistence.error.RefusedException;
import com.operanttechnologies.persistence.gateway.GatewaySubject;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("STG-3")
class ShareLinkRepositoryTest {

    private static final Duration WEEK = SharedDashboard.WEEK;

    private final TestSessions sessions = TestSessions.open();
    private final SharedDashboard shared = new SharedDashboard(sessions);

    @AfterEach
    void tell_the_real_time() {
        sessions.resume();
    }

    @Test
    void a_token_leads_to_its_link_and_shows_what_is_published() {
        IssuedShareLink issued = shared.share(WEEK);
        ShareLink link = issued.link();
        assertThat(link.state()).isEqualTo(ShareLinkState.LIVE);
        assertThat(link.createdBy()).isEqualTo(shared.customer().actor());
        assertThat(Duration.between(link.createdAt(), link.expiresAt())).isEqualTo(WEEK);
        assertThat(link.isAlive(Instant.now())).isTrue();
        assertThat(stored(link)).isEqualTo(link);
        assertThat(shared.resolve(issued))
                .contains(new GatewaySubject(shared.customer().customerId(), link.id()));
        for (int i = 0; i < 3; i++) {
            assertThat(shared.shown(issued)).contains(SharedDashboard.CONTENT);
        }
        assertThat(issued.toString()).doesNotContain(issued.token().value());
    }

    @Test
    void a_link_follows_what_is_published_and_shows_no_draft() {
        IssuedShareLink issued = shared.share(WEEK);
        sessions.perform(shared.customer(), session -> {
            new DashboardVersionRepository(session).save(shared.dashboard(), 1, "{\"revenue\":2}");
        });
        assertThat(shared.shown(issued)).as("not published yet").contains(SharedDashboard.CONTENT);
        sessions.perform(
                shared.customer(), session -> new PublicationRepository(session).publish(shared.dashboard(), 2));
        assertThat(shared.shown(issued)).contains("{\"revenue\":2}");
        sessions.perform(
                shared.customer(), session -> new PublicationRepository(session).unpublish(shared.dashboard()));
        assertThat(shared.shown(issued)).isEmpty();
    }

    @Test
    void an_expired_link_shows_nothing_and_its_token_resolves_no_more() {
        sessions.stopAt(Instant.now().minus(WEEK).minusSeconds(1));
        IssuedShareLink issued = shared.share(WEEK);
        assertThat(shown(issued)).as("before").isTrue();
        sessions.resume();
        assertThat(shown(issued)).isFalse();
        assertThat(shared.resolve(issued)).isEmpty();
        assertThat(issued.link().isAlive(Instant.now())).isFalse();
        assertThatThrownBy(
                        () -> shared.links(links -> links.extend(issued.link().id(), 1, WEEK)))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("make another one");
    }

    @Test
    void a_revoked_link_shows_nothing_at_once_and_for_good() {
        IssuedShareLink issued = shared.share(WEEK);
        UUID id = issued.link().id();
        assertThat(shared.<Boolean>links(links -> links.revoke(id))).isTrue();
        assertThat(shown(issued)).isFalse();
        assertThat(shared.resolve(issued)).isEmpty();
        ShareLink revoked = stored(issued.link());
        assertThat(revoked.state()).isEqualTo(ShareLinkState.REVOKED);
        assertThat(revoked.revokedAt()).isPresent();
        assertThat(revoked.version()).isEqualTo(2);
        assertThat(shared.<Boolean>links(links -> links.revoke(id))).isFalse();
        assertThatThrownBy(() -> shared.links(links -> links.extend(id, 2, WEEK)))
                .isInstanceOf(RefusedException.class);
        assertThatThrownBy(() -> shared.links(links -> links.revoke(UUID.randomUUID())))
                .isInstanceOf(NotFoundException.class);
    }

    @Test
    void extending_moves_the_end_of_link_and_token_and_keeps_the_token() throws SQLException {
        sessions.stopAt(Instant.now().minus(WEEK).plusSeconds(60));
        IssuedShareLink issued = shared.share(WEEK);
        sessions.resume();
        ShareLink extended = shared.links(links -> links.extend(issued.link().id(), 1, WEEK.multipliedBy(2)));
        assertThat(extended.expiresAt()).isAfter(issued.link().expiresAt().plus(WEEK));
        assertThat(extended.version()).isEqualTo(2);
        assertThat(stored(extended)).isEqualTo(extended);
        assertThat(shared.shown(issued)).isPresent();
        assertThatThrownBy(
                        () -> shared.links(links -> links.extend(issued.link().id(), 1, WEEK)))
                .isInstanceOfSatisfying(
                        ConflictException.class,
                        e -> assertThat(e.currentVersion()).isEqualTo(2));
        ShareLink shortened = shared.links(links -> links.extend(issued.link().id(), 2, Duration.ofMinutes(1)));
        assertThat(shortened.expiresAt()).isBefore(extended.expiresAt());
        try (PlainSql superuser = PlainSql.asSuperuser()) {
            assertThat(superuser.answer(
                            "select from gateway.secret where subject_id = ? and expires_at = ?",
                            shortened.id(),
                            shortened.expiresAt().atOffset(ZoneOffset.UTC)))
                    .as("the token ends with its link")
                    .isEqualTo("1");
        }
    }

    /** Viewer or dashboard, each way takes link and token with it. */
    @ParameterizedTest
    @ValueSource(strings = {"dashboard", "viewer"})
    void deleting_what_a_link_is_for_takes_the_link_and_its_token_away(String what) {
        IssuedShareLink one = shared.share(WEEK);
        IssuedShareLink two = shared.share(WEEK);
        SharedDashboard untouched = new SharedDashboard(sessions);
        IssuedShareLink other = untouched.share(WEEK);
        delete(what);
        for (IssuedShareLink gone : List.of(one, two)) {
            assertThat(shared.resolve(gone)).isEmpty();
            assertThat(shown(gone)).isFalse();
            assertThatThrownBy(() -> stored(gone.link())).isInstanceOf(NotFoundException.class);
        }
        assertThat(untouched.shown(other)).isPresent();
        assertThatThrownBy(() -> delete(what)).isInstanceOf(NotFoundException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"dashboard", "viewer"})
    void deleting_waits_for_a_link_that_is_being_made_and_takes_it_away(String what) throws Exception {
        List<Future<?>> deleting = new ArrayList<>();
        IssuedShareLink issued = shared.links(links -> {
            IssuedShareLink uncommitted = links.create(shared.dashboard(), shared.viewer(), "", WEEK);
            deleting.add(Concurrently.startAndExpectToWait(() -> delete(what)));
            return uncommitted;
        });
        deleting.get(0).get(1, TimeUnit.MINUTES);
        assertThat(shared.resolve(issued)).isEmpty();
    }

    @Test
    void a_link_is_made_for_a_dashboard_and_a_viewer_that_exist_within_bounds() {
        UUID dashboard = shared.dashboard();
        UUID viewer = shared.viewer();
        shared.<Boolean>links(links -> {
            assertThatThrownBy(() -> links.create(UUID.randomUUID(), viewer, "", WEEK))
                    .isInstanceOf(NotFoundException.class)
                    .hasMessageContaining("no dashboard");
            assertThatThrownBy(() -> links.create(dashboard, UUID.randomUUID(), "", WEEK))
                    .isInstanceOf(NotFoundException.class)
                    .hasMessageContaining("no viewer");
            assertThatThrownBy(() -> links.create(dashboard, viewer, "x".repeat(201), WEEK))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("at most 200 characters, has 201");
            for (Duration lifetime : List.of(Duration.ZERO, WEEK.negated(), Duration.ofDays(366))) {
                assertThatThrownBy(() -> links.create(dashboard, viewer, "", lifetime))
                        .isInstanceOf(InvalidInputException.class)
                        .hasMessageContaining("Lifetime of a share link");
            }
            return links.create(dashboard, viewer, "", WEEK).link().isAlive(Instant.now());
        });
    }

    private void delete(String what) {
        sessions.perform(shared.customer(), session -> {
            if (what.equals("dashboard")) {
                new DashboardRepository(session).delete(shared.dashboard());
            } else {
                new ViewerRepository(session).delete(shared.viewer());
            }
        });
    }

    /** Whether the link shows something, its token left aside. */
    private boolean shown(IssuedShareLink issued) {
        return shared.links(links -> links.shown(issued.link().id())).isPresent();
    }

    private ShareLink stored(ShareLink link) {
        return shared.links(links -> links.get(link.id()));
    }
}
