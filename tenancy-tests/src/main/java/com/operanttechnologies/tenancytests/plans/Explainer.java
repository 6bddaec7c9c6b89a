package com.operanttechnologies.tenancytests.plans;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.operanttechnologies.migrations.local.DatabaseRole;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Has statements explained twice: as their own role, bound to a Customer by a sealed token, and as a superuser. Both
 * prepare it with the types that the driver tells, so that custom and generic plans are those of the application.
 *
 * <p>Nothing is executed. Not safe for use by several threads.
 */
final class Explainer implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String NAME = "explained";

    private final SkewedDatabase database;
    private final Connection plain;
    private final Map<DatabaseRole, Connection> isolated = new EnumMap<>(DatabaseRole.class);

    Explainer(SkewedDatabase database) throws SQLException {
        this.database = database;
        this.plain = open(database.administrator().connect());
    }

    /** In all situations. A statement that a role may not prepare is told as refused, with the server's message. */
    List<ExplainedStatement> explain(List<IssuedStatement> statements) throws SQLException {
        Map<IssuedStatement, List<PlanPair>> pairs = new LinkedHashMap<>();
        Map<IssuedStatement, String> refusals = new HashMap<>();
        statements.forEach(statement -> pairs.put(statement, new ArrayList<>()));
        for (Situation situation : Situation.values()) {
            UUID customer = situation == Situation.SMALL ? database.small() : database.large();
            bind(plain, customer);
            for (Map.Entry<IssuedStatement, List<PlanPair>> each : pairs.entrySet()) {
                IssuedStatement statement = each.getKey();
                try {
                    each.getValue()
                            .add(new PlanPair(
                                    situation,
                                    plan(as(statement.role(), customer), statement, situation, customer),
                                    plan(plain, statement, situation, customer)));
                } catch (SQLException e) {
                    refusals.put(statement, String.valueOf(e.getMessage()));
                }
            }
            rollback();
        }
        return pairs.entrySet().stream()
                .map(each -> new ExplainedStatement(
                        each.getKey(), each.getValue(), refusals.getOrDefault(each.getKey(), "")))
                .toList();
    }

    private PlanNode plan(Connection connection, IssuedStatement issued, Situation situation, UUID customer)
            throws SQLException {
        List<Parameter> parameters = issued.parameters();
        String types = parameters.stream().map(Parameter::type).collect(Collectors.joining(", "));
        String values = parameters.stream().map(each -> each.sql(customer)).collect(Collectors.joining(", "));
        try (Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            // Two statements in one flush, and back to here whatever comes of it.
            statement.execute("savepoint before_it; set local plan_cache_mode = " + situation.mode());
            try {
                statement.execute("prepare " + NAME + (types.isEmpty() ? "" : " (" + types + ")") + " as "
                        + NumberedParameters.of(issued.sql()));
                try (ResultSet row = statement.executeQuery("explain (verbose, format json) execute " + NAME
                        + (values.isEmpty() ? "" : " (" + values + ")"))) {
                    row.next();
                    return PlanNode.withoutScope(
                            JSON.readTree(row.getString(1)).get(0).get("Plan"));
                }
            } finally {
                statement.execute("rollback to before_it; deallocate all");
            }
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("EXPLAIN (FORMAT JSON) said no JSON", e);
        }
    }

    /** In a transaction of the Customer. */
    private Connection as(DatabaseRole role, UUID customer) throws SQLException {
        Connection connection = isolated.get(role);
        if (connection == null) {
            connection = open(database.login(role).connect());
            isolated.put(role, connection);
        }
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select current_setting('operant.context', true)")) {
            row.next();
            String token = row.getString(1);
            if (token == null || token.isEmpty()) {
                bind(connection, customer);
            }
        }
        return connection;
    }

    private void bind(Connection connection, UUID customer) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(database.bind(customer));
        }
    }

    private void rollback() throws SQLException {
        plain.rollback();
        for (Connection connection : isolated.values()) {
            connection.rollback();
        }
    }

    private static Connection open(Connection connection) throws SQLException {
        connection.setAutoCommit(false);
        return connection;
    }

    @Override
    public void close() throws SQLException {
        plain.close();
        for (Connection connection : isolated.values()) {
            connection.close();
        }
    }
}
