package com.operanttechnologies.persistence;

import com.operanttechnologies.persistence.error.InvalidInputException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How new what is read has to be, so that a standby may answer. The standby's server checks that before each statement,
 * in the same round trip. Immutable.
 */
public final class Freshness {

    private static final Duration LEAST = Duration.ofMillis(100);
    private static final Duration MOST = Duration.ofHours(1);
    private static final Duration UNLESS_SAID = Duration.ofMinutes(1);

    private final Duration atMost;
    private final @Nullable CommitToken after;
    private final boolean primaryToo;

    private Freshness(Duration atMost, @Nullable CommitToken after, boolean primaryToo) {
        this.atMost = atMost;
        this.after = after;
        this.primaryToo = primaryToo;
    }

    /**
     * Everything that was committed longer ago than this is seen, and what was committed since may be missing: rows,
     * but also that a Customer was suspended or erased, or a signing key replaced.
     *
     * <p>Measured by the standby's server, from the time of the last commit that it has replayed, by the primary's
     * clock, to its own clock. As far as these two differ the bound is off, so keep both on NTP; a standby that keeps
     * up notices that its clock is over 100 ms late, by a commit from the future, and doesn't answer.
     *
     * <p>A standby that has lost its primary gets older in this sense, whether or not there was something to replay. So
     * does one whose primary has nothing to commit: then the primary answers the first read after this time, and the
     * layer makes it commit an empty transaction, with which the standby answers again within about a second.
     *
     * @param staleness 100 ms to 1 hour; under a second the primary answers often, and so does one that is idle
     * @throws InvalidInputException when it is anything else
     */
    public static Freshness atMost(Duration staleness) {
        if (staleness.compareTo(LEAST) < 0 || staleness.compareTo(MOST) > 0) {
            throw new InvalidInputException("staleness must be " + LEAST + " to " + MOST + ", is " + staleness
                    + "; for what has to be newer, read without a freshness, from the primary");
        }
        return new Freshness(staleness, null, true);
    }

    /**
     * What this commit has written is seen, and everything else that was committed over a minute ago: read your writes.
     */
    public static Freshness after(CommitToken commit) {
        return atMost(UNLESS_SAID).andAfter(commit);
    }

    /** This, and what that commit has written is seen. */
    public Freshness andAfter(CommitToken commit) {
        return new Freshness(atMost, commit, primaryToo);
    }

    /**
     * This, from a standby or not at all: for a report that the primary should be spared. A read waits for a standby
     * that is behind, busy or down for as long as it would wait for a connection, and then fails.
     */
    public Freshness onlyFromStandby() {
        return new Freshness(atMost, after, false);
    }

    /** As the database reads an interval. */
    String interval() {
        return atMost.toString();
    }

    Optional<CommitToken> commit() {
        return Optional.ofNullable(after);
    }

    boolean primaryMayAnswer() {
        return primaryToo;
    }

    @Override
    public String toString() {
        return "Freshness[at most " + atMost + (after == null ? "" : ", after a commit")
                + (primaryToo ? "" : ", only from a standby") + "]";
    }
}
