package com.operanttechnologies.migrations.transfer;

import com.operanttechnologies.migrations.Login;
import com.operanttechnologies.migrations.transfer.ArchiveManifest.Secrets;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;

/**
 * Exports one Customer: every tenant table of the catalogue, from one snapshot, into one archive, while the Customer
 * works on. Takes as long as it takes: its right to read is renewed meanwhile, on record. Streams in memory that
 * doesn't depend on the size. Secrets are left out, unless {@link #withSecrets} says for whom they
 * are. Row-level security gives it that Customer alone, and the Customer's audit log says who had it exported, why, and
 * whether with its secrets, before anything is read.
 *
 * <p>Immutable and safe for use by several threads.
 */
public final class CustomerExport {

    private final Login operator;
    private final @Nullable KeyHandover handover;
    private final ExportLease.Terms terms;

    /** @param operator a member of {@code operant_operator} */
    public CustomerExport(Login operator) {
        this(operator, null, ExportLease.Terms.USUAL);
    }

    private CustomerExport(Login operator, @Nullable KeyHandover handover, ExportLease.Terms terms) {
        this.operator = operator;
        this.handover = handover;
        this.terms = terms;
    }

    /** The same with a right to read that lasts for less than an hour at a time: a test can't wait for that. */
    CustomerExport under(ExportLease.Terms terms) {
        return new CustomerExport(operator, handover, terms);
    }

    /**
     * The same with what is sealed under the Customer's key, such as secrets of data sources. The rows keep their
     * sealed values, which are good for their place alone; the key that opens them goes along, sealed for the receiver.
     * Passwords, second factors and what else people sign in with stay left out.
     *
     * @param installation the wrapping key that this database is used with
     * @param receiver who can open the key
     */
    public CustomerExport withSecrets(InstallationKey installation, ReceiverPublicKey receiver) {
        return new CustomerExport(operator, new KeyHandover(installation, receiver), terms);
    }

    /**
     * Writes the archive, which has the name once it is complete and on disk; until then it is {@code NAME.part}.
     *
     * @param to where; there must be no such file
     * @param orderedBy who gave the order, 1 to 100 characters
     * @param reason why, 1 to 1000 characters
     * @param progress told of each table when it is written
     * @return what is in it
     * @throws FileAlreadyExistsException when there is such a file, or another export is writing it
     * @throws IOException when the file can't be written
     * @throws KeyRefusedException when the Customer's key isn't wrapped under the installation's; no file is left
     * @throws SQLException when the server fails, there is no such Customer (P0002), its erasure has begun (55000), or
     *     the operator may not export any more (42501, 28000); also while the export runs, which then leaves no file
     */
    public ArchiveManifest write(
            UUID customer, Path to, String orderedBy, String reason, Consumer<ArchivePart> progress)
            throws IOException, SQLException {
        try (ArchiveFile archive = ArchiveFile.begin(to);
                ExportLease lease = ExportLease.begin(operator, terms, customer, orderedBy, reason, handover != null);
                Connection database = operator.connectForLongWork()) {
            database.setAutoCommit(false);
            database.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            ArchiveManifest manifest = write(database, customer, lease, archive, progress);
            database.rollback();
            byte[] json = ManifestJson.write(manifest);
            archive.entry("manifest.json").write(json);
            lease.end(manifest.rows(), Sha256.hex(json));
            archive.complete();
            return manifest;
        }
    }

    private ArchiveManifest write(
            Connection database, UUID customer, ExportLease lease, ArchiveFile archive, Consumer<ArchivePart> progress)
            throws IOException, SQLException {
        lease.bind(database);
        TextFormat.set(database);
        String customerKey = handover == null ? "" : handover.sealed(database, customer);
        TransferCatalogue catalogue = TransferCatalogue.read(database, handover != null);
        List<ArchivePart> parts = new ArrayList<>();
        CopyManager copies = database.unwrap(PGConnection.class).getCopyAPI();
        for (TransferTable table : catalogue.carried()) {
            lease.extend(database);
            MeasuredOutput out = new MeasuredOutput(lease.whileItLasts(archive.entry(table.entry())));
            ArchivePart part;
            try {
                part = copy(copies, table, customer, out);
            } catch (IOException e) {
                // Not the file's fault, when the export may not go on.
                lease.check();
                throw e;
            }
            parts.add(part);
            progress.accept(part);
        }
        ArchiveManifest manifest = manifest(database, customer, catalogue, parts, customerKey);
        archive.entry("README.txt").write(ReadMe.of(manifest, catalogue).getBytes(StandardCharsets.UTF_8));
        return manifest;
    }

    /** One table of one Customer, with what a manifest says of it. */
    static ArchivePart copy(CopyManager copies, TransferTable table, UUID customer, MeasuredOutput out)
            throws IOException, SQLException {
        long rows = copies.copyOut(table.copyOut(customer), out);
        out.flush();
        return new ArchivePart(
                table.id(),
                table.carried().stream().map(TransferColumn::name).toList(),
                table.leftOutColumns().stream().map(TransferColumn::name).toList(),
                rows,
                out.bytes(),
                out.sha256());
    }

    private ArchiveManifest manifest(
            Connection database,
            UUID customer,
            TransferCatalogue catalogue,
            List<ArchivePart> parts,
            String customerKey)
            throws SQLException {
        try (Statement statement = database.createStatement();
                ResultSet row = statement.executeQuery("select now(), pg_current_snapshot()::text")) {
            row.next();
            return new ArchiveManifest(
                    catalogue.version(),
                    customer,
                    row.getObject(1, OffsetDateTime.class).toInstant(),
                    Objects.requireNonNull(row.getString(2)),
                    parts,
                    catalogue.leftOut().stream().map(TransferTable::id).toList(),
                    handover == null ? Secrets.LEFT_OUT : Secrets.RE_ENCRYPTED,
                    customerKey);
        }
    }
}
