package com.operanttechnologies.migrations;

import java.io.Serial;
import org.flywaydb.core.api.FlywayException;
import org.jspecify.annotations.Nullable;

/** Others held for too long what a migrator needs: the right to migrate, or a lock on a table. Run it again. */
public final class MigratorBlockedException extends FlywayException {

    @Serial
    private static final long serialVersionUID = 1L;

    MigratorBlockedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
