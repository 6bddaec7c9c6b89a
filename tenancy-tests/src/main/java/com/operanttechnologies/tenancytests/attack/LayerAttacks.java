package com.operanttechnologies.tenancytests.attack;

import com.operanttechnologies.tenancytests.catalogue.Sql;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** C4, C8, P1 to P5 against a layer: A leaves something on the connection that B gets next. */
public final class LayerAttacks {

    /** Satisfies a layer that looks for a predicate, and chooses nobody: row-level security alone has to. */
    private static final String EVERYBODY = " where customer_id = customer_id";

    private static final int PREPARED_NAMES = 40;
    private static final int SOAK_THREADS = 8;
    private static final int SOAK_TURNS = 60;

    private LayerAttacks() {}

    /** All of them. */
    public static List<LayerAttack> all() {
        return List.of(
                new LayerAttack("C4", "scope of A left in the session", "B sees B's own row", LayerAttacks::session),
                new LayerAttack("C4", "scope on a connection in the pool", "there is none", LayerAttacks::pooled),
                new LayerAttack("C8", "holdable cursor of A", "B can't read it", LayerAttacks::cursor),
                new LayerAttack("P1", "prepared statement replaced", "B's statement is B's", LayerAttacks::prepared),
                new LayerAttack("P2", "stacked statements", "refused", LayerAttacks::stacked),
                new LayerAttack("P3", "settings left behind", "B finds them as they were", LayerAttacks::settings),
                new LayerAttack("P4", "batch that mixes Customers", "refused, without values", LayerAttacks::batch),
                new LayerAttack("P5", "many threads with errors", "everybody sees their own", LayerAttacks::soak));
    }

    /** The Customers that the connection sees. */
    static String whose(Connection connection) throws SQLException {
        return text(connection, "select string_agg(customer_id::text, ' ') from tenancy.customer" + EVERYBODY);
    }

    private static String session(Arena arena, Door door) throws Exception {
        String set = "set operant.context = " + Sql.literal(arena.token(arena.attacker()));
        tolerated(() -> door.transact(arena.attacker(), connection -> run(connection, set)));
        try {
            String seen = door.transact(arena.victim(), LayerAttacks::whose);
            return seen.equals(arena.victim().toString()) ? "" : "B sees " + seen;
        } catch (SQLException e) {
            return "B is shut out: " + e.getMessage();
        }
    }

    /** Whoever forgot to bind would have A's scope, which the reset in front of honest work hides. */
    private static String pooled(Arena arena, Door door) throws Exception {
        door.transact(arena.attacker(), LayerAttacks::whose);
        try (Connection connection = door.pooled()) {
            String left = text(connection, "select coalesce(current_setting('operant.context', true), '')");
            return left.isEmpty() ? "" : "A's scope is there";
        }
    }

    private static String cursor(Arena arena, Door door) throws Exception {
        tolerated(() -> door.transact(
                arena.attacker(),
                connection -> run(connection, "declare trap cursor with hold for select name from tenancy.customer")));
        return tolerated(() -> door.transact(arena.victim(), connection -> text(connection, "fetch next from trap")))
                ? "B could read A's cursor"
                : "";
    }

    private static String prepared(Arena arena, Door door) throws Exception {
        // Often enough for pgjdbc to prepare it on the server under a name of its own, S_1 and so on.
        for (int i = 0; i < 8; i++) {
            door.transact(arena.victim(), LayerAttacks::viewOfName);
        }
        String truth = door.transact(arena.victim(), LayerAttacks::viewOfName);
        for (int i = 1; i <= PREPARED_NAMES; i++) {
            String name = "\"S_" + i + "\"";
            tolerated(() -> door.transact(arena.attacker(), connection -> run(connection, "deallocate " + name)));
            tolerated(() -> door.transact(
                    arena.attacker(),
                    connection -> run(connection, "prepare " + name + " as select 'poisoned'::text as name")));
        }
        try {
            String seen = door.transact(arena.victim(), LayerAttacks::viewOfName);
            return seen.equals(truth) ? "" : "B's statement answered " + seen;
        } catch (SQLException e) {
            return "B's statement fails: " + e.getMessage();
        }
    }

