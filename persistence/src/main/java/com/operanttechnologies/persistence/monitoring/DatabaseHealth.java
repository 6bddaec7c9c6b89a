package com.operanttechnologies.persistence.monitoring;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Whether the database serves, as one question to it has shown. Immutable; holds no secret and no Customer's data.
 *
 * @param state what can be done
 * @param problems what is wrong and what to do, in sentences; empty when all is well
 * @param pool the pool when it was asked
 * @param roundTrip how long the question took, with the wait for a connection left out; empty without an answer
 * @param clockSkew the database's clock minus this JVM's, give or take half a round trip; empty without an answer
 * @param keyAge how long ago the signing key was read; empty when it will be read for the next session. It is read
 *     again each minute, so a higher age means that the signer's login fails
 * @param standby how the standby is; empty when the configuration names none
 */
public record DatabaseHealth(
        State state,
        List<String> problems,
        PoolState pool,
        Optional<Duration> roundTrip,
        Optional<Duration> clockSkew,
        Optional<Duration> keyAge,
        Optional<StandbyHealth> standby) {

    /** What can be done with the database. */
    public enum State {
        /** Sessions read and write. */
        SERVING,
        /** Sessions read: it is a standby, or read-only by a setting. */
        READ_ONLY,
        /** It answers, but refuses this JVM's tokens: the clocks differ by more than a token's life. */
        REFUSING,
        /** No answer. */
        UNREACHABLE
    }

    /** Takes a copy. */
    public DatabaseHealth {
        problems = List.copyOf(problems);
    }
}
