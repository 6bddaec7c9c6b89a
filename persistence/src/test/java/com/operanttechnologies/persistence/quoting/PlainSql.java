package com.operanttechnologies.persistence.quoting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.operanttechnologies.migrations.local.DatabaseRole;
import com.operanttechnologies.persistence.TestDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.Objects;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** What psql would do as the runtime role: no layer, one transaction, bound to the Customer; rolled back at the end. */
final class PlainSql implements AutoCloseable {

    static final String CHECK = "23514";
    static final String UNIQUE = "23505";
    static final String FOREIGN_KEY = "23503";
    static final String DENIED = "42501";

    private final Connection connection;

    PlainSql(Quotes quotes) throws SQLException {
        String token = quotes.read(
                session -> String.valueOf(session.dsl().fetchValue("select current_setting('operant.context')")));
        connection = TestDatabase.database().login(DatabaseRole.RUNTIME).connect();
        connection.setAutoCommit(false);
        try (PreparedStatement bind = connection.prepareStatement("select tenancy.bind(?, false)")) {
            bind.setString(1, token);
            bind.execute();
        }
    }

    /** Sends a quote once more, with other values; its id is the parameter. */
    static String sentQuote(String revision, String number, String currency, String net, String tax) {
        return ("insert into quoting.sent_quote (quote_id, revision, number, title, recipient_name, recipient_email,"
                        + " currency, valid_until, terms, line_count, net, tax, sent_at) select quote_id, %s, %s, title,"
                        + " recipient_name, recipient_email, %s, valid_until, terms, line_count, %s, %s, sent_at"
                        + " from quoting.sent_quote where quote_id = ?")
                .formatted(revision, number, currency, amount(net), amount(tax));
    }

    /** Adds a line to what was sent; the quote's id is the parameter. */
    static String sentLine(String position, String lineCount) {
        return ("insert into quoting.sent_line (quote_id, revision, currency, line_count, position, description,"
                        + " quantity, unit_price, discount_percent, tax_percent) select quote_id, revision, currency,"
                        + " %s, %s, 'Free', 1, 0, 0, 0 from quoting.sent_line where quote_id = ? and position = 1")
                .formatted(lineCount, position);
    }

    /** Adds a line to a draft; the quote's id is the parameter. */
    static String draftLine(String quantity, String price, String tax) {
        return "insert into quoting.quote_line (quote_id, position, description, quantity, unit_price, tax_percent)"
                + " values (?, 9, 'x', '%s', '%s', '%s')".formatted(quantity, price, tax);
    }

    private static String amount(String column) {
        return column.equals("net") || column.equals("tax") ? column : "'" + column + "'";
    }

    /** Rows changed. */
    int execute(String sql, Object... parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            return statement.executeUpdate();
        }
    }

    /** The first column of the only row. */
    String value(String sql, Object parameter) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setObject(1, parameter);
            try (ResultSet row = statement.executeQuery()) {
                assertThat(row.next()).isTrue();
                return row.getString(1);
            }
        }
    }

    /** The database's own refusal, after which the transaction goes on. */
    void assertRefused(String sqlState, String rule, String sql, Object... parameters) throws SQLException {
        Savepoint before = connection.setSavepoint();
        try {
            int rows = execute(sql, parameters);
            fail("should have been refused by %s, but changed %d rows: %s", rule, rows, sql);
        } catch (PSQLException e) {
            ServerErrorMessage message = Objects.requireNonNull(e.getServerErrorMessage());
            assertThat(message.getSQLState()).as("%s%n%s", sql, message).isEqualTo(sqlState);
            if (sqlState.startsWith("23")) {
                String named = sqlState.equals("23502") ? message.getColumn() : message.getConstraint();
                assertThat(named).as("%s%n%s", sql, message).isEqualTo(rule);
            } else {
                assertThat(message.getMessage()).as(sql).contains(rule);
            }
            connection.rollback(before);
        }
    }

    @Override
    public void close() throws SQLException {
        connection.rollback();
        connection.close();
    }
}
