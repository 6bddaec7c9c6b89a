package com.operanttechnologies.persistence.stage;

import static com.operanttechnologies.persistence.internal.tables.tenancy.Tables.CUSTOMER;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import com.operanttechnologies.migrations.Login;
import com.operanttechnologies.migrations.local.DatabaseRole;
import com.operanttechnologies.migrations.local.LocalPostgres;
import com.operanttechnologies.persistence.TenantScope;
import com.operanttechnologies.persistence.TenantSession;
import com.operanttechnologies.persistence.crypto.ColumnAddress;
import com.operanttechnologies.persistence.crypto.CustomerCipher;
import com.operanttechnologies.persistence.crypto.LookupKey;
import com.operanttechnologies.persistence.error.ConflictException;
import com.operanttechnologies.persistence.error.DuplicateException;
import com.operanttechnologies.persistence.error.InvalidInputException;
import com.operanttechnologies.persistence.error.RefusedException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.HexFormat;
import java.util.UUID;
import java.util.function.Function;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jooq.DSLContext;
import org.jooq.ExecuteContext;
import org.jooq.ExecuteListener;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.jooq.impl.DefaultConfiguration;

/**
 * Sessions over plain JDBC as the runtime role: the least that repositories need, for as long as there is no
 * TenantDatabase. One server and one database for all tests of a JVM; each test works for Customers of its own.
 */
final class StageSessions {

    private static final StageSessions INSTANCE = new StageSessions();

    private final LocalPostgres server;
    private final String keyId;
    private final byte[] signingKey;
    private final Aead aead;

    private StageSessions() {
        try {
            // Closed by its own shutdown hook.
            server = LocalPostgres.start();
            try (Connection connection = server.login(DatabaseRole.SIGNER).connect();
                    Statement statement = connection.createStatement();
                    ResultSet key = statement.executeQuery("select * from tenancy.current_signing_key()")) {
                key.next();
                keyId = key.getString("key_id");
                signingKey = key.getBytes("secret");
            }
            AeadConfig.register();
            aead = KeysetHandle.generateNew(PredefinedAeadParameters.AES256_GCM)
                    .getPrimitive(RegistryConfiguration.get(), Aead.class);
        } catch (IOException | SQLException | GeneralSecurityException e) {
            throw new IllegalStateException("The tests' database did not start", e);
        }
    }

    static StageSessions get() {
        return INSTANCE;
    }

    /** A new Customer, and an account that acts for it. */
    TenantScope newCustomer() {
        TenantScope scope = TenantScope.account(UUID.randomUUID(), UUID.randomUUID(), "test");
        return transact(scope, session -> {
            session.dsl()
                    .insertInto(CUSTOMER)
                    .columns(CUSTOMER.CUSTOMER_ID, CUSTOMER.NAME)
                    .values(session.customerId(), "Customer of a test")
                    .execute();
            return scope;
        });
    }

    <T> T transact(TenantScope scope, Function<? super TenantSession, ? extends T> work) {
        return run(scope, false, work);
    }

    <T> T read(TenantScope scope, Function<? super TenantSession, ? extends T> work) {
        return run(scope, true, work);
    }

    /** The superuser's login, to let the planner count rows: the runtime role may not ANALYZE. */
    Login administrator() {
        try {
            return server.database().administrator();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private <T> T run(TenantScope scope, boolean readOnly, Function<? super TenantSession, ? extends T> work) {
        try (Connection connection = server.login(DatabaseRole.RUNTIME).connect()) {
            connection.setAutoCommit(false);
            try (PreparedStatement bind = connection.prepareStatement("select tenancy.bind(?, ?)")) {
                bind.setString(1, token(scope));
                bind.setBoolean(2, readOnly);
                bind.execute();
            }
            // Closing rolls back what wasn't committed because the work threw.
            T result = work.apply(new JdbcSession(scope, connection, new ScopedCipher(scope, aead)));
            connection.commit();
            return result;
        } catch (SQLException e) {
            throw new IllegalStateException("The tests' session failed", e);
        }
    }

    private String token(TenantScope scope) {
        long expiry = Clock.systemUTC().instant().getEpochSecond() + 600;
        String sealed = "v1." + keyId + "." + scope.customerId() + "." + scope.actor() + "." + expiry;
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(signingKey, "HmacSHA256"));
            return sealed + "." + HexFormat.of().formatHex(mac.doFinal(sealed.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private record JdbcSession(TenantScope scope, Connection connection, CustomerCipher cipher)
            implements TenantSession {

        @Override
        public DSLContext dsl() {
            return DSL.using(new DefaultConfiguration()
                    .set(SQLDialect.POSTGRES)
                    .set(connection)
                    .set(ExecuteListener.onException(JdbcSession::translate)));
        }

        @Override
        public LookupKey lookupKey() {
            throw new UnsupportedOperationException("Stage looks nothing up by a hash");
        }

        @Override
        public Clock clock() {
            return Clock.systemUTC();
        }

        private static void translate(ExecuteContext context) {
            SQLException failure = context.sqlException();
            String state = failure == null ? null : failure.getSQLState();
            if (failure == null || state == null) {
                return;
            }
            String message = "The database refused: " + failure.getMessage();
            if (state.equals("23505")) {
                context.exception(new DuplicateException(message, state));
            } else if (state.equals("42501")) {
                context.exception(new RefusedException(message, state));
            } else if (state.startsWith("40")) {
                context.exception(new ConflictException(message, state));
            } else if (state.startsWith("22") || state.startsWith("23") || state.startsWith("54")) {
                context.exception(new InvalidInputException(message, state));
            }
        }
    }

    private record ScopedCipher(TenantScope scope, Aead aead) implements CustomerCipher {

        @Override
        public byte[] seal(ColumnAddress address, byte[] plaintext) {
            try {
                return aead.encrypt(plaintext, associated(address));
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public byte[] open(ColumnAddress address, byte[] sealed) {
            try {
                return aead.decrypt(sealed, associated(address));
            } catch (GeneralSecurityException e) {
                throw new InvalidInputException("Not sealed for this place");
            }
        }

        private byte[] associated(ColumnAddress address) {
            return String.join(
                            "|",
                            scope.customerId().toString(),
                            address.table(),
                            address.column(),
                            address.row().toString())
                    .getBytes(StandardCharsets.UTF_8);
        }
    }
}
