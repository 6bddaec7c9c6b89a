package com.operanttechnologies.tenancytests.benchmark;

import static com.operanttechnologies.persistence.internal.tables.relay.Tables.SCREEN;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.aead.AeadConfig2026;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import com.operanttechnologies.persistence.TenantScope;
import com.operanttechnologies.persistence.internal.bind.SigningKey;
import com.operanttechnologies.persistence.internal.bind.StatementGuard;
import com.operanttechnologies.persistence.internal.bind.TokenSigner;
import com.operanttechnologies.persistence.internal.jooq.SessionConfiguration;
import com.operanttechnologies.persistence.internal.jooq.TenantTables;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jooq.Condition;
import org.jooq.Configuration;
import org.jooq.tools.jdbc.MockConnection;
import org.jooq.tools.jdbc.MockResult;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * What the layer does in the JVM at each unit of work, without a database. JMH makes its loops from these methods and
 * runs them in a JVM of their own.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class JvmLoops {

    private static final UUID CUSTOMER = new UUID(1, 2);
    private static final String STATEMENT =
            "select screen_id, name, location, state from relay.screen where customer_id = ? and screen_id = ?";

    private final TenantScope scope = TenantScope.account(CUSTOMER, new UUID(3, 4), "benchmark");
    private final SigningKey key = new SigningKey("k00000001", new byte[32]);
    private final TokenSigner signer = new TokenSigner(() -> key, Duration.ofMinutes(5), Clock.systemUTC());
    private final StatementGuard guard = new StatementGuard(JvmLoops::isTenantTable);
    private final Configuration layer = SessionConfiguration.of(
            new MockConnection(context -> new MockResult[0]), TenantTables.of(List.of("relay.screen")), CUSTOMER);
    private final Configuration plain = PeerPool.jooq();
    private final Aead aead = aead();
    private final byte[] secret = "a password of a data source".getBytes(StandardCharsets.UTF_8);
    private final byte[] place = "operant, this Customer, this row".getBytes(StandardCharsets.UTF_8);
    private final UUID screen = new UUID(5, 6);

    /** Of a scope, with HMAC-SHA-256. */
    @Benchmark
    public String sealToken() {
        return signer.seal(scope);
    }

    /** Of a statement's text that it has judged before. */
    @Benchmark
    public void guardKnownStatement() {
        guard.require(STATEMENT, true);
    }

    /** Of a statement's text that it reads for the first time. */
    @Benchmark
    public StatementGuard guardNewStatement() {
        StatementGuard fresh = new StatementGuard(JvmLoops::isTenantTable);
        fresh.require(STATEMENT, true);
        return fresh;
    }

    /** With the Customer's predicate by hand, in jOOQ without the layer. */
    @Benchmark
    public String renderPointReadByHand() {
        return render(plain, SCREEN.CUSTOMER_ID.eq(CUSTOMER).and(SCREEN.SCREEN_ID.eq(screen)));
    }

    /** With the Customer's predicate by the layer. */
    @Benchmark
    public String renderPointReadByLayer() {
        return render(layer, SCREEN.SCREEN_ID.eq(screen));
    }

    /** AES-256-GCM by Tink, as the layer has it. */
    @Benchmark
    public byte[] encryptSecret() throws GeneralSecurityException {
        return aead.encrypt(secret, place);
    }

    private static String render(Configuration configuration, Condition condition) {
        return configuration
                .dsl()
                .render(configuration
                        .dsl()
                        .select(SCREEN.SCREEN_ID, SCREEN.NAME, SCREEN.LOCATION, SCREEN.STATE)
                        .from(SCREEN)
                        .where(condition));
    }

    private static boolean isTenantTable(String schema, String table) {
        return schema.equals("relay") && table.equals("screen");
    }

    private static Aead aead() {
        try {
            return KeysetHandle.generateNew(PredefinedAeadParameters.AES256_GCM, AeadConfig2026.get())
                    .getPrimitive(AeadConfig2026.get(), Aead.class);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Tink always has AES-256-GCM", e);
        }
    }
}
