package com.operanttechnologies.persistence.audit;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** A single host's address, as PostgreSQL takes and prints an inet. */
final class HostAddress {

    private HostAddress() {}

    /** Without the zone of a link-local address, which means nothing elsewhere. */
    static String text(InetAddress address) {
        String text = address.getHostAddress();
        int zone = text.indexOf('%');
        return zone < 0 ? text : text.substring(0, zone);
    }

    /** @param printed with its prefix length or without */
    static InetAddress parse(String printed) {
        int slash = printed.indexOf('/');
        try {
            // An address as text is never looked up.
            return InetAddress.getByName(slash < 0 ? printed : printed.substring(0, slash));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("PostgreSQL printed an inet that is no address", e);
        }
    }
}
