package com.operanttechnologies.migrations.transfer;

import com.operanttechnologies.migrations.Login;
import com.operanttechnologies.migrations.transfer.ArchiveManifest.Secrets;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * Imports an archive of {@link CustomerExport} into a fresh database of the same version. The whole archive is verified
 * before anything is written; everything is written in one transaction, under the scope of the archive's Customer, so
 * that PostgreSQL itself refuses the row of another one; and before it is committed every table is exported again and
 * must have the SHA-256 that the manifest says. What isn't in the archive has to be made anew: see docs/adr/0011.
 *
 * <p>Tables are locked against everybody for the time that it takes, so other Customers would wait. Immutable and safe
 * for use by several threads.
 */
public final class CustomerImport {

    /** Bytes that an archive may unpack to, unless another limit is given: 100 GiB. */
    public static final long LARGEST = 100L << 30;

    /** 22: data that is none of its type; 23: constraints; 42501: row-level security. */
    private static final List<String> OF_ROWS = List.of("22", "23", "42501");

    private final Login migrator;
    private final long largest;
    private final boolean isAmongOthers;
    private final @Nullable KeyAcceptance acceptance;

    /** @param migrator a member of {@code operant_owner} */
    public CustomerImport(Login migrator) {
        this(migrator, LARGEST, false, null);
    }

    private CustomerImport(Login migrator, long largest, boolean isAmongOthers, @Nullable KeyAcceptance acceptance) {
        this.acceptance = acceptance;
        this.migrator = migrator;
        this.largest = largest;
        this.isAmongOthers = isAmongOthers;
    }

    /**
     * The same with another limit.
     *
     * @param bytes that an archive may unpack to
     */
    public CustomerImport upTo(long bytes) {
        return new CustomerImport(migrator, bytes, isAmongOthers, acceptance);
    }

    /** The same for a database that has Customers already. They wait until the import is over. */
    public CustomerImport amongOthers() {
        return new CustomerImport(migrator, largest, true, acceptance);
    }

    /**
     * The same for an archive with secrets: its Customer's key is opened as the receiver, and wrapped for this
     * installation.
     *
     * @param receiver whom the archive was made for
     * @param installation the wrapping key that this database is used with
     */
    public CustomerImport withSecrets(ReceiverKey receiver, InstallationKey installation) {
        return new CustomerImport(migrator, largest, isAmongOthers, new KeyAcceptance(receiver, installation));
    }

    /**
     * Imports an archive.
     *
     * @param orderedBy who gave the order
     * @param reason why, 1 to 1000 characters; both are in the Customer's audit log
     * @param progress told of each table when it is written; nothing is there before all of it is
     * @return what was imported
     * @throws ArchiveRefusedException when the archive is damaged, incomplete, foreign or too large, was made for
     *     another receiver, the Customer is there already, there are other ones, or the database refuses a row; nothing
     *     was written
     * @throws IOException when the file can't be read
     * @throws SQLException when the server fails; nothing was written
     */
    public ArchiveManifest read(Path from, String orderedBy, String reason, Consumer<ArchivePart> progress)
            throws IOException, SQLException {
        try (ArchiveReader archive = ArchiveReader.open(from, largest)) {
            byte[] wrappedKey = wrappedKey(archive.manifest());
            try (Connection database = migrator.connectForLongWork()) {
                database.setAutoCommit(false);
                write(database, archive, wrappedKey, orderedBy, reason, progress);
                database.commit();
                return archive.manifest();
            }
        }
    }

    /** The Customer's key, wrapped for this installation; empty where there is none. */
    private byte[] wrappedKey(ArchiveManifest manifest) {
        if (manifest.secrets() == Secrets.LEFT_OUT) {
            return new byte[0];
        }
        if (acceptance == null) {
            throw new ArchiveRefusedException(
                    "The archive holds secrets, which a receiver's key opens; name that key and"
                            + " this installation's wrapping key");
        }
        return acceptance.rewrapped(manifest);
    }

    private void write(
            Connection database,
            ArchiveReader archive,
            byte[] wrappedKey,
            String orderedBy,
            String reason,
            Consumer<ArchivePart> progress)
            throws IOException, SQLException {
        ArchiveManifest manifest = archive.manifest();
        try (Statement statement = database.createStatement()) {
            statement.execute("set local role operant_owner");
            statement.execute("set local row_security = on");
            statement.execute("set local lock_timeout = '5s'");
        }
        TextFormat.set(database);
        TransferCatalogue catalogue = TransferCatalogue.read(database, manifest.secrets() == Secrets.RE_ENCRYPTED);
        Map<String, ArchivePart> parts = compared(manifest, catalogue);
        ImportPolicies policies = new ImportPolicies(
                database,
                Stream.concat(catalogue.carried().stream(), Stream.of(catalogue.keyTable()))
                        .toList());
        policies.open();
        refuseUnlessAbsent(database, manifest.customer());
        run(database, "select tenancy.take_scope(?)", manifest.customer());

        CopyManager copies = database.unwrap(PGConnection.class).getCopyAPI();
        for (TransferTable table : catalogue.carried()) {
            ArchivePart part = Objects.requireNonNull(parts.get(table.id()));
            try {
                write(database, copies, table, archive, part);
            } catch (SQLException e) {
                refuseRows(e, table);
            }
            progress.accept(part);
        }
        if (wrappedKey.length > 0) {
            try (PreparedStatement key = database.prepareStatement(
                    "insert into tenancy.customer_key (customer_id, wrapped_key) values (?, ?)")) {
                key.setObject(1, manifest.customer());
                key.setBytes(2, wrappedKey);
                key.execute();
            }
        }
        // Once all is there: a foreign key with ON UPDATE could have changed what came before.
        for (TransferTable table : catalogue.carried()) {
            ArchivePart now = CustomerExport.copy(
                    copies, table, manifest.customer(), new MeasuredOutput(OutputStream.nullOutputStream()));
            if (!now.equals(parts.get(table.id()))) {
                throw new ArchiveRefusedException("The rows of " + table.id()
                        + " don't come out as they went in: this archive isn't what an export wrote");
            }
        }
        policies.close();
        try (PreparedStatement append = database.prepareStatement(
                "select audit.append('customer.imported', 'customer', ?,"
                        + " inet_client_addr(), ?, 'import', json_build_object('ordered_by', ?::text, 'taken_at', ?::text))")) {
            append.setString(1, manifest.customer().toString());
            append.setString(2, reason);
            append.setString(3, orderedBy);
            append.setString(4, manifest.takenAt().toString());
            append.execute();
        }
    }

