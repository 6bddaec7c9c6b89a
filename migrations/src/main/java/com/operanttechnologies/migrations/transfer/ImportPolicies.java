package com.operanttechnologies.migrations.transfer;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * What lets an import write what nobody may write otherwise, such as a quote that is accepted already: a policy on each
 * table for the owner, for one Customer, that is made and dropped in the import's own transaction. So no session ever
 * sees it, and whatever ends the import leaves none behind. The restrictive fence of every table stays.
 */
final class ImportPolicies {

    private final Connection database;
    private final List<TransferTable> tables;

    ImportPolicies(Connection database, List<TransferTable> tables) {
        this.database = database;
        this.tables = tables;
    }

    /** Also locks the tables: a second import waits here, and gives up. */
    void open() throws SQLException {
        try (Statement statement = database.createStatement()) {
            for (TransferTable table : tables) {
                statement.execute("create policy customer_import on " + table.quoted()
                        + " as permissive for all to operant_owner"
                        + " using (customer_id = (select tenancy.current_customer()))"
                        + " with check (customer_id = (select tenancy.current_customer()))");
            }
        }
    }

    void close() throws SQLException {
        try (Statement statement = database.createStatement()) {
            for (TransferTable table : tables) {
                statement.execute("drop policy customer_import on " + table.quoted());
            }
        }
    }
}
