package com.operanttechnologies.persistence.usage;

import static com.operanttechnologies.persistence.usage.EventRow.READ;
import static org.jooq.impl.DSL.coalesce;
import static org.jooq.impl.DSL.count;
import static org.jooq.impl.DSL.countDistinct;
import static org.jooq.impl.DSL.inline;

import com.operanttechnologies.persistence.TenantSession;
import com.operanttechnologies.persistence.analytics.Contributions;
import com.operanttechnologies.persistence.analytics.UsageSum;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.jooq.Field;

/**
 * Adds up a day of the session's Customer and hands the sums in for the aggregates over all Customers (USE-2). Run it
 * for each Customer after each day, and once more a week later, when events that came late are there as well; a day
 * that was handed in before is replaced. As thread-bound as its session.
 */
public final class UsageRollup {

    private final TenantSession session;

    public UsageRollup(TenantSession session) {
        this.session = session;
    }

    /**
     * Adds up events by kind, name and country: how many, and of how many accounts.
     *
     * @param day in UTC; it has begun, and is not closed: at most eight days ago is never too late
     * @return groups that were handed in: those with the most events, at most {@value Contributions#MOST_SUMS}
     * @throws com.operanttechnologies.persistence.error.InvalidInputException when the day is closed or hasn't begun
     */
    public int rollUp(LocalDate day) {
        OffsetDateTime start = day.atStartOfDay().atOffset(ZoneOffset.UTC);
        Field<String> country = coalesce(READ.COUNTRY, inline(""));
        Field<Integer> events = count();
        Field<Integer> accounts = countDistinct(READ.ACCOUNT_ID);
        List<UsageSum> sums = session.dsl()
                .select(READ.KIND, READ.NAME, country, events, accounts)
                .from(READ)
                .where(READ.OCCURRED_AT.ge(start))
                .and(READ.OCCURRED_AT.lt(start.plusDays(1)))
                .groupBy(READ.KIND, READ.NAME, country)
                .orderBy(events.desc(), READ.KIND, READ.NAME, country)
                .limit(Contributions.MOST_SUMS)
                .fetch(row -> new UsageSum(row.value1(), row.value2(), row.value3(), row.value4(), row.value5()));
        new Contributions(session).replace(day, sums);
        return sums.size();
    }
}