    /** The parts by table, when they are exactly what this database has tables and columns for. */
    private static Map<String, ArchivePart> compared(ArchiveManifest manifest, TransferCatalogue catalogue) {
        if (!manifest.schemaVersion().equals(catalogue.version())) {
            throw new ArchiveRefusedException(
                    "The archive is of another version of the schema than this database. Migrate"
                            + " a fresh database with the migrations of the one that it was exported from, import it there, and"
                            + " then migrate that one further");
        }
        Map<String, ArchivePart> parts =
                manifest.parts().stream().collect(Collectors.toMap(ArchivePart::table, Function.identity()));
        for (TransferTable table : catalogue.carried()) {
            ArchivePart part = parts.get(table.id());
            if (part == null
                    || !part.columns()
                            .equals(table.carried().stream()
                                    .map(TransferColumn::name)
                                    .toList())) {
                throw new ArchiveRefusedException("The archive's " + table.id() + " isn't the one of this database");
            }
        }
        if (parts.size() != catalogue.carried().size()) {
            throw new ArchiveRefusedException("The archive holds a table that this database doesn't have");
        }
        return parts;
    }

    /** Asked once every table is locked, so that nobody makes one meanwhile. */
    private void refuseUnlessAbsent(Connection database, UUID customer) throws SQLException {
        try (PreparedStatement statement = database.prepareStatement("select tenancy.is_customer(?)"
                + " or exists (select from audit.head h where h.customer_id = ?)"
                + " or exists (select from tenancy.lifecycle l where l.customer_id = ?),"
                // The platform's own audit log has the identifier of nobody.
                + " exists (select from audit.head h where h.customer_id <> '00000000-0000-0000-0000-000000000000')"
                + " or exists (select from gateway.sign_in) or exists (select from tenancy.lifecycle)")) {
            statement.setObject(1, customer);
            statement.setObject(2, customer);
            statement.setObject(3, customer);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                if (row.getBoolean(1)) {
                    throw new ArchiveRefusedException("Customer " + customer
                            + " is in this database already, or was erased from it; import into a fresh one");
                }
                if (row.getBoolean(2) && !isAmongOthers) {
                    throw new ArchiveRefusedException("This database has Customers already, who would wait until the"
                            + " import is over; import into a fresh one, or say --among-others");
                }
            }
        }
    }

    /** By a temporary table, as PostgreSQL has no COPY … FROM into a table under row-level security. */
    private static void write(
            Connection database, CopyManager copies, TransferTable table, ArchiveReader archive, ArchivePart part)
            throws IOException, SQLException {
        String carried = TransferTable.list(table.carried());
        try (Statement statement = database.createStatement();
                InputStream rows = archive.rows(part)) {
            statement.execute("create temporary table imported_part on commit drop as select " + carried + " from "
                    + table.quoted() + " with no data");
            long copied = copies.copyIn(
                    "copy pg_temp.imported_part (" + carried
                            + ") from stdin (format csv, header match, encoding 'UTF8')",
                    rows,
                    1 << 16);
            if (copied != part.rows()) {
                throw new ArchiveRefusedException(
                        table.entry() + " has " + copied + " rows, and not " + part.rows() + " as manifest.json says");
            }
            if (copied > 0) {
                statement.execute(table.insertFrom("pg_temp.imported_part"));
            }
            statement.execute("drop table pg_temp.imported_part");
        }
    }

    private static void run(Connection database, String sql, UUID customer) throws SQLException {
        try (PreparedStatement statement = database.prepareStatement(sql)) {
            statement.setObject(1, customer);
            statement.execute();
        }
    }

    /** Without what the server says of values: they are somebody's data. */
    private static void refuseRows(SQLException failure, TransferTable table) throws SQLException {
        String state = Objects.requireNonNullElse(failure.getSQLState(), "");
        if (OF_ROWS.stream().noneMatch(state::startsWith)) {
            throw failure;
        }
        ServerErrorMessage told = failure instanceof PSQLException refused ? refused.getServerErrorMessage() : null;
        if (told != null && "operant: no valid scope".equals(told.getMessage())) {
            throw new SQLException(
                    "The key that sealed the import's scope was deleted while it ran, which no rotation does: they wait."
                            + " Nothing was written; import again",
                    state,
                    failure);
        }
        String constraint = told == null ? null : told.getConstraint();
        throw new ArchiveRefusedException("The database refuses a row of " + table.id() + ": "
                + (state.equals("42501")
                        ? "it isn't the Customer's that the archive is of"
                        : constraint == null ? "it isn't what the table holds" : "it breaks " + constraint)
                + " (SQLState " + state + ")");
    }
}
