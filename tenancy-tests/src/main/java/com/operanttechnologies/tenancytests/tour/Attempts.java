package com.operanttechnologies.tenancytests.tour;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** What was tried against the victim so far, told with names in place of identifiers that nobody can tell apart. */
final class Attempts {

    /** What an attack that reached nothing answers. */
    static final String NOTHING = "no row";

    private final Company victim;
    private final List<Attempt> all = new ArrayList<>();

    Attempts(Company victim) {
        this.victim = victim;
    }

    void add(String way, String tried, String answer, boolean held) {
        all.add(new Attempt(way, readable(tried), readable(answer), held));
    }

    List<Attempt> all() {
        return List.copyOf(all);
    }

    private String readable(String text) {
        return text.replace(forgedToken(victim), "<forged token>")
                .replace(victim.customerId().toString(), "<Globex>")
                .replace(victim.dashboards().get(0).id().toString(), "<Globex's dashboard>")
                .replace(victim.screens().get(0).screenId().toString(), "<Globex's screen>")
                .replace(victim.quote().quoteId().toString(), "<Globex's quote>")
                .replace(victim.contacts().get(0).contactId().toString(), "<Globex's contact>")
                .replace(victim.dataSourceId().toString(), "<Globex's data source>");
    }

    /** The right form, an expiry in the future, and a mac from a key that the database doesn't know. */
    static String forgedToken(Company victim) {
        String signed = "v1.k00000000." + victim.customerId() + ".signup.9999999999";
        return signed + "." + HexFormat.of().formatHex(new byte[32]);
    }
}
