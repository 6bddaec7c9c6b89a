package com.operanttechnologies.persistence.internal.input;

import com.operanttechnologies.persistence.error.InvalidInputException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/** One host's IP address as a text that PostgreSQL is sure to read as an inet: no name, network, zone or port. */
public final class HostAddress {

    private static final Pattern V4 =
            Pattern.compile("(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(\\.(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)){3}");
    private static final Pattern MAYBE_V6 = Pattern.compile("[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");
    private static final int LONGEST = 45;

    private HostAddress() {}

    /**
     * What somebody has written, in its plain form; an IPv4 address that is written as IPv6 ({@code ::ffff:192.0.2.1})
     * as IPv4. Nothing is looked up.
     *
     * @throws InvalidInputException when the text isn't one address
     */
    public static String of(String text) {
        if (V4.matcher(text).matches()) {
            return text;
        }
        if (text.length() <= LONGEST && MAYBE_V6.matcher(text).matches()) {
            try {
                // With a colon in it, it is never taken for a name.
                return InetAddress.getByName(text).getHostAddress();
            } catch (UnknownHostException e) {
                throw refused();
            }
        }
        throw refused();
    }

    /** Without the zone of a link-local address, which means nothing elsewhere. */
    public static String of(InetAddress address) {
        String text = address.getHostAddress();
        int zone = text.indexOf('%');
        return zone < 0 ? text : text.substring(0, zone);
    }

    /** @param printed by PostgreSQL, with its prefix length or without */
    public static InetAddress parse(String printed) {
        int slash = printed.indexOf('/');
        try {
            // An address as text is never looked up.
            return InetAddress.getByName(slash < 0 ? printed : printed.substring(0, slash));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("PostgreSQL printed an inet that is no address", e);
        }
    }

    private static InvalidInputException refused() {
        return new InvalidInputException("Address of a client must be one IPv4 or IPv6 address, such as 192.0.2.1 or"
                + " 2001:db8::1, without a network, zone or port");
    }
}
