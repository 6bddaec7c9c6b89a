package com.operanttechnologies.migrations.transfer;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The page for the person who gets an archive, from what the catalogue says of tables and columns. */
final class ReadMe {

    private ReadMe() {}

    static String of(ArchiveManifest manifest, TransferCatalogue catalogue) {
        StringBuilder text = new StringBuilder();
        text.append(
                        "YOUR DATA\n=========\n\nThis archive holds what Operant keeps for the organisation with the identifier\n")
                .append(manifest.customer())
                .append(",\nas it was on ")
                .append(manifest.takenAt())
                .append(" (UTC): ")
                .append(manifest.rows())
                .append(" rows in ")
                .append(manifest.parts().size())
                .append(" tables.\nAll tables show the same moment, also those that were read a little later.\n")
                .append("""

                        It holds personal data. Keep it where only those can read it who may.

                        HOW TO READ IT
                        --------------
                        Each table is a file in the folder "data": comma-separated values in UTF-8 (RFC 4180), with the
                        names of the columns in the first line. Spreadsheets and databases open such files. A value that
                        is missing is empty; a text without a character is "". Times are in UTC, bytes are hexadecimal
                        digits after \\x.

                        "manifest.json" says for each file how many rows and bytes it has, and its SHA-256: with
                        "sha256sum data/NAME.csv" you can see that it arrived as it was sent.

                        WHAT ISN'T IN IT, AND WHY
                        -------------------------
                        Secrets: passwords, codes and keys that open something, also where they are encrypted or only
                        hashes are kept of them. Whoever gets hold of this archive shouldn't be able to sign in with it.
                        """);
        if (manifest.secrets() == ArchiveManifest.Secrets.RE_ENCRYPTED) {
            text.append("""
                    What you have entered to open other systems is in it, encrypted: only the receiver whom this archive
                    was made for can open it, with a key that isn't in here.
                    """);
        }
        for (TransferTable table : catalogue.leftOut()) {
            text.append("- ")
                    .append(table.id())
                    .append(", whole: ")
                    .append(comment(table.comment()))
                    .append('\n');
        }
        for (TransferTable table : catalogue.carried()) {
            for (TransferColumn column : table.leftOutColumns()) {
                text.append("- ")
                        .append(table.id())
                        .append(", its column ")
                        .append(column.name())
                        .append(": ")
                        .append(comment(column.comment()))
                        .append('\n');
            }
        }
        text.append("""
                Sign-ins, sessions, device tokens and links that are open: they are kept as hashes, beside your data.
                Nothing of any other organisation.

                WHAT IS IN IT
                -------------
                """);
        Map<String, ArchivePart> parts =
                manifest.parts().stream().collect(Collectors.toMap(ArchivePart::table, Function.identity()));
        for (TransferTable table : catalogue.carried()) {
            describe(text, table, Objects.requireNonNull(parts.get(table.id())));
        }
        return text.toString();
    }

    private static void describe(StringBuilder text, TransferTable table, ArchivePart part) {
        text.append('\n')
                .append(table.entry())
                .append(", ")
                .append(part.rows())
                .append(part.rows() == 1 ? " row" : " rows")
                .append("\n  ")
                .append(comment(table.comment()))
                .append("\n  Why we have it: ")
                .append(table.purpose())
                .append("\n  How long it is kept: ")
                .append(table.kept())
                .append('\n');
        List<TransferColumn> described = table.carried().stream()
                .filter(column -> column.comment() != null)
                .toList();
        for (TransferColumn column : described) {
            text.append("  - ")
                    .append(column.name())
                    .append(": ")
                    .append(comment(column.comment()))
                    .append('\n');
        }
    }

    private static String comment(@org.jspecify.annotations.Nullable String comment) {
        return comment == null ? "nobody has described it" : comment;
    }
}
