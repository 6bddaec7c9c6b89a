package com.operanttechnologies.persistence.stage;

import com.operanttechnologies.persistence.TenantScope;
import com.operanttechnologies.persistence.TestSessions;
import com.operanttechnologies.persistence.gateway.EmailAddress;
import com.operanttechnologies.persistence.gateway.GatewaySubject;
import com.operanttechnologies.persistence.gateway.SecretKind;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/** A published dashboard of a new Customer and a viewer to show it to. */
final class SharedDashboard {

    static final Duration WEEK = Duration.ofDays(7);
    static final String CONTENT = "{\"revenue\":1}";

    private final TestSessions sessions;
    private final TenantScope customer;
    private final UUID dashboard;
    private final UUID viewer;

    SharedDashboard(TestSessions sessions) {
        this.sessions = sessions;
        this.customer = sessions.newCustomer("Customer of a test");
        this.dashboard = sessions.transact(customer, session -> {
            UUID id = new DashboardRepository(session).create("Revenue").id();
            new DashboardVersionRepository(session).save(id, 0, CONTENT);
            new PublicationRepository(session).publish(id, 1);
            return id;
        });
        this.viewer = sessions.transact(
                customer,
                session -> new ViewerRepository(session)
                        .create("Grace Hopper", Optional.of(new EmailAddress("grace@example.com")), "")
                        .id());
    }

    TenantScope customer() {
        return customer;
    }

    UUID dashboard() {
        return dashboard;
    }

    UUID viewer() {
        return viewer;
    }

    IssuedShareLink share(Duration lifetime) {
        return links(links -> links.create(dashboard, viewer, "For the board", lifetime));
    }

    /** What whoever has a token is shown, from the token on. */
    Optional<String> shown(IssuedShareLink issued) {
        return resolve(issued).flatMap(subject -> {
            TenantScope visit = TenantScope.job(subject.customerId(), "share-link", "test");
            return sessions.read(
                    visit,
                    session -> new ShareLinkRepository(session)
                            .shown(subject.subjectId())
                            .map(DashboardContent::json));
        });
    }

    Optional<GatewaySubject> resolve(IssuedShareLink issued) {
        return sessions.gateway().resolve(SecretKind.SHARE_LINK, issued.token().value());
    }

    <T> T links(Function<ShareLinkRepository, T> work) {
        return sessions.transact(customer, session -> work.apply(new ShareLinkRepository(session)));
    }
}
