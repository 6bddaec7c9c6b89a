package com.operanttechnologies.tenancytests.evidence;

import java.util.List;

/**
 * What was tested.
 *
 * @param suite this project's version
 * @param commit the commit that it was built from, and whether anything was changed since
 * @param server what the server says it is
 * @param serverVersion its version, such as {@code 18.6}
 * @param database the database's name
 * @param login who asked the catalogue, and what that login may
 * @param tenantTables how many tenant tables and partitions are registered; empty when the login can't see it
 * @param fingerprint SHA-256 of the listing of the catalogue
 * @param catalogue the listing, line by line, sorted
 * @param settings settings of the server that isolation or its evidence depends on
 * @param roles roles, with their attributes and memberships
 * @param migrations what Flyway has applied; empty when the login can't see it
 * @param unseen what the login couldn't see
 */
public record Subject(
        String suite,
        String commit,
        String server,
        String serverVersion,
        String database,
        String login,
        String tenantTables,
        String fingerprint,
        List<String> catalogue,
        List<Setting> settings,
        List<RoleFacts> roles,
        List<MigrationFacts> migrations,
        List<String> unseen) {

    /**
     * A setting of the server.
     *
     * @param name its name
     * @param value its value
     * @param source where that comes from
     */
    public record Setting(String name, String value, String source) {}

    /**
     * A role.
     *
     * @param name its name
     * @param attributes what it may, in words
     * @param memberOf what it is a member of
     * @param settings what is preset for it
     */
    public record RoleFacts(String name, String attributes, String memberOf, String settings) {}

    /**
     * A migration.
     *
     * @param version its version
     * @param script its file
     * @param checksum Flyway's checksum of the file
     * @param appliedBy who applied it
     */
    public record MigrationFacts(String version, String script, String checksum, String appliedBy) {}

    public Subject {
        catalogue = List.copyOf(catalogue);
        settings = List.copyOf(settings);
        roles = List.copyOf(roles);
        migrations = List.copyOf(migrations);
        unseen = List.copyOf(unseen);
    }
}
