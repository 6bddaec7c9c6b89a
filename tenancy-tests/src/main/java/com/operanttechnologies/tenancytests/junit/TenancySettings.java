package com.operanttechnologies.tenancytests.junit;

import com.operanttechnologies.tenancytests.rows.SuppliedValues;
import java.util.List;

/**
 * What a suite is about.
 *
 * @param locations Flyway locations of the team's migrations; none where the layer's own tables are attacked
 * @param schemas the layer's schemas whose tables are attacked, where there are no migrations; none for all
 * @param packages the team's code
 * @param generated packages of it that jOOQ has generated
 * @param includesTests whether code in folders of tests is held to the rules, too
 * @param supplied values that none can be made up for
 * @param everyMutant whether all careless changes are made, or one of each kind
 */
record TenancySettings(
        List<String> locations,
        List<String> schemas,
        List<String> packages,
        List<String> generated,
        boolean includesTests,
        SuppliedValues supplied,
        boolean everyMutant) {

    TenancySettings {
        locations = List.copyOf(locations);
        schemas = List.copyOf(schemas);
        packages = List.copyOf(packages);
        generated = List.copyOf(generated);
    }

    boolean isOfTheLayer() {
        return locations.isEmpty();
    }
}
