package com.operanttechnologies.persistence.internal.bind;

import com.operanttechnologies.persistence.error.RefusedException;
import com.operanttechnologies.persistence.internal.bind.Binding.Preamble;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A prepared or plain statement whose execution brings its bind along.
 *
 * <p>Parameters and settings are remembered and the driver's statement is made only when it is executed, because only
 * then it is known whether the bind has to travel in front: {@code reset all; select tenancy.bind(?, …); <statement>}
 * is one flush for the driver. The parameters then move up by one, and the results of what is in front are skipped.
 */
final class BoundStatement implements InvocationHandler {

    private static final ClassLoader LOADER = BoundStatement.class.getClassLoader();

    private final BoundConnection connection;
    private final Maker maker;
    private final Binding binding;
    /** Of a prepared statement; a plain one gets it when it is executed. */
    private final @Nullable String preparedSql;

    private final RememberedCalls remembered = new RememberedCalls();
    private final List<String> plainBatch = new ArrayList<>();
    private final boolean alone;
    /**
     * Whether parameters go to the driver's statement at once, as it is made and nothing will travel in front of it.
     */
    private boolean direct;

    private @Nullable PreparedStatement delegate;
    private String delegateSql = "";
    private boolean closed;

    /** Makes the driver's statement, with the result set type or generated keys that were asked for. */
    @FunctionalInterface
    interface Maker {
        PreparedStatement prepare(String sql) throws SQLException;
    }

    private BoundStatement(BoundConnection connection, @Nullable String preparedSql, Maker maker, boolean alone) {
        this.connection = connection;
        this.binding = connection.binding();
        this.preparedSql = preparedSql;
        this.maker = maker;
        this.alone = alone;
    }

    /**
     * @param alone whether it can't travel behind a bind, as when the driver is to return generated keys
     */
    static PreparedStatement prepared(BoundConnection connection, String sql, Maker maker, boolean alone) {
        return (PreparedStatement) Proxy.newProxyInstance(
                LOADER,
                new Class<?>[] {PreparedStatement.class, RowBatch.class},
                new BoundStatement(connection, sql, maker, alone));
    }

