package com.operanttechnologies.migrations.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.operanttechnologies.migrations.Login;
import com.operanttechnologies.migrations.SealedScope;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the administrators' guide says of backup and restore, typed as it stands there, with the programs of an
 * installed PostgreSQL: to a moment before a mistake, and from a dump into another cluster.
 */
@Tag("thorough")
@Tag("installed")
@Tag("PRV-5")
@EnabledIfSystemProperty(
        named = "operant.installed.postgres",
        matches = ".+",
        disabledReason = "-Doperant.installed.postgres=/usr/lib/postgresql/15/bin names the programs; CI does")
class GuideRestoreTest {

    private static final String PASSWORD = "a river of Unicode 4711";

    private static final Set<String> GATED = Set.of("migrate", "verify");

    @TempDir
    private Path folder;

    private final UUID erased = UUID.randomUUID();
    private final UUID other = UUID.randomUUID();

    @Test
    void it_brings_a_server_back_as_it_was_and_erases_again_who_was_erased_since() throws Exception {
        Path binaries = Path.of(System.getProperty("operant.installed.postgres"));
        assertThat(ErasureKeys.in(folder).signing()).hasParent(folder);
        Files.writeString(folder.resolve("password"), PASSWORD + "\n");
        for (String each : new String[] {"one", "other", "archive", "backup", "certificates"}) {
            Files.createDirectory(folder.resolve(each));
        }
        try (ManagedCluster one = ManagedCluster.installed(folder.resolve("one"), binaries);
                ManagedCluster another = ManagedCluster.installed(folder.resolve("other"), binaries);
                Shell shell = new Shell(folder, binaries, one.port(), folder.resolve("one/data"));
                Shell there = new Shell(folder, binaries, another.port(), folder.resolve("other/data"))) {
            migrate(one);
            Guide.Block backup = Guide.block("pg_basebackup");
            shell.run("""
                    cd "$PGDATA"
                    openssl req -new -x509 -nodes -subj /CN=db.example -keyout server.key -out server.crt
                    chmod 600 server.key
                    psql -c 'alter system set ssl = on'""");
            shell.run(here(backup.until("# then restart")));
            shell.run("pg_ctl restart");
            shell.run(here(backup.after("# then restart").text()));

            Dashboards.retitle(scope(one, other), "Sales of today");
            String moment = erase(one);
            ManagedCluster.execute(one.superuser().withDatabase("operant"), "drop schema stage cascade");

            type(Guide.block("recovery.signal").replacing("'2026-11-28 03:10:00+00'", "'" + moment + "'"), shell, one);
            SealedScope back = scope(one, other);
            assertThat(Dashboards.told(back)).isEqualTo(other + " 10 Sales of today");
            assertThatThrownBy(() -> Dashboards.told(scope(one, erased)))
                    .hasMessageContaining("this Customer is erased");

            Guide.Block dump = Guide.block("pg_dump --format");
            shell.run(here(dump.until("# as the superuser")));
            type(dump.after("# as the superuser"), there, another);
            logins(another);
            assertThat(Dashboards.told(scope(another, other))).isEqualTo(other + " 10 Sales of today");
            assertThatThrownBy(() -> Dashboards.told(scope(another, erased)))
                    .hasMessageContaining("this Customer is erased");
        }
    }

    private void migrate(ManagedCluster cluster) throws Exception {
        run(
                cluster.superuser(),
                "operant-db bootstrap --password-of operant_migrator=password --password-of operant_operator=password");
        run(migrator(cluster), "operant-db migrate");
        logins(cluster);
        Dashboards.signUp(scope(cluster, erased));
        Dashboards.signUp(scope(cluster, other));
    }

    /** As the page has them made under "Bootstrap a database". */
    private static void logins(ManagedCluster cluster) throws SQLException {
        ManagedCluster.execute(
                cluster.superuser(),
                "create role panel_app login in role operant_runtime password '" + PASSWORD + "';"
                        + "create role panel_signer login in role operant_signer password '" + PASSWORD + "'");
    }

