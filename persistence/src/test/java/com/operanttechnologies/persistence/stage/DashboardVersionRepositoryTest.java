package com.operanttechnologies.persistence.stage;

import static com.operanttechnologies.persistence.internal.tables.stage.Tables.DASHBOARD_VERSION;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.operanttechnologies.persistence.ObservedSession;
import com.operanttechnologies.persistence.TenantScope;
import com.operanttechnologies.persistence.error.ConflictException;
import com.operanttechnologies.persistence.error.InvalidInputException;
import com.operanttechnologies.persistence.error.NotFoundException;
import com.operanttechnologies.persistence.error.RefusedException;
import com.operanttechnologies.persistence.page.Page;
import com.operanttechnologies.persistence.page.PageRequest;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("STG-1")
class DashboardVersionRepositoryTest {

    private final StageSessions sessions = StageSessions.get();
    private final TenantScope scope = sessions.newCustomer();
    private final UUID id = sessions.transact(
            scope, session -> new DashboardRepository(session).create("Nodes").id());

    @Test
    void versions_are_numbered_from_one_and_name_who_saved_them() {
        DashboardVersion first = save(0, "{\"panels\":[]}");
        DashboardVersion second = save(1, "{\"panels\":[1]}");
        assertThat(List.of(first.number(), second.number())).containsExactly(1, 2);
        assertThat(first.createdBy()).isEqualTo(scope.actor());

        DashboardContent old = read(versions -> versions.get(id, 1));
        assertThat(old).isEqualTo(new DashboardContent(first, "{\"panels\":[]}"));
        Optional<DashboardContent> latest = read(versions -> versions.latest(id));
        assertThat(latest).contains(new DashboardContent(second, "{\"panels\":[1]}"));
        Dashboard dashboard = sessions.read(scope, session -> new DashboardRepository(session).get(id));
        assertThat(dashboard.latestVersion()).isEqualTo(2);
        assertThat(dashboard.version()).as("renaming isn't disturbed").isEqualTo(1);
        assertThat(dashboard.updatedAt()).isEqualTo(second.createdAt());
    }

    @Test
    void saving_is_one_statement() {
        int statements = sessions.transact(scope, session -> {
            ObservedSession observed = new ObservedSession(session);
            new DashboardVersionRepository(observed).save(id, 0, "{}");
            return observed.statements().size();
        });
        assertThat(statements).isEqualTo(1);
    }

    @Test
    void saving_over_a_version_one_has_not_seen_is_a_conflict_that_names_the_newest() {
        save(0, "{}");
        save(1, "{}");
        assertThatThrownBy(() -> save(1, "{\"late\":true}"))
                .isInstanceOfSatisfying(
                        ConflictException.class,
                        conflict -> assertThat(conflict.currentVersion()).isEqualTo(2))
                .hasMessageContaining("Content of dashboard " + id)
                .hasMessageContaining("expected version 1, it is now 2");
        assertThatThrownBy(() -> save(7, "{}")).isInstanceOf(ConflictException.class);
    }

    @Test
    void a_save_that_is_rolled_back_leaves_no_gap() {
        assertThatThrownBy(() -> transact(versions -> {
                    versions.save(id, 0, "{}");
                    throw new IllegalStateException("the caller changes its mind");
                }))
                .isInstanceOf(IllegalStateException.class);
        assertThat(save(0, "{}").number()).isEqualTo(1);
    }

    @Test
    void what_does_not_exist_is_not_found_or_empty() {
        assertThatThrownBy(() -> read(versions -> versions.get(id, 1)))
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining("version 1");
        Optional<DashboardContent> latest = read(versions -> versions.latest(id));
        assertThat(latest).isEmpty();
        UUID missing = UUID.randomUUID();
        assertThatThrownBy(() -> transact(versions -> versions.save(missing, 0, "{}")))
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining(missing.toString());
    }

    @Test
    void versions_are_listed_newest_first_page_by_page() {
        for (int number = 0; number < 5; number++) {
            save(number, "{\"n\":" + number + "}");
        }
        Page<DashboardVersion, Integer> first = read(versions -> versions.list(id, PageRequest.first(3)));
        assertThat(first.items()).extracting(DashboardVersion::number).containsExactly(5, 4, 3);
        save(5, "{}");
        Page<DashboardVersion, Integer> second = read(
                versions -> versions.list(id, PageRequest.after(first.next().orElseThrow(), 3)));
        assertThat(second.items()).extracting(DashboardVersion::number).containsExactly(2, 1);
        assertThat(second.next()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "1", "\"text\"", "null", "", "{", "{} {}", "{'a':1}"})
    void content_that_is_no_json_object_is_refused_and_numbers_nothing(String content) {
        assertThatThrownBy(() -> save(0, content)).isInstanceOf(InvalidInputException.class);
        assertThat(save(0, "{}").number()).isEqualTo(1);
    }

    @Test
    void an_unchanging_version_is_refused_to_be_changed_by_the_database() {
        save(0, "{}");
        assertRefused(() -> sessions.transact(
                scope,
                session -> session.dsl()
                        .update(DASHBOARD_VERSION)
                        .set(DASHBOARD_VERSION.CREATED_BY, "somebody else")
                        .where(DASHBOARD_VERSION.DASHBOARD_ID.eq(id))
                        .execute()));
        assertRefused(() -> sessions.transact(
                scope,
                session -> session.dsl()
                        .deleteFrom(DASHBOARD_VERSION)
                        .where(DASHBOARD_VERSION.DASHBOARD_ID.eq(id))
                        .execute()));
        DashboardContent stored = read(versions -> versions.get(id, 1));
        assertThat(stored.json()).isEqualTo("{}");
    }

    private static void assertRefused(ThrowingCallable work) {
        assertThatThrownBy(work)
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        refused -> assertThat(refused.sqlState()).isEqualTo("42501"));
    }

    private DashboardVersion save(int expectedLatest, String content) {
        return transact(versions -> versions.save(id, expectedLatest, content));
    }

    private <T> T transact(Function<DashboardVersionRepository, T> work) {
        return sessions.transact(scope, session -> work.apply(new DashboardVersionRepository(session)));
    }

    private <T> T read(Function<DashboardVersionRepository, T> work) {
        return sessions.read(scope, session -> work.apply(new DashboardVersionRepository(session)));
    }
}
