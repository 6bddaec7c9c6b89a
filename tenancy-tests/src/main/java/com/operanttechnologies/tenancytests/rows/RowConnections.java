package com.operanttechnologies.tenancytests.rows;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;

/** Where rows are made. */
public interface RowConnections {

    /** A connection of the runtime role in a transaction that is bound to the Customer; whoever asks gives it back. */
    Connection boundTo(UUID customer) throws SQLException;

    /** A superuser's connection, shared and left open: it evaluates conditions and reads rows back. */
    Connection administrator() throws SQLException;

    /** A superuser's connection in a transaction that is bound to the Customer; whoever asks gives it back. */
    Connection administratorFor(UUID customer) throws SQLException;

    /** Takes one of these two back, after its transaction was committed or rolled back. */
    void giveBack(Connection connection) throws SQLException;
}
