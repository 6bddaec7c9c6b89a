package com.operanttechnologies.migrations.transfer;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * What an archive says that it holds.
 *
 * @param schemaVersion of the database that it comes from
 * @param customer whose data it is
 * @param takenAt when, by the clock of the database
 * @param snapshot the one state of the database that all parts show, as PostgreSQL names it
 * @param parts one for each table, in an order in which they can be written
 * @param leftOutTables tables of which nothing is in the archive, as all they hold is secrets
 * @param secrets whether values that are sealed under the Customer's key are among the rows
 * @param customerKey that key, sealed for the receiver, in Base64; empty where there are no secrets
 */
public record ArchiveManifest(
        String schemaVersion,
        UUID customer,
        Instant takenAt,
        String snapshot,
        List<ArchivePart> parts,
        List<String> leftOutTables,
        Secrets secrets,
        String customerKey) {

    /** What kind of file it is, and which version of it. */
    static final String FORMAT = "operant.customer_export.1";

    /** What an archive has of secrets. */
    public enum Secrets {
        /** Nothing. */
        LEFT_OUT("left out"),
        /** Sealed values as they stand in the database, with the key that opens them sealed for the receiver alone. */
        RE_ENCRYPTED("re-encrypted");

        private final String text;

        Secrets(String text) {
            this.text = text;
        }

        /** As it stands in manifests. */
        @Override
        public String toString() {
            return text;
        }
    }

    public ArchiveManifest {
        parts = List.copyOf(parts);
        leftOutTables = List.copyOf(leftOutTables);
    }

    /** Rows of all parts together. */
    public long rows() {
        return parts.stream().mapToLong(ArchivePart::rows).sum();
    }

    /** Bytes of all parts together, unpacked. */
    public long bytes() {
        return parts.stream().mapToLong(ArchivePart::bytes).sum();
    }
}
