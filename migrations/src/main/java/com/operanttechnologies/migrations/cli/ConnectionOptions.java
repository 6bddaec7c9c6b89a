package com.operanttechnologies.migrations.cli;

import com.operanttechnologies.migrations.Login;
import java.io.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Where and as whom to connect: options of this command line, and of others that connect as it does. */
public final class ConnectionOptions {

    private final Map<String, String> environment;

    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec command;

    @Option(
            names = {"-u", "--url"},
            paramLabel = "URL",
            description = "The database: jdbc:postgresql://host:5432/name or postgresql://user@host:5432/name. Without "
                    + "sslmode, a server on another machine must show a valid certificate (verify-full). Default: "
                    + "OPERANT_DB_URL in the environment.")
    private @Nullable String url;

    @Option(
            names = {"-U", "--username"},
            paramLabel = "ROLE",
            description = "Login role. Default: that of the URL, or else PGUSER.")
    private @Nullable String username;

    @Option(names = "--password-file", paramLabel = "FILE", description = "File whose first line is the password.")
    private @Nullable Path passwordFile;

    @Option(
            names = {"-w", "--no-password"},
            description = "Don't ask for a password: the server wants none.")
    private boolean noPassword;

    /**
     * Options whose defaults are in the environment.
     *
     * @param environment the variables, by name
     */
    public ConnectionOptions(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    /** Whether the command line itself names a database: what is made or attacked isn't taken from the environment. */
    public boolean isNamed() {
        return url != null;
    }

    /**
     * The login that they name.
     *
     * @throws ParameterException when one is missing or can't be read
     */
    public Login login() {
        String text = url == null ? environment.get("OPERANT_DB_URL") : url;
        if (text == null || text.isBlank()) {
            throw wrong("Say which database: --url, or OPERANT_DB_URL in the environment");
        }
        DatabaseUrl database;
        try {
            database = DatabaseUrl.parse(text);
        } catch (IllegalArgumentException e) {
            throw wrong(Objects.requireNonNullElse(e.getMessage(), "The URL can't be read"));
        }
        String role = username != null ? username : database.username();
        if (role == null) {
            role = environment.get("PGUSER");
        }
        if (role == null || role.isBlank()) {
            throw wrong("Say as whom to connect: --username, a user in the URL, or PGUSER in the environment");
        }
        return new Login(database.jdbc(), role, password(role, database.password()));
    }

    private String password(String role, @Nullable String inUrl) {
        if (passwordFile != null) {
            try {
                return Files.readAllLines(passwordFile).stream()
                        .findFirst()
                        .orElseThrow(() -> wrong("The password file " + passwordFile + " is empty"));
            } catch (IOException e) {
                throw wrong("The password file " + passwordFile + " can't be read: " + e.getMessage());
            }
        }
        if (inUrl != null) {
            return inUrl;
        }
        String given = environment.get("PGPASSWORD");
        if (given != null) {
            return given;
        }
        Console console = System.console();
        if (noPassword || console == null) {
            return "";
        }
        char[] typed = console.readPassword("Password for %s: ", role);
        return typed == null ? "" : new String(typed);
    }

    private ParameterException wrong(String message) {
        CommandLine line = command.commandLine();
        return new ParameterException(line, message);
    }
}
