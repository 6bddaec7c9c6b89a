package com.operanttechnologies.persistence.stage;

import static org.assertj.core.api.Assertions.assertThat;

import com.operanttechnologies.persistence.TenantScope;
import com.operanttechnologies.persistence.error.ConflictException;
import com.operanttechnologies.persistence.page.PageRequest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Several people save the same dashboard at the same time, each in a transaction of a thread of its own. */
@Tag("STG-1")
class ConcurrentSaveTest {

    private final StageSessions sessions = StageSessions.get();
    private final TenantScope scope = sessions.newCustomer();
    private final UUID id = sessions.transact(
            scope,
            session -> new DashboardRepository(session).create("Contended").id());

    @Test
    void of_two_who_save_the_same_next_version_one_wins_and_the_other_learns_of_it() throws Exception {
        for (int latest = 0; latest < 20; latest++) {
            int expected = latest;
            CyclicBarrier together = new CyclicBarrier(2);
            Callable<String> saver = () -> sessions.transact(scope, session -> {
                await(together);
                try {
                    int number = new DashboardVersionRepository(session)
                            .save(id, expected, "{}")
                            .number();
                    return "saved " + number;
                } catch (ConflictException conflict) {
                    return "conflict with " + conflict.currentVersion();
                }
            });
            assertThat(all(List.of(saver, saver)))
                    .containsExactlyInAnyOrder("saved " + (expected + 1), "conflict with " + (expected + 1));
        }
    }

    @Test
    void savers_who_repeat_after_each_conflict_number_all_versions_without_gap_or_double() throws Exception {
        int savers = 4;
        int each = 15;
        Callable<List<Integer>> saver = () -> {
            List<Integer> numbers = new ArrayList<>();
            while (numbers.size() < each) {
                try {
                    numbers.add(sessions.transact(scope, session -> {
                        int latest = new DashboardRepository(session).get(id).latestVersion();
                        return new DashboardVersionRepository(session)
                                .save(id, latest, "{}")
                                .number();
                    }));
                } catch (ConflictException conflict) {
                    assertThat(conflict.currentVersion()).isPositive();
                }
            }
            return numbers;
        };
        List<Integer> saved = all(Collections.nCopies(savers, saver)).stream()
                .flatMap(List::stream)
                .sorted()
                .toList();
        List<Integer> listed = sessions.read(
                scope,
                session -> new DashboardVersionRepository(session)
                        .list(id, PageRequest.first(200)).items().stream()
                                .map(DashboardVersion::number)
                                .sorted()
                                .toList());
        assertThat(saved).hasSize(savers * each).doesNotHaveDuplicates().isEqualTo(listed);
        assertThat(saved.get(saved.size() - 1)).isEqualTo(savers * each);
    }

    private static <T> List<T> all(List<Callable<T>> work) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(work.size());
        try {
            List<T> results = new ArrayList<>();
            for (Future<T> result : threads.invokeAll(work, 60, TimeUnit.SECONDS)) {
                results.add(result.get());
            }
            return results;
        } finally {
            threads.shutdownNow();
        }
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await(30, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
