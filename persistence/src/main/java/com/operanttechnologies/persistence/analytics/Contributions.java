package com.operanttechnologies.persistence.analytics;

import com.operanttechnologies.persistence.TenantSession;
import com.operanttechnologies.persistence.internal.tables.analytics.Routines;
import java.time.LocalDate;
import java.util.List;

/**
 * The sums that the session's Customer has handed in. Whose they are the database takes from the session's token, so a
 * Customer can hand in for itself alone, and counts once in each group. As thread-bound as its session.
 */
public final class Contributions {

    /** Groups of one day at most. */
    public static final int MOST_SUMS = 10_000;

    private final TenantSession session;

    public Contributions(TenantSession session) {
        this.session = session;
    }

    /**
     * Hands a day in, in the place of what was handed in for it before.
     *
     * @param day in UTC
     * @param sums at most {@value #MOST_SUMS}, each of another kind, name and country
     * @throws com.operanttechnologies.persistence.error.InvalidInputException when the day is closed or hasn't begun,
     *     or the database refuses a sum
     */
    public void replace(LocalDate day, List<UsageSum> sums) {
        Routines.contribute(
                session.dsl().configuration(),
                day,
                sums.stream().map(UsageSum::kind).toArray(String[]::new),
                sums.stream().map(UsageSum::name).toArray(String[]::new),
                sums.stream().map(UsageSum::country).toArray(String[]::new),
                sums.stream().map(UsageSum::events).toArray(Long[]::new),
                sums.stream().map(UsageSum::accounts).toArray(Long[]::new));
    }

    /**
     * Deletes what was handed in for days that aren't closed: part of erasing a Customer. Closed days know no Customer.
     *
     * @return how many days
     */
    public long withdraw() {
        return Routines.withdraw(session.dsl().configuration());
    }
}
