package com.operanttechnologies.migrations.cli;

import com.operanttechnologies.migrations.BootstrapGap;
import com.operanttechnologies.migrations.RolePassword;
import java.io.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** Passwords of roles, from files or asked for; never from the command line, which others can read. */
final class NewPasswords {

    private final CommandLine command;
    private final Map<String, Path> files;
    private final boolean isAsked;
    private final List<String> roles = new ArrayList<>();

    /**
     * Checks what can be checked before anything is changed.
     *
     * @throws ParameterException when a role isn't one that signs in, or nobody can be asked
     */
    NewPasswords(CommandLine command, Map<String, Path> files, boolean isAsked) {
        this.command = command;
        this.files = files;
        this.isAsked = isAsked;
        for (Map.Entry<String, Path> entry : files.entrySet()) {
            char[] password = read(entry.getValue());
            try {
                RolePassword.check(entry.getKey(), password);
            } catch (IllegalArgumentException e) {
                throw wrong("--password-of: " + e.getMessage());
            } finally {
                Arrays.fill(password, (char) 0);
            }
        }
        if (isAsked && System.console() == null) {
            throw wrong("--ask-passwords needs a terminal; give files instead, with --password-of");
        }
    }

    /** Those whose password was set. */
    List<String> roles() {
        return roles;
    }

    /** Sets those of the files, and asks for those of roles that were missing until now. */
    void set(Connection administrator, List<BootstrapGap> gaps) throws SQLException {
        for (String role : RolePassword.ROLES) {
            Path file = files.get(role);
            char[] password = file != null ? read(file) : isNew(role, gaps) ? ask(role) : null;
            if (password == null) {
                continue;
            }
            try {
                RolePassword.set(administrator, role, password);
            } catch (IllegalArgumentException e) {
                throw wrong(e.getMessage() == null ? "The password is refused" : e.getMessage());
            }
            roles.add(role);
        }
    }

    private static boolean isNew(String role, List<BootstrapGap> gaps) {
        return gaps.stream()
                .anyMatch(gap ->
                        gap.object().equals("role " + role) && gap.found().equals(BootstrapGap.NOT_THERE));
    }

    private char @Nullable [] ask(String role) {
        Console console = System.console();
        if (!isAsked || console == null) {
            return null;
        }
        char[] typed = console.readPassword("New password for %s: ", role);
        char[] again = console.readPassword("The same again: ");
        if (!Arrays.equals(typed, again)) {
            throw wrong("The two passwords for " + role + " differ; run it again, all else is done");
        }
        return typed;
    }

    private char[] read(Path file) {
        try {
            return Files.readAllLines(file).stream()
                    .findFirst()
                    .orElseThrow(() -> wrong("The password file " + file + " is empty"))
                    .toCharArray();
        } catch (IOException e) {
            throw wrong("The password file " + file + " can't be read: " + e.getMessage());
        }
    }

    private ParameterException wrong(String message) {
        return new ParameterException(command, message);
    }
}
