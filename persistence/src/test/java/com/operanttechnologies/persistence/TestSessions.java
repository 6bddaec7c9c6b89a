package com.operanttechnologies.persistence;

import com.operanttechnologies.migrations.Login;
import com.operanttechnologies.migrations.local.DatabaseRole;
import com.operanttechnologies.migrations.local.LocalPostgres;
import com.operanttechnologies.persistence.crypto.CustomerCipher;
import com.operanttechnologies.persistence.crypto.LookupKey;
import com.operanttechnologies.persistence.crypto.WrappingKey;
import com.operanttechnologies.persistence.error.DuplicateException;
import com.operanttechnologies.persistence.error.InvalidInputException;
import com.operanttechnologies.persistence.error.RefusedException;
import com.operanttechnologies.persistence.error.StaleSessionException;
import com.operanttechnologies.persistence.gateway.Gateway;
import com.operanttechnologies.persistence.gateway.UnscopedCalls;
import com.operanttechnologies.persistence.panel.Customers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jooq.Configuration;
import org.jooq.DSLContext;
import org.jooq.ExecuteContext;
import org.jooq.ExecuteListener;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.jooq.impl.DefaultConfiguration;

/**
 * Sessions of the runtime role on the real migrated database, one server for all test classes of the JVM. Stands in for
 * {@code TenantDatabase}, and is the one file to change when tests move over to it.
 */
public final class TestSessions {

    private static final TestSessions INSTANCE = new TestSessions();

    private final LookupKey lookupKey = LookupKey.of(new SecureRandom().generateSeed(LookupKey.LENGTH));
    private final Login runtime;
    private final SigningKey signingKey;
    private volatile WrappingKey wrappingKey = WrappingKey.generate();
    private volatile InstantSource time = InstantSource.system();

    private TestSessions() {
        try {
            LocalPostgres server = LocalPostgres.start();
            runtime = server.login(DatabaseRole.RUNTIME);
            signingKey = SigningKey.read(server.login(DatabaseRole.SIGNER));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    public static TestSessions open() {
        return INSTANCE;
    }

    /** Runs work in a transaction of the scope. */
    public <T> T transact(TenantScope scope, Function<TenantSession, T> work) {
        return run(scope, false, work);
    }

    /** As {@link #transact}, for work without a result. */
    public void perform(TenantScope scope, Consumer<TenantSession> work) {
        run(scope, false, session -> {
            work.accept(session);
            return true;
        });
    }

    /** Runs work that only reads. */
    public <T> T read(TenantScope scope, Function<TenantSession, T> work) {
        return run(scope, true, work);
    }

    /** What is reached before a Customer is known. */
    public Gateway gateway() {
        return new Gateway(
                new UnscopedCalls() {
                    @Override
                    public <R> R call(Function<DSLContext, R> work) {
                        try (Connection connection = runtime.connect()) {
                            return work.apply(dsl(connection));
                        } catch (SQLException e) {
                            throw new IllegalStateException(e);
                        }
                    }
                },
                lookupKey);
    }

    /** Signs a new Customer up, and gives a job's scope for it. */
    public TenantScope newCustomer(String name) {
        UUID customerId = UUID.randomUUID();
        perform(TenantScope.signUp(customerId, "test"), session -> new Customers(session).signUp(name));
        return TenantScope.job(customerId, "test", "test");
    }

    /** What sessions tell the time by, until {@link #resume()}. */
    public void stopAt(Instant instant) {
        time = InstantSource.fixed(instant);
    }

    /** Lets sessions tell the real time again. */
    public void resume() {
        time = InstantSource.system();
    }

    public WrappingKey wrappingKey() {
        return wrappingKey;
    }

    /** What sessions wrap the Customers' keys with from now on. */
    public void wrapWith(WrappingKey key) {
        wrappingKey = key;
    }

    private <T> T run(TenantScope scope, boolean readOnly, Function<TenantSession, T> work) {
        try (Connection connection = runtime.connect()) {
            connection.setAutoCommit(false);
            try (PreparedStatement bind = connection.prepareStatement("select tenancy.bind(?, ?)")) {
                bind.setString(1, signingKey.seal(scope));
                bind.setBoolean(2, readOnly);
                bind.execute();
            }
            try {
                T result = work.apply(new PlainSession(scope, connection));
                connection.commit();
                return result;
            } catch (RuntimeException e) {
                connection.rollback();
                throw e;
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static DSLContext dsl(Connection connection) {
        Configuration configuration = new DefaultConfiguration()
                .set(connection)
                .set(SQLDialect.POSTGRES)
                .set(new Errors());
        return DSL.using(configuration);
    }

    private final class PlainSession implements TenantSession {

        private final TenantScope scope;
        private final Connection connection;
        private final DSLContext dsl;
        private final CustomerCipher cipher;

        PlainSession(TenantScope scope, Connection connection) {
            this.scope = scope;
            this.connection = connection;
            this.dsl = TestSessions.dsl(connection);
            this.cipher = wrappingKey.cipherFor(this);
        }

        @Override
        public TenantScope scope() {
            return scope;
        }

        @Override
        public DSLContext dsl() {
            return dsl;
        }

        @Override
        public Connection connection() {
            return connection;
        }

        @Override
        public CustomerCipher cipher() {
            return cipher;
        }

        @Override
        public LookupKey lookupKey() {
            return lookupKey;
        }

        @Override
        public Clock clock() {
            return time.withZone(ZoneOffset.UTC);
        }
    }

    private record SigningKey(String id, SecretKeySpec key) {

        static SigningKey read(Login signer) throws SQLException {
            try (Connection connection = signer.connect();
                    PreparedStatement select =
                            connection.prepareStatement("select key_id, secret from tenancy.current_signing_key()");
                    ResultSet row = select.executeQuery()) {
                row.next();
                return new SigningKey(row.getString(1), new SecretKeySpec(row.getBytes(2), "HmacSHA256"));
            }
        }

        String seal(TenantScope scope) {
            long expiry = Instant.now().plus(Duration.ofMinutes(5)).getEpochSecond();
            String claims = "v1." + id + "." + scope.customerId() + "." + scope.actor() + "." + expiry;
            try {
                Mac mac = Mac.getInstance("HmacSHA256");
                mac.init(key);
                return claims + "." + HexFormat.of().formatHex(mac.doFinal(claims.getBytes(StandardCharsets.UTF_8)));
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** The least of the layer's translation that these tests ask for. */
    private static final class Errors implements ExecuteListener {

        private static final long serialVersionUID = 1L;

        @Override
        public void exception(ExecuteContext context) {
            SQLException e = context.sqlException();
            if (e == null) {
                return;
            }
            switch (e.getSQLState()) {
                case "23505" -> context.exception(new DuplicateException("Duplicate"));
                case "23514", "22021" -> context.exception(new InvalidInputException("Refused value", e.getSQLState()));
                case "42501" -> context.exception(new RefusedException("Refused"));
                case "25006" -> context.exception(new StaleSessionException("Read-only", e.getSQLState()));
                default -> {}
            }
        }
    }
}
