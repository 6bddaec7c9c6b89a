package com.operanttechnologies.persistence.stage;

/**
 * A version with its content. Never changes.
 *
 * @param json a JSON object, to the character as it was saved; at most 2 MiB in UTF-8
 */
public record DashboardContent(DashboardVersion version, String json) {

    /** Leaves the content out, which is Customer Data and too long for a log. */
    @Override
    public String toString() {
        return "DashboardContent[" + version + ", " + json.length() + " characters]";
    }
}
