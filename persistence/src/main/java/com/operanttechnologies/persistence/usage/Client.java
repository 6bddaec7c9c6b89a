package com.operanttechnologies.persistence.usage;

import java.util.Optional;

/**
 * Who sent a request, as far as it tells: personal information. Immutable.
 *
 * @param ip one IPv4 or IPv6 address, such as {@code 192.0.2.1} or {@code 2001:db8::1}
 * @param userAgent 1 to 512 characters
 * @param country approximate location: ISO 3166-1 alpha-2, such as {@code US}
 * @param region approximate location: the subdivision of ISO 3166-2 without its country, such as {@code CA} of US-CA;
 *     only with a country. There is no place for anything finer.
 */
public record Client(
        Optional<String> ip, Optional<String> userAgent, Optional<String> country, Optional<String> region) {

    /** Tells nothing. */
    public static final Client UNKNOWN =
            new Client(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    /** An address and a user agent, without a location. */
    public static Client of(String ip, String userAgent) {
        return new Client(Optional.of(ip), Optional.of(userAgent), Optional.empty(), Optional.empty());
    }

    /** The same in a country. */
    public Client in(String where) {
        return new Client(ip, userAgent, Optional.of(where), Optional.empty());
    }

    /** The same in a region of a country. */
    public Client in(String where, String subdivision) {
        return new Client(ip, userAgent, Optional.of(where), Optional.of(subdivision));
    }

    /** Leaves address and user agent out, which are personal. */
    @Override
    public String toString() {
        return "Client[" + country.orElse("") + "]";
    }
}
