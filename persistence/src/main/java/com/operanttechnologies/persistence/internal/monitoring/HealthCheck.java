package com.operanttechnologies.persistence.internal.monitoring;

import com.operanttechnologies.persistence.error.TenancyException;
import com.operanttechnologies.persistence.internal.bind.TokenSigner;
import com.operanttechnologies.persistence.internal.pool.ConnectionPool;
import com.operanttechnologies.persistence.internal.pool.ServerClock;
import com.operanttechnologies.persistence.internal.pool.Standby;
import com.operanttechnologies.persistence.monitoring.DatabaseHealth;
import com.operanttechnologies.persistence.monitoring.DatabaseHealth.State;
import com.operanttechnologies.persistence.monitoring.StandbyHealth;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Asks the database how it is, and says what that means for sessions. Safe for use by several threads. */
public final class HealthCheck {

    /** A key is read again each minute; twice that is late. */
    private static final Duration KEY_IS_OLD = TokenSigner.REFRESH.multipliedBy(2);

    private final ConnectionPool pool;
    private final TokenSigner signer;
    private final Clock tokenClock;
    private final Duration tokenLife;
    private final @Nullable Standby standby;

    /**
     * @param tokenClock what tokens are dated by
     * @param standby null when there is none
     */
    public HealthCheck(
            ConnectionPool pool, TokenSigner signer, Clock tokenClock, Duration tokenLife, @Nullable Standby standby) {
        this.pool = pool;
        this.signer = signer;
        this.tokenClock = tokenClock;
        this.tokenLife = tokenLife;
        this.standby = standby;
    }

    /** One round trip to each server; never throws for what is wrong with the database. */
    public DatabaseHealth ask() {
        List<String> problems = new ArrayList<>();
        Optional<Duration> keyAge = signer.keyAge();
        if (keyAge.isPresent() && keyAge.get().compareTo(KEY_IS_OLD) > 0 && signer.failed()) {
            problems.add("The signing key was last read " + keyAge.get().toSeconds()
                    + " s ago; check the signer's login," + " before a rotation's overlap ends");
        }
        ServerClock.Reading reading;
        try {
            reading = ServerClock.read(pool, tokenClock);
        } catch (TenancyException e) {
            problems.add(0, String.valueOf(e.getMessage()));
            Optional<StandbyHealth> replica = askStandby(problems);
            return new DatabaseHealth(
                    State.UNREACHABLE, problems, pool.state(), Optional.empty(), Optional.empty(), keyAge, replica);
        }
        State state = State.SERVING;
        if (reading.readOnly()) {
            state = State.READ_ONLY;
            problems.add("The database takes no writes: it is a standby, or read-only by a setting");
        }
        // A token that was sealed just now is refused; one of a clock that is ahead only lives longer.
        if (reading.skew().compareTo(tokenLife) >= 0) {
            state = State.REFUSING;
        }
        if (reading.skew().abs().compareTo(tokenLife.dividedBy(2)) >= 0) {
            problems.add(
                    "The database's clock is " + reading.skew().toSeconds() + " s ahead of this JVM's, and a token is"
                            + " good for " + tokenLife.toSeconds() + " s; set the clock that is wrong");
        }
        Optional<StandbyHealth> replica = askStandby(problems);
        return new DatabaseHealth(
                state,
                problems,
                pool.state(),
                Optional.of(reading.roundTrip()),
                Optional.of(reading.skew()),
                keyAge,
                replica);
    }

    private Optional<StandbyHealth> askStandby(List<String> problems) {
        Optional<StandbyHealth> replica = Optional.ofNullable(standby).map(Standby::health);
        replica.map(HealthCheck::problem).ifPresent(problems::add);
        return replica;
    }

    private static @Nullable String problem(StandbyHealth standby) {
        return switch (standby.state()) {
            case REPLAYING -> null;
            case NO_STANDBY ->
                "The replica's url leads to a server that is no standby, so the primary answers all reads;"
                        + " name the standby that there is now";
            case REFUSED ->
                "The login is refused at the standby, so the primary answers all reads: "
                        + standby.refusal().orElse("");
            case UNREACHABLE -> "The standby can't be reached, so the primary answers all reads";
        };
    }
}
