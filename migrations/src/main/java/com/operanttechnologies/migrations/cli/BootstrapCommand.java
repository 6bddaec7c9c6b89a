package com.operanttechnologies.migrations.cli;

import com.operanttechnologies.migrations.Bootstrap;
import com.operanttechnologies.migrations.BootstrapGap;
import com.operanttechnologies.migrations.Login;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Makes the roles and the database, and hands that to them. */
@Command(
        name = "bootstrap",
        mixinStandardHelpOptions = true,
        description = {
            "Makes the roles and the database that the URL names, and hands it to operant_owner.",
            "Closes it to PUBLIC as well. As a superuser, or, without the hardening, as a role with CREATEROLE and "
                    + "CREATEDB. What is so already stays; what somebody else has made otherwise is told with the SQL "
                    + "that mends it, and then nothing is changed."
        })
final class BootstrapCommand implements Callable<Integer> {

    private static final String NO_SUCH_DATABASE = "3D000";

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Mixin
    @SuppressWarnings("NullAway.Init") // set by picocli
    private ConnectionOptions connection;

    @Option(names = "--check", description = "Only tell what is missing, and end with 1 when something is.")
    private boolean check;

    @Option(
            names = "--maintenance-database",
            paramLabel = "NAME",
            defaultValue = "postgres",
            description = "The database to connect to when the URL's doesn't exist yet (default: postgres).")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private String maintenance;

    @Option(
            names = "--password-of",
            paramLabel = "ROLE=FILE",
            description = "Gives a role that signs in the first line of the file as its password. May be given several "
                    + "times.")
    private Map<String, Path> passwordFiles = new LinkedHashMap<>();

    @Option(names = "--ask-passwords", description = "Asks for the password of each such role that it makes.")
    private boolean askPasswords;

    @Override
    public Integer call() throws SQLException {
        NewPasswords passwords = new NewPasswords(spec.commandLine(), passwordFiles, askPasswords);
        Login login = connection.login();
        List<BootstrapGap> gaps = new ArrayList<>();
        try (Connection server = connectToServer(login)) {
            gaps.addAll(Bootstrap.missingRoles(server));
        }
        try (Connection database = connectTo(login)) {
            if (database != null) {
                gaps.addAll(Bootstrap.missingInDatabase(database));
            }
            boolean isForeign = has(gaps, BootstrapGap.Kind.FOREIGN);
            if (check || isForeign) {
                return tell(gaps, database == null ? login : null, isForeign);
            }
        }
        make(login, gaps, passwords);
        return ExitCode.OK;
    }

    private static boolean has(List<BootstrapGap> gaps, BootstrapGap.Kind kind) {
        return gaps.stream().anyMatch(gap -> gap.kind() == kind);
    }

    private int tell(List<BootstrapGap> gaps, @Nullable Login withoutDatabase, boolean isForeign) {
        PrintWriter out = spec.commandLine().getOut();
        gaps.forEach(out::println);
        boolean isMissing = has(gaps, BootstrapGap.Kind.MISSING);
        if (withoutDatabase != null) {
            out.println("MISSING database " + withoutDatabase.database() + " does not exist\n    create database "
                    + withoutDatabase.database() + ";");
            isMissing = true;
        }
        if (isForeign) {
            spec.commandLine()
                    .getErr()
                    .println("Nothing was changed: mend what is FOREIGN, which isn't bootstrap's, and run it again.");
        } else if (!isMissing) {
            out.println("Nothing is missing.");
        }
        return isForeign || isMissing ? ExitCode.FINDINGS : ExitCode.OK;
    }

    private void make(Login login, List<BootstrapGap> gaps, NewPasswords passwords) throws SQLException {
        PrintWriter out = spec.commandLine().getOut();
        try (Connection server = connectToServer(login)) {
            Bootstrap.roles(server);
            passwords.set(server, gaps);
        }
        if (!exists(login)) {
            create(login);
            out.println("made     database " + login.database());
        }
        try (Connection database = login.connect()) {
            Bootstrap.database(database);
            gaps.stream()
                    .filter(gap -> gap.kind() == BootstrapGap.Kind.MISSING)
                    .map(gap -> gap.found().equals(BootstrapGap.NOT_THERE)
                            ? "made     " + gap.object()
                            : "mended   " + gap.object() + ", which " + gap.found())
                    .forEach(out::println);
            passwords.roles().forEach(role -> out.println("password of " + role + " set"));
            Bootstrap.missingInDatabase(database).forEach(out::println);
            out.println("The roles are there, and the database " + login.database()
                    + " belongs to operant_owner. Next: operant-db plan and operant-db migrate, as operant_migrator.");
        }
    }

    /** To the database of the URL, or to the maintenance database where that doesn't exist yet. */
    private Connection connectToServer(Login login) throws SQLException {
        Connection database = connectTo(login);
        return database != null ? database : login.withDatabase(maintenance).connect();
    }

    private static boolean exists(Login login) throws SQLException {
        try (Connection database = connectTo(login)) {
            return database != null;
        }
    }

    private static @Nullable Connection connectTo(Login login) throws SQLException {
        try {
            return login.connect();
        } catch (SQLException e) {
            if (NO_SUCH_DATABASE.equals(e.getSQLState())) {
                return null;
            }
            throw e;
        }
    }

    private void create(Login login) throws SQLException {
        if (!login.database().matches("[a-z_][a-z0-9_]{0,62}")) {
            throw new ParameterException(
                    spec.commandLine(),
                    "The database '" + login.database() + "' doesn't exist, and is not made under a name that isn't of "
                            + "lower-case letters, digits and _ alone");
        }
        try (Connection server = login.withDatabase(maintenance).connect();
                Statement statement = server.createStatement()) {
            statement.execute("create database " + statement.enquoteIdentifier(login.database(), true)
                    + " encoding 'UTF8' template template0");
        }
    }
}
