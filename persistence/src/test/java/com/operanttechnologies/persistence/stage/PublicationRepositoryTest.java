package com.operanttechnologies.persistence.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.operanttechnologies.persistence.TenantScope;
import com.operanttechnologies.persistence.error.NotFoundException;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("STG-1")
class PublicationRepositoryTest {

    private final StageSessions sessions = StageSessions.get();
    private final TenantScope scope = sessions.newCustomer();
    private final UUID id = sessions.transact(scope, session -> {
        UUID created = new DashboardRepository(session).create("Lobby").id();
        DashboardVersionRepository versions = new DashboardVersionRepository(session);
        versions.save(created, 0, "{\"n\":1}");
        versions.save(created, 1, "{\"n\":2}");
        return created;
    });

    @Test
    void a_dashboard_is_a_draft_until_it_is_published() {
        assertThat(published()).isEmpty();
        Publication publication = transact(publications -> publications.publish(id, 1));
        assertThat(publication.number()).isEqualTo(1);
        assertThat(publication.publishedBy()).isEqualTo(scope.actor());
        assertThat(published().orElseThrow().json()).isEqualTo("{\"n\":1}");
    }

    @Test
    void publishing_another_version_replaces_the_first_and_names_who_did_it() {
        Publication first = transact(publications -> publications.publish(id, 2));
        TenantScope colleague = TenantScope.account(scope.customerId(), UUID.randomUUID(), "test");
        Publication second = sessions.transact(colleague, session -> new PublicationRepository(session).publish(id, 1));
        assertThat(second.publishedBy()).isEqualTo(colleague.actor()).isNotEqualTo(first.publishedBy());
        assertThat(second.publishedAt()).isAfterOrEqualTo(first.publishedAt());
        assertThat(published().orElseThrow().version().number()).isEqualTo(1);
    }

    @Test
    void unpublishing_makes_it_a_draft_again_and_says_whether_it_was_one() {
        transact(publications -> publications.publish(id, 2));
        boolean wasPublished = transact(publications -> publications.unpublish(id));
        boolean wasPublishedStill = transact(publications -> publications.unpublish(id));
        assertThat(wasPublished).isTrue();
        assertThat(wasPublishedStill).isFalse();
        assertThat(published()).isEmpty();
    }

    @Test
    void publishing_a_version_that_does_not_exist_is_refused_and_leaves_the_transaction_usable() {
        Publication publication = transact(publications -> {
            assertThatThrownBy(() -> publications.publish(id, 3))
                    .isInstanceOf(NotFoundException.class)
                    .hasMessageContaining("version 3")
                    .hasMessageContaining(id.toString());
            return publications.publish(id, 2);
        });
        assertThat(publication.number()).isEqualTo(2);
    }

    @Test
    void saving_another_version_leaves_what_is_published() {
        transact(publications -> publications.publish(id, 2));
        sessions.transact(scope, session -> new DashboardVersionRepository(session).save(id, 2, "{\"n\":3}"));
        assertThat(published().orElseThrow().json()).isEqualTo("{\"n\":2}");
    }

    private Optional<DashboardContent> published() {
        return sessions.read(scope, session -> new PublicationRepository(session).published(id));
    }

    private <T> T transact(Function<PublicationRepository, T> work) {
        return sessions.transact(scope, session -> work.apply(new PublicationRepository(session)));
    }
}
