package com.operanttechnologies.persistence;

import com.operanttechnologies.migrations.Login;
import com.operanttechnologies.migrations.local.DatabaseRole;
import com.operanttechnologies.persistence.crypto.WrappingKey;
import com.operanttechnologies.persistence.gateway.Gateway;
import com.operanttechnologies.persistence.panel.Customers;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.UUID;

/** Sessions of the runtime role on the tests' database, with a clock and a wrapping key that a test can set. */
public final class TestSessions {

    private static final TestSessions INSTANCE = new TestSessions();

    private volatile WrappingKey wrappingKey = WrappingKey.generate();
    private volatile InstantSource time = InstantSource.system();
    private volatile TenantDatabase database = openDatabase(DatabaseRole.RUNTIME);
    private volatile TenantDatabase worker = openDatabase(DatabaseRole.WORKER);

    private TestSessions() {}

    public static TestSessions open() {
        return INSTANCE;
    }

    /** Runs work in a transaction of the scope. */
    public <T> T transact(TenantScope scope, SessionFunction<T> work) {
        return database.transact(scope, work);
    }

    /** As {@link #transact}, for work without a result. */
    public void perform(TenantScope scope, SessionAction work) {
        database.execute(scope, work);
    }

    /** Runs work that the database doesn't let change anything. */
    public <T> T read(TenantScope scope, SessionFunction<T> work) {
        return database.read(scope, work);
    }

    public Gateway gateway() {
        return database.gateway();
    }

    /** The layer itself, for what opens sessions of its own. */
    public TenantDatabase database() {
        return database;
    }

    /** The layer with a worker's login, on the same clock and keys. */
    public TenantDatabase worker() {
        return worker;
    }

    /** A Customer that has signed up, and an actor at it. */
    public TenantScope newCustomer(String name) {
        TenantScope scope = TenantScope.signUp(UUID.randomUUID(), "test");
        perform(scope, session -> new Customers(session).signUp(name));
        return scope;
    }

    /** Stops what sessions tell the time by. */
    public void stopAt(Instant instant) {
        time = () -> instant;
    }

    /** Lets the time go on. */
    public void resume() {
        time = InstantSource.system();
    }

    public WrappingKey wrappingKey() {
        return wrappingKey;
    }

    /** Opens the database anew with another wrapping key. */
    public void wrapWith(WrappingKey key) {
        wrappingKey = key;
        database.close();
        worker.close();
        database = openDatabase(DatabaseRole.RUNTIME);
        worker = openDatabase(DatabaseRole.WORKER);
    }

    private TenantDatabase openDatabase(DatabaseRole role) {
        Login login = TestDatabase.database().login(role);
        return TenantDatabase.open(TestDatabase.config()
                .login(login.username(), login.password())
                .wrappingKey(wrappingKey)
                .clock(new SetClock())
                .build());
    }

    /** Asks for the time anew each time. */
    private final class SetClock extends Clock {

        @Override
        public Instant instant() {
            return time.instant();
        }

        @Override
        public ZoneOffset getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(java.time.ZoneId zone) {
            return this;
        }
    }
}