    /** Erases one Customer, and tells the moment before. */
    private String erase(ManagedCluster cluster) throws Exception {
        Login superuser = cluster.superuser().withDatabase("operant");
        String moment = ManagedCluster.ask(superuser, "select clock_timestamp()");
        String order = " --ordered-by jane --reason cancelled";
        run(operator(cluster), "operant-db customer terminate " + erased + order);
        ManagedCluster.execute(
                superuser,
                "update tenancy.lifecycle set since = now() - interval '40 days',"
                        + " erase_after = now() - interval '1 day'");
        run(
                operator(cluster),
                "operant-db erase " + erased + order + " --certificates /certificates --signing-key erasure.key");
        return moment;
    }

    /** A block as it stands on the page: what is operant-db's by its own code, and what is between by a shell. */
    private void type(Guide.Block block, Shell shell, ManagedCluster cluster) throws Exception {
        for (String part : block.parts()) {
            if (part.startsWith("operant-db ")) {
                run(login(part, cluster), part);
            } else {
                shell.run(here(part));
            }
        }
    }

    /** Who the page says runs it; a restored database has no passwords yet. */
    private static Login login(String command, ManagedCluster cluster) throws SQLException {
        boolean isRestored = ManagedCluster.ask(
                        cluster.superuser(),
                        "select exists (select from pg_authid where rolname = 'operant_migrator' and rolpassword is not null)")
                .equals("f");
        if (isRestored || command.startsWith("operant-db bootstrap")) {
            return cluster.superuser();
        }
        return command.contains("--erase") ? operator(cluster) : migrator(cluster);
    }

    private void run(Login login, String command) throws IOException {
        String[] parts = command.split("#", 2);
        boolean findings = parts.length > 1 && parts[1].contains("ends with 1");
        StringWriter told = new StringWriter();
        PrintWriter both = new PrintWriter(told, true);
        int status = OperantDb.run(
                both,
                both,
                Map.of(
                        "OPERANT_DB_URL",
                        login.withDatabase("operant").url(),
                        "PGUSER",
                        login.username(),
                        "PGPASSWORD",
                        login.password()),
                arguments(parts[0].strip()));
        if (command.startsWith("operant-db doctor")) {
            // What it thinks of a server that is made for a test isn't the point.
            findings = status == ExitCode.FINDINGS;
        }
        assertThat(status).as(command + "\n" + told).isEqualTo(findings ? ExitCode.FINDINGS : ExitCode.OK);
    }

    private String[] arguments(String command) {
        List<String> words = new ArrayList<>(List.of(command.split(" +")));
        words.remove(0);
        if (GATED.contains(words.get(0))) {
            // Debian's newest may be older than the newest hole.
            words.addAll(List.of("--accept", "server-rls-hole"));
        }
        return words.stream().map(this::here).toArray(String[]::new);
    }

    /** The page's files, addresses and hosts, where the test has them. */
    private String here(String text) {
        return text.replaceAll("(?<![\\w.])/(archive|backup|certificates)(?![\\w.])", folder + "/$1")
                .replaceAll("/backup/yesterday", "/backup/today")
                .replaceAll("(?<![\\w/])(password|erasure\\.(?:key|pub))$", folder + "/$1")
                .replace("10.0.0.5", "127.0.0.1")
                .replace("db.example", "127.0.0.1");
    }

    private static SealedScope scope(ManagedCluster cluster, UUID customer) throws SQLException {
        return SealedScope.of(as(cluster, "panel_signer"), as(cluster, "panel_app"), customer, "job:test");
    }

    private static Login migrator(ManagedCluster cluster) {
        return as(cluster, "operant_migrator");
    }

    private static Login operator(ManagedCluster cluster) {
        return as(cluster, "operant_operator");
    }

    private static Login as(ManagedCluster cluster, String username) {
        return new Login(cluster.provider().url(), username, PASSWORD);
    }
}
