package com.operanttechnologies.tenancytests.attack;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A connection as one who acts sees it, on the only one there is. Beginning a transaction sets a savepoint, committing
 * releases it, and rolling back goes back to it. One transaction, or one statement by itself; a second is left out, as
 * settings that end with the first would not have ended.
 */
final class ActorConnection implements InvocationHandler {

    private static final String TRANSACTION = "operant_actor";
    private static final String STATEMENT = "operant_statement";

    private enum Phase {
        FRESH,
        IN_TRANSACTION,
        ENDED
    }

    private final RolledBackGround ground;
    private final Connection connection;
    private final String role;
    private final boolean shared;
    private Phase phase = Phase.FRESH;

    private ActorConnection(RolledBackGround ground, Connection connection, String role, boolean shared) {
        this.ground = ground;
        this.connection = connection;
        this.role = role;
        this.shared = shared;
    }

    static ActorConnection of(RolledBackGround ground, Connection connection, String role) {
        return new ActorConnection(ground, connection, role, false);
    }

    /** The superuser's, on which each statement is by itself, however many there are. */
    static ActorConnection administrator(RolledBackGround ground, Connection connection) {
        return new ActorConnection(ground, connection, "", true);
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        @Nullable Object[] given = arguments == null ? new Object[0] : arguments;
        switch (method.getName()) {
            case "createStatement":
                return statement(Statement.class, connection.createStatement(), "");
            case "prepareStatement":
                String sql = String.valueOf(given[0]);
                return statement(PreparedStatement.class, connection.prepareStatement(sql), sql);
            case "setAutoCommit":
                if (Boolean.FALSE.equals(given[0])) {
                    begin();
                }
                return null;
            case "commit":
                end("release savepoint " + TRANSACTION);
                return null;
            case "rollback":
                if (given.length == 1) {
                    connection.rollback((Savepoint) given[0]);
                    ground.forgetActor();
                } else {
                    end("rollback to savepoint " + TRANSACTION);
                }
                return null;
            case "close":
                end("rollback to savepoint " + TRANSACTION);
                return null;
            default:
                return call(connection, method, given);
        }
    }

    private void begin() throws SQLException {
        if (phase != Phase.FRESH) {
            throw new LeftOutException("needs several transactions, and here is one");
        }
        ground.send("savepoint " + TRANSACTION);
        ground.act("");
        ground.send("set local operant.context = ''");
        ground.act(role);
        phase = Phase.IN_TRANSACTION;
    }

    private void end(String how) throws SQLException {
        if (phase == Phase.IN_TRANSACTION) {
            phase = Phase.ENDED;
            ground.send(how);
            ground.forgetActor();
        }
    }

    private Object statement(Class<? extends Statement> type, Statement statement, String prepared) {
        return Proxy.newProxyInstance(
                ActorConnection.class.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    @Nullable Object[] given = arguments == null ? new Object[0] : arguments;
                    String name = method.getName();
                    if (name.equals("addBatch")) {
                        Irrevocable.check(String.valueOf(given[0]));
                    }
                    if (!name.startsWith("execute")) {
                        return call(statement, method, given);
                    }
                    String sql = given.length == 0 ? prepared : String.valueOf(given[0]);
                    return shared ? alone(statement, method, given) : act(statement, method, given, sql);
                });
    }

    private @Nullable Object act(Statement statement, Method method, @Nullable Object[] given, String sql)
            throws Throwable {
        switch (sql.strip().toLowerCase(Locale.ROOT)) {
            case "begin":
                begin();
                return false;
            case "commit":
                end("release savepoint " + TRANSACTION);
                return false;
            case "rollback":
                end("rollback to savepoint " + TRANSACTION);
                return false;
            default:
                break;
        }
        if (!role.isEmpty()) {
            Irrevocable.check(sql);
        }
        if (phase == Phase.ENDED) {
            throw new LeftOutException("needs several transactions, and here is one");
        }
        if (phase == Phase.IN_TRANSACTION) {
            ground.act(role);
            return call(statement, method, given);
        }
        Irrevocable.checkAlone(sql);
        begin();
        try {
            Object result = call(statement, method, given);
            end("release savepoint " + TRANSACTION);
            return result;
        } catch (SQLException e) {
            end("rollback to savepoint " + TRANSACTION);
            throw e;
        }
    }

    /** One that fails leaves the transaction as it was. */
    private @Nullable Object alone(Statement statement, Method method, @Nullable Object[] given) throws Throwable {
        ground.send("savepoint " + STATEMENT);
        try {
            ground.act(role);
            Object result = call(statement, method, given);
            ground.send("release savepoint " + STATEMENT);
            return result;
        } catch (SQLException e) {
            ground.rollbackTo(STATEMENT);
            throw e;
        }
    }

    private static @Nullable Object call(Object target, Method method, @Nullable Object[] given) throws Throwable {
        try {
            return method.invoke(target, given);
        } catch (InvocationTargetException e) {
            throw e.getCause() == null ? e : e.getCause();
        }
    }
}
