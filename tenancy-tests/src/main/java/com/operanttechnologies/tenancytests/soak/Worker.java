package com.operanttechnologies.tenancytests.soak;

import com.operanttechnologies.persistence.TenantDatabase;
import com.operanttechnologies.persistence.TenantScope;
import com.operanttechnologies.persistence.TenantSession;
import com.operanttechnologies.persistence.error.NoScopeException;
import com.operanttechnologies.persistence.error.TenancyException;
import com.operanttechnologies.persistence.error.UnavailableException;
import com.operanttechnologies.persistence.page.PageRequest;
import com.operanttechnologies.persistence.stage.Dashboard;
import com.operanttechnologies.persistence.stage.DashboardRepository;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** One thread's work for one Customer after the other, as an application does it: repeats what was not committed. */
final class Worker implements Runnable {

    /** Of a row that is always rolled back. */
    static final String NEVER = "never";

    private static final int ATTEMPTS = 20;

    private final int number;
    private final TenantDatabase database;
    private final List<UUID> customers;
    private final Figures figures;
    private final BooleanSupplier goesOn;
    private final Random random;
    private final Ledger ledger = new Ledger();

    Worker(
            int number,
            TenantDatabase database,
            List<UUID> customers,
            Figures figures,
            BooleanSupplier goesOn,
            long seed) {
        this.number = number;
        this.database = database;
        this.customers = customers;
        this.figures = figures;
        this.goesOn = goesOn;
        this.random = new Random(seed + number);
    }

    Ledger ledger() {
        return ledger;
    }

    @Override
    public void run() {
        while (goesOn.getAsBoolean()) {
            UUID customer = customers.get(random.nextInt(customers.size()));
            TenantScope scope = TenantScope.job(customer, "soak", "soak-" + number);
            try {
                turn(customer, scope, random.nextInt(100));
            } catch (RuntimeException | AssertionError e) {
                figures.unexpected.add(e);
            }
        }
    }

    private void turn(UUID customer, TenantScope scope, int dice) {
        if (dice < 45) {
            read(customer, () -> database.read(scope, Worker::titles));
        } else if (dice < 55) {
            read(customer, () -> database.read(scope, Worker::allNames));
        } else if (dice < 92) {
            write(customer, scope);
        } else if (dice < 95) {
            outOfTime(customer, scope);
        } else {
            thrown(customer, scope);
        }
    }

    private void read(UUID customer, Supplier<List<String>> reading) {
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            long from = System.nanoTime();
            try {
                List<String> rows = reading.get();
                figures.readTimes.recordValue(TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - from));
                figures.reads.increment();
                figures.foreignRows.add(rows.stream()
                        .filter(row -> !row.startsWith(customer.toString()))
                        .count());
                return;
            } catch (UnavailableException | NoScopeException e) {
                refused(e, attempt);
            }
        }
    }

    private void write(UUID customer, TenantScope scope) {
        String title = customer + " " + number + "-" + ledger.next();
        Ledger.Told told = Ledger.Told.REFUSED;
        for (int attempt = 1; attempt <= ATTEMPTS && told == Ledger.Told.REFUSED; attempt++) {
            long from = System.nanoTime();
            try {
                database.execute(scope, session -> new DashboardRepository(session).create(title));
                figures.transactionTimes.recordValue(TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - from));
                figures.transactions.increment();
                told = Ledger.Told.ACKNOWLEDGED;
            } catch (UnavailableException | NoScopeException e) {
                if (e.sqlState().equals("08007")) {
                    figures.refused(e);
                    told = Ledger.Told.IN_DOUBT;
                } else {
                    refused(e, attempt);
                }
            } catch (RuntimeException e) {
                ledger.note(Ledger.Told.REFUSED);
                throw e;
            }
        }
        ledger.note(told);
    }

    private void outOfTime(UUID customer, TenantScope scope) {
        try {
            database.execute(scope, session -> {
                new DashboardRepository(session).create(customer + " " + NEVER);
                session.dsl().execute("set local statement_timeout = '15ms'");
                session.dsl().fetch("select pg_sleep(1)");
            });
            throw new AssertionError("A statement that should have been cancelled was not");
        } catch (UnavailableException | NoScopeException e) {
            figures.refused(e);
            if (e.sqlState().equals("57014")) {
                figures.fault(FaultKind.STATEMENT_TIMEOUT);
            }
        }
    }

    private void thrown(UUID customer, TenantScope scope) {
        try {
            database.execute(scope, session -> {
                new DashboardRepository(session).create(customer + " " + NEVER);
                throw new OnPurpose();
            });
        } catch (OnPurpose e) {
            figures.fault(FaultKind.WORK_FAILED);
        } catch (UnavailableException | NoScopeException e) {
            figures.refused(e);
        }
    }

    private void refused(TenancyException told, int attempt) {
        figures.refused(told);
        if (attempt < ATTEMPTS) {
            figures.retried.increment();
        }
    }

    private static List<String> titles(TenantSession session) {
        return new DashboardRepository(session)
                .list(false, PageRequest.first(20)).items().stream()
                        .map(Dashboard::title)
                        .toList();
    }

    /** A predicate that chooses nobody: what keeps the others out is the database. */
    private static List<String> allNames(TenantSession session) {
        try (PreparedStatement statement = session.connection()
                        .prepareStatement("select name from tenancy.customer where customer_id = customer_id");
                ResultSet rows = statement.executeQuery()) {
            List<String> names = new ArrayList<>();
            while (rows.next()) {
                names.add(rows.getString(1));
            }
            return names;
        } catch (SQLException e) {
            // The layer's own error is what its callers of plain JDBC get as the cause.
            throw e.getCause() instanceof TenancyException told ? told : new IllegalStateException(e);
        }
    }

    /** What a team's own work may throw. */
    private static final class OnPurpose extends RuntimeException {

        private static final long serialVersionUID = 1L;

        OnPurpose() {
            super("on purpose", null, false, false);
        }
    }
}
