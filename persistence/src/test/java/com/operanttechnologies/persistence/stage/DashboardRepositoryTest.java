package com.operanttechnologies.persistence.stage;

import static com.operanttechnologies.persistence.internal.tables.stage.Tables.DASHBOARD_VERSION;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.operanttechnologies.persistence.TenantScope;
import com.operanttechnologies.persistence.error.ConflictException;
import com.operanttechnologies.persistence.error.InvalidInputException;
import com.operanttechnologies.persistence.error.NotFoundException;
import com.operanttechnologies.persistence.page.PageRequest;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("STG-1")
class DashboardRepositoryTest {

    private final StageSessions sessions = StageSessions.get();
    private final TenantScope scope = sessions.newCustomer();

    @Test
    void a_new_dashboard_is_an_empty_draft_in_use() {
        Dashboard created = transact(dashboards -> dashboards.create("Kubernetes / Nodes"));
        assertThat(created.title()).isEqualTo("Kubernetes / Nodes");
        assertThat(created.latestVersion()).isZero();
        assertThat(created.archived()).isFalse();
        assertThat(created.version()).isEqualTo(1);
        assertThat(created.id().version()).isEqualTo(7);
        assertThat(created.createdAt()).isEqualTo(created.updatedAt());
        Dashboard stored = read(dashboards -> dashboards.get(created.id()));
        assertThat(stored).isEqualTo(created);
    }

    @Test
    void renaming_needs_the_version_that_is_there() {
        Dashboard created = transact(dashboards -> dashboards.create("Before"));
        Dashboard renamed = transact(dashboards -> dashboards.rename(created.id(), 1, "After"));
        assertThat(renamed.title()).isEqualTo("After");
        assertThat(renamed.version()).isEqualTo(2);
        assertThat(renamed.updatedAt()).isAfterOrEqualTo(created.updatedAt());

        assertThatThrownBy(() -> transact(dashboards -> dashboards.rename(created.id(), 1, "Late")))
                .isInstanceOfSatisfying(
                        ConflictException.class,
                        conflict -> assertThat(conflict.currentVersion()).isEqualTo(2))
                .hasMessageContaining("Dashboard " + created.id())
                .hasMessageContaining("expected version 1, it is now 2");
        Dashboard stored = read(dashboards -> dashboards.get(created.id()));
        assertThat(stored).isEqualTo(renamed);
    }

    @Test
    void a_conflict_leaves_the_transaction_usable() {
        Dashboard created = transact(dashboards -> dashboards.create("Before"));
        Dashboard renamed = transact(dashboards -> {
            assertThatThrownBy(() -> dashboards.rename(created.id(), 9, "Late")).isInstanceOf(ConflictException.class);
            return dashboards.rename(created.id(), dashboards.get(created.id()).version(), "After");
        });
        assertThat(renamed.title()).isEqualTo("After");
    }

    @Test
    void archiving_moves_a_dashboard_to_the_other_list_and_restoring_brings_it_back() {
        Dashboard created = transact(dashboards -> dashboards.create("Seasonal"));
        Dashboard archived = transact(dashboards -> dashboards.archive(created.id(), 1));
        assertThat(archived.archived()).isTrue();
        assertThat(listed(false)).isEmpty();
        assertThat(listed(true)).containsExactly(archived);
        assertThatThrownBy(() -> transact(dashboards -> dashboards.restore(created.id(), 1)))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining("it is now 2");

        Dashboard restored = transact(dashboards -> dashboards.restore(created.id(), 2));
        assertThat(restored.version()).isEqualTo(3);
        assertThat(listed(false)).containsExactly(restored);
        assertThat(listed(true)).isEmpty();
    }

    @Test
    void deleting_takes_versions_and_publication_along() {
        Dashboard created = transact(dashboards -> dashboards.create("Short-lived"));
        sessions.transact(scope, session -> {
            new DashboardVersionRepository(session).save(created.id(), 0, "{}");
            return new PublicationRepository(session).publish(created.id(), 1);
        });
        transact(dashboards -> delete(dashboards, created.id()));
        int versions = sessions.read(scope, session -> session.dsl().fetchCount(DASHBOARD_VERSION));
        assertThat(versions).isZero();
        Optional<DashboardContent> published =
                sessions.read(scope, session -> new PublicationRepository(session).published(created.id()));
        assertThat(published).isEmpty();
        assertThatThrownBy(() -> transact(dashboards -> delete(dashboards, created.id())))
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining(created.id().toString());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 201})
    void a_title_out_of_bounds_is_refused_with_value_and_limit(int characters) {
        // Each is one character of two UTF-16 units: the limit counts what people and PostgreSQL count.
        String title = "📈".repeat(characters);
        assertThatThrownBy(() -> transact(dashboards -> dashboards.create(title)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("1 to 200 characters, has " + characters);
        Dashboard longest = transact(dashboards -> dashboards.create("📈".repeat(200)));
        assertThatThrownBy(() -> transact(dashboards -> dashboards.rename(longest.id(), 1, title)))
                .isInstanceOf(InvalidInputException.class);
    }

    private List<Dashboard> listed(boolean archived) {
        return read(dashboards -> dashboards.list(archived, PageRequest.first(10)))
                .items();
    }

    private static boolean delete(DashboardRepository dashboards, UUID id) {
        dashboards.delete(id);
        return true;
    }

    private <T> T transact(Function<DashboardRepository, T> work) {
        return sessions.transact(scope, session -> work.apply(new DashboardRepository(session)));
    }

    private <T> T read(Function<DashboardRepository, T> work) {
        return sessions.read(scope, session -> work.apply(new DashboardRepository(session)));
    }
}
