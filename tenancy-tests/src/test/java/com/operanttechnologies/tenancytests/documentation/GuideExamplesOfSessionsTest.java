package com.operanttechnologies.tenancytests.documentation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.operanttechnologies.persistence.CommitToken;
import com.operanttechnologies.persistence.Committed;
import com.operanttechnologies.persistence.Freshness;
import com.operanttechnologies.persistence.TenantDatabase;
import com.operanttechnologies.persistence.TenantScope;
import com.operanttechnologies.persistence.error.ConflictException;
import com.operanttechnologies.persistence.gateway.GatewaySubject;
import com.operanttechnologies.persistence.gateway.SecretKind;
import com.operanttechnologies.persistence.page.Page;
import com.operanttechnologies.persistence.page.PageRequest;
import com.operanttechnologies.persistence.stage.Dashboard;
import com.operanttechnologies.persistence.stage.DashboardContent;
import com.operanttechnologies.persistence.stage.DashboardCursor;
import com.operanttechnologies.persistence.stage.DashboardRepository;
import com.operanttechnologies.persistence.stage.DashboardVersion;
import com.operanttechnologies.persistence.stage.DashboardVersionRepository;
import com.operanttechnologies.persistence.stage.PublicationRepository;
import com.operanttechnologies.tenancytests.postgres.PostgresExtension;
import com.operanttechnologies.tenancytests.postgres.PostgresUnderTest;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Java of the guide for product teams, from the cookie to the conflict. */
@ExtendWith(PostgresExtension.class)
class GuideExamplesOfSessionsTest {

    private static final String requestId = "request-1";

    private static ExampleDatabase example;
    private static TenantDatabase database;
    private static TenantScope scope;

    private final List<Object> told = new ArrayList<>();

    @BeforeAll
    static void open(PostgresUnderTest server) throws SQLException {
        example = new ExampleDatabase(server);
        database = example.layer();
        scope = example.scope();
    }

    @AfterAll
    static void close() {
        example.close();
    }

    @Test
    void a_cookie_becomes_a_scope() {
        TenantScope scope = signedIn(example.cookie());

        assertThat(scope).isEqualTo(TenantScope.account(example.customerId(), example.accountId(), requestId));
    }

    @Test
    void a_cookie_that_nobody_was_given_becomes_none() {
        assertThatThrownBy(() -> signedIn("made up")).isInstanceOf(NotSignedInException.class);
    }

    private static TenantScope signedIn(String cookie) {
        Optional<GatewaySubject> subject = database.gateway().resolve(SecretKind.SESSION, cookie);
        TenantScope scope = subject.map(who -> TenantScope.account(who.customerId(), who.subjectId(), requestId))
                .orElseThrow(() -> new NotSignedInException());
        return scope;
    }

    @Test
    void a_job_has_a_scope_too() {
        UUID customerId = example.customerId();

        TenantScope job = TenantScope.job(customerId, "nightly-report", requestId);

        assertThat(job.customerId()).isEqualTo(customerId);
    }

    @Test
    void what_was_saved_and_published_is_shown() {
        UUID dashboardId = create("Sales by region").id();

        assertThat(publishAndShow(dashboardId, 0, "{\"panels\": []}")).isEmpty();
        assertThat(publishAndShow(dashboardId, 1, "{\"panels\": [1]}"))
                .map(DashboardContent::json)
                .contains("{\"panels\": []}");
    }

    /** In the order of the guide, so what is shown is what was published before. */
    private static Optional<DashboardContent> publishAndShow(UUID dashboardId, int expectedLatest, String json) {
        Optional<DashboardContent> shown =
                database.read(scope, session -> new PublicationRepository(session).published(dashboardId));

        database.execute(scope, session -> {
            DashboardVersion saved = new DashboardVersionRepository(session).save(dashboardId, expectedLatest, json);
            new PublicationRepository(session).publish(dashboardId, saved.number());
        });
        return shown;
    }

    @Test
    void what_was_committed_is_shown_after_its_token() {
        UUID dashboardId = create("Sales of the day").id();

        Dashboard shown = database.read(
                scope,
                Freshness.atMost(Duration.ofSeconds(5)),
                session -> new DashboardRepository(session).get(dashboardId));

        Committed<Dashboard> renamed = database.commit(
                scope, session -> new DashboardRepository(session).rename(dashboardId, shown.version(), "Sales, EMEA"));
        String cookieValue = renamed.token().toString();

        Dashboard shownNext = database.read(
                scope,
                Freshness.after(CommitToken.parse(cookieValue)),
                session -> new DashboardRepository(session).get(dashboardId));

        assertThat(shown.title()).isEqualTo("Sales of the day");
        assertThat(shownNext.title()).isEqualTo("Sales, EMEA");
    }

    @Test
    void a_list_is_read_page_by_page() {
        List<String> titles =
                IntStream.range(100, 220).mapToObj(number -> "Listed " + number).toList();
        titles.forEach(GuideExamplesOfSessionsTest::create);

        PageRequest<DashboardCursor> request = PageRequest.first(50);
        while (true) {
            PageRequest<DashboardCursor> current = request;
            Page<Dashboard, DashboardCursor> page =
                    database.read(scope, session -> new DashboardRepository(session).list(false, current));
            page.items().forEach(dashboard -> show(dashboard.title()));
            if (page.next().isEmpty()) {
                break;
            }
            request = PageRequest.after(page.next().get(), 50);
        }

        assertThat(told)
                .filteredOn(shown -> shown.toString().startsWith("Listed "))
                .containsExactlyInAnyOrder(titles.toArray());
    }

    @Test
    void somebody_who_was_overtaken_is_asked_again() {
        Dashboard read = create("Sales");
        UUID dashboardId = read.id();
        long readVersion = read.version();

        rename(dashboardId, readVersion);
        assertThat(told).isEmpty();

        rename(dashboardId, readVersion);
        assertThat(told).containsExactly(readVersion + 1);
    }

    private void rename(UUID dashboardId, long readVersion) {
        try {
            database.transact(
                    scope, session -> new DashboardRepository(session).rename(dashboardId, readVersion, "Sales, EMEA"));
        } catch (ConflictException conflict) {
            askAgain(conflict.currentVersion());
        }
    }

    private static Dashboard create(String title) {
        return database.transact(scope, session -> new DashboardRepository(session).create(title));
    }

    private void show(String title) {
        told.add(title);
    }

    private void askAgain(long currentVersion) {
        told.add(currentVersion);
    }

    private static final class NotSignedInException extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }
}
