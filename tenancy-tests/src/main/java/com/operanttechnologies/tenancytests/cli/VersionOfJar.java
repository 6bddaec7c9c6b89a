package com.operanttechnologies.tenancytests.cli;

import java.util.Objects;
import picocli.CommandLine.IVersionProvider;

/** The version that stands in the jar's manifest. */
final class VersionOfJar implements IVersionProvider {

    @Override
    public String[] getVersion() {
        String version = OperantTenancy.class.getPackage().getImplementationVersion();
        return new String[] {"operant-tenancy " + Objects.requireNonNullElse(version, "(not from a jar)")};
    }
}
