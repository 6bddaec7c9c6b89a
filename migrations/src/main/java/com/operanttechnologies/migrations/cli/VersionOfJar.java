package com.operanttechnologies.migrations.cli;

import java.util.Objects;
import picocli.CommandLine.IVersionProvider;

/** The version that stands in the jar's manifest. */
final class VersionOfJar implements IVersionProvider {

    @Override
    public String[] getVersion() {
        String version = OperantDb.class.getPackage().getImplementationVersion();
        return new String[] {"operant-db " + Objects.requireNonNullElse(version, "(not from a jar)")};
    }
}