    static Statement plain(BoundConnection connection, Maker maker) {
        return (Statement) Proxy.newProxyInstance(
                LOADER, new Class<?>[] {Statement.class}, new BoundStatement(connection, null, maker, false));
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] given) throws Throwable {
        @Nullable Object[] arguments = given == null ? new Object[0] : given;
        String name = method.getName();
        switch (name) {
            case "close":
                closed = true;
                if (delegate != null) {
                    delegate.close();
                }
                return null;
            case "isClosed":
                return closed;
            case "toString":
                return "BoundStatement[" + connection + "]";
            case "hashCode":
                return System.identityHashCode(proxy);
            case "equals":
                return proxy == arguments[0];
            case "isWrapperFor":
                return false;
            default:
        }
        binding.requireAlive();
        if (closed) {
            throw new SQLException("This statement is closed", "55000");
        }
        try {
            return live(proxy, method, name, arguments);
        } catch (SQLException e) {
            throw connection.errors().safe(e);
        } catch (InvocationTargetException e) {
            throw e.getCause() instanceof SQLException sql ? connection.errors().safe(sql) : e.getTargetException();
        }
    }

    private @Nullable Object live(Object proxy, Method method, String name, @Nullable Object[] arguments)
            throws SQLException, ReflectiveOperationException {
        switch (name) {
            case "execute":
                return execute(arguments);
            case "executeQuery":
                if (!execute(arguments)) {
                    throw new SQLException("The statement returned no rows; take executeUpdate", "02000");
                }
                return resultSet(proxy);
            case "executeUpdate":
                return Math.toIntExact(update(arguments));
            case "executeLargeUpdate":
                return update(arguments);
            case "addBatch":
                addBatch(arguments);
                return null;
            case "addRows":
                addRows(arguments);
                return null;
            case "clearBatch":
                plainBatch.clear();
                if (delegate != null) {
                    delegate.clearBatch();
                }
                return null;
            case "executeBatch":
                return executeBatch();
            case "clearParameters":
                remembered.clearParameters();
                if (direct) {
                    delegate().clearParameters();
                }
                return null;
            case "getConnection":
                return connection.proxy();
            case "getResultSet":
                return resultSet(proxy);
            case "getUpdateCount":
            case "getLargeUpdateCount":
            case "getMoreResults":
            case "getWarnings":
            case "clearWarnings":
            case "cancel":
                return method.invoke(delegate(), arguments);
            case "getGeneratedKeys":
                return BoundResultSet.of(delegate().getGeneratedKeys(), (Statement) proxy);
            case "getFetchSize":
            case "getMaxRows":
            case "getQueryTimeout":
            case "getResultSetType":
            case "getResultSetConcurrency":
            case "getResultSetHoldability":
                return method.invoke(delegate(), arguments);
            default:
        }
        if (name.startsWith("set") && !name.equals("setCursorName")) {
            if (direct) {
                method.invoke(delegate(), arguments);
            } else {
                remembered.add(method, arguments);
            }
            return null;
        }
        throw new RefusedException("Statement." + name + " is not available on a session's connection", "0A000");
    }

    private boolean execute(@Nullable Object[] arguments) throws SQLException, ReflectiveOperationException {
        String sql = sql(arguments);
        Preamble preamble = preamble();
        PreparedStatement statement = delegate(preamble.sql() + sql);
        preamble.applyTo(statement);
        remembered.applyTo(statement, preamble.parameters().size());
        return binding.sent(preamble, statement, statement.execute());
    }

    private long update(@Nullable Object[] arguments) throws SQLException, ReflectiveOperationException {
        if (execute(arguments)) {
            throw new SQLException("The statement returned rows; take executeQuery", "0100E");
        }
        return delegate().getLargeUpdateCount();
    }

    private String sql(@Nullable Object[] arguments) throws SQLException {
        if (arguments.length > 1) {
            throw new RefusedException(
                    "Generated keys are asked for with prepareStatement; or say RETURNING in the statement", "0A000");
        }
        if (preparedSql != null && arguments.length == 1) {
            throw new SQLException(
                    "A prepared statement is executed without SQL; take Connection.createStatement", "42601");
        }
        if (arguments.length == 1 && arguments[0] instanceof String sql) {
            connection.guard().requirePlain(sql, binding.readOnly());
            return sql;
        }
        if (preparedSql == null) {
            throw new SQLException("A plain statement is executed with its SQL", "42601");
        }
        return preparedSql;
    }

    private void addBatch(@Nullable Object[] arguments) throws SQLException, ReflectiveOperationException {
        if (preparedSql == null) {
            plainBatch.add(sql(arguments));
            return;
        }
        becomeDirect(preparedSql);
        delegate().addBatch();
    }

    // A proxy passes on what RowBatch declares.
    @SuppressWarnings("unchecked")
    private void addRows(@Nullable Object[] arguments) throws SQLException, ReflectiveOperationException {
        becomeDirect(Objects.requireNonNull(preparedSql));
        RowBatch.setParameters(delegate(), (List<@Nullable Object[]>) Objects.requireNonNull(arguments[0]));
        delegate().addBatch();
    }

    private void becomeDirect(String sql) throws SQLException, ReflectiveOperationException {
        if (!direct) {
            // A batch can't have a bind in front of each of its items: the bind goes first, in a flush of its own. From
            // then on the transaction is bound, and a hundred thousand parameters need not be remembered.
            connection.bindAlone();
            remembered.moveTo(delegate(sql));
            direct = true;
        }
    }

    private int[] executeBatch() throws SQLException, ReflectiveOperationException {
        if (preparedSql != null) {
            return delegate().executeBatch();
        }
        int[] counts = new int[plainBatch.size()];
        for (int i = 0; i < counts.length; i++) {
            counts[i] = Math.toIntExact(update(new Object[] {plainBatch.get(i)}));
        }
        plainBatch.clear();
        return counts;
    }

    private Preamble preamble() throws SQLException {
        if (alone) {
            connection.bindAlone();
        }
        return binding.preamble();
    }

    private PreparedStatement delegate(String sql) throws SQLException {
        if (delegate == null || !sql.equals(delegateSql)) {
            if (delegate != null) {
                delegate.close();
            }
            delegate = maker.prepare(sql);
            delegateSql = sql;
        }
        return delegate;
    }

    private PreparedStatement delegate() throws SQLException {
        if (delegate == null) {
            throw new SQLException("This statement was not executed yet", "55000");
        }
        return delegate;
    }

    private @Nullable ResultSet resultSet(Object proxy) throws SQLException {
        ResultSet rows = delegate().getResultSet();
        return rows == null ? null : BoundResultSet.of(rows, (Statement) proxy);
    }
}
