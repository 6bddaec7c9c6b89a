package com.operanttechnologies.persistence.internal.bind;

import com.operanttechnologies.persistence.TenantScope;
import com.operanttechnologies.persistence.error.TenancyException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Seals scopes into tokens that {@code tenancy.current_customer()} verifies.
 *
 * <p>Two keys overlap during a rotation: the database accepts the previous one for a while, and within {@link
 * #REFRESH} every JVM signs with the new one. Safe for use by several threads.
 */
public final class TokenSigner {

    /**
     * How old a key may be before it is read again. A rotation's overlap must be longer than this and a token's life.
     */
    public static final Duration REFRESH = Duration.ofMinutes(1);

    private static final Logger LOG = LoggerFactory.getLogger(TokenSigner.class);
    private static final String ALGORITHM = "HmacSHA256";
    private static final HexFormat HEX = HexFormat.of();

    private final SigningKeySource source;
    private final Duration life;
    private final Clock clock;
    private final ReentrantLock refreshing = new ReentrantLock();
    private volatile @Nullable Sealer sealer;
    private volatile boolean failed;

    /** Reads no key yet. */
    public TokenSigner(SigningKeySource source, Duration life, Clock clock) {
        this.source = source;
        this.life = life;
        this.clock = clock;
    }

    /** A token of this scope, good for the configured life. */
    public String seal(TenantScope scope) {
        Instant now = clock.instant();
        return sealer(now).seal(scope, now.plus(life).getEpochSecond());
    }

    /** Reads the key again before the next token, because the database has just refused one. */
    public void distrustKey() {
        sealer = null;
    }

    /** How long ago the key was read; empty when the next token needs it anew. */
    public Optional<Duration> keyAge() {
        Sealer known = sealer;
        return known == null
                ? Optional.empty()
                : Optional.of(Duration.between(known.readAgainAt.minus(REFRESH), clock.instant()));
    }

    /** Whether the key could not be read when it was last tried; an idle JVM doesn't try. */
    public boolean failed() {
        return failed;
    }

    private Sealer sealer(Instant now) {
        Sealer known = sealer;
        if (known != null && now.isBefore(known.readAgainAt)) {
            return known;
        }
        if (known == null) {
            refreshing.lock();
        } else if (!refreshing.tryLock()) {
            return known; // Another thread is reading it, and the overlap covers us.
        }
        try {
            Sealer newest = sealer;
            if (newest == null || !now.isBefore(newest.readAgainAt)) {
                newest = new Sealer(source.current(), now.plus(REFRESH));
                sealer = newest;
                failed = false;
            }
            return newest;
        } catch (TenancyException e) {
            failed = true;
            if (known == null) {
                throw e;
            }
            LOG.warn("Can't read the signing key, going on with the one of before: {}", e.getMessage());
            return known;
        } finally {
            refreshing.unlock();
        }
    }

    private static final class Sealer {

        private final String prefix;
        private final Mac prototype;
        private final Instant readAgainAt;

        Sealer(SigningKey key, Instant readAgainAt) {
            this.prefix = "v1." + key.id() + ".";
            this.readAgainAt = readAgainAt;
            try {
                prototype = Mac.getInstance(ALGORITHM);
                prototype.init(new SecretKeySpec(key.secret(), ALGORITHM));
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("Every Java platform has " + ALGORITHM, e);
            }
        }

        String seal(TenantScope scope, long expiry) {
            String signed = prefix + scope.customerId() + "." + scope.actor() + "." + expiry;
            try {
                // A copy of an initialised Mac spares hashing the padded key again, and is this thread's own.
                Mac mac = (Mac) prototype.clone();
                return signed + "." + HEX.formatHex(mac.doFinal(signed.getBytes(StandardCharsets.US_ASCII)));
            } catch (CloneNotSupportedException e) {
                throw new IllegalStateException("The JDK's " + ALGORITHM + " can be cloned", e);
            }
        }
    }
}
