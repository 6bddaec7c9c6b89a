package com.operanttechnologies.migrations;

import com.operanttechnologies.migrations.local.DatabaseRole;
import com.operanttechnologies.migrations.local.ThrowawayDatabase;
import com.operanttechnologies.migrations.transfer.ArchiveManifest;
import com.operanttechnologies.migrations.transfer.CustomerExport;
import java.nio.file.Path;

/**
 * A Customer that was exported from one database, to be imported into another one.
 *
 * @param here the Customer where it was exported from
 * @param there the Customer where it is to be, and isn't yet
 */
public record MovingCustomer(ErasableCustomer here, ErasableCustomer there, Path archive, ArchiveManifest exported)
        implements AutoCloseable {

    /** Signs a Customer up, with so many dashboards and usage events, and exports it into a folder. */
    public static MovingCustomer export(int rows, Path folder) throws Exception {
        ErasableCustomer here = ErasableCustomer.signUp(SharedDatabase.get().copy(), rows);
        Path archive = folder.resolve("customer.zip");
        return new MovingCustomer(
                here,
                new ErasableCustomer(SharedDatabase.get().copy(), here.id(), here.owner()),
                archive,
                new CustomerExport(here.database().login(DatabaseRole.OPERATOR))
                        .write(here.id(), archive, "jane", "moves away", part -> {}));
    }

    /** The database that it moves to. */
    public ThrowawayDatabase target() {
        return there.database();
    }

    @Override
    public void close() {
        target().close();
        here.database().close();
    }
}