    private static String stacked(Arena arena, Door door) {
        return tolerated(() -> door.transact(arena.attacker(), connection -> run(connection, "select 1; select 2")))
                ? "two statements in one text were executed"
                : "";
    }

    private static String settings(Arena arena, Door door) throws Exception {
        String question = "select current_setting('search_path') || ' ' || current_setting('statement_timeout') || ' '"
                + " || current_setting('default_transaction_read_only') || ' ' || coalesce(current_setting('own.x', true), '')";
        String before = door.transact(arena.victim(), connection -> text(connection, question));
        for (String setting : List.of(
                "set search_path = pg_temp",
                "set statement_timeout = '59s'",
                "set default_transaction_read_only = on",
                "set own.x = 'left'",
                // Without a second statement, where the database lets everybody call it.
                "select set_config('search_path', 'pg_temp', false)",
                "select set_config('statement_timeout', '59s', false)",
                "select set_config('own.x', 'left', false)")) {
            tolerated(() -> door.transact(arena.attacker(), connection -> run(connection, setting)));
        }
        String after = door.transact(arena.victim(), connection -> text(connection, question));
        return after.equals(before) ? "" : "B finds " + after;
    }

    private static String batch(Arena arena, Door door) throws Exception {
        String insert = "insert into tenancy.customer (customer_id, name) values (?, 'secret-of-the-batch')";
        try {
            door.transact(arena.attacker(), connection -> {
                try (PreparedStatement statement = connection.prepareStatement(insert)) {
                    for (UUID customer : List.of(UUID.randomUUID(), arena.victim())) {
                        statement.setObject(1, customer);
                        statement.addBatch();
                    }
                    return statement.executeBatch().length;
                }
            });
            return "the batch was executed";
        } catch (SQLException | RuntimeException e) {
            StringBuilder text = new StringBuilder();
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                text.append(cause.getMessage());
            }
            return text.indexOf("secret-of-the-batch") < 0
                            && text.indexOf(arena.victim().toString()) < 0
                    ? ""
                    : "the error repeats values";
        }
    }

    private static String soak(Arena arena, Door door) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(SOAK_THREADS);
        try {
            List<Future<String>> turns = new ArrayList<>();
            for (int i = 0; i < SOAK_THREADS; i++) {
                UUID customer = i % 2 == 0 ? arena.attacker() : arena.victim();
                turns.add(threads.submit(() -> soak(customer, door)));
            }
            for (Future<String> turn : turns) {
                if (!turn.get().isEmpty()) {
                    return turn.get();
                }
            }
            return "";
        } finally {
            threads.shutdownNow();
        }
    }

    private static String soak(UUID customer, Door door) throws Exception {
        for (int turn = 0; turn < SOAK_TURNS; turn++) {
            String seen = door.transact(customer, LayerAttacks::whose);
            if (!seen.equals(customer.toString())) {
                return "saw " + seen;
            }
            if (turn % 5 == 0) {
                tolerated(() -> door.transact(customer, connection -> run(connection, "select 1 / 0")));
            }
        }
        return "";
    }

    private static String viewOfName(Connection connection) throws SQLException {
        try (PreparedStatement statement =
                        connection.prepareStatement("select name from tenancy.customer" + EVERYBODY);
                ResultSet rows = statement.executeQuery()) {
            return rows.next() ? rows.getString(1) : "nothing";
        }
    }

    private static String text(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            return rows.next() ? String.valueOf(rows.getString(1)) : "nothing";
        }
    }

    private static boolean run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            return statement.execute(sql);
        }
    }

    /** What A tries may be refused, which is as good as being without effect; whether it went through. */
    private static boolean tolerated(Callable<?> attempt) {
        try {
            attempt.call();
            return true;
        } catch (Exception refused) {
            return false;
        }
    }
}
