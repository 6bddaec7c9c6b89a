package com.operanttechnologies.tenancytests.pgbouncer;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.operanttechnologies.migrations.Login;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever asks for PgBouncer gets it, or is told what is wrong. */
class PgBouncerTest {

    private static final Login LOGIN = new Login("jdbc:postgresql://127.0.0.1:5432/operant", "somebody", "secret-word");

    @Test
    void a_program_that_is_not_there_is_named_with_the_remedy() {
        assertThatThrownBy(() -> PgBouncer.start(Path.of("/nowhere/pgbouncer"), 1, List.of(LOGIN)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("tenancy.pgbouncer=/nowhere/pgbouncer is no program that can be run;"
                        + " install Debian's package pgbouncer, or leave the property out");
    }

    @Test
    void a_program_that_does_not_start_is_quoted(@TempDir Path folder) throws Exception {
        Path program = Files.writeString(folder.resolve("pgbouncer"), "#!/bin/sh\necho out of order\nexit 1\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        assertThatThrownBy(() -> PgBouncer.start(program, 1, List.of(LOGIN)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("did not start: out of order")
                .hasMessageNotContaining("secret-word");
    }
}
