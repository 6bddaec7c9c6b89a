package com.operanttechnologies.persistence.usage;

import static java.time.temporal.ChronoUnit.DAYS;
import static org.assertj.core.api.Assertions.assertThat;

import com.operanttechnologies.migrations.local.DatabaseRole;
import com.operanttechnologies.migrations.local.ThrowawayDatabase;
import com.operanttechnologies.persistence.SessionFunction;
import com.operanttechnologies.persistence.TenantDatabase;
import com.operanttechnologies.persistence.TenantScope;
import com.operanttechnologies.persistence.TestDatabase;
import com.operanttechnologies.persistence.page.PageRequest;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.TemporalAdjusters;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Events that are older than kept go with their partition, and others stay. */
@Tag("USE-1")
class UsageRetentionTest {

    private static final Instant NOW = Instant.now();

    private final UUID customer = UUID.randomUUID();

    private static Instant monday(Instant time) {
        return time.atOffset(ZoneOffset.UTC)
                .with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY))
                .truncatedTo(DAYS)
                .toInstant();
    }

    private <T> T at(ThrowawayDatabase own, Instant time, SessionFunction<T> work) {
        try (TenantDatabase database = TenantDatabase.open(TestDatabase.config(own)
                .poolSize(1)
                .clock(Clock.fixed(time, ZoneOffset.UTC))
                .build())) {
            return database.transact(TenantScope.job(customer, "test", "retention"), work);
        }
    }

    private void ingest(ThrowawayDatabase own, UsageEvent event) {
        assertThat(at(own, event.occurredAt(), session -> new UsageEventRepository(session).ingest(List.of(event)))
                        .accepted())
                .isEqualTo(1);
    }

    private List<UsageEvent> events(ThrowawayDatabase own) {
        return at(
                own,
                NOW,
                session -> new UsageEventRepository(session)
                        .list(
                                EventFilter.all(),
                                TimeRange.last(Duration.ofDays(4_000), session.clock()),
                                PageRequest.first(10))
                        .items());
    }

    @Test
    void events_are_gone_once_their_partition_is_older_than_180_days() throws SQLException {
        try (ThrowawayDatabase own = TestDatabase.own()) {
            // As if the table had been there for 200 days.
            Instant first = monday(NOW.minus(Duration.ofDays(200)));
            Instant second = first.plus(Duration.ofDays(7));
            TestDatabase.asSuperuser(
                    own,
                    "set role operant_owner; drop table usage.event_past;"
                            + partition("event_past", "null", first)
                            + partition("event_first", "'" + first + "'", second)
                            + partition("event_later", "'" + second + "'", monday(NOW)));
            UsageEvent ancient = UsageEvent.of(EventKind.ERROR, "ancient", first.minus(Duration.ofDays(30)));
            UsageEvent old = UsageEvent.of(EventKind.ERROR, "old", first.plus(Duration.ofDays(6)));
            UsageEvent kept = UsageEvent.of(EventKind.ERROR, "kept", NOW.minus(Duration.ofDays(179)));
            UsageEvent fresh = UsageEvent.of(EventKind.ERROR, "fresh", NOW);
            List.of(ancient, old, kept, fresh).forEach(event -> ingest(own, event));
            assertThat(events(own)).containsExactly(fresh, kept, old, ancient);

            try (Connection operator = own.login(DatabaseRole.OPERATOR).connect();
                    Statement statement = operator.createStatement()) {
                statement.execute("call tenancy.maintain_partitions()");
            }
            assertThat(events(own)).containsExactly(fresh, kept);
        }
    }

    private static String partition(String name, String from, Instant until) {
        return "select tenancy.make_partition('usage.event', '" + name + "', " + from + ", '" + until + "');";
    }
}
