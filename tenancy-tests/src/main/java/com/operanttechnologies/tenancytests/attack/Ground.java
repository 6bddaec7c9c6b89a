package com.operanttechnologies.tenancytests.attack;

import com.operanttechnologies.migrations.local.DatabaseRole;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;

/** What an arena stands on: whose connections it has, and what becomes of what was done on them. */
interface Ground {

    /** A superuser's connection. */
    Connection administrator() throws SQLException;

    /** A superuser's connection for a transaction of its own. */
    Connection administratorsOwn() throws SQLException;

    /** A connection of a role. */
    Connection connect(DatabaseRole role) throws SQLException;

    /** A connection of the runtime role that is as good as new, to try something on; what was tried can be undone. */
    Connection borrow() throws SQLException;

    /** Takes it back, in whatever state it is. */
    void giveBack(Connection connection) throws SQLException;

    /** A connection of the runtime role with startup options. */
    Connection runtime(String options) throws SQLException;

    /** The login of the runtime role. */
    String runtimeLogin();

    /** Whether all connections are one, whose only transaction is rolled back in the end. */
    boolean isRolledBack();

    /** What the database takes for now: in a transaction that is when it began. */
    Instant now();

    /** Takes back what was tried since a connection was borrowed, where it isn't thrown away with everything else. */
    void undo() throws SQLException;

    /** Closes connections that are kept to be borrowed again. */
    void rest() throws SQLException;
}
