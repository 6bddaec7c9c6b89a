package com.operanttechnologies.migrations;

import com.operanttechnologies.migrations.local.DatabaseRole;
import com.operanttechnologies.migrations.local.ThrowawayDatabase;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A table of a test's own that is partitioned by time, in a database that the tests of partitions share. */
record TimedTable(String name) {

    private static final AtomicInteger NUMBER = new AtomicInteger();
    static final ThrowawayDatabase DATABASE = make();
    private static final Connection OWNER = connect(DatabaseRole.MIGRATOR);
    private static final Connection ADMINISTRATOR = connect(null);

    private static ThrowawayDatabase make() {
        try {
            ThrowawayDatabase database = SharedDatabase.get().copy();
            try (Connection owner = database.login(DatabaseRole.MIGRATOR).connect()) {
                run(owner, "set role operant_owner");
                run(owner, "create schema timed");
                run(owner, "grant usage on schema timed to operant_runtime");
                run(owner, """
                        create table timed.device (
                            customer_id uuid not null default tenancy.current_customer(),
                            device_id uuid not null,
                            primary key (customer_id, device_id))""");
                run(owner, "select tenancy.protect('timed.device', 'telemetry', 'as long as the test runs')");
            }
            return database;
        } catch (IOException | SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A connection for all tests; null for the superuser's. Making one takes as long as making a table. */
    private static Connection connect(@Nullable DatabaseRole role) {
        try {
            Connection connection = (role == null ? DATABASE.administrator() : DATABASE.login(role)).connect();
            if (role == DatabaseRole.MIGRATOR) {
                run(connection, "set role operant_owner");
            }
            return connection;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A table with everything that a tenant table may have, and no partition yet. */
    static TimedTable unpartitioned() throws SQLException {
        TimedTable table = new TimedTable("t" + NUMBER.incrementAndGet());
        table.asOwner("""
                create table %1$s (
                    customer_id uuid not null default tenancy.current_customer(),
                    at timestamptz not null,
                    id uuid not null default gen_random_uuid(),
                    device_id uuid not null,
                    note text check (length(note) < 10),
                    primary key (customer_id, at, id),
                    foreign key (customer_id, device_id) references timed.device) partition by range (at)""");
        table.asOwner("create index on %1$s (customer_id, device_id, at)");
        table.asOwner("create trigger id_stays before update on %1$s for each row when (old.id <> new.id)"
                + " execute function tenancy.refuse_change()");
        table.asOwner("select tenancy.protect('%1$s', 'telemetry', 'a few days, for the test')");
        return table;
    }

    static TimedTable of(String period, int ahead, String keep) throws SQLException {
        TimedTable table = unpartitioned();
        table.asOwner("select tenancy.partition_by_time('%1$s', '" + period + "', " + ahead + ", '" + keep + "')");
        return table;
    }

    /** As if it had been made and its job had run ever since that day. */
    static TimedTable since(Instant day, int ahead, String keep) throws SQLException {
        TimedTable table = unpartitioned();
        table.asOwner("insert into tenancy.partitioned_table values ('timed', '" + table.name() + "', 'day', " + ahead
                + ", '" + keep + "')");
        table.asOwner("select tenancy.make_rest('%1$s')");
        table.asOwner("select tenancy.make_partition('%1$s', '" + table.name() + "_past', null, '" + day + "')");
        table.asOwner("select tenancy.make_partitions_of('timed', '%2$s')");
        return table;
    }

    String qualified() {
        return "timed." + name;
    }

    void asOwner(String sql) throws SQLException {
        run(OWNER, sql.formatted(qualified(), name));
    }

    /** Rows of a Customer, inserted as the runtime role in one transaction. */
    void insert(UUID customer, Instant... times) throws SQLException {
        try (Connection connection = SealedScope.of(DATABASE, customer).begin()) {
            run(
                    connection,
                    "insert into timed.device values ('" + customer + "', '" + customer + "')"
                            + " on conflict do nothing");
            for (Instant time : times) {
                run(connection, insertion(customer, time));
            }
            connection.commit();
        }
    }

    String insertion(UUID customer, Instant time) {
        return "insert into " + qualified() + " (customer_id, at, device_id) values ('" + customer + "', '" + time
                + "', '" + customer + "')";
    }

    /** Partitions in the order of time, the default one last, each with how many rows it has, seen by the superuser. */
    List<String> content() throws SQLException {
        return query(ADMINISTRATOR, """
                select c.relname || ' ' || (xpath('/row/n/text()', query_to_xml(
                           format('select count(*) as n from only timed.%%I', c.relname), true, true, '')))[1]
                  from pg_inherits h join pg_class c on c.oid = h.inhrelid
                  left join tenancy.partition_bounds(h.inhparent) b on b.part = c.oid
                 where h.inhparent = '%1$s'::regclass order by b.from_time""".formatted(qualified()));
    }

    List<String> partitions() throws SQLException {
        return content().stream()
                .map(each -> each.substring(name.length(), each.indexOf(' ')))
                .toList();
    }

    int asOperator(String call) throws SQLException {
        try (Connection operator = DATABASE.login(DatabaseRole.OPERATOR).connect()) {
            return Integer.parseInt(
                    query(operator, "select " + call.formatted(name)).get(0));
        }
    }

    /** Asks the catalogue, as the owner. */
    static List<String> catalogue(String sql) throws SQLException {
        return query(OWNER, sql);
    }

    /** How many rows it has, seen by the superuser. */
    int total() throws SQLException {
        return Integer.parseInt(
                query(ADMINISTRATOR, "select count(*) from " + qualified()).get(0));
    }

    private static List<String> query(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> values = new ArrayList<>();
            while (rows.next()) {
                values.add(rows.getString(1));
            }
            return values;
        }
    }

    static void run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
