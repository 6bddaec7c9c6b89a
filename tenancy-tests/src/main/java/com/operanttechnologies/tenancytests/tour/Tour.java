package com.operanttechnologies.tenancytests.tour;

import com.operanttechnologies.migrations.local.DatabaseRole;
import com.operanttechnologies.migrations.local.LocalPostgres;
import com.operanttechnologies.migrations.local.ThrowawayDatabase;
import com.operanttechnologies.persistence.TenantDatabase;
import com.operanttechnologies.tenancytests.tour.story.Both;
import com.operanttechnologies.tenancytests.tour.story.DashboardFile;
import com.operanttechnologies.tenancytests.tour.story.UnusableFolderException;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Command line of the tour. Ends with 1 when an attack got through, with 2 when the input is wrong. */
@Command(
        name = "tour",
        mixinStandardHelpOptions = true,
        description =
                "Two Customers work with five products on a local PostgreSQL; then an attacker tries to cross over.")
public final class Tour implements Callable<Integer> {

    @Option(
            names = "--dashboards",
            paramLabel = "FOLDER",
            description = "Folder of dashboards (*.json) to load in place of the tour's own two.")
    private @Nullable Path dashboards;

    @Option(
            names = "--user-agents",
            paramLabel = "FILE",
            description = "User agents of the screens and people, one on each line, in place of the tour's own three.")
    private @Nullable Path userAgents;

    private final PrintWriter out;

    Tour(PrintWriter out) {
        this.out = out;
    }

    /** Runs the tour and ends the JVM with its result. */
    public static void main(String[] arguments) {
        // What the terminal can show: a table drawn in characters that it lacks would be question marks.
        PrintWriter out = new PrintWriter(System.out, true, Charset.defaultCharset());
        System.exit(run(out, arguments));
    }

    static int run(PrintWriter out, String... arguments) {
        return new CommandLine(new Tour(out))
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    if (failure instanceof UnusableFolderException) {
                        command.getErr().println(failure.getMessage());
                        return CommandLine.ExitCode.USAGE;
                    }
                    throw failure;
                })
                .execute(arguments);
    }

    @Override
    public Integer call() throws Exception {
        List<DashboardFile> files = dashboards == null ? DashboardFile.ofTheTour() : DashboardFile.in(dashboards);
        List<String> agents = userAgents == null ? UserAgents.ofTheTour() : UserAgents.in(userAgents);
        Narration narration = new Narration(out);
        narration.chapter("A PostgreSQL of its own");
        try (LocalPostgres server = LocalPostgres.start()) {
            ThrowawayDatabase migrated = server.database();
            narration.step(version(migrated) + " on loopback, migrated, " + tenantTables(migrated)
                    + " tenant tables and partitions");
            narration.step("the application signs in as a member of operant_runtime, not as an owner or superuser");
            try (TourLayer layer = TourLayer.open(migrated)) {
                return tell(layer, migrated, narration, files, agents);
            }
        }
    }

    private static int tell(
            TourLayer opened,
            ThrowawayDatabase migrated,
            Narration narration,
            List<DashboardFile> files,
            List<String> agents)
            throws SQLException {
        TenantDatabase database = opened.layer().application();
        Both<Company> companies = new Story(opened.layer(), narration).tell(files, agents);
        Map<String, String> before = Fingerprint.of(database, companies.second().scope());
        List<Attempt> attempts = new Attacker(
                        database, migrated.login(DatabaseRole.RUNTIME), companies.first(), companies.second())
                .tryEverything();
        narration.attempts(attempts);
        boolean unharmed =
                before.equals(Fingerprint.of(database, companies.second().scope()));
        return narration.verdict(attempts, unharmed) ? 0 : 1;
    }

    private static String version(ThrowawayDatabase database) throws SQLException {
        return "PostgreSQL " + ask(database, "show server_version").replaceAll(" .*", "");
    }

    private static String tenantTables(ThrowawayDatabase database) throws SQLException {
        return ask(database, "select count(*) from tenancy.tenant_table");
    }

    private static String ask(ThrowawayDatabase database, String sql) throws SQLException {
        try (Connection connection = database.login(DatabaseRole.RUNTIME).connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }
}
