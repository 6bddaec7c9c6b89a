package com.operanttechnologies.tenancytests.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.operanttechnologies.persistence.SessionAction;
import com.operanttechnologies.persistence.TenantScope;
import com.operanttechnologies.persistence.TenantSession;
import com.operanttechnologies.persistence.error.TenancyException;
import com.operanttechnologies.persistence.page.PageRequest;
import com.operanttechnologies.persistence.panel.Customers;
import com.operanttechnologies.persistence.stage.Dashboard;
import com.operanttechnologies.persistence.stage.DashboardRepository;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** One fault, and what a Customer's writes come to under it. */
final class FaultTrial {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** Of an error after which nobody knows whether it was committed, so that it can't be repeated. */
    private static final String IN_DOUBT = "08007";

    private final FaultedLayer faulted;
    private final UUID customer = UUID.randomUUID();
    private final TenantScope scope = TenantScope.job(customer, "fault", "fault-table");
    private final List<String> acknowledged = new ArrayList<>();
    private int written;

    FaultTrial(FaultedLayer faulted) {
        this.faulted = faulted;
        faulted.layer()
                .execute(
                        TenantScope.signUp(customer, "fault-table"),
                        session -> new Customers(session).signUp("Faulted"));
    }

    TenantScope scope() {
        return scope;
    }

    /** Writes one row. */
    void write() {
        write(session -> {});
    }

    /**
     * Writes one row in a transaction, which counts as acknowledged once it has returned.
     *
     * @param then what happens between the row and the commit
     */
    void write(SessionAction then) {
        String title = "row-" + ++written;
        faulted.layer().execute(scope, session -> {
            new DashboardRepository(session).create(title);
            then.accept(session);
        });
        acknowledged.add(title);
    }

    /**
     * Breaks it, mends it, and goes on with the same layer.
     *
     * @param work has to end in an error of the layer, because of the fault that it makes or finds
     * @param repair ends the fault
     * @return what has to be true of any fault has been asserted of it; what there is has yet to be compared
     */
    FaultRow suffer(String fault, Runnable work, Runnable repair) {
        write();
        TenancyException told;
        try {
            told = catchThrowableOfType(TenancyException.class, work::run);
        } finally {
            repair.run();
        }
        assertThat(told).as("what the caller got of: %s", fault).isNotNull();
        long recoveredAfter = recover(session -> {});
        FaultRow row = new FaultRow(fault, told, acknowledged.size(), there(), left(), recoveredAfter);
        assertTellsNothing(told);
        assertThat(row.left()).as("connections left by: %s", row).isZero();
        assertThat(row.there())
                .as("rows after: %s", row)
                .doesNotHaveDuplicates()
                .containsAll(acknowledged);
        return row;
    }

    /** Reads the Customer's own rows, under the session's token. */
    List<String> rows(TenantSession session) {
        return new DashboardRepository(session)
                .list(false, PageRequest.first(200)).items().stream()
                        .map(Dashboard::title)
                        .toList();
    }

    List<String> acknowledged() {
        return List.copyOf(acknowledged);
    }

    /**
     * How long until the next write is acknowledged, in milliseconds.
     *
     * @param then as in {@link #write(SessionAction)}
     * @throws TenancyException when that takes too long, or the write was in doubt
     */
    long recover(SessionAction then) {
        long from = System.nanoTime();
        while (true) {
            try {
                write(then);
                return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - from);
            } catch (TenancyException e) {
                // As a caller would: it was told that nothing was committed, and repeats.
                if (e.sqlState().equals(IN_DOUBT) || System.nanoTime() - from > PATIENCE.toNanos()) {
                    throw e;
                }
            }
        }
    }

    private List<String> there() {
        return faulted.administer("select title from stage.dashboard where customer_id = ?", customer);
    }

    /** A backend whose client is gone learns of it as it reads, so it gets a moment. */
    private int left() {
        long from = System.nanoTime();
        int left = leftNow();
        while (left > 0 && System.nanoTime() - from < Duration.ofSeconds(5).toNanos()) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
            left = leftNow();
        }
        return left;
    }

    /** Connections that a session holds: in the pool, and once more where the server has a transaction of it. */
    int leftNow() {
        return faulted.layer().metrics().pool().active() + faulted.atWork();
    }

    private void assertTellsNothing(TenancyException told) {
        List<String> texts = new ArrayList<>(List.of(told.toString()));
        for (Throwable suppressed : told.getSuppressed()) {
            texts.add(suppressed.toString());
            assertThat(suppressed).hasNoCause();
        }
        assertThat(told).hasNoCause();
        assertThat(texts)
                .allSatisfy(text -> assertThat(text)
                        .doesNotContain("row-", customer.toString(), "v1.k", "insert", "FATAL")
                        .doesNotContain(
                                faulted.runtime().password(), faulted.runtime().username()));
    }
}
