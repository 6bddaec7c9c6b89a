package com.operanttechnologies.tenancytests.tour;

import com.operanttechnologies.migrations.Login;
import com.operanttechnologies.persistence.SessionFunction;
import com.operanttechnologies.persistence.TenantDatabase;
import com.operanttechnologies.persistence.TenantSession;
import com.operanttechnologies.persistence.error.TenancyException;
import com.operanttechnologies.persistence.panel.BackupCodeRepository;
import com.operanttechnologies.persistence.stage.DashboardRepository;
import com.operanttechnologies.persistence.stage.DataSourceRepository;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.jooq.Record;
import org.jooq.Result;

/**
 * Signed in at one Customer and after another one's rows: through the product, by injecting SQL into it, and with the
 * application's own password at the database.
 */
final class Attacker {

    private static final String PRODUCT = "signed in at Acme, using the product";
    private static final String INJECTION = "injecting SQL into a query that a team built by hand";
    private static final String DATABASE = "with the application's stolen database password";
    private static final String NOTHING = "no row";

    private final TenantDatabase database;
    private final Login application;
    private final Company self;
    private final Company victim;
    private final List<Attempt> attempts = new ArrayList<>();

    Attacker(TenantDatabase database, Login application, Story story) {
        this.database = database;
        this.application = application;
        this.self = story.attacker();
        this.victim = story.victim();
    }

    List<Attempt> tryEverything() throws SQLException {
        throughTheProduct();
        byInjection();
        try (Connection connection = application.connect()) {
            connection.setAutoCommit(false);
            atTheDatabase(connection);
        }
        return attempts;
    }

    private void throughTheProduct() {
        UUID dashboard = victim.dashboards().get(0).id();
        product(
                "open Globex's dashboard by its id",
                session -> new DashboardRepository(session).get(dashboard).title());
        product("delete Globex's dashboard by its id", session -> {
            new DashboardRepository(session).delete(dashboard);
            return "deleted";
        });
        product(
                "read the password of Globex's data source",
                session -> new DataSourceRepository(session)
                        .openSecret(victim.dataSourceId())
                        .reveal());
        product(
                "use a backup code a second time",
                session -> new BackupCodeRepository(session).use(self.accountId(), self.backupCode())
                        ? "accepted"
                        : NOTHING);
    }

    /** The team's mistake: the search text goes into the statement instead of into a parameter. */
    private void byInjection() {
        inject("' or '1'='1");
        inject("' or customer_id = '" + victim.customerId() + "' or title = '");
        inject("' union all select title from stage.dashboard --");
        inject("' union all select title from stage.dashboard where customer_id = customer_id --");
        inject("'; delete from stage.dashboard; --");
        inject("' union all select set_config('operant.context', '" + victim.customerId() + "', false) --");
        inject("' union all select tenancy.bind('" + forged(victim.customerId()) + "', false)::text --");
        inject("' union all select secret::text from tenancy.signing_key --");
        inject("' union all select query_to_xml('select * from stage.dashboard', true, true, '')::text --");
    }

    private void atTheDatabase(Connection connection) throws SQLException {
        String own = ownToken();
        String titles = "select title from stage.dashboard where customer_id = '" + victim.customerId() + "'";
        String id = victim.dashboards().get(0).id().toString();
        direct(connection, "", titles);
        direct(connection, victim.customerId().toString(), titles);
        direct(connection, forged(victim.customerId()), titles);
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
                "with flip as materialized (select set_config('operant.context', '" + forged(victim.customerId())
                        + "', true)) select title from flip, stage.dashboard");
        direct(connection, own, "set local row_security = off; select title from stage.dashboard");
        direct(connection, own, "set role operant_owner");
        direct(connection, own, "alter table stage.dashboard disable row level security");
        direct(connection, own, "create temporary table loot as select * from stage.dashboard");
        direct(connection, own, "do $$ begin perform 1; end $$");
        direct(connection, own, "select * from gateway.secret");
        direct(connection, own, "select query from pg_stat_activity");
    }

    private void product(String tried, SessionFunction<String> work) {
        String answer;
        boolean held;
        try {
            answer = database.transact(self.scope(), work);
            held = answer.equals(NOTHING);
        } catch (TenancyException refusal) {
            answer = String.valueOf(refusal.getMessage());
            held = true;
        }
        add(PRODUCT, tried, answer, held);
    }

    private void add(String way, String tried, String answer, boolean held) {
        attempts.add(new Attempt(way, readable(tried), readable(answer), held));
    }

    /** With names in place of identifiers that nobody can tell apart. */
    private String readable(String text) {
        return text.replace(forged(victim.customerId()), "<forged token>")
                .replace(victim.customerId().toString(), "<Globex>")
                .replace(victim.dashboards().get(0).id().toString(), "<Globex's dashboard>")
                .replace(victim.dataSourceId().toString(), "<Globex's data source>");
    }

    private void inject(String input) {
        String answer;
        boolean held;
        try {
            Result<Record> rows = database.transact(self.scope(), session -> titled(session, input));
            held = rows.stream().noneMatch(row -> belongsToVictim(String.valueOf(row.get(0))));
            answer = rows.isEmpty() ? NOTHING : rows.size() + " rows, " + (held ? "all Acme's own" : "Globex's too");
        } catch (TenancyException refusal) {
            answer = refusal.sqlState() + " " + refusal.getMessage();
            held = true;
        }
        add(INJECTION, "title = '" + input + "'", answer, held);
    }

    private static Result<Record> titled(TenantSession session, String input) {
        return session.dsl()
                .fetch("select title || ' of ' || customer_id from stage.dashboard where customer_id = '"
                        + session.customerId() + "' and title = '" + input + "'");
    }

    private boolean belongsToVictim(String text) {
        return text.contains(victim.customerId().toString());
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
            answer = rows == 0 ? NOTHING : rows + " rows";
            connection.rollback();
        } catch (SQLException refusal) {
            connection.rollback();
            held = true;
            answer = refusal.getSQLState() + " "
                    + String.valueOf(refusal.getMessage()).replace("ERROR: ", "");
        }
        add(DATABASE, described(context) + sql, answer.lines().findFirst().orElse(""), held);
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

    /** The right form, an expiry in the future, and a mac from a key that the database doesn't know. */
    private static String forged(UUID customer) {
        String signed = "v1.k00000000." + customer + ".signup.9999999999";
        return signed + "." + HexFormat.of().formatHex(new byte[32]);
    }
}
