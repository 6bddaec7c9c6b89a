package com.operanttechnologies.migrations.transfer;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * What a database has tables for.
 *
 * @param version of its schema: the migrations that were applied, and a hash of all tables and columns
 * @param tables those that are referred to before those that refer
 */
record TransferCatalogue(String version, List<TransferTable> tables) {

    /** The table with the key of each Customer, which goes apart from all others. */
    private static final String KEY_TABLE = "tenancy.customer_key";

    /** @param withSecrets whether columns that are sealed under the Customer's key are carried as well */
    static TransferCatalogue read(Connection database, boolean withSecrets) throws SQLException {
        List<TransferTable> tables = new ArrayList<>();
        String migrations;
        try (Statement statement = database.createStatement()) {
            try (ResultSet row = statement.executeQuery("select privacy.schema_version()")) {
                row.next();
                migrations = row.getString(1);
            }
            try (ResultSet row = statement.executeQuery("select * from privacy.transfer_columns()")) {
                List<TransferColumn> columns = new ArrayList<>();
                long last = Long.MIN_VALUE;
                while (row.next()) {
                    if (row.getLong("place") != last) {
                        columns = new ArrayList<>();
                        tables.add(new TransferTable(
                                row.getString("schema_name"),
                                row.getString("table_name"),
                                row.getString("table_comment"),
                                row.getString("data_class"),
                                row.getString("purpose"),
                                row.getString("kept"),
                                columns));
                        last = row.getLong("place");
                    }
                    boolean isCredential = row.getBoolean("is_credential");
                    boolean isSealed = row.getBoolean("is_sealed");
                    columns.add(new TransferColumn(
                            row.getString("column_name"),
                            row.getString("column_type"),
                            row.getString("column_comment"),
                            isCredential,
                            isSealed,
                            isCredential && !(isSealed && withSecrets),
                            row.getBoolean("is_generated"),
                            row.getBoolean("is_nullable"),
                            row.getInt("key_position")));
                }
            }
        }
        return new TransferCatalogue(Objects.requireNonNull(migrations) + " " + fingerprint(tables), tables);
    }

    List<TransferTable> carried() {
        return tables.stream().filter(table -> !table.isLeftOut()).toList();
    }

    List<TransferTable> leftOut() {
        return tables.stream().filter(TransferTable::isLeftOut).toList();
    }

    TransferTable keyTable() {
        return tables.stream()
                .filter(table -> table.id().equals(KEY_TABLE))
                .findFirst()
                .orElseThrow();
    }

    private static String fingerprint(List<TransferTable> tables) {
        String all = tables.stream()
                .map(table -> table.id() + " " + table.dataClass() + " "
                        + table.columns().stream()
                                .map(column -> column.name() + " " + column.type() + " " + column.isCredential() + " "
                                        + column.isSealed() + " "
                                        + column.isGenerated() + " " + column.isNullable() + " "
                                        + column.keyPosition())
                                .collect(Collectors.joining(",")))
                .sorted()
                .collect(Collectors.joining("\n"));
        MessageDigest digest = Sha256.digest();
        return HexFormat.of().formatHex(digest.digest(all.getBytes(StandardCharsets.UTF_8)));
    }
}
