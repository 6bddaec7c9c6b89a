package com.operanttechnologies.tenancytests.evidence;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Properties;

/** Which build of the suite this is. */
final class Build {

    private Build() {}

    static String version() {
        return Objects.requireNonNullElse(Build.class.getPackage().getImplementationVersion(), "(not from a jar)");
    }

    /** The commit, when it was made, and whether files were changed since; a build without Git doesn't know. */
    static String commit() {
        Properties commit = new Properties();
        try (InputStream file = Build.class.getResourceAsStream("commit.properties")) {
            if (file == null) {
                return "unknown: built without Git";
            }
            commit.load(file);
        } catch (IOException e) {
            throw new UncheckedIOException("Can't read commit.properties from the jar of operant-tenancy-tests", e);
        }
        return commit.getProperty("git.commit.id.full", "unknown") + " of "
                + commit.getProperty("git.commit.time", "unknown time")
                + ("true".equals(commit.getProperty("git.dirty")) ? ", with uncommitted changes" : "");
    }
}
