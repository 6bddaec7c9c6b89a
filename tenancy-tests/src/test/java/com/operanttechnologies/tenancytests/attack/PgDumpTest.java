package com.operanttechnologies.tenancytests.attack;

import static org.assertj.core.api.Assertions.assertThat;

import com.operanttechnologies.migrations.Login;
import com.operanttechnologies.migrations.local.DatabaseRole;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The real pg_dump, which must be as new as the server; that the embedded server brings none, the attacks E1 send its
 * statements one by one.
 */
@ExtendWith(IsolationExtension.class)
@EnabledIf(value = "isWanted", disabledReason = "-Dtenancy.pgdump=/usr/bin/pg_dump names the program; CI does")
@Tag("isolation")
@Tag("SEC-3")
@Tag("E1")
class PgDumpTest {

    private static final String TABLE = "--table=stage.dashboard";

    private final SharedArenas arenas;

    PgDumpTest(SharedArenas arenas) {
        this.arenas = arenas;
    }

    /** What came of it: its exit status, and all that it wrote. */
    private record Dump(int status, String text) {}

    static boolean isWanted() {
        return !System.getProperty("tenancy.pgdump", "").isEmpty();
    }

    private static Dump dump(Login login, String... options) throws Exception {
        URI url = URI.create(login.url().substring("jdbc:".length()));
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("tenancy.pgdump")).toString(),
                "--no-password",
                "--host=" + url.getHost(),
                "--port=" + url.getPort(),
                "--username=" + login.username(),
                "--dbname=" + url.getPath().substring(1)));
        Collections.addAll(command, options);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("PGPASSWORD", login.password());
        Process process = builder.start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new Dump(process.exitValue(), text);
    }

    private static void assertRefused(Arena arena, String because, String... options) throws Exception {
        Dump dump = dump(arena.database().login(DatabaseRole.RUNTIME), options);
        assertThat(dump.status()).as(dump.text()).isNotZero();
        assertThat(dump.text()).contains(because);
        assertThat(arena.victimsValues()).noneMatch(dump.text()::contains);
    }

    @Test
    void it_is_refused_as_the_runtime_role() throws Exception {
        assertRefused(arenas.hardened(), "permission denied for function set_config");
        // Where no superuser has taken its first statement away.
        assertRefused(arenas.open(), "permission denied for table");
        assertRefused(arenas.open(), "query would be affected by row-level security policy", TABLE);
        assertRefused(arenas.open(), "operant: no valid scope", TABLE, "--enable-row-security");
    }

    @Test
    void it_would_find_the_victims_rows_if_it_were_not() throws Exception {
        Arena arena = arenas.hardened();
        Dump dump = dump(arena.database().administrator(), TABLE);
        assertThat(dump.status()).as(dump.text()).isZero();
        assertThat(arena.victimsValues()).anyMatch(dump.text()::contains);
    }
}
