package com.operanttechnologies.migrations;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import org.postgresql.PGConnection;

/**
 * Gives a role its password as a SCRAM-SHA-256 verifier that is made here: neither the server nor its log ever sees the
 * password. What the log may see is the verifier, from which a short password could be guessed, so that is refused.
 */
public final class RolePassword {

    /** The roles of the layer that sign in. */
    public static final List<String> ROLES = List.of(
            "operant_migrator",
            "operant_signer",
            "operant_operator",
            "operant_support",
            "operant_auditor",
            "operant_analytics");

    private static final int SHORTEST = 16;

    private RolePassword() {}

    /**
     * Checks that a role may be given a password.
     *
     * @throws IllegalArgumentException when the role is none of {@link #ROLES} or the password too short
     */
    public static void check(String role, char[] password) {
        if (!ROLES.contains(role)) {
            throw new IllegalArgumentException(
                    "Role " + role + " is none that signs in; such are " + String.join(", ", ROLES));
        }
        if (password.length < SHORTEST) {
            throw new IllegalArgumentException("The password of " + role + " has " + password.length
                    + " characters; take at least " + SHORTEST + ", such as: openssl rand -base64 24");
        }
    }

    /**
     * Sets it.
     *
     * @param administrator connection of a superuser, or of a role with CREATEROLE, which from PostgreSQL 16 on must
     *     have made the role
     * @param role one of {@link #ROLES}
     * @param password at least 16 characters; overwritten with zeros when this returns
     * @throws IllegalArgumentException when the role is another one or the password too short
     * @throws SQLException when the server refuses
     */
    public static void set(Connection administrator, String role, char[] password) throws SQLException {
        try {
            check(role, password);
            administrator.unwrap(PGConnection.class).alterUserPassword(role, password, "scram-sha-256");
        } finally {
            Arrays.fill(password, (char) 0);
        }
    }
}
