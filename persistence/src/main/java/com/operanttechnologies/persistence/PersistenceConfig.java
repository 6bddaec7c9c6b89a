package com.operanttechnologies.persistence;

import com.operanttechnologies.persistence.crypto.LookupKey;
import com.operanttechnologies.persistence.crypto.WrappingKey;
import com.operanttechnologies.persistence.error.InvalidInputException;
import com.operanttechnologies.persistence.internal.bind.SigningKey;
import com.operanttechnologies.persistence.internal.pool.JdbcUrl;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How to reach the database and with which keys. Checked as a whole by {@link Builder#build()}, which names every fault
 * at once; immutable afterwards, and {@link #toString()} tells no secret.
 */
public final class PersistenceConfig {

    private final Builder values;

    private PersistenceConfig(Builder values) {
        this.values = values;
    }

    /** Starts with the defaults: 10 connections, 5 s to get one, tokens of 5 minutes, the system's clock. */
    public static Builder builder() {
        return new Builder();
    }

    String url() {
        return values.url;
    }

    /** The standby's, when there is one. */
    @Nullable
    String replica() {
        return values.replica;
    }

    String username() {
        return values.username;
    }

    String password() {
        return values.password;
    }

    @Nullable
    String signerUsername() {
        return values.signerUsername;
    }

    String signerPassword() {
        return values.signerPassword;
    }

    @Nullable
    SigningKey signingKey() {
        return values.signingKey;
    }

    WrappingKey wrappingKey() {
        return Objects.requireNonNull(values.wrappingKey);
    }

    LookupKey lookupKey() {
        return Objects.requireNonNull(values.lookupKey);
    }

    int poolSize() {
        return values.poolSize;
    }

    Duration connectionTimeout() {
        return values.connectionTimeout;
    }

    Duration tokenLife() {
        return values.tokenLife;
    }

    Clock clock() {
        return values.clock;
    }

    /** What tokens are dated by. Not {@link #clock()}: the database compares it with its own. */
    Clock tokenClock() {
        return values.tokenClock;
    }

    @Override
    public String toString() {
        return "PersistenceConfig[" + values.username + ", pool of " + values.poolSize + "]";
    }

    /** Collects the settings; not safe for use by several threads. */
    public static final class Builder {

        private String url = "";
        private @Nullable String replica;
        private String username = "";
        private String password = "";
        private @Nullable String signerUsername;
        private String signerPassword = "";
        private @Nullable SigningKey signingKey;
        private @Nullable WrappingKey wrappingKey;
        private @Nullable LookupKey lookupKey;
        private int poolSize = 10;
        private Duration connectionTimeout = Duration.ofSeconds(5);
        private Duration tokenLife = Duration.ofMinutes(5);
        private Clock clock = Clock.systemUTC();
        private Clock tokenClock = Clock.systemUTC();
        private final List<String> faults = new ArrayList<>();

        private Builder() {}

        /** What was checked, out of reach of whoever goes on with the builder. */
        private Builder(Builder checked) {
            this.url = checked.url;
            this.replica = checked.replica;
            this.username = checked.username;
            this.password = checked.password;
            this.signerUsername = checked.signerUsername;
            this.signerPassword = checked.signerPassword;
            this.signingKey = checked.signingKey;
            this.wrappingKey = checked.wrappingKey;
            this.lookupKey = checked.lookupKey;
            this.poolSize = checked.poolSize;
            this.connectionTimeout = checked.connectionTimeout;
            this.tokenLife = checked.tokenLife;
            this.clock = checked.clock;
            this.tokenClock = checked.tokenClock;
        }

        /**
         * Address of the database: {@code jdbc:postgresql://host:port/database}, and {@code ?sslmode=verify-full} for
         * any host but loopback or a local socket. Only parameters about TLS, timeouts, the choice of host and
         * prepared statements may follow; {@code options} and others that change what a session means are refused.
         */
        public Builder url(String jdbcUrl) {
            this.url = jdbcUrl;
            return this;
        }

        /**
         * Address of a streaming standby of the same database, with the rules of {@link #url}: it answers reads that
         * say how new their answer has to be, see {@link TenantDatabase#read(TenantScope, Freshness, SessionFunction)}.
         * The same login signs in there, to a pool of the same size. It may be down, now or later.
         */
        public Builder replica(String jdbcUrl) {
            this.replica = jdbcUrl;
            return this;
        }

        /** Login of the application: a member of {@code operant_runtime} and of nothing that owns or bypasses. */
        public Builder login(String username, String password) {
            this.username = username;
            this.password = password;
            return this;
        }

        /** Login that reads the signing key: {@code operant_signer}, or a member of it. */
        public Builder signer(String username, String password) {
            this.signerUsername = username;
            this.signerPassword = password;
            return this;
        }

        /**
         * The signing key itself, in place of a signer's login: for JVMs that get it from a vault. It doesn't follow a
         * rotation by itself.
         *
         * @param id the key's id, {@code k} and 8 hexadecimal digits
         * @param secret its 32 bytes
         */
        public Builder signingKey(String id, byte[] secret) {
            try {
                this.signingKey = new SigningKey(id, secret);
            } catch (InvalidInputException e) {
                faults.add(String.valueOf(e.getMessage()));
            }
            return this;
        }

        /** The key that wraps each Customer's own; kept outside the database. */
        public Builder wrappingKey(WrappingKey key) {
            this.wrappingKey = key;
            return this;
        }

        /** The key of hashes that are looked up by value; kept outside the database. */
        public Builder lookupKey(LookupKey key) {
            this.lookupKey = key;
            return this;
        }

        /** Connections in the pool: 1 to 500, 10 unless set. */
        public Builder poolSize(int connections) {
            this.poolSize = connections;
            return this;
        }

        /** How long to wait for a connection: 250 ms to 1 minute, 5 s unless set. */
        public Builder connectionTimeout(Duration timeout) {
            this.connectionTimeout = timeout;
            return this;
        }

        /** How long a token is good: 30 s to 15 minutes, 5 minutes unless set. A statement may begin that late. */
        public Builder tokenLife(Duration life) {
            this.tokenLife = life;
            return this;
        }

        /** The clock that repositories tell the time by; for tests. */
        public Builder clock(Clock source) {
            this.clock = source;
            return this;
        }

        /** What tokens are dated by, to test a JVM whose clock is wrong. */
        Builder tokenClock(Clock source) {
            this.tokenClock = source;
            return this;
        }

        /**
         * Checks everything.
         *
         * @throws InvalidInputException with every fault that the settings have
         */
        public PersistenceConfig build() {
            List<String> all = new ArrayList<>(faults);
            all.addAll(JdbcUrl.faults(url));
            if (replica != null) {
                JdbcUrl.faults(replica).forEach(fault -> all.add("replica: " + fault));
            }
            if (username.isBlank()) {
                all.add("login is missing; name a member of operant_runtime");
            }
            if (signerUsername == null && signingKey == null && faults.isEmpty()) {
                all.add("signer and signingKey are both missing; name a login that is a member of operant_signer");
            }
            if (signerUsername != null && signerUsername.equals(username)) {
                all.add("signer is the application's own login; who can read the signing key can forge every Customer's"
                        + " scope, so it must be another one");
            }
            if (signerUsername != null && signingKey != null) {
                all.add("signer and signingKey are both given; choose one");
            }
            if (wrappingKey == null) {
                all.add(
                        "wrappingKey is missing; make one with WrappingKey.generate() and keep it outside the database");
            }
            if (lookupKey == null) {
                all.add("lookupKey is missing; make 32 random bytes and keep them outside the database");
            }
            if (poolSize < 1 || poolSize > 500) {
                all.add("poolSize must be 1 to 500, is " + poolSize + "; 2 for each core of the database is a start");
            }
            checkBetween(all, "connectionTimeout", connectionTimeout, Duration.ofMillis(250), Duration.ofMinutes(1));
            checkBetween(all, "tokenLife", tokenLife, Duration.ofSeconds(30), Duration.ofMinutes(15));
            if (!all.isEmpty()) {
                throw new InvalidInputException(
                        "The configuration has " + all.size() + " fault(s):\n  - " + String.join("\n  - ", all));
            }
            return new PersistenceConfig(new Builder(this));
        }

        private static void checkBetween(
                List<String> faults, String what, Duration value, Duration low, Duration high) {
            if (value.compareTo(low) < 0 || value.compareTo(high) > 0) {
                faults.add(what + " must be " + low + " to " + high + ", is " + value);
            }
        }
    }
}
