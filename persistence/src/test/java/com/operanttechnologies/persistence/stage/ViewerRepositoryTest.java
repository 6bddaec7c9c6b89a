package com.operanttechnologies.persistence.stage;

import static com.operanttechnologies.persistence.internal.tables.stage.Tables.VIEWER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.operanttechnologies.persistence.ObservedSession;
import com.operanttechnologies.persistence.TenantScope;
import com.operanttechnologies.persistence.TestDatabase;
import com.operanttechnologies.persistence.error.ConflictException;
import com.operanttechnologies.persistence.error.InvalidInputException;
import com.operanttechnologies.persistence.error.NotFoundException;
import com.operanttechnologies.persistence.gateway.EmailAddress;
import com.operanttechnologies.persistence.page.Page;
import com.operanttechnologies.persistence.page.PageRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("STG-3")
class ViewerRepositoryTest {

    private static final Optional<EmailAddress> EMAIL = Optional.of(new EmailAddress("grace@example.com"));

    private final StageSessions sessions = StageSessions.get();
    private final TenantScope scope = sessions.newCustomer();

    @Test
    void a_viewer_comes_back_as_it_was_created() {
        Viewer created = in(viewers -> viewers.create("  Grace Hopper ", EMAIL, "Board\nmember"));
        assertThat(created.name()).isEqualTo("Grace Hopper");
        assertThat(created.email()).isEqualTo(EMAIL);
        assertThat(created.note()).isEqualTo("Board\nmember");
        assertThat(created.version()).isEqualTo(1);
        assertThat(created.id().version()).isEqualTo(7);
        assertThat(stored(created.id())).isEqualTo(created);
        Viewer passers = in(viewers -> viewers.create("Whoever passes the lobby", Optional.empty(), ""));
        assertThat(stored(passers.id())).isEqualTo(passers);
        assertThat(passers.email()).isEmpty();
    }

    @Test
    void a_viewer_is_updated_once_for_each_version_read() {
        UUID id = in(viewers -> viewers.create("Grace", EMAIL, "")).id();
        Viewer updated = in(viewers -> viewers.update(id, 1, "Grace Hopper", Optional.empty(), "No mail, please"));
        assertThat(updated.email()).isEmpty();
        assertThat(updated.version()).isEqualTo(2);
        assertThat(stored(id)).isEqualTo(updated);
        assertThatThrownBy(() -> in(viewers -> viewers.update(id, 1, "Late", EMAIL, "")))
                .isInstanceOfSatisfying(
                        ConflictException.class,
                        e -> assertThat(e.currentVersion()).isEqualTo(2));
        assertThatThrownBy(() -> in(viewers -> viewers.update(UUID.randomUUID(), 1, "Nobody", EMAIL, "")))
                .isInstanceOf(NotFoundException.class);
    }

    @Test
    void names_and_notes_are_bounded_as_in_the_database() {
        for (String name : List.of("", " ", "x".repeat(201), "a\0b", "a\nb")) {
            assertThatThrownBy(() -> in(viewers -> viewers.create(name, EMAIL, "")))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageStartingWith("Name of a viewer must");
        }
        for (String note : List.of("x".repeat(2001), "a\0b")) {
            assertThatThrownBy(() -> in(viewers -> viewers.create("Grace", EMAIL, note)))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageStartingWith("Note on a viewer must");
        }
        String longest = "\uD83C\uDFE2".repeat(200);
        assertThat(in(viewers -> viewers.create(longest, EMAIL, "x".repeat(2000)))
                        .name())
                .isEqualTo(longest);
    }

    @Test
    void a_viewer_prints_nothing_personal() {
        Viewer created = in(viewers -> viewers.create("Grace Hopper", EMAIL, "Board member"));
        assertThat(created.toString()).contains(created.id().toString()).doesNotContain("Grace", "grace", "Board");
    }

    @Test
    void pages_hold_every_viewer_once_in_the_order_of_names() {
        fill(scope, 25, i -> "Name " + i % 3);
        List<Viewer> paged = new ArrayList<>();
        Optional<PageRequest<ViewerCursor>> next = Optional.of(PageRequest.first(4));
        while (next.isPresent()) {
            PageRequest<ViewerCursor> request = next.get();
            Page<Viewer, ViewerCursor> page =
                    sessions.read(scope, session -> new ViewerRepository(session).list(request));
            paged.addAll(page.items());
            next = page.next().map(cursor -> PageRequest.after(cursor, 4));
        }
        assertThat(paged).hasSize(25).doesNotHaveDuplicates();
        assertThat(paged).isSortedAccordingTo((a, b) -> a.name().compareTo(b.name()));
    }

    @Test
    void a_page_is_one_statement_read_from_the_index_in_its_order() {
        fill(scope, 3_000, i -> "Name " + i % 500);
        fill(sessions.newCustomer(), 3_000, i -> "Name " + i % 500);
        TestDatabase.asSuperuser(TestDatabase.database(), "analyze stage.viewer");
        for (PageRequest<ViewerCursor> request : List.of(
                PageRequest.<ViewerCursor>first(50),
                PageRequest.after(new ViewerCursor("Name 250", new UUID(0, 0)), 50))) {
            String plan = sessions.read(scope, session -> {
                ObservedSession observed = new ObservedSession(session);
                new ViewerRepository(observed).list(request);
                return observed.plan();
            });
            assertThat(plan)
                    .contains("using viewer_by_name")
                    .doesNotContain("Sort")
                    .doesNotContain("Seq Scan");
        }
    }

    private void fill(TenantScope whose, int rows, Function<Integer, String> name) {
        Integer inserted = sessions.transact(whose, session -> {
            var insert = session.dsl().insertInto(VIEWER, VIEWER.CUSTOMER_ID, VIEWER.VIEWER_ID, VIEWER.NAME);
            for (int i = 0; i < rows; i++) {
                insert = insert.values(session.customerId(), UUID.randomUUID(), name.apply(i));
            }
            return insert.execute();
        });
        assertThat(inserted).isEqualTo(rows);
    }

    private Viewer stored(UUID id) {
        return sessions.read(scope, session -> new ViewerRepository(session).get(id));
    }

    private <T> T in(Function<ViewerRepository, T> work) {
        return sessions.transact(scope, session -> work.apply(new ViewerRepository(session)));
    }
}
