package com.operanttechnologies.tenancytests.tour.story;

/**
 * Who signs up.
 *
 * @param name of the organisation
 * @param ownerEmail work email of who signs it up
 * @param ownerPassword what that person chooses
 * @param colleagueEmail whom the owner invites
 * @param sourcePassword of the database that its dashboards draw from
 * @param address where its people and screens come from, an IPv4 address of documentation (RFC 5737)
 */
public record Organisation(
        String name,
        String ownerEmail,
        String ownerPassword,
        String colleagueEmail,
        String sourcePassword,
        String address) {

    @Override
    public String toString() {
        return name;
    }
}
