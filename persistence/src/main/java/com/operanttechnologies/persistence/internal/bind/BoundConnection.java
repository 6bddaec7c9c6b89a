package com.operanttechnologies.persistence.internal.bind;

import com.operanttechnologies.persistence.error.RefusedException;
import com.operanttechnologies.persistence.internal.bind.Binding.Preamble;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A session's view of its connection: statements go through the guard and bring their bind along; ending the
 * transaction, changing the connection and reaching the driver below are refused. What is not listed here is refused,
 * so a method that a later JDBC adds is, too.
 */
public final class BoundConnection implements InvocationHandler {

    private static final Set<String> HARMLESS = Set.of(
            "createArrayOf",
            "createStruct",
            "getCatalog",
            "getClientInfo",
            "getHoldability",
            "getNetworkTimeout",
            "getTypeMap",
            "getWarnings",
            "clearWarnings",
            "isReadOnly",
            "isValid",
            "nativeSQL");

    private final Connection raw;
    private final Binding binding;
    private final StatementGuard guard;
    private final ServerErrors errors;
    private final Connection proxy;

    /**
     * @param raw from the pool; its transaction and its end stay with the caller
     */
    public BoundConnection(Connection raw, Binding binding, StatementGuard guard, ServerErrors errors) {
        this.raw = raw;
        this.binding = binding;
        this.guard = guard;
        this.errors = errors;
        this.proxy = (Connection)
                Proxy.newProxyInstance(BoundConnection.class.getClassLoader(), new Class<?>[] {Connection.class}, this);
    }

    /** What the session hands out. */
    public Connection proxy() {
        return proxy;
    }

    /** Binds a transaction that had no statement, when its commit is to be told. */
    public void bindForCommit() throws SQLException {
        if (binding.awaitsCommit()) {
            bindAlone();
        }
    }

    @Override
    public String toString() {
        return "BoundConnection[" + (binding.readOnly() ? "read" : "transaction") + "]";
    }

    Binding binding() {
        return binding;
    }

    StatementGuard guard() {
        return guard;
    }

    ServerErrors errors() {
        return errors;
    }

    @Override
    public @Nullable Object invoke(Object self, Method method, @Nullable Object @Nullable [] given) throws Throwable {
        @Nullable Object[] arguments = given == null ? new Object[0] : given;
        String name = method.getName();
        switch (name) {
            case "toString":
                return toString();
            case "hashCode":
                return System.identityHashCode(self);
            case "equals":
                return self == arguments[0];
            case "isWrapperFor":
                return false;
            case "isClosed":
                return raw.isClosed();
            default:
        }
        binding.requireAlive();
        try {
            return live(method, name, arguments);
        } catch (SQLException e) {
            throw errors.safe(e);
        } catch (InvocationTargetException e) {
            throw e.getCause() instanceof SQLException sql ? errors.safe(sql) : e.getTargetException();
        }
    }

    private @Nullable Object live(Method method, String name, @Nullable Object[] arguments)
            throws SQLException, ReflectiveOperationException {
        switch (name) {
            case "prepareStatement":
                return prepare(method, arguments);
            case "createStatement":
                requireNotHoldable(arguments);
                return BoundStatement.plain(this, plainMaker(arguments));
            case "getAutoCommit":
                return raw.getAutoCommit();
            case "setAutoCommit":
                if (arguments[0] instanceof Boolean wanted && wanted == raw.getAutoCommit()) {
                    return null;
                }
                throw refused(name);
            case "setSavepoint":
                // Bound before any savepoint: rolling back to it must not undo the bind.
                bindAlone();
                return method.invoke(raw, arguments);
            case "releaseSavepoint":
                return method.invoke(raw, arguments);
            case "rollback":
                if (arguments.length == 1 && arguments[0] instanceof Savepoint savepoint) {
                    raw.rollback(savepoint);
                    return null;
                }
                throw refused(name);
            default:
                if (HARMLESS.contains(name)) {
                    return method.invoke(raw, arguments);
                }
                throw refused(name);
        }
    }

    private PreparedStatement prepare(Method method, @Nullable Object[] arguments) {
        if (!(arguments[0] instanceof String sql)) {
            throw refused("prepareStatement without SQL");
        }
        guard.require(sql, binding.readOnly());
        // (sql, keys…) asks for generated keys, (sql, type, concurrency[, holdability]) for a kind of result set.
        boolean generatedKeys = arguments.length == 2;
        if (!generatedKeys) {
            requireNotHoldable(arguments);
        }
        return BoundStatement.prepared(this, sql, text -> prepareRaw(method, arguments, text), generatedKeys);
    }

    private PreparedStatement prepareRaw(Method method, @Nullable Object[] arguments, String sql) throws SQLException {
        @Nullable Object[] same = arguments.clone();
        same[0] = sql;
        try {
            return (PreparedStatement) method.invoke(raw, same);
        } catch (InvocationTargetException e) {
            throw e.getCause() instanceof SQLException cause ? cause : new SQLException(e.getCause());
        } catch (IllegalAccessException e) {
            throw new SQLException(e);
        }
    }

    private BoundStatement.Maker plainMaker(@Nullable Object[] arguments) {
        if (arguments.length >= 2
                && arguments[0] instanceof Integer type
                && arguments[1] instanceof Integer concurrency) {
            return sql -> raw.prepareStatement(sql, type, concurrency);
        }
        return raw::prepareStatement;
    }

    /** Binds in a flush of its own, for what can't travel behind a bind. */
    void bindAlone() throws SQLException {
        Preamble preamble = binding.preamble();
        if (preamble.results() == 0) {
            return;
        }
        if (raw.getAutoCommit()) {
            throw new RefusedException(
                    "Batches, savepoints and generated keys need a transaction; take TenantDatabase.transact", "25000");
        }
        try (PreparedStatement statement = raw.prepareStatement(preamble.sql())) {
            preamble.applyTo(statement);
            binding.sent(preamble, statement, statement.execute());
        }
    }

    private static void requireNotHoldable(@Nullable Object[] arguments) {
        if (arguments.length > 0
                && arguments[arguments.length - 1] instanceof Integer last
                && last == ResultSet.HOLD_CURSORS_OVER_COMMIT) {
            throw new RefusedException(
                    "A holdable cursor would outlive its Customer's turn on the connection; read it to its end inside"
                            + " the session",
                    "0A000");
        }
    }

    private static RefusedException refused(String name) {
        return new RefusedException(
                "Connection." + name + " is the session's own business: TenantDatabase.transact commits when its lambda"
                        + " returns and rolls back when it throws",
                "0A000");
    }
}
