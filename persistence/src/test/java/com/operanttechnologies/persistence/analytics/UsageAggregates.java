package com.operanttechnologies.persistence.analytics;

import com.operanttechnologies.migrations.Login;
import com.operanttechnologies.migrations.local.DatabaseRole;
import com.operanttechnologies.migrations.local.ThrowawayDatabase;
import com.operanttechnologies.persistence.TenantDatabase;
import com.operanttechnologies.persistence.TenantScope;
import com.operanttechnologies.persistence.TestDatabase;
import com.operanttechnologies.persistence.usage.Client;
import com.operanttechnologies.persistence.usage.EventKind;
import com.operanttechnologies.persistence.usage.UsageEvent;
import com.operanttechnologies.persistence.usage.UsageEventRepository;
import com.operanttechnologies.persistence.usage.UsageRollup;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A database of its own whose days a test closes, with Customers that use something nine days ago. */
final class UsageAggregates implements AutoCloseable {

    /** The youngest day that can be closed. */
    static final LocalDate DAY = LocalDate.now(ZoneOffset.UTC).minusDays(9);

    private final ThrowawayDatabase own;
    private final TenantDatabase layer;

    private UsageAggregates(ThrowawayDatabase own) {
        this.own = own;
        this.layer = TenantDatabase.open(TestDatabase.config(own)
                .poolSize(4)
                .clock(Clock.fixed(noon(), ZoneOffset.UTC))
                .build());
    }

    static UsageAggregates create() throws SQLException {
        return new UsageAggregates(TestDatabase.own());
    }

    static Instant noon() {
        return DAY.atTime(12, 0).toInstant(ZoneOffset.UTC);
    }

    TenantScope scope(UUID customer) {
        return TenantScope.job(customer, "rollup", "test");
    }

    TenantDatabase layer() {
        return layer;
    }

    ThrowawayDatabase database() {
        return own;
    }

    static List<UUID> customers(int count) {
        return Stream.generate(UUID::randomUUID).limit(count).toList();
    }

    /** Events of each Customer from a country (empty for unknown), of so many accounts in turn. */
    void use(List<UUID> customers, String name, String country, int events, int accounts) {
        for (UUID customer : customers) {
            List<UUID> people = customers(accounts);
            List<UsageEvent> batch = IntStream.range(0, events)
                    .mapToObj(i -> {
                        UsageEvent event = UsageEvent.of(EventKind.FEATURE, name, noon())
                                .from(country.isEmpty() ? Client.UNKNOWN : Client.UNKNOWN.in(country));
                        return people.isEmpty() ? event : event.by(people.get(i % people.size()));
                    })
                    .toList();
            layer.execute(scope(customer), session -> new UsageEventRepository(session).ingest(batch));
        }
    }

    void rollUp(List<UUID> customers) {
        for (UUID customer : customers) {
            layer.execute(scope(customer), session -> new UsageRollup(session).rollUp(DAY));
        }
    }

    int closeDays() throws SQLException {
        return Integer.parseInt(
                query(DatabaseRole.OPERATOR, "select analytics.close_days()").get(0));
    }

    /** What analytics sees of a name: country, customers, events, accounts. */
    List<String> seen(String name) throws SQLException {
        return query(
                DatabaseRole.ANALYTICS,
                "select concat_ws(' ', '[' || country || ']', customers, events, accounts)"
                        + " from analytics.daily_usage('-infinity', 'infinity') where name = '" + name + "'");
    }

    List<String> query(DatabaseRole role, String sql) throws SQLException {
        return query(own.login(role), sql);
    }

    List<String> asSuperuser(String sql) throws SQLException {
        return query(own.administrator(), sql);
    }

    private static List<String> query(Login login, String sql) throws SQLException {
        try (Connection connection = login.connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> values = new ArrayList<>();
            while (rows.next()) {
                values.add(rows.getString(1));
            }
            return values;
        }
    }

    @Override
    public void close() {
        layer.close();
        own.close();
    }
}
