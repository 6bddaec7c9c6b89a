package com.operanttechnologies.migrations.transfer;

import java.util.List;

/**
 * The rows of one table in an archive.
 *
 * @param table schema and table, such as {@code stage.dashboard}
 * @param columns in the order of the file
 * @param leftOut columns that aren't in the file, as they hold secrets
 * @param rows how many
 * @param bytes size of the file when it is unpacked
 * @param sha256 of the unpacked file, in lower-case hexadecimal
 */
public record ArchivePart(
        String table, List<String> columns, List<String> leftOut, long rows, long bytes, String sha256) {

    public ArchivePart {
        columns = List.copyOf(columns);
        leftOut = List.copyOf(leftOut);
    }
}
