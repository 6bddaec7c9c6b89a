package com.operanttechnologies.migrations.transfer;

import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A tenant table, as the catalogue has it.
 *
 * @param comment what the catalogue says of it, or null
 * @param kept how long rows are kept, in words
 */
record TransferTable(
        String schema,
        String name,
        @Nullable String comment,
        String dataClass,
        String purpose,
        String kept,
        List<TransferColumn> columns) {

    /** As it stands in manifests and messages. */
    String id() {
        return schema + "." + name;
    }

    /** The one name that its part can have in an archive. */
    String entry() {
        return "data/" + id() + ".csv";
    }

    String quoted() {
        return quoted(schema) + "." + quoted(name);
    }

    /** Whether nothing of it is exported, as all of it is secrets. */
    boolean isLeftOut() {
        return dataClass.equals("credential");
    }

    /** What is exported, in the order of the table. */
    List<TransferColumn> carried() {
        return columns.stream().filter(column -> !column.isLeftOut()).toList();
    }

    /** What an import writes: what is exported but for what the database computes. */
    List<TransferColumn> written() {
        return carried().stream().filter(column -> !column.isGenerated()).toList();
    }

    List<TransferColumn> leftOutColumns() {
        return columns.stream().filter(TransferColumn::isLeftOut).toList();
    }

    /**
     * Everything of one Customer, in the order of the primary key, so that the same rows give the same bytes. Row-level
     * security lets nothing else through; the condition is for the planner.
     */
    String copyOut(UUID customer) {
        String key = columns.stream()
                .filter(column -> column.keyPosition() > 0 && !column.name().equals("customer_id"))
                .sorted(Comparator.comparingInt(TransferColumn::keyPosition))
                .map(TransferColumn::quoted)
                .collect(Collectors.joining(", "));
        return "copy (select " + list(carried()) + " from " + quoted() + " where customer_id = '" + customer + "'"
                + (key.isEmpty() ? "" : " order by " + key) + ") to stdout (format csv, header, encoding 'UTF8')";
    }

    /**
     * What an import writes, of columns that stand in another table. A secret that was left out, where there has to be
     * one, becomes 32 random bytes: they are no hash of anything and open nothing.
     */
    String insertFrom(String source) {
        List<TransferColumn> invented = leftOutColumns().stream()
                .filter(column -> !column.isNullable() && column.type().equals("bytea"))
                .toList();
        return "insert into " + quoted() + " ("
                + list(Stream.concat(written().stream(), invented.stream()).toList())
                + ") select " + list(written())
                + ", sha256(uuid_send(gen_random_uuid()))".repeat(invented.size()) + " from " + source;
    }

    static String list(List<TransferColumn> columns) {
        return columns.stream().map(TransferColumn::quoted).collect(Collectors.joining(", "));
    }

    static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }
}
