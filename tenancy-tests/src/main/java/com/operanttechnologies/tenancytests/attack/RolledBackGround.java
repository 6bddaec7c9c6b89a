package com.operanttechnologies.tenancytests.attack;

import com.operanttechnologies.migrations.local.DatabaseRole;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An existing database, in which everything happens in one transaction of one superuser's connection, and is rolled
 * back. Who acts is told by {@code SET LOCAL SESSION AUTHORIZATION}, and the transactions of those who act are
 * savepoints. What can't be done so, or can't be taken back so, is left out.
 *
 * <p>Rows of the two Customers exist in that transaction alone: nobody else ever sees them. Locks that attacks take are
 * released with their savepoints; whoever else holds one is waited for two seconds at the most.
 */
public final class RolledBackGround implements Ground, AutoCloseable {

    private static final String MARK = "operant_mark";

    private final Connection connection;
    private final Instant begin;
    /** Who acts; null when a savepoint was rolled back to and nobody knows. */
    private @Nullable String actor;

    private boolean borrowed;

    private RolledBackGround(Connection connection, Instant begin) {
        this.connection = connection;
        this.begin = begin;
    }

    /**
     * Begins the transaction.
     *
     * @param connection a superuser's, in autocommit mode; closed by {@link #close()}
     * @throws SQLException when the server fails
     */
    public static RolledBackGround begin(Connection connection) throws SQLException {
        connection.setAutoCommit(false);
        RolledBackGround ground = new RolledBackGround(connection, now(connection));
        ground.send("set local lock_timeout = '2s'");
        ground.send("set local statement_timeout = '60s'");
        ground.send("set local idle_in_transaction_session_timeout = '10min'");
        return ground;
    }

    /** Whether a superuser is connected, who alone may act as others and see what became of the victim's rows. */
    public static boolean isSuperuser(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "select rolsuper from pg_catalog.pg_roles where rolname = session_user")) {
            return row.next() && row.getBoolean(1);
        }
    }

    private static Instant now(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select now()")) {
            row.next();
            return row.getTimestamp(1).toInstant();
        }
    }

    @Override
    public Connection administrator() {
        return proxy(ActorConnection.administrator(this, connection));
    }

    @Override
    public Connection administratorsOwn() {
        return proxy(ActorConnection.of(this, connection, ""));
    }

    @Override
    public Connection connect(DatabaseRole role) {
        if (borrowed && role == DatabaseRole.RUNTIME) {
            throw new LeftOutException("needs two connections at once");
        }
        return proxy(ActorConnection.of(this, connection, role.group()));
    }

    @Override
    public Connection borrow() throws SQLException {
        send("savepoint " + MARK);
        Connection lent = connect(DatabaseRole.RUNTIME);
        borrowed = true;
        return lent;
    }

    @Override
    public void giveBack(Connection connection) throws SQLException {
        borrowed = false;
        connection.close();
    }

    @Override
    public Connection runtime(String options) {
        throw new LeftOutException("needs a connection of its own, with startup options");
    }

    @Override
    public String runtimeLogin() {
        return DatabaseRole.RUNTIME.group();
    }

    @Override
    public boolean isRolledBack() {
        return true;
    }

    @Override
    public Instant now() {
        return begin;
    }

    @Override
    public void undo() throws SQLException {
        rollbackTo(MARK);
        send("release savepoint " + MARK);
    }

    @Override
    public void rest() {}

    /** Lets somebody act: a role, or the superuser when it is empty. */
    void act(String role) throws SQLException {
        if (!role.equals(actor)) {
            send(
                    role.isEmpty()
                            ? "set local session authorization default"
                            : "set local session authorization " + role);
            actor = role;
        }
    }

    void rollbackTo(String savepoint) throws SQLException {
        actor = null;
        send("rollback to savepoint " + savepoint);
    }

    /** A savepoint was rolled back to, so that somebody else may act again. */
    void forgetActor() {
        actor = null;
    }

    void send(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static Connection proxy(ActorConnection actor) {
        return (Connection) Proxy.newProxyInstance(
                RolledBackGround.class.getClassLoader(), new Class<?>[] {Connection.class}, actor);
    }

    /** Rolls everything back. */
    @Override
    public void close() throws SQLException {
        try (connection) {
            connection.rollback();
        }
    }
}
