package com.operanttechnologies.tenancytests.tour;

import com.operanttechnologies.migrations.Login;
import com.operanttechnologies.persistence.TenantDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** At the database itself, past the layer, with the application's password and a token that it was handed. */
final class DatabaseAttacks {

    private static final String WAY = "with the application's stolen database password";

    private final TenantDatabase database;
    private final Login application;
    private final Company self;
    private final Company victim;
    private final Attempts attempts;

    DatabaseAttacks(TenantDatabase database, Login application, Company self, Company victim, Attempts attempts) {
        this.database = database;
        this.application = application;
        this.self = self;
        this.victim = victim;
        this.attempts = attempts;
    }

    void tryAll() throws SQLException {
        try (Connection connection = application.connect()) {
            connection.setAutoCommit(false);
            tryAll(connection);
        }
    }

    private void tryAll(Connection connection) throws SQLException {
        String own = ownToken();
        String titles = "select title from stage.dashboard where customer_id = '" + victim.customerId() + "'";
        String id = victim.dashboards().get(0).id().toString();
        direct(connection, "", titles);
        direct(connection, victim.customerId().toString(), titles);
        direct(connection, Attempts.forgedToken(victim), titles);
        direct(
                connection,
                own.replace(self.customerId().toString(), victim.customerId().toString()),
                titles);
        direct(connection, own, titles);
        direct(connection, own, "update stage.dashboard set title = 'owned' where dashboard_id = '" + id + "'");
        direct(connection, own, "delete from stage.dashboard where dashboard_id = '" + id + "'");
        direct(connection, own, "update stage.dashboard set customer_id = '" + victim.customerId() + "'");
        direct(
                connection,
                own,
                "insert into stage.dashboard (customer_id, dashboard_id, title) values ('" + victim.customerId()
                        + "', gen_random_uuid(), 'planted')");
        direct(
                connection,
                own,
                "insert into stage.dashboard_version (dashboard_id, number, content) values ('" + id + "', 2, '{}')");
        direct(connection, own, "update stage.dashboard_version set content = '{}'");
        direct(
                connection,
                own,
                "with flip as materialized (select set_config('operant.context', '" + Attempts.forgedToken(victim)
                        + "', true)) select title from flip, stage.dashboard");
        direct(connection, own, "select * from agent.message where customer_id = '" + victim.customerId() + "'");
        direct(connection, own, "select * from relay.heartbeat_rest");
        direct(connection, own, "update quoting.sent_quote set status = 'sent' where status = 'accepted'");
        direct(connection, own, "delete from audit.entry");
        direct(connection, own, "update panel.invoice set net = 0");
        direct(connection, own, "select gateway.due_customers('agent.message', 'infinity', 1000)");
        direct(connection, own, "set local row_security = off; select title from stage.dashboard");
        direct(connection, own, "set role operant_owner");
        direct(connection, own, "alter table stage.dashboard disable row level security");
        direct(connection, own, "create temporary table loot as select * from stage.dashboard");
        direct(connection, own, "do $$ begin perform 1; end $$");
        direct(connection, own, "select * from gateway.secret");
        direct(connection, own, "select query from pg_stat_activity");
    }

    private void direct(Connection connection, String context, String sql) throws SQLException {
        String answer;
        boolean held;
        try {
            if (!context.isEmpty()) {
                bind(connection, context);
            }
            int rows = rows(connection, sql);
            held = rows == 0;
            answer = rows == 0 ? Attempts.NOTHING : rows + " rows";
            connection.rollback();
        } catch (SQLException refusal) {
            connection.rollback();
            held = true;
            answer = refusal.getSQLState() + " "
                    + String.valueOf(refusal.getMessage()).replace("ERROR: ", "");
        }
        attempts.add(WAY, described(context) + sql, answer.lines().findFirst().orElse(""), held);
    }

    private String described(String context) {
        if (context.isEmpty()) {
            return "[no token] ";
        }
        if (context.startsWith("v1.k00000000")) {
            return "[token sealed with a key of one's own] ";
        }
        if (!context.startsWith("v1.")) {
            return "[Globex's bare id as the token] ";
        }
        return context.contains(victim.customerId().toString()) ? "[own token, Customer exchanged] " : "[own token] ";
    }

    private static void bind(Connection connection, String context) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("select tenancy.bind(?, false)")) {
            statement.setString(1, context);
            statement.execute();
        }
    }

    /** How many rows the last of these statements returned or changed. */
    private static int rows(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            int rows = 0;
            boolean hasRows = statement.execute(sql);
            while (hasRows || statement.getUpdateCount() >= 0) {
                rows = hasRows ? count(statement.getResultSet()) : statement.getUpdateCount();
                hasRows = statement.getMoreResults();
            }
            return rows;
        }
    }

    private static int count(ResultSet rows) throws SQLException {
        int count = 0;
        while (rows.next()) {
            count++;
        }
        return count;
    }

    /** What an injection can read of its own session. */
    private String ownToken() {
        return database.transact(
                self.scope(),
                session -> String.valueOf(session.dsl().fetchValue("select current_setting('operant.context')")));
    }
}
