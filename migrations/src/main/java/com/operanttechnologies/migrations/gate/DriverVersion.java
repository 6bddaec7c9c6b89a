package com.operanttechnologies.migrations.gate;

import java.util.Arrays;
import java.util.List;

/** What is published about versions of the driver, pgjdbc. */
final class DriverVersion {

    /** A vulnerability, and the first version of 42 that is free of it. */
    private record Known(String cve, String fixedIn, String what) {}

    private static final List<Known> KNOWN = List.of(
            new Known("CVE-2022-21724", "42.3.2", "properties of the URL may name any class to be made"),
            new Known("CVE-2022-31197", "42.4.1", "names of columns can inject SQL into refreshRow()"),
            new Known("CVE-2022-41946", "42.5.1", "parameters are written to a file that others may read"),
            new Known("CVE-2024-1597", "42.7.2", "parameters can inject SQL with preferQueryMode=simple"),
            new Known("CVE-2025-49146", "42.7.7", "channelBinding=require is not enforced"),
            new Known("CVE-2026-42198", "42.7.11", "see the advisory"),
            new Known("CVE-2026-54291", "42.7.12", "channel binding can be downgraded"));

    private DriverVersion() {}

    static List<Finding> find(Rule rule, String version) {
        return KNOWN.stream()
                .filter(known -> isBefore(version, known.fixedIn))
                .map(known -> new Finding(
                        rule,
                        "pgjdbc " + version,
                        "has " + known.cve + ": " + known.what,
                        "-- take 42.7.12 or later; https://github.com/pgjdbc/pgjdbc/security/advisories"))
                .toList();
    }

    private static boolean isBefore(String version, String other) {
        return Arrays.compare(numbers(version), numbers(other)) < 0;
    }

    private static int[] numbers(String version) {
        return Arrays.stream(version.replaceFirst("[^0-9.].*$", "").split("\\."))
                .mapToInt(Integer::parseInt)
                .toArray();
    }
}
