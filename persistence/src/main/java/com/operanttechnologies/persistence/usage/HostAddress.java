package com.operanttechnologies.persistence.usage;

import com.operanttechnologies.persistence.error.InvalidInputException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/** One IP address as a text that PostgreSQL is sure to read: no name, network, zone or port, and nothing is looked up. */
final class HostAddress {

    private static final Pattern V4 =
            Pattern.compile("(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(\\.(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)){3}");
    private static final Pattern MAYBE_V6 = Pattern.compile("[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");
    private static final int LONGEST = 45;

    private HostAddress() {}

    /**
     * The address in its plain form; an IPv4 address that is written as IPv6 ({@code ::ffff:192.0.2.1}) as IPv4.
     *
     * @throws InvalidInputException when the text isn't one address
     */
    static String of(String text) {
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

    private static InvalidInputException refused() {
        return new InvalidInputException("Address of a client must be one IPv4 or IPv6 address, such as 192.0.2.1 or"
                + " 2001:db8::1, without a network, zone or port");
    }
}
