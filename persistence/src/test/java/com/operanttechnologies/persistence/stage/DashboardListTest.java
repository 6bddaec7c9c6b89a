package com.operanttechnologies.persistence.stage;

import static com.operanttechnologies.persistence.internal.tables.stage.Tables.DASHBOARD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.operanttechnologies.persistence.ObservedSession;
import com.operanttechnologies.persistence.TenantScope;
import com.operanttechnologies.persistence.error.InvalidInputException;
import com.operanttechnologies.persistence.page.Page;
import com.operanttechnologies.persistence.page.PageRequest;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.IntFunction;
import org.jooq.InsertValuesStep3;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("STG-1")
class DashboardListTest {

    private final StageSessions sessions = StageSessions.get();
    private final TenantScope scope = sessions.newCustomer();

    @Test
    void paging_over_a_thousand_rows_loses_and_repeats_none_while_others_are_inserted() {
        // Ten titles, each a hundred times: pages end in the middle of a title.
        insert(1000, i -> "Title " + i % 10);
        List<UUID> before = ids(false);
        List<Dashboard> seen = new ArrayList<>();
        Optional<PageRequest<DashboardCursor>> next = Optional.of(PageRequest.first(37));
        while (next.isPresent()) {
            PageRequest<DashboardCursor> request = next.get();
            Page<Dashboard, DashboardCursor> page =
                    sessions.read(scope, session -> new DashboardRepository(session).list(false, request));
            seen.addAll(page.items());
            insert(3, i -> "Title " + i * 4);
            next = page.next().map(cursor -> PageRequest.after(cursor, 37));
        }
        List<UUID> ids = seen.stream().map(Dashboard::id).toList();
        assertThat(ids).doesNotHaveDuplicates().containsAll(before);
        assertThat(before).hasSize(1000);
        assertThat(seen).isSortedAccordingTo((a, b) -> a.title().compareTo(b.title()));
    }

    @Test
    void search_finds_titles_by_a_part_whatever_the_case() {
        create("Übersicht Küche", "CPU of nodes", "Memory of NODES", "Traffic");
        assertThat(found("Nodes")).containsExactly("CPU of nodes", "Memory of NODES");
        assertThat(found("übersicht KÜ")).containsExactly("Übersicht Küche");
        assertThat(found("")).hasSize(4);
        assertThat(found("absent")).isEmpty();
    }

    @Test
    void search_takes_wildcards_and_escapes_literally() {
        create("100% of disk", "1000 of disk", "node_cpu", "nodeXcpu", "C:\\temp", "C:temp", "Stop!", "it's");
        assertThat(found("100%")).containsExactly("100% of disk");
        assertThat(found("%")).containsExactly("100% of disk");
        assertThat(found("node_")).containsExactly("node_cpu");
        assertThat(found("\\")).containsExactly("C:\\temp");
        assertThat(found("!")).containsExactly("Stop!");
        assertThat(found("' or true --")).isEmpty();
        assertThat(found("t's")).containsExactly("it's");
    }

    @Test
    void search_pages_as_the_list_does() {
        insert(25, i -> (i % 2 == 0 ? "even " : "odd ") + i % 5);
        Page<Dashboard, DashboardCursor> first = search("EVEN", PageRequest.first(10));
        assertThat(first.items()).hasSize(10);
        Page<Dashboard, DashboardCursor> second =
                search("EVEN", PageRequest.after(first.next().orElseThrow(), 10));
        assertThat(second.items()).hasSize(3).doesNotContainAnyElementsOf(first.items());
        assertThat(second.next()).isEmpty();
    }

    @Test
    void a_search_text_longer_than_any_title_is_refused() {
        assertThatThrownBy(() -> search("x".repeat(201), PageRequest.first(1)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("at most 200 characters, has 201");
    }

    @Test
    void a_page_is_one_statement_read_from_the_index_in_its_order() throws SQLException {
        insert(10_000, i -> "Title " + i % 1000);
        TenantScope other = sessions.newCustomer();
        insert(other, 10_000, i -> "Title " + i % 1000);
        analyze();
        DashboardCursor middle = new DashboardCursor("Title 500", new UUID(0, 0));
        String first = plan(PageRequest.first(200));
        String later = plan(PageRequest.after(middle, 200));
        assertThat(first)
                .contains("using dashboard_by_title")
                .doesNotContain("Sort")
                .doesNotContain("Seq Scan");
        assertThat(later)
                .contains("using dashboard_by_title")
                .containsPattern("Index Cond: .*ROW\\(.*title.*dashboard_id.*\\) > ROW")
                .doesNotContain("Sort")
                .doesNotContain("Seq Scan");
    }

    @Test
    void a_search_is_one_statement_that_reads_one_customers_rows_by_an_index() throws SQLException {
        insert(1000, i -> "Title " + i);
        insert(sessions.newCustomer(), 10_000, i -> "Title " + i % 1000);
        analyze();
        String plan = sessions.read(scope, session -> {
            ObservedSession observed = new ObservedSession(session);
            new DashboardRepository(observed).search(false, "title 9", PageRequest.first(50));
            return observed.plan();
        });
        // Whether it sorts is the planner's choice: few matches are sorted faster than found in order.
        assertThat(plan).contains("Index Cond: (customer_id = ").doesNotContain("Seq Scan");
    }

    private String plan(PageRequest<DashboardCursor> request) {
        return sessions.read(scope, session -> {
            ObservedSession observed = new ObservedSession(session);
            new DashboardRepository(observed).list(false, request);
            return observed.plan();
        });
    }

    private void analyze() throws SQLException {
        try (Connection connection = sessions.administrator().connect();
                Statement statement = connection.createStatement()) {
            statement.execute("analyze stage.dashboard");
        }
    }

    private List<UUID> ids(boolean archived) {
        return sessions.read(
                scope,
                session -> session.dsl()
                        .select(DASHBOARD.DASHBOARD_ID)
                        .from(DASHBOARD)
                        .where(DASHBOARD.ARCHIVED.eq(archived))
                        .fetch(DASHBOARD.DASHBOARD_ID));
    }

    private List<String> found(String fragment) {
        return search(fragment, PageRequest.first(100)).items().stream()
                .map(Dashboard::title)
                .toList();
    }

    private Page<Dashboard, DashboardCursor> search(String fragment, PageRequest<DashboardCursor> request) {
        return sessions.read(scope, session -> new DashboardRepository(session).search(false, fragment, request));
    }

    private void create(String... titles) {
        insert(titles.length, i -> titles[i]);
    }

    private void insert(int rows, IntFunction<String> title) {
        insert(scope, rows, title);
    }

    private void insert(TenantScope customer, int rows, IntFunction<String> title) {
        int inserted = sessions.transact(customer, session -> {
            int count = 0;
            for (int start = 0; start < rows; start += 1000) {
                InsertValuesStep3<?, UUID, UUID, String> insert = session.dsl()
                        .insertInto(DASHBOARD, DASHBOARD.CUSTOMER_ID, DASHBOARD.DASHBOARD_ID, DASHBOARD.TITLE);
                for (int i = start; i < Math.min(rows, start + 1000); i++) {
                    insert = insert.values(session.customerId(), UUID.randomUUID(), title.apply(i));
                }
                count += insert.execute();
            }
            return count;
        });
        assertThat(inserted).isEqualTo(rows);
    }
}
