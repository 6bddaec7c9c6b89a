package com.operanttechnologies.migrations.script;

import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.Location;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.configuration.Configuration;
import org.flywaydb.core.api.resource.LoadableResource;
import org.flywaydb.core.internal.parser.ParsingContext;
import org.flywaydb.core.internal.resource.classpath.ClassPathResource;
import org.flywaydb.core.internal.resource.filesystem.FileSystemResource;
import org.flywaydb.core.internal.sqlscript.SqlScriptMetadata;
import org.flywaydb.core.internal.sqlscript.SqlStatement;
import org.flywaydb.core.internal.sqlscript.SqlStatementIterator;
import org.flywaydb.database.postgresql.PostgreSQLParser;
import org.jspecify.annotations.Nullable;

/**
 * Splits migrations into statements with Flyway's own parser, so that what is rehearsed is what is run. That parser is
 * no public interface of Flyway's; its version is fixed, and the tests of the plan notice a change.
 */
public final class ScriptReader {

    private final Configuration configuration;
    private final ParsingContext context = new ParsingContext();

    /**
     * A reader of the migrations of some locations.
     *
     * @param configuration Flyway's
     * @param user whom {@code ${flyway:user}} names
     * @param database which {@code ${flyway:database}} names
     */
    public ScriptReader(Configuration configuration, String user, String database) {
        this.configuration = configuration;
        context.getPlaceholders().put("flyway:user", user);
        context.getPlaceholders().put("flyway:database", database);
        context.getPlaceholders().put("flyway:defaultSchema", configuration.getDefaultSchema());
        context.getPlaceholders().put("flyway:table", configuration.getTable());
    }

    /** Reads one; it has no statement where it isn't SQL. */
    public Script read(MigrationInfo migration, boolean isGated) {
        String version =
                migration.getVersion() == null ? "" : migration.getVersion().toString();
        String name = migration.getScript();
        LoadableResource file = find(name);
        if (file == null) {
            return new Script(version, migration.getDescription(), name, List.of(), false, isGated);
        }
        PostgreSQLParser parser = new PostgreSQLParser(configuration, context);
        SqlScriptMetadata settings = SqlScriptMetadata.fromResource(find(name + ".conf"), parser, configuration);
        List<SqlStatement> statements = new ArrayList<>();
        try (SqlStatementIterator parsed = parser.parse(file, settings)) {
            parsed.forEachRemaining(statements::add);
        }
        boolean isTransactional = Objects.requireNonNullElseGet(
                settings.executeInTransaction(),
                () -> statements.stream().allMatch(SqlStatement::canExecuteInTransaction));
        return new Script(version, migration.getDescription(), name, statements, isTransactional, isGated);
    }

    private @Nullable LoadableResource find(String name) {
        Charset encoding = configuration.getEncoding();
        for (Location location : configuration.getLocations()) {
            String path = location.getRootPath() + "/" + name;
            if (location.isFileSystem() && Files.exists(Path.of(path))) {
                return new FileSystemResource(location, path, encoding, false);
            }
            if (location.isClassPath() && configuration.getClassLoader().getResource(path) != null) {
                return new ClassPathResource(location, path, configuration.getClassLoader(), encoding);
            }
            if (!location.isFileSystem() && !location.isClassPath()) {
                throw new FlywayException("Migrations of " + location.getDescriptor()
                        + " can't be planned, only those of classpath: and filesystem:");
            }
        }
        return null;
    }
}
