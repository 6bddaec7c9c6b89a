package com.operanttechnologies.persistence.stage;

import com.operanttechnologies.migrations.Login;
import com.operanttechnologies.persistence.SessionFunction;
import com.operanttechnologies.persistence.TenantDatabase;
import com.operanttechnologies.persistence.TenantScope;
import com.operanttechnologies.persistence.TestDatabase;
import java.util.UUID;

/** Sessions of the layer itself as the runtime role; each test works for Customers of its own. */
final class StageSessions {

    private static final StageSessions INSTANCE = new StageSessions();

    private final TenantDatabase database = TestDatabase.shared();

    static StageSessions get() {
        return INSTANCE;
    }

    /** A new Customer, and an account that acts for it. */
    TenantScope newCustomer() {
        UUID customer = TestDatabase.newCustomer(database, "Customer of a test");
        return TenantScope.account(customer, UUID.randomUUID(), "test");
    }

    <T> T transact(TenantScope scope, SessionFunction<T> work) {
        return database.transact(scope, work);
    }

    <T> T read(TenantScope scope, SessionFunction<T> work) {
        return database.read(scope, work);
    }

    /** The superuser's login, to let the planner count rows: the runtime role may not ANALYZE. */
    Login administrator() {
        return TestDatabase.database().administrator();
    }
}
