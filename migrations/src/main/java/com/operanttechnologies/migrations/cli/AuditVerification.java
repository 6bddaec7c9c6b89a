package com.operanttechnologies.migrations.cli;

import com.operanttechnologies.migrations.cli.AuditAnchors.Anchor;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What came of recomputing every audit log.
 *
 * @param heads the last entry in order of each log
 * @param faults in the order in which they were found, at most one of a log's own and one for each anchor
 * @param entries how many entries are in order
 * @param anchored how many anchors were compared
 */
record AuditVerification(List<Anchor> heads, List<Fault> faults, long entries, int anchored) {

    /**
     * Where a log isn't what it was.
     *
     * @param number of the entry
     * @param what in words
     */
    record Fault(UUID customer, long number, String what) {}

    static AuditVerification of(Connection database, List<Anchor> anchors) throws SQLException {
        List<Anchor> heads = new ArrayList<>();
        List<Fault> faults = new ArrayList<>();
        long entries = 0;
        // A log whose head is gone is known to who kept an anchor of it.
        Set<UUID> customers = new LinkedHashSet<>(customers(database));
        anchors.forEach(anchor -> customers.add(anchor.customer()));
        for (UUID customer : customers) {
            try (PreparedStatement statement = database.prepareStatement(
                    "select entries, number," + " encode(hash, 'hex'), fault_number, fault from audit.verify(?)")) {
                statement.setObject(1, customer);
                try (ResultSet row = statement.executeQuery()) {
                    row.next();
                    entries += row.getLong(1);
                    heads.add(new Anchor(customer, row.getLong(2), row.getString(3)));
                    if (row.getString(5) != null) {
                        faults.add(new Fault(customer, row.getLong(4), row.getString(5)));
                    }
                }
            }
        }
        for (Anchor anchor : anchors) {
            String hash = hash(database, anchor);
            if (hash == null) {
                faults.add(new Fault(anchor.customer(), anchor.number(), "missing, and an anchor knows it"));
            } else if (!hash.equals(anchor.hash())) {
                faults.add(
                        new Fault(anchor.customer(), anchor.number(), "rewritten, it or one before, since its anchor"));
            }
        }
        return new AuditVerification(List.copyOf(heads), List.copyOf(faults), entries, anchors.size());
    }

    void print(PrintWriter out) {
        faults.forEach(fault ->
                out.println("BROKEN Customer " + fault.customer() + ", entry " + fault.number() + ": " + fault.what()));
        out.println(heads.size() + " audit logs, " + entries + " entries in order, " + anchored + " anchors compared, "
                + faults.size() + " faults");
        if (anchored == 0) {
            out.println(
                    "Without --anchors, a log that somebody rewrote with all its hashes is not told from the true one.");
        }
    }

    private static List<UUID> customers(Connection database) throws SQLException {
        List<UUID> customers = new ArrayList<>();
        try (PreparedStatement statement = database.prepareStatement("select * from audit.customers()");
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                customers.add(rows.getObject(1, UUID.class));
            }
        }
        return customers;
    }

    private static @Nullable String hash(Connection database, Anchor anchor) throws SQLException {
        try (PreparedStatement statement = database.prepareStatement("select encode(audit.hash_of(?, ?), 'hex')")) {
            statement.setObject(1, anchor.customer());
            statement.setLong(2, anchor.number());
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getString(1);
            }
        }
    }
}
